//! A service cannot bind its port again.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-restart-refused",
    name: "restart-refused",
    kind: TopicKind::Rule,
    words: words!("rule-restart-refused"),
    aliases: &[
        "restart refused",
        "service does not start again",
        "cannot restart service",
        "服务重启失败",
        "重启报端口被占用",
    ],
};
