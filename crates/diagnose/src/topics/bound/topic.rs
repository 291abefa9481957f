//! BOUND: holds a port and does nothing with it.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "bound",
    name: "BOUND",
    kind: TopicKind::State,
    words: words!("bound"),
    aliases: &["BOUND_INACTIVE", "bound-inactive", "bound but unconnected", "已绑定未连接", "只绑定不连接"],
};
