//! Memory and time for a paste of one gigabyte, every row with its own destination; the time for a log beside a table.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, ensure};

use super::Programs;
use super::sheet::{Bound, Figure, Sheet, Table, Unit, median};

const BYTES: u64 = 1_000_000_000;
const ROWS_A_WRITE: u64 = 4_096;

/// Flat means: what a census of a million keys costs, and the text itself nothing.
const MOST_MIB: f64 = 64.0;

/// Bytes of each text that is timed.
const TIMED: usize = 50_000_000;
const ROUNDS: usize = 9;

/// A line that no dialect knows is asked of all of them, a row of its own alone.
const MOST_RATIO: f64 = 3.0;

/// A log full of other lines, and a table of as many bytes.
pub(super) fn log(programs: &Programs) -> anyhow::Result<Sheet> {
    let mut sheet = Sheet::begin(
        "A log that tells nothing, beside a table of as many bytes",
        format!("`lastack states -` on {TIMED} bytes of each; {ROUNDS} rounds; the ratio within the round."),
    );
    let (log, table) = (repeated(log_line), repeated(table_row));
    let (mut ratios, mut logs, mut tables) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let (of_log, of_table) = if round % 2 == 0 {
            let of_log = seconds(programs, &log)?;
            (of_log, seconds(programs, &table)?)
        } else {
            let of_table = seconds(programs, &table)?;
            (seconds(programs, &log)?, of_table)
        };
        logs.push(of_log * 1e3);
        tables.push(of_table * 1e3);
        ratios.push(of_log / of_table);
    }
    let mut table = Table::of(&["", "time"]);
    table.row("the log", vec![Figure::of(logs, Unit::Ms)]);
    table.row("the table", vec![Figure::of(tables, Unit::Ms)]);
    sheet.table(table);
    let what = "time for a log that tells nothing, by that for a table";
    sheet.goal(what, median(&ratios), Unit::Times, Bound::AtMost(MOST_RATIO));
    Ok(sheet)
}

/// Lines of some programs in turn, and one row at the end, so that there is something to tell.
fn repeated(line: fn(usize) -> String) -> Vec<u8> {
    let mut text = Vec::with_capacity(TIMED + 256);
    (0..)
        .map(line)
        .take_while(|line| {
            text.extend_from_slice(line.as_bytes());
            text.push(b'\n');
            text.len() < TIMED
        })
        .for_each(drop);
    text.extend_from_slice(table_row(0).as_bytes());
    text.push(b'\n');
    text
}

fn table_row(row: usize) -> String {
    let port = 1_024 + row % 60_000;
    format!("tcp        0      0 10.0.0.5:{port}          10.9.8.7:443          TIME_WAIT")
}

fn log_line(row: usize) -> String {
    let (second, took) = (row % 60, row * 7 % 997);
    match row % 5 {
        0 => format!(
            "10.0.3.7 - - [22/Nov/2026:03:12:{second:02} +0000] \"GET /items/{row} HTTP/1.1\" 200 {took}"
        ),
        1 => format!("Nov 22 03:12:{second:02} web systemd[1]: Started Session {row} of User deploy."),
        2 => format!(
            "2026-11-22 03:12:{second:02}.{took:03} INFO [exec-7] OrderService - order {row} took {took} ms"
        ),
        3 => format!("[{row:5}.{took:06}] audit: type=1400 apparmor=ALLOWED operation=open pid={row}"),
        _ => format!(
            "{{\"level\":\"info\",\"ts\":\"2026-11-22T03:12:{second:02}Z\",\"id\":{row},\"ms\":{took}}}"
        ),
    }
}

fn seconds(programs: &Programs, text: &[u8]) -> anyhow::Result<f64> {
    let start = Instant::now();
    let mut command = Command::new(&programs.lastack);
    let mut child = command.args(["states", "-"]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
    let mut input = child.stdin.take().context("no pipe to lastack")?;
    input.write_all(text).context("writing to lastack")?;
    drop(input);
    ensure!(child.wait()?.success(), "lastack failed on the text");
    Ok(start.elapsed().as_secs_f64())
}

/// Streams the text into `lastack states -`.
pub(super) fn bench(programs: &Programs) -> anyhow::Result<Sheet> {
    let mut sheet =
        Sheet::begin("A paste of 1 GB", "`lastack states -`, each row with a destination of its own.");
    let start = Instant::now();
    let mut child = Command::new(&programs.peak)
        .arg(&programs.lastack)
        .args(["states", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("starting lastack")?;
    let mut input = child.stdin.take().context("no pipe to lastack")?;
    let (mut written, mut row) = (0, 0_u64);
    let mut text = String::new();
    while written < BYTES {
        text.clear();
        for _ in 0..ROWS_A_WRITE {
            let [_, _, _, _, _, a, b, c] = row.to_be_bytes();
            let port = 1_024 + row % 60_000;
            writeln!(
                text,
                "tcp        0      0 10.0.0.5:{port}          10.{a}.{b}.{c}:443          TIME_WAIT"
            )?;
            row += 1;
        }
        input.write_all(text.as_bytes()).context("writing to lastack")?;
        written += text.len() as u64;
    }
    drop(input);
    let output = child.wait_with_output().context("waiting for lastack")?;
    ensure!(output.status.success(), "lastack failed on the paste");
    let said = String::from_utf8_lossy(&output.stdout);
    let peak_kib: f64 = said.trim().parse().with_context(|| format!("reading {said:?}"))?;
    let peak = peak_kib / 1_024.0;
    let mut table = Table::of(&["", "rows", "time, with the making of the text", "peak"]);
    let took = start.elapsed().as_secs_f64() * 1e3;
    let figures =
        vec![Figure::one(row as f64, Unit::Count), Figure::one(took, Unit::Ms), Figure::one(peak, Unit::Mib)];
    table.row("1 GB of netstat's rows", figures);
    sheet.table(table);
    let what = "memory for a paste of 1 GB, each row with its own destination";
    sheet.goal(what, peak, Unit::Mib, Bound::AtMost(MOST_MIB));
    Ok(sheet)
}
