//! A program that binds its source port.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-fixed-source-port",
    name: "fixed-source-port",
    kind: TopicKind::Rule,
    words: words!("rule-fixed-source-port"),
    aliases: &["source port in use", "bound source port"],
    source: "__inet_hash_connect in net/ipv4/inet_hashtables.c; measured on 6.18",
};
