//! Many peers do not acknowledge that we close.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-fin-wait1-pile",
    name: "fin-wait1-pile",
    kind: TopicKind::Rule,
    words: words!("rule-fin-wait1-pile"),
    aliases: &[
        "FIN_WAIT1 pile",
        "many FIN_WAIT1",
        "too many FIN_WAIT1",
        "大量 FIN_WAIT1",
        "FIN_WAIT1 过多",
        "FIN_WAIT1 很多",
    ],
};
