//! SO_REUSEADDR: bind() may pass over TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "so-reuseaddr",
    name: "SO_REUSEADDR",
    kind: TopicKind::SocketOption,
    words: words!("so-reuseaddr"),
    aliases: &["REUSEADDR", "reuse address", "地址复用"],
};
