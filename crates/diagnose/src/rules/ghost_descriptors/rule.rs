//! Fires when a process holds sockets that the kernel has closed long ago: no table shows them, and each has a descriptor.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, ProcessView, Severity, Unit, Value};

use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "ghost-descriptors",
    words: words!("ghost-descriptors"),
    remedies: &[],
    urgency: 2,
    about: About::Else,
    check,
    quiet,
};

/// So many are no passing moment between a reset and the program's close().
const MANY: u64 = 100;

/// Fewer than this are never worth a word ..
const SOME: u64 = 20;

/// .. and from here on they are where they are more than a tenth of the process' TCP sockets.
const SHARE_PERCENT: u64 = 10;

/// Of the process' descriptors: past it accept() and connect() begin to fail.
const DESCRIPTORS_PERCENT: u64 = 90;

fn check(view: &View<'_>) -> Vec<Finding> {
    let all = view.scopes().flat_map(|scope| scope.view.processes.iter().map(move |one| (scope, one)));
    all.filter_map(|(scope, process)| one(&scope, process)).collect()
}

fn one(scope: &Scope<'_>, process: &ProcessView) -> Option<Finding> {
    let ghosts = process.ghosts?;
    let because = because(ghosts, process.tcp)?;
    let used = process.descriptors.zip(process.limit.filter(|limit| *limit > 0));
    let short =
        used.filter(|(used, limit)| used.saturating_mul(100) >= limit.saturating_mul(DESCRIPTORS_PERCENT));
    // Of a namespace that could not be read, live connections look the same.
    let sure = scope.covered("namespaces");
    let severity = match short {
        _ if !sure => Severity::Info,
        Some(_) => Severity::Critical,
        None => Severity::Warning,
    };
    let mut finding = rule::finding(&RULE, scope, scope.process_subject(process.pid), severity, because);
    let shown = Arg::count(ghosts, "procfs");
    arg(&mut finding, "ghosts", if sure { shown } else { shown.inferred() });
    arg(&mut finding, "process", rule::process(process));
    arg(&mut finding, "pid", Arg::new(Value::Count(process.pid.into()), Unit::Port, "procfs"));
    finding.why = match used {
        Some((used, limit)) => {
            arg(&mut finding, "used", Arg::count(used, "procfs"));
            arg(&mut finding, "limit", Arg::count(limit, "limits.nofile"));
            "why-limit"
        }
        None => "why",
    };
    if !sure {
        (finding.verdict, finding.summary, finding.why) = ("verdict-unsure", "summary-unsure", "why-unsure");
        finding.todo = vec!["todo-see"];
        return Some(finding);
    }
    finding.todo = vec!["todo-close", "todo-see"];
    finding.dont = vec!["dont-settings", "dont-keepalive"];
    Some(finding)
}

/// The inequality, or `None` while they are no more than passing.
fn because(ghosts: u64, tcp: Option<u64>) -> Option<Message> {
    if ghosts >= MANY {
        return Some(
            Message::new("ghost-descriptors-because")
                .with("ghosts", because::count(ghosts))
                .with("many", because::plain(MANY)),
        );
    }
    let tcp = tcp.filter(|tcp| ghosts >= SOME && ghosts * 100 > tcp.saturating_mul(SHARE_PERCENT))?;
    Some(
        Message::new("ghost-descriptors-because-share")
            .with("ghosts", because::plain(ghosts))
            .with("percent", because::plain(SHARE_PERCENT))
            .with("tcp", because::plain(tcp)),
    )
}

/// Known only where the descriptors of processes were walked.
fn quiet(view: &View<'_>) -> Option<Message> {
    let mut looked = view.scopes().flat_map(|scope| scope.view.processes.iter()).filter_map(|one| one.ghosts);
    let first = looked.next()?;
    let most = looked.fold(first, u64::max);
    Some(Message::new("ghost-descriptors-quiet").with("ghosts", Arg::count(most, "procfs")))
}
