//! The contract: every document that json writes is valid under the checked-in schema.

use lastack_model::words::Lang;
use lastack_model::{NetnsId, NetnsName, Untrusted, When};
use lastack_report::{Page, View, format, mask};
use serde_json::Value;

use crate::{catalog, explained, fixtures, written, written_port};

fn schema() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/lastack-v1.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The schema lets keys be added later; what is written today must be described in it.
fn closed(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(map) => {
            let described =
                map.get("type").is_some_and(|kind| kind == "object") || map.contains_key("required");
            let named = map.get("properties").is_some_and(Value::is_object);
            for value in map.values_mut() {
                *value = closed(value.take());
            }
            if described && named {
                map.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| *value = closed(value.take())),
        _ => {}
    }
    schema
}

pub(crate) fn check(document: &str) -> Value {
    let validator = jsonschema::validator_for(&closed(schema())).unwrap();
    let value: Value = serde_json::from_str(document).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(errors, [] as [String; 0], "{value:#}");
    assert_eq!(document.matches('\n').count(), 1, "one document is one line");
    value
}

#[test]
fn every_document_is_valid() {
    let catalog = catalog();
    let json = format("json").unwrap();
    let mut reports = vec![
        fixtures::web_server(),
        fixtures::sick_pod(NetnsName::Named(Untrusted::new("web")), "java", "x"),
        fixtures::paste("-", "tcp"),
    ];
    reports.push(mask(&reports[1], &std::hash::RandomState::new()));
    let boot_id = "f8c8ee0b".to_owned();
    reports[0].snapshot.namespaces[0].id =
        Some(NetnsId { cookie: Some(u64::MAX), inode: 4_026_531_840, boot_id });
    for when in [When::Now, When::Unknown, When::Later(lastack_model::Between { low: 1.0, high: 2.5 })] {
        reports[0].routes[0].slow = when;
        for report in &reports {
            for page in [Page::Diagnosis, Page::States] {
                check(&written(json, report, &View { page, ..View::new(&catalog, Lang::En) }));
            }
        }
    }
    let view = View::new(&catalog, Lang::En);
    check(&written_port(json, &fixtures::port("java"), &view));
    fixtures::explanation("tw").iter().for_each(|explanation| {
        check(&explained(json, explanation, &view));
    });
}

#[test]
fn what_is_not_known_is_null_and_big_numbers_are_strings() {
    let catalog = catalog();
    let view = View::new(&catalog, Lang::En);
    let json = format("json").unwrap();
    let paste = check(&written(json, &fixtures::paste("-", "tcp"), &view));
    assert_eq!(paste["namespaces"][0]["states"]["LISTEN"], Value::Null);
    assert_eq!(paste["namespaces"][0]["states"]["FIN_WAIT2_MINI"], Value::Null);
    assert_eq!(paste["namespaces"][0]["states"]["TIME_WAIT"], 18_122);
    for key in ["by_age", "overdue", "lower_bound"] {
        assert_eq!(paste["time_wait"][key], Value::Null, "{key}");
    }
    for key in ["routes", "listeners"] {
        assert_eq!((&paste[key]["top"], &paste[key]["rest"]), (&Value::Array(Vec::new()), &Value::Null));
    }
    assert_eq!((&paste["findings"], &paste["verdict"]), (&Value::Null, &Value::Null));
    let mut report = fixtures::web_server();
    let boot_id = "f8c8ee0b".to_owned();
    let namespace = &mut report.snapshot.namespaces[0];
    namespace.id = Some(NetnsId { cookie: Some(u64::MAX), inode: 7, boot_id });
    let counter = lastack_model::Counter { value: u64::MAX, per_s: Some(0.5) };
    namespace.counters.insert("TcpExt.TW".to_owned(), counter);
    namespace.limits[0].limit = Some(u64::MAX);
    namespace.census.time_wait.by_age = Some(lastack_model::AgeBins::default());
    let live = check(&written(json, &report, &view));
    assert_eq!(live["namespaces"][0]["id"]["cookie"], "18446744073709551615");
    assert_eq!(live["namespaces"][0]["counters"]["TcpExt.TW"]["value"], "18446744073709551615");
    assert_eq!(live["namespaces"][0]["limits"][0]["limit"], "18446744073709551615");
    assert_eq!(live["namespaces"][0]["limits"][1]["used"], Value::Null);
    assert_eq!(
        (&live["time_wait"]["overdue"], &live["time_wait"]["lower_bound"]),
        (&0.into(), &false.into())
    );
    assert!(live["routes"]["rest"].is_object() && live["listeners"]["rest"].is_object());
    assert_eq!(live["routes"]["top"][0]["slow"]["when"], "never");
    assert_eq!(live["taken_at"], "2026-11-22T03:12:40.000Z");
}

#[test]
fn what_top_cuts_off_is_in_the_rest() {
    let catalog = catalog();
    let report = fixtures::sick_pod(NetnsName::Named(Untrusted::new("web")), "java", "x");
    let view = View { top: 1, ..View::new(&catalog, Lang::En) };
    let document = check(&written(format("json").unwrap(), &report, &view));
    assert_eq!(document["routes"]["top"].as_array().unwrap().len(), 1);
    assert_eq!(document["routes"]["rest"]["keys"], 1);
    assert_eq!(document["routes"]["rest"]["states"]["ESTABLISHED"], 12);
}

#[test]
fn the_schema_refuses_a_document_without_a_key_or_with_a_wrong_one() {
    let catalog = catalog();
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let report = fixtures::web_server();
    let good = check(&written(format("json").unwrap(), &report, &View::new(&catalog, Lang::En)));
    for break_it in [
        (|document: &mut Value| drop(document.as_object_mut().unwrap().remove("verdict"))) as fn(&mut Value),
        |document| document["namespaces"][0]["states"]["TIME_WAIT"] = "many".into(),
        |document| document["findings"][0]["severity"] = "awful".into(),
        |document| document["routes"]["top"][0]["slow"]["when"] = Value::Null,
        |document| document["kind"] = "something".into(),
    ] {
        let mut document = good.clone();
        break_it(&mut document);
        assert!(!validator.is_valid(&document));
    }
}
