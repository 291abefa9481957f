//! Fires when many connections that we closed wait for peers that do not close their side.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Severity, TcpState, Unit};

use crate::rule::orphans;
use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "fin-wait2-orphans",
    words: words!("fin-wait2-orphans"),
    remedies: &["shorten-fin-wait2"],
    urgency: 6,
    about: About::Else,
    check,
    quiet,
};

/// Fewer pass by on every busy host: the peer needs a moment to close.
const MANY: u64 = 100;

/// How long the kernel keeps one that no process holds.
const FIN_TIMEOUT: &str = "net.ipv4.tcp_fin_timeout";

/// Its default, and the longest life of a mini-socket: up to here close() frees the full socket at once (facts 1).
const DEFAULT_S: i64 = 60;

/// A web server lets a client have so many seconds at most to close its side (lingering_time of nginx is 30): what is
/// held for longer is forgotten.
const HELD_S: f64 = 60.0;

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().flat_map(|scope| in_namespace(&scope)).collect()
}

fn in_namespace(scope: &Scope<'_>) -> Vec<Finding> {
    let census = &scope.view.census;
    let Some(all) = census.count(TcpState::FinWait2) else { return Vec::new() };
    let Some(mini) = census.fin_wait2_mini().filter(|_| !scope.not_linux()) else {
        return (all >= MANY).then(|| untold(scope, all)).into_iter().collect();
    };
    let full = all.saturating_sub(mini);
    let long = timeout_s(scope) > DEFAULT_S;
    // Past 60 s the kernel keeps full sockets too, and nobody can tell them from those that a program holds.
    let (orphaned, held) = if long { (all, 0) } else { (mini, full) };
    let opens = orphans::opens_per_s(scope).filter(|opens| held >= MANY && held as f64 > opens * HELD_S);
    let held = opens.map(|opens| half_closed(scope, held, opens));
    let orphaned = (orphaned >= MANY).then(|| waiting(scope, orphaned, long));
    // One number, and one finding: what a program holds needs somebody, what the kernel holds ends by itself.
    held.or(orphaned).into_iter().collect()
}

/// Seconds of tcp_fin_timeout, the default where it was not read.
fn timeout_s(scope: &Scope<'_>) -> i64 {
    scope.setting(FIN_TIMEOUT).filter(|seconds| *seconds > 0).unwrap_or(DEFAULT_S)
}

fn timeout(scope: &Scope<'_>) -> Arg {
    let seconds = Arg::number(timeout_s(scope) as f64, Unit::Seconds, FIN_TIMEOUT);
    if scope.setting(FIN_TIMEOUT).is_some() { seconds } else { seconds.inferred() }
}

/// The kernel holds them until the peer closes or time is up.
fn waiting(scope: &Scope<'_>, rows: u64, long: bool) -> Finding {
    let time_wait = scope.view.census.count(TcpState::TimeWait);
    // A peer that closes turns its row into TIME_WAIT, which lives as long: so most of them do not close.
    let lower_bound = scope.view.census.time_wait.lower_bound;
    let never = time_wait.filter(|time_wait| rows > *time_wait && !lower_bound);
    let (severity, because) = match (long, never) {
        (true, _) => (
            Severity::Info,
            Message::new("fin-wait2-orphans-because-long")
                .with("rows", because::count(rows))
                .with("timeout", because::plain(timeout_s(scope)))
                .with("default", because::plain(DEFAULT_S)),
        ),
        (false, Some(time_wait)) => (
            Severity::Info,
            Message::new("fin-wait2-orphans-because-never")
                .with("rows", because::count(rows))
                .with("time_wait", because::count(time_wait)),
        ),
        (false, None) => (Severity::Ok, many(rows)),
    };
    let mut finding = rule::finding(&RULE, scope, scope.subject(), severity, because);
    arg(&mut finding, "rows", Arg::count(rows, "census"));
    arg(&mut finding, "timeout", timeout(scope));
    finding.why = match (long, never) {
        (true, _) => {
            finding.todo = vec!["todo-shorten", "todo-list"];
            "why-long"
        }
        (false, Some(_)) => {
            finding.todo = vec!["todo-peers", "todo-list"];
            "why-never"
        }
        (false, None) => "why",
    };
    finding.dont = vec!["dont-shorter"];
    finding
}

/// A program has called shutdown() and keeps the descriptor; no timer ends that.
fn half_closed(scope: &Scope<'_>, rows: u64, opens: f64) -> Finding {
    let because = Message::new("fin-wait2-orphans-because-held")
        .with("rows", because::count(rows))
        .with("seconds", because::plain(HELD_S))
        .with("opens", because::tenths(opens));
    let mut finding = rule::finding(&RULE, scope, scope.subject(), Severity::Info, because);
    arg(&mut finding, "rows", Arg::count(rows, "census"));
    (finding.verdict, finding.summary, finding.why) = ("verdict-held", "summary-held", "why-held");
    finding.todo = vec!["todo-close", "todo-list"];
    finding.dont = vec!["dont-timeout-held"];
    finding
}

/// Input that does not tell mini-sockets from full ones.
fn many(rows: u64) -> Message {
    Message::new("fin-wait2-orphans-because")
        .with("rows", because::count(rows))
        .with("many", because::plain(MANY))
}

fn untold(scope: &Scope<'_>, rows: u64) -> Finding {
    let mut finding = rule::finding(&RULE, scope, scope.subject(), Severity::Ok, many(rows));
    arg(&mut finding, "rows", Arg::count(rows, "census"));
    (finding.verdict, finding.summary, finding.why) = if scope.not_linux() {
        ("verdict-elsewhere", "summary-untold", "why-elsewhere")
    } else {
        arg(&mut finding, "timeout", timeout(scope));
        ("verdict-untold", "summary-untold", "why-untold")
    };
    finding
}

/// A pile is no resource: there is nothing to rule out.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
