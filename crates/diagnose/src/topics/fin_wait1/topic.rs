//! FIN_WAIT1: our FIN is out and not acknowledged.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "fin-wait1",
    name: "FIN_WAIT1",
    kind: TopicKind::State,
    words: words!("fin-wait1"),
    aliases: &["FIN_WAIT_1", "FIN-WAIT-1", "FINWAIT1", "fw1", "终止等待 1", "等待 FIN 的确认"],
};
