//! Time for a selective filter on 200,000 TIME_WAIT rows, beside ss with the same filter.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use lastack_netlab::{Closer, Fill, Netns, diag, fill, keep_young};

use super::Programs;
use super::peers::milliseconds;
use super::sheet::{Bound, Figure, Sheet, Table, Unit, median};

const ROWS: u64 = 200_000;
const ROUNDS: usize = 15;
/// Rows live for 60 s: before a round those that are older than this are renewed.
const OLD: Duration = Duration::from_secs(25);

/// Filters that choose one destination of 50, one port of one destination, and nothing. Both programs take them as
/// they stand.
const FILTERS: [&[&str]; 3] = [
    &["state", "time-wait", "dst 127.0.0.7"],
    &["state", "time-wait", "dst 127.0.0.7 and sport = :2048"],
    &["dport = :80 or sport = :80"],
];

/// Measures both programs with each filter.
pub(super) fn bench(programs: &Programs) -> anyhow::Result<Sheet> {
    let mut sheet = Sheet::begin(
        "A filter on 200,000 TIME_WAIT rows",
        format!(
            "`lastack sockets --netns self FILTER` and `ss -tanH FILTER`, whole processes; {ROUNDS} rounds; the ratio within the round."
        ),
    );
    let mut table = Table::of(&["filter", "lastack sockets", "ss", "times faster"]);
    let netns = Netns::enter_fresh()?;
    let wish = Fill { rows: ROWS, destinations: 50, peers: 1, port: 443, closer: Closer::Client };
    fill(&netns, &wish).context("making the rows")?;
    for filter in FILTERS {
        let words = filter.join(" ");
        let [ours, theirs] = one(programs, &netns, filter)?;
        let ratios: Vec<f64> = ours.iter().zip(&theirs).map(|(ours, theirs)| theirs / ours).collect();
        let what = format!("lastack sockets '{words}', times faster than ss");
        sheet.goal(what, median(&ratios), Unit::Times, Bound::MoreThan(1.0));
        let figures =
            vec![Figure::of(ours, Unit::Ms), Figure::of(theirs, Unit::Ms), Figure::of(ratios, Unit::Times)];
        table.row(format!("`{words}`"), figures);
    }
    sheet.table(table);
    Ok(sheet)
}

/// Milliseconds of lastack and of ss, by round.
fn one(programs: &Programs, netns: &Netns, filter: &[&str]) -> anyhow::Result<[Vec<f64>; 2]> {
    let mut times: [Vec<f64>; 2] = Default::default();
    for round in 0..ROUNDS {
        keep_young(netns, OLD)?;
        for turn in if round % 2 == 0 { [0, 1] } else { [1, 0] } {
            times[turn].push(milliseconds(command(programs, turn, filter))?);
        }
    }
    let left = diag::count(diag::states::TIME_WAIT)?;
    ensure!(left == ROWS, "{left} of {ROWS} rows were left");
    Ok(times)
}

/// Ours, or ss with the same filter; both see one namespace.
fn command(programs: &Programs, turn: usize, filter: &[&str]) -> Command {
    let mut command = Command::new(if turn == 0 { programs.lastack.as_path() } else { "ss".as_ref() });
    match turn {
        0 => command.args(["sockets", "--netns", "self"]),
        _ => command.arg("-tanH"),
    };
    command.args(filter);
    command
}
