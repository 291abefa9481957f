//! net.ipv4.tcp_keepalive_time and _intvl: when a silent peer is asked, and how often (facts 11).

use lastack_model::{Arg, Grade, Unit};

use crate::lint::{Asked, Judged, Key, Legal, Lives, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_keepalive_intvl"],
    words: words!("lint-tcp-keepalive"),
    legal: Legal::INT,
    lives: Lives::Always,
    see: Some("keepalive-time-is-interval"),
    judge: worth,
};

fn worth(asked: &Asked<'_>) -> Judged {
    if asked.ground.trouble("close-wait-leak").is_some() {
        return judge(Grade::DoesNothing, "lint-tcp-keepalive-hides").see("keepalive-cures-close-wait");
    }
    let of = |name| asked.beside_number(name);
    let all = of("net.ipv4.tcp_keepalive_time")
        .zip(of("net.ipv4.tcp_keepalive_intvl"))
        .zip(of("net.ipv4.tcp_keepalive_probes"));
    match all {
        Some(((idle, gap), probes)) if idle > 0 && gap > 0 => {
            judge(Grade::DoesNothing, "lint-tcp-keepalive-whole")
                .with("seconds", seconds(idle.saturating_add(gap.saturating_mul(probes))))
        }
        _ => judge(Grade::DoesNothing, "lint-tcp-keepalive-sockets"),
    }
}

fn seconds(seconds: i64) -> Arg {
    Arg::number(seconds as f64, Unit::Seconds, "setting")
}
