//! 10055 with free ports.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-nonpaged-pool",
    name: "nonpaged-pool",
    kind: TopicKind::Rule,
    words: words!("rule-nonpaged-pool"),
    aliases: &["nonpaged pool", "non-paged pool", "非分页内存", "非分页池"],
};
