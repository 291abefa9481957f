//! Whole hosts as people have them: what is said of each, all rules together.

use lastack_diagnose::{Judge, report, words};
use lastack_model::Severity;
use lastack_model::words::{Catalog, Lang};
use lastack_testkit::cases::{Kind, RuleCase, parse};

fn hosts() -> Vec<RuleCase> {
    parse(include_str!("hosts.md"))
}

#[test]
fn every_host_gets_exactly_its_findings_and_its_line_1() {
    let catalog = Catalog::new(words());
    let mut wrong = Vec::new();
    for host in hosts() {
        let look = host.look();
        let report = report(look.now, &look.earlier, Judge::Everything);
        let verdict = report.verdict.as_ref().unwrap();
        let findings = report.findings.iter().flatten();
        let findings = findings.map(|finding| format!("{} {}", finding.severity.name(), finding.id));
        let findings = findings.collect::<Vec<_>>();
        let findings = if findings.is_empty() { "none".to_owned() } else { findings.join(", ") };
        let sick = report.findings.iter().flatten().any(|finding| finding.severity >= Severity::Warning);
        let mut check = |key: &str, is: &str, want: &str| {
            if is != want {
                wrong.push(format!("{}: {key}\n  is   {is}\n  want {want}", host.name));
            }
        };
        check("sick", &sick.to_string(), &(host.kind == Kind::Fires).to_string());
        for (key, want) in &host.expect {
            let is = match key.as_str() {
                "judged" => verdict.severity.map_or("unknown", Severity::name).to_owned(),
                "verdict" => {
                    catalog.phrase(Lang::En, &verdict.text).render(|foreign| foreign.raw().to_owned())
                }
                "findings" => findings.clone(),
                _ => format!("no such key: {key}"),
            };
            check(key, &is, want);
        }
        assert!(host.expect.iter().any(|(key, _)| key == "verdict"), "{}: no line 1", host.name);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
