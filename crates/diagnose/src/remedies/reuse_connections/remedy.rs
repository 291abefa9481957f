//! Fewer connections: settings of the program that opens them, or that closes them first.

use lastack_model::{
    Advice, Arg, Certainty, Finding, Listener, Offer, Owner, Route, Subject, Unit, Untrusted,
};

use crate::measure;
use crate::programs::PROGRAMS;
use crate::rule::{self, Scope, View, words};
use crate::treatment::{self, Need, Treatment, arg};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "reuse-connections",
    words: words!("reuse-connections"),
    order: 0,
    keys: &["keepalive", "keep-alive", "pool"],
    tempts: &[],
    propose,
};

/// Programs told in one piece of advice.
const TOLD: usize = 3;

/// Which side of the connections a program is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Connects,
    Serves,
}

/// Programs that a finding is about, the likeliest first.
#[derive(Clone, Debug, PartialEq, Eq)]
struct People {
    comms: Vec<Untrusted>,
    side: Side,
    /// Of the first one
    certainty: Certainty,
}

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    treatment::needs_anywhere(view, findings, &TREATMENT).iter().flat_map(in_namespace).collect()
}

/// One offer for each program and side: several routes of one program have one cure.
fn in_namespace(need: &Need<'_>) -> Vec<Offer> {
    let mut groups: Vec<(People, Vec<&Finding>)> = Vec::new();
    let mut offers = Vec::new();
    for finding in &need.findings {
        let Some(people) = people(&need.scope, finding) else {
            offers.push(treatment::withheld(
                &TREATMENT,
                finding.subject,
                [*finding],
                "withheld-open",
                Vec::new(),
            ));
            continue;
        };
        match groups.iter_mut().find(|(known, _)| *known == people) {
            Some((_, findings)) => findings.push(finding),
            None => groups.push((people, vec![finding])),
        }
    }
    offers.extend(groups.iter().map(|(people, findings)| offered(&need.scope, people, findings)));
    offers
}

/// Who opens or serves the connections of a finding, the busiest first; `None` where open connections are the trouble,
/// which no reuse makes fewer.
fn people(scope: &Scope<'_>, finding: &Finding) -> Option<People> {
    match finding.subject {
        Subject::Route { key, .. } => {
            let (route, report) = scope.routes().find(|(route, _)| route.key == key)?;
            if report.ports.is_some_and(|ports| measure::held_open(route, &ports)) {
                return None;
            }
            Some(connects(scope, route))
        }
        Subject::Listener { key, .. } => {
            let (listener, _) = scope.listeners().find(|(listener, _)| listener.key == key)?;
            Some(serves(scope, listener))
        }
        _ => Some(heaviest(scope)),
    }
}

/// Who opens the connections of a route: whom a trace saw to end them, or to get none, before who holds one.
fn connects(scope: &Scope<'_>, route: &Route) -> People {
    let trace = scope.view.trace.iter();
    let closed = trace.clone().flat_map(|trace| trace.on_route(route.key)).filter_map(|one| one.who.as_ref());
    let seen = trace.flat_map(|trace| trace.refused_on(route.key).1).chain(closed);
    first(seen.map(|who| &who.comm), &scope.suspects(route), Side::Connects)
}

/// Who serves the connections of a listener.
fn serves(scope: &Scope<'_>, listener: &Listener) -> People {
    let closed = scope.view.trace.iter().flat_map(|trace| trace.on_listener(listener.key));
    let seen = closed.filter_map(|one| one.who.as_ref()).map(|who| &who.comm);
    first(seen, &listener.owners, Side::Serves)
}

/// Who was seen before who holds a socket now: the closer of a short connection holds none.
fn first<'a>(seen: impl Iterator<Item = &'a Untrusted>, owners: &[Owner], side: Side) -> People {
    let mut seen = seen.cloned().peekable();
    let traced = seen.peek().is_some();
    let mut all: Vec<Untrusted> = Vec::new();
    for comm in seen.chain(comms(owners)) {
        if !all.contains(&comm) {
            all.push(comm);
        }
    }
    all.truncate(TOLD);
    let certainty = match side {
        _ if all.is_empty() => Certainty::Unknown,
        // Who holds a connection to the same place need not be who ended the others; a listener has one owner.
        Side::Connects if !traced => Certainty::Inferred,
        _ => Certainty::Observed,
    };
    People { comms: all, side, certainty }
}

fn comms(owners: &[Owner]) -> Vec<Untrusted> {
    let mut owners = owners.iter().collect::<Vec<_>>();
    owners.sort_by_key(|owner| std::cmp::Reverse(owner.sockets));
    let mut comms: Vec<Untrusted> = Vec::new();
    for owner in owners {
        if !comms.contains(&owner.comm) {
            comms.push(owner.comm.clone());
        }
    }
    comms.truncate(TOLD);
    comms
}

/// Whoever has most TIME_WAIT in the namespace.
fn heaviest(scope: &Scope<'_>) -> People {
    match scope.heaviest(lastack_model::TcpState::TimeWait) {
        Some(rule::Group::Route(route, _)) => connects(scope, route),
        Some(rule::Group::Listener(listener, _)) => serves(scope, listener),
        None => first(std::iter::empty(), &[], Side::Connects),
    }
}

fn offered(scope: &Scope<'_>, people: &People, findings: &[&Finding]) -> Offer {
    let People { comms, side, certainty } = people;
    let side = *side;
    let subject = findings.first().map_or(scope.subject(), |finding| finding.subject);
    let mut remedy = treatment::remedy(&TREATMENT, scope, subject, findings.iter().copied());
    let known = comms.iter().filter_map(|comm| Some((comm, of(comm, side)?)));
    remedy.advice =
        known.map(|(comm, (text, lines))| Advice { program: comm.clone(), text, lines }).collect();
    let mut is_checker = false;
    if remedy.advice.is_empty() {
        let program = comms.first().cloned().unwrap_or_default();
        let (text, lines) = match side {
            Side::Connects if comms.is_empty() && scope.view.trace.is_some() => ("traced", None),
            // A connection this short leaves no owner behind, and a trace tells who closed it.
            Side::Connects if comms.is_empty() && scope.is_here() => ("unseen", None),
            Side::Connects => ("any-connects", Some(GO)),
            Side::Serves => ("any-serves", None),
        };
        remedy.advice = vec![Advice { program: program.clone(), text, lines }];
        let checks = side == Side::Connects
            && !scope.on_windows()
            && findings.iter().all(|finding| finding.id == "local-prober");
        if checks {
            // A check is over when it has its answer: what it needs is an end that leaves nothing behind.
            remedy.advice.retain(|advice| advice.text != "any-connects");
            remedy.advice.push(Advice { program, text: "checks", lines: None });
            is_checker = true;
        }
    }
    if let Some(trace) = &scope.view.trace {
        arg(&mut remedy, "traced", Arg::number(trace.window_s, Unit::Seconds, "trace"));
    }
    let named = match comms.first() {
        Some(comm) => lastack_model::words::Message::new(match certainty {
            Certainty::Inferred => "reuse-connections-suspect",
            _ => "reuse-connections-named",
        })
        .with("comm", Arg::foreign(comm.clone())),
        None => lastack_model::words::Message::new("reuse-connections-unnamed"),
    };
    arg(&mut remedy, "program", Arg { certainty: *certainty, ..Arg::message(named) });
    remedy.summary = match side {
        Side::Connects if is_checker && comms.is_empty() => "summary-checks-unnamed",
        Side::Connects if is_checker => "summary-checks",
        Side::Connects if comms.is_empty() => "summary-unnamed",
        Side::Connects => "summary",
        Side::Serves => "summary-serves",
    };
    remedy.why = match side {
        Side::Connects if is_checker => "why-checks",
        Side::Connects => "why",
        Side::Serves => "why-serves",
    };
    remedy.restart = Some(if comms.is_empty() { "restart-unnamed" } else { "restart" });
    treatment::offer(remedy)
}

/// A pool of Go: its default keeps two connections for each host (facts 17.2).
const GO: &str = "t := http.DefaultTransport.(*http.Transport).Clone()\nt.MaxIdleConnsPerHost = 100\n\
                  client := &http.Client{Transport: t}\n\
                  io.Copy(io.Discard, resp.Body); resp.Body.Close()";

/// The advice for a program of this name on this side.
fn of(comm: &Untrusted, side: Side) -> Option<(&'static str, Option<&'static str>)> {
    let program = PROGRAMS.iter().find(|program| treatment::is_called(comm, program.comms))?;
    match side {
        Side::Connects => program.connects,
        Side::Serves => program.serves,
    }
}
