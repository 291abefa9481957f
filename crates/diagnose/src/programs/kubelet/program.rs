//! kubelet.

use crate::rule::words;
use crate::treatment::Program;

/// Keep-alive is off for probes (kubernetes pull request 15733), and since pull request 115143 their sockets have a linger of 1 s.
/// periodSeconds is 10 by default.
pub(crate) static PROGRAM: Program = Program {
    id: "kubelet",
    words: words!("reuse-connections-kubelet"),
    comms: &["kubelet"],
    connects: Some(("kubelet-probes", Some("readinessProbe:\n  periodSeconds: 30"))),
    serves: None,
};
