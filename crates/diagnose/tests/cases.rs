//! Runs the cases of every rule folder, and holds the registry to what every rule must have.

#![expect(clippy::panic, reason = "a mistake in a case must stop the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use lastack_diagnose::{Judge, RULES, Rule, report, words};
use lastack_model::words::{Catalog, Lang, Message, quantity};
use lastack_model::{Finding, Report, Severity, Value};
use lastack_testkit::cases::{Kind, RuleCase, parse};
use lastack_testkit::{fluent, look};

#[expect(clippy::disallowed_methods, reason = "a case file of this crate, not a file of a host")]
fn cases(rule: &Rule) -> Vec<RuleCase> {
    let folder = rule.id.replace('-', "_");
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/rules").join(folder).join("cases.md");
    parse(&std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

fn every_case() -> impl Iterator<Item = (&'static Rule, RuleCase)> {
    RULES.iter().flat_map(|rule| cases(rule).into_iter().map(|case| (*rule, case)))
}

fn judged(case: &RuleCase) -> Report {
    let look = case.look();
    report(look.now, &look.earlier, Judge::Everything)
}

fn catalog() -> Catalog {
    Catalog::new(words())
}

fn say(message: &Message) -> String {
    catalog().phrase(Lang::En, message).render(|foreign| foreign.raw().to_owned())
}

#[test]
fn every_case_gives_what_it_expects() {
    let mut wrong = Vec::new();
    for (rule, case) in every_case() {
        let report = judged(&case);
        let findings = report.findings.clone().unwrap();
        let found = findings.iter().find(|finding| finding.id == rule.id);
        let mut check = |key: &str, actual: String, expected: &str| {
            if actual != expected {
                wrong.push(format!("{}: {}: {key}\n  is   {actual}\n  want {expected}", rule.id, case.name));
            }
        };
        let severity = found.map_or("quiet", |finding| finding.severity.name());
        let expected = if case.kind == Kind::Quiet { "quiet" } else { case.severity() };
        check("severity", severity.to_owned(), expected);
        for (key, expected) in case.expect.iter().filter(|(_, value)| !value.is_empty()) {
            check(key, actual(&report, rule, found, key), expected);
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What stands in the report under a key of an `expect` block.
fn actual(report: &Report, rule: &Rule, found: Option<&Finding>, key: &str) -> String {
    match key {
        "verdict" => return report.verdict.as_ref().map_or(String::new(), |verdict| say(&verdict.text)),
        "judged" => {
            let severity = report.verdict.as_ref().and_then(|verdict| verdict.severity);
            return severity.map_or("unknown", Severity::name).to_owned();
        }
        "quiet" => {
            let out = report.ruled_out.iter().find(|out| out.id == rule.id);
            return out.map_or(String::new(), |out| say(&out.why));
        }
        "other" => {
            let others = report.findings.iter().flatten().filter(|finding| finding.id != rule.id);
            return others.map(|finding| finding.id).collect::<Vec<_>>().join(" ");
        }
        _ => {}
    }
    let Some(finding) = found else { return "no finding".to_owned() };
    match key.split_once(' ') {
        Some(("arg", name)) => value(finding, name),
        _ => match key {
            "because" => say(&finding.because),
            "subject" => finding.subject.kind().to_owned(),
            "since" => finding.since_at_least_s.map_or("unknown".to_owned(), |since| since.to_string()),
            "en" => say(&finding.message(finding.summary)),
            "why" => say(&finding.message(finding.why)),
            "do" => advice(&finding.todo),
            "dont" => advice(&finding.dont),
            _ => panic!("{}: nothing is called {key:?}", rule.id),
        },
    }
}

fn advice(suffixes: &[&str]) -> String {
    if suffixes.is_empty() { "none".to_owned() } else { suffixes.join(" ") }
}

fn value(finding: &Finding, name: &str) -> String {
    let Some((_, arg)) = finding.args.iter().find(|(known, _)| *known == name) else {
        return "none".to_owned();
    };
    let text = match &arg.value {
        Value::Count(count) => count.to_string(),
        Value::Number(number) => quantity(Lang::En, *number, arg.unit),
        Value::Text(text) => text.clone(),
        Value::Foreign(text) => text.raw().to_owned(),
        Value::Address(address) => address.to_string(),
        Value::Endpoint(endpoint) => endpoint.to_string(),
        Value::Message(message) => say(message),
    };
    match arg.certainty {
        lastack_model::Certainty::Observed => text,
        certainty => format!("{text} ({})", certainty.name()),
    }
}

#[test]
fn every_rule_has_a_firing_a_quiet_and_a_partial_case_and_a_twin() {
    for rule in RULES {
        let cases = cases(rule);
        for kind in [Kind::Fires, Kind::Quiet, Kind::Partial] {
            assert!(cases.iter().any(|case| case.kind == kind), "{}: no case {kind:?}", rule.id);
        }
        let twins = |case: &RuleCase| {
            let (of, _, _) = case.twin.as_ref()?;
            let other = cases.iter().find(|other| other.name == *of)?;
            Some((case.kind, other.kind))
        };
        let healthy = cases.iter().filter_map(twins).any(|kinds| kinds == (Kind::Quiet, Kind::Fires));
        assert!(healthy, "{}: no healthy twin of a firing case", rule.id);
    }
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_arguments() {
    for folder in words() {
        let (en, zh) = (fluent::messages(folder.en), fluent::messages(folder.zh));
        assert_eq!(en, zh, "{}", folder.prefix);
        for id in en.keys() {
            let own =
                id.strip_prefix(folder.prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
            assert!(own, "{id} stands in the folder of {}", folder.prefix);
        }
    }
    assert_eq!(catalog().problems(), [] as [String; 0]);
}

#[test]
fn rules_are_sorted_and_named_after_their_folders() {
    let ids = RULES.iter().map(|rule| rule.id).collect::<Vec<_>>();
    assert!(ids.is_sorted(), "{ids:?}");
    for rule in RULES {
        assert_eq!(rule.words.prefix, rule.id);
    }
}

/// Every message of a finding with the argument names that it comes with.
fn named(finding: &Finding) -> impl Iterator<Item = Message> + '_ {
    let parts = [finding.verdict, finding.summary, finding.why].into_iter();
    parts
        .chain(finding.todo.iter().copied())
        .chain(finding.dont.iter().copied())
        .map(|part| finding.message(part))
        .chain([finding.because.clone()])
}

#[test]
fn every_message_named_exists_and_gets_every_argument_that_it_uses() {
    let used: BTreeMap<String, BTreeSet<String>> =
        words().flat_map(|folder| fluent::messages(folder.en)).collect();
    let mut wrong = BTreeSet::new();
    for (_, case) in every_case() {
        for given in thinned(&case.given) {
            let look = look(&given);
            let report = report(look.now, &look.earlier, Judge::Everything);
            let findings = report.findings.iter().flatten().flat_map(named).collect::<Vec<_>>();
            let others = report.ruled_out.iter().map(|out| &out.why);
            let line_1 = report.verdict.iter().map(|verdict| &verdict.text);
            let all = findings.iter().chain(others).chain(line_1);
            all.for_each(|message| fluent::each_inside(message, &mut |one| wrong.extend(lacks(&used, one))));
        }
    }
    assert_eq!(wrong, BTreeSet::new());
}

/// What a message uses, in its text or its command, and does not get.
fn lacks(used: &BTreeMap<String, BTreeSet<String>>, message: &Message) -> Vec<String> {
    let id = message.id.as_ref();
    let Some(needs) = used.get(id) else { return vec![format!("no message {id}")] };
    let command = used.get(&format!("{id}.command"));
    let has = |name: &str| message.args.iter().any(|(given, _)| *given == name);
    let missing = needs.iter().chain(command.into_iter().flatten()).filter(|name| !has(name));
    missing.map(|name| format!("{id} uses ${name}")).collect()
}

/// What was seen, and the same without any one line or any one word of a line: on real hosts each of them may be
/// what cannot be read.
fn thinned(given: &str) -> Vec<String> {
    let lines = given.lines().collect::<Vec<_>>();
    let mut all = vec![given.to_owned()];
    for (index, line) in lines.iter().enumerate() {
        let mut put = |instead: &str| {
            let mut other = lines.clone();
            other[index] = instead;
            all.push(other.join("\n"));
        };
        put("");
        let rows = ["route ", "listener ", "process ", "log "].iter().any(|row| line.starts_with(row));
        for word in line.split(' ').filter(|word| rows && word.contains('=')) {
            put(&line.replacen(&format!(" {word}"), "", 1));
        }
    }
    all
}

#[test]
fn every_message_of_a_rule_is_said_in_some_case() {
    let mut said = BTreeSet::new();
    for (_, case) in every_case() {
        let report = judged(&case);
        let findings = report.findings.iter().flatten().flat_map(named).collect::<Vec<_>>();
        let others = report.ruled_out.iter().map(|out| &out.why);
        findings.iter().chain(others).for_each(|message| {
            fluent::each_inside(message, &mut |one| {
                said.insert(one.id.to_string());
            })
        });
    }
    let ids = RULES.iter().flat_map(|rule| fluent::messages(rule.words.en).into_keys());
    let silent = ids.filter(|id| !id.contains('.') && !said.contains(id)).collect::<Vec<_>>();
    assert_eq!(silent, [] as [String; 0]);
}

/// ss takes what follows the last colon of a bare IPv6 address for a port, and zsh takes brackets for a pattern.
#[test]
fn an_address_in_a_command_of_ss_is_quoted_and_without_a_port_in_brackets() {
    let sources = words().flat_map(|folder| [folder.en, folder.zh]);
    let commands = sources.flat_map(|source| source.lines()).filter(|line| line.contains(".command = "));
    let mut seen = 0;
    for command in commands.filter(|command| command.contains("ss -")) {
        for name in ["{ $target }", "[{ $source }]", "{ $source }"] {
            let Some((before, _)) = command.split_once(name) else { continue };
            assert_eq!(before.matches('\'').count(), 1, "{command}");
            assert!(!name.contains("source") || before.ends_with('[') || name.starts_with('['), "{command}");
            seen += 1;
        }
    }
    assert!(seen >= 6, "{seen}");
}
