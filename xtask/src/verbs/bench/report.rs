//! All benches, run twice, as `docs/BENCHMARKS.md`.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use anyhow::{Context as _, ensure};

use super::sheet::{Figure, Goal, Sheet, Table};
use super::{BENCHES, Programs};
use crate::project::root;

/// What a page of figures must say of each program that it names: how to ask it, and the word before its version.
const VERSIONS: [(&str, &[&str]); 8] = [
    ("rustc", &["--version"]),
    ("ss", &["-V"]),
    ("netstat", &["--version"]),
    ("bpftrace", &["--version"]),
    ("prometheus-node-exporter", &["--version"]),
    ("prometheus-blackbox-exporter", &["--version"]),
    ("somo", &["--version"]),
    ("git", &["rev-parse", "--short", "HEAD"]),
];

/// A figure of the design for which there is nothing to measure yet.
const ABSENT: &str = "| agent at 60,000 TIME_WAIT every 5 s, beside node_exporter with tcpstat | not measured: there is no agent yet | | | less CPU, less memory | |";

/// Runs every bench twice and writes the page and its plots.
pub(super) fn write(programs: &Programs) -> anyhow::Result<Vec<Goal>> {
    let mut runs = [Vec::new(), Vec::new()];
    for run in &mut runs {
        for bench in BENCHES {
            run.push((bench.name, (bench.run)(programs).with_context(|| format!("bench {}", bench.name))?));
        }
    }
    let [first, second] = &runs;
    let docs = root().join("docs");
    for (name, sheet) in first {
        if let Some(plot) = &sheet.plot {
            let folder = docs.join("benchmarks");
            fs::create_dir_all(&folder).context("making docs/benchmarks")?;
            fs::write(folder.join(format!("{name}.svg")), plot).context("writing a plot")?;
        }
    }
    let page = page(&machine()?, first, second)?;
    fs::write(docs.join("BENCHMARKS.md"), page).context("writing docs/BENCHMARKS.md")?;
    Ok(runs.into_iter().flatten().flat_map(|(_, sheet)| sheet.goals).collect())
}

type Run = [(&'static str, Sheet)];

fn page(machine: &str, first: &Run, second: &Run) -> anyhow::Result<String> {
    let mut page = String::from(
        "# Figures\n\nWritten by `cargo xtask bench report`: every bench of the project, run twice on one machine. A figure is the median of \
         its samples, with\nthe two between which the middle half of them lies; where two stand in a cell, they are of the first run and of \
         the second. Ratios are taken\nwithin a round, in which every program runs once, so that whatever else the machine does weighs on \
         all.\n\n",
    );
    page += machine;
    page += "\n## Goals\n\n| what | first run | second run | between them | goal | |\n|---|--:|--:|--:|---|---|\n";
    let goals = |run: &Run| -> Vec<Goal> { run.iter().flat_map(|(_, sheet)| sheet.goals.clone()).collect() };
    let (one, other) = (goals(first), goals(second));
    ensure!(one.len() == other.len(), "two runs of the same benches have the same goals");
    for (one, other) in one.iter().zip(&other) {
        goal(&mut page, one, other)?;
    }
    writeln!(page, "{ABSENT}")?;
    for ((name, one), (_, other)) in first.iter().zip(second) {
        writeln!(page, "\n## {}\n\n{} `cargo xtask bench {name}`", one.title, one.about)?;
        for (one, other) in one.tables.iter().zip(&other.tables) {
            table(&mut page, one, other)?;
        }
        if one.plot.is_some() {
            writeln!(page, "\n![{}](benchmarks/{name}.svg)", one.title)?;
        }
        if !one.notes.is_empty() {
            page.push('\n');
        }
        for (one, other) in one.notes.iter().zip(&other.notes) {
            if one == other {
                writeln!(page, "- {one}")?;
            } else {
                writeln!(page, "- {one} Second run: {other}")?;
            }
        }
    }
    Ok(page)
}

fn goal(page: &mut String, one: &Goal, other: &Goal) -> anyhow::Result<()> {
    let missed = |goal: &Goal| goal.missed_by().map(|by| format!("missed by {by}"));
    let words = match (missed(one), missed(other)) {
        (None, None) => "reached".to_owned(),
        (Some(by), None) => format!("first run {by}"),
        (None, Some(by)) => format!("second run {by}"),
        (Some(one), Some(other)) => format!("{one} and {other}"),
    };
    let mean = f64::midpoint(one.reached, other.reached);
    let between =
        if mean.abs() < f64::EPSILON { 0.0 } else { (one.reached - other.reached).abs() / mean.abs() };
    writeln!(
        page,
        "| {} | {} | {} | {:.0} % | {} | {words} |",
        one.what,
        one.unit.words(one.reached),
        other.unit.words(other.reached),
        between * 100.0,
        one.wanted()
    )?;
    Ok(())
}

fn table(page: &mut String, one: &Table, other: &Table) -> anyhow::Result<()> {
    writeln!(page, "\n| {} |", one.heads.join(" | "))?;
    writeln!(page, "|---|{}", "--:|".repeat(one.heads.len().saturating_sub(1)))?;
    for (one, other) in one.rows.iter().zip(&other.rows) {
        write!(page, "| {} |", one.name)?;
        for (one, other) in one.figures.iter().zip(&other.figures) {
            match (one, other) {
                (None, None) => write!(page, " |")?,
                (one, other) => {
                    write!(page, " {}<br>{} |", Figure::words(one.as_ref()), Figure::words(other.as_ref()))?
                }
            }
        }
        page.push('\n');
    }
    Ok(())
}

/// The machine and the versions, as a table.
fn machine() -> anyhow::Result<String> {
    let line = |path: &str, key: &str| -> anyhow::Result<String> {
        let text = fs::read_to_string(path).with_context(|| format!("reading {path}"))?;
        let found = text.lines().find(|line| line.starts_with(key)).unwrap_or_default().to_owned();
        Ok(found.split_once(':').map_or(found.clone(), |(_, value)| value.trim().to_owned()))
    };
    let cores = std::thread::available_parallelism().context("counting CPUs")?;
    let mut table = String::from("| | |\n|---|---|\n");
    writeln!(table, "| processor | {}, {cores} cores |", line("/proc/cpuinfo", "model name")?)?;
    writeln!(table, "| memory | {} |", line("/proc/meminfo", "MemTotal")?)?;
    writeln!(table, "| kernel | Linux {} |", fs::read_to_string("/proc/sys/kernel/osrelease")?.trim())?;
    for (program, args) in VERSIONS {
        let name = if program == "git" { "lastack, commit" } else { program };
        writeln!(table, "| {name} | {} |", version(program, args))?;
    }
    Ok(table)
}

/// The first line that has a digit: some begin with their name alone.
fn version(program: &str, args: &[&str]) -> String {
    let Ok(output) = Command::new(program).args(args).current_dir(root()).output() else {
        return "not here".to_owned();
    };
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let line = text.lines().find(|line| line.chars().any(|letter| letter.is_ascii_digit()));
    line.unwrap_or("tells none").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::sheet::{Bound, Unit};
    use super::*;

    #[test]
    fn the_page_shows_both_runs_and_by_how_much_a_goal_was_missed() {
        let run = |ms: f64| {
            let mut table = Table::of(&["", "time"]);
            table.row("ours", vec![Figure::one(ms, Unit::Ms)]);
            table.row("theirs", vec![None]);
            let mut sheet =
                Sheet { title: "A bench".to_owned(), about: "About it.".to_owned(), ..Sheet::default() };
            sheet.tables.push(table);
            sheet.goal("quick", ms, Unit::Ms, Bound::AtMost(10.0));
            [("one", sheet)]
        };
        let page = page("machine\n", &run(8.0), &run(12.0)).unwrap();
        for line in [
            "| quick | 8.0 ms | 12.0 ms | 40 % | <= 10.0 ms | second run missed by 2.0 ms |",
            "About it. `cargo xtask bench one`",
            "| ours | 8.0 ms<br>12.0 ms |",
            "| theirs | |",
        ] {
            assert!(page.contains(line), "{line} in\n{page}");
        }
    }
}
