//! redis-benchmark.

use crate::rule::words;
use crate::treatment::Program;

/// `redis-benchmark --help` of 7.0: `-k <boolean> 1=keep alive 0=reconnect (default 1)`.
pub(crate) static PROGRAM: Program = Program {
    id: "redis-benchmark",
    words: words!("reuse-connections-redis-benchmark"),
    comms: &["redis-benchmark"],
    connects: Some(("redis-benchmark-flags", Some("redis-benchmark -k 1"))),
    serves: None,
};
