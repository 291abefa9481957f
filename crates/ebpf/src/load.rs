//! Brings an object into the running kernel, or says what the system lacks. It goes with the process, unless it is pinned.

use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use aya::maps::MapError;
use aya::programs::{BtfTracePoint, Iter, Program, ProgramError};
use aya::sys::{Stats, enable_stats};
use aya::{Btf, BtfError, Ebpf, EbpfError, EbpfLoader};
use rustix::process::{Resource, Rlimit, setrlimit};

use crate::{Refusal, is_first_user_namespace};

const BTF: &str = "/sys/kernel/btf/vmlinux";

/// Numbers of linux/capability.h.
const CAP_SYS_ADMIN: u32 = 21;
type Capabilities = [(u32, &'static str); 2];
const TRACING: Capabilities = [(39, "CAP_BPF"), (38, "CAP_PERFMON")];
/// Of programs at the calls of sockets (traps A16)
pub(crate) const STEERING: Capabilities = [(39, "CAP_BPF"), (12, "CAP_NET_ADMIN")];

/// Makes the maps of an object that reads nothing of the kernel's own types; its programs are loaded one by one afterwards.
///
/// # Errors
/// `Privilege`, `Lockdown`, `System`.
pub(crate) fn load(object: &[u8], needed: Capabilities) -> Result<Ebpf, Refusal> {
    let missing = missing_capabilities(needed)?;
    if !missing.is_empty() {
        return Err(Refusal::Privilege(missing));
    }
    make(EbpfLoader::new().btf(None), object)
}

fn make(loader: &mut EbpfLoader<'_>, object: &[u8]) -> Result<Ebpf, Refusal> {
    // Kernels before 5.11 count maps against this limit; where it cannot be raised, making a map says so.
    let _ = setrlimit(Resource::Memlock, Rlimit { current: None, maximum: None });
    loader.load(object).map_err(|error| locked_down().unwrap_or_else(|| system("make BPF maps", error)))
}

/// The types of the running kernel, read once for all programs.
pub(crate) struct Kernel {
    btf: Btf,
}

impl Kernel {
    /// Looks whether programs can be loaded at all.
    ///
    /// # Errors
    /// `Privilege`, `NoBtf`, `System`.
    pub(crate) fn open() -> Result<Self, Refusal> {
        let missing = missing_capabilities(TRACING)?;
        if !missing.is_empty() {
            return Err(Refusal::Privilege(missing));
        }
        if !Path::new(BTF).exists() {
            return Err(Refusal::NoBtf);
        }
        let btf = Btf::from_sys_fs().map_err(|error| system("read the kernel's BTF", error))?;
        Ok(Kernel { btf })
    }

    /// Makes the object's maps, some with more entries than it says, and fits its programs to this kernel; they are
    /// loaded one by one afterwards.
    ///
    /// # Errors
    /// `Lockdown`, `System`.
    pub(crate) fn fit(
        &self,
        object: &[u8],
        constants: &[(&str, u64)],
        entries: &[(&str, u32)],
    ) -> Result<Ebpf, Refusal> {
        let mut loader = EbpfLoader::new();
        loader.btf(Some(&self.btf));
        for (name, value) in constants {
            loader.override_global(name, value, true);
        }
        for (map, count) in entries {
            loader.map_max_entries(map, *count);
        }
        make(&mut loader, object)
    }

    /// Loads the program of a typed tracepoint, which has its name.
    ///
    /// # Errors
    /// `NoTracepoint`, `Lockdown`, `System`.
    pub(crate) fn load_tracepoint(&self, ebpf: &mut Ebpf, tracepoint: &str) -> Result<(), Refusal> {
        typed(ebpf, tracepoint).and_then(|program| program.load(tracepoint, &self.btf)).map_err(refused)
    }

    /// Loads and attaches the program of a typed tracepoint; it is detached when `ebpf` goes.
    ///
    /// # Errors
    /// `NoTracepoint`, `Lockdown`, `System`.
    pub(crate) fn attach(&self, ebpf: &mut Ebpf, tracepoint: &str) -> Result<(), Refusal> {
        self.load_tracepoint(ebpf, tracepoint)?;
        typed(ebpf, tracepoint).and_then(BtfTracePoint::attach).map(drop).map_err(refused)
    }

    /// Loads the iterator over a table of the kernel, which has the program's name.
    ///
    /// # Errors
    /// `Lockdown`, `System`.
    pub(crate) fn load_iterator(&self, ebpf: &mut Ebpf, table: &str) -> Result<(), Refusal> {
        let found = ebpf.program_mut(table).ok_or(ProgramError::UnexpectedProgramType);
        let iterator = found.and_then(<&mut Iter>::try_from);
        let loaded = iterator.and_then(|program| program.load(table, &self.btf));
        loaded.map_err(|error| locked_down().unwrap_or_else(|| system("load a BPF iterator", error)))
    }
}

fn typed<'a>(ebpf: &'a mut Ebpf, tracepoint: &str) -> Result<&'a mut BtfTracePoint, ProgramError> {
    ebpf.program_mut(tracepoint).ok_or(ProgramError::UnexpectedProgramType)?.try_into()
}

fn refused(error: ProgramError) -> Refusal {
    match error {
        ProgramError::Btf(BtfError::UnknownBtfTypeName { .. }) => Refusal::NoTracepoint,
        error => locked_down().unwrap_or_else(|| system("load a BPF program", error)),
    }
}

/// While it lives, the kernel measures every program that it runs (BPF_ENABLE_STATS, Linux 5.8, CAP_SYS_ADMIN): a
/// descriptor, and no setting of the host.
#[derive(Debug)]
pub struct Meter(#[expect(dead_code, reason = "held, and closed at the end")] OwnedFd);

impl Meter {
    /// Begins to measure.
    ///
    /// # Errors
    /// [`Refusal::System`]
    pub fn start() -> Result<Self, Refusal> {
        enable_stats(Stats::RunTime)
            .map(Meter)
            .map_err(|error| Refusal::System { step: "measure BPF programs", source: error.io_error })
    }
}

/// Loads every program of an object and lets it go: whether this kernel takes what another compiler has built.
///
/// # Errors
/// Any [`Refusal`].
pub fn try_object(object: &[u8]) -> Result<(), Refusal> {
    let kernel = Kernel::open()?;
    let mut ebpf = kernel.fit(object, &[], &[])?;
    let names: Vec<String> = ebpf.programs().map(|(name, _)| name.to_owned()).collect();
    for name in names {
        let refused = |error| system("load a BPF program", error);
        match ebpf.program_mut(&name) {
            Some(Program::Iter(_)) => kernel.load_iterator(&mut ebpf, &name)?,
            Some(Program::CgroupSockAddr(program)) => program.load().map_err(refused)?,
            Some(Program::CgroupSock(program)) => program.load().map_err(refused)?,
            _ => kernel.load_tracepoint(&mut ebpf, &name)?,
        }
    }
    Ok(())
}

/// Names of the capabilities that the calling process has not, of the two that are needed.
fn missing_capabilities(needed: Capabilities) -> Result<Vec<&'static str>, Refusal> {
    let read = |path: &'static str| {
        fs::read_to_string(path)
            .map_err(|source| Refusal::System { step: "read the capabilities of this process", source })
    };
    if !is_first_user_namespace(&read("/proc/self/uid_map")?) {
        return Err(Refusal::UserNamespace);
    }
    Ok(missing_in(effective_capabilities(&read("/proc/thread-self/status")?), needed))
}

fn missing_in(effective: u64, needed: Capabilities) -> Vec<&'static str> {
    let has = |capability: u32| effective >> capability & 1 == 1;
    let missing = needed.iter().filter(|(capability, _)| !has(*capability) && !has(CAP_SYS_ADMIN));
    missing.map(|(_, name)| *name).collect()
}

fn effective_capabilities(status: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    line.and_then(|digits| u64::from_str_radix(digits.trim(), 16).ok()).unwrap_or(0)
}

/// The level of the kernel's lockdown, where it is in force: asked only after something was refused.
fn locked_down() -> Option<Refusal> {
    let text = fs::read_to_string("/sys/kernel/security/lockdown").ok()?;
    lockdown_level(&text).map(|level| Refusal::Lockdown(level.to_owned()))
}

/// `none [integrity] confidentiality`: integrity lets programs read, confidentiality does not (security/security.c).
fn lockdown_level(text: &str) -> Option<&str> {
    let level = text.split_whitespace().find_map(|word| word.strip_prefix('[')?.strip_suffix(']'))?;
    (level == "confidentiality").then_some(level)
}

/// A refusal with the errno of the call that failed, where one did, or with what the verifier did not like.
pub(crate) fn system(step: &'static str, error: impl Into<EbpfError>) -> Refusal {
    let error = error.into();
    let source = match (verdict(&error), errno(&error)) {
        (Some(verdict), Some(errno)) => io::Error::new(errno.kind(), format!("{verdict} ({errno})")),
        (None, Some(errno)) => errno,
        (_, None) => io::Error::other(error.to_string()),
    };
    Refusal::System { step, source }
}

/// The last words of the verifier: the ones before its statistics.
fn verdict(error: &EbpfError) -> Option<String> {
    let EbpfError::ProgramError(ProgramError::LoadError { verifier_log, .. }) = error else { return None };
    last_words(&verifier_log.to_string())
}

fn last_words(log: &str) -> Option<String> {
    const STATISTICS: [&str; 4] = ["processed ", "verification time ", "stack depth ", "mark_precise"];
    let says = |line: &&str| !line.is_empty() && !STATISTICS.iter().any(|start| line.starts_with(start));
    log.lines().map(str::trim).rfind(says).map(str::to_owned)
}

/// The errno below an error, if any.
fn errno(error: &EbpfError) -> Option<io::Error> {
    let mut below: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = below {
        if let Some(code) = error.downcast_ref::<io::Error>().and_then(io::Error::raw_os_error) {
            return Some(io::Error::from_raw_os_error(code));
        }
        below = error.source();
    }
    None
}

/// A table that the object must have.
pub(crate) fn map(ebpf: &mut Ebpf, name: &str) -> Result<aya::maps::Map, MapError> {
    ebpf.take_map(name).ok_or_else(|| MapError::InvalidName { name: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_capabilities_are_named_and_sys_admin_stands_for_both() {
        let status =
            |digits: &str| effective_capabilities(&format!("Name:\tx\nCapEff:\t{digits}\nCapBnd:\t0\n"));
        for (digits, expected) in [
            ("000001fffeffffff", vec![]),
            ("000000c000000000", vec![]),
            ("0000008000000000", vec!["CAP_PERFMON"]),
            ("0000004000000000", vec!["CAP_BPF"]),
            ("0000000000200000", vec![]),
            ("0000000000000000", vec!["CAP_BPF", "CAP_PERFMON"]),
        ] {
            assert_eq!(missing_in(status(digits), TRACING), expected, "{digits}");
        }
    }

    #[test]
    fn only_the_map_of_every_uid_is_the_first_user_namespace() {
        assert!(is_first_user_namespace("         0          0 4294967295\n"));
        assert!(!is_first_user_namespace("         0       1000          1\n"));
        assert!(!is_first_user_namespace("0 0 1000\n1000 1001 64536\n"));
        assert!(!is_first_user_namespace(""));
    }

    #[test]
    fn the_verifiers_last_words_stand_before_its_statistics() {
        let log = "0: R1=ctx() R10=fp0\n5: (85) call bpf_get_socket_cookie#46\nunknown func bpf_get_socket_cookie#46\n\
                   verification time 40 usec\nstack depth 96\nprocessed 6 insns (limit 1000000)\n\n";
        assert_eq!(last_words(log).as_deref(), Some("unknown func bpf_get_socket_cookie#46"));
        assert_eq!(last_words("processed 0 insns\n"), None);
        assert_eq!(last_words(""), None);
    }

    #[test]
    fn lockdown_refuses_at_confidentiality_alone() {
        assert_eq!(lockdown_level("none integrity [confidentiality]\n"), Some("confidentiality"));
        for other in ["[none] integrity confidentiality\n", "none [integrity] confidentiality\n", ""] {
            assert_eq!(lockdown_level(other), None, "{other}");
        }
    }
}
