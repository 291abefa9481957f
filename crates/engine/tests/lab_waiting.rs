//! Who leaves CLOSE_WAIT open, beside a server that closes a moment after its peers: all of those pass through it too.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "a server that takes its time, in threads of the namespace")]

use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use lastack_engine::{BlameFilter, BlameLook, Flow, NetnsChoice, blame};
use lastack_host::Live;
use lastack_model::{Blame, BlameBy};
use lastack_netlab::{Conduct, Netns, Server};

/// A prime: what is counted twice or half shows.
const LEAKED: u64 = 23;

/// Clients that connect and hang up, so that at any time some connections pass.
const CLIENTS: usize = 8;

/// Between the end of a peer and the close here: what a program with something to do needs.
const MOMENT: Duration = Duration::from_millis(10);

/// What stands without a trace: the guess looks at CLOSE_WAIT as any answer does.
fn told() -> Blame {
    let look = BlameLook {
        netns: NetnsChoice::Own,
        window: Duration::from_secs(1),
        follow: false,
        by: BlameBy::Process,
        filter: BlameFilter::default(),
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
        let blame = told();
        stop.store(true, Ordering::Relaxed);
        // The server waits for one more.
        drop(TcpStream::connect("127.0.0.1:8081"));
        blame
    });
    let lines = blame.waiting.unwrap();
    let sockets: Vec<u32> = lines.iter().map(|line| line.owner.sockets).collect();
    assert_eq!(sockets, [LEAKED as u32], "{lines:?}");
}
