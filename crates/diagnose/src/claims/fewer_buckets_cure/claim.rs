//! The claim: tcp_max_tw_buckets=5000 cures too many TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "fewer-buckets-cure",
    name: "tcp_max_tw_buckets=5000 cures too many TIME_WAIT",
    kind: TopicKind::Claim,
    words: words!("fewer-buckets-cure"),
    aliases: &["lower tcp_max_tw_buckets", "调小 tcp_max_tw_buckets"],
};
