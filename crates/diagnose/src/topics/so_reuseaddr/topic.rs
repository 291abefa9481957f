//! SO_REUSEADDR: bind() may pass over TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "so-reuseaddr",
    name: "SO_REUSEADDR",
    kind: TopicKind::SocketOption,
    words: words!("so-reuseaddr"),
    aliases: &["REUSEADDR", "reuse address", "地址复用"],
    source: "inet_csk_get_port in net/ipv4/inet_connection_sock.c; Microsoft documentation: Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE; measured on 6.18",
};
