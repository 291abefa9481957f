//! ip_local_port_range: the local ports that connect() may choose from.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "ip-local-port-range",
    name: "ip_local_port_range",
    kind: TopicKind::Sysctl,
    words: words!("ip-local-port-range"),
    aliases: &[
        "ephemeral port range",
        "local port range",
        "ephemeral ports",
        "临时端口范围",
        "临时端口",
        "本地端口范围",
        "随机端口",
        "端口范围",
    ],
};
