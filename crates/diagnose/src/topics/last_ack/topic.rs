//! LAST_ACK: both have closed, the ACK of our FIN is missing.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "last-ack",
    name: "LAST_ACK",
    kind: TopicKind::State,
    words: words!("last-ack"),
    aliases: &["LAST-ACK", "LASTACK", "最后确认", "最后的 ACK"],
};
