//! Fires when a Windows host sends no TCP timestamps: Linux clients cannot reuse their ports in TIME_WAIT towards it.

use lastack_model::words::Message;
use lastack_model::{Finding, Severity, Subject};

use crate::rule::{self, About, Rule, Scope, View, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "timestamps-off",
    words: words!("timestamps-off"),
    remedies: &[],
    urgency: 8,
    about: About::Precaution,
    check,
    quiet,
};

/// What `netsh int tcp show global` says of them.
const NETSH: &str = "windows.timestamps";

/// The registry's value: bit 1 switches them on (Microsoft, Tcp1323Opts).
const OPTS: &str = "windows.Tcp1323Opts";
const TIMESTAMPS_BIT: i64 = 2;

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter_map(|scope| one(&scope)).collect()
}

/// Which setting says so, and whether they are on; what netsh tells is what runs.
fn told(scope: &Scope<'_>) -> Option<(&'static str, bool)> {
    let netsh = scope.facts().get(NETSH).map(|fact| (NETSH, fact.value != "disabled"));
    let opts = scope.setting(OPTS).map(|opts| (OPTS, opts & TIMESTAMPS_BIT != 0));
    netsh.or(opts).filter(|_| scope.on_windows())
}

fn one(scope: &Scope<'_>) -> Option<Finding> {
    let (key, _) = told(scope).filter(|(_, on)| !on)?;
    let name = key.trim_start_matches("windows.");
    let because = Message::new("timestamps-off-because").with("name", because::plain(name));
    let subject = Subject::Setting { netns: scope.netns, key };
    let mut finding = rule::finding(&RULE, scope, subject, Severity::Info, because);
    if key == OPTS {
        finding.why = "why-registry";
    }
    finding.todo = vec!["todo-enable"];
    Some(finding)
}

fn quiet(view: &View<'_>) -> Option<Message> {
    view.scopes().find_map(|scope| told(&scope)).map(|_| Message::new("timestamps-off-quiet"))
}
