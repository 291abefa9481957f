//! The claim: restart releases TIME_WAIT.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "restart-releases-time-wait",
    name: "restart releases TIME_WAIT",
    kind: TopicKind::Claim,
    words: words!("restart-releases-time-wait"),
    aliases: &["restart to release TIME_WAIT", "restart", "重启", "重启释放 TIME_WAIT"],
};
