//! curl.

use crate::rule::words;
use crate::treatment::Program;

/// curl(1): "curl attempts to reuse connections" within one call.
pub(crate) static PROGRAM: Program = Program {
    id: "curl",
    words: words!("reuse-connections-curl"),
    comms: &["curl", "wget"],
    connects: Some(("curl-calls", Some("curl http://10.0.0.9/a http://10.0.0.9/b"))),
    serves: None,
};
