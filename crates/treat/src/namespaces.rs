//! Finding a network namespace again: by cookie and boot, never by inode alone (traps A5).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use lastack_hand::{Netns, Settings, own_netns, sees_boot};
use lastack_host::{Host, Live};
use lastack_model::NetnsId;

use crate::TreatError;

/// Where namespaces are found.
pub trait Namespaces {
    /// One that may be it; whether it is, is checked by whoever asked.
    fn find(&self, id: &NetnsId) -> Option<Rc<dyn Settings>>;

    /// The one in which the machine boots, whose settings files count; `None` where it cannot be told.
    fn boots(&self) -> Option<NetnsId>;

    /// The one that we are in, or those that were named.
    fn here(&self) -> Vec<NetnsId>;
}

/// Namespaces that somebody holds open.
#[derive(Default)]
pub struct Held {
    /// These
    pub held: Vec<Rc<dyn Settings>>,
    /// The one in which the machine boots
    pub boots: Option<NetnsId>,
}

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.held.iter().map(|settings| settings.id())).finish()
    }
}

impl Namespaces for Held {
    fn find(&self, id: &NetnsId) -> Option<Rc<dyn Settings>> {
        self.held.iter().find(|settings| sameness(settings.id(), id) != Sameness::Other).cloned()
    }

    fn boots(&self) -> Option<NetnsId> {
        self.boots.clone()
    }

    fn here(&self) -> Vec<NetnsId> {
        self.held.iter().map(|settings| settings.id().clone()).collect()
    }
}

/// Namespaces of this machine: those that were given, then those of names below /run/netns and of processes.
#[derive(Debug, Default)]
pub struct SystemNamespaces {
    /// Paths that somebody named
    pub named: Vec<PathBuf>,
}

/// Where `ip netns` keeps names.
const NAMES: &str = "/run/netns";

impl SystemNamespaces {
    /// Paths that may lead to a namespace of this inode. The inode of a living namespace does not change, so others
    /// need not be entered.
    fn paths(&self, inode: u64) -> Vec<PathBuf> {
        let host = Live::new();
        let mut paths = self.named.clone();
        paths.push(own_netns().to_owned());
        let listed = |folder: &str| host.list(Path::new(folder)).unwrap_or_default();
        paths.extend(listed(NAMES).into_iter().map(|name| Path::new(NAMES).join(name)));
        let pids: BTreeSet<u32> =
            listed("/proc").into_iter().filter_map(|name| name.to_str()?.parse().ok()).collect();
        let label = PathBuf::from(format!("net:[{inode}]"));
        let in_it = |path: &PathBuf| host.link(path).is_ok_and(|target| target == label);
        let process = pids.into_iter().map(|pid| PathBuf::from(format!("/proc/{pid}/ns/net"))).find(in_it);
        paths.extend(process);
        paths
    }
}

impl Namespaces for SystemNamespaces {
    fn find(&self, id: &NetnsId) -> Option<Rc<dyn Settings>> {
        self.paths(id.inode)
            .iter()
            .filter_map(|path| Netns::open(path).ok())
            .find(|netns| sameness(netns.id(), id) != Sameness::Other)
            .map(|netns| Rc::new(netns) as Rc<dyn Settings>)
    }

    fn boots(&self) -> Option<NetnsId> {
        // Process 1 of a container boots nothing.
        let first = sees_boot().then(|| Netns::open(Path::new("/proc/1/ns/net")).ok())?;
        first.map(|netns| netns.id().clone())
    }

    fn here(&self) -> Vec<NetnsId> {
        let own = self.named.is_empty().then(|| own_netns().to_owned());
        let paths = self.named.iter().chain(&own);
        paths.filter_map(|path| Some(Netns::open(path).ok()?.id().clone())).collect()
    }
}

/// Whether a namespace is the one that a record names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sameness {
    /// Proven
    Same,
    /// The inode is the same, and this kernel has no cookies
    Unsure,
    /// Another one, or another boot
    Other,
}

pub(crate) fn sameness(found: &NetnsId, recorded: &NetnsId) -> Sameness {
    if found.boot_id != recorded.boot_id {
        return Sameness::Other;
    }
    match (found.cookie, recorded.cookie) {
        (Some(found), Some(recorded)) if found == recorded => Sameness::Same,
        (None, None) if found.inode == recorded.inode => Sameness::Unsure,
        _ => Sameness::Other,
    }
}

/// The namespace, proven to be the one; `sure` where somebody said that it is.
pub(crate) fn proven(
    namespaces: &dyn Namespaces,
    id: &NetnsId,
    name: &str,
    sure: bool,
) -> Result<Rc<dyn Settings>, TreatError> {
    let settings = namespaces.find(id).ok_or_else(|| TreatError::NoNamespace { name: name.to_owned() })?;
    match sameness(settings.id(), id) {
        Sameness::Same => Ok(settings),
        Sameness::Unsure if sure => Ok(settings),
        Sameness::Unsure => Err(TreatError::Unsure { name: name.to_owned() }),
        Sameness::Other => Err(TreatError::NoNamespace { name: name.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_is_known_by_cookie_and_boot() {
        let id = |cookie, inode, boot: &str| NetnsId { cookie, inode, boot_id: boot.to_owned() };
        for (found, recorded, expected) in [
            (id(Some(1), 5, "a"), id(Some(1), 5, "a"), Sameness::Same),
            // It took over the inode of one that has gone.
            (id(Some(2), 5, "a"), id(Some(1), 5, "a"), Sameness::Other),
            (id(Some(1), 5, "b"), id(Some(1), 5, "a"), Sameness::Other),
            (id(None, 5, "a"), id(None, 5, "a"), Sameness::Unsure),
            (id(None, 6, "a"), id(None, 5, "a"), Sameness::Other),
            (id(None, 5, "a"), id(Some(1), 5, "a"), Sameness::Other),
        ] {
            assert_eq!(sameness(&found, &recorded), expected, "{found:?} {recorded:?}");
        }
    }
}
