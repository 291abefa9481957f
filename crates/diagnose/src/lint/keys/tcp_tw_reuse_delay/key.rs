//! net.ipv4.tcp_tw_reuse_delay: how old a TIME_WAIT must be to be taken over (facts 2).

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, Release, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.tcp_tw_reuse_delay"],
    words: words!("lint-tcp-tw-reuse-delay"),
    legal: Legal::Int(1, 60_000),
    lives: Lives::From(Release(6, 14)),
    see: Some("tcp-tw-reuse-delay"),
    judge: worth,
};

/// The default, in milliseconds.
const DEFAULT_MS: i64 = 1_000;

fn worth(asked: &Asked<'_>) -> Judged {
    let reuse = asked.beside("net.ipv4.tcp_tw_reuse");
    if let Some(off) = reuse.filter(|_| asked.beside_number("net.ipv4.tcp_tw_reuse") == Some(0)) {
        return asked.unused(off, "lint-tcp-tw-reuse-delay-unused");
    }
    match asked.number() {
        Some(delay) if delay < DEFAULT_MS && asked.ground.trouble("port-exhaustion").is_some() => {
            judge(Grade::Depends, "lint-tcp-tw-reuse-delay-shorter")
        }
        Some(delay) if delay < DEFAULT_MS => judge(Grade::DoesNothing, "lint-tcp-tw-reuse-delay-idle"),
        _ => judge(Grade::DoesNothing, "lint-tcp-tw-reuse-delay-longer"),
    }
}
