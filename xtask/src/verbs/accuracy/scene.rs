//! A scenario that stands still: one part of it, played by `lastack lab still`, until this end of it goes.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use anyhow::{Context as _, bail};
use lastack_netlab::ends_with_parent;
use serde_json::Value;

/// Which scene, as it is named in the table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Which {
    pub(super) scenario: String,
    /// Over IPv6
    pub(super) six: bool,
    /// The healthy twin
    pub(super) twin: bool,
}

impl Which {
    pub(super) fn part(&self) -> &'static str {
        if self.twin { "twin" } else { "sick" }
    }

    pub(super) fn family(&self) -> &'static str {
        if self.six { "IPv6" } else { "IPv4" }
    }
}

/// A scene. Dropped, it ends with everything in it.
#[derive(Debug)]
pub(super) struct Scene {
    child: Child,
    lines: Receiver<String>,
}

/// What stands.
#[derive(Clone, Debug)]
pub(super) struct Stands {
    pub(super) pid: u32,
    pub(super) closer: Option<(String, f64)>,
}

impl Scene {
    /// Begins to play it. Called on the main thread: the scene ends with the thread that started it.
    pub(super) fn begin(lastack: &Path, which: &Which) -> anyhow::Result<Self> {
        let mut command = Command::new(lastack);
        command.args([
            "lab",
            "still",
            &which.scenario,
            which.part(),
            "--parent",
            &std::process::id().to_string(),
        ]);
        if which.six {
            command.arg("--ipv6");
        }
        ends_with_parent(&mut command);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().context("starting a scene")?;
        let output = child.stdout.take().context("a scene without output")?;
        let (told, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if told.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(Scene { child, lines })
    }

    /// Waits until it stands.
    pub(super) fn stands(&self) -> anyhow::Result<Stands> {
        loop {
            let line = self.lines.recv().context("the scene ended before it stood")?;
            let told: Value = serde_json::from_str(&line).with_context(|| format!("reading {line}"))?;
            if let Some(still) = told.get("Still") {
                let closer = still["closer"][0].as_str().zip(still["closer"][1].as_f64());
                let pid = still["pid"].as_u64().and_then(|pid| u32::try_from(pid).ok());
                let closer = closer.map(|(name, share)| (name.to_owned(), share));
                return Ok(Stands { pid: pid.context("a scene without a process")?, closer });
            }
            if let Some(why) = told.get("failed").or_else(|| told.get("refused")) {
                bail!("{}", why.as_str().unwrap_or_default());
            }
        }
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        // It ends with its input; whoever cannot is ended.
        drop(self.child.stdin.take());
        while self.lines.recv().is_ok() {}
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
