//! The kernel's line about the ends of ip_local_port_range.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "port-range-parity",
    name: "prefer different parity",
    kind: TopicKind::Error,
    words: words!("port-range-parity"),
    aliases: &[
        "port-range-parity",
        "ip_local_port_range: prefer different parity for start/end values",
        "奇偶性不同",
    ],
};
