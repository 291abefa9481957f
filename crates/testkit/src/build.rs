//! Builders of snapshots whose totals add up, so that a test names only what it is about.

use std::net::{IpAddr, SocketAddr};

use lastack_model::{
    Address, AgeBins, BlameMethod, Census, Certainty, Closer, ConfFile, ConfLine, Counter, Coverage,
    FactSource, FixedPort, HostFacts, Limit, ListenSocket, Listener, ListenerKey, LocalPorts, LogHit,
    NamespaceView, NetnsName, NetnsTrace, Os, Owner, Peers, PortSet, ProcessView, RefusedLine, Route,
    RouteKey, Snapshot, SourceKind, StateCounts, StateSet, TcpState, Untrusted, Warnings,
};

/// The moment at which a built snapshot is taken: 2026-01-01 00:00:00 UTC, in milliseconds.
const TAKEN_AT_MS: i64 = 1_767_225_600_000;

/// A snapshot of a live Linux host with one namespace and nothing in it.
pub fn snapshot() -> SnapshotBuilder {
    let view = namespace(NetnsName::Own);
    SnapshotBuilder {
        snapshot: Snapshot {
            taken_at_ms: TAKEN_AT_MS,
            kind: SourceKind::Live,
            masked: false,
            window_s: Some(1.0),
            host: HostFacts { os: Os::Linux, ..HostFacts::default() },
            namespaces: vec![view],
            files: Vec::new(),
            coverage: Vec::new(),
            warnings: Warnings::default(),
        },
        bound: PortSet::default(),
        timers: true,
    }
}

fn namespace(name: NetnsName) -> NamespaceView {
    let census = Census { listed: StateSet::LINUX, ..Census::default() };
    NamespaceView { name, census, ..NamespaceView::default() }
}

/// Builds a snapshot. What is added goes to the namespace named last.
#[derive(Clone, Debug)]
pub struct SnapshotBuilder {
    snapshot: Snapshot,
    bound: PortSet,
    timers: bool,
}

impl SnapshotBuilder {
    fn view(&mut self) -> &mut NamespaceView {
        let last = self.snapshot.namespaces.len() - 1;
        &mut self.snapshot.namespaces[last]
    }

    /// Changes anything of the snapshot itself.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Snapshot)) -> Self {
        change(&mut self.snapshot);
        self
    }

    /// Begins another namespace.
    #[must_use]
    pub fn namespace(mut self, name: NetnsName) -> Self {
        self.close_namespace();
        self.snapshot.namespaces.push(namespace(name));
        self.bound = PortSet::default();
        self
    }

    /// The input is a paste: no window, no facts but those named.
    #[must_use]
    pub fn paste(mut self, name: &str) -> Self {
        self.snapshot.kind = SourceKind::Paste;
        self.snapshot.window_s = None;
        self.view().name = NetnsName::Paste(Untrusted::new(name));
        self
    }

    /// The input carries no timers, so no row has an age.
    #[must_use]
    pub fn without_timers(mut self) -> Self {
        self.timers = false;
        self
    }

    /// A setting as read on this host.
    #[must_use]
    pub fn fact(self, key: &str, value: &str) -> Self {
        let source = FactSource::Live(format!("/proc/sys/{}", key.replace('.', "/")));
        self.fact_from(key, value, source)
    }

    /// A setting as it stands in a line of the paste `sysctl.conf`.
    #[must_use]
    pub fn pasted_fact(mut self, line: u64, key: &str, value: &str) -> Self {
        let source = FactSource::Paste(Untrusted::new("sysctl.conf"));
        let fact = lastack_model::Fact { value: value.to_owned(), source, line: Some(line) };
        self.view().facts.insert(key, fact);
        self
    }

    /// A setting with its source.
    #[must_use]
    pub fn fact_from(mut self, key: &str, value: &str, source: FactSource) -> Self {
        self.view().facts.set(key, value, source);
        self
    }

    /// A counter since boot and its rate.
    #[must_use]
    pub fn counter(mut self, name: &str, value: u64, per_s: Option<f64>) -> Self {
        self.view().counters.insert(name.to_owned(), Counter { value, per_s });
        self
    }

    /// A limit.
    #[must_use]
    pub fn limit(mut self, name: &'static str, used: Option<u64>, limit: Option<u64>) -> Self {
        self.view().limits.push(Limit { name, used, limit, per_s: None });
        self
    }

    /// So many more of the last limit are in use every second.
    #[must_use]
    pub fn limit_grows(mut self, per_s: f64) -> Self {
        self.view().limits.last_mut().iter_mut().for_each(|limit| limit.per_s = Some(per_s));
        self
    }

    /// A process with sockets.
    #[must_use]
    pub fn process(mut self, process: ProcessView) -> Self {
        self.view().processes.push(process);
        self
    }

    /// Connects that got no port, seen in a trace of 5 s.
    #[must_use]
    pub fn refused(mut self, line: RefusedLine) -> Self {
        self.trace().refused.push(line);
        self
    }

    /// Who closed first, seen in a trace of 5 s.
    #[must_use]
    pub fn closed(mut self, closer: Closer) -> Self {
        self.trace().closers.push(closer);
        self
    }

    fn trace(&mut self) -> &mut NetnsTrace {
        let (method, window_s) = (BlameMethod::Bpf, 5.0);
        let none = || NetnsTrace { method, window_s, whole: true, closers: Vec::new(), refused: Vec::new() };
        self.view().trace.get_or_insert_with(none)
    }

    /// Log lines of one kind.
    #[must_use]
    pub fn log(mut self, hit: LogHit) -> Self {
        self.view().logs.push(hit);
        self
    }

    /// A setting in a file; lines of one file follow each other.
    #[must_use]
    pub fn conf(mut self, path: &str, line: ConfLine) -> Self {
        let path = Untrusted::new(path);
        match self.snapshot.files.last_mut().filter(|file| file.path == path) {
            Some(file) => file.lines.push(line),
            None => self.snapshot.files.push(ConfFile { path, lines: vec![line], at_boot: None }),
        }
        self
    }

    /// Local ports of outbound rows, and those of them that lead to several destinations.
    #[must_use]
    pub fn local_ports(mut self, outbound: &str, shared: &str) -> Self {
        let ports = LocalPorts { outbound: PortSet::from_list(outbound), shared: PortSet::from_list(shared) };
        self.view().census.local_ports = Some(ports);
        self
    }

    /// Ports that sockets hold which are bound and nothing else.
    #[must_use]
    pub fn held(mut self, ports: &str) -> Self {
        self.bound.merge(&PortSet::from_list(ports));
        self
    }

    /// Ports that sockets hold by bind(), besides those of the listeners, and no others are held so.
    #[must_use]
    pub fn exactly_bound(mut self, ports: &str) -> Self {
        self.bound.merge(&PortSet::from_list(ports));
        self.view().census.bound_exact = true;
        self
    }

    /// Rows of ours from a source port outside the ephemeral range; they count nowhere else.
    #[must_use]
    pub fn fixed_port(mut self, fixed: FixedPort) -> Self {
        self.view().census.fixed_ports.push(fixed);
        self
    }

    /// A line of coverage.
    #[must_use]
    pub fn coverage(mut self, coverage: Coverage) -> Self {
        self.snapshot.coverage.push(coverage);
        self
    }

    /// Outbound rows.
    #[must_use]
    pub fn route(mut self, route: RouteBuilder) -> Self {
        self.view().census.routes.push(route.0);
        self
    }

    /// Inbound rows.
    #[must_use]
    pub fn listener(mut self, listener: ListenerBuilder) -> Self {
        self.bound.insert(listener.0.key.port);
        self.view().census.listeners.push(listener.0);
        self
    }

    /// Counts of a histogram: only these states are listed, and no row has an address.
    #[must_use]
    pub fn histogram(mut self, counts: &[(TcpState, u32)]) -> Self {
        let census = &mut self.view().census;
        census.listed = StateSet::NONE;
        census.from_counts = true;
        for (state, rows) in counts {
            census.listed = census.listed.with(*state);
            census.states.add_many(*state, *rows);
        }
        self
    }

    /// Rows of which nothing tells who opened them.
    #[must_use]
    pub fn unknown(mut self, counts: &[(TcpState, u32)]) -> Self {
        let census = &mut self.view().census;
        counts.iter().for_each(|(state, rows)| census.unknown.add_many(*state, *rows));
        self
    }

    /// Reuse, overflow or release can have removed rows.
    #[must_use]
    pub fn lower_bound(mut self) -> Self {
        self.view().census.time_wait.lower_bound = true;
        self
    }

    /// The snapshot with its totals.
    pub fn build(mut self) -> Snapshot {
        self.close_namespace();
        self.snapshot
    }

    fn close_namespace(&mut self) {
        let (bound, timers) = (self.bound.clone(), self.timers);
        let paste = self.snapshot.kind == SourceKind::Paste;
        let view = self.view();
        let facts = &view.facts;
        let range = facts.port_range("net.ipv4.ip_local_port_range");
        let usable = range.map(|(low, high)| {
            let reserved = facts.get("net.ipv4.ip_local_reserved_ports");
            let reserved = PortSet::from_list(reserved.map_or("", |fact| fact.value.as_str()));
            let mut usable = PortSet::from_range(low, high);
            bound.iter().chain(reserved.iter()).for_each(|port| usable.remove(port));
            usable
        });
        // A paste says of no row whether its port is usable, as settings may follow the rows.
        let usable = usable.filter(|_| !paste);
        total(&mut view.census, usable.as_ref(), timers);
        view.census.bound_ports = bound;
        view.census.usable_ports = usable;
        leave_out_bound(&mut view.census);
    }
}

/// Sums routes, listeners and rows of unknown direction.
fn total(census: &mut Census, usable: Option<&PortSet>, timers: bool) {
    let mut states = census.states;
    states.merge(&census.unknown);
    let mut by_age = AgeBins::default();
    let mut add = |counts: &StateCounts, ages: &Option<AgeBins>, overdue: u32| {
        states.merge(counts);
        ages.iter().for_each(|ages| by_age.merge(ages));
        (u64::from(counts.get(TcpState::TimeWait)), u64::from(overdue))
    };
    let time_wait = &mut census.time_wait;
    for route in &mut census.routes {
        finish(&mut route.states, &mut route.ages, route.overdue, timers);
        let (rows, overdue) = add(&route.states, &route.ages, route.overdue);
        time_wait.outbound += rows;
        time_wait.overdue += overdue;
        take(route, usable);
    }
    for listener in &mut census.listeners {
        finish(&mut listener.states, &mut listener.ages, listener.overdue, timers);
        let (rows, overdue) = add(&listener.states, &listener.ages, listener.overdue);
        time_wait.inbound += rows;
        time_wait.overdue += overdue;
    }
    time_wait.unknown = u64::from(census.unknown.get(TcpState::TimeWait));
    time_wait.lifetime_s = Some(60);
    let every_row = by_age.total() + time_wait.overdue == u64::from(states.get(TcpState::TimeWait));
    time_wait.by_age = (timers && every_row).then_some(by_age);
    census.rows = states.total();
    census.states = states;
}

/// TIME_WAIT rows are those with an age and those overdue, unless the test gave their number.
fn finish(states: &mut StateCounts, ages: &mut Option<AgeBins>, overdue: u32, timers: bool) {
    let aged = ages.as_ref().map_or(0, AgeBins::total) as u32 + overdue;
    let given = states.get(TcpState::TimeWait);
    states.add_many(TcpState::TimeWait, aged.saturating_sub(given));
    if !timers {
        *ages = None;
    }
}

/// Ports in use, as many as fit into the usable set.
fn take(route: &mut Route, usable: Option<&PortSet>) {
    let time_wait = route.states.get(TcpState::TimeWait);
    let rows = route.states.live() as u32 + time_wait;
    route.taken = usable.map_or(0, |set| rows.min(set.len()));
    let old = route.ages.as_ref().map_or(0, |ages| ages.total() - ages.younger_than(1)) as u32;
    route.taken_past_delay = (old + route.overdue).min(route.taken);
}

/// Where it is known of each port whether bind() holds it, rows on such ports take no usable one.
fn leave_out_bound(census: &mut Census) {
    let Some(ports) = census.local_ports.as_ref().filter(|_| census.bound_exact) else { return };
    let all = ports.outbound.len().max(1);
    let chosen = ports.outbound.iter().filter(|port| !census.bound_ports.has(*port)).count() as u32;
    for route in &mut census.routes {
        route.taken = route.taken * chosen / all;
        route.taken_past_delay = route.taken_past_delay.min(route.taken);
    }
}

/// Outbound rows from an address to `address:port`.
pub fn route(source: &str, destination: &str) -> RouteBuilder {
    let peer: SocketAddr = destination.parse().unwrap_or_else(|_| panic!("no address:port: {destination}"));
    RouteBuilder(Route {
        key: RouteKey {
            device: 0,
            source: address(source),
            destination: Address::from(peer.ip()),
            port: peer.port(),
        },
        certainty: Certainty::Observed,
        states: StateCounts::default(),
        ages: None,
        overdue: 0,
        taken: 0,
        taken_past_delay: 0,
        taken_reusable: None,
        close_wait_unread: Some(0),
        unanswered: None,
        timestamps: None,
        owners: Vec::new(),
    })
}

/// Inbound rows of a listener at `address:port`.
pub fn listener(at: &str) -> ListenerBuilder {
    let at: SocketAddr = at.parse().unwrap_or_else(|_| panic!("no address:port: {at}"));
    ListenerBuilder(Listener {
        key: ListenerKey { device: 0, address: Address::from(at.ip()), port: at.port() },
        certainty: Certainty::Observed,
        v6only: None,
        sockets: vec![ListenSocket { inode: 1, queue: Some(0), limit: Some(4_096) }],
        states: {
            let mut states = StateCounts::default();
            states.add(TcpState::Listen, false);
            states
        },
        ages: None,
        overdue: 0,
        never_answered: Some(0),
        close_wait_unread: Some(0),
        without_reuse: None,
        peers: Peers { exact: true, ..Peers::default() },
        owners: Vec::new(),
    })
}

fn address(text: &str) -> Address {
    Address::from(text.parse::<IpAddr>().unwrap_or_else(|_| panic!("no address: {text}")))
}

fn owner(comm: &str, pid: u32) -> Owner {
    let (comm, certainty) = (Untrusted::new(comm), Certainty::Observed);
    Owner { pid, started_at: Some(1), comm, sockets: 1, stayed: None, certainty, had: None }
}

/// Adds `per_bin` rows to each bin of the range.
fn fill(ages: &mut Option<AgeBins>, bins: std::ops::Range<usize>, per_bin: u32) {
    let ages = ages.get_or_insert_default();
    bins.for_each(|bin| ages.0[bin] += per_bin);
}

/// Builds a route.
#[derive(Clone, Debug)]
pub struct RouteBuilder(Route);

impl RouteBuilder {
    /// Rows in a state.
    #[must_use]
    pub fn rows(mut self, state: TcpState, rows: u32) -> Self {
        self.0.states.add_many(state, rows);
        self
    }

    /// TIME_WAIT rows by age in seconds, so many in each bin.
    #[must_use]
    pub fn ages(mut self, bins: std::ops::Range<usize>, per_bin: u32) -> Self {
        fill(&mut self.0.ages, bins, per_bin);
        self
    }

    /// A process with live sockets on it.
    #[must_use]
    pub fn owner(mut self, comm: &str, pid: u32) -> Self {
        self.0.owners.push(owner(comm, pid));
        self
    }

    /// Changes anything of the route.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Route)) -> Self {
        change(&mut self.0);
        self
    }
}

/// Builds a listener.
#[derive(Clone, Debug)]
pub struct ListenerBuilder(Listener);

impl ListenerBuilder {
    /// Rows in a state.
    #[must_use]
    pub fn rows(mut self, state: TcpState, rows: u32) -> Self {
        self.0.states.add_many(state, rows);
        self
    }

    /// TIME_WAIT rows by age in seconds, so many in each bin.
    #[must_use]
    pub fn ages(mut self, bins: std::ops::Range<usize>, per_bin: u32) -> Self {
        fill(&mut self.0.ages, bins, per_bin);
        self
    }

    /// The process that listens.
    #[must_use]
    pub fn owner(mut self, comm: &str, pid: u32) -> Self {
        self.0.owners.push(owner(comm, pid));
        self
    }

    /// Only rows of its peers tell of it: nobody listens.
    #[must_use]
    pub fn without_listen(mut self) -> Self {
        self.0.sockets.clear();
        self.0.certainty = Certainty::Inferred;
        let mut states = StateCounts::default();
        let others = TcpState::ALL.into_iter().filter(|state| *state != TcpState::Listen);
        others.for_each(|state| states.add_many(state, self.0.states.get(state)));
        self.0.states = states;
        self
    }

    /// Rows of one peer; it counts as a peer, not as further rows.
    #[must_use]
    pub fn peer(mut self, from: &str, state: TcpState, rows: u32) -> Self {
        let mut states = StateCounts::default();
        states.add_many(state, rows);
        self.0.peers.top.push((address(from), states));
        self.0.peers.distinct = self.0.peers.distinct.max(self.0.peers.top.len() as u64);
        self
    }

    /// Changes anything of the listener.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Listener)) -> Self {
        change(&mut self.0);
        self
    }
}
