//! `bench`: `lastack states` beside its peers, in one run on one machine, as ratios.
//!
//! Every figure is a whole process, from fork to exit, with its output thrown away. Time is measured in rounds: in each
//! round every program runs once, in turning order, and the ratio is taken within the round, so that whatever else
//! the machine does weighs on both. The median of the rounds' ratios is what counts.

mod growth;
mod iterator;
mod memory;
mod namespaces;
mod paste;
mod peers;
mod plot;
mod probe;
mod report;
mod sheet;
mod sockets;
mod spread;
mod time;
mod trace;
mod whole;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail, ensure};

use self::report::Part;
use self::sheet::{Goal, Sheet};
use super::Verb;
use crate::needs::{self, Consent};
use crate::project::{Project, cargo};
use crate::run::heading;

/// `cargo xtask bench`
pub const VERB: Verb = Verb {
    name: "bench",
    usage: "bench [--install] [report|time|growth|sockets|memory|namespaces|log|paste|trace|iterator|whole|spread|probe]",
    about: "lastack beside raw dumps, ss, netstat, node_exporter and somo; memory for 1,000,000 rows and for 1 GB of text; what a trace of closes costs, beside bpftrace; the kernel's iterator; what a spread costs; the prober beside blackbox_exporter; report: all of it, or what is named beside it, twice, as docs/BENCHMARKS.md",
    run,
};

/// One bench by its name.
struct Bench {
    name: &'static str,
    run: fn(&Programs) -> anyhow::Result<Sheet>,
}

/// In the order of the report.
const BENCHES: &[Bench] = &[
    Bench { name: "time", run: time::bench },
    Bench { name: "growth", run: growth::bench },
    Bench { name: "memory", run: memory::bench },
    Bench { name: "sockets", run: sockets::bench },
    Bench { name: "namespaces", run: namespaces::bench },
    Bench { name: "log", run: paste::log },
    Bench { name: "paste", run: paste::bench },
    Bench { name: "trace", run: |_| trace::bench() },
    Bench { name: "iterator", run: |_| iterator::bench() },
    Bench { name: "whole", run: |_| whole::bench() },
    Bench { name: "spread", run: |_| spread::bench() },
    Bench { name: "probe", run: probe::bench },
];

/// The programs that are compared, as release builds.
#[derive(Clone, Debug)]
struct Programs {
    lastack: PathBuf,
    raw_dump: PathBuf,
    peak: PathBuf,
}

fn run(args: &[String]) -> anyhow::Result<ExitCode> {
    let consent = Consent::from(args);
    needs::meet(consent)?;
    let chosen: Vec<&str> = args.iter().map(String::as_str).filter(|word| !word.starts_with("--")).collect();
    let known = |word: &str| word == "report" || BENCHES.iter().any(|bench| bench.name == word);
    if let Some(other) = chosen.iter().find(|word| !known(word)) {
        bail!("there is no bench {other}");
    }
    let all = chosen.iter().all(|&word| word == "report");
    let wanted: Vec<&Bench> = BENCHES.iter().filter(|bench| all || chosen.contains(&bench.name)).collect();
    if wanted.iter().any(|bench| bench.name == "growth") {
        needs::meet_peers(consent)?;
    }
    let programs = build()?;
    let parts = if chosen.contains(&"report") {
        report::write(&programs, &wanted)?
    } else {
        wanted.iter().map(|bench| report::part(bench, &programs)).collect()
    };
    Ok(close(&parts))
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

fn close(parts: &[Part]) -> ExitCode {
    heading("Goals");
    let goals = || parts.iter().filter_map(|part| part.sheet.as_ref()).flat_map(|sheet| &sheet.goals);
    for goal in goals() {
        let met = if goal.met() { "reached" } else { "MISSED " };
        println!("{met}  {:<78} {:>12}  (goal {})", goal.what, goal.unit.words(goal.reached), goal.wanted());
    }
    for part in parts {
        part.failures.iter().for_each(|why| println!("FAILED   bench {}: {why}", part.name));
    }
    let whole = parts.iter().all(|part| part.failures.is_empty());
    if whole && goals().all(Goal::met) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
