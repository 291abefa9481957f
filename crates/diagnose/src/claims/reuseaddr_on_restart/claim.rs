//! The claim: SO_REUSEADDR in the new server is enough for a restart.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "reuseaddr-on-restart",
    name: "SO_REUSEADDR in the new server is enough for a restart",
    kind: TopicKind::Claim,
    words: words!("reuseaddr-on-restart"),
    aliases: &["SO_REUSEADDR restart", "Address already in use after restart"],
};
