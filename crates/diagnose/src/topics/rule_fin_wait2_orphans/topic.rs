//! Many peers do not close their side.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-fin-wait2-orphans",
    name: "fin-wait2-orphans",
    kind: TopicKind::Rule,
    words: words!("rule-fin-wait2-orphans"),
    aliases: &[
        "FIN_WAIT2 orphans",
        "many FIN_WAIT2",
        "too many FIN_WAIT2",
        "half-closed connections",
        "大量 FIN_WAIT2",
        "FIN_WAIT2 过多",
        "FIN_WAIT2 很多",
    ],
};
