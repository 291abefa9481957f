//! Remedies for the queues of a listener.

use std::net::{Ipv4Addr, SocketAddrV4};
use std::thread;

use lastack_netlab::{Conduct, Dial, Reuse, Server, ServerOptions, SynBurst, diag, syn_burst};

use crate::bed::{Bed, Change, at, program};

fn listening(backlog: i32, conduct: Conduct) -> Server {
    let addresses = vec![(Ipv4Addr::UNSPECIFIED, 8080).into()];
    Server::start(&ServerOptions { addresses, conduct, backlog, reuse: Reuse::Address }).unwrap()
}

/// SYNs that nobody follows up, of clients all over the place.
fn burst(bed: &Bed, count: u32) {
    let target = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 8080);
    syn_burst(&bed.netns, &SynBurst { target: target.into(), count, peers: 97 }).unwrap();
}

fn half_open() -> f64 {
    diag::count(diag::states::SYN_RECV).unwrap() as f64
}

/// Cookies are off, and the queue of 48 places is full.
fn flooded(bed: &Bed) -> Server {
    bed.netns.sysctl("net.ipv4.tcp_syncookies", "0").unwrap();
    bed.netns.sysctl("net.ipv4.tcp_max_syn_backlog", "64").unwrap();
    let server = listening(256, Conduct::CloseSecond);
    burst(bed, 409);
    server
}

/// Applies a remedy while SYNs go on and on.
fn under_fire<'a>(bed: &'a Bed, remedy: &'static str) -> Change<'a> {
    thread::scope(|scope| {
        let (done, ended) = std::sync::mpsc::channel::<()>();
        let fire = scope.spawn(move || {
            let pause = std::time::Duration::from_millis(20);
            while let Err(std::sync::mpsc::RecvTimeoutError::Timeout) = ended.recv_timeout(pause) {
                // Those that are in the queue are known by their ends, and come again for nothing.
                burst(bed, 409);
            }
        });
        let change = bed.apply(remedy);
        drop(done);
        fire.join().unwrap();
        change
    })
}

#[test]
fn with_cookies_no_syn_is_dropped_any_more_and_the_queue_is_as_long_as_foretold() {
    let bed = Bed::new();
    let _server = flooded(&bed);
    let change = under_fire(&bed, "enable-syncookies");
    assert_eq!(change.written(), [("net.ipv4.tcp_syncookies", "0", "1")]);
    let (drops, queue) = (change.gauge("syn_drops_per_s"), change.gauge("syn_queue"));
    assert!(drops.before > 100.0 && drops.after == 0.0, "{drops:?}");
    assert_eq!((queue.before, queue.high), (48.0, 256.0));
    assert!((queue.low * 0.9..=queue.high * 1.1).contains(&half_open()), "{}", half_open());
    change.undo();
}

#[test]
fn without_cookies_a_longer_queue_takes_as_many_as_foretold() {
    let bed = Bed::new();
    let _server = flooded(&bed);
    assert!((48.0..=52.8).contains(&half_open()), "{}", half_open());
    let change = bed.apply("raise-syn-queue");
    assert_eq!(change.written(), [("net.ipv4.tcp_max_syn_backlog", "64", "512")]);
    let queue = change.gauge("syn_queue");
    assert_eq!((queue.before, queue.high), (48.0, 256.0));
    burst(&bed, 811);
    assert!((queue.low * 0.9..=queue.high * 1.1).contains(&half_open()), "{}", half_open());
    change.undo();
}

/// The longer queue is full a moment later, and then it is the listener's backlog that drops: no more SYNs than before.
#[test]
fn a_longer_queue_in_a_flood_that_goes_on_is_not_called_worse() {
    let bed = Bed::new();
    let _server = flooded(&bed);
    let change = under_fire(&bed, "raise-syn-queue");
    let queue = change.gauge("syn_queue");
    assert_eq!((queue.before, queue.after, change.outcome()), (48.0, 256.0, "improved"));
    change.undo();
}

/// Applies a remedy that raises somaxconn, and lets the program listen again as soon as it has.
fn with_restart<'a>(
    bed: &'a Bed,
    remedy: &'static str,
    conduct: Conduct,
    server: Server,
) -> (Change<'a>, Server) {
    thread::scope(|scope| {
        let again = scope.spawn(move || {
            let path = "/proc/sys/net/core/somaxconn";
            while std::fs::read_to_string(path).unwrap().trim() == "16" {
                thread::yield_now();
            }
            drop(server);
            listening(1_024, conduct)
        });
        let change = bed.apply(remedy);
        (change, again.join().unwrap())
    })
}

#[test]
fn an_accept_queue_is_longer_once_the_program_listens_again() {
    let bed = Bed::new();
    bed.netns.sysctl("net.core.somaxconn", "16").unwrap();
    let server = listening(1_024, Conduct::NeverAccept);
    let dial = Dial::to(at("127.0.0.1:8080"));
    let _waiting = dial.open(17).unwrap();
    let (change, _server) = with_restart(&bed, "raise-accept-queue", Conduct::NeverAccept, server);
    assert_eq!(change.written(), [("net.core.somaxconn", "16", "4096")]);
    let queue = change.gauge("accept_queue");
    assert_eq!((queue.before, queue.high, queue.after), (16.0, 4_096.0, 1_024.0));
    let _more = dial.open(211).unwrap();
    change.undo();
}

#[test]
fn until_the_program_listens_again_the_receipt_says_what_is_waited_for_and_not_that_it_did_not_help() {
    for (lang, waits, who) in
        [("en", "nothing moved yet", "must listen again"), ("zh", "还没有变化", "重新监听")]
    {
        let bed = Bed::new();
        bed.netns.sysctl("net.core.somaxconn", "16").unwrap();
        let server = listening(1_024, Conduct::NeverAccept);
        let _waiting = server.dial().open(17).unwrap();
        let (code, said) =
            program(&["apply", "raise-accept-queue", "--yes", "--confirm", "0", "--lang", lang]);
        assert_eq!(code, Some(1), "{said}");
        let receipt = said.rsplit_once(waits).unwrap_or_else(|| panic!("{said}")).1;
        assert!(receipt.contains(who), "{said}");
    }
}

#[test]
fn with_cookies_on_it_is_the_backlog_that_makes_the_syn_queue_longer() {
    let bed = Bed::new();
    bed.netns.sysctl("net.core.somaxconn", "16").unwrap();
    let server = listening(1_024, Conduct::CloseSecond);
    burst(&bed, 409);
    let (change, _server) = with_restart(&bed, "raise-syn-queue", Conduct::CloseSecond, server);
    assert_eq!(change.written(), [("net.core.somaxconn", "16", "4096")]);
    let queue = change.gauge("syn_queue");
    assert_eq!((queue.before, queue.after), (16.0, 1_024.0));
    burst(&bed, 811);
    assert!(half_open() > 409.0, "{}", half_open());
    change.undo();
}
