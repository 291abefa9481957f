//! Two looks: what of one is found again in the other.

use lastack_diagnose::diff::{Basis, Masked, diff};
use lastack_diagnose::{Judge, report};
use lastack_model::{Course, NetnsId, NetnsName, Report, Untrusted};
use lastack_testkit::look;

const RANGE: &str = "fact net.ipv4.ip_local_port_range 40000 40999";

/// A host with an own namespace and some named ones, each with a number of the kernel.
fn host(name: &str, names: &[&str]) -> Report {
    let mut now = look(&format!("{RANGE}\nroute 10.0.0.5 -> 10.0.0.9:80 TIME_WAIT=1000")).now;
    now.host.hostname = Some(Untrusted::new(name));
    now.host.uptime_s = Some(7_000);
    let own = now.namespaces[0].clone();
    for (at, name) in names.iter().enumerate() {
        let id = NetnsId {
            cookie: Some(4_097 + at as u64),
            inode: 4_026_532_000 + at as u64,
            boot_id: String::new(),
        };
        let mut view = own.clone();
        view.name = NetnsName::Named(Untrusted::new(*name));
        view.id = Some(id);
        now.namespaces.push(view);
    }
    report(now, &[], Judge::Everything)
}

fn notes(one: &Report, other: &Report, masked: Masked) -> (Vec<String>, usize, Course) {
    let diff = diff(one, other, masked, Basis::Looks);
    assert!(diff.findings.is_empty() && diff.aside.is_empty(), "{:?}", diff.findings);
    assert_eq!(diff.unmatched, (Vec::new(), Vec::new()));
    (diff.notes.iter().map(|note| note.id.to_string()).collect(), diff.namespaces.len(), diff.course)
}

#[test]
fn drawn_names_are_neither_gone_nor_new() {
    let (plain, masked) = (host("vm", &["red", "blue"]), host("host-1", &["netns-1", "netns-2"]));
    assert!(plain.findings.as_ref().is_some_and(|findings| findings.len() >= 3));
    let said = notes(&plain, &masked, Masked::One);
    assert_eq!(said, (vec!["diff-note-masked-one".to_owned()], 3, Course::Same));
    assert_eq!(notes(&masked, &plain, Masked::Both).0, ["diff-note-masked-both"]);
}

#[test]
fn namespaces_of_another_boot_are_not_paired_by_number() {
    let (plain, mut masked) = (host("vm", &["red", "blue"]), host("host-1", &["netns-1", "netns-2"]));
    masked.snapshot.host.uptime_s = Some(70);
    let (notes, namespaces, _) = notes(&plain, &masked, Masked::One);
    assert_eq!((notes.last().map(String::as_str), namespaces), (Some("diff-note-netns"), 1));
}

#[test]
fn under_a_mask_one_finding_more_is_one_more() {
    let (plain, mut masked) = (host("vm", &["red"]), host("host-1", &["netns-1"]));
    let findings = masked.findings.as_mut().unwrap();
    let more = findings[0].clone();
    findings.push(more);
    let changed = diff(&plain, &masked, Masked::One, Basis::Looks);
    assert_eq!((changed.findings.len(), changed.course), (1, Course::Worse));
    assert_eq!(diff(&masked, &plain, Masked::One, Basis::Looks).course, Course::Better);
}

#[test]
fn another_name_is_another_host_and_a_restart_is_not() {
    let strangers = |one: &Report, other: &Report| diff(one, other, Masked::Neither, Basis::Looks).strangers;
    let (one, other, mut again) = (host("vm", &[]), host("box", &[]), host("vm", &[]));
    again.snapshot.host.uptime_s = Some(7);
    assert!(strangers(&one, &other));
    assert!(!strangers(&one, &again));
    assert!(!diff(&one, &other, Masked::One, Basis::Looks).strangers);
}

#[test]
fn two_namespaces_of_one_host_are_no_course_of_one() {
    let look = |boot: &str, cookie: u64, name: NetnsName, destination: &str| {
        let mut now = look(&format!("{RANGE}\nroute 10.0.0.5 -> {destination} TIME_WAIT=1000")).now;
        now.host.boot_id = Some(boot.to_owned());
        let id = NetnsId { cookie: Some(cookie), inode: 4_026_532_000 + cookie, boot_id: boot.to_owned() };
        (now.namespaces[0].id, now.namespaces[0].name) = (Some(id), name);
        report(now, &[], Judge::Everything)
    };
    let own = |boot, cookie, rows| look(boot, cookie, NetnsName::Own, rows);
    let app = |cookie, rows| look("b1", cookie, NetnsName::Named(Untrusted::new("app")), rows);
    let named = |mut report: Report, name: &str| {
        report.snapshot.host.hostname = Some(Untrusted::new(name));
        report
    };
    let (one, two) = ("10.0.0.9:80", "10.0.0.8:443");
    let cases = [
        ("two that call themselves own", own("b1", 1, one), own("b1", 2, two), true),
        ("the same one", own("b1", 1, one), own("b1", 1, two), false),
        ("after a restart all numbers are new", own("b1", 1, one), own("b2", 2, two), false),
        ("made anew under its name", app(1, one), app(2, two), false),
        ("seen from inside and from outside", own("b1", 1, one), app(1, two), false),
        (
            "containers with names of their own",
            named(own("b1", 1, one), "web"),
            named(own("b1", 2, two), "db"),
            true,
        ),
        ("another one from outside", own("b1", 1, one), app(2, two), true),
    ];
    for (name, before, after, apart) in cases {
        let diff = diff(&before, &after, Masked::Neither, Basis::Looks);
        let compared = diff.namespaces.len() == 1;
        assert_eq!((diff.apart, compared), (apart, !apart), "{name}");
        assert_eq!(diff.course == Course::Unknown && diff.findings.is_empty(), apart, "{name}");
        assert!(diff.unmatched.0.is_empty() && diff.unmatched.1.is_empty(), "{name}");
    }
}

/// A host with so many rows of a program that does not close, so many seconds after the first look.
fn leaking(rows: &[(u16, u32)], seconds: i64) -> Report {
    let row = |(port, rows): &(u16, u32)| {
        format!("listener 0.0.0.0:{port} ESTABLISHED=7 CLOSE_WAIT={rows} owner=java/77\n")
    };
    let mut now = look(&rows.iter().map(row).collect::<String>()).now;
    now.taken_at_ms += seconds * 1_000;
    now.host.boot_id = Some("b1".to_owned());
    report(now, &[], Judge::Everything)
}

#[test]
fn a_warning_that_stays_one_is_worse_while_it_grows() {
    let cases = [
        (
            "a leak that grows",
            &[(8080, 100)][..],
            &[(8080, 2_000)][..],
            Course::Worse,
            Some((100, 2_000, 31.7)),
        ),
        ("and one that shrinks", &[(8080, 2_000)], &[(8080, 100)], Course::Better, Some((2_000, 100, 31.7))),
        ("no more than chance", &[(8080, 1_000)], &[(8080, 1_100)], Course::Same, None),
        (
            "most of it stands elsewhere now",
            &[(8080, 100), (8081, 90)],
            &[(8080, 100), (8081, 1_900)],
            Course::Worse,
            Some((190, 2_000, 30.2)),
        ),
        ("one that was none is new", &[(8080, 0)], &[(8080, 2_000)], Course::Worse, None),
    ];
    for (name, before, after, course, expected) in cases {
        let diff = diff(&leaking(before, 0), &leaking(after, 60), Masked::Neither, Basis::Looks);
        let moved = diff.findings.first().and_then(|finding| finding.moved).map(|moved| {
            let per_s = moved.pace.map_or(0.0, |pace| (pace.per_s * 10.0).round() / 10.0);
            (moved.before, moved.after, per_s)
        });
        assert_eq!(
            (diff.course, moved, diff.findings.len()),
            (course, expected, usize::from(course != Course::Same)),
            "{name}"
        );
    }
}

#[test]
fn a_restart_between_two_looks_leaves_no_pace() {
    let (before, mut after) = (leaking(&[(8080, 100)], 0), leaking(&[(8080, 2_000)], 60));
    after.snapshot.host.boot_id = Some("b2".to_owned());
    let diff = diff(&before, &after, Masked::Neither, Basis::Looks);
    let moved = diff.findings[0].moved.unwrap();
    assert_eq!((diff.course, moved.before, moved.pace), (Course::Worse, 100, None));
}

#[test]
fn masked_looks_in_the_wrong_order_were_not_restarted_between() {
    let at = |seconds: i64, uptime_s: u64| {
        let mut report = leaking(&[(8080, 100)], seconds);
        (report.snapshot.host.boot_id, report.snapshot.host.uptime_s) = (None, Some(uptime_s));
        report
    };
    let rebooted = |one: &Report, other: &Report| {
        notes(one, other, Masked::Both).0.contains(&"diff-note-rebooted".to_owned())
    };
    assert!(!rebooted(&at(60, 1_060), &at(0, 1_000)));
    assert!(rebooted(&at(0, 1_000), &at(60, 30)));
}

#[test]
fn keys_that_change_by_themselves_are_no_settings_that_changed() {
    let look = |states: &[(&str, &str)]| {
        let facts: String = states.iter().map(|(key, value)| format!("fact {key} {value}\n")).collect();
        report(look(&format!("paste s.txt\n{facts}fact fs.file-nr 500")).now, &[], Judge::Everything)
    };
    let one =
        look(&[("kernel.random.uuid", "a"), ("fs.dentry-state", "1"), ("net.ipv4.tcp_fin_timeout", "60")]);
    let other =
        look(&[("kernel.random.uuid", "b"), ("fs.dentry-state", "2"), ("net.ipv4.tcp_fin_timeout", "30")]);
    let changed = diff(&one, &other, Masked::Neither, Basis::Looks);
    let keys: Vec<&str> = changed.namespaces[0].settings.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["net.ipv4.tcp_fin_timeout"]);
    let note = |changed: &lastack_model::Diff| {
        changed.notes.iter().find(|note| note.id == "diff-note-state").map(|note| format!("{:?}", note.args))
    };
    let told = note(&changed).unwrap();
    assert!(told.contains("fs.dentry-state") && told.contains("Count(2)"), "{told}");
    assert_eq!(note(&diff(&one, &one, Masked::Neither, Basis::Looks)), None);
}
