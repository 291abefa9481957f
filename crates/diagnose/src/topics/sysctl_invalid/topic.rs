//! sysctl: the kernel refused a value.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "sysctl-invalid",
    name: "sysctl: Invalid argument",
    kind: TopicKind::Error,
    words: words!("sysctl-invalid"),
    aliases: &["sysctl-invalid", "sysctl: setting key", "Invalid argument setting key"],
};
