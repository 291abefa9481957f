//! net.ipv4.tcp_syncookies: what a full SYN queue does (facts 9, 11).

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.tcp_syncookies"],
    words: words!("lint-tcp-syncookies"),
    legal: Legal::BYTE,
    lives: Lives::Always,
    see: Some("tcp-syncookies"),
    judge: worth,
};

fn worth(asked: &Asked<'_>) -> Judged {
    let ground = asked.ground;
    match asked.number() {
        Some(0) => judge(Grade::Harmful, "lint-tcp-syncookies-off")
            .instead(1)
            .biting(ground.moves("TcpExt.TCPReqQFullDrop")),
        Some(1) if asked.running() == Some(0) => judge(Grade::Helps, "lint-tcp-syncookies-on"),
        Some(1) if asked.running().is_none() => {
            judge(Grade::Depends, "lint-tcp-syncookies-default").see("off-by-default")
        }
        Some(1) => judge(Grade::DoesNothing, "lint-tcp-syncookies-same"),
        Some(2) => judge(Grade::Harmful, "lint-tcp-syncookies-always")
            .see("syncookies-2-for-load")
            .instead(1)
            .biting(ground.moves("TcpExt.SyncookiesSent")),
        // tcp_conn_request compares with 2; everywhere else any number but 0 is on.
        _ if asked.running() == Some(0) => judge(Grade::Helps, "lint-tcp-syncookies-on"),
        _ => judge(Grade::DoesNothing, "lint-tcp-syncookies-other"),
    }
}
