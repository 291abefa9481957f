//! Network namespaces made here: entered by one thread, or standing beside it.

mod named;

use std::fs::File;
use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::thread::{self, ThreadId};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use crate::{LabError, rtnl, sys};

pub use named::NamedNetns;

/// The namespace of the calling thread. /proc/self would name that of the main thread.
const OWN: &str = "/proc/thread-self/ns/net";

/// The one device name that [`Netns::join`] uses on both sides.
const VETH: &str = "lab0";

/// A network namespace of our own with `lo` up.
///
/// Sockets, threads and child processes inherit the namespace of the thread that makes them, so a test that
/// entered one is alone in it. Dropped on the thread that entered it, it puts the thread back.
#[derive(Debug)]
pub struct Netns {
    fd: OwnedFd,
    entered: Option<(ThreadId, OwnedFd)>,
}

impl Netns {
    /// Moves the calling thread into a fresh namespace. Fails where neither root nor a user namespace helps, and
    /// the error says what to run.
    pub fn enter_fresh() -> Result<Netns, LabError> {
        let before = open(Path::new(OWN))?;
        raise_descriptor_limit();
        sys::unshare_net().map_err(LabError::Unshare)?;
        let netns = Netns { fd: open(Path::new(OWN))?, entered: Some((thread::current().id(), before)) };
        rtnl::set_up(rtnl::LOOPBACK, true)?;
        // A delayed ACK fires from a timer, and may reach a TIME_WAIT row after the peer has gone: see pin.rs.
        rtnl::acknowledge_at_once(Ipv4Addr::new(127, 0, 0, 0), 8, Ipv4Addr::LOCALHOST)?;
        rtnl::acknowledge_at_once(Ipv4Addr::LOCALHOST, 32, Ipv4Addr::LOCALHOST)?;
        Ok(netns)
    }

    /// Makes a fresh namespace that no thread stays in; it lives as long as this value or something inside it.
    pub fn beside() -> Result<Netns, LabError> {
        on_thread(|| {
            let mut netns = Netns::enter_fresh()?;
            // The thread ends now; nothing is to be put back.
            netns.entered = None;
            Ok(netns)
        })?
    }

    /// The namespace itself, to enter it or to keep it alive.
    pub fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    /// Inode of the namespace: a label only, inodes are reused at once (traps A5).
    pub fn inode(&self) -> Result<u64, LabError> {
        inode_of(&self.fd)
    }

    /// SO_NETNS_COOKIE, which is never given twice (Linux 5.14).
    pub fn cookie(&self) -> Result<u64, LabError> {
        let ask = || {
            let socket =
                rustix::net::socket(rustix::net::AddressFamily::INET, rustix::net::SocketType::DGRAM, None)?;
            sys::netns_cookie(socket.as_fd())
        };
        self.run(ask)?.map_err(|source| LabError::Call { action: "ask for a namespace's cookie", source })
    }

    /// Runs `work` on a thread inside this namespace.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> Result<T, LabError> {
        run_in(self.fd(), work)
    }

    /// Writes a key of this namespace, `net.ipv4.tcp_tw_reuse` for example. Only `net.*` is taken: these are the
    /// keys that the kernel shows per namespace of the calling thread, so the host cannot be changed from here.
    pub fn sysctl(&self, key: &str, value: &str) -> Result<(), LabError> {
        let path = sysctl_path(key)?;
        let write = || write_once(&path, value);
        let written = if self.is_current()? { write() } else { self.run(write)? };
        written.map_err(|source| LabError::Sysctl { key: key.to_owned(), value: value.to_owned(), source })
    }

    /// Gives `lo` of this namespace an address more, for traffic that is local but not to 127.0.0.0/8.
    pub fn add_loopback_address(&self, address: IpAddr) -> Result<(), LabError> {
        let prefix = if address.is_ipv4() { 32 } else { 128 };
        self.run(|| {
            rtnl::add_address(rtnl::LOOPBACK, address, prefix)?;
            match address {
                IpAddr::V4(v4) => rtnl::acknowledge_at_once(v4, 32, v4),
                IpAddr::V6(_) => Ok(()),
            }
        })?
    }

    /// Sends a network into `lo`, where nobody has its addresses: what is sent there is never answered.
    pub fn add_silent_network(&self, network: Ipv4Addr, prefix: u8) -> Result<(), LabError> {
        self.run(|| rtnl::add_route(rtnl::LOOPBACK, network.into(), prefix))?
    }

    /// Joins two namespaces by a veth pair, each end up and with its address.
    pub fn join(
        &self,
        address: IpAddr,
        other: &Netns,
        address_there: IpAddr,
        prefix: u8,
    ) -> Result<(), LabError> {
        self.run(|| {
            rtnl::add_veth(VETH, other.fd())?;
            dress(address, prefix)
        })??;
        other.run(|| dress(address_there, prefix))?
    }

    /// Switches the end of the veth pair in this namespace on or off; off, the peer falls silent.
    pub fn set_joined(&self, up: bool) -> Result<(), LabError> {
        self.run(|| rtnl::set_up(veth_index()?, up))?
    }

    /// Switches `lo` on or off.
    pub fn set_loopback(&self, up: bool) -> Result<(), LabError> {
        self.run(|| rtnl::set_up(rtnl::LOOPBACK, up))?
    }

    fn is_current(&self) -> Result<bool, LabError> {
        Ok(self.inode()? == current_inode()?)
    }
}

impl Drop for Netns {
    fn drop(&mut self) {
        if let Some((owner, before)) = &self.entered
            && *owner == thread::current().id()
        {
            // Where this fails the thread stays in a namespace that nobody else uses, which harms nobody.
            let _ = move_into_link_name_space(before.as_fd(), Some(LinkNameSpaceType::Network));
        }
    }
}

/// Runs `work` on a thread that entered the namespace behind `fd`.
pub fn run_in<T: Send>(fd: BorrowedFd<'_>, work: impl FnOnce() -> T + Send) -> Result<T, LabError> {
    on_thread(|| {
        move_into_link_name_space(fd, Some(LinkNameSpaceType::Network)).map_err(LabError::Enter)?;
        Ok(work())
    })?
}

/// Both ends of a workload live in one process, and the usual soft limit of 1,024 is for one end. Where the hard limit
/// is as low, the workload itself fails, with EMFILE.
fn raise_descriptor_limit() {
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
}

fn on_thread<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, LabError> {
    thread::scope(|scope| scope.spawn(work).join()).map_err(|_panic| LabError::Panicked)
}

/// Inode of the calling thread's namespace.
pub(crate) fn current_inode() -> Result<u64, LabError> {
    inode_of(&open(Path::new(OWN))?)
}

fn open(path: &Path) -> Result<OwnedFd, LabError> {
    match File::open(path) {
        Ok(file) => Ok(file.into()),
        Err(source) => Err(LabError::Open { path: path.to_owned(), source }),
    }
}

fn inode_of(fd: &OwnedFd) -> Result<u64, LabError> {
    let meta = fd.try_clone().and_then(|fd| File::from(fd).metadata());
    match meta {
        Ok(meta) => Ok(meta.ino()),
        Err(source) => Err(LabError::Open { path: PathBuf::from(OWN), source }),
    }
}

/// `net.ipv4.tcp_tw_reuse` to its file, and nothing that leads elsewhere.
fn sysctl_path(key: &str) -> Result<PathBuf, LabError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if !key.starts_with("net.") || key.contains("..") || !key.chars().all(plain) {
        return Err(LabError::Key { key: key.to_owned() });
    }
    Ok(Path::new("/proc/sys").join(key.replace('.', "/")))
}

/// One write() from the start: the kernel takes the value of the first one.
fn write_once(path: &Path, value: &str) -> std::io::Result<()> {
    File::options().write(true).open(path)?.write_all(value.as_bytes())
}

fn dress(address: IpAddr, prefix: u8) -> Result<(), LabError> {
    let index = veth_index()?;
    rtnl::add_address(index, address, prefix)?;
    rtnl::set_up(index, true)
}

fn veth_index() -> Result<u32, LabError> {
    use rustix::net::{AddressFamily, SocketType, netdevice, socket};
    let look = || {
        let any = socket(AddressFamily::INET, SocketType::DGRAM, None)?;
        netdevice::name_to_index(&any, VETH)
    };
    look().map_err(|source| LabError::Link { action: "find the veth device", source })
}
