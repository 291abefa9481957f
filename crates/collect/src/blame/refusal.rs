//! Why a way of tracing does not run here, and what would make it run.

use std::path::Path;

use lastack_ebpf::Refusal;
use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};

use crate::reason::reason;

/// What can be seen beforehand: so that nothing is tried that the system is known to lack, and a recorded host tells too.
pub(super) fn foreseen(host: &dyn Host, tracer: &str) -> Option<Refusal> {
    if is_older_than(host, TRACEPOINT) {
        return Some(Refusal::NoTracepoint);
    }
    match tracer {
        "bpf" => no_btf(host).or_else(|| missing(host)).or_else(|| lockdown(host)),
        "tracefs" => lockdown(host).or_else(|| no_tracefs(host)),
        _ => None,
    }
}

/// sock:inet_sock_set_state came with Linux 4.16 (563e0bb0dc74, in 5.10 for certain: facts 18).
const TRACEPOINT: (u32, u32) = (4, 16);

fn is_older_than(host: &dyn Host, version: (u32, u32)) -> bool {
    let release = text(host, "/proc/sys/kernel/osrelease").unwrap_or_default();
    let mut parts = release.split(['.', '-']).map(str::parse::<u32>);
    matches!((parts.next(), parts.next()), (Some(Ok(major)), Some(Ok(minor))) if (major, minor) < version)
}

/// /sys/kernel/btf/vmlinux is there where CONFIG_DEBUG_INFO_BTF is on. Without /sys nothing is known.
fn no_btf(host: &dyn Host) -> Option<Refusal> {
    let names = |path: &str| host.list(Path::new(path)).ok();
    let kernel = names("/sys/kernel")?;
    let has = kernel.iter().any(|name| name == "btf")
        && names("/sys/kernel/btf").is_none_or(|names| names.iter().any(|name| name == "vmlinux"));
    (!has).then_some(Refusal::NoBtf)
}

/// Numbers of include/uapi/linux/capability.h.
const CAP_SYS_ADMIN: u32 = 21;
const CAP_PERFMON: u32 = 38;
const CAP_BPF: u32 = 39;

/// CAP_BPF and CAP_PERFMON, or CAP_SYS_ADMIN, which was all of them before Linux 5.8 (traps A17).
fn missing(host: &dyn Host) -> Option<Refusal> {
    let status = text(host, "/proc/self/status")?;
    let set = status.lines().find_map(|line| line.strip_prefix("CapEff:"))?;
    let set = u64::from_str_radix(set.trim(), 16).ok()?;
    let has = |capability: u32| set & 1 << capability != 0;
    if has(CAP_SYS_ADMIN) {
        return None;
    }
    let needed = [(CAP_BPF, "CAP_BPF"), (CAP_PERFMON, "CAP_PERFMON")];
    let missing: Vec<&'static str> =
        needed.into_iter().filter(|(number, _)| !has(*number)).map(|(_, name)| name).collect();
    (!missing.is_empty()).then_some(Refusal::Privilege(missing))
}

/// `[none] integrity confidentiality`: only the last one keeps programs from reading the kernel (kernel_lockdown(7)).
fn lockdown(host: &dyn Host) -> Option<Refusal> {
    let levels = text(host, "/sys/kernel/security/lockdown")?;
    let level = levels.split_once('[')?.1.split_once(']')?.0;
    (level == "confidentiality").then(|| Refusal::Lockdown(level.to_owned()))
}

/// tracefs stands among the mounts; debugfs brings its own along below `tracing`.
fn no_tracefs(host: &dyn Host) -> Option<Refusal> {
    // /proc/mounts is a link to those of the first thread.
    let mounts = text(host, "/proc/thread-self/mounts")?;
    let mounted = mounts.lines().any(|line| matches!(line.split(' ').nth(2), Some("tracefs" | "debugfs")));
    (!mounted).then_some(Refusal::NoTracefs)
}

fn text(host: &dyn Host, path: &str) -> Option<String> {
    let bytes = host.read(Path::new(path)).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A reason with its cure.
pub(super) fn message(tracer: &'static str, refusal: &Refusal) -> Message {
    let message = match refusal {
        Refusal::NoBtf => Message::new("collect-trace-no-btf"),
        Refusal::Privilege(missing) => {
            Message::new("collect-trace-privilege").with("missing", Arg::text(missing.join(", ")))
        }
        Refusal::Lockdown(level) => {
            Message::new("collect-trace-lockdown").with("level", Arg::foreign(Untrusted::new(level.as_str())))
        }
        Refusal::NoTracepoint => Message::new("collect-trace-no-tracepoint"),
        Refusal::NoTracefs => Message::new("collect-trace-no-tracefs"),
        Refusal::NotHere => Message::new("collect-trace-not-here"),
        Refusal::System { step, source } => {
            Message::new("collect-trace-system").with("step", Arg::text(*step)).with("reason", reason(source))
        }
    };
    message.with("tracer", Arg::text(tracer))
}
