//! net.ipv4.tcp_max_syn_backlog: a limit of half-open connections while cookies are off.

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, Release, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.tcp_max_syn_backlog"],
    words: words!("lint-tcp-max-syn-backlog"),
    legal: Legal::INT,
    lives: Lives::Always,
    see: Some("syn-backlog-holds-more"),
    judge: worth,
};

/// Before ef547f2ac16b (4.4) the size of a listener's SYN table was the least of its backlog and this setting
/// (reqsk_queue_alloc), cookies or not.
const OWN_TABLE_BEFORE: Release = Release(4, 4);

const COOKIES: &str = "net.ipv4.tcp_syncookies";

fn worth(asked: &Asked<'_>) -> Judged {
    let Some(cookies) = asked.beside(COOKIES) else {
        return judge(Grade::Depends, "lint-tcp-max-syn-backlog-depends");
    };
    match asked.beside_number(COOKIES) {
        Some(0) => counts(asked),
        _ if old_table_gains(asked) != Some(false) => match old_table_gains(asked) {
            Some(_) => judge(Grade::Depends, "lint-tcp-max-syn-backlog-old"),
            None => judge(Grade::Depends, "lint-tcp-max-syn-backlog-old-unknown"),
        },
        _ if cookies.line.is_some() => {
            asked.unused(cookies, "lint-tcp-max-syn-backlog-cancelled").see("settings-cancel-each-other")
        }
        _ => judge(Grade::DoesNothing, "lint-tcp-max-syn-backlog-unused"),
    }
}

/// On old kernels a listener whose backlog is above the setting gains, and somaxconn bounds every backlog.
fn old_table_gains(asked: &Asked<'_>) -> Option<bool> {
    if asked.ground.kernel.is_none_or(|kernel| kernel >= OWN_TABLE_BEFORE) {
        return Some(false);
    }
    let backlog = asked.beside_number("net.core.somaxconn")?;
    Some(backlog > asked.running()?)
}

fn counts(asked: &Asked<'_>) -> Judged {
    let lower = asked.running().is_some_and(|now| asked.number().is_some_and(|value| value < now));
    match asked.ground.trouble("syn-queue-full") {
        _ if lower => judge(Grade::Harmful, "lint-tcp-max-syn-backlog-lower"),
        Some(_) => judge(Grade::Helps, "lint-tcp-max-syn-backlog-helps"),
        None if asked.ground.has_rows() => judge(Grade::DoesNothing, "lint-tcp-max-syn-backlog-idle"),
        None => judge(Grade::Depends, "lint-tcp-max-syn-backlog-no-rows"),
    }
}
