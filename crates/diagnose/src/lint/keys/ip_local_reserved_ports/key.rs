//! net.ipv4.ip_local_reserved_ports: ports that connect() leaves alone (facts 5).

use std::collections::BTreeSet;

use lastack_model::{Arg, Grade, PortSet};

use crate::lint::{Asked, Judged, Key, Legal, Lives, judge, legal};
use crate::measure;
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.ip_local_reserved_ports"],
    words: words!("lint-ip-local-reserved-ports"),
    legal: Legal::Ports,
    lives: Lives::Always,
    see: Some("ip-local-reserved-ports"),
    judge: worth,
};

fn worth(asked: &Asked<'_>) -> Judged {
    let Some(asks) = legal::ports(asked.value) else {
        return judge(Grade::Depends, "lint-ip-local-reserved-ports-no-range");
    };
    let running = asked.ground.value(asked.name).and_then(legal::ports).unwrap_or_default();
    let range = asked.beside(measure::RANGE_KEY).and_then(|range| legal::range(range.value, None));
    let Some((low, high)) = range else {
        return judge(Grade::Depends, "lint-ip-local-reserved-ports-no-range");
    };
    let inside = |ports: &PortSet, port: u16| ports.has(port) && (low..=high).contains(&port);
    let listening = || asked.ground.listeners().map(|row| row.key.port);
    // A write replaces the whole list.
    if let Some(lost) = listening().find(|port| inside(&running, *port) && !asks.has(*port)) {
        return judge(Grade::Harmful, "lint-ip-local-reserved-ports-drops")
            .with("port", Arg::port(lost, "census"));
    }
    let kept = asks.iter().filter(|port| (low..=high).contains(port)).count() as u64;
    let all = u64::from(high - low) + 1;
    let guarded: BTreeSet<u16> = listening().filter(|port| inside(&asks, *port)).collect();
    match kept {
        0 => judge(Grade::DoesNothing, "lint-ip-local-reserved-ports-outside"),
        kept if kept * 2 > all => judge(Grade::Harmful, "lint-ip-local-reserved-ports-most")
            .with("left", Arg::count(all - kept, "setting")),
        kept => judge(Grade::Helps, "lint-ip-local-reserved-ports-keeps")
            .with("kept", Arg::count(kept, "setting"))
            .with("listening", Arg::count(guarded.len() as u64, "census")),
    }
}
