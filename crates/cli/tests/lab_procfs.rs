//! The real program where netlink is refused: whose queue is full is told from /proc/net/tcp, as surely as that tells it.

#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests: what is missing must stop the test"
)]
#![expect(clippy::disallowed_methods, reason = "runs the real program")]

use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use lastack_netlab::{
    Conduct, Connection, Dial, Netns, Reuse, Server, ServerOptions, SynBurst, syn_burst, without_netlink,
};
use serde_json::Value;

fn listening(port: u16, backlog: i32, conduct: Conduct) -> Server {
    let addresses = vec![SocketAddr::from((Ipv4Addr::UNSPECIFIED, port))];
    Server::start(&ServerOptions { addresses, conduct, backlog, reuse: Reuse::Address }).unwrap()
}

fn dial(port: u16) -> Dial {
    Dial::to((Ipv4Addr::LOCALHOST, port).into())
}

/// What the program says of this namespace after two readings, 1.5 s apart.
fn looked() -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lastack"));
    command.args(["--netns", "self", "--interval", "1.5", "--format", "json"]).stdin(Stdio::null());
    without_netlink(&mut command);
    let output = command.output().unwrap();
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let coverage = document["coverage"].as_array().unwrap();
    assert!(
        coverage.iter().any(|line| line["source"] == "sock_diag" && line["state"] != "ready"),
        "{coverage:?}"
    );
    document
}

fn finding(document: &Value, id: &str) -> Value {
    let findings = document["findings"].as_array().unwrap();
    findings.iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("{findings:#?}")).clone()
}

/// Fills a queue of 41 places.
fn crowd(port: u16) -> Vec<Connection> {
    dial(port).open(42).unwrap()
}

/// What is seen while `again` goes on, from before the look to its end.
fn during(mut again: impl FnMut() + Send, look: impl FnOnce() -> Value) -> Value {
    again();
    thread::scope(|scope| {
        let (ended, end) = channel::<()>();
        let going_on = scope.spawn(move || {
            while end.recv_timeout(Duration::from_millis(20)) == Err(RecvTimeoutError::Timeout) {
                again();
            }
        });
        let seen = look();
        drop(ended);
        going_on.join().unwrap();
        seen
    })
}

/// What is seen while one after the other dials this port, and nobody hangs up.
fn dialled(port: u16, look: impl FnOnce() -> Value) -> Value {
    let mut open = Vec::new();
    during(|| open.extend(dial(port).begin(1).unwrap()), look)
}

#[test]
fn the_port_whose_accept_queue_drops_is_named_as_an_inference_and_of_two_none_is() {
    let _netns = Netns::enter_fresh().unwrap();
    let _stuck = listening(8080, 41, Conduct::NeverAccept);
    let _well = listening(9090, 41, Conduct::Hold);
    let _crowd = crowd(8080);
    let _served = dial(9090).open(7).unwrap();
    let told = finding(&dialled(8080, looked), "accept-queue-full");
    assert_eq!((&told["severity"], &told["subject"]["kind"]), (&"critical".into(), &"listener".into()));
    let (place, words) = (&told["args"]["place"], told["text"]["en"].to_string());
    assert_eq!(place["certainty"], "inferred", "{told:#}");
    assert!(words.contains("port 8080") && words.contains("42 wait"), "{words}");
    assert!(!words.contains("9090") && told["args"]["places"].is_null(), "{told:#}");

    // Whether the second drops anybody is not in the files.
    let _other = listening(9191, 41, Conduct::NeverAccept);
    let _waiting = dial(9191).open(11).unwrap();
    let told = finding(&dialled(8080, looked), "accept-queue-full");
    assert_eq!(told["subject"]["kind"], "namespace", "{told:#}");
    assert_eq!(told["args"]["others"]["value"], 1, "{told:#}");
}

#[test]
fn where_netlink_answers_the_same_queue_is_known_to_be_full() {
    let _netns = Netns::enter_fresh().unwrap();
    let _stuck = listening(8080, 41, Conduct::NeverAccept);
    let _crowd = crowd(8080);
    let mut command = Command::new(env!("CARGO_BIN_EXE_lastack"));
    command.args(["--netns", "self", "--interval", "1.5", "--format", "json"]).stdin(Stdio::null());
    let look = || serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
    let document: Value = dialled(8080, look);
    let told = finding(&document, "accept-queue-full");
    assert_eq!(told["args"]["place"]["certainty"], "observed", "{told:#}");
    assert_eq!(told["args"]["places"]["value"], 41, "{told:#}");
}

#[test]
fn the_port_whose_syn_queue_drops_is_known_by_what_the_kernel_lets_in() {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.tcp_syncookies", "0").unwrap();
    netns.sysctl("net.ipv4.tcp_max_syn_backlog", "64").unwrap();
    let _flooded = listening(8080, 256, Conduct::CloseSecond);
    let _well = listening(9090, 256, Conduct::Hold);
    let target = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 8080);
    let burst = SynBurst { target: target.into(), count: 409, peers: 97 };
    let document = during(|| syn_burst(&netns, &burst).unwrap(), looked);
    let told = finding(&document, "syn-queue-full");
    assert_eq!((&told["severity"], &told["subject"]["kind"]), (&"critical".into(), &"listener".into()));
    assert_eq!(told["args"]["place"]["certainty"], "observed", "{told:#}");
    assert!(told["text"]["en"]["summary"].as_str().unwrap().contains("port 8080"), "{told:#}");
}
