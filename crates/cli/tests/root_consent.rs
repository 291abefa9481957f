//! The real program on a terminal: what is refused in any case is refused before a person is asked, and whoever reads the
//! answer by a program is told that nothing was changed, and why.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "runs the real program and listens on a port")]

#[path = "lab/outcome.rs"]
mod outcome;

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use lastack_netlab::{
    Cgroup, Conduct, Netns, Server, Terminal, make_read_only, mount_bpffs, mount_tmpfs, unmount_bpffs,
};
use outcome::{document, run};

const JOURNAL: &str = "/var/lib/lastack";

/// A namespace with something for each way of changing it: a service inside the ephemeral range, rows in TIME_WAIT, a group of
/// processes. Journal and bpffs are seen by nobody else.
struct Host {
    group: Cgroup,
    _services: (TcpListener, Server),
    _netns: Netns,
}

impl Host {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let netns = Netns::enter_fresh().unwrap();
        mount_tmpfs("/var/lib".as_ref(), 1024 * 1024).unwrap();
        mount_bpffs().unwrap();
        let inside = TcpListener::bind("0.0.0.0:50021").unwrap();
        let server = Server::on("127.0.0.1:9001".parse().unwrap(), Conduct::CloseSecond).unwrap();
        server.open_and_close(&server.dial(), 23).unwrap();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let group = Cgroup::make(&format!("lab-consent-{}-{number}", std::process::id())).unwrap();
        Host { group, _services: (inside, server), _netns: netns }
    }

    fn spread(&self) -> Command {
        fix(&["spread", "on", "--cgroup", self.group.path().to_str().unwrap(), "--to", "127.0.0.1:9001"])
    }

    fn all(&self) -> [Command; 3] {
        [apply(&[]), fix(&["release"]), self.spread()]
    }
}

fn fix(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lastack"));
    command.arg("fix").args(arguments).env_clear().env("PATH", "/usr/bin:/bin").stdin(Stdio::null());
    command
}

fn apply(more: &[&str]) -> Command {
    fix(&[&["apply", "reserve-listening-ports", "--netns", "self"], more].concat())
}

/// All that is said on a terminal where nobody types anything, and the exit code.
fn unasked(command: Command) -> (Option<i32>, String) {
    let mut terminal = Terminal::start(command).unwrap();
    let said = terminal.hear("[y/N]").unwrap();
    assert!(!said.contains("[y/N]"), "{said}");
    (terminal.end().unwrap(), said.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn refuses(command: Command, why: &str) {
    let (code, said) = unasked(command);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains(why), "{said}");
}

#[test]
fn each_asks_where_nothing_stands_against_it() {
    for command in Host::new().all() {
        let mut terminal = Terminal::start(command).unwrap();
        assert!(terminal.hear("[y/N]").unwrap().contains("[y/N]"));
        terminal.say("n").unwrap();
        assert_eq!(terminal.end().unwrap(), Some(3));
    }
    assert!(!Path::new(JOURNAL).exists());
}

#[test]
fn a_journal_that_is_not_ours_or_cannot_be_made_is_told_before_anybody_is_asked() {
    let host = Host::new();
    std::fs::create_dir(JOURNAL).unwrap();
    std::os::unix::fs::chown(JOURNAL, Some(65_534), None).unwrap();
    for command in host.all() {
        refuses(command, "belongs to another user");
    }
    std::fs::remove_dir(JOURNAL).unwrap();
    let (mut remount, folder) = (Command::new("mount"), "/var/lib");
    assert!(remount.args(["-o", "remount,ro", folder]).status().unwrap().success());
    for command in host.all() {
        refuses(command, "Nothing was changed: /var/lib/lastack: the file system is read-only");
    }
}

#[test]
fn settings_that_cannot_be_written_are_told_before_anybody_is_asked() {
    let _host = Host::new();
    make_read_only("/proc/sys".as_ref()).unwrap();
    let key = "net.ipv4.ip_local_reserved_ports";
    refuses(apply(&[]), &format!("Nothing was changed: {key}: the file system is read-only"));
    assert!(!Path::new(JOURNAL).exists());
}

#[test]
fn a_full_disk_is_told_with_that_nothing_was_changed() {
    let host = Host::new();
    std::fs::write("/var/lib/full", vec![0; 2 * 1024 * 1024]).unwrap_err();
    for (command, code) in [(apply(&["--yes"]), 3), (fix(&["release", "--yes"]), 3)] {
        let (output, said) = run(command);
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains("Nothing was changed: /var/lib/lastack"), "{said}");
    }
    drop(host);
}

#[test]
fn a_change_that_waits_is_told_before_anybody_is_asked_about_another() {
    let host = Host::new();
    document(apply(&["--yes", "--confirm", "60s", "--format", "json"]), 0);
    for command in [fix(&["release"]), host.spread()] {
        refuses(command, "is neither confirmed nor taken back");
    }
    let (output, said) = run(fix(&["rollback"]));
    assert!(output.status.success(), "{said}");
}

#[test]
fn what_bpffs_the_kernel_or_the_container_refuses_is_told_before_anybody_is_asked() {
    let host = Host::new();
    let mut unable = Command::new("setpriv");
    unable.args(["--bounding-set", "-net_admin", "--inh-caps", "-net_admin", env!("CARGO_BIN_EXE_lastack")]);
    unable.args(["fix", "release"]).env_clear();
    refuses(unable, "Nothing was let go: it takes CAP_NET_ADMIN");
    let mut tied = Command::new("unshare");
    tied.args(["--pid", "--fork", "--mount-proc", env!("CARGO_BIN_EXE_lastack"), "fix", "apply"]);
    tied.args(["reserve-listening-ports", "--netns", "self"]).env_clear();
    refuses(tied, "on the host itself");
    unmount_bpffs().unwrap();
    refuses(host.spread(), "mount -t bpf bpf /sys/fs/bpf");
    assert!(!Path::new(JOURNAL).exists());
}

#[test]
fn a_program_that_reads_the_answer_is_told_that_nothing_was_changed_and_why() {
    let _host = Host::new();
    let plan = document(apply(&["--format", "json"]), 3);
    assert_eq!(plan["kind"], "plan");
    assert_eq!(plan["remedies"][0]["id"], "reserve-listening-ports");
    let why = plan["refused"][0]["en"].as_str().unwrap();
    assert!(why.contains("Nothing was changed: nobody agreed"), "{why}");
    assert!(!Path::new(JOURNAL).exists());
    let looked = document(fix(&["reserve-listening-ports", "--netns", "self", "--format", "json"]), 0);
    assert!(looked["refused"].is_null(), "{looked:#}");
    let file = document(apply(&["--yes", "--persist", "--format", "json"]), 3);
    let why = file["refused"][0]["en"].as_str().unwrap();
    assert!(why.contains("cannot be kept for the next boot"), "{why}");
    let (output, said) = run(apply(&["--format", "markdown"]));
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("ip_local_reserved_ports") && said.contains("nobody agreed"), "{said}");
}
