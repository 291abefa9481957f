//! Processes on the real kernel: descriptors, their limit, and sockets that stand in no table any more.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "runs the real ss, and counts descriptors beside the product")]

use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

use lastack_collect::{Look, NetnsChoice, look};
use lastack_host::{Live, Recording, Replay};
use lastack_model::{CoverageState, ProcessView, Snapshot};
use lastack_netlab::{Conduct, LoadProcess, Netns, Pace, Server, ServerOptions};

fn want(interval_ms: u64) -> Look {
    Look {
        netns: NetnsChoice::Own,
        interval: Duration::from_millis(interval_ms),
        owners: true,
        rules: true,
        bound: true,
        top: 20,
    }
}

fn live(interval_ms: u64) -> Snapshot {
    look(&Live::new(), &want(interval_ms)).unwrap().0
}

fn processes(interval_ms: u64) -> Vec<ProcessView> {
    live(interval_ms).namespaces.remove(0).processes
}

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

fn serve(name: &str, conduct: Conduct) -> (LoadProcess, lastack_netlab::Dial) {
    let options = ServerOptions::new(address("127.0.0.1:8080"), conduct);
    let (process, listening) = LoadProcess::serve(name, &options).unwrap();
    (process, lastack_netlab::Dial::to(listening[0]))
}

/// What the shell would count.
fn descriptors(pid: u32) -> u64 {
    std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap().count() as u64
}

#[test]
fn twenty_three_connections_that_the_peer_reset_are_twenty_three_ghosts() {
    let _netns = Netns::enter_fresh().unwrap();
    let (mut server, dial) = serve("haunted", Conduct::Hold);
    let kept = dial.open(7).unwrap();
    let reset = dial.open(23).unwrap();
    server.wait_accepted(30).unwrap();
    reset.into_iter().for_each(|connection| connection.reset().unwrap());
    server.limit_descriptors(997).unwrap();
    let snapshot = live(50);
    let [process] = snapshot.namespaces[0].processes.as_slice() else { panic!("{snapshot:?}") };
    assert_eq!((process.pid, process.comm.raw()), (server.pid(), "haunted"));
    assert_eq!((process.ghosts, process.tcp, process.limit), (Some(23), Some(31), Some(997)));
    assert_eq!(process.descriptors, Some(descriptors(server.pid())));
    assert!(process.started_at.is_some());
    drop(kept);
}

#[test]
fn connections_destroyed_in_close_wait_are_ghosts_with_one_reading_too_and_that_says_so() {
    let _netns = Netns::enter_fresh().unwrap();
    let (mut server, dial) = serve("leaky", Conduct::Leak);
    drop(dial.open(13).unwrap());
    server.wait_finished(13).unwrap();
    assert_eq!(processes(0)[0].ghosts, Some(0));
    let killed = Command::new("ss").args(["-tnK", "state", "close-wait"]).output().unwrap();
    assert!(killed.status.success());
    assert_eq!(processes(50)[0].ghosts, Some(13));
    let once = live(0);
    assert_eq!(once.namespaces[0].processes[0].ghosts, Some(13));
    let told = |line: &&lastack_model::Coverage| {
        line.why.as_ref().is_some_and(|why| why.id == "collect-ghosts-once")
    };
    let line = once.coverage.iter().find(told).unwrap();
    assert_eq!((line.subject, line.state), ("processes", CoverageState::Degraded));
}

#[test]
fn listeners_bound_sockets_and_live_connections_are_no_ghosts() {
    let _netns = Netns::enter_fresh().unwrap();
    let (mut server, dial) = serve("well", Conduct::Hold);
    let bound = LoadProcess::bind("binder", "127.0.0.1".parse().unwrap(), 17).unwrap();
    let _open = dial.open(11).unwrap();
    server.wait_accepted(11).unwrap();
    for interval in [0, 50] {
        let mut seen: Vec<_> =
            processes(interval).iter().map(|process| (process.pid, process.tcp, process.ghosts)).collect();
        seen.sort_unstable();
        let mut wanted = vec![(server.pid(), Some(12), Some(0)), (bound.pid(), Some(17), Some(0))];
        wanted.sort_unstable();
        assert_eq!(seen, wanted);
    }
}

#[test]
fn a_client_that_opens_and_closes_all_the_time_has_no_ghosts() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on(address("127.0.0.1:8080"), Conduct::CloseSecond).unwrap();
    let mut pace = Pace::new(server.dial(), 2000.0);
    pace.at_most = 20_000;
    let _client = LoadProcess::pace("busy", &pace).unwrap();
    for interval in [0, 0, 0, 300] {
        assert_eq!(processes(interval).iter().map(|process| process.ghosts.unwrap()).sum::<u64>(), 0);
    }
}

#[test]
fn without_owners_no_process_is_looked_into_and_that_is_said() {
    let _netns = Netns::enter_fresh().unwrap();
    let (_server, _) = serve("unseen", Conduct::Hold);
    let snapshot = look(&Live::new(), &Look { owners: false, ..want(0) }).unwrap().0;
    assert!(snapshot.namespaces[0].processes.is_empty());
    let line = snapshot.coverage.iter().find(|line| line.subject == "processes").unwrap();
    assert_eq!(line.state, CoverageState::Unavailable);
}

#[test]
fn the_processes_closest_to_their_limit_are_named_and_all_that_have_ghosts() {
    let _netns = Netns::enter_fresh().unwrap();
    let tight = LoadProcess::bind("tight", "127.0.0.1".parse().unwrap(), 11).unwrap();
    tight.limit_descriptors(20).unwrap();
    let wide = LoadProcess::bind("wide", "127.0.0.1".parse().unwrap(), 29).unwrap();
    wide.limit_descriptors(4001).unwrap();
    let (mut server, dial) = serve("haunted", Conduct::Hold);
    server.limit_descriptors(4003).unwrap();
    let reset = dial.open(3).unwrap();
    server.wait_accepted(3).unwrap();
    reset.into_iter().for_each(|connection| connection.reset().unwrap());
    let narrow = Look { top: 1, ..want(50) };
    let named = look(&Live::new(), &narrow).unwrap().0.namespaces.remove(0).processes;
    let names: Vec<_> = named.iter().map(|process| process.comm.raw()).collect();
    assert_eq!(names, ["tight", "haunted"]);
    assert_eq!(named[0].limit, Some(20));
}

#[test]
fn a_recorded_walk_replays_to_the_same_processes() {
    let _netns = Netns::enter_fresh().unwrap();
    let (mut server, dial) = serve("haunted", Conduct::Hold);
    let reset = dial.open(5).unwrap();
    server.wait_accepted(5).unwrap();
    reset.into_iter().for_each(|connection| connection.reset().unwrap());
    let host = Live::new();
    let recording = Recording::new(&host);
    let seen = look(&recording, &want(50)).unwrap();
    assert_eq!(seen.0.namespaces[0].processes[0].ghosts, Some(5));
    assert_eq!(look(&Replay::new(&recording.record()), &want(50)).unwrap(), seen);
}

#[test]
fn a_process_whose_threads_are_spread_over_namespaces_has_no_ghosts_told() {
    // The connections of this thread are in a namespace that no process begins in, so nobody else can find it, and
    // the process that holds them is seen from the namespace of its first thread.
    let (opened, open) = std::sync::mpsc::channel();
    let (done, wait) = std::sync::mpsc::channel::<()>();
    let thread = std::thread::spawn(move || {
        let _netns = Netns::enter_fresh().unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let held: Vec<_> = (0..23).map(|_| std::net::TcpStream::connect(at).unwrap()).collect();
        opened.send(()).unwrap();
        let _ = wait.recv();
        drop(held);
    });
    open.recv().unwrap();
    let ours = std::process::id();
    let named = processes(50).into_iter().find(|process| process.pid == ours);
    assert!(named.is_none_or(|process| process.ghosts.is_none()));
    drop(done);
    thread.join().unwrap();
}
