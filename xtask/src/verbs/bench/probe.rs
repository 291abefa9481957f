//! The prober beside a loop that connects and closes, and beside blackbox_exporter: what each leaves, and what it costs; how
//! punctual 50,000 targets are.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use lastack_netlab::diag::{rows, states};
use lastack_netlab::{Conduct, LoadProcess, Netns, ServerOptions};

use super::Programs;
use super::sheet::{Bound, Figure, Sheet, Table, Unit, median};
use crate::project::Project;

/// Ports on which the peer listens, on every address.
const LOW: u16 = 10_000;
const HIGH: u16 = 11_008;
const PORTS: u64 = (HIGH - LOW) as u64 + 1;

/// Addresses of one measurement.
const ADDRESSES: u8 = 5;
const TARGETS: u64 = PORTS * ADDRESSES as u64;
const ROUNDS: usize = 5;

/// Addresses of the punctual run: 50,450 targets.
const MANY_ADDRESSES: u8 = 50;

/// The first checks take 25 s, the second round another 30.
const LONG: Duration = Duration::from_secs(75);

/// What checking all targets once came to.
#[derive(Clone, Copy, Debug)]
struct Cost {
    cpu_s: f64,
    peak_kib: u64,
    time_wait: u64,
}

type Way = (&'static str, fn(&Programs, &Path) -> anyhow::Result<Cost>);

const WAYS: [Way; 4] = [
    ("connect and close, one after the other", loop_),
    ("lastack probe --strategy polite", once),
    ("lastack probe run, asked by /probe", ours),
    ("blackbox_exporter, asked by /probe", theirs),
];

/// Measures in rounds, in turning order, each time in a namespace of its own.
pub(super) fn bench(programs: &Programs) -> anyhow::Result<Sheet> {
    let mut sheet = Sheet::begin(
        "The prober: 5,045 local targets, all open, once each",
        format!(
            "CPU time and peak memory of the checker's process; {ROUNDS} rounds; ratios within the round."
        ),
    );
    let folder = Project::read()?.target.join("bench-probe");
    fs::create_dir_all(&folder).context("making a folder for settings")?;
    let mut costs: [Vec<Cost>; WAYS.len()] = Default::default();
    for round in 0..ROUNDS {
        for turn in 0..WAYS.len() {
            let way = (round + turn) % WAYS.len();
            let _netns = Netns::enter_fresh()?;
            let _peer = peer()?;
            costs[way].push(WAYS[way].1(programs, &folder)?);
        }
    }
    let rate = |cost: &Cost| TARGETS as f64 / cost.cpu_s;
    let mut table = Table::of(&["", "targets a second per core", "peak memory", "TIME_WAIT left"]);
    for ((name, _), costs) in WAYS.iter().zip(&costs) {
        table.row(
            *name,
            vec![
                Figure::of(costs.iter().map(rate), Unit::PerSecond),
                Figure::of(costs.iter().map(|cost| cost.peak_kib as f64), Unit::Kib),
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
    let left = once.iter().chain(ours).map(|cost| cost.time_wait).max().unwrap_or_default();
    for (what, reached) in [
        ("lastack probe beside blackbox_exporter, targets a second per core", beside(once)),
        ("the same rate, both asked by /probe", beside(ours)),
        ("memory of blackbox_exporter beside lastack probe's", lighter(once)),
        ("the same memory, both asked by /probe", lighter(ours)),
    ] {
        sheet.goal(what, reached, Unit::Times, Bound::MoreThan(1.0));
    }
    let what = "TIME_WAIT left by lastack, most of all rounds";
    sheet.goal(what, left as f64, Unit::Count, Bound::Exactly(0.0));
    punctual(programs, &folder, &mut sheet)?;
    Ok(sheet)
}

fn peer() -> anyhow::Result<LoadProcess> {
    let addresses = (LOW..=HIGH).map(|port| SocketAddr::from(([0, 0, 0, 0], port))).collect();
    let options =
        ServerOptions { addresses, ..ServerOptions::new(([0, 0, 0, 0], LOW).into(), Conduct::CloseSecond) };
    Ok(LoadProcess::serve("bench-peer", &options).context("starting the peer")?.0)
}

fn targets(addresses: u8) -> Vec<String> {
    (1..=addresses).map(|last| format!("127.0.0.{last}:{LOW}-{HIGH}")).collect()
}

/// Rows of the side that connected, once nothing is on its way any more.
fn time_wait() -> anyhow::Result<u64> {
    let begun = Instant::now();
    let of_ours = |mask| -> anyhow::Result<u64> {
        let found = rows(mask)?;
        Ok(found.iter().filter(|row| (LOW..=HIGH).contains(&row.remote.port())).count() as u64)
    };
    while of_ours(states::PASSING)? > 0 {
        ensure!(begun.elapsed() < Duration::from_secs(30), "connections never came to an end");
        std::thread::yield_now();
    }
    of_ours(states::TIME_WAIT)
}

fn loop_(programs: &Programs, _: &Path) -> anyhow::Result<Cost> {
    let plain = programs.lastack.with_file_name("plain-checks");
    let words = [ADDRESSES.to_string(), LOW.to_string(), HIGH.to_string()];
    whole(programs, Command::new(&programs.peak).arg(plain).args(words))
}

fn once(programs: &Programs, _: &Path) -> anyhow::Result<Cost> {
    let mut command = Command::new(&programs.peak);
    command.arg(&programs.lastack).args(["probe", "--strategy", "polite"]).args(targets(ADDRESSES));
    whole(programs, &mut command)
}

/// A whole process, measured by the small program that starts it.
fn whole(_: &Programs, command: &mut Command) -> anyhow::Result<Cost> {
    let before = children_cpu_s()?;
    let output = command.stdin(Stdio::null()).output().context("starting netlab-peak")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let peak = String::from_utf8_lossy(&output.stdout).trim().parse().context("reading the peak")?;
    Ok(Cost { cpu_s: children_cpu_s()? - before, peak_kib: peak, time_wait: time_wait()? })
}

fn ours(programs: &Programs, folder: &Path) -> anyhow::Result<Cost> {
    let file = folder.join("probe.toml");
    fs::write(&file, "listen = \"127.0.0.1:9116\"\nsource_ports = \"kernel\"\n")
        .context("writing settings")?;
    asked(Command::new(&programs.lastack).args(["probe", "run"]).arg(file), 9_116)
}

fn theirs(_: &Programs, folder: &Path) -> anyhow::Result<Cost> {
    let file = folder.join("blackbox.yml");
    fs::write(&file, "modules:\n  tcp_connect:\n    prober: tcp\n").context("writing settings")?;
    let mut command = Command::new("prometheus-blackbox-exporter");
    command.arg(format!("--config.file={}", file.display()));
    command.args(["--web.listen-address=127.0.0.1:9115", "--log.level=error"]);
    asked(&mut command, 9_115)
}

/// Ends with its value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(command: &mut Command, port: u16) -> anyhow::Result<(Running, Scraper)> {
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let running = Running(child.with_context(|| format!("starting {command:?}"))?);
    let begun = Instant::now();
    loop {
        match TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
            Ok(socket) => {
                socket.set_nodelay(true).context("setting up the scrape")?;
                return Ok((running, Scraper(BufReader::new(socket))));
            }
            Err(error) => ensure!(begun.elapsed() < Duration::from_secs(30), "{command:?}: {error}"),
        }
        std::thread::yield_now();
    }
}

/// A server that is asked for one target after the other, over one connection.
fn asked(command: &mut Command, port: u16) -> anyhow::Result<Cost> {
    let (running, mut scraper) = start(command, port)?;
    let before = cpu_s(running.0.id())?;
    for last in 1..=ADDRESSES {
        for port in LOW..=HIGH {
            let page = scraper.get(&format!("/probe?target=127.0.0.{last}:{port}&module=tcp_connect"))?;
            ensure!(page.contains("probe_success 1"), "127.0.0.{last}:{port}: {page}");
        }
    }
    let cpu_s = cpu_s(running.0.id())? - before;
    Ok(Cost { cpu_s, peak_kib: peak_kib(running.0.id())?, time_wait: time_wait()? })
}

/// One connection to a server of metrics.
struct Scraper(BufReader<TcpStream>);

impl Scraper {
    fn get(&mut self, path: &str) -> anyhow::Result<String> {
        write!(self.0.get_mut(), "GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n").context("asking")?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            ensure!(self.0.read_line(&mut line).context("reading")? > 0, "the server closed");
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().context("reading a length")?;
            }
        }
        let mut page = vec![0; length];
        self.0.read_exact(&mut page).context("reading a page")?;
        Ok(String::from_utf8_lossy(&page).into_owned())
    }
}

/// 50,450 targets every 30 s, each politely.
fn punctual(programs: &Programs, folder: &Path, sheet: &mut Sheet) -> anyhow::Result<()> {
    println!("50,450 targets every 30 s, for 75 s");
    let _netns = Netns::enter_fresh()?;
    let _peer = peer()?;
    let names: Vec<String> = targets(MANY_ADDRESSES).iter().map(|target| format!("\"{target}\"")).collect();
    let file = folder.join("many.toml");
    let text = format!(
        "listen = \"127.0.0.1:9116\"\n[defaults]\nstrategy = \"polite\"\ninterval = 30\n[[targets]]\ntarget = [{}]\n",
        names.join(", ")
    );
    fs::write(&file, text).context("writing settings")?;
    let (running, mut scraper) =
        start(Command::new(&programs.lastack).args(["probe", "run"]).arg(file), 9_116)?;
    let (begun, before) = (Instant::now(), cpu_s(running.0.id())?);
    // The length of a measurement, not a wait for anything.
    std::thread::sleep(LONG);
    let took = begun.elapsed().as_secs_f64();
    let cpu = cpu_s(running.0.id())? - before;
    let page = scraper.get("/metrics")?;
    let value = |name: &str| -> anyhow::Result<f64> {
        let found = page.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
        found.with_context(|| format!("{name} is not on the page"))
    };
    let sum = |name: &str| -> f64 {
        let lines = page.lines().filter(|line| line.starts_with(name));
        lines.filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok()).sum()
    };
    let late_ms = value("lastack_probe_lateness_seconds{quantile=\"0.99\"}")? * 1e3;
    sheet.note(format!(
        "{} checks of {} targets, every 30 s and for 75 s, {} of them up; {:.0} % of a core, peak {} KiB; own sockets in TIME_WAIT: {}.",
        sum("lastack_probe_checks_total{"),
        value("lastack_probe_targets")?,
        sum("lastack_probe_up{"),
        cpu / took * 100.0,
        peak_kib(running.0.id())?,
        value("lastack_probe_own_sockets{state=\"time_wait\"}")?,
    ));
    let what = "50,450 targets: 99 of 100 deadlines are served within";
    sheet.goal(what, late_ms, Unit::Ms, Bound::AtMost(10.0));
    Ok(())
}

/// Clock ticks of /proc are of 10 ms on every Linux (USER_HZ).
const TICK_S: f64 = 0.01;

/// Fields of a stat file behind the name, counted from 0 (proc_pid_stat(5): the third is 0).
fn stat(path: &str) -> anyhow::Result<Vec<f64>> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {path}"))?;
    let (_, rest) = text.rsplit_once(')').context("a stat file without a name")?;
    Ok(rest.split_whitespace().map(|word| word.parse().unwrap_or(0.0)).collect())
}

/// utime and stime.
fn cpu_s(pid: u32) -> anyhow::Result<f64> {
    let fields = stat(&format!("/proc/{pid}/stat"))?;
    Ok(fields[11..13].iter().sum::<f64>() * TICK_S)
}

/// cutime and cstime of this process: all that it has waited for.
fn children_cpu_s() -> anyhow::Result<f64> {
    let fields = stat("/proc/self/stat")?;
    Ok(fields[13..15].iter().sum::<f64>() * TICK_S)
}

/// VmHWM.
fn peak_kib(pid: u32) -> anyhow::Result<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).context("reading the peak")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no peak")?;
    Ok(line.split_whitespace().next().context("no peak")?.parse()?)
}
