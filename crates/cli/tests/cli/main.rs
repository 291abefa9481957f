//! The real program: languages, exit codes, bad input, formats, help.

#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "runs the real program on real files")]

mod captures;
mod chinese;
mod contract;
mod errors;
mod fixing;
mod foreign;
mod helping;
mod hosts;
mod linting;
mod linting_registry;
mod looking;
mod pastes;
mod plans;
mod probing;
mod sockets;
mod waited;
mod windows;

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

/// The program with no variable of the caller's that it would heed.
fn lastack(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lastack"));
    let heeded = |name: &str| {
        name.starts_with("LASTACK_") || name.starts_with("LC_") || matches!(name, "LANG" | "NO_COLOR" | "TZ")
    };
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(heeded)) {
        command.env_remove(name);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

/// What a run said, and its exit code.
#[derive(Debug)]
struct Said {
    out: String,
    err: String,
    code: Option<i32>,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Said {
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code(),
        }
    }
}

fn run(arguments: &[&str]) -> Said {
    lastack(arguments).output().unwrap().into()
}

/// Runs with text on standard input.
fn feed(arguments: &[&str], input: &[u8]) -> Said {
    let mut command = lastack(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap().into()
}

/// A file in a folder of its own, gone with the folder.
fn file(name: &str, content: &[u8]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

/// The contract as it is checked in.
fn schema() -> serde_json::Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/lastack-v1.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The document, after the checked-in schema has accepted it.
fn valid(json: &str) -> serde_json::Value {
    let schema = schema();
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(errors, [] as [String; 0], "{value:#}");
    value
}

/// The figures of a web server as `netstat -n | awk` prints them.
const HISTOGRAM: &[u8] =
    b"LAST_ACK 14\nSYN_RECV 348\nESTABLISHED 70\nFIN_WAIT1 229\nFIN_WAIT2 30\nCLOSING 33\nTIME_WAIT 18122\n";
