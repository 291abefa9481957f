//! `fuzz`: the fuzz targets, longer than a test may take. Needs nightly Rust, cargo-fuzz and a C++ compiler.

use std::fs;
use std::io::{BufReader, Write as _};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context as _, bail, ensure};

use super::Verb;
use crate::project::root;

/// `cargo xtask fuzz`
pub const VERB: Verb = Verb {
    name: "fuzz",
    usage: "fuzz [TARGET] [SECONDS] | fuzz keep TARGET",
    about: "run a fuzz target, or each in turn, from seeds and kept inputs; keep: pack the smallest corpus for the tests",
    run,
};

/// A minute shows whether a target still runs; half an hour is what a release wants.
const SECONDS: u64 = 60;

/// Longest input in bytes. Captures hold whole tables, so theirs are longer.
const LONGEST: u32 = 8_192;

fn run(args: &[String]) -> anyhow::Result<ExitCode> {
    if let [word, target] = args
        && word == "keep"
    {
        return keep(target);
    }
    let seconds = match args.get(1) {
        Some(word) => word.parse().with_context(|| format!("{word} is no number of seconds"))?,
        None => SECONDS,
    };
    let targets = match args.first() {
        Some(target) => vec![target.clone()],
        None => all()?,
    };
    for target in targets {
        one(&target, seconds)?;
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

/// Runs a target and says when it last met something new.
fn one(target: &str, seconds: u64) -> anyhow::Result<()> {
    let fuzz = root().join("fuzz");
    prepare(&fuzz, target)?;
    let mut words = vec![format!("-max_total_time={seconds}"), format!("-max_len={LONGEST}")];
    let dictionary = fuzz.join("dictionaries").join(format!("{target}.dict"));
    if dictionary.is_file() {
        words.push(format!("-dict={}", dictionary.display()));
    }
    let mut child = Command::new("cargo")
        .args(["+nightly", "fuzz", "run", target, "--"])
        .args(&words)
        .current_dir(&fuzz)
        .stderr(Stdio::piped())
        .spawn()
        .context("starting cargo fuzz; rustup toolchain install nightly, cargo install cargo-fuzz")?;
    let seen = child.stderr.take().map(|lines| watch(BufReader::new(lines))).unwrap_or_default();
    let status = child.wait().context("waiting for cargo fuzz")?;
    println!(
        "{target}: {} edges, {} inputs run; the last new edge came {} s after the start and {} s before the end",
        seen.edges, seen.runs, seen.newest_s, seen.quiet_s,
    );
    ensure!(status.success(), "{target} found something, or cargo fuzz is missing");
    Ok(())
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
    edges: u64,
    runs: u64,
    newest_s: u64,
    quiet_s: u64,
}

/// Passes the lines on and notes when the number of edges (`cov: N`) last grew. Time counts from the first of them:
/// before that the target is built.
fn watch(lines: impl std::io::BufRead) -> Seen {
    let mut seen = Seen::default();
    let (mut started, mut newest) = (None, Instant::now());
    for line in lines.lines().map_while(Result::ok) {
        // Who cannot hear the fuzzer still gets the sum at the end.
        let _ = writeln!(std::io::stderr(), "{line}");
        let number = |label: &str| -> Option<u64> {
            line.split(label).nth(1)?.split_whitespace().next()?.parse().ok()
        };
        if let Some(runs) =
            line.strip_prefix('#').and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        {
            seen.runs = runs;
        }
        let Some(edges) = number(" cov: ") else { continue };
        let first = *started.get_or_insert_with(Instant::now);
        if edges > seen.edges {
            (seen.edges, newest) = (edges, Instant::now());
        }
        seen.newest_s = newest.duration_since(first).as_secs();
    }
    seen.quiet_s = newest.elapsed().as_secs();
    seen
}

/// Packs the smallest corpus with the same edges into one file that the ordinary tests replay.
fn keep(target: &str) -> anyhow::Result<ExitCode> {
    let fuzz = root().join("fuzz");
    let status = Command::new("cargo")
        .args(["+nightly", "fuzz", "cmin", target])
        .current_dir(&fuzz)
        .status()
        .context("starting cargo fuzz")?;
    ensure!(status.success(), "the corpus could not be made smaller");
    let corpus = fuzz.join("corpus").join(target);
    let mut inputs = Vec::new();
    for file in fs::read_dir(&corpus).with_context(|| format!("listing {}", corpus.display()))? {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_new_edge_is_read_from_the_lines() {
        let lines =
            "INFO: seed\n#2\tINITED cov: 10 ft: 11\n#5\tNEW    cov: 12 ft: 13\n#99\tDONE   cov: 12 ft: 14\n";
        let seen = watch(lines.as_bytes());
        assert_eq!((seen.edges, seen.runs), (12, 99));
    }
}
