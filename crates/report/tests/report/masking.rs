//! A masked report shows no original address or name, in any format, and keeps what a diagnosis needs.

use std::collections::BTreeSet;
use std::hash::RandomState;
use std::net::IpAddr;

use lastack_model::words::Message;
use lastack_model::{Address, Arg, NetnsName, Report, Untrusted, Value};
use lastack_report::{FORMATS, mask};

use crate::{everything, fixtures};

fn secretive() -> Report {
    let name = NetnsName::Process {
        pid: 4_711,
        comm: Untrusted::new("billing-worker"),
        container: Some(Untrusted::new("3f9a1c0b77de")),
    };
    fixtures::sick_pod(name, "billing-worker", "connect to 198.51.100.20 failed for user anna")
}

#[test]
fn no_format_shows_an_original_address_or_name() {
    let secrets: &[(Report, &[&str])] = &[
        (
            secretive(),
            &[
                "10.9.8.7",
                "198.51.100.20",
                "fd00:1234::5",
                "2001:db8:77",
                "billing-worker",
                "3f9a1c0b77de",
                "node-7",
                "anna",
                "f8c8ee0b",
            ],
        ),
        (fixtures::web_server(), &["10.0.0.5", "10.0.0.21", "203.0.113.7", "nginx", "web-03"]),
        (fixtures::paste("customer-a.txt", "10.0.0.9:1 ???"), &["customer-a", "10.0.0.9"]),
    ];
    for (report, secrets) in secrets {
        let masked = mask(report, &RandomState::new());
        for format in FORMATS {
            let (open, hidden) = (everything(format, report), everything(format, &masked));
            for secret in *secrets {
                assert!(!hidden.contains(secret), "{secret} shows in masked {}:\n{hidden}", format.id);
            }
            let shown = secrets.iter().filter(|secret| open.contains(**secret)).count();
            // A plugin has no tables.
            let enough = if format.id == "nagios" { 1 } else { secrets.len() / 2 + 1 };
            assert!(shown >= enough, "{} shows too little to test with", format.id);
        }
    }
}

#[test]
fn a_masked_report_keeps_equality_prefixes_and_numbers() {
    let report = secretive();
    let masked = mask(&report, &RandomState::new());
    let keys = |report: &Report| report.routes.iter().map(|route| route.key).collect::<Vec<_>>();
    assert_eq!(masked.routes[0].key, masked.snapshot.namespaces[1].census.routes[0].key);
    assert_eq!(masked.routes[0].ports, report.routes[0].ports);
    for (masked, original) in keys(&masked).iter().zip(keys(&report)) {
        assert_eq!(masked.port, original.port);
        assert_eq!(masked.source.is_v4(), original.source.is_v4());
    }
    let in_ten = keys(&masked)[0].source.v4_bits().map(|bits| bits >> 24);
    assert_eq!(in_ten, Some(10), "10.0.0.0/8 stays a private class");
    let finding = &masked.findings.as_ref().unwrap()[0];
    let target = finding.because.args.iter().find_map(|(_, arg)| match arg.value {
        Value::Endpoint(endpoint) => Some(endpoint.address),
        _ => None,
    });
    assert_eq!(target, Some(keys(&masked)[0].destination));
}

#[test]
fn the_same_name_has_the_same_placeholder_everywhere() {
    let masked = mask(&secretive(), &RandomState::new());
    let names: BTreeSet<&str> = masked.snapshot.namespaces[1]
        .census
        .routes
        .iter()
        .flat_map(|route| &route.owners)
        .map(|owner| owner.comm.raw())
        .collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["process-1"]);
    match &masked.snapshot.namespaces[1].name {
        NetnsName::Process { comm, container: Some(container), .. } => {
            assert_eq!((comm.raw(), container.raw()), ("process-1", "container-1"));
        }
        other => panic!("the namespace became {other:?}"),
    }
}

#[test]
fn a_masked_port_names_nobody() {
    let mut port = fixtures::port("billing-worker");
    let address = Address::from("198.51.100.20".parse::<IpAddr>().unwrap());
    port.here[0].listeners.push(lastack_model::ListenerKey { device: 0, address, port: 8080 });
    let masked = lastack_report::mask_port(&port, &RandomState::new());
    let catalog = crate::catalog();
    let view = lastack_report::View::new(&catalog, lastack_model::words::Lang::En);
    for format in FORMATS {
        let (open, hidden) =
            (crate::written_port(format, &port, &view), crate::written_port(format, &masked, &view));
        for secret in ["billing-worker", "198.51.100.20"] {
            assert!(open.contains(secret) && !hidden.contains(secret), "{}: {hidden}", format.id);
        }
        assert!(hidden.contains("8080"), "{}: {hidden}", format.id);
    }
}

/// Keys of the findings and of what they relate to, as masked with a secret.
fn masked_keys(report: &Report, secret: &RandomState) -> Vec<String> {
    let masked = mask(report, secret);
    let findings = masked.findings.iter().flatten();
    findings.flat_map(|finding| std::iter::once(&finding.key).chain(&finding.relates)).cloned().collect()
}

#[test]
fn keys_of_findings_are_hashed_anew_with_a_secret() {
    let report = secretive();
    let secret = RandomState::new();
    let keys = masked_keys(&report, &secret);
    assert_eq!(keys, masked_keys(&report, &secret));
    assert_ne!(keys, masked_keys(&report, &RandomState::new()));
    assert_eq!(keys.len(), 2);
    for (key, (rule, old)) in
        keys.iter().zip([("demo-route", "0123456789abcdef"), ("demo-tw", "00000000000000aa")])
    {
        assert!(key.starts_with(&format!("{rule}-")) && !key.contains(old), "{key}");
    }
    let mut careless = report;
    careless.findings.as_mut().unwrap()[0].key = "demo-route:10.9.8.7".to_owned();
    assert!(masked_keys(&careless, &secret).iter().all(|key| !key.contains("10.")));
}

#[test]
fn a_masked_report_keeps_only_the_settings_that_lastack_reads_itself() {
    let mut report = fixtures::paste("customer-a.txt", "x");
    let facts = &mut report.snapshot.namespaces[0].facts;
    let given = [
        ("kernel.hostname", "acme", false),
        ("net.ipv4.conf.acme-vpn0.rp_filter", "1", false),
        ("sockstat.acme.tw", "1", false),
        ("net.ipv4.tcp_tw_reuse", "acme", false),
        ("net.ipv4.tcp_fin_timeout", "60", true),
        ("net.ipv4.ip_local_reserved_ports", "8080,9000-9010", true),
        ("sockstat.TCP.tw", "23", true),
    ];
    for (key, value, _) in given {
        facts.set(key, value, lastack_model::FactSource::Paste(Untrusted::new("customer-a.txt")));
    }
    let masked = mask(&report, &RandomState::new());
    for (key, value, kept) in given {
        let shown = masked.snapshot.namespaces[0].facts.get(key).map(|fact| fact.value.as_str());
        assert_eq!(shown, kept.then_some(value), "{key}");
    }
    for format in FORMATS {
        assert!(!everything(format, &masked).contains("acme"), "{}", format.id);
    }
}

#[test]
fn every_setting_that_is_read_of_a_live_host_stays_in_a_masked_report() {
    let mut report = fixtures::web_server();
    for key in lastack_model::SETTINGS {
        let path = lastack_model::FactSource::Live(format!("/proc/sys/{key}"));
        report.snapshot.namespaces[0].facts.set(*key, "1", path);
    }
    let masked = mask(&report, &RandomState::new());
    let facts = &masked.snapshot.namespaces[0].facts;
    let lost: Vec<&&str> = lastack_model::SETTINGS.iter().filter(|key| facts.get(key).is_none()).collect();
    assert_eq!(lost, [] as [&&str; 0]);
}

#[test]
fn what_is_told_beside_a_masked_report_names_the_same_placeholders() {
    let input = |name: &str| Message::new("demo").with("input", Arg::foreign(Untrusted::new(name)));
    let mut beside = [input("customer-a.txt"), input("customer-b.txt"), input("10.1.2.3")];
    let masked =
        lastack_report::mask_with(&fixtures::paste("customer-a.txt", "x"), &mut beside, &RandomState::new());
    let placeholders = beside.map(|message| match &message.args[0].1.value {
        Value::Foreign(name) => name.raw().to_owned(),
        other => panic!("the name became {other:?}"),
    });
    assert_eq!(placeholders, ["input-1", "input-2", "input-3"]);
    assert_eq!(masked.snapshot.namespaces[0].name, NetnsName::Paste(Untrusted::new("input-1")));
}

#[test]
fn two_runs_hide_the_same_address_behind_different_ones() {
    let report = secretive();
    let masked: BTreeSet<Address> =
        (0..8).map(|_| mask(&report, &RandomState::new()).routes[0].key.destination).collect();
    assert!(masked.len() > 1, "the secret changes nothing: {masked:?}");
    assert!(!masked.contains(&Address::from("198.51.100.20".parse::<IpAddr>().unwrap())));
}
