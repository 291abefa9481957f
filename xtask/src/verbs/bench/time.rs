//! Time for a full census of 200,000 TIME_WAIT rows.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use lastack_netlab::{Closer, Fill, Netns, diag, fill, keep_young};

use super::Programs;
use super::peers::{self, Start, milliseconds};
use super::sheet::{Bound, Figure, Sheet, Table, Unit, median};

const ROWS: u64 = 200_000;
const ROUNDS: usize = 21;
/// Rows live for 60 s: before a round those that are older than this are renewed.
const OLD: Duration = Duration::from_secs(25);

/// One program of the comparison, and what is wanted of lastack beside it.
struct Peer {
    name: &'static str,
    command: Start,
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
    Peer { name: "lastack states", command: peers::lastack, goal: None },
    Peer {
        name: "two SOCK_DIAG_BY_FAMILY dumps that only count",
        command: peers::raw_dump,
        goal: Some(Wanted::AtMost(0.85)),
    },
    Peer { name: "ss -tan", command: peers::ss, goal: Some(Wanted::TimesFaster(4.0)) },
    Peer { name: "netstat -n | awk", command: peers::netstat_awk, goal: Some(Wanted::TimesFaster(7.0)) },
];

/// Fills a namespace and measures all programs in it.
pub(super) fn bench(programs: &Programs) -> anyhow::Result<Sheet> {
    let mut sheet = Sheet::begin(
        "A full census of 200,000 TIME_WAIT rows",
        format!(
            "Towards 50 destinations, with routes and ages. Whole processes, from fork to exit, output thrown away; {ROUNDS} rounds, in \
             each of which every program runs once, in turning order; ratios within the round."
        ),
    );
    let netns = Netns::enter_fresh()?;
    let wish = Fill { rows: ROWS, destinations: 50, peers: 1, port: 443, closer: Closer::Client };
    fill(&netns, &wish).context("making the rows")?;
    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        keep_young(&netns, OLD)?;
        rounds.push(one_round(programs, round)?);
    }
    let left = diag::count(diag::states::TIME_WAIT)?;
    ensure!(left == ROWS, "{left} of {ROWS} rows were left at the end");
    let mut table = Table::of(&["", "time", "lastack's beside it"]);
    for (index, peer) in PEERS.iter().enumerate() {
        let times = Figure::of(rounds.iter().map(|round| round[index]), Unit::Ms);
        let ratios: Vec<f64> = rounds.iter().map(|round| round[0] / round[index]).collect();
        match peer.goal {
            Some(Wanted::AtMost(most)) => {
                let what = format!("lastack states beside {}", peer.name);
                sheet.goal(what, median(&ratios), Unit::Times, Bound::AtMost(most));
            }
            Some(Wanted::TimesFaster(least)) => {
                let faster: Vec<f64> = ratios.iter().map(|ratio| 1.0 / ratio).collect();
                let what = format!("lastack states, times faster than {}", peer.name);
                sheet.goal(what, median(&faster), Unit::Times, Bound::AtLeast(least));
            }
            None => {}
        }
        let beside = if peer.goal.is_some() { Figure::of(ratios, Unit::Times) } else { None };
        table.row(peer.name, vec![times, beside]);
    }
    sheet.table(table);
    Ok(sheet)
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
