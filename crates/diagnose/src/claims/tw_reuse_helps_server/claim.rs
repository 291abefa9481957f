//! The claim: tcp_tw_reuse=1 helps a server.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "tw-reuse-helps-server",
    name: "tcp_tw_reuse=1 helps a server",
    kind: TopicKind::Claim,
    words: words!("tw-reuse-helps-server"),
    aliases: &["tcp_tw_reuse=1 on the server", "tw_reuse for nginx", "服务端开 tcp_tw_reuse"],
};
