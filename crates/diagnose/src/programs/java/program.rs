//! Java.

use crate::rule::words;
use crate::treatment::Program;

/// JDK networking properties: http.maxConnections is 5 by default; OkHttp keeps 5 idle connections for 5 minutes (its ConnectionPool).
pub(crate) static PROGRAM: Program = Program {
    id: "java",
    words: words!("reuse-connections-java"),
    comms: &["java"],
    connects: Some((
        "java-clients",
        Some(
            "static final HttpClient client = HttpClient.newHttpClient();  // one, shared\nstatic final OkHttpClient ok = new OkHttpClient.Builder()\n    .connectionPool(new ConnectionPool(50, 5, TimeUnit.MINUTES)).build();\n-Dhttp.maxConnections=50   # HttpURLConnection, default 5",
        ),
    )),
    serves: None,
};
