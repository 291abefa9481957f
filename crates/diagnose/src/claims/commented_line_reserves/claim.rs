//! The claim: an ip_local_reserved_ports line that starts with #.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "commented-line-reserves",
    name: "an ip_local_reserved_ports line that starts with #",
    kind: TopicKind::Claim,
    words: words!("commented-line-reserves"),
    aliases: &[
        "# net.ipv4.ip_local_reserved_ports",
        "commented line in sysctl.conf",
        "commented out",
        "注释掉",
    ],
};
