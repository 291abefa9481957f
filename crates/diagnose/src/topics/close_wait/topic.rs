//! CLOSE_WAIT: the peer hung up, our program has not closed.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "close-wait",
    name: "CLOSE_WAIT",
    kind: TopicKind::State,
    words: words!("close-wait"),
    aliases: &[
        "CLOSE-WAIT",
        "CLOSEWAIT",
        "CLOSED_WAIT",
        "CLOSE_WIAT",
        "cw",
        "关闭等待",
        "等待关闭",
        "被动关闭",
    ],
};
