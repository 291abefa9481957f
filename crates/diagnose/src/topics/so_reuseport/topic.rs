//! SO_REUSEPORT: several listeners share one port.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "so-reuseport",
    name: "SO_REUSEPORT",
    kind: TopicKind::SocketOption,
    words: words!("so-reuseport"),
    aliases: &["REUSEPORT", "reuse port", "端口复用"],
};
