//! tcp_fin_timeout: how long a closed socket waits in FIN_WAIT2.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcp-fin-timeout",
    name: "tcp_fin_timeout",
    kind: TopicKind::Sysctl,
    words: words!("tcp-fin-timeout"),
    aliases: &["fin_timeout"],
    source: "__tcp_close in net/ipv4/tcp.c; measured on 6.18: at 5 the row is gone after 5.1 s, TIME_WAIT still lasts 60 s",
};
