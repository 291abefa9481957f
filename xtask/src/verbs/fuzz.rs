//! `fuzz`: the fuzz targets, longer than a test may take. Needs nightly Rust, cargo-fuzz and a C++ compiler.

use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context as _, bail, ensure};

use super::Verb;
use crate::process::cpu_s;
use crate::project::root;

/// `cargo xtask fuzz`
pub const VERB: Verb = Verb {
    name: "fuzz",
    usage: "fuzz [TARGET] [SECONDS] [QUIET] | fuzz keep TARGET",
    about: "run a fuzz target, or each in turn, from seeds and kept inputs, until QUIET seconds of CPU time without a new edge; keep: pack the smallest corpus for the tests",
    run,
};

/// A minute shows whether a target still runs; `1800 600` is what a release wants.
const SECONDS: u64 = 60;

/// A run that still finds edges after so many times its seconds ends all the same, and says so.
const PATIENCE: u32 = 4;

/// Longest input in bytes: some rows, some lines, some calls with their answers, and a whole look. What a target of
/// pastes meets comes from shapes and not from length; of mixed lines each is chosen by two bytes.
const LONGEST: &[(&str, u32)] = &[
    ("capture", 4_096),
    ("filter", 512),
    ("inet_diag", 2_048),
    ("paste_counters", 400),
    ("paste_layers", 400),
    ("paste_logs", 400),
    ("paste_mixed", 32),
    ("paste_netstat", 400),
    ("paste_settings", 400),
    ("paste_ss", 600),
    ("paste_windows", 600),
    ("replay", 16_384),
];

/// The code under test is safe Rust, where a sanitizer finds nothing and makes each run several times as long.
/// Overflow checks and debug assertions are on. Comparisons are not traced: that takes most of a run's time, and the words
/// that it would find stand in the dictionaries.
const BUILT: [&str; 3] = ["--sanitizer", "none", "--no-trace-compares"];

fn run(args: &[String]) -> anyhow::Result<ExitCode> {
    if let [word, target] = args
        && word == "keep"
    {
        return keep(target);
    }
    let number = |index: usize, usual: u64| match args.get(index) {
        Some(word) => word.parse().with_context(|| format!("{word} is no number of seconds")),
        None => Ok(usual),
    };
    let (seconds, quiet) = (number(1, SECONDS)?, number(2, 0)?);
    let targets = match args.first() {
        Some(target) => vec![target.clone()],
        None => all()?,
    };
    for target in targets {
        one(&target, Duration::from_secs(seconds), Duration::from_secs(quiet))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Every target by its file.
fn all() -> anyhow::Result<Vec<String>> {
    let mut targets = Vec::new();
    for file in fs::read_dir(root().join("fuzz/fuzz_targets")).context("listing the fuzz targets")? {
        let path = file?.path();
        targets.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    targets.sort();
    Ok(targets)
}

/// Runs a target and says when it last met a new edge.
fn one(target: &str, seconds: Duration, quiet: Duration) -> anyhow::Result<()> {
    let fuzz = root().join("fuzz");
    prepare(&fuzz, target)?;
    let program = built(&fuzz, target)?;
    let artifacts = fuzz.join("artifacts").join(target);
    fs::create_dir_all(&artifacts).with_context(|| format!("making {}", artifacts.display()))?;
    let mut command = Command::new(program);
    command.arg(fuzz.join("corpus").join(target));
    command.args([
        format!("-max_len={}", longest(target)),
        format!("-artifact_prefix={}/", artifacts.display()),
    ]);
    // What is asked is edges: an input that passes one more often is none to keep, and weighing the corpus takes as long
    // as running it.
    command.args(["-use_counters=0", "-entropic=0"]);
    // An input that takes a minute hangs a reader; libFuzzer by itself waits for twenty.
    command.args(["-print_final_stats=1", "-timeout=60"]);
    let dictionary = fuzz.join("dictionaries").join(format!("{target}.dict"));
    if dictionary.is_file() {
        command.arg(format!("-dict={}", dictionary.display()));
    }
    let mut child = command.stderr(Stdio::piped()).spawn().context("starting the fuzz target")?;
    let lines = lines_of(&mut child)?;
    let mut seen = Seen::default();
    let ended = watch(&child, &lines, &mut seen, seconds, quiet)?;
    if !ended {
        interrupt(&child)?;
        let now = seen.now;
        lines.iter().for_each(|line| seen.line(&line, now));
    }
    let status = child.wait().context("waiting for the fuzz target")?;
    println!("{target}: {}", seen.sum());
    // Told to stop it ends with a code of its own; ended by itself it has found something.
    ensure!(
        !ended,
        "{target} found something and ended with {status}; the input is in {}",
        artifacts.display()
    );
    Ok(())
}

/// Builds a target and says where it is.
fn built(fuzz: &Path, target: &str) -> anyhow::Result<PathBuf> {
    let status = Command::new("cargo")
        .args(["+nightly", "fuzz", "build", target])
        .args(BUILT)
        .current_dir(fuzz)
        .status()
        .context("starting cargo fuzz; rustup toolchain install nightly, cargo install cargo-fuzz")?;
    ensure!(status.success(), "{target} could not be built, or cargo fuzz is missing");
    let folder = env::var_os("CARGO_TARGET_DIR").map_or_else(|| fuzz.join("target"), PathBuf::from);
    let asked = Command::new("rustc").args(["+nightly", "-vV"]).output().context("asking rustc")?;
    let said = String::from_utf8_lossy(&asked.stdout).into_owned();
    let host = said.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    Ok(folder.join(host).join("release").join(target))
}

/// The lines of the fuzzer as they come, passed on to whoever looks at this run.
fn lines_of(child: &mut Child) -> anyhow::Result<Receiver<String>> {
    let lines = BufReader::new(child.stderr.take().context("no pipe to the fuzz target")?).lines();
    let (send, receive) = channel();
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            // Who cannot hear the fuzzer still gets the sum at the end.
            let _ = writeln!(std::io::stderr(), "{line}");
            if send.send(line).is_err() {
                return;
            }
        }
    });
    Ok(receive)
}

/// As Ctrl-C does it: the fuzzer says what it did and ends.
fn interrupt(child: &Child) -> anyhow::Result<()> {
    let status = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    ensure!(status.context("starting kill")?.success(), "the fuzz target could not be told to stop");
    Ok(())
}

/// Listens until the seconds are over and no new edge came in the last `quiet` of them, or patience is at its end;
/// true where the fuzzer ended before. Time is what the fuzzer got of a core, so that a busy machine makes no run
/// shorter, and counts from the end of the corpus that it started from.
fn watch(
    child: &Child,
    lines: &Receiver<String>,
    seen: &mut Seen,
    seconds: Duration,
    quiet: Duration,
) -> anyhow::Result<bool> {
    loop {
        let line = lines.recv_timeout(Duration::from_secs(1));
        let now = Duration::from_secs_f64(cpu_s(child.id())?);
        match line {
            Ok(line) => seen.line(&line, now),
            Err(RecvTimeoutError::Timeout) => seen.now = now,
            Err(RecvTimeoutError::Disconnected) => return Ok(true),
        }
        if let (Some(start), Some(newest)) = (seen.start, seen.newest)
            && now - start >= seconds
            && (now - newest >= quiet || now - start >= seconds * PATIENCE)
        {
            return Ok(false);
        }
    }
}

/// Puts seeds and kept inputs where the target looks for them.
fn prepare(fuzz: &Path, target: &str) -> anyhow::Result<()> {
    if !fuzz.join("fuzz_targets").join(format!("{target}.rs")).is_file() {
        bail!("there is no fuzz target {target}");
    }
    let corpus = fuzz.join("corpus").join(target);
    fs::create_dir_all(&corpus).with_context(|| format!("making {}", corpus.display()))?;
    let seeds = fuzz.join("seeds").join(target);
    for seed in fs::read_dir(&seeds).with_context(|| format!("reading {}", seeds.display()))? {
        let seed = seed?;
        fs::copy(seed.path(), corpus.join(seed.file_name())).context("copying a seed")?;
    }
    let pack = fs::read(fuzz.join("kept").join(format!("{target}.bin"))).unwrap_or_default();
    let mut rest = pack.as_slice();
    let mut number = 0;
    while let Some((length, more)) = rest.split_first_chunk::<4>() {
        let Some((input, after)) = more.split_at_checked(u32::from_le_bytes(*length) as usize) else {
            bail!("the kept corpus of {target} is cut short");
        };
        fs::write(corpus.join(format!("kept-{number}")), input).context("unpacking a kept input")?;
        (rest, number) = (after, number + 1);
    }
    Ok(())
}

/// What libFuzzer's lines said.
#[derive(Debug, Default)]
struct Seen {
    runs: u64,
    /// Edges after the corpus, and now
    edges: Option<(u64, u64)>,
    /// CPU time of the fuzzer when it was last asked
    now: Duration,
    /// The same when the corpus had been read
    start: Option<Duration>,
    /// The same when the last new edge came, else at the start
    newest: Option<Duration>,
}

impl Seen {
    /// Notes the runs, and the edges: `cov: N`. A line that says NEW may tell of an edge that was passed more often
    /// than before, which is none.
    fn line(&mut self, line: &str, now: Duration) {
        self.now = now;
        let number = |text: Option<&str>| text?.split_whitespace().next()?.parse::<u64>().ok();
        let runs = line.strip_prefix('#').or_else(|| line.strip_prefix("stat::number_of_executed_units: "));
        self.runs = number(runs).unwrap_or(self.runs);
        if let Some(edges) = number(line.split(" cov: ").nth(1)) {
            match &mut self.edges {
                None if !line.contains("INITED") => {}
                None => (self.edges, self.start, self.newest) = (Some((edges, edges)), Some(now), Some(now)),
                Some((_, most)) if edges > *most => (*most, self.newest) = (edges, Some(now)),
                Some(_) => {}
            }
        }
    }

    fn sum(&self) -> String {
        let (Some((first, edges)), Some(start), Some(newest)) = (self.edges, self.start, self.newest) else {
            return "ended before its corpus was read".to_owned();
        };
        let (took, quiet) = ((self.now - start).as_secs(), (self.now - newest).as_secs());
        format!(
            "{} runs in {took} s of CPU time ({} a second), {edges} edges, {} of them new; no new edge in the last {quiet} s",
            self.runs,
            self.runs / took.max(1),
            edges - first,
        )
    }
}

/// Packs the smallest corpus that was found with the same edges into one file that the ordinary tests replay. The corpus
/// itself stays, with all that passes an edge more often than the others.
fn keep(target: &str) -> anyhow::Result<ExitCode> {
    let fuzz = root().join("fuzz");
    let corpus = fuzz.join("corpus").join(target);
    let smallest = fuzz.join("corpus").join(format!("{target}-smallest"));
    if smallest.exists() {
        fs::remove_dir_all(&smallest).with_context(|| format!("emptying {}", smallest.display()))?;
    }
    fs::create_dir_all(&smallest).with_context(|| format!("making {}", smallest.display()))?;
    let status = Command::new(built(&fuzz, target)?)
        .args(["-merge=1", "-use_counters=0", &format!("-max_len={}", longest(target))])
        .args([&smallest, &corpus])
        .status()
        .context("starting the fuzz target")?;
    ensure!(status.success(), "the corpus could not be made smaller");
    let mut inputs = Vec::new();
    for file in fs::read_dir(&smallest).with_context(|| format!("listing {}", smallest.display()))? {
        inputs.push(fs::read(file?.path()).context("reading an input")?);
    }
    inputs.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    let mut pack = Vec::new();
    for input in &inputs {
        pack.extend(u32::try_from(input.len()).context("an input is too long")?.to_le_bytes());
        pack.extend(input);
    }
    let kept = fuzz.join("kept");
    fs::create_dir_all(&kept).with_context(|| format!("making {}", kept.display()))?;
    fs::write(kept.join(format!("{target}.bin")), &pack).context("writing the pack")?;
    println!("kept {} inputs of {target}, {} bytes", inputs.len(), pack.len());
    Ok(ExitCode::SUCCESS)
}

/// Longest input of a target in bytes.
fn longest(target: &str) -> u32 {
    LONGEST.iter().find(|(name, _)| *name == target).map_or(4_096, |(_, bytes)| *bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_new_edge_is_read_from_the_lines() {
        let mut seen = Seen::default();
        for (second, line) in [
            "INFO: seed corpus: files: 3",
            "#3\tpulse  cov: 9 ft: 9 corp: 1/1b",
            "#4\tINITED cov: 10 ft: 11 corp: 1/1b",
            "#5\tNEW    cov: 12 ft: 13 corp: 2/2b",
            "#8\tNEW    cov: 12 ft: 14 corp: 3/3b",
            "#16\tpulse  cov: 12 ft: 14 corp: 3/3b",
            "stat::number_of_executed_units: 99",
        ]
        .iter()
        .enumerate()
        {
            seen.line(line, Duration::from_secs(second as u64));
        }
        assert_eq!((seen.edges, seen.runs), (Some((10, 12)), 99));
        assert_eq!(seen.start, Some(Duration::from_secs(2)));
        assert_eq!(seen.newest, Some(Duration::from_secs(3)));
    }

    #[test]
    fn every_fuzz_target_has_a_longest_input() {
        let mut known: Vec<&str> = LONGEST.iter().map(|(name, _)| *name).collect();
        known.sort_unstable();
        assert_eq!(all().unwrap(), known);
    }
}
