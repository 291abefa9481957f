//! Fires on values of the registry that people set against TIME_WAIT: where they are read, where not, and what they may hold.

use lastack_model::words::Message;
use lastack_model::{Finding, Severity, Subject};

use crate::rule::legacy::{self, DELAY, Heed, MAX_USER_PORT, STRICT, Told, UNPROVEN};
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

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().flat_map(|scope| [max_user_port(&scope), delay(&scope)]).flatten().collect()
}

fn max_user_port(scope: &Scope<'_>) -> Option<Finding> {
    let value = scope.setting(MAX_USER_PORT)?;
    let major = rule::windows_version(scope).map(|(major, _)| major);
    let told = Some(legacy::max_user_port(value, major)).filter(|told| told.heed != Heed::Documented)?;
    let mut finding = start(scope, MAX_USER_PORT, value, told);
    finding.todo = vec!["todo-range"];
    arg(&mut finding, "range", legacy::range(scope.setting(DYNAMIC_KEY)));
    Some(finding)
}

fn delay(scope: &Scope<'_>) -> Option<Finding> {
    let value = scope.setting(DELAY)?;
    let major = rule::windows_version(scope).map(|(major, _)| major);
    let mut finding = start(scope, DELAY, value, legacy::delay(value, major));
    finding.todo = vec!["todo-measure"];
    // Whoever gave one value of the key gave the others too.
    if scope.setting(STRICT) != Some(1) && major.is_none_or(|major| major < UNPROVEN) {
        finding.todo.push("todo-strict");
    }
    Some(finding)
}

fn start(scope: &Scope<'_>, key: &'static str, value: i64, told: Told) -> Finding {
    let subject = Subject::Setting { netns: scope.netns, key };
    let name = key.trim_start_matches("windows.");
    let because = Message::new("legacy-values-because")
        .with("name", because::plain(name))
        .with("value", because::plain(value));
    let mut finding = rule::finding(&RULE, scope, subject, Severity::Info, because);
    arg(&mut finding, "value", legacy::number(value, key));
    let own = |id: &'static str| id.strip_prefix("legacy-values-").unwrap_or(id);
    (finding.verdict, finding.summary) = (own(told.summary), own(told.summary));
    finding.why = own(told.why);
    finding
}

/// Values that are not there cannot be ruled out as a trouble.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
