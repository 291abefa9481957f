//! The real program changes a namespace of its own, asked on a terminal and elsewhere, and goes back when that is gone.

#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "runs the real program and listens on a port")]

#[path = "lab/outcome.rs"]
mod outcome;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use lastack_netlab::{NamedNetns, Netns, Terminal, mount_cgroup2, mount_tmpfs, run_in, wait_gone};
use outcome::{document, run};

/// A namespace with a service inside the ephemeral range, and a journal folder that nobody else sees.
struct Host {
    _service: TcpListener,
    _netns: Netns,
}

const RESERVED: &str = "/proc/sys/net/ipv4/ip_local_reserved_ports";

impl Host {
    fn new() -> Self {
        let netns = Netns::enter_fresh().unwrap();
        mount_tmpfs("/var/lib".as_ref(), 1024 * 1024).unwrap();
        netns.sysctl("net.ipv4.ip_local_reserved_ports", "60007").unwrap();
        Host { _service: TcpListener::bind("0.0.0.0:50021").unwrap(), _netns: netns }
    }

    /// Of the calling thread's namespace: /proc/self would be the first thread's.
    fn reserved(&self) -> String {
        std::fs::read_to_string(RESERVED).unwrap().trim().to_owned()
    }
}

fn fix(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lastack"));
    // Variables of the caller say nothing here, least of all another namespace.
    command
        .arg("fix")
        .args(arguments)
        .env_clear()
        .env("LASTACK_NETNS", "nowhere")
        .env("LASTACK_TOP", "0")
        .env("LASTACK_FORMAT", "html");
    command.stdin(Stdio::null());
    command
}

const APPLY: [&str; 4] = ["apply", "reserve-listening-ports", "--netns", "self"];

fn apply(more: &[&str]) -> Command {
    fix(&[&APPLY, more].concat())
}

#[test]
fn without_a_terminal_and_without_yes_nothing_is_changed_and_it_says_so() {
    let host = Host::new();
    let (output, said) = run(apply(&[]));
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("Nothing was changed: nobody agreed"), "{said}");
    assert_eq!(host.reserved(), "60007");
    assert!(!Path::new("/var/lib/lastack").exists());
}

#[test]
fn a_change_is_measured_told_and_taken_back_in_both_forms() {
    let host = Host::new();
    let receipt = document(apply(&["--yes", "--confirm", "0", "--format", "json"]), 0);
    assert_eq!((receipt["kind"].as_str(), receipt["outcome"].as_str()), (Some("receipt"), Some("resolved")));
    assert_eq!(
        (receipt["gauges"][0]["before"].as_f64(), receipt["gauges"][0]["after"].as_f64()),
        (Some(1.0), Some(0.0))
    );
    assert_eq!(host.reserved(), "50021,60007");
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap();
    assert_eq!(receipt["host"]["boot_id"].as_str(), Some(boot.trim()));
    assert_eq!(
        (receipt["gauges"][0]["low"].as_f64(), receipt["gauges"][0]["high"].as_f64()),
        (Some(0.0), Some(0.0))
    );
    assert!(receipt["taken_at"]["before"].as_str() < receipt["taken_at"]["after"].as_str(), "{receipt:#}");
    let log = document(fix(&["log", "--format", "json"]), 0);
    assert_eq!(
        (log["kind"].as_str(), log["changes"][0]["state"].as_str()),
        (Some("changes"), Some("stands"))
    );
    let told = &log["changes"][0]["gauges"][0];
    assert_eq!(
        (told["before"].as_f64(), told["high"].as_f64(), told["after"].as_f64()),
        (Some(1.0), Some(0.0), Some(0.0))
    );
    assert_eq!(
        (&log["changes"][0]["boot_id"], &log["changes"][0]["confirmed"]),
        (&receipt["host"]["boot_id"], &serde_json::Value::Null)
    );
    let (_, said) = run(fix(&["log", "-v"]));
    assert!(said.contains("1 before, 0 foretold, 0 measured"), "{said}");
    assert_eq!(log["changes"][0]["id"], receipt["id"]);
    let (output, said) = run(fix(&["rollback"]));
    assert!(output.status.success() && said.contains("taken back"), "{said}");
    assert_eq!(host.reserved(), "60007");
    let (output, said) = run(fix(&["rollback"]));
    assert_eq!(output.status.code(), Some(1), "{said}");
    let (output, said) = run(fix(&["rollback", "00000000"]));
    assert_eq!(output.status.code(), Some(2), "{said}");
}

#[test]
fn on_a_terminal_it_asks_and_without_confirmation_it_goes_back_although_the_terminal_is_gone() {
    let host = Host::new();
    let mut terminal = Terminal::start(apply(&[])).unwrap();
    let asked = terminal.hear("[y/N]").unwrap();
    for told in ["This is to be changed", "ip_local_reserved_ports: 60007 -> 50021,60007", "undo"] {
        assert!(asked.contains(told), "{told}: {asked}");
    }
    assert!(!asked.contains("nothing was changed") && !asked.contains("next:"), "{asked}");
    terminal.say("n").unwrap();
    assert_eq!((terminal.end().unwrap(), host.reserved().as_str()), (Some(3), "60007"));
    // Whatever the form of the answer, whoever is asked reads what it is about.
    let mut terminal = Terminal::start(apply(&["--confirm", "5s", "--format", "json"])).unwrap();
    let asked = terminal.hear("[y/N]").unwrap();
    assert!(asked.contains("ip_local_reserved_ports: 60007 -> 50021,60007"), "{asked}");
    terminal.say("y").unwrap();
    // Killed while it measures, in the middle of it all.
    let said = terminal.hear("goes back by itself within").unwrap();
    assert!(said.contains("measuring"), "{said}");
    assert_eq!(host.reserved(), "50021,60007");
    terminal.kill_and_close().unwrap();
    let log = document(fix(&["log", "--format", "json"]), 0);
    assert_eq!(log["changes"][0]["state"].as_str(), Some("awaits"));
    // Not at the end of a measurement that nobody makes any more.
    assert!(wait_gone(guard(), Duration::from_secs(10)).unwrap());
    assert_eq!(host.reserved(), "60007");
    let log = document(fix(&["log", "--format", "json"]), 0);
    assert_eq!(log["changes"][0]["state"].as_str(), Some("undone"));
}

/// Its pid, by the journal.
fn guard() -> u32 {
    let journal = std::fs::read_to_string("/var/lib/lastack/journal").unwrap();
    let (_, guard) = journal.split_once("\"guard\":").unwrap();
    guard.split('}').next().unwrap().parse().unwrap()
}

/// systemd ends a session or a service in this way: all that is in its group, by one write.
#[test]
fn the_guard_outlives_its_control_group_where_there_is_version_2_alone() {
    let host = Host::new();
    mount_cgroup2().unwrap();
    let group = PathBuf::from(format!("/sys/fs/cgroup/lab-fix-{}.scope", std::process::id()));
    std::fs::create_dir(&group).unwrap();
    let mut shell = Command::new("sh");
    let join = format!("echo $$ > {}/cgroup.procs && exec \"$0\" fix \"$@\"", group.display());
    shell.args(["-c", &join, env!("CARGO_BIN_EXE_lastack")]).args(APPLY).args(["--yes", "--confirm", "5s"]);
    let mut terminal = Terminal::start(shell).unwrap();
    terminal.hear("goes back by itself within").unwrap();
    assert_eq!(host.reserved(), "50021,60007");
    let guard = guard();
    std::fs::write(group.join("cgroup.kill"), "1").unwrap();
    terminal.kill_and_close().unwrap();
    let place = std::fs::read_to_string(format!("/proc/{guard}/cgroup")).unwrap();
    assert!(place.lines().any(|line| line == "0::/"), "{place}");
    assert!(wait_gone(guard, Duration::from_secs(120)).unwrap());
    assert_eq!(host.reserved(), "60007");
    std::fs::remove_dir(&group).unwrap();
}

/// systemd itself, as a user's manager over control groups of its own; what it needs of /run is the test's own.
struct Manager {
    systemd: Child,
    group: PathBuf,
}

impl Manager {
    fn start() -> Self {
        mount_cgroup2().unwrap();
        mount_tmpfs("/run".as_ref(), 4 * 1024 * 1024).unwrap();
        // By this folder it knows that the machine is one of systemd's (sd_booted).
        std::fs::create_dir_all("/run/systemd/system").unwrap();
        std::fs::create_dir_all("/run/manager").unwrap();
        // Tests of one process run side by side.
        static MANAGERS: AtomicU32 = AtomicU32::new(0);
        let (pid, count) = (std::process::id(), MANAGERS.fetch_add(1, Ordering::Relaxed));
        let group = PathBuf::from(format!("/sys/fs/cgroup/lab-systemd-{pid}-{count}.service"));
        std::fs::create_dir(&group).unwrap();
        let join = format!("echo $$ > {}/cgroup.procs && exec /lib/systemd/systemd --user", group.display());
        let mut shell = Command::new("sh");
        shell.args(["-c", &join]).env_clear().env("XDG_RUNTIME_DIR", "/run/manager");
        let systemd = shell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut manager = Manager { systemd, group };
        while !Path::new("/run/manager/systemd/private").exists() {
            let ended = manager.systemd.try_wait().unwrap();
            assert!(ended.is_none(), "no manager of systemd's starts here (apt install systemd): {ended:?}");
            std::thread::yield_now();
        }
        manager
    }

    fn ask(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.arg("--user").env_clear().env("XDG_RUNTIME_DIR", "/run/manager").env("PATH", "/usr/bin:/bin");
        command.stdin(Stdio::null());
        command
    }
}

impl Drop for Manager {
    fn drop(&mut self) {
        std::fs::write(self.group.join("cgroup.kill"), "1").unwrap();
        self.systemd.wait().unwrap();
        // From the innermost one out; a group goes when the last of it was reaped.
        let mut groups = Command::new("find");
        groups.arg(&self.group).args(["-depth", "-type", "d", "-exec", "rmdir", "{}", ";"]);
        groups.status().unwrap();
    }
}

/// `systemctl` ends the unit, with the command that changes something in it.
fn check_guard(unit: &str, end: &[&str]) {
    let (host, manager) = (Host::new(), Manager::start());
    let mut job = manager.ask("systemd-run");
    job.args(["--quiet", &format!("--unit={unit}")]).args(unit.ends_with("scope").then_some("--scope"));
    job.arg(env!("CARGO_BIN_EXE_lastack")).arg("fix").args(APPLY).args(["--yes", "--confirm", "5s"]);
    let mut job = job.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while host.reserved() != "50021,60007" {
        std::thread::yield_now();
    }
    let guard = guard();
    let mut control = manager.ask("systemctl");
    control.args(end).arg(unit);
    let (output, said) = run(control);
    assert!(output.status.success(), "{said}");
    let place = std::fs::read_to_string(format!("/proc/{guard}/cgroup")).unwrap();
    assert!(place.lines().any(|line| line == "0::/"), "{place}");
    assert_eq!(host.reserved(), "50021,60007");
    assert!(wait_gone(guard, Duration::from_secs(120)).unwrap());
    assert_eq!(host.reserved(), "60007");
    job.wait().unwrap();
}

#[test]
fn the_guard_outlives_a_session_of_which_systemd_kills_every_process() {
    check_guard("job.scope", &["kill", "--signal=KILL"]);
}

#[test]
fn the_guard_outlives_a_service_that_systemd_stops() {
    check_guard("job.service", &["stop"]);
}

/// As process 1 of a pid namespace of its own, as in a container; /proc and /etc are still those of the host.
fn contained(arguments: &[&str]) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--pid", "--fork", "--mount-proc", env!("CARGO_BIN_EXE_lastack"), "fix"]);
    command.args(arguments).stdin(Stdio::null());
    command
}

#[test]
fn in_a_container_nothing_is_changed_that_nobody_would_take_back_or_keep() {
    let host = Host::new();
    let apply = |more: &[&str]| run(contained(&[&APPLY, more].concat()));
    let (output, said) = apply(&["--yes", "--confirm", "60s"]);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("on the host itself") && said.contains("--netns PID"), "{said}");
    assert_eq!(host.reserved(), "60007");
    let (output, said) = apply(&["--yes", "--confirm", "0", "--persist"]);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("what the host reads at boot"), "{said}");
    assert_eq!(host.reserved(), "60007");
    // Who gives up the way back by itself is not kept from it.
    let (output, said) = apply(&["--yes", "--confirm", "0"]);
    assert_eq!((output.status.code(), host.reserved().as_str()), (Some(0), "50021,60007"), "{said}");
}

/// A file of somebody else's is no journal of ours: what it tells to take back could be anything.
#[test]
fn a_journal_that_belongs_to_another_user_is_not_opened() {
    for path in ["/var/lib/lastack/journal", "/var/lib/lastack"] {
        let host = Host::new();
        let (output, said) = run(apply(&["--yes", "--confirm", "0"]));
        assert!(output.status.success(), "{said}");
        std::os::unix::fs::chown(path, Some(65_534), None).unwrap();
        for part in ["log", "rollback", "confirm"] {
            let (output, said) = run(fix(&[part]));
            assert_eq!(output.status.code(), Some(3), "{part}: {said}");
            assert!(said.contains("belongs to another user"), "{part}: {said}");
        }
        assert_eq!(host.reserved(), "50021,60007", "{path}");
    }
}

#[test]
fn a_plan_of_several_namespaces_is_applied_to_one_by_name() {
    let host = Host::new();
    let name = format!("lastack-fix-{}", std::process::id());
    let other = lastack_netlab::NamedNetns::create(&name).unwrap();
    let (held, holds) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let (ready, up) = std::sync::mpsc::channel();
        let serve = move || {
            let _service = TcpListener::bind("0.0.0.0:50023").unwrap();
            ready.send(()).unwrap();
            // Until the test drops its end.
            let _ = holds.recv();
        };
        scope.spawn(|| other.run(serve).unwrap());
        up.recv().unwrap();
        // Nobody agrees either, so that other namespaces of this machine are safe from this test in any case.
        let (output, said) = run(fix(&["apply", "reserve-listening-ports"]));
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.contains("lastack fix apply --netns self"), "{said}");
        assert!(said.contains(&format!("lastack fix apply --netns {name}")), "{said}");
        assert_eq!(host.reserved(), "60007");
        // What was refused is not what to do next; after a plan that was only looked at it is.
        assert!(!said.contains("next: "), "{said}");
        let (_, said) = run(fix(&["reserve-listening-ports"]));
        assert!(said.contains("next: lastack fix apply"), "{said}");
        drop(held);
    });
}

/// The same by somebody who logged in as this user, before he became root.
fn logged_in(user: u32, command: &Command) -> Command {
    let mut login = Command::new("/bin/sh");
    login.args(["-c", "echo $0 > /proc/self/loginuid && exec \"$@\"", &user.to_string()]);
    login.arg(command.get_program()).args(command.get_args()).env_clear().stdin(Stdio::null());
    login
}

#[test]
fn without_an_id_another_users_change_and_one_elsewhere_are_listed_and_left() {
    let host = Host::new();
    mount_tmpfs("/run".as_ref(), 1024 * 1024).unwrap();
    let named = NamedNetns::create("elsewhere").unwrap();
    let _service = run_in(named.fd(), || TcpListener::bind("0.0.0.0:50021")).unwrap().unwrap();
    let elsewhere = ["apply", "reserve-listening-ports", "--netns", "elsewhere", "--yes", "--confirm", "60s"];
    document(fix(&[&elsewhere[..], &["--format", "json"]].concat()), 0);
    let id = document(fix(&["log", "--format", "json"]), 0)["changes"][0]["id"].as_str().unwrap().to_owned();
    let refuses = |command: Command, told: &[&str]| {
        let (output, said) = run(command);
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(told.iter().all(|told| said.contains(told)), "{said}");
        assert_eq!(document(fix(&["log", "--format", "json"]), 0)["changes"][0]["state"], "awaits");
    };
    let what = "ip_local_reserved_ports: (empty) -> 50021; in the network namespace elsewhere; user 0";
    let typed = [format!("lastack fix rollback {id}\n"), format!("lastack fix confirm {id}\n")];
    refuses(fix(&["rollback"]), &["Nothing was changed", what, &typed[0]]);
    refuses(fix(&["confirm"]), &["Nothing was confirmed", what, &typed[1]]);
    refuses(
        fix(&["rollback", "--lang", "zh"]),
        &["没有改动任何配置", "在网络命名空间 elsewhere 里", &typed[0]],
    );
    refuses(logged_in(1_000, &fix(&["rollback", "--netns", "elsewhere"])), &["Nothing was changed", what]);
    let (output, said) = run(fix(&["confirm", "--netns", "elsewhere"]));
    assert!(output.status.success(), "{said}");
    let (output, said) = run(fix(&["rollback", &id]));
    assert!(output.status.success(), "{said}");
    // In the own one, by somebody else: what is listed says who.
    let mine = apply(&["--yes", "--confirm", "60s"]);
    assert!(logged_in(1_000, &mine).output().unwrap().status.success());
    refuses(fix(&["confirm"]), &["user 0, logged in as 1000", "in the host's own network namespace"]);
    let (output, said) = run(logged_in(1_000, &fix(&["confirm"])));
    assert!(output.status.success(), "{said}");
    let (output, said) = run(logged_in(1_000, &fix(&["rollback"])));
    assert!(output.status.success() && host.reserved() == "60007", "{said}");
}

#[test]
fn while_a_change_waits_the_verdict_and_who_applies_again_are_told() {
    let host = Host::new();
    document(apply(&["--yes", "--confirm", "60s", "--format", "json"]), 0);
    let id = document(fix(&["log", "--format", "json"]), 0)["changes"][0]["id"].as_str().unwrap().to_owned();
    let of = |netns: &str, more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lastack"));
        command.args(["--netns", netns, "--width", "200"]).args(more).env_clear().stdin(Stdio::null());
        command
    };
    let verdict = |more: &[&str]| run(of("self", more)).1;
    let typed = format!("lastack fix confirm {id}");
    let told = [
        ("en", format!("a change of this host ({id}) is taken back in ")),
        ("zh", format!("改动（{id}）等待确认")),
    ];
    for (lang, told) in &told {
        for more in [&["--lang", lang][..], &["-v", "--lang", lang]] {
            let said = verdict(more);
            assert!(said.contains(told) && said.contains(&typed), "{said}");
        }
    }
    // Names that a mask drew are for others, who confirm nothing here.
    assert!(!verdict(&["--mask"]).contains(&id));
    let waiting = |netns: &str| document(of(netns, &["--format", "json"]), 0)["waiting"].take();
    let here = waiting("self");
    assert_eq!((&here["id"], &here["netns"]), (&id.clone().into(), &0.into()), "{here:#}");
    assert!((1..=60).contains(&here["reverts_in_s"].as_u64().unwrap()), "{here:#}");
    // Whoever looks at another namespace hears that one waits, and where.
    mount_tmpfs("/run".as_ref(), 1024 * 1024).unwrap();
    let _other = NamedNetns::create("another").unwrap();
    let elsewhere = waiting("another");
    assert_eq!((&elsewhere["id"], &elsewhere["netns"]), (&id.clone().into(), &serde_json::Value::Null));
    let said = run(of("another", &[])).1;
    assert!(said.contains(&format!("another change ({id}), in the")) && !said.contains(&typed), "{said}");
    let (output, said) = run(apply(&["--yes", "--confirm", "60s"]));
    assert!(output.status.success() && said.contains(&typed), "{said}");
    let guard = guard();
    assert!(Command::new("kill").args(["-KILL", &guard.to_string()]).status().unwrap().success());
    assert!(wait_gone(guard, Duration::from_secs(60)).unwrap());
    let (output, said) = run(apply(&["--yes", "--confirm", "60s"]));
    let unguarded = format!("nothing takes it back any more: lastack fix rollback {id}");
    assert!(output.status.success() && said.contains(&unguarded), "{said}");
    let (output, said) = run(fix(&["rollback"]));
    assert!(output.status.success() && host.reserved() == "60007", "{said}");
    assert!(!verdict(&[]).contains(&id) && waiting("self").is_null());
}

#[test]
fn a_change_elsewhere_is_told_with_its_namespace_and_no_name_leaves_by_a_mask() {
    let host = Host::new();
    mount_tmpfs("/run".as_ref(), 1024 * 1024).unwrap();
    let named = NamedNetns::create("lastack-secret").unwrap();
    let _service = run_in(named.fd(), || TcpListener::bind("0.0.0.0:50021")).unwrap().unwrap();
    let elsewhere = |more: &[&str]| {
        let apply =
            ["apply", "reserve-listening-ports", "--netns", "lastack-secret", "--yes", "--confirm", "0"];
        run(fix(&[&apply, more].concat()))
    };
    let (output, said) = elsewhere(&["--mask"]);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("with --mask names are drawn"), "{said}");
    let (output, said) = elsewhere(&[]);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("lastack-secret: net.ipv4.ip_local_reserved_ports"), "{said}");
    let (_, said) = run(fix(&["log"]));
    assert!(said.contains("In lastack-secret: net.ipv4.ip_local_reserved_ports"), "{said}");
    for more in [&["--mask"][..], &["--mask", "--format", "json"]] {
        let (output, said) = run(fix(&[&["log"], more].concat()));
        assert!(output.status.success() && !said.contains("secret"), "{said}");
    }
    drop((named, host));
}
