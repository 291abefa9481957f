//! What a trace of closes costs: a loop that connects and closes at full speed, with and without it, and beside bpftrace.
//!
//! Of this the kernel takes most before a program's first instruction. What empty programs cost a connection, CPU time of the
//! loop, medians of 41 paired rounds of 5,003 connections (12 copies at once, by 12), where a connection took 34.5 µs (6.18, two
//! cores of a virtual machine, other work beside it), and behind it ns a firing by the kernel's clock, which is in them:
//!
//! | hook | firings | one copy | of 12 | each |
//! |---|--:|--:|--:|--:|
//! | tp_btf inet_sock_set_state | 10 | 738 (411 to 974) | 656 | 64 |
//! | tp_btf tcp_destroy_sock | 2 | 240 (-268 to 481) | 126 | 69 |
//! | cgroup sock_release | 2 | 156 (-135 to 830) | 74 | 75 |
//! | fentry tcp_send_fin, fexit tcp_v4_connect, fentry inet_release, LSM socket_shutdown | | EPERM at loading | | |
//!
//! So 300 ns are out of reach at the first, whatever the program does. The second runs where a segment frees the socket, not
//! where somebody closes it. The third comes after shutdown(), sees no connect() that got no port, and wants CAP_NET_ADMIN and a
//! control group to be attached to. The last ones would fire twice a connection, and this kernel refuses every trampoline.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use lastack_ebpf::{Bpf, Depth, Meter, Refusal, Runs, Trace, Tracer as _};
use lastack_netlab::{Churn, LabError, LoadProcess, Netns};

use super::sheet::{Bound, Figure, Sheet, Table, Unit, median};
use crate::needs::has;

/// Connections of one measurement, some 40 ms.
const LOOPS: u64 = 5_003;
const ROUNDS: usize = 41;
/// Of the kernel's own clock, which is steadier.
const METERED_ROUNDS: usize = 21;
/// Others take a second each to start.
const PEER_ROUNDS: usize = 7;
/// Destinations of the loop: enough to stay below half of the ports towards each.
const DESTINATIONS: u16 = 61;

/// The nearest to our sums that a person would type.
const SCRIPT: &str = "tracepoint:sock:inet_sock_set_state /args->protocol == 6 && ((args->oldstate == 1 && \
                      args->newstate == 4) || (args->oldstate == 8 && args->newstate == 9))/ \
                      { @[pid, comm, args->dport] = count(); } BEGIN { printf(\"ready\\n\"); }";

/// Reached by a prototype of this program (a map by closer 2.5 to 3.3 %, records of both ends 3.7 to 5.4 %), where a loop
/// took 8 µs and a program that returns at once 1.4 to 1.5 % of it.
const SUMS_PERCENT: f64 = 3.5;
const SINGLES_PERCENT: f64 = 5.5;
/// From nothing by the CPU time of the loop, and over a program that returns at once by the kernel's clock, which is steadier: two runs
/// differed by 66 ns there and by 1,129 ns in the loop.
/// The empty one alone costs 120 ns where a loop takes 8 µs and 308 ns where it takes 19 µs, for the ten changes of state of
/// a connection's two ends, and nothing that a program does makes it less.
const SUMS_NS: f64 = 300.0;
/// Changes of state of both ends of one connection of the loop.
const CHANGES: f64 = 10.0;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    Without,
    Empty,
    Sums,
    Singles,
    Bpftrace,
    Tcplife,
}

impl Mode {
    fn words(self) -> &'static str {
        match self {
            Mode::Without => "without a trace",
            Mode::Empty => "a program that returns at once",
            Mode::Sums => "sums by closer",
            Mode::Singles => "single closes too",
            Mode::Bpftrace => "bpftrace, sums by pid, comm and port",
            Mode::Tcplife => "bcc's tcplife",
        }
    }
}

/// Measures in rounds, each mode once a round in turning order. Needs root.
pub(super) fn bench() -> anyhow::Result<Sheet> {
    let mut sheet = Sheet::begin(
        "A trace of closes",
        format!(
            "One process connects to itself and closes, at full speed, towards {DESTINATIONS} destinations. CPU time of the loop; \
             rounds of {LOOPS} connections; ratios within the round."
        ),
    );
    let netns = Netns::enter_fresh()?;
    netns.sysctl("net.ipv4.ip_local_port_range", "1024 65535")?;
    let mut load = LoadProcess::churn("bench-churn", DESTINATIONS).context("starting the loop")?;
    load.run_churn(LOOPS)?;
    let modes = [Mode::Without, Mode::Empty, Mode::Sums, Mode::Singles];
    let times = rounds(&modes, ROUNDS, &mut load)?;
    sheet.table(beside_the_first(&modes, &times, ROUNDS));
    let [without, empty, sums, singles] = &times;
    sheet.note(format!(
        "Sums by closer cost {:+.0} ns a connection over a program that returns at once, by the CPU time of the loop.",
        median(&more_ns(sums, empty))
    ));
    sheet.note(format!(
        "A program that returns at once costs {:+.0} ns a connection, for {CHANGES:.0} changes of state: none at this tracepoint costs less.",
        median(&more_ns(empty, without))
    ));
    let over_empty = metered(&mut load, &mut sheet)?;
    for peer in [Mode::Bpftrace, Mode::Tcplife] {
        match Peer::start(peer) {
            Ok(_) => {
                let modes = [Mode::Without, peer];
                let times = rounds(&modes, PEER_ROUNDS, &mut load)?;
                sheet.table(beside_the_first(&modes, &times, PEER_ROUNDS));
            }
            Err(error) => sheet.note(format!("{} is not measured: {error:#}", peer.words())),
        }
    }
    drop(load);
    loss(&mut sheet)?;
    let percent = |times: &[f64]| median(&percent(times, without));
    let what = |mode: Mode| format!("trace of closes, {}", mode.words());
    sheet.goal(what(Mode::Sums), percent(sums), Unit::Percent, Bound::AtMost(SUMS_PERCENT));
    let more = median(&more_ns(sums, without));
    sheet.goal(what(Mode::Sums) + ", a connection", more, Unit::Ns, Bound::AtMost(SUMS_NS));
    sheet.goal(
        "the program of sums, over one that returns at once, by the kernel's clock",
        over_empty,
        Unit::Ns,
        Bound::AtMost(SUMS_NS),
    );
    sheet.goal(what(Mode::Singles), percent(singles), Unit::Percent, Bound::AtMost(SINGLES_PERCENT));
    Ok(sheet)
}

/// Measures modes in turning order: the nanoseconds a connection of each round.
fn rounds<const N: usize>(
    modes: &[Mode; N],
    count: usize,
    load: &mut LoadProcess,
) -> anyhow::Result<[Vec<f64>; N]> {
    let mut times: [Vec<f64>; N] = std::array::from_fn(|_| Vec::new());
    for round in 0..count {
        for place in 0..N {
            let index = (round + place) % N;
            times[index].push(measure(modes[index], load)?.as_nanos() as f64 / LOOPS as f64);
        }
    }
    Ok(times)
}

/// What each mode costs against the first.
fn beside_the_first(modes: &[Mode], times: &[Vec<f64>], count: usize) -> Table {
    let mut table = Table::of(&["", "a connection", "more", "nanoseconds more"]);
    table.heads[0] = format!("{count} rounds");
    for (mode, own) in modes.iter().zip(times) {
        let beside = |figure: Option<Figure>| if *mode == modes[0] { None } else { figure };
        table.row(
            mode.words(),
            vec![
                Figure::of(own.iter().copied(), Unit::Ns),
                beside(Figure::of(percent(own, &times[0]), Unit::Percent)),
                beside(Figure::of(more_ns(own, &times[0]), Unit::Ns)),
            ],
        );
    }
    table
}

/// By how much a measurement is above another one of the same round.
fn percent(own: &[f64], other: &[f64]) -> Vec<f64> {
    own.iter().zip(other).map(|(own, other)| (own / other - 1.0) * 100.0).collect()
}

fn more_ns(own: &[f64], other: &[f64]) -> Vec<f64> {
    own.iter().zip(other).map(|(own, other)| own - other).collect()
}

/// What the kernel measures of a trace during one measurement. Closes of the whole machine are among it.
fn runs(mode: Mode, load: &mut LoadProcess) -> anyhow::Result<Runs> {
    let trace = start(mode)?.context("no trace")?;
    load.run_churn(LOOPS)?;
    let runs = trace.runs().context("nothing was measured")?;
    ensure!(runs.count >= LOOPS, "the program ran {} times in {LOOPS} connections", runs.count);
    Ok(runs)
}

/// The programs alone, by the kernel's own clock: steadier than the loop, and less than it pays, since caches that a
/// program fills are missed by others. Gives what sums cost over a program that returns at once, in nanoseconds a
/// connection.
fn metered(load: &mut LoadProcess, sheet: &mut Sheet) -> anyhow::Result<f64> {
    const MODES: [Mode; 3] = [Mode::Empty, Mode::Sums, Mode::Singles];
    let _meter = Meter::start()?;
    let mut times = MODES.map(|_| Vec::new());
    for round in 0..METERED_ROUNDS {
        for place in 0..MODES.len() {
            let index = (round + place) % MODES.len();
            let runs = runs(MODES[index], load)?;
            times[index].push(runs.time.as_nanos() as f64 / runs.count as f64 * CHANGES);
        }
    }
    let mut table =
        Table::of(&["the programs alone, by the kernel's clock", "a connection", "over the empty program"]);
    for (mode, own) in MODES.iter().zip(&times) {
        let over = if *mode == Mode::Empty { None } else { Figure::of(more_ns(own, &times[0]), Unit::Ns) };
        table.row(mode.words(), vec![Figure::of(own.iter().copied(), Unit::Ns), over]);
    }
    sheet.table(table);
    sheet.note(format!("{CHANGES} changes of state a connection; the kernel's clock is in each figure."));
    let [empty, sums, _] = &times;
    Ok(median(&more_ns(sums, empty)))
}

fn measure(mode: Mode, load: &mut LoadProcess) -> anyhow::Result<Duration> {
    let _peer = match mode {
        Mode::Bpftrace | Mode::Tcplife => Some(Peer::start(mode)?),
        _ => None,
    };
    match start(mode)? {
        None => Ok(load.run_churn(LOOPS)?),
        Some(trace) => read_beside(trace, || load.run_churn(LOOPS)),
    }
}

/// Starts a trace of ours, where the mode is one.
fn start(mode: Mode) -> Result<Option<Box<dyn Trace>>, Refusal> {
    match mode {
        Mode::Without | Mode::Bpftrace | Mode::Tcplife => Ok(None),
        Mode::Empty => Bpf.start_empty().map(Some),
        Mode::Sums => Bpf.start(Depth::Sums).map(Some),
        Mode::Singles => Bpf.start(Depth::Singles).map(Some),
    }
}

/// Runs the loop on a thread of its own while this one reads the trace, as a command does.
fn read_beside(
    mut trace: Box<dyn Trace>,
    run: impl FnOnce() -> Result<Duration, LabError> + Send,
) -> anyhow::Result<Duration> {
    thread::scope(|scope| {
        let loops = scope.spawn(run);
        while !loops.is_finished() {
            trace.poll(Duration::from_millis(1), &mut |_| {})?;
        }
        let took = loops.join().map_err(|_panic| anyhow::anyhow!("the loop panicked"))?;
        Ok(took?)
    })
}

/// How much the ring holds, and how fast it is read: closes that come faster for longer are lost.
fn loss(sheet: &mut Sheet) -> anyhow::Result<()> {
    const CLOSES: u64 = 200_006;
    let netns = Netns::enter_fresh()?;
    let mut trace = Bpf.start_in(netns.cookie()?, Depth::Singles)?;
    let churn = Churn::to(DESTINATIONS)?;
    let took = churn.run(CLOSES / 2)?;
    let mut shown = 0_u64;
    let start = Instant::now();
    trace.poll(Duration::ZERO, &mut |_| shown += 1)?;
    let reading = start.elapsed();
    let lost = trace.lost().singles;
    ensure!(shown + lost == CLOSES, "{shown} shown and {lost} lost are not {CLOSES} closed");
    let rate = |count: u64, time: Duration| count as f64 / time.as_secs_f64();
    sheet.note(format!(
        "Single closes without a reader: {shown} shown + {lost} lost = {CLOSES} closed, at {:.0} closes a second.",
        rate(CLOSES, took)
    ));
    sheet.note(format!(
        "8 MiB hold {shown} closes; they are read at {:.0} a second, every 20 ms: loss begins where more come for long, or {} a \
         second at once.",
        rate(shown, reading),
        shown * 50
    ));
    drop(trace);
    let mut trace = Bpf.start_in(netns.cookie()?, Depth::Singles)?;
    let (took, beside) = thread::scope(|scope| -> anyhow::Result<_> {
        let loops = scope.spawn(|| Churn::to(DESTINATIONS)?.run(CLOSES / 2));
        let mut beside = 0_u64;
        while !loops.is_finished() {
            trace.poll(Duration::from_millis(1), &mut |_| beside += 1)?;
        }
        trace.poll(Duration::ZERO, &mut |_| beside += 1)?;
        Ok((loops.join().map_err(|_panic| anyhow::anyhow!("the loop panicked"))??, beside))
    })?;
    let lost = trace.lost().singles;
    ensure!(beside + lost == CLOSES, "{beside} shown and {lost} lost are not {CLOSES} closed");
    sheet.note(format!(
        "With its reader: {beside} shown + {lost} lost = {CLOSES} closed, at {:.0} closes a second.",
        rate(CLOSES, took)
    ));
    Ok(())
}

/// A tool of others at work, in mounts of its own where tracefs is.
struct Peer(Child);

impl Peer {
    fn start(mode: Mode) -> anyhow::Result<Self> {
        const INSIDE: &str = "mount -t debugfs none /sys/kernel/debug 2>/dev/null; mount -t tracefs none \
                              /sys/kernel/debug/tracing 2>/dev/null; exec \"$0\" \"$@\"";
        let (words, package, ready): (&[&str], &str, &str) = match mode {
            Mode::Tcplife => (&["tcplife-bpfcc"], "bpfcc-tools", "PID"),
            _ => (&["bpftrace", "-B", "none", "-e", SCRIPT], "bpftrace", "ready"),
        };
        ensure!(has(words[0]), "{} is not here: apt-get install {package}", words[0]);
        let mut child = Command::new("unshare")
            .args(["--mount", "sh", "-c", INSIDE])
            .args(words)
            .env("PYTHONUNBUFFERED", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("starting unshare (Debian package util-linux)")?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let peer = Peer(child);
        let mut lines = BufReader::new(stdout.context("no output")?).lines().map_while(Result::ok);
        if lines.any(|line| line.starts_with(ready)) {
            // What it prints is read, so that it is never held up by a full pipe; the thread ends with it.
            thread::spawn(move || lines.for_each(drop));
            return Ok(peer);
        }
        drop(peer);
        let words = BufReader::new(stderr.context("no errors")?).lines().map_while(Result::ok);
        bail!("it ended by itself: {}", words.last().unwrap_or_default())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
