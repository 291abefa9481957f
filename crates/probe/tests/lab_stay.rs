//! A run on a real kernel: what is kept, what changes, what is left, and how punctual it is.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

#[path = "lab/until.rs"]
mod until;

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use lastack_model::{PeerClass, ProbeReason, TcpState};
use lastack_netlab::diag::{self, count, states};
use lastack_netlab::{Conduct, Netns, Server, ServerOptions, drop_half_to};
use lastack_probe::{Settings, Target, expand, strategy};

use self::until::watch;

fn targets(id: &str, interval: Duration, texts: &[&str]) -> Vec<Target> {
    let strategy = strategy(id).unwrap();
    let timeout = Duration::from_secs(2);
    let settings = Arc::new(Settings { strategy, interval, timeout, ..Settings::default() });
    texts.iter().flat_map(|text| expand(text, &settings).unwrap()).collect()
}

const HALF: Duration = Duration::from_millis(500);

fn many(low: u16, count: u16, conduct: Conduct) -> ServerOptions {
    ServerOptions::ports(Ipv4Addr::LOCALHOST, low..=low + count - 1, conduct)
}

#[test]
fn a_held_connection_serves_all_checks_and_leaves_nothing() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::start(&many(10_000, 1_009, Conduct::CloseSecond)).unwrap();
    let mut checks: HashMap<String, u32> = HashMap::new();
    let account = watch(&targets("hold", HALF, &["127.0.0.1:10000-11008"]), &mut |check| {
        assert_eq!(check.up, Some(true), "{check:?}");
        *checks.entry(check.target.raw().to_owned()).or_default() += 1;
        checks.len() == 1_009 && checks.values().all(|count| *count >= 4)
    });
    assert_eq!(server.tally().accepted, 1_009, "one connection for each target");
    server.wait_finished(1_009).unwrap();
    assert_eq!(count(states::TIME_WAIT).unwrap(), 0);
    assert!(account.lateness_p99.is_some());
}

/// 101 targets that come and go, beside 503 that stay: each state as it is, and none of the prober's own in TIME_WAIT.
#[test]
fn targets_that_come_and_go_are_seen_to() {
    let _netns = Netns::enter_fresh().unwrap();
    let _steady = Server::start(&many(10_000, 503, Conduct::CloseSecond)).unwrap();
    let flapping = many(20_000, 101, Conduct::CloseSecond);
    let mut server = Some(Server::start(&flapping).unwrap());
    let all = targets("auto", HALF, &["127.0.0.1:10000-10502", "127.0.0.1:20000-20100"]);
    let mut now: HashMap<String, Option<bool>> = HashMap::new();
    let mut changes = 0;
    let mut flaps: HashMap<String, Option<u64>> = HashMap::new();
    let account = watch(&all, &mut |check| {
        let (target, up) = (check.target.raw().to_owned(), check.up);
        flaps.insert(target.clone(), check.flaps);
        if target.starts_with("127.0.0.1:1") {
            assert_eq!(up, Some(true), "{check:?}");
        }
        now.insert(target, up);
        let wanted = Some(server.is_some());
        let flapped =
            now.iter().filter(|(target, up)| target.starts_with("127.0.0.1:2") && **up == wanted).count();
        // The run ends a moment after it was told to, and would see one change more by then.
        if changes == 4 {
            return now.len() == 604 && flapped == 101;
        }
        if now.len() == 604 && flapped == 101 {
            changes += 1;
            // Listeners inherit SO_REUSEADDR, so they come back over their own TIME_WAIT.
            server = if server.take().is_some() { None } else { Some(Server::start(&flapping).unwrap()) };
        }
        false
    });
    // Seen up, down, up, down, up.
    let told = |begin: &str, count: u64| {
        flaps.iter().filter(|(target, flaps)| target.starts_with(begin) && **flaps == Some(count)).count()
    };
    assert_eq!((told("127.0.0.1:1", 0), told("127.0.0.1:2", 4)), (503, 101), "{flaps:?}");
    assert_eq!(account.own.map(|own| own.get(TcpState::TimeWait)), Some(0), "{account:?}");
}

/// 10,008 targets in one run: 4,397 held and 4,400 asked politely, all open; 1,009 closed, 101 silent, and 101 that come and go.
#[test]
fn of_ten_thousand_targets_each_is_as_it_is_and_no_time_wait_is_left() {
    const FLAPPING: std::ops::RangeInclusive<u16> = 30_000..=30_100;
    let netns = Netns::enter_fresh().unwrap();
    netns.add_silent_network([10, 77, 0, 0].into(), 16).unwrap();
    let steady = Server::start(&many(10_000, 8_797, Conduct::CloseSecond)).unwrap();
    let flapping = many(*FLAPPING.start(), 101, Conduct::CloseSecond);
    let mut server = Some(Server::start(&flapping).unwrap());
    let every = Duration::from_secs(6);
    let mut all = targets("hold", every, &["127.0.0.1:10000-14396"]);
    all.extend(targets("polite", every, &["127.0.0.1:14397-18796", "127.0.0.1:20000-21008"]));
    all.extend(targets("polite", every, &["10.77.0.7:1000-1100"]));
    all.extend(targets("hold", HALF, &["127.0.0.1:30000-30100"]));
    assert_eq!(all.len(), 10_008);
    let mut last: HashMap<String, (Option<bool>, Option<ProbeReason>)> = HashMap::new();
    let mut turns = 0;
    let account = watch(&all, &mut |check| {
        let target = check.target.raw();
        let (host, port) = target.rsplit_once(':').unwrap();
        let port: u16 = port.parse().unwrap();
        let found = (check.up, check.reason);
        if !FLAPPING.contains(&port) {
            let expected = match (host, port) {
                ("127.0.0.1", 10_000..=18_796) => (Some(true), None),
                ("127.0.0.1", _) => (Some(false), Some(ProbeReason::Refused)),
                _ => (Some(false), Some(ProbeReason::TimedOut)),
            };
            assert_eq!(found, expected, "{check:?}");
        }
        last.insert(target.to_owned(), found);
        let is = |port: u16| last.get(&format!("127.0.0.1:{port}")).and_then(|found| found.0);
        let wanted = Some(server.is_some());
        if last.len() == 10_008 && FLAPPING.contains(&port) && FLAPPING.clone().all(|port| is(port) == wanted)
        {
            turns += 1;
            server = if server.take().is_some() { None } else { Some(Server::start(&flapping).unwrap()) };
        }
        turns == 5
    });
    drop(server);
    assert_eq!(account.own.map(|own| own.get(TcpState::TimeWait)), Some(0), "{account:?}");
    steady.wait_finished(steady.tally().accepted).unwrap();
    // Whoever goes away with its connections closes first: what stands at those ports is the servers' own.
    let left = diag::rows(states::TIME_WAIT).unwrap();
    let others = left.iter().filter(|row| !FLAPPING.contains(&row.local.port())).count();
    assert_eq!(others, 0, "{:?}", left.first());
}

#[test]
fn a_peer_that_cuts_idle_connections_is_asked_politely_from_then_on() {
    let _netns = Netns::enter_fresh().unwrap();
    let listener = TcpListener::bind("127.0.0.1:8080").unwrap();
    // Accepts, waits until the prober keeps the connection, and cuts it.
    std::thread::spawn(move || {
        for socket in listener.incoming().map_while(Result::ok) {
            let mut socket = socket;
            socket.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
            let _ = socket.read(&mut [0; 8]);
        }
    });
    let mut last = None;
    watch(&targets("auto", HALF, &["127.0.0.1:8080"]), &mut |check| {
        assert_eq!(check.up, Some(true), "{check:?}");
        last = check.class;
        last == Some(PeerClass::CutsIdle)
    });
    assert_eq!(last, Some(PeerClass::CutsIdle));
}

/// A server tells who is held that it goes for a moment, cuts him, and is silent to whoever comes then.
#[test]
fn a_notice_on_a_held_connection_is_no_greeting() {
    let _netns = Netns::enter_fresh().unwrap();
    let listener = TcpListener::bind("127.0.0.1:8080").unwrap();
    let cut = Arc::new(AtomicU64::new(0));
    let said = Arc::clone(&cut);
    std::thread::spawn(move || {
        for mut socket in listener.incoming().map_while(Result::ok) {
            let notice = said.load(Ordering::Relaxed) == 0;
            socket.set_read_timeout(notice.then_some(Duration::from_millis(1_500))).unwrap();
            if notice && socket.read(&mut [0; 8]).is_err() {
                socket.write_all(b"going down\n").unwrap();
                // Long enough for the next check of the connection.
                let _ = socket.read(&mut [0; 8]);
                said.store(1, Ordering::Relaxed);
            } else {
                let _ = socket.read(&mut [0; 8]);
            }
        }
    });
    let mut since = 0;
    watch(&targets("auto", HALF, &["127.0.0.1:8080"]), &mut |check| {
        assert_eq!(check.up, Some(true), "{check:?}");
        since += cut.load(Ordering::Relaxed);
        since == 5
    });
}

/// A server that serves one connection at a time: whoever else comes waits until that one ends.
#[test]
fn auto_lets_go_of_a_server_for_which_others_wait() {
    let _netns = Netns::enter_fresh().unwrap();
    let listener = TcpListener::bind("127.0.0.1:8080").unwrap();
    std::thread::spawn(move || {
        for mut socket in listener.incoming().map_while(Result::ok) {
            let mut read = [0; 8];
            while let Ok(count @ 1..) = socket.read(&mut read) {
                let _ = socket.write_all(&read[..count]);
            }
        }
    });
    let mut customer: Option<std::net::TcpStream> = None;
    let (mut held, mut class, mut served) = (false, None, false);
    watch(&targets("auto", HALF, &["127.0.0.1:8080"]), &mut |check| {
        assert_eq!(check.up, Some(true), "{check:?}");
        held |= check.held.is_some_and(|held| held.stands);
        class = check.class;
        if held && customer.is_none() {
            let mut socket = std::net::TcpStream::connect("127.0.0.1:8080").unwrap();
            socket.write_all(b"hello").unwrap();
            socket.set_nonblocking(true).unwrap();
            customer = Some(socket);
        }
        served = customer.as_mut().is_some_and(|socket| matches!(socket.read(&mut [0; 8]), Ok(5))) || served;
        served
    });
    assert!(held, "it was held at first");
    assert_eq!(class, Some(PeerClass::OneShot));
}

/// The healthy twin: a server that takes everybody keeps its held connection, however many others are there.
#[test]
fn auto_keeps_a_connection_that_is_in_nobodys_way() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let _customers = server.dial().open(23).unwrap();
    let mut checks = 0;
    watch(&targets("auto", HALF, &["127.0.0.1:8080"]), &mut |check| {
        assert_ne!(check.class, Some(PeerClass::OneShot), "{check:?}");
        checks += u32::from(check.held.is_some_and(|held| held.stands));
        checks == 7
    });
}

/// Cut, and back at once; cut again, and gone. The next turn would come after half a minute.
#[test]
fn a_death_soon_after_a_cut_is_seen_soon() {
    let _netns = Netns::enter_fresh().unwrap();
    let listener = TcpListener::bind("127.0.0.1:8080").unwrap();
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let first = listener.accept().unwrap();
        told.recv().unwrap();
        drop(first);
        let second = listener.accept().unwrap();
        told.recv().unwrap();
        drop(listener);
        drop(second);
    });
    let mut died = None;
    let mut stood = 0;
    watch(&targets("hold", Duration::from_secs(30), &["127.0.0.1:8080"]), &mut |check| {
        if check.held.is_some_and(|held| held.stands) {
            stood += 1;
            tell.send(()).unwrap();
            died = Some(std::time::Instant::now());
        }
        check.up == Some(false)
    });
    assert_eq!(stood, 2);
    // A quarter of a second on a machine that is idle.
    assert!(died.unwrap().elapsed() < Duration::from_secs(10), "{:?}", died.unwrap().elapsed());
}

/// The kernel finds a silence of a second at the earliest, so that nothing is held for a timeout of half a second.
#[test]
fn auto_holds_nothing_where_a_silence_would_be_found_too_late() {
    let _netns = Netns::enter_fresh().unwrap();
    let _server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let mut targets = targets("auto", HALF, &["127.0.0.1:8080"]);
    targets[0].settings = Arc::new(Settings { timeout: HALF, ..(*targets[0].settings).clone() });
    let mut checks = 0;
    watch(&targets, &mut |check| {
        assert_eq!((check.up, check.held), (Some(true), None), "{check:?}");
        checks += u32::from(check.class == Some(PeerClass::Patient));
        checks == 5
    });
}

/// The first SYN of each connection is lost and comes again after a second: that is slow, and not down.
fn half_lost(id: &str, accepted: u64) {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond).unwrap();
    drop_half_to(8080).unwrap();
    let (mut checks, mut slowest) = (0, Duration::ZERO);
    let mut targets = targets(id, HALF, &["127.0.0.1:8080"]);
    targets[0].settings =
        Arc::new(Settings { timeout: Duration::from_secs(5), ..(*targets[0].settings).clone() });
    watch(&targets, &mut |check| {
        assert_eq!(check.up, Some(true), "{check:?}");
        slowest = slowest.max(check.connect.unwrap());
        checks += 1;
        checks == 11
    });
    assert!(slowest >= Duration::from_secs(1), "{slowest:?}");
    // Where the last segment of a handshake was lost the server learns of it later.
    server.wait_accepted(accepted).unwrap();
    assert_eq!(server.tally().accepted == 1, accepted == 1, "a held connection outlives what is lost");
}

#[test]
fn where_half_of_the_segments_are_lost_a_held_target_is_slow_and_not_down() {
    half_lost("hold", 1);
}

#[test]
fn where_half_of_the_segments_are_lost_a_target_that_is_asked_politely_is_slow_and_not_down() {
    half_lost("polite", 11);
}

/// Half as often after five failures in a row, a quarter as often after ten.
#[test]
fn who_is_down_is_asked_less_often() {
    let _netns = Netns::enter_fresh().unwrap();
    let mut asked = Vec::new();
    watch(&targets("polite", HALF, &["127.0.0.1:9"]), &mut |check| {
        assert_eq!(check.reason, Some(ProbeReason::Refused));
        asked.push(std::time::Instant::now());
        asked.len() == 12
    });
    let gap = |at: usize| asked[at + 1].duration_since(asked[at]);
    // A tenth less at most, of 1 s and of 2 s.
    assert!(gap(5) >= Duration::from_millis(890) && gap(10) >= Duration::from_millis(1_790), "{asked:?}");
}

/// Answers each request with that many bytes, and counts connections and requests.
fn http(status: &'static str, body: usize) -> (SocketAddr, Arc<[AtomicU64; 2]>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let counts: Arc<[AtomicU64; 2]> = Arc::default();
    let counted = Arc::clone(&counts);
    std::thread::spawn(move || {
        for mut socket in listener.incoming().map_while(Result::ok) {
            let counted = Arc::clone(&counted);
            counted[0].fetch_add(1, Ordering::Relaxed);
            std::thread::spawn(move || {
                let mut buffer = [0_u8; 1_024];
                while let Ok(1..) = socket.read(&mut buffer) {
                    assert!(buffer.starts_with(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1:"));
                    counted[1].fetch_add(1, Ordering::Relaxed);
                    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {body}\r\n\r\n");
                    if socket.write_all(&[head.as_bytes(), &vec![b'x'; body]].concat()).is_err() {
                        return;
                    }
                }
            });
        }
    });
    (at, counts)
}

#[test]
fn http_keeps_one_connection_and_reads_every_body_to_its_end() {
    let _netns = Netns::enter_fresh().unwrap();
    let (at, counts) = http("200 OK", 100_003);
    let mut checks = 0;
    watch(&targets("auto", HALF, &[&format!("http://{at}/health")]), &mut |check| {
        assert_eq!((check.up, check.strategy), (Some(true), "http"), "{check:?}");
        let http = check.http.as_ref().unwrap();
        assert_eq!((http.status, http.body_bytes, http.reused), (200, 100_003, checks > 0));
        checks += 1;
        checks == 5
    });
    let [connections, requests] = [0, 1].map(|index| counts[index].load(Ordering::Relaxed));
    // The run ends at its next look, and may have asked once more by then.
    assert_eq!(connections, 1);
    assert!(requests >= 5, "{requests}");
    assert_eq!(count(states::TIME_WAIT).unwrap(), 0);
}

#[test]
fn a_status_that_is_not_expected_is_down_and_said() {
    let _netns = Netns::enter_fresh().unwrap();
    let (at, _) = http("503 Service Unavailable", 5);
    watch(&targets("auto", HALF, &[&format!("http://{at}/health")]), &mut |check| {
        assert_eq!((check.up, check.reason), (Some(false), Some(ProbeReason::HttpStatus)));
        assert_eq!(check.http.as_ref().unwrap().status, 503);
        true
    });
}
