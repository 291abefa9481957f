//! One remedy of a plan: what it writes, what that brings, what it costs, and how it is taken back.

use lastack_model::words::{Catalog, Lang, Message};
use lastack_model::{
    Advice, Arg, Effect, Endpoint, Family, Gauge, Outlook, Plan, PortSet, Reach, Remedy, RouteKey, SetBy,
    Step, Undo, Unit, Untrusted, Value, When, treatable,
};

use super::outlook::outlook;
use super::{Detail, Proposal, safety};
use crate::tables::Part;
use crate::{View, command, look};

/// Characters of a value on the screen; a list of ports can be thousands long.
const VALUE_CHARS: usize = 60;

pub(super) fn parts(
    proposal: &Proposal<'_>,
    view: &View<'_>,
    index: usize,
    remedy: &Remedy,
    detail: Detail,
) -> Vec<Part> {
    let (word, color) = safety(remedy);
    let number = Arg::new(Value::Count(index as u64 + 1), Unit::Port, "");
    let label = Message::new(word).with("number", number);
    let mut parts = vec![Part::Labelled(label, placed(proposal, remedy), Some(color))];
    parts.extend(remedy.steps.iter().map(|step| labelled("report-plan-change", change(step, view.verbose))));
    let whole = index < detail.whole;
    let told = if whole { detail.effects } else { 1 };
    let gauges: Vec<Gauge> = remedy.effects.iter().map(|effect| effect.gauge).collect();
    let effects = remedy.effects.iter().take(told).map(|one| effect(one, &gauges));
    let outlooks = outlooks(view, &remedy.outlooks, told);
    parts.extend(joined(effects.chain(outlooks).collect()).map(|text| labelled("report-plan-effect", text)));
    if whole && detail.why {
        parts.push(labelled("report-plan-why", remedy.message(remedy.why)));
    }
    parts.extend(remedy.risk.map(|risk| match detail.prices {
        true => labelled("report-plan-risk", remedy.message(risk)),
        false => labelled("report-plan-price", remedy.message(&format!("{risk}-short"))),
    }));
    if !whole {
        // A program's settings are all that such a remedy changes.
        parts.extend(remedy.steps.is_empty().then(|| more_advice(remedy, 0, false)).flatten());
        return parts;
    }
    parts.extend(remedy.restart.map(|restart| labelled("report-plan-restart", remedy.message(restart))));
    parts.extend(undo(remedy));
    parts.extend(remedy.steps.iter().filter_map(|step| set_by(step, view.verbose)));
    for advice in remedy.advice.iter().take(detail.advice) {
        parts.extend(advised(proposal, view, remedy, advice, detail.lines));
    }
    parts.extend(more_advice(remedy, detail.advice, detail.lines));
    parts
}

/// That `-v` tells more, where so much of what to write into programs has room, and its lines have or not.
fn more_advice(remedy: &Remedy, told: usize, lines: bool) -> Option<Part> {
    let hidden =
        remedy.advice.len() > told || !lines && remedy.advice.iter().any(|advice| advice.lines.is_some());
    hidden.then(|| labelled("report-plan-do", Message::new("report-plan-more-advice")))
}

fn labelled(label: &'static str, text: Message) -> Part {
    Part::Labelled(Message::new(label), text, None)
}

/// The summary, and in which namespace where that is another one.
fn placed(proposal: &Proposal<'_>, remedy: &Remedy) -> Message {
    let summary = remedy.message(remedy.summary);
    let netns = remedy.subject.netns().and_then(|netns| proposal.plan.namespaces.get(netns));
    look::in_netns(netns.map(|netns| &netns.name), summary)
}

/// A value as a line has room for it, or the whole of it.
fn value(value: &str, whole: bool) -> Arg {
    match value {
        "" => Arg::message(Message::new("report-plan-empty")),
        _ if whole => Arg::text(value),
        _ => Arg::text(shortened(value)),
    }
}

/// As much of a value as a line has room for. It ends behind an item of a list: no number is cut.
pub(in crate::answers) fn shortened(value: &str) -> String {
    let Some((end, _)) = value.char_indices().nth(VALUE_CHARS) else { return value.to_owned() };
    let kept = &value[..end];
    format!("{} ..", kept.rfind([',', ' ', '\t']).map_or(kept, |end| &kept[..end]))
}

/// What a step writes: key, value before, value behind it. Of a long list of ports only what is added is told, which would be behind
/// the end of the line.
pub(in crate::answers) fn written(key: &'static str, from: &str, to: &str, whole: bool) -> Message {
    let is_long = from.chars().count() > VALUE_CHARS && !whole;
    if let Some((before, mut added)) = PortSet::parse(from).zip(PortSet::parse(to)).filter(|_| is_long) {
        added.subtract(&before);
        if !added.is_empty() {
            return Message::new("report-plan-step-added")
                .with("key", Arg::text(key))
                .with("count", Arg::count(u64::from(before.len()), "procfs"))
                .with("added", value(&added.to_string(), whole));
        }
    }
    Message::new("report-plan-step")
        .with("key", Arg::text(key))
        .with("from", value(from, whole))
        .with("to", value(to, whole))
}

fn change(step: &Step, whole: bool) -> Message {
    written(step.key, &step.from, &step.to, whole)
}

/// Where several addresses of this host lead to one place, each is named: their lines would be alike.
fn target(gauge: Gauge, key: RouteKey, among: &[Gauge]) -> Arg {
    let end = Endpoint::new(key.destination, key.port);
    let target = Arg::new(Value::Endpoint(end), Unit::None, "census");
    let twin = |other: &Gauge| {
        std::mem::discriminant(other) == std::mem::discriminant(&gauge)
            && route_of(*other).is_some_and(|other| {
                other.source != key.source && (other.destination, other.port) == (key.destination, key.port)
            })
    };
    if !among.iter().any(twin) {
        return target;
    }
    let named = Message::new("report-plan-target-from").with("target", target);
    Arg::message(named.with("source", Arg::text(key.source.to_string())))
}

const fn route_of(gauge: Gauge) -> Option<RouteKey> {
    match gauge {
        Gauge::Usable(key) | Gauge::Blocking(key) | Gauge::ServesPerS(key) | Gauge::ConnectUs(key) => {
            Some(key)
        }
        _ => None,
    }
}

/// `usable ports 28,232 -> 55,289 towards 10.0.0.21:3306`; `among` are the gauges that are told beside it.
pub(in crate::answers) fn effect(effect: &Effect, among: &[Gauge]) -> Message {
    let (id, unit) = named(effect.gauge);
    let number = |value: f64| match unit {
        // A tenth of a port means nothing, and neither does one of a rate past ten.
        Unit::PerSecond if value < 10.0 => Arg::number(value, unit, "plan"),
        _ => Arg::number(value.round(), unit, "plan"),
    };
    let after = match number(effect.low).value == number(effect.high).value {
        true => Message::new("report-plan-one").with("value", number(effect.low)),
        false => Message::new("report-plan-between")
            .with("low", number(effect.low))
            .with("high", number(effect.high)),
    };
    let text = Message::new(id).with("before", number(effect.before)).with("after", Arg::message(after));
    match effect.gauge {
        Gauge::Usable(key) | Gauge::Blocking(key) | Gauge::ServesPerS(key) | Gauge::ConnectUs(key) => {
            text.with("target", target(effect.gauge, key, among))
        }
        Gauge::AcceptQueue(key) | Gauge::SynQueue(key) => text.with("port", Arg::port(key.port, "census")),
        Gauge::PortAtRisk(port) => text.with("port", Arg::port(port, "plan")),
        Gauge::Descriptors(pid) => text.with("pid", Arg::new(Value::Count(pid.into()), Unit::Port, "procfs")),
        _ => text,
    }
}

fn named(gauge: Gauge) -> (&'static str, Unit) {
    match gauge {
        Gauge::Usable(_) => ("report-gauge-usable", Unit::Count),
        Gauge::Blocking(_) => ("report-gauge-blocking", Unit::Count),
        Gauge::ServesPerS(_) => ("report-gauge-serves", Unit::PerSecond),
        Gauge::AcceptQueue(_) => ("report-gauge-accept-queue", Unit::Count),
        Gauge::SynQueue(_) => ("report-gauge-syn-queue", Unit::Count),
        Gauge::SynDropsPerS => ("report-gauge-syn-drops", Unit::PerSecond),
        Gauge::ListenersAtRisk => ("report-gauge-listeners", Unit::Count),
        Gauge::PortAtRisk(_) => ("report-gauge-port", Unit::Count),
        Gauge::TimeWaitRows => ("report-gauge-time-wait", Unit::Count),
        Gauge::Conntrack => ("report-gauge-conntrack", Unit::Count),
        Gauge::FinWait2S => ("report-gauge-fin-wait2", Unit::Seconds),
        Gauge::DeadPeerS => ("report-gauge-dead-peer", Unit::Seconds),
        Gauge::Orphans => ("report-gauge-orphans", Unit::Count),
        Gauge::DynamicPorts(Family::V4) => ("report-gauge-dynamic-ports", Unit::Count),
        Gauge::DynamicPorts(Family::V6) => ("report-gauge-dynamic-ports6", Unit::Count),
        Gauge::ConnectUs(_) => ("report-gauge-connect", Unit::Count),
        Gauge::Descriptors(_) => ("report-gauge-descriptors", Unit::Count),
        Gauge::TimeWaitS => ("report-gauge-time-wait-s", Unit::Seconds),
    }
}

/// So many outlooks; one that ends in "not known" only where all are told.
fn outlooks(view: &View<'_>, all: &[Outlook], most: usize) -> impl Iterator<Item = Message> {
    let says = move |one: &&Outlook| most == usize::MAX || one.after != When::Unknown;
    all.iter().filter(says).take(most).map(|one| outlook(view, one))
}

/// What all changes of a plan bring, of so many gauges.
pub(super) fn together(view: &View<'_>, plan: &Plan, most: usize) -> Option<Part> {
    let gauges: Vec<Gauge> = plan.together.iter().map(|effect| effect.gauge).collect();
    let effects = plan.together.iter().take(most).map(|one| effect(one, &gauges));
    let outlooks = outlooks(view, &plan.outlooks_together, most);
    joined(effects.chain(outlooks).collect()).map(|text| labelled("report-plan-together", text))
}

pub(in crate::answers) fn joined(messages: Vec<Message>) -> Option<Message> {
    messages.into_iter().reduce(|before, next| {
        Message::new("report-plan-and").with("before", Arg::message(before)).with("next", Arg::message(next))
    })
}

/// How it is taken back, and that a reboot does so too.
fn undo(remedy: &Remedy) -> Option<Part> {
    let first = remedy.steps.first()?;
    if treatable(first.key).is_some_and(lastack_model::Treatable::is_of_windows) {
        return Some(labelled("report-plan-back", Message::new("report-plan-undo-windows")));
    }
    let host = remedy.steps.iter().any(|step| treatable(step.key).is_some_and(|it| it.reach == Reach::Host));
    let only_ours = remedy.steps.iter().all(|step| matches!(step.undo, Undo::Subtract(_)));
    let text = match &first.undo {
        Undo::Subtract(_) if only_ours => Message::new("report-plan-undo-ports"),
        _ => Message::new("report-plan-undo"),
    };
    let reach = Message::new(if host { "report-plan-host-wide" } else { "report-plan-netns-wide" });
    Some(labelled("report-plan-back", text.with("reach", Arg::message(reach))))
}

/// Who else sets the key at boot. The last line wins there.
fn set_by(step: &Step, whole: bool) -> Option<Part> {
    let one = |by: &SetBy| {
        let value = Untrusted::new(shortened(by.value.raw()));
        Message::new("report-plan-set-by")
            .with("file", Arg::foreign(by.file.clone()))
            .with("line", Arg::new(Value::Count(by.line), Unit::Port, "file"))
            .with("key", Arg::text(step.key))
            .with("value", Arg::foreign(value))
    };
    let told: Vec<Message> = match whole {
        true => step.set_by.iter().map(one).collect(),
        false => step.set_by.last().map(one).into_iter().collect(),
    };
    joined(told).map(|text| labelled("report-plan-boot", text))
}

/// What to change in a program: the sentence, and lines to copy.
/// What an advice says to type: of ours it names the namespace that the remedy is about.
pub(super) fn advice_command(
    proposal: &Proposal<'_>,
    catalog: &Catalog,
    lang: Lang,
    remedy: &Remedy,
    message: &Message,
) -> Option<String> {
    let command = command::plain(catalog, lang, message)?;
    let netns = remedy.subject.netns().and_then(|netns| proposal.plan.namespaces.get(netns));
    let option = match netns {
        Some(netns) if command.starts_with("lastack ") => command::netns_option(&netns.name),
        _ => String::new(),
    };
    Some(format!("{command}{option}"))
}

fn advised(
    proposal: &Proposal<'_>,
    view: &View<'_>,
    remedy: &Remedy,
    advice: &Advice,
    lines: bool,
) -> Vec<Part> {
    let message = remedy.message(advice.text);
    let label = match advice.program.raw() {
        "" => Message::new("report-plan-do"),
        _ => Message::new("report-plan-program-label").with("program", Arg::foreign(advice.program.clone())),
    };
    let mut parts = vec![Part::Labelled(label, message.clone(), None)];
    let command = advice_command(proposal, view.catalog, view.lang, remedy, &message);
    let copied = advice.lines.filter(|_| lines).into_iter().flat_map(str::lines).map(str::to_owned);
    // A command is what its sentence is about: it stays on the smallest screen.
    let all = copied.chain(command).collect::<Vec<_>>();
    if !all.is_empty() {
        parts.push(Part::Verbatim(all));
    }
    parts
}
