//! Sockets to let go, as they may be shown to strangers.

use std::collections::BTreeSet;
use std::hash::BuildHasher;

use lastack_model::mask::{Addresses, Kind, Names};
use lastack_model::{Address, Release, ReleaseEnd};

use super::{Mask, collect_netns};

/// The same with addresses and names replaced, and without its filter, which names addresses. Its targets stay as they
/// are: of them only the number is shown.
#[must_use]
pub fn mask_release(release: &Release, secret: &impl BuildHasher) -> Release {
    let addresses: BTreeSet<Address> = release.groups.iter().map(|group| end(group.end).address).collect();
    let mut names = Names::default();
    release.host.hostname.iter().for_each(|name| names.learn(Kind::Host, name));
    collect_netns(&release.namespace, &mut names);
    let mut mask = Mask { addresses: Addresses::new(&addresses, secret), names };
    let mut masked = release.clone();
    masked.host.hostname.iter_mut().for_each(|name| mask.name(name));
    masked.host.kernel.iter_mut().for_each(|kernel| mask.foreign_text(kernel));
    masked.host.boot_id = None;
    mask.netns(&mut masked.namespace);
    masked.filter = "...".to_owned();
    for group in &mut masked.groups {
        let (ReleaseEnd::To(end) | ReleaseEnd::At(end)) = &mut group.end;
        end.address = mask.addresses.map(end.address);
    }
    masked.coverage.iter_mut().filter_map(|line| line.why.as_mut()).for_each(|why| mask.message(why));
    masked
}

fn end(end: ReleaseEnd) -> lastack_model::Endpoint {
    let (ReleaseEnd::To(end) | ReleaseEnd::At(end)) = end;
    end
}
