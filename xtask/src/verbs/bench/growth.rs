//! What counting a table costs as it grows, beside every peer.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use lastack_netlab::{Closer, Fill, Netns, diag, fill_on_all_cpus, keep_young};

use super::Programs;
use super::peers::{self, Exporter, Start, milliseconds_within};
use super::plot::{Line, log_log};
use super::sheet::{Figure, Sheet, Table, Unit};

/// Rows, and the rounds that are wanted.
const SIZES: [(u64, usize); 4] = [(1_000, 11), (10_000, 11), (100_000, 5), (1_000_000, 3)];

/// Rows live for 60 s: before a program starts, those that are older than this are renewed.
const OLD: Duration = Duration::from_secs(25);

/// Who has not ended then is told as not measured.
const MOST: Duration = Duration::from_secs(15);

enum How {
    Process(Start),
    /// A server that is there already: one request
    Scrape,
}

struct Way {
    name: &'static str,
    how: How,
}

const WAYS: [Way; 6] = [
    Way { name: "lastack states", how: How::Process(peers::lastack) },
    Way { name: "two raw dumps that only count", how: How::Process(peers::raw_dump) },
    Way { name: "ss -tan", how: How::Process(peers::ss) },
    Way { name: "netstat -n | awk", how: How::Process(peers::netstat_awk) },
    Way { name: "node_exporter, tcpstat, a scrape", how: How::Scrape },
    Way { name: "somo --tcp --json", how: How::Process(peers::somo) },
];

/// Samples by way.
type Times = [Vec<f64>; WAYS.len()];

/// Fills namespaces and measures in them.
pub(super) fn bench(programs: &Programs) -> anyhow::Result<Sheet> {
    let mut sheet = Sheet::begin(
        "Growth from 1,000 to 1,000,000 TIME_WAIT rows",
        format!(
            "Towards 50 destinations. Whole processes, output thrown away; of node_exporter, which is running before, one scrape. Up to \
             {} rounds. Who takes longer than {} s is not measured.",
            SIZES[0].1,
            MOST.as_secs()
        ),
    );
    let mut columns = Vec::new();
    for (rows, rounds) in SIZES {
        let begun = Instant::now();
        match one_size(programs, rows, rounds) {
            Ok(times) => columns.push(times),
            Err(error) => {
                // What the smaller ones cost is known all the same.
                let words = Unit::Count.words(rows as f64);
                let took = begun.elapsed().as_secs();
                sheet.failure(format!("{words} rows, given up after {took} s: {error:#}"));
                columns.push(Times::default());
            }
        }
    }
    let mut table = Table::of(&[""]);
    table.heads.extend(SIZES.map(|(rows, _)| Unit::Count.words(rows as f64)));
    let mut lines = Vec::new();
    for (index, way) in WAYS.iter().enumerate() {
        let figures: Vec<Option<Figure>> =
            columns.iter().map(|times| Figure::of(times[index].iter().copied(), Unit::Ms)).collect();
        let points = SIZES.iter().zip(&figures);
        let points = points.filter_map(|((rows, _), figure)| Some((*rows as f64, figure.as_ref()?.median())));
        lines.push(Line { name: way.name, points: points.collect() });
        table.row(way.name, figures);
    }
    sheet.table(table);
    sheet.plot = Some(log_log("Milliseconds over rows of the table", &lines));
    Ok(sheet)
}

fn one_size(programs: &Programs, rows: u64, rounds: usize) -> anyhow::Result<Times> {
    let netns = Netns::enter_fresh()?;
    let destinations = u32::try_from(rows.min(50))?;
    let wish = Fill { rows, destinations, peers: 1, port: 443, closer: Closer::Client };
    let begun = Instant::now();
    fill_on_all_cpus(&netns, &wish).context("making the rows")?;
    println!("{rows} rows made in {:.1} s", begun.elapsed().as_secs_f64());
    // Behind the filling, which counts what has come: the connection by which this is seen to listen leaves a row too.
    let exporter = Exporter::start()?;
    let mut times = Times::default();
    let mut late = [false; WAYS.len()];
    // The connection by which it was seen to listen, then one for each scrape.
    let mut own = 1;
    for round in 0..rounds {
        for turn in 0..WAYS.len() {
            let index = (round + turn) % WAYS.len();
            if late[index] {
                continue;
            }
            keep_young(&netns, OLD)?;
            let took = match WAYS[index].how {
                How::Process(start) => milliseconds_within(MOST, start(programs))?,
                How::Scrape => {
                    own += 1;
                    let (took, told) = exporter.scrape()?;
                    ensure!(told >= rows, "node_exporter tells {told} of {rows} rows");
                    Some(took)
                }
            };
            times[index].extend(took);
            late[index] = took.is_none();
        }
    }
    let left = diag::count(diag::states::TIME_WAIT)?;
    ensure!((rows..=rows + own).contains(&left), "{left} rows were left of {rows}");
    Ok(times)
}
