//! Bound sockets of Windows hold its dynamic ports.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-bound-port-leak",
    name: "bound-port-leak",
    kind: TopicKind::Rule,
    words: words!("rule-bound-port-leak"),
    aliases: &["bound port leak", "bound ports leak", "BOUND 端口泄漏"],
};
