//! net.ipv4.tcp_rfc1337: whether a reset ends TIME_WAIT (facts 6).

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.tcp_rfc1337"],
    words: words!("lint-tcp-rfc1337"),
    legal: Legal::BYTE,
    lives: Lives::Always,
    see: Some("tcp-rfc1337"),
    judge: worth,
};

fn worth(asked: &Asked<'_>) -> Judged {
    match asked.number() {
        Some(0) if asked.running().is_some_and(|running| running != 0) => {
            judge(Grade::Helps, "lint-tcp-rfc1337-off")
        }
        Some(0) => judge(Grade::DoesNothing, "lint-tcp-rfc1337-default"),
        _ => judge(Grade::Harmful, "lint-tcp-rfc1337-on")
            .see("rfc1337-is-safer")
            .instead(0)
            .biting(asked.ground.moves("TcpExt.PAWSTimewait")),
    }
}
