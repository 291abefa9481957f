//! Buffers of live connections.

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &[
        "net.ipv4.tcp_mem",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_wmem",
        "net.core.rmem_max",
        "net.core.wmem_max",
        "net.core.rmem_default",
        "net.core.wmem_default",
        "net.core.optmem_max",
    ],
    words: words!("lint-socket-memory"),
    legal: Legal::Any,
    lives: Lives::Always,
    see: Some("orphans-for-time-wait"),
    judge: worth,
};

fn worth(_: &Asked<'_>) -> Judged {
    judge(Grade::NotAbout, "lint-socket-memory-other")
}
