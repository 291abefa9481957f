//! Checks of targets as people and programs see them.

use std::sync::Arc;
use std::time::Duration;

use lastack_model::words::Lang;
use lastack_model::{
    Address, Endpoint, PeerClass, ProbeCertificate, ProbeCheck, ProbeHttp, ProbeReason, ProbeTls, Probed,
    StateCounts, Untrusted,
};
use lastack_report::{Answer, FORMATS, View, format};

use crate::{catalog, hostile, schema, screens};

fn answered(id: &str, answer: &dyn Answer, view: &View<'_>) -> String {
    let mut out = String::new();
    (format(id).unwrap().answer)(answer, view, &mut out).unwrap();
    out
}

fn check(target: &str, up: Option<bool>, reason: Option<ProbeReason>) -> ProbeCheck {
    ProbeCheck {
        target: Untrusted::new(target),
        address: Some(Endpoint::new(Address::from_v4([10, 0, 0, 5]), 443)),
        up,
        reason,
        errno: reason.map(|_| 111),
        strategy: "auto",
        class: Some(PeerClass::Patient),
        timeout: Duration::from_secs(5),
        at_ms: 1_795_317_160_000,
        resolve: None,
        connect: up.map(|_| Duration::from_micros(310)),
        total: Duration::from_millis(21),
        source_port: Some(61_007),
        held: None,
        fresh: false,
        flaps: None,
        http: None,
        tls: None,
    }
}

fn page() -> Probed {
    let mut web = check("https://web/", Some(true), None);
    web.strategy = "http";
    web.class = None;
    web.http = Some(Box::new(ProbeHttp {
        status: 200,
        minor: 1,
        body_bytes: 612,
        content_length: Some(612),
        last_modified_s: None,
        reused: false,
        redirects: 0,
        first_byte: Duration::from_millis(3),
        transfer: Duration::from_millis(1),
    }));
    web.tls = Some(Box::new(ProbeTls {
        version: "TLSv1.3",
        cipher: Some("TLS_AES_256_GCM_SHA384"),
        chain_not_after_s: Some(1_795_317_160 + 86_400 * 23),
        certificate: Some(Arc::new(ProbeCertificate {
            subject: Untrusted::new("CN=web"),
            issuer: Untrusted::new("CN=lab"),
            names: Untrusted::new("web,www.web"),
            serial: "2f".to_owned(),
            fingerprint: "ab".repeat(32),
        })),
        not_after_s: Some(1_795_317_160 + 86_400 * 23),
        trusted: true,
        handshake: Duration::from_millis(9),
    }));
    let mut unknown = check("db:5432", None, Some(ProbeReason::NoLocalPort));
    unknown.address = None;
    let checks = vec![
        web,
        check("10.0.0.5:443", Some(true), None),
        check("10.0.0.5:444", Some(false), Some(ProbeReason::Refused)),
        check("10.0.0.5:445", Some(false), Some(ProbeReason::TimedOut)),
        unknown,
    ];
    Probed {
        checks,
        took: Duration::from_millis(5_021),
        own: Some(StateCounts::default()),
        ..Probed::default()
    }
}

#[test]
fn a_page_of_checks_names_what_is_down_and_why() {
    let catalog = catalog();
    for lang in Lang::ALL {
        let view = View::new(&catalog, lang);
        let mut all = answered("text", &page(), &view);
        let mut learnt = check("db:3306", Some(true), None);
        learnt.class = Some(PeerClass::CutsIdle);
        let mut waiting = check("10.0.0.5:443", Some(true), None);
        waiting.class = Some(PeerClass::OneShot);
        let fresh =
            |up, reason| ProbeCheck { fresh: true, strategy: "hold", ..check("10.0.0.5:443", up, reason) };
        let besides = [
            learnt,
            waiting,
            fresh(Some(true), None),
            fresh(Some(false), Some(ProbeReason::TimedOut)),
            fresh(None, Some(ProbeReason::NoRouteHere)),
            ProbeCheck { flaps: Some(2), ..check("x:2", Some(true), None) },
            ProbeCheck { flaps: Some(7), ..check("x:2", Some(false), Some(ProbeReason::Refused)) },
        ];
        for check in page().checks.iter().chain(&besides) {
            all.push_str(&answered("text", check, &view));
        }
        screens::check(&format!("probe.{}.txt", lang.name()), &all);
    }
}

#[test]
fn of_many_connects_the_middle_and_the_slow_end_are_told() {
    let timed = |micros: u64| ProbeCheck {
        connect: Some(Duration::from_micros(micros)),
        ..check("x:1", Some(true), None)
    };
    let mut checks: Vec<ProbeCheck> = (1..=101).map(|n| timed(n * 10)).collect();
    checks.extend(
        (0..7)
            .map(|_| ProbeCheck { connect: None, ..check("x:2", Some(false), Some(ProbeReason::TimedOut)) }),
    );
    let page = Probed { checks, took: Duration::ZERO, ..Probed::default() };
    for (lang, line) in [
        (Lang::En, "Of 101 connects half took at most 0.51 ms, 99 % at most 1.00 ms."),
        (Lang::Zh, "101 次连接：一半在 0.51 ms 以内，99% 在 1.00 ms 以内"),
    ] {
        let text = answered("text", &page, &View::new(&catalog(), lang));
        assert!(text.lines().any(|found| found == line), "{text}");
    }
}

#[test]
fn every_reason_has_words_in_both_languages_and_is_in_the_contract() {
    let catalog = catalog();
    for reason in ProbeReason::ALL {
        for (lang, errno) in [(Lang::En, Some(1)), (Lang::Zh, None)] {
            let mut found = check("x:1", Some(false), Some(reason));
            found.errno = errno;
            let text = answered("text", &found, &View::new(&catalog, lang));
            assert!(!text.contains("[report-") && !text.contains('{'), "{text}");
            let document = schema::check(&answered("json", &found, &View::new(&catalog, lang)));
            assert_eq!(document["reason"], reason.name());
        }
    }
    for check in &page().checks {
        schema::check(&answered("json", check, &View::new(&catalog, Lang::En)));
    }
}

#[test]
fn a_hostile_target_reaches_no_format_as_it_is() {
    let catalog = catalog();
    let checks = vec![check(hostile::HOSTILE, Some(false), Some(ProbeReason::Reset))];
    let page = Probed { checks, took: Duration::ZERO, ..Probed::default() };
    for format in FORMATS {
        let view = View::new(&catalog, Lang::En);
        hostile::check(format.id, &answered(format.id, &page.checks[0], &view));
        // json has no page: a program reads one object a check.
        if format.id != "json" {
            hostile::check(format.id, &answered(format.id, &page, &view));
        }
    }
}

#[test]
fn what_was_interrupted_is_not_taken_for_all() {
    let catalog = catalog();
    let one =
        Probed { checks: vec![check("10.0.0.5:443", Some(true), None)], unchecked: 1, ..Probed::default() };
    let none = Probed { unchecked: 3, ..Probed::default() };
    for (lang, expected) in [
        (
            Lang::En,
            [
                "Interrupted: 1 of 2 targets was not checked to the end. 10.0.0.5:443 is up",
                "Interrupted: 3 of 3 targets were not checked to the end.\n",
            ],
        ),
        (
            Lang::Zh,
            ["已中断：2 个目标中有 1 个没检查完；10.0.0.5:443 正常", "已中断：3 个目标中有 3 个没检查完\n"],
        ),
    ] {
        let view = View::new(&catalog, lang);
        for (page, begin) in [&one, &none].into_iter().zip(expected) {
            let said = answered("text", page, &view);
            assert!(said.starts_with(begin), "{said}");
        }
    }
}
