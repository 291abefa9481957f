//! How a target is checked.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use lastack_model::Family;

use crate::{STRATEGIES, Strategy, Trust};

/// How targets are checked; many share one.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// What is done
    pub strategy: &'static Strategy,
    /// Within so long a check is answered, or the target is down; also how long a held connection may be silent
    pub timeout: Duration,
    /// Between two checks of a target
    pub interval: Duration,
    /// Between two fresh connects beside a held connection
    pub fresh: Duration,
    /// Take this family where a name has both
    pub family: Option<Family>,
    /// Connect from this address; `None` leaves it to the kernel
    pub source: Option<IpAddr>,
    /// What `http` asks
    pub http: Http,
    /// Labels of a list of Prometheus', for the metrics of the run
    pub labels: Vec<(String, String)>,
    /// TLS around it
    pub tls: Tls,
}

/// TLS, and what is expected of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tls {
    /// Whether it is spoken
    pub on: bool,
    /// Whether the certificate has to be trusted, valid now and for the name; its facts are told anyway
    pub verify: bool,
    /// The name that is asked for and that the certificate has to be for; `None` for the host's own
    pub server_name: Option<Arc<str>>,
    /// Who vouches for certificates
    pub trust: Trust,
}

impl Default for Tls {
    fn default() -> Self {
        Tls { on: false, verify: true, server_name: None, trust: Trust::System }
    }
}

/// What `http` asks, and what is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Http {
    /// Path with its query
    pub path: String,
    /// The host that is asked for; `None` for the target's own
    pub host: Option<Arc<str>>,
    /// GET or HEAD, unless another was asked for
    pub method: String,
    /// Statuses that are fine; empty for 200 to 399: a redirection is an answer, and is not followed
    pub expect: Vec<u16>,
}

impl Default for Http {
    fn default() -> Self {
        let (path, method) = ("/".to_owned(), "GET".to_owned());
        Http { path, host: None, method, expect: Vec::new() }
    }
}

/// Five seconds: two SYNs that are lost are sent again after one and three (RFC 6298, section 2).
const TIMEOUT: Duration = Duration::from_secs(5);

/// How long a new connection is given to prove that a held one did not end for nothing: its SYN is sent again after a second
/// (TCP_TIMEOUT_INIT), which tells whether it left this host, and the kernel's timers are up to a tenth late.
pub(crate) const PROOF: Duration = Duration::from_millis(1_250);

/// Shortest silence that the kernel can find: it asks after a second at the earliest. Whoever wants to know sooner holds nothing.
pub(crate) const SHORTEST_SILENCE: Duration = Duration::from_secs(1);

/// Of a timeout, how long a held connection may be silent; the rest is for the proof by a new connection. `None` where it is
/// too short for both: then silence alone decides.
pub(crate) fn silence(timeout: Duration) -> Option<Duration> {
    timeout.checked_sub(PROOF).filter(|silence| *silence >= SHORTEST_SILENCE)
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            strategy: crate::strategy("auto").unwrap_or(STRATEGIES[0]),
            timeout: TIMEOUT,
            interval: Duration::from_secs(30),
            fresh: Duration::from_secs(300),
            family: None,
            source: None,
            http: Http::default(),
            labels: Vec::new(),
            tls: Tls::default(),
        }
    }
}

/// Where the prober connects from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SourcePorts {
    /// From ports that the kernel chooses
    #[default]
    Kernel,
    /// From ports of this range alone
    Range {
        /// Lowest
        low: u16,
        /// Highest
        high: u16,
    },
}
