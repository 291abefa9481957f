//! What a process has taken, by /proc.

use std::fs;

use anyhow::Context as _;

/// Clock ticks of /proc are of 10 ms on every Linux (USER_HZ).
const TICK_S: f64 = 0.01;

/// utime and stime.
pub(crate) fn cpu_s(pid: u32) -> anyhow::Result<f64> {
    let fields = stat(&format!("/proc/{pid}/stat"))?;
    Ok(fields[11..13].iter().sum::<f64>() * TICK_S)
}

/// cutime and cstime of this process: all that it has waited for.
pub(crate) fn children_cpu_s() -> anyhow::Result<f64> {
    let fields = stat("/proc/self/stat")?;
    Ok(fields[13..15].iter().sum::<f64>() * TICK_S)
}

/// Fields of a stat file behind the name, counted from 0 (proc_pid_stat(5): the third is 0).
fn stat(path: &str) -> anyhow::Result<Vec<f64>> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {path}"))?;
    let (_, rest) = text.rsplit_once(')').context("a stat file without a name")?;
    Ok(rest.split_whitespace().map(|word| word.parse().unwrap_or(0.0)).collect())
}

/// VmHWM.
pub(crate) fn peak_kib(pid: u32) -> anyhow::Result<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).context("reading the peak")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no peak")?;
    Ok(line.split_whitespace().next().context("no peak")?.parse()?)
}
