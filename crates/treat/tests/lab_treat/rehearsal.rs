//! What tests of both systems need: the rehearsal at work, and a journal that was edited with checksums that fit.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use sha2::{Digest as _, Sha256};

/// A rehearsal at work.
pub(crate) struct Rehearsal {
    pub(crate) child: Child,
    out: BufReader<ChildStdout>,
}

impl Rehearsal {
    /// Starts it with the folder of a test.
    pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_treat-rehearsal"))
            .arg(folder)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Rehearsal { child, out }
    }

    /// Its next line.
    pub(crate) fn hear(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// Its last line, when it has ended by itself.
    pub(crate) fn end(mut self) -> String {
        let said = self.hear();
        self.child.wait().unwrap();
        said
    }

    /// SIGKILL, on Windows TerminateProcess.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// The journal with other words in it, and checksums that fit.
pub(crate) fn edit(journal: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(journal).unwrap();
    assert!(text.contains(from), "{text}");
    let line = |line: &str| {
        let json = line.splitn(3, ' ').nth(2).unwrap().replace(from, to);
        let sum = Sha256::digest(format!("1 {json}").as_bytes());
        let sum: String = sum.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        format!("lastack1 {sum} {json}\n")
    };
    fs::write(journal, text.lines().map(line).collect::<String>()).unwrap();
}
