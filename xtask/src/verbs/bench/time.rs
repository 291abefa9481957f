//! Time for a full census of 200,000 TIME_WAIT rows.

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, ensure};
use lastack_netlab::{Closer, Fill, Netns, diag, fill};

use super::{Goal, Programs, median};
use crate::run::heading;

const ROWS: u64 = 200_000;
const ROUNDS: usize = 21;

/// The ritual that lastack replaces.
const AWK: &str = "netstat -n | awk '/^tcp/ {++S[$NF]} END {for (a in S) print a, S[a]}'";

/// One program of the comparison, and what is wanted of lastack beside it.
struct Peer {
    name: &'static str,
    command: fn(&Programs) -> Command,
    goal: Option<Wanted>,
}

#[derive(Clone, Copy)]
enum Wanted {
    /// Our time divided by the peer's
    AtMost(f64),
    /// The peer's time divided by ours
    TimesFaster(f64),
}

const PEERS: &[Peer] = &[
    Peer { name: "lastack states", command: lastack, goal: None },
    Peer {
        name: "two SOCK_DIAG_BY_FAMILY dumps that only count",
        command: |programs| Command::new(&programs.raw_dump),
        goal: Some(Wanted::AtMost(0.85)),
    },
    Peer { name: "ss -tan", command: |_| words("ss", &["-tan"]), goal: Some(Wanted::TimesFaster(4.0)) },
    Peer {
        name: "netstat -n | awk",
        command: |_| words("sh", &["-c", AWK]),
        goal: Some(Wanted::TimesFaster(7.0)),
    },
];

/// The peers see one namespace, so lastack looks at one.
pub(super) fn lastack(programs: &Programs) -> Command {
    let mut command = Command::new(&programs.lastack);
    command.args(["states", "--netns", "self"]);
    command
}

fn words(program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args);
    command
}

/// Fills a namespace and measures all programs in it.
pub(super) fn bench(programs: &Programs) -> anyhow::Result<Vec<Goal>> {
    heading("Time: 200,000 TIME_WAIT rows, whole processes");
    let netns = Netns::enter_fresh()?;
    let wish = Fill { rows: ROWS, destinations: 50, peers: 1, port: 443, closer: Closer::Client };
    fill(&netns, &wish).context("making the rows")?;
    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        rounds.push(one_round(programs, round)?);
    }
    let left = diag::count(diag::states::TIME_WAIT)?;
    ensure!(
        left == ROWS,
        "{left} of {ROWS} rows were left at the end: the machine is too slow for rows that live 60 s"
    );
    Ok(PEERS.iter().enumerate().filter_map(|(index, peer)| judge(peer, index, &rounds)).collect())
}

/// Milliseconds by peer. Each round begins with another one.
fn one_round(programs: &Programs, round: usize) -> anyhow::Result<Vec<f64>> {
    let mut times = vec![0.0; PEERS.len()];
    for turn in 0..PEERS.len() {
        let index = (round + turn) % PEERS.len();
        times[index] = milliseconds((PEERS[index].command)(programs))?;
    }
    Ok(times)
}

fn milliseconds(mut command: Command) -> anyhow::Result<f64> {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let start = Instant::now();
    let status = command.status().with_context(|| format!("starting {command:?}"))?;
    let elapsed = start.elapsed();
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(elapsed.as_secs_f64() * 1_000.0)
}

fn judge(peer: &Peer, index: usize, rounds: &[Vec<f64>]) -> Option<Goal> {
    let times: Vec<f64> = rounds.iter().map(|round| round[index]).collect();
    println!("{:<48} {:>8.1} ms (median of {})", peer.name, median(&times), times.len());
    let ratio = |of: fn(&[f64], usize) -> f64| {
        median(&rounds.iter().map(|round| of(round, index)).collect::<Vec<_>>())
    };
    let (reached, wanted, met) = match peer.goal? {
        Wanted::AtMost(most) => {
            let ratio = ratio(|round, index| round[0] / round[index]);
            (format!("{ratio:.2} x"), format!("<= {most} x"), ratio <= most)
        }
        Wanted::TimesFaster(least) => {
            let ratio = ratio(|round, index| round[index] / round[0]);
            (format!("{ratio:.1} x"), format!(">= {least} x faster"), ratio >= least)
        }
    };
    Some(Goal { what: format!("lastack states beside {}", peer.name), reached, wanted, met })
}
