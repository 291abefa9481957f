//! Receipts and the log say of each number whether it was measured, read back or computed.

use lastack_model::words::Lang;
use lastack_model::{
    Address, Applied, Between, By, ChangeState, Effect, EndReading, Family, Gauge, GaugeReading, GaugeTold,
    ListenerKey, Method, NetnsName, Outcome, Outlook, Plan, PlanNetns, Rate, RateMethod, Reading, Receipt,
    Remedy, RouteKey, Subject, Supply, Untrusted, When,
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
        ends: Vec::new(),
    }
}

/// A plan of nothing.
fn empty() -> Plan {
    Plan {
        made_at_ms: 0,
        namespaces: vec![PlanNetns { id: None, name: NetnsName::Own }],
        remedies: Vec::new(),
        together: Vec::new(),
        outlooks_together: Vec::new(),
        withheld: Vec::new(),
        untreated: Vec::new(),
        only_to_read: None,
        left_out: Vec::new(),
        named: Vec::new(),
    }
}

/// A receipt of nothing.
fn done() -> Receipt {
    Receipt {
        id: "6b030b39".to_owned(),
        remedies: Vec::new(),
        steps: Vec::new(),
        before: reading(Gauge::Conntrack, 1.0),
        after: None,
        outcome: Some(Outcome::Improved),
        undone: false,
        reverts_in_s: None,
    }
}

/// A gauge that came where it was foretold, as the screen and the document tell it.
fn told(gauge: Gauge, outcome: Outcome, lang: Lang) -> (String, serde_json::Value) {
    let report = fixtures::web_server();
    let (before, after) = if gauge.rises() { (7.0, 70.0) } else { (70.0, 7.0) };
    let effect = Effect { netns: 0, gauge, before, low: after, high: after };
    let plan = Plan { together: vec![effect], ..empty() };
    let receipt = Receipt {
        before: reading(gauge, before),
        after: Some(reading(gauge, after)),
        outcome: Some(outcome),
        ..done()
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

/// A plan of one remedy that foretells this.
fn with_outlook(outlook: Outlook) -> Plan {
    let remedy = Remedy {
        outlooks: vec![outlook],
        ..Remedy::new("demo", "demo-0".to_owned(), Subject::Host, Vec::new())
    };
    Plan { remedies: vec![remedy], ..empty() }
}

/// Its receipt, of which the look behind the change tells these ends.
fn with_ends(ends: Vec<EndReading>) -> Receipt {
    Receipt {
        remedies: vec!["demo-0".to_owned()],
        before: reading(Gauge::Conntrack, 1.0),
        after: Some(Reading { ends, ..reading(Gauge::Conntrack, 1.0) }),
        ..done()
    }
}

/// Nobody knows how many come once they are let in; that is told, and why.
#[test]
fn where_nothing_was_left_before_it_is_said_why_the_end_is_not_known() {
    let report = fixtures::web_server();
    let supply = Supply::Ports(report.routes[0].key);
    let per_s = Rate { value: 312.4, low: 300.0, high: 325.0, window_s: 20.0, method: RateMethod::Ages };
    let outlook = Outlook { netns: 0, supply, per_s, before: When::Now, after: When::Unknown };
    let now = Rate { value: 401.7, window_s: 5.0, ..per_s };
    let plan = with_outlook(outlook);
    let ends = vec![EndReading { netns: 0, supply, per_s: now, since: true, when: When::Unknown }];
    let receipt = with_ends(ends);
    let treated =
        Treated { plan: &plan, receipt: &receipt, host: &report.snapshot.host, whole: true, file: None };
    let catalog = catalog();
    for (lang, words) in [
        (
            Lang::En,
            "used up now -> for how long is not known (who got nothing before is in no rate) (402/s over 5 s after the change)",
        ),
        (Lang::Zh, "已经用完 -> 能用多久未知，之前没拿到端口的没有计入速率（改动后 5 秒内是 402 个/秒）"),
    ] {
        let screen = answered("text", &treated, &View { width: 200, ..View::new(&catalog, lang) });
        assert!(screen.contains(words), "{screen}");
    }
}

/// Foretold is that the ports are enough; the look behind the change has its own word.
#[test]
fn a_receipt_tells_when_the_ports_end_by_the_look_behind_the_change() {
    let report = fixtures::web_server();
    let key = report.routes[0].key;
    let supply = Supply::Ports(key);
    let per_s = Rate { value: 312.4, low: 300.0, high: 325.0, window_s: 20.0, method: RateMethod::Ages };
    let later = |low, high| When::Later(Between { low, high });
    let outlook =
        Outlook { netns: 0, supply, per_s, before: later(40.0, 45.0), after: When::Never { steady: 19_032 } };
    let plan = with_outlook(outlook);
    let catalog = catalog();
    for (after, english, chinese, when) in [
        (
            Some((When::Never { steady: 19_032 }, true)),
            Some("at 312/s: used up in 40-45 s -> enough at this rate (290/s over 20 s after the change)"),
            Some("按 312 个/秒：40～45 秒后用完 -> 按此速率不会用完（改动后 20 秒内是 290 个/秒）"),
            "never",
        ),
        (
            Some((later(200.0, 220.0), false)),
            Some("-> used up in 3.3-3.7 min (290/s over 20 s, part of it before the change)"),
            Some("-> 3.3～3.7 分钟后用完（20 秒内是 290 个/秒，其中有改动前的）"),
            "later",
        ),
        (Some((When::Unknown, true)), None, None, "unknown"),
        (None, None, None, "null"),
    ] {
        let per_s = Rate { value: 290.2, ..per_s };
        let ends = after.map(|(when, since)| EndReading { netns: 0, supply, per_s, since, when });
        let ends = ends.into_iter().collect();
        let receipt = with_ends(ends);
        let treated =
            Treated { plan: &plan, receipt: &receipt, host: &report.snapshot.host, whole: true, file: None };
        for (lang, words) in [(Lang::En, english), (Lang::Zh, chinese)] {
            let view = View { width: 200, ..View::new(&catalog, lang) };
            let screen = answered("text", &treated, &view);
            match words {
                Some(words) => assert!(screen.contains(words), "{screen}"),
                None => assert!(!screen.contains("312"), "{screen}"),
            }
            let told = schema::check(&answered("json", &treated, &view))["outlooks"][0].clone();
            assert_eq!(told["foretold"]["when"], "never");
            assert_eq!(told["after"]["when"].as_str().unwrap_or("null"), when, "{told}");
            // What was foretold at one rate and what came at another stand side by side.
            assert_eq!(told["per_s"]["value"], 312.4);
            let rate = [&told["after_per_s"]["value"], &told["after_per_s"]["window_s"]];
            let seen = [after.map(|_| 290.2), after.map(|_| 20.0)].map(|number| serde_json::json!(number));
            assert_eq!(rate, seen.each_ref(), "{told}");
            assert_eq!(told["after_per_s_since"].as_bool(), after.map(|(_, since)| since));
        }
    }
}

fn gauge(name: &str, of: &str) -> GaugeTold {
    GaugeTold {
        gauge: Untrusted::new(name),
        of: Untrusted::new(of),
        before: Some(1.0),
        low: Some(2.0),
        high: Some(2.0),
        after: Some(2.0),
    }
}

fn applied(gauges: Vec<GaugeTold>) -> Applied {
    Applied {
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
        gauges,
        outlooks: Vec::new(),
        reverts_in_s: None,
        release: None,
        file: None,
        spread: None,
        foreign: None,
        plan_lost: false,
    }
}

#[test]
fn routes_of_several_addresses_to_one_place_are_told_apart() {
    let catalog = catalog();
    let destination = Address::from_v4([127, 0, 0, 1]);
    let route =
        |last| RouteKey { device: 0, source: Address::from_v4([127, 0, 0, last]), destination, port: 9_001 };
    let gauges = |value| {
        let one = |last| GaugeReading { netns: 0, gauge: Gauge::Blocking(route(last)), value: Some(value) };
        Reading { gauges: vec![one(2), one(3)], ..reading(Gauge::Conntrack, 0.0) }
    };
    let receipt = Receipt { before: gauges(907.0), after: Some(gauges(23.0)), ..done() };
    let plan = empty();
    let treated =
        Treated { plan: &plan, receipt: &receipt, host: &Default::default(), whole: true, file: None };
    for (lang, told) in
        [(Lang::En, "127.0.0.1:9001 from 127.0.0.3 907"), (Lang::Zh, "127.0.0.1:9001（源地址 127.0.0.3）")]
    {
        let text = answered("text", &treated, &View { width: 200, ..View::new(&catalog, lang) });
        assert!(text.contains(told), "{text}");
    }
}

#[test]
fn of_settings_that_act_later_the_load_is_not_called_the_reason() {
    let catalog = catalog();
    let looked = |value| Reading { findings: Some(Vec::new()), ..reading(Gauge::DeadPeerS, value) };
    let receipt = Receipt {
        before: looked(7_875.0),
        after: Some(looked(450.0)),
        outcome: Some(Outcome::Unclear),
        ..done()
    };
    let plan = empty();
    let treated =
        Treated { plan: &plan, receipt: &receipt, host: &Default::default(), whole: true, file: None };
    for (lang, told) in [(Lang::En, "It acts on what comes from now on"), (Lang::Zh, "只对以后的连接起作用")]
    {
        let text = answered("text", &treated, &View { width: 200, ..View::new(&catalog, lang) });
        assert!(text.contains(told), "{text}");
    }
}

#[test]
fn a_change_whose_records_are_damaged_is_not_told_as_one_that_stands() {
    let catalog = catalog();
    for (lang, told) in [(Lang::En, "what it wrote cannot be told"), (Lang::Zh, "写过什么已无从知道")]
    {
        let change = Applied { plan_lost: true, ..applied(Vec::new()) };
        let changes =
            Changes { changes: &[change], after: Deed::Nothing, behind: None, damaged: &[1], later: &[] };
        let text = answered("text", &changes, &View { width: 200, ..View::new(&catalog, lang) });
        assert!(text.contains(told) && !text.contains("fix rollback"), "{text}");
    }
}

/// What the journal calls a gauge is an id for programs.
#[test]
fn the_log_calls_what_was_gauged_by_what_it_is() {
    let route = RouteKey {
        device: 0,
        source: Address::from_v4([10, 0, 0, 5]),
        destination: Address::from_v4([10, 0, 0, 9]),
        port: 443,
    };
    let listener = ListenerKey { device: 0, address: Address::from_v4([0, 0, 0, 0]), port: 80 };
    let all = [
        (Gauge::Usable(route), "10.0.0.5 to 10.0.0.9 port 443"),
        (Gauge::Blocking(route), "10.0.0.5 to 10.0.0.9 port 443"),
        (Gauge::ServesPerS(route), "10.0.0.5 to fd00::9 port 443"),
        (Gauge::AcceptQueue(listener), "0.0.0.0 port 80"),
        (Gauge::SynQueue(listener), "0.0.0.0 port 80"),
        (Gauge::SynDropsPerS, ""),
        (Gauge::ListenersAtRisk, ""),
        (Gauge::PortAtRisk(443), "port 443"),
        (Gauge::TimeWaitRows, ""),
        (Gauge::Conntrack, ""),
        (Gauge::FinWait2S, ""),
        (Gauge::DeadPeerS, ""),
        (Gauge::Orphans, ""),
        (Gauge::DynamicPorts(Family::V4), ""),
        (Gauge::DynamicPorts(Family::V6), ""),
        (Gauge::ConnectUs(route), "10.0.0.5 to 10.0.0.9 port 443"),
        (Gauge::TimeWaitS, ""),
    ];
    let change = applied(all.iter().map(|(kind, of)| gauge(kind.name(), of)).collect());
    let changes =
        Changes { changes: &[change], after: Deed::Nothing, behind: None, damaged: &[], later: &[] };
    let catalog = catalog();
    for (lang, words) in [
        (
            Lang::En,
            [
                "usable ports from 10.0.0.5 to 10.0.0.9:443: 1 before, 2 foretold",
                "to [fd00::9]:443",
                "accept queue of 0.0.0.0:80",
            ],
        ),
        (
            Lang::Zh,
            [
                "10.0.0.5 到 10.0.0.9:443 的可用端口：改动前 1，预计 2",
                "到 [fd00::9]:443 的",
                "0.0.0.0:80 的全连接队列",
            ],
        ),
    ] {
        let screen =
            answered("text", &changes, &View { verbose: true, width: 200, ..View::new(&catalog, lang) });
        for words in words {
            assert!(screen.contains(words), "{screen}");
        }
        for (kind, _) in all {
            // `conntrack` and `orphans` are words, others have a mark of an id in them.
            assert!(!kind.name().contains('_') || !screen.contains(kind.name()), "{screen}");
        }
    }
}

#[test]
fn the_log_says_how_it_knows_what_came_of_a_change() {
    let names = ["blocking_ports", "serves_per_s", "conntrack", "later"];
    let change = applied(names.map(|name| gauge(name, "")).into());
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
