//! Line 1: the one sentence for who was just woken.

use lastack_model::words::{Message, Words};
use lastack_model::{Arg, Finding, NetnsName, Severity, SourceKind, Subject, TcpState, Verdict};

use super::rule_of;
use crate::rule::narrow::NARROW;
use crate::rule::orphans::UNREAD_LIMIT;
use crate::{About, Scope, View, rowless, rule};

/// Words of line 1.
pub(crate) static VERDICT: Words = Words {
    prefix: "verdict",
    en: include_str!("../words/verdict/en.ftl"),
    zh: include_str!("../words/verdict/zh-CN.ftl"),
};

/// Plenty of TIME_WAIT: people come because of it, so line 1 says when something else is the trouble.
const PLENTY_OF_TIME_WAIT: u64 = 1_000;

/// The verdict of counts that are as many as the range of the same text.
const WHOLE_RANGE: &str = "verdict-counts-range";

/// From here on connect() gets slow when all lead to one destination: half of 32768 to 60999 (facts 5).
const HALF_OF_THE_DEFAULT_RANGE: u64 = 14_116;

/// Line 1.
pub(super) fn verdict(view: &View<'_>, findings: &[Finding]) -> Verdict {
    if let Some(text) = rowless::verdict(view, findings).or_else(|| rowless::unread(view, findings)) {
        return Verdict { severity: None, text };
    }
    // A precaution is no trouble: where there is nothing else, all is well.
    let precaution = |finding: &&Finding| {
        let rule = rule_of(finding).is_some_and(|rule| rule.about == About::Precaution);
        // Nobody who looks at a host compares its counters; whoever pastes two numbers does.
        let numbers = finding.id == "counters-disagree" && view.case.now.kind != SourceKind::Paste;
        (rule || numbers) && finding.severity < Severity::Warning
    };
    match findings.iter().find(|finding| !precaution(finding)) {
        Some(worst) if worst.severity >= Severity::Warning => Verdict {
            severity: Some(worst.severity),
            text: place(view, worst, trouble(view, worst, findings)),
        },
        Some(first) if open(findings).is_some() || blind(view, first) || first.verdict == UNREAD_LIMIT => {
            let first = open(findings).unwrap_or(first);
            Verdict { severity: None, text: place(view, first, first.message(first.verdict)) }
        }
        Some(first) => {
            // People come because of TIME_WAIT: where nothing hurts, what is said of it goes first.
            let about = |finding: &&Finding| {
                rule_of(finding).is_some_and(|rule| rule.about == About::TimeWait)
                    && finding.subject.netns() == first.subject.netns()
            };
            let first = findings.iter().find(about).unwrap_or(first);
            let text = place(view, first, first.message(first.verdict));
            Verdict { severity: Some(Severity::Ok), text }
        }
        None => Verdict { severity: Some(Severity::Ok), text: well(view) },
    }
}

/// What leaves it open whether ports run out.
fn open(findings: &[Finding]) -> Option<&Finding> {
    findings.iter().find(|finding| NARROW.contains(&finding.verdict))
}

/// Counts alone, and so many TIME_WAIT that one route could hold half of a default range, or those of `ss -s`: "ok"
/// would be a guess.
fn blind(view: &View<'_>, first: &Finding) -> bool {
    let scope = first.subject.netns().and_then(|netns| view.scope(netns));
    scope.is_some_and(|scope| {
        let time_wait = scope.view.census.count(TcpState::TimeWait);
        let many = scope.is_histogram() && time_wait.is_some_and(|rows| rows >= HALF_OF_THE_DEFAULT_RANGE);
        // So many of which nothing shows the side may be of one destination.
        let undirected = first.id == "time-wait-dominates"
            && scope.view.census.time_wait.unknown >= HALF_OF_THE_DEFAULT_RANGE;
        // The range may be a narrow one, and a leak of CLOSE_WAIT would stand among the ESTABLISHED of `ss -s`.
        many || undirected || scope.is_summary() || first.verdict == WHOLE_RANGE
    })
}

/// The verdict of the worst finding, after a word about TIME_WAIT where that is plenty and not the cause.
fn trouble(view: &View<'_>, worst: &Finding, findings: &[Finding]) -> Message {
    let plenty = |scope: &Scope<'_>| {
        scope.view.census.count(TcpState::TimeWait).is_some_and(|rows| rows >= PLENTY_OF_TIME_WAIT)
    };
    let scope = worst.subject.netns().and_then(|netns| view.scope(netns));
    let text = worst.message(worst.verdict);
    let about = |finding: &Finding, about| rule_of(finding).is_some_and(|rule| rule.about == about);
    // Where TIME_WAIT is a trouble as well, the worse one alone is told.
    let also = findings.iter().any(|finding| {
        let here = finding.subject.netns() == worst.subject.netns();
        here && finding.severity >= Severity::Warning && about(finding, About::TimeWait)
    });
    let elsewhere = about(worst, About::Else) && !also;
    match scope {
        Some(scope) if plenty(&scope) && elsewhere => {
            Message::new("verdict-not-time-wait").with("trouble", Arg::message(text))
        }
        _ => text,
    }
}

/// Names the namespace where it is not the first one.
fn place(view: &View<'_>, worst: &Finding, text: Message) -> Message {
    // The kernel has one log for all of its namespaces.
    if matches!(worst.subject, Subject::Log { .. }) && view.case.now.kind != SourceKind::Paste {
        return text;
    }
    // Nor is the first one that of the machine where lastack was started below `ip netns exec`.
    let entered = |name: &NetnsName| matches!(name, NetnsName::Named(_) | NetnsName::Process { .. });
    let namespaces = &view.case.now.namespaces;
    let other = |netns: &usize| {
        *netns > 0 || namespaces.len() > 1 && namespaces.first().is_some_and(|view| entered(&view.name))
    };
    match worst.subject.netns().filter(other).and_then(|netns| view.scope(netns)) {
        Some(scope) => Message::new("verdict-elsewhere")
            .with("namespace", Arg::message(rule::namespace_name(&scope.view.name)))
            .with("trouble", Arg::message(text)),
        None => text,
    }
}

fn well(view: &View<'_>) -> Message {
    let sum = |count: fn(&Scope<'_>) -> u64| view.scopes().map(|scope| count(&scope)).sum::<u64>();
    let rows = Arg::count(sum(|scope| scope.view.census.rows), "census");
    let time_wait = sum(|scope| u64::from(scope.view.census.states.get(TcpState::TimeWait)));
    let whole = view.scopes().all(|scope| {
        let live = !scope.is_paste() && scope.measured.routes.iter().all(|route| route.ports.is_some());
        live && scope.covered("namespaces") && scope.read("sockets")
    });
    let id = if whole { "verdict-well" } else { "verdict-well-partly" };
    Message::new(id).with("rows", rows).with("time_wait", Arg::count(time_wait, "census"))
}
