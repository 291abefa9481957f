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
    source: "tcp_set_state in net/ipv4/tcp.c (EstabResets); Little's law; measured on 6.18: close() with unread data counts TCPAbortOnClose, SO_LINGER 0 TCPAbortOnData",
};
