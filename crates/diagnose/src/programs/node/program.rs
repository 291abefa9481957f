//! Node.js.

use crate::rule::words;
use crate::treatment::Program;

/// Seen on 20.20: `server.keepAliveTimeout` 5000, `http.globalAgent.keepAlive` true, `new http.Agent().keepAlive` false. 65000 since 26
/// (nodejs/node pull request 62782).
pub(crate) static PROGRAM: Program = Program {
    id: "node",
    words: words!("reuse-connections-node"),
    comms: &["node", "nodejs"],
    connects: Some((
        "node-agent",
        Some(
            "const agent = new http.Agent({ keepAlive: true, maxSockets: 50 });\nhttp.get({ host, agent }, ...)",
        ),
    )),
    serves: Some(("node-server", Some("server.keepAliveTimeout = 65000;"))),
};
