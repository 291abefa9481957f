//! The trouble: a setting that does harm.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-harmful-setting",
    name: "harmful-setting",
    kind: TopicKind::Rule,
    words: words!("rule-harmful-setting"),
    aliases: &[
        "harmful sysctl",
        "half-applied sysctl -p",
        "which file wins at boot",
        "有害的设置",
        "sysctl -p 报错",
    ],
};
