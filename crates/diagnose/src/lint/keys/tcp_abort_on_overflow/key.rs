//! net.ipv4.tcp_abort_on_overflow: what a full accept queue does (facts 11).

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.tcp_abort_on_overflow"],
    words: words!("lint-tcp-abort-on-overflow"),
    legal: Legal::BYTE,
    lives: Lives::Always,
    see: Some("tcp-abort-on-overflow"),
    judge: worth,
};

fn worth(asked: &Asked<'_>) -> Judged {
    match asked.number() {
        Some(0) if asked.running().is_some_and(|running| running != 0) => {
            judge(Grade::Helps, "lint-tcp-abort-on-overflow-off")
        }
        Some(0) => judge(Grade::DoesNothing, "lint-tcp-abort-on-overflow-default"),
        _ => judge(Grade::Harmful, "lint-tcp-abort-on-overflow-on")
            .instead(0)
            .biting(asked.ground.moves("TcpExt.ListenOverflows")),
    }
}
