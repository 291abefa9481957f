//! Receipts and the log say of each number whether it was measured, read back or computed.

use lastack_model::words::Lang;
use lastack_model::{
    Applied, By, ChangeState, Effect, Gauge, GaugeReading, GaugeTold, Method, NetnsName, Outcome, Plan,
    PlanNetns, Reading, Receipt, Untrusted,
};
use lastack_report::{Answer, Changes, Deed, FORMATS, Treated, View, format};

use crate::{catalog, fixtures, schema};

fn answered(id: &str, answer: &dyn Answer, view: &View<'_>) -> String {
    let mut out = String::new();
    (format(id).unwrap().answer)(answer, view, &mut out).unwrap();
    out
}

fn reading(gauge: Gauge, value: f64) -> Reading {
    Reading {
        taken_at_ms: 0,
        gauges: vec![GaugeReading { netns: 0, gauge, value: Some(value) }],
        window_s: None,
        findings: None,
        troubles: Vec::new(),
        load_per_s: None,
    }
}

/// A gauge that came where it was foretold, as the screen and the document tell it.
fn told(gauge: Gauge, outcome: Outcome, lang: Lang) -> (String, serde_json::Value) {
    let report = fixtures::web_server();
    let (before, after) = if gauge.rises() { (7.0, 70.0) } else { (70.0, 7.0) };
    let plan = Plan {
        made_at_ms: 0,
        namespaces: vec![PlanNetns { id: None, name: NetnsName::Own }],
        remedies: Vec::new(),
        together: vec![Effect { netns: 0, gauge, before, low: after, high: after }],
        withheld: Vec::new(),
        untreated: Vec::new(),
        only_to_read: None,
        left_out: Vec::new(),
    };
    let receipt = Receipt {
        id: "6b030b39".to_owned(),
        remedies: Vec::new(),
        steps: Vec::new(),
        before: reading(gauge, before),
        after: Some(reading(gauge, after)),
        outcome: Some(outcome),
        undone: false,
        reverts_in_s: None,
    };
    let treated =
        Treated { plan: &plan, receipt: &receipt, host: &report.snapshot.host, whole: true, file: None };
    let catalog = catalog();
    let view = View::new(&catalog, lang);
    let document = schema::check(&answered("json", &treated, &view));
    (answered("text", &treated, &view), document["gauges"][0]["method"].clone())
}

#[test]
fn a_number_that_nobody_counted_is_not_called_measured() {
    let key = fixtures::web_server().routes[0].key;
    for (gauge, method, labels) in [
        (Gauge::Blocking(key), "measured", ["measured", "实测"]),
        (Gauge::Usable(key), "computed", ["computed", "计算"]),
        (Gauge::ServesPerS(key), "computed", ["computed", "计算"]),
        (Gauge::DeadPeerS, "computed", ["computed", "计算"]),
        (Gauge::Conntrack, "read_back", ["reads", "读回"]),
    ] {
        for (lang, label) in [Lang::En, Lang::Zh].into_iter().zip(labels) {
            for outcome in [Outcome::Improved, Outcome::Resolved] {
                let (screen, named) = told(gauge, outcome, lang);
                assert_eq!(named, method, "{gauge:?}");
                assert!(screen.lines().any(|line| line.trim_start().starts_with(label)), "{screen}");
                let claims = ["Done and measured", "实测过"].iter().any(|words| screen.contains(words));
                assert_eq!(claims, method == "measured", "{screen}");
            }
        }
    }
}

#[test]
fn the_log_says_how_it_knows_what_came_of_a_change() {
    let gauge = |name: &str| GaugeTold {
        gauge: Untrusted::new(name),
        of: Untrusted::new(""),
        before: Some(1.0),
        low: Some(2.0),
        high: Some(2.0),
        after: Some(2.0),
    };
    let change = Applied {
        id: "6b030b39".to_owned(),
        begun_at_ms: 0,
        boot_id: None,
        by: By::default(),
        confirmed: None,
        ended_at_ms: None,
        remedies: Vec::new(),
        namespaces: Vec::new(),
        steps: Vec::new(),
        state: ChangeState::Stands,
        outcome: None,
        gauges: ["blocking_ports", "serves_per_s", "conntrack", "later"].map(gauge).into(),
        reverts_in_s: None,
        release: None,
        file: None,
        spread: None,
        foreign: None,
    };
    let changes =
        Changes { changes: &[change], after: Deed::Nothing, behind: None, damaged: &[], later: &[] };
    let catalog = catalog();
    let screen =
        |lang| answered("text", &changes, &View { verbose: true, width: 200, ..View::new(&catalog, lang) });
    let (english, chinese) = (screen(Lang::En), screen(Lang::Zh));
    for words in ["foretold, 2 measured", "foretold, 2 computed after it", "foretold, 2 read back"] {
        assert!(english.contains(words), "{english}");
    }
    for words in ["实测 2", "改动后算得 2", "读回 2"] {
        assert!(chinese.contains(words), "{chinese}");
    }
    let document = schema::check(&answered("json", &changes, &View::new(&catalog, Lang::En)));
    let methods = document["changes"][0]["gauges"].as_array().unwrap().iter();
    let methods: Vec<Option<&str>> = methods.map(|gauge| gauge["method"].as_str()).collect();
    assert_eq!(methods, [Some("measured"), Some("computed"), Some("read_back"), None]);
    assert!(
        FORMATS
            .iter()
            .all(|format| !answered(format.id, &changes, &View::new(&catalog, Lang::Zh)).is_empty())
    );
}

/// The schema names every gauge.
#[test]
fn of_every_gauge_it_is_known_how_it_is_known() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../../../schema/lastack-v1.json")).unwrap();
    let mut names = Vec::new();
    collect(&schema, &mut names);
    assert!(names.len() >= 13 && names.contains(&"usable_ports"), "{names:?}");
    assert!(names.iter().all(|name| Method::of(name).is_some()), "{names:?}");
}

/// Names that a key `gauge` may hold.
fn collect<'a>(value: &'a serde_json::Value, names: &mut Vec<&'a str>) {
    let inner: Vec<&serde_json::Value> = match value {
        serde_json::Value::Object(map) => {
            let listed = map.get("gauge").and_then(|gauge| gauge["enum"].as_array());
            names.extend(listed.into_iter().flatten().filter_map(|name| name.as_str()));
            map.values().collect()
        }
        serde_json::Value::Array(list) => list.iter().collect(),
        _ => Vec::new(),
    };
    inner.into_iter().for_each(|value| collect(value, names));
}
