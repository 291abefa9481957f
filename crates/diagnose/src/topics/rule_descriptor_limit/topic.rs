//! A process has nearly as many descriptors as it may have.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "rule-descriptor-limit",
    name: "descriptor-limit",
    kind: TopicKind::Rule,
    words: words!("rule-descriptor-limit"),
    aliases: &[
        "descriptor limit",
        "file descriptor limit",
        "Too many open files",
        "EMFILE",
        "ENFILE",
        "ulimit -n",
        "LimitNOFILE",
        "句柄上限",
        "文件句柄用完",
        "文件句柄不够",
        "打开文件太多",
        "打开的文件太多",
        "打开的文件过多",
    ],
};
