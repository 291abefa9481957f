//! EPIPE: Broken pipe (errno 32 on Linux).

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "epipe",
    name: "EPIPE",
    kind: TopicKind::Error,
    words: words!("epipe"),
    aliases: &["Broken pipe", "errno 32", "32: Broken pipe", "SIGPIPE", "断开的管道", "管道破裂"],
};
