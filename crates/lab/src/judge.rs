//! Whether a rehearsal showed what it had to: each clause by itself, from what was seen outside and by lastack.

use lastack_model::words::Message;
use lastack_model::{
    Clause, ClauseKind, Cure, Moment, Outcome as Verdict, Rehearsal, Scene, SceneFinding, Severity, Untrusted,
};

use crate::scenario::{Scenario, Side};
use crate::wire::{self, Look, Outcome};

/// How far lastack's count may be from what `ss` counted before and after it: 2 %, and never less than so many rows.
const SKEW: (f64, u64) = (0.02, 5);

/// Puts the two parts together.
pub(crate) fn judged(scenario: &Scenario, id: &str, sick: &Outcome, twin: &Outcome) -> Rehearsal {
    let word = |suffix: &str| Message { id: format!("lab-{id}-{suffix}").into(), args: Vec::new() };
    let nothing = Look::default();
    let after = sick.after.as_ref().unwrap_or(&nothing);
    Rehearsal {
        id: id.to_owned(),
        title: word("title"),
        story: word("story"),
        watch: word("watch"),
        before: scene(&sick.before),
        after: scene(after),
        twin: scene(&twin.before),
        cures: sick.cures.iter().map(cure).collect(),
        quotes: sick.quotes.iter().map(|(who, line)| (who.clone(), Untrusted::new(line.as_str()))).collect(),
        clauses: clauses(scenario, sick, after, &twin.before),
        samples: sick.samples.iter().map(moment).collect(),
        cured_at_s: sick.cured_at_s,
        took_s: sick.took_s.max(twin.took_s),
    }
}

fn clauses(scenario: &Scenario, sick: &Outcome, after: &Look, twin: &Look) -> Vec<Clause> {
    let (expect, before) = (&scenario.expect, &sick.before);
    let has = |look: &Look, id: &str| look.findings.iter().any(|found| found.id == id);
    let known = |id: &str| expect.findings.iter().chain(&expect.beside).any(|known| known == id);
    let mut clauses = Vec::new();
    let mut judge = |kind, held: bool, seen: Vec<String>| clauses.push(clause(kind, Some(held), seen));

    let missing: Vec<String> = expect.findings.iter().filter(|id| !has(before, id)).cloned().collect();
    let all_found = if missing.is_empty() { expect.findings.clone() } else { missing.clone() };
    judge(ClauseKind::Found, missing.is_empty(), all_found);
    let loud = |look: &Look| -> Vec<String> {
        let grave = look.findings.iter().filter(|found| severity(&found.severity) >= Some(Severity::Warning));
        grave.map(|found| found.id.clone()).collect()
    };
    let mut wrong: Vec<String> = [before, after].into_iter().flat_map(loud).filter(|id| !known(id)).collect();
    wrong.sort();
    wrong.dedup();
    judge(ClauseKind::NoneFalse, wrong.is_empty(), wrong);
    if !expect.states.is_empty() {
        let rows =
            |state: &str| before.ss.iter().find(|(known, _)| known == state).map_or(0, |(_, rows)| *rows);
        let held = expect.states.iter().all(|(state, least)| rows(state) >= *least);
        let seen = expect.states.keys().map(|state| format!("{state} {}", rows(state))).collect();
        judge(ClauseKind::States, held, seen);
    }
    if !expect.grades.is_empty() {
        let grade =
            |key: &str| sick.graded.iter().find(|(known, ..)| known == key).map_or("?", |(.., grade)| grade);
        let held = expect.grades.iter().all(|(key, wanted)| grade(key) == wanted);
        let seen = expect.grades.keys().map(|key| format!("{key}: {}", grade(key))).collect();
        judge(ClauseKind::Graded, held, seen);
    }
    let ((low, high), skew) = (between(before.time_wait), SKEW);
    let slack = skew.1.max((high as f64 * skew.0) as u64);
    let counted = before.counted.is_some_and(|rows| rows + slack >= low && rows <= high + slack);
    let told = before.counted.map_or_else(|| "?".to_owned(), |rows| rows.to_string());
    judge(
        ClauseKind::Counted,
        counted,
        vec![
            format!("ss {}", before.time_wait.0),
            format!("lastack {told}"),
            format!("ss {}", before.time_wait.1),
        ],
    );
    if let Some(side) = expect.side {
        let most = |sides: (u64, u64)| match side {
            Side::Inbound => sides.0 > sides.1,
            Side::Outbound => sides.1 > sides.0,
        };
        let told = |who: &str, sides: (u64, u64)| format!("{who} outbound {} inbound {}", sides.1, sides.0);
        let held = most(before.sides) && before.told_sides.is_some_and(most);
        let lastack =
            before.told_sides.map_or_else(|| "lastack ?".to_owned(), |sides| told("lastack", sides));
        judge(ClauseKind::Side, held, vec![told("ss", before.sides), lastack]);
    }
    if !sick.cures.is_empty() {
        let held = sick.cures.iter().all(|cure| match cure {
            wire::Cure::Fix { outcome, .. } => outcome.as_deref() == Some(expect.outcome.as_str()),
            wire::Cure::Changed { outcome, .. } => outcome.as_deref() == Some(Verdict::Resolved.name()),
        });
        judge(ClauseKind::Resolved, held, sick.cures.iter().map(receipt).collect());
    }
    let grade_of = |look: &Look, id: &str| {
        look.findings
            .iter()
            .filter(|found| found.id == id)
            .filter_map(|found| severity(&found.severity))
            .max()
    };
    // A remark that it has been so is no finding any more.
    let stays = |id: &String| {
        grade_of(after, id)
            .is_some_and(|now| now > Severity::Ok || grade_of(before, id) <= Some(Severity::Ok))
    };
    // What was never there cannot have gone; of what may stand beside the incident only that is judged which did.
    let (there, never): (Vec<&String>, Vec<&String>) = expect.gone.iter().partition(|id| has(before, id));
    let mut still: Vec<String> = there.iter().filter(|id| stays(id)).map(|id| (*id).clone()).collect();
    still.extend(never.into_iter().filter(|id| expect.findings.contains(*id)).cloned());
    let gone = if still.is_empty() { there.into_iter().cloned().collect() } else { still.clone() };
    judge(ClauseKind::Gone, still.is_empty() && !after.line1.0.is_empty(), gone);
    let tried = |look: &Look| format!("{}/{}", look.application.failures, look.application.attempts);
    if expect.fails {
        let held = before.application.failures > 0
            && after.application.failures == 0
            && after.application.attempts > 0;
        judge(ClauseKind::Failures, held, vec![tried(before), tried(after)]);
    }
    if let Some(factor) = expect.faster {
        let times =
            before.application.times_us.zip(after.application.times_us).map(|(old, new)| (old.0, new.0));
        let held = times.is_some_and(|(old, new)| old as f64 >= new as f64 * factor);
        let seen = times.map_or_else(
            || vec!["?".to_owned()],
            |(old, new)| vec![format!("{old} µs"), format!("{new} µs")],
        );
        judge(ClauseKind::Faster, held, seen);
    }
    if let Some(percent) = expect.slower_percent {
        let shares =
            slower(&before.application, &twin.application).zip(slower(&after.application, &twin.application));
        let held = shares.is_some_and(|(old, new)| old >= percent && new < old / 2.0);
        let seen = shares
            .map_or_else(|| vec!["?".to_owned()], |(old, new)| vec![format!("{old} %"), format!("{new} %")]);
        judge(ClauseKind::Slower, held, seen);
    }
    if let Some(percent) = expect.left_percent {
        let rows =
            |look: &Look| look.ss.iter().find(|(state, _)| state == "TIME_WAIT").map_or(0, |(_, rows)| *rows);
        let held = rows(before) > 0 && rows(after) as f64 <= rows(before) as f64 * percent / 100.0;
        judge(ClauseKind::Left, held, vec![rows(before).to_string(), rows(after).to_string()]);
    }
    let mut loud_twin = loud(twin);
    loud_twin.extend(expect.findings.iter().filter(|id| has(twin, id)).cloned());
    loud_twin.sort();
    loud_twin.dedup();
    judge(ClauseKind::TwinQuiet, loud_twin.is_empty() && !twin.line1.0.is_empty(), loud_twin);
    judge(
        ClauseKind::TwinWorks,
        twin.application.failures == 0 && twin.application.attempts > 0,
        vec![tried(twin)],
    );
    clauses.extend(closer(scenario, before));
    clauses
}

/// How many exchanges, in percent, took longer than 99 of a hundred did in the twin: one, where nothing holds them up. Both are timed
/// on the same machine at about the same time, so what else is at work there is in both.
fn slower(one: &wire::Application, twin: &wire::Application) -> Option<f64> {
    let (_, most_us, _) = twin.times_us?;
    let slow = one.hundredths_us.iter().filter(|us| **us > most_us).count();
    (!one.hundredths_us.is_empty()).then_some(slow as f64)
}

/// What was measured of a cure, in a few words.
fn receipt(cure: &wire::Cure) -> String {
    let told = |outcome: &Option<String>| outcome.clone().unwrap_or_else(|| "?".to_owned());
    match cure {
        wire::Cure::Fix { remedy, outcome, .. } => format!("{remedy}: {}", told(outcome)),
        wire::Cure::Changed { outcome, load: None, .. } => format!("application: {}", told(outcome)),
        wire::Cure::Changed { outcome, load: Some((before, after)), .. } => {
            format!("application: {} ({before:.1}/s -> {after:.1}/s)", told(outcome))
        }
    }
}

/// Who closes first can be named by those alone who may trace.
fn closer(scenario: &Scenario, before: &Look) -> Option<Clause> {
    let wanted = scenario.expect.closer.as_ref()?;
    Some(match (&before.closer, &before.untraced) {
        // A name of a process has 15 bytes (TASK_COMM_LEN).
        (Some((name, share)), _) => {
            let held = *name == wanted.chars().take(15).collect::<String>();
            clause(ClauseKind::Closer, Some(held), vec![name.clone(), format!("{share:.0} %")])
        }
        (None, Some(why)) => clause(ClauseKind::Closer, None, vec![why.clone()]),
        (None, None) => clause(ClauseKind::Closer, None, Vec::new()),
    })
}

fn clause(kind: ClauseKind, held: Option<bool>, seen: Vec<String>) -> Clause {
    Clause { kind, held, seen: seen.into_iter().map(Untrusted::new).collect() }
}

fn between((one, other): (u64, u64)) -> (u64, u64) {
    (one.min(other), one.max(other))
}

fn severity(name: &str) -> Option<Severity> {
    [Severity::Ok, Severity::Info, Severity::Warning, Severity::Critical]
        .into_iter()
        .find(|known| known.name() == name)
}

fn scene(look: &Look) -> Scene {
    let both = |text: &(String, String)| [Untrusted::new(&text.0), Untrusted::new(&text.1)];
    let finding = |found: &wire::Found| {
        Some(SceneFinding {
            id: found.id.clone(),
            severity: severity(&found.severity)?,
            text: both(&found.text),
        })
    };
    Scene {
        states: look.ss.clone(),
        line1: both(&look.line1),
        severity: look.severity.as_deref().and_then(severity),
        findings: look.findings.iter().filter_map(finding).collect(),
        attempts: look.application.attempts,
        failures: look.application.failures,
        errors: look.application.errors.clone(),
        times_us: look.application.times_us.map(|(median, most, longest)| [median, most, longest]),
    }
}

fn cure(cure: &wire::Cure) -> Cure {
    match cure {
        wire::Cure::Fix { remedy, id, outcome, steps } => Cure::Fix {
            remedy: remedy.clone(),
            change: id.clone(),
            outcome: verdict(outcome.as_deref()),
            steps: steps.iter().map(|(key, from, to)| [key.clone(), from.clone(), to.clone()]).collect(),
        },
        wire::Cure::Changed { text, outcome, .. } => Cure::Changed {
            text: Message { id: text.clone().into(), args: Vec::new() },
            outcome: verdict(outcome.as_deref()),
        },
    }
}

fn verdict(name: Option<&str>) -> Option<Verdict> {
    let all = [Verdict::Resolved, Verdict::Improved, Verdict::Unchanged, Verdict::Worse, Verdict::Unclear];
    all.into_iter().find(|known| name == Some(known.name()))
}

fn moment(sample: &wire::Sample) -> Moment {
    Moment {
        at_s: sample.at_s,
        rows: sample.rows,
        failures: sample.application.1,
        slowest_us: sample.slowest_us,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exchanges_are_slow_by_what_the_twin_needs() {
        let timed = |hundredths_us: Vec<u64>| wire::Application {
            times_us: hundredths_us.get(98).map(|most| (0, *most, *most)),
            hundredths_us,
            ..wire::Application::default()
        };
        let twin = timed((1..=100).collect());
        assert_eq!(slower(&twin, &twin), Some(1.0));
        let held_up = timed((1..=100).map(|us| if us > 83 { us + 10_000 } else { us }).collect());
        assert_eq!(slower(&held_up, &twin), Some(17.0));
        assert_eq!(slower(&timed(Vec::new()), &twin), None);
        assert_eq!(slower(&twin, &timed(Vec::new())), None);
    }
}
