//! A simulated table fills at many rates; every forecast is held against the moment at which it really was full.

use super::*;
use crate::measure::rate;
use lastack_model::RateMethod;

/// As measured, a row lives 60.4 to 62.1 s (facts 1).
const LIFE_S: (f64, f64) = (60.4, 62.1);

/// Numbers that look random and are the same in every run (Knuth's MMIX constants).
struct Chance(u64);

impl Chance {
    fn part(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// How the connections of a run follow each other.
#[derive(Clone, Copy, Debug)]
enum Pace {
    /// Like a clock
    Even,
    /// Each gap up to half longer or shorter
    Jittered,
    /// Independent of each other
    Poisson,
}

/// Times at which connections opened and closed at once, and when each row is freed.
struct Run(Vec<(f64, f64)>);

impl Run {
    fn new(rate: f64, seconds: f64, pace: Pace, chance: &mut Chance) -> Self {
        let mut now = chance.part() / rate;
        let mut rows = Vec::new();
        while now < seconds {
            rows.push((now, now + LIFE_S.0 + chance.part() * (LIFE_S.1 - LIFE_S.0)));
            now += match pace {
                Pace::Even => 1.0,
                Pace::Jittered => 0.5 + chance.part(),
                Pace::Poisson => -(1.0 - chance.part()).ln(),
            } / rate;
        }
        Run(rows)
    }

    fn standing(&self, at: f64) -> impl Iterator<Item = f64> + '_ {
        self.0.iter().filter(move |(from, until)| *from <= at && at < *until).map(move |(from, _)| at - from)
    }

    /// When `ports` rows stand for the first time.
    fn reaches(&self, ports: usize) -> Option<f64> {
        let mut freed = self.0.iter().map(|(_, until)| *until).collect::<Vec<_>>();
        freed.sort_by(f64::total_cmp);
        let mut gone = 0;
        self.0.iter().enumerate().map(|(index, (from, _))| (index + 1, *from)).find_map(|(opened, at)| {
            while freed[gone] <= at {
                gone += 1;
            }
            (opened - gone >= ports).then_some(at)
        })
    }

    fn forecast(&self, at: f64, ports: u32) -> (When, When) {
        let mut bins = AgeBins::default();
        let mut overdue = 0;
        for age in self.standing(at) {
            if age < 60.0 { bins.add((age * 1_000.0) as u32) } else { overdue += 1 }
        }
        let blocking = (bins.total() + overdue) as u32;
        let closes = rate::from_ages(&bins, overdue, 60, None).unwrap();
        let flow = Flow {
            live: 0.0,
            time_wait: blocking.into(),
            bins: Some(&bins),
            overdue: overdue as f64,
            blocks_s: 60.0,
            reused: false,
            closes,
            growth: Growth::default(),
            scale: 1.0,
        };
        (reaches(&flow, blocking, ports.div_ceil(2)), reaches(&flow, blocking, ports))
    }
}

/// Share of forecasts, made when `part` of 1,000 ports are taken, that hold the real end.
fn hits(rates: &[f64], part: f64, pace: Pace) -> f64 {
    let mut chance = Chance(7);
    let (mut held, mut runs) = (0, 0);
    for rate in rates {
        for _ in 0..20 {
            let run = Run::new(*rate, 90.0, pace, &mut chance);
            let (from, end) = (run.reaches((part * 1_000.0) as usize).unwrap(), run.reaches(1_000).unwrap());
            let When::Later(span) = run.forecast(from, 1_000).1 else { panic!("{rate}: not later") };
            assert!(span.high / span.low <= 1.5, "{rate} at {part}: {span:?}");
            held += usize::from(span.low <= end - from && end - from <= span.high);
            runs += 1;
        }
    }
    held as f64 / f64::from(runs)
}

#[test]
fn the_end_of_a_thousand_ports_is_foreseen_at_thirty_and_at_sixty_percent() {
    let rates = [18.0, 20.0, 25.0, 33.0, 50.0, 70.0, 100.0, 140.0];
    for part in [0.3, 0.6] {
        for pace in [Pace::Even, Pace::Jittered] {
            let held = hits(&rates, part, pace);
            assert!(held >= 0.95, "{pace:?} at {part}: {held}");
        }
    }
}

#[test]
fn even_with_independent_arrivals_nine_of_ten_forecasts_hold() {
    for part in [0.3, 0.6] {
        let held = hits(&[22.0, 30.0, 50.0, 100.0], part, Pace::Poisson);
        assert!(held >= 0.9, "at {part}: {held}");
    }
}

#[test]
fn a_rate_that_settles_at_eighty_percent_never_ends() {
    let mut chance = Chance(11);
    for (pace, off) in [(Pace::Even, 20), (Pace::Jittered, 40), (Pace::Poisson, 140)] {
        for at in [20.0, 40.0, 70.0, 150.0] {
            let run = Run::new(800.0 / 61.25, 160.0, pace, &mut chance);
            let (slow, end) = run.forecast(at, 1_000);
            let When::Never { steady } = end else { panic!("{pace:?} at {at}: {end:?}") };
            assert!(steady.abs_diff(800) <= off, "{pace:?} at {at}: {steady}");
            assert!(matches!(slow, When::Later(_) | When::Now), "{slow:?}");
        }
    }
}

fn flow(live: f64, closes: f64, bins: &AgeBins) -> Flow<'_> {
    Flow {
        live,
        time_wait: bins.total() as f64,
        bins: Some(bins),
        overdue: 0.0,
        blocks_s: 60.0,
        reused: false,
        closes: Rate { value: closes, low: closes, high: closes, window_s: 60.0, method: RateMethod::Ages },
        growth: Growth::default(),
        scale: 1.0,
    }
}

#[test]
fn live_rows_that_grow_use_up_ports_without_a_close() {
    let bins = AgeBins::default();
    let growing =
        Flow { growth: Growth { value: 2.0, spread: 0.2, watched_s: 60.0 }, ..flow(400.0, 0.0, &bins) };
    let When::Later(span) = reaches(&growing, 400, 1_000) else { panic!("not later") };
    assert!(span.low < 300.0 && 300.0 < span.high && span.high / span.low < 1.5, "{span:?}");
    let a_moment = Flow { growth: Growth { watched_s: 1.0, ..growing.growth }, ..growing };
    // What grew for a moment need not go on, and need not end either.
    assert_eq!(reaches(&a_moment, 400, 1_000), When::Unknown);
    assert_eq!(reaches(&flow(400.0, 0.0, &bins), 400, 1_000), When::Never { steady: 400 });
}

#[test]
fn under_proven_reuse_a_row_blocks_for_the_delay_only() {
    let mut bins = AgeBins::default();
    (0..60).for_each(|bin| bins.0[bin] = 15);
    let reused = Flow { blocks_s: 1.0, reused: true, ..flow(0.0, 100.0, &bins) };
    assert_eq!(reaches(&reused, 15, 1_000), When::Never { steady: 100 });
    let half = Flow { blocks_s: 0.5, ..reused };
    assert_eq!(reaches(&half, 15, 1_000), When::Never { steady: 50 });
}

#[test]
fn what_is_reached_is_now() {
    let bins = AgeBins::default();
    assert_eq!(reaches(&flow(0.0, 0.0, &bins), 500, 500), When::Now);
}

/// 179 a second on average in bursts, of which the last seconds had fewer: 10,000 ports were gone 20 s after "settles at 6,588" was said.
#[test]
fn a_load_in_bursts_is_not_said_to_settle_at_what_a_pause_had() {
    let bins = bins_of(&[[110; 10].as_slice(), &[205; 29]].concat());
    let flow = |bins| Flow { closes: rate::from_ages(bins, 0, 60, None).unwrap(), ..flow(0.0, 0.0, bins) };
    assert_eq!(flow(&bins).closes.value, 110.0);
    assert_eq!(reaches(&flow(&bins), 7_045, 10_000), When::Unknown);
    // The same where the whole of it would have room, and where nothing comes any more.
    assert!(matches!(reaches(&flow(&bins), 7_045, 20_000), When::Never { .. }));
    let over = bins_of(&[[0; 15].as_slice(), &[205; 29]].concat());
    assert!(matches!(reaches(&flow(&over), 5_945, 10_000), When::Never { .. }));
}

/// Rows of the old range hide 7 of 10 connections that a narrowed range has to hold from now on.
#[test]
fn a_range_that_was_narrowed_has_to_hold_what_comes() {
    let bins = bins_of(&[60; 60]);
    let closes = rate::from_ages(&bins, 0, 60, None).unwrap();
    let narrowed = |scale| Flow { closes, scale, ..flow(0.0, 0.0, &bins) };
    assert_eq!(reaches(&narrowed(0.3), 1_080, 3_000), When::Unknown);
    assert!(matches!(reaches(&narrowed(0.3), 1_080, 5_000), When::Never { .. }));
}

/// Who has failed at the end opens no more, which looks like an end of the trouble.
#[test]
fn at_the_end_itself_nothing_is_said_to_last() {
    let bins = bins_of(&[130; 60]);
    let flow = Flow { closes: rate::from_ages(&bins, 0, 60, None).unwrap(), ..flow(0.0, 0.0, &bins) };
    assert_eq!(reaches(&flow, 9_817, 10_000), When::Unknown);
    assert!(matches!(reaches(&flow, 9_400, 10_000), When::Never { .. }));
}

fn bins_of(rows: &[u32]) -> AgeBins {
    let mut bins = AgeBins::default();
    bins.0.iter_mut().zip(rows).for_each(|(slot, rows)| *slot = *rows);
    bins
}
