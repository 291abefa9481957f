//! Who leaves CLOSE_WAIT open, beside a server that closes a moment after its peers: all of those pass through it too.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "a server that takes its time, in threads of the namespace")]

use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use lastack_engine::{BlameFilter, BlameLook, EndFilter, Flow, NetnsChoice, blame};
use lastack_host::Live;
use lastack_model::{Blame, BlameBy, Direction};
use lastack_netlab::{Conduct, Netns, Server, diag};

/// A prime: what is counted twice or half shows.
const LEAKED: u64 = 23;

/// Clients that connect and hang up, so that at any time some connections pass.
const CLIENTS: usize = 8;

/// Between the end of a peer and the close here: what a program with something to do needs.
const MOMENT: Duration = Duration::from_millis(10);

/// What stands without a trace: the guess looks at CLOSE_WAIT as any answer does.
fn told(filter: BlameFilter) -> Blame {
    let look = BlameLook {
        netns: NetnsChoice::Own,
        window: Duration::from_secs(1),
        follow: false,
        by: BlameBy::Process,
        filter,
        top: 20,
        places: 8,
        owners: true,
    };
    let mut told = None;
    let mut each = |blame| {
        told = Some(blame);
        Flow::On
    };
    blame(&Live::new(), &[], &look, &mut |_| Flow::On, &mut each).unwrap();
    told.unwrap()
}

/// Ends each connection a moment after its peer, in a thread of its own.
fn serve(listener: &TcpListener, stop: &AtomicBool, served: &AtomicU64) {
    thread::scope(|scope| {
        while !stop.load(Ordering::Relaxed) {
            let (mut socket, _) = listener.accept().unwrap();
            scope.spawn(move || {
                let _ = socket.read_to_end(&mut Vec::new());
                thread::sleep(MOMENT);
                served.fetch_add(1, Ordering::Relaxed);
            });
        }
    });
}

#[test]
fn connections_that_pass_through_close_wait_are_nobodys_leak() {
    let _netns = Netns::enter_fresh().unwrap();
    let leaks = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::Leak).unwrap();
    drop(leaks.dial().open(LEAKED).unwrap());
    leaks.wait_finished(LEAKED).unwrap();
    let listener = TcpListener::bind("127.0.0.1:8081").unwrap();
    let (stop, served) = (AtomicBool::new(false), AtomicU64::new(0));
    let blame = thread::scope(|scope| {
        scope.spawn(|| serve(&listener, &stop, &served));
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    drop(TcpStream::connect("127.0.0.1:8081"));
                    thread::sleep(MOMENT);
                }
            });
        }
        while served.load(Ordering::Relaxed) < 3 * CLIENTS as u64 {
            thread::yield_now();
        }
        let blame = told(BlameFilter::default());
        stop.store(true, Ordering::Relaxed);
        // The server waits for one more.
        drop(TcpStream::connect("127.0.0.1:8081"));
        blame
    });
    let lines = blame.waiting.unwrap();
    let sockets: Vec<u32> = lines.iter().map(|line| line.owner.sockets).collect();
    assert_eq!(sockets, [LEAKED as u32], "{lines:?}");
}

#[test]
fn who_leaves_close_wait_open_is_told_with_where_and_the_filter_asks_for_both() {
    const ELSEWHERE: u64 = 7;
    const OUTBOUND: u64 = 11;
    let _netns = Netns::enter_fresh().unwrap();
    let leaks = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::Leak).unwrap();
    let others = Server::on("127.0.0.1:8082".parse().unwrap(), Conduct::Leak).unwrap();
    for (server, count) in [(&leaks, LEAKED), (&others, ELSEWHERE)] {
        drop(server.dial().open(count).unwrap());
        server.wait_finished(count).unwrap();
    }
    let closer = Server::on("127.0.0.2:8443".parse().unwrap(), Conduct::CloseFirst).unwrap();
    let _held = closer.dial().open(OUTBOUND).unwrap();
    while diag::count(diag::states::CLOSE_WAIT).unwrap() < LEAKED + ELSEWHERE + OUTBOUND {
        thread::yield_now();
    }
    let check = |filter: BlameFilter, expected: &[(&str, u64)]| {
        let blame = told(filter);
        let lines = blame.waiting.unwrap();
        let places: Vec<(String, u64)> = lines
            .iter()
            .flat_map(|line| &line.places)
            .map(|(place, sockets)| match (place.direction, place.remote) {
                (Direction::Outbound, Some(remote)) => (format!("to {remote}:{}", place.port), *sockets),
                _ => (format!("{:?} {}:{}", place.direction, place.source, place.port), *sockets),
            })
            .collect();
        let expected: Vec<_> =
            expected.iter().map(|(place, sockets)| ((*place).to_owned(), *sockets)).collect();
        assert_eq!(places, expected, "{lines:?}");
        let sockets: u64 = lines.iter().map(|line| u64::from(line.owner.sockets)).sum();
        assert_eq!(sockets, expected.iter().map(|(_, sockets)| sockets).sum::<u64>(), "{lines:?}");
    };
    let leaked = ("Inbound 127.0.0.1:8080", LEAKED);
    let outbound = ("to 127.0.0.2:8443", OUTBOUND);
    let elsewhere = ("Inbound 127.0.0.1:8082", ELSEWHERE);
    let end = |text| EndFilter::read(text).into_iter().collect::<Vec<_>>();
    let all = BlameFilter::default;
    check(all(), &[leaked, outbound, elsewhere]);
    check(BlameFilter { listeners: end(":8080"), ..all() }, &[leaked]);
    check(BlameFilter { routes: end("127.0.0.2:8443"), ..all() }, &[outbound]);
    check(BlameFilter { listeners: end(":8443"), ..all() }, &[]);
    check(BlameFilter { pids: vec![std::process::id()], listeners: end(":8082"), ..all() }, &[elsewhere]);
    check(BlameFilter { pids: vec![std::process::id() + 1], ..all() }, &[]);
    let comm = std::fs::read_to_string("/proc/self/comm").unwrap().trim_end().to_owned();
    check(BlameFilter { comms: vec![comm], ..all() }, &[leaked, outbound, elsewhere]);
    check(BlameFilter { comms: vec!["nosuch".to_owned()], ..all() }, &[]);
}
