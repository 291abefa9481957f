//! Turns findings into an answer: which explains which, in what order they are told, and line 1.

mod verdict;

use std::cmp::Reverse;

use lastack_model::{Arg, Finding, RuledOut, Severity, Subject, TcpState, Value, Verdict};

use crate::{RULES, Rule, View, rule};

pub(crate) use self::verdict::VERDICT;

/// The judged part of a report.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) findings: Vec<Finding>,
    pub(crate) ruled_out: Vec<RuledOut>,
    pub(crate) verdict: Verdict,
}

/// Runs every rule and relates what they found.
pub(crate) fn judge(view: &View<'_>) -> Judged {
    let (mut findings, mut ruled_out) = (Vec::new(), Vec::new());
    for rule in RULES {
        let found = (rule.check)(view);
        if found.is_empty() {
            ruled_out.extend((rule.quiet)(view).map(|why| RuledOut { id: rule.id, why }));
        }
        findings.extend(found);
    }
    let mut findings = fold(view, findings);
    let causes = explain(view, &mut findings);
    rank(&mut findings, &causes);
    let verdict = verdict::verdict(view, &findings);
    Judged { findings, ruled_out, verdict }
}

/// What one finding does to another that it makes needless: the first id tells it better.
struct Supersedes {
    by: &'static str,
    what: &'static str,
    when: fn(&View<'_>, &Finding, &Finding) -> bool,
}

/// Read from top to bottom; a finding that is gone supersedes nothing.
const SUPERSEDES: &[Supersedes] = &[
    // "Harmless" beside a route that runs out of ports would be wrong.
    Supersedes { by: "port-exhaustion", what: "time-wait-dominates", when: troubled_in_the_same_namespace },
    // .. and so it would beside resets that peers get.
    Supersedes { by: "bucket-overflow", what: "time-wait-dominates", when: hurts_in_the_same_namespace },
    Supersedes { by: "bind-before-connect", what: "time-wait-dominates", when: hurts_in_the_same_namespace },
    // On Windows: what holds the ports is said there.
    Supersedes {
        by: "dynamic-range-exhaustion",
        what: "time-wait-dominates",
        when: as_bad_in_the_same_namespace,
    },
    Supersedes { by: "bound-port-leak", what: "time-wait-dominates", when: as_bad_in_the_same_namespace },
    Supersedes { by: "tuple-churn", what: "time-wait-dominates", when: as_bad_in_the_same_namespace },
    Supersedes { by: "nonpaged-pool", what: "time-wait-dominates", when: as_bad_in_the_same_namespace },
    Supersedes { by: "uptime-497-days", what: "time-wait-dominates", when: as_bad_in_the_same_namespace },
    // The checker is why there is so much of it.
    Supersedes { by: "local-prober", what: "time-wait-dominates", when: harmless_in_the_same_namespace },
    // It says why, from the table; the log says that it was so.
    Supersedes { by: "listener-port-taken", what: "log-signature", when: logged_about_the_same_port },
    Supersedes { by: "restart-refused", what: "log-signature", when: logged_about_the_same_port },
    // It lists the ports to reserve as well.
    Supersedes {
        by: "local-prober",
        what: "listener-in-ephemeral-range",
        when: harmless_in_the_same_namespace,
    },
    // Whose rows they are says more than how many.
    Supersedes { by: "one-peer-many-closes", what: "server-closes-first", when: about_the_same_subject },
    // "Harmless" beside clients that may be turned away would be wrong.
    Supersedes { by: "one-peer-many-closes", what: "time-wait-dominates", when: owns_the_heaviest_listener },
    // Both tell it with the rows that it costs.
    Supersedes { by: "bucket-overflow", what: "harmful-setting", when: about_its_setting },
    Supersedes { by: "reuse-ineffective", what: "harmful-setting", when: about_its_setting },
    // Where most of TIME_WAIT stands at this listener, that finding has said who closes first.
    Supersedes {
        by: "time-wait-dominates",
        what: "server-closes-first",
        when: told_of_the_heaviest_listener,
    },
    // Why there are so many of them; ports or places that run out are the trouble itself.
    Supersedes { by: "port-exhaustion", what: "reconnect-storm", when: troubled_in_the_same_namespace },
    Supersedes { by: "bucket-overflow", what: "reconnect-storm", when: troubled_in_the_same_namespace },
    Supersedes { by: "reconnect-storm", what: "time-wait-dominates", when: harmless_in_the_same_namespace },
    // It says that open connections hold the ports, and what they are; where they only grow, that says more.
    Supersedes { by: "port-exhaustion", what: "connection-leak", when: worse_about_the_same_subject },
    Supersedes { by: "connection-leak", what: "port-exhaustion", when: about_the_same_held_route },
    // Both ends are here: the queue is why nobody answers, and no other host need be looked at.
    Supersedes { by: "accept-queue-full", what: "syn-sent-pile", when: about_the_listener_that_it_leads_to },
    // It tells the descriptors of that process too, and what they are.
    Supersedes { by: "ghost-descriptors", what: "descriptor-limit", when: of_the_same_process },
    // "Harmless" beside a limit that they fill would be wrong; it counts them.
    Supersedes { by: "orphans-near-limit", what: "fin-wait1-pile", when: harmless_in_the_same_namespace },
    Supersedes { by: "orphans-near-limit", what: "last-ack-pile", when: harmless_in_the_same_namespace },
    Supersedes { by: "orphans-near-limit", what: "closing-pile", when: harmless_in_the_same_namespace },
];

/// A finding that says why another one came about: both are told, and each names the other.
struct Explains {
    by: &'static str,
    what: &'static str,
    when: fn(&View<'_>, &Finding, &Finding) -> bool,
}

const EXPLAINS: &[Explains] = &[
    Explains { by: "bind-before-connect", what: "port-exhaustion", when: in_the_same_namespace },
    Explains { by: "bound-port-leak", what: "dynamic-range-exhaustion", when: in_the_same_namespace },
    Explains { by: "uptime-497-days", what: "dynamic-range-exhaustion", when: in_the_same_namespace },
    Explains { by: "tuple-churn", what: "dynamic-range-exhaustion", when: in_the_same_namespace },
    Explains { by: "connection-leak", what: "port-exhaustion", when: about_the_same_subject },
    Explains { by: "connection-leak", what: "descriptor-limit", when: about_the_same_subject },
    Explains { by: "reuse-ineffective", what: "port-exhaustion", when: in_the_same_namespace },
    Explains { by: "small-child-tables", what: "bucket-overflow", when: in_the_same_namespace },
    Explains { by: "syn-sent-pile", what: "port-exhaustion", when: about_the_same_subject },
    Explains { by: "close-wait-leak", what: "descriptor-limit", when: of_the_same_process },
    Explains { by: "descriptor-limit", what: "accept-queue-full", when: of_the_same_process },
    Explains { by: "ghost-descriptors", what: "accept-queue-full", when: of_the_same_process },
    // What the log tells of is there to be seen.
    Explains { by: "listener-port-taken", what: "log-signature", when: logged_as_refused },
    Explains { by: "restart-refused", what: "log-signature", when: logged_as_refused },
    Explains { by: "bind-before-connect", what: "log-signature", when: logged_as_refused_connect },
    Explains { by: "fixed-source-port", what: "log-signature", when: logged_as_refused_connect },
    Explains { by: "port-exhaustion", what: "log-signature", when: logged_for_the_same_target },
    Explains { by: "bucket-overflow", what: "log-signature", when: logged_as_bucket_overflow },
    Explains { by: "conntrack-near-full", what: "log-signature", when: logged_as_conntrack_full },
    Explains { by: "syn-queue-full", what: "log-signature", when: logged_as_syn_flooding },
    Explains { by: "descriptor-limit", what: "log-signature", when: logged_as_emfile },
    Explains { by: "ghost-descriptors", what: "log-signature", when: logged_as_emfile },
    Explains { by: "close-wait-leak", what: "log-signature", when: logged_as_emfile },
    Explains { by: "orphans-near-limit", what: "log-signature", when: logged_as_orphans },
];

fn in_the_same_namespace(_: &View<'_>, by: &Finding, what: &Finding) -> bool {
    by.subject.netns() == what.subject.netns()
}

/// The route ends at this very listener: its address is one of this namespace, since rows lead from there too, and such
/// a connection never leaves it.
fn about_the_listener_that_it_leads_to(_: &View<'_>, by: &Finding, what: &Finding) -> bool {
    let (Subject::Listener { netns, key }, Subject::Route { netns: from, key: route }) =
        (by.subject, what.subject)
    else {
        return false;
    };
    let loops = route.destination == route.source || route.destination.is_loopback();
    let own = key.address == route.destination || (key.address.is_unspecified() && loops);
    netns == from && key.port == route.port && own && by.severity >= what.severity
}

fn troubled_in_the_same_namespace(view: &View<'_>, by: &Finding, what: &Finding) -> bool {
    by.severity > Severity::Ok && harmless_in_the_same_namespace(view, by, what)
}

fn hurts_in_the_same_namespace(view: &View<'_>, by: &Finding, what: &Finding) -> bool {
    by.severity > Severity::Info && harmless_in_the_same_namespace(view, by, what)
}

fn harmless_in_the_same_namespace(_: &View<'_>, by: &Finding, what: &Finding) -> bool {
    what.severity <= Severity::Info && by.subject.netns() == what.subject.netns()
}

fn as_bad_in_the_same_namespace(_: &View<'_>, by: &Finding, what: &Finding) -> bool {
    by.severity >= what.severity && by.subject.netns() == what.subject.netns()
}

/// The setting that the other rule is about.
fn about_its_setting(_: &View<'_>, by: &Finding, what: &Finding) -> bool {
    let key = match by.id {
        "bucket-overflow" => "net.ipv4.tcp_max_tw_buckets",
        _ => "net.ipv4.tcp_timestamps",
    };
    let told = matches!(what.subject, Subject::Setting { key: about, .. } if about == key);
    told && by.severity >= what.severity && by.subject.netns() == what.subject.netns()
}

fn about_the_same_subject(_: &View<'_>, by: &Finding, what: &Finding) -> bool {
    by.subject == what.subject
}

fn worse_about_the_same_subject(_: &View<'_>, by: &Finding, what: &Finding) -> bool {
    by.subject == what.subject && by.severity > what.severity && AT_THE_END.contains(&by.verdict)
}

/// Verdicts of "port-exhaustion" where no port is left, or hardly one.
const AT_THE_END: [&str; 6] = [
    "verdict-failing",
    "verdict-failing-unproven",
    "verdict-failing-unseen",
    "verdict-odd",
    "verdict-near",
    "verdict-near-fast",
];

/// The ports are still there, and it is open connections that take them.
fn about_the_same_held_route(_: &View<'_>, by: &Finding, what: &Finding) -> bool {
    by.subject == what.subject && by.severity >= what.severity && !AT_THE_END.contains(&what.verdict)
}

/// The process that a finding is about: its subject, or who holds most sockets of it.
fn process_of(view: &View<'_>, finding: &Finding) -> Option<(usize, u32)> {
    let netns = finding.subject.netns()?;
    let scope = view.scope(netns)?;
    let census = &scope.view.census;
    let owners = match finding.subject {
        Subject::Process { pid, .. } => return Some((netns, pid)),
        Subject::Route { key, .. } => &census.routes.iter().find(|route| route.key == key)?.owners,
        Subject::Listener { key, .. } => &census.listeners.iter().find(|row| row.key == key)?.owners,
        _ => return None,
    };
    rule::holder(owners).map(|owner| (netns, owner.pid))
}

fn of_the_same_process(view: &View<'_>, by: &Finding, what: &Finding) -> bool {
    process_of(view, by).is_some_and(|process| process_of(view, what) == Some(process))
}

fn logged_as(by: &Finding, what: &Finding, wanted: &str) -> bool {
    matches!(what.subject, Subject::Log { signature, .. } if signature == wanted)
        && by.subject.netns() == what.subject.netns()
        && by.severity >= Severity::Warning
}

fn logged_for_the_same_target(view: &View<'_>, by: &Finding, what: &Finding) -> bool {
    let (Subject::Route { netns, key }, Subject::Log { signature, .. }) = (by.subject, what.subject) else {
        return false;
    };
    let refused = ["connect-eaddrinuse", "connect-eaddrnotavail", "eaddrnotavail"];
    let mut hits = view.scope(netns).into_iter().flat_map(|scope| &scope.view.logs);
    refused.contains(&signature)
        && by.severity >= Severity::Warning
        && what.subject.netns() == Some(netns)
        && hits.any(|hit| {
            let target = hit.target.map(|target| (target.address, target.port));
            hit.signature == signature && target == Some((key.destination, key.port))
        })
}

/// Every line of the log speaks of this finding's port, or of none.
fn logged_about_the_same_port(view: &View<'_>, by: &Finding, what: &Finding) -> bool {
    let (Subject::Log { netns, signature }, Some(port)) = (what.subject, port_of(by)) else { return false };
    let mut hits = view.scope(netns).into_iter().flat_map(|scope| &scope.view.logs);
    let same = hits.all(|hit| {
        let silent = hit.port.is_none() && hit.target.is_none();
        hit.signature != signature || silent || hit.port == Some(port)
    });
    logged_as_refused(view, by, what) && by.severity >= what.severity && same
}

fn port_of(finding: &Finding) -> Option<u16> {
    let (_, arg) = finding.args.iter().find(|(name, _)| *name == "port")?;
    match arg.value {
        Value::Count(port) => u16::try_from(port).ok(),
        _ => None,
    }
}

fn logged_as_refused(_: &View<'_>, by: &Finding, what: &Finding) -> bool {
    logged_as(by, what, "bind-eaddrinuse") || logged_as(by, what, "eaddrinuse")
}

fn logged_as_refused_connect(_: &View<'_>, by: &Finding, what: &Finding) -> bool {
    logged_as(by, what, "connect-eaddrinuse")
}

fn logged_as_bucket_overflow(_: &View<'_>, by: &Finding, what: &Finding) -> bool {
    logged_as(by, what, "bucket-overflow")
}

fn logged_as_conntrack_full(_: &View<'_>, by: &Finding, what: &Finding) -> bool {
    logged_as(by, what, "conntrack-full")
}

fn logged_as_syn_flooding(_: &View<'_>, by: &Finding, what: &Finding) -> bool {
    logged_as(by, what, "syn-flooding")
}

fn logged_as_emfile(_: &View<'_>, by: &Finding, what: &Finding) -> bool {
    logged_as(by, what, "emfile")
}

fn logged_as_orphans(_: &View<'_>, by: &Finding, what: &Finding) -> bool {
    logged_as(by, what, "orphans")
}

fn about_the_heaviest_listener(view: &View<'_>, by: &Finding, what: &Finding) -> bool {
    let heaviest = by.subject.netns().and_then(|netns| view.scope(netns)?.heaviest(TcpState::TimeWait));
    match (heaviest, what.subject) {
        (Some(rule::Group::Listener(listener, _)), Subject::Listener { key, .. }) => {
            by.subject.netns() == what.subject.netns() && listener.key == key
        }
        _ => false,
    }
}

fn told_of_the_heaviest_listener(view: &View<'_>, by: &Finding, what: &Finding) -> bool {
    harmless_in_the_same_namespace(view, by, what) && about_the_heaviest_listener(view, by, what)
}

/// The same, seen from the other side: the finding that stays is about the listener with most of TIME_WAIT.
fn owns_the_heaviest_listener(view: &View<'_>, by: &Finding, what: &Finding) -> bool {
    harmless_in_the_same_namespace(view, by, what) && about_the_heaviest_listener(view, what, by)
}

/// Takes out what is superseded; the finding that remains names it in `relates`.
fn fold(view: &View<'_>, mut findings: Vec<Finding>) -> Vec<Finding> {
    for rule in SUPERSEDES {
        let mut gone = Vec::new();
        for by in 0..findings.len() {
            for what in 0..findings.len() {
                let ids = findings[by].id == rule.by && findings[what].id == rule.what;
                if ids && !gone.contains(&what) && (rule.when)(view, &findings[by], &findings[what]) {
                    gone.push(what);
                    let key = findings[what].key.clone();
                    findings[by].relates.push(key);
                }
            }
        }
        let mut index = 0;
        findings.retain(|_| {
            index += 1;
            !gone.contains(&(index - 1))
        });
    }
    findings
}

/// Keys of a cause and of its effect.
type Cause = (String, String);

/// Names cause and effect in each other.
fn explain(view: &View<'_>, findings: &mut [Finding]) -> Vec<Cause> {
    let mut pairs = Vec::new();
    for rule in EXPLAINS {
        for (by, cause) in findings.iter().enumerate().filter(|(_, finding)| finding.id == rule.by) {
            let effects = findings.iter().enumerate().filter(|(_, finding)| finding.id == rule.what);
            let effects = effects.filter(|(_, effect)| (rule.when)(view, cause, effect));
            pairs.extend(effects.map(|(what, _)| (by, what)));
        }
    }
    let mut causes = Vec::new();
    for (by, what) in pairs {
        let (cause, effect) = (findings[by].key.clone(), findings[what].key.clone());
        findings[by].relates.push(effect.clone());
        findings[what].relates.push(cause.clone());
        causes.push((cause, effect));
    }
    causes
}

/// Worst first; among equals those of the namespace that lastack runs in, then the more urgent, then as their rule has
/// ranked them, then the one that found more.
fn rank(findings: &mut Vec<Finding>, causes: &[Cause]) {
    let urgency = |finding: &Finding| rule_of(finding).map(|rule| rule.urgency);
    let size = |finding: &Finding| match finding.args.first() {
        Some((_, Arg { value: Value::Count(count), .. })) => *count,
        _ => 0,
    };
    findings.sort_by_key(|finding| {
        let severity = Reverse(finding.severity);
        (severity, finding.subject.netns(), urgency(finding), finding.rank, Reverse(size(finding)))
    });
    causes_first(findings, causes);
    let mut last = None;
    let mut rank = 0;
    for finding in findings {
        rank = if last == Some(finding.severity) { rank + 1 } else { 0 };
        last = Some(finding.severity);
        finding.rank = rank;
    }
}

/// A full accept queue is what a program without descriptors looks like from outside, and one destination without ports what is left
/// of a range that others have bound: line 1 must say the latter.
fn causes_first(findings: &mut Vec<Finding>, causes: &[Cause]) {
    for (cause, effect) in causes {
        let place = |key: &str| findings.iter().position(|finding| finding.key == key);
        let (Some(by), Some(what)) = (place(cause), place(effect)) else { continue };
        let equal = findings[by].severity == findings[what].severity;
        let looks_like_it = match findings[what].id {
            "accept-queue-full" => true,
            "port-exhaustion" => findings[by].id == "bind-before-connect",
            _ => false,
        };
        if by > what && equal && looks_like_it {
            let cause = findings.remove(by);
            findings.insert(what, cause);
        }
    }
}

fn rule_of(finding: &Finding) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == finding.id)
}
