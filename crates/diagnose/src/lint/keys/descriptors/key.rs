//! fs.file-max and fs.nr_open: descriptors, of which TIME_WAIT holds none.

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["fs.file-max", "fs.nr_open"],
    words: words!("lint-descriptors"),
    legal: Legal::Any,
    lives: Lives::Always,
    see: Some("time-wait-uses-descriptors"),
    judge: worth,
};

fn worth(_: &Asked<'_>) -> Judged {
    judge(Grade::DoesNothing, "lint-descriptors-none")
}
