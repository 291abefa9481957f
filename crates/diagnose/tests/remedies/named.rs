//! Ports that a person names: those of a service that is stopped show nowhere.

use lastack_diagnose::{Judge, plan_for, report};
use lastack_model::{NetnsName, Os, Plan, SourceKind, Undo, Untrusted};
use lastack_testkit::look;

use super::say;

const LINUX: &str = "fact net.ipv4.ip_local_port_range 32768 60999\nfact net.ipv4.ip_local_reserved_ports 40000\n\
     listener 0.0.0.0:50051 ESTABLISHED=3 owner=grpc/9\n";

const WINDOWS: &str = "host windows\nno timers\nfact windows.dynamicport.start 49152\n\
     fact windows.dynamicport.count 16384\nfact windows.dynamicport6.start 49152\nfact windows.dynamicport6.count 16384\n\
     fact windows.excludedportrange 50000-50059\nfact windows.excludedportrange6\n\
     listener 0.0.0.0:33060 owner=mysqld.exe/4120\nroute 10.0.0.5 -> 10.0.0.21:3306 ESTABLISHED=2\n\
     local outbound=50102,50104 shared=50104\n";

fn planned(given: &str, named: &[u16]) -> Plan {
    let look = look(given);
    plan_for(&report(look.now, &look.earlier, Judge::Everything), &[], named)
}

/// Of several texts, which may be of several hosts, and of a system that keeps no ports.
pub(super) fn plans() -> Vec<Plan> {
    let several = [LINUX, WINDOWS].map(|given| {
        let mut now = look(given).now;
        let mut other = now.namespaces[0].clone();
        other.id = None;
        now.namespaces[0].name = NetnsName::Paste(Untrusted::new("a.txt"));
        other.name = NetnsName::Paste(Untrusted::new("b.txt"));
        now.namespaces.push(other);
        plan_for(&report(now, &[], Judge::Everything), &[], &[50_100])
    });
    let mut bsd = look(LINUX).now;
    bsd.host.os = Os::Bsd;
    let bsd = plan_for(&report(bsd, &[], Judge::Everything), &[], &[50_100]);
    let later = [&[33_061][..], &[33_061, 50_100]].map(|ports| planned(WINDOWS, ports));
    several.into_iter().chain([bsd]).chain(later).chain([of_four_alone()]).collect()
}

/// A port for later, of a text that has nothing of IPv6.
fn of_four_alone() -> Plan {
    let mut now = look(WINDOWS).now;
    now.kind = SourceKind::Paste;
    now.namespaces[0].name = NetnsName::Paste(Untrusted::new("a.txt"));
    let facts = &mut now.namespaces[0].facts;
    for key in ["windows.dynamicport6.start", "windows.dynamicport6.count", "windows.excludedportrange6"] {
        facts.remove(key);
    }
    plan_for(&report(now, &[], Judge::Everything), &[], &[33_061])
}

#[test]
fn what_is_not_known_of_ipv6_is_not_said_of_it() {
    let plan = of_four_alone();
    assert_eq!(steps(&plan), ["windows.excludedportrange: 50000-50059 -> 33061,50000-50059, ours 33061"]);
    let why = say(&plan.remedies[0].message(plan.remedies[0].why));
    assert!(why.starts_with("No connection out gets 33061 over IPv4 now:"), "{why}");
}

#[test]
fn where_it_is_not_known_of_which_host_ports_are_nothing_is_written_and_that_is_told() {
    let told = [
        "which network namespace or host",
        "which host the named ports are of",
        "on Linux and Windows alone",
    ];
    for (plan, words) in plans().iter().zip(told) {
        assert!(plan.remedies.is_empty(), "{words}");
        assert!(
            plan.withheld.iter().any(|one| say(&one.why).contains(words)),
            "{words}: {:?}",
            plan.withheld
        );
    }
}

#[test]
fn named_ports_stand_beside_those_of_findings_that_were_named_and_each_once() {
    let plan = |words: &[&str], ports: &[u16]| {
        let look = look(LINUX);
        let words = words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        plan_for(&report(look.now, &look.earlier, Judge::Everything), &words, ports)
    };
    for word in ["listener-in-ephemeral-range", "reserve-listening-ports"] {
        let both = plan(&[word], &[50_100, 50_100]);
        let to = "net.ipv4.ip_local_reserved_ports: 40000 -> 40000,50051,50100, ours 50051,50100";
        assert_eq!(steps(&both), [to], "{word}");
        let at_risk = both.remedies[0].effects.iter().filter(|one| one.gauge.name() == "port_at_risk");
        assert_eq!(at_risk.count(), 1, "{word}");
    }
    let other = plan(&["widen-port-range"], &[50_100]);
    assert_eq!(steps(&other)[0], "net.ipv4.ip_local_reserved_ports: 40000 -> 40000,50100, ours 50100");
}

fn steps(plan: &Plan) -> Vec<String> {
    let steps = plan.remedies.iter().flat_map(|remedy| &remedy.steps);
    let told = steps.map(|step| {
        let Undo::Subtract(ours) = &step.undo else { panic!("{step:?}") };
        format!("{}: {} -> {}, ours {ours}", step.key, step.from, step.to)
    });
    told.collect()
}

#[test]
fn linux_reserves_the_named_ports_and_no_others() {
    let plan = planned(LINUX, &[50_100, 50_101]);
    assert_eq!(
        steps(&plan),
        ["net.ipv4.ip_local_reserved_ports: 40000 -> 40000,50100-50101, ours 50100-50101"]
    );
    let effects: Vec<_> =
        plan.remedies[0].effects.iter().map(|one| (one.gauge.name(), one.before, one.low)).collect();
    assert!(effects.ends_with(&[("port_at_risk", 1.0, 0.0), ("port_at_risk", 1.0, 0.0)]), "{effects:?}");
    assert!(plan.remedies[0].treats.is_empty());
    // What nobody names stays as it was.
    assert_eq!(
        steps(&planned(LINUX, &[])),
        ["net.ipv4.ip_local_reserved_ports: 40000 -> 40000,50051, ours 50051"]
    );
    // Outside of the range, and reserved already.
    let plan = planned(LINUX, &[8_080, 40_000]);
    assert!(plan.remedies.is_empty());
    let why: Vec<_> = plan.withheld.iter().map(|one| say(&one.why)).collect();
    assert!(why.iter().all(|why| why.contains("not one that connect() gives away")), "{why:?}");
    assert!(why[0].contains("8080") && why[1].contains("40000"), "{why:?}");
}

#[test]
fn windows_excludes_them_over_both_families_while_nobody_holds_them() {
    let plan = planned(WINDOWS, &[50_100, 10_051, 50_100]);
    // Of the range as it is, and of the widest that lastack makes of it, which begins at 10240.
    assert_eq!(
        steps(&plan),
        [
            "windows.excludedportrange: 50000-50059 -> 50000-50059,50100, ours 50100",
            "windows.excludedportrange6:  -> 50100, ours 50100",
        ]
    );
    assert_eq!((plan.remedies[0].id, plan.withheld.len()), ("exclude-listening-ports", 1));
    let why = |port: u16| {
        let plan = planned(WINDOWS, &[port]);
        assert!(plan.remedies.iter().all(|remedy| remedy.steps.is_empty()), "{port}");
        plan.withheld.iter().map(|one| say(&one.why)).collect::<Vec<_>>().join(" | ")
    };
    assert!(why(33_060).starts_with("mysqld.exe (4120) listens on port 33060,"), "{}", why(33_060));
    assert!(why(33_060).contains("lastack fix apply --port 33060, start it again"));
    assert!(why(50_102).contains("a connection or a bound socket holds port 50102"), "{}", why(50_102));
    assert!(why(10_051).contains("outside the dynamic range"), "{}", why(10_051));
    // Kept for a wider range, and nothing was at risk.
    let later = planned(WINDOWS, &[33_061]);
    assert_eq!((steps(&later).len(), later.remedies[0].effects.len()), (2, 0));
    assert!(say(&later.remedies[0].message(later.remedies[0].why)).contains("gets 33061 now: it is kept"));
    let some = planned(WINDOWS, &[33_061, 50_100]);
    assert_eq!((steps(&some).len(), some.remedies[0].effects.len()), (2, 1));
}

#[test]
fn a_family_in_which_it_is_excluded_already_is_left_out() {
    let plan = planned(WINDOWS, &[50_010]);
    assert_eq!(steps(&plan), ["windows.excludedportrange6:  -> 50010, ours 50010"]);
}
