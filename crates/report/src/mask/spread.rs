//! Connections that are spread, as they may be shown to strangers.

use std::collections::BTreeSet;
use std::hash::BuildHasher;

use lastack_model::mask::{Addresses, Kind, Names};
use lastack_model::{Address, Outlook, Spread, SpreadHere, SpreadPlan, SpreadPool, Supply, Untrusted};

use super::{Mask, collect_netns};

/// The same with addresses and names replaced, and without the text of rules, which names addresses.
#[must_use]
pub fn mask_spread(plan: &SpreadPlan, secret: &impl BuildHasher) -> SpreadPlan {
    let mut names = Names::default();
    collect_netns(&plan.netns, &mut names);
    plan.processes.iter().for_each(|process| names.learn(Kind::Process, &process.comm));
    plan.servers.iter().for_each(|server| names.learn(Kind::Process, server));
    let mut found = addresses(&plan.spread);
    let supply = plan.outlook.map(|outlook| outlook.supply);
    found.extend(supply.iter().filter_map(|supply| match supply {
        Supply::Ports(key) => Some(key.source),
        _ => None,
    }));
    let mut mask = Mask { addresses: Addresses::new(&found, secret), names };
    let mut masked = plan.clone();
    mask.spread(&mut masked.spread);
    mask.netns(&mut masked.netns);
    masked.processes.iter_mut().for_each(|process| mask.name(&mut process.comm));
    masked.servers.iter_mut().for_each(|server| mask.name(server));
    masked.trial.iter_mut().for_each(|trial| trial.from = mask.addresses.map(trial.from));
    if let Some(Outlook { supply: Supply::Ports(key), .. }) = &mut masked.outlook {
        key.source = mask.addresses.map(key.source);
        key.destination = mask.addresses.map(key.destination);
    }
    for rule in &mut masked.rules {
        rule.file = hidden();
        rule.text = hidden();
        rule.refuses = mask.addresses.map(rule.refuses);
    }
    masked
}

/// The same, of what is spread now.
#[must_use]
pub fn mask_spreads(spreads: &[SpreadHere], secret: &impl BuildHasher) -> Vec<SpreadHere> {
    let mut mask = self::spreads(spreads.iter().map(|here| &here.spread), secret);
    let mut masked = spreads.to_vec();
    for here in &mut masked {
        mask.spread(&mut here.spread);
        here.netns = here.netns.as_ref().map(|_| hidden());
        here.shares.iter_mut().for_each(|share| share.address = mask.addresses.map(share.address));
    }
    masked
}

/// A mask that knows the addresses of all of them.
pub(super) fn spreads<'a>(spreads: impl Iterator<Item = &'a Spread>, secret: &impl BuildHasher) -> Mask {
    let found: BTreeSet<Address> = spreads.flat_map(addresses).collect();
    Mask { addresses: Addresses::new(&found, secret), names: Names::default() }
}

impl Mask {
    pub(super) fn spread(&mut self, spread: &mut Spread) {
        spread.cgroup = hidden();
        spread.cgroup_id = 0;
        spread.to.address = self.addresses.map(spread.to.address);
        let pool = spread.pool.addresses().iter().map(|address| self.addresses.map(*address));
        spread.pool = SpreadPool::new(pool.collect::<Vec<_>>()).unwrap_or_default();
    }
}

fn addresses(spread: &Spread) -> BTreeSet<Address> {
    spread.pool.addresses().iter().copied().chain([spread.to.address]).collect()
}

fn hidden() -> Untrusted {
    Untrusted::new("...")
}
