//! What lint says of a line, against what a real `sysctl -p` makes of it in a namespace of our own.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "runs the real sysctl on real files")]

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use lastack_engine::{Input, NetnsChoice, Request, examine, settings_files};
use lastack_host::Live;
use lastack_model::{Grade, Lint, Severity, Subject, Value};
use lastack_netlab::{Conduct, Netns, Server};

fn lint(path: &Path) -> Lint {
    lint_in(path, &NetnsChoice::Own)
}

fn lint_in(path: &Path, netns: &NetnsChoice) -> Lint {
    let host = Live::new();
    let request =
        Request { netns: netns.clone(), interval: Duration::ZERO, owners: false, ..Request::default() };
    let report = examine(&host, &request).unwrap().report;
    let files = settings_files(&host, &[Input::File(path.to_owned())]).unwrap().files;
    lastack_diagnose::lint::lint(
        &files,
        &report,
        None,
        Some(&lastack_engine::absent_settings(&host, netns, &files).unwrap()),
    )
}

/// A file with this text, and the folder that it is gone with.
fn file(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sysctl.conf");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

/// Whether `sysctl -p` took every line, and what it complained of.
fn apply(path: &Path) -> (bool, String) {
    let run = Command::new("sysctl").arg("-p").arg(path).output();
    let output = run.unwrap_or_else(|error| panic!("this test needs sysctl (package procps): {error}"));
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn running(key: &str) -> Option<String> {
    let text = std::fs::read_to_string(format!("/proc/sys/{}", key.replace('.', "/"))).ok()?;
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn every_setting_that_lint_knows_is_read_of_a_live_host() {
    let _netns = Netns::enter_fresh().unwrap();
    let request = Request { netns: NetnsChoice::Own, interval: Duration::ZERO, ..Request::default() };
    let report = examine(&Live::new(), &request).unwrap().report;
    let facts = &report.snapshot.namespaces[0].facts;
    let there = lastack_diagnose::lint::names().filter(|name| running(name).is_some());
    let unread: Vec<&str> = there.filter(|name| facts.get(name).is_none()).collect();
    assert_eq!(unread, [] as [&str; 0]);
}

/// Severity of what the rule says of a setting in the namespace of this thread.
fn harm(key: &str) -> Option<Severity> {
    let request = Request { netns: NetnsChoice::Own, interval: Duration::ZERO, ..Request::default() };
    let findings = examine(&Live::new(), &request).unwrap().report.findings.unwrap();
    let about = |subject| matches!(subject, Subject::Setting { key: named, .. } if named == key);
    let found = findings.iter().find(|finding| finding.id == "harmful-setting" && about(finding.subject));
    found.map(|finding| finding.severity)
}

#[test]
fn a_real_value_that_harms_is_told_and_its_default_is_not() {
    let netns = Netns::enter_fresh().unwrap();
    for (key, bad, default) in [
        ("net.ipv4.tcp_rfc1337", "1", "0"),
        ("net.ipv4.tcp_timestamps", "0", "1"),
        ("net.ipv4.tcp_abort_on_overflow", "1", "0"),
        ("net.ipv4.tcp_syncookies", "2", "1"),
        ("net.ipv4.tcp_fin_timeout", "5", "60"),
    ] {
        assert_eq!(harm(key), None, "{key} as the kernel made it");
        netns.sysctl(key, bad).unwrap();
        assert_eq!(harm(key), Some(Severity::Info), "{key} = {bad}");
        netns.sysctl(key, default).unwrap();
        assert_eq!(harm(key), None, "{key} = {default}");
    }
}

const EIGHT: &str = "net.ipv4.tcp_syncookies = 1
net.ipv4.tcp_tw_reuse = 1
net.ipv4.tcp_tw_recycle = 1
net.ipv4.tcp_fin_timeout = 30
net.ipv4.tcp_keepalive_time = 1200
net.ipv4.ip_local_port_range = 1024 65000
net.ipv4.tcp_max_syn_backlog = 8192
net.ipv4.tcp_max_tw_buckets = 5000
";

#[test]
fn the_eight_lines_do_in_a_real_namespace_what_lint_says() {
    let _netns = Netns::enter_fresh().unwrap();
    let _server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let (_folder, path) = file(EIGHT);
    let grades: Vec<Grade> = lint(&path).lines.iter().map(|line| line.grade).collect();
    let expected = [
        Grade::AlreadySo,
        Grade::DoesNothing,
        Grade::DoesNotExist,
        Grade::DoesNothing,
        Grade::DoesNothing,
        Grade::Harmful,
        Grade::Cancelled,
        Grade::Harmful,
    ];
    assert_eq!(grades, expected);
    let (all, complaints) = apply(&path);
    assert!(!all && complaints.contains("tcp_tw_recycle") && complaints.lines().count() == 1, "{complaints}");
    for line in lint(&path).lines {
        let key = line.key.unwrap();
        let value = line.setting.raw().split_once(" = ").unwrap().1.to_owned();
        let kept = if line.grade == Grade::DoesNotExist { None } else { Some(value) };
        assert_eq!(running(key), kept, "{key}");
    }
}

/// Values of every kind that people write, right and wrong.
const LINES: &[&str] = &[
    "net.ipv4.tcp_tw_reuse = 3",
    "net.ipv4.tcp_tw_reuse = 2",
    "net.ipv4.tcp_tw_reuse = \"1\"",
    "net.ipv4.tcp_tw_reuse = 1 # on",
    "net.ipv4.tcp_tw_reuse = 0x1",
    "net.ipv4.tcp_tw_reuse = yes",
    "net.ipv4.tcp_tw_timeout = 30",
    "net.ipv4.tcp_tw_reuse_delay = 0",
    "net.ipv4.tcp_tw_reuse_delay = 60001",
    "net.ipv4.tcp_tw_reuse_delay = 500",
    "net.ipv4.tcp_fin_timeout = -1",
    "net.ipv4.tcp_fin_timeout = 30s",
    "net.ipv4.tcp_timestamps = 255",
    "net.ipv4.tcp_timestamps = 256",
    "net.ipv4.tcp_max_tw_buckets = -1",
    "net.ipv4.tcp_max_tw_buckets = 2147483648",
    "net.ipv4.tcp_syncookies = -1",
    "net.ipv4.tcp_max_syn_backlog = 262144",
    "net.ipv4.tcp_syn_retries = 0",
    "net.ipv4.tcp_syn_retries = 127",
    "net.ipv4.tcp_synack_retries = 300",
    "net.core.somaxconn = 65536",
    "net.core.somaxconn = -1",
    "net.core.netdev_max_backlog = 4096",
    "net.ipv4.tcp_abort_on_overflow = 1",
    "net.ipv4.tcp_keepalive_time = 1,200",
    "net.ipv4.tcp_keepalive_probes = 256",
    "net.ipv4.ip_local_port_range = 1023 60999",
    "net.ipv4.ip_local_port_range = 1024-65000",
    "net.ipv4.ip_local_port_range = 60999 32768",
    "net.ipv4.ip_local_port_range = 1024 65536",
    "net.ipv4.ip_local_port_range = 20000 29999",
    "net.ipv4.ip_local_reserved_ports = 8080,9000-9010",
    "net.ipv4.ip_local_reserved_ports = 8080, 9090",
    "net.ipv4.ip_local_reserved_ports = 9010-9000",
    "net.ipv4.ip_unprivileged_port_start = 80",
    "net.ipv4.ip_unprivileged_port_start = 60000",
    "net.ipv4.ip_autobind_reuse = 2",
    "net.ipv4.tcp_rfc1337 = 1",
    "net.ipv4.tcp_max_orphans = 4096",
    "net.ipv4.tcp_orphan_retries = 256",
    "net.ipv4.tcp_retries2 = 8",
    "net/ipv4/tcp_fin_timeout = 45",
    "net.ipv4.tcp_tw_reuse 1",
    "sysctl -w net.ipv4.tcp_rfc1337=0",
    "net.ipv4.tcp_nosuch = 1",
    "-net.ipv4.tcp_nosuch = 1",
    "net.core.nosuch = 1",
    "/net/ipv4/tcp_fin_timeout = 46",
    ".net.ipv4.tcp_fin_timeout = 47",
    "/net.ipv4.tcp_fin_timeout = 48",
    "/proc/sys/net/ipv4/tcp_fin_timeout = 49",
    "-net.ipv4.tcp_fin_timeout = 50",
    "- net.ipv4.tcp_fin_timeout = 51",
    "net.ipv4.conf.lo.forwarding = 1",
    "net/ipv4/conf/lo/forwarding = 0",
    "net.ipv4.conf.nosuch0.forwarding = 1",
    "net.ipv6.nosuch = 1",
    "net.ipv4.conf.*.forwarding = 1",
    "net.ipv4.conf.*.nosuch = 1",
    "net.ipv4.tcp_tw_reus[e] = 1",
    "net.ipv4.tcp_tw_reus? = 3",
    "net.ipv4.tcp_tw_recycl* = 1",
    "-net.ipv4.tcp_tw_reuse",
    "kernel.nosuch = 1",
    "vm.nosuch = 1",
    "user.nosuch = 1",
    "fs.nosuch.deeper = 1",
    "foo.bar = 1",
    "Ticket.id = 4",
];

/// What no host is without, so that a run of all lines has both kinds.
const GOOD: &str = "net.ipv4.tcp_keepalive_time = 1200\n";

#[test]
fn lint_counts_as_many_complaints_as_the_real_program_makes() {
    let _netns = Netns::enter_fresh().unwrap();
    let (_folder, path) = file(&format!("{GOOD}{}\nport 80 is busy\n", LINES.join("\n")));
    let lint = lint(&path);
    let note = lint.notes.iter().find(|note| note.id == "lint-note-half").unwrap();
    let counted = note.args.iter().find(|(name, _)| *name == "count").unwrap();
    let (all, complaints) = apply(&path);
    assert!(!all);
    assert_eq!(counted.1.value, Value::Count(complaints.lines().count() as u64), "{complaints}");
}

#[test]
fn a_pattern_sets_what_the_real_program_sets() {
    let _netns = Netns::enter_fresh().unwrap();
    for (text, key, expected) in [
        ("net.ipv4.tcp_*_timeout = 45\n", "net.ipv4.tcp_fin_timeout", "45"),
        ("net.ipv4.tcp_fin_timeout = 44\nnet.ipv4.tcp_*_timeout = 43\n", "net.ipv4.tcp_fin_timeout", "44"),
        ("net.ipv4.tcp_*_timeout = 42\nnet.ipv4.tcp_fin_timeout = 41\n", "net.ipv4.tcp_fin_timeout", "41"),
        ("-net.ipv4.tcp_fin_timeout\nnet.ipv4.tcp_*_timeout = 40\n", "net.ipv4.tcp_fin_timeout", "41"),
        ("net.*.tcp_fin_timeout = 39\nnet.ipv4.tcp_f*_timeout = 38\n", "net.ipv4.tcp_fin_timeout", "38"),
        ("net.ipv4.* = 37\n-net.ipv4.tcp_fin_timeout = 36\n", "net.ipv4.tcp_fin_timeout", "36"),
    ] {
        let (_folder, path) = file(text);
        let lines = lint(&path).lines;
        apply(&path);
        assert_eq!(running(key).as_deref(), Some(expected), "{text}");
        let winner: Vec<_> = lines.iter().filter(|line| line.setting.raw().ends_with(expected)).collect();
        let holds = winner.iter().all(|line| line.grade != Grade::Cancelled);
        let others = lines.iter().filter(|line| !line.setting.raw().ends_with(expected));
        let cancelled = others
            .filter(|line| line.key.is_none())
            .all(|line| matches!(line.grade, Grade::Cancelled | Grade::WrongValue | Grade::Harmful));
        assert!(holds && cancelled, "{text}: {lines:?}");
    }
}

#[test]
fn a_namespace_that_was_named_is_the_one_judged_and_told() {
    let _host = Netns::enter_fresh().unwrap();
    let (entered, told) = std::sync::mpsc::channel();
    let (done, wait) = std::sync::mpsc::channel::<()>();
    let other = std::thread::spawn(move || {
        let netns = Netns::enter_fresh().unwrap();
        netns.sysctl("net.ipv4.tcp_fin_timeout", "33").unwrap();
        entered.send(netns_path()).unwrap();
        wait.recv().unwrap();
    });
    let netns = NetnsChoice::Path(told.recv().unwrap());
    let (_folder, path) = file("net.ipv4.tcp_fin_timeout = 33\nnet.ipv4.tcp_nosuch = 1\n");
    let lint = lint_in(&path, &netns);
    let grades: Vec<Grade> = lint.lines.iter().map(|line| line.grade).collect();
    done.send(()).unwrap();
    other.join().unwrap();
    assert_eq!(grades, [Grade::AlreadySo, Grade::DoesNotExist]);
    assert!(lint.netns.is_some(), "{lint:?}");
}

/// The namespace of the calling thread, as others find it.
fn netns_path() -> std::path::PathBuf {
    let thread = std::fs::read_link("/proc/thread-self").unwrap();
    Path::new("/proc").join(thread).join("ns/net")
}

#[test]
fn a_line_is_refused_by_the_kernel_where_lint_says_so_and_nowhere_else() {
    let _netns = Netns::enter_fresh().unwrap();
    let mut wrong = Vec::new();
    for line in LINES {
        let (_folder, path) = file(&format!("{line}\n"));
        let lint = lint(&path);
        let refused = matches!(lint.lines[0].grade, Grade::DoesNotExist | Grade::WrongValue);
        let (taken, complaints) = apply(&path);
        // A line without `=` is complained of, and does not fail the run (procps 4.0.2).
        if refused == (taken && complaints.is_empty()) {
            wrong.push(format!("{line}: {:?}, sysctl: {taken} {complaints}", lint.lines[0].grade));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn reuse_helps_where_a_real_route_is_short_of_ports_and_nowhere_else() {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
    netns.sysctl("net.ipv4.tcp_tw_reuse", "0").unwrap();
    let server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let (_folder, path) = file("net.ipv4.tcp_tw_reuse = 1\nnet.ipv4.ip_local_port_range = 40000 49999\n");
    let grades = || lint(&path).lines.iter().map(|line| line.grade).collect::<Vec<_>>();
    server.open_and_close(&server.dial(), 23).unwrap();
    assert_eq!(grades(), [Grade::DoesNothing, Grade::DoesNothing]);
    server.open_and_close(&server.dial(), 907).unwrap();
    assert_eq!(grades(), [Grade::Helps, Grade::Helps]);
}
