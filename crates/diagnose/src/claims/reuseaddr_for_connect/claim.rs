//! The claim: SO_REUSEADDR lets connect() reuse TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "reuseaddr-for-connect",
    name: "SO_REUSEADDR lets connect() reuse TIME_WAIT",
    kind: TopicKind::Claim,
    words: words!("reuseaddr-for-connect"),
    aliases: &["SO_REUSEADDR connect", "SO_REUSEADDR on the client", "客户端 SO_REUSEADDR"],
};
