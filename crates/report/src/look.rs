//! Looking things up in a report: what more than one format needs.

use std::collections::HashSet;

use lastack_model::words::{Message, Phrase, Piece};
use lastack_model::{
    AgeBins, Arg, BlameMethod, Census, Closer, Coverage, CoverageState, Direction, Endpoint, FactSource,
    Finding, Listener, ListenerReport, NamespaceView, NetnsId, NetnsName, Place, Rate, Report, Rest, Route,
    RouteReport, SourceKind, StateCounts, StateSet, Subject, TcpState, Unit, Untrusted, Waiting, Warning,
    Warnings,
};

use crate::{Page, View};

/// The counts behind a route.
pub(crate) fn route<'a>(report: &'a Report, of: &RouteReport) -> Option<&'a Route> {
    report.snapshot.namespaces.get(of.netns)?.census.routes.iter().find(|route| route.key == of.key)
}

/// The counts behind a listener.
pub(crate) fn listener<'a>(report: &'a Report, of: &ListenerReport) -> Option<&'a Listener> {
    report.snapshot.namespaces.get(of.netns)?.census.listeners.iter().find(|listener| listener.key == of.key)
}

/// Rows of a state, or `None` where the namespace's source cannot list it.
pub(crate) fn known(counts: &StateCounts, state: TcpState, listed: StateSet) -> Option<u64> {
    listed.has(state).then(|| u64::from(counts.get(state)))
}

/// All rows, or `None` where no state was listed: settings or counters alone.
pub(crate) fn known_total(counts: &StateCounts, listed: StateSet) -> Option<u64> {
    (listed != StateSet::NONE || counts.total() > 0).then(|| counts.total())
}

/// FIN_WAIT2 mini-sockets, or `None` where they cannot be told apart.
pub(crate) fn known_mini(counts: &StateCounts, listed: StateSet) -> Option<u64> {
    listed.has_mini().then(|| u64::from(counts.fin_wait2_mini()))
}

/// What every namespace's source can list: sums over namespaces know only these.
pub(crate) fn listed_by_all(report: &Report) -> StateSet {
    let all = TcpState::ALL.iter().fold(StateSet::NONE.with_mini(), |set, state| set.with(*state));
    report.snapshot.namespaces.iter().fold(all, |set, namespace| {
        let listed = namespace.census.listed;
        let set = if listed.has_mini() { set } else { set.without_mini() };
        TcpState::ALL
            .iter()
            .fold(set, |set, state| if listed.has(*state) { set } else { set.without(*state) })
    })
}

/// Nobody read the range of local ports: what is counted against it is the default.
pub(crate) fn range_assumed(namespace: &NamespaceView) -> bool {
    let range = namespace.facts.get("net.ipv4.ip_local_port_range");
    range.is_none_or(|fact| fact.source == FactSource::Assumed)
}

/// The routes that are shown, and everything else summed; `None` where no source has addresses.
pub(crate) fn routes(report: &Report, top: usize) -> (&[RouteReport], Option<Rest>) {
    let shown = &report.routes[..top.min(report.routes.len())];
    let keys: HashSet<_> = shown.iter().map(|route| (route.netns, route.key)).collect();
    let rest = rest(report, shown.is_empty(), |netns, census| {
        let others = census.routes.iter().filter(|route| !keys.contains(&(netns, route.key)));
        (census.routes_rest, others.map(|route| route.states).collect())
    });
    (shown, rest)
}

/// The listeners that are shown, and everything else summed; `None` where no source has addresses.
pub(crate) fn listeners(report: &Report, top: usize) -> (&[ListenerReport], Option<Rest>) {
    let shown = &report.listeners[..top.min(report.listeners.len())];
    let keys: HashSet<_> = shown.iter().map(|listener| (listener.netns, listener.key)).collect();
    let rest = rest(report, shown.is_empty(), |netns, census| {
        let others = census.listeners.iter().filter(|one| !keys.contains(&(netns, one.key)));
        (census.listeners_rest, others.map(|one| one.states).collect())
    });
    (shown, rest)
}

/// What each namespace folded away and what is kept of it and not shown, summed.
fn rest(
    report: &Report,
    none_shown: bool,
    parts: impl Fn(usize, &Census) -> (Rest, Vec<StateCounts>),
) -> Option<Rest> {
    let mut rest = Rest { keys: Some(0), ..Rest::default() };
    let mut told = !none_shown;
    for (netns, namespace) in report.snapshot.namespaces.iter().enumerate() {
        let (folded, others) = parts(netns, &namespace.census);
        told |= is_told(&folded);
        merge(&mut rest, &folded);
        for states in others {
            merge(&mut rest, &Rest { states, keys: Some(1), missed: 0 });
        }
    }
    (told || rest.states.total() > 0).then_some(rest)
}

/// A source without addresses knows neither keys nor rows of a rest.
fn is_told(rest: &Rest) -> bool {
    rest.keys.is_some() || rest.states.total() > 0
}

fn merge(rest: &mut Rest, more: &Rest) {
    rest.states.merge(&more.states);
    rest.missed += more.missed;
    rest.keys = match (rest.keys, more.keys) {
        (Some(here), Some(there)) => Some(here + there),
        // Nothing was folded away, so there is nothing to count either.
        (Some(here), None) if more.states.total() == 0 => Some(here),
        _ => None,
    };
}

/// TIME_WAIT of all namespaces together.
pub(crate) struct TimeWait {
    pub(crate) lifetime_s: Option<u32>,
    pub(crate) by_age: Option<AgeBins>,
    pub(crate) overdue: u64,
    pub(crate) lower_bound: bool,
    /// Rows by side; `None` where no input lists TIME_WAIT
    pub(crate) sides: Option<Sides>,
    pub(crate) closes_per_s: Option<Rate>,
}

/// TIME_WAIT rows by who connected.
#[derive(Default)]
pub(crate) struct Sides {
    pub(crate) inbound: u64,
    pub(crate) outbound: u64,
    pub(crate) unknown: u64,
}

/// Sums the namespaces that have TIME_WAIT rows. A sum with an unknown part is unknown.
pub(crate) fn time_wait(report: &Report) -> Option<TimeWait> {
    let namespaces = &report.snapshot.namespaces;
    let with_rows = |namespace: &NamespaceView| namespace.census.states.get(TcpState::TimeWait) > 0;
    let indexes: Vec<usize> = match (0..namespaces.len()).filter(|i| with_rows(&namespaces[*i])).collect() {
        none if Vec::is_empty(&none) && !namespaces.is_empty() => vec![0],
        some => some,
    };
    let first = namespaces.get(*indexes.first()?)?;
    let mut sum = TimeWait {
        lifetime_s: first.census.time_wait.lifetime_s,
        by_age: Some(AgeBins::default()),
        overdue: 0,
        lower_bound: false,
        sides: None,
        closes_per_s: indexes
            .iter()
            .map(|i| report.closes_per_s.get(*i).copied().flatten())
            .reduce(add_rates)
            .flatten(),
    };
    for census in indexes.iter().filter_map(|i| namespaces.get(*i)).map(|namespace| &namespace.census) {
        let one = &census.time_wait;
        sum.lifetime_s = sum.lifetime_s.filter(|seconds| one.lifetime_s == Some(*seconds));
        sum.by_age = match (sum.by_age, &one.by_age) {
            (Some(mut all), Some(bins)) => {
                all.merge(bins);
                Some(all)
            }
            _ => None,
        };
        sum.overdue += one.overdue;
        sum.lower_bound |= one.lower_bound;
        if census.listed.has(TcpState::TimeWait) {
            let sides = sum.sides.get_or_insert_default();
            sides.inbound += one.inbound;
            sides.outbound += one.outbound;
            sides.unknown += one.unknown;
        }
    }
    Some(sum)
}

/// Whether the sides of TIME_WAIT rows could be told at all: a histogram has no addresses.
pub(crate) fn sided(census: &Census) -> bool {
    let sides = &census.time_wait;
    sides.inbound + sides.outbound > 0 || (sides.unknown > 0 && is_told(&census.routes_rest))
}

/// Both rates together, with the shorter window. Rates found in different ways do not add up.
fn add_rates(a: Option<Rate>, b: Option<Rate>) -> Option<Rate> {
    let (a, b) = (a?, b?);
    (a.method == b.method).then(|| Rate {
        value: a.value + b.value,
        low: a.low + b.low,
        high: a.high + b.high,
        window_s: a.window_s.min(b.window_s),
        method: a.method,
    })
}

/// What a namespace is called.
pub(crate) fn netns(name: &NetnsName) -> Message {
    match name {
        NetnsName::Own => Message::new("report-netns-own"),
        NetnsName::Named(name) => Message::new("report-netns-named").with("name", Arg::foreign(name.clone())),
        NetnsName::Process { pid, comm, container: Some(container) } => {
            Message::new("report-netns-container")
                .with("container", Arg::foreign(container.clone()))
                .with("comm", Arg::foreign(comm.clone()))
                .with("pid", pid_arg(*pid))
        }
        NetnsName::Process { pid, comm, container: None } => Message::new("report-netns-process")
            .with("comm", Arg::foreign(comm.clone()))
            .with("pid", pid_arg(*pid)),
        NetnsName::Paste(input) if input.raw() == "-" => Message::new("report-netns-stdin"),
        NetnsName::Paste(input) => Message::new("report-netns-paste").with("input", Arg::input(input)),
    }
}

/// A sentence with the namespace that it is about, where that is not the host's own one.
pub(crate) fn in_netns(name: Option<&NetnsName>, text: Message) -> Message {
    match name {
        Some(name @ (NetnsName::Named(_) | NetnsName::Process { .. })) => Message::new("report-plan-in")
            .with("netns", Arg::message(netns(name)))
            .with("text", Arg::message(text)),
        _ => text,
    }
}

/// The first namespace of the report that a change is about.
pub(crate) fn waits_in(report: &Report, waiting: &Waiting) -> Option<usize> {
    let is_changed = |id: NetnsId| waiting.namespaces.iter().any(|(changed, _)| *changed == id);
    let snapshot = &report.snapshot;
    snapshot.namespaces.iter().position(|view| snapshot.netns_id(view).is_some_and(is_changed))
}

/// A change that waits: in how long it is taken back, where it is about what the report shows; else only where it is.
pub(crate) fn waiting(report: &Report, waiting: &Waiting) -> Message {
    let Some(index) = waits_in(report, waiting) else {
        let name = waiting.namespaces.first().map(|(_, name)| name).filter(|name| name.raw() != "own");
        let place = match name {
            Some(name) => Message::new("report-change-in").with("netns", Arg::foreign(name.clone())),
            None => Message::new("report-change-in-host"),
        };
        return Message::new("report-waiting-elsewhere")
            .with("id", Arg::text(waiting.id.clone()))
            .with("where", Arg::message(place));
    };
    let id = if waiting.reverts_in_s.is_some() { "report-waiting" } else { "report-waiting-unguarded" };
    let seconds = f64::from(waiting.reverts_in_s.unwrap_or(0));
    let text = Message::new(id)
        .with("id", Arg::text(waiting.id.clone()))
        .with("seconds", Arg::number(seconds, Unit::Seconds, "journal"));
    in_netns(report.snapshot.namespaces.get(index).map(|namespace| &namespace.name), text)
}

/// What a namespace is called in a column.
pub(crate) fn netns_short(name: &NetnsName) -> Message {
    let (NetnsName::Named(text)
    | NetnsName::Paste(text)
    | NetnsName::Process { container: Some(text), .. }
    | NetnsName::Process { comm: text, container: None, .. }) = name
    else {
        return Message::new("report-netns-short-own");
    };
    Message::new("report-netns-short").with("name", Arg::foreign(text.clone()))
}

/// A process id, written without grouping.
pub(crate) fn pid_arg(pid: u32) -> Arg {
    Arg::new(lastack_model::Value::Count(u64::from(pid)), Unit::Port, "proc")
}

/// Whether nobody knows the name of a process: `netstat -o` of Windows prints the number alone.
pub(crate) fn is_unnamed(comm: &Untrusted, pid: u32) -> bool {
    comm.is_empty() || comm.raw() == format!("pid {pid}")
}

/// A process as tables name it: `nginx(812)`, or `pid 812` without a name.
pub(crate) fn process(comm: &Untrusted, pid: u32) -> Phrase {
    if is_unnamed(comm, pid) {
        return Phrase::ours(format!("pid {pid}"));
    }
    Phrase(vec![Piece::Foreign(comm.clone()), Piece::Ours(format!("({pid})"))])
}

/// The namespace that a finding must name: any but the first, and of several pastes each, whose order means nothing.
pub(crate) fn other_netns<'a>(report: &'a Report, finding: &Finding) -> Option<&'a NetnsName> {
    let pasted = report.snapshot.kind == SourceKind::Paste;
    // The kernel has one log for all of its namespaces.
    if !pasted && matches!(finding.subject, Subject::Log { .. }) {
        return None;
    }
    // Whoever came in through `ip netns exec` sees the others too: the first is not where a shell elsewhere is.
    let first = report.snapshot.namespaces.first().map(|namespace| &namespace.name);
    let several = report.snapshot.namespaces.len() > 1 && first != Some(&NetnsName::Own);
    let index = finding.subject.netns().filter(|index| *index > 0 || several)?;
    report.snapshot.namespaces.get(index).map(|namespace| &namespace.name)
}

/// What was not read in full and matters to the page. That ports of bound sockets may be missing is so on most hosts,
/// so a verdict names it only where ports are the trouble; that the kernel's log may not be
/// read is so for every user but root, and the rule that needs the age of a host speaks of it itself.
pub(crate) fn gaps<'a>(report: &'a Report, view: &View<'_>) -> impl Iterator<Item = &'a Coverage> {
    let about_ports = report.findings.iter().flatten().any(|finding| finding.id == "port-exhaustion");
    let all = view.verbose || view.page != Page::Diagnosis;
    let lines = report.snapshot.coverage.iter().filter(|line| line.state != CoverageState::Ready);
    lines.filter(move |line| match line.subject {
        "bound_ports" => all || about_ports,
        "kernel_log" | "uptime" => all,
        // Text says beside each forecast what it rests on, and `-v` has a table of the ways of reading.
        "forecast" | "sources" => false,
        _ => true,
    })
}

/// A warning with its input and line, where it has them.
pub(crate) fn warning(warning: &Warning) -> Message {
    let id = match (warning.line, warning.input.is_empty()) {
        (0, true) => return warning.why.clone(),
        (0, false) => "report-warning",
        _ => "report-warning-line",
    };
    Message::new(id)
        .with("input", Arg::input(&warning.input))
        .with("line", Arg::count(warning.line, ""))
        .with("why", Arg::message(warning.why.clone()))
}

/// How many warnings were counted and not kept; `None` for none.
pub(crate) fn unkept(warnings: &Warnings) -> Option<Message> {
    let more = warnings.count.saturating_sub(warnings.first.len() as u64);
    (more > 0).then(|| Message::new("report-gaps-unkept").with("count", Arg::count(more, "")))
}

/// Whether findings say what to do, and the host on which it is to be done has its name.
fn commands(report: &Report) -> bool {
    let findings = report.findings.iter().flatten();
    !report.snapshot.masked && findings.into_iter().any(|finding| !finding.todo.is_empty())
}

/// The parts of the second line: host, system, time, how long was looked.
pub(crate) fn header(report: &Report, utc_offset_s: i32) -> Vec<Message> {
    let snapshot = &report.snapshot;
    let mut parts = Vec::new();
    match (snapshot.kind, snapshot.host.hostname.as_ref()) {
        (SourceKind::Live, Some(name)) => {
            parts.push(Message::new("report-host").with("name", Arg::foreign(name.clone())));
        }
        (SourceKind::Live, None) => parts.push(Message::new("report-host-unnamed")),
        (SourceKind::Capture, Some(name)) => {
            let id = if commands(report) { "report-capture-commands" } else { "report-capture" };
            parts.push(Message::new(id).with("name", Arg::foreign(name.clone())));
        }
        (SourceKind::Capture, None) => parts.push(Message::new("report-capture-unnamed")),
        (SourceKind::Paste, _) => parts.extend(snapshot.namespaces.first().map(|first| {
            let more = snapshot.namespaces.len() as u64 - 1;
            Message::new(if more == 0 { "report-input" } else { "report-inputs" })
                .with("input", Arg::message(netns(&first.name)))
                .with("more", Arg::count(more, ""))
        })),
    }
    // A namespace that was asked for by name is what the whole page is about.
    if let (SourceKind::Live, [only]) = (snapshot.kind, snapshot.namespaces.as_slice())
        && only.name != NetnsName::Own
    {
        parts.push(netns(&only.name));
    }
    parts.push(system(report));
    parts.push(
        Message::new("report-taken")
            .with("time", Arg::text(lastack_model::civil_time(snapshot.taken_at_ms, utc_offset_s))),
    );
    parts.push(match (snapshot.kind, snapshot.window_s) {
        (SourceKind::Paste, _) => Message::new("report-read-paste"),
        (SourceKind::Live, Some(window)) if traced(report).is_some() => {
            let (method, traced_s) = traced(report).unwrap_or((BlameMethod::Bpf, 0.0));
            let id = match method {
                BlameMethod::Tracefs => "report-watched-tracefs",
                _ => "report-watched-bpf",
            };
            Message::new(id)
                .with("window", Arg::number(window, Unit::Seconds, "clock"))
                .with("traced", Arg::number(traced_s, Unit::Seconds, "clock"))
        }
        (SourceKind::Live | SourceKind::Capture, Some(window)) => {
            Message::new("report-watched").with("window", Arg::number(window, Unit::Seconds, "clock"))
        }
        (SourceKind::Live | SourceKind::Capture, None) => Message::new("report-looked-once"),
    });
    parts
}

/// How and how long was traced before the look.
pub(crate) fn traced(report: &Report) -> Option<(BlameMethod, f64)> {
    let trace = report.snapshot.namespaces.iter().find_map(|view| view.trace.as_ref())?;
    Some((trace.method, trace.window_s))
}

/// Who closes first most, of all namespaces that were traced; `None` without a trace.
pub(crate) fn closers(report: &Report) -> Option<Message> {
    let traces = report.snapshot.namespaces.iter().filter_map(|view| view.trace.as_ref());
    let all: Vec<&Closer> = traces.clone().flat_map(|trace| &trace.closers).collect();
    let window_s = traces.map(|trace| trace.window_s).reduce(f64::max)?;
    // Whoever closes at many places closes all that together.
    let mut programs: Vec<(&Closer, u64, u64)> = Vec::new();
    for closer in &all {
        let same = |known: &&mut (&Closer, u64, u64)| closes_as(known.0) == closes_as(closer);
        match programs.iter_mut().find(same) {
            Some((_, closes, places)) => (*closes, *places) = (*closes + closer.closes, *places + 1),
            None => programs.push((closer, closer.closes, 1)),
        }
    }
    let Some((most, closes, places)) = programs.into_iter().max_by_key(|(_, closes, _)| *closes) else {
        return Some(Message::new("report-closers-none"));
    };
    let total: u64 = all.iter().map(|closer| closer.closes).sum();
    let (id, at) = match (most.place.direction, most.place.remote) {
        (Direction::Outbound, Some(remote)) => {
            ("report-closers-to", Endpoint::new(remote, most.place.port).to_string())
        }
        _ => ("report-closers-at", most.place.port.to_string()),
    };
    let told = match &most.who {
        Some(_) if places > 1 => Message::new("report-closers-places")
            .with("places", Arg::count(places, "trace"))
            .with("who", Arg::message(closer(most))),
        Some(_) => Message::new(id).with("at", Arg::text(at)).with("who", Arg::message(closer(most))),
        None => Message::new("report-closers-kernel"),
    };
    let told = told
        .with("closes", Arg::count(closes, "trace"))
        .with("total", Arg::count(total, "trace"))
        .with("window", Arg::number(window_s, Unit::Seconds, "clock"));
    Some(told)
}

/// What makes several lines one closer's; the kernel is none.
fn closes_as(closer: &Closer) -> Option<&str> {
    let who = closer.who.as_ref()?;
    Some(closer.program.as_ref().unwrap_or(&who.comm).raw())
}

/// The program of a closer, and its pid where it is one process.
pub(crate) fn closer(closer: &Closer) -> Message {
    let Some(who) = &closer.who else { return Message::new("report-blame-kernel-short") };
    let name = closer.program.as_ref().unwrap_or(&who.comm);
    let named = |id| Message::new(id).with("name", Arg::foreign(name.clone()));
    match closer.processes {
        0 | 1 => named("report-blame-process").with("pid", pid_arg(who.pid)),
        several => named("report-blame-processes").with("count", Arg::count(several, "trace")),
    }
}

/// Where a connection led.
pub(crate) fn place(place: &Place) -> Message {
    let remote = || {
        let address = place.remote.unwrap_or(place.source);
        Arg::text(if place.port == 0 {
            address.to_string()
        } else {
            Endpoint::new(address, place.port).to_string()
        })
    };
    match place.direction {
        Direction::Inbound if place.source.is_unspecified() => {
            Message::new("report-blame-at-port").with("port", Arg::port(place.port, "trace"))
        }
        Direction::Inbound => Message::new("report-blame-at")
            .with("at", Arg::text(Endpoint::new(place.source, place.port).to_string())),
        Direction::Outbound => Message::new("report-blame-to").with("to", remote()),
        Direction::Unknown => Message::new("report-blame-with").with("to", remote()),
    }
}

fn system(report: &Report) -> Message {
    use lastack_model::Os;
    let host = &report.snapshot.host;
    let name = match host.os {
        Os::Linux => "Linux",
        Os::Windows => "Windows",
        Os::Bsd => "BSD",
        Os::Unknown => return Message::new("report-system-unknown"),
    };
    match &host.kernel {
        Some(kernel) => Message::new("report-system-kernel")
            .with("system", Arg::text(name))
            .with("kernel", Arg::foreign(series(kernel))),
        None => Message::new("report-system").with("system", Arg::text(name)),
    }
}

/// `6.18` of `6.18.44-generic`: what people name a kernel by. The whole release stands in the JSON document.
pub(crate) fn series(release: &Untrusted) -> Untrusted {
    let parts: Vec<&str> = release.raw().splitn(3, '.').take(2).collect();
    Untrusted::new(parts.join("."))
}

/// `UTC+08:00`: a ticket is read elsewhere.
pub(crate) fn utc_offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}
