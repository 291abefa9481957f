//! tcp_max_tw_buckets: how many TIME_WAIT one namespace may hold.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-max-tw-buckets",
    name: "tcp_max_tw_buckets",
    kind: TopicKind::Sysctl,
    words: words!("tcp-max-tw-buckets"),
    aliases: &["max_tw_buckets", "tw_buckets", "time wait bucket table overflow", "TCPTimeWaitOverflow"],
};
