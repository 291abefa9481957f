//! Fires when local ports are never shared by destinations: a program binds its address before it connects, or holds
//! ports by bind() alone.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Route, Severity, Unit, When};

use crate::measure;
use crate::rule::bound::{ODD_PERCENT, Pool, Sign, UNBELIEVABLE, pool};
use crate::rule::{self, About, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "bind-before-connect",
    words: words!("bind-before-connect"),
    remedies: &["reuse-connections", "widen-port-range"],
    urgency: 1,
    about: About::TimeWait,
    check,
    quiet,
};

/// From here on bind() searches, as connect() does (facts 5).
const SLOW_PERCENT: u64 = 50;

/// From here on the end is near (facts 19).
const NEAR_PERCENT: u64 = 90;

fn check(view: &View<'_>) -> Vec<Finding> {
    let linux = view.scopes().filter(|scope| !scope.not_linux());
    linux.filter_map(|scope| pool(scope).map(|pool| pool.finding()).or_else(|| held(&scope))).collect()
}

/// Ports that somebody holds by bind() and most of which no connection shows: connect() is given none of them, whatever
/// its destination (facts 5; measured: all of a range held so, and every connect() fails).
fn held(scope: &Scope<'_>) -> Option<Finding> {
    let (used, usable) = scope.view.held_ports()?;
    let percent = u64::from(used) * 100 / u64::from(usable.max(1));
    let (severity, verdict) = match percent {
        100.. => (Severity::Critical, "verdict-held-all"),
        NEAR_PERCENT.. => (Severity::Warning, "verdict-held"),
        SLOW_PERCENT.. => (Severity::Info, "verdict-held"),
        _ => return None,
    };
    let because = Message::new("bind-before-connect-because-held")
        .with("used", because::count(used))
        .with("usable", because::count(usable));
    let mut finding = rule::finding(&RULE, scope, scope.subject(), severity, because);
    arg(&mut finding, "used", Arg::count(used, "census"));
    arg(&mut finding, "usable", Arg::count(usable, measure::RANGE_KEY));
    arg(&mut finding, "left", Arg::count(usable - used, "census"));
    arg(&mut finding, "percent", Arg::number(percent as f64, Unit::Percent, "census"));
    (finding.verdict, finding.summary, finding.why) = (verdict, "summary-held", "why-held");
    finding.todo = vec!["todo-held-who", "todo-held"];
    let widen = widened(scope, &mut finding);
    finding.todo.extend(widen);
    finding.dont = vec!["dont-held"];
    Some(finding)
}

/// More ports help at once where the range is narrow; the rest needs a change of a program.
fn widened(scope: &Scope<'_>, finding: &mut Finding) -> Option<&'static str> {
    let range = scope.facts().port_range(measure::RANGE_KEY);
    let narrow = |(low, high): &(u16, u16)| u32::from(high.saturating_sub(*low)) < MUCH_NARROWER;
    let (low, high) = range.filter(narrow)?;
    arg(finding, "low", Arg::port(low, measure::RANGE_KEY));
    arg(finding, "high", Arg::port(high, measure::RANGE_KEY));
    Some("todo-widen")
}

/// Half of its 28,232 ports: whoever set so few did not think of this load.
const MUCH_NARROWER: u32 = 14_116;

impl Pool<'_> {
    fn percent(&self) -> u64 {
        self.used * 100 / u64::from(self.usable.max(1))
    }

    /// When the pool is gone, and whether that is told from as much as was watched, or comes before anybody has acted.
    fn end(&self) -> (When, bool) {
        let ours = |route: &Route| self.routes.iter().any(|other| other.key == route.key);
        let routes = self.scope.routes().filter(|(route, _)| ours(route)).collect::<Vec<_>>();
        let used = u32::try_from(self.used).unwrap_or(u32::MAX);
        let (end, watched_s) = measure::pool_end(self.scope.view, &routes, used, self.usable);
        let soon_s = (watched_s * measure::TIMES_WATCHED).max(rule::AT_ONCE_S);
        (end, matches!(end, When::Later(span) if span.low <= soon_s))
    }

    /// Failing connects are seen in a log; the rest is concluded (traps B11), so critical needs a range that was read.
    fn severity(&self) -> Severity {
        let doubtful = measure::range_assumed(self.scope.view);
        match self.percent() {
            NEAR_PERCENT.. if !doubtful => Severity::Critical,
            SLOW_PERCENT.. => Severity::Warning,
            _ if self.end().1 => Severity::Warning,
            _ => Severity::Info,
        }
    }

    fn finding(&self) -> Finding {
        let because = match self.sign {
            Sign::Buckets => {
                Message::new("bind-before-connect-because-seen").with("used", because::count(self.used))
            }
            Sign::Unshared => Message::new("bind-before-connect-because-unshared")
                .with("shared", because::count(self.shared))
                .with("used", because::count(self.used))
                .with("destinations", because::plain(self.routes.len()))
                .with("chance", because::plain(UNBELIEVABLE)),
            Sign::Filled => Message::new("bind-before-connect-because-filled")
                .with("used", because::count(self.used))
                .with("usable", because::count(self.usable))
                .with("most", because::count(self.most())),
            Sign::Parity => Message::new("bind-before-connect-because-parity")
                .with("odd", because::plain(self.odd))
                .with("used", because::count(self.used))
                .with("percent", because::plain(ODD_PERCENT)),
        };
        let scope = &self.scope;
        let mut finding = rule::finding(&RULE, scope, scope.subject(), self.severity(), because);
        let sure = |arg: Arg| if self.sign == Sign::Buckets { arg } else { arg.inferred() };
        arg(&mut finding, "used", sure(Arg::count(self.used, "census")));
        arg(&mut finding, "usable", Arg::count(self.usable, measure::RANGE_KEY));
        let percent = Arg::number(self.percent() as f64, Unit::Percent, "census");
        arg(&mut finding, "percent", sure(percent));
        arg(&mut finding, "destinations", Arg::count(self.routes.len() as u64, "census"));
        arg(&mut finding, "source", rule::address(self.source));
        arg(&mut finding, "odd", Arg::count(self.odd, "census"));
        arg(&mut finding, "most", Arg::count(self.most(), "census"));
        if let Some(heaviest) = self.routes.first() {
            arg(&mut finding, "target", rule::target(heaviest.key));
        }
        let owners = self.routes.iter().find(|route| rule::holder(&route.owners).is_some());
        let holders = owners.map_or(&[][..], |route| route.owners.as_slice());
        arg(&mut finding, "program", rule::program(holders));
        let seen = self.sign == Sign::Buckets;
        arg(&mut finding, "who", if seen { rule::program(holders) } else { rule::suspect(holders) });
        arg(&mut finding, "end", rule::end(scope, self.end().0));
        finding.verdict = match self.percent() {
            100.. if self.sign == Sign::Buckets => "verdict-failing",
            NEAR_PERCENT.. => "verdict-near",
            SLOW_PERCENT.. => "verdict-slow",
            _ if self.end().1 => "verdict-ending",
            _ if self.shared > 0 => "verdict-hardly-shared",
            _ => "verdict",
        };
        if self.shared > 0 {
            finding.summary = "summary-hardly-shared";
        }
        if self.sign == Sign::Buckets {
            finding.summary = "summary-seen";
        }
        finding.why = match self.sign {
            Sign::Buckets => "why-seen",
            _ if measure::range_assumed(scope.view) => "why-assumed",
            Sign::Unshared if self.shared > 0 => "why-hardly-shared",
            Sign::Unshared => "why-unshared",
            Sign::Filled => "why-filled",
            Sign::Parity => "why-parity",
        };
        finding.todo = vec!["todo-no-port"];
        if owners.is_none() && !scope.is_paste() {
            finding.todo.push("todo-who");
        }
        if self.percent() >= SLOW_PERCENT {
            let widen = widened(scope, &mut finding);
            finding.todo.extend(widen);
        }
        finding.todo.push("todo-reuse");
        finding.dont = vec!["dont-options", "dont-tw-reuse"];
        finding
    }
}

/// Ports that lead to several destinations, where there are any.
fn quiet(view: &View<'_>) -> Option<Message> {
    let ports = view.scopes().filter_map(|scope| scope.view.census.local_ports.as_ref());
    let ports = ports.max_by_key(|ports| ports.shared.len()).filter(|ports| !ports.shared.is_empty())?;
    Some(
        Message::new("bind-before-connect-quiet")
            .with("shared", Arg::count(ports.shared.len(), "census"))
            .with("ports", Arg::count(ports.outbound.len(), "census")),
    )
}
