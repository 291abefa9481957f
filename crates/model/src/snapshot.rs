//! One look at a host or a paste: everything that the rules may know.

use std::collections::BTreeMap;

use crate::{
    Census, ConfFile, Counter, Coverage, Facts, LogHit, NetnsId, NetnsName, NetnsTrace, PortSet, ProcessView,
    Untrusted, Warnings,
};

/// Operating system that the rows come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Os {
    /// Linux
    #[default]
    Linux,
    /// Windows
    Windows,
    /// macOS or a BSD
    Bsd,
    /// The input does not tell
    Unknown,
}

impl Os {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Os::Linux => "linux",
            Os::Windows => "windows",
            Os::Bsd => "bsd",
            Os::Unknown => "unknown",
        }
    }
}

/// Whether the snapshot is of the machine that lastack runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SourceKind {
    /// This machine, now
    #[default]
    Live,
    /// Text from somewhere else
    Paste,
    /// A recorded look at some machine, then
    Capture,
}

impl SourceKind {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            SourceKind::Live => "live",
            SourceKind::Paste => "paste",
            SourceKind::Capture => "capture",
        }
    }
}

/// The host.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HostFacts {
    /// Operating system
    pub os: Os,
    /// Kernel release, as uname prints it
    pub kernel: Option<Untrusted>,
    /// Host name
    pub hostname: Option<Untrusted>,
    /// Boot id; `None` in pastes
    pub boot_id: Option<String>,
    /// Seconds since boot
    pub uptime_s: Option<u64>,
}

/// A limit and how much of it is used.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// `time_wait_buckets`, `orphans`, `descriptors`, `conntrack`
    pub name: &'static str,
    /// In use now; `None` where it is not known
    pub used: Option<u64>,
    /// The limit; `None` where it is not known
    pub limit: Option<u64>,
    /// How many more are in use every second, between two readings; `None` where there was one
    pub per_s: Option<f64>,
}

/// One network namespace, or one paste.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NamespaceView {
    /// Identity; `None` for a paste
    pub id: Option<NetnsId>,
    /// What people call it
    pub name: NetnsName,
    /// The folded table
    pub census: Census,
    /// Settings, per namespace where the kernel has them per namespace
    pub facts: Facts,
    /// Counters by `TcpExt.ListenDrops`, `Tcp.OutRsts`, `conntrack.insert_failed`; absent = unknown
    pub counters: BTreeMap<String, Counter>,
    /// Limits
    pub limits: Vec<Limit>,
    /// Processes short of descriptors or with ghosts, worst first; empty when not looked for
    pub processes: Vec<ProcessView>,
    /// What a trace told; `None` where none was asked for, or none runs
    pub trace: Option<NetnsTrace>,
    /// Log lines whose meaning is known, in the order of their first line
    pub logs: Vec<LogHit>,
}

impl NamespaceView {
    /// Ports of ip_local_port_range that connect() is given for no destination because somebody bound them, and all of
    /// the range that are not reserved; `None` where the range or what holds its ports is not known.
    pub fn held_ports(&self) -> Option<(u32, u32)> {
        let free = self.census.usable_ports.as_ref()?.len();
        let (low, high) = self.facts.port_range("net.ipv4.ip_local_port_range")?;
        let mut all = PortSet::from_range(low, high);
        if let Some(reserved) = self.facts.get("net.ipv4.ip_local_reserved_ports") {
            all.subtract(&PortSet::from_list(&reserved.value));
        }
        Some((all.len().saturating_sub(free), all.len()))
    }
}

/// One look.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Milliseconds since 1970-01-01 UTC
    pub taken_at_ms: i64,
    /// Live, pasted or captured
    pub kind: SourceKind,
    /// Addresses and names are drawn: they stand for others that are not known here
    pub masked: bool,
    /// Seconds between the two readings of the counters; `None` with one reading
    pub window_s: Option<f64>,
    /// The host
    pub host: HostFacts,
    /// Namespaces; the first is the one that lastack runs in, or the first paste
    pub namespaces: Vec<NamespaceView>,
    /// Settings files in the order in which boot reads them, the last one wins; pasted ones in the order given
    pub files: Vec<ConfFile>,
    /// What was read, and how well
    pub coverage: Vec<Coverage>,
    /// What could not be read
    pub warnings: Warnings,
}

/// What rules see: the snapshot now and earlier ones, oldest first. Earlier ones may be empty.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Now
    pub now: &'a Snapshot,
    /// Earlier, oldest first
    pub earlier: &'a [Snapshot],
}

impl Snapshot {
    /// What a change of a namespace knows it by; `None` where nobody can write to it from here.
    pub fn netns_id(&self, view: &NamespaceView) -> Option<NetnsId> {
        // Windows tells none: what is written there is the host's.
        let whole = || match (self.kind, self.host.os) {
            (SourceKind::Live, Os::Windows) => self.host.boot_id.clone().map(NetnsId::of_windows),
            _ => None,
        };
        view.id.clone().or_else(whole)
    }
}
