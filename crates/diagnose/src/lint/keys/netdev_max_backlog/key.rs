//! net.core.netdev_max_backlog: packets that wait for a CPU.

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.core.netdev_max_backlog"],
    words: words!("lint-netdev-max-backlog"),
    legal: Legal::INT,
    lives: Lives::HostWide,
    see: None,
    judge: worth,
};

fn worth(_: &Asked<'_>) -> Judged {
    judge(Grade::NotAbout, "lint-netdev-max-backlog-other")
}
