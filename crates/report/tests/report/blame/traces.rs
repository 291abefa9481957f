//! Traces that an answer of `blame` is made of.

use lastack_model::words::Message;
use lastack_model::{
    Address, Blame, BlameBy, BlameLine, BlameMethod, BlameRows, Certainty, CloseCounts, Coverage,
    CoverageState, Culprit, Direction, Endpoint, HostFacts, Lost, NetnsName, Owner, Place, PlaceCloses,
    RefusedLine, RouteCloses, Untrusted, WaitingLine, Who,
};

pub(super) fn culprit(pid: u32, comm: &str) -> Culprit {
    Culprit {
        pid,
        started_at: Some(4_711),
        comm: Untrusted::new(comm),
        command: Some(Untrusted::new(format!("/usr/sbin/{comm} --secret-word"))),
        unit: Some(Untrusted::new(format!("{comm}.service"))),
        container: None,
        uid: Some(33),
        user: Some(Untrusted::new("billing-user")),
        ended: pid == 900,
    }
}

pub(super) fn line(who: Who, processes: u64, first: u64, second: u64, place: Place) -> BlameLine {
    let closes = CloseCounts { first, second, close: first + second, ..CloseCounts::default() };
    BlameLine {
        who,
        processes,
        closes: Some(closes),
        share: first as f64 / 2_966.0,
        per_s: Some(first as f64 / 10.0),
        places: vec![PlaceCloses { place, closes, rows: Some(first), standing: None }],
        more_places: 0,
        rows: Some(first),
        standing: None,
        certainty: Certainty::Observed,
    }
}

pub(super) fn route(place: Place, first: u64) -> RouteCloses {
    let closes = CloseCounts { first, close: first, ..CloseCounts::default() };
    RouteCloses { place, closes, held_s: 60.0, may_reuse: false }
}

/// A client that closes far too often, a web server, and the kernel.
pub(super) fn busy(comm: &str) -> Blame {
    let ours = Address::from_v4([10, 0, 0, 7]);
    let to = Place {
        netns: Some(0),
        direction: Direction::Outbound,
        source: ours,
        remote: Some(Address::from_v4([10, 0, 0, 21])),
        port: 3306,
    };
    let at = Place { direction: Direction::Inbound, source: Address::ANY_V4, remote: None, port: 80, ..to };
    let client = Who::Command(Untrusted::new(comm), culprit(812, comm));
    let server = Who::Command(Untrusted::new("nginx"), culprit(900, "nginx"));
    let mut kernel = line(Who::Kernel, 0, 26, 0, at);
    kernel.certainty = Certainty::Unknown;
    Blame {
        taken_at_ms: 1_795_300_000_000,
        host: HostFacts { hostname: Some(Untrusted::new("web-03")), ..HostFacts::default() },
        window_s: 10.0,
        goes_on: false,
        method: BlameMethod::Bpf,
        by: BlameBy::Command,
        filters: Vec::new(),
        namespaces: vec![NetnsName::Own],
        netns_ids: vec![None],
        usable_ports: vec![Some(28_232)],
        closes: CloseCounts { first: 2_966, second: 7, close: 2_973, ..CloseCounts::default() },
        lines: vec![line(client, 4, 2_674, 0, to), line(server, 1, 266, 7, at), kernel],
        rest: None,
        routes: vec![route(to, 2_674)],
        lost: Lost { singles: 3, ..Lost::default() },
        rows: Some(BlameRows { total: 18_122, seen: 2_940, of_kernel: 23, before: 15_150 }),
        standing: None,
        refused: Some(Vec::new()),
        waiting: Some(vec![WaitingLine {
            netns: 0,
            container: None,
            places: vec![(at, 100), (to, 31)],
            more_places: 1,
            owner: Owner {
                pid: 77,
                started_at: None,
                comm: Untrusted::new("java"),
                sockets: 131,
                stayed: None,
                certainty: Certainty::Observed,
                had: None,
            },
        }]),
        coverage: Vec::new(),
    }
}

/// The same with ports that ran out.
pub(super) fn refused(comm: &str) -> Blame {
    Blame { refused: Some(vec![refused_line(comm)]), ..busy(comm) }
}

pub(super) fn refused_line(comm: &str) -> RefusedLine {
    RefusedLine {
        who: Some(culprit(812, comm)),
        netns: Some(0),
        source: Address::ANY_V4,
        remote: Endpoint::new(Address::from_v4([10, 0, 0, 21]), 3306),
        processes: 1,
        count: 23,
    }
}

/// Nothing could be traced: rows are counted, and none is joined or older than a trace.
pub(super) fn guessed(comm: &str) -> Blame {
    let mut blame = Blame { goes_on: false, ..followed(comm) };
    blame.lines.truncate(1);
    blame.lines[0].closes = None;
    blame.lines[0].per_s = None;
    blame.lines[0].certainty = Certainty::Inferred;
    blame.lines[0].processes = 1;
    if let Who::Command(_, culprit) = &mut blame.lines[0].who {
        (culprit.pid, culprit.started_at) = (0, None);
    }
    blame.coverage = vec![Coverage {
        source: "bpf",
        subject: "closes",
        state: CoverageState::Unavailable,
        why: Some(Message::new("demo-gap")),
    }];
    Blame { method: BlameMethod::Owners, window_s: 0.0, refused: None, lost: Lost::default(), ..blame }
}

/// A proxy that closes first on its own port, and nearly as often towards its only upstream.
pub(super) fn proxy() -> Blame {
    let mut blame = busy("proxy");
    let mut all = line(blame.lines[0].who.clone(), 1, 4_601, 0, blame.lines[1].places[0].place);
    let upstream = line(Who::Place, 0, 2_192, 0, blame.lines[0].places[0].place).places;
    (all.share, all.places[0].closes.first) = (1.0, 2_409);
    all.places.extend(upstream);
    blame.closes = CloseCounts { first: 4_601, close: 4_601, ..CloseCounts::default() };
    blame.routes[0].closes.first = 2_192;
    Blame { window_s: 4.0, lines: vec![all], ..blame }
}

/// Eight workers that share the ports of one destination, each of them well below half.
pub(super) fn workers() -> Blame {
    let mut blame = busy("worker");
    let to = blame.lines[0].places[0].place;
    let worker =
        |pid| BlameLine { share: 0.125, ..line(Who::Process(culprit(pid, "worker")), 1, 1_100, 0, to) };
    blame.lines = (800..808).map(worker).collect();
    blame.closes = CloseCounts { first: 8_800, close: 8_800, ..CloseCounts::default() };
    blame.routes[0].closes.first = 8_800;
    blame
}

/// Whoever closes, is not whom the filter asks for.
pub(super) fn hidden(filters: &[(&'static str, &str)]) -> Blame {
    Blame {
        filters: filters.iter().map(|(name, text)| (*name, Untrusted::new(*text))).collect(),
        closes: CloseCounts::default(),
        lines: Vec::new(),
        routes: Vec::new(),
        rows: Some(BlameRows { total: 142, before: 100, ..BlameRows::default() }),
        ..busy("php-fpm")
    }
}

/// Tracefs whose buffer was full.
pub(super) fn lossy() -> Blame {
    Blame {
        method: BlameMethod::Tracefs,
        lost: Lost { events: 269_823, ..Lost::default() },
        ..busy("php-fpm")
    }
}

/// Rows are counted and not joined, and the trace goes on.
pub(super) fn followed(comm: &str) -> Blame {
    let mut blame = busy(comm);
    for (line, standing) in blame.lines.iter_mut().zip([Some(16_044), Some(2_078), None]) {
        (line.rows, line.standing) = (None, standing);
        line.places.iter_mut().for_each(|at| (at.rows, at.standing) = (None, standing));
    }
    Blame { goes_on: true, rows: None, standing: Some(18_122), ..blame }
}
