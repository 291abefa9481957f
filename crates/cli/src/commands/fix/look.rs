//! Measuring for `fix apply`: the same look as the plan's, read by its gauges.

use std::time::Duration;

use lastack_engine::Request;
use lastack_host::Host as _;
use lastack_model::words::Message;
use lastack_model::{Arg, Gauge, GaugeReading, Plan, Reading, Unit};
use lastack_treat::{Measure, notices_end};

use crate::output;
use crate::session::Session;

/// Looks as it was looked for the plan.
pub(super) struct Look<'a> {
    session: &'a Session<'a>,
    request: &'a Request,
    plan: &'a Plan,
    asked: Vec<(usize, Gauge)>,
    /// How long the look for the plan took
    took: Duration,
    /// How long it waits for its confirmation when it is measured; zero where that was waived
    confirm: Duration,
    /// Whether it writes the setting by which rows of before tell nothing
    rules_reuse: bool,
    /// When it was written, by the clock that does not step
    written: Option<Duration>,
}

impl<'a> Look<'a> {
    pub(super) fn new(
        session: &'a Session<'a>,
        request: &'a Request,
        plan: &'a Plan,
        chosen: &[usize],
        (took, confirm): (Duration, Duration),
    ) -> Self {
        let remedies = chosen.iter().filter_map(|index| plan.remedies.get(*index));
        let rules_reuse = remedies
            .clone()
            .flat_map(|remedy| &remedy.steps)
            .any(|step| step.key == lastack_diagnose::REUSE_KEY);
        let mut asked: Vec<(usize, Gauge)> = Vec::new();
        for effect in remedies.flat_map(|remedy| &remedy.effects) {
            if !asked.contains(&(effect.netns, effect.gauge)) {
                asked.push((effect.netns, effect.gauge));
            }
        }
        Look { session, request, plan, asked, took, confirm, rules_reuse, written: None }
    }
}

impl Measure for Look<'_> {
    fn measure(&mut self) -> Reading {
        let since = self.written.map(|written| self.session.host.now().monotonic.saturating_sub(written));
        let ruled = since.filter(|_| self.rules_reuse);
        match lastack_engine::examine(&self.session.host, self.request) {
            Ok(examined) => {
                let report = &examined.report;
                let mut reading = lastack_engine::reading(report, &self.plan.namespaces, &self.asked, ruled);
                for end in &mut reading.ends {
                    end.since = since.is_some_and(|since| end.per_s.window_s <= since.as_secs_f64());
                }
                reading
            }
            // What cannot be measured is unknown, and never called better or worse.
            Err(_) => Reading {
                taken_at_ms: self.session.host.now().wall_ms,
                gauges: self.asked.iter().map(|(netns, gauge)| unknown(*netns, *gauge)).collect(),
                window_s: None,
                findings: None,
                troubles: Vec::new(),
                load_per_s: None,
                ends: Vec::new(),
            },
        }
    }

    fn wait(&mut self, time: Duration) {
        self.written = Some(self.session.host.now().monotonic);
        let total = time + self.took * 2;
        let seconds = |time: Duration| Arg::number(time.as_secs_f64().ceil(), Unit::Seconds, "plan");
        let guarded = Message::new("cli-fix-measuring");
        let message = match self.confirm.is_zero() {
            true => Message::new("cli-fix-measuring-alone"),
            // A guard that sees us end waits no longer than for a confirmation.
            false if notices_end() => guarded.with("until", seconds(self.confirm + NOTICED)),
            false => guarded.with("until", seconds(self.confirm + time + self.takes() * 2)),
        };
        let message = message.with("seconds", seconds(total));
        output::complain(self.session.catalog, self.session.lang(), &[message]);
        self.session.host.wait(time);
    }

    fn takes(&self) -> Duration {
        self.took * 2 + MORE
    }
}

/// How late a guard notices that at most.
const NOTICED: Duration = Duration::from_secs(1);

/// A look may take longer than the first one did, and the change must not go back while it is being measured.
const MORE: Duration = Duration::from_secs(5);

const fn unknown(netns: usize, gauge: Gauge) -> GaugeReading {
    GaugeReading { netns, gauge, value: None }
}
