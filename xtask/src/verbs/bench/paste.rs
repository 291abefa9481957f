//! Memory and time for a paste of one gigabyte, every row with its own destination.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, ensure};

use super::{Goal, Programs};
use crate::run::heading;

const BYTES: u64 = 1_000_000_000;
const ROWS_A_WRITE: u64 = 4_096;

/// Flat means: what a census of a million keys costs, and the text itself nothing.
const MOST_KIB: i64 = 64 * 1_024;

/// Streams the text into `lastack states -`.
pub(super) fn bench(programs: &Programs) -> anyhow::Result<Goal> {
    heading("A paste of 1 GB");
    let start = Instant::now();
    let mut child = Command::new(&programs.peak)
        .arg(&programs.lastack)
        .args(["states", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("starting lastack")?;
    let mut input = child.stdin.take().context("no pipe to lastack")?;
    let (mut written, mut row) = (0, 0_u64);
    let mut text = String::new();
    while written < BYTES {
        text.clear();
        for _ in 0..ROWS_A_WRITE {
            let [_, _, _, _, _, a, b, c] = row.to_be_bytes();
            let port = 1_024 + row % 60_000;
            writeln!(
                text,
                "tcp        0      0 10.0.0.5:{port}          10.{a}.{b}.{c}:443          TIME_WAIT"
            )?;
            row += 1;
        }
        input.write_all(text.as_bytes()).context("writing to lastack")?;
        written += text.len() as u64;
    }
    drop(input);
    let output = child.wait_with_output().context("waiting for lastack")?;
    ensure!(output.status.success(), "lastack failed on the paste");
    let said = String::from_utf8_lossy(&output.stdout);
    let peak: i64 = said.trim().parse().with_context(|| format!("reading {said:?}"))?;
    println!("{row} rows in {:.0} s, peak {peak} KiB", start.elapsed().as_secs_f64());
    Ok(Goal {
        what: "memory for a paste of 1 GB, each row with its own destination".to_owned(),
        reached: format!("{:.1} MiB", peak as f64 / 1_024.0),
        wanted: format!("<= {} MiB", MOST_KIB / 1_024),
        met: peak <= MOST_KIB,
    })
}
