//! dynamicport: the local ports that Windows chooses from.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "dynamic-port-range",
    name: "dynamicport",
    kind: TopicKind::Windows,
    words: words!("dynamic-port-range"),
    aliases: &[
        "dynamic port range",
        "Windows dynamic port range",
        "netsh dynamicport",
        "动态端口范围",
        "动态端口",
    ],
};
