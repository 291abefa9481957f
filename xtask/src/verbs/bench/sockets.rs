//! Time for a selective filter on 200,000 TIME_WAIT rows, beside ss with the same filter.

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, ensure};
use lastack_netlab::{Closer, Fill, Netns, diag, fill};

use super::{Goal, Programs, median};
use crate::run::heading;

const ROWS: u64 = 200_000;
const ROUNDS: usize = 21;

/// Filters that choose one destination of 50, one port of one destination, and nothing. Both programs take them as
/// they stand.
const FILTERS: [&[&str]; 3] = [
    &["state", "time-wait", "dst 127.0.0.7"],
    &["state", "time-wait", "dst 127.0.0.7 and sport = :2048"],
    &["dport = :80 or sport = :80"],
];

/// Measures both programs with each filter, in a namespace of its own: its rows live 60 s.
pub(super) fn bench(programs: &Programs) -> anyhow::Result<Vec<Goal>> {
    heading("Time: a filter on 200,000 TIME_WAIT rows, whole processes");
    FILTERS.iter().map(|filter| one(programs, filter)).collect()
}

fn one(programs: &Programs, filter: &[&str]) -> anyhow::Result<Goal> {
    let netns = Netns::enter_fresh()?;
    let wish = Fill { rows: ROWS, destinations: 50, peers: 1, port: 443, closer: Closer::Client };
    fill(&netns, &wish).context("making the rows")?;
    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        let turns = if round % 2 == 0 { [0, 1] } else { [1, 0] };
        let mut times = [0.0; 2];
        for turn in turns {
            times[turn] = milliseconds(command(programs, turn, filter))?;
        }
        rounds.push(times);
    }
    let left = diag::count(diag::states::TIME_WAIT)?;
    ensure!(left == ROWS, "{left} of {ROWS} rows were left: the machine is too slow for rows that live 60 s");
    let of = |index: usize| median(&rounds.iter().map(|times| times[index]).collect::<Vec<_>>());
    let words = filter.join(" ");
    println!("lastack sockets '{words}': {:.1} ms; ss: {:.1} ms (medians of {ROUNDS})", of(0), of(1));
    let ratio = median(&rounds.iter().map(|times| times[1] / times[0]).collect::<Vec<_>>());
    Ok(Goal {
        what: format!("lastack sockets '{words}' beside ss"),
        reached: format!("{ratio:.1} x"),
        wanted: "> 1 x faster".to_owned(),
        met: ratio > 1.0,
    })
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

fn milliseconds(mut command: Command) -> anyhow::Result<f64> {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let start = Instant::now();
    let status = command.status().with_context(|| format!("starting {command:?}"))?;
    let elapsed = start.elapsed();
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(elapsed.as_secs_f64() * 1_000.0)
}
