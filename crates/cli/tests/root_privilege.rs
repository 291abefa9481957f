//! Needs root: how much of `lastack blame` an ordinary user has with these capabilities and no others. What
//! docs/examples/blame.md says of it stands here.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "runs the real program, and looks at what it holds")]

#[path = "lab/tracing.rs"]
mod tracing;

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use lastack_netlab::{Conduct, Netns, Server};
use serde_json::Value;
use tracing::wait_traced;

/// Primes: what is counted twice or half shows.
const CLOSES: u64 = 23;
const LEAKED: u64 = 7;

/// Ordinary user of every Linux system ("nobody").
const USER: &str = "65534";

/// What a run told.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    method: String,
    /// Closes by this process, which is named
    named: u64,
    /// Sockets in CLOSE_WAIT of this process, which is named
    leaking: u64,
    /// Namespaces beside this one
    others: bool,
}

/// A copy of the program that everybody may run.
fn public() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lastack");
    std::fs::copy(env!("CARGO_BIN_EXE_lastack"), &path).unwrap();
    for path in [folder.path(), &path] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    folder
}

fn start(folder: &Path, capabilities: &[&str]) -> Child {
    let sets = capabilities.iter().fold("-all".to_owned(), |sets, name| format!("{sets},+{name}"));
    Command::new("setpriv")
        .args(["--reuid", USER, "--regid", USER, "--clear-groups"])
        .args(["--inh-caps", &sets, "--ambient-caps", &sets, "--bounding-set", &sets])
        .arg(folder.join("lastack"))
        .args(["blame", "600", "--format", "json"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn check(capabilities: &[&str], named: u64, leaking: u64, others: bool) {
    let folder = public();
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on("127.0.0.1:8443".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let leaks = Server::on("127.0.0.1:9443".parse().unwrap(), Conduct::Leak).unwrap();
    drop(leaks.dial().open(LEAKED).unwrap());
    leaks.wait_finished(LEAKED).unwrap();
    let mut child = start(folder.path(), capabilities);
    wait_traced(&mut child);
    server.open_and_close(&server.dial(), CLOSES).unwrap();
    assert!(Command::new("/bin/kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let pid = std::process::id();
    let ours = |list: &str, pid_of: &dyn Fn(&Value) -> Value, count_of: &dyn Fn(&Value) -> Value| {
        let lines = document[list].as_array().unwrap().iter();
        let counts = lines.filter(|line| pid_of(line) == pid).map(|line| count_of(line).as_u64().unwrap());
        counts.sum::<u64>()
    };
    let told = Told {
        method: document["method"].as_str().unwrap().to_owned(),
        named: ours("lines", &|line| line["who"]["pid"].clone(), &|line| line["closes"]["first"].clone()),
        leaking: ours("close_wait", &|line| line["pid"].clone(), &|line| line["sockets"].clone()),
        others: document["namespaces"].as_array().unwrap().len() > 1,
    };
    assert_eq!(
        told,
        Told { method: "bpf".to_owned(), named, leaking, others },
        "{capabilities:?}: {document:#}"
    );
}

#[test]
fn two_capabilities_name_who_closes_and_each_further_one_shows_what_it_is_for() {
    check(&["bpf", "perfmon"], CLOSES, 0, false);
    // /proc/PID/fd is a folder that only its owner may list.
    check(&["bpf", "perfmon", "sys_ptrace"], CLOSES, 0, false);
    check(&["bpf", "perfmon", "dac_read_search"], CLOSES, 0, false);
    check(&["bpf", "perfmon", "sys_ptrace", "dac_read_search"], CLOSES, LEAKED, false);
    check(&["bpf", "perfmon", "sys_ptrace", "sys_admin"], CLOSES, 0, true);
}
