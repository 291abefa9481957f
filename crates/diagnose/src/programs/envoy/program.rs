//! Envoy.

use crate::rule::words;
use crate::treatment::Program;

/// API v3, config.core.v3.HttpProtocolOptions: idle_timeout is 1 hour where it is not given, and max_requests_per_connection is not limited.
pub(crate) static PROGRAM: Program = Program {
    id: "envoy",
    words: words!("reuse-connections-envoy"),
    comms: &["envoy"],
    connects: Some((
        "envoy-cluster",
        Some(
            "typed_extension_protocol_options:\n  envoy.extensions.upstreams.http.v3.HttpProtocolOptions:\n    \"@type\": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions\n    common_http_protocol_options:\n      idle_timeout: 3600s\n    explicit_http_config:\n      http_protocol_options: {}",
        ),
    )),
    serves: None,
};
