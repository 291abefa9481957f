//! Which settings a masked report keeps: those that lastack itself reads. A paste may name anything.

use crate::facts::{SETTINGS, UDP_PORTS};

/// Groups and members of /proc/net/sockstat and sockstat6 (sockstat_seq_show, sockstat6_seq_show).
const SOCKSTAT_GROUPS: [&str; 11] =
    ["sockets", "TCP", "UDP", "UDPLITE", "RAW", "FRAG", "TCP6", "UDP6", "UDPLITE6", "RAW6", "FRAG6"];
const SOCKSTAT_MEMBERS: [&str; 7] = ["used", "inuse", "orphan", "tw", "alloc", "mem", "memory"];

/// Whether a masked report may show the setting.
pub fn is_kept(key: &str) -> bool {
    SETTINGS.contains(&key) || key == UDP_PORTS || key.strip_prefix("sockstat.").is_some_and(is_sockstat)
}

fn is_sockstat(member: &str) -> bool {
    member
        .split_once('.')
        .is_some_and(|(group, name)| SOCKSTAT_GROUPS.contains(&group) && SOCKSTAT_MEMBERS.contains(&name))
}

/// Words that settings of the kernel hold: congestion controls and queueing disciplines of mainline.
const WORDS: [&str; 16] = [
    "bbr",
    "bic",
    "cake",
    "cubic",
    "dctcp",
    "fq",
    "fq_codel",
    "fq_pie",
    "htcp",
    "hybla",
    "noqueue",
    "pfifo_fast",
    "reno",
    "sfq",
    "vegas",
    "westwood",
];

/// Whether a value is what such a setting can be: numbers, ranges and lists of them, or a word of the kernel's own.
pub fn is_plain(value: &str) -> bool {
    WORDS.contains(&value) || value.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '\t' | ',' | '-'))
}
