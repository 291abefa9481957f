//! Lists of sockets with addresses mapped and names replaced.

use std::collections::BTreeSet;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::Arc;

use lastack_model::mask::{Addresses, Kind, Names};
use lastack_model::{
    Address, Endpoint, GroupKey, HeldBy, Holder, SocketGroups, SocketLine, SocketSheet, SocketsFoot,
    SocketsHead,
};

use super::{Mask, collect_inputs, collect_netns};

/// Hands a list on as it may be shown to strangers. All rows must come in one call, so that no address is replaced by
/// one that another row has.
pub struct MaskedSheet<'a, S> {
    inner: &'a mut dyn SocketSheet,
    secret: &'a S,
    head: Option<SocketsHead>,
    mask: Option<Mask>,
}

impl<S> fmt::Debug for MaskedSheet<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MaskedSheet").field("head", &self.head).finish_non_exhaustive()
    }
}

impl<'a, S: BuildHasher> MaskedSheet<'a, S> {
    /// In front of a sheet.
    pub fn new(inner: &'a mut dyn SocketSheet, secret: &'a S) -> Self {
        MaskedSheet { inner, secret, head: None, mask: None }
    }
}

impl<S: BuildHasher> SocketSheet for MaskedSheet<'_, S> {
    fn begin(&mut self, head: &SocketsHead) -> fmt::Result {
        self.head = Some(head.clone());
        Ok(())
    }

    fn lines(&mut self, lines: &[SocketLine]) -> fmt::Result {
        let Some(mut head) = self.head.take() else { return Ok(()) };
        let ends = lines.iter().flat_map(|line| [line.row.local.address, line.row.remote.address]);
        let mut names = Names::default();
        lines.iter().for_each(|line| learn(&line.held_by, &mut names));
        let mut mask = begin(&mut head, names, ends.collect(), self.secret);
        self.inner.begin(&head)?;
        let masked: Vec<SocketLine> = lines
            .iter()
            .map(|line| {
                let mut line = line.clone();
                for end in [&mut line.row.local, &mut line.row.remote] {
                    *end = Endpoint::new(mask.addresses.map(end.address), end.port);
                }
                // Both tell one host's sockets from another's.
                line.row.cookie = 0;
                line.row.inode = 0;
                line.held_by = held(&line.held_by, &mut mask);
                line
            })
            .collect();
        self.mask = Some(mask);
        self.inner.lines(&masked)
    }

    fn end(&mut self, foot: &SocketsFoot) -> fmt::Result {
        let mut foot = foot.clone();
        if let Some(mask) = &mut self.mask {
            mask.foot(&mut foot);
        }
        self.inner.end(&foot)
    }
}

/// Groups of sockets with every address and every name from outside replaced.
#[must_use]
pub fn mask_groups(groups: &SocketGroups, secret: &impl BuildHasher) -> SocketGroups {
    let mut masked = groups.clone();
    let (mut addresses, mut names) = (BTreeSet::new(), Names::default());
    for group in &groups.top {
        match &group.key {
            GroupKey::Address(address) => addresses.extend([*address]),
            GroupKey::Route(route) => addresses.extend([route.source, route.destination]),
            GroupKey::Process(held_by) => learn(held_by, &mut names),
            GroupKey::State(_) | GroupKey::Port(_) | GroupKey::Netns(_) => {}
        }
    }
    let mut mask = begin(&mut masked.head, names, addresses, secret);
    for group in &mut masked.top {
        match &mut group.key {
            GroupKey::Address(address) => *address = mask.addresses.map(*address),
            GroupKey::Route(route) => *route = mask.route_key(*route),
            GroupKey::Process(held_by) => *held_by = held(held_by, &mut mask),
            GroupKey::State(_) | GroupKey::Port(_) | GroupKey::Netns(_) => {}
        }
    }
    mask.foot(&mut masked.foot);
    masked
}

/// The mask of a list, its head already masked. The filter names addresses, so it is not shown at all.
fn begin(
    head: &mut SocketsHead,
    mut names: Names,
    addresses: BTreeSet<Address>,
    secret: &impl BuildHasher,
) -> Mask {
    head.host.hostname.iter().for_each(|name| names.learn(Kind::Host, name));
    head.namespaces.iter().for_each(|name| collect_netns(name, &mut names));
    let mut mask = Mask { addresses: Addresses::new(&addresses, secret), names };
    head.filter = None;
    head.host.boot_id = None;
    head.host.hostname.iter_mut().for_each(|name| mask.name(name));
    head.host.kernel.iter_mut().for_each(|kernel| mask.foreign_text(kernel));
    head.namespaces.iter_mut().for_each(|name| mask.netns(name));
    mask
}

fn learn(held_by: &HeldBy, names: &mut Names) {
    if let HeldBy::Process(holder) = held_by {
        names.learn(Kind::Process, &holder.comm);
    }
}

fn held(held_by: &HeldBy, mask: &mut Mask) -> HeldBy {
    match held_by {
        HeldBy::Process(holder) => {
            let mut comm = holder.comm.clone();
            mask.name(&mut comm);
            HeldBy::Process(Arc::new(Holder { pid: holder.pid, started_at: holder.started_at, comm }))
        }
        other => other.clone(),
    }
}

impl Mask {
    fn foot(&mut self, foot: &mut SocketsFoot) {
        for warning in &mut foot.warnings.first {
            self.names.learn(Kind::Input, &warning.input);
            collect_inputs(&warning.why, &mut self.names);
            self.name(&mut warning.input);
            self.message(&mut warning.why);
        }
        foot.coverage.iter_mut().filter_map(|line| line.why.as_mut()).for_each(|why| self.message(why));
    }
}
