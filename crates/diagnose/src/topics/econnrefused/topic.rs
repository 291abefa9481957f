//! ECONNREFUSED: Connection refused (errno 111 on Linux, 10061 on Windows).

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "econnrefused",
    name: "ECONNREFUSED",
    kind: TopicKind::Error,
    words: words!("econnrefused"),
    aliases: &[
        "Connection refused",
        "errno 111",
        "111: Connection refused",
        "WSAECONNREFUSED",
        "10061",
        "actively refused",
        "连接被拒绝",
        "拒绝连接",
        "拒绝连线",
        "积极拒绝",
    ],
};
