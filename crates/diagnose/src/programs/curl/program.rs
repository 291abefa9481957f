//! curl.

use crate::rule::words;
use crate::treatment::Program;

/// libcurl "keeps all connections alive when done with one transfer" (CURLOPT_FORBID_REUSE(3)), for as long as the program runs.
pub(crate) static PROGRAM: Program = Program {
    id: "curl",
    words: words!("reuse-connections-curl"),
    comms: &["curl", "wget"],
    connects: Some(("curl-calls", Some("curl http://10.0.0.9/a http://10.0.0.9/b"))),
    serves: None,
};
