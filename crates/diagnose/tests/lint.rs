//! Grades line by line, on facts and rows that each case gives.

#![expect(clippy::panic, reason = "a mistake in a case must stop the test")]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use lastack_diagnose::lint::{lint, names};
use lastack_diagnose::{Judge, explain, report, words};
use lastack_model::words::{Catalog, Lang};
use lastack_model::{ConfFile, Lint};
use lastack_testkit::{fluent, look};

fn graded(given: &str) -> Lint {
    let look = look(&format!("paste facts.txt\n{given}"));
    let files = look.now.files.clone();
    lint(&files, &report(look.now, &look.earlier, Judge::Everything), None, None)
}

/// `given` are the lines of a case, `conf` ones included; expected is the grade of each of those, in order.
fn check(given: &str, expected: &[&str]) {
    let grades: Vec<&str> = graded(given).lines.iter().map(|line| line.grade.name()).collect();
    assert_eq!(grades, expected, "{given}");
}

/// Every sentence about a line, in both languages, with the arguments that it gets.
fn said(lint: &Lint) -> Vec<String> {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::new(words()));
    let all = lint.lines.iter().map(|line| &line.why).chain(&lint.notes);
    let said = all.flat_map(|message| Lang::ALL.map(|lang| CATALOG.phrase(lang, message)));
    said.map(|phrase| phrase.render(|foreign| foreign.raw().to_owned())).collect()
}

/// A server that opens nothing.
const SERVER: &str = "fact kernel.osrelease 6.18.44\nfact net.ipv4.tcp_timestamps 1\nfact net.ipv4.tcp_tw_reuse 2\n\
    fact net.ipv4.ip_local_port_range 32768 60999\nlistener 0.0.0.0:80 ESTABLISHED=10 TIME_WAIT=18000\n";

/// A client that has 900 of 1,000 ports in TIME_WAIT towards one destination.
const CLIENT: &str = "fact kernel.osrelease 6.18.44\nfact net.ipv4.tcp_timestamps 1\nfact net.ipv4.tcp_tw_reuse 0\n\
    fact net.ipv4.ip_local_port_range 40000 40999\nfact net.ipv4.ip_local_reserved_ports 1\n\
    route 10.0.0.5 -> 10.0.0.21:3306 ages=0-59:900";

const REUSE: &str = "\nconf a.conf 1 net.ipv4.tcp_tw_reuse = 1\n";

#[test]
fn reuse_is_worth_what_the_routes_say() {
    check(&format!("{SERVER}{REUSE}"), &["does-nothing"]);
    check(&format!("{CLIENT} timestamps=5/0{REUSE}"), &["helps"]);
    check(&format!("{CLIENT} timestamps=0/5{REUSE}"), &["does-nothing"]);
    check(&format!("{CLIENT}{REUSE}"), &["depends"]);
    check(&format!("fact kernel.osrelease 6.18.44{REUSE}"), &["depends"]);
    let off = "conf a.conf 2 net.ipv4.tcp_timestamps = 0\n";
    check(&format!("{CLIENT} timestamps=5/0{REUSE}{off}"), &["cancelled", "harmful"]);
}

#[test]
fn cookies_for_every_connection_are_asked_for_with_2_alone() {
    for (value, running, expected) in [
        (2, 1, "harmful"),
        (5, 1, "does-nothing"),
        (255, 0, "helps"),
        (3, 3, "already-so"),
        (0, 1, "harmful"),
    ] {
        let fact = format!("fact net.ipv4.tcp_syncookies {running}\n");
        check(&format!("{fact}conf a.conf 1 net.ipv4.tcp_syncookies = {value}\n"), &[expected]);
    }
}

#[test]
fn the_last_line_of_a_key_wins_if_the_kernel_takes_it() {
    let first = "conf a.conf 1 net.ipv4.tcp_fin_timeout = 30\n";
    for (second, expected) in [
        ("40", ["cancelled", "does-nothing"]),
        ("30", ["does-nothing", "does-nothing"]),
        ("30s", ["does-nothing", "wrong-value"]),
    ] {
        check(&format!("{SERVER}{first}conf b.conf 1 net.ipv4.tcp_fin_timeout = {second}\n"), &expected);
    }
}

#[test]
fn a_range_that_takes_in_a_listener_harms_unless_the_port_is_reserved() {
    let wider =
        "conf a.conf 1 net.ipv4.ip_local_port_range = 10000 60999\nlistener 0.0.0.0:10051 ESTABLISHED=1\n";
    check(&format!("{SERVER}{wider}"), &["harmful"]);
    let reserved = "conf a.conf 2 net.ipv4.ip_local_reserved_ports = 10051\n";
    check(&format!("{SERVER}{wider}{reserved}"), &["does-nothing", "helps"]);
    let commented = "conf a.conf 2 # net.ipv4.ip_local_reserved_ports = 10051\n";
    check(&format!("{SERVER}{wider}{commented}"), &["harmful", "switched-off"]);
}

#[test]
fn probes_on_ports_of_their_own_and_a_range_that_takes_them_in_cancel_each_other() {
    let probes = "fixed 61007 -> 10.0.0.9:80 TIME_WAIT=1\nroute 10.0.0.5 -> 10.0.0.9:80 TIME_WAIT=1\n";
    let wider = "conf a.conf 1 net.ipv4.ip_local_port_range = 32768 65000\n";
    check(&format!("{SERVER}{probes}{wider}"), &["harmful"]);
    let lint = graded(&format!("{SERVER}{probes}{wider}"));
    assert_eq!(lint.lines[0].see, Some("settings-cancel-each-other"));
}

#[test]
fn what_is_not_known_is_never_guessed() {
    check("conf a.conf 1 net.ipv4.tcp_tw_recycle = 1\n", &["depends"]);
    check("conf a.conf 1 net.ipv4.tcp_tw_timeout = 30\n", &["depends"]);
    check("conf a.conf 1 net.ipv4.tcp_max_tw_buckets = 5000\n", &["depends"]);
    check("conf a.conf 1 net.ipv4.tcp_max_syn_backlog = 8192\n", &["depends"]);
    check("conf a.conf 1 net.netfilter.nf_conntrack_max = 262144\n", &["depends"]);
    check("fact kernel.osrelease 3.10.0-1160.el7\nconf a.conf 1 net.ipv4.tcp_tw_recycle = 1\n", &["harmful"]);
    check("fact kernel.osrelease 4.12.1\nconf a.conf 1 net.ipv4.tcp_tw_recycle = 1\n", &["does-not-exist"]);
    // A vendor's kernel that has the key is believed, whatever its release.
    check(
        "fact kernel.osrelease 5.10.134-16.al8\nfact net.ipv4.tcp_tw_recycle 0\nconf a.conf 1 net.ipv4.tcp_tw_recycle = 1\n",
        &["harmful"],
    );
}

#[test]
fn an_old_kernel_may_count_its_syn_backlog_and_a_new_one_does_not() {
    let backlog = "fact net.ipv4.tcp_syncookies 1\nfact net.ipv4.tcp_max_syn_backlog 1024\n\
        conf a.conf 1 net.ipv4.tcp_max_syn_backlog = 8192\nfact net.core.somaxconn";
    check(&format!("fact kernel.osrelease 3.10.0\n{backlog} 4096\n"), &["depends"]);
    check(&format!("fact kernel.osrelease 3.10.0\n{backlog} 128\n"), &["does-nothing"]);
    check(&format!("fact kernel.osrelease 6.1.0\n{backlog} 4096\n"), &["does-nothing"]);
}

#[test]
fn settings_about_something_else_are_called_so() {
    check(
        &format!(
            "{SERVER}conf a.conf 1 net.ipv4.tcp_rmem = 4096 87380 16777216\nconf a.conf 2 vm.swappiness = 10\n"
        ),
        &["not-about", "not-about"],
    );
}

#[test]
fn every_key_says_every_value_in_both_languages_with_all_its_arguments() {
    let rich = "fact net.ipv4.tcp_syncookies 1\nfact net.core.somaxconn 128\nfact net.ipv4.tcp_max_tw_buckets 131072\n\
        fact net.netfilter.nf_conntrack_count 900\nfact net.ipv4.tcp_keepalive_time 7200\n\
        fact net.ipv4.tcp_keepalive_intvl 75\nfact net.ipv4.tcp_keepalive_probes 9\n";
    let values =
        ["-1", "0", "1", "2", "5", "30", "5000", "100000", "1024 65000", "40000 40999", "8080,40000-40010"];
    for (facts, name) in ["", "fact kernel.osrelease 3.10.0\n", SERVER, CLIENT]
        .into_iter()
        .flat_map(|facts| names().map(move |name| (facts, name)))
    {
        let look = look(&format!("paste facts.txt\n{facts}\n{rich}fact {name} 3\n"));
        let report = report(look.now, &look.earlier, Judge::Everything);
        for value in values {
            let files = look_at(&format!("conf a.conf 1 {name} = {value}\n"));
            for text in said(&lint(&files, &report, None, None)) {
                assert!(!text.contains("{$") && !text.starts_with('['), "{name} = {value}: {text}");
            }
        }
    }
}

fn look_at(conf: &str) -> Vec<ConfFile> {
    look(conf).now.files
}

#[test]
fn what_a_line_points_to_can_be_explained() {
    let mut seen = BTreeSet::new();
    let look = look(&format!("paste facts.txt\n{CLIENT}\nfact net.ipv4.tcp_tw_recycle 0\n"));
    let report = report(look.now, &look.earlier, Judge::Everything);
    for name in names() {
        for value in ["0", "1", "2", "5000", "1024 65000"] {
            let files = look_at(&format!("conf a.conf 1 {name} = {value}\n"));
            seen.extend(lint(&files, &report, None, None).lines.iter().filter_map(|line| line.see));
        }
    }
    assert!(seen.len() > 15, "{seen:?}");
    for topic in seen {
        assert!(explain::topic(topic).is_some(), "lastack explain {topic} knows nothing");
    }
}

#[test]
fn each_key_has_one_folder_and_its_words_are_used() {
    let all: Vec<&str> = names().collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{all:?}");
    for folder in words().filter(|folder| folder.prefix.starts_with("lint-")) {
        let ids = fluent::messages(folder.en);
        let id = folder.prefix.trim_start_matches("lint-").replace('-', "_");
        let source = source_of(&id);
        for message in ids.keys().filter(|id| !id.contains('.')) {
            assert!(source.contains(&format!("\"{message}\"")), "{message} is said nowhere");
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a source file of this crate, not a file of a host")]
fn source_of(folder: &str) -> String {
    let path = format!("{}/src/lint/keys/{folder}/key.rs", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
