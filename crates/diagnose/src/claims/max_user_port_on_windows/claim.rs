//! The claim: MaxUserPort=65534 gives Windows more ports.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "max-user-port-on-windows",
    name: "MaxUserPort=65534 gives Windows more ports",
    kind: TopicKind::Claim,
    words: words!("max-user-port-on-windows"),
    aliases: &["MaxUserPort 65534", "注册表 MaxUserPort"],
};
