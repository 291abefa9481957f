//! FIN_WAIT2_MINI: a FIN_WAIT2 that no process holds any more.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "fin-wait2-mini",
    name: "FIN_WAIT2_MINI",
    kind: TopicKind::State,
    words: words!("fin-wait2-mini"),
    aliases: &[
        "mini-socket",
        "FIN_WAIT2 mini-socket",
        "timewait mini-socket",
        "FIN_WAIT2 orphan",
        "FIN_WAIT2 迷你套接字",
        "kernel-held",
        "held by the kernel",
        "no process",
        "无进程",
        "没有进程",
    ],
};
