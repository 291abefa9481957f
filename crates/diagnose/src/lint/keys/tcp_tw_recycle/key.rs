//! net.ipv4.tcp_tw_recycle: removed in 4.12 by 4396e46187ca (facts 3).

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, Release, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.tcp_tw_recycle"],
    words: words!("lint-tcp-tw-recycle"),
    legal: Legal::INT,
    lives: Lives::Before(Release(4, 12)),
    see: Some("tcp-tw-recycle"),
    judge: worth,
};

fn worth(asked: &Asked<'_>) -> Judged {
    match asked.number() {
        Some(0) if asked.running().is_some_and(|running| running != 0) => {
            judge(Grade::Helps, "lint-tcp-tw-recycle-stops")
        }
        Some(0) => judge(Grade::DoesNothing, "lint-tcp-tw-recycle-off"),
        _ => judge(Grade::Harmful, "lint-tcp-tw-recycle-on")
            .see("tw-recycle-is-fast")
            .instead(0)
            .biting(asked.ground.moves("TcpExt.PAWSPassive")),
    }
}
