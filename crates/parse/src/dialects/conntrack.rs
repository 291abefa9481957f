//! `conntrack -L` and `/proc/net/nf_conntrack`: what the firewall remembers. Known so that it can be told, and not read.

use lastack_model::{Os, StateSet};

use crate::dialect::{Begins, Dialect, Line, Reading, Seen};
use crate::trouble::Trouble;

pub(super) const DIALECT: Dialect =
    Dialect { id: "conntrack", os: Os::Linux, begins: Begins::with(b"tuidsg"), read, lists };

/// `tcp      6 117 TIME_WAIT src=10.0.0.5 dst=10.0.0.9 sport=40000 dport=3306 src=…`, with `ipv4     2` before it in
/// /proc. An entry outlives its socket by up to 120 s and may be of two other hosts, so none is a socket of this one.
fn read<'a>(line: &Line<'a>) -> Option<Reading<'a>> {
    if !(line.text.contains(" src=") && line.text.contains(" dst=")) {
        return None;
    }
    let mut words = line.trimmed.split_ascii_whitespace();
    let mut protocol = words.next()?;
    if matches!(protocol, "ipv4" | "ipv6") {
        words.next()?.parse::<u8>().ok()?;
        protocol = words.next()?;
    }
    let named = matches!(protocol, "tcp" | "udp" | "udplite" | "icmp" | "icmpv6" | "dccp" | "sctp" | "gre");
    let numbered = named && words.next()?.parse::<u8>().is_ok() && words.next()?.parse::<u32>().is_ok();
    // One word on a block of them is enough.
    numbered.then(|| if line.near { Some(Reading::Quiet) } else { line.bad(Trouble::Conntrack) }).flatten()
}

/// No state of a socket.
fn lists(_: &Seen) -> StateSet {
    StateSet::NONE
}
