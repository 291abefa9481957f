//! A destination does not answer our SYNs.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-syn-sent-pile",
    name: "syn-sent-pile",
    kind: TopicKind::Rule,
    words: words!("rule-syn-sent-pile"),
    aliases: &[
        "SYN_SENT pile",
        "many SYN_SENT",
        "too many SYN_SENT",
        "大量 SYN_SENT",
        "SYN_SENT 过多",
        "SYN_SENT 很多",
    ],
};
