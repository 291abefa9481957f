//! TIME_WAIT rows that stand now where closes were: what a trace without an end shows, since it joins no rows.
//!
//! The table is read once an answer, by the kernel's iterator, which stays loaded as long as the trace does.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use lastack_ebpf::Refusal;
use lastack_host::Host;
use lastack_model::{Census, Coverage, CoverageState, Direction, Owner, Place, TcpState};

use super::filter::BlameFilter;
use super::spaces::Spaces;
use crate::facts::{self, Depth};
use crate::held::{self, HeldTable};
use crate::source::{Reach, Trouble};
use crate::table;

/// Places that are told apart in each namespace; rows of others are in the sum alone.
const PLACES: usize = 2_048;

/// A way of counting that lasts from answer to answer.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// `None` where netlink counts
    held: Option<HeldTable>,
}

/// What one reading of all namespaces counted.
#[derive(Debug, Default)]
pub(super) struct Counted {
    /// At all places that the filter lets through, the unnamed ones too where it asks for none; `None` where it asks for
    /// one address of a listener of all
    pub(super) total: Option<u64>,
    at: HashMap<Place, u64, RandomState>,
    /// The filter asks for one address of a listener of all
    unsure: bool,
    /// For each namespace whether a place without a count has no rows
    whole: HashMap<usize, bool, RandomState>,
}

impl Standing {
    /// Loads the iterator where the trace is a program too: whoever chose another way wants none loaded, and a
    /// recorded host has no kernel to load it into.
    pub(super) fn new(host: &dyn Host, tracer: &str, coverage: &mut Vec<Coverage>) -> Self {
        if tracer != "bpf" || host.run_inside(&mut || {}).is_err() {
            return Standing::default();
        }
        Standing::of(HeldTable::load(), coverage)
    }

    fn of(loaded: Result<HeldTable, Refusal>, coverage: &mut Vec<Coverage>) -> Self {
        match loaded {
            Ok(held) => Standing { held: Some(held) },
            Err(refusal) => {
                let (state, subject) = (CoverageState::Unavailable, "sockets");
                let why = Some(Trouble::Iterator(refusal).message(held::ID));
                let mut line = [Coverage { source: held::ID, subject, state, why }];
                table::say_instead(&mut line, "sock_diag");
                coverage.extend(line);
                Standing::default()
            }
        }
    }

    /// Counts in all namespaces. `None` where no table could be read.
    pub(super) fn count(
        &mut self,
        spaces: &Spaces<'_>,
        filter: &BlameFilter,
        coverage: &mut Vec<Coverage>,
    ) -> Option<Counted> {
        let mut counted = Counted { total: Some(0), ..Counted::default() };
        for (netns, space) in spaces.all.iter().enumerate() {
            let host = space.namespace.view.host();
            let mut facts = facts::settings(host, Depth::Fold);
            let config = facts::fold_config(&facts, true, PLACES);
            let held = self.held.as_mut();
            let (census, losses) = table::read(
                host,
                lastack_model::Os::Linux,
                &mut facts,
                &config,
                Reach::Connections,
                None,
                held,
            );
            // What is bound and nothing else has no part in this.
            for line in losses.into_iter().filter(|line| line.subject != "bound_ports") {
                if !coverage.contains(&line) {
                    coverage.push(line);
                }
            }
            if let Some(census) = census {
                counted.add(netns, &census, filter);
            }
        }
        (!counted.whole.is_empty()).then_some(counted)
    }
}

impl Counted {
    fn add(&mut self, netns: usize, census: &Census, filter: &BlameFilter) {
        let mut fitting = 0;
        for (place, rows, _) in places(netns, census).filter(|(place, ..)| filter.fits_place(place)) {
            *self.at.entry(place).or_default() += rows;
            fitting += rows;
        }
        if !filter.asks_where() {
            fitting = u64::from(census.states.get(TcpState::TimeWait));
        }
        // Sums of a listener do not tell to which address its rows are.
        let unsure = places(netns, census).any(|(place, rows, _)| rows > 0 && filter.may_fit(&place));
        self.unsure |= places(netns, census).any(|(place, ..)| filter.may_fit(&place));
        self.total = self.total.filter(|_| !unsure).map(|total| total + fitting);
        let others = [&census.routes_rest.states, &census.listeners_rest.states, &census.unknown];
        self.whole.insert(netns, others.iter().all(|states| states.get(TcpState::TimeWait) == 0));
    }

    /// Rows at a place; `None` where that is not known.
    pub(super) fn at(&self, place: &Place) -> Option<u64> {
        let whole = *self.whole.get(&place.netns?)?;
        if place.direction == Direction::Unknown || self.unsure && place.direction == Direction::Inbound {
            return None;
        }
        self.at.get(place).copied().or(whole.then_some(0))
    }
}

/// Routes and listeners of a census as places, with their TIME_WAIT rows and live owners.
pub(super) fn places(netns: usize, census: &Census) -> impl Iterator<Item = (Place, u64, &Vec<Owner>)> {
    let routes = census.routes.iter().map(move |route| {
        let place = Place {
            netns: Some(netns),
            direction: Direction::Outbound,
            source: route.key.source,
            remote: Some(route.key.destination),
            port: route.key.port,
        };
        (place, u64::from(route.states.get(TcpState::TimeWait)), &route.owners)
    });
    let listeners = census.listeners.iter().map(move |listener| {
        let place = Place {
            netns: Some(netns),
            direction: Direction::Inbound,
            source: listener.key.address,
            remote: None,
            port: listener.key.port,
        };
        (place, u64::from(listener.states.get(TcpState::TimeWait)), &listener.owners)
    });
    routes.chain(listeners)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_iterator_is_refused_that_is_told_with_what_counts_instead() {
        for (refusal, reason) in [
            (Refusal::Privilege(vec!["CAP_BPF"]), "host-reason-permission"),
            (Refusal::NoBtf, "host-reason-unsupported"),
        ] {
            let mut coverage = Vec::new();
            assert!(Standing::of(Err(refusal), &mut coverage).held.is_none());
            let [line] = &coverage[..] else { panic!("{coverage:?}") };
            assert_eq!(
                (line.source, line.subject, line.state),
                ("iterator", "sockets", CoverageState::Degraded)
            );
            let why = format!("{:?}", line.why);
            assert!(why.contains("collect-source-instead") && why.contains("sock_diag"), "{why}");
            assert!(why.contains(reason), "{why}");
        }
    }
}
