//! The claim: tcp_rfc1337=1 is safer.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "rfc1337-is-safer",
    name: "tcp_rfc1337=1 is safer",
    kind: TopicKind::Claim,
    words: words!("rfc1337-is-safer"),
    aliases: &["rfc1337 protects TIME_WAIT"],
};
