//! EADDRNOTAVAIL: Cannot assign requested address (errno 99 on Linux, 10049 on Windows).

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "eaddrnotavail",
    name: "EADDRNOTAVAIL",
    kind: TopicKind::Error,
    words: words!("eaddrnotavail"),
    aliases: &[
        "connect-eaddrnotavail",
        "connect() failed (99: Cannot assign requested address)",
        "connect: Cannot assign requested address",
        "Cannot assign requested address",
        "Can't assign requested address",
        "errno 99",
        "99: Cannot assign requested address",
        "WSAEADDRNOTAVAIL",
        "10049",
        "无法指定被请求的地址",
        "无法分配请求的地址",
        "不能分配请求的地址",
    ],
};
