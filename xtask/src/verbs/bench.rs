//! `bench`: `lastack states` beside its peers, in one run on one machine, as ratios.
//!
//! Every figure is a whole process, from fork to exit, with its output thrown away. Time is measured in rounds: in each
//! round every program runs once, in turning order, and the ratio is taken within the round, so that whatever else
//! the machine does weighs on both. The median of the rounds' ratios is what counts.

mod iterator;
mod memory;
mod namespaces;
mod paste;
mod probe;
mod sockets;
mod spread;
mod time;
mod trace;
mod whole;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail, ensure};

use super::Verb;
use crate::needs::{self, Consent};
use crate::project::{Project, cargo};
use crate::run::heading;

/// `cargo xtask bench`
pub const VERB: Verb = Verb {
    name: "bench",
    usage: "bench [--install] [time|sockets|memory|namespaces|paste|trace|iterator|whole|spread|probe]",
    about: "lastack states against raw dumps, ss and netstat; lastack sockets against ss; memory for 1,000,000 rows and for 1 GB of text; what a trace of closes costs; one look by the kernel's iterator, 2,000,006 rows read whole by it; what a spread costs; the prober beside blackbox_exporter",
    run,
};

/// The programs that are compared, as release builds.
#[derive(Clone, Debug)]
struct Programs {
    lastack: PathBuf,
    raw_dump: PathBuf,
    peak: PathBuf,
}

/// A figure and what it had to reach.
#[derive(Clone, Debug)]
struct Goal {
    what: String,
    reached: String,
    wanted: String,
    met: bool,
}

fn run(args: &[String]) -> anyhow::Result<ExitCode> {
    needs::meet(Consent::from(args))?;
    let chosen: Vec<&str> = args.iter().map(String::as_str).filter(|word| !word.starts_with("--")).collect();
    let known =
        ["time", "sockets", "memory", "namespaces", "paste", "trace", "iterator", "whole", "spread", "probe"];
    if let Some(other) = chosen.iter().find(|word| !known.contains(word)) {
        bail!("there is no bench {other}");
    }
    let wanted = |name: &str| chosen.is_empty() || chosen.contains(&name);
    if chosen == ["trace"] {
        return Ok(close(&trace::bench()?));
    }
    if chosen == ["iterator"] {
        return Ok(close(&iterator::bench()?));
    }
    if chosen == ["spread"] {
        return Ok(close(&spread::bench()?));
    }
    if chosen == ["whole"] {
        return Ok(close(&whole::bench()?));
    }
    let programs = build()?;
    let mut goals = Vec::new();
    if wanted("time") {
        goals.extend(time::bench(&programs)?);
    }
    if wanted("sockets") {
        goals.extend(sockets::bench(&programs)?);
    }
    if wanted("memory") {
        goals.extend(memory::bench(&programs)?);
    }
    if wanted("namespaces") {
        goals.push(namespaces::bench(&programs)?);
    }
    if wanted("paste") {
        goals.push(paste::log(&programs)?);
        goals.push(paste::bench(&programs)?);
    }
    if wanted("probe") {
        goals.extend(probe::bench(&programs)?);
    }
    if wanted("trace") {
        goals.extend(trace::bench()?);
    }
    if wanted("iterator") {
        goals.extend(iterator::bench()?);
    }
    if wanted("whole") {
        goals.extend(whole::bench()?);
    }
    if wanted("spread") {
        goals.extend(spread::bench()?);
    }
    Ok(close(&goals))
}

fn build() -> anyhow::Result<Programs> {
    heading("Release builds of lastack and of its peer");
    let packages = ["--package", "lastack", "--package", "lastack-netlab"];
    let status = cargo()
        .args(["build", "--release", "--bins"])
        .args(packages)
        .status()
        .context("starting cargo build")?;
    ensure!(status.success(), "the release build failed");
    let folder = Project::read()?.target.join("release");
    Ok(Programs {
        lastack: folder.join("lastack"),
        raw_dump: folder.join("raw-dump"),
        peak: folder.join("netlab-peak"),
    })
}

fn close(goals: &[Goal]) -> ExitCode {
    heading("Goals");
    for goal in goals {
        let met = if goal.met { "reached" } else { "MISSED " };
        println!("{met}  {:<64} {:>10}  (goal {})", goal.what, goal.reached, goal.wanted);
    }
    if goals.iter().all(|goal| goal.met) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The middle of the figures; the mean of the two in the middle where their number is even, 0 for none.
fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match (sorted.get(middle), sorted.len() % 2) {
        (None, _) => 0.0,
        (Some(&upper), 1) => upper,
        (Some(&upper), _) => f64::midpoint(sorted[middle - 1], upper),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle_whatever_the_order() {
        for (figures, expected) in
            [(vec![], 0.0), (vec![3.0], 3.0), (vec![9.0, 1.0, 2.0], 2.0), (vec![4.0, 1.0, 2.0, 100.0], 3.0)]
        {
            assert_eq!(median(&figures), expected, "{figures:?}");
        }
    }
}
