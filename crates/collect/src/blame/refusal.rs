//! Why a way of tracing does not run here, and what would make it run.

use std::path::Path;

use lastack_ebpf::{Refusal, is_first_user_namespace};
use lastack_host::{Host, reason};
use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};

/// What can be seen beforehand: so that nothing is tried that the system is known to lack, and a recorded host tells too.
pub(super) fn foreseen(host: &dyn Host, tracer: &str) -> Option<Refusal> {
    if is_older_than(host, TRACEPOINT) {
        return Some(Refusal::NoTracepoint);
    }
    match tracer {
        "bpf" => no_btf(host)
            .or_else(|| in_user_namespace(host))
            .or_else(|| missing(host))
            .or_else(|| lockdown(host)),
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

/// Capabilities of another user namespace than the first are worth nothing to bpf(2). Where its map was not read nothing is known.
fn in_user_namespace(host: &dyn Host) -> Option<Refusal> {
    let map = text(host, "/proc/self/uid_map")?;
    (!is_first_user_namespace(&map)).then_some(Refusal::UserNamespace)
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
        Refusal::UserNamespace => Message::new("collect-trace-user-namespace"),
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

#[cfg(test)]
mod tests {
    use lastack_ebpf::Tracer;
    use lastack_host::{Answer, Call};
    use lastack_model::words::{Catalog, Lang};
    use lastack_model::{BlameBy, BlameMethod, CoverageState};

    use super::super::tests::{Refused, Script, look, replay, traced};
    use super::*;

    /// Each way of being refused, a word of its reason in English and Chinese, and the words that its cure is told by.
    /// An arm more here is asked for by [`every_refusal`].
    fn refusals() -> [(Refusal, [&'static str; 2], [&'static str; 2]); 8] {
        let system = std::io::Error::from_raw_os_error(1);
        [
            (
                Refusal::NoBtf,
                ["no BTF", "没有 BTF"],
                ["A kernel built with CONFIG_DEBUG_INFO_BTF", "需要打开了 CONFIG_DEBUG_INFO_BTF 的内核"],
            ),
            (
                Refusal::Privilege(vec!["CAP_BPF", "CAP_PERFMON"]),
                ["needs CAP_BPF, CAP_PERFMON", "缺少 CAP_BPF、CAP_PERFMON"],
                ["setcap cap_bpf,cap_perfmon+ep on a copy", "执行 setcap cap_bpf,cap_perfmon+ep"],
            ),
            (
                Refusal::Lockdown("confidentiality".to_owned()),
                ["locked down (confidentiality)", "lockdown（confidentiality）"],
                [
                    "Booting without lockdown=confidentiality, or integrity",
                    "启动参数去掉 lockdown=confidentiality，或改成 integrity",
                ],
            ),
            (
                Refusal::NoTracepoint,
                ["no tracepoint sock:inet_sock_set_state", "没有 sock:inet_sock_set_state"],
                ["A newer kernel has it", "需要换新内核"],
            ),
            (
                Refusal::NoTracefs,
                ["tracefs is not mounted", "没有挂载 tracefs"],
                [
                    "mount -t tracefs tracefs /sys/kernel/tracing",
                    "mount -t tracefs tracefs /sys/kernel/tracing",
                ],
            ),
            (Refusal::NotHere, ["has no such thing", "当前系统没有"], ["Linux has", "Linux 才有"]),
            (
                Refusal::System { step: "attach", source: system },
                ["attach: operation not permitted", "attach：不允许这样操作"],
                [
                    "sudo lastack blame may be let; in a container the host",
                    "可以试试 sudo lastack blame；在容器里",
                ],
            ),
            (
                Refusal::UserNamespace,
                ["in a user namespace of its own", "自己的用户命名空间"],
                ["outside of it, as root", "到它外面用 root 运行"],
            ),
        ]
    }

    /// Fails to compile where a way of being refused is new.
    fn every_refusal(refusal: &Refusal) -> usize {
        match refusal {
            Refusal::NoBtf => 0,
            Refusal::Privilege(_) => 1,
            Refusal::Lockdown(_) => 2,
            Refusal::NoTracepoint => 3,
            Refusal::NoTracefs => 4,
            Refusal::NotHere => 5,
            Refusal::System { .. } => 6,
            Refusal::UserNamespace => 7,
        }
    }

    #[test]
    fn every_reason_and_its_cure_are_said_in_both_languages() {
        let catalog = Catalog::new(crate::WORDS.iter().chain([&lastack_host::WORDS]));
        for (index, (refusal, reason, cure)) in refusals().into_iter().enumerate() {
            assert_eq!(every_refusal(&refusal), index);
            for (lang, (reason, cure)) in Lang::ALL.into_iter().zip(reason.into_iter().zip(cure)) {
                let phrase = catalog.phrase(lang, &message("tracefs", &refusal));
                let said = phrase.render(|foreign| foreign.raw().to_owned());
                let (at, then) = (said.find(reason), said.find(cure));
                assert!(said.starts_with("tracefs"), "{said}");
                assert!(at.is_some() && then.is_some(), "{reason} ... {cure}: {said}");
            }
        }
    }

    /// Why each tracer did not run, and what was found instead.
    fn refused(
        more: &[(&str, &str)],
        folders: &[(&str, &[&str])],
        tracers: &[&dyn Tracer],
    ) -> (BlameMethod, Vec<String>) {
        let folders = folders.iter().map(|(path, names)| {
            let names = names.iter().map(|name| (*name).into()).collect();
            (0, Call::List((*path).into()), Answer::Names(names))
        });
        let blame = traced(&replay(more, folders.collect()), tracers, &look(BlameBy::Command), 1);
        let unavailable = blame.coverage.iter().filter(|line| line.state == CoverageState::Unavailable);
        (
            blame.method,
            unavailable.filter_map(|line| line.why.as_ref().map(|why| why.id.to_string())).collect(),
        )
    }

    #[test]
    fn each_thing_that_is_lacking_has_its_reason() {
        let bpf = Script::default();
        let never = Refused(|| Refusal::NotHere, "tracefs");
        let check = |more: &[(&str, &str)], folders: &[(&str, &[&str])], expected: &[&str]| {
            let (method, reasons) = refused(more, folders, &[&bpf, &never]);
            assert_eq!(reasons, expected, "{more:?}");
            let ran = if expected.is_empty() { BlameMethod::Bpf } else { BlameMethod::Owners };
            assert_eq!(method, ran, "{more:?}");
        };
        let btf: &[(&str, &[&str])] =
            &[("/sys/kernel", &["btf", "security"]), ("/sys/kernel/btf", &["vmlinux"])];
        let mounted = ("/proc/thread-self/mounts", "tracefs /sys/kernel/tracing tracefs rw 0 0\n");
        check(&[], btf, &[]);
        check(
            &[mounted],
            &[("/sys/kernel", &["security"])],
            &["collect-trace-no-btf", "collect-trace-not-here"],
        );
        check(
            &[("/proc/self/status", "CapEff:\t0000004000000000\n")],
            btf,
            &["collect-trace-privilege", "collect-trace-not-here"],
        );
        check(&[("/proc/self/status", "CapEff:\t000000c000000000\n")], btf, &[]);
        // All capabilities, and only of a user namespace that somebody made.
        let (all, map) = (("/proc/self/status", "CapEff:\t000001ffffffffff\n"), "/proc/self/uid_map");
        check(
            &[all, (map, "         0       1000          1\n")],
            btf,
            &["collect-trace-user-namespace", "collect-trace-not-here"],
        );
        check(&[all, (map, "         0          0 4294967295\n")], btf, &[]);
        check(&[("/proc/self/status", "CapEff:\t0000000000200000\n")], btf, &[]);
        let lockdown = |text| ("/sys/kernel/security/lockdown", text);
        check(
            &[
                lockdown("none integrity [confidentiality]\n"),
                ("/proc/thread-self/mounts", "proc /proc proc rw 0 0\n"),
            ],
            btf,
            &["collect-trace-lockdown", "collect-trace-lockdown"],
        );
        check(
            &[
                ("/proc/self/status", "CapEff:\t0\n"),
                ("/proc/thread-self/mounts", "proc /proc proc rw 0 0\n"),
            ],
            btf,
            &["collect-trace-privilege", "collect-trace-no-tracefs"],
        );
        check(&[lockdown("none [integrity] confidentiality\n")], btf, &[]);
        check(
            &[("/proc/sys/kernel/osrelease", "4.14.9\n")],
            btf,
            &["collect-trace-no-tracepoint", "collect-trace-no-tracepoint"],
        );
    }
}
