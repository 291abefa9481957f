//! What each signature means: how bad, in which words, and what to do.

use lastack_model::{LogHit, Severity};

/// Words and advice of one signature; the ids are suffixes of messages of the rule, `what` is a whole id.
#[derive(Debug)]
pub(super) struct Meaning {
    signature: &'static str,
    pub(super) severity: Severity,
    pub(super) what: &'static str,
    pub(super) verdict: &'static str,
    pub(super) why: &'static str,
    pub(super) todo: &'static [&'static str],
    pub(super) dont: &'static [&'static str],
    pub(super) remedies: &'static [&'static str],
}

/// The meaning of a signature; `None` for one that has none here.
pub(super) fn of(signature: &str) -> Option<&'static Meaning> {
    MEANINGS.iter().find(|meaning| meaning.signature == signature)
}

/// Order among signatures that are as bad, 0 first: what keeps a whole host from new connections, what keeps one program
/// from them, what ends connections that are over.
pub(super) fn rank(signature: &str) -> u32 {
    match signature {
        "conntrack-full" | "enfile" | "tcp-memory" => 0,
        "bucket-overflow" | "orphans" => 2,
        _ => 1,
    }
}

/// The kernel drops SYNs where cookies are off, and says so at the end of the same line (`tcp_syn_flood_action`). A
/// line cut short tells it by the setting of the same input.
pub(super) fn refined(hit: &LogHit, cookies: Option<i64>) -> &'static str {
    let says = |words: &str| hit.sample.raw().contains(words);
    let dropped = says("Dropping") || cookies == Some(0) && !says("ending cookies");
    if hit.signature == "syn-flooding" && dropped { "syn-flooding-dropped" } else { hit.signature }
}

macro_rules! meaning {
    ($signature:literal, $severity:ident, [$($todo:literal)*], [$($dont:literal)*], [$($remedy:literal)*]) => {
        Meaning {
            signature: $signature,
            severity: Severity::$severity,
            what: concat!("log-signature-what-", $signature),
            verdict: concat!("verdict-", $signature),
            why: concat!("why-", $signature),
            todo: &[$($todo),*],
            dont: &[$($dont),*],
            remedies: &[$($remedy),*],
        }
    };
}

const MEANINGS: &[Meaning] = &[
    meaning!("active-checks-failed", Warning, ["todo-agent"], ["dont-restart"], []),
    meaning!("bind-eaddrinuse", Warning, ["todo-holder" "todo-reuseaddr"], ["dont-reuseport"], ["reserve-listening-ports" "exclude-listening-ports"]),
    meaning!("bind-eaddrnotavail", Warning, ["todo-address"], ["dont-nonlocal"], []),
    meaning!(
        "bucket-overflow",
        Warning,
        ["todo-buckets"],
        ["dont-lower-buckets"],
        ["raise-time-wait-buckets"]
    ),
    meaning!("connect-eaddrinuse", Warning, ["todo-rows" "todo-bind"], ["dont-settings"], ["widen-port-range"]),
    meaning!("connect-eaddrnotavail", Warning, ["todo-rows" "todo-pool"], ["dont-settings" "dont-ulimit"], ["reuse-connections" "reuse-time-wait" "widen-port-range"]),
    meaning!(
        "conntrack-full",
        Warning,
        ["todo-conntrack"],
        ["dont-conntrack-time-wait"],
        ["raise-conntrack"]
    ),
    meaning!("eaddrinuse", Warning, ["todo-holder" "todo-reuseaddr" "todo-rows"], ["dont-reuseport"], []),
    meaning!("eaddrnotavail", Warning, ["todo-rows" "todo-address"], ["dont-settings" "dont-ulimit"], []),
    meaning!("emfile", Warning, ["todo-descriptors" "todo-close-wait"], ["dont-time-wait"], ["raise-descriptor-limit"]),
    meaning!("enfile", Warning, ["todo-file-max"], ["dont-time-wait"], []),
    meaning!("orphans", Warning, ["todo-orphans"], ["dont-time-wait"], ["raise-orphans"]),
    meaning!("port-range-parity", Info, ["todo-parity"], [], ["widen-port-range"]),
    meaning!("syn-flooding", Info, ["todo-half-open"], ["dont-syn-backlog"], ["enable-syncookies" "raise-syn-queue"]),
    meaning!("syn-flooding-dropped", Warning, ["todo-syncookies" "todo-half-open"], [], ["enable-syncookies" "raise-syn-queue"]),
    meaning!("sysctl-invalid", Info, ["todo-sysctl"], ["dont-trust"], []),
    meaning!("sysctl-missing", Info, ["todo-sysctl"], ["dont-trust"], []),
    meaning!("tcp-memory", Warning, ["todo-tcp-memory" "todo-queues"], ["dont-tcp-memory"], []),
    meaning!("wsaeaddrinuse", Warning, ["todo-rows-windows" "todo-dynamic"], ["dont-restart" "dont-windows"], []),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use lastack_model::SIGNATURES;

    use super::*;

    #[test]
    fn every_signature_that_a_dialect_may_give_has_a_meaning() {
        let known = MEANINGS.iter().map(|meaning| meaning.signature).collect::<Vec<_>>();
        assert!(known.is_sorted(), "{known:?}");
        let elsewhere = ["tcpip-4227", "tcpip-4231", "wsaenobufs"];
        let missing = SIGNATURES.iter().filter(|(signature, _)| of(signature).is_none());
        let missing = missing.filter(|(signature, _)| !elsewhere.contains(signature)).collect::<Vec<_>>();
        assert!(missing.is_empty(), "{missing:?}");
        assert_eq!(known.iter().collect::<BTreeSet<_>>().len(), known.len());
    }
}
