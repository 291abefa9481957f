//! WSAENOBUFS: 10055, 0x2747, Windows has no local port or no buffer left.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "wsaenobufs",
    name: "WSAENOBUFS",
    kind: TopicKind::Error,
    words: words!("wsaenobufs"),
    aliases: &[
        "10055",
        "WSA 10055",
        "ENOBUFS",
        "0x2747",
        "0x00002747",
        "lacked sufficient buffer space",
        "An operation on a socket could not be performed because the system lacked sufficient buffer space or because a queue was full",
        "由于系统缓冲区空间不足或队列已满，不能执行套接字上的操作",
        "系统缓冲区空间不足",
    ],
};
