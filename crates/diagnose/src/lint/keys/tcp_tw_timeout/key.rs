//! net.ipv4.tcp_tw_timeout: how long TIME_WAIT lasts, on kernels of one vendor (facts 1).

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.tcp_tw_timeout"],
    words: words!("lint-tcp-tw-timeout"),
    legal: Legal::Int(1, 600),
    lives: Lives::Vendor,
    see: Some("tcp-tw-timeout"),
    judge: worth,
};

/// TCP_TIMEWAIT_LEN of every other kernel, in seconds.
const USUAL_S: i64 = 60;

fn worth(asked: &Asked<'_>) -> Judged {
    let shorter = asked.number().is_some_and(|seconds| seconds < USUAL_S);
    match asked.ground.trouble("port-exhaustion") {
        _ if !asked.ground.has_rows() => judge(Grade::Depends, "lint-tcp-tw-timeout-no-rows"),
        Some(_) if shorter => judge(Grade::Helps, "lint-tcp-tw-timeout-shorter"),
        _ => judge(Grade::DoesNothing, "lint-tcp-tw-timeout-idle"),
    }
}
