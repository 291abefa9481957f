//! The host, its namespaces, and how well they were read.

use lastack_model::words::Catalog;
use lastack_model::{
    Coverage, CoverageState, FactSource, HostFacts, NamespaceView, NetnsId, NetnsName, Report, StateCounts,
    StateSet, TcpState, Waiting, Warnings,
};
use serde_json::{Map, Value, json};

use super::{both, gathered};
use crate::look;

/// RFC 3339 in UTC, to the millisecond.
pub(crate) fn instant(ms: i64) -> String {
    format!("{}.{:03}Z", lastack_model::civil_time(ms, 0).replace(' ', "T"), ms.rem_euclid(1000))
}

pub(crate) fn host(host: &HostFacts) -> Value {
    json!({
        "os": host.os.name(),
        "kernel": host.kernel.as_ref().map(|kernel| kernel.raw()),
        "hostname": host.hostname.as_ref().map(|name| name.raw()),
        "boot_id": host.boot_id,
        "uptime_s": host.uptime_s,
    })
}

pub(crate) fn coverage(lines: &[Coverage], catalog: &Catalog) -> Vec<Value> {
    let one = |line: &Coverage| {
        json!({
            "source": line.source,
            "subject": line.subject,
            "state": match line.state {
                CoverageState::Ready => "ready",
                CoverageState::Degraded => "degraded",
                CoverageState::Unavailable => "unavailable",
            },
            "why": line.why.as_ref().map(|why| both(catalog, why)),
        })
    };
    lines.iter().map(one).collect()
}

pub(crate) fn warnings(warnings: &Warnings, catalog: &Catalog) -> Value {
    let first: Vec<Value> = warnings
        .first
        .iter()
        .map(|warning| {
            json!({
                "input": warning.input.raw(),
                "line": (warning.line > 0).then_some(warning.line),
                "why": both(catalog, &warning.why),
            })
        })
        .collect();
    json!({"first": first, "count": warnings.count})
}

pub(crate) fn namespaces(report: &Report) -> Vec<Value> {
    report.snapshot.namespaces.iter().map(|view| namespace(report, view)).collect()
}

fn namespace(report: &Report, namespace: &NamespaceView) -> Value {
    let limits: Vec<Value> = namespace
        .limits
        .iter()
        .map(|limit| {
            json!({
                "name": limit.name,
                "used": big(limit.used),
                "limit": big(limit.limit),
                "per_s": limit.per_s,
            })
        })
        .collect();
    let counters: Map<String, Value> = namespace
        .counters
        .iter()
        .map(|(name, counter)| {
            (name.clone(), json!({"value": big(Some(counter.value)), "per_s": counter.per_s}))
        })
        .collect();
    let facts: Map<String, Value> = namespace
        .facts
        .iter()
        .map(|(key, fact)| {
            (key.to_owned(), json!({"value": fact.value, "source": fact_source(&fact.source)}))
        })
        .collect();
    json!({
        "id": namespace.id.as_ref().map(id),
        "name": name(&namespace.name),
        "states": states(&namespace.census.states, namespace.census.listed),
        "limits": limits,
        "counters": counters,
        "facts": facts,
        "local_ports": gathered::local_ports(&namespace.census),
        "processes": gathered::processes(report, namespace),
        "logs": gathered::logs(report, namespace),
    })
}

/// What a namespace is known by.
pub(crate) fn id(id: &NetnsId) -> Value {
    json!({"cookie": big(id.cookie), "inode": big(Some(id.inode)), "boot_id": id.boot_id})
}

/// A change of this machine that waits to be confirmed.
pub(super) fn waiting(report: &Report, waiting: &Waiting) -> Value {
    json!({
        "id": waiting.id,
        "reverts_in_s": waiting.reverts_in_s,
        "netns": look::waits_in(report, waiting),
        "namespaces": waiting.namespaces.iter().map(|(_, name)| name.raw()).collect::<Vec<_>>(),
    })
}

/// A u64 as a string: json numbers are read as doubles, which lose them past 2^53 (RFC 8259, section 6).
pub(super) fn big(number: Option<u64>) -> Option<String> {
    number.map(|number| number.to_string())
}

pub(crate) fn name(name: &NetnsName) -> Value {
    let (kind, text, pid, container) = match name {
        NetnsName::Own => ("own", None, None, None),
        NetnsName::Named(name) => ("named", Some(name), None, None),
        NetnsName::Process { pid, comm, container } => ("process", Some(comm), Some(pid), container.as_ref()),
        NetnsName::Paste(input) => ("paste", Some(input), None, None),
    };
    json!({
        "kind": kind,
        "text": text.map(|text| text.raw()),
        "pid": pid,
        "container": container.map(|container| container.raw()),
    })
}

fn fact_source(source: &FactSource) -> String {
    match source {
        FactSource::Live(path) => path.clone(),
        FactSource::Paste(input) => format!("paste {}", input.raw()),
        FactSource::Assumed => "assumed".to_owned(),
    }
}

/// All states by name; null where the source cannot list one.
pub(crate) fn states(counts: &StateCounts, listed: StateSet) -> Value {
    let mut map = Map::new();
    for state in TcpState::ALL {
        map.insert(state.name().to_owned(), json!(look::known(counts, state, listed)));
        if state == TcpState::FinWait2 {
            map.insert("FIN_WAIT2_MINI".to_owned(), json!(look::known_mini(counts, listed)));
        }
    }
    Value::Object(map)
}
