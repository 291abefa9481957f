//! The contract for programs: one document on one line, every key always there, null for what is not known.

pub(crate) mod findings;
mod gathered;
pub(crate) mod groups;
pub(crate) mod hosts;
mod sockets;

use std::fmt;

use lastack_model::Report;
use lastack_model::words::{Catalog, Lang, Message};
use serde_json::{Map, Value, json};

use crate::{Answer, Exits, Explanation, Format, View, command, escape};

pub(crate) use findings::{argument, subject};

/// The name that `schema/lastack-v1.json` describes.
const SCHEMA: &str = "lastack/v1";

pub(super) static FORMAT: Format =
    Format { id: "json", exits: Exits::Contract, write, answer, sheet: Some(sockets::sheet), explain };

fn write(report: &Report, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let catalog = view.catalog;
    let judged = report.findings.is_some();
    put(
        &json!({
            "schema": SCHEMA,
            "kind": "diagnosis",
            "version": env!("CARGO_PKG_VERSION"),
            "source": report.snapshot.kind.name(),
            "masked": report.snapshot.masked,
            "taken_at": hosts::instant(report.snapshot.taken_at_ms),
            "window_s": report.snapshot.window_s,
            "host": hosts::host(&report.snapshot.host),
            "coverage": hosts::coverage(&report.snapshot.coverage, catalog),
            "warnings": hosts::warnings(&report.snapshot.warnings, catalog),
            "namespaces": hosts::namespaces(report),
            "files": judged.then(|| gathered::files(report)),
            "time_wait": groups::time_wait(report),
            "routes": groups::routes(report, view.top),
            "listeners": groups::listeners(report, view.top),
            "findings": findings::findings(report, catalog),
            "ruled_out": judged.then(|| findings::ruled_out(report, catalog)),
            "verdict": findings::verdict(report, catalog),
            "waiting": view.waiting.map(|waiting| hosts::waiting(report, waiting)),
        }),
        out,
    )
}

fn answer(answer: &dyn Answer, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let mut document = Map::from_iter([
        ("schema".to_owned(), json!(SCHEMA)),
        ("kind".to_owned(), json!(answer.kind())),
        ("version".to_owned(), json!(env!("CARGO_PKG_VERSION"))),
    ]);
    document.extend(answer.document(view));
    put(&Value::Object(document), out)
}

fn explain(explanation: &Explanation, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let topics: Vec<Value> = explanation
        .topics
        .iter()
        .map(|topic| {
            let sections: Vec<Value> = topic
                .sections
                .iter()
                .map(|section| {
                    json!({
                        "label": section.label,
                        "text": both(view.catalog, &section.text),
                        "command": command::plain(view.catalog, Lang::En, &section.text),
                    })
                })
                .collect();
            json!({"id": topic.id, "title": both(view.catalog, &topic.title), "sections": sections, // One language, as it always was.
                "source": text(view.catalog, Lang::En, &topic.source)})
        })
        .collect();
    put(
        &json!({
            "schema": SCHEMA,
            "kind": "explain",
            "version": env!("CARGO_PKG_VERSION"),
            "words": explanation.words.raw(),
            "topics": topics,
            "nearest": explanation.nearest,
        }),
        out,
    )
}

/// Writes a document on one line, hidden characters as `\uXXXX`.
fn put(document: &Value, out: &mut dyn fmt::Write) -> fmt::Result {
    escaped(&document.to_string(), out)?;
    out.write_char('\n')
}

fn escaped(json: &str, out: &mut dyn fmt::Write) -> fmt::Result {
    if json.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return out.write_str(json);
    }
    // In json such a character can only stand inside a string, so it may be replaced wherever it stands.
    for c in json.chars() {
        if escape::is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
        } else {
            out.write_char(c)?;
        }
    }
    Ok(())
}

/// A text in both languages.
pub(crate) fn both(catalog: &Catalog, message: &Message) -> Value {
    json!({"en": text(catalog, Lang::En, message), "zh": text(catalog, Lang::Zh, message)})
}

fn text(catalog: &Catalog, lang: Lang, message: &Message) -> String {
    escape::one_line(&catalog.phrase(lang, message), str::to_owned, |foreign| foreign.raw().to_owned())
}
