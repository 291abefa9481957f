//! Whether a change helped, from readings before and after it. Pure.

use std::time::Duration;

use lastack_model::{Effect, Gauge, Outcome, Reading, Remedy, Severity, Step, Treatable, Trouble, treatable};

/// Measures the state that a plan is about. The caller knows how.
pub trait Measure {
    /// One reading, now.
    fn measure(&mut self) -> Reading;

    /// Lets time pass until an effect shows.
    fn wait(&mut self, time: Duration);

    /// Longest that [`Measure::measure`] takes.
    fn takes(&self) -> Duration;
}

/// How far port numbers may stay behind what was computed (traps B8), and how far a load may move and still be called
/// equal, beside what it moved before the change.
const MARGIN: f64 = 0.1;

/// So many failures more in a reading are no chance: a stray drop in a second is one a second.
const LEAST_EVENTS: f64 = 10.0;

/// The effect, where `before` holds the readings before the change (two at least: they show how much moves by itself) and
/// `after` those behind it, the last one last. With one reading behind it nothing is ever called worse.
/// `effects` is what they are to bring when all of them are written ([`Plan::foretold`](lastack_model::Plan::foretold)).
pub fn judge(remedies: &[&Remedy], effects: &[Effect], before: &[Reading], after: &[Reading]) -> Outcome {
    let (Some(first), Some(last)) = (before.last(), after.last()) else { return Outcome::Unclear };
    let mut steps = remedies.iter().flat_map(|remedy| &remedy.steps).peekable();
    let waits = |step: &Step| treatable(step.key).is_some_and(Treatable::needs_restart);
    // Where nothing is in force yet nothing that is seen is its doing.
    if steps.peek().is_some() && steps.clone().all(waits) {
        return Outcome::AfterRestart;
    }
    if is_worse(effects, before, after) {
        return Outcome::Worse;
    }
    if steps.any(waits) {
        return Outcome::AfterRestart;
    }
    let effects: Vec<&Effect> = effects.iter().filter(|effect| is_judged(effect.gauge)).collect();
    if !can_compare(&effects, before, last) {
        return Outcome::Unclear;
    }
    // A setting that was written stands there: that is no effect.
    let (settings, told): (Vec<&Effect>, Vec<&Effect>) =
        effects.into_iter().partition(|effect| effect.gauge.is_setting());
    let moved = told.iter().map(|effect| as_computed(effect, last)).collect::<Vec<_>>();
    // What is given for a gain is no gain, and proves nothing.
    let gains: Vec<&&Effect> = told.iter().filter(|effect| !effect.is_price()).collect();
    let stood_still = !gains.is_empty() && gains.iter().all(|effect| is_better(effect, last) == Some(false));
    let treated: Vec<&str> = remedies.iter().flat_map(|remedy| &remedy.treats).map(String::as_str).collect();
    if let (Some(was), Some(is)) = (severities(first, &treated), severities(last, &treated)) {
        let none_harder = was.iter().zip(&is).all(|(was, is)| is <= was);
        let milder = none_harder && was.iter().zip(&is).any(|(was, is)| is < was);
        if milder && is.iter().all(Option::is_none) && !stood_still {
            return Outcome::Resolved;
        }
        let gauges = !gains.is_empty() && moved.iter().all(|moved| *moved == Some(true));
        if (milder && !stood_still) || (gauges && none_harder) {
            return Outcome::Improved;
        }
    } else {
        return Outcome::Unclear;
    }
    let only_written = told.is_empty() && !settings.is_empty();
    match same_load(before, last) {
        Some(true) | None if !moved.contains(&None) && !only_written => Outcome::Unchanged,
        _ => Outcome::Unclear,
    }
}

/// Whether the last reading can tell what the change did: something of it was measured, and it is not that fewer
/// connections are made now. What does not follow the load tells without it.
fn can_compare(effects: &[&Effect], before: &[Reading], last: &Reading) -> bool {
    let measured = effects.is_empty() || effects.iter().any(|effect| gauge(last, effect).is_some());
    let of_itself =
        |effect: &&&Effect| !effect.gauge.follows_load() && !effect.gauge.is_setting() && !effect.is_price();
    let moved = effects.iter().filter(of_itself).any(|effect| as_computed(effect, last) == Some(true));
    measured && (moved || !has_less_load(before, last))
}

/// Severity of each treated finding, `None` where it is not there; nothing where nobody could look.
fn severities(reading: &Reading, treated: &[&str]) -> Option<Vec<Option<Severity>>> {
    let findings = reading.findings.as_ref()?;
    let of = |key: &&str| findings.iter().find(|(found, _)| found == key).map(|(_, severity)| *severity);
    // "All is well, and this is why" is no trouble.
    Some(treated.iter().map(of).map(|found| found.filter(|severity| *severity > Severity::Ok)).collect())
}

/// Whether the gauge came to where it was computed to come; `None` where it was not measured.
fn as_computed(effect: &Effect, after: &Reading) -> Option<bool> {
    let value = gauge(after, effect)?;
    let margin = match effect.gauge {
        Gauge::Usable(_) | Gauge::Blocking(_) => MARGIN,
        _ => 0.0,
    };
    Some(match effect.gauge.rises() {
        true => (effect.is_price() || value > effect.before) && value >= effect.low * (1.0 - margin),
        false => (effect.is_price() || value < effect.before) && value <= effect.high * (1.0 + margin),
    })
}

/// Whether the gauge moved to the better at all; `None` where it was not measured.
fn is_better(effect: &Effect, after: &Reading) -> Option<bool> {
    let value = gauge(after, effect)?;
    Some(if effect.gauge.rises() { value > effect.before } else { value < effect.before })
}

fn gauge(reading: &Reading, effect: &Effect) -> Option<f64> {
    let same = |one: &&lastack_model::GaugeReading| one.netns == effect.netns && one.gauge == effect.gauge;
    reading.gauges.iter().find(same)?.value
}

/// Something that fails, or a budget, got worse in each of the two last readings at equal load, and by more than it
/// moved by itself before. A budget that was computed to shrink (ports that are reserved) may.
fn is_worse(effects: &[Effect], before: &[Reading], after: &[Reading]) -> bool {
    let [.., one, two] = after else { return false };
    let both = |worse: &dyn Fn(&Reading) -> bool| worse(one) && worse(two);
    let equal = |reading: &Reading| same_load(before, reading) == Some(true);
    if !both(&equal) {
        return false;
    }
    let troubles = two.troubles.iter().filter(|trouble| !is_part(trouble, two)).any(|trouble| {
        let rate = |reading: &Reading| {
            reading.troubles.iter().find(|other| other.name == trouble.name).and_then(|other| other.per_s)
        };
        let Some((low, high)) = spread(before.iter().map(&rate)) else { return false };
        let least = |reading: &Reading| LEAST_EVENTS / reading.window_s.unwrap_or(1.0);
        both(&|reading| rate(reading).is_some_and(|now| now >= high + (high - low) + least(reading)))
    });
    let budgets = two.gauges.iter().filter(|gauge| is_judged(gauge.gauge)).any(|gauge| {
        let value = |reading: &Reading| {
            let same = |other: &&lastack_model::GaugeReading| {
                other.netns == gauge.netns && other.gauge == gauge.gauge
            };
            reading.gauges.iter().find(same).and_then(|other| other.value)
        };
        let Some((low, high)) = spread(before.iter().map(&value)) else { return false };
        let beyond = high - low;
        let same = |effect: &&Effect| effect.netns == gauge.netns && effect.gauge == gauge.gauge;
        let foretold = effects.iter().find(same);
        let (least, most) = foretold.map_or((low, high), |effect| {
            (low.min(effect.low * (1.0 - MARGIN)), high.max(effect.high * (1.0 + MARGIN)))
        });
        match gauge.gauge.rises() {
            true => both(&|reading| value(reading).is_some_and(|now| now < least - beyond)),
            false => both(&|reading| value(reading).is_some_and(|now| now > most + beyond)),
        }
    });
    troubles || budgets
}

/// Every drop of a listener counts as one of these, and some as another one besides (`tcp_listendrop`): which of its queues
/// was full may change and not one more be dropped.
const DROPS: &str = "TcpExt.ListenDrops";
const PARTS_OF_DROPS: [&str; 2] = ["TcpExt.ListenOverflows", "TcpExt.TCPReqQFullDrop"];

/// Counted in another one that was read as well.
fn is_part(trouble: &Trouble, reading: &Reading) -> bool {
    let whole = |other: &Trouble| other.name == DROPS && other.per_s.is_some();
    PARTS_OF_DROPS.contains(&trouble.name.as_str()) && reading.troubles.iter().any(whole)
}

/// The search of connect() gets longer as ports fill up, by whatever was changed: that they block has a gauge of its own.
fn is_judged(gauge: Gauge) -> bool {
    !matches!(gauge, Gauge::ConnectUs(_))
}

/// Least and most; `None` where a value is missing or there is none.
fn spread(values: impl Iterator<Item = Option<f64>>) -> Option<(f64, f64)> {
    let values: Vec<f64> = values.collect::<Option<_>>()?;
    let low = values.iter().copied().reduce(f64::min)?;
    Some((low, values.iter().copied().fold(low, f64::max)))
}

/// Whether the load is what it was; `None` where it is not known.
fn same_load(before: &[Reading], after: &Reading) -> Option<bool> {
    let (low, high) = spread(before.iter().map(|reading| reading.load_per_s))?;
    let now = after.load_per_s?;
    let beyond = high - low;
    Some(now >= low * (1.0 - MARGIN) - beyond && now <= high * (1.0 + MARGIN) + beyond)
}

/// Whether fewer connections are made now than before; false where that is not known.
fn has_less_load(before: &[Reading], after: &Reading) -> bool {
    let low = spread(before.iter().map(|reading| reading.load_per_s)).map(|(low, high)| low - (high - low));
    matches!((low, after.load_per_s), (Some(low), Some(now)) if now < low * (1.0 - MARGIN))
}

#[cfg(test)]
mod tests {
    use lastack_model::{GaugeReading, Subject, Undo};

    use super::*;

    const AT_RISK: Gauge = Gauge::ListenersAtRisk;

    /// One treated finding, one gauge that is to fall from 11 to 0.
    fn remedy() -> Remedy {
        let effects = vec![Effect { netns: 0, gauge: AT_RISK, before: 11.0, low: 0.0, high: 0.0 }];
        let treats = vec!["trouble-0".to_owned()];
        Remedy { effects, ..Remedy::new("a", "a-0".to_owned(), Subject::Host, treats) }
    }

    /// `gauge load drops finding`, `-` for unknown: `11 100 0 critical`.
    fn reading(text: &str) -> Reading {
        let words: Vec<&str> = text.split(' ').collect();
        let number = |index: usize| words[index].parse::<f64>().ok();
        let severity = match words[3] {
            "critical" => Some(Severity::Critical),
            "warning" => Some(Severity::Warning),
            "info" => Some(Severity::Info),
            _ => None,
        };
        Reading {
            taken_at_ms: 0,
            gauges: vec![GaugeReading { netns: 0, gauge: AT_RISK, value: number(0) }],
            window_s: Some(10.0),
            findings: Some(severity.map(|severity| ("trouble-0".to_owned(), severity)).into_iter().collect()),
            troubles: vec![Trouble { name: "drops".to_owned(), per_s: number(2) }],
            load_per_s: number(1),
            ends: Vec::new(),
        }
    }

    fn check(before: [&str; 2], after: [&str; 2], expected: Outcome) {
        let (before, after) = (before.map(reading), after.map(reading));
        assert_eq!(judge(&[&remedy()], &remedy().effects, &before, &after), expected, "{before:?} {after:?}");
    }

    #[test]
    fn a_finding_that_is_gone_is_resolved_and_one_that_is_milder_is_improved() {
        check(["11 100 0 critical"; 2], ["0 100 0 -"; 2], Outcome::Resolved);
        check(["11 100 0 critical"; 2], ["0 100 0 info"; 2], Outcome::Improved);
        check(["11 100 0 info"; 2], ["0 100 0 -"; 2], Outcome::Resolved);
        check(["11 100 0 critical"; 2], ["5 100 0 warning"; 2], Outcome::Improved);
        check(["11 100 0 warning"; 2], ["0 100 0 warning"; 2], Outcome::Improved);
    }

    #[test]
    fn a_finding_that_goes_while_no_gauge_moves_is_no_help_of_the_change() {
        check(["11 100 0 critical"; 2], ["11 100 0 warning"; 2], Outcome::Unchanged);
        check(["11 100 0 critical"; 2], ["11 100 0 -"; 2], Outcome::Unchanged);
        check(["11 100 0 critical"; 2], ["- 100 0 -"; 2], Outcome::Unclear);
    }

    /// `remedy()` with another gauge.
    fn check_gauge(gauge: Gauge, before: [&str; 2], after: [&str; 2], expected: Outcome) {
        let mut remedy = remedy();
        remedy.effects[0].gauge = gauge;
        let with = |text| {
            let mut reading = reading(text);
            reading.gauges[0].gauge = gauge;
            reading
        };
        let (before, after) = (before.map(with), after.map(with));
        assert_eq!(
            judge(&[&remedy], &remedy.effects, &before, &after),
            expected,
            "{gauge:?} {before:?} {after:?}"
        );
    }

    #[test]
    fn a_setting_that_stands_where_it_was_written_proves_nothing() {
        let fin = Gauge::FinWait2S;
        check_gauge(fin, ["11 100 0 warning"; 2], ["0 100 0 warning"; 2], Outcome::Unclear);
        check_gauge(fin, ["11 100 0 warning"; 2], ["0 100 0 info"; 2], Outcome::Improved);
        check_gauge(fin, ["11 100 0 warning"; 2], ["0 100 0 -"; 2], Outcome::Resolved);
    }

    #[test]
    fn less_load_is_no_cure_unless_what_moved_does_not_follow_it() {
        let drops = Gauge::SynDropsPerS;
        check_gauge(drops, ["11 100 0 critical"; 2], ["0 30 0 -"; 2], Outcome::Unclear);
        check_gauge(drops, ["11 100 0 critical"; 2], ["0 300 0 -"; 2], Outcome::Resolved);
        check_gauge(Gauge::FinWait2S, ["11 100 0 critical"; 2], ["0 30 0 -"; 2], Outcome::Unclear);
        check(["11 100 0 critical"; 2], ["0 30 0 -"; 2], Outcome::Resolved);
    }

    #[test]
    fn what_is_in_force_after_a_restart_is_neither_a_cure_nor_worse_before_it() {
        let mut remedy = remedy();
        let step = |key| Step {
            netns: 0,
            key,
            from: "1".to_owned(),
            to: "2".to_owned(),
            undo: Undo::Restore("1".to_owned()),
            set_by: Vec::new(),
        };
        let (good, bad) = (["0 100 0 -"; 2], ["11 100 3 warning"; 2]);
        let judged = |remedy: &Remedy, after: [&str; 2]| {
            judge(&[remedy], &remedy.effects, &["11 100 0 warning"; 2].map(reading), &after.map(reading))
        };
        remedy.steps = vec![step("windows.TcpTimedWaitDelay")];
        assert_eq!(judged(&remedy, good), Outcome::AfterRestart);
        assert_eq!(judged(&remedy, bad), Outcome::AfterRestart);
        // Beside one that is in force at once.
        remedy.steps.push(step("windows.dynamicport"));
        assert_eq!(judged(&remedy, good), Outcome::AfterRestart);
        assert_eq!(judged(&remedy, bad), Outcome::Worse);
        remedy.steps.remove(0);
        assert_eq!(judged(&remedy, good), Outcome::Resolved);
    }

    #[test]
    fn nobody_looked_is_no_cure() {
        let blind = || Reading { findings: None, ..reading("- - - -") };
        let before = [reading("11 100 0 critical"), reading("11 100 0 critical")];
        assert_eq!(judge(&[&remedy()], &remedy().effects, &before, &[blind(), blind()]), Outcome::Unclear);
    }

    #[test]
    fn as_many_drops_at_another_queue_are_no_more_drops() {
        let with = |all: f64, full: f64| {
            let mut reading = reading("11 100 0 critical");
            let trouble = |name: &str, per_s| Trouble { name: name.to_owned(), per_s: Some(per_s) };
            reading.troubles = vec![trouble(DROPS, all), trouble("TcpExt.TCPReqQFullDrop", full)];
            reading
        };
        let before = [with(400.0, 0.0), with(410.0, 0.0)];
        let judged = |after: [Reading; 2]| judge(&[&remedy()], &remedy().effects, &before, &after);
        assert_eq!(judged([with(400.0, 390.0), with(405.0, 390.0)]), Outcome::Unchanged);
        assert_eq!(judged([with(800.0, 390.0), with(805.0, 390.0)]), Outcome::Worse);
        // Where nobody counts all of them, a part tells.
        let alone = |mut reading: Reading| {
            reading.troubles.remove(0);
            reading
        };
        let before = [with(400.0, 0.0), with(410.0, 0.0)].map(alone);
        let after = [with(400.0, 390.0), with(405.0, 390.0)].map(alone);
        assert_eq!(judge(&[&remedy()], &remedy().effects, &before, &after), Outcome::Worse);
    }

    #[test]
    fn a_budget_that_was_computed_to_shrink_is_not_worse_by_that() {
        let mut remedy = remedy();
        let gauge = Gauge::TimeWaitRows;
        remedy.effects.push(Effect { netns: 0, gauge, before: 1_000.0, low: 900.0, high: 900.0 });
        let with = |text, ports| {
            let mut reading = reading(text);
            reading.gauges.push(GaugeReading { netns: 0, gauge, value: Some(ports) });
            reading
        };
        let before = || [with("11 100 0 warning", 1_000.0), with("11 100 0 warning", 1_000.0)];
        let after = |ports| [with("0 100 0 warning", ports), with("0 100 0 warning", ports)];
        assert_eq!(judge(&[&remedy], &remedy.effects, &before(), &after(900.0)), Outcome::Improved);
        assert_eq!(judge(&[&remedy], &remedy.effects, &before(), &after(700.0)), Outcome::Worse);
    }

    #[test]
    fn a_connect_that_searches_longer_as_ports_fill_is_no_harm_of_the_change() {
        let address = lastack_model::Address::from_v4([127, 0, 0, 1]);
        let key = lastack_model::RouteKey { device: 0, source: address, destination: address, port: 80 };
        let gauge = Gauge::ConnectUs(key);
        let quick = Effect { netns: 0, gauge, before: 889.0, low: 6.0, high: 6.0 };
        let with = |text: &str, us| {
            let mut reading = reading(text);
            reading.gauges.push(GaugeReading { netns: 0, gauge, value: Some(us) });
            reading
        };
        let effects = [remedy().effects, vec![quick]].concat();
        let before = ["11 100 0 warning"; 2].map(|text| with(text, 889.0));
        for us in [6.0, 889.0, 1_655.0] {
            let after = ["0 100 0 warning"; 2].map(|text| with(text, us));
            assert_eq!(judge(&[&remedy()], &effects, &before, &after), Outcome::Improved, "{us}");
        }
    }

    #[test]
    fn what_a_gain_costs_is_no_gain_and_hides_none() {
        let address = lastack_model::Address::from_v4([127, 0, 0, 1]);
        let key = lastack_model::RouteKey { device: 0, source: address, destination: address, port: 80 };
        let gauge = Gauge::Usable(key);
        let price = Effect { netns: 0, gauge, before: 1_000.0, low: 900.0, high: 900.0 };
        let with = |text: &str, ports| {
            let mut reading = reading(text);
            reading.gauges.push(GaugeReading { netns: 0, gauge, value: Some(ports) });
            reading
        };
        let check = |effects: &[Effect], after: [&str; 2], ports, expected| {
            let before = ["11 100 0 warning"; 2].map(|text| with(text, 1_000.0));
            let after = after.map(|text| with(text, ports));
            assert_eq!(judge(&[&remedy()], effects, &before, &after), expected, "{after:?}");
        };
        let both = [remedy().effects, vec![price]].concat();
        check(&both, ["0 100 0 warning"; 2], 900.0, Outcome::Improved);
        check(&both, ["11 100 0 warning"; 2], 900.0, Outcome::Unchanged);
        check(&both, ["0 100 0 warning"; 2], 700.0, Outcome::Worse);
        check(&[price], ["11 100 0 warning"; 2], 900.0, Outcome::Unchanged);
    }

    #[test]
    fn a_gauge_that_stays_behind_what_was_computed_is_no_help() {
        check(["11 100 0 warning"; 2], ["5 100 0 warning"; 2], Outcome::Unchanged);
        check(["11 100 0 warning"; 2], ["11 100 0 warning"; 2], Outcome::Unchanged);
        check(["11 100 0 warning"; 2], ["- 100 0 warning"; 2], Outcome::Unclear);
        check(["11 100 0 warning"; 2], ["11 170 0 warning"; 2], Outcome::Unclear);
        // The gauge moved as computed, and the finding got harder.
        check(["11 100 0 warning"; 2], ["0 100 0 critical"; 2], Outcome::Unchanged);
    }

    #[test]
    fn worse_holds_in_two_readings_by_more_than_what_moved_before_at_equal_load() {
        let worse = Outcome::Worse;
        check(["11 100 0 warning"; 2], ["11 100 3 warning"; 2], worse);
        check(["11 100 0 warning"; 2], ["13 100 0 warning"; 2], worse);
        // In one of two readings.
        check(["11 100 0 warning"; 2], ["11 100 0 warning", "11 100 3 warning"], Outcome::Unchanged);
        // It moved by 2 before as well.
        check(["11 100 2 warning", "11 100 4 warning"], ["11 100 6 warning"; 2], Outcome::Unchanged);
        check(["11 100 2 warning", "11 100 4 warning"], ["11 100 7 warning"; 2], worse);
        // Nine drops in ten seconds may be chance, ten are not.
        check(["11 100 0 warning"; 2], ["11 100 0.9 warning"; 2], Outcome::Unchanged);
        check(["11 100 0 warning"; 2], ["11 100 1 warning"; 2], worse);
        // Twice the load.
        check(["11 100 0 warning"; 2], ["11 200 3 warning"; 2], Outcome::Unclear);
        check(["11 100 0 warning", "11 150 0 warning"], ["11 200 3 warning"; 2], worse);
        // Nobody knows the load.
        check(["11 - 0 warning"; 2], ["11 - 3 warning"; 2], Outcome::Unchanged);
        // What gets worse counts, also where the finding is gone.
        check(["11 100 0 critical"; 2], ["0 100 3 -"; 2], worse);
    }
}
