//! kubelet.

use crate::rule::words;
use crate::treatment::Program;

/// pkg/probe of Kubernetes: keep-alive is off for HTTP probes, and `ProbeDialer` asks for a linger of 1 s. periodSeconds is 10 by default.
pub(crate) static PROGRAM: Program = Program {
    id: "kubelet",
    words: words!("reuse-connections-kubelet"),
    comms: &["kubelet"],
    connects: Some(("kubelet-probes", Some("readinessProbe:\n  periodSeconds: 30"))),
    serves: None,
};
