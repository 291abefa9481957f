//! Reading the machine. This crate never writes: no setting, no file, no socket of anybody else. The one thing that it
//! makes is a file of our own, [`NewFile`].
//!
//! [`Live`] is this machine, [`Recording`] notes every answer of another host with its clock, [`Replay`]
//! gives the same answers again on any system.

mod capture;
mod error;
mod interrupt;
mod journal;
mod live;
mod new_file;
mod reason;
mod recording;
mod replay;
mod stdin;
pub mod windows;

use std::ffi::OsString;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lastack_model::words::Words;

pub use capture::{About, Capture, CaptureError, CaptureWriter, Event, Tally, recognise};
pub use error::{HostError, Unfit};
pub use interrupt::Interrupt;
pub use journal::{End, Journal};
pub use live::Live;
pub use new_file::NewFile;
pub use reason::reason;
pub use recording::{Answer, Call, Failure, Record, Recording};
pub use replay::Replay;
pub use stdin::{console_is_own, piped_bytes};

/// The words of this crate, in both languages.
pub static WORDS: Words =
    Words { prefix: "host", en: include_str!("../words/en.ftl"), zh: include_str!("../words/zh-CN.ftl") };

/// A moment: the wall clock for people, the monotonic one for differences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Moment {
    /// Milliseconds since 1970-01-01 UTC
    pub wall_ms: i64,
    /// Since an arbitrary start; never goes back
    pub monotonic: Duration,
}

/// What identifies a network namespace on this kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NetnsStat {
    /// SO_NETNS_COOKIE; `None` before Linux 5.14
    pub cookie: Option<u64>,
    /// Inode of the nsfs file; reused at once, so a label only (traps A5)
    pub inode: u64,
}

/// The kernel's log: its path as a call in a recording.
pub const KERNEL_LOG: &str = "/dev/kmsg";

/// A machine that can be read. All paths are as on a Linux host; `/proc/net` means the namespace of this host view.
pub trait Host {
    /// The whole file. Files below /proc/sys are read with one read() at offset 0 into 512 KiB, because the
    /// kernel answers a long bitmap only there (traps A3). Nothing but an ordinary file of 16 MiB at most is read
    /// elsewhere, and nobody is waited for.
    ///
    /// # Errors
    /// [`HostError::Read`] where it cannot be opened or read, or is [`Unfit`].
    fn read(&self, path: &Path) -> Result<Vec<u8>, HostError>;

    /// The file in pieces, for what may be large. `-` is standard input.
    ///
    /// # Errors
    /// [`HostError::Read`]; what came before stays handed over.
    fn stream(&self, path: &Path, piece: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> Result<(), HostError>;

    /// The kernel's log as far as it is still held, oldest first, each record as the kernel writes it:
    /// `6,1234,5678901,-;text`. Only records that are wanted are handed over, and only these stand in a recording.
    /// Reading takes none away from anybody and never waits for the next one.
    ///
    /// # Errors
    /// [`HostError::Read`] where there is none or it may not be read (CAP_SYSLOG where kernel.dmesg_restrict is 1).
    fn kernel_log(
        &self,
        wanted: &dyn Fn(&[u8]) -> bool,
        record: &mut dyn FnMut(&[u8]),
    ) -> Result<(), HostError>;

    /// Names in a folder, in no order.
    ///
    /// # Errors
    /// [`HostError::List`] where it cannot be opened.
    fn list(&self, path: &Path) -> Result<Vec<OsString>, HostError>;

    /// Folders in a folder with their inodes, in no order: of a tree of cgroup v2 the inode is the group's id. Only the
    /// running machine has them: they are in no recording.
    ///
    /// # Errors
    /// [`HostError::List`] where it cannot be opened, or this is no running machine.
    fn folders(&self, path: &Path) -> Result<Vec<(OsString, u64)>, HostError> {
        let source = std::io::ErrorKind::Unsupported.into();
        Err(HostError::List { path: path.to_owned(), source })
    }

    /// Where a symbolic link points.
    ///
    /// # Errors
    /// [`HostError::Link`] where it is none or may not be read.
    fn link(&self, path: &Path) -> Result<PathBuf, HostError>;

    /// An extended attribute of what a path leads to. `system.sockprotoname` of /proc/PID/fd/N is the protocol of a
    /// socket, `TCP` or `TCPv6`, as the kernel names it: asking needs no more than reading the link does.
    ///
    /// # Errors
    /// [`HostError::Attribute`] where it has none or may not be asked.
    fn attribute(&self, path: &Path, name: &str) -> Result<Vec<u8>, HostError>;

    /// The clocks.
    fn now(&self) -> Moment;

    /// Lets time pass.
    fn wait(&self, time: Duration);

    /// Identity of the network namespace of this view.
    ///
    /// # Errors
    /// [`HostError::Netns`] where the system has none or does not say.
    fn netns(&self) -> Result<NetnsStat, HostError>;

    /// The same machine seen from another network namespace: an nsfs path such as /proc/PID/ns/net. The namespace
    /// is held open as long as the view lives.
    ///
    /// # Errors
    /// [`HostError::Netns`] without the privilege (CAP_SYS_ADMIN) or where the path is none.
    fn enter(&self, path: &Path) -> Result<Box<dyn Host>, HostError>;

    /// Runs a job on a thread that is in the network namespace of this view, for what the kernel ties to the thread that
    /// asks. Only the running machine has threads: what such a job learns is in no recording.
    ///
    /// # Errors
    /// [`HostError::Netns`] where this is no running machine, or the namespace cannot be entered.
    fn run_inside(&self, _job: &mut (dyn FnMut() + Send)) -> Result<(), HostError> {
        Err(HostError::Netns { path: PathBuf::new(), source: std::io::ErrorKind::Unsupported.into() })
    }

    /// One NETLINK_SOCK_DIAG request, header included, and its replies, datagram by datagram, until the
    /// callback breaks.
    ///
    /// # Errors
    /// [`HostError::SockDiag`] where the socket or the request is refused.
    fn sock_diag(
        &self,
        request: &[u8],
        reply: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<(), HostError>;
}
