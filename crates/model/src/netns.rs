//! Network namespaces, known by cookie.

use crate::Untrusted;

/// Identity of a network namespace: SO_NETNS_COOKIE and the boot id. Inodes are reused at once (traps A5), so
/// the inode is only a label.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NetnsId {
    /// SO_NETNS_COOKIE; `None` on kernels without it (before 5.14), then the identity is unsure
    pub cookie: Option<u64>,
    /// Inode of the nsfs file
    pub inode: u64,
    /// `/proc/sys/kernel/random/boot_id`; empty where it cannot be read
    pub boot_id: String,
}

impl NetnsId {
    /// That of a Windows host, which has one for all that lastack reads and writes there. Windows calls the one in which a host
    /// starts its first compartment.
    pub fn of_windows(boot_id: String) -> Self {
        NetnsId { cookie: Some(1), inode: 0, boot_id }
    }
}

/// What people call a namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NetnsName {
    /// The one that lastack runs in
    #[default]
    Own,
    /// A name below /run/netns
    Named(Untrusted),
    /// A process in it, and its container where the cgroup path tells
    Process {
        /// Lowest pid found in it
        pid: u32,
        /// Its comm
        comm: Untrusted,
        /// Container id or pod, shortened to 12 characters
        container: Option<Untrusted>,
    },
    /// A pasted text stands for one namespace, named after its input
    Paste(Untrusted),
}
