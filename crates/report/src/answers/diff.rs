//! The answer to `diff`: what changed from one look to another, and whether it matters.

use lastack_model::words::{Message, Phrase, Piece};
use lastack_model::{
    Arg, Change, CounterChange, Course, Diff, Endpoint, FindingChange, Moved, NetnsDiff, Pace, Severity,
    Unit, Untrusted,
};
use serde_json::{Map, Value, json};

use crate::answers::{Answer, fields};
use crate::formats::json::{both, hosts};
use crate::tables::{Part, Table, left, limit_name, ours, right, unknown};
use crate::{View, look, severity};

impl Answer for Diff {
    fn kind(&self) -> &'static str {
        "diff"
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        let mut parts = vec![Part::Title(line_one(self)), Part::Note(between(self, view))];
        parts.extend(self.notes.iter().cloned().map(Part::Note));
        parts.extend(self.findings.iter().map(|finding| Part::Note(told(finding))));
        parts.extend(self.aside.iter().map(|finding| Part::Note(alone(finding))));
        parts.extend(counted(self).map(Part::Note));
        for (names, id) in
            [(&self.unmatched.0, "report-diff-netns-gone"), (&self.unmatched.1, "report-diff-netns-new")]
        {
            if !names.is_empty() {
                parts.push(Part::List(Message::new(id), names.iter().map(look::netns).collect()));
            }
        }
        for namespace in &self.namespaces {
            let tables = tables(namespace, view);
            if self.namespaces.len() > 1 && !tables.is_empty() {
                let name = Arg::message(look::netns(&namespace.name));
                parts.push(Part::Title(Message::new("report-table-netns").with("netns", name)));
            }
            parts.extend(tables);
        }
        for file in &self.files {
            let path = Arg::foreign(file.path.clone());
            parts.push(Part::Title(Message::new("report-diff-file").with("path", path)));
            parts.push(Part::Table(settings(&file.settings, view)));
        }
        parts
    }

    fn document(&self, view: &View<'_>) -> Map<String, Value> {
        let finding = |finding: &FindingChange| {
            json!({
                "id": finding.id,
                "before": finding.severity.before.map(Severity::name),
                "after": finding.severity.after.map(Severity::name),
                "moved": finding.moved.map(|moved| json!({
                    "before": moved.before.to_string(),
                    "after": moved.after.to_string(),
                    "per_s": moved.pace.map(|pace| pace.per_s),
                })),
                "text": both(view.catalog, &finding.summary),
            })
        };
        let findings: Vec<Value> = self.findings.iter().map(finding).collect();
        let aside: Vec<Value> = self.aside.iter().map(finding).collect();
        let namespaces: Vec<Value> = self.namespaces.iter().map(|one| document(one, view.top)).collect();
        let files: Vec<Value> = self
            .files
            .iter()
            .map(|file| json!({"path": file.path.raw(), "settings": settings_document(&file.settings)}))
            .collect();
        let side = |name: &Untrusted, ms: Option<i64>| json!({"name": (!name.is_empty()).then(|| name.raw()), "taken_at": ms.map(hosts::instant)});
        fields(json!({
            "before": side(&self.names.0, self.taken_at_ms.before),
            "after": side(&self.names.1, self.taken_at_ms.after),
            "seconds": self.seconds,
            "verdict": {"course": self.course.name(), "text": both(view.catalog, &line_one(self))},
            "notes": self.notes.iter().map(|note| both(view.catalog, note)).collect::<Vec<_>>(),
            "two_hosts": self.strangers,
            "two_namespaces": self.apart,
            "findings": findings,
            "not_compared": aside,
            "namespaces": namespaces,
            "gone": self.unmatched.0.iter().map(hosts::name).collect::<Vec<_>>(),
            "new": self.unmatched.1.iter().map(hosts::name).collect::<Vec<_>>(),
            "files": files,
        }))
    }
}

/// Line 1: the verdict, and before it that two hosts are no course of one. Two namespaces have none.
fn line_one(diff: &Diff) -> Message {
    match () {
        () if diff.strangers => {
            Message::new("report-diff-strangers").with("what", Arg::message(verdict(diff)))
        }
        () if diff.apart => Message::new("report-diff-apart"),
        () => second_has(diff).unwrap_or_else(|| verdict(diff)),
    }
}

/// "Better" or "no change" would be read as "all is well" beside a warning that only the second can show.
fn second_has(diff: &Diff) -> Option<Message> {
    if !matches!(diff.course, Course::Better | Course::Same) {
        return None;
    }
    let after = |finding: &&FindingChange| {
        finding.severity.before.is_none() && finding.severity.after >= Some(Severity::Warning)
    };
    let worst = diff.aside.iter().filter(after).max_by_key(|finding| finding.severity.after)?;
    let severity = word(worst.severity.after.unwrap_or(Severity::Warning));
    let message = Message::new("report-diff-second-has").with("severity", severity);
    Some(message.with("what", Arg::message(worst.summary.clone())).with("rest", Arg::message(verdict(diff))))
}

/// The worst of what changed, and how much more.
fn verdict(diff: &Diff) -> Message {
    let first = |which: fn(&FindingChange) -> bool, one: &'static str, more: &'static str| {
        let mut those = diff.findings.iter().filter(|finding| which(finding));
        let finding = those.next()?;
        let count = those.count() as u64;
        let message = Message::new(if count == 0 { one } else { more });
        let milder = |before: Severity, after: Severity| {
            Message::new("report-diff-milder")
                .with("before", word(before))
                .with("after", word(after))
                .with("what", Arg::message(finding.summary.clone()))
        };
        let what = match (finding.is_better(), finding.severity.before, finding.severity.after) {
            (true, Some(before), Some(after)) if before != after => milder(before, after),
            (true, ..) if finding.moved_alone().is_some() => told(finding),
            _ if finding.moved.is_some() => with_moved(finding),
            (true, ..) => {
                Message::new("report-diff-over").with("what", Arg::message(finding.summary.clone()))
            }
            _ => finding.summary.clone(),
        };
        Some(message.with("what", Arg::message(what)).with("more", Arg::count(count, "diff")))
    };
    let worse = || first(FindingChange::is_worse, "report-diff-worse", "report-diff-worse-more");
    let better = || first(FindingChange::is_better, "report-diff-better", "report-diff-better-more");
    match diff.course {
        Course::Worse => worse(),
        Course::Better => better(),
        Course::Mixed => worse().zip(better()).map(|(worse, better)| {
            Message::new("report-diff-mixed")
                .with("worse", Arg::message(worse))
                .with("better", Arg::message(better))
        }),
        Course::Same => None,
        Course::Unknown => Some(Message::new("report-diff-unknown")),
    }
    .unwrap_or_else(|| {
        let all = diff.aside.is_empty();
        Message::new(if all { "report-diff-same" } else { "report-diff-same-known" })
    })
}

fn between(diff: &Diff, view: &View<'_>) -> Message {
    let time = |ms: Option<i64>| Arg::text(lastack_model::civil_time(ms.unwrap_or(0), view.utc_offset_s));
    let (one, other) = &diff.names;
    let message = match diff.seconds {
        Some(_) if one == other => Message::new("report-diff-between"),
        Some(_) => Message::new("report-diff-between-two"),
        None => Message::new("report-diff-between-untimed"),
    };
    message
        .with("one", Arg::foreign(one.clone()))
        .with("other", Arg::foreign(other.clone()))
        .with("before", time(diff.taken_at_ms.before))
        .with("after", time(diff.taken_at_ms.after))
        .with("seconds", Arg::number(diff.seconds.unwrap_or(0.0), Unit::Seconds, "clock"))
}

fn head(view: &View<'_>, first: &'static str) -> Vec<(String, crate::tables::Align)> {
    vec![left(view, first), right(view, "report-head-before"), right(view, "report-head-after")]
}

fn word(severity: Severity) -> Arg {
    Arg::message(Message::new(severity::label(severity)))
}

/// A finding that only one side shows enough to judge.
fn alone(finding: &FindingChange) -> Message {
    let (id, severity) = match (finding.severity.before, finding.severity.after) {
        (Some(before), _) => ("report-diff-only-first", before),
        (None, after) => ("report-diff-only-second", after.unwrap_or(Severity::Ok)),
    };
    Message::new(id).with("severity", word(severity)).with("what", Arg::message(finding.summary.clone()))
}

/// The state whose rows changed most, where no finding tells of a change: counts alone are what many a paste has.
fn counted(diff: &Diff) -> Option<Message> {
    if !diff.findings.is_empty() {
        return None;
    }
    let states = diff.namespaces.iter().flat_map(|netns| &netns.states);
    let both = states.filter_map(|(state, rows)| Some((*state, rows.before?, rows.after?)));
    // Of equals the first stays.
    let (state, before, after) = both.filter(|(_, before, after)| before != after).reduce(|most, next| {
        match next.1.abs_diff(next.2) {
            moved if moved > most.1.abs_diff(most.2) => next,
            _ => most,
        }
    })?;
    let message = Message::new("report-diff-counted").with("state", Arg::text(state.name()));
    Some(message.with("before", Arg::count(before, "diff")).with("after", Arg::count(after, "diff")))
}

/// A finding that came, went or changed.
fn told(finding: &FindingChange) -> Message {
    let message = match (finding.severity.before, finding.severity.after) {
        (Some(before), Some(after)) if before == after => {
            let more = finding.moved.is_some_and(|moved| moved.after > moved.before);
            Message::new(if more { "report-diff-more" } else { "report-diff-less" })
                .with("after", word(after))
        }
        (Some(before), Some(after)) => {
            Message::new("report-diff-turned").with("before", word(before)).with("after", word(after))
        }
        (Some(before), None) => Message::new("report-diff-went").with("before", word(before)),
        (None, after) => Message::new("report-diff-came").with("after", word(after.unwrap_or(Severity::Ok))),
    };
    message.with("what", Arg::message(with_moved(finding)))
}

/// Its headline, and what it counted before.
fn with_moved(finding: &FindingChange) -> Message {
    let Some(Moved { before, after, pace }) = finding.moved else { return finding.summary.clone() };
    let id = match (after > before, pace) {
        (true, Some(_)) => "report-diff-up-in",
        (true, None) => "report-diff-up",
        (false, Some(_)) => "report-diff-down-in",
        (false, None) => "report-diff-down",
    };
    let Pace { seconds, per_s } = pace.unwrap_or(Pace { seconds: 0.0, per_s: 0.0 });
    Message::new(id)
        .with("what", Arg::message(finding.summary.clone()))
        .with("before", Arg::count(before, "diff"))
        .with("seconds", Arg::number(seconds, Unit::Seconds, "clock"))
        .with("pace", Arg::message(how_fast(per_s, after > before)))
}

/// In the unit in which it is one or more.
fn how_fast(per_s: f64, up: bool) -> Message {
    let (id, per) = match per_s {
        per_s if per_s >= 1.0 => ("report-diff-per-second", 1.0),
        per_s if per_s * 60.0 >= 1.0 => ("report-diff-per-minute", 60.0),
        _ => ("report-diff-per-hour", 3_600.0),
    };
    let way = Message::new(if up { "report-diff-way-up" } else { "report-diff-way-down" });
    let count = Arg::number((per_s * per).round(), Unit::Count, "diff");
    Message::new(id).with("count", count).with("way", Arg::message(way))
}

fn tables(diff: &NetnsDiff, view: &View<'_>) -> Vec<Part> {
    let count = |count: Option<u64>| count.map_or_else(|| ours("-"), |count| ours(view.count(count)));
    let known = |count: Option<u64>| ours(view.count_or_unknown(count));
    let mut tables = Vec::new();
    let mut add = |table: Table| {
        if !table.rows.is_empty() {
            tables.push(Part::Table(table));
        }
    };
    let states = diff.states.iter();
    let rows = states.map(|(state, rows)| vec![ours(state.name()), known(rows.before), known(rows.after)]);
    add(Table { columns: head(view, "report-head-state"), rows: rows.collect() });

    let routes = diff.routes.iter().take(view.top).map(|route| {
        let to = Endpoint::new(route.key.destination, route.key.port);
        let blocking = |ports: Option<u32>| count(ports.map(u64::from));
        vec![
            ours(to.to_string()),
            count(route.rows.before),
            count(route.rows.after),
            blocking(route.blocking.before),
            blocking(route.blocking.after),
        ]
    });
    let mut columns = head(view, "report-head-route");
    columns.extend([right(view, "report-diff-head-blocked"), right(view, "report-diff-head-blocks")]);
    add(Table { columns, rows: routes.collect() });

    let listeners = diff.listeners.iter().take(view.top).map(|listener| {
        let at = Endpoint::new(listener.key.address, listener.key.port);
        vec![ours(at.to_string()), count(listener.rows.before), count(listener.rows.after)]
    });
    add(Table { columns: head(view, "report-head-listener"), rows: listeners.collect() });
    add(settings(&diff.settings, view));
    add(limits(diff, view));
    add(counters(diff, view));
    tables
}

fn foreign(text: Untrusted) -> Phrase {
    Phrase(vec![Piece::Foreign(text)])
}

fn settings(changes: &[(String, Change<String>)], view: &View<'_>) -> Table {
    let value = |value: &Option<String>| match value {
        Some(value) => foreign(Untrusted::new(value.as_str())),
        None => ours("-"),
    };
    let row = |(key, change): &(String, Change<String>)| {
        vec![foreign(Untrusted::new(key.as_str())), value(&change.before), value(&change.after)]
    };
    Table { columns: head(view, "report-diff-head-setting"), rows: changes.iter().map(row).collect() }
}

fn limits(diff: &NetnsDiff, view: &View<'_>) -> Table {
    let rows = diff.limits.iter().map(|(name, used, limit)| {
        let of = |used: Option<u64>, limit: Option<u64>| {
            ours(format!("{}/{}", view.count_or_unknown(used), view.count_or_unknown(limit)))
        };
        vec![ours(limit_name(view, name)), of(used.before, limit.before), of(used.after, limit.after)]
    });
    Table { columns: head(view, "report-head-limit"), rows: rows.collect() }
}

/// Counters that say something about connections that end, wait or are refused (facts 2 to 11); `-v` shows all.
const TELLING: [&str; 19] = [
    "Tcp.ActiveOpens",
    "Tcp.AttemptFails",
    "Tcp.EstabResets",
    "Tcp.OutRsts",
    "Tcp.PassiveOpens",
    "Tcp.RetransSegs",
    "TcpExt.EmbryonicRsts",
    "TcpExt.ListenDrops",
    "TcpExt.ListenOverflows",
    "TcpExt.PAWSEstab",
    "TcpExt.SyncookiesSent",
    "TcpExt.TCPAbortOnMemory",
    "TcpExt.TCPAbortOnTimeout",
    "TcpExt.TCPReqQFullDoCookies",
    "TcpExt.TCPReqQFullDrop",
    "TcpExt.TCPTimeWaitOverflow",
    "TcpExt.TW",
    "TcpExt.TWKilled",
    "TcpExt.TWRecycled",
];

fn counters(diff: &NetnsDiff, view: &View<'_>) -> Table {
    let shown = |counter: &&CounterChange| {
        view.verbose || TELLING.contains(&counter.name.as_str()) || counter.name.starts_with("conntrack.")
    };
    let rows = diff.counters.iter().filter(shown).map(|counter| {
        let value = |value: Option<u64>| ours(view.count_or_unknown(value));
        let rate =
            counter.per_s.map_or_else(|| unknown(view), |per_s| ours(view.quantity(per_s, Unit::PerSecond)));
        let name = foreign(Untrusted::new(counter.name.as_str()));
        vec![name, value(counter.value.before), value(counter.value.after), rate]
    });
    let mut columns = head(view, "report-head-counter");
    columns.push(right(view, "report-head-rate"));
    Table { columns, rows: rows.collect() }
}

fn document(diff: &NetnsDiff, top: usize) -> Value {
    let number = |change: &Change<u64>| json!({"before": change.before, "after": change.after});
    let big = |change: &Change<u64>| json!({"before": change.before.map(|n| n.to_string()), "after": change.after.map(|n| n.to_string())});
    let states: Map<String, Value> =
        diff.states.iter().map(|(state, rows)| (state.name().to_owned(), number(rows))).collect();
    let routes: Vec<Value> = diff
        .routes
        .iter()
        .take(top)
        .map(|route| {
            json!({
                "device": route.key.device,
                "source": route.key.source.to_string(),
                "destination": route.key.destination.to_string(),
                "port": route.key.port,
                "rows": number(&route.rows),
                "blocking": {"before": route.blocking.before, "after": route.blocking.after},
            })
        })
        .collect();
    let listeners: Vec<Value> = diff
        .listeners
        .iter()
        .take(top)
        .map(|listener| {
            json!({
                "device": listener.key.device,
                "address": listener.key.address.to_string(),
                "port": listener.key.port,
                "rows": number(&listener.rows),
            })
        })
        .collect();
    let limits: Vec<Value> = diff
        .limits
        .iter()
        .map(|(name, used, limit)| json!({"name": name, "used": big(used), "limit": big(limit)}))
        .collect();
    let counters: Map<String, Value> = diff
        .counters
        .iter()
        .map(|counter| {
            let mut value = big(&counter.value);
            value["per_s"] = json!(counter.per_s);
            (counter.name.clone(), value)
        })
        .collect();
    json!({
        "name": hosts::name(&diff.name),
        "states": states,
        "routes": routes,
        "listeners": listeners,
        "settings": settings_document(&diff.settings),
        "limits": limits,
        "counters": counters,
    })
}

fn settings_document(changes: &[(String, Change<String>)]) -> Value {
    let one = |(key, change): &(String, Change<String>)| {
        (key.clone(), json!({"before": change.before, "after": change.after}))
    };
    Value::Object(changes.iter().map(one).collect())
}
