//! Fires when a process, or the whole host, has nearly as many descriptors open as it may have.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, ProcessView, Severity, Unit, Value};

use crate::rule::{self, About, Rule, Scope, View, arg, because, words};
use crate::treatment::descriptors;

pub(crate) static RULE: Rule = Rule {
    id: "descriptor-limit",
    words: words!("descriptor-limit"),
    remedies: &["raise-descriptor-limit"],
    urgency: 1,
    about: About::Else,
    check,
    quiet,
};

/// Of a process' own limit: time to act before accept() and connect() fail.
const NEAR_PERCENT: u64 = 80;

/// Nothing is left for a burst: accept() and connect() fail with EMFILE, or will at any moment.
const FULL_PERCENT: u64 = 99;

/// Of the host's limit (fs.file-max), whose default is far out of reach.
const HOST_PERCENT: u64 = 90;

fn check(view: &View<'_>) -> Vec<Finding> {
    let processes = view
        .scopes()
        .flat_map(|scope| scope.view.processes.iter().filter_map(move |process| of_process(&scope, process)));
    processes.chain(host(view)).collect()
}

/// Descriptors in use and the limit, where both are known.
fn use_of(process: &ProcessView) -> Option<(u64, u64)> {
    Some((process.descriptors?, process.limit.filter(|limit| *limit > 0)?))
}

fn reached(used: u64, limit: u64, percent: u64) -> bool {
    used.saturating_mul(100) >= limit.saturating_mul(percent)
}

fn of_process(scope: &Scope<'_>, process: &ProcessView) -> Option<Finding> {
    let (used, limit) = use_of(process)?;
    let full = reached(used, limit, FULL_PERCENT);
    if !reached(used, limit, NEAR_PERCENT) {
        return None;
    }
    // Some programs size themselves to their limit: a database keeps as many files open as it may. Where most of its
    // descriptors are files, that is how it is meant to be.
    let files = process.tcp.is_some_and(|tcp| tcp.saturating_mul(2) < used);
    let severity = match (full, files) {
        (true, false) => Severity::Critical,
        (true, true) | (false, false) => Severity::Warning,
        (false, true) => Severity::Info,
    };
    let percent = if full { FULL_PERCENT } else { NEAR_PERCENT };
    let because = Message::new("descriptor-limit-because")
        .with("used", because::count(used))
        .with("percent", because::plain(percent))
        .with("limit", because::count(limit));
    let mut finding = rule::finding(&RULE, scope, scope.process_subject(process.pid), severity, because);
    arg(&mut finding, "used", Arg::count(used, "procfs"));
    arg(&mut finding, "limit", Arg::count(limit, "limits.nofile"));
    arg(&mut finding, "process", rule::process(process));
    arg(&mut finding, "pid", Arg::new(Value::Count(process.pid.into()), Unit::Port, "procfs"));
    let to = descriptors::raised(limit.saturating_mul(2)).map_or(limit.saturating_mul(2), |(to, _, _)| *to);
    arg(&mut finding, "to", Arg::new(Value::Count(to), Unit::Port, "limits.nofile"));
    arg(&mut finding, "hard", rule::hard_limit(process, to));
    arg(&mut finding, "twice", Arg::new(Value::Count(limit.saturating_mul(2)), Unit::Port, "limits.nofile"));
    finding.verdict = match (full, files) {
        (true, _) => "verdict-full",
        (false, true) => "verdict-files",
        (false, false) => "verdict",
    };
    finding.why = match process.tcp {
        Some(tcp) => {
            arg(&mut finding, "tcp", Arg::count(tcp, "procfs"));
            if files { "why-files" } else { "why-tcp" }
        }
        None => "why",
    };
    finding.todo = vec!["todo-see", "todo-raise", "todo-unit"];
    finding.dont = vec!["dont-time-wait"];
    Some(finding)
}

/// The same limit shows in every namespace; it is told once.
fn host(view: &View<'_>) -> Option<Finding> {
    let (scope, (used, limit)) =
        view.scopes().find_map(|scope| Some((scope, scope.limit("descriptors")?)))?;
    if !reached(used, limit, HOST_PERCENT) {
        return None;
    }
    let full = reached(used, limit, FULL_PERCENT);
    let severity = if full { Severity::Critical } else { Severity::Warning };
    let percent = if full { FULL_PERCENT } else { HOST_PERCENT };
    let because = Message::new("descriptor-limit-because-host")
        .with("used", because::count(used))
        .with("percent", because::plain(percent))
        .with("limit", because::count(limit));
    let mut finding = rule::finding(&RULE, &scope, scope.subject(), severity, because);
    arg(&mut finding, "used", Arg::count(used, "fs.file-nr"));
    arg(&mut finding, "limit", Arg::count(limit, "fs.file-max"));
    arg(&mut finding, "twice", Arg::new(Value::Count(limit.saturating_mul(2)), Unit::Port, "fs.file-max"));
    (finding.verdict, finding.summary, finding.why) = ("verdict-host", "summary-host", "why-host");
    finding.todo = vec!["todo-raise-host"];
    finding.dont = vec!["dont-time-wait"];
    Some(finding)
}

/// The process nearest to its limit.
fn quiet(view: &View<'_>) -> Option<Message> {
    let all = view.scopes().flat_map(|scope| scope.view.processes.iter());
    let known = all.filter_map(|process| Some((process, use_of(process)?)));
    let (process, (used, limit)) =
        known.max_by_key(|(_, (used, limit))| u128::from(*used) * 1_000_000 / u128::from(*limit))?;
    let message = Message::new("descriptor-limit-quiet").with("process", rule::process(process));
    Some(message.with("used", Arg::count(used, "procfs")).with("limit", Arg::count(limit, "limits.nofile")))
}
