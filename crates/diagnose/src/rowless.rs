//! Line 1 where no connection was read: settings, counters or nothing at all, and what to add.

use lastack_model::words::Message;
use lastack_model::{Arg, FactSource, Finding, NetnsName, Severity, Subject, Untrusted};

use crate::{Scope, View};

/// Counters that stand still on a host that is well: what they show since boot goes into line 1.
const TELLING: [&str; 6] = [
    "TcpExt.ListenOverflows",
    "TcpExt.ListenDrops",
    "TcpExt.TCPReqQFullDrop",
    "TcpExt.TCPTimeWaitOverflow",
    "TcpExt.TCPAbortOnMemory",
    "TcpExt.PAWSPassive",
];

/// How many of them are named.
const NAMED: usize = 3;

/// Line 1 where there is no row, and either a paste or a source that failed: an idle host is read and well. `None`
/// where there is more to say.
pub(crate) fn verdict(view: &View<'_>, findings: &[Finding]) -> Option<Message> {
    let empty = view.scopes().all(|scope| scope.view.census.rows == 0);
    let failed = view.scopes().next().is_none_or(|scope| scope.is_paste() || !scope.read("sockets"));
    // What settings and counters alone show without harm makes no "ok": nobody has seen the connections.
    let harmless = findings.iter().all(|finding| finding.severity < Severity::Warning);
    if !empty || !failed || !harmless {
        return None;
    }
    let text = lost(view).or_else(|| pasted(view, findings));
    match text {
        Some(text) => Some(text),
        None => findings.is_empty().then(|| Message::new("verdict-nothing-read")),
    }
}

/// Line 1 where rows of a text could not be read and the others show no trouble: it may stand among those.
pub(crate) fn unread(view: &View<'_>, findings: &[Finding]) -> Option<Message> {
    if findings.iter().any(|finding| finding.severity >= Severity::Warning) {
        return None;
    }
    lost(view)
}

/// What is said of rows that could not be read.
fn lost(view: &View<'_>) -> Option<Message> {
    let first = view.scopes().next()?;
    let lost = first.now.coverage.iter().find(|line| line.subject == "rows")?;
    Some(Message::new("verdict-unread").with("why", Arg::message(lost.why.clone()?)))
}

fn pasted(view: &View<'_>, findings: &[Finding]) -> Option<Message> {
    let pasted = || view.scopes().filter(Scope::is_paste);
    let settings = pasted().find(has_settings);
    let counters = pasted().find(|scope| !scope.view.counters.is_empty());
    let moved = counters.as_ref().map(moved).filter(|moved| !moved.is_empty());
    let id = match (&settings, &counters) {
        (Some(scope), _) if scope.on_windows() => "verdict-only-windows",
        (None, Some(scope)) if scope.on_windows() => "verdict-only-windows",
        (Some(_), Some(_)) if moved.is_some() => "verdict-only-both-moved",
        (Some(_), Some(_)) => "verdict-only-both",
        (Some(_), None) => "verdict-only-settings",
        (None, Some(_)) if moved.is_some() => "verdict-only-counters-moved",
        (None, Some(_)) => "verdict-only-counters",
        (None, None) => return None,
    };
    let mut text = Message::new(id).with("moved", Arg::text(moved.unwrap_or_default()));
    if let Some(scope) = &settings {
        text = text.with("input", Arg::input(&input(scope)));
        let first = findings.iter().find_map(|finding| match finding.subject {
            Subject::Setting { key, .. } => Some(key),
            _ => None,
        });
        if let Some(key) = first {
            text = Message::new("verdict-only-first")
                .with("key", Arg::text(key))
                .with("only", Arg::message(text));
        }
    }
    Some(text)
}

/// Settings of the paste itself; defaults that were taken for granted are none.
fn has_settings(scope: &Scope<'_>) -> bool {
    let read = scope.view.facts.iter().any(|(_, fact)| fact.source != FactSource::Assumed);
    read || (scope.netns == 0 && !scope.now.files.is_empty())
}

fn input(scope: &Scope<'_>) -> Untrusted {
    match &scope.view.name {
        NetnsName::Paste(input) => input.clone(),
        _ => Untrusted::default(),
    }
}

/// `ListenOverflows 12, TCPTimeWaitOverflow 3`; empty where none of them moved, or none is there.
fn moved(scope: &Scope<'_>) -> String {
    let counted = TELLING.iter().filter_map(|name| {
        let value = scope.view.counters.get(*name)?.value;
        let short = name.rsplit('.').next().unwrap_or(name);
        (value > 0).then(|| format!("{short} {value}"))
    });
    counted.take(NAMED).collect::<Vec<_>>().join(", ")
}
