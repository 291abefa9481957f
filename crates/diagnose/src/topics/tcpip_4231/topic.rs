//! Windows event 4231 of Tcpip: the dynamic port range is empty.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "tcpip-4231",
    name: "Tcpip 4231",
    kind: TopicKind::Windows,
    words: words!("tcpip-4231"),
    aliases: &[
        "tcpip-4231",
        "4231",
        "Event ID 4231",
        "事件 4231",
        "failed to allocate an ephemeral port number from the global TCP port space",
    ],
};
