//! Java.

use crate::rule::words;
use crate::treatment::Program;

/// The JDK's page on networking properties (net-properties): http.maxConnections is 5. okhttp3/ConnectionPool.kt: "up to 5 idle
/// connections which will be evicted after 5 minutes".
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
