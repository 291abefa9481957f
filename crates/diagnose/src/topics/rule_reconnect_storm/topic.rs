//! Connections end and begin again all the time.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-reconnect-storm",
    name: "reconnect-storm",
    kind: TopicKind::Rule,
    words: words!("rule-reconnect-storm"),
    aliases: &[
        "reconnect storm",
        "reconnects",
        "clients reconnect",
        "connections drop",
        "EstabResets",
        "掉线重连",
        "频繁重连",
        "断开重连",
        "连接无故断开",
    ],
};
