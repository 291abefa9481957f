//! FIN_WAIT2: our FIN is acknowledged, the peer has not closed.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "fin-wait2",
    name: "FIN_WAIT2",
    kind: TopicKind::State,
    words: words!("fin-wait2"),
    aliases: &["FIN_WAIT_2", "FIN-WAIT-2", "FINWAIT2", "fw2", "终止等待 2", "半关闭"],
};
