//! Bucket overflow: the table of TIME_WAIT rows is full.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-bucket-overflow",
    name: "bucket-overflow",
    kind: TopicKind::Rule,
    words: words!("rule-bucket-overflow"),
    aliases: &["bucket overflow", "TIME_WAIT 溢出", "TIME_WAIT 表满"],
};
