//! A longer accept queue: the program's own listen() backlog, and somaxconn above it.

use lastack_model::{Arg, Effect, Finding, Gauge, Listener, Offer, Subject};

use crate::rule::{self, Scope, View, words};
use crate::treatment::backlog::{self, Longer, SOMAXCONN};
use crate::treatment::{self, Need, Treatment, arg};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "raise-accept-queue",
    words: words!("raise-accept-queue"),
    order: 50,
    keys: &[SOMAXCONN],
    tempts: &[],
    propose,
};

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    treatment::needs(view, findings, &TREATMENT).iter().flat_map(in_namespace).collect()
}

fn in_namespace(need: &Need<'_>) -> Vec<Offer> {
    need.findings.iter().map(|finding| of_finding(&need.scope, finding)).collect()
}

fn of_finding(scope: &Scope<'_>, finding: &Finding) -> Offer {
    let refuse = |why| treatment::withheld(&TREATMENT, finding.subject, [finding], why, Vec::new());
    let Subject::Listener { key, .. } = finding.subject else { return refuse("withheld-nobody") };
    let row = scope.listeners().map(|(listener, _)| listener).find(|row| row.key == key);
    let Some(listener) = row else { return refuse("withheld-nobody") };
    match backlog::longer(scope, listener) {
        Some(longer) => offered(scope, finding, listener, longer),
        None => refuse("withheld-unread"),
    }
}

fn offered(scope: &Scope<'_>, finding: &Finding, listener: &Listener, longer: Longer) -> Offer {
    let mut remedy = treatment::remedy(&TREATMENT, scope, finding.subject, [finding]);
    let places = listener.sockets.iter().filter_map(|socket| socket.limit).min().unwrap_or(0);
    arg(&mut remedy, "place", rule::listener_place(listener));
    arg(&mut remedy, "places", Arg::count(places, "listen"));
    arg(&mut remedy, "program", rule::program(&listener.owners));
    remedy.risk = Some("risk");
    remedy.restart = Some("restart");
    match longer {
        Longer::Program(advice) => {
            (remedy.summary, remedy.why) = ("summary-program", "why-program");
            remedy.advice = vec![advice];
        }
        Longer::Host(step, advice) => {
            let to = step.to.parse().unwrap_or(f64::from(places));
            let gauge = Gauge::AcceptQueue(listener.key);
            // What the program asked for is not known once somaxconn has cut it: it may be no more than this.
            let before = f64::from(places);
            remedy.effects = vec![Effect { netns: scope.netns, gauge, before, low: before, high: to }];
            arg(&mut remedy, "to", Arg::number(to, lastack_model::Unit::Count, SOMAXCONN));
            remedy.steps = vec![step];
            remedy.advice = vec![advice];
        }
    }
    treatment::offer(remedy)
}
