//! ECONNRESET: Connection reset by peer (errno 104 on Linux, 10054 on Windows).

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "econnreset",
    name: "ECONNRESET",
    kind: TopicKind::Error,
    words: words!("econnreset"),
    aliases: &[
        "Connection reset by peer",
        "Connection reset",
        "errno 104",
        "104: Connection reset by peer",
        "WSAECONNRESET",
        "10054",
        "forcibly closed by the remote host",
        "连接被对端重置",
        "连接被对方重设",
        "连接被重置",
        "远程主机强迫关闭了一个现有的连接",
    ],
};
