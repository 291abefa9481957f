//! net.ipv4.tcp_timestamps: what reuse and the answer to a SYN in TIME_WAIT stand on (facts 2, 6).

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, judge};
use crate::measure;
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.tcp_timestamps"],
    words: words!("lint-tcp-timestamps"),
    legal: Legal::BYTE,
    lives: Lives::Always,
    see: Some("tcp-timestamps"),
    judge: worth,
};

fn worth(asked: &Asked<'_>) -> Judged {
    match asked.number() {
        Some(0) => judge(Grade::Harmful, "lint-tcp-timestamps-off")
            .see("timestamps-off-is-faster")
            .instead(1)
            .biting(short_of_ports(asked)),
        Some(1) if asked.running() == Some(0) => judge(Grade::Helps, "lint-tcp-timestamps-on"),
        Some(1) if asked.running().is_none() => judge(Grade::Depends, "lint-tcp-timestamps-default"),
        Some(1) => judge(Grade::DoesNothing, "lint-tcp-timestamps-same"),
        _ => judge(Grade::DoesNothing, "lint-tcp-timestamps-two"),
    }
}

/// Half of the ports towards one destination block: reuse would free them, and cannot.
fn short_of_ports(asked: &Asked<'_>) -> bool {
    let ports = asked.ground.busiest().and_then(|(report, _)| report.ports);
    ports.is_some_and(|ports| ports.blocking >= measure::slow_limit(&ports))
}
