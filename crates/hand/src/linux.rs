//! The system calls behind this crate.

mod alone;
mod pieces;

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::{AsFd as _, AsRawFd as _, OwnedFd};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use lastack_host::{Host, HostError, Live};
use lastack_model::{NetnsId, Treatable};
use rustix::fs::{FlockOperation, Mode, OFlags, RenameFlags, fallocate, flock};
use rustix::process::{Pid, getppid};

use crate::setting::below;
use crate::{Untrusting, Watch};

pub(crate) use alone::{check_alone, stand_alone};
use pieces::pieces;

/// A folder that is open.
pub(crate) type OpenFolder = OwnedFd;

/// The namespace of the calling thread; /proc/self would be the one of the first thread.
pub(crate) const OWN_NETNS: &str = "/proc/thread-self/ns/net";

/// Where the kernel shows which boot this is.
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

/// Room for the longest value below /proc/sys: 65,536 reserved ports are 382 KiB of text.
const SETTING_ROOM: usize = 512 * 1024;

/// A descriptor of a namespace.
#[derive(Debug)]
pub(crate) struct Held(File);

impl Held {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        // O_NONBLOCK: what was named may be a FIFO, and nobody is waited for.
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        Ok(Held(rustix::fs::open(path, flags, Mode::empty())?.into()))
    }

    /// For this process.
    pub(crate) fn path(&self) -> PathBuf {
        format!("/proc/self/fd/{}", self.0.as_raw_fd()).into()
    }

    /// For another one.
    pub(crate) fn path_for_others(&self) -> PathBuf {
        format!("/proc/{}/fd/{}", std::process::id(), self.0.as_raw_fd()).into()
    }

    /// The machine as it is seen from inside, and which namespace it is.
    pub(crate) fn look(&self) -> Result<(Box<dyn Host>, NetnsId), HostError> {
        let view = Live::new().enter(&self.path())?;
        let stat = view.netns()?;
        let id = NetnsId { cookie: stat.cookie, inode: stat.inode, boot_id: boot_id()? };
        Ok((view, id))
    }
}

pub(crate) fn boot_id() -> Result<String, HostError> {
    let bytes = Live::new().read(Path::new(BOOT_ID))?;
    Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
}

/// fs/proc/uptime.c counts by ktime_get_boottime_ts64.
pub(crate) fn since_boot_ms() -> io::Result<u64> {
    let bytes = Live::new().read(Path::new("/proc/uptime")).map_err(io::Error::other)?;
    let text = String::from_utf8_lossy(&bytes);
    let told = milliseconds(text.split_whitespace().next().unwrap_or_default());
    told.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, text.trim().to_owned()))
}

/// `350735.47`: hundredths are all that the kernel prints.
fn milliseconds(text: &str) -> Option<u64> {
    let (whole, hundredths) = text.split_once('.')?;
    let hundredths: u64 = hundredths.parse().ok().filter(|_| hundredths.len() == 2)?;
    whole.parse::<u64>().ok()?.checked_mul(1_000)?.checked_add(hundredths * 10)
}

/// What is no sysctl is a setting of another system.
pub(crate) fn writes(setting: &Treatable) -> bool {
    !setting.is_of_windows()
}

pub(crate) fn read(setting: &Treatable) -> io::Result<String> {
    read_setting(&below(Path::new("/proc/sys"), setting))
}

/// Opened for writing and nothing written: a read-only /proc/sys refuses that already.
pub(crate) fn check(setting: &Treatable) -> io::Result<()> {
    open_setting(&below(Path::new("/proc/sys"), setting)).map(drop)
}

pub(crate) fn write(setting: &Treatable, _: &str, value: &str, watch: &dyn Watch) -> io::Result<()> {
    let file = open_setting(&below(Path::new("/proc/sys"), setting))?;
    pieces(setting.key, value, watch, &mut |piece| io::Write::write(&mut &file, piece))
}

#[expect(clippy::unnecessary_wraps, reason = "not every system knows it")]
pub(crate) fn journal_folder() -> io::Result<PathBuf> {
    Ok("/var/lib/lastack".into())
}

/// A user has a number here.
pub(crate) fn account() -> Option<String> {
    None
}

pub(crate) fn this_program() -> PathBuf {
    "/proc/self/exe".into()
}

/// A guard sees the end of who started it.
pub(crate) const NOTICES_END: bool = true;

/// Whoever outlives his parent gets another one.
#[derive(Debug)]
pub(crate) struct Starter(Option<Pid>);

impl Starter {
    #[expect(clippy::unnecessary_wraps, reason = "not every system tells")]
    pub(crate) fn ours() -> io::Result<Self> {
        Ok(Starter(getppid()))
    }

    pub(crate) fn is_gone(&self) -> bool {
        self.0 != getppid()
    }
}

/// The child leaves our session by itself.
pub(crate) fn spawn_apart(command: &mut Command) -> io::Result<Child> {
    command.spawn()
}

/// The process of that pid is one that has the change in its command line.
pub(crate) fn guards(pid: u32, change: &str) -> bool {
    let bytes = Live::new().read(Path::new(&format!("/proc/{pid}/cmdline"))).unwrap_or_default();
    bytes.split(|byte| *byte == 0).any(|word| word == change.as_bytes())
}

pub(crate) fn sees_boot() -> bool {
    in_first_pids() && is_same(Path::new("/etc"), &Path::new("/proc/1/root").join("etc"))
}

pub(crate) fn read_setting(path: &Path) -> io::Result<String> {
    let mut file = File::from(rustix::fs::open(
        path,
        OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC,
        Mode::empty(),
    )?);
    let mut value = vec![0; SETTING_ROOM];
    let length = file.read(&mut value)?;
    value.truncate(length);
    String::from_utf8(value).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

pub(crate) fn open_setting(path: &Path) -> io::Result<File> {
    Ok(rustix::fs::open(path, OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())?.into())
}

/// Opens a folder. It must be ours alone where it is private; where it is not, at least nobody else may write it.
pub(crate) fn open_folder(path: &Path, private: bool) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let folder = rustix::fs::open(path, flags, Mode::empty()).map_err(|errno| match errno {
        rustix::io::Errno::LOOP => Untrusting::Linked.into(),
        // A link to a folder is told as no folder.
        rustix::io::Errno::NOTDIR if is_link(path) => Untrusting::Linked.into(),
        rustix::io::Errno::NOTDIR => Untrusting::Kind.into(),
        errno => io::Error::from(errno),
    })?;
    match trust(&folder, if private { 0o077 } else { 0o022 }) {
        Err(error) if !private && is_about_mode(&error) => Err(Untrusting::Open.into()),
        trusted => trusted.map(|_about| folder),
    }
}

/// Whether files could be made in a folder; root may where the mode says no, but not on a read-only file system.
pub(crate) fn check_writable(folder: &OwnedFd) -> io::Result<()> {
    let access = rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK;
    Ok(rustix::fs::accessat(folder, c".", access, rustix::fs::AtFlags::EACCESS)?)
}

/// Whether a folder could be made in this one, whosever it is.
pub(crate) fn check_makable(above: &Path) -> io::Result<()> {
    check_writable(&open_any_folder(above)?)
}

fn is_link(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|about| about.is_symlink())
}

/// Makes a folder that only its owner can enter; one that is there stays.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    match rustix::fs::mkdir(path, Mode::RWXU) {
        Err(rustix::io::Errno::EXIST) => Ok(()),
        made => Ok(made?),
    }
}

fn is_about_mode(error: &io::Error) -> bool {
    let why = error.get_ref().and_then(|inner| inner.downcast_ref());
    why == Some(&Untrusting::Mode)
}

fn trust(fd: &OwnedFd, forbidden: u32) -> io::Result<rustix::fs::Stat> {
    let about = rustix::fs::fstat(fd)?;
    if about.st_uid != rustix::process::geteuid().as_raw() {
        return Err(Untrusting::Owner.into());
    }
    if about.st_mode & forbidden != 0 {
        return Err(Untrusting::Mode.into());
    }
    Ok(about)
}

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// What is there, to read it
    Read,
    /// What is there, to add to it
    Append,
    /// A new one, to add to it: one of this name is an error
    New(u32),
}

/// Opens an ordinary file of ours with one name, which nobody else may write.
pub(crate) fn open_file(folder: &OwnedFd, name: &str, how: How) -> io::Result<File> {
    let always = OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let (flags, mode) = match how {
        How::Read => (OFlags::RDONLY, Mode::empty()),
        How::Append => (OFlags::RDWR | OFlags::APPEND, Mode::empty()),
        How::New(mode) => {
            (OFlags::RDWR | OFlags::APPEND | OFlags::CREATE | OFlags::EXCL, Mode::from_raw_mode(mode))
        }
    };
    let file = rustix::fs::openat(folder, name, flags | always, mode).map_err(|errno| match errno {
        rustix::io::Errno::LOOP => Untrusting::Linked.into(),
        errno => io::Error::from(errno),
    })?;
    let about = trust(&file, 0o022)?;
    if rustix::fs::FileType::from_raw_mode(about.st_mode) != rustix::fs::FileType::RegularFile {
        return Err(Untrusting::Kind.into());
    }
    if about.st_nlink != 1 {
        return Err(Untrusting::Linked.into());
    }
    if let How::New(mode) = how {
        // The caller's umask shall not decide who reads it.
        rustix::fs::fchmod(&file, Mode::from_raw_mode(mode))?;
    }
    Ok(file.into())
}

pub(crate) fn sync_folder(folder: &OwnedFd) -> io::Result<()> {
    Ok(rustix::fs::fsync(folder)?)
}

/// Takes the lock of a file that goes with its descriptor; false where somebody else has it.
pub(crate) fn try_lock(file: &File) -> io::Result<bool> {
    match flock(file.as_fd(), FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(false),
        Err(errno) => Err(errno.into()),
    }
}

pub(crate) fn unlock(file: &File) -> io::Result<()> {
    Ok(flock(file.as_fd(), FlockOperation::Unlock)?)
}

/// Takes room behind the end of a file without making it longer. File systems that cannot are left at that.
pub(crate) fn reserve(file: &File, bytes: u64) -> io::Result<()> {
    let end = file.metadata()?.len();
    match fallocate(file.as_fd(), rustix::fs::FallocateFlags::KEEP_SIZE, end, bytes) {
        Ok(()) | Err(rustix::io::Errno::OPNOTSUPP | rustix::io::Errno::NOSYS) => Ok(()),
        Err(errno) => Err(errno.into()),
    }
}

/// The kind of a file system (`f_type` of statfs(2)).
pub(crate) fn file_system(folder: &OwnedFd) -> io::Result<u64> {
    Ok(rustix::fs::fstatfs(folder)?.f_type as u64)
}

/// Opens a folder that is whosever it is.
pub(crate) fn open_any_folder(path: &Path) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    Ok(rustix::fs::open(path, flags, Mode::empty())?)
}

/// What the folder is: its inode.
pub(crate) fn inode(folder: &OwnedFd) -> io::Result<u64> {
    Ok(rustix::fs::fstat(folder)?.st_ino)
}

/// Makes a folder in a folder that only its owner can enter; one that is there stays.
pub(crate) fn make_folder_in(folder: &OwnedFd, name: &str) -> io::Result<()> {
    match rustix::fs::mkdirat(folder, name, Mode::RWXU) {
        Err(rustix::io::Errno::EXIST) => Ok(()),
        made => Ok(made?),
    }
}

/// Opens a folder in a folder, which must be ours alone.
pub(crate) fn open_folder_in(folder: &OwnedFd, name: &str) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let opened = rustix::fs::openat(folder, name, flags, Mode::empty()).map_err(|errno| match errno {
        rustix::io::Errno::LOOP | rustix::io::Errno::NOTDIR => Untrusting::Kind.into(),
        errno => io::Error::from(errno),
    })?;
    trust(&opened, 0o077)?;
    Ok(opened)
}

/// Removes an empty folder in a folder.
pub(crate) fn remove_folder_in(folder: &OwnedFd, name: &str) -> io::Result<()> {
    Ok(rustix::fs::unlinkat(folder, name, rustix::fs::AtFlags::REMOVEDIR)?)
}

/// Names in a folder, in no order.
pub(crate) fn names(folder: &OwnedFd) -> io::Result<Vec<String>> {
    let entries = rustix::fs::Dir::read_from(folder)?;
    let name = |entry: rustix::io::Result<rustix::fs::DirEntry>| {
        Ok(entry?.file_name().to_string_lossy().into_owned())
    };
    let mut names = entries.map(name).collect::<io::Result<Vec<_>>>()?;
    names.retain(|name| name != "." && name != "..");
    Ok(names)
}

/// The way by which this process alone reaches what lies in a folder that it holds.
pub(crate) fn path_in(folder: &OwnedFd) -> PathBuf {
    format!("/proc/self/fd/{}", folder.as_raw_fd()).into()
}

/// Gives a file the name of another one, which goes.
pub(crate) fn rename_over(folder: &OwnedFd, from: &str, to: &str) -> io::Result<()> {
    Ok(rustix::fs::renameat(folder, from, folder, to)?)
}

/// Gives a file another name that nobody has.
pub(crate) fn rename_new(folder: &OwnedFd, from: &str, to: &str) -> io::Result<()> {
    Ok(rustix::fs::renameat_with(folder, from, folder, to, RenameFlags::NOREPLACE)?)
}

pub(crate) fn remove_file(folder: &OwnedFd, name: &str) -> io::Result<()> {
    Ok(rustix::fs::unlinkat(folder, name, rustix::fs::AtFlags::empty())?)
}

pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The pid namespace that the machine boots in: its inode is the same on every machine (PROC_PID_INIT_INO,
/// include/linux/proc_ns.h).
const FIRST_PIDS: &str = "pid:[4026531836]";

/// Whether we are in the pid namespace that the machine boots in; unknown counts as no.
fn in_first_pids() -> bool {
    rustix::fs::readlink("/proc/self/ns/pid", Vec::new())
        .is_ok_and(|link| link.to_bytes() == FIRST_PIDS.as_bytes())
}

/// Whether two paths lead to one and the same folder or file.
fn is_same(one: &Path, other: &Path) -> bool {
    match (rustix::fs::stat(one), rustix::fs::stat(other)) {
        (Ok(one), Ok(other)) => (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino),
        _ => false,
    }
}

/// A session of our own: no terminal, and no signal of one.
fn new_session() -> io::Result<()> {
    rustix::process::setsid()?;
    rustix::process::chdir(OsStr::new("/"))?;
    Ok(())
}

/// Waits until there is something to read, at most so long.
pub(crate) fn wait_readable(file: impl std::os::fd::AsFd, timeout_ms: u32) -> io::Result<bool> {
    wait_for(&file, rustix::event::PollFlags::IN, timeout_ms)
}

/// Waits until something can be written or has failed, at most so long.
pub(crate) fn wait_writable(file: impl std::os::fd::AsFd, timeout_ms: u32) -> io::Result<bool> {
    wait_for(&file, rustix::event::PollFlags::OUT, timeout_ms)
}

fn wait_for(
    file: &impl std::os::fd::AsFd,
    what: rustix::event::PollFlags,
    timeout_ms: u32,
) -> io::Result<bool> {
    let mut fds = [rustix::event::PollFd::from_borrowed_fd(file.as_fd(), what)];
    let time = rustix::event::Timespec {
        tv_sec: i64::from(timeout_ms / 1_000),
        tv_nsec: i64::from(timeout_ms % 1_000) * 1_000_000,
    };
    Ok(rustix::event::poll(&mut fds, Some(&time))? > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_since_boot_is_read_or_is_none() {
        for (text, expected) in [
            ("350735.47", Some(350_735_470)),
            ("0.03", Some(30)),
            ("12", None),
            ("1.5", None),
            ("x.00", None),
        ] {
            assert_eq!(milliseconds(text), expected, "{text}");
        }
    }
}
