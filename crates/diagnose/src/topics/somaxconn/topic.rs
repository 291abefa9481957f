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
    source: "Documentation/networking/ip-sysctl.rst: 4096 since Linux 5.4, 128 before; measured on 6.18",
};
