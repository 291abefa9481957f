//! LISTEN: waits for connections.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "listen",
    name: "LISTEN",
    kind: TopicKind::State,
    words: words!("listen"),
    aliases: &["LISTENING", "listener", "listening socket", "监听", "监听端口", "侦听"],
};
