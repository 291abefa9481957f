//! The claim: settings that cancel each other.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "settings-cancel-each-other",
    name: "settings that cancel each other",
    kind: TopicKind::Claim,
    words: words!("settings-cancel-each-other"),
    aliases: &[
        "tcp_syncookies=1 with tcp_max_syn_backlog=8192",
        "range up to 65000 with probes above 61000",
        "probes above 61000",
        "61000 以上",
        "参数互相抵消",
    ],
};
