//! net.ipv4.ip_nonlocal_bind: bind() to addresses that are not ours.

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.ip_nonlocal_bind"],
    words: words!("lint-ip-nonlocal-bind"),
    legal: Legal::BYTE,
    lives: Lives::Always,
    see: None,
    judge: worth,
};

fn worth(_: &Asked<'_>) -> Judged {
    judge(Grade::NotAbout, "lint-ip-nonlocal-bind-other")
}
