//! A masked report shows no original address or name, in any format, and keeps what a diagnosis needs.

use std::collections::BTreeSet;
use std::hash::RandomState;
use std::net::IpAddr;

use lastack_model::{Address, NetnsName, Report, Untrusted};
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
            assert!(shown * 2 > secrets.len(), "{} shows too little to test with", format.id);
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
    let target = keys(&masked)[0].destination.to_string();
    assert!(finding.key.contains(&target) && finding.because.contains(&target), "{finding:?}");
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

#[test]
fn two_runs_hide_the_same_address_behind_different_ones() {
    let report = secretive();
    let masked: BTreeSet<Address> =
        (0..8).map(|_| mask(&report, &RandomState::new()).routes[0].key.destination).collect();
    assert!(masked.len() > 1, "the secret changes nothing: {masked:?}");
    assert!(!masked.contains(&Address::from("198.51.100.20".parse::<IpAddr>().unwrap())));
}
