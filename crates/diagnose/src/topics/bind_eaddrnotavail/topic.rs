//! EADDRNOTAVAIL of bind(): the address is not on this host, whatever TIME_WAIT does.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

/// Two pieces of the message itself, so that it weighs here as much as in the topic of connect(): then `bind` decides.
const PIECES: [&str; 2] = ["assign requested address", "99: Cannot assign requested"];

pub(crate) static TOPIC: Topic = Topic {
    id: "bind-eaddrnotavail",
    name: "EADDRNOTAVAIL from bind()",
    kind: TopicKind::Error,
    words: words!("bind-eaddrnotavail"),
    aliases: &[
        PIECES[0],
        PIECES[1],
        "bind() failed (99: Cannot assign requested address)",
        "bind: Cannot assign requested address",
        "bind: Can't assign requested address",
        "bind() to failed Cannot assign requested address",
        "listen: bind: cannot assign requested address",
        "could not bind address: Cannot assign requested address",
        "cannot bind socket (Cannot assign requested address)",
        "address not on this host",
        "地址不在本机",
    ],
};
