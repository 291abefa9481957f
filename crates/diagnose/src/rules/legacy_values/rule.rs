//! Fires on values of the registry that people set against TIME_WAIT: where they are read, where not, and what they may hold.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Severity, Subject, Unit, Value};

use crate::rule::{self, About, DYNAMIC_KEY, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "legacy-values",
    words: words!("legacy-values"),
    remedies: &[],
    urgency: 7,
    about: About::Precaution,
    check,
    quiet,
};

/// The last port that is given away, before Vista.
const MAX_USER_PORT: &str = "windows.MaxUserPort";

/// Its bounds (facts 13; the incident's text of Microsoft).
const MAX_USER_PORTS: (i64, i64) = (5_000, 65_534);

/// Seconds that a row stays in TIME_WAIT.
const DELAY: &str = "windows.TcpTimedWaitDelay";

/// Its bounds (facts 13).
const DELAYS: (i64, i64) = (30, 300);

/// What texts of the 2008 era ask for beside it (facts 13).
const STRICT: &str = "windows.StrictTimeWaitSeqCheck";

/// Vista and 2008: from here on MaxUserPort is not read (facts 13).
const VISTA: u32 = 6;

/// 10 and Server 2016: from here on nobody has shown an effect of TcpTimedWaitDelay (facts 13).
const UNPROVEN: u32 = 10;

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().flat_map(|scope| [max_user_port(&scope), delay(&scope)]).flatten().collect()
}

fn max_user_port(scope: &Scope<'_>) -> Option<Finding> {
    let value = scope.setting(MAX_USER_PORT)?;
    let major = rule::windows_version(scope).map(|(major, _)| major);
    let (summary, why) = match major {
        Some(major) if major >= VISTA => ("summary-ignored", "why-ignored"),
        Some(_) if within(value, MAX_USER_PORTS) => return None,
        Some(_) => ("summary-port-bounds", "why-port-bounds"),
        None => ("summary-port", "why-port"),
    };
    let mut finding = start(scope, MAX_USER_PORT, value, (summary, why));
    finding.todo = vec!["todo-range"];
    let ports = scope.setting(DYNAMIC_KEY).filter(|ports| *ports > 0);
    arg(
        &mut finding,
        "range",
        Arg::message(match ports {
            Some(ports) => Message::new("legacy-values-range")
                .with("ports", Arg::count(ports.unsigned_abs(), DYNAMIC_KEY)),
            None => Message::new("legacy-values-range-unknown"),
        }),
    );
    Some(finding)
}

fn delay(scope: &Scope<'_>) -> Option<Finding> {
    let value = scope.setting(DELAY)?;
    let major = rule::windows_version(scope).map(|(major, _)| major);
    let (summary, why) = match major {
        _ if !within(value, DELAYS) => ("summary-delay-bounds", "why-delay-bounds"),
        Some(major) if major >= UNPROVEN => ("summary-unproven", "why-unproven"),
        Some(_) => ("summary-delay", "why-delay"),
        None => ("summary-delay-version", "why-delay-version"),
    };
    let mut finding = start(scope, DELAY, value, (summary, why));
    finding.todo = vec!["todo-measure"];
    // Whoever gave one value of the key gave the others too.
    if scope.setting(STRICT) != Some(1) && major.is_none_or(|major| major < UNPROVEN) {
        finding.todo.push("todo-strict");
    }
    Some(finding)
}

fn within(value: i64, (low, high): (i64, i64)) -> bool {
    (low..=high).contains(&value)
}

fn start(
    scope: &Scope<'_>,
    key: &'static str,
    value: i64,
    (summary, why): (&'static str, &'static str),
) -> Finding {
    let subject = Subject::Setting { netns: scope.netns, key };
    let name = key.trim_start_matches("windows.");
    let because = Message::new("legacy-values-because")
        .with("name", because::plain(name))
        .with("value", because::plain(value));
    let mut finding = rule::finding(&RULE, scope, subject, Severity::Info, because);
    arg(&mut finding, "value", Arg::new(Value::Number(value as f64), Unit::None, key));
    (finding.verdict, finding.summary, finding.why) = (summary, summary, why);
    finding
}

/// Values that are not there cannot be ruled out as a trouble.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
