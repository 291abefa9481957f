//! What the output of `capture --script` says besides its tables: when it was made, and of which host.

use lastack_model::{Snapshot, Untrusted};

/// Seconds since 1970-01-01 UTC, as the script prints them.
const SCRIPT_S: &str = "lastack.script_s";

/// Takes the time and the host of a snapshot of pastes from the first of them that tells.
pub(crate) fn sign(snapshot: &mut Snapshot) {
    let fact = |key: &str| snapshot.namespaces.iter().find_map(|view| view.facts.get(key));
    let name = |key: &str| fact(key).map(|fact| Untrusted::new(fact.value.as_str()));
    let hostname = name("lastack.host").or_else(|| name("kernel.hostname"));
    let kernel = name("kernel.osrelease");
    let seconds = fact(SCRIPT_S).and_then(|fact| fact.value.parse::<i64>().ok());
    let host = &mut snapshot.host;
    host.hostname = host.hostname.take().or(hostname);
    host.kernel = host.kernel.take().or(kernel);
    if let Some(ms) = seconds.filter(|seconds| *seconds > 0).and_then(|seconds| seconds.checked_mul(1_000)) {
        snapshot.taken_at_ms = ms;
    }
}
