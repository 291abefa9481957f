//! net.ipv4.tcp_syn_retries: how long connect() tries.

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.tcp_syn_retries"],
    words: words!("lint-tcp-syn-retries"),
    legal: Legal::Int(1, 127),
    lives: Lives::Always,
    see: Some("syn-sent"),
    judge: worth,
};

fn worth(_: &Asked<'_>) -> Judged {
    judge(Grade::NotAbout, "lint-tcp-syn-retries-other")
}
