//! Which closes leave no TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "closes-without-time-wait",
    name: "closes without TIME_WAIT",
    kind: TopicKind::Behaviour,
    words: words!("closes-without-time-wait"),
    aliases: &[
        "no TIME_WAIT",
        "avoid TIME_WAIT",
        "without TIME_WAIT",
        "which closes leave no TIME_WAIT",
        "TCP_LINGER2",
        "不产生 TIME_WAIT",
        "避免 TIME_WAIT",
        "没有 TIME_WAIT",
    ],
};
