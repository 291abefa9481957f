//! Fires when a setting does harm, now or at the next boot; when the kernel refuses a line of a settings file.

use lastack_model::words::Message;
use lastack_model::{
    Arg, ConfFile, ConfKind, ConfLine, FactSource, Finding, Grade, Severity, Subject, Untrusted, Value,
};

use crate::lint::{self, Ground, Judged, Key, Presence, Settled, judge_value, legal, presence};
use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "harmful-setting",
    words: words!("harmful-setting"),
    remedies: &[],
    urgency: 6,
    about: About::Else,
    check,
    quiet,
};

/// Settings whose running value another rule speaks of, with the rows that show it.
const ELSEWHERE: [&str; 6] = [
    "net.core.somaxconn",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.tcp_max_orphans",
    "net.ipv4.tcp_max_syn_backlog",
    "net.ipv4.tcp_tw_reuse",
    "net.netfilter.nf_conntrack_max",
];

const RECYCLE: &str = "net.ipv4.tcp_tw_recycle";
/// The release that removed it: there `sysctl -w` fails.
const RECYCLE_GONE: lint::Release = lint::Release(4, 12);

const RESERVED: &str = "net.ipv4.ip_local_reserved_ports";

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter(|scope| !scope.not_linux()).flat_map(|scope| in_namespace(&scope)).collect()
}

fn in_namespace(scope: &Scope<'_>) -> Vec<Finding> {
    let ground = Ground::of_scope(scope);
    // The files are those of the host, so they speak of its own namespace.
    let files: &[ConfFile] = if scope.netns == 0 { &scope.now.files } else { &[] };
    let settled = Settled::of_files(files, &ground);
    let mut findings: Vec<Finding> =
        lint::names().filter_map(|name| harm(scope, &ground, &settled, name)).collect();
    // One finding a setting: harm before what is only refused or switched off.
    let others = refused(scope, &ground, files).into_iter().chain(commented(scope, &ground, &settled, files));
    for other in others {
        if findings.iter().all(|finding| finding.subject != other.subject) {
            findings.push(other);
        }
    }
    findings
}

/// Harm of the value that runs, or else of the one that boot will set.
fn harm(
    scope: &Scope<'_>,
    ground: &Ground<'_>,
    settled: &Settled<'_>,
    name: &'static str,
) -> Option<Finding> {
    let none = Settled::default();
    let running = ground.value(name);
    let now = running
        .filter(|_| !ELSEWHERE.contains(&name))
        .and_then(|value| Some((value, harmful(name, value, ground, &none)?)));
    if let Some((value, judged)) = now {
        // In every container of a host the same setting would be told again.
        return (scope.netns == 0 || judged.bites)
            .then(|| live((scope, ground), settled, name, value, judged));
    }
    let winner = settled.winner(name).filter(|winner| running != Some(winner.value))?;
    let judged = harmful(name, winner.value, ground, settled)?;
    let mut finding = start(scope, name, winner.value, Severity::Info, judged);
    (finding.verdict, finding.summary) = ("verdict-file", "summary-file");
    finding.why = if running.is_some() { "why-differs" } else { "why-not-read" };
    arg(&mut finding, "place", settled.named_place(winner));
    arg(&mut finding, "running", Arg::foreign(Untrusted::new(running.unwrap_or_default())));
    finding.todo = vec!["todo-file"];
    Some(finding)
}

fn harmful(name: &str, value: &str, ground: &Ground<'_>, settled: &Settled<'_>) -> Option<Judged> {
    let judged = judge_value(name, value, ground, settled)?;
    (judged.grade == Grade::Harmful).then_some(judged)
}

fn live(
    (scope, ground): (&Scope<'_>, &Ground<'_>),
    settled: &Settled<'_>,
    name: &'static str,
    value: &str,
    judged: Judged,
) -> Finding {
    // Rows beside the settings, or all that sysctl -a prints: then they run. A file alone only wants to.
    let runs = scope.view.census.rows > 0 || ground.shows_all(name) && ground.shows_all("net.ipv4.tcp_");
    // A kernel that answers with the key has it.
    let old = ground.kernel.map_or(runs && scope.is_paste(), |kernel| kernel < RECYCLE_GONE);
    let judged = Judged { bites: judged.bites || old && runs && name == RECYCLE, ..judged };
    let severity = if judged.bites { Severity::Warning } else { Severity::Info };
    let (instead, bites) = (judged.instead, judged.bites);
    let mut finding = start(scope, name, value, severity, judged);
    if !bites {
        finding.verdict = "verdict-could";
    }
    if let Some((input, line)) = pasted_at(scope, name) {
        arg(&mut finding, "place", placed(input, line));
        arg(&mut finding, "input", Arg::input(input));
        // A file alone says nothing of what runs; its own values would all be "so already".
        finding.why = if runs { "why-paste-runs" } else { "why-paste" };
        match instead {
            _ if name == RECYCLE && !old => finding.todo.push("todo-gone"),
            Some(instead) if runs => {
                arg(&mut finding, "instead", Arg::text(instead.to_string()));
                finding.todo.push("todo-set");
            }
            _ if !runs => finding.todo.push("todo-line"),
            _ => {}
        }
        return finding;
    }
    finding.why = match settled.winner(name) {
        Some(winner) => {
            arg(&mut finding, "place", settled.named_place(winner));
            arg(&mut finding, "file_value", Arg::foreign(Untrusted::new(winner.value)));
            if lint::same(name, winner.value, value) { "why-file" } else { "why-other" }
        }
        None if scope.netns == 0 && !scope.is_paste() && !scope.now.files.is_empty() => "why-by-hand",
        None => "why-unknown",
    };
    if let Some(instead) = instead {
        arg(&mut finding, "instead", Arg::text(instead.to_string()));
        finding.todo.push("todo-set");
    }
    if finding.why == "why-file" {
        finding.todo.push("todo-file");
    }
    finding
}

/// A finding about one setting with what all of them say.
fn start(scope: &Scope<'_>, name: &'static str, value: &str, severity: Severity, judged: Judged) -> Finding {
    let subject = Subject::Setting { netns: scope.netns, key: name };
    let because = match legal::number(value) {
        Some(number) => Message::new("harmful-setting-because")
            .with("key", because::plain(name))
            .with("value", because::plain(number)),
        None => Message::new("harmful-setting-because-key").with("key", because::plain(name)),
    };
    let mut finding = rule::finding(&RULE, scope, subject, severity, because);
    arg(&mut finding, "key", Arg::text(name));
    arg(&mut finding, "value", Arg::foreign(Untrusted::new(value)));
    arg(&mut finding, "harm", Arg::message(judged.why));
    finding
}

/// The first line of each key that the kernel refuses: what a half-applied `sysctl -p` leaves out.
fn refused(scope: &Scope<'_>, ground: &Ground<'_>, files: &[ConfFile]) -> Vec<Finding> {
    let mut seen: Vec<&str> = Vec::new();
    let mut findings = Vec::new();
    for (file, line) in files.iter().flat_map(|file| file.lines.iter().map(move |line| (file, line))) {
        let Some((key, name)) = lint::find(&line.key).filter(|_| line.kind == ConfKind::Setting) else {
            continue;
        };
        let Some(why) = refusal(key, name, line, ground).filter(|_| !seen.contains(&name)) else { continue };
        seen.push(name);
        let judged = Judged { why, ..lint::judge(Grade::WrongValue, "") };
        let mut finding = start(scope, name, &line.value, Severity::Info, judged);
        (finding.verdict, finding.summary, finding.why) =
            ("verdict-refused", "summary-refused", "why-refused");
        arg(&mut finding, "place", place(file, line));
        finding.todo = vec!["todo-remove"];
        findings.push(finding);
    }
    findings
}

/// Why a line fails. A module that is loaded later, and a key that only the host has, are no mistakes.
fn refusal(key: &Key, name: &str, line: &ConfLine, ground: &Ground<'_>) -> Option<Message> {
    match presence(name, key.lives, ground) {
        Presence::Gone(why) if matches!(why.id.as_ref(), "lint-gone-since" | "lint-gone-vendor") => Some(why),
        Presence::Gone(_) | Presence::Unknown(_) => None,
        Presence::Here => key.legal.refuses(&line.value, ground),
    }
}

/// Ports behind a `#`: somebody means them to be reserved, and they are not.
fn commented(
    scope: &Scope<'_>,
    ground: &Ground<'_>,
    settled: &Settled<'_>,
    files: &[ConfFile],
) -> Option<Finding> {
    let running = legal::ports(ground.value(RESERVED)?)?;
    if settled.winner(RESERVED).is_some() {
        return None;
    }
    let lines = files.iter().flat_map(|file| file.lines.iter().map(move |line| (file, line)));
    let (file, line) = lines
        .filter(|(_, line)| line.kind == ConfKind::Comment && line.key == RESERVED)
        .find(|(_, line)| {
            legal::ports(&line.value).is_some_and(|ports| ports.iter().any(|port| !running.has(port)))
        })?;
    let judged = lint::judge(Grade::SwitchedOff, "harmful-setting-comment");
    let mut finding = start(scope, RESERVED, &line.value, Severity::Info, judged);
    (finding.verdict, finding.summary, finding.why) = ("verdict-comment", "summary-comment", "why-comment");
    arg(&mut finding, "place", place(file, line));
    finding.todo = vec!["todo-comment"];
    Some(finding)
}

fn place(file: &ConfFile, line: &ConfLine) -> Arg {
    placed(&file.path, line.line.into())
}

fn placed(input: &Untrusted, line: u64) -> Arg {
    let number = Arg::new(Value::Count(line), lastack_model::Unit::Port, "file");
    let place = Message::new("lint-place-file").with("input", Arg::input(input));
    Arg::message(place.with("line", number))
}

/// Where a pasted setting stands.
fn pasted_at<'a>(scope: &Scope<'a>, name: &str) -> Option<(&'a Untrusted, u64)> {
    let fact = scope.view.facts.get(name)?;
    match &fact.source {
        FactSource::Paste(input) => Some((input, fact.line?)),
        FactSource::Live(_) | FactSource::Assumed => None,
    }
}

fn quiet(view: &View<'_>) -> Option<Message> {
    let scope = view.scope(0)?;
    let read = lint::names().filter(|name| Ground::of_scope(&scope).has(name)).count() as u64;
    (read > 0).then(|| Message::new("harmful-setting-quiet").with("count", Arg::count(read, "setting")))
}
