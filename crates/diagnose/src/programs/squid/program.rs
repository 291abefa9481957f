//! Squid.

use crate::rule::words;
use crate::treatment::Program;

/// squid.conf.documented of 5.7: all four lines are its defaults.
pub(crate) static PROGRAM: Program = Program {
    id: "squid",
    words: words!("reuse-connections-squid"),
    comms: &["squid"],
    connects: Some((
        "squid-servers",
        Some("server_persistent_connections on\nserver_idle_pconn_timeout 1 minute"),
    )),
    serves: Some((
        "squid-clients",
        Some("client_persistent_connections on\nclient_idle_pconn_timeout 2 minutes"),
    )),
};
