//! Fires when one destination has eaten the local ports that lead to it, or is about to.

#[path = "advice.rs"]
mod advice;
#[path = "narrow.rs"]
mod narrow;
#[path = "search.rs"]
mod search;

use lastack_model::words::Message;
use lastack_model::{
    Arg, Between, Culprit, Finding, PortBudget, Rate, Route, RouteReport, Severity, TcpState, Unit, Value,
    When,
};

use crate::measure::{self, Reuse};
use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "port-exhaustion",
    words: words!("port-exhaustion"),
    remedies: &["reuse-connections", "reuse-time-wait", "widen-port-range", "reuse-delay"],
    urgency: 0,
    about: About::TimeWait,
    check,
    quiet,
};

/// Past half of the range each connect() scans the whole first parity first (facts 5, `__inet_hash_connect`).
const SLOW_PERCENT: u32 = 50;

/// From here on the end is near (facts 19).
const NEAR_PERCENT: u32 = 90;

/// How far a route has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// connect() was seen to fail
    Refused,
    /// No port is left
    Failing,
    /// 90 % block
    Near,
    /// Half block
    Slow,
    /// Less than half, and the forecast reaches the end
    Ending,
    /// Less than half, and the forecast reaches half
    Slowing,
    /// Half are taken, by rows that the next connect() takes over
    Reused,
    /// Half are taken, by rows of TIME_WAIT alone, and none came for a while
    Draining,
}

/// A route with a budget.
struct Found<'a> {
    scope: Scope<'a>,
    route: &'a Route,
    report: &'a RouteReport,
    ports: PortBudget,
    stage: Stage,
    /// Connects that got no port while it was traced, and who asked most often
    refused: (u64, Option<&'a Culprit>),
}

fn check(view: &View<'_>) -> Vec<Finding> {
    let routes = view.scopes().flat_map(|scope| scope.routes().map(move |pair| (scope, pair)));
    let found = routes.filter_map(|(scope, (route, report))| {
        let ports = report.ports?;
        let refused = scope.view.trace.as_ref().map_or((0, None), |trace| trace.refused_on(route.key));
        let stage = if refused.0 > 0 { Some(Stage::Refused) } else { stage(report, &ports) };
        let mut found = Found { scope, route, report, ports, stage: stage?, refused };
        if found.drains() {
            found.stage = Stage::Draining;
        }
        Some(found)
    });
    let narrow = narrow::check(view);
    let told = |finding: &Finding| !narrow.iter().any(|one| one.subject == finding.subject);
    found.map(|found| found.finding()).filter(told).chain(narrow.clone()).collect()
}

/// How far the route has come; `None` while it is well.
fn stage(report: &RouteReport, ports: &PortBudget) -> Option<Stage> {
    let taken_percent = u64::from(ports.taken) * 100 / u64::from(ports.usable.max(1));
    match ports.blocking_percent() {
        _ if ports.taken == 0 => None,
        100.. => Some(Stage::Failing),
        _ if last_of_odd(ports) => Some(Stage::Failing),
        NEAR_PERCENT.. => Some(Stage::Near),
        SLOW_PERCENT.. => Some(Stage::Slow),
        _ if foreseen(report, report.exhausted) || at_once(report) => Some(Stage::Ending),
        _ if foreseen(report, report.slow) && !search::is_fast(ports.usable) => Some(Stage::Slowing),
        _ if taken_percent >= u64::from(SLOW_PERCENT) => Some(Stage::Reused),
        _ => None,
    }
}

/// So long nothing came: a load that pauses for less goes on.
const QUIET_S: usize = 10;

/// One port is left, and connect() may never try it: `__inet_hash_connect` rounds the size of the range down to
/// an even number (`remaining &= ~1U`), so the search leaves out one port of a range of odd size.
fn last_of_odd(ports: &PortBudget) -> bool {
    let (low, high) = ports.range;
    let odd = (u32::from(high) + 1).saturating_sub(low.into()) % 2 == 1;
    odd && ports.usable > 1 && ports.blocking + 1 == ports.usable
}

/// Below this many seconds "since" says nothing: the bins are whole seconds.
const SINCE_S: u32 = 2;

/// It comes soon enough to be told from as short a history as there is: a burst of a second is no trend.
fn foreseen(report: &RouteReport, when: When) -> bool {
    matches!(when, When::Later(span) if span.low <= watched_s(report) * measure::TIMES_WATCHED)
}

/// The end comes before anybody has acted, if what was seen for a moment goes on: that must not be told too late.
fn at_once(report: &RouteReport) -> bool {
    matches!(report.exhausted, When::Later(span) if span.low <= rule::AT_ONCE_S)
}

fn watched_s(report: &RouteReport) -> f64 {
    report.closes_per_s.map_or(0.0, |rate| rate.window_s)
}

impl Found<'_> {
    fn finding(&self) -> Finding {
        let subject = self.scope.route_subject(self.route.key);
        let mut finding = rule::finding(&RULE, &self.scope, subject, self.severity(), self.because());
        // Since when what line 1 says has been so, and no milder thing.
        let passed = |percent: u64| (u64::from(self.ports.usable) * percent).div_ceil(100);
        let limit = match self.stage {
            Stage::Refused | Stage::Failing => Some(passed(100)),
            Stage::Near => Some(passed(NEAR_PERCENT.into())),
            Stage::Slow => Some(u64::from(measure::slow_limit(&self.ports))),
            Stage::Ending | Stage::Slowing | Stage::Reused | Stage::Draining => None,
        };
        let since =
            limit.and_then(|limit| rule::since_at_least(self.route.ages.as_ref(), self.route.overdue, limit));
        finding.since_at_least_s = since.filter(|seconds| *seconds >= SINCE_S);
        self.say(&mut finding);
        self.advise(&mut finding);
        self.args(&mut finding);
        finding
    }

    /// What is taken goes by itself: nothing is open there, ports are left for who would connect, and yet no row came. Where
    /// no port is left, or a program binds first, nobody could connect, and that none did says nothing. A load that came back
    /// after such a pause may come back again. In a text rows of other states may be left out.
    fn drains(&self) -> bool {
        let early = matches!(self.stage, Stage::Near | Stage::Slow);
        let told = !self.scope.is_paste() && self.scope.sure(self.route.certainty);
        let quiet = self.quiet_s().is_some_and(|seconds| seconds >= QUIET_S);
        let over = quiet && !self.came_back();
        early && told && over && self.route.states.live() == 0 && self.reuse() != Reuse::Unseen
    }

    /// Between its rows nothing came for so long that it could have been called over.
    fn came_back(&self) -> bool {
        let bins = self.route.ages.iter().flat_map(|ages| ages.0.iter().enumerate());
        let ages = bins.filter(|(_, rows)| **rows > 0).map(|(age, _)| age);
        ages.clone().zip(ages.skip(1)).any(|(younger, older)| older - younger > QUIET_S)
    }

    /// Seconds since the last row came; `None` where ages are not told.
    fn quiet_s(&self) -> Option<usize> {
        self.route.ages.as_ref()?.0.iter().position(|rows| *rows > 0)
    }

    /// Until the last of them is gone, at the latest.
    fn drained_s(&self) -> f64 {
        let lifetime = self.scope.view.census.time_wait.lifetime_s.unwrap_or(measure::LIFETIME_S);
        f64::from(lifetime + measure::LATEST_S) - self.quiet_s().unwrap_or(0) as f64
    }

    /// Critical only where ports of a known range block for certain (DESIGN section 4).
    fn severity(&self) -> Severity {
        let doubtful = !self.scope.sure(self.route.certainty)
            || measure::range_assumed(self.scope.view)
            || self.ports.blocking_percent_at_best() < NEAR_PERCENT;
        match self.stage {
            // Nothing is concluded here: the kernel was seen to refuse.
            Stage::Refused => Severity::Critical,
            Stage::Slow | Stage::Ending if self.ends_at_once() => Severity::Critical,
            // New ones took the ports that had just become free, and no old row: bind() did not spare them.
            Stage::Failing if self.refuses_old_rows() => Severity::Critical,
            Stage::Failing | Stage::Near if doubtful => Severity::Warning,
            Stage::Failing | Stage::Near => Severity::Critical,
            Stage::Slow if self.never_matters() => Severity::Info,
            Stage::Slow | Stage::Ending => Severity::Warning,
            // Whoever connects before they are gone finds few, or searches long.
            Stage::Draining if self.ports.blocking_percent() >= NEAR_PERCENT || !self.is_fast() => {
                Severity::Warning
            }
            Stage::Slowing | Stage::Draining => Severity::Info,
            Stage::Reused => Severity::Ok,
        }
    }

    /// No port is left before anybody can act, whatever reuse may spare, and it has gone on for long enough to be foreseen.
    fn ends_at_once(&self) -> bool {
        let sure = self.scope.sure(self.route.certainty) && !measure::range_assumed(self.scope.view);
        let end = self.report.exhausted;
        let within = matches!(end, When::Later(span) if span.high <= rule::AT_ONCE_S);
        sure && within && foreseen(self.report, end) && !self.reuse().is_doubtful()
    }

    fn refuses_old_rows(&self) -> bool {
        let sure = self.scope.sure(self.route.certainty) && !measure::range_assumed(self.scope.view);
        let settings = self.scope.measured.reuse;
        let refused = settings.seen.refused_to_take_over(self.route, settings.delay_s());
        sure && self.reuse() == Reuse::Unseen && refused
    }

    /// It is searched in no time and never ends.
    fn never_matters(&self) -> bool {
        let never = matches!(self.report.exhausted, When::Never { .. });
        never && self.is_fast() && !self.reuse().is_doubtful()
    }

    /// So few ports are searched in no time.
    fn is_fast(&self) -> bool {
        search::is_fast(self.ports.usable)
    }

    fn because(&self) -> Message {
        let (id, percent, when) = match self.stage {
            Stage::Refused => ("port-exhaustion-because-refused", 0, When::Unknown),
            Stage::Failing if last_of_odd(&self.ports) => ("port-exhaustion-because-odd", 0, When::Unknown),
            Stage::Failing => ("port-exhaustion-because-failing", 0, When::Unknown),
            Stage::Near => ("port-exhaustion-because-share", NEAR_PERCENT, When::Unknown),
            Stage::Slow => ("port-exhaustion-because-share", SLOW_PERCENT, When::Unknown),
            Stage::Ending => ("port-exhaustion-because-ending", 0, self.report.exhausted),
            Stage::Slowing => ("port-exhaustion-because-slowing", SLOW_PERCENT, self.report.slow),
            Stage::Reused => ("port-exhaustion-because-reused", SLOW_PERCENT, When::Unknown),
            Stage::Draining => ("port-exhaustion-because-draining", SLOW_PERCENT, When::Unknown),
        };
        Message::new(id)
            .with("refused", because::plain(self.refused.0))
            .with("blocking", because::count(self.ports.blocking))
            .with("usable", because::count(self.ports.usable))
            .with("taken", because::count(self.ports.taken))
            .with("percent", because::plain(percent))
            .with("idle", because::plain(self.quiet_s().unwrap_or(0) as u64))
            .with("limit", because::plain(QUIET_S))
            .with("span", Arg::message(self.within(when)))
    }

    /// `in 33..41 s at 50.0/s`.
    fn within(&self, when: When) -> Message {
        let rate = self.report.closes_per_s.map(|rate| because::tenths(rate.value));
        match (when, rate) {
            (When::Later(Between { low, high }), Some(rate)) => {
                Message::new("port-exhaustion-because-within")
                    .with("low", because::whole(low))
                    .with("high", because::whole(high))
                    .with("per_s", rate)
            }
            (_, Some(rate)) => Message::new("port-exhaustion-because-rate").with("per_s", rate),
            (_, None) => Message::new("port-exhaustion-because-any"),
        }
    }

    fn say(&self, finding: &mut Finding) {
        (finding.verdict, finding.summary, finding.why) = match self.stage {
            Stage::Refused => ("verdict-refused", "summary-refused", "why-refused"),
            Stage::Failing if last_of_odd(&self.ports) => ("verdict-odd", "summary-near", "why-odd"),
            Stage::Failing => ("verdict-failing", "summary-failing", "why-failing"),
            Stage::Near => ("verdict-near", "summary-near", "why-near"),
            Stage::Slow => ("verdict-slow", "summary-slow", "why-slow"),
            Stage::Ending => ("verdict-ending", "summary-ending", "why-ending"),
            Stage::Slowing => ("verdict-slowing", "summary-slowing", "why-slowing"),
            Stage::Reused => ("verdict-reused", "summary-reused", "why-reused"),
            Stage::Draining => ("verdict-draining", "summary-draining", "why-draining"),
        };
        // In a paste nobody looked which port each row has.
        let counted = !self.scope.is_paste() && self.rows() > u64::from(self.ports.taken);
        match self.stage {
            Stage::Refused if counted => finding.why = "why-refused-rows",
            Stage::Failing if self.reuse() == Reuse::Proven => finding.why = "why-failing-reused",
            Stage::Failing if counted => finding.why = "why-failing-rows",
            Stage::Near if self.is_fast() => finding.verdict = "verdict-near-fast",
            Stage::Slow if self.is_fast() => {
                (finding.verdict, finding.why) = ("verdict-slow-fast", "why-slow-fast");
            }
            Stage::Ending if !foreseen(self.report, self.report.exhausted) => {
                (finding.verdict, finding.why) = ("verdict-ending-brief", "why-ending-brief");
            }
            Stage::Ending if self.is_fast() => {
                (finding.verdict, finding.why) = ("verdict-ending-fast", "why-ending-fast");
            }
            _ => {}
        }
        if matches!(self.stage, Stage::Refused | Stage::Draining) {
            return;
        }
        if self.held_open() {
            (finding.summary, finding.why) = ("summary-held", "why-held");
        }
        self.doubt(finding);
    }

    /// Says what the answer hangs on, where that could not be seen.
    fn doubt(&self, finding: &mut Finding) {
        let unseen = self.reuse() == Reuse::Unseen;
        match self.stage {
            Stage::Failing if unseen => finding.verdict = "verdict-failing-unseen",
            Stage::Near | Stage::Slow if unseen => finding.verdict = "verdict-slow-unseen",
            Stage::Failing if self.spared_at_best(100) => finding.verdict = "verdict-failing-unproven",
            Stage::Near | Stage::Slow if self.spared_at_best(SLOW_PERCENT) => {
                finding.verdict = match self.is_fast() {
                    true => "verdict-unproven-fast",
                    false => "verdict-slow-unproven",
                };
            }
            _ => {}
        }
        let unproven = self.stage != Stage::Reused && self.spared_at_best(self.ports.blocking_percent());
        if unseen && self.stage != Stage::Reused {
            finding.why = "why-unseen";
        } else if unproven && (!self.held_open() || finding.verdict.contains("unproven")) {
            finding.why = match self.stage {
                Stage::Failing => "why-failing-unproven",
                _ => "why-unproven",
            };
        } else if measure::range_assumed(self.scope.view) {
            finding.why = "why-assumed";
        } else if !self.scope.sure(self.route.certainty) {
            finding.why = "why-direction";
        }
    }

    fn args(&self, finding: &mut Finding) {
        let (ports, report) = (&self.ports, self.report);
        let sure = |value: Arg| match measure::range_assumed(self.scope.view) {
            true => value.inferred(),
            false => value,
        };
        let percent = Arg::number(ports.blocking_percent().into(), Unit::Percent, "census");
        arg(finding, "blocking", sure(Arg::count(ports.blocking, "census")));
        arg(finding, "usable", sure(Arg::count(ports.usable, measure::RANGE_KEY)));
        arg(finding, "percent", sure(percent));
        arg(finding, "target", rule::target(self.route.key));
        arg(finding, "source", rule::address(self.route.key.source));
        arg(finding, "taken", Arg::count(ports.taken, "census"));
        arg(finding, "time_wait", Arg::count(self.time_wait(), "census"));
        arg(finding, "rows", Arg::count(self.rows(), "census"));
        arg(finding, "open", Arg::count(measure::open(self.route), "census"));
        if let Some(mode) = self.scope.measured.reuse.mode {
            arg(
                finding,
                "before",
                Arg::new(Value::Number(mode as f64), Unit::Count, "net.ipv4.tcp_tw_reuse"),
            );
        }
        let (low, high) = self.ports.range;
        arg(finding, "low", sure(Arg::port(low, measure::RANGE_KEY)));
        arg(finding, "high", sure(Arg::port(high, measure::RANGE_KEY)));
        arg(finding, "free", sure(Arg::count(ports.usable.saturating_sub(ports.blocking), "census")));
        arg(finding, "closes", rule::closes(report.closes_per_s));
        arg(finding, "watched", Arg::number(watched_s(report), Unit::Seconds, "census"));
        if self.stage == Stage::Draining {
            let seconds = |seconds: f64| Arg::number(seconds, Unit::Seconds, "census");
            arg(finding, "idle", seconds(self.quiet_s().unwrap_or(0) as f64));
            arg(finding, "drained", seconds(self.drained_s()));
        }
        arg(finding, "slow", rule::slow(report.slow));
        arg(finding, "end", rule::end(&self.scope, report.exhausted));
        arg(
            finding,
            "delay",
            Arg::number(self.scope.measured.reuse.delay_ms as f64 / 1e3, Unit::Seconds, DELAY_KEY),
        );
        let frees_s = match self.reuse() {
            Reuse::Proven => self.scope.measured.reuse.delay_ms as f64 / 1e3,
            _ => f64::from(self.scope.view.census.time_wait.lifetime_s.unwrap_or(measure::LIFETIME_S)),
        };
        arg(finding, "frees", Arg::number(frees_s, Unit::Seconds, DELAY_KEY));
        let serves = rule::serves_per_s(ports.usable.into(), frees_s.max(0.001));
        arg(finding, "serves", Arg::number(serves, Unit::PerSecond, measure::RANGE_KEY));
        arg(finding, "cost", search::cost(ports.usable));
        arg(finding, "search", search::clause(ports.usable));
        arg(finding, "program", self.program());
        if self.stage == Stage::Refused {
            arg(finding, "refused", Arg::count(self.refused.0, "trace"));
            let window_s = self.scope.view.trace.as_ref().map_or(0.0, |trace| trace.window_s);
            arg(finding, "window", Arg::number(window_s, Unit::Seconds, "trace"));
        }
        if let Some(life) = self.life() {
            arg(finding, "life", life);
        }
        if let Some(Rate { value, .. }) = report.closes_per_s {
            arg(finding, "closes_per_s", Arg::number(value, Unit::PerSecond, "census"));
        }
    }

    /// Who was refused, as it was seen; else who connects there.
    fn program(&self) -> Arg {
        match self.refused.1 {
            Some(who) => Arg::foreign(who.comm.clone()),
            // Here it is open connections that take the ports, and who holds them is seen.
            None if self.held_open() => rule::program(&self.route.owners),
            None => self.scope.connects(self.route),
        }
    }

    fn life(&self) -> Option<Arg> {
        self.scope.life(self.route, self.report)
    }

    fn time_wait(&self) -> u32 {
        self.route.states.get(TcpState::TimeWait)
    }

    /// Rows of the route, those with a port outside of today's range as well.
    fn rows(&self) -> u64 {
        self.route.states.live() + u64::from(self.time_wait())
    }

    fn held_open(&self) -> bool {
        self.stage != Stage::Reused && measure::held_open(self.route, &self.ports)
    }

    /// Whether so many percent would not block if the peer uses timestamps, which nobody can tell from here.
    fn spared_at_best(&self, percent: u32) -> bool {
        self.reuse().is_doubtful() && self.ports.blocking_percent_at_best() < percent
    }

    fn mostly_time_wait(&self) -> bool {
        u64::from(self.time_wait()) >= self.route.states.live()
    }

    fn reuse(&self) -> Reuse {
        self.scope.measured.reuse.covers_route(self.route, &self.scope.measured.own)
    }
}

/// The key of the reuse delay; where the kernel has none it is one second.
const DELAY_KEY: &str = "net.ipv4.tcp_tw_reuse_delay";

/// The busiest route of all, which is well.
fn quiet(view: &View<'_>) -> Option<Message> {
    // A percentage of a range that nobody read would pass for a fact.
    let known = view.scopes().filter(|scope| !measure::range_assumed(scope.view));
    let routes = known.flat_map(|scope| scope.routes().map(move |pair| (scope, pair)));
    let budgets = routes.filter_map(|(scope, (route, report))| Some((scope, route, report.ports?, report)));
    let used = |ports: &PortBudget| u64::from(ports.blocking) * 1_000_000 / u64::from(ports.usable.max(1));
    let (scope, route, ports, report) = budgets.max_by_key(|(_, _, ports, _)| used(ports))?;
    Some(
        Message::new("port-exhaustion-quiet")
            .with("target", rule::target(route.key))
            .with("blocking", Arg::count(ports.blocking, "census"))
            .with("usable", Arg::count(ports.usable, measure::RANGE_KEY))
            .with("percent", Arg::number(ports.blocking_percent().into(), Unit::Percent, "census"))
            .with("end", rule::end(&scope, report.exhausted)),
    )
}
