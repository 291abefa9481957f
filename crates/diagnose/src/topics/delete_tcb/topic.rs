//! DELETE_TCB: Windows is removing the connection.

use crate::explain::{Topic, TopicKind};
use crate::rule::words;

pub(crate) static TOPIC: Topic = Topic {
    id: "delete-tcb",
    name: "DELETE_TCB",
    kind: TopicKind::State,
    words: words!("delete-tcb"),
    aliases: &["DELETETCB", "delete tcb"],
};
