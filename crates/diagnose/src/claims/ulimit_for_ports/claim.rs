//! The claim: ulimit or more memory cures Cannot assign requested address.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "ulimit-for-ports",
    name: "ulimit or more memory cures Cannot assign requested address",
    kind: TopicKind::Claim,
    words: words!("ulimit-for-ports"),
    aliases: &[
        "ulimit Cannot assign requested address",
        "more RAM for EADDRNOTAVAIL",
        "加大 ulimit",
        "加内存",
    ],
};
