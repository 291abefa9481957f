//! A table alone, from a host whose range nobody read: its rows may show that the range is narrower than the default.

use lastack_model::words::Message;
use lastack_model::{Arg, Finding, Route, Severity};

use super::{RULE, Stage, stage};
use crate::measure;
use crate::rule::narrow::{Band, MORE_THAN_HALF_PERCENT, NARROW};
use crate::rule::{self, Scope, View, arg, because};

/// One of so many ports may be shared by other programs, where one binds.
const FEW_SHARED: u32 = 10;

/// At most one for each namespace.
pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let unread =
        |scope: &Scope<'_>| scope.is_paste() && !scope.not_linux() && measure::range_assumed(scope.view);
    view.scopes().filter(unread).filter_map(one).collect()
}

fn one(scope: Scope<'_>) -> Option<Finding> {
    let local = scope.view.census.local_ports.as_ref()?;
    let band = Band::of(&local.outbound)?;
    let (route, report) = scope.routes().max_by_key(|(route, _)| rows(route))?;
    let worse = report.ports.and_then(|ports| stage(report, &ports));
    if !matches!(worse, None | Some(Stage::Slowing | Stage::Reused)) {
        return None;
    }
    if band.is_full_of(rows(route)) {
        let mut finding = start(&scope, scope.route_subject(route.key), &band, rows(route));
        arg(&mut finding, "target", rule::target(route.key));
        arg(&mut finding, "program", scope.connects(route));
        // Nobody takes the default for granted where ports outside of it are in use.
        let why = if report.ports.is_some() { "why-narrow" } else { "why-narrow-elsewhere" };
        (finding.verdict, finding.summary, finding.why) = (NARROW[0], "summary-narrow", why);
        finding.todo = vec!["todo-range", "todo-reuse"];
        return Some(finding);
    }
    // Of a program that binds first all destinations live from one range, and share no port of it.
    let destinations = scope.routes().filter(|(route, _)| rows(route) > 0).count();
    let shares_none = local.shared.len() * FEW_SHARED <= band.used;
    if destinations < 2 || !shares_none || !band.is_full_of(band.used) {
        return None;
    }
    let mut finding = start(&scope, scope.subject(), &band, band.used);
    arg(&mut finding, "destinations", Arg::count(destinations as u64, "census"));
    (finding.verdict, finding.summary, finding.why) = (NARROW[1], "summary-narrow-pool", "why-narrow-pool");
    finding.todo = vec!["todo-range"];
    Some(finding)
}

fn start(scope: &Scope<'_>, subject: lastack_model::Subject, band: &Band, rows: u32) -> Finding {
    let because = Message::new("port-exhaustion-because-narrow")
        .with("rows", because::count(rows))
        .with("percent", because::plain(MORE_THAN_HALF_PERCENT))
        .with("ports", because::count(band.ports()));
    let mut finding = rule::finding(&RULE, scope, subject, Severity::Info, because);
    arg(&mut finding, "rows", Arg::count(rows, "census"));
    arg(&mut finding, "ports", Arg::count(band.ports(), "census"));
    arg(&mut finding, "low", Arg::port(band.low, "census"));
    arg(&mut finding, "high", Arg::port(band.high, "census"));
    finding.dont = vec!["dont-settings"];
    finding
}

/// Rows of a route, each with a port of its own.
fn rows(route: &Route) -> u32 {
    let rows = route.states.live() + u64::from(route.states.get(lastack_model::TcpState::TimeWait));
    u32::try_from(rows).unwrap_or(u32::MAX)
}
