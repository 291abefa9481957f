//! net.ipv4.tcp_synack_retries: how long a half-open connection is kept.

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.tcp_synack_retries"],
    words: words!("lint-tcp-synack-retries"),
    legal: Legal::BYTE,
    lives: Lives::Always,
    see: Some("syn-recv"),
    judge: worth,
};

fn worth(asked: &Asked<'_>) -> Judged {
    let fewer = asked.running().is_some_and(|now| asked.number().is_some_and(|value| value < now));
    match asked.number() {
        Some(0) => judge(Grade::Harmful, "lint-tcp-synack-retries-none"),
        _ if fewer && asked.ground.trouble("syn-queue-full").is_some() => {
            judge(Grade::Helps, "lint-tcp-synack-retries-helps")
        }
        _ => judge(Grade::DoesNothing, "lint-tcp-synack-retries-idle"),
    }
}
