//! The claim: ip_local_port_range defaults to 32768-61000, use 1024-65000.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "port-range-is-small",
    name: "ip_local_port_range defaults to 32768-61000, use 1024-65000",
    kind: TopicKind::Claim,
    words: words!("port-range-is-small"),
    aliases: &["32768 61000", "1024 65000", "32768-61000", "1024-65000"],
};
