//! net.ipv4.tcp_retries1 and tcp_retries2: how long data are sent again.

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.tcp_retries1", "net.ipv4.tcp_retries2"],
    words: words!("lint-tcp-retries"),
    legal: Legal::BYTE,
    lives: Lives::Always,
    see: Some("timeout-closes-connection"),
    judge: worth,
};

fn worth(_: &Asked<'_>) -> Judged {
    judge(Grade::NotAbout, "lint-tcp-retries-other")
}
