//! net.ipv4.ip_local_port_range: the ports that connect() chooses from (facts 5).

use std::collections::BTreeSet;

use lastack_model::{Arg, Grade};

use crate::lint::{Asked, Judged, Key, Legal, Lives, Release, judge, legal};
use crate::rule::words;
use crate::{measure, rule};

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.ip_local_port_range"],
    words: words!("lint-ip-local-port-range"),
    legal: Legal::Range,
    lives: Lives::Always,
    see: Some("port-range-is-small"),
    judge: worth,
};

/// From here on the kernel logs that it prefers ends of different parity (07f4c90062f8, ed2dfd900992).
const PARITY_SINCE: Release = Release(4, 2);

fn worth(asked: &Asked<'_>) -> Judged {
    let running = asked.ground.facts().port_range(measure::RANGE_KEY);
    let Some(range) = legal::range(asked.value, running) else {
        return judge(Grade::Depends, "lint-ip-local-port-range-half");
    };
    let judged = swallows(asked, range, running).unwrap_or_else(|| by_use(asked, range, running));
    let old = asked.ground.kernel.is_some_and(|kernel| kernel < PARITY_SINCE);
    let uneven = if range.0 % 2 == range.1 % 2 && !old { "same" } else { "different" };
    judged.with("parity", Arg::text(uneven))
}

/// Ports of the new part of the range that somebody relies on and nobody reserves.
fn swallows(asked: &Asked<'_>, range: (u16, u16), running: Option<(u16, u16)>) -> Option<Judged> {
    let reserved = asked.beside("net.ipv4.ip_local_reserved_ports").and_then(|list| legal::ports(list.value));
    let within = |(low, high): (u16, u16), port| (low..=high).contains(&port);
    let comes_in = |port: &u16| {
        within(range, *port)
            && !running.is_some_and(|running| within(running, *port))
            && !reserved.as_ref().is_some_and(|reserved| reserved.has(*port))
    };
    let listening: BTreeSet<u16> =
        asked.ground.listeners().map(|row| row.key.port).filter(comes_in).collect();
    if !listening.is_empty() {
        return Some(
            judge(Grade::Harmful, "lint-ip-local-port-range-swallows")
                .with("ports", list(&listening))
                .with("count", Arg::count(listening.len() as u64, "census")),
        );
    }
    let fixed = asked.ground.census().into_iter().flat_map(|census| &census.fixed_ports);
    let fixed: BTreeSet<u16> = fixed.map(|row| row.port).filter(comes_in).collect();
    (!fixed.is_empty()).then(|| {
        judge(Grade::Harmful, "lint-ip-local-port-range-probes")
            .see("settings-cancel-each-other")
            .with("ports", list(&fixed))
    })
}

/// Ports that are named; the others are counted.
const NAMED: usize = 5;

fn list(ports: &BTreeSet<u16>) -> Arg {
    let named: Vec<String> = ports.iter().take(NAMED).map(u16::to_string).collect();
    let more = if ports.len() > NAMED { ", ..." } else { "" };
    Arg::text(format!("{}{more}", named.join(", ")))
}

fn by_use(asked: &Asked<'_>, range: (u16, u16), running: Option<(u16, u16)>) -> Judged {
    if !asked.ground.has_rows() {
        return judge(Grade::Depends, "lint-ip-local-port-range-no-rows");
    }
    let Some((report, _)) = asked.ground.busiest() else {
        return judge(Grade::DoesNothing, "lint-ip-local-port-range-server");
    };
    let Some(ports) = report.ports else { return judge(Grade::Depends, "lint-ip-local-port-range-no-rows") };
    let size = |(low, high): (u16, u16)| u32::from(high - low) + 1;
    let grows = running.is_none_or(|running| size(range) > size(running));
    let (grade, why) = match grows {
        _ if running == Some(range) => (Grade::DoesNothing, "lint-ip-local-port-range-far"),
        false if ports.taken * 2 >= size(range) => (Grade::Harmful, "lint-ip-local-port-range-narrow"),
        false => (Grade::DoesNothing, "lint-ip-local-port-range-narrower"),
        true if ports.blocking >= measure::slow_limit(&ports) => {
            (Grade::Helps, "lint-ip-local-port-range-helps")
        }
        true => (Grade::DoesNothing, "lint-ip-local-port-range-far"),
    };
    judge(grade, why)
        .with("target", rule::target(report.key))
        .with("taken", Arg::count(ports.taken, "census"))
        .with("size", Arg::count(size(range), "setting"))
}
