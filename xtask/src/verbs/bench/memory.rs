//! Memory for a census of 1,000,000 rows, over that of the empty run.

use std::process::Command;

use anyhow::{Context as _, ensure};
use lastack_netlab::{Closer, Fill, Netns, diag, fill_on_all_cpus};

use super::Programs;
use super::peers;
use super::sheet::{Bound, Figure, Sheet, Table, Unit};

const ROWS: u64 = 1_000_000;

/// One shape of the table, and the memory that it may cost.
struct Shape {
    name: &'static str,
    destinations: u32,
    peers: u32,
    closer: Closer,
    most_mib: f64,
}

const SHAPES: &[Shape] = &[
    Shape {
        name: "1,000,000 rows on 1,000 routes",
        destinations: 1_000,
        peers: 1,
        closer: Closer::Client,
        most_mib: 4.0,
    },
    Shape {
        name: "1,000,000 rows, each with its own destination",
        destinations: 1_000_000,
        peers: 1,
        closer: Closer::Client,
        most_mib: 32.0,
    },
    Shape {
        name: "1,000,000 rows, each with its own peer",
        destinations: 1,
        peers: 1_000_000,
        closer: Closer::Server,
        most_mib: 32.0,
    },
];

/// Measures the empty run, then each shape in a namespace of its own.
pub(super) fn bench(programs: &Programs) -> anyhow::Result<Sheet> {
    let mut sheet = Sheet::begin(
        "Memory of a census",
        "Peak of `lastack states --netns self`: the largest of three runs.",
    );
    let empty = {
        let _netns = Netns::enter_fresh()?;
        peak_kib(programs)?
    };
    let mut table = Table::of(&["", "peak", "over the empty run"]);
    table.row("no rows", vec![Figure::one(empty, Unit::Kib), None]);
    for shape in SHAPES {
        let peak = peak_kib_of(programs, shape)?;
        let more_mib = (peak - empty) / 1_024.0;
        table.row(shape.name, vec![Figure::one(peak, Unit::Kib), Figure::one(more_mib, Unit::Mib)]);
        let what = format!("memory for {} over the empty run", shape.name);
        sheet.goal(what, more_mib, Unit::Mib, Bound::AtMost(shape.most_mib));
    }
    sheet.table(table);
    Ok(sheet)
}

fn peak_kib_of(programs: &Programs, shape: &Shape) -> anyhow::Result<f64> {
    let netns = Netns::enter_fresh()?;
    let wish = Fill {
        rows: ROWS,
        destinations: shape.destinations,
        peers: shape.peers,
        port: 443,
        closer: shape.closer,
    };
    fill_on_all_cpus(&netns, &wish).with_context(|| format!("making {}", shape.name))?;
    let peak = peak_kib(programs)?;
    let left = diag::count(diag::states::TIME_WAIT)?;
    ensure!(left == ROWS, "{left} of {ROWS} rows were left at the end: the machine is too slow");
    Ok(peak)
}

/// The largest of three runs.
fn peak_kib(programs: &Programs) -> anyhow::Result<f64> {
    let lastack = peers::lastack(programs);
    let mut largest = 0_f64;
    for _ in 0..3 {
        let mut command = Command::new(&programs.peak);
        command.arg(lastack.get_program()).args(lastack.get_args());
        let output = command.output().with_context(|| format!("starting {command:?}"))?;
        ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8_lossy(&output.stdout);
        largest = largest.max(text.trim().parse().with_context(|| format!("reading {text:?}"))?);
    }
    Ok(largest)
}
