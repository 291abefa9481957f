//! A Zabbix agent in active mode cannot reach its server or proxy.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "active-checks-failed",
    name: "Active check configuration update started to fail",
    kind: TopicKind::Error,
    words: words!("active-checks-failed"),
    aliases: &[
        "active-checks-failed",
        "Active check data upload started to fail",
        "active check configuration update from host started to fail",
        "主动检查失败",
        "主动模式连不上",
    ],
};
