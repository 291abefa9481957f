//! The report as a whole: what is measured without being asked to judge, and what line 1 says.

use lastack_diagnose::{Judge, report, words};
use lastack_model::words::{Catalog, Lang};
use lastack_model::{RateMethod, Report, Severity, When};
use lastack_testkit::look;

fn judged(given: &str) -> Report {
    let look = look(given);
    report(look.now, &look.earlier, Judge::Everything)
}

/// Line 1 in English, after its severity.
fn check(given: &str, expected: &str) {
    let Some(verdict) = judged(given).verdict else { unreachable!("rules were asked for") };
    let text =
        Catalog::new(words()).phrase(Lang::En, &verdict.text).render(|foreign| foreign.raw().to_owned());
    let severity = verdict.severity.map_or("unknown", Severity::name);
    assert_eq!(format!("{severity}: {text}"), expected);
}

const RANGE: &str = "fact net.ipv4.ip_local_port_range 40000 40999";

#[test]
fn an_idle_host_is_well() {
    check(
        &format!("{RANGE}\nlistener 0.0.0.0:22 ESTABLISHED=1"),
        "ok: Nothing here needs you: 2 sockets, 0 in TIME_WAIT, no port, queue or memory is short.",
    );
}

#[test]
fn a_host_that_was_read_in_part_is_well_in_that_part() {
    let partly = "ok: Nothing needs you in what could be read: 2 sockets, 0 in TIME_WAIT.";
    check(&format!("{RANGE}\ncoverage namespaces degraded\nlistener 0.0.0.0:22 ESTABLISHED=1"), partly);
    check("paste ss.txt\nlistener 0.0.0.0:22 ESTABLISHED=1", partly);
}

#[test]
fn where_nothing_was_read_nothing_is_said() {
    check("paste ss.txt", "unknown: Too little was read to say anything.");
    check("coverage sockets unavailable", "unknown: Too little was read to say anything.");
}

#[test]
fn a_fallback_that_read_the_table_is_enough() {
    check(
        "coverage sockets unavailable\ncoverage sockets ready",
        "ok: Nothing here needs you: 0 sockets, 0 in TIME_WAIT, no port, queue or memory is short.",
    );
}

#[test]
fn only_measuring_gives_numbers_and_no_verdict() {
    let now = look(&format!(
        "{RANGE}\nroute 10.0.0.5 -> 10.0.0.9:80 ages=0-19:30\nroute 10.0.0.5 -> 10.0.0.8:80 ages=0-29:30"
    ))
    .now;
    let report = report(now, &[], Judge::MeasureOnly);
    assert!(report.findings.is_none() && report.verdict.is_none() && report.ruled_out.is_empty());
    let blocking = report.routes.iter().map(|route| route.ports.unwrap().blocking);
    assert_eq!(blocking.collect::<Vec<_>>(), [900, 600]);
    assert!(matches!(report.routes[0].exhausted, When::Later(_)));
}

#[test]
fn what_is_superseded_is_named_by_what_remains() {
    let report = judged(&format!("{RANGE}\nroute 10.0.0.5 -> 10.0.0.9:80 ages=0-59:16,0-39:1"));
    let findings = report.findings.unwrap();
    assert_eq!(findings.iter().map(|finding| finding.id).collect::<Vec<_>>(), ["port-exhaustion"]);
    assert!(findings[0].relates[0].starts_with("time-wait-dominates-"), "{:?}", findings[0].relates);
}

#[test]
fn a_finding_keeps_its_key_while_its_counts_change() {
    let key = |rows: u32| {
        let report = judged(&format!("{RANGE}\nroute 10.0.0.5 -> 10.0.0.9:80 ages=0-19:{rows}"));
        report.findings.unwrap()[0].key.clone()
    };
    assert_eq!(key(40), key(45));
    let other = judged(&format!("{RANGE}\nroute 10.0.0.5 -> 10.0.0.8:80 ages=0-19:40"));
    assert_ne!(other.findings.unwrap()[0].key, key(40));
}

#[test]
fn live_rows_that_grow_are_seen_from_the_earlier_snapshot() {
    let given = |then: u32| {
        format!(
            "{RANGE}\nroute 10.0.0.5 -> 10.0.0.9:80 ESTABLISHED=600\nearlier 100\n{RANGE}\nroute 10.0.0.5 -> 10.0.0.9:80 ESTABLISHED={then}"
        )
    };
    let When::Later(span) = judged(&given(400)).routes[0].exhausted else { panic!("not later") };
    assert!(span.low < 200.0 && 200.0 < span.high, "{span:?}");
    assert_eq!(judged(&given(597)).routes[0].exhausted, When::Never { steady: 600 });
}

#[test]
fn without_ages_the_rate_comes_from_the_counters_and_is_shared_out() {
    let report = judged(&format!(
        "{RANGE}\nno timers\ncounter TcpExt.TW 900 90\ncounter TcpExt.TWKilled 10 10\nroute 10.0.0.5 -> 10.0.0.9:80 TIME_WAIT=300\nlistener 0.0.0.0:80 TIME_WAIT=100"
    ));
    let whole = report.closes_per_s[0].unwrap();
    assert_eq!((whole.value, whole.method), (100.0, RateMethod::Counters));
    assert_eq!(report.routes[0].closes_per_s.unwrap().value, 75.0);
    assert_eq!(report.listeners[0].closes_per_s.unwrap().value, 25.0);
}

#[test]
fn where_reuse_thins_the_ages_only_the_young_count() {
    let report = judged(&format!(
        "{RANGE}\nlower bound\nfact net.ipv4.tcp_tw_reuse 2\nfact net.ipv4.tcp_timestamps 1\nroute 127.0.0.1 -> 127.0.0.1:80 ages=0-0:94,1-19:20"
    ));
    let rate = report.routes[0].closes_per_s.unwrap();
    assert_eq!((rate.value, rate.window_s), (94.0, 1.0));
}
