//! MaxUserPort: highest automatic port, before Windows Vista.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "max-user-port",
    name: "MaxUserPort",
    kind: TopicKind::Windows,
    words: words!("max-user-port"),
    aliases: &["MaxUserPort registry", "最大用户端口"],
};
