//! Programs in the kernel: they trace who closes TCP connections, and [`steer`] gives connections other source addresses. The
//! only crate that loads programs into it.
//!
//! A [`Tracer`] is a way of tracing. All of them tell the same values; one that cannot run says why.

#[cfg(target_os = "linux")]
mod load;
mod observe;
pub mod steer;
#[cfg(target_os = "linux")]
mod tracefs;
#[cfg(not(target_os = "linux"))]
#[path = "tracefs/other.rs"]
mod tracefs;

use std::time::Duration;

use lastack_model::{Close, CloserKey, Lost, RefusedConnect};

#[cfg(target_os = "linux")]
pub use load::{Meter, try_object};
pub use observe::{Bpf, RowGroup, Table, TableDepth, TableRows, TableSums, TableWalk, TableWish};
pub use tracefs::{Tracefs, is_leftover, remove_leftovers};

/// Ways of tracing, the best one first. All of them stand in the list on every system; one that cannot run says why.
pub fn tracers() -> Vec<&'static dyn Tracer> {
    vec![&Bpf, &Tracefs]
}

/// How much is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Sums by closer alone: the cheapest
    Sums,
    /// Every close by itself, which joins it with its TIME_WAIT row; sums of those that were lost as single ones
    Singles,
}

/// A way of tracing.
pub trait Tracer {
    /// Id, as the contract spells it: `bpf`, `tracefs`.
    fn id(&self) -> &'static str;

    /// Starts. Everything that was loaded or made goes when the trace is dropped, and when the process is killed.
    ///
    /// # Errors
    /// [`Refusal`]: what the system lacks. Nothing stays behind.
    fn start(&self, depth: Depth) -> Result<Box<dyn Trace>, Refusal>;
}

/// A trace that runs.
pub trait Trace {
    /// Hands over what has come, in the order of each CPU, and waits at most so long for the first. Returns after
    /// what has come was handed over.
    ///
    /// # Errors
    /// [`Refusal::System`] where the kernel takes the trace away.
    fn poll(&mut self, wait: Duration, seen: &mut dyn FnMut(Seen)) -> Result<(), Refusal>;

    /// The sums of what has come since they were asked for before, with [`Depth::Singles`] of the closes in
    /// [`Lost::singles`] alone; `None` of a tracer that keeps none and hands over every close at any depth. A trace
    /// without an end is asked every second or so: it remembers so many closers only as come in between.
    ///
    /// # Errors
    /// [`Refusal::System`] where the table of sums cannot be read.
    fn sums(&mut self) -> Result<Option<Vec<(CloserKey, u64)>>, Refusal>;

    /// Whether closes come with the cookies of their sockets, which their TIME_WAIT rows keep.
    fn has_cookies(&self) -> bool;

    /// What could not be kept since the start.
    fn lost(&self) -> Lost;

    /// How often its program ran since the start, and for how long; zero while no [`Meter`] is held, `None` of a tracer
    /// that loads none.
    fn runs(&self) -> Option<Runs> {
        None
    }
}

/// Runs of a program in the kernel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Runs {
    /// How often
    pub count: u64,
    /// By the kernel's clock, which costs some 30 ns a run itself
    pub time: Duration,
}

/// One thing that a trace saw. Refused connects come with every [`Depth`]; closes with [`Depth::Singles`], and with
/// [`Depth::Sums`] of a tracer that keeps no sums.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    /// A close
    Close(Close),
    /// A connect() without a port
    Refused(RefusedConnect),
}

/// Why a trace cannot run here. Each has its message and its cure in `collect`.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// No /sys/kernel/btf/vmlinux: CONFIG_DEBUG_INFO_BTF is off
    #[error("the kernel has no BTF")]
    NoBtf,
    /// CAP_BPF and CAP_PERFMON (or root) are needed; these are missing
    #[error("missing {0:?}")]
    Privilege(Vec<&'static str>),
    /// This process lives in a user namespace of its own: the kernel asks for the capabilities of the first one
    #[error("in a user namespace")]
    UserNamespace,
    /// The kernel is locked down to this level
    #[error("lockdown {0}")]
    Lockdown(String),
    /// The tracepoint sock:inet_sock_set_state is not there (before 4.16)
    #[error("no tracepoint")]
    NoTracepoint,
    /// tracefs is not mounted
    #[error("tracefs is not mounted")]
    NoTracefs,
    /// This system has no such thing
    #[error("not on this system")]
    NotHere,
    /// The kernel said no for another reason
    #[error("{step}: {source}")]
    System {
        /// What was tried
        step: &'static str,
        /// What it said
        source: std::io::Error,
    },
}

/// Whether a `uid_map` is that of the first user namespace, which maps every uid on itself (user_namespaces(7)).
pub fn is_first_user_namespace(uid_map: &str) -> bool {
    uid_map.split_whitespace().eq(["0", "0", "4294967295"])
}
