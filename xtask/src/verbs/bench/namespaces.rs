//! 100 idle namespaces beside 200,000 sockets: looking past them against a dump of each.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use lastack_netlab::{Closer, Fill, NamedNetns, Netns, diag, fill, keep_young};

use super::Programs;
use super::peers::milliseconds;
use super::sheet::{Bound, Figure, Sheet, Table, Unit, median};

const ROWS: u64 = 200_000;
const IDLE: usize = 100;
const ROUNDS: usize = 5;

/// Rows live for 60 s: before a round those that are older than this are renewed.
const OLD: Duration = Duration::from_secs(25);

/// Idle namespaces that are dumped, for all of them: a dump of each would take seconds.
const DUMPED: usize = 10;

/// How many times cheaper the look must be.
const WANTED: f64 = 10.0;

/// Fills one namespace, makes the idle ones beside it, and measures from inside the full one. Needs root.
pub(super) fn bench(programs: &Programs) -> anyhow::Result<Sheet> {
    let mut sheet = Sheet::begin(
        "100 idle namespaces beside 200,000 sockets",
        format!("Whole processes, from fork to exit; {ROUNDS} rounds."),
    );
    let full = Netns::enter_fresh()?;
    let idle: Vec<NamedNetns> = (0..IDLE)
        .map(|index| NamedNetns::create(&format!("lastack-bench-{}-{index}", std::process::id())))
        .collect::<Result<_, _>>()
        .context("making the idle namespaces, which needs root")?;
    let wish = Fill { rows: ROWS, destinations: 50, peers: 1, port: 443, closer: Closer::Client };
    fill(&full, &wish).context("making the rows")?;
    let (mut own, mut all, mut dumps) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        keep_young(&full, OLD)?;
        own.push(lastack(programs, &["states", "--netns", "self"])?);
        all.push(lastack(programs, &["states"])?);
        dumps.push(dump_each(&idle[..DUMPED])? * (IDLE / DUMPED) as f64);
    }
    let left = diag::count(diag::states::TIME_WAIT)?;
    ensure!(left == ROWS, "{left} of {ROWS} rows were left at the end");
    let more = (median(&all) - median(&own)).max(0.001);
    let each = median(&dumps);
    let mut table = Table::of(&["", "time"]);
    for (name, times) in [
        ("lastack states --netns self", own),
        ("lastack states, all namespaces", all),
        ("a raw dump of each (10 dumped, times 10)", dumps),
    ] {
        table.row(name, vec![Figure::of(times, Unit::Ms)]);
    }
    sheet.table(table);
    sheet.goal(
        "looking past 100 idle namespaces, times cheaper than a dump of each",
        each / more,
        Unit::Times,
        Bound::AtLeast(WANTED),
    );
    Ok(sheet)
}

fn lastack(programs: &Programs, words: &[&str]) -> anyhow::Result<f64> {
    let mut command = Command::new(&programs.lastack);
    command.args(words);
    milliseconds(command)
}

/// Two dumps that only count, in each namespace.
fn dump_each(idle: &[NamedNetns]) -> anyhow::Result<f64> {
    let start = Instant::now();
    for netns in idle {
        let rows = netns.run(|| diag::count(diag::states::ALL))??;
        ensure!(rows == 0, "an idle namespace has {rows} sockets");
    }
    Ok(start.elapsed().as_secs_f64() * 1_000.0)
}
