//! tcp_keepalive_*: how soon a peer that is gone is given up, for sockets that asked for keepalive.

use lastack_model::{Advice, Arg, Finding, Gauge, Offer, Safety, Step, Subject, Unit};

use crate::plan::suppose;
use crate::rule::{Scope, View, words};
use crate::treatment::{self, Need, Treatment, arg};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "keepalive-dead-peers",
    words: words!("keepalive-dead-peers"),
    order: 64,
    keys: &["net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes"],
    tempts: &["close-wait-leak", "ghost-descriptors"],
    propose,
};

/// Seconds of silence before the first probe, between probes, and how many: 450 s instead of 7,875 (facts 11).
const WANTED: [(&str, i64); 3] = [
    ("net.ipv4.tcp_keepalive_time", 300),
    ("net.ipv4.tcp_keepalive_intvl", 30),
    ("net.ipv4.tcp_keepalive_probes", 5),
];

/// Where a program sets the same for itself: its names, message suffix, lines. Measured: nginx 1.22, redis 7.0 (both in
/// `root_remedies`), PostgreSQL 15 and HAProxy 2.6 (4 min 58 s left after 2 s, on both of its sides with srvtcpka) arm the timer of a
/// connection so. redis tries three times, a third of the time apart.
const PROGRAMS: [(&[&str], &str, &str); 4] = [
    (&["nginx"], "nginx", "listen 80 so_keepalive=300:30:5;"),
    (&["redis-server"], "redis", "tcp-keepalive 300"),
    (
        &["postgres"],
        "postgres",
        "tcp_keepalives_idle = 300\ntcp_keepalives_interval = 30\ntcp_keepalives_count = 5",
    ),
    (&["haproxy"], "haproxy", "option clitcpka\nclitcpka-idle 300s\nclitcpka-intvl 30s\nclitcpka-cnt 5"),
];

/// Options of a socket, for any other program: level, name, value.
const OPTIONS: &str = "SOL_SOCKET SO_KEEPALIVE 1\nIPPROTO_TCP TCP_KEEPIDLE 300\n\
                       IPPROTO_TCP TCP_KEEPINTVL 30\nIPPROTO_TCP TCP_KEEPCNT 5";

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    treatment::needs(view, findings, &TREATMENT).iter().flat_map(in_namespace).collect()
}

fn in_namespace(need: &Need<'_>) -> Vec<Offer> {
    let scope = &need.scope;
    let mut offers = Vec::new();
    let mut refuse = |findings: Vec<&Finding>, why| {
        if !findings.is_empty() {
            offers.push(treatment::withheld(&TREATMENT, scope.subject(), findings, why, Vec::new()));
        }
    };
    let (leaks, rest): (Vec<&Finding>, Vec<&Finding>) =
        need.findings.iter().partition(|finding| finding.id == "connection-leak");
    refuse(rest, "withheld-close-wait");
    // Whom this host connects to is still there: nobody's silence fills a route.
    let (processes, routes): (Vec<&Finding>, Vec<&Finding>) =
        leaks.into_iter().partition(|finding| matches!(finding.subject, Subject::Process { .. }));
    refuse(routes, "withheld-alive");
    let steps = steps(scope);
    match steps {
        None => refuse(processes, "withheld-unread"),
        Some(steps) if steps.is_empty() => refuse(processes, "withheld-short"),
        Some(steps) if !processes.is_empty() => {
            let advice = processes.iter().filter_map(|finding| advice(scope, finding)).collect();
            let mut remedy = treatment::remedy(&TREATMENT, scope, scope.subject(), processes);
            remedy.advice = advice;
            remedy.safety = Safety::Consent;
            remedy.effects = suppose::effects(scope, &steps, [Gauge::DeadPeerS]);
            let told = remedy.effects.first().map_or((0.0, 0.0), |effect| (effect.before, effect.high));
            for (name, seconds) in [("before", told.0), ("after", told.1)] {
                arg(&mut remedy, name, Arg::number(seconds, Unit::Seconds, "net.ipv4.tcp_keepalive_time"));
            }
            remedy.steps = steps;
            remedy.risk = Some("risk");
            // The timer of a socket runs from when it asked for keepalive, and no setting shortens one that runs.
            remedy.restart = Some("restart");
            offers.push(treatment::offer(remedy));
        }
        Some(_) => {}
    }
    offers
}

/// What does the same for the program of the finding alone.
fn advice(scope: &Scope<'_>, finding: &Finding) -> Option<Advice> {
    let Subject::Process { pid, .. } = finding.subject else { return None };
    let program = scope.view.processes.iter().find(|process| process.pid == pid)?.comm.clone();
    let known = PROGRAMS.iter().find(|(names, _, _)| treatment::is_called(&program, names));
    let (text, lines) = known.map_or(("any", OPTIONS), |(_, text, lines)| (*text, *lines));
    Some(Advice { program, text, lines: Some(lines) })
}

/// Values that are longer are shortened, the others stay; `None` where one was not read.
fn steps(scope: &Scope<'_>) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    for (key, wanted) in WANTED {
        if scope.setting(key)? > wanted {
            steps.push(treatment::step(scope, key, &wanted.to_string())?);
        }
    }
    Some(steps)
}
