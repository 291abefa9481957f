//! The report as a whole: what is measured without being asked to judge, and what line 1 says.

use lastack_diagnose::{Judge, plan, reading, report, words};
use lastack_model::words::{Catalog, Lang};
use lastack_model::{Family, Gauge, NetnsName, PlanNetns, RateMethod, Report, Severity, Untrusted, When};
use lastack_testkit::{look, snapshot};

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
    let partly = "ok: No trouble in what could be read: 2 sockets, 0 in TIME_WAIT.";
    check(&format!("{RANGE}\ncoverage namespaces degraded\nlistener 0.0.0.0:22 ESTABLISHED=1"), partly);
    check("paste ss.txt\nlistener 0.0.0.0:22 ESTABLISHED=1", partly);
}

#[test]
fn where_nothing_was_read_nothing_is_said() {
    check("paste ss.txt", "unknown: Too little was read to say anything.");
    check("coverage sockets unavailable", "unknown: Too little was read to say anything.");
}

#[test]
fn where_settings_or_counters_alone_were_read_it_is_said_what_to_add() {
    for (given, told) in [
        (
            "paste a.txt\nfact net.ipv4.tcp_sack 1",
            "unknown: Only settings were read, no connections. lastack lint a.txt grades each line; to judge the host, paste ss -tano beside them.",
        ),
        (
            "paste a.txt\ncounter TcpExt.TW 17",
            "unknown: Only counters were read, no connections: totals since boot, which tell that something happened and not when. Paste ss -tano beside them.",
        ),
        // That some were dropped some day makes no "ok", and neither does it say that it goes on.
        (
            "paste a.txt\ncounter TcpExt.ListenOverflows 17",
            "unknown: Only counters were read. Since boot: ListenOverflows 17; whether that goes on, a second reading tells. To judge the host, paste ss -tano beside them.",
        ),
        (
            "paste a.txt\ncounter TcpExt.ListenOverflows 17\nfact net.ipv4.tcp_sack 1",
            "unknown: Only settings and counters were read. Since boot: ListenOverflows 17; whether that goes on, a second reading tells. lastack lint a.txt grades the settings; to judge the host, paste ss -tano beside them.",
        ),
        (
            "paste a.txt\ncounter TcpExt.ListenOverflows 17\nlistener 0.0.0.0:22 ESTABLISHED=1",
            "ok: Nothing needs you in what could be read. 17 connections were dropped since boot because a program did not accept fast enough; whether it goes on, a second reading tells.",
        ),
    ] {
        check(given, told);
    }
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

/// When a route of 1,000 ports gets slow and when it ends, where nobody can tell whether the peer has timestamps: its
/// rows now, and those 100 s before.
fn either_way(rows: &str, before: Option<&str>) -> (When, When) {
    let look = |rows| {
        format!(
            "{RANGE}\nfact net.ipv4.tcp_tw_reuse 1\nfact net.ipv4.tcp_timestamps 1\nroute 10.0.0.5 -> 10.0.0.21:3306 {rows}"
        )
    };
    let before = before.map_or(String::new(), |rows| format!("\nearlier 100\n{}", look(rows)));
    let report = judged(&format!("{}{before}", look(rows)));
    (report.routes[0].slow, report.routes[0].exhausted)
}

#[test]
fn where_reuse_cannot_be_proven_only_what_is_so_either_way_is_foreseen() {
    // Rows that all block would settle at 305 of 1,000: never, with reuse or without.
    assert_eq!(either_way("ages=0-59:5", None), (When::Never { steady: 305 }, When::Never { steady: 305 }));
    // All blocking they end in 20 s, and with reuse never: nobody knows.
    assert_eq!(either_way("ages=0-29:20", None), (When::Unknown, When::Unknown));
    // .. and so it is where all ports are taken by rows that a connect() may take over.
    assert_eq!(either_way("ages=0-59:17", None), (When::Unknown, When::Unknown));
    // Open connections block either way.
    assert_eq!(either_way("ESTABLISHED=1000", None), (When::Now, When::Now));
    let (slow, When::Later(end)) = either_way("ESTABLISHED=600", Some("ESTABLISHED=400")) else {
        panic!("not later")
    };
    assert!(slow == When::Now && end.low < 200.0 && 200.0 < end.high, "{slow:?} {end:?}");
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

fn relates(given: &str) -> Vec<(&'static str, Vec<String>)> {
    let report = judged(given);
    let id = |key: &String| key.rsplit_once('-').map_or(key.clone(), |(id, _)| id.to_owned());
    report
        .findings
        .iter()
        .flatten()
        .map(|finding| (finding.id, finding.relates.iter().map(id).collect()))
        .collect()
}

#[test]
fn cause_and_effect_name_each_other() {
    let both = |given: &str, cause: &str, effect: &str| {
        let told = relates(given);
        let of = |id: &str| told.iter().find(|(known, _)| *known == id).map(|(_, relates)| relates.clone());
        assert!(of(cause).is_some_and(|names| names.contains(&effect.to_owned())), "{told:?}");
        assert_eq!(of(effect), Some(vec![cause.to_owned()]), "{told:?}");
    };
    let leak = "listener 0.0.0.0:8080 ESTABLISHED=9 CLOSE_WAIT=800 owner=java/77 queue=0 backlog=128";
    let short = "process java/77 descriptors=1010 limit=1024 tcp=900";
    both(&format!("{short}\n{leak}"), "close-wait-leak", "descriptor-limit");
    let full = "listener 0.0.0.0:8080 ESTABLISHED=900 owner=java/77 queue=129 backlog=128";
    both(&format!("{short}\n{full}"), "descriptor-limit", "accept-queue-full");
    let route = format!("{RANGE}\nroute 10.0.0.5 -> 10.0.0.9:80 ages=0-59:16");
    let line = "log connect-eaddrnotavail target=10.0.0.9:80";
    both(&format!("{route}\n{line}"), "port-exhaustion", "log-signature");
    both(
        "limit conntrack 990 1000\nlog conntrack-full\nlistener 0.0.0.0:80 ESTABLISHED=9",
        "conntrack-near-full",
        "log-signature",
    );
}

#[test]
fn another_process_or_another_target_is_not_related() {
    let none = |given: &str| assert!(relates(given).iter().all(|(_, relates)| relates.is_empty()), "{given}");
    none(
        "process java/78 descriptors=1010 limit=1024 tcp=900\nlistener 0.0.0.0:8080 ESTABLISHED=9 CLOSE_WAIT=800 owner=java/77",
    );
    none("limit conntrack 990 1000\nlog emfile\nlistener 0.0.0.0:80 ESTABLISHED=9");
}

#[test]
fn dead_sockets_tell_of_the_descriptors_of_their_process_themselves() {
    let ghosts = "process java/77 descriptors=1010 limit=1024 tcp=900 ghosts=700\nlistener 0.0.0.0:8080 ESTABLISHED=200 owner=java/77";
    assert_eq!(relates(ghosts), [("ghost-descriptors", vec!["descriptor-limit".to_owned()])]);
}

#[test]
fn a_pile_is_not_called_harmless_beside_the_limit_that_it_fills() {
    let told = relates(
        "limit orphans 900 1000\nlistener 0.0.0.0:80 ESTABLISHED=9000 LAST_ACK=500 CLOSING=200 FIN_WAIT1=200 ages=0-59:9",
    );
    assert_eq!(told[0].0, "orphans-near-limit");
    assert!(!told.iter().any(|(id, _)| id.ends_with("-pile")), "{told:?}");
}

#[test]
fn log_lines_alone_give_a_verdict() {
    check(
        "paste error.log\nlog connect-eaddrnotavail form=nginx count=17 target=10.0.0.21:3306",
        "warning: Connections out failed to 10.0.0.21:3306: no local port was left. They fail whenever the load is as high.",
    );
}

#[test]
fn what_fails_in_another_namespace_is_not_measured_for_a_change_in_this_one() {
    let stranger = NetnsName::Named(Untrusted::new("stranger"));
    let drops = |mine, strangers| {
        let built = snapshot().counter("TcpExt.ListenDrops", 23, mine);
        built.namespace(stranger.clone()).counter("TcpExt.ListenDrops", 23, strangers).build()
    };
    for (mine, strangers) in [(Some(2.0), Some(700.0)), (None, Some(700.0)), (Some(2.0), None)] {
        let report = report(drops(mine, strangers), &[], Judge::Everything);
        let namespaces: Vec<PlanNetns> = report
            .snapshot
            .namespaces
            .iter()
            .map(|view| PlanNetns { name: view.name.clone(), id: view.id.clone() })
            .collect();
        for (netns, expected) in [(0, mine), (1, strangers)] {
            let read = reading(&report, &namespaces, &[(netns, Gauge::ListenersAtRisk)], None);
            let per_s: Vec<_> = read.troubles.iter().map(|trouble| (&*trouble.name, trouble.per_s)).collect();
            assert_eq!(per_s, [("TcpExt.ListenDrops", expected)], "of {netns}");
        }
    }
}

#[test]
fn the_one_namespace_of_windows_is_known_again_in_the_look_behind_a_change() {
    let at = |first: &str, count: &str| {
        let given = format!(
            "host windows\nfact windows.dynamicport.start {first}\nfact windows.dynamicport.count {count}\n\
             route 10.0.0.5 -> 10.0.0.21:3306 TIME_WAIT=211"
        );
        let mut now = look(&given).now;
        now.host.boot_id = Some("windows-1dd0".to_owned());
        report(now, &[], Judge::Everything)
    };
    let before = at("60000", "300");
    let plan = plan(&before, &[]);
    let asked: Vec<_> = plan.remedies[0].effects.iter().map(|effect| (effect.netns, effect.gauge)).collect();
    assert_eq!(asked, [(0, Gauge::DynamicPorts(Family::V4))]);
    for (report, expected) in [(&before, 300.0), (&at("32768", "32768"), 32_768.0)] {
        let told = reading(report, &plan.namespaces, &asked, None).gauges[0].value;
        assert_eq!(told, Some(expected));
    }
}

#[test]
fn ports_of_a_leak_have_the_source_of_their_family() {
    for (given, source) in [
        ("unknown BOUND=15013", "windows.dynamicport.count"),
        ("unknown6 BOUND=15013", "windows.dynamicport6.count"),
    ] {
        let report = report(look(&format!("host windows\n{given}")).now, &[], Judge::Everything);
        let findings = report.findings.unwrap();
        let leak = findings.iter().find(|finding| finding.id == "bound-port-leak").unwrap();
        let ports = leak.args.iter().find(|(name, _)| *name == "ports").map(|(_, arg)| arg.source);
        assert_eq!(ports, Some(source));
    }
}
