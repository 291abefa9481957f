//! TcpTimedWaitDelay: length of TIME_WAIT on Windows.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-timed-wait-delay",
    name: "TcpTimedWaitDelay",
    kind: TopicKind::Windows,
    words: words!("tcp-timed-wait-delay"),
    aliases: &["TimedWaitDelay", "TcpTimedWaitDelay registry", "StrictTimeWaitSeqCheck"],
};
