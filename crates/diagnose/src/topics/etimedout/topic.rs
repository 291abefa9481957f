//! ETIMEDOUT: Connection timed out (errno 110 on Linux, 10060 on Windows).

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "etimedout",
    name: "ETIMEDOUT",
    kind: TopicKind::Error,
    words: words!("etimedout"),
    aliases: &[
        "Connection timed out",
        "errno 110",
        "110: Connection timed out",
        "WSAETIMEDOUT",
        "10060",
        "连接超时",
        "连接尝试失败",
    ],
};
