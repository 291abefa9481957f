//! net.ipv4.tcp_fin_timeout: how long a closed socket waits in FIN_WAIT2 (facts 1).

use lastack_model::{Arg, Grade, TcpState};

use crate::lint::{Asked, Judged, Key, Legal, Lives, figure, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.tcp_fin_timeout"],
    words: words!("lint-tcp-fin-timeout"),
    legal: Legal::INT,
    lives: Lives::Always,
    see: Some("fin-timeout-is-time-wait"),
    judge: worth,
};

/// A peer sends its FIN again after 1, 2 and 4 s (RFC 6298): three lost ones outlive anything shorter.
const THREE_LOST_S: i64 = 7;

/// TCP_FIN_TIMEOUT of every kernel.
const DEFAULT_S: i64 = 60;

fn worth(asked: &Asked<'_>) -> Judged {
    let seconds = asked.number().unwrap_or_default();
    let shorter = asked.running().is_some_and(|running| seconds < running);
    if seconds < THREE_LOST_S {
        return judge(Grade::Harmful, "lint-tcp-fin-timeout-short")
            .with("seconds", figure(seconds))
            .with("safe", figure(THREE_LOST_S))
            .instead(DEFAULT_S);
    }
    let waiting = asked.ground.census().and_then(|census| census.count(TcpState::FinWait2));
    match waiting {
        Some(waiting) if shorter && asked.ground.trouble("fin-wait2-orphans").is_some() => {
            judge(Grade::Helps, "lint-tcp-fin-timeout-helps").with("waiting", Arg::count(waiting, "census"))
        }
        Some(waiting) if asked.ground.has_rows() => judge(Grade::DoesNothing, "lint-tcp-fin-timeout-few")
            .with("waiting", Arg::count(waiting, "census")),
        _ => judge(Grade::DoesNothing, "lint-tcp-fin-timeout-other"),
    }
}
