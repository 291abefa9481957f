//! tcp_syncookies: what happens when a listener's SYN queue is full.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-syncookies",
    name: "tcp_syncookies",
    kind: TopicKind::Sysctl,
    words: words!("tcp-syncookies"),
    aliases: &[
        "syncookies",
        "syn cookies",
        "SYN cookie",
        "Possible SYN flooding",
        "SYN flood",
        "SYN 洪水",
        "SYN 攻击",
    ],
};
