//! The ways of checking that are compared, and what they leave behind.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use lastack_host::Live;
use lastack_model::ProbeCheck;
use lastack_model::words::Message;
use lastack_netlab::diag::{Row, queued, rows, states};
use lastack_probe::{Control, Run, Settings, SourcePorts, Target, Tls, Wish, expand, once, stay, strategy};

use crate::servers::Server;

/// Rows in TIME_WAIT and FIN_WAIT2 afterwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Left {
    pub(crate) ours: u64,
    pub(crate) theirs: u64,
}

impl Left {
    fn since(self, before: Left) -> Left {
        // Rows of before may have ended meanwhile.
        let since = |now: u64, before: u64| now.saturating_sub(before);
        Left { ours: since(self.ours, before.ours), theirs: since(self.theirs, before.theirs) }
    }
}

/// Waits until every connection to that port is through.
pub(crate) fn quiet(port: u16) {
    left(port);
}

/// Waits until nothing is on its way any more; the server's own rows of other ports do not count.
fn left(port: u16) -> Left {
    let begun = Instant::now();
    let passing = || rows(states::PASSING).unwrap();
    let under_way = |row: &Row| row.local.port() == port || row.remote.port() == port;
    // A server that is slow finds in its queue, and logs, what was over long ago.
    while passing().iter().any(under_way) || queued(port).unwrap() > 0 {
        assert!(begun.elapsed() < Duration::from_secs(30), "connections never came to an end");
        std::thread::yield_now();
    }
    let over = rows(states::TIME_WAIT | states::FIN_WAIT2).unwrap();
    let count = |of: &dyn Fn(&Row) -> u16| over.iter().filter(|row| of(row) == port).count() as u64;
    Left { ours: count(&|row| row.remote.port()), theirs: count(&|row| row.local.port()) }
}

/// What scripts and checkers do.
pub(crate) fn plain(at: SocketAddr, times: u64) -> (u64, Left) {
    let before = left(at.port());
    for _ in 0..times {
        drop(TcpStream::connect(at).unwrap());
    }
    let after = left(at.port());
    (times, after.since(before))
}

fn settings(id: &str, tls: Option<&Tls>) -> Arc<Settings> {
    let strategy = strategy(id).unwrap();
    let tls = tls.cloned().unwrap_or_default();
    let interval = Duration::from_millis(500);
    Arc::new(Settings { strategy, interval, timeout: Duration::from_secs(3), tls, ..Settings::default() })
}

/// One check after the other.
pub(crate) fn each_once(id: &str, server: &Server, times: u64) -> (u64, Left) {
    let at = server.at;
    let before = left(at.port());
    let targets = expand(&at.to_string(), &settings(id, server.tls.as_ref())).unwrap();
    for _ in 0..times {
        let mut up = None;
        once(&Live::new(), &targets, &SourcePorts::Kernel, &|| false, &mut |_, check| up = check.up).unwrap();
        assert_eq!(up, Some(true));
    }
    let after = left(at.port());
    (times, after.since(before))
}

/// Every target so many times; the server is asked in between, as those ask for whom it is there.
struct Until<'a> {
    server: &'a Server,
    begun: Instant,
    wanted: u64,
    done: u64,
    /// How long others waited for the server meanwhile
    asked: Vec<Duration>,
}

impl Control for Until<'_> {
    fn check(&mut self, check: &ProbeCheck) {
        assert_eq!(check.up, Some(true), "{check:?}");
        self.done += 1;
    }

    fn note(&mut self, _: &Message) {}

    fn tick(&mut self, _: &dyn Run) -> Wish {
        assert!(self.begun.elapsed() < Duration::from_secs(240), "it never came about");
        self.asked.push(self.server.asked());
        if self.done >= self.wanted { Wish::Stop } else { Wish::On }
    }
}

/// As `probe run` does it, from several loopback addresses of the server so that it does not take all day.
pub(crate) fn auto(server: &Server, targets: u8, checks: u64) -> (u64, Left) {
    let port = server.at.port();
    let settings = settings("auto", server.tls.as_ref());
    let target = |last: u8| {
        let ip = IpAddr::V4(Ipv4Addr::new(127, 0, 0, last));
        expand(&format!("{ip}:{port}"), &settings).unwrap()
    };
    let all: Vec<Target> = (1..=targets).flat_map(target).collect();
    let wanted = u64::from(targets) * checks;
    let mut until = Until { server, begun: Instant::now(), wanted, done: 0, asked: Vec::new() };
    let ports = SourcePorts::Range { low: 61_001, high: 65_535 };
    stay(&Live::new(), &all, &ports, &mut until).unwrap();
    // Held up by a trapper each of them would wait for its Timeout, three seconds.
    until.asked.sort_unstable();
    let middle = until.asked[until.asked.len() / 2];
    assert!(middle < crate::SOON, "{} was kept busy: {:?}", server.name, until.asked);
    // Those of other programs that ask besides come from other ports.
    quiet(port);
    let over = rows(states::TIME_WAIT | states::FIN_WAIT2).unwrap();
    let count = |here: fn(&Row) -> u16, there: fn(&Row) -> u16| {
        over.iter().filter(|row| here(row) >= 61_001 && there(row) == port).count() as u64
    };
    let (local, remote) = (|row: &Row| row.local.port(), |row: &Row| row.remote.port());
    (until.done, Left { ours: count(local, remote), theirs: count(remote, local) })
}
