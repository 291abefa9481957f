//! net.ipv4.tcp_tw_reuse: whether connect() may take over a port in TIME_WAIT (facts 2).

use lastack_model::{Arg, Grade, Route, TcpState};

use crate::lint::{Asked, Judged, Key, Legal, Lives, Release, judge};
use crate::rule::words;
use crate::{measure, rule};

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.tcp_tw_reuse"],
    words: words!("lint-tcp-tw-reuse"),
    legal: Legal::Since(Release(4, 19), 0, 2),
    lives: Lives::Always,
    see: Some("tcp-tw-reuse"),
    judge: worth,
};

/// 79e9fed46038 (4.19) gave 2 its meaning and the setting its bounds; before, any other number than 0 was 1.
const LOOPBACK_ONLY_SINCE: Release = Release(4, 19);

fn worth(asked: &Asked<'_>) -> Judged {
    match (asked.number(), asked.ground.kernel) {
        (Some(0), _) => taken_back(asked).unwrap_or(judge(Grade::DoesNothing, "lint-tcp-tw-reuse-off")),
        (Some(2), Some(kernel)) if kernel < LOOPBACK_ONLY_SINCE => on(asked),
        (Some(2), None) => judge(Grade::Depends, "lint-tcp-tw-reuse-two"),
        (Some(2), Some(_)) => {
            taken_back(asked).unwrap_or(judge(Grade::DoesNothing, "lint-tcp-tw-reuse-loopback"))
        }
        _ => on(asked),
    }
}

/// Ports that are taken over now would be missed.
fn taken_back(asked: &Asked<'_>) -> Option<Judged> {
    let more = asked.running().is_some_and(|running| running == 1 || running == 2);
    let (report, route) = asked.ground.busiest().filter(|_| more && asked.running() != asked.number())?;
    let ports = report.ports.filter(|ports| ports.reusable.high > 0 && ports.taken * 2 >= ports.usable)?;
    let loopback = route.key.source.is_loopback() || route.key.destination.is_loopback();
    (asked.number() == Some(0) || !loopback).then(|| {
        judge(Grade::Harmful, "lint-tcp-tw-reuse-taken-back")
            .with("target", rule::target(report.key))
            .with("taken", Arg::count(ports.taken, "census"))
            .with("reusable", Arg::count(ports.reusable.high, "census").inferred())
    })
}

/// Both ends are this host, so that its own setting proves timestamps at both.
fn both_ends_here(asked: &Asked<'_>, route: &Route) -> bool {
    let here = route.key.destination.is_loopback() || route.key.destination == route.key.source;
    here && asked.beside_number("net.ipv4.tcp_timestamps").is_some_and(|on| on != 0)
}

fn on(asked: &Asked<'_>) -> Judged {
    let off = asked.beside("net.ipv4.tcp_timestamps");
    if let Some(off) = off.filter(|_| asked.beside_number("net.ipv4.tcp_timestamps") == Some(0)) {
        return asked.unused(off, "lint-tcp-tw-reuse-no-timestamps");
    }
    if !asked.ground.has_rows() {
        return judge(Grade::Depends, "lint-tcp-tw-reuse-no-rows");
    }
    let Some((report, route)) = asked.ground.busiest() else {
        return judge(Grade::DoesNothing, "lint-tcp-tw-reuse-server").see("tw-reuse-helps-server");
    };
    let Some(ports) = report.ports else { return judge(Grade::Depends, "lint-tcp-tw-reuse-no-range") };
    let (grade, why) = match route.timestamps {
        _ if ports.taken < measure::slow_limit(&ports) => (Grade::DoesNothing, "lint-tcp-tw-reuse-far"),
        _ if route.states.get(TcpState::TimeWait) == 0 => (Grade::DoesNothing, "lint-tcp-tw-reuse-live"),
        Some(seen) if seen.with == 0 && seen.without > 0 => {
            (Grade::DoesNothing, "lint-tcp-tw-reuse-peer-without")
        }
        Some(seen) if seen.with > 0 => (Grade::Helps, "lint-tcp-tw-reuse-helps"),
        _ if ports.reusable.low > 0 || both_ends_here(asked, route) => {
            (Grade::Helps, "lint-tcp-tw-reuse-helps")
        }
        _ => (Grade::Depends, "lint-tcp-tw-reuse-peer"),
    };
    judge(grade, why)
        .with("target", rule::target(report.key))
        .with("taken", Arg::count(ports.taken, "census"))
        .with("percent", rule::percent(ports.taken.into(), ports.usable.into()))
}
