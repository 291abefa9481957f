//! A rehearsal, and the list of them, as programs read them.

use lastack_model::{Cure, Moment, Outcome, Rehearsal, Scene, SceneFinding, Severity, Untrusted};
use serde_json::{Map, Value, json};

use super::Rehearsals;
use crate::View;
use crate::answers::fields;
use crate::formats::json::both;

pub(super) fn rehearsal(rehearsal: &Rehearsal, view: &View<'_>) -> Map<String, Value> {
    let cure = |cure: &Cure| match cure {
        Cure::Fix { remedy, change, outcome, steps } => {
            let step = |[key, from, to]: &[String; 3]| json!({"key": key, "from": from, "to": to});
            json!({
                "remedy": remedy,
                "change": change,
                "outcome": outcome.map(Outcome::name),
                "steps": steps.iter().map(step).collect::<Vec<_>>(),
                "text": null,
            })
        }
        Cure::Changed { text, outcome } => json!({
            "remedy": null,
            "change": null,
            "outcome": outcome.map(Outcome::name),
            "steps": [],
            "text": both(view.catalog, text),
        }),
    };
    let clauses = rehearsal.clauses.iter().map(|clause| {
        let seen: Vec<&str> = clause.seen.iter().map(Untrusted::raw).collect();
        json!({"clause": clause.kind.name(), "held": clause.held, "seen": seen})
    });
    fields(json!({
        "scenario": rehearsal.id,
        "passed": rehearsal.passed(),
        "title": both(view.catalog, &rehearsal.title),
        "story": both(view.catalog, &rehearsal.story),
        "before": scene(&rehearsal.before),
        "after": scene(&rehearsal.after),
        "twin": scene(&rehearsal.twin),
        "cures": rehearsal.cures.iter().map(cure).collect::<Vec<_>>(),
        "quotes": rehearsal.quotes.iter().map(|(who, line)| json!({"who": who, "line": line.raw()})).collect::<Vec<_>>(),
        "clauses": clauses.collect::<Vec<_>>(),
        "course": rehearsal.samples.iter().map(moment).collect::<Vec<_>>(),
        "cured_at_s": rehearsal.cured_at_s,
        "took_s": rehearsal.took_s,
    }))
}

fn texts([en, zh]: &[Untrusted; 2]) -> Value {
    json!({"en": en.raw(), "zh": zh.raw()})
}

fn scene(scene: &Scene) -> Value {
    let finding = |found: &SceneFinding| json!({"id": found.id, "severity": found.severity.name(), "summary": texts(&found.text)});
    let states: Map<String, Value> =
        scene.states.iter().map(|(state, rows)| (state.clone(), json!(rows))).collect();
    let errors: Vec<Value> =
        scene.errors.iter().map(|(errno, count)| json!({"errno": errno, "count": count})).collect();
    json!({
        "ss": states,
        "verdict": {"severity": scene.severity.map(Severity::name), "text": texts(&scene.line1)},
        "findings": scene.findings.iter().map(finding).collect::<Vec<_>>(),
        "application": {
            "attempts": scene.attempts,
            "failures": scene.failures,
            "errors": errors,
            "median_us": scene.times_us.map(|[median, ..]| median),
            "p99_us": scene.times_us.map(|[_, most, _]| most),
            "longest_us": scene.times_us.map(|[_, _, longest]| longest),
        },
    })
}

fn moment(moment: &Moment) -> Value {
    let [time_wait, established, syn_recv, close_wait, others] = moment.rows;
    json!({
        "at_s": moment.at_s,
        "TIME_WAIT": time_wait,
        "ESTABLISHED": established,
        "SYN_RECV": syn_recv,
        "CLOSE_WAIT": close_wait,
        "others": others,
        "failures": moment.failures,
        "slowest_us": moment.slowest_us,
    })
}

pub(super) fn rehearsals(list: &Rehearsals, view: &View<'_>) -> Map<String, Value> {
    let one = |entry: &super::RehearsalEntry| {
        json!({
            "id": entry.id,
            "title": both(view.catalog, &entry.title),
            "takes_s": entry.takes_s,
            "root": entry.root,
            "programs": entry.programs,
        })
    };
    fields(json!({ "scenarios": list.all.iter().map(one).collect::<Vec<_>>() }))
}
