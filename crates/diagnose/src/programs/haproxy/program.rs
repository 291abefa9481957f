//! HAProxy.

use crate::rule::words;
use crate::treatment::Program;

/// Measured on 2.6: 500 client connections of one request each made 500 server connections with `safe` (the default since 2.0) and
/// with `aggressive`, 5 with `always`; on kept client connections 500 requests made 4, and 500 with `option http-server-close` or
/// `option httpclose`. Names and defaults: configuration.txt of 2.6, http-reuse and timeout http-keep-alive; `haproxy -c` takes them.
pub(crate) static PROGRAM: Program = Program {
    id: "haproxy",
    words: words!("reuse-connections-haproxy"),
    comms: &["haproxy"],
    connects: Some(("haproxy-servers", Some("http-reuse always"))),
    serves: Some(("haproxy-clients", Some("timeout http-keep-alive 60s"))),
};
