//! One look by the kernel's iterator, in a process that holds it loaded, beside netlink and beside raw dumps.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};
use lastack_netlab::{Closer, Fill, Netns, diag, fill};

use super::sheet::{Bound, Figure, Sheet, Table, Unit, median};
use crate::project::{Project, cargo};

const ROWS: u64 = 200_000;
/// Fillings of a fresh namespace, so that no row comes to the end of its 60 s, and rounds in each.
const FILLINGS: usize = 3;
const ROUNDS: usize = 7;
/// Of the time of two raw dumps (DESIGN 7).
const GOAL: f64 = 0.65;

/// Of loads, and of rounds.
type Figures = (Vec<f64>, Vec<[f64; WAYS.len()]>);

/// In the order of the figures of a round.
const WAYS: [&str; 4] = [
    "one look by the iterator, held loaded",
    "the same by netlink",
    "two SOCK_DIAG_BY_FAMILY dumps that only count",
    "the same with bound-only sockets",
];

/// Fills a namespace and measures in it. Needs root.
pub(super) fn bench() -> anyhow::Result<Sheet> {
    let mut sheet = Sheet::begin(
        "One look by the kernel's iterator, held loaded",
        format!(
            "200,000 TIME_WAIT rows towards 50 destinations. CPU time within one process; {ROUNDS} rounds in each of {FILLINGS} \
             fillings; ratios within the round."
        ),
    );
    let status = cargo()
        .args(["build", "--release", "--package", "lastack-collect", "--example", "bench-iterator"])
        .status()
        .context("starting cargo build")?;
    ensure!(status.success(), "the release build failed");
    let program = Project::read()?.target.join("release/examples/bench-iterator");
    let (mut loads, mut rounds) = (Vec::new(), Vec::new());
    for _ in 0..FILLINGS {
        let (more_loads, more_rounds) = one_filling(&program)?;
        loads.extend(more_loads);
        rounds.extend(more_rounds);
    }
    let mut table = Table::of(&["", "CPU time", "the iterator's beside it"]);
    let ratios = |beside: usize| rounds.iter().map(move |round| round[0] / round[beside]);
    for (way, words) in WAYS.iter().enumerate() {
        let ratio = if way == 0 { None } else { Figure::of(ratios(way), Unit::Times) };
        table.row(*words, vec![Figure::of(rounds.iter().map(|round| round[way]), Unit::Ms), ratio]);
    }
    table.row("loading it, once a process", vec![Figure::of(loads, Unit::Ms), None]);
    sheet.table(table);
    sheet.goal(
        // The same dumps as in `bench time`: they ask for every state.
        "the iterator beside two SOCK_DIAG_BY_FAMILY dumps of every state",
        median(&ratios(3).collect::<Vec<_>>()),
        Unit::Times,
        Bound::AtMost(GOAL),
    );
    Ok(sheet)
}

/// Milliseconds of CPU time of each load, and of each way in each round.
fn one_filling(program: &Path) -> anyhow::Result<Figures> {
    let netns = Netns::enter_fresh()?;
    let wish = Fill { rows: ROWS, destinations: 50, peers: 1, port: 443, closer: Closer::Client };
    fill(&netns, &wish).context("making the rows")?;
    let output = Command::new(program)
        .arg(ROUNDS.to_string())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("starting {}", program.display()))?;
    let left = diag::count(diag::states::TIME_WAIT)?;
    ensure!(left == ROWS, "{left} of {ROWS} rows were left: 7 rounds took longer than rows live");
    ensure!(output.status.success(), "{} ended with {}", program.display(), output.status);
    let figures = figures(&String::from_utf8(output.stdout)?)?;
    ensure!(figures.1.len() == ROUNDS, "{} of {ROUNDS} rounds came through", figures.1.len());
    Ok(figures)
}

/// Milliseconds of each load, and of each way in each round.
fn figures(text: &str) -> anyhow::Result<Figures> {
    let (mut loads, mut rounds) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let numbers: Vec<f64> = rest
            .split(' ')
            .map(str::parse)
            .collect::<Result<_, _>>()
            .with_context(|| format!("reading {line}"))?;
        match (word, &numbers[..]) {
            ("load", [ms]) => loads.push(*ms),
            ("round", &[a, b, c, d]) => rounds.push([a, b, c, d]),
            _ => anyhow::bail!("no such line of figures: {line}"),
        }
    }
    Ok((loads, rounds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_and_anything_else_is_an_error() {
        let (loads, rounds) = figures("load 19.5\nround 1.0 2.0 3.5 4.0\nround 1 2 3 4\n").unwrap();
        assert_eq!((loads, rounds), (vec![19.5], vec![[1.0, 2.0, 3.5, 4.0], [1.0, 2.0, 3.0, 4.0]]));
        assert!(figures("round 1 2 3\n").is_err() && figures("panicked\n").is_err());
    }
}
