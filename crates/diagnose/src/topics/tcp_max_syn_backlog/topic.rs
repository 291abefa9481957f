//! tcp_max_syn_backlog: a limit for half-open connections when cookies are off.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-max-syn-backlog",
    name: "tcp_max_syn_backlog",
    kind: TopicKind::Sysctl,
    words: words!("tcp-max-syn-backlog"),
    aliases: &["max_syn_backlog", "syn backlog", "SYN queue", "半连接队列"],
};
