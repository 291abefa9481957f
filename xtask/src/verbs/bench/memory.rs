//! Memory for a census of 1,000,000 rows, over that of the empty run.

use std::process::Command;

use anyhow::{Context as _, ensure};
use lastack_netlab::{Closer, Fill, Netns, fill};

use super::{Goal, Programs, time};
use crate::run::heading;

const ROWS: u64 = 1_000_000;

/// One shape of the table, and the memory that it may cost.
struct Shape {
    name: &'static str,
    destinations: u32,
    peers: u32,
    closer: Closer,
    most_kib: i64,
}

const SHAPES: &[Shape] = &[
    Shape {
        name: "1,000,000 rows on 1,000 routes",
        destinations: 1_000,
        peers: 1,
        closer: Closer::Client,
        most_kib: 4 * 1_024,
    },
    Shape {
        name: "1,000,000 rows, each with its own destination",
        destinations: 1_000_000,
        peers: 1,
        closer: Closer::Client,
        most_kib: 32 * 1_024,
    },
    Shape {
        name: "1,000,000 rows, each with its own peer",
        destinations: 1,
        peers: 1_000_000,
        closer: Closer::Server,
        most_kib: 32 * 1_024,
    },
];

/// Measures the empty run, then each shape in a namespace of its own.
pub(super) fn bench(programs: &Programs) -> anyhow::Result<Vec<Goal>> {
    heading("Memory: peak of lastack states, over the empty run");
    let empty = {
        let _netns = Netns::enter_fresh()?;
        peak_kib(programs)?
    };
    println!("{:<48} {empty:>8} KiB", "no rows");
    SHAPES.iter().map(|shape| measure(programs, shape, empty)).collect()
}

fn measure(programs: &Programs, shape: &Shape, empty: i64) -> anyhow::Result<Goal> {
    let netns = Netns::enter_fresh()?;
    let wish = Fill {
        rows: ROWS,
        destinations: shape.destinations,
        peers: shape.peers,
        port: 443,
        closer: shape.closer,
    };
    fill(&netns, &wish).with_context(|| format!("making {}", shape.name))?;
    let peak = peak_kib(programs)?;
    println!("{:<48} {peak:>8} KiB", shape.name);
    let more = peak - empty;
    Ok(Goal {
        what: format!("memory for {} over the empty run", shape.name),
        reached: format!("{:.1} MiB", more as f64 / 1_024.0),
        wanted: format!("<= {} MiB", shape.most_kib / 1_024),
        met: more <= shape.most_kib,
    })
}

/// The largest of three runs.
fn peak_kib(programs: &Programs) -> anyhow::Result<i64> {
    let lastack = time::lastack(programs);
    let mut largest = 0;
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
