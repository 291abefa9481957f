//! The claim: a port in TIME_WAIT cannot be used.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "port-blocked-on-both-ends",
    name: "a port in TIME_WAIT cannot be used",
    kind: TopicKind::Claim,
    words: words!("port-blocked-on-both-ends"),
    aliases: &["port cannot be used until 2MSL ends", "两端的端口都不能用"],
};
