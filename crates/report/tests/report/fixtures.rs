//! Reports to be written: the first screen as it was designed, a host with several namespaces, a paste.

use lastack_model::words::{Message, Words};
use lastack_model::{
    Address, Arg, Between, BindOutlook, ConfKind, ConfLine, Coverage, CoverageState, Endpoint, FactSource,
    Finding, FixedPort, Growth, Listener, ListenerReport, NetnsName, Os, Owner, PortBudget, PortHere,
    PortUse, ProcessView, Rate, RateMethod, Report, Route, RouteReport, RuledOut, Severity, Snapshot,
    SourceKind, StateCounts, StateSet, Subject, TcpState, Unit, Untrusted, Value, Verdict, Warning, When,
};
use lastack_report::{Explanation, Section, Topic};
use lastack_testkit::{SnapshotBuilder, listener, route, snapshot};

pub(crate) static WORDS: &[Words] =
    &[Words { prefix: "demo", en: include_str!("words.en.ftl"), zh: include_str!("words.zh-CN.ftl") }];

/// 2026-11-22 03:12:40 UTC.
const NIGHT_MS: i64 = 1_795_317_160_000;

fn host(name: &str) -> SnapshotBuilder {
    let name = Untrusted::new(name);
    snapshot().with(|snapshot| {
        snapshot.taken_at_ms = NIGHT_MS;
        snapshot.window_s = Some(1.3);
        snapshot.host.hostname = Some(name);
        snapshot.host.kernel = Some(Untrusted::new("6.18"));
        snapshot.host.boot_id = Some("f8c8ee0b-57b8-4c8c-8f6e-0f6a3fd1f2f5".to_owned());
        snapshot.host.uptime_s = Some(86_400);
    })
}

/// A report of everything in the snapshot, without findings. All rows are IPv4 but one on loopback.
fn measured(mut snapshot: Snapshot) -> Report {
    let live = snapshot.kind == SourceKind::Live;
    for namespace in &mut snapshot.namespaces {
        if live {
            let source = FactSource::Live("/proc/sys/net/ipv4/ip_local_port_range".to_owned());
            namespace.facts.set("net.ipv4.ip_local_port_range", "32768\t60999", source);
        }
        let census = &mut namespace.census;
        // A histogram has no routes, no listeners and no addresses.
        if !census.routes.is_empty() || !census.listeners.is_empty() {
            census.v4 = census.states;
            census.loopback.add(TcpState::TimeWait, false);
        }
    }
    let routes = |netns: usize, routes: &[Route]| -> Vec<RouteReport> {
        routes.iter().map(|of| measured_route(netns, of)).collect()
    };
    let listeners = |netns: usize, listeners: &[Listener]| -> Vec<ListenerReport> {
        let rate = Some(rate(294.0));
        listeners.iter().map(|of| ListenerReport { netns, key: of.key, closes_per_s: rate }).collect()
    };
    let censuses = || snapshot.namespaces.iter().map(|namespace| &namespace.census).enumerate();
    Report {
        routes: censuses().flat_map(|(netns, census)| routes(netns, &census.routes)).collect(),
        listeners: censuses().flat_map(|(netns, census)| listeners(netns, &census.listeners)).collect(),
        closes_per_s: snapshot.namespaces.iter().map(|_| Some(rate(300.0))).collect(),
        findings: None,
        ruled_out: Vec::new(),
        verdict: None,
        snapshot,
    }
}

/// Somebody listens at each, and nobody is connected.
pub(crate) fn listeners(at: &[&str]) -> Vec<Listener> {
    let built = at.iter().fold(snapshot(), |built, at| built.listener(listener(at))).build();
    built.namespaces[0].census.listeners.clone()
}

fn measured_route(netns: usize, of: &Route) -> RouteReport {
    let taken = of.states.total() as u32;
    let ports = PortBudget {
        range: (32_768, 60_999),
        usable: 28_232,
        taken,
        reusable: Between { low: 0, high: of.states.get(TcpState::TimeWait) },
        blocking: taken,
        exact: true,
    };
    let exhausted = match taken {
        28_000.. => When::Now,
        10_000.. => When::Later(Between { low: 40.0, high: 52.0 }),
        _ => When::Never { steady: 300 },
    };
    let slow = if taken > 14_116 { When::Now } else { When::Never { steady: 300 } };
    let closes_per_s = Some(rate(5.0));
    RouteReport {
        netns,
        key: of.key,
        ports: Some(ports),
        closes_per_s,
        slow,
        exhausted,
        growth: Growth::default(),
        whole: true,
    }
}

fn rate(value: f64) -> Rate {
    Rate { value, low: value * 0.9, high: value * 1.1, window_s: 60.0, method: RateMethod::Ages }
}

fn finding(id: &'static str, severity: Severity, subject: Subject, args: &[(&'static str, Arg)]) -> Finding {
    Finding {
        id,
        key: format!("{id}-00000000000000aa"),
        severity,
        rank: 0,
        subject,
        because: Message::new("demo-because").with("half", count(348)).with("limit", count(511)),
        since_at_least_s: None,
        args: args.to_vec(),
        verdict: "verdict",
        summary: "summary",
        why: "why",
        todo: Vec::new(),
        dont: Vec::new(),
        remedies: Vec::new(),
        relates: Vec::new(),
    }
}

fn count(count: u64) -> Arg {
    Arg::count(count, "census")
}

fn judged(mut report: Report, findings: Vec<Finding>) -> Report {
    report.verdict = findings
        .first()
        .map(|first| Verdict { severity: Some(first.severity), text: first.message(first.verdict) });
    report.findings = Some(findings);
    report
}

fn process(comm: &str, pid: u32, (descriptors, limit): (u64, u64), ghosts: u64) -> ProcessView {
    ProcessView {
        pid,
        started_at: Some(4_711),
        comm: Untrusted::new(comm),
        descriptors: Some(descriptors),
        limit: Some(limit),
        hard_limit: None,
        tcp: Some(descriptors - 11),
        ghosts: Some(ghosts),
        container: (ghosts > 0).then(|| Untrusted::new(comm)),
        command: None,
    }
}

fn seen(subject: &'static str) -> Coverage {
    Coverage { source: "procfs", subject, state: CoverageState::Ready, why: None }
}

fn conf(key: &str, value: &str) -> ConfLine {
    let text = Untrusted::new(format!("{key} = {value}"));
    ConfLine { line: 7, kind: ConfKind::Setting, key: key.to_owned(), value: value.to_owned(), text }
}

fn endpoint(octets: [u8; 4], port: u16) -> Endpoint {
    Endpoint::new(Address::from_v4(octets), port)
}

/// The web server of the design: half-open connections beside TIME_WAIT that are harmless.
pub(crate) fn web_server() -> Report {
    let port_80 = listener("0.0.0.0:80")
        .rows(TcpState::TimeWait, 17_904)
        .rows(TcpState::SynRecv, 348)
        .rows(TcpState::Established, 70)
        .rows(TcpState::FinWait1, 229)
        .ages(0..60, 298)
        .peer("203.0.113.7", TcpState::TimeWait, 37)
        .with(|listener| {
            listener.sockets[0].queue = Some(3);
            listener.sockets[0].limit = Some(511);
            listener.peers.distinct = 4_812;
            listener.owners = vec![owner("nginx", 812, 2), owner("nginx", 813, 1)];
        });
    let mut states = StateCounts::default();
    states.add_many(TcpState::TimeWait, 3);
    let fixed = FixedPort { port: 5_001, remote: endpoint([10, 0, 0, 21], 3_306), states };
    let database = route("10.0.0.5", "10.0.0.21:3306").rows(TcpState::TimeWait, 218).ages(0..59, 3);
    let snapshot = host("web-03")
        .listener(port_80)
        .route(database)
        .limit("time_wait_buckets", Some(18_122), Some(262_144))
        .limit("orphans", None, Some(65_536))
        .limit("conntrack", Some(61_007), Some(262_144))
        .process(process("nginx", 812, (997, 1_024), 23))
        .process(process("postgres", 913, (41, 4_096), 0))
        .coverage(seen("processes"))
        .local_ports("40000-40217", "40003,40007")
        .fixed_port(fixed)
        .conf("/etc/sysctl.d/60-web.conf", conf("net.ipv4.tcp_tw_reuse", "1"))
        .build();
    let subject = Subject::Listener { netns: 0, key: snapshot.namespaces[0].census.listeners[0].key };
    let process = || Arg::foreign(Untrusted::new("nginx"));
    let mut syn = finding(
        "demo-syn",
        Severity::Warning,
        subject,
        &[
            ("half", count(348)),
            ("port", Arg::port(80, "census")),
            ("process", process()),
            ("limit", count(511)),
            ("peers", count(291)),
            ("silent", count(307)),
        ],
    );
    (syn.todo, syn.dont) = (vec!["todo-look"], vec!["dont-backlog"]);
    let mut time_wait = finding(
        "demo-tw",
        Severity::Ok,
        Subject::Namespace { netns: 0 },
        &[
            ("rows", count(18_122)),
            ("here", count(17_904)),
            ("port", Arg::port(80, "census")),
            ("process", process()),
            ("rate", Arg::number(294.2, Unit::PerSecond, "ages")),
            ("memory", Arg::number(5e6, Unit::Bytes, "facts")),
            ("peers", count(4_812)),
            ("most", count(37)),
            ("life", Arg::number(0.24, Unit::Seconds, "census")),
        ],
    );
    (time_wait.todo, time_wait.dont) = (vec!["todo-reuse"], vec!["dont-settings"]);
    let fin = finding(
        "demo-fin",
        Severity::Ok,
        Subject::Namespace { netns: 0 },
        &[("rows", count(229)), ("after", Arg::number(120.0, Unit::Seconds, "facts"))],
    );
    judged(measured(snapshot), vec![syn, time_wait, fin])
}

/// A host that is well beside a namespace that runs out of ports; one thing could not be read.
pub(crate) fn sick_pod(name: NetnsName, comm: &str, line: &str) -> Report {
    let busy = route("10.9.8.7", "198.51.100.20:443")
        .rows(TcpState::TimeWait, 15_000)
        .with(|route| route.owners = vec![owner(comm, 4_711, 12)]);
    let far =
        route("fd00:1234::5", "[2001:db8:77:8899:aabb:ccdd:eeff:1]:443").rows(TcpState::Established, 12);
    // Open files are the whole host's, so both namespaces tell the same.
    let snapshot = host("node-7")
        .limit("time_wait_buckets", Some(0), Some(131_072))
        .limit("descriptors", Some(7_013), Some(9_223_372))
        .namespace(name)
        .limit("time_wait_buckets", Some(15_000), Some(65_536))
        .limit("descriptors", Some(7_013), Some(9_223_372))
        .route(busy)
        .route(far)
        .process(process(comm, 4_711, (18, 20), 5))
        .coverage(Coverage {
            source: "procfs",
            subject: "owners",
            state: CoverageState::Degraded,
            why: Some(Message::new("demo-gap")),
        })
        .build();
    let key = snapshot.namespaces[1].census.routes[0].key;
    let target = Endpoint::new(key.destination, key.port);
    let mut exhaustion = finding(
        "demo-route",
        Severity::Critical,
        Subject::Route { netns: 1, key },
        &[
            ("blocking", count(15_000)),
            ("usable", count(28_232)),
            ("target", Arg::new(Value::Endpoint(target), Unit::None, "census")),
            ("source", Arg::new(Value::Address(key.source), Unit::None, "census")),
            ("comm", Arg::foreign(Untrusted::new(comm))),
            ("line", Arg::foreign(Untrusted::new(line))),
        ],
    );
    exhaustion.key = "demo-route-0123456789abcdef".to_owned();
    exhaustion.relates = vec!["demo-tw-00000000000000aa".to_owned()];
    exhaustion.because = Message::new("demo-route-because")
        .with("blocking", count(15_000))
        .with("usable", count(28_232))
        .with("target", Arg::new(Value::Endpoint(target), Unit::None, "census"));
    exhaustion.since_at_least_s = Some(48);
    exhaustion.todo = vec!["todo-who"];
    let mut report = judged(measured(snapshot), vec![exhaustion]);
    report.routes.sort_by_key(|route| std::cmp::Reverse(route.ports.map_or(0, |ports| ports.blocking)));
    let quiet = Endpoint::new(Address::from_v4([10, 9, 8, 7]), 8080);
    report.ruled_out = vec![RuledOut {
        id: "accept-queue-full",
        why: Message::new("demo-ruled-out")
            .with("listener", Arg::new(Value::Endpoint(quiet), Unit::None, "census")),
    }];
    report
}

/// A host with three namespaces besides its own, each with some TIME_WAIT rows.
pub(crate) fn many_namespaces() -> Report {
    let named = |name: &str| NetnsName::Named(Untrusted::new(name));
    let rows = |rows| route("10.0.0.5", "10.0.0.21:3306").rows(TcpState::TimeWait, rows);
    let builder = host("node-7").route(rows(7)).namespace(named("web")).route(rows(300));
    let builder = builder.namespace(named("数据库")).route(rows(15_000)).namespace(named("idle"));
    measured(builder.namespace(named("batch")).route(rows(23)).build())
}

/// A histogram that somebody pasted: counts, no addresses, no ages, one line that could not be read.
pub(crate) fn paste(input: &str, line: &str) -> Report {
    let mut snapshot = snapshot()
        .paste(input)
        .histogram(&[(TcpState::TimeWait, 18_122), (TcpState::Established, 70), (TcpState::SynRecv, 348)])
        .build();
    snapshot.taken_at_ms = NIGHT_MS;
    snapshot.window_s = None;
    snapshot.host.os = Os::Linux;
    let states = [TcpState::TimeWait, TcpState::Established, TcpState::SynRecv];
    let census = &mut snapshot.namespaces[0].census;
    census.listed = states.iter().fold(StateSet::NONE, |set, state| set.with(*state));
    census.time_wait.by_age = None;
    snapshot.warnings.push(Warning {
        input: Untrusted::new(input),
        line: 7,
        why: Message::new("demo-missing").with("line", Arg::foreign(Untrusted::new(line))),
    });
    let mut report = measured(snapshot);
    report.closes_per_s = vec![None];
    report
}

fn owner(comm: &str, pid: u32, sockets: u32) -> Owner {
    let certainty = lastack_model::Certainty::Observed;
    let comm = Untrusted::new(comm);
    Owner { pid, started_at: Some(123_456), comm, sockets, stayed: None, certainty, had: None }
}

/// A port that only TIME_WAIT holds.
pub(crate) fn port(comm: &str) -> PortUse {
    let mut local = StateCounts::default();
    local.add_many(TcpState::TimeWait, 23);
    let remote = StateCounts::default();
    PortUse {
        port: 8080,
        here: vec![PortHere {
            netns: NetnsName::Own,
            listeners: Vec::new(),
            bound_only: None,
            local,
            remote,
            owners: vec![owner(comm, 99, 1)],
            frees_in_s: Some(41.0),
            ephemeral: Some(false),
            reserved: Some(false),
            privileged: None,
            bind: BindOutlook::TimeWait { frees_in_s: Some(41.0) },
        }],
        coverage: Vec::new(),
    }
}

/// What `explain` says about something known, and about something unknown.
pub(crate) fn explanation(words: &str) -> [Explanation; 2] {
    let section = |label, id| Section { label, text: Message::new(id) };
    let known = Explanation {
        words: Untrusted::new(words),
        topics: vec![Topic {
            id: "time-wait".to_owned(),
            title: Message::new("demo-topic-title"),
            sections: vec![
                section("what", "demo-topic-what"),
                section("see", "demo-topic-see"),
                section("matters", "demo-topic-matters"),
                section("harmless", "demo-topic-harmless"),
            ],
            source: Message::new("demo-topic-source"),
        }],
        nearest: Vec::new(),
    };
    let unknown = Explanation {
        words: Untrusted::new(words),
        topics: Vec::new(),
        nearest: vec!["time-wait".to_owned(), "tcp_tw_reuse".to_owned()],
    };
    [known, unknown]
}
