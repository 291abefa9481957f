//! Apache httpd.

use crate::rule::words;
use crate::treatment::Program;

/// httpd 2.4 manual: mod_proxy (enablereuse), mod_proxy_fcgi (off by default there), core (KeepAliveTimeout 5, MaxKeepAliveRequests 100 by
/// default).
pub(crate) static PROGRAM: Program = Program {
    id: "apache",
    words: words!("reuse-connections-apache"),
    comms: &["apache2", "httpd"],
    connects: Some((
        "apache-backends",
        Some(
            "ProxyPass \"/app\" \"http://10.0.0.9:8080/app\" enablereuse=on\n# not: SetEnv proxy-nokeepalive 1",
        ),
    )),
    serves: Some(("apache-clients", Some("KeepAlive On\nKeepAliveTimeout 5\nMaxKeepAliveRequests 1000"))),
};
