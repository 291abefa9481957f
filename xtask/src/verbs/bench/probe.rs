//! The prober beside a loop that connects and closes, and beside blackbox_exporter: whether each is right, what it leaves, and
//! what it costs; how punctual 50,000 targets are.

mod punctual;
mod scrape;
mod targets;

use std::collections::HashSet;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow, ensure};
use lastack_netlab::diag::{rows, states};
use serde_json::Value;

use self::scrape::{Scraper, start};
use self::targets::{Block, Peers, blocks, targets};
use super::Programs;
use super::sheet::{Bound, Figure, Sheet, Table, Unit, median};
use crate::process::{children_cpu_s, cpu_s, peak_kib};
use crate::project::Project;

/// All targets are checked so often in a measurement, and in between what comes and goes does so: it is up, down, and up.
const PASSES: u64 = 3;
const ROUNDS: usize = 5;

/// Scrapes under way at once, or the silent targets would take minutes.
const SIDE_BY_SIDE: usize = 32;

/// What checking all targets came to, of all passes.
#[derive(Clone, Copy, Debug, Default)]
struct Cost {
    cpu_s: f64,
    peak_kib: u64,
    /// Targets that were seen as they were
    right: u64,
    time_wait: u64,
}

type Way = (&'static str, fn(&Programs, &Path, &mut Peers) -> anyhow::Result<Cost>);

const WAYS: [Way; 4] = [
    ("connect and close", plain),
    ("lastack probe --strategy polite", once),
    ("lastack probe run, asked by /probe", ours),
    ("blackbox_exporter, asked by /probe", theirs),
];

/// Measures in rounds, in turning order, each time in a namespace of its own.
pub(super) fn bench(programs: &Programs) -> anyhow::Result<Sheet> {
    let all = targets().len() as u64 * PASSES;
    let mut sheet = Sheet::begin(
        "The prober: 10,292 local targets, of which 1,009 are closed, 101 are silent, and 101 come and go",
        format!(
            "Each checked {PASSES} times, a second is the timeout. CPU time and peak memory of the checker's process; {ROUNDS} rounds; ratios \
             within the round; TIME_WAIT of either side."
        ),
    );
    let folder = Project::read()?.target.join("bench-probe");
    fs::create_dir_all(&folder).context("making a folder for settings")?;
    let mut costs: [Vec<Cost>; WAYS.len()] = Default::default();
    for round in 0..ROUNDS {
        for turn in 0..WAYS.len() {
            let way = (round + turn) % WAYS.len();
            let mut peers = Peers::start()?;
            costs[way].push(WAYS[way].1(programs, &folder, &mut peers)?);
        }
    }
    let rate = |cost: &Cost| all as f64 / cost.cpu_s;
    let mut table = Table::of(&[
        "",
        "targets a second per core",
        "peak memory",
        &format!("seen right, of {all}"),
        "TIME_WAIT left",
    ]);
    for ((name, _), costs) in WAYS.iter().zip(&costs) {
        table.row(
            *name,
            vec![
                Figure::of(costs.iter().map(rate), Unit::PerSecond),
                Figure::of(costs.iter().map(|cost| cost.peak_kib as f64), Unit::Kib),
                Figure::of(costs.iter().map(|cost| cost.right as f64), Unit::Count),
                Figure::of(costs.iter().map(|cost| cost.time_wait as f64), Unit::Count),
            ],
        );
    }
    sheet.table(table);
    let [_, once, ours, theirs] = &costs;
    let beside = |mine: &[Cost]| {
        median(&mine.iter().zip(theirs).map(|(mine, theirs)| rate(mine) / rate(theirs)).collect::<Vec<_>>())
    };
    let lighter = |mine: &[Cost]| {
        let ratios =
            mine.iter().zip(theirs).map(|(mine, theirs)| theirs.peak_kib as f64 / mine.peak_kib as f64);
        median(&ratios.collect::<Vec<_>>())
    };
    let of_ours = || once.iter().chain(ours);
    let wrong = of_ours().map(|cost| all - cost.right).max().unwrap_or_default();
    let left = of_ours().map(|cost| cost.time_wait).max().unwrap_or_default();
    for (what, reached) in [
        ("lastack probe beside blackbox_exporter, targets a second per core", beside(once)),
        ("the same rate, both asked by /probe", beside(ours)),
        ("memory of blackbox_exporter beside lastack probe's", lighter(once)),
        ("the same memory, both asked by /probe", lighter(ours)),
    ] {
        sheet.goal(what, reached, Unit::Times, Bound::MoreThan(1.0));
    }
    let what = "targets seen wrong by lastack, most of all rounds";
    sheet.goal(what, wrong as f64, Unit::Count, Bound::Exactly(0.0));
    let what = "TIME_WAIT left by lastack, most of all rounds";
    sheet.goal(what, left as f64, Unit::Count, Bound::Exactly(0.0));
    punctual::punctual(programs, &folder, &mut sheet)?;
    Ok(sheet)
}

/// Rows of either side, once nothing is on its way any more.
fn time_wait() -> anyhow::Result<u64> {
    let begun = Instant::now();
    let ports: HashSet<u16> = targets().iter().map(|(_, target)| target.port()).collect();
    let of_targets = |mask| -> anyhow::Result<u64> {
        let found = rows(mask)?;
        let is_one = |end: SocketAddr| ports.contains(&end.port());
        Ok(found.iter().filter(|row| is_one(row.local) || is_one(row.remote)).count() as u64)
    };
    while of_targets(states::PASSING)? > 0 {
        ensure!(begun.elapsed() < Duration::from_secs(30), "connections never came to an end");
        thread::yield_now();
    }
    of_targets(states::TIME_WAIT)
}

/// All passes of a checker that gives the targets that it found up, with what the pass took.
fn passes(
    peers: &mut Peers,
    mut check: impl FnMut() -> anyhow::Result<(HashSet<SocketAddr>, f64, u64)>,
) -> anyhow::Result<Cost> {
    let mut sum = Cost::default();
    for pass in 0..PASSES {
        if pass > 0 {
            peers.turn()?;
        }
        let (up, cpu_s, peak_kib) = check()?;
        sum.cpu_s += cpu_s;
        sum.peak_kib = sum.peak_kib.max(peak_kib);
        sum.right += peers.right(&up)?;
    }
    sum.time_wait = time_wait()?;
    Ok(sum)
}

fn plain(programs: &Programs, folder: &Path, peers: &mut Peers) -> anyhow::Result<Cost> {
    let checker = programs.lastack.with_file_name("plain-checks");
    let up = |line: &str| line.parse().map(Some).context("reading a target");
    passes(peers, || whole(programs, folder, 0, Command::new(&checker).arg("1000"), up))
}

fn once(programs: &Programs, folder: &Path, peers: &mut Peers) -> anyhow::Result<Cost> {
    let up = |line: &str| -> anyhow::Result<Option<SocketAddr>> {
        let told: Value = serde_json::from_str(line).context("reading a line")?;
        let target = told["target"].as_str().context("a line without its target")?;
        Ok((told["up"] == true).then(|| target.parse()).transpose()?)
    };
    let words = ["probe", "--strategy", "polite", "--timeout", "1", "--format", "json"];
    passes(peers, || whole(programs, folder, 1, Command::new(&programs.lastack).args(words), up))
}

/// A whole process with all targets for words, measured by the small program that starts it. Of each line that it prints
/// `up` gives the target if it is up.
fn whole(
    programs: &Programs,
    folder: &Path,
    code: u8,
    checker: &Command,
    up: impl Fn(&str) -> anyhow::Result<Option<SocketAddr>>,
) -> anyhow::Result<(HashSet<SocketAddr>, f64, u64)> {
    let (file, before) = (folder.join("checked.txt"), children_cpu_s()?);
    let mut command = Command::new(&programs.peak);
    command.arg("--output").arg(&file).args(["--code", &code.to_string()]);
    command.arg(checker.get_program()).args(checker.get_args()).args(blocks().iter().map(Block::text));
    let output = command.stdin(Stdio::null()).output().context("starting netlab-peak")?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    let cpu_s = children_cpu_s()? - before;
    let peak = String::from_utf8_lossy(&output.stdout).trim().parse().context("reading the peak")?;
    let told = fs::read_to_string(&file).context("reading what was found")?;
    let found = told.lines().filter_map(|line| up(line).transpose()).collect::<anyhow::Result<_>>()?;
    Ok((found, cpu_s, peak))
}

fn ours(programs: &Programs, folder: &Path, peers: &mut Peers) -> anyhow::Result<Cost> {
    let file = folder.join("probe.toml");
    fs::write(&file, "listen = \"127.0.0.1:9116\"\nsource_ports = \"kernel\"\n")
        .context("writing settings")?;
    served(Command::new(&programs.lastack).args(["probe", "run"]).arg(file), 9_116, peers)
}

fn theirs(_: &Programs, folder: &Path, peers: &mut Peers) -> anyhow::Result<Cost> {
    let file = folder.join("blackbox.yml");
    fs::write(&file, "modules:\n  tcp_connect:\n    prober: tcp\n").context("writing settings")?;
    let mut command = Command::new("prometheus-blackbox-exporter");
    command.arg(format!("--config.file={}", file.display()));
    command.args(["--web.listen-address=127.0.0.1:9115", "--log.level=error"]);
    served(&mut command, 9_115, peers)
}

/// A server of metrics that is asked for each target.
fn served(command: &mut Command, port: u16, peers: &mut Peers) -> anyhow::Result<Cost> {
    let running = start(command, port)?;
    passes(peers, || {
        let before = cpu_s(running.pid())?;
        let up = asked(port)?;
        Ok((up, cpu_s(running.pid())? - before, peak_kib(running.pid())?))
    })
}

/// Asks for all targets, over connections that are kept.
fn asked(port: u16) -> anyhow::Result<HashSet<SocketAddr>> {
    let (all, next) = (targets(), AtomicUsize::new(0));
    let scrape = || -> anyhow::Result<Vec<SocketAddr>> {
        let (mut scraper, mut up) = (Scraper::to(port)?, Vec::new());
        while let Some((_, target)) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
            let path = format!("/probe?target={target}&module=tcp_connect");
            // Of which both keep half a second for the way back.
            let page = scraper.get(&path, "X-Prometheus-Scrape-Timeout-Seconds: 1.5\r\n")?;
            let told = page.lines().find_map(|line| line.strip_prefix("probe_success "));
            match told {
                Some("1") => up.push(*target),
                Some("0") => {}
                _ => return Err(anyhow!("{target}: {page}")),
            }
        }
        Ok(up)
    };
    // Whoever fails is told at once, and not after the others have asked for the rest.
    let scrapes = || scrape().inspect_err(|_| next.store(all.len(), Ordering::Relaxed));
    thread::scope(|scope| {
        let workers: Vec<_> = (0..SIDE_BY_SIDE).map(|_| scope.spawn(scrapes)).collect();
        let mut up = HashSet::new();
        for worker in workers {
            up.extend(worker.join().map_err(|_panic| anyhow!("a scrape panicked"))??);
        }
        Ok(up)
    })
}
