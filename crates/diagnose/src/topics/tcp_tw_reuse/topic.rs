//! tcp_tw_reuse: may connect() take a port whose TIME_WAIT is older than 1 s.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-tw-reuse",
    name: "tcp_tw_reuse",
    kind: TopicKind::Sysctl,
    words: words!("tcp-tw-reuse"),
    aliases: &[
        "tw_reuse",
        "reuse TIME_WAIT",
        "time wait reuse",
        "复用 TIME_WAIT",
        "重用 TIME_WAIT",
        "TIME_WAIT 重用",
        "重用",
    ],
};
