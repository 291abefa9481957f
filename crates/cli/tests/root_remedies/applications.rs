//! Two incidents from end to end, by what the applications themselves say before and after: a reverse proxy without
//! connections to keep (the error 99 of nginx), and a port checker that takes the port of a service.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use lastack_netlab::{Closer, Conduct, Dial, LabError, Reuse, Server, ServerOptions, diag};

use crate::bed::{Bed, at, text};

const UPSTREAM: &str = "10.7.0.1:8081";
const PROXY: &str = "127.0.0.1:8080";

/// Ports that the namespace has: so many connections towards the upstream, and then none for a minute.
const PORTS: usize = 1_000;

/// An application that answers requests and leaves it to the proxy to close.
fn upstream() {
    let listener = TcpListener::bind(UPSTREAM).unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { return };
            thread::spawn(move || answer(&stream));
        }
    });
}

fn answer(stream: &TcpStream) {
    let (mut reader, mut writer) = (BufReader::new(stream), stream);
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|length| length > 0) {
        if line == "\r\n" && writer.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n").is_err()
        {
            return;
        }
        line.clear();
    }
}

/// A real nginx before that application, in the test's namespace.
struct Proxy {
    nginx: Child,
    folder: tempfile::TempDir,
}

impl Proxy {
    /// `block` goes into the upstream block, `place` into the location.
    fn start(block: &str, place: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().display();
        let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let paths = paths.map(|name| format!("{name}_temp_path {at}/{name};")).join(" ");
        let config = format!(
            "daemon off; master_process off; pid {at}/pid; error_log {at}/errors;\n\
             events {{ worker_connections 4096; }}\n\
             http {{ access_log off; {paths}\n\
             upstream backend {{ server {UPSTREAM}; {block} }}\n\
             server {{ listen {PROXY}; keepalive_requests 100000;\n\
             location / {{ {place} proxy_pass http://backend; }} }} }}\n"
        );
        std::fs::write(folder.path().join("nginx.conf"), config).unwrap();
        let nginx = Command::new("nginx")
            .args([Path::new("-e"), &folder.path().join("errors"), Path::new("-c")])
            .arg(folder.path().join("nginx.conf"))
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let proxy = Proxy { nginx, folder };
        while TcpStream::connect(PROXY).is_err() {
            thread::yield_now();
        }
        proxy
    }

    /// How many of so many requests of one client were answered by the application.
    fn answered(&self, requests: usize) -> usize {
        let stream = TcpStream::connect(PROXY).unwrap();
        let (mut reader, mut writer) = (BufReader::new(&stream), &stream);
        let mut answered = 0;
        for _ in 0..requests {
            writer.write_all(b"GET / HTTP/1.1\r\nHost: lab\r\n\r\n").unwrap();
            let (mut status, mut line, mut length) = (String::new(), String::new(), 0);
            reader.read_line(&mut status).unwrap();
            while line != "\r\n" {
                line.clear();
                reader.read_line(&mut line).unwrap();
                if let Some(value) = line.strip_prefix("Content-Length: ") {
                    length = value.trim().parse().unwrap();
                }
            }
            reader.read_exact(&mut vec![0; length]).unwrap();
            answered += usize::from(status.starts_with("HTTP/1.1 200"));
        }
        answered
    }

    /// Lines of its own log that tell of no port.
    fn errors(&self) -> usize {
        let log: PathBuf = self.folder.path().join("errors");
        let log = std::fs::read_to_string(log).unwrap();
        log.lines().filter(|line| line.contains("(99: Cannot assign requested address)")).count()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.nginx.kill().unwrap();
        self.nginx.wait().unwrap();
    }
}

/// A namespace with an own address that tcp_tw_reuse = 2 does not cover.
fn small_host() -> Bed {
    let bed = Bed::new();
    bed.netns.add_loopback_address("10.7.0.1".parse().unwrap()).unwrap();
    bed.netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
    upstream();
    bed
}

#[test]
fn a_reverse_proxy_that_ran_out_of_ports_answers_again_once_the_remedy_is_applied() {
    let bed = small_host();
    let proxy = Proxy::start("", "");
    assert_eq!(proxy.answered(PORTS + 499), PORTS, "one port for each request");
    assert_eq!(proxy.errors(), 499);
    // Requests go on, some 50 a second, and each of them fails until the remedy is there.
    let (change, answered) = under_load(&proxy, || bed.apply("reuse-time-wait"));
    assert_eq!(change.written(), [("net.ipv4.tcp_tw_reuse", "2", "1")]);
    // How many ports block then is a matter of the load, which nobody sees while each connect() fails.
    assert_eq!(change.outcome(), "resolved");
    assert!(answered > 0 && proxy.errors() > 499, "{answered} were answered");
    let errors = proxy.errors();
    diag::wait_aged(Duration::from_millis(1_100)).unwrap();
    assert_eq!((proxy.answered(499), proxy.errors()), (499, errors), "no error is new");
    change.undo();
}

/// Does something while requests come and come; gives how many of them were answered.
fn under_load<T>(proxy: &Proxy, work: impl FnOnce() -> T) -> (T, usize) {
    let (done, ended) = channel::<()>();
    thread::scope(|scope| {
        let load = scope.spawn(move || {
            let (mut answered, pause) = (0, Duration::from_millis(20));
            while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(pause) {
                answered += proxy.answered(1);
            }
            answered
        });
        let worked = work();
        drop(done);
        (worked, load.join().unwrap())
    })
}

/// Lines of the advice, in the places that it names.
fn advised(bed: &Bed) -> (String, String) {
    let proxy = Proxy::start("", "");
    // Past half of the ports, so that there is something to advise for, and some are left to close.
    assert_eq!(proxy.answered(611), 611);
    let (plan, _) = under_load(&proxy, || bed.plan_with(&["reuse-connections", "--blame", "2"]));
    let advice = &plan["remedies"][0]["advice"][0];
    assert_eq!(text(&advice["program"]), "nginx", "{plan:#}");
    let lines = text(&advice["lines"]).lines().map(str::trim).collect::<Vec<_>>();
    let with = |prefix: &str| {
        let lines = lines.iter().filter(|line| line.starts_with(prefix));
        lines.copied().collect::<Vec<_>>().join(" ")
    };
    (with("keepalive "), with("proxy_"))
}

#[test]
fn the_settings_that_are_advised_for_the_proxy_that_was_seen_closing_end_its_errors() {
    let (block, place) = advised(&small_host());
    let _bed = small_host();
    let proxy = Proxy::start(&block, &place);
    assert_eq!((proxy.answered(PORTS + 499), proxy.errors()), (PORTS + 499, 0));
    let waiting = diag::rows(diag::states::TIME_WAIT).unwrap().into_iter();
    let closed = waiting.filter(|row| row.remote == at(UPSTREAM)).count();
    assert!(closed <= 1, "{closed}: nginx closes a connection after 1,000 requests");
}

/// Services of a quiet machine, and a checker that connects to each of them and closes.
struct Checked {
    services: Server,
    bed: Bed,
}

const SERVICES: u16 = 53;

/// Inside of the range.
const SERVICE: &str = "0.0.0.0:40006";

impl Checked {
    fn new(bed: Bed) -> Self {
        bed.netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
        // Rows stay, as they do between two hosts.
        bed.netns.sysctl("net.ipv4.tcp_tw_reuse", "0").unwrap();
        let addresses = (0..SERVICES).map(|index| at(&format!("127.0.0.1:{}", 20_000 + index))).collect();
        let options =
            ServerOptions { addresses, conduct: Conduct::CloseSecond, backlog: 16, reuse: Reuse::Address };
        Checked { services: Server::start(&options).unwrap(), bed }
    }

    fn check(&self) {
        self.services.dial().open_and_close(SERVICES.into(), Closer::Client).unwrap();
        diag::wait_aged(Duration::from_millis(1_100)).unwrap();
    }
}

fn service() -> Result<Server, LabError> {
    Server::on(at(SERVICE), Conduct::CloseSecond)
}

#[test]
fn a_service_comes_up_again_although_a_checker_is_at_work_once_its_port_is_reserved() {
    // The twins differ in whether the remedy was applied before the service restarted.
    for applied in [false, true] {
        let checked = Checked::new(Bed::new());
        let running = service().unwrap();
        (0..3).for_each(|_| checked.check());
        if applied {
            let plan = checked.bed.plan("local-prober");
            let ids = plan["remedies"].as_array().unwrap().iter().map(|remedy| text(&remedy["id"]));
            assert!(ids.clone().any(|id| id == "reserve-listening-ports"), "{:?}", ids.collect::<Vec<_>>());
            let change = checked.bed.apply("reserve-listening-ports");
            assert_eq!(change.written(), [("net.ipv4.ip_local_reserved_ports", "", "40006")]);
            assert_eq!(change.gauge("listeners_at_risk").after, 0.0);
        }
        drop(running);
        // Down for as long as the checker needs for all the ports that it may have.
        let ports = PORTS as u64 - u64::from(applied);
        Dial::to(checked.services.address()).open_and_close(ports - 3, Closer::Client).unwrap();
        let again = service();
        assert_eq!(again.is_ok(), applied, "{:?}", again.err());
        if let Err(LabError::Socket { source, .. }) = again {
            assert_eq!(std::io::Error::from(source).kind(), std::io::ErrorKind::AddrInUse);
        }
    }
}
