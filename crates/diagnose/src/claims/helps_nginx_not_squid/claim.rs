//! The claim: these sysctls help nginx and Apache but not Squid.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "helps-nginx-not-squid",
    name: "these sysctls help nginx and Apache but not Squid",
    kind: TopicKind::Claim,
    words: words!("helps-nginx-not-squid"),
    aliases: &["squid", "apache", "对 Squid 效果不大"],
};
