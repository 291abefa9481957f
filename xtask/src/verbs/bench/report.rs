//! All benches, run twice, as `docs/BENCHMARKS.md`.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::sheet::{Figure, Goal, Row, Sheet, Table};
use super::{Bench, Programs};
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

/// What one run of one bench came to.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub name: &'static str,
    /// `None` where it came to nothing
    pub sheet: Option<Sheet>,
    /// What was to be measured and was not
    pub failures: Vec<String>,
    pub took: Duration,
}

/// Runs one bench. An error is said, and kept as what came of it.
pub(super) fn part(bench: &Bench, programs: &Programs) -> Part {
    let begun = Instant::now();
    let outcome = (bench.run)(programs);
    let took = begun.elapsed();
    let (sheet, failures) = match outcome {
        Ok(sheet) => (Some(sheet.clone()), sheet.failures),
        Err(error) => {
            println!("FAILED: {error:#}");
            (None, vec![format!("{error:#}")])
        }
    };
    println!("{}: {:.0} s", bench.name, took.as_secs_f64());
    Part { name: bench.name, sheet, failures, took }
}

/// Runs benches twice and writes the page and its plots, anew after each bench: whatever ends the runs before their time leaves
/// what is known by then.
pub(super) fn write(programs: &Programs, benches: &[&Bench]) -> anyhow::Result<Vec<Part>> {
    let machine = machine()?;
    let mut runs: [Vec<Part>; 2] = Default::default();
    for run in 0..runs.len() {
        for bench in benches {
            runs[run].push(part(bench, programs));
            save(&machine, &runs)?;
        }
    }
    let [first, second] = runs;
    Ok(first.into_iter().chain(second).collect())
}

fn save(machine: &str, [first, second]: &[Vec<Part>; 2]) -> anyhow::Result<()> {
    let docs = root().join("docs");
    for (one, other) in beside(first, second, |part| part.name) {
        let Some(plot) = plot(one, other) else { continue };
        let folder = docs.join("benchmarks");
        fs::create_dir_all(&folder).context("making docs/benchmarks")?;
        let name = one.or(other).map_or("", |part| part.name);
        fs::write(folder.join(format!("{name}.svg")), plot).context("writing a plot")?;
    }
    fs::write(docs.join("BENCHMARKS.md"), page(machine, first, second)?).context("writing docs/BENCHMARKS.md")
}

/// Of the first run that has one.
fn plot<'a>(one: Option<&'a Part>, other: Option<&'a Part>) -> Option<&'a str> {
    [one, other].into_iter().flatten().find_map(|part| part.sheet.as_ref()?.plot.as_deref())
}

/// What two runs have of the same name, in the order of the first; what only one has stands alone.
fn beside<'a, T, K: PartialEq>(
    first: &'a [T],
    second: &'a [T],
    name: impl Fn(&'a T) -> K,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let has = |all: &'a [T], one: &'a T| all.iter().find(|other| name(other) == name(one));
    let both = first.iter().map(|one| (Some(one), has(second, one)));
    let rest = second.iter().filter(|other| has(first, other).is_none()).map(|other| (None, Some(other)));
    both.chain(rest).collect()
}

/// The same by place: what has no name.
fn by_place<'a, T>(first: &'a [T], second: &'a [T]) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    (0..first.len().max(second.len())).map(|place| (first.get(place), second.get(place))).collect()
}

fn page(machine: &str, first: &[Part], second: &[Part]) -> anyhow::Result<String> {
    let mut page = String::from(
        "# Figures\n\nWritten by `cargo xtask bench report`: benches of the project, run twice on one machine. A figure is the median of \
         its samples, with\nthe two between which the middle half of them lies; where two stand in a cell, they are of the first run and of \
         the second. Ratios are taken\nwithin a round, in which every program runs once, so that whatever else the machine does weighs on \
         all.\n\n",
    );
    page += machine;
    let minutes = |run: &[Part]| run.iter().map(|part| part.took).sum::<Duration>().as_secs_f64() / 60.0;
    writeln!(page, "| minutes, first and second run | {:.1}, {:.1} |", minutes(first), minutes(second))?;
    let pairs = beside(first, second, |part| part.name);
    failures(&mut page, &[("first", first), ("second", second)])?;
    goals(&mut page, &pairs)?;
    for (one, other) in pairs {
        if let Some(name) = one.or(other).map(|part| part.name) {
            chapter(&mut page, name, one, other)?;
        }
    }
    Ok(page)
}

/// What was not measured, and why.
fn failures(page: &mut String, runs: &[(&str, &[Part])]) -> anyhow::Result<()> {
    let failed: Vec<String> = runs
        .iter()
        .flat_map(|(run, parts)| parts.iter().map(move |part| (run, part)))
        .flat_map(|(run, part)| {
            let line = move |why: &String| {
                format!("- {run} run, `cargo xtask bench {}`: {}", part.name, one_line(why))
            };
            part.failures.iter().map(line)
        })
        .collect();
    if !failed.is_empty() {
        writeln!(page, "\n## Failed\n\n{}", failed.join("\n"))?;
    }
    Ok(())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

type Pair<'a> = (Option<&'a Part>, Option<&'a Part>);

fn sheets<'a>(&(one, other): &Pair<'a>) -> (Option<&'a Sheet>, Option<&'a Sheet>) {
    let sheet = |part: Option<&'a Part>| part.and_then(|part| part.sheet.as_ref());
    (sheet(one), sheet(other))
}

/// A list of a sheet, empty where there is none.
fn list<T>(sheet: Option<&Sheet>, of: fn(&Sheet) -> &Vec<T>) -> &[T] {
    sheet.map_or(&[], |sheet| of(sheet).as_slice())
}

fn goals(page: &mut String, pairs: &[Pair<'_>]) -> anyhow::Result<()> {
    let (mut lines, mut reached, mut all) = (String::new(), 0, 0);
    for pair in pairs {
        let (one, other) = sheets(pair);
        if let (None, None, Some(part)) = (one, other, pair.0.or(pair.1)) {
            writeln!(lines, "| all of `bench {}` | | | | | not measured: it failed |", part.name)?;
        }
        let (one, other) = (list(one, |sheet| &sheet.goals), list(other, |sheet| &sheet.goals));
        for (one, other) in beside(one, other, |goal| goal.what.as_str()) {
            all += 1;
            reached += u32::from([one, other].into_iter().flatten().all(Goal::met));
            goal(&mut lines, one, other)?;
        }
    }
    writeln!(
        page,
        "\n## Goals\n\n{reached} of {all} are reached in every run that measured them.\n\n\
         | what | first run | second run | between them | goal | |\n|---|--:|--:|--:|---|---|\n{lines}{ABSENT}"
    )?;
    Ok(())
}

fn goal(page: &mut String, one: Option<&Goal>, other: Option<&Goal>) -> anyhow::Result<()> {
    let Some(any) = one.or(other) else { return Ok(()) };
    let reached =
        |goal: Option<&Goal>| goal.map_or("not measured".to_owned(), |goal| goal.unit.words(goal.reached));
    let verdict = |goal: Option<&Goal>| match goal.map(Goal::missed_by) {
        None => "not measured".to_owned(),
        Some(None) => "reached".to_owned(),
        Some(Some(by)) => format!("missed by {by}"),
    };
    let words = match (verdict(one), verdict(other)) {
        (one, other) if one == other => one,
        (one, other) => format!("first run {one}, second run {other}"),
    };
    let between = match (one, other) {
        (Some(one), Some(other)) => {
            let mean = f64::midpoint(one.reached, other.reached).abs();
            let apart = (one.reached - other.reached).abs();
            format!("{:.0} %", if mean < f64::EPSILON { 0.0 } else { apart / mean * 100.0 })
        }
        _ => String::new(),
    };
    let (what, wanted) = (any.what.replace('|', "\\|"), any.wanted());
    writeln!(page, "| {what} | {} | {} | {between} | {wanted} | {words} |", reached(one), reached(other))?;
    Ok(())
}

fn chapter(page: &mut String, name: &str, one: Option<&Part>, other: Option<&Part>) -> anyhow::Result<()> {
    let pair = (one, other);
    let (first, second) = sheets(&pair);
    let Some(any) = first.or(second) else { return Ok(()) };
    writeln!(page, "\n## {}\n\n{} `cargo xtask bench {name}`", any.title, any.about)?;
    let head = |table: &Table| table.heads.clone();
    for (one, other) in beside(list(first, |sheet| &sheet.tables), list(second, |sheet| &sheet.tables), head)
    {
        table(page, one, other)?;
    }
    if plot(one, other).is_some() {
        writeln!(page, "\n![{}](benchmarks/{name}.svg)", any.title)?;
    }
    let notes = by_place(list(first, |sheet| &sheet.notes), list(second, |sheet| &sheet.notes));
    if !notes.is_empty() {
        page.push('\n');
    }
    for (one, other) in notes {
        match (one, other) {
            (Some(one), Some(other)) if one != other => writeln!(page, "- {one} Second run: {other}")?,
            (Some(one), _) => writeln!(page, "- {one}")?,
            (None, other) => writeln!(page, "- Second run: {}", other.map_or("", String::as_str))?,
        }
    }
    Ok(())
}

fn table(page: &mut String, first: Option<&Table>, second: Option<&Table>) -> anyhow::Result<()> {
    let Some(any) = first.or(second) else { return Ok(()) };
    writeln!(page, "\n| {} |", any.heads.join(" | "))?;
    writeln!(page, "|---|{}", "--:|".repeat(any.heads.len().saturating_sub(1)))?;
    let rows = |table: Option<&Table>| table.map_or(Vec::new(), |table| table.rows.clone());
    let (first, second) = (rows(first), rows(second));
    for (one, other) in beside(&first, &second, |row| row.name.as_str()) {
        // A pipe in a command would end the cell.
        write!(page, "| {} |", one.or(other).map_or(String::new(), |row| row.name.replace('|', "\\|")))?;
        for place in 0..any.heads.len().saturating_sub(1) {
            let figure = |row: Option<&'_ Row>| row.and_then(|row| row.figures.get(place).cloned().flatten());
            match (figure(one), figure(other)) {
                (None, None) => write!(page, " |")?,
                (one, other) => {
                    write!(page, " {}<br>{} |", Figure::words(one.as_ref()), Figure::words(other.as_ref()))?;
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
    let load = fs::read_to_string("/proc/loadavg").context("reading the load")?;
    let load = load.split(' ').take(1).collect::<String>();
    writeln!(table, "| load of the minute before | {load} |")?;
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

    /// A bench that took so many milliseconds, or failed.
    fn run(name: &'static str, ms: Result<f64, &str>) -> Part {
        let sheet = |ms: f64| {
            let mut table = Table::of(&["", "time"]);
            table.row("ours", vec![Figure::one(ms, Unit::Ms)]);
            table.row("theirs | awk", vec![None]);
            let mut sheet =
                Sheet { title: format!("Bench {name}"), about: "About it.".to_owned(), ..Sheet::default() };
            sheet.tables.push(table);
            sheet.goal(format!("{name} is quick"), ms, Unit::Ms, Bound::AtMost(10.0));
            sheet
        };
        let failures = ms.err().map(str::to_owned).into_iter().collect();
        Part { name, sheet: ms.ok().map(sheet), failures, took: Duration::from_secs(90) }
    }

    fn check(first: &[Part], second: &[Part], lines: &[&str], absent: &[&str]) {
        let page = page("machine\n", first, second).unwrap();
        for line in lines {
            assert!(page.contains(line), "{line} in\n{page}");
        }
        for line in absent {
            assert!(!page.contains(line), "no {line} in\n{page}");
        }
    }

    #[test]
    fn the_page_shows_both_runs_and_by_how_much_a_goal_was_missed() {
        check(
            &[run("one", Ok(8.0))],
            &[run("one", Ok(12.0))],
            &[
                "| minutes, first and second run | 1.5, 1.5 |",
                "0 of 1 are reached",
                "| one is quick | 8.0 ms | 12.0 ms | 40 % | <= 10.0 ms | first run reached, second run missed by 2.0 ms |",
                "About it. `cargo xtask bench one`",
                "| ours | 8.0 ms<br>12.0 ms |",
                "| theirs \\| awk | |",
            ],
            &["## Failed"],
        );
    }

    #[test]
    fn what_failed_is_told_with_its_reason_and_takes_nothing_else_with_it() {
        check(
            &[run("one", Err("no rows:\nlate")), run("two", Ok(8.0)), run("three", Err("no peer"))],
            &[run("one", Ok(9.0)), run("two", Ok(8.0)), run("three", Err("no peer"))],
            &[
                "## Failed\n\n- first run, `cargo xtask bench one`: no rows: late\n- first run, `cargo xtask bench three`: no peer\n- second run,",
                "2 of 2 are reached",
                "| one is quick | not measured | 9.0 ms |  | <= 10.0 ms | first run not measured, second run reached |",
                "| two is quick | 8.0 ms | 8.0 ms | 0 % | <= 10.0 ms | reached |",
                "| all of `bench three` | | | | | not measured: it failed |",
                "| ours | not measured<br>9.0 ms |",
            ],
            &["## Bench three"],
        );
    }

    #[test]
    fn a_run_that_has_more_goals_rows_or_columns_than_the_other_loses_none() {
        let (first, mut second) = (run("one", Ok(8.0)), run("one", Ok(8.0)));
        if let Some(sheet) = &mut second.sheet {
            sheet.goal("it is small", 1.0, Unit::Mib, Bound::AtMost(2.0));
            sheet.notes.push("Said.".to_owned());
            sheet.tables[0].rows.insert(0, Row { name: "new".to_owned(), figures: Vec::new() });
            sheet.tables[0].row("last", vec![Figure::one(3.0, Unit::Ms)]);
        }
        check(
            &[first],
            &[second],
            &[
                "| it is small | not measured | 1.0 MiB |",
                "| ours | 8.0 ms<br>8.0 ms |",
                "| new | |",
                "| last | not measured<br>3.0 ms |",
                "- Second run: Said.",
            ],
            &[],
        );
    }
}
