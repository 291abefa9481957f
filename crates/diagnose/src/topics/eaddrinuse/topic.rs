//! EADDRINUSE: Address already in use (errno 98 on Linux).

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "eaddrinuse",
    name: "EADDRINUSE",
    kind: TopicKind::Error,
    words: words!("eaddrinuse"),
    aliases: &[
        "bind-eaddrinuse",
        "connect-eaddrinuse",
        "Address already in use",
        "errno 98",
        "98: Address already in use",
        "bind failed",
        "port already in use",
        "地址已在使用",
        "地址已被使用",
        "端口被占用",
        "端口占用",
    ],
};
