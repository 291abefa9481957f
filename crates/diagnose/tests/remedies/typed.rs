//! What a finding says to type, beside what a plan writes.

use lastack_diagnose::{Judge, plan, report};
use lastack_model::Remedy;
use lastack_testkit::look;

use super::{cases, command};

/// What findings of this rule say to type under `todo`, each with what stands in the plan for the same subject.
fn typed_and_planned(
    rule: &str,
    (todo, remedy): (&str, &str),
    planned: impl Fn(&Remedy) -> String,
) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for case in cases(&format!("rules/{}", rule.replace('-', "_"))) {
        let look = look(&case.given);
        let report = report(look.now, &look.earlier, Judge::Everything);
        let plan = plan(&report, &[]);
        let findings = report.findings.iter().flatten();
        let saying = findings.filter(|finding| finding.id == rule && finding.todo.contains(&todo));
        for finding in saying {
            let same = |one: &&Remedy| one.id == remedy && one.treats.contains(&finding.key);
            let offered = plan.remedies.iter().find(same).map(&planned);
            pairs.extend(offered.map(|offered| (command(&finding.message(todo)), offered)));
        }
    }
    pairs
}

#[test]
fn what_the_verdict_says_to_type_is_what_fix_writes() {
    let range = typed_and_planned("port-exhaustion", ("todo-widen", "widen-port-range"), |remedy| {
        let to = &remedy.steps.last().unwrap_or_else(|| panic!("no step")).to;
        format!("sysctl -w net.ipv4.ip_local_port_range=\"{to}\"")
    });
    let limit = typed_and_planned("descriptor-limit", ("todo-raise", "raise-descriptor-limit"), |remedy| {
        command(&remedy.message("now"))
    });
    assert!(range.iter().any(|(_, planned)| planned.contains("=\"32000 60999\"")), "{range:?}");
    for pairs in [range, limit] {
        assert!(!pairs.is_empty());
        pairs.iter().for_each(|(typed, planned)| assert_eq!(typed, planned));
    }
}
