//! Fires in a namespace that was made with a table of connections of its own, and so with tiny limits.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Severity, SourceKind, Unit, Value};

use crate::measure;
use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "small-child-tables",
    words: words!("small-child-tables"),
    remedies: &["raise-time-wait-buckets", "raise-syn-queue"],
    urgency: 6,
    about: About::Precaution,
    check,
    quiet,
};

/// Slots of the table; negative where the namespace shares that of the host. Since 6.1, as the key that makes it so.
const SLOTS: &str = "net.ipv4.tcp_ehash_entries";

const BUCKETS: &str = "net.ipv4.tcp_max_tw_buckets";
const BACKLOG: &str = "net.ipv4.tcp_max_syn_backlog";

/// Up to here the limit of TIME_WAIT is 4,096 at most, 68 closes a second: a table of its own may also be large on purpose.
const SMALL_SLOTS: u64 = 8_192;

/// The limit is half of the slots unless somebody has raised it (facts 4).
const ENOUGH_BUCKETS: u64 = 4_096;

/// From here on the limit of TIME_WAIT is no longer far.
const BUSY_PERCENT: u64 = 50;

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter(is_child).filter_map(|scope| one(&scope)).collect()
}

/// The first namespace of the host shows `tcp_max_orphans`, no other does (facts 9): its table is its own and is what
/// the machine has.
fn is_child(scope: &Scope<'_>) -> bool {
    scope.now.kind == SourceKind::Live && scope.setting("net.ipv4.tcp_max_orphans").is_none()
}

fn one(scope: &Scope<'_>) -> Option<Finding> {
    let slots =
        u64::try_from(scope.setting(SLOTS)?).ok().filter(|slots| (1..=SMALL_SLOTS).contains(slots))?;
    let buckets = u64::try_from(scope.setting(BUCKETS)?).ok()?;
    let raised = buckets > ENOUGH_BUCKETS;
    let table = scope.view.limits.iter().find(|limit| limit.name == "time_wait_buckets");
    let used = table.and_then(|limit| limit.used);
    let busy = used.is_some_and(|used| used * 100 >= buckets * BUSY_PERCENT) && buckets > 0;
    let severity = if busy { Severity::Warning } else { Severity::Info };
    if raised && !busy {
        return None;
    }
    let because = match used {
        Some(used) if busy => Message::new("small-child-tables-because-busy")
            .with("slots", because::plain(slots))
            .with("used", because::plain(used))
            .with("percent", because::plain(BUSY_PERCENT))
            .with("buckets", because::count(buckets)),
        _ => Message::new("small-child-tables-because")
            .with("slots", because::plain(slots))
            .with("buckets", because::count(buckets))
            .with("enough", because::plain(ENOUGH_BUCKETS)),
    };
    let mut finding = rule::finding(&RULE, scope, scope.subject(), severity, because);
    arg(&mut finding, "slots", Arg::count(slots, SLOTS));
    arg(&mut finding, "buckets", Arg::count(buckets, BUCKETS));
    arg(&mut finding, "serves", Arg::number(buckets as f64 / 60.0, Unit::PerSecond, BUCKETS));
    let host = host_slots(scope);
    let wanted = host.unwrap_or(LARGEST_SLOTS) / 2;
    arg(&mut finding, "wanted", Arg::new(Value::Count(wanted), Unit::Port, SLOTS));
    let named = Arg::message(rule::namespace_name(&scope.view.name));
    arg(&mut finding, "namespace", named);
    if let Some(host) = host {
        arg(&mut finding, "host_slots", Arg::count(host, SLOTS));
        finding.summary = "summary-host";
    }
    arg(&mut finding, "used", Arg::count(used.unwrap_or(0), "sockstat.TCP.tw"));
    finding.verdict = if busy { "verdict-busy" } else { "verdict" };
    finding.why = match scope.setting(BACKLOG) {
        Some(backlog) => {
            arg(&mut finding, "backlog", Arg::count(u64::try_from(backlog).unwrap_or(0), BACKLOG));
            "why-backlog"
        }
        None => "why",
    };
    finding.todo = vec!["todo-raise", "todo-share"];
    Some(finding)
}

/// The largest that the kernel makes by itself: 512 Ki slots (facts 4).
const LARGEST_SLOTS: u64 = 524_288;

/// What the other namespaces share, where one of them was looked at.
fn host_slots(scope: &Scope<'_>) -> Option<u64> {
    let slots = scope.now.namespaces.iter().filter_map(|view| measure::known(&view.facts, SLOTS));
    let host = slots.map(i64::unsigned_abs).max()?;
    (host > SMALL_SLOTS).then_some(host)
}

/// Not a word where no namespace has a table of its own: hardly anybody knows that there is such a thing.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
