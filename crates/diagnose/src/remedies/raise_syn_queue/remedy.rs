//! A longer SYN queue: the listener's backlog, and tcp_max_syn_backlog only where cookies are off.

use lastack_model::{Arg, Effect, Finding, Gauge, Listener, Offer, Step, Subject};

use crate::plan::suppose;
use crate::rule::{self, Scope, View, words};
use crate::treatment::backlog::{self, Longer, SOMAXCONN};
use crate::treatment::{self, Need, Treatment, arg};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "raise-syn-queue",
    words: words!("raise-syn-queue"),
    order: 52,
    keys: &[MAX],
    tempts: &[],
    propose,
};

const MAX: &str = "net.ipv4.tcp_max_syn_backlog";

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    treatment::needs(view, findings, &TREATMENT).iter().flat_map(in_namespace).collect()
}

/// tcp_max_syn_backlog is written once for all listeners that it holds short; each other one has a backlog of its own.
fn in_namespace(need: &Need<'_>) -> Vec<Offer> {
    let scope = &need.scope;
    let (mut offers, mut held) = (Vec::new(), Vec::new());
    for finding in &need.findings {
        let refuse = |why| treatment::withheld(&TREATMENT, finding.subject, [*finding], why, Vec::new());
        match (listener(scope, finding), rule::cookies_mode(scope)) {
            (None, _) => offers.push(refuse("withheld-nobody")),
            (_, None) => offers.push(refuse("withheld-unread")),
            (Some(row), Some(mode)) => match max_step(scope, row).filter(|_| mode == 0) {
                Some(step) => held.push((*finding, row, step)),
                None => offers.push(of_backlog(scope, finding, row)),
            },
        }
    }
    offers.extend(of_max(scope, &held));
    offers
}

/// The listener that a finding names, else the one with most half-open connections.
fn listener<'a>(scope: &Scope<'a>, finding: &Finding) -> Option<&'a Listener> {
    let rows = || scope.listeners().map(|(listener, _)| listener).filter(|row| !row.sockets.is_empty());
    match finding.subject {
        // Dropped for another reason than a full queue.
        _ if finding.verdict == "verdict-other" => None,
        Subject::Listener { key, .. } => rows().find(|row| row.key == key),
        _ => rows()
            .max_by_key(|row| row.states.get(lastack_model::TcpState::SynRecv))
            .filter(|row| row.states.get(lastack_model::TcpState::SynRecv) > 0),
    }
}

/// With cookies off the kernel stops at three quarters of tcp_max_syn_backlog: so much that the backlog is what counts.
fn max_step(scope: &Scope<'_>, listener: &Listener) -> Option<Step> {
    let backlog = listener.sockets.iter().map(|socket| socket.limit.map(u64::from)).sum::<Option<u64>>()?;
    let max = u64::try_from(scope.setting(MAX)?).ok()?;
    let wanted = (backlog * 4).div_ceil(3).next_power_of_two();
    (max - max / 4 < backlog).then(|| treatment::step(scope, MAX, &wanted.to_string()))?
}

fn of_max(scope: &Scope<'_>, held: &[(&Finding, &Listener, Step)]) -> Option<Offer> {
    let (_, row, step) = held.iter().max_by_key(|(_, _, step)| step.to.parse().unwrap_or(0_u64))?;
    let findings = held.iter().map(|(finding, ..)| *finding);
    let mut remedy = treatment::remedy(&TREATMENT, scope, scope.subject(), findings);
    remedy.steps = vec![step.clone()];
    let gauges = held.iter().map(|(_, row, _)| Gauge::SynQueue(row.key));
    remedy.effects = suppose::effects(scope, &remedy.steps, gauges);
    arg(&mut remedy, "place", rule::listener_place(row));
    remedy.risk = Some("risk");
    Some(treatment::offer(remedy))
}

/// The queue is as long as the backlog of the listener.
fn of_backlog(scope: &Scope<'_>, finding: &Finding, row: &Listener) -> Offer {
    let places = row.sockets.iter().filter_map(|socket| socket.limit).min();
    let (Some(places), Some(longer)) = (places, backlog::longer(scope, row)) else {
        return treatment::withheld(&TREATMENT, finding.subject, [finding], "withheld-unread", Vec::new());
    };
    let mut remedy = treatment::remedy(&TREATMENT, scope, scope.listener_subject(row.key), [finding]);
    (remedy.summary, remedy.why) = ("summary-backlog", "why-backlog");
    (remedy.risk, remedy.restart) = (Some("risk"), Some("restart"));
    arg(&mut remedy, "place", rule::listener_place(row));
    arg(&mut remedy, "places", Arg::count(places, "listen"));
    arg(&mut remedy, "program", rule::program(&row.owners));
    match longer {
        Longer::Program(advice) => remedy.advice = vec![advice],
        Longer::Host(step, advice) => {
            let before = f64::from(places);
            let high = step.to.parse().unwrap_or(before);
            let gauge = Gauge::SynQueue(row.key);
            remedy.effects = vec![Effect { netns: scope.netns, gauge, before, low: before, high }];
            arg(&mut remedy, "to", Arg::number(high, lastack_model::Unit::Count, SOMAXCONN));
            (remedy.steps, remedy.advice) = (vec![step], vec![advice]);
        }
    }
    treatment::offer(remedy)
}
