//! ip_local_reserved_ports: ports that are never chosen automatically.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "ip-local-reserved-ports",
    name: "ip_local_reserved_ports",
    kind: TopicKind::Sysctl,
    words: words!("ip-local-reserved-ports"),
    aliases: &["local_reserved_ports", "reserved ports", "预留端口", "保留端口"],
};
