//! Known workloads with prime counts on the real kernel: every way of reading must give the same numbers.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "runs the real ss and netstat")]

use std::net::SocketAddr;
use std::ops::{ControlFlow, RangeInclusive};
use std::process::Command;
use std::time::{Duration, Instant};

use lastack_collect::{Fold, FoldConfig, Look, NetnsChoice, Reach, SOURCES, look, paste};
use lastack_host::{Host as _, Live, Recording, Replay};
use lastack_model::{AgeBins, Census, Certainty, PortSet, Snapshot, TcpState, Value};
use lastack_netlab::{Closer, Conduct, Dial, Netns, Server, Source, diag};

fn want() -> Look {
    Look {
        netns: NetnsChoice::Own,
        interval: Duration::ZERO,
        owners: true,
        rules: true,
        bound: true,
        top: 20,
    }
}

fn live() -> Snapshot {
    look(&Live::new(), &want()).unwrap().0
}

/// By one source alone, whatever the order of preference.
fn by(source: &str) -> Census {
    let config = FoldConfig {
        usable: Some(PortSet::from_range(32_768, 60_999)),
        listeners_first: true,
        ..FoldConfig::default()
    };
    let mut fold = Fold::new(config);
    let source = SOURCES.iter().find(|entry| entry.id == source).unwrap();
    (source.read)(&Live::new(), &mut fold, Reach::BoundToo).unwrap();
    fold.finish()
}

/// By the text of a real tool, read as a paste.
fn text_of(command: &[&str]) -> String {
    let output = Command::new(command[0]).args(&command[1..]).env("LC_ALL", "C").output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn pasted(text: &str) -> Census {
    let host = Replay::of_files([("paste", text)]);
    let mut pasted = paste(&host, &["paste".as_ref()], 20);
    pasted.snapshot.namespaces.remove(0).census
}

/// Every way of reading this namespace's table, with its name.
fn every_way() -> Vec<(&'static str, Census)> {
    vec![
        ("sock_diag", by("sock_diag")),
        ("procfs", by("procfs")),
        ("ss -tan", pasted(&text_of(&["ss", "-tan"]))),
        ("ss -tano", pasted(&text_of(&["ss", "-tano"]))),
        ("netstat -ant", pasted(&text_of(&["netstat", "-ant"]))),
        ("netstat -nato", pasted(&text_of(&["netstat", "-nato"]))),
        ("netstat -n", pasted(&text_of(&["netstat", "-n"]))),
    ]
}

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

#[test]
fn twenty_three_closed_connections_are_twenty_three_everywhere_and_one_route() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on(address("127.0.0.1:8080"), Conduct::CloseSecond).unwrap();
    server.open_and_close(&server.dial(), 23).unwrap();
    for (way, census) in every_way() {
        assert_eq!(census.count(TcpState::TimeWait), Some(23), "{way}");
        assert_eq!(census.routes.len(), 1, "{way}");
        let route = &census.routes[0];
        assert_eq!((route.key.port, route.states.get(TcpState::TimeWait)), (8080, 23), "{way}");
        assert_eq!(census.time_wait.outbound, 23, "{way}");
        let inbound =
            census.listeners.iter().map(|listener| listener.states.get(TcpState::TimeWait)).sum::<u32>();
        assert_eq!(inbound, 0, "{way}");
    }
    for way in ["sock_diag", "procfs"] {
        let census = by(way);
        assert_eq!((census.routes[0].taken, census.listeners[0].key.port), (23, 8080), "{way}");
    }
}

#[test]
fn closes_of_the_server_are_one_listener_with_all_its_peers() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on(address("0.0.0.0:8080"), Conduct::CloseFirst).unwrap();
    let dial = Dial::to(address("127.0.0.1:8080")).from(Source::Peers(350));
    server.open_and_close(&dial, 997).unwrap();
    let check = |census: &Census, way: &str, certainty| {
        assert_eq!((census.listeners.len(), census.routes.len()), (1, 0), "{way}");
        let listener = &census.listeners[0];
        assert_eq!((listener.key.port, listener.peers.distinct), (8080, 350), "{way}");
        assert_eq!(listener.states.get(TcpState::TimeWait), 997, "{way}");
        assert_eq!(listener.certainty, certainty, "{way}");
        assert_eq!((census.time_wait.inbound, census.time_wait.unknown), (997, 0), "{way}");
    };
    for (way, census) in every_way() {
        let listed = way != "netstat -n";
        check(&census, way, if listed { Certainty::Observed } else { Certainty::Inferred });
    }
    drop(server);
    for (way, census) in every_way() {
        check(&census, &format!("{way}, listener gone"), Certainty::Inferred);
    }
}

#[test]
fn a_listener_in_the_ephemeral_range_that_has_gone_leaves_unknown_rows_and_no_route() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on(address("0.0.0.0:45001"), Conduct::CloseFirst).unwrap();
    let dial = Dial::to(address("127.0.0.1:45001")).from(Source::Peers(350));
    server.open_and_close(&dial, 997).unwrap();
    drop(server);
    for (way, census) in every_way() {
        assert_eq!((census.routes.len(), census.time_wait.outbound), (0, 0), "{way}");
        assert_eq!(census.time_wait.unknown, 997, "{way}");
    }
}

/// Rows that began together, and when: the machine may be busy, so that time is measured and not assumed.
struct Burst {
    count: u32,
    begun: Instant,
    /// A moment, and the age that they had reached by then
    aged: (Instant, Duration),
}

impl Burst {
    fn make(server: &Server, count: u32, age_ms: u64) -> Burst {
        let (begun, age) = (Instant::now(), Duration::from_millis(age_ms));
        server.open_and_close(&server.dial(), count.into()).unwrap();
        diag::wait_aged(age).unwrap();
        Burst { count, begun, aged: (Instant::now(), age) }
    }

    /// The bins in which they may stand in a table that is read from one moment to another; text has whole seconds or
    /// less, which puts them so many bins beside.
    fn bins(&self, read: (Instant, Instant), beside: usize) -> RangeInclusive<usize> {
        // A tick of the kernel's timers may lie between its clock and ours: 10 ms at most.
        let tick = Duration::from_millis(10);
        let least = (read.0 - self.aged.0 + self.aged.1).saturating_sub(tick);
        let most = read.1 - self.begun + tick;
        least.as_secs() as usize - beside..=most.as_secs() as usize + beside
    }
}

/// Every burst is in its bins, and all else is empty.
fn check_bins(bursts: &[Burst], read: (Instant, Instant), beside: usize, ages: &AgeBins, way: &str) {
    for burst in bursts {
        let bins = burst.bins(read, beside);
        let others = bursts.iter().filter(|other| other.begun != burst.begun);
        let near = others.filter(|other| {
            let theirs = other.bins(read, beside);
            theirs.start() <= bins.end() && bins.start() <= theirs.end()
        });
        let most = burst.count + near.map(|other| other.count).sum::<u32>();
        let seen: u32 = ages.0[bins.clone()].iter().sum();
        assert!((burst.count..=most).contains(&seen), "{way}: {} in {bins:?} of {ages:?}", burst.count);
    }
    assert_eq!(ages.0.iter().sum::<u32>(), bursts.iter().map(|burst| burst.count).sum::<u32>(), "{way}");
}

#[test]
fn bursts_come_back_in_the_bins_of_their_age() {
    let netns = Netns::enter_fresh().unwrap();
    // With reuse on loopback the younger bursts would take the ports of the older ones.
    netns.sysctl("net.ipv4.tcp_tw_reuse", "0").unwrap();
    let server = Server::on(address("127.0.0.1:8080"), Conduct::CloseSecond).unwrap();
    // Each burst, and how old it is when the next one comes: where nobody else runs, 9.4 s, 5.4 s and 2.4 s in the end.
    let bursts = [(11, 4_000), (13, 3_000), (17, 2_400)].map(|(count, age)| Burst::make(&server, count, age));
    for way in ["sock_diag", "procfs"] {
        let begun = Instant::now();
        let census = by(way);
        let ages = census.routes[0].ages.clone().unwrap();
        check_bins(&bursts, (begun, Instant::now()), 0, &ages, way);
        assert_eq!(census.time_wait.by_age.unwrap(), ages, "{way}");
    }
    for command in [["ss", "-tano"], ["netstat", "-nato"]] {
        let begun = Instant::now();
        let text = text_of(&command);
        let read = (begun, Instant::now());
        let ages = pasted(&text).routes[0].ages.clone().unwrap();
        check_bins(&bursts, read, 1, &ages, command[0]);
    }
}

#[test]
fn the_process_behind_a_listener_and_behind_leaked_connections_is_named() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on(address("127.0.0.1:8080"), Conduct::Leak).unwrap();
    let open = server.dial().open(7).unwrap();
    server.wait_accepted(7).unwrap();
    drop(open);
    server.wait_finished(7).unwrap();
    let census = &live().namespaces[0].census;
    let listener = &census.listeners[0];
    assert_eq!(listener.states.get(TcpState::CloseWait), 7);
    assert_eq!(listener.close_wait_unread, Some(0));
    let owner = &listener.owners[0];
    assert_eq!((owner.pid, owner.sockets), (std::process::id(), 8));
    assert!(owner.started_at.is_some() && !owner.comm.is_empty());
}

#[test]
fn bound_only_sockets_are_seen_and_take_their_ports_from_every_route() {
    let _netns = Netns::enter_fresh().unwrap();
    let _held = lastack_netlab::bind_only("127.0.0.1".parse().unwrap(), 19).unwrap();
    let census = &live().namespaces[0].census;
    assert_eq!(census.count(TcpState::Bound), Some(19));
    assert_eq!(census.usable_ports.as_ref().unwrap().len(), 28_232 - 19);
}

#[test]
fn what_was_recorded_replays_to_the_same_snapshot() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on(address("127.0.0.1:8080"), Conduct::CloseSecond).unwrap();
    server.open_and_close(&server.dial(), 23).unwrap();
    let host = Live::new();
    let recording = Recording::new(&host);
    let seen = look(&recording, &Look { interval: Duration::from_millis(50), ..want() }).unwrap();
    let again =
        look(&Replay::new(&recording.record()), &Look { interval: Duration::from_millis(50), ..want() });
    assert_eq!(again.unwrap(), seen);
}

#[test]
fn where_netlink_is_refused_procfs_answers_and_the_reason_is_shown() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on(address("127.0.0.1:8080"), Conduct::CloseSecond).unwrap();
    server.open_and_close(&server.dial(), 23).unwrap();
    let host = Live::new();
    let recording = Recording::new(&host);
    let files = Look { owners: false, ..want() };
    look(&recording, &files).unwrap();
    for path in ["/proc/net/tcp", "/proc/net/tcp6"] {
        recording.stream(path.as_ref(), &mut |_| ControlFlow::Continue(())).unwrap();
    }
    // The same host, but every sock_diag request is refused, as a seccomp filter does.
    let mut record = recording.record();
    for (_, call, answer) in &mut record.calls {
        if matches!(call, lastack_host::Call::SockDiag(_)) {
            let failure = lastack_host::Failure { errno: Some(1), text: String::new() };
            *answer = lastack_host::Answer::Pieces(Vec::new(), Some(failure));
        }
    }
    let (snapshot, _) = look(&Replay::new(&record), &files).unwrap();
    assert_eq!(snapshot.namespaces[0].census.count(TcpState::TimeWait), Some(23));
    let line = snapshot.coverage.iter().find(|line| line.source == "sock_diag").unwrap();
    let why = line.why.as_ref().unwrap();
    assert_eq!(why.id, "collect-source-instead");
    let instead = why.args.iter().find(|(name, _)| *name == "instead").map(|(_, arg)| arg.value.clone());
    assert_eq!(instead, Some(Value::Text("procfs".to_owned())));
    // One port is told from the same files.
    let port = lastack_collect::port_use(&Replay::new(&record), &NetnsChoice::Own, 8080).unwrap();
    assert_eq!(port.here[0].remote.get(TcpState::TimeWait), 23);
}

#[test]
fn the_closer_of_the_server_side_is_told_from_the_client_side() {
    let _netns = Netns::enter_fresh().unwrap();
    let first = Server::on(address("127.0.0.1:8081"), Conduct::CloseFirst).unwrap();
    let second = Server::on(address("127.0.0.1:8082"), Conduct::CloseSecond).unwrap();
    first.open_and_close(&first.dial(), 29).unwrap();
    second.dial().open_and_close(31, Closer::Client).unwrap();
    second.wait_finished(31).unwrap();
    for (way, census) in every_way() {
        let sides = (census.time_wait.inbound, census.time_wait.outbound, census.time_wait.unknown);
        assert_eq!(sides, (29, 31, 0), "{way}");
    }
}
