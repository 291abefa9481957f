//! tcp_fin_timeout: how long a closed socket waits in FIN_WAIT2.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-fin-timeout",
    name: "tcp_fin_timeout",
    kind: TopicKind::Sysctl,
    words: words!("tcp-fin-timeout"),
    aliases: &["fin_timeout"],
};
