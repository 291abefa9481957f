//! A client connection has taken the port of a service.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-listener-port-taken",
    name: "listener-port-taken",
    kind: TopicKind::Rule,
    words: words!("rule-listener-port-taken"),
    aliases: &["listener port taken", "port stolen", "stolen port", "端口被占走", "端口被客户端占用"],
};
