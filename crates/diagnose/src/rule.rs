//! What a rule is, what it sees, and the pieces that rules build findings from.

pub(crate) mod because;
pub(crate) mod bound;
pub(crate) mod legacy;
mod logged;
mod moment;
pub(crate) mod narrow;
pub(crate) mod orphans;
mod outage;
mod queues;
mod say;
mod scope;
mod uptime;
mod vacant;
mod windows;

use lastack_model::words::{Message, Words};
use lastack_model::{Arg, Case, Finding, Severity, Subject};

use crate::Measured;

pub(crate) use logged::{Logged, is_of_windows_ports, is_placed, log_because, log_form, log_place};
pub(crate) use moment::log_times;
pub(crate) use outage::outages;
pub(crate) use queues::{cookies_mode, swallowed, syn_drops_per_s, syn_places, syn_places_at_most};
pub(crate) use say::{
    address, closes, end, hard_limit, holder, life, listed, listener_place, namespace_name, percent, process,
    program, route_place, slow, suspect, target, target_of,
};
pub use scope::Scope;
pub(crate) use scope::{Before, Group, TRACKED_TIME_WAIT, TRACKED_TIME_WAIT_S, before, since_at_least};
pub(crate) use uptime::{BUG_S, UptimeBug, uptime_bug, windows_version};
pub(crate) use vacant::{
    Vacant, is_open_to_clients, is_refusal, listeners_known, listening, reserved_with, vacant,
};
pub(crate) use windows::{
    DYNAMIC_KEY, DYNAMIC_PORTS, Dynamic, HELD_S, WIDEST, dynamic_key, dynamic_range, excluded, is_dynamic,
    is_for_clients, is_free, netsh_family,
};

/// Words that several rules use: places, rates, forecasts.
pub(crate) static SHARED: Words = Words {
    prefix: "shared",
    en: include_str!("words/shared/en.ftl"),
    zh: include_str!("words/shared/zh-CN.ftl"),
};

/// One rule: a folder below `rules`.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case; the folder has the same name in snake_case. It names the trouble, not the cure
    pub id: &'static str,
    /// Its sentences
    pub words: Words,
    /// Ids of the remedies that treat it, the best first
    pub remedies: &'static [&'static str],
    /// Order among findings of one severity, 0 first: what stops service stands before what wastes
    pub urgency: u8,
    /// Whether its trouble is TIME_WAIT
    pub about: About,
    /// Looks for the trouble
    pub check: fn(&View<'_>) -> Vec<Finding>,
    /// Says with numbers why the trouble is not there, once `check` has found nothing; `None` where it could not
    /// look or has no resource to speak of
    pub quiet: fn(&View<'_>) -> Option<Message>,
}

/// Whether a rule speaks of TIME_WAIT: line 1 says so where TIME_WAIT is plenty and the trouble is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// TIME_WAIT, or what it uses up
    TimeWait,
    /// Something else
    Else,
    /// Something that may hurt one day: line 1 is silent about it while nothing does
    Precaution,
}

/// What rules see.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The snapshot now and earlier ones
    pub case: Case<'a>,
    /// What was measured of it
    pub measured: &'a Measured,
    /// Ports of services that are to be kept from clients, as they were named: a service that is stopped shows none
    pub named: &'a [u16],
}

impl<'a> View<'a> {
    /// Every namespace with its numbers.
    pub fn scopes(&self) -> impl Iterator<Item = Scope<'a>> + use<'a> {
        let now = self.case.now;
        let pairs = now.namespaces.iter().zip(&self.measured.namespaces).enumerate();
        pairs.map(|(netns, (view, measured))| Scope { netns, now, view, measured })
    }

    /// One namespace.
    pub fn scope(&self, netns: usize) -> Option<Scope<'a>> {
        self.scopes().nth(netns)
    }
}

/// Reads the words of the rule's folder.
macro_rules! words {
    ($prefix:literal) => {
        lastack_model::words::Words {
            prefix: $prefix,
            en: include_str!("en.ftl"),
            zh: include_str!("zh-CN.ftl"),
        }
    };
}
pub(crate) use words;

/// A finding of a rule with its ordinary message suffixes and nothing to do yet.
pub(crate) fn finding(
    rule: &'static Rule,
    scope: &Scope<'_>,
    subject: Subject,
    severity: Severity,
    because: Message,
) -> Finding {
    Finding {
        id: rule.id,
        key: scope.key(rule.id, subject),
        severity,
        rank: 0,
        subject,
        because,
        since_at_least_s: None,
        args: Vec::new(),
        verdict: "verdict",
        summary: "summary",
        why: "why",
        todo: Vec::new(),
        dont: Vec::new(),
        remedies: rule.remedies.to_vec(),
        relates: Vec::new(),
    }
}

/// An argument under its name.
pub(crate) fn arg(finding: &mut Finding, name: &'static str, arg: Arg) {
    finding.args.push((name, arg));
}

/// What ends within so many seconds ends before anybody has acted on it: as bad as if it were over.
pub(crate) const AT_ONCE_S: f64 = 60.0;

/// So many a second a limit serves whose places stay taken for some seconds; from 10 on whole ones, never rounded up.
pub(crate) fn serves_per_s(limit: f64, seconds: f64) -> f64 {
    let exact = limit / seconds;
    if exact < 10.0 { exact } else { exact.floor() }
}
