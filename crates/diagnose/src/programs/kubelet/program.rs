//! kubelet.

use crate::rule::words;
use crate::treatment::Program;

pub(crate) static PROGRAM: Program = Program {
    id: "kubelet",
    words: words!("reuse-connections-kubelet"),
    comms: &["kubelet"],
    connects: Some(("kubelet-probes", Some("readinessProbe:\n  periodSeconds: 30"))),
    serves: None,
};
