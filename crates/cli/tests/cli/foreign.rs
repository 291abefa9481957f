//! A Windows host is told no command of Linux: every case of every rule is played as if it were one.

use std::path::Path;

use lastack_diagnose::{Judge, report, words};
use lastack_model::words::{Catalog, Lang};
use lastack_model::{Facts, Os, Snapshot, SourceKind};
use lastack_report::{View, WORDS, format};
use lastack_testkit::cases::parse;

/// Programs and files that Windows has not, and `blame`, which does not run there.
const ABSENT: [&str; 12] = [
    " sysctl ",
    " ss -",
    "nstat -",
    "prlimit",
    "/proc/",
    "nft ",
    "ip route",
    "ip -",
    "iptables",
    "lastack blame",
    "--blame",
    "watch -n",
];

/// The same rows on Windows: its settings, limits and processes are not those of Linux.
fn on_windows(mut snapshot: Snapshot) -> Snapshot {
    snapshot.host.os = Os::Windows;
    snapshot.host.kernel = None;
    snapshot.kind = SourceKind::Live;
    for view in &mut snapshot.namespaces {
        let mut facts = Facts::default();
        for (key, fact) in view.facts.iter().filter(|(key, _)| key.starts_with("windows.")) {
            facts.insert(key, fact.clone());
        }
        view.facts = facts;
        view.limits.clear();
        view.processes.clear();
        for socket in view.census.listeners.iter_mut().flat_map(|listener| &mut listener.sockets) {
            (socket.queue, socket.limit) = (None, None);
        }
        view.logs.retain(|hit| hit.form.is_some_and(|form| form == "windows" || form.starts_with("zabbix")));
        view.counters.retain(|name, _| name.starts_with("Tcp."));
        view.trace = None;
    }
    snapshot
}

#[test]
fn no_case_told_of_a_windows_host_names_a_command_that_it_lacks() {
    let catalog = Catalog::new(words().chain(WORDS));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../diagnose/src/rules");
    let (mut wrong, mut shown) = (std::collections::BTreeSet::new(), 0);
    for rule in std::fs::read_dir(folder).unwrap() {
        let path = rule.unwrap().path().join("cases.md");
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for case in parse(&text) {
            let look = case.look();
            let earlier: Vec<Snapshot> = look.earlier.into_iter().map(on_windows).collect();
            let report = report(on_windows(look.now), &earlier, Judge::Everything);
            let mut screen = String::new();
            let view = View { verbose: true, ..View::new(&catalog, Lang::En) };
            (format("text").unwrap().write)(&report, &view, &mut screen).unwrap();
            shown += usize::from(report.findings.iter().flatten().next().is_some());
            let told: Vec<&str> = report.findings.iter().flatten().map(|finding| finding.id).collect();
            // What is to be looked at on the peer is for whatever system that has.
            let screen = screen.replace("ss -ltn '( sport", "");
            for line in screen.lines().filter(|line| ABSENT.iter().any(|absent| line.contains(absent))) {
                wrong.insert(format!("{told:?}: {}", line.trim()));
            }
        }
    }
    assert!(shown > 100, "{shown}");
    assert_eq!(wrong, std::collections::BTreeSet::new());
}
