//! The claim: SO_LINGER 0 everywhere avoids TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "linger-0-everywhere",
    name: "SO_LINGER 0 everywhere avoids TIME_WAIT",
    kind: TopicKind::Claim,
    words: words!("linger-0-everywhere"),
    aliases: &["linger 0 everywhere", "到处设 SO_LINGER 0"],
};
