//! Windows event 4227 of Tcpip: a tuple was used again too soon.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcpip-4227",
    name: "Tcpip 4227",
    kind: TopicKind::Windows,
    words: words!("tcpip-4227"),
    aliases: &[
        "tcpip-4227",
        "4227",
        "Event ID 4227",
        "事件 4227",
        "the selected local endpoint was recently used to connect to the same remote endpoint",
    ],
};
