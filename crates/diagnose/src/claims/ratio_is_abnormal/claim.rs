//! The claim: 60,000 TIME_WAIT to 200 ESTABLISHED is abnormal.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "ratio-is-abnormal",
    name: "60,000 TIME_WAIT to 200 ESTABLISHED is abnormal",
    kind: TopicKind::Claim,
    words: words!("ratio-is-abnormal"),
    aliases: &[
        "60000 TIME_WAIT",
        "TIME_WAIT to ESTABLISHED ratio",
        "TIME_WAIT 6W",
        "TIME_WAIT 6 万",
        "比例不正常",
    ],
};
