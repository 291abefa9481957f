//! nginx.

use crate::rule::words;
use crate::treatment::Program;

/// Measured on 1.22 before an upstream that keeps connections: one for each request without these lines, as many as there are requests at
/// one time with them (`root_proxy`). 75 s and 1000 are the defaults since 1.19.10; since 1.29.7 keepalive and HTTP/1.1 towards
/// upstreams are too (nginx's announcement of that version: "keep-alive to upstreams is now default").
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
