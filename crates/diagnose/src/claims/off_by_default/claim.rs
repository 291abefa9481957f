//! The claim: tcp_syncookies and tcp_tw_reuse are off by default.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "off-by-default",
    name: "tcp_syncookies and tcp_tw_reuse are off by default",
    kind: TopicKind::Claim,
    words: words!("off-by-default"),
    aliases: &["syncookies off by default", "tw_reuse off by default", "默认为 0", "默认关闭"],
};
