//! Fires when the table of TIME_WAIT rows is full, so that connections end without one.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Os, Severity, TcpState, Unit};

use crate::measure;
use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "bucket-overflow",
    words: words!("bucket-overflow"),
    remedies: &["reuse-connections", "raise-time-wait-buckets"],
    urgency: 5,
    about: About::TimeWait,
    check,
    quiet,
};

const LIMIT: &str = "net.ipv4.tcp_max_tw_buckets";
const COUNTER: &str = "TcpExt.TCPTimeWaitOverflow";

/// From here on the limit is near.
const NEAR_PERCENT: u64 = 90;

/// Closes that overflow while less than this part of the limit is used were not stopped by the limit: the counter
/// moves as well where the kernel has no memory for a row (facts 4, `inet_twsk_alloc`). Rows live for a minute, so a
/// full table cannot have emptied within one look.
const FAR_PERCENT: u64 = 50;

/// No table grows past its limit, but for closes on several CPUs at once, and a limit that was lowered has its rows gone
/// within a minute. So a pasted table far beyond the pasted limit has another one.
const BEYOND_PERCENT: u64 = 110;

/// A row lives 60.4 to 62.1 s (facts 1).
const LIFE_S: f64 = 61.0;

/// Room beyond what closes now.
const MARGIN: f64 = 1.25;

/// The kernel's default on hosts with 32 GiB or more (facts 4): 64 to 128 MiB if it were ever full.
const LARGEST_DEFAULT: u64 = 262_144;

/// What the counter and the table say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// A limit of 0 or below: no close at all gets a row
    Skipped,
    /// Rows are refused now
    Rising,
    /// Rows are refused now, and not because of the limit
    NoMemory,
    /// More rows than the pasted limit lets stand
    Beyond,
    /// No place is left
    Full,
    /// Hardly any is left, and the close rate needs more
    Near,
    /// Hardly any is left, and the close rate needs no more
    Settled,
    /// Rows were refused at some time
    Past,
}

/// The numbers of one namespace.
struct Found<'a> {
    scope: Scope<'a>,
    /// TIME_WAIT and FIN_WAIT2 mini-sockets, which share the table
    used: Option<u64>,
    limit: Option<i64>,
    refused: Option<u64>,
    refused_per_s: f64,
    stage: Stage,
}

fn check(view: &View<'_>) -> Vec<Finding> {
    let linux = view.scopes().filter(|scope| matches!(scope.now.host.os, Os::Linux | Os::Unknown));
    linux.filter_map(found).map(|found| found.finding()).collect()
}

fn limit(scope: &Scope<'_>) -> Option<i64> {
    let known = || scope.view.limits.iter().find(|limit| limit.name == "time_wait_buckets")?.limit;
    scope.setting(LIMIT).or_else(|| known().and_then(|limit| i64::try_from(limit).ok()))
}

fn used(scope: &Scope<'_>) -> Option<u64> {
    let counted = scope.view.limits.iter().find(|limit| limit.name == "time_wait_buckets");
    counted.and_then(|limit| limit.used).or_else(|| scope.view.census.count(TcpState::TimeWait))
}

fn found(scope: Scope<'_>) -> Option<Found<'_>> {
    let (used, limit) = (used(&scope), limit(&scope));
    let counter = scope.view.counters.get(COUNTER);
    let refused_per_s = counter.and_then(|counter| counter.per_s).unwrap_or(0.0);
    let refused = counter.map(|counter| counter.value);
    let percent =
        used.zip(limit).filter(|(_, limit)| *limit > 0).map(|(used, limit)| used * 100 / limit as u64);
    let stage = match percent {
        _ if limit.is_some_and(|limit| limit <= 0) => Stage::Skipped,
        Some(percent) if refused_per_s > 0.0 && percent < FAR_PERCENT => Stage::NoMemory,
        _ if refused_per_s > 0.0 => Stage::Rising,
        Some(BEYOND_PERCENT..) if scope.is_paste() => Stage::Beyond,
        Some(100..) => Stage::Full,
        Some(NEAR_PERCENT..) if settles(&scope, limit) => Stage::Settled,
        Some(NEAR_PERCENT..) => Stage::Near,
        _ if refused.is_some_and(|refused| refused > 0) => Stage::Past,
        _ => return None,
    };
    Some(Found { scope, used, limit, refused, refused_per_s, stage })
}

/// The close rate is known and its rows fit.
fn settles(scope: &Scope<'_>, limit: Option<i64>) -> bool {
    let rate = scope.measured.closes_per_s;
    rate.zip(limit).is_some_and(|(rate, limit)| rate.high * LIFE_S < limit as f64)
}

impl Found<'_> {
    fn finding(&self) -> Finding {
        let scope = &self.scope;
        let severity = match self.stage {
            // What is over stands behind what is said of the rows that are there.
            Stage::Past => Severity::Ok,
            Stage::Settled | Stage::Beyond => Severity::Info,
            _ => Severity::Warning,
        };
        let mut finding = rule::finding(&RULE, scope, scope.subject(), severity, self.because());
        self.args(&mut finding);
        self.say(&mut finding);
        self.advise(&mut finding);
        finding
    }

    fn because(&self) -> Message {
        let limit = self.limit.unwrap_or(0);
        let used = because::count(self.used.unwrap_or(0));
        let shown = because::count(limit.unsigned_abs());
        match self.stage {
            Stage::Skipped => {
                Message::new("bucket-overflow-because-skipped").with("limit", because::plain(limit))
            }
            Stage::Rising => Message::new("bucket-overflow-because-rising")
                .with("per_s", because::tenths(self.refused_per_s)),
            Stage::NoMemory => Message::new("bucket-overflow-because-memory")
                .with("per_s", because::tenths(self.refused_per_s))
                .with("used", used)
                .with("percent", because::plain(FAR_PERCENT))
                .with("limit", shown),
            Stage::Beyond | Stage::Full => {
                Message::new("bucket-overflow-because-full").with("used", used).with("limit", shown)
            }
            Stage::Near | Stage::Settled => Message::new("bucket-overflow-because-near")
                .with("used", used)
                .with("percent", because::plain(NEAR_PERCENT))
                .with("limit", shown),
            Stage::Past => Message::new("bucket-overflow-because-past")
                .with("refused", because::count(self.refused.unwrap_or(0))),
        }
    }

    fn say(&self, finding: &mut Finding) {
        let known = self.limit.is_some();
        (finding.verdict, finding.summary, finding.why) = match self.stage {
            Stage::Skipped => ("verdict-skipped", "summary-skipped", "why-skipped"),
            Stage::Rising if known && self.has_room() => ("verdict-rising", "summary-rising", "why-lost"),
            Stage::Rising if known && self.used.is_some() => ("verdict-limit", "summary-rising", "why-lost"),
            Stage::Rising if known => ("verdict-limit", "summary-rising-uncounted", "why-lost"),
            Stage::Rising => ("verdict-unknown", "summary-rising-unknown", "why-lost"),
            Stage::NoMemory => ("verdict-memory", "summary-memory", "why-memory"),
            Stage::Beyond => ("verdict-beyond", "summary-beyond", "why-beyond"),
            Stage::Full => ("verdict-limit", "summary-full", "why-lost"),
            Stage::Near => ("verdict-near", "summary-near", "why-near"),
            Stage::Settled => ("verdict-settled", "summary-near", "why-settled"),
            Stage::Past if self.scope.is_paste() => {
                ("verdict-past-paste", "summary-past-paste", "why-past-paste")
            }
            Stage::Past => ("verdict-past", "summary-past", "why-past"),
        };
    }

    /// It was full between the readings, and is not at the moment.
    fn has_room(&self) -> bool {
        self.used.zip(self.limit).is_some_and(|(used, limit)| limit > 0 && used < limit as u64)
    }

    fn advise(&self, finding: &mut Finding) {
        finding.todo = match self.stage {
            Stage::NoMemory => vec!["todo-memory"],
            Stage::Skipped => vec!["todo-raise"],
            Stage::Past | Stage::Settled => vec!["todo-watch"],
            Stage::Beyond => vec!["todo-see"],
            Stage::Rising | Stage::Full | Stage::Near if self.limit.is_none() => {
                vec!["todo-reuse", "todo-see"]
            }
            Stage::Rising | Stage::Full | Stage::Near => vec!["todo-raise", "todo-reuse"],
        };
        finding.dont = match self.stage {
            Stage::NoMemory => vec!["dont-settings"],
            _ => vec!["dont-lower", "dont-settings"],
        };
    }

    fn args(&self, finding: &mut Finding) {
        if let Some(used) = self.used {
            arg(finding, "used", Arg::count(used, "sockstat.TCP.tw"));
        }
        if let Some(limit) = self.limit {
            arg(finding, "limit", Arg::new(lastack_model::Value::Number(limit as f64), Unit::Count, LIMIT));
            let serves = rule::serves_per_s(limit.max(0) as f64, 60.0);
            arg(finding, "serves", Arg::number(serves, Unit::PerSecond, LIMIT));
            let default = self.default();
            arg(finding, "wanted", Arg::new(lastack_model::Value::Count(self.wanted()), Unit::Port, LIMIT));
            // Who lowered it is seldom the one who reads this.
            let lowered =
                default.filter(|default| (limit.max(0) as u64) < *default && self.wanted() <= *default);
            let of_default = match lowered {
                Some(default) => Message::new("bucket-overflow-lowered")
                    .with("default", Arg::count(default, "net.ipv4.tcp_ehash_entries").inferred()),
                None => Message::new("bucket-overflow-cost"),
            };
            arg(finding, "of_default", Arg::message(of_default));
        }
        if let Some(refused) = self.refused {
            arg(finding, "refused", Arg::count(refused, COUNTER));
        }
        arg(finding, "refused_per_s", Arg::number(self.refused_per_s, Unit::PerSecond, COUNTER));
        arg(finding, "closes", rule::closes(self.scope.measured.closes_per_s));
    }

    /// Half of the slots of the table of connections, which a namespace without one of its own shows as negative.
    fn default(&self) -> Option<u64> {
        let slots = measure::known(&self.scope.view.facts, "net.ipv4.tcp_ehash_entries")?;
        Some(slots.unsigned_abs() / 2).filter(|default| *default > 0)
    }

    /// The default where the limit is below it, else room for all closes of a minute and a quarter more. Those that get no
    /// row are counted apart from those that do, so both are needed; rounded up to a power of two, so that two looks at one
    /// load say the same.
    fn wanted(&self) -> u64 {
        let limit = self.limit.unwrap_or(0).max(0) as u64;
        let closes = self.scope.measured.closes_per_s.map_or(0.0, |rate| rate.value);
        // A full table gives so many places a second, whatever the rows' ages say.
        let served = if self.stage == Stage::Rising { closes.max(limit as f64 / LIFE_S) } else { closes };
        let needed = ((served + self.refused_per_s) * LIFE_S * MARGIN) as u64;
        match self.default() {
            Some(default) if default > limit && default > needed => default,
            _ => (limit + 1).max(needed).next_power_of_two().clamp(LARGEST_DEFAULT, i32::MAX as u64 / 2),
        }
    }
}

/// How full the fullest table is.
fn quiet(view: &View<'_>) -> Option<Message> {
    let tables = view.scopes().filter_map(|scope| Some((used(&scope)?, u64::try_from(limit(&scope)?).ok()?)));
    let (used, limit) = tables.max_by_key(|(used, limit)| used * 1_000_000 / (*limit).max(1))?;
    Some(
        Message::new("bucket-overflow-quiet")
            .with("used", Arg::count(used, "sockstat.TCP.tw"))
            .with("limit", Arg::count(limit, LIMIT)),
    )
}
