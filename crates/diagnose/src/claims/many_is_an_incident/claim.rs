//! The claim: 30,000 TIME_WAIT are an incident.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static CLAIM: Topic = Topic {
    id: "many-is-an-incident",
    name: "30,000 TIME_WAIT are an incident",
    kind: TopicKind::Claim,
    words: words!("many-is-an-incident"),
    aliases: &["30000 TIME_WAIT", "30k TIME_WAIT", "TIME_WAIT 三万"],
};
