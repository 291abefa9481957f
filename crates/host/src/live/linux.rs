//! Linux: namespaces and sock_diag sockets.

use std::borrow::Cow;
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io;
use std::ops::ControlFlow;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::fs::{DirEntryExt, MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketType, netlink, sockopt};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use crate::NetnsStat;

/// The namespace of the calling thread; `/proc/self` would be the one of the first thread.
pub(super) const OWN_NETNS: &str = "/proc/thread-self/ns/net";

/// inet_diag fills at most 32 KiB a datagram (traps B4).
const DATAGRAM: usize = 32 * 1024;

/// A dump that gives nothing for so long has been lost.
const PATIENCE: Duration = Duration::from_secs(10);

/// `SO_NETNS_COOKIE` of include/uapi/asm-generic/socket.h, Linux 5.14.
const SO_NETNS_COOKIE: libc::c_int = 71;

/// A network namespace, held open.
#[derive(Debug)]
pub(super) struct Netns(OwnedFd);

impl Netns {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        // What was named need not be a namespace: setns() refuses a FIFO, but opening one would wait for a writer.
        let netns = Netns(open_unblocked(path)?.into());
        // Entering once tells about missing privilege now and not in the middle of a dump.
        netns.run(|| Ok(()))?;
        Ok(netns)
    }

    /// Runs on a thread of its own that has entered the namespace, so that no other thread is ever moved.
    pub(super) fn run<T: Send>(&self, job: impl FnOnce() -> io::Result<T> + Send) -> io::Result<T> {
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().spawn_scoped(scope, || {
                move_into_link_name_space(self.0.as_fd(), Some(LinkNameSpaceType::Network))?;
                job()
            })?;
            thread.join().unwrap_or_else(|_| Err(io::Error::other("the thread in the namespace ended early")))
        })
    }
}

/// What Windows tells below its root is not here; every other name is one of a disk.
pub(super) fn answer(path: &Path) -> Option<io::Result<Vec<u8>>> {
    is_absent(path).then(|| Err(io::ErrorKind::Unsupported.into()))
}

/// Names that no disk is asked for.
pub(super) fn is_absent(path: &Path) -> bool {
    path.starts_with(crate::windows::ROOT)
}

/// Opens without waiting for anybody: O_NONBLOCK means nothing to a file, and makes a FIFO open at once.
pub(super) fn open_unblocked(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(path)
}

/// Folders in a folder, with the inodes that the folder itself tells: none of them is opened.
pub(super) fn folders(path: &Path) -> io::Result<Vec<(OsString, u64)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            found.push((entry.file_name(), entry.ino()));
        }
    }
    Ok(found)
}

/// `/proc/net` is a link to `self/net`, which is the first thread's; ours may be in another namespace.
pub(super) fn localise(path: &Path) -> Cow<'_, Path> {
    match path.strip_prefix("/proc/net") {
        Ok(rest) => Path::new("/proc/thread-self/net").join(rest).into(),
        Err(_) => path.into(),
    }
}

/// Files whose content is that of the reader's namespace.
pub(super) fn depends_on_netns(path: &Path) -> bool {
    path.starts_with("/proc/sys/net") || path.starts_with("/proc/thread-self/net")
}

/// Long enough for every name that the kernel gives a protocol (`struct proto`, 32 bytes).
const ATTRIBUTE: usize = 256;

pub(super) fn attribute(path: &Path, name: &str) -> io::Result<Vec<u8>> {
    let mut value = [0_u8; ATTRIBUTE];
    let length = rustix::fs::getxattr(path, name, &mut value[..])?;
    Ok(value[..length].to_vec())
}

pub(super) fn stat_netns(netns: Option<&Netns>) -> io::Result<NetnsStat> {
    let inode = match netns {
        Some(netns) => File::from(netns.0.try_clone()?).metadata()?.ino(),
        None => File::open(OWN_NETNS)?.metadata()?.ino(),
    };
    Ok(NetnsStat { cookie: plain_socket(netns).ok().as_ref().and_then(netns_cookie), inode })
}

pub(super) fn sock_diag(
    netns: Option<&Netns>,
    request: &[u8],
    reply: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
) -> io::Result<()> {
    let socket = socket(netns)?;
    sockopt::set_socket_timeout(&socket, sockopt::Timeout::Recv, Some(PATIENCE))?;
    rustix::net::sendto(&socket, request, SendFlags::empty(), &netlink::SocketAddrNetlink::new(0, 0))?;
    let mut buffer = vec![0_u8; DATAGRAM];
    loop {
        let (_, length) = match rustix::net::recv(&socket, &mut *buffer, RecvFlags::TRUNC) {
            Err(rustix::io::Errno::INTR) => continue,
            received => received?,
        };
        // A longer datagram than the buffer cannot come from inet_diag; its head is still good, its tail is
        // reported as cut by whoever reads the records.
        if reply(&buffer[..length.min(DATAGRAM)]).is_break() {
            return Ok(());
        }
    }
}

/// A socket belongs to the namespace of the thread that made it, for good.
fn socket(netns: Option<&Netns>) -> io::Result<OwnedFd> {
    let make = || {
        Ok(rustix::net::socket_with(
            AddressFamily::NETLINK,
            SocketType::RAW,
            rustix::net::SocketFlags::CLOEXEC,
            Some(netlink::SOCK_DIAG),
        )?)
    };
    match netns {
        Some(netns) => netns.run(make),
        None => make(),
    }
}

/// One that leads nowhere, for what every socket tells of its namespace: netlink may be refused.
fn plain_socket(netns: Option<&Netns>) -> io::Result<OwnedFd> {
    let make = || {
        let flags = rustix::net::SocketFlags::CLOEXEC;
        Ok(rustix::net::socket_with(AddressFamily::UNIX, SocketType::DGRAM, flags, None)?)
    };
    match netns {
        Some(netns) => netns.run(make),
        None => make(),
    }
}

#[expect(unsafe_code, reason = "rustix has no SO_NETNS_COOKIE")]
fn netns_cookie(socket: &OwnedFd) -> Option<u64> {
    let mut cookie = 0_u64;
    let mut length = size_of::<u64>() as libc::socklen_t;
    // SAFETY: the option writes at most `length` bytes into `cookie`, which lives through the call.
    let result = unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            SO_NETNS_COOKIE,
            (&raw mut cookie).cast(),
            &raw mut length,
        )
    };
    (result == 0 && length as usize == size_of::<u64>()).then_some(cookie)
}
