//! net.ipv4.ip_unprivileged_port_start: the first port that needs no privilege.

use lastack_model::{Arg, Grade};

use crate::lint::{Asked, Judged, Key, Legal, Lives, Release, judge, legal};
use crate::measure;
use crate::rule::words;

// 4548b683b781, which git describes as v4.10-rc4-733: 4.11.
pub(super) static KEY: Key = Key {
    names: &["net.ipv4.ip_unprivileged_port_start"],
    words: words!("lint-ip-unprivileged-port-start"),
    legal: Legal::Int(0, 65_535),
    lives: Lives::From(Release(4, 11)),
    see: None,
    judge: worth,
};

fn worth(asked: &Asked<'_>) -> Judged {
    let range = asked.beside(measure::RANGE_KEY).and_then(|range| legal::range(range.value, None));
    match (asked.number(), range) {
        // The kernel refuses a start above the lower end of the range, as it refuses such a range.
        (Some(start), Some((low, _))) if start > low.into() => {
            judge(Grade::WrongValue, "lint-ip-unprivileged-port-start-above")
                .with("low", Arg::port(low, "setting"))
        }
        _ => judge(Grade::NotAbout, "lint-ip-unprivileged-port-start-other"),
    }
}
