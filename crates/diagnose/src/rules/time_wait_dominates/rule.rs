//! Fires when TIME_WAIT is most of what people see, and says plainly whether it is harmless.

use lastack_model::words::Message;
use lastack_model::{
    Arg, Finding, Listener, ListenerReport, Os, Route, RouteReport, Severity, TcpState, Unit,
};

use crate::measure;
use crate::rule::{self, About, Group, Rule, Scope, View, arg, because, words};

pub(crate) static RULE: Rule = Rule {
    id: "time-wait-dominates",
    words: words!("time-wait-dominates"),
    remedies: &["reuse-connections"],
    urgency: 4,
    about: About::TimeWait,
    check,
    quiet,
};

/// So many catch the eye by themselves.
const MANY: u64 = 1_000;

/// Fewer than this are never worth a word ..
const SOME: u64 = 100;

/// .. and from here on they do where there are three times as many as of everything else.
const TIMES_THE_REST: u64 = 3;

/// The range of local ports of macOS and FreeBSD (facts 14).
const BSD_FIRST: &str = "net.inet.ip.portrange.first";

/// Its end, included.
const BSD_LAST: &str = "net.inet.ip.portrange.last";

/// Milliseconds, half of what a TIME_WAIT row lives there (facts 14).
const BSD_MSL: &str = "net.inet.tcp.msl";

/// A TIME_WAIT row of a connection that a peer opened: slab of `tcp_timewait_sock` (facts 12).
const INBOUND_BYTES: u64 = 256;

/// One that we opened has bind buckets of its own as well: measured (facts 12).
const OUTBOUND_BYTES: u64 = 400;

fn check(view: &View<'_>) -> Vec<Finding> {
    view.scopes().filter_map(one).collect()
}

fn one(scope: Scope<'_>) -> Option<Finding> {
    let rows = scope.view.census.count(TcpState::TimeWait)?;
    let because = because(&scope, rows)?;
    let mut finding = rule::finding(&RULE, &scope, scope.subject(), Severity::Ok, because);
    arg(&mut finding, "time_wait", Arg::count(rows, "census"));
    // The sizes are those of Linux.
    if !scope.not_linux() {
        arg(&mut finding, "memory", memory(&scope, rows));
    }
    arg(&mut finding, "closes", rule::closes(scope.measured.closes_per_s));
    match (scope.heaviest(TcpState::TimeWait), scope.now.host.os) {
        (Some(Group::Listener(listener, report)), Os::Windows) if !many_outbound(&scope) => {
            inbound(&mut finding, listener, report);
            finding.why = "why-inbound-windows";
            finding.dont = vec!["dont-restart", "dont-windows"];
        }
        (_, Os::Windows) => windows(&mut finding, &scope, rows),
        (Some(Group::Listener(listener, report)), Os::Bsd) if !many_outbound(&scope) => {
            inbound(&mut finding, listener, report);
            finding.why = "why-inbound-bsd";
            finding.dont = vec!["dont-restart"];
        }
        (_, Os::Bsd) => bsd(&mut finding, &scope),
        _ if sides_unknown(&scope, rows) => unknown_sides(&mut finding, &scope),
        // One busy listener beside hundreds of short routes: most rows do take a local port.
        (Some(Group::Listener(..)), _) if leads_out(&scope) => match heaviest_route(&scope) {
            Some((route, report)) => outbound(&mut finding, &scope, route, report),
            None => counts_only(&mut finding, &scope),
        },
        (Some(Group::Listener(listener, report)), _) => inbound(&mut finding, listener, report),
        (Some(Group::Route(route, report)), _) => outbound(&mut finding, &scope, route, report),
        (None, _) => counts_only(&mut finding, &scope),
    }
    finding.since_at_least_s = since(&scope);
    Some(finding)
}

/// The inequality, or `None` while TIME_WAIT does not stand out.
fn because(scope: &Scope<'_>, rows: u64) -> Option<Message> {
    let states = &scope.view.census.states;
    let rest = states.total() - rows - u64::from(states.get(TcpState::Listen));
    if rows >= MANY {
        return Some(
            Message::new("time-wait-dominates-because")
                .with("rows", because::count(rows))
                .with("many", because::count(MANY)),
        );
    }
    let stands_out = rows >= SOME && rows > rest * TIMES_THE_REST;
    stands_out.then(|| {
        Message::new("time-wait-dominates-because-rest")
            .with("rows", because::plain(rows))
            .with("times", because::plain(TIMES_THE_REST))
            .with("rest", because::plain(rest))
    })
}

fn since(scope: &Scope<'_>) -> Option<u32> {
    let time_wait = &scope.view.census.time_wait;
    let overdue = u32::try_from(time_wait.overdue).unwrap_or(u32::MAX);
    rule::since_at_least(time_wait.by_age.as_ref(), overdue, MANY)
}

/// Rows of unknown direction are counted as the dearer ones.
fn memory(scope: &Scope<'_>, rows: u64) -> Arg {
    let inbound = scope.view.census.time_wait.inbound.min(rows);
    let bytes = inbound * INBOUND_BYTES + (rows - inbound) * OUTBOUND_BYTES;
    Arg::number(bytes as f64, Unit::Bytes, "census").inferred()
}

fn inbound(finding: &mut Finding, listener: &Listener, report: &ListenerReport) {
    (finding.verdict, finding.summary) = ("verdict-inbound", "summary-inbound");
    arg(finding, "most", Arg::count(listener.states.get(TcpState::TimeWait), "census"));
    arg(finding, "place", rule::listener_place(listener));
    arg(finding, "group_closes", rule::closes(report.closes_per_s));
    let busiest = listener.peers.top.first().map(|(_, states)| states.total());
    finding.why = match busiest {
        Some(busiest) => {
            arg(finding, "peers", Arg::count(listener.peers.distinct, "census"));
            arg(finding, "busiest", Arg::count(busiest, "census"));
            "why-inbound-peers"
        }
        None => "why-inbound",
    };
    let established = listener.states.get(TcpState::Established);
    finding.todo = match rule::life(established.into(), report.closes_per_s) {
        Some(life) => {
            arg(finding, "life", life);
            vec!["todo-clients-life"]
        }
        None => vec!["todo-clients"],
    };
    finding.dont = vec!["dont-settings-inbound"];
}

fn outbound(finding: &mut Finding, scope: &Scope<'_>, route: &Route, report: &RouteReport) {
    arg(finding, "most", Arg::count(route.states.get(TcpState::TimeWait), "census"));
    arg(finding, "target", rule::target(route.key));
    arg(finding, "group_closes", rule::closes(report.closes_per_s));
    // A percentage of a range that nobody read would pass for a fact.
    let ports = report.ports.filter(|_| !measure::range_assumed(scope.view));
    (finding.verdict, finding.summary, finding.why) = match ports {
        // So few percent beside so many rows would puzzle: the rest is reused.
        Some(ports) if ports.blocking < ports.taken => {
            arg(finding, "taken", Arg::count(ports.taken, "census"));
            arg(finding, "usable", Arg::count(ports.usable, measure::RANGE_KEY));
            ("verdict-reused", "summary-reused", "why-reused")
        }
        Some(ports) if is_spread(scope, route) => {
            // A limit that is not exceeded: "0 %" of the ports would read as if none were taken.
            let percent = ports.blocking_percent().saturating_add(1).min(100);
            arg(finding, "percent", Arg::number(percent.into(), Unit::Percent, "census"));
            arg(finding, "end", rule::end(scope, report.exhausted));
            ("verdict-spread", "summary-spread", "why-outbound")
        }
        Some(ports) => {
            let percent = Arg::number(ports.blocking_percent().into(), Unit::Percent, "census");
            arg(finding, "percent", percent);
            arg(finding, "end", rule::end(scope, report.exhausted));
            ("verdict-outbound", "summary-outbound", "why-outbound")
        }
        None => {
            finding.severity = Severity::Info;
            ("verdict-no-range", "summary-no-range", "why-no-range")
        }
    };
    finding.todo = match scope.life(route, report) {
        Some(life) => {
            arg(finding, "life", life);
            vec!["todo-reuse-life"]
        }
        None => vec!["todo-reuse"],
    };
    finding.dont = vec!["dont-settings", "dont-restart"];
}

/// The heaviest route has less than half of the rows.
fn is_spread(scope: &Scope<'_>, route: &Route) -> bool {
    let all = scope.view.census.count(TcpState::TimeWait).unwrap_or(0);
    u64::from(route.states.get(TcpState::TimeWait)) * 2 < all
}

/// Most rows are of connections that were opened from here.
fn leads_out(scope: &Scope<'_>) -> bool {
    let time_wait = &scope.view.census.time_wait;
    time_wait.outbound > time_wait.inbound
}

fn heaviest_route<'a>(scope: &Scope<'a>) -> Option<(&'a Route, &'a RouteReport)> {
    let routes = scope.routes().filter(|(route, _)| route.states.get(TcpState::TimeWait) > 0);
    routes.max_by_key(|(route, _)| route.states.get(TcpState::TimeWait))
}

/// Rows with addresses, and of most of them nothing tells who opened the connection.
fn sides_unknown(scope: &Scope<'_>, rows: u64) -> bool {
    !scope.is_histogram() && scope.view.census.time_wait.unknown * 2 > rows
}

/// Their listeners are gone, or the text shows none: no port budget can be told, and none is.
fn unknown_sides(finding: &mut Finding, scope: &Scope<'_>) {
    finding.severity = Severity::Info;
    arg(finding, "unknown", Arg::count(scope.view.census.time_wait.unknown, "census"));
    (finding.verdict, finding.summary, finding.why) = ("verdict-sides", "summary-sides", "why-sides");
    finding.todo = vec!["todo-reuse"];
    finding.dont = vec!["dont-settings", "dont-restart"];
}

/// Local ports of macOS and its kin; their range is not in a table.
fn bsd(finding: &mut Finding, scope: &Scope<'_>) {
    let heaviest = heaviest_route(scope).map(|(route, _)| route);
    let most = heaviest.map_or(0, |route| u64::from(route.states.get(TcpState::TimeWait)));
    let known = bsd_ports(scope);
    let many = most * 2 >= known.unwrap_or(rule::DYNAMIC_PORTS);
    finding.severity = if many { Severity::Warning } else { Severity::Info };
    (finding.verdict, finding.summary) = match heaviest {
        Some(route) => {
            arg(finding, "most", Arg::count(most, "census"));
            arg(finding, "target", rule::target(route.key));
            ("verdict-bsd-route", "summary-bsd-route")
        }
        None => ("verdict-bsd", "summary-bsd"),
    };
    finding.why = "why-bsd";
    finding.todo = vec!["todo-reuse", "todo-bsd-range"];
    if let Some((ports, route)) = known.zip(heaviest) {
        arg(finding, "ports", Arg::count(ports, BSD_FIRST));
        arg(finding, "percent", rule::percent(most.min(ports), ports));
        arg(finding, "target", rule::target(route.key));
        (finding.verdict, finding.summary) = ("verdict-bsd-range", "summary-bsd-range");
        finding.todo = vec!["todo-reuse"];
    }
    if let Some(msl_ms) = scope.setting(BSD_MSL).filter(|ms| *ms > 0) {
        arg(finding, "lifetime", Arg::number(msl_ms as f64 / 500.0, Unit::Seconds, BSD_MSL));
        finding.why = "why-bsd-lifetime";
    }
    finding.dont = vec!["dont-restart"];
}

/// Histograms and fragments: no row belongs to a group.
fn counts_only(finding: &mut Finding, scope: &Scope<'_>) {
    finding.severity = Severity::Info;
    finding.why = "why-counts";
    (finding.verdict, finding.summary) = match scope.view.census.count(TcpState::Established) {
        Some(established) => {
            arg(finding, "established", Arg::count(established, "census"));
            ("verdict-counts", "summary-counts")
        }
        None => ("verdict-counts-alone", "summary-counts-alone"),
    };
    // Among no connection hides no leak.
    if scope.is_summary() && scope.view.census.count(TcpState::Established) != Some(0) {
        (finding.verdict, finding.summary) = ("verdict-counts-summary", "summary-counts-summary");
    }
    let ports = measure::usable_ports(scope.now, scope.view).filter(|_| !measure::range_assumed(scope.view));
    let default = u32::from(measure::DEFAULT_RANGE.1 - measure::DEFAULT_RANGE.0) + 1;
    let rows = scope.view.census.count(TcpState::TimeWait).unwrap_or(0);
    if is_whole_range(rows, ports.unwrap_or(default)) {
        arg(finding, "ports", Arg::count(ports.unwrap_or(default), measure::RANGE_KEY));
        finding.verdict =
            if ports.is_some() { "verdict-counts-range" } else { "verdict-counts-default-range" };
    }
    finding.todo = vec!["todo-look", "todo-reuse"];
    finding.dont = vec!["dont-settings", "dont-restart"];
}

/// As many as a range has ports, or a few less that are held otherwise: where all lead to one destination, it is full.
fn is_whole_range(rows: u64, ports: u32) -> bool {
    let ports = u64::from(ports);
    rows <= ports && rows * 100 >= ports * 98
}

/// So many lead out that the dynamic ports may be short, whatever stands at listeners.
fn many_outbound(scope: &Scope<'_>) -> bool {
    let ports = dynamic_ports(scope).or_else(|| bsd_ports(scope));
    scope.view.census.time_wait.outbound * 2 >= ports.unwrap_or(rule::DYNAMIC_PORTS)
}

/// Local ports of macOS and its kin, where both ends of their range were read.
fn bsd_ports(scope: &Scope<'_>) -> Option<u64> {
    let port = |key| scope.setting(key).filter(|port| (1..=65_535).contains(port));
    let (first, last) = (port(BSD_FIRST)?, port(BSD_LAST)?);
    u64::try_from(last - first + 1).ok().filter(|ports| *ports > 0 && scope.now.host.os == Os::Bsd)
}

/// Dynamic ports of Windows, where they were read.
fn dynamic_ports(scope: &Scope<'_>) -> Option<u64> {
    let count = scope.setting(rule::DYNAMIC_KEY).and_then(|count| u64::try_from(count).ok());
    count.filter(|count| *count > 0 && scope.on_windows())
}

fn windows(finding: &mut Finding, scope: &Scope<'_>, rows: u64) {
    let known = dynamic_ports(scope);
    let many = rows * 2 >= known.unwrap_or(rule::DYNAMIC_PORTS);
    finding.severity = if many { Severity::Warning } else { Severity::Info };
    let routes = scope.routes().map(|(route, _)| route);
    let heaviest = routes.max_by_key(|route| route.states.get(TcpState::TimeWait));
    (finding.verdict, finding.summary) = match heaviest {
        Some(route) if route.states.get(TcpState::TimeWait) > 0 => {
            arg(finding, "most", Arg::count(route.states.get(TcpState::TimeWait), "census"));
            arg(finding, "target", rule::target(route.key));
            ("verdict-windows-route", "summary-windows-route")
        }
        _ => ("verdict-windows", "summary-windows"),
    };
    finding.why = "why-windows";
    finding.todo = vec!["todo-reuse", "todo-windows-pool"];
    if let Some(ports) = known {
        arg(finding, "ports", Arg::count(ports, rule::DYNAMIC_KEY));
        arg(finding, "percent", rule::percent(rows.min(ports), ports));
        (finding.verdict, finding.summary) = ("verdict-windows-range", "summary-windows-range");
        finding.todo = vec!["todo-reuse"];
    }
    finding.dont = vec!["dont-restart", "dont-windows"];
}

fn quiet(view: &View<'_>) -> Option<Message> {
    let rows = view.scopes().map(|scope| scope.view.census.count(TcpState::TimeWait)).sum::<Option<u64>>()?;
    Some(Message::new("time-wait-dominates-quiet").with("time_wait", Arg::count(rows, "census")))
}
