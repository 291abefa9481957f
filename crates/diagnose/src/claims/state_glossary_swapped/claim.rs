//! The claim: TIME_WAIT means that the other side began to release.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "state-glossary-swapped",
    name: "TIME_WAIT means that the other side began to release",
    kind: TopicKind::Claim,
    words: words!("state-glossary-swapped"),
    aliases: &[
        "the other side has begun to release",
        "waiting for all packets to die",
        "waiting for packets to die",
        "另一边已初始化一个释放",
        "等待所有分组死掉",
    ],
};
