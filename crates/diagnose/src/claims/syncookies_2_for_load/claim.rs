//! The claim: tcp_syncookies=2 for load.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "syncookies-2-for-load",
    name: "tcp_syncookies=2 for load",
    kind: TopicKind::Claim,
    words: words!("syncookies-2-for-load"),
    aliases: &[],
};
