//! `lab measure FINDING…`: what an application changed itself, measured and judged as `fix apply` does with what it changed.

use std::io::{BufRead as _, Write as _};
use std::time::Duration;

use lastack_engine::{NetnsChoice, Request};
use lastack_model::{Gauge, PlanNetns, Reading, Remedy, Subject};

use super::failed;
use crate::command::{Exit, Failure};
use crate::session::Session;

/// Between two readings of the counters, as for a fix.
const INTERVAL: Duration = Duration::from_secs(1);

/// What is measured, known from the first look on.
struct About {
    remedy: Remedy,
    namespaces: Vec<PlanNetns>,
    gauges: Vec<(usize, Gauge)>,
}

/// Reads orders, a line each, until the last: `before` and `after` take a reading, `load RATE` tells the load of the one just taken
/// (what lastack sees of it, closes, is what such a change makes fewer),
/// `judge` answers the outcome, `none` where nothing was measured, and ends. Each is answered by a line.
pub(super) fn measure(session: &Session<'_>, findings: &[String]) -> Result<Exit, Failure> {
    let request = Request { netns: NetnsChoice::Own, ..session.request(Vec::new(), INTERVAL) };
    let mut about = None;
    let (mut before, mut after): (Vec<Reading>, Vec<Reading>) = (Vec::new(), Vec::new());
    let mut last_after = false;
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        match line.split_once(' ').unwrap_or((&line, "")) {
            ("before" | "after", _) => {
                let examined = lastack_engine::examine(&session.host, &request)
                    .map_err(|error| crate::session::refused(&error))?;
                let known = about.get_or_insert_with(|| about_what(&examined.report, findings));
                let reading =
                    lastack_engine::reading(&examined.report, &known.namespaces, &known.gauges, None);
                last_after = line == "after";
                if last_after { &mut after } else { &mut before }.push(reading);
                tell("taken")?;
            }
            ("load", rate) => {
                let taken = if last_after { &mut after } else { &mut before };
                if let Some(reading) = taken.last_mut() {
                    reading.load_per_s = rate.parse().ok();
                }
                tell("noted")?;
            }
            _ => break,
        }
    }
    let judge = |remedy: &Remedy| lastack_treat::judge(&[remedy], &remedy.effects, &before, &after);
    let outcome = about.map(|about| judge(&about.remedy));
    tell(outcome.map_or("none", lastack_model::Outcome::name))?;
    Ok(Exit::Done)
}

/// The change as a remedy: lastack foretells nothing of what a program does, so it is judged by the findings that it treats and by the
/// failure counters, beside those gauges of a fix of the same findings that move with what programs do and not with a setting.
fn about_what(report: &lastack_model::Report, findings: &[String]) -> About {
    let plan = lastack_engine::plan(report, findings);
    let effects = plan.remedies.iter().flat_map(|remedy| &remedy.effects);
    let mut gauges: Vec<(usize, Gauge)> = Vec::new();
    for effect in effects {
        if effect.gauge.follows_load() && !gauges.contains(&(effect.netns, effect.gauge)) {
            gauges.push((effect.netns, effect.gauge));
        }
    }
    let found = report.findings.iter().flatten().filter(|found| findings.iter().any(|id| id == found.id));
    let treats = found.map(|found| found.key.clone()).collect();
    let remedy = Remedy::new("application", "application".to_owned(), Subject::Host, treats);
    About { remedy, namespaces: plan.namespaces, gauges }
}

fn tell(line: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(|error| failed(&error.to_string()))
}
