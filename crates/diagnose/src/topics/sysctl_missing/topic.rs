//! sysctl: the kernel has no such key.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "sysctl-missing",
    name: "sysctl: cannot stat",
    kind: TopicKind::Error,
    words: words!("sysctl-missing"),
    aliases: &[
        "sysctl-missing",
        "sysctl: cannot stat /proc/sys",
        "No such file or directory /proc/sys",
        "is an unknown key",
    ],
};
