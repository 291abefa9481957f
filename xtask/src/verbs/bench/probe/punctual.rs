//! How punctual 50,450 targets are that are asked every 30 s, each politely.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use lastack_netlab::Netns;

use super::super::Programs;
use super::super::sheet::{Bound, Sheet, Unit};
use super::scrape::{Scraper, start};
use super::targets::{Block, open, steady};
use crate::process::{cpu_s, peak_kib};

/// 50,450 targets.
const ADDRESSES: u8 = 50;

/// The first checks take 25 s, the second round another 30.
const LONG: Duration = Duration::from_secs(75);

pub(super) fn punctual(programs: &Programs, folder: &Path, sheet: &mut Sheet) -> anyhow::Result<()> {
    println!("50,450 targets every 30 s, for 75 s");
    let _netns = Netns::enter_fresh()?;
    let _peer = steady()?;
    let names: Vec<String> =
        open(ADDRESSES).iter().map(Block::text).map(|text| format!("\"{text}\"")).collect();
    let file = folder.join("many.toml");
    let text = format!(
        "listen = \"127.0.0.1:9116\"\n[defaults]\nstrategy = \"polite\"\ninterval = 30\n[[targets]]\ntarget = [{}]\n",
        names.join(", ")
    );
    fs::write(&file, text).context("writing settings")?;
    let running = start(Command::new(&programs.lastack).args(["probe", "run"]).arg(file), 9_116)?;
    let (begun, before) = (Instant::now(), cpu_s(running.pid())?);
    // The length of a measurement, not a wait for anything.
    std::thread::sleep(LONG);
    let took = begun.elapsed().as_secs_f64();
    let cpu = cpu_s(running.pid())? - before;
    let page = Scraper::to(9_116)?.get("/metrics", "")?;
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
        peak_kib(running.pid())?,
        value("lastack_probe_own_sockets{state=\"time_wait\"}")?,
    ));
    let what = "50,450 targets: 99 of 100 deadlines are served within";
    sheet.goal(what, late_ms, Unit::Ms, Bound::AtMost(10.0));
    Ok(())
}
