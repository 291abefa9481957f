//! One reading of one namespace's table: the best source that runs, its losses, and how far it moved meanwhile.

use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{Arg, Census, Coverage, CoverageState, Facts, Os, StateCounts, TcpState};

use crate::facts;
use crate::held::{self, HeldTable};
use crate::inodes::Inodes;
use crate::source::{Reach, Source};
use crate::sources::SOURCES;
use crate::{Fold, FoldConfig};

/// Difference between sockstat before and after, in percent of it, from which coverage speaks of it (traps B4).
const SKEW_PERCENT: u64 = 1;

/// Below so many rows a difference in percent says nothing.
const SKEW_ROWS: u64 = 100;

/// Reads the table, and its inodes where they are wanted. `None` where no source ran; the coverage then says why each did not.
pub(crate) fn read(
    host: &dyn Host,
    os: Os,
    facts: &mut Facts,
    config: &FoldConfig,
    reach: Reach,
    inodes: Option<&mut Inodes>,
    held: Option<&mut HeldTable>,
) -> (Option<Census>, Vec<Coverage>) {
    let mut coverage = Vec::new();
    let before = mini_sockets(host, facts);
    let mut sources: Vec<_> = SOURCES.to_vec();
    sources.sort_by_key(|source| (source.os != os, source.order));
    let held = held.map(|held| (held::ID, Way::Held(held)));
    for (id, way) in
        held.into_iter().chain(sources.into_iter().map(|source| (source.id, Way::Source(source))))
    {
        let mut fold = Fold::new(config.clone());
        if inodes.is_some() {
            fold.keep_inodes();
        }
        let read = match way {
            Way::Held(held) => held.read(host, &mut fold, config, reach),
            Way::Source(source) => (source.read)(host, &mut fold, reach),
        };
        match read {
            Ok(losses) => {
                let ready = !losses.iter().any(|loss| loss.subject == "sockets");
                coverage.extend(losses);
                if ready {
                    let state = CoverageState::Ready;
                    coverage.push(Coverage { source: id, subject: "sockets", state, why: None });
                }
                let seen = fold.mini_sockets();
                coverage.extend(skew(id, before, mini_sockets(host, facts), seen));
                if let Some(inodes) = inodes {
                    inodes.merge(fold.take_inodes());
                }
                let mut census = fold.finish();
                coverage.extend(overflowed(id, &census));
                say_instead(&mut coverage, id);
                census.time_wait.lower_bound = rows_may_be_missing(&census, facts);
                return (Some(census), coverage);
            }
            Err(trouble) => coverage.push(Coverage {
                source: id,
                subject: "sockets",
                state: CoverageState::Unavailable,
                why: Some(trouble.message(id)),
            }),
        }
    }
    (None, coverage)
}

/// The ways of reading that were not asked since another one answered, so that every system names all of them: of those of another
/// system it is known why they cannot run.
pub(crate) fn unasked(os: Os, coverage: &[Coverage]) -> Vec<Coverage> {
    let of_table = || coverage.iter().filter(|line| line.subject == "sockets");
    let refused = |line: &Coverage| {
        line.why
            .as_ref()
            .is_some_and(|why| matches!(why.id.as_ref(), "collect-source-refused" | "collect-source-instead"))
    };
    let Some(read) = of_table().find(|line| !refused(line)).map(|line| line.source) else {
        return Vec::new();
    };
    let named = |source: &&&Source| of_table().any(|line| line.source == source.id);
    let told = |source: &&Source| {
        let (state, why) = match source.os == os {
            true => {
                (CoverageState::Ready, Message::new("collect-source-unasked").with("read", Arg::text(read)))
            }
            false => (CoverageState::Unavailable, Message::new("collect-source-elsewhere")),
        };
        let why = why.with("os", Arg::text(if source.os == Os::Windows { "Windows" } else { "Linux" }));
        Coverage { source: source.id, subject: SOURCES_SUBJECT, state, why: Some(why) }
    };
    SOURCES.iter().filter(|source| !named(source)).map(told).collect()
}

/// Of these lines.
const SOURCES_SUBJECT: &str = "sources";

/// One way of reading the table.
enum Way<'a> {
    Held(&'a mut HeldTable),
    Source(&'static Source),
}

/// A source that was refused did no harm where the next one answered: that is said with the reason.
pub(crate) fn say_instead(coverage: &mut [Coverage], source: &'static str) {
    for line in coverage.iter_mut().filter(|line| line.state == CoverageState::Unavailable) {
        line.state = CoverageState::Degraded;
        line.why = line.why.take().map(|why| {
            Message::new("collect-source-instead")
                .with("why", Arg::message(why))
                .with("instead", Arg::text(source))
        });
    }
}

/// `tw` of sockstat: TIME_WAIT and FIN_WAIT2 mini-sockets (facts 9).
fn mini_sockets(host: &dyn Host, facts: &mut Facts) -> Option<u64> {
    facts::sockstat(host, facts);
    facts.number("sockstat.TCP.tw").and_then(|rows| u64::try_from(rows).ok())
}

/// A dump is no snapshot. What it missed or saw twice shows when its count lies outside what sockstat said
/// before and after.
fn skew(source: &'static str, before: Option<u64>, after: Option<u64>, seen: u64) -> Option<Coverage> {
    let (low, high) = (before?.min(after?), before?.max(after?));
    let off = low.saturating_sub(seen).max(seen.saturating_sub(high)).max(high - low);
    if off < SKEW_ROWS || off * 100 <= high * SKEW_PERCENT {
        return None;
    }
    let why = Message::new("collect-skew")
        .with("before", Arg::count(before?, "sockstat"))
        .with("after", Arg::count(after?, "sockstat"))
        .with("seen", Arg::count(seen, source));
    Some(Coverage { source, subject: "skew", state: CoverageState::Degraded, why: Some(why) })
}

/// The bounded tables were too small for this host.
fn overflowed(source: &'static str, census: &Census) -> Option<Coverage> {
    let missed = census.routes_rest.missed.max(census.listeners_rest.missed);
    let peers = census.listeners.iter().all(|listener| listener.peers.exact);
    if missed == 0 && peers && census.routes_rest.keys.is_some() && census.listeners_rest.keys.is_some() {
        return None;
    }
    let why = Message::new("collect-too-many-keys").with("missed", Arg::count(missed, source));
    Some(Coverage { source, subject: "keys", state: CoverageState::Degraded, why: Some(why) })
}

/// Whether reuse may have taken rows away, so that ages are those of the survivors only (traps A7). A peer's SYN takes
/// over a row of ours without any counter. Counters that move are judged when there are two readings.
pub(crate) fn rows_may_be_missing(census: &Census, facts: &Facts) -> bool {
    let loopback = census.loopback.get(TcpState::TimeWait) > 0;
    if census.time_wait.inbound > 0 {
        return true;
    }
    match facts.number("net.ipv4.tcp_tw_reuse") {
        Some(0) => false,
        Some(2) => loopback,
        Some(_) => census.states != StateCounts::default(),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use lastack_host::Replay;

    use super::*;

    /// Where none runs each is named with its reason, in whatever order it was tried.
    #[test]
    fn every_system_names_the_same_sources_and_says_why_each_cannot_run() {
        let host = Replay::of_files([]);
        for os in [Os::Linux, Os::Windows, Os::Unknown] {
            let config = FoldConfig::default();
            let (census, coverage) =
                read(&host, os, &mut Facts::default(), &config, Reach::BoundToo, None, None);
            assert!(census.is_none());
            let mut named: Vec<&str> = coverage.iter().map(|line| line.source).collect();
            named.sort_unstable();
            assert_eq!(named, ["iphlpapi", "procfs", "sock_diag"]);
            assert_eq!(SOURCES.iter().map(|source| source.id).collect::<Vec<_>>(), named);
            for line in coverage {
                assert_eq!((line.subject, line.state), ("sockets", CoverageState::Unavailable));
                assert!(line.why.unwrap().args.iter().any(|(name, _)| *name == "reason"));
            }
        }
    }

    #[test]
    fn beside_the_one_that_was_read_every_source_is_named_with_why_it_was_not() {
        let line = |source, why: Option<&'static str>| Coverage {
            source,
            subject: "sockets",
            state: CoverageState::Ready,
            why: why.map(Message::new),
        };
        let told = |os, coverage: &[Coverage]| {
            let lines = unasked(os, coverage).into_iter();
            lines.map(|line| (line.source, line.state, line.why.unwrap().id.into_owned())).collect::<Vec<_>>()
        };
        let (elsewhere, unasked) =
            ("collect-source-elsewhere".to_owned(), "collect-source-unasked".to_owned());
        let (ready, unavailable) = (CoverageState::Ready, CoverageState::Unavailable);
        assert_eq!(
            told(Os::Linux, &[line("sock_diag", None)]),
            [("iphlpapi", unavailable, elsewhere.clone()), ("procfs", ready, unasked)]
        );
        let second = [line("sock_diag", Some("collect-source-instead")), line("procfs", None)];
        assert_eq!(told(Os::Linux, &second), [("iphlpapi", unavailable, elsewhere.clone())]);
        assert_eq!(
            told(Os::Windows, &[line("iphlpapi", None)]),
            ["procfs", "sock_diag"].map(|source| (source, unavailable, elsewhere.clone()))
        );
        assert_eq!(told(Os::Windows, &[line("iphlpapi", Some("collect-source-refused"))]), []);
    }

    #[test]
    fn skew_is_told_only_when_the_dump_lies_outside_what_sockstat_said() {
        let said = |before, after, seen| skew("sock_diag", Some(before), Some(after), seen).is_some();
        assert!(!said(10_000, 10_050, 10_020));
        assert!(said(10_000, 10_050, 9_000));
        assert!(said(10_000, 12_000, 11_000));
        assert!(!said(3, 50, 7));
    }
}
