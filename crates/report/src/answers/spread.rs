//! Connections that are spread over source addresses: what would be done, what was done, and what each address got.

use lastack_model::words::Message;
use lastack_model::{
    Arg, NetnsName, Reception, Severity, Spread, SpreadHere, SpreadPlan, SpreadShare, SpreadStep,
    SpreadTrial, StepState, Unit, Untrusted, civil_time,
};
use serde_json::{Map, Value, json};

use super::plan::outlook as plan_outlook;
use super::{Answer, fields};
use crate::formats::json::hosts;
use crate::tables::{Part, Table, left, ours, right};
use crate::{View, look};

/// What would be spread, or is now.
#[derive(Debug)]
pub struct Spreading<'a> {
    /// The plan
    pub plan: &'a SpreadPlan,
    /// Once it is done: its name in the journal, and whether it stands
    pub done: Option<(&'a str, bool)>,
}

/// What is spread now.
#[derive(Debug)]
pub struct Spreads<'a> {
    /// The last one first
    pub spreads: &'a [SpreadHere],
}

/// Processes, and addresses, that a screen names; `-v` names all.
const NAMED: usize = 6;

impl Answer for Spreading<'_> {
    fn kind(&self) -> &'static str {
        "spread"
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        match self.done {
            Some((id, stands)) => self.afterwards(id, stands),
            None => self.before(view),
        }
    }

    fn document(&self, _: &View<'_>) -> Map<String, Value> {
        let plan = self.plan;
        let mut document = fields(what(&plan.spread));
        document.extend(fields(json!({
            "namespace": hosts::name(&plan.netns),
            "holds": plan.spread.holds().map(|holds| holds.to_string()),
            "outlook": plan.outlook.as_ref().map(plan_outlook::document),
            "processes": plan.processes.iter().map(|one| json!({"pid": one.pid, "comm": one.comm.raw()})).collect::<Vec<_>>(),
            "is_root": plan.is_root,
            "servers": plan.servers.iter().map(|name| name.raw()).collect::<Vec<_>>(),
            "trial": plan.trial.map(|trial| json!({
                "ordinary": trial.ordinary.name(),
                "tried": trial.tried,
                "from": trial.from.to_string(),
                "spread": trial.spread.name(),
                "passed": trial.passed(),
            })),
            "rules": plan.rules.iter().map(|rule| json!({
                "server": rule.server,
                "file": rule.file.raw(),
                "seen_by": rule.seen_by,
                "line": rule.line,
                "text": rule.text.raw(),
                "refuses": rule.refuses.to_string(),
            })).collect::<Vec<_>>(),
            "done": self.done.map(|(id, stands)| json!({"id": id, "stands": stands})),
        })));
        document
    }
}

impl Spreading<'_> {
    fn title(&self, id: &'static str) -> Part {
        let spread = &self.plan.spread;
        let title = Message::new(id)
            .with("count", count(spread.pool.addresses().len() as u64))
            .with("cgroup", Arg::foreign(spread.cgroup.clone()))
            .with("to", Arg::text(spread.to.to_string()));
        Part::Title(look::in_netns(Some(&self.plan.netns), title))
    }

    fn before(&self, view: &View<'_>) -> Vec<Part> {
        let plan = self.plan;
        let text = |id: &'static str| Message::new(id);
        let mut parts = vec![self.title("report-spread-would"), Part::Gap];
        let change = text("report-spread-what")
            .with("from", Arg::text(plan.spread.pool.to_string()))
            .with("to", Arg::text(plan.spread.to.to_string()));
        parts.push(Part::Labelled(text("report-plan-change"), change, None));
        parts.push(Part::Labelled(text("report-spread-who"), self.who(view), None));
        if plan.is_root {
            let warning = text("report-spread-root");
            parts.push(Part::Labelled(text("report-spread-who"), warning, Some(Severity::Warning)));
        }
        if plan.netns != NetnsName::Own {
            parts.push(Part::Labelled(text("report-spread-where"), look::netns(&plan.netns), None));
        }
        parts.push(Part::Labelled(text("report-plan-effect"), effect(&plan.spread), None));
        parts.extend(plan.outlook.iter().map(|outlook| {
            Part::Labelled(text("report-plan-effect"), plan_outlook::outlook(view, outlook), None)
        }));
        let servers =
            plan.servers.iter().take(NAMED).map(|name| {
                Message::new("report-spread-server-name").with("name", Arg::foreign(name.clone()))
            });
        parts.extend(all(servers).map(|names| {
            let names = text("report-spread-servers").with("names", Arg::message(names));
            Part::Labelled(text("report-spread-server"), names, None)
        }));
        parts.extend(plan.trial.as_ref().map(tried));
        for rule in &plan.rules {
            let id =
                if rule.seen_by.is_some() { "report-spread-rule-elsewhere" } else { "report-spread-rule" };
            let pid = rule.seen_by.map_or_else(String::new, |pid| pid.to_string());
            let rule = text(id)
                .with("pid", Arg::text(pid))
                .with("server", Arg::text(rule.server))
                .with("file", Arg::foreign(rule.file.clone()))
                .with("line", Arg::text(rule.line.to_string()))
                .with("rule", Arg::foreign(rule.text.clone()))
                .with("address", Arg::text(rule.refuses.to_string()));
            parts.push(Part::Labelled(text("report-spread-refuses"), rule, Some(Severity::Critical)));
        }
        parts.push(Part::Labelled(text("report-plan-risk"), text("report-spread-risk"), None));
        parts.push(Part::Labelled(text("report-plan-back"), text("report-spread-back"), None));
        parts
    }

    fn who(&self, view: &View<'_>) -> Message {
        let processes = &self.plan.processes;
        let shown = if view.verbose { processes.len() } else { NAMED };
        let count_of = Message::new("report-spread-processes").with("count", count(processes.len() as u64));
        let named = processes.iter().take(shown).map(|process| {
            Message::new("report-spread-process")
                .with("comm", Arg::foreign(process.comm.clone()))
                .with("pid", Arg::text(process.pid.to_string()))
        });
        let id = match all(named) {
            None => return count_of,
            Some(named) if processes.len() > shown => {
                Message::new("report-spread-processes-some").with("named", Arg::message(named))
            }
            Some(named) => Message::new("report-spread-processes-all").with("named", Arg::message(named)),
        };
        id.with("all", Arg::message(count_of))
    }

    fn afterwards(&self, id: &str, stands: bool) -> Vec<Part> {
        let note = |message: &'static str| Part::Note(Message::new(message).with("id", Arg::text(id)));
        if stands {
            vec![
                self.title("report-spread-done"),
                Part::Gap,
                note("report-spread-from-now"),
                note("report-spread-lost"),
            ]
        } else {
            vec![self.title("report-spread-failed"), Part::Gap, note("report-receipt-partly")]
        }
    }
}

/// One behind the other; `None` of nothing.
fn all(messages: impl Iterator<Item = Message>) -> Option<Message> {
    messages.reduce(|all, one| {
        Message::new("report-spread-and").with("all", Arg::message(all)).with("one", Arg::message(one))
    })
}

fn count(number: u64) -> Arg {
    Arg::count(number, "host")
}

fn effect(spread: &Spread) -> Message {
    let to = || Arg::text(spread.to.to_string());
    match spread.holds() {
        Some(holds) => Message::new("report-spread-ports")
            .with("to", to())
            .with("before", count(spread.ports.into()))
            .with("after", count(holds)),
        None => Message::new("report-spread-ports-unknown").with("to", to()),
    }
}

fn tried(trial: &SpreadTrial) -> Part {
    let (id, color) = match trial.ordinary {
        Reception::NoPort if trial.passed() => ("report-spread-tried-alone", Severity::Ok),
        _ if trial.passed() => ("report-spread-tried", Severity::Ok),
        _ => ("report-spread-tried-worse", Severity::Critical),
    };
    let text = Message::new(id)
        .with("count", count(trial.tried as u64))
        .with("from", Arg::text(trial.from.to_string()))
        .with("fate", Arg::message(Message::new(fate(trial.spread))))
        .with("ordinary", Arg::message(Message::new(fate(trial.ordinary))));
    Part::Labelled(Message::new("report-spread-trial"), text, Some(color))
}

const fn fate(reception: Reception) -> &'static str {
    match reception {
        Reception::Kept => "report-spread-fate-kept",
        Reception::Greeted => "report-spread-fate-greeted",
        Reception::Closed => "report-spread-fate-closed",
        Reception::Refused => "report-spread-fate-refused",
        Reception::Silent => "report-spread-fate-silent",
        Reception::NoPort => "report-spread-fate-no-port",
        Reception::Unusable => "report-spread-fate-unusable",
    }
}

impl Answer for Spreads<'_> {
    fn kind(&self) -> &'static str {
        "spreads"
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        if self.spreads.is_empty() {
            return vec![Part::Title(Message::new("report-spreads-none"))];
        }
        let mut parts = Vec::new();
        for here in self.spreads {
            parts.extend(one(here, view));
            parts.push(Part::Gap);
        }
        parts.push(Part::Note(Message::new("report-spreads-lost")));
        parts
    }

    fn document(&self, _: &View<'_>) -> Map<String, Value> {
        fields(json!({"spreads": self.spreads.iter().map(document).collect::<Vec<_>>()}))
    }
}

fn one(here: &SpreadHere, view: &View<'_>) -> Vec<Part> {
    let whole = here.whole && here.cgroup_stands;
    let since = match here.since_ms {
        Some(since) => {
            let at = Arg::text(civil_time(since, view.utc_offset_s));
            Message::new("report-spreads-since").with("at", at)
        }
        None => Message::new("report-spreads-unknown"),
    };
    let title = Message::new("report-spreads-one")
        .with("id", Arg::foreign(Untrusted::new(here.change.as_str())))
        .with("since", Arg::message(since))
        .with("cgroup", Arg::foreign(here.spread.cgroup.clone()))
        .with("to", Arg::text(here.spread.to.to_string()));
    let color = if whole { Severity::Ok } else { Severity::Warning };
    let label = |id: &'static str| Message::new(id);
    let mut parts = vec![Part::Labelled(label("report-change-label"), title, Some(color))];
    let warning = match (here.whole, here.cgroup_stands) {
        (false, _) => Some("report-spreads-partly"),
        (true, false) => Some("report-spreads-orphaned"),
        (true, true) => None,
    };
    parts.extend(
        warning.map(|id| Part::Labelled(label("report-spreads-now"), label(id), Some(Severity::Warning))),
    );
    if here.shares.is_empty() {
        return parts;
    }
    parts.push(Part::Labelled(label("report-spreads-now"), used(here), None));
    parts.push(Part::Labelled(label("report-spreads-each"), each(here), None));
    let refused: u64 = here.shares.iter().map(|share| share.refused).sum();
    parts.extend((refused > 0).then(|| {
        let text = label("report-spreads-refused").with("count", count(refused));
        Part::Labelled(label("report-spreads-each"), text, Some(Severity::Warning))
    }));
    parts.push(Part::Table(shares(here, view)));
    parts
}

/// Ports that an address may hold now.
const fn held(share: &SpreadShare) -> u64 {
    share.open + share.ended
}

fn used(here: &SpreadHere) -> Message {
    let sum = |of: fn(&SpreadShare) -> u64| here.shares.iter().map(of).sum::<u64>();
    let (open, ended, held) = (sum(|share| share.open), sum(|share| share.ended), sum(held));
    let text = match here.spread.holds() {
        Some(holds) => {
            let percent = held as f64 * 100.0 / holds as f64;
            Message::new("report-spreads-used")
                .with("holds", count(holds))
                .with("percent", Arg::number(percent, Unit::Percent, "bpf"))
        }
        None => Message::new("report-spreads-used-unknown"),
    };
    text.with("held", count(held)).with("open", count(open)).with("ended", count(ended))
}

fn each(here: &SpreadHere) -> Message {
    let given = || here.shares.iter().map(|share| share.given);
    Message::new("report-spreads-given")
        .with("sum", count(given().sum::<u64>()))
        .with("addresses", count(here.shares.len() as u64))
        .with("least", count(given().min().unwrap_or(0)))
        .with("most", count(given().max().unwrap_or(0)))
}

/// The busiest addresses first.
fn shares(here: &SpreadHere, view: &View<'_>) -> Table {
    let mut busiest: Vec<&SpreadShare> = here.shares.iter().collect();
    busiest.sort_by_key(|share| std::cmp::Reverse((held(share), share.given)));
    let shown = if view.verbose { busiest.len() } else { NAMED.min(view.top) };
    let row = |share: &&SpreadShare| {
        vec![
            ours(share.address.to_string()),
            ours(share.given.to_string()),
            ours(share.open.to_string()),
            ours(share.ended.to_string()),
        ]
    };
    Table {
        columns: vec![
            left(view, "report-spreads-address"),
            right(view, "report-spreads-connections"),
            right(view, "report-spreads-open"),
            right(view, "report-spreads-ended"),
        ],
        rows: busiest.iter().take(shown).map(row).collect(),
    }
}

fn document(here: &SpreadHere) -> Value {
    let mut document = fields(what(&here.spread));
    document.extend(fields(json!({
        "change": here.change,
        "since": here.since_ms.map(hosts::instant),
        "namespace": here.netns.as_ref().map(|name| name.raw()),
        "whole": here.whole,
        "cgroup_stands": here.cgroup_stands,
        "holds": here.spread.holds().map(|holds| holds.to_string()),
        "addresses": here.shares.iter().map(|share| json!({
            "address": share.address.to_string(),
            "given": share.given.to_string(),
            "refused": share.refused.to_string(),
            "open": share.open.to_string(),
            "ended": share.ended.to_string(),
        })).collect::<Vec<_>>(),
    })));
    Value::Object(document)
}

/// A spread with what became of it, in the journal.
pub(super) fn step(step: &SpreadStep) -> Part {
    let (id, color) = match &step.state {
        StepState::Written => ("report-spread-attached", Some(Severity::Ok)),
        StepState::ReadsBackAs(_) => ("report-spread-partly", Some(Severity::Warning)),
        StepState::Planned => ("report-spread-planned", None),
        StepState::Refused(_) => ("report-spread-refused", Some(Severity::Warning)),
        StepState::Undone => ("report-spread-undone", Some(Severity::Info)),
        StepState::Gone => ("report-spread-gone", None),
        StepState::ChangedBefore(_) | StepState::ChangedSince(_) => {
            ("report-spread-taken", Some(Severity::Warning))
        }
    };
    let state = match &step.state {
        StepState::Refused(why) => Message::new(id).with("why", Arg::foreign(Untrusted::new(why.as_str()))),
        _ => Message::new(id),
    };
    let text = Message::new("report-spread-step")
        .with("cgroup", Arg::foreign(step.spread.cgroup.clone()))
        .with("to", Arg::text(step.spread.to.to_string()))
        .with("from", Arg::text(step.spread.pool.to_string()))
        .with("state", Arg::message(state));
    Part::Labelled(Message::new("report-plan-change"), text, color)
}

pub(super) fn step_document(step: &SpreadStep) -> Value {
    let error = match &step.state {
        StepState::Refused(why) => Some(why),
        _ => None,
    };
    let mut document = fields(what(&step.spread));
    document.extend(fields(json!({"state": step.state.name(), "error": error})));
    Value::Object(document)
}

fn what(spread: &Spread) -> Value {
    json!({
        "cgroup": spread.cgroup.raw(),
        "cgroup_id": spread.cgroup_id.to_string(),
        "to": {"address": spread.to.address.to_string(), "port": spread.to.port},
        "from": spread.pool.to_string(),
        "ports": (spread.ports > 0).then_some(spread.ports),
    })
}
