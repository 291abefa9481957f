//! redis-benchmark.

use crate::rule::words;
use crate::treatment::Program;

pub(crate) static PROGRAM: Program = Program {
    id: "redis-benchmark",
    words: words!("reuse-connections-redis-benchmark"),
    comms: &["redis-benchmark"],
    connects: Some((
        "redis-benchmark-flags",
        Some("redis-benchmark -k 1    # 1 keeps connections, 0 reconnects for each request"),
    )),
    serves: None,
};
