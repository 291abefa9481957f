//! CLOSE: no connection.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "close",
    name: "CLOSE",
    kind: TopicKind::State,
    words: words!("close"),
    aliases: &["CLOSED", "UNCONN", "closed socket", "已关闭"],
    source: "RFC 9293; measured on 6.18: after keepalive or SOCK_DESTROY a CLOSE_WAIT row is gone and the descriptor stays",
};
