//! somaxconn: the ceiling of every listener's backlog.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "somaxconn",
    name: "somaxconn",
    kind: TopicKind::Sysctl,
    words: words!("somaxconn"),
    aliases: &[
        "net.core.somaxconn",
        "accept queue",
        "accept backlog",
        "listen backlog",
        "backlog",
        "全连接队列",
    ],
};
