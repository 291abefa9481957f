//! `probe run` as a test starts and hears it.

use std::fs::Permissions;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A run of the program; its lines come as they are written, those of standard error too.
pub(crate) struct Run {
    pub(crate) child: Child,
    pub(crate) lines: Receiver<String>,
    _folder: tempfile::TempDir,
    pub(crate) file: PathBuf,
}

pub(crate) fn start(file: &str, format: &str) -> Run {
    start_by(&["env"], file, format)
}

/// Started by another program, which gives it what it is to have.
pub(crate) fn start_by(starter: &[&str], file: &str, format: &str) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("probe.toml");
    std::fs::write(&path, file).unwrap();
    // The starter may make it another user's.
    std::fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    let mut child = Command::new(starter[0])
        .args(&starter[1..])
        .arg(env!("CARGO_BIN_EXE_lastack"))
        .args(["probe", "run", "--lang", "en", "--format", format])
        .arg(&path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (send, lines) = channel();
    let streams: [Box<dyn std::io::Read + Send>; 2] =
        [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
    for stream in streams {
        let send = send.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
    }
    Run { child, lines, _folder: folder, file: path }
}

/// The schema of what the program writes.
fn contract() -> &'static jsonschema::Validator {
    static CONTRACT: OnceLock<jsonschema::Validator> = OnceLock::new();
    CONTRACT.get_or_init(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/lastack-v1.json");
        let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        jsonschema::validator_for(&schema).unwrap()
    })
}

/// No test waits longer for a line.
const PATIENCE: Duration = Duration::from_secs(40);

impl Run {
    /// The first line that fits, with those before it.
    pub(crate) fn wait(&self, what: &str, fits: impl Fn(&str) -> bool) -> String {
        let begun = Instant::now();
        let mut before = Vec::new();
        while begun.elapsed() < PATIENCE {
            let Ok(line) = self.lines.recv_timeout(PATIENCE) else { break };
            if fits(&line) {
                return line;
            }
            before.push(line);
        }
        unreachable!("{what} never came; there was {before:#?}");
    }

    /// The first check that fits. Each is valid under the schema.
    pub(crate) fn check(&self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let line = self.wait(what, |line| serde_json::from_str(line).is_ok_and(|check| fits(&check)));
        let check = serde_json::from_str(&line).unwrap();
        let errors: Vec<String> = contract().iter_errors(&check).map(|error| error.to_string()).collect();
        assert_eq!(errors, [] as [String; 0], "{check:#}");
        check
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
