//! The claim: over tcp_max_tw_buckets old entries are cleared with a warning.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "overflow-clears-and-warns",
    name: "over tcp_max_tw_buckets old entries are cleared with a warning",
    kind: TopicKind::Claim,
    words: words!("overflow-clears-and-warns"),
    aliases: &["time wait sockets are destroyed and a warning is printed", "立刻被清除并打印警告"],
    source: "inet_twsk_alloc in net/ipv4/inet_timewait_sock.c; measured on 6.18: limit 5, 12 closes, gauge 5, overflow 7, no log line",
};
