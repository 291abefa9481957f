//! Fires when sockstat, the counters and the table give different numbers, and says why each counts as it does.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Severity, TcpState};

use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "counters-disagree",
    words: words!("counters-disagree"),
    remedies: &[],
    urgency: 9,
    about: About::Else,
    check,
    quiet,
};

/// Whoever pastes two numbers compares them: a hundredth apart, and by so many, is seen ..
const SEEN_PERCENT: u64 = 1;
const SEEN: u64 = 10;

/// .. while on a host that is looked at they move between the readings.
const MOVED_PERCENT: u64 = 10;
const MOVED: u64 = 100;

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter_map(|scope| one(&scope)).collect()
}

/// The first pair of numbers that puzzles; one is enough to explain how they are counted.
fn one(scope: &Scope<'_>) -> Option<Finding> {
    if scope.not_linux() {
        return None;
    }
    time_wait(scope).or_else(|| established(scope)).or_else(|| allocated(scope))
}

fn sockstat(scope: &Scope<'_>, name: &str) -> Option<u64> {
    let number = scope.facts().number(&format!("sockstat.TCP.{name}"))?;
    u64::try_from(number).ok()
}

/// Far enough apart to puzzle somebody.
fn apart(scope: &Scope<'_>, one: u64, other: u64) -> bool {
    let (percent, least) = if scope.is_paste() { (SEEN_PERCENT, SEEN) } else { (MOVED_PERCENT, MOVED) };
    let difference = one.abs_diff(other);
    difference >= least && difference.saturating_mul(100) >= one.max(other).saturating_mul(percent)
}

/// `tw` of sockstat and of ss -s against the rows in TIME_WAIT.
fn time_wait(scope: &Scope<'_>) -> Option<Finding> {
    let told = sockstat(scope, "tw")?;
    let census = &scope.view.census;
    let rows = census.count(TcpState::TimeWait)?;
    if !apart(scope, told, rows) {
        return None;
    }
    let because = Message::new("counters-disagree-because")
        .with("told", because::count(told))
        .with("rows", because::count(rows));
    let mut finding = start(scope, because);
    arg(&mut finding, "told", Arg::count(told, "sockstat.TCP.tw"));
    arg(&mut finding, "rows", Arg::count(rows, "census"));
    // Mini-sockets where they are told apart, else at most all of FIN_WAIT2.
    let (mini, sure) = match census.fin_wait2_mini() {
        Some(mini) => (Some(mini), true),
        None => (census.count(TcpState::FinWait2), false),
    };
    let explained = mini.filter(|mini| !apart(scope, told, rows + mini) && *mini > 0);
    finding.why = if let Some(mini) = explained {
        let mini = Arg::count(mini, "census");
        arg(&mut finding, "mini", if sure { mini } else { mini.inferred() });
        // It is known what the difference is: nowhere else is more to be seen.
        finding.todo = Vec::new();
        if sure { "why-mini" } else { "why-fin-wait2" }
    } else if told > rows {
        "why-more"
    } else {
        "why-fewer"
    };
    Some(finding)
}

/// `CurrEstab` of snmp and netstat -s against the rows in ESTABLISHED.
fn established(scope: &Scope<'_>) -> Option<Finding> {
    let told = scope.view.counters.get("Tcp.CurrEstab")?.value;
    let census = &scope.view.census;
    let (rows, waiting) = (census.count(TcpState::Established)?, census.count(TcpState::CloseWait)?);
    if !apart(scope, told, rows) || apart(scope, told, rows + waiting) {
        return None;
    }
    let because = Message::new("counters-disagree-because-estab")
        .with("told", because::count(told))
        .with("rows", because::count(rows));
    let mut finding = start(scope, because);
    arg(&mut finding, "told", Arg::count(told, "Tcp.CurrEstab"));
    arg(&mut finding, "rows", Arg::count(rows, "census"));
    arg(&mut finding, "close_wait", Arg::count(waiting, "census"));
    (finding.verdict, finding.summary, finding.why) = ("verdict-estab", "summary-estab", "why-estab");
    finding.todo = Vec::new();
    Some(finding)
}

/// `alloc` of sockstat against `inuse`: in a paste of a container's sockstat they belong to different things.
fn allocated(scope: &Scope<'_>) -> Option<Finding> {
    let (alloc, inuse) = (sockstat(scope, "alloc")?, sockstat(scope, "inuse")?);
    if !scope.is_paste() || alloc < inuse.saturating_mul(2) || alloc - inuse < MOVED {
        return None;
    }
    let because = Message::new("counters-disagree-because-alloc")
        .with("alloc", because::count(alloc))
        .with("inuse", because::count(inuse));
    let mut finding = start(scope, because);
    arg(&mut finding, "told", Arg::count(alloc, "sockstat.TCP.alloc"));
    arg(&mut finding, "rows", Arg::count(inuse, "sockstat.TCP.inuse"));
    (finding.verdict, finding.summary, finding.why) = ("verdict-alloc", "summary-alloc", "why-alloc");
    Some(finding)
}

fn start(scope: &Scope<'_>, because: Message) -> Finding {
    let mut finding = rule::finding(&RULE, scope, scope.subject(), Severity::Info, because);
    finding.todo = vec!["todo-all"];
    finding
}

/// Numbers that agree need no word.
fn quiet(_: &View<'_>) -> Option<Message> {
    None
}
