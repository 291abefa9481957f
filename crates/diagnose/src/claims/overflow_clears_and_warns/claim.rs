//! The claim: over tcp_max_tw_buckets old entries are cleared with a warning.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "overflow-clears-and-warns",
    name: "over tcp_max_tw_buckets old entries are cleared with a warning",
    kind: TopicKind::Claim,
    words: words!("overflow-clears-and-warns"),
    aliases: &["time wait sockets are destroyed and a warning is printed", "立刻被清除并打印警告"],
};
