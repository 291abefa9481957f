//! SYN_SENT: our SYN is out and unanswered.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "syn-sent",
    name: "SYN_SENT",
    kind: TopicKind::State,
    words: words!("syn-sent"),
    aliases: &["SYNSENT", "connecting", "正在连接", "连接中"],
};
