//! net.ipv4.tcp_orphan_retries: how long a closed socket tries to reach a silent peer (facts 11).

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.tcp_orphan_retries"],
    words: words!("lint-tcp-orphan-retries"),
    legal: Legal::BYTE,
    lives: Lives::Always,
    see: Some("tcp-orphan-retries"),
    judge: worth,
};

fn worth(asked: &Asked<'_>) -> Judged {
    let piled = ["fin-wait1-pile", "last-ack-pile", "closing-pile", "orphans-near-limit"];
    let piled = piled.iter().any(|id| asked.ground.trouble(id).is_some());
    // 0 stands for 8 (tcp_orphan_retries in net/ipv4/tcp_timer.c).
    let tries = |number| if number == 0 { 8 } else { number };
    let fewer = asked.running().zip(asked.number()).is_some_and(|(now, then)| tries(then) < tries(now));
    match piled && fewer {
        true => judge(Grade::Helps, "lint-tcp-orphan-retries-helps"),
        false => judge(Grade::DoesNothing, "lint-tcp-orphan-retries-idle"),
    }
}
