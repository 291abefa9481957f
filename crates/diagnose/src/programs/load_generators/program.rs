//! Load generators.

use crate::rule::words;
use crate::treatment::Program;

/// `ab -h` of 2.4. siege, doc/siegerc.in: `connection` is `close` by default, and it warns of keep-alive. hey.go: -disable-keepalive
/// is off by default. k6, lib/options.go: noConnectionReuse, noVUConnectionReuse. Vegeta's README:
/// -keepalive, true by default. JMeter: HTTPSampler.use_keepalive of a test plan; it runs as java. httperf makes one call on
/// each connection by default. wrk keeps connections by itself.
pub(crate) static PROGRAM: Program = Program {
    id: "load-generators",
    words: words!("reuse-connections-load-generators"),
    comms: &["ab", "wrk", "hey", "siege", "k6", "jmeter", "locust", "vegeta", "httperf"],
    connects: Some((
        "load-generators-flags",
        Some(
            "ab -k ...\nsiege: connection = keep-alive   # in siege.conf\nhey: leave out -disable-keepalive\nk6: noConnectionReuse: false, noVUConnectionReuse: false\nvegeta: leave out -keepalive=false\nhttperf --num-calls 100 ...\njmeter: HTTPSampler.use_keepalive=true",
        ),
    )),
    serves: None,
};
