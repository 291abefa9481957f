//! What a run serves, and what it has given up by then.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use lastack_netlab::diag::{count, states, wait_count};
use lastack_netlab::{Conduct, Netns, Server};

use crate::hold;
use crate::run::start;

/// Status and text of an answer to one request.
fn ask(path: &str) -> (String, String) {
    let at: SocketAddr = "127.0.0.1:9115".parse().unwrap();
    let mut socket = TcpStream::connect(at).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(socket, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    socket.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

/// Others can reach it, so that it asks for nothing but what the list allows, and for that it does.
#[test]
fn what_is_on_the_allow_list_is_probed_and_nothing_else() {
    let _netns = Netns::enter_fresh().unwrap();
    let _server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let listen = "listen = \"0.0.0.0:9115\"\nallow = [\"127.0.0.1\", \"localhost\", \"::1\"]\n";
    let run = start(&format!("{listen}{}", hold("127.0.0.1:8080", "")), "json");
    run.check("a check", |check| check["up"] == true);
    for (target, status, said) in [
        ("127.0.0.1:8080", "HTTP/1.1 200 OK", "probe_success 1"),
        ("localhost:8080", "HTTP/1.1 200 OK", "probe_success 1"),
        ("127.0.0.1:9", "HTTP/1.1 200 OK", "probe_success 0"),
        ("[::1]:9", "HTTP/1.1 200 OK", "probe_success 0"),
        ("127.0.0.2:8080", "HTTP/1.1 403 Forbidden", "not on the allow list"),
        ("[::2]:9", "HTTP/1.1 403 Forbidden", "not on the allow list"),
    ] {
        let (found, text) = ask(&format!("/probe?module=tcp_connect&target={target}"));
        assert!(found == status && text.contains(said), "{target}: {found}\n{text}");
    }
}

/// A target that is silent holds up nobody: another is answered while it is still waited for.
#[test]
fn one_is_probed_while_another_is_waited_for() {
    let netns = Netns::enter_fresh().unwrap();
    netns.add_silent_network([10, 77, 0, 0].into(), 16).unwrap();
    let _server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let run = start(&format!("listen = \"127.0.0.1:9115\"\n{}", hold("127.0.0.1:8080", "")), "json");
    run.check("a check", |check| check["up"] == true);
    std::thread::scope(|scope| {
        let silent =
            scope.spawn(|| netns.run(|| ask("/probe?module=tcp_connect&target=10.77.0.7:1009")).unwrap().1);
        wait_count(states::SYN_SENT, 1).unwrap();
        let (_, text) = ask("/probe?module=tcp_connect&target=127.0.0.1:8080");
        assert!(text.contains("probe_success 1"), "{text}");
        assert_eq!(count(states::SYN_SENT).unwrap(), 1, "the other is still waited for");
        assert!(silent.join().unwrap().contains("probe_success 0"));
    });
}

#[test]
fn a_run_has_given_up_every_privilege_on_each_of_its_threads() {
    let _netns = Netns::enter_fresh().unwrap();
    let _server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let listen = "listen = \"127.0.0.1:9115\"\n";
    let run = start(&format!("{listen}{}", hold("127.0.0.1:8080", "")), "json");
    run.check("a check", |check| check["up"] == true);
    assert!(ask("/metrics").1.contains("lastack_probe_up"), "the thread that serves is there");
    let mut threads = 0;
    for task in std::fs::read_dir(format!("/proc/{}/task", run.child.id())).unwrap() {
        let Ok(status) = std::fs::read_to_string(task.unwrap().path().join("status")) else { continue };
        let of = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim();
        let none = "0".repeat(16);
        assert_eq!([of("CapEff:"), of("CapPrm:"), of("CapInh:")], [none.as_str(); 3], "{status}");
        assert_eq!(of("NoNewPrivs:"), "1");
        threads += 1;
    }
    assert!(threads >= 2, "{threads}");
}
