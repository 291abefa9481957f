//! Descriptors running out: what is short is named, and all else goes on.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::time::Duration;

use lastack_netlab::diag::{self, states};
use lastack_netlab::{Conduct, Netns, Server};
use serde_json::Value;

use crate::run::{Run, start, start_by};

const METRICS: &str = "127.0.0.1:9115";

/// So many targets that are held, and where metrics are served.
fn file(targets: u8) -> String {
    let targets: Vec<String> = (1..=targets).map(|last| format!("\"127.0.1.{last}:8081\"")).collect();
    format!(
        "listen = \"{METRICS}\"\n[defaults]\nstrategy = \"hold\"\ninterval = 0.5\ntimeout = 3\n\
         [[targets]]\ntarget = [{}]\n",
        targets.join(",")
    )
}

fn server() -> Server {
    Server::on("0.0.0.0:8081".parse().unwrap(), Conduct::CloseSecond).unwrap()
}

fn connect() -> TcpStream {
    let at: SocketAddr = METRICS.parse().unwrap();
    let socket = TcpStream::connect(at).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    socket
}

/// One request over a connection of its own.
fn metrics() -> String {
    let mut socket = connect();
    socket.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    socket.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 200 OK"), "{text}");
    text
}

#[test]
fn without_descriptors_a_target_is_not_called_down() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = server();
    let run = start_by(&["prlimit", "--nofile=80:80"], &file(97), "json");
    let short = run.check("a target without a descriptor", |check| check["reason"] == "no-descriptor");
    assert_eq!(short["up"], Value::Null);
    run.check("the others", |check| check["up"] == true && check["held"]["stands"] == true);
    // A quarter of the descriptors is left to the rest of the program.
    for _ in 0..23 {
        let text = metrics();
        assert!(text.contains("lastack_probe_failure{target=") && text.contains("reason=\"no-descriptor\"}"));
        let held =
            text.lines().find(|line| line.starts_with("lastack_probe_own_sockets{state=\"established\"}"));
        assert_eq!(held, Some("lastack_probe_own_sockets{state=\"established\"} 60"));
    }
    assert_eq!(diag::count(states::TIME_WAIT).unwrap(), 0, "whoever asked left none either");
    drop(server);
}

fn wait_until_held(run: &Run, count: usize) {
    let mut held = std::collections::BTreeSet::new();
    while held.len() < count {
        let check = run.check("a held connection", |check| check["held"]["stands"] == true);
        held.insert(check["target"].as_str().unwrap().to_owned());
    }
}

/// The lowest descriptor that a process has free.
fn lowest_free(run: &Run) -> u32 {
    let folder = format!("/proc/{}/fd", run.child.id());
    let used: std::collections::BTreeSet<u32> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().parse().unwrap())
        .collect();
    (0..).find(|number| !used.contains(number)).unwrap()
}

/// Lets a process have descriptors below that number alone.
fn limit(run: &Run, number: u32) {
    let limit = format!("--nofile={number}:");
    let limited = Command::new("prlimit").args(["--pid", &run.child.id().to_string(), &limit]).status();
    assert!(limited.unwrap().success());
}

/// Clock ticks that a process has spent, of 100 a second.
fn ticks(run: &Run) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", run.child.id())).unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

/// Nothing is left for accept(): who asks is served all the same, one after the other, and who waits costs nothing.
#[test]
fn a_prober_without_a_descriptor_is_still_heard_and_does_not_spin() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = server();
    let run = start(&file(23), "json");
    wait_until_held(&run, 23);
    limit(&run, lowest_free(&run));
    for _ in 0..3 {
        assert!(metrics().contains("lastack_probe_targets 23"));
    }
    // The one descriptor that can be given up is taken, and another waits.
    let first = connect();
    let before = ticks(&run);
    let waits = std::thread::spawn(metrics);
    // The length of the measure, not a wait for anything.
    std::thread::sleep(Duration::from_secs(2));
    let spent = ticks(&run) - before;
    drop(first);
    assert!(waits.join().unwrap().contains("lastack_probe_targets 23"));
    assert!(spent < 60, "{spent} ticks of 200");
    drop(server);
}

/// A file that cannot be opened for want of a descriptor is not called wrong, and counts as soon as there is one.
#[test]
fn a_file_that_could_not_be_opened_is_tried_again() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = server();
    let run = start(&file(23), "json");
    wait_until_held(&run, 23);
    limit(&run, lowest_free(&run));
    std::fs::write(&run.file, file(19)).unwrap();
    run.wait("what stays", |line| line.contains("cannot be read; what it said before stays in force"));
    run.wait("why", |line| line.contains("cannot be read: too many open files"));
    limit(&run, 1_024);
    run.wait("the file", |line| line.contains("was read again: 19 targets"));
    drop(server);
}
