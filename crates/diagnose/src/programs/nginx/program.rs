//! nginx.

use crate::rule::words;
use crate::treatment::Program;

pub(crate) static PROGRAM: Program = Program {
    id: "nginx",
    words: words!("reuse-connections-nginx"),
    comms: &["nginx"],
    connects: Some((
        "nginx-upstream",
        Some(
            "upstream backend {\n    server 10.0.0.9:8080;\n    keepalive 32;\n}\nproxy_http_version 1.1;\nproxy_set_header Connection \"\";",
        ),
    )),
    serves: Some(("nginx-clients", Some("keepalive_timeout 75s;\nkeepalive_requests 1000;"))),
};
