//! WSAEADDRINUSE: 10048, 0x2740, the address or the pair is in use on Windows.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "wsaeaddrinuse",
    name: "WSAEADDRINUSE",
    kind: TopicKind::Error,
    words: words!("wsaeaddrinuse"),
    aliases: &[
        "10048",
        "WSA 10048",
        "0x2740",
        "0x00002740",
        "Only one usage of each socket address (protocol/network address/port) is normally permitted",
        "通常每个套接字地址(协议/网络地址/端口)只允许使用一次",
        "每个套接字地址只允许使用一次",
    ],
};
