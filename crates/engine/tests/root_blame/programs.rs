//! Programs as people run them: the one that closes first is named, whatever it was before.

use std::io::Write as _;
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use lastack_engine::NetnsChoice;
use lastack_model::{Blame, BlameBy, Who};
use lastack_netlab::{Conduct, Netns};

use super::{COUNT, end, hold, let_close, look, method, named, serve, traced};

/// Runs to its end and must end well.
fn done(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.unwrap().success(), "{program} {arguments:?}");
}

/// A server of the system, ended by its id.
struct Daemon(Child);

impl Daemon {
    /// Starts it and waits until it answers.
    fn start(program: &str, arguments: &[&str], port: u16) -> Self {
        let child = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut daemon = Daemon(child.unwrap());
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(daemon.0.try_wait().unwrap().is_none(), "{program} has ended");
            std::thread::yield_now();
        }
        daemon
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // nginx ends its workers on SIGTERM.
        let _ = Command::new("/bin/kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

const NGINX: &str = "user root; daemon off; worker_processes 1; error_log stderr; pid nginx.pid; events {} http {
access_log off; client_body_temp_path a; proxy_temp_path b; fastcgi_temp_path c; uwsgi_temp_path d; scgi_temp_path e;
server { listen 127.0.0.1:8081; location / { proxy_pass http://127.0.0.1:8082; } }
server { listen 127.0.0.1:8082; location / { return 200 'well'; } } }";

const CLIENT: &str = r#"
import http.client, sys
sys.stdout.write("held\n")
sys.stdout.flush()
sys.stdin.readline()
for _ in range(23):
    one = http.client.HTTPConnection("127.0.0.1", 8081)
    one.request("GET", "/")
    one.getresponse().read()
    one.close()
"#;

/// The same by a compiled program, without a library of HTTP. It reads all of the answer, or its close would be a reset.
const COMPILED: &str = r#"
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
int main(void) {
    static const char asked[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(8081) };
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < 23; i++) {
        char answer[4096] = "";
        size_t got = 0;
        int one = socket(AF_INET, SOCK_STREAM, 0);
        if (one < 0 || connect(one, (struct sockaddr *)&to, sizeof to)) return 1;
        if (write(one, asked, sizeof asked - 1) != sizeof asked - 1) return 2;
        while (!strstr(answer, "\r\n\r\nwell")) {
            ssize_t more = read(one, answer + got, sizeof answer - 1 - got);
            if (more <= 0) return 3;
            got += more;
        }
        close(one);
    }
    return 0;
}
"#;

/// Builds it where it will be run.
fn compile(program: &str) {
    let cc = Command::new("cc").args(["-O2", "-o", program, "-x", "c", "-"]).stdin(Stdio::piped()).spawn();
    let mut cc = cc.unwrap();
    cc.stdin.take().unwrap().write_all(COMPILED.as_bytes()).unwrap();
    assert!(cc.wait().unwrap().success(), "cc has not built the client");
}

/// Connections that redis has taken since its start, that of the question among them.
fn received() -> u64 {
    let asked = Command::new("redis-cli").args(["-p", "6390", "INFO", "stats"]).output().unwrap();
    let text = String::from_utf8(asked.stdout).unwrap();
    let count = text.lines().find_map(|line| line.strip_prefix("total_connections_received:"));
    count.unwrap().trim().parse().unwrap()
}

/// Closes of a program at a port: before the peer.
fn first_at(blame: &Blame, name: &str, port: u16) -> u64 {
    let places = named(blame, name).places.iter().filter(|at| at.place.port == port);
    places.map(|at| at.closes.first).sum()
}

#[test]
fn of_real_programs_the_one_that_closes_first_is_named() {
    let _netns = Netns::enter_fresh().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("nginx.conf"), NGINX).unwrap();
    std::fs::write(path("client.py"), CLIENT).unwrap();
    let _nginx = Daemon::start("nginx", &["-p", &path(""), "-c", &path("nginx.conf")], 8081);
    compile(&path("lab-compiled"));
    let quiet = ["--port", "6390", "--save", "", "--appendonly", "no"];
    let _redis = Daemon::start("redis-server", &quiet, 6390);
    let python = Command::new("/usr/bin/python3")
        .arg(path("client.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut clients = vec![python.unwrap()];
    hold(&mut clients);
    let (before, mut after) = (received(), 0);
    let mut job = || {
        let_close(&mut clients);
        end(&mut clients);
        // HTTP/1.0: the server closes first. The others keep the connection, and the client ends it.
        done("ab", &["-q", "-n", "23", "-c", "1", "http://127.0.0.1:8081/"]);
        done("redis-benchmark", &["-p", "6390", "-k", "0", "-c", "1", "-n", "23", "-t", "ping_inline", "-q"]);
        let curl = "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23; do curl -s -o /dev/null http://127.0.0.1:8081/ || exit 1; done";
        done("/bin/sh", &["-c", curl]);
        done(&path("lab-compiled"), &[]);
        // The question itself is a connection more.
        after = received() - 1;
        true
    };
    let blame = traced(&look(BlameBy::Command, NetnsChoice::Own), &method("bpf"), &mut job);
    assert_eq!(first_at(&blame, "nginx", 8081), COUNT);
    let curl = named(&blame, "curl");
    assert_eq!((first_at(&blame, "curl", 8081), curl.processes), (COUNT, COUNT));
    assert_eq!(first_at(&blame, "python3 client.py", 8081), COUNT);
    let compiled = named(&blame, "lab-compiled");
    assert_eq!((first_at(&blame, "lab-compiled", 8081), compiled.processes), (COUNT, 1));
    // Beside the 23 it asks for settings, which redis has counted too.
    assert!(after >= before + COUNT, "{before} {after}");
    assert_eq!(first_at(&blame, "redis-benchmark", 6390), after - before);
    // Each request of the four clients goes on to the other server, and both ends of that are nginx.
    let upstream = named(&blame, "nginx").places.iter().filter(|at| at.place.port == 8082);
    let (first, second) =
        upstream.fold((0, 0), |sum, at| (sum.0 + at.closes.first, sum.1 + at.closes.second));
    assert_eq!((first, second), (4 * COUNT, 4 * COUNT));
    assert_eq!(first_at(&blame, "redis-cli", 6390), 1);
    let wrong = blame.lines.iter().filter(|line| line.closes.is_some_and(|closes| closes.first > 0));
    let names: Vec<&str> = wrong
        .map(|line| match &line.who {
            Who::Command(program, _) => program.raw(),
            other => panic!("{other:?}"),
        })
        .filter(|name| {
            !["nginx", "curl", "python3 client.py", "redis-benchmark", "redis-cli", "lab-compiled"]
                .contains(name)
        })
        .collect();
    assert_eq!(names, [] as [&str; 0]);
}

/// Closes its connections, becomes another script of the same interpreter, and closes those too.
const EXEC: &str = r#"
import os, socket, sys
host, port, count, then = sys.argv[1:5]
held = [socket.create_connection((host, int(port))) for _ in range(int(count))]
sys.stdout.write("held\n")
sys.stdout.flush()
sys.stdin.readline()
for one in held:
    one.close()
sys.stdin.readline()
if then:
    os.execv("/usr/bin/python3", ["python3", then, host, port, "11", ""])
"#;

#[test]
fn a_process_that_becomes_another_script_of_the_same_interpreter_closes_as_that() {
    const AFTER: u64 = 11;
    let _netns = Netns::enter_fresh().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    ["lab-old.py", "lab-new.py"].iter().for_each(|name| std::fs::write(path(name), EXEC).unwrap());
    let (mut server, to) = serve("lab-second", Conduct::CloseSecond);
    let child = Command::new("/usr/bin/python3")
        .args([path("lab-old.py"), to.ip().to_string(), to.port().to_string(), COUNT.to_string()])
        .arg(path("lab-new.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut children = [child.unwrap()];
    hold(&mut children);
    let mut rounds = 0;
    let mut job = || {
        rounds += 1;
        match rounds {
            1 => {
                let_close(&mut children);
                server.wait_finished(COUNT).unwrap();
            }
            // The round between has read who closed.
            2 => {
                let_close(&mut children);
                hold(&mut children);
                let_close(&mut children);
                server.wait_finished(COUNT + AFTER).unwrap();
            }
            _ => {
                end(&mut children);
                return true;
            }
        }
        false
    };
    let blame = traced(&look(BlameBy::Command, NetnsChoice::Own), &method("bpf"), &mut job);
    for (name, count) in [("python3 lab-old.py", COUNT), ("python3 lab-new.py", AFTER)] {
        assert_eq!(named(&blame, name).closes.map(|closes| closes.first), Some(count), "{:#?}", blame.lines);
    }
}
