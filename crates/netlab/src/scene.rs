//! A scene: namespaces of a process and its children, which are gone when it is gone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::io::Errno;
use rustix::mount::{MountFlags, MountPropagationFlags, mount, mount_change};
use rustix::process::{
    Pid, Resource, Rlimit, Signal, WaitOptions, getegid, geteuid, getppid, getrlimit, kill_process,
    set_parent_process_death_signal, setrlimit, wait,
};
use rustix::thread::UnshareFlags;

use crate::{LabError, NamedNetns, Netns, sys};

/// Folders of the machine that nothing in a scene may see or fill: what runs, the journal, files for the next boot, logs.
const OWN_FOLDERS: [&str; 4] = ["/run", "/var/lib", "/var/log", "/etc/sysctl.d"];

/// Bytes that a folder of a scene may hold in memory.
const BYTES: &str = "size=268435456,mode=755";

/// The namespaces of the calling process.
#[derive(Debug)]
pub struct Scene {
    netns: Netns,
    peers: Vec<(String, NamedNetns)>,
    /// Whose setting gave `netns` a table of its own; put back behind it
    _made_it: Option<Netns>,
}

/// A process that has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Which
    pub pid: u32,
    /// Its exit code; `None` after a signal
    pub code: Option<i32>,
}

impl Scene {
    /// Moves the calling process, which must have one thread, into network and mount namespaces of its own, and into a user namespace
    /// where it is not root. It ends when `parent` ends, which must be its parent. With `slots` the network namespace has a table of
    /// connections of its own, which only whoever makes it can give it.
    ///
    /// # Errors
    /// [`LabError::Unshare`] where the machine refuses user namespaces.
    pub fn enter(parent: u32, slots: Option<u32>) -> Result<Scene, LabError> {
        end_with(parent)?;
        let (uid, gid) = (geteuid().as_raw(), getegid().as_raw());
        let mut flags = UnshareFlags::NEWNS | UnshareFlags::FS | UnshareFlags::NEWIPC;
        if uid != 0 {
            flags |= UnshareFlags::NEWUSER;
        }
        sys::unshare_process(flags).map_err(LabError::Unshare)?;
        if uid != 0 {
            for (file, line) in [
                ("setgroups", "deny".to_owned()),
                ("uid_map", format!("0 {uid} 1")),
                ("gid_map", format!("0 {gid} 1")),
            ] {
                let path = Path::new("/proc/self").join(file);
                fs::write(&path, line).map_err(|source| LabError::Open { path, source })?;
            }
        }
        own_folders()?;
        let made_it = slots.map(|slots| {
            let netns = Netns::enter_fresh()?;
            netns.sysctl("net.ipv4.tcp_child_ehash_entries", &slots.to_string())?;
            Ok::<_, LabError>(netns)
        });
        let made_it = made_it.transpose()?;
        Ok(Scene { netns: Netns::enter_fresh()?, peers: Vec::new(), _made_it: made_it })
    }

    /// The namespace that is looked at.
    pub fn netns(&self) -> &Netns {
        &self.netns
    }

    /// One beside it.
    pub fn peer(&self, name: &str) -> Option<&Netns> {
        self.peers.iter().find(|(known, _)| known == name).map(|(_, netns)| &**netns)
    }

    /// Makes one beside it, with a name below the scene's own /run/netns.
    pub fn add_peer(&mut self, name: &str) -> Result<&Netns, LabError> {
        self.peers.push((name.to_owned(), NamedNetns::create(name)?));
        self.peer(name).ok_or(LabError::Panicked)
    }
}

/// Whether the calling process is root of the machine, and not of a user namespace: then its uid map is the whole one.
pub fn is_machine_root() -> bool {
    let map = fs::read_to_string("/proc/self/uid_map").unwrap_or_default();
    geteuid().is_root() && map.split_whitespace().collect::<Vec<_>>() == ["0", "0", "4294967295"]
}

/// The next child of the calling process will be the first process of a pid namespace; the calling process ends when `parent` ends.
pub fn enter_pid_namespace(parent: u32) -> Result<(), LabError> {
    end_with(parent)?;
    sys::unshare_process(UnshareFlags::NEWPID).map_err(LabError::Unshare)
}

/// Makes a child end when the calling thread ends.
pub fn ends_with_parent(command: &mut Command) {
    sys::ends_with_parent(command);
}

/// Refuses netlink to a child, as some containers do: what is left to it is /proc/net/tcp.
pub fn without_netlink(command: &mut Command) {
    sys::without_netlink(command);
}

/// Waits until a child ends; `None` where there is no child.
pub fn reap() -> Option<Ended> {
    loop {
        match wait(WaitOptions::empty()) {
            Ok(Some((pid, status))) => {
                let pid = u32::try_from(pid.as_raw_nonzero().get()).unwrap_or_default();
                return Some(Ended { pid, code: status.exit_status() });
            }
            Ok(None) | Err(Errno::INTR) => {}
            Err(_) => return None,
        }
    }
}

/// Sends a signal to a process by its id: SIGKILL where `hard`, else SIGTERM. One that has ended already is well.
pub fn signal(pid: u32, hard: bool) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        let _ = kill_process(pid, if hard { Signal::KILL } else { Signal::TERM });
    }
}

/// Asks the kernel for the end, and looks whether the parent has not gone before.
fn end_with(parent: u32) -> Result<(), LabError> {
    set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(|source| LabError::Call { action: "ask to end with the parent", source })?;
    let now = getppid().and_then(|pid| u32::try_from(pid.as_raw_nonzero().get()).ok());
    // The first process of a pid namespace has no parent that it could see.
    if parent != 0 && now != Some(parent) {
        return Err(LabError::Asked("whoever started this has gone".to_owned()));
    }
    raise_limits();
    Ok(())
}

/// Both ends of every connection live here. Where the hard limit is low the workload fails, and says so.
fn raise_limits() {
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
}

fn own_folders() -> Result<(), LabError> {
    let call = |action: &'static str, result: Result<(), Errno>| {
        result.map_err(|source| LabError::Call { action, source })
    };
    call(
        "keep the mounts private",
        mount_change("/", MountPropagationFlags::PRIVATE | MountPropagationFlags::REC),
    )?;
    let size = std::ffi::CString::new(BYTES)
        .map_err(|_zero| LabError::Call { action: "name a size", source: Errno::INVAL })?;
    for folder in OWN_FOLDERS.map(PathBuf::from).iter().filter(|folder| folder.exists()) {
        let flags = MountFlags::NOSUID | MountFlags::NODEV;
        call("mount tmpfs", mount("tmpfs", folder, "tmpfs", flags, size.as_c_str()))?;
    }
    Ok(())
}
