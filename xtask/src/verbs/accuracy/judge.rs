//! Compares a diagnosis with what was expected of it.

use serde_json::Value;

use super::expect::{Expected, Least};

/// What came of one look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// How many findings had to be there
    pub(super) asked: usize,
    /// How many grades of the verdict were right
    pub(super) grades: usize,
    /// Findings that had to be there and are
    pub(super) right: usize,
    /// Those that had to be there and are not
    pub(super) missed: Vec<String>,
    /// Those of warning or above that are not true, with their words
    pub(super) wrong: Vec<String>,
    /// True ones beside
    pub(super) beside: Vec<String>,
    /// The verdict, where its grade is not right: the grade and line 1
    pub(super) verdict: Option<String>,
}

impl Outcome {
    pub(super) fn good(&self) -> bool {
        self.missed.is_empty() && self.wrong.is_empty() && self.verdict.is_none()
    }
}

pub(super) fn judge(expected: &Expected<'_>, document: &Value) -> Outcome {
    let all = || document["findings"].as_array().into_iter().flatten();
    let findings: Vec<(&str, &str, &str)> = all().map(told).collect();
    let mut outcome =
        Outcome { asked: expected.must.len(), grades: expected.verdict.len(), ..Outcome::default() };
    for must in expected.must {
        let least = must.least;
        let there = |finding: &Value| {
            let (id, severity, _) = told(finding);
            let words = finding["text"]["en"].to_string();
            must.finding.iter().any(|wanted| wanted == id)
                && grave(severity, least)
                && must.names.iter().all(|name| words.contains(name.as_str()))
        };
        if all().any(there) {
            outcome.right += 1;
        } else {
            let milder = findings.iter().filter(|(found, ..)| must.finding.iter().any(|id| id == found));
            let milder: Vec<String> =
                milder.map(|(_, severity, words)| format!(" ({severity}: {words})")).collect();
            let names = must.names.iter().map(|name| format!(" that names {name}")).collect::<String>();
            outcome.missed.push(format!("{}{names}{}", must.finding.join(" or "), milder.concat()));
        }
    }
    let musts: Vec<&str> = expected.must.iter().flat_map(|must| &must.finding).map(String::as_str).collect();
    for (id, severity, words) in findings.iter().filter(|(_, severity, _)| grave(severity, Least::Warning)) {
        if !expected.may.contains(id) {
            outcome.wrong.push(format!("{id} ({severity}): {words}"));
        } else if !musts.contains(id) {
            outcome.beside.push((*id).to_owned());
        }
    }
    let verdict = document["verdict"]["severity"].as_str().unwrap_or("unknown");
    if !expected.verdict.iter().any(|right| right == verdict) {
        let line1 = text(&document["verdict"]["text"]["en"]);
        outcome.verdict = Some(format!("{verdict} in place of {}: {line1}", expected.verdict.join(" or ")));
    }
    outcome
}

/// Id, severity and summary of a finding.
fn told(finding: &Value) -> (&str, &str, &str) {
    (text(&finding["id"]), text(&finding["severity"]), text(&finding["text"]["en"]["summary"]))
}

fn grave(severity: &str, least: Least) -> bool {
    matches!(severity, "warning" | "critical") || (least == Least::Info && matches!(severity, "info" | "ok"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::expect::{Knows, Part};
    use super::*;

    fn answer(verdict: &str, findings: &[(&str, &str)]) -> Value {
        let finding = |(id, severity): &(&str, &str)| json!({ "id": id, "severity": severity, "text": { "en": { "summary": "words" } } });
        json!({
            "verdict": { "severity": verdict, "text": { "en": "line 1" } },
            "findings": findings.iter().map(finding).collect::<Vec<_>>(),
        })
    }

    fn judged(document: &Value) -> Outcome {
        let part: Part = toml::from_str(
            "verdict = [\"warning\"]\nmay = { c = \"\" }\nmust = [{ finding = [\"a\", \"b\"], why = \"\" }, { finding = [\"d\"], least = \"info\", why = \"\" }]",
        )
        .unwrap();
        judge(&part.expected(Knows::All), document)
    }

    #[test]
    fn what_must_be_there_is_right_and_what_is_true_beside_it_is_no_fault() {
        let outcome =
            judged(&answer("warning", &[("b", "critical"), ("c", "warning"), ("d", "info"), ("e", "ok")]));
        assert!(outcome.good(), "{outcome:?}");
        assert_eq!((outcome.right, outcome.beside), (2, vec!["c".to_owned()]));
        assert_eq!((outcome.asked, outcome.grades), (2, 1));
    }

    #[test]
    fn a_finding_about_something_else_is_missed() {
        let named = |name: &str| {
            let part = format!(
                "verdict = [\"warning\"]\nmust = [{{ finding = [\"a\"], names = [\"{name}\"], why = \"\" }}]"
            );
            let part: Part = toml::from_str(&part).unwrap();
            judge(&part.expected(Knows::All), &answer("warning", &[("a", "warning")])).missed
        };
        assert_eq!(named("words"), [] as [&str; 0]);
        assert_eq!(named("8080"), ["a that names 8080 (warning: words)"]);
    }

    #[test]
    fn what_is_not_there_or_milder_is_missed_and_all_else_is_false() {
        let outcome = judged(&answer("ok", &[("a", "info"), ("e", "warning")]));
        assert_eq!(outcome.missed, ["a or b (info: words)", "d"]);
        assert_eq!(outcome.wrong, ["e (warning): words"]);
        assert_eq!(outcome.verdict.as_deref(), Some("ok in place of warning: line 1"));
        assert_eq!(outcome.right, 0);
    }
}
