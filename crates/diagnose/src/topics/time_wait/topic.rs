//! TIME_WAIT: over, and remembered for a minute.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "time-wait",
    name: "TIME_WAIT",
    kind: TopicKind::State,
    words: words!("time-wait"),
    aliases: &[
        "TIMED_WAIT",
        "ITMED_WAIT",
        "TIMEWAIT",
        "tw",
        "2MSL",
        "MSL",
        "timewait socket",
        "四次挥手",
        "时间等待",
        "时间等待状态",
        "等待 2MSL",
        "挥手",
    ],
};
