//! Blame that may be shown to strangers.

use std::collections::BTreeSet;
use std::hash::BuildHasher;

use lastack_model::mask::{Addresses, Kind, Names};
use lastack_model::{Address, Blame, Culprit, Place, Untrusted, Who};

use super::{Mask, collect_netns};

/// Who closed, with every address and every name from outside replaced, as [`super::mask`] does. Command lines are left
/// out: they may hold anything.
#[must_use]
pub fn mask_blame(blame: &Blame, secret: &impl BuildHasher) -> Blame {
    let mut masked = blame.clone();
    let mut mask = Mask { addresses: Addresses::new(&addresses(blame), secret), names: names(blame) };
    masked.host.hostname.iter_mut().for_each(|name| mask.name(name));
    masked.host.kernel.iter_mut().for_each(|kernel| mask.foreign_text(kernel));
    masked.host.boot_id = None;
    masked.namespaces.iter_mut().for_each(|name| mask.netns(name));
    for (_, text) in &mut masked.filters {
        *text = Untrusted::new("...");
    }
    for line in &mut masked.lines {
        match &mut line.who {
            Who::Process(culprit) => mask.culprit(culprit),
            Who::Command(program, culprit) => {
                mask.name(program);
                mask.culprit(culprit);
            }
            Who::Container(name) | Who::Unit(name) => mask.name(name),
            Who::User(_, name) => name.iter_mut().for_each(|name| mask.name(name)),
            Who::Loose | Who::Untold | Who::Place | Who::Kernel => {}
        }
        for at in &mut line.places {
            mask.place(&mut at.place);
        }
    }
    masked.routes.iter_mut().for_each(|route| mask.place(&mut route.place));
    for line in masked.refused.iter_mut().flatten() {
        line.who.iter_mut().for_each(|culprit| mask.culprit(culprit));
        line.source = mask.addresses.map(line.source);
        line.remote.address = mask.addresses.map(line.remote.address);
    }
    for line in masked.waiting.iter_mut().flatten() {
        mask.name(&mut line.owner.comm);
        line.places.iter_mut().for_each(|(place, _)| mask.place(place));
        line.container.iter_mut().for_each(|name| mask.name(name));
    }
    masked.coverage.iter_mut().filter_map(|line| line.why.as_mut()).for_each(|why| mask.message(why));
    masked
}

impl Mask {
    pub(super) fn place(&mut self, place: &mut Place) {
        place.source = self.addresses.map(place.source);
        place.remote = place.remote.map(|remote| self.addresses.map(remote));
    }

    pub(super) fn culprit(&mut self, culprit: &mut Culprit) {
        culprit.command = None;
        self.name(&mut culprit.comm);
        let names = [&mut culprit.unit, &mut culprit.container, &mut culprit.user];
        names.into_iter().flatten().for_each(|name| self.name(name));
    }
}

fn addresses(blame: &Blame) -> BTreeSet<Address> {
    let places = blame.lines.iter().flat_map(|line| &line.places);
    let of_places = places.flat_map(|at| [Some(at.place.source), at.place.remote]).flatten();
    let refused = blame.refused.iter().flatten().flat_map(|line| [line.source, line.remote.address]);
    let routes =
        blame.routes.iter().flat_map(|route| [Some(route.place.source), route.place.remote]).flatten();
    let waiting = blame.waiting.iter().flatten().flat_map(|line| &line.places);
    let waiting = waiting.flat_map(|(place, _)| [Some(place.source), place.remote]).flatten();
    of_places.chain(refused).chain(routes).chain(waiting).collect()
}

fn names(blame: &Blame) -> Names {
    let mut names = Names::default();
    blame.host.hostname.iter().for_each(|name| names.learn(Kind::Host, name));
    blame.namespaces.iter().for_each(|name| collect_netns(name, &mut names));
    for line in &blame.lines {
        match &line.who {
            Who::Process(culprit) => learn(culprit, &mut names),
            Who::Command(program, culprit) => {
                names.learn(Kind::Process, program);
                learn(culprit, &mut names);
            }
            Who::Container(name) => names.learn(Kind::Container, name),
            Who::Unit(_) | Who::User(..) | Who::Loose | Who::Untold | Who::Place | Who::Kernel => {}
        }
    }
    for line in blame.waiting.iter().flatten() {
        names.learn(Kind::Process, &line.owner.comm);
        line.container.iter().for_each(|name| names.learn(Kind::Container, name));
    }
    for culprit in blame.refused.iter().flatten().filter_map(|line| line.who.as_ref()) {
        learn(culprit, &mut names);
    }
    names
}

pub(super) fn learn(culprit: &Culprit, names: &mut Names) {
    names.learn(Kind::Process, &culprit.comm);
    culprit.container.iter().for_each(|name| names.learn(Kind::Container, name));
}
