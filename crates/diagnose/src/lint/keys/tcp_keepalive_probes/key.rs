//! net.ipv4.tcp_keepalive_probes: how often a silent peer is asked (facts 11).

use lastack_model::{Arg, Grade, Unit};

use crate::lint::{Asked, Judged, Key, Legal, Lives, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.tcp_keepalive_probes"],
    words: words!("lint-tcp-keepalive-probes"),
    legal: Legal::BYTE,
    lives: Lives::Always,
    see: Some("tcp-keepalive-probes"),
    judge: worth,
};

fn worth(asked: &Asked<'_>) -> Judged {
    if asked.ground.trouble("close-wait-leak").is_some() {
        return judge(Grade::DoesNothing, "lint-tcp-keepalive-probes-hides")
            .see("keepalive-cures-close-wait");
    }
    let of = |name| asked.beside_number(name);
    let all = of("net.ipv4.tcp_keepalive_time")
        .zip(of("net.ipv4.tcp_keepalive_intvl"))
        .zip(of("net.ipv4.tcp_keepalive_probes"));
    match all {
        Some(((idle, gap), probes)) if idle > 0 && gap > 0 => {
            judge(Grade::DoesNothing, "lint-tcp-keepalive-probes-whole")
                .with("seconds", seconds(idle.saturating_add(gap.saturating_mul(probes))))
        }
        _ => judge(Grade::DoesNothing, "lint-tcp-keepalive-probes-sockets"),
    }
}

fn seconds(seconds: i64) -> Arg {
    Arg::number(seconds as f64, Unit::Seconds, "setting")
}
