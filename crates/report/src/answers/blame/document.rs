//! Blame as programs read it.

use lastack_model::{
    Blame, BlameLine, CloseCounts, Culprit, Direction, Lost, Place, RefusedLine, Untrusted, Who,
};
use serde_json::{Map, Value, json};

use crate::View;
use crate::answers::fields;
use crate::formats::json::hosts;

pub(super) fn document(blame: &Blame, view: &View<'_>) -> Map<String, Value> {
    let namespaces: Vec<Value> = blame
        .namespaces
        .iter()
        .zip(&blame.usable_ports)
        .map(|(name, usable)| json!({"name": hosts::name(name), "usable_ports": usable}))
        .collect();
    let filters: Vec<Value> =
        blame.filters.iter().map(|(name, text)| json!({"name": name, "value": text.raw()})).collect();
    let refused = blame.refused.as_ref().map(|lines| lines.iter().map(refused_value).collect::<Vec<_>>());
    let waiting = blame.waiting.as_ref().map(|lines| {
        let one = |line: &lastack_model::WaitingLine| {
            json!({
                "netns": line.netns,
                "pid": line.owner.pid,
                "started_at": line.owner.started_at.map(|ticks| ticks.to_string()),
                "comm": line.owner.comm.raw(),
                "container": line.container.as_ref().map(Untrusted::raw),
                "sockets": line.owner.sockets,
                "places": line.places.iter().map(waiting_place).collect::<Vec<_>>(),
                "more_places": line.more_places,
                "certainty": line.owner.certainty.name(),
            })
        };
        lines.iter().map(one).collect::<Vec<_>>()
    });
    fields(json!({
        "taken_at": hosts::instant(blame.taken_at_ms),
        "window_s": blame.window_s,
        "host": hosts::host(&blame.host),
        "coverage": hosts::coverage(&blame.coverage, view.catalog),
        "method": blame.method.name(),
        "by": blame.by.name(),
        "filters": filters,
        "namespaces": namespaces,
        "closes": blame.method.traces().then(|| counts(&blame.closes)),
        "lines": blame.lines.iter().map(line_value).collect::<Vec<_>>(),
        "rest": blame.rest.map(|(lines, closes)| json!({"lines": lines, "closes": counts(&closes)})),
        "routes": blame.method.traces().then(|| routes(blame)),
        "lost": blame.method.traces().then(|| lost(&blame.lost)),
        "time_wait": time_wait(blame),
        "refused_connects": refused,
        "close_wait": waiting,
    }))
}

fn lost(lost: &Lost) -> Value {
    json!({"singles": lost.singles, "sums": lost.sums, "refused": lost.refused, "events": lost.events})
}

/// Routes that are told of: the others take fewer ports than each of these.
const ROUTES: usize = 20;

fn routes(blame: &Blame) -> Vec<Value> {
    let one = |route: &lastack_model::RouteCloses| {
        let place = route.place;
        json!({
            "netns": place.netns,
            "source": place.source.to_string(),
            "destination": place.remote.map(|remote| remote.to_string()),
            "port": place.port,
            "closes": counts(&route.closes),
            "held_s": route.held_s,
            "may_reuse": route.may_reuse,
            "usable_ports": place.netns.and_then(|netns| blame.usable_ports.get(netns).copied().flatten()),
        })
    };
    blame.routes.iter().take(ROUTES).map(one).collect()
}

fn time_wait(blame: &Blame) -> Value {
    match (blame.rows, blame.standing) {
        (Some(rows), _) => json!({
            "total": rows.total,
            "seen": rows.seen,
            "of_kernel": rows.of_kernel,
            "before": rows.before,
        }),
        (None, Some(total)) => json!({"total": total, "seen": null, "of_kernel": null, "before": null}),
        (None, None) => Value::Null,
    }
}

fn counts(closes: &CloseCounts) -> Value {
    json!({
        "first": closes.first,
        "first_resets": closes.first_resets,
        "second": closes.second,
        "causes": {
            "close": closes.close,
            "shutdown": closes.shutdown,
            "exit": closes.exit,
            "reset": closes.reset,
            "unknown": closes.untold,
        },
    })
}

fn line_value(line: &BlameLine) -> Value {
    let places: Vec<Value> = line
        .places
        .iter()
        .map(|at| {
            json!({
                "netns": at.place.netns,
                "direction": direction(at.place.direction),
                "source": at.place.source.to_string(),
                "destination": at.place.remote.map(|remote| remote.to_string()),
                "port": (at.place.port > 0).then_some(at.place.port),
                "closes": line.closes.map(|_| counts(&at.closes)),
                "rows": at.rows,
                "standing": at.standing,
            })
        })
        .collect();
    json!({
        "who": who_value(&line.who),
        "processes": line.processes,
        "closes": line.closes.as_ref().map(counts),
        "share": line.share,
        "per_s": line.per_s,
        "places": places,
        "more_places": line.more_places,
        "rows": line.rows,
        "standing": line.standing,
        "certainty": line.certainty.name(),
    })
}

fn waiting_place((place, sockets): &(Place, u64)) -> Value {
    json!({
        "direction": direction(place.direction),
        "source": place.source.to_string(),
        "destination": place.remote.map(|remote| remote.to_string()),
        "port": (place.port > 0).then_some(place.port),
        "sockets": sockets,
    })
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
        Direction::Unknown => "unknown",
    }
}

/// Every key always there; those of a process are null where the line is about something else.
fn who_value(who: &Who) -> Value {
    let none = Culprit::default();
    let (kind, culprit, name) = match who {
        Who::Process(culprit) => ("process", Some(culprit), None),
        Who::Command(program, culprit) => ("command", Some(culprit), Some(program.raw().to_owned())),
        Who::Container(name) => ("container", None, Some(name.raw().to_owned())),
        Who::Unit(name) => ("unit", None, Some(name.raw().to_owned())),
        Who::Loose => ("no_container", None, None),
        Who::User(uid, name) => {
            ("user", None, name.as_ref().map_or(Some(uid.to_string()), |n| Some(n.raw().to_owned())))
        }
        Who::Untold => ("unknown", None, None),
        Who::Place => ("route", None, None),
        Who::Kernel => ("kernel", None, None),
    };
    let uid = match who {
        Who::User(uid, _) => Some(*uid),
        _ => culprit.and_then(|culprit| culprit.uid),
    };
    let is_process = culprit.is_some();
    let culprit = culprit.unwrap_or(&none);
    let mut value = json!({"kind": kind, "name": name, "uid": uid});
    if let (Value::Object(value), Value::Object(process)) = (&mut value, culprit_value(culprit)) {
        for (key, of_process) in process.into_iter().filter(|(key, _)| key != "uid") {
            value.insert(key, if is_process { of_process } else { Value::Null });
        }
    }
    value
}

fn culprit_value(culprit: &Culprit) -> Value {
    let text = |text: &Option<Untrusted>| text.as_ref().map(|text| text.raw().to_owned());
    json!({
        "pid": (culprit.pid > 0).then_some(culprit.pid),
        "started_at": culprit.started_at.map(|ticks| ticks.to_string()),
        "comm": culprit.comm.raw(),
        "command": text(&culprit.command),
        "unit": text(&culprit.unit),
        "container": text(&culprit.container),
        "uid": culprit.uid,
        "user": text(&culprit.user),
        "ended": culprit.ended,
    })
}

fn refused_value(line: &RefusedLine) -> Value {
    json!({
        "who": line.who.as_ref().map(culprit_value),
        "processes": (line.processes > 0).then_some(line.processes),
        "netns": line.netns,
        "source": line.source.to_string(),
        "destination": line.remote.address.to_string(),
        "port": line.remote.port,
        "count": line.count,
    })
}
