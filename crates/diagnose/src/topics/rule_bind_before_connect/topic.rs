//! A program binds its address before it connects: one pool of ports for all destinations.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-bind-before-connect",
    name: "bind-before-connect",
    kind: TopicKind::Rule,
    words: words!("rule-bind-before-connect"),
    aliases: &["bind before connect", "IP_BIND_ADDRESS_NO_PORT", "先 bind 再 connect"],
};
