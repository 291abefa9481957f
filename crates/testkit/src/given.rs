//! The lines of a rule case that describe what was seen; see [`look`].

use lastack_model::{
    Certainty, Closer, ConfKind, ConfLine, Coverage, CoverageState, Culprit, Direction, Endpoint, FactSource,
    FixedPort, ListenSocket, LogHit, LogTime, NetnsName, Os, Outage, Place, ProcessView, RefusedLine,
    Snapshot, StateCounts, TcpState, Timestamps, Untrusted,
};

use crate::{ListenerBuilder, RouteBuilder, SnapshotBuilder, listener, route, snapshot};

/// What a case was given.
#[derive(Clone, Debug)]
pub struct Look {
    /// The snapshot now
    pub now: Snapshot,
    /// Earlier ones, oldest first
    pub earlier: Vec<Snapshot>,
}

/// Reads the lines of a `given` block, one thing a line:
/// ```text
/// host windows | bsd | linux | unknown
/// uptime SECONDS
/// paste NAME                      text from somewhere, no readings
/// no timers                       rows have no ages
/// lower bound                     reuse or overflow can have removed TIME_WAIT rows
/// namespace NAME                  what follows belongs to another namespace
/// fact KEY VALUE                  assume KEY VALUE: the default, not read
/// counter NAME VALUE PER_S        PER_S may be missing
/// limit NAME USED LIMIT           - for not known; time_wait_buckets, orphans, descriptors, conntrack
/// limit NAME USED LIMIT PER_S     so many more of it every second
/// process COMM/PID descriptors=N limit=N hard=N tcp=N ghosts=N container=NAME     what is missing is not known
/// log SIGNATURE form=nginx count=N target=ADDR:PORT port=N span=FROM_S-UNTIL_S outage=FROM_S-UNTIL_S   UNTIL_S may be missing
/// conf PATH LINE KEY = VALUE      a line of a settings file; `# KEY = VALUE` for a comment
/// local outbound=PORTS shared=PORTS        as the kernel prints lists: 100-103,107
/// fixed PORT -> TO:PORT STATE=N ..         rows of ours from a bound source port
/// refused N COMM/PID FROM -> TO:PORT       connects that got no port in a trace of 5 s
/// closed N COMM/PID FROM -> TO:PORT        who closed first in a trace of 5 s, on a route of ours
/// coverage SUBJECT ready | degraded | unavailable
/// histogram STATE=N ..            counts only
/// unknown STATE=N ..              rows of which nothing tells who opened them
/// unknown6 STATE=N ..             the same of IPv6; of other lines no row has a family
/// unlisted STATE ..               the source cannot list these
/// route FROM -> TO:PORT STATE=N FIN_WAIT2_MINI=N ages=0-59:250,60-61:3 overdue=N unread=N|? owner=COMM/PID[/STAYEDofSOCKETS] direction=unknown
///       timestamps=WITH/WITHOUT unanswered=N
/// listener ADDRESS:PORT STATE=N ages=.. backlog=N queue=N never_answered=N peers=N half_open=N peer=ADDR/STATE/N
///       inferred                    no LISTEN row was seen
///       queues=LENGTH/LIMIT,..      the accept queues of SO_REUSEPORT sockets
/// earlier SECONDS                 what follows was seen so many seconds ago
/// for LOW-HIGH LINE               the line once for each number, which stands where the line has a %
/// ```
///
/// # Panics
/// On a line that it does not know: a case with a slip of the pen must not pass.
pub fn look(text: &str) -> Look {
    let mut parts = vec![(0, Vec::new())];
    let text = text.lines().flat_map(repeated).collect::<Vec<_>>();
    for line in text.iter().map(|line| line.trim()).filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        match (line.strip_prefix("earlier "), parts.last_mut()) {
            (Some(seconds), _) => parts.push((number(seconds), Vec::new())),
            (None, Some((_, lines))) => lines.push(line),
            (None, None) => {}
        }
    }
    let mut snapshots = parts.into_iter().map(|(seconds, lines)| at(seconds, &lines));
    let now = snapshots.next().unwrap_or_else(|| snapshot().build());
    let mut earlier = snapshots.collect::<Vec<_>>();
    earlier.sort_by_key(|snapshot| snapshot.taken_at_ms);
    Look { now, earlier }
}

/// The lines that one line stands for.
fn repeated(line: &str) -> Vec<String> {
    let Some((span, line)) = line.strip_prefix("for ").and_then(|rest| rest.split_once(' ')) else {
        return vec![line.to_owned()];
    };
    let (low, high) = span.split_once('-').unwrap_or_else(|| panic!("for LOW-HIGH LINE, not {span}"));
    (number(low)..=number(high)).map(|number| line.replace('%', &number.to_string())).collect()
}

fn at(seconds_ago: u32, lines: &[&str]) -> Snapshot {
    let built = lines.iter().fold(snapshot(), |builder, line| read(builder, line));
    built.with(|snapshot| snapshot.taken_at_ms -= i64::from(seconds_ago) * 1_000).build()
}

fn read(builder: SnapshotBuilder, line: &str) -> SnapshotBuilder {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let words = rest.split_whitespace().collect::<Vec<_>>();
    match (word, words.as_slice()) {
        ("host", [os]) => {
            let os = match *os {
                "linux" => Os::Linux,
                "windows" => Os::Windows,
                "bsd" => Os::Bsd,
                _ => Os::Unknown,
            };
            builder.with(|snapshot| snapshot.host.os = os)
        }
        ("uptime", [seconds]) => {
            builder.with(|snapshot| snapshot.host.uptime_s = Some(number(seconds).into()))
        }
        ("kernel", [release]) => {
            builder.with(|snapshot| snapshot.host.kernel = Some(Untrusted::new(*release)))
        }
        ("paste", [name]) => builder.paste(name),
        ("no", ["timers"]) => builder.without_timers(),
        ("lower", ["bound"]) => builder.lower_bound(),
        ("namespace", [name]) => builder.namespace(NetnsName::Named(Untrusted::new(*name))),
        ("fact", [key, value @ ..]) => builder.fact(key, &value.join(" ")),
        ("pasted", [line, key, value @ ..]) => {
            builder.pasted_fact(number(line).into(), key, &value.join(" "))
        }
        ("assume", [key, value @ ..]) => builder.fact_from(key, &value.join(" "), FactSource::Assumed),
        ("counter", [name, value]) => builder.counter(name, number(value).into(), None),
        ("counter", [name, value, per_s]) => builder.counter(name, number(value).into(), Some(rate(per_s))),
        ("limit", [name, used, limit]) => builder.limit(limit_name(name), known(used), known(limit)),
        ("limit", [name, used, limit, per_s]) => {
            builder.limit(limit_name(name), known(used), known(limit)).limit_grows(number(per_s).into())
        }
        ("coverage", [subject, state]) => builder.coverage(coverage(subject, state)),
        ("unknown", counts) => builder.unknown(&counts.iter().map(|word| count(word)).collect::<Vec<_>>()),
        ("unknown6", counts) => {
            let counts = counts.iter().map(|word| count(word)).collect::<Vec<_>>();
            builder.unknown(&counts).with(|snapshot| {
                if let Some(view) = snapshot.namespaces.last_mut() {
                    counts.iter().for_each(|(state, rows)| view.census.v6.add_many(*state, *rows));
                }
            })
        }
        ("histogram", counts) => {
            builder.histogram(&counts.iter().map(|word| count(word)).collect::<Vec<_>>())
        }
        ("unlisted", states) => {
            let states = states.iter().map(|word| state(word)).collect::<Vec<_>>();
            builder.with(|snapshot| {
                if let Some(view) = snapshot.namespaces.last_mut() {
                    view.census.listed =
                        states.iter().fold(view.census.listed, |set, state| set.without(*state));
                }
            })
        }
        ("process", [who, rest @ ..]) => builder.process(process(who, rest)),
        ("refused", [count, who, from, "->", to]) => {
            let (comm, pid) = who.split_once('/').unwrap_or((who, "0"));
            let who = Culprit { pid: number(pid), comm: Untrusted::new(comm), ..Culprit::default() };
            let source = endpoint(&format!("{from}:0")).address;
            let (remote, count) = (endpoint(to), number(count).into());
            builder.refused(RefusedLine {
                who: Some(who),
                netns: Some(0),
                source,
                remote,
                processes: 1,
                count,
            })
        }
        ("closed", [closes, who, from, "->", to]) => {
            let (source, remote) = (endpoint(&format!("{from}:0")).address, endpoint(to));
            let direction = Direction::Outbound;
            let (address, port) = (Some(remote.address), remote.port);
            let place = Place { netns: Some(0), direction, source, remote: address, port };
            let (comm, pid) = who.split_once('/').unwrap_or((who, "0"));
            let comm = Untrusted::new(comm);
            builder.closed(Closer {
                place,
                program: Some(comm.clone()),
                who: Some(Culprit { pid: number(pid), comm, ..Culprit::default() }),
                processes: 1,
                certainty: Certainty::Observed,
                resets: 0,
                closes: number(closes).into(),
                share: 1.0,
                rows: number(closes).into(),
            })
        }
        ("log", [signature, rest @ ..]) => builder.log(log(signature, rest)),
        ("conf", [path, line, setting @ ..]) => builder.conf(path, conf(number(line), &setting.join(" "))),
        ("held", [ports]) => builder.held(ports),
        ("bound", [ports]) => builder.exactly_bound(ports),
        ("local", [outbound, shared]) => builder.local_ports(pair(outbound).1, pair(shared).1),
        ("fixed", [port, "->", to, states @ ..]) => {
            let mut counts = StateCounts::default();
            states.iter().map(|word| count(word)).for_each(|(state, rows)| counts.add_many(state, rows));
            let port = u16::try_from(number(port)).unwrap_or_else(|_| panic!("no port: {port}"));
            builder.fixed_port(FixedPort { port, remote: endpoint(to), states: counts })
        }
        ("route", [from, "->", to, rest @ ..]) => {
            builder.route(rest.iter().fold(route(from, to), |route, word| route_word(route, word)))
        }
        ("listener", [at, rest @ ..]) => {
            builder.listener(rest.iter().fold(listener(at), |row, word| listener_word(row, word)))
        }
        _ => panic!("no such line in a case: {line}"),
    }
}

fn route_word(builder: RouteBuilder, word: &str) -> RouteBuilder {
    let (key, value) = pair(word);
    match key {
        "ages" => spans(value).into_iter().fold(builder, |row, (bins, rows)| row.ages(bins, rows)),
        "overdue" => builder.with(|row| row.overdue = number(value)),
        "unread" => builder.with(|row| row.close_wait_unread = (value != "?").then(|| number(value))),
        "unanswered" => builder.with(|row| row.unanswered = Some(number(value))),
        "timestamps" => builder.with(|row| {
            let (with, without) = value.split_once('/').unwrap_or_else(|| panic!("WITH/WITHOUT: {value}"));
            row.timestamps = Some(Timestamps { with: number(with), without: number(without) });
        }),
        "reusable" => builder.with(|row| row.taken_reusable = Some(number(value))),
        "direction" if value == "unknown" => builder.with(|row| row.certainty = Certainty::Unknown),
        "direction" => builder.with(|row| row.certainty = Certainty::Inferred),
        "owner" => match value.split('/').collect::<Vec<_>>().as_slice() {
            [comm, pid, stayed] => builder.owner(comm, number(pid)).with(|row| {
                let (stayed, sockets) = stayed.split_once("of").unwrap_or_else(|| panic!("NofN: {stayed}"));
                row.owners.iter_mut().for_each(|owner| {
                    (owner.stayed, owner.sockets) = (Some(number(stayed)), number(sockets));
                });
            }),
            _ => {
                let (comm, pid) = owner(value);
                builder.owner(comm, pid)
            }
        },
        MINI => builder.with(|row| mini(&mut row.states, number(value))),
        _ => builder.rows(state(key), number(value)),
    }
}

/// FIN_WAIT2 rows that no process holds.
const MINI: &str = "FIN_WAIT2_MINI";

fn mini(states: &mut StateCounts, rows: u32) {
    (0..rows).for_each(|_| states.add(TcpState::FinWait2, true));
}

fn listener_word(builder: ListenerBuilder, word: &str) -> ListenerBuilder {
    if word == "inferred" {
        return builder.without_listen();
    }
    let (key, value) = pair(word);
    match key {
        "ages" => spans(value).into_iter().fold(builder, |row, (bins, rows)| row.ages(bins, rows)),
        "overdue" => builder.with(|row| row.overdue = number(value)),
        "unread" => builder.with(|row| row.close_wait_unread = (value != "?").then(|| number(value))),
        "backlog" => builder.with(|row| row.sockets[0].limit = (value != "unknown").then(|| number(value))),
        "queue" => builder.with(|row| row.sockets[0].queue = (value != "unknown").then(|| number(value))),
        "queues" => builder.with(|row| row.sockets = value.split(',').map(socket).collect()),
        "never_answered" => {
            builder.with(|row| row.never_answered = (value != "unknown").then(|| number(value)))
        }
        "without_reuse" => builder.with(|row| row.without_reuse = Some(number(value))),
        "peers" => builder.with(|row| row.peers.distinct = number(value).into()),
        "half_open" => builder.with(|row| row.peers.half_open = number(value).into()),
        "peer" => match value.split('/').collect::<Vec<_>>().as_slice() {
            [from, name, rows] => builder.peer(from, state(name), number(rows)),
            _ => panic!("a peer is ADDRESS/STATE/ROWS: {value}"),
        },
        "owner" => {
            let (comm, pid) = owner(value);
            builder.owner(comm, pid)
        }
        MINI => builder.with(|row| mini(&mut row.states, number(value))),
        _ => builder.rows(state(key), number(value)),
    }
}

/// `5/4`: length and limit of one socket's accept queue.
fn socket(text: &str) -> ListenSocket {
    let (queue, limit) = text.split_once('/').unwrap_or_else(|| panic!("a queue is LENGTH/LIMIT: {text}"));
    ListenSocket { inode: 0, queue: Some(number(queue)), limit: Some(number(limit)) }
}

fn process(who: &str, words: &[&str]) -> ProcessView {
    let (comm, pid) = owner(who);
    let value =
        |name: &str| words.iter().map(|word| pair(word)).find(|(key, _)| *key == name).map(|(_, v)| v);
    ProcessView {
        pid,
        started_at: Some(1),
        comm: Untrusted::new(comm),
        descriptors: value("descriptors").map(|n| number(n).into()),
        limit: value("limit").map(|n| number(n).into()),
        hard_limit: value("hard").map(|n| number(n).into()),
        tcp: value("tcp").map(|n| number(n).into()),
        ghosts: value("ghosts").map(|n| number(n).into()),
        container: value("container").map(Untrusted::new),
        command: None,
    }
}

fn log(signature: &str, words: &[&str]) -> LogHit {
    let all = |name: &'static str| words.iter().map(|word| pair(word)).filter(move |(key, _)| *key == name);
    let value = |name: &'static str| all(name).next().map(|(_, value)| value);
    let count = value("count").map_or(1, |n| number(n).into());
    let outage = |text: &str| {
        let (from, until) = text.split_once('-').unwrap_or((text, ""));
        let ms = |text: &str| i64::from(number(text)) * 1_000;
        Outage { from_ms: ms(from), until_ms: (!until.is_empty()).then(|| ms(until)) }
    };
    LogHit {
        signature: leaked(signature),
        form: value("form").map(leaked),
        target: value("target").map(endpoint),
        port: value("port").map(|n| u16::try_from(number(n)).unwrap_or_else(|_| panic!("no port: {n}"))),
        count,
        first_line: 1,
        last_line: count,
        span: value("span").map(|text| {
            let Outage { from_ms, until_ms } = outage(text);
            let time = |ms| LogTime { ms, has_year: true };
            (time(from_ms), time(until_ms.unwrap_or(from_ms)))
        }),
        outages: all("outage").map(|(_, text)| outage(text)).collect(),
        sample: Untrusted::new(signature),
    }
}

/// Names of the model are constants of the program; those of a test live as long.
fn leaked(text: &str) -> &'static str {
    text.to_owned().leak()
}

fn conf(line: u32, text: &str) -> ConfLine {
    let (kind, setting) = match text.strip_prefix(['#', ';']) {
        Some(setting) => (ConfKind::Comment, setting),
        None => (ConfKind::Setting, text),
    };
    let (key, value) = setting.split_once('=').unwrap_or_else(|| panic!("no KEY = VALUE: {text}"));
    let (key, value) = (key.trim().to_owned(), value.trim().to_owned());
    ConfLine { line, kind, key, value, text: Untrusted::new(text) }
}

fn endpoint(text: &str) -> Endpoint {
    let at: std::net::SocketAddr = text.parse().unwrap_or_else(|_| panic!("no address:port: {text}"));
    Endpoint { address: at.ip().into(), port: at.port() }
}

/// `0-59:250,60-60:3`: bins, both ends included, and rows in each.
fn spans(text: &str) -> Vec<(std::ops::Range<usize>, u32)> {
    let span = |part: &str| {
        let (bins, rows) = part.split_once(':').unwrap_or_else(|| panic!("ages are A-B:N, not {part}"));
        let (low, high) = bins.split_once('-').unwrap_or((bins, bins));
        (number(low) as usize..number(high) as usize + 1, number(rows))
    };
    text.split(',').map(span).collect()
}

fn owner(text: &str) -> (&str, u32) {
    let (comm, pid) = text.split_once('/').unwrap_or_else(|| panic!("an owner is COMM/PID: {text}"));
    (comm, number(pid))
}

fn count(word: &str) -> (TcpState, u32) {
    let (name, rows) = pair(word);
    (state(name), number(rows))
}

fn pair(word: &str) -> (&str, &str) {
    word.split_once('=').unwrap_or_else(|| panic!("no KEY=VALUE: {word}"))
}

fn state(name: &str) -> TcpState {
    TcpState::from_word(name).unwrap_or_else(|| panic!("no TCP state: {name}"))
}

fn number(text: &str) -> u32 {
    text.parse().unwrap_or_else(|_| panic!("no number: {text}"))
}

fn rate(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| panic!("no rate: {text}"))
}

fn known(text: &str) -> Option<u64> {
    (text != "-").then(|| number(text).into())
}

fn limit_name(name: &str) -> &'static str {
    let names = ["time_wait_buckets", "orphans", "descriptors", "conntrack"];
    names.into_iter().find(|known| *known == name).unwrap_or_else(|| panic!("no such limit: {name}"))
}

fn coverage(subject: &str, state: &str) -> Coverage {
    let subjects = [
        "sockets",
        "owners",
        "bound_ports",
        "counters",
        "namespaces",
        "ages",
        "listeners",
        "facts",
        "processes",
        "files",
    ];
    let subject = subjects.into_iter().find(|known| *known == subject);
    Coverage {
        source: "case",
        subject: subject.unwrap_or_else(|| panic!("no such subject of coverage")),
        state: match state {
            "ready" => CoverageState::Ready,
            "degraded" => CoverageState::Degraded,
            _ => CoverageState::Unavailable,
        },
        why: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_follow_from_the_lines() {
        let look = look(
            "fact net.ipv4.ip_local_port_range 40000 40999\nroute 10.0.0.5 -> 10.0.0.9:80 ESTABLISHED=3 \
             ages=0-9:10\nlistener 0.0.0.0:22 ages=0-0:5 peer=10.1.0.1/TIME_WAIT/5\nearlier 10\n",
        );
        let census = &look.now.namespaces[0].census;
        assert_eq!((census.rows, census.states.get(TcpState::TimeWait)), (109, 105));
        assert_eq!((census.time_wait.outbound, census.time_wait.inbound), (100, 5));
        assert_eq!((census.routes[0].taken, census.routes[0].taken_past_delay), (103, 90));
        assert_eq!(look.earlier[0].taken_at_ms, look.now.taken_at_ms - 10_000);
    }

    #[test]
    fn a_histogram_lists_only_its_own_states() {
        let now = look("paste a\nhistogram TIME_WAIT=18122 SYN_RECV=348").now;
        let census = &now.namespaces[0].census;
        assert_eq!(census.count(TcpState::SynRecv), Some(348));
        assert_eq!(census.count(TcpState::Listen), None);
    }

    #[test]
    fn one_line_can_stand_for_many() {
        let now = look("for 1-3 route 10.0.0.5 -> 10.0.0.%:80 ESTABLISHED=2").now;
        assert_eq!((now.namespaces[0].census.routes.len(), now.namespaces[0].census.rows), (3, 6));
    }

    #[test]
    #[should_panic(expected = "no such line")]
    fn a_slip_of_the_pen_stops_the_test() {
        look("rout 10.0.0.5 -> 10.0.0.9:80");
    }
}
