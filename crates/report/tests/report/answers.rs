//! The answers of `ports --if` and `ports --listener` as people and programs see them.

use lastack_model::words::Lang;
use lastack_model::{
    Between, Capacity, Ceiling, CeilingKind, Certainty, ListenerCeiling, NetnsName, Owner, Supposed,
    SupposedFrom, Supposition, Untrusted, When,
};
use lastack_report::{Answer, Ceilings, FORMATS, View, format};

use crate::{catalog, fixtures, schema, screens};

fn answered(id: &str, answer: &dyn Answer, view: &View<'_>) -> String {
    let mut out = String::new();
    (format(id).unwrap().answer)(answer, view, &mut out).unwrap();
    out
}

fn supposed<T>(value: T) -> Supposed<T> {
    Supposed { value, from: SupposedFrom::Asked }
}

fn capacity(slow: When, exhausted: When) -> Capacity {
    Capacity {
        supposed: Supposition {
            rate: supposed(500.0),
            destinations: supposed(1),
            sources: Supposed { value: 2, from: SupposedFrom::Default },
            range: Supposed { value: (32_768, 60_998), from: SupposedFrom::Host },
            usable: Supposed { value: 28_231, from: SupposedFrom::Host },
            reuse: supposed(1),
            delay_ms: supposed(1_000),
            life_s: supposed(0.25),
        },
        rate_per_route: 250.0,
        time_wait: Between { low: 15_000.0, high: 16_000.0 },
        blocking: Between { low: 15_000.0, high: 16_000.0 },
        slow_at: 14_116,
        slow,
        exhausted,
        quick_up_to: 220.5,
        works_up_to: 441.1,
        slow_connect_us: 886.4,
        buckets: Some((5_000, 32_000.0)),
    }
}

fn ceilings(comm: &str) -> Vec<ListenerCeiling> {
    let report = fixtures::web_server();
    let owner = Owner {
        pid: 7,
        started_at: None,
        comm: Untrusted::new(comm),
        sockets: 1,
        stayed: None,
        certainty: Certainty::Observed,
        had: None,
    };
    let one = |first| ListenerCeiling {
        netns: 0,
        key: report.listeners[0].key,
        owners: vec![owner.clone()],
        connections: 500,
        ceilings: vec![
            Ceiling { kind: CeilingKind::ProcessDescriptors, used: Some(530), limit: Some(1_024) },
            Ceiling { kind: CeilingKind::Conntrack, used: Some(900), limit: Some(65_536) },
            Ceiling { kind: CeilingKind::BusiestPeer, used: None, limit: Some(64_512) },
        ],
        first,
    };
    vec![one(Some((CeilingKind::ProcessDescriptors, 494))), one(Some((CeilingKind::Conntrack, 0))), one(None)]
}

/// The table of ports says of a thousand of them that connect() never gets slow; what is supposed of them does not say else.
#[test]
fn through_a_small_range_connect_is_never_slow() {
    let catalog = catalog();
    let later = |low| When::Later(Between { low, high: low });
    let never = When::Never { steady: 900 };
    for (slow, exhausted, words) in [
        (later(1.7), later(3.3), [(Lang::En, "It fails after 3.3 s"), (Lang::Zh, "3.3 秒后开始失败")]),
        (later(1.7), When::Unknown, [(Lang::En, "It may fail"), (Lang::Zh, "可能失败")]),
        (later(1.7), never, [(Lang::En, "It holds"), (Lang::Zh, "撑得住")]),
        (When::Unknown, never, [(Lang::En, "It holds"), (Lang::Zh, "撑得住")]),
    ] {
        let mut small = capacity(slow, exhausted);
        small.supposed.usable.value = 1_000;
        for (lang, first) in words {
            let said = answered("text", &small, &View::new(&catalog, lang));
            assert!(said.starts_with(first), "{said}");
            assert!(!said.contains("slow") && !said.contains("变慢"), "{said}");
        }
    }
}

#[test]
fn a_supposed_rate_is_told_by_its_limits() {
    let catalog = catalog();
    let later = |seconds| When::Later(Between { low: seconds, high: seconds });
    let cases = [
        ("holds", When::Never { steady: 300 }, When::Never { steady: 300 }),
        ("near", When::Unknown, When::Never { steady: 14_500 }),
        ("slows", later(56.0), When::Never { steady: 16_000 }),
        ("may-fail", later(28.0), When::Unknown),
        ("fails", later(28.0), later(56.0)),
    ];
    for lang in Lang::ALL {
        let view = View::new(&catalog, lang);
        let mut all = String::new();
        for (_, slow, exhausted) in cases {
            all.push_str(answered("text", &capacity(slow, exhausted), &view).lines().next().unwrap());
            all.push('\n');
        }
        all.push_str(&answered("text", &capacity(later(28.0), later(56.0)), &view));
        screens::check(&format!("capacity.{}.txt", lang.name()), &all);
    }
    for (_, slow, exhausted) in cases {
        schema::check(&answered("json", &capacity(slow, exhausted), &View::new(&catalog, Lang::En)));
    }
}

#[test]
fn a_ceiling_names_what_ends_first() {
    let catalog = catalog();
    let mut report = fixtures::web_server();
    report.snapshot.namespaces[0].name = NetnsName::Own;
    let answer = Ceilings { report: &report, listeners: ceilings("nginx") };
    for lang in Lang::ALL {
        let view = View::new(&catalog, lang);
        screens::check(&format!("ceilings.{}.txt", lang.name()), &answered("text", &answer, &view));
    }
    schema::check(&answered("json", &answer, &View::new(&catalog, Lang::En)));
}

#[test]
fn a_hostile_name_in_a_ceiling_reaches_no_format_as_it_is() {
    let catalog = catalog();
    let report = fixtures::web_server();
    let answer = Ceilings { report: &report, listeners: ceilings(crate::hostile::HOSTILE) };
    for format in FORMATS {
        let text = answered(format.id, &answer, &View::new(&catalog, Lang::En));
        crate::hostile::check(format.id, &text);
    }
}
