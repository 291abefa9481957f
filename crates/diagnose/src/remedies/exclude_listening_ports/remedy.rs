//! Excluded port ranges, the form that reserving has on Windows. It excludes no port that is in use, so the ports are those that a
//! person named while the service is stopped, or that a log names.

use lastack_model::{Arg, Family, Finding, Gauge, Offer, Os, PortSet, Safety, TcpState, Unit, Value};

use crate::plan::suppose;
use crate::rule::{self, Scope, View, words};
use crate::treatment::{self, LISTED, Need, Treatment, arg, reckoned};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "exclude-listening-ports",
    words: words!("exclude-listening-ports"),
    order: 30,
    keys: &[EXCLUDED, EXCLUDED6],
    tempts: &[],
    propose,
};

/// What an administrator excluded over IPv4.
const EXCLUDED: &str = "windows.excludedportrange";

/// The same over IPv6.
const EXCLUDED6: &str = "windows.excludedportrange6";

/// The first version whose netsh excludes ports is Windows 7 and Server 2008 R2, the latter with an update (KB3039044).
const FIRST: (u32, u32) = (6, 1);

/// Up to Server 2012 R2 a second bind() of an excluded port fails although SO_REUSEADDR is set (KB3039044).
const TEN: (u32, u32) = (10, 0);

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    match view.case.now.host.os {
        Os::Windows => treatment::kept(view, findings, &TREATMENT, in_namespace),
        Os::Linux | Os::Bsd | Os::Unknown => Vec::new(),
    }
}

/// For ports that findings are about, and for those that a person named.
fn in_namespace(need: &Need<'_>, named: &[u16]) -> Vec<Offer> {
    let (scope, findings) = (&need.scope, &need.findings);
    let withheld =
        |why, args| treatment::withheld(&TREATMENT, scope.subject(), findings.iter().copied(), why, args);
    let named = set(named.iter().copied());
    let mut wanted =
        set(findings.iter().filter_map(|finding| u16::try_from(reckoned(finding, "port")?).ok()));
    wanted.merge(&named);
    if wanted.is_empty() {
        return vec![withheld("withheld-no-port", Vec::new())];
    }
    if rule::windows_version(scope).is_some_and(|version| version < FIRST) {
        return vec![withheld("withheld-old", Vec::new())];
    }
    if rule::dynamic_range(scope, Family::V4).is_none() || rule::excluded(scope, Family::V4).is_none() {
        return vec![withheld("withheld-unread", Vec::new())];
    }
    // What people paste is of IPv4.
    if scope.is_here() && !over_v6(scope) {
        return vec![withheld("withheld-unread6", Vec::new())];
    }
    let (mut ports, mut offers) = (PortSet::default(), Vec::new());
    for port in wanted.iter() {
        match refused(scope, port, named.has(port)) {
            Some((why, args)) => offers.push(withheld(why, args)),
            None => ports.insert(port),
        }
    }
    offers.extend(offered(scope, findings, &ports));
    offers
}

fn set(ports: impl Iterator<Item = u16>) -> PortSet {
    let mut set = PortSet::default();
    ports.for_each(|port| set.insert(port));
    set
}

/// Whether the range and the list of IPv6 were read too.
fn over_v6(scope: &Scope<'_>) -> bool {
    rule::dynamic_range(scope, Family::V6).is_some() && rule::excluded(scope, Family::V6).is_some()
}

/// Whether some family gives the port to connections out, of those that were read.
fn is_given(scope: &Scope<'_>, port: u16) -> bool {
    [Family::V4, Family::V6].iter().any(|family| rule::is_dynamic(scope, *family, port) == Some(true))
}

/// Whether some family would give the port to connections out once lastack has widened its range.
fn is_for_later(scope: &Scope<'_>, port: u16) -> bool {
    let free = |family: &Family| rule::is_free(scope, *family, port) == Some(true);
    port >= rule::WIDEST && [Family::V4, Family::V6].iter().any(free)
}

/// Why Windows would not exclude the port, or need not. What nobody gives away now a person alone has excluded.
fn refused(scope: &Scope<'_>, port: u16, named: bool) -> Option<(&'static str, Vec<(&'static str, Arg)>)> {
    let told = |why, more: Vec<(&'static str, Arg)>| {
        Some((why, [vec![("port", Arg::port(port, "plan"))], more].concat()))
    };
    let census = &scope.view.census;
    let mut listeners = census.listeners.iter();
    let listens = listeners.find(|row| row.key.port == port && row.states.get(TcpState::Listen) > 0);
    let allowed = is_given(scope, port) || (named && is_for_later(scope, port));
    if !allowed {
        return told(if over_v6(scope) { "withheld-outside" } else { "withheld-outside-v4" }, Vec::new());
    }
    if let Some(listener) = listens {
        let Some(owner) = rule::holder(&listener.owners) else {
            return told("withheld-listening", Vec::new());
        };
        let pid = Arg::new(Value::Count(owner.pid.into()), Unit::Port, "census");
        return told("withheld-listening-by", vec![("comm", Arg::foreign(owner.comm.clone())), ("pid", pid)]);
    }
    let is_out = census.local_ports.as_ref().is_some_and(|ports| ports.outbound.has(port));
    if is_out || census.bound_ports.has(port) {
        return told("withheld-held", Vec::new());
    }
    // That none is seen says nothing where none would be.
    if !named && (!rule::listeners_known(scope) || census.local_ports.is_none()) {
        return told("withheld-unseen", Vec::new());
    }
    None
}

fn offered(scope: &Scope<'_>, findings: &[&Finding], ports: &PortSet) -> Option<Offer> {
    // A service may listen over either family; of a paste IPv4 alone is known, and that is said.
    let keys = [(EXCLUDED, Family::V4), (EXCLUDED6, Family::V6)];
    let keys = keys.into_iter().filter(|(_, family)| *family == Family::V4 || over_v6(scope));
    let steps = keys.filter_map(|(key, family)| {
        let [_, of_system] = rule::excluded(scope, family)?;
        let mut ours = ports.clone();
        ours.subtract(&of_system);
        treatment::reserve(scope, key, &ours)
    });
    let steps = steps.collect::<Vec<_>>();
    if steps.is_empty() {
        return None;
    }
    let mut remedy = treatment::remedy(&TREATMENT, scope, scope.subject(), findings.iter().copied());
    remedy.safety = Safety::Consent;
    remedy.effects = suppose::effects(scope, &steps, ports.iter().map(Gauge::PortAtRisk));
    remedy.steps = steps;
    let mut later = ports.clone();
    ports.iter().filter(|port| is_given(scope, *port)).for_each(|port| later.remove(port));
    if !later.is_empty() {
        remedy.why = match (later == *ports, over_v6(scope)) {
            (false, _) => "why-some-later",
            (true, true) => "why-later",
            (true, false) => "why-later-v4",
        };
    }
    if !over_v6(scope) {
        remedy.summary = "summary-v4";
    }
    arg(&mut remedy, "later", Arg::text(rule::listed(later.iter(), LISTED)));
    arg(&mut remedy, "count", Arg::count(ports.len(), "plan"));
    arg(&mut remedy, "ports", Arg::text(rule::listed(ports.iter(), LISTED)));
    let old = rule::windows_version(scope).is_some_and(|version| version < TEN);
    remedy.risk = Some(if old { "risk-old" } else { "risk" });
    Some(treatment::offer(remedy))
}
