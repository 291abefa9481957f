//! HAProxy.

use crate::rule::words;
use crate::treatment::Program;

pub(crate) static PROGRAM: Program = Program {
    id: "haproxy",
    words: words!("reuse-connections-haproxy"),
    comms: &["haproxy"],
    connects: Some(("haproxy-servers", Some("http-reuse safe\npool-max-conn 100"))),
    serves: Some(("haproxy-clients", Some("timeout http-keep-alive 60s"))),
};
