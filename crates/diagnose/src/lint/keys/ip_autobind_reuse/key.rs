//! net.ipv4.ip_autobind_reuse: bind(0) may share ports (facts 5).

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, Release, judge};
use crate::rule::words;

// Posted to net-next in March 2020, while 5.6 was being finished, with 0 and 1 as its bounds from the start; 6.18 refuses 2.
pub(super) static KEY: Key = Key {
    names: &["net.ipv4.ip_autobind_reuse"],
    words: words!("lint-ip-autobind-reuse"),
    legal: Legal::Int(0, 1),
    lives: Lives::From(Release(5, 7)),
    see: None,
    judge: worth,
};

fn worth(asked: &Asked<'_>) -> Judged {
    match asked.number() {
        Some(0) => judge(Grade::DoesNothing, "lint-ip-autobind-reuse-default"),
        _ => judge(Grade::Harmful, "lint-ip-autobind-reuse-on").instead(0),
    }
}
