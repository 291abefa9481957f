//! What stands beside the table: local ports, processes, log lines, settings files.

use lastack_model::{
    Census, ConfKind, ConfLine, CoverageState, LogHit, NamespaceView, Outage, ProcessView, Report, SourceKind,
};
use serde_json::{Value, json};

use super::hosts::{big, states};

/// Null where the input has no rows.
pub(super) fn local_ports(census: &Census) -> Option<Value> {
    let ports = census.local_ports.as_ref()?;
    let fixed: Vec<Value> = census
        .fixed_ports
        .iter()
        .map(|pair| {
            json!({
                "port": pair.port,
                "remote_address": pair.remote.address.to_string(),
                "remote_port": pair.remote.port,
                "states": states(&pair.states, census.listed),
            })
        })
        .collect();
    Some(json!({"outbound": ports.outbound.len(), "shared": ports.shared.len(), "fixed": fixed}))
}

/// Null where nobody looked: a paste, `--no-owners`, a command that needs none.
pub(super) fn processes(report: &Report, namespace: &NamespaceView) -> Option<Vec<Value>> {
    let looked = report
        .snapshot
        .coverage
        .iter()
        .any(|line| line.subject == "processes" && line.state != CoverageState::Unavailable);
    (looked || !namespace.processes.is_empty()).then(|| namespace.processes.iter().map(process).collect())
}

fn process(process: &ProcessView) -> Value {
    json!({
        "pid": process.pid,
        "started_at": big(process.started_at),
        "comm": process.comm.raw(),
        "container": process.container.as_ref().map(|container| container.raw()),
        "command": process.command.as_ref().map(|command| command.raw()),
        "descriptors": big(process.descriptors),
        "limit": big(process.limit),
        "tcp": big(process.tcp),
        "ghosts": big(process.ghosts),
    })
}

/// Null where no log was read: of a host only the kernel's is, and only where that is permitted.
pub(super) fn logs(report: &Report, namespace: &NamespaceView) -> Option<Vec<Value>> {
    let pasted = report.snapshot.kind == SourceKind::Paste;
    let kernel = report
        .snapshot
        .coverage
        .iter()
        .any(|line| line.subject == "kernel_log" && line.state == CoverageState::Ready)
        && namespace.facts.get("net.ipv4.tcp_max_orphans").is_some();
    (pasted || kernel || !namespace.logs.is_empty()).then(|| namespace.logs.iter().map(log).collect())
}

fn log(hit: &LogHit) -> Value {
    let outages: Vec<Value> = hit.outages.iter().map(outage).collect();
    json!({
        "signature": hit.signature,
        "form": hit.form,
        "target": hit.target.map(|to| json!({"address": to.address.to_string(), "port": to.port})),
        "port": hit.port,
        "count": hit.count,
        "first_line": hit.first_line,
        "last_line": hit.last_line,
        "outages": outages,
        "sample": hit.sample.raw(),
    })
}

/// The log's zone is not known, so the times carry none.
fn outage(outage: &Outage) -> Value {
    let time = |ms: i64| {
        format!("{}.{:03}", lastack_model::civil_time(ms, 0).replace(' ', "T"), ms.rem_euclid(1000))
    };
    json!({"from": time(outage.from_ms), "until": outage.until_ms.map(time)})
}

pub(super) fn files(report: &Report) -> Vec<Value> {
    let one = |file: &lastack_model::ConfFile| {
        let lines: Vec<Value> = file.lines.iter().map(line).collect();
        json!({"path": file.path.raw(), "at_boot": file.at_boot, "lines": lines})
    };
    report.snapshot.files.iter().map(one).collect()
}

fn line(line: &ConfLine) -> Value {
    let kind = match line.kind {
        ConfKind::Setting => "setting",
        ConfKind::Tolerant => "tolerant",
        ConfKind::Excluded => "excluded",
        ConfKind::Comment => "comment",
        ConfKind::Bad => "bad",
    };
    json!({"line": line.line, "kind": kind, "key": line.key, "value": line.value})
}
