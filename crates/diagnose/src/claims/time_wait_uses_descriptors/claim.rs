//! The claim: TIME_WAIT uses up descriptors.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "time-wait-uses-descriptors",
    name: "TIME_WAIT uses up descriptors",
    kind: TopicKind::Claim,
    words: words!("time-wait-uses-descriptors"),
    aliases: &[
        "TIME_WAIT file descriptors",
        "ulimit",
        "nofile",
        "open files",
        "文件句柄",
        "句柄",
        "文件描述符",
    ],
};
