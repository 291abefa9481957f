//! The claim: an active agent closes first.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "active-agent-closes-first",
    name: "an active agent closes first",
    kind: TopicKind::Claim,
    words: words!("active-agent-closes-first"),
    aliases: &["active mode agent closes first", "zabbix active agent", "zabbix", "主动模式"],
};
