//! Findings, what was ruled out, and the verdict.

use lastack_model::words::{Catalog, Lang};
use lastack_model::{Arg, Finding, Report, Subject, Value as Given};
use serde_json::{Map, Value, json};

use super::{both, text};
use crate::command;

/// Null where no rule was asked.
pub(super) fn findings(report: &Report, catalog: &Catalog) -> Option<Vec<Value>> {
    Some(report.findings.as_ref()?.iter().map(|finding| one(report, finding, catalog)).collect())
}

fn one(report: &Report, finding: &Finding, catalog: &Catalog) -> Value {
    let args: Map<String, Value> =
        finding.args.iter().map(|(name, arg)| ((*name).to_owned(), argument(arg, catalog))).collect();
    json!({
        "id": finding.id,
        "key": finding.key,
        "severity": finding.severity.name(),
        "rank": finding.rank,
        "subject": subject(finding.subject),
        // One language, as it always was: programs compare it.
        "because": text(catalog, Lang::En, &finding.because),
        "since": {"at_least_s": finding.since_at_least_s},
        "args": args,
        "text": {
            "en": sentences(report, finding, catalog, Lang::En),
            "zh": sentences(report, finding, catalog, Lang::Zh),
        },
        "remedies": finding.remedies,
        "relates": finding.relates,
    })
}

pub(crate) fn subject(subject: Subject) -> Value {
    let (device, source, destination, address, port) = match subject {
        Subject::Host
        | Subject::Namespace { .. }
        | Subject::Process { .. }
        | Subject::Setting { .. }
        | Subject::Log { .. } => (None, None, None, None, None),
        Subject::Route { key, .. } => {
            (Some(key.device), Some(key.source), Some(key.destination), None, Some(key.port))
        }
        Subject::Listener { key, .. } => (Some(key.device), None, None, Some(key.address), Some(key.port)),
    };
    json!({
        "kind": subject.kind(),
        "netns": subject.netns(),
        "device": device,
        "source": source.map(|address| address.to_string()),
        "destination": destination.map(|address| address.to_string()),
        "address": address.map(|address| address.to_string()),
        "port": port,
        "pid": match subject { Subject::Process { pid, .. } => Some(pid), _ => None },
        "name": match subject {
            Subject::Setting { key, .. } => Some(key),
            Subject::Log { signature, .. } => Some(signature),
            _ => None,
        },
    })
}

pub(crate) fn argument(arg: &Arg, catalog: &Catalog) -> Value {
    let value = match &arg.value {
        Given::Count(count) => json!(count),
        Given::Number(number) => json!(number),
        Given::Text(text) => json!(text),
        Given::Foreign(text) => json!(text.raw()),
        Given::Address(address) => json!(address.to_string()),
        Given::Endpoint(endpoint) => json!(endpoint.to_string()),
        Given::Message(message) => both(catalog, message),
    };
    json!({
        "value": value,
        "unit": arg.unit.name(),
        "source": arg.source,
        "certainty": arg.certainty.name(),
    })
}

fn sentences(report: &Report, finding: &Finding, catalog: &Catalog, lang: Lang) -> Value {
    let say = |part: &str| text(catalog, lang, &finding.message(part));
    // The command line is the same in both languages.
    let command = |part: &str| command::of(report, finding, part, catalog, Lang::En);
    let todo: Vec<Value> =
        finding.todo.iter().map(|part| json!({"text": say(part), "command": command(part)})).collect();
    let dont: Vec<String> = finding.dont.iter().map(|part| say(part)).collect();
    json!({"summary": say(finding.summary), "why": say(finding.why), "do": todo, "dont": dont})
}

pub(super) fn ruled_out(report: &Report, catalog: &Catalog) -> Vec<Value> {
    report.ruled_out.iter().map(|one| json!({"id": one.id, "why": both(catalog, &one.why)})).collect()
}

/// Null where no rule was asked; severity `unknown` where too little was read to say.
pub(super) fn verdict(report: &Report, catalog: &Catalog) -> Option<Value> {
    let verdict = report.verdict.as_ref()?;
    Some(json!({
        "severity": verdict.severity.map_or("unknown", |severity| severity.name()),
        "text": both(catalog, &verdict.text),
    }))
}
