//! SO_LINGER: with 0, close() sends a reset and leaves no TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "so-linger",
    name: "SO_LINGER",
    kind: TopicKind::SocketOption,
    words: words!("so-linger"),
    aliases: &["SO_LINGER 0", "linger", "linger 0", "linger{1,0}", "close with reset"],
};
