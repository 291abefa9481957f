//! What a spread costs: a loop that connects and closes at full speed, with and without it.

use std::fs::{self, File};
use std::os::fd::AsFd as _;
use std::os::unix::fs::MetadataExt as _;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use lastack_ebpf::steer::Steer;
use lastack_model::{Address, Endpoint, Spread, SpreadPool, Untrusted};
use lastack_netlab::{Cgroup, LoadProcess, Netns};

use super::sheet::{Bound, Figure, Sheet, Table, Unit, median};

/// Connections of one measurement, some 10 ms: whatever else the machine does weighs on both halves of a pair.
const LOOPS: u64 = 1_009;
const ROUNDS: usize = 151;

const SPREAD: usize = 1;
/// The last two are what a program pays that spreads by itself.
const WAYS: [&str; 4] = [
    "one source, none bound",
    "spread",
    "bound by the program, 16 connections from each source",
    "bound by the program, another source each time",
];

/// A prototype cost 2.5 % of such a loop without counting what is in use (traps A16).
const PERCENT: f64 = 5.0;

/// Measures in pairs, one after the other and then the other way round. The program stays attached to a control group, into which
/// the loop goes and out of which it comes, so no round pays for loading it. Needs root.
pub(super) fn bench() -> anyhow::Result<Sheet> {
    let mut sheet = Sheet::begin(
        "Connections that are spread over source addresses",
        format!(
            "One process connects to itself and closes, at full speed, to one destination. CPU time of the loop; {ROUNDS} rounds of \
             {LOOPS} connections; ratios within the round."
        ),
    );
    let netns = Netns::enter_fresh()?;
    netns.sysctl("net.ipv4.ip_local_port_range", "1024 65535")?;
    // Rows that stay would fill one source and not 249, and connect() beside them would be what is measured.
    netns.sysctl("net.ipv4.tcp_max_tw_buckets", "0")?;
    let group = Cgroup::make(&format!("bench-spread-{}", std::process::id()))?;
    let outside = Cgroup::make(&format!("bench-spread-{}-outside", std::process::id()))?;
    let mut load = LoadProcess::churn("bench-churn", 1).context("starting the loop")?;
    let folder = File::open(group.path())?;
    let spread = Spread {
        cgroup: Untrusted::new(""),
        cgroup_id: folder.metadata()?.ino(),
        // Where the loop goes with one destination.
        to: Endpoint::new(Address::from_v4([127, 1, 0, 0]), listener(load.pid())?),
        pool: SpreadPool::loopback(),
        ports: 64_512,
    };
    let cookie = netns.cookie()?;
    let held = Steer::load(&spread, cookie)?.hold(folder.as_fd())?;
    let mut took: [Vec<f64>; 4] = Default::default();
    for round in 0..=ROUNDS {
        let pair = if round % 2 == 0 { [0, SPREAD] } else { [SPREAD, 0] };
        for way in pair.into_iter().chain([2, 3]) {
            let before = held.given()?;
            if way == SPREAD { &group } else { &outside }.take(load.pid())?;
            let time = match way {
                // RUN of spread.h, then another one for each.
                2 => load.run_churn_from(LOOPS, 16)?,
                3 => load.run_churn_from(LOOPS, 1)?,
                _ => load.run_churn(LOOPS)?,
            };
            let (given, wanted) = (held.given()? - before, if way == SPREAD { LOOPS } else { 0 });
            ensure!(given == wanted, "{given} and not {wanted} connections were given an address");
            // The first round warms up.
            if round > 0 {
                took[way].push(nanoseconds(time));
            }
        }
    }
    drop(held);
    let mut table = Table::of(&["", "a connection", "more than without", "nanoseconds more"]);
    for (way, times) in WAYS.iter().zip(&took) {
        let pairs = || times.iter().zip(&took[0]);
        table.row(
            *way,
            vec![
                Figure::of(times.iter().copied(), Unit::Ns),
                Figure::of(pairs().map(|(with, without)| (with / without - 1.0) * 100.0), Unit::Percent),
                Figure::of(pairs().map(|(with, without)| with - without), Unit::Ns),
            ],
        );
    }
    drop(load);
    sheet.table(table);
    let percents: Vec<f64> =
        took[SPREAD].iter().zip(&took[0]).map(|(with, without)| (with / without - 1.0) * 100.0).collect();
    sheet.goal("connections that are spread", median(&percents), Unit::Percent, Bound::AtMost(PERCENT));
    Ok(sheet)
}

fn nanoseconds(took: Duration) -> f64 {
    took.as_nanos() as f64 / LOOPS as f64
}

/// The port on which a process of this namespace listens: 0A is LISTEN of include/net/tcp_states.h.
fn listener(pid: u32) -> anyhow::Result<u16> {
    let table = fs::read_to_string(format!("/proc/{pid}/net/tcp"))?;
    let mut rows = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let row = rows.find(|row| row.get(3) == Some(&"0A")).context("nobody listens")?;
    let (_, port) = row.get(1).and_then(|local| local.split_once(':')).context("no address")?;
    Ok(u16::from_str_radix(port, 16)?)
}
