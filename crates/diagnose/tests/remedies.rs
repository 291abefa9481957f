//! Runs the cases of every remedy folder, and holds the registry to what every remedy must have.

#![expect(clippy::panic, reason = "a mistake in a case must stop the test")]

#[path = "remedies/named.rs"]
mod named;
#[path = "remedies/told.rs"]
mod told;
#[path = "remedies/typed.rs"]
mod typed;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use lastack_diagnose::{Judge, RULES, TREATMENTS, Treatment, asked, plan, report, words};
use lastack_model::words::{Catalog, Lang, Message, quantity};
use lastack_model::{
    BlameMethod, Certainty, Closer, Culprit, Direction, Gauge, NetnsTrace, Place, Plan, Remedy, Severity,
    Undo, Unit, Untrusted, Value, Withheld, treatable,
};
use lastack_testkit::cases::{Kind, RuleCase, parse};
use lastack_testkit::{fluent, look};
use told::{effect, outlook, step};

#[expect(clippy::disallowed_methods, reason = "a case file of this crate, not a file of a host")]
fn cases(folder: &str) -> Vec<RuleCase> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src").join(folder).join("cases.md");
    parse(&std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

fn of(treatment: &Treatment) -> Vec<RuleCase> {
    cases(&format!("remedies/{}", treatment.id.replace('-', "_")))
}

fn every_case() -> impl Iterator<Item = (&'static Treatment, RuleCase)> {
    TREATMENTS.iter().flat_map(|treatment| of(treatment).into_iter().map(|case| (*treatment, case)))
}

fn planned(given: &str, words: &[String]) -> Plan {
    let look = look(given);
    plan(&report(look.now, &look.earlier, Judge::Everything), words)
}

fn say(message: &Message) -> String {
    Catalog::new(words()).phrase(Lang::En, message).render(|foreign| foreign.raw().to_owned())
}

/// What it says to type.
fn command(message: &Message) -> String {
    let command = Catalog::new(words()).command(Lang::En, message);
    command.map_or("none".to_owned(), |command| command.render(|foreign| foreign.raw().to_owned()))
}

#[test]
fn every_case_gives_what_it_expects() {
    let mut wrong = Vec::new();
    for (treatment, case) in every_case() {
        let plan = planned(&case.given, &[]);
        let remedy = plan.remedies.iter().find(|remedy| remedy.id == treatment.id);
        let mut check = |key: &str, actual: String, expected: &str| {
            if actual != expected {
                wrong.push(format!(
                    "{}: {}: {key}\n  is   {actual}\n  want {expected}",
                    treatment.id, case.name
                ));
            }
        };
        let safety = remedy.map_or("quiet", |remedy| remedy.safety.name());
        let expected = if case.kind == Kind::Fires { case.severity() } else { "quiet" };
        if case.kind != Kind::Partial || !case.severity().is_empty() || remedy.is_none() {
            let expected = if case.severity().is_empty() { expected } else { case.severity() };
            check("safety", safety.to_owned(), expected);
        }
        for (key, expected) in case.expect.iter().filter(|(_, value)| !value.is_empty()) {
            check(key, actual(&plan, treatment, remedy, key), expected);
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What stands in the plan under a key of an `expect` block.
fn actual(plan: &Plan, treatment: &Treatment, remedy: Option<&Remedy>, key: &str) -> String {
    if key == "withheld" {
        let items = plan.withheld.iter().filter(|one| belongs(one, treatment));
        return listed(items.map(|one| say(&one.why)), " | ");
    }
    if key == "refused" {
        let items = plan.withheld.iter().filter(|one| one.refused);
        return listed(items.map(|one| one.id.to_owned()), " ");
    }
    let Some(remedy) = remedy else { return "no remedy".to_owned() };
    match key.split_once(' ') {
        Some(("arg", name)) => value(remedy, name),
        Some(("certainty", name)) => {
            let arg = remedy.args.iter().find(|(known, _)| *known == name);
            arg.map_or("none", |(_, arg)| arg.certainty.name()).to_owned()
        }
        _ => match key {
            "treats" => listed(remedy.treats.iter().map(|key| key[..key.len() - 17].to_owned()), " "),
            "step" => listed(remedy.steps.iter().map(step), "; "),
            "effect" => listed(remedy.effects.iter().map(effect), "; "),
            "outlook" => listed(remedy.outlooks.iter().map(outlook), "; "),
            "en" => say(&remedy.message(remedy.summary)),
            "why" => say(&remedy.message(remedy.why)),
            "risk" => remedy.risk.map_or("none".to_owned(), |risk| say(&remedy.message(risk))),
            "restart" => remedy.restart.map_or("none".to_owned(), |restart| say(&remedy.message(restart))),
            "advice" => listed(
                remedy
                    .advice
                    .iter()
                    .map(|one| format!("{} {}", one.program.raw(), one.text).trim().to_owned()),
                "; ",
            ),
            "command" => listed(remedy.advice.iter().map(|one| command(&remedy.message(one.text))), " | "),
            "lines" => {
                listed(remedy.advice.iter().filter_map(|one| Some(one.lines?.replace('\n', " "))), " | ")
            }
            "does" => listed(remedy.advice.iter().map(|one| say(&remedy.message(one.text))), " | "),
            _ => panic!("{}: nothing is called {key:?}", treatment.id),
        },
    }
}

/// Items of the refuse list carry names of their own.
fn belongs(one: &Withheld, treatment: &Treatment) -> bool {
    one.id == treatment.id || one.why.id.starts_with(treatment.words.prefix)
}

fn listed(items: impl Iterator<Item = String>, between: &str) -> String {
    let items = items.collect::<Vec<_>>();
    if items.is_empty() { "none".to_owned() } else { items.join(between) }
}

fn value(remedy: &Remedy, name: &str) -> String {
    let Some((_, arg)) = remedy.args.iter().find(|(known, _)| *known == name) else {
        return "none".to_owned();
    };
    match &arg.value {
        Value::Count(count) => count.to_string(),
        Value::Number(number) => quantity(Lang::En, *number, arg.unit),
        Value::Text(text) => text.clone(),
        Value::Foreign(text) => text.raw().to_owned(),
        Value::Address(address) => address.to_string(),
        Value::Endpoint(endpoint) => endpoint.to_string(),
        Value::Message(message) => say(message),
    }
}

#[test]
fn every_remedy_has_an_offered_a_withheld_and_a_partial_case_and_a_twin() {
    for treatment in TREATMENTS {
        let cases = of(treatment);
        for kind in [Kind::Fires, Kind::Quiet, Kind::Partial] {
            let refuses = treatment.id == "refuse-list" && kind == Kind::Fires;
            assert!(
                refuses || cases.iter().any(|case| case.kind == kind),
                "{}: no case {kind:?}",
                treatment.id
            );
        }
        assert!(cases.iter().any(|case| case.twin.is_some()), "{}: no twin", treatment.id);
    }
}

#[test]
fn remedies_are_named_after_their_folders_and_write_only_what_may_be_written() {
    let ids = TREATMENTS.iter().map(|treatment| treatment.id).collect::<Vec<_>>();
    assert!(ids.is_sorted(), "{ids:?}");
    for treatment in TREATMENTS {
        assert_eq!(treatment.words.prefix, treatment.id);
        assert!(asked(treatment.id).is_some());
    }
}

#[test]
fn every_remedy_that_a_rule_names_exists_and_every_remedy_is_named_by_a_rule() {
    let known: BTreeSet<&str> = TREATMENTS.iter().map(|treatment| treatment.id).collect();
    let mut named: BTreeSet<&str> = RULES.iter().flat_map(|rule| rule.remedies.iter().copied()).collect();
    let given = |rule: &lastack_diagnose::Rule| cases(&format!("rules/{}", rule.id.replace('-', "_")));
    for case in RULES.iter().flat_map(|rule| given(rule)) {
        let look = case.look();
        let found = report(look.now, &look.earlier, Judge::Everything).findings.unwrap_or_default();
        named.extend(found.iter().flat_map(|finding| finding.remedies.iter().copied()));
    }
    let unknown = named.difference(&known).collect::<Vec<_>>();
    assert!(unknown.is_empty(), "{unknown:?}");
    let idle = known.difference(&named).filter(|id| **id != "refuse-list").collect::<Vec<_>>();
    assert!(idle.is_empty(), "{idle:?}");
    for rule in TREATMENTS.iter().flat_map(|treatment| treatment.tempts) {
        assert!(RULES.iter().any(|known| known.id == *rule), "{rule}");
    }
}

/// Every case of every rule and remedy.
fn all_given() -> Vec<(String, String)> {
    let rules = RULES.iter().map(|rule| format!("rules/{}", rule.id.replace('-', "_")));
    let remedies = TREATMENTS.iter().map(|treatment| format!("remedies/{}", treatment.id.replace('-', "_")));
    let all = rules.chain(remedies).collect::<Vec<_>>();
    let named = |folder: &String| {
        let cases = cases(folder).into_iter();
        cases.map(|case| (format!("{folder}: {}", case.name), case.given)).collect::<Vec<_>>()
    };
    all.iter().flat_map(named).collect()
}

#[test]
fn every_finding_that_hurts_has_a_remedy_or_a_reason_why_not() {
    let mut seen = 0;
    for (name, given) in all_given() {
        let look = look(&given);
        let report = report(look.now, &look.earlier, Judge::Everything);
        let plan = plan(&report, &[]);
        for finding in report.findings.iter().flatten().filter(|it| it.severity >= Severity::Warning) {
            let treated = plan.remedies.iter().any(|remedy| remedy.treats.contains(&finding.key));
            let reason = plan.untreated.iter().find(|left| left.key == finding.key);
            assert!(treated != reason.is_some(), "{name}: {}", finding.id);
            if let Some(left) = reason.filter(|left| left.why.id == "plan-untreated-here") {
                let looked = plan.withheld.iter().any(|one| one.treats.contains(&finding.key));
                assert!(looked, "{name}: {} has no reason", left.id);
            }
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn every_step_can_be_written_undone_and_told_beforehand() {
    let mut seen = BTreeSet::new();
    for (name, given) in all_given() {
        for remedy in planned(&given, &[]).remedies {
            for step in &remedy.steps {
                let setting = treatable(step.key).unwrap_or_else(|| panic!("{name}: {}", step.key));
                for value in [&step.from, &step.to] {
                    assert_eq!(setting.canonical(value).as_ref(), Some(value), "{name}: {}", step.key);
                }
                assert_ne!(step.from, step.to, "{name}: {}", step.key);
                match &step.undo {
                    Undo::Restore(value) => assert_eq!(*value, step.from, "{name}"),
                    Undo::Subtract(ports) => {
                        let before = lastack_model::PortSet::from_list(&step.from);
                        let mut after = lastack_model::PortSet::from_list(&step.to);
                        after.subtract(&lastack_model::PortSet::from_list(ports));
                        assert_eq!(after, before, "{name}: {ports}");
                    }
                    undo => panic!("{name}: a setting is not undone by {}", undo.name()),
                }
                seen.insert(step.key);
            }
            assert!(
                !remedy.steps.is_empty() || !remedy.advice.is_empty(),
                "{name}: {} does nothing",
                remedy.id
            );
            // A service that is down has no row: what its reservation is for cannot be counted.
            // Nor is it known how long TIME_WAIT lasts on Windows now.
            let uncounted = ["reserve-listening-ports", "shorten-time-wait", "exclude-listening-ports"];
            let told = !remedy.effects.is_empty() || uncounted.contains(&remedy.id);
            assert!(remedy.steps.is_empty() || told, "{name}: {}: no effect", remedy.id);
            for effect in &remedy.effects {
                assert!(effect.low <= effect.high, "{name}: {effect:?}");
                let best = if effect.gauge.rises() {
                    effect.high >= effect.before
                } else {
                    effect.low <= effect.before
                };
                let costs = match effect.gauge {
                    Gauge::Usable(_) => remedy.id == "reserve-listening-ports",
                    Gauge::ConnectUs(_) => remedy.id == "widen-port-range",
                    _ => false,
                };
                assert!(best || costs, "{name}: {}: it makes {effect:?} worse", remedy.id);
            }
        }
    }
    assert!(seen.contains("net.ipv4.tcp_tw_reuse"), "{seen:?}");
}

#[test]
fn remedies_come_in_the_order_of_the_facts() {
    for (name, given) in all_given() {
        let plan = planned(&given, &[]);
        let order = |id: &str| TREATMENTS.iter().find(|one| one.id == id).map(|one| one.order);
        let places = plan.remedies.iter().map(|remedy| order(remedy.id)).collect::<Vec<_>>();
        assert!(places.is_sorted(), "{name}: {places:?}");
        let keys = plan.remedies.iter().map(|remedy| &remedy.key).collect::<BTreeSet<_>>();
        assert_eq!(keys.len(), plan.remedies.len(), "{name}");
    }
}

/// Every message that a remedy may show, with what it comes with.
fn messages(plan: &Plan) -> Vec<Message> {
    let of = |remedy: &Remedy| {
        let parts = [Some(remedy.summary), Some(remedy.why), remedy.risk, remedy.restart];
        let parts = parts.into_iter().flatten().chain(remedy.advice.iter().map(|one| one.text));
        let price = remedy.risk.map(|risk| remedy.message(&format!("{risk}-short")));
        parts.map(|part| remedy.message(part)).chain(price).collect::<Vec<_>>()
    };
    let whys = plan.withheld.iter().map(|one| one.why.clone());
    let left = plan.untreated.iter().map(|left| left.why.clone());
    plan.remedies.iter().flat_map(of).chain(whys).chain(left).collect()
}

#[test]
fn every_message_of_a_remedy_is_said_in_some_case_and_gets_what_it_uses() {
    let used: BTreeMap<String, BTreeSet<String>> =
        words().flat_map(|folder| fluent::messages(folder.en)).collect();
    let (mut said, mut wrong) = (BTreeSet::new(), BTreeSet::new());
    let plans = all_given().into_iter().map(|(_, given)| planned(&given, &[]));
    for plan in plans.chain(named::plans()) {
        for message in messages(&plan) {
            fluent::each_inside(&message, &mut |one| {
                let id = one.id.to_string();
                match used.get(&id) {
                    None => drop(wrong.insert(format!("no message {id}"))),
                    Some(needs) => {
                        let command = used.get(&format!("{id}.command"));
                        let has = |name: &&String| one.args.iter().any(|(given, _)| given == name);
                        let lacks =
                            needs.iter().chain(command.into_iter().flatten()).filter(|name| !has(name));
                        wrong.extend(lacks.map(|name| format!("{id} uses ${name}")));
                    }
                }
                said.insert(id);
            });
        }
    }
    assert_eq!(wrong, BTreeSet::new());
    let own = words().filter(|folder| TREATMENTS.iter().any(|one| folder.prefix.starts_with(one.id)));
    let ids = own.flat_map(|folder| fluent::messages(folder.en).into_keys());
    let silent = ids.filter(|id| !id.contains('.') && !said.contains(id)).collect::<Vec<_>>();
    assert_eq!(silent, [] as [String; 0]);
}

#[test]
fn a_plan_can_be_asked_for_by_rule_key_remedy_or_setting() {
    for (word, known) in [
        ("port-exhaustion", true),
        ("port-exhaustion-0123456789abcdef", true),
        ("port-exhaustion-of-mine", false),
        ("reuse-time-wait", true),
        ("net.ipv4.tcp_tw_reuse", true),
        ("net/ipv4/tcp_tw_reuse", true),
        ("tcp_tw_reuse", true),
        ("tcp_nothing", false),
        ("ss.txt", false),
    ] {
        assert_eq!(asked(word).is_some(), known, "{word}");
    }
    let given = "fact net.ipv4.ip_local_port_range 40000 40999\nfact net.ipv4.tcp_tw_reuse 2\n\
                 fact net.ipv4.ip_local_reserved_ports\nfact net.ipv4.tcp_timestamps 1\n\
                 route 10.0.0.5 -> 10.0.0.5:8080 ESTABLISHED=7 ages=0-59:15\nlistener 0.0.0.0:40007 ESTABLISHED=3";
    let ids = |words: &[&str]| {
        let words = words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        planned(given, &words).remedies.iter().map(|remedy| remedy.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&[])[..3], ["reuse-connections", "reserve-listening-ports", "reuse-time-wait"]);
    assert_eq!(ids(&["tcp_tw_reuse"]), ["reuse-time-wait"]);
    assert_eq!(ids(&["listener-in-ephemeral-range"]), ["reserve-listening-ports"]);
}

#[test]
fn a_plan_that_was_narrowed_names_what_it_leaves_out() {
    let mut narrowed = 0;
    // Every seventh: each case is planned once for every remedy.
    for (name, given) in all_given().into_iter().step_by(7) {
        let whole = planned(&given, &[]);
        assert!(whole.left_out.is_empty(), "{name}");
        for treatment in TREATMENTS {
            let plan = planned(&given, &[treatment.id.to_owned()]);
            let kept: BTreeSet<&str> = plan.remedies.iter().map(|remedy| remedy.key.as_str()).collect();
            let left: Vec<&str> =
                whole.remedies.iter().map(|one| one.key.as_str()).filter(|key| !kept.contains(key)).collect();
            assert_eq!(plan.left_out, left, "{name} {}", treatment.id);
            narrowed += usize::from(kept.is_empty() && !left.is_empty());
        }
    }
    assert!(narrowed > 0, "no plan was narrowed to nothing");
}

#[test]
fn what_is_never_done_is_answered_by_name_whatever_is_found() {
    for (word, expected) in [
        ("tcp_tw_recycle", vec!["tcp-tw-recycle"]),
        ("net/ipv4/tcp_timestamps", vec!["tcp-timestamps-off"]),
        ("MaxUserPort", vec!["max-user-port"]),
        ("tcp_rfc1337", vec!["tcp-rfc1337"]),
    ] {
        let plan = planned("fact net.ipv4.tcp_tw_reuse 2", &[word.to_owned()]);
        let refused = plan.withheld.iter().filter(|one| one.refused).map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(refused, expected, "{word}");
        assert!(plan.remedies.is_empty() && asked(word).is_some(), "{word}");
        assert!(lastack_diagnose::answers(word, &refused, &[]), "{word}");
    }
}

/// Two listeners that one somaxconn holds short, and ports that two remedies reserve.
#[test]
fn a_setting_is_written_once_and_each_port_belongs_to_one_remedy() {
    let two = "fact net.core.somaxconn 128\ncounter TcpExt.ListenOverflows 1000 0\n\
               listener 0.0.0.0:80 ESTABLISHED=400 owner=nginx/7 backlog=128 queue=129\n\
               listener 0.0.0.0:443 ESTABLISHED=400 owner=nginx/7 backlog=128 queue=130";
    let plan = planned(two, &[]);
    let queues = plan.remedies.iter().filter(|remedy| remedy.id == "raise-accept-queue").collect::<Vec<_>>();
    assert_eq!((queues.len(), queues[0].treats.len(), queues[0].effects.len()), (1, 2, 2), "{queues:#?}");
    let range = "fact net.ipv4.ip_local_port_range 40000 40999\nfact net.ipv4.ip_local_reserved_ports\n\
                 fact net.ipv4.tcp_tw_reuse 0\nfact net.ipv4.tcp_timestamps 1\n\
                 route 10.0.0.5 -> 10.0.0.21:3306 ages=0-59:15\nlistener 0.0.0.0:40007 ESTABLISHED=3\n\
                 listener 0.0.0.0:50051 ESTABLISHED=3";
    let steps = planned(range, &[]).remedies.into_iter().flat_map(|remedy| remedy.steps).collect::<Vec<_>>();
    let told = steps.iter().map(step).collect::<Vec<_>>();
    assert_eq!(
        told,
        [
            "net.ipv4.ip_local_reserved_ports \"\" -> 40007, undo subtract 40007",
            "net.ipv4.ip_local_reserved_ports 40007 -> 40007,50051, undo subtract 50051",
            "net.ipv4.ip_local_port_range 40000 40999 -> 32768 60999, undo restore 40000 40999",
        ]
    );
}

#[test]
fn the_closer_that_was_seen_is_advised_before_who_holds_a_socket() {
    let given = "fact net.ipv4.ip_local_port_range 40000 40999\n\
                 route 10.0.0.5 -> 10.0.0.9:8080 ages=0-59:15 owner=java/7";
    let mut now = look(given).now;
    let key = now.namespaces[0].census.routes[0].key;
    let closer = Closer {
        place: Place {
            netns: Some(0),
            direction: Direction::Outbound,
            source: key.source,
            remote: Some(key.destination),
            port: key.port,
        },
        who: Some(Culprit { pid: 9, comm: Untrusted::new("php-fpm"), ..Culprit::default() }),
        program: Some(Untrusted::new("php-fpm")),
        processes: 1,
        certainty: Certainty::Observed,
        resets: 0,
        closes: 23,
        share: 1.0,
        rows: 23,
    };
    let (method, closers) = (BlameMethod::Bpf, vec![closer]);
    now.namespaces[0].trace =
        Some(NetnsTrace { method, window_s: 5.0, whole: true, closers, refused: Vec::new() });
    let plan = plan(&report(now, &[], Judge::Everything), &[]);
    let programs = plan.remedies[0].advice.iter().map(|one| one.program.raw()).collect::<Vec<_>>();
    assert_eq!((plan.remedies[0].id, programs), ("reuse-connections", vec!["php-fpm", "java"]));
}

#[test]
fn numbers_of_remedies_carry_units() {
    for (name, given) in all_given() {
        for remedy in planned(&given, &[]).remedies {
            for (known, arg) in &remedy.args {
                let bare = matches!(arg.value, Value::Number(_)) && arg.unit == Unit::None;
                assert!(!bare, "{name}: {known}");
            }
        }
    }
}

#[test]
fn what_several_changes_bring_together_is_foretold_of_all_of_them_and_not_of_a_part() {
    let given = "fact net.ipv4.ip_local_port_range 40000 40999\nfact net.ipv4.ip_local_reserved_ports\n\
                 fact net.ipv4.tcp_tw_reuse 2\nfact net.ipv4.tcp_timestamps 1\n\
                 route 10.0.0.5 -> 10.0.0.5:8080 ESTABLISHED=7 ages=0-59:15\n\
                 listener 0.0.0.0:8080\nlistener 0.0.0.0:40500";
    let plan = planned(given, &[]);
    let written = |(index, remedy): (usize, &Remedy)| (!remedy.steps.is_empty()).then_some(index);
    let all = plan.remedies.iter().enumerate().filter_map(written).collect::<Vec<_>>();
    let ids = all.iter().map(|index| plan.remedies[*index].id).collect::<Vec<_>>();
    assert_eq!(ids, ["reserve-listening-ports", "reuse-time-wait", "widen-port-range"]);
    let told = |chosen: &[usize], name: &str| {
        let foretold = plan.foretold(chosen);
        let found = foretold.iter().filter(|effect| effect.gauge.name() == name).collect::<Vec<_>>();
        let [one] = found[..] else { panic!("{name}: {found:?}") };
        (one.before.round(), one.low.round())
    };
    assert_eq!(told(&all, "usable_ports"), (999.0, 28_231.0));
    let (reuse, both) = (told(&all[1..2], "serves_per_s").1, told(&all, "serves_per_s").1);
    assert!(reuse > 500.0 && both > 20.0 * reuse, "{reuse} {both}");
}
