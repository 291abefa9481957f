//! More than 2,000,000 TIME_WAIT rows, read whole by the kernel's iterator: it breaks off after a million without a record,
//! and is asked again.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, bail, ensure};
use lastack_netlab::{Closer, Conduct, Fill, Netns, Server, fill_side_by_side};

use super::sheet::{Bound, Figure, Row, Sheet, Table as Page, Unit};
use crate::project::{Project, cargo};

/// Half of a table that has more than twice MAX_ITER_OBJECTS of kernel/bpf/bpf_iter.c: the first million gives the
/// listeners' records, the second none.
const HALF: u64 = 1_000_003;

/// Two that fill at a time, and what is to be seen.
struct Table {
    what: &'static str,
    halves: [Fill; 2],
    /// At least; 0 where that is not sure
    pauses: u64,
}

const OUTBOUND: Fill = Fill { rows: HALF, destinations: 40, peers: 1, port: 443, closer: Closer::Client };
const INBOUND: Fill = Fill { rows: HALF, destinations: 1, peers: 23, port: 8080, closer: Closer::Server };

const TABLES: [Table; 2] = [
    // Rows of a destination stand together, and its first ones are records: nothing is sure about pauses.
    Table { what: "half of it outbound", halves: [OUTBOUND, INBOUND], pauses: 0 },
    Table { what: "all of it inbound", halves: [INBOUND, Fill { port: 8081, ..INBOUND }], pauses: 1 },
];

/// Ways of reading that must all count the same.
const WAYS: [&str; 6] = ["before", "folded", "rows", "census", "netlink", "after"];

/// Fills a namespace for each table and reads it in every way. Needs root and 700 MiB. Rows live for 60 s: `fill` leaves
/// none that is older than a quarter of it, and the reading takes less than a half.
pub(super) fn bench() -> anyhow::Result<Sheet> {
    let mut sheet = Sheet::begin(
        "2,000,006 TIME_WAIT rows, read whole by the kernel's iterator",
        "CPU time of each way in one process; all must count the same rows, by destination too.",
    );
    let status = cargo()
        .args(["build", "--release", "--package", "lastack-collect", "--example", "bench-whole"])
        .status()
        .context("starting cargo build")?;
    ensure!(status.success(), "the release build failed");
    let program = Project::read()?.target.join("release/examples/bench-whole");
    let mut page = Page::of(&["", "folded", "row by row", "census", "census by netlink", "pauses"]);
    for table in &TABLES {
        page.rows.push(one(table, &program, &mut sheet)?);
    }
    sheet.table(page);
    Ok(sheet)
}

fn one(table: &Table, program: &Path, sheet: &mut Sheet) -> anyhow::Result<Row> {
    let netns = Netns::enter_fresh()?;
    let start = Instant::now();
    fill_side_by_side(&netns, &table.halves).context("making the rows, which live for 60 s")?;
    // Without a listener each peer's port would be a destination.
    let inbound = table.halves.iter().filter(|half| half.closer == Closer::Server);
    let listeners: Result<Vec<Server>, _> =
        inbound.map(|half| Server::on(([0, 0, 0, 0], half.port).into(), Conduct::CloseFirst)).collect();
    let _listeners = listeners?;
    println!("{}: {} rows made in {:.1} s", table.what, 2 * HALF, start.elapsed().as_secs_f64());
    let told = told(program)?;
    let find = |way: &str| told.iter().find(|one| one.0 == way);
    let counted: Vec<u64> = WAYS.iter().filter_map(|way| find(way)).map(|one| one.1).collect();
    let pauses = find("pauses").map_or(0, |one| one.1);
    let equal = counted.iter().filter(|&&count| count == 2 * HALF).count();
    sheet.goal(
        format!("{}: ways of {} that count 2,000,006 rows", table.what, WAYS.len()),
        equal as f64,
        Unit::Count,
        Bound::Exactly(WAYS.len() as f64),
    );
    if table.pauses > 0 {
        let what = format!("{}: the kernel broke off (EAGAIN), was asked again", table.what);
        sheet.goal(what, pauses as f64, Unit::Count, Bound::AtLeast(table.pauses as f64));
    }
    let ms = |way: &str| find(way).and_then(|one| one.2).and_then(|ms| Figure::one(ms, Unit::Ms));
    let mut figures: Vec<_> = ["folded", "rows", "census", "netlink"].into_iter().map(ms).collect();
    figures.push(Figure::one(pauses as f64, Unit::Count));
    Ok(Row { name: table.what.to_owned(), figures })
}

/// What the program told: a name, a count, milliseconds.
type Told = Vec<(String, u64, Option<f64>)>;

fn told(program: &Path) -> anyhow::Result<Told> {
    let output = Command::new(program)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("starting {}", program.display()))?;
    let text = String::from_utf8(output.stdout)?;
    ensure!(output.status.success(), "{} ended with {}: {text}", program.display(), output.status);
    lines(&text)
}

fn lines(text: &str) -> anyhow::Result<Told> {
    text.lines()
        .map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                [name, count] => Ok((name.to_owned(), count.parse()?, None)),
                [name, count, ms] => Ok((name.to_owned(), count.parse()?, Some(ms.parse()?))),
                _ => bail!("no such line of figures: {line}"),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_and_anything_else_is_an_error() {
        let told = lines("before 23 1.5\npauses 1\n").unwrap();
        assert_eq!(told, [("before".to_owned(), 23, Some(1.5)), ("pauses".to_owned(), 1, None)]);
        assert!(lines("before").is_err() && lines("before x 1").is_err());
    }
}
