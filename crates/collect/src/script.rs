//! What pasted text says of its host besides its tables: when it was made, which host it is, and for how long that runs.

use lastack_model::words::Message;
use lastack_model::{Arg, Coverage, CoverageState, Facts, NamespaceView, Os, Snapshot, Untrusted};
use lastack_parse::moment;

/// Seconds since 1970-01-01 UTC, as the script prints them.
const SCRIPT_S: &str = "lastack.script_s";

/// Seconds since the start of the host, as the script prints them.
const UPTIME_S: &str = "lastack.uptime_s";

/// When Windows was started, and what its clock said beside that, each as it was printed.
const BOOT: &str = "windows.boot";

/// See [`BOOT`].
const NOW: &str = "windows.now";

/// Takes the time, the host and its age of a snapshot of pastes from the first of them that tells.
pub(crate) fn sign(snapshot: &mut Snapshot) {
    let fact = |key: &str| snapshot.namespaces.iter().find_map(|view| text(&view.facts, key));
    let name = |key: &str| fact(key).map(Untrusted::new);
    let hostname = name("lastack.host").or_else(|| name("kernel.hostname"));
    let kernel = match snapshot.host.os {
        Os::Windows => name("windows.version"),
        _ => name("kernel.osrelease"),
    };
    let seconds = fact(SCRIPT_S).and_then(|text| text.parse::<i64>().ok()).filter(|seconds| *seconds > 0);
    // The clock of WMI tells its zone.
    let seconds = seconds.or_else(|| moment::utc_s(fact(NOW)?));
    let uptime_s = snapshot.namespaces.iter().find_map(uptime_s);
    if let (None, Some(boot), Os::Windows) = (uptime_s, fact(BOOT), snapshot.host.os) {
        let why = match fact(NOW) {
            None => Message::new("collect-paste-boot-alone"),
            Some(now) => {
                Message::new("collect-paste-boot-doubt").with("now", Arg::foreign(Untrusted::new(now)))
            }
        };
        let why = why.with("boot", Arg::foreign(Untrusted::new(boot)));
        let state = CoverageState::Degraded;
        snapshot.coverage.push(Coverage { source: "paste", subject: "uptime", state, why: Some(why) });
    }
    let host = &mut snapshot.host;
    host.hostname = host.hostname.take().or(hostname);
    host.kernel = host.kernel.take().or(kernel);
    host.uptime_s = host.uptime_s.take().or(uptime_s);
    if let Some(ms) = seconds.and_then(|seconds| seconds.checked_mul(1_000)) {
        snapshot.taken_at_ms = ms;
    }
}

/// Seconds since the start. Both moments of one clock: those of two inputs may be of two hosts.
fn uptime_s(view: &NamespaceView) -> Option<u64> {
    let told = text(&view.facts, UPTIME_S).and_then(|text| text.parse().ok());
    told.or_else(|| moment::between(text(&view.facts, BOOT)?, text(&view.facts, NOW)?))
}

fn text<'a>(facts: &'a Facts, key: &str) -> Option<&'a str> {
    facts.get(key).map(|fact| fact.value.as_str())
}
