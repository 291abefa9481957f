//! A filter gives the rows that ss gives with it, on a table of many states, families and addresses.

#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests: what is missing must stop the test"
)]
#![expect(clippy::disallowed_methods, reason = "runs the real ss")]

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::ControlFlow;
use std::process::Command;
use std::time::{Duration, Instant};

use lastack_collect::{NetnsChoice, SocketTable};
use lastack_host::Live;
use lastack_model::{Endpoint, Family, SocketRow, TcpState};
use lastack_netlab::{Conduct, Connection, Netns, Server, SynBurst, bind_only, syn_burst};
use lastack_parse::filter::{Filter, parse};
use lastack_testkit::filters::{Seeded, Vocabulary, expression};

/// State, local end, peer; how often.
type Rows = BTreeMap<(String, String, String), u32>;

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

fn filter(text: &str) -> Filter {
    parse(text, &|_| None).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

/// A namespace with rows in seven states, of IPv4, IPv6 and v4-mapped sockets, at several addresses.
struct Mixed {
    _netns: Netns,
    _servers: Vec<Server>,
    _connections: Vec<Connection>,
}

impl Mixed {
    fn new() -> Self {
        let netns = Netns::enter_fresh().unwrap();
        for extra in ["10.9.0.1", "10.9.0.2", "10.9.1.1"] {
            netns.add_loopback_address(extra.parse().unwrap()).unwrap();
        }
        netns.sysctl("net.ipv4.tcp_tw_reuse", "0").unwrap();
        let first = Server::on(address("10.9.0.1:8000"), Conduct::CloseFirst).unwrap();
        let second = Server::on(address("[::1]:443"), Conduct::CloseSecond).unwrap();
        let both = Server::on(address("[::]:9000"), Conduct::Leak).unwrap();
        let mapped = Server::on(address("[::]:9100"), Conduct::CloseFirst).unwrap();
        let queue = Server::on(address("0.0.0.0:8080"), Conduct::NeverAccept).unwrap();
        first.open_and_close(&first.dial(), 7).unwrap();
        second.open_and_close(&second.dial(), 5).unwrap();
        let to = |text: &str| lastack_netlab::Dial::to(address(text));
        mapped.open_and_close(&to("10.9.0.2:9100"), 3).unwrap();
        let mut connections = Vec::new();
        for target in ["10.9.0.1:9000", "10.9.1.1:9000", "[::1]:9000", "127.0.0.1:9000"] {
            connections.extend(to(target).open(2).unwrap());
        }
        connections.extend(to("10.9.0.2:8080").open(2).unwrap());
        both.wait_accepted(8).unwrap();
        // Closed by the client alone: FIN_WAIT2 here, CLOSE_WAIT there.
        drop(to("10.9.0.2:9000").open(3).unwrap());
        both.wait_finished(3).unwrap();
        syn_burst(&netns, &SynBurst { target: "10.9.0.1:8080".parse().unwrap(), count: 11, peers: 5 })
            .unwrap();
        netns.add_silent_network(Ipv4Addr::new(10, 77, 0, 0), 16).unwrap();
        connections.extend(to("10.77.0.9:3306").begin(2).unwrap());
        Mixed { _netns: netns, _servers: vec![first, second, both, mapped, queue], _connections: connections }
    }
}

const VOCABULARY: Vocabulary<'_> = Vocabulary {
    hosts: &[
        "10.9.0.1",
        "10.9.0.0/24",
        "10.9.0.2/31",
        "10.9/16",
        "10.99.0.0/16",
        "127.0.0.0/8",
        "[::1]",
        "[2001:db8::/32]",
        "[::ffff:10.9.0.2]",
        "[::ffff:10.9.0.0/120]",
        "*",
    ],
    ports: &[0, 80, 443, 1024, 1029, 3306, 8000, 8080, 9000, 9100, 32768, 65535],
    states: &[
        "all",
        "connected",
        "synchronized",
        "bucket",
        "big",
        "established",
        "syn-sent",
        "syn-recv",
        "fin-wait-1",
        "fin-wait-2",
        "time-wait",
        "closed",
        "close-wait",
        "last-ack",
        "listening",
        "closing",
    ],
};

/// As ss writes an end. An IPv6 wildcard is `*` or `[::]` there, by whether it takes IPv4 too; the filter knows no such
/// difference.
fn end(family: Family, end: Endpoint) -> String {
    let port = if end.port == 0 { "*".to_owned() } else { end.port.to_string() };
    match (family, end.address.v4_bits()) {
        (Family::V6, _) if end.address.bits() == 0 => format!("*:{port}"),
        (Family::V6, _) => format!("[{}]:{port}", std::net::Ipv6Addr::from(end.address.bits())),
        (Family::V4, _) => format!("{}:{port}", end.address),
    }
}

/// As ss calls it.
fn word(state: TcpState) -> &'static str {
    match state {
        TcpState::Established => "ESTAB",
        TcpState::FinWait1 => "FIN-WAIT-1",
        TcpState::FinWait2 => "FIN-WAIT-2",
        TcpState::TimeWait => "TIME-WAIT",
        TcpState::CloseWait => "CLOSE-WAIT",
        TcpState::SynSent => "SYN-SENT",
        TcpState::SynRecv => "SYN-RECV",
        TcpState::LastAck => "LAST-ACK",
        other => other.name(),
    }
}

fn ours(filter: &Filter) -> Rows {
    let host = Live::new();
    let mut rows = Rows::new();
    let mut note = |row: &SocketRow<'_>| {
        let key = (word(row.state).to_owned(), end(row.family, row.local), end(row.family, row.remote));
        *rows.entry(key).or_default() += 1;
        ControlFlow::Continue(())
    };
    SocketTable::open(&host, &NetnsChoice::Own, filter).unwrap().read(&mut |_, row, _| note(row)).unwrap();
    rows
}

fn ss(words: &[&str]) -> std::process::Output {
    Command::new("ss").arg("-tanH").args(words).env("LC_ALL", "C").output().unwrap()
}

/// The rows of ss. Where only one state can come it leaves out the state, which is then `only`.
fn theirs(words: &[&str], only: Option<&str>) -> Rows {
    let output = ss(words);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    let mut rows = Rows::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let mut fields: Vec<&str> = line.split_whitespace().collect();
        let state = if fields[0].starts_with(|c: char| c.is_ascii_alphabetic()) {
            fields.remove(0)
        } else {
            only.unwrap()
        };
        let end = |text: &str| text.replace("[::]:", "*:");
        let key = (state.to_owned(), end(fields[2]), end(fields[3]));
        *rows.entry(key).or_default() += 1;
    }
    rows
}

const EXPRESSIONS: u32 = 1_004;

/// A third of the 60 s after which the first TIME_WAIT rows go. On a busy machine each run of ss takes long, so it is the clock
/// that says when the table is made anew, and not how much was compared.
const FRESH: Duration = Duration::from_secs(20);

/// 1,004 expressions, in namespaces that are made anew before their TIME_WAIT rows go.
#[test]
fn a_thousand_generated_filters_give_the_rows_of_ss() {
    let (mut some, mut all, mut none) = (0, 0, 0);
    let mut seeded = Seeded::new(1_000);
    let mut compared = 0;
    while compared < EXPRESSIONS {
        let made = Instant::now();
        let _mixed = Mixed::new();
        let whole = ours(&Filter::All);
        let states: std::collections::BTreeSet<&String> = whole.keys().map(|(state, ..)| state).collect();
        assert!(states.len() >= 7, "{states:?}");
        while compared < EXPRESSIONS && made.elapsed() < FRESH {
            let (states, conditions) = expression(&mut seeded, &VOCABULARY);
            // Asked for no state at all, ss falls back to what it shows without options.
            if filter(&states).states().is_empty() {
                continue;
            }
            compared += 1;
            let mut words: Vec<&str> = states.split_whitespace().collect();
            words.extend((!conditions.is_empty()).then_some(conditions.as_str()));
            let filter = filter(&format!("{states} {conditions}"));
            let only: Vec<&str> = filter.states().iter().map(word).collect();
            let mine = ours(&filter);
            assert_eq!(mine, theirs(&words, only.first().copied()), "ss -tanH {}", words.join(" "));
            none += u32::from(mine.is_empty());
            all += u32::from(mine == whole);
            some += u32::from(!mine.is_empty() && mine != whole);
        }
        assert_eq!(
            ours(&Filter::All),
            whole,
            "the table moved under the test, {:?} after its start",
            made.elapsed()
        );
    }
    assert!(some > 400, "{some} chose some rows, {all} all, {none} none: most filters must choose");
}

/// Where lastack and ss are known to differ, and why.
#[test]
fn what_differs_from_ss_is_known() {
    let _mixed = Mixed::new();
    let sum = |rows: &Rows| rows.values().sum::<u32>();
    // ss reads `and` and `or` from left to right; its manual, and lastack, let `and` bind tighter.
    let flat = "sport = :8000 or sport = :9000 and dst 192.0.2.1";
    assert_eq!(sum(&ours(&filter(flat))), sum(&ours(&filter("sport = :8000"))));
    assert_eq!(theirs(&[flat], None), ours(&filter("( sport = :8000 or sport = :9000 ) and dst 192.0.2.1")));
    // ss takes `dst 127` for the one address 127.0.0.0, which nobody means; lastack asks for the rest of it.
    assert_eq!(theirs(&["dst 127"], None), Rows::new());
    assert!(parse("dst 127", &|_| None).is_err());
    // ss takes a port that there cannot be and finds nothing.
    assert_eq!(theirs(&["dport = :70000"], None), Rows::new());
    assert!(parse("dport = :70000", &|_| None).is_err());
    // ss judges the kernel's rows again and forgets families there: zeros match zeros of the other family, and a prefix
    // of 0 matches everything. Without `not` the kernel has sorted them out before.
    for wildcard in ["src 0.0.0.0/0", "src [::/0]", "dst [::]", "dst 0.0.0.0", "src [::]:9000"] {
        assert_eq!(theirs(&[wildcard], None), ours(&filter(wildcard)), "{wildcard}");
    }
    let not_v6 = "not src [::/0]";
    assert_eq!(theirs(&[not_v6], None), Rows::new());
    let v4 = ours(&filter(not_v6));
    assert!(!v4.is_empty() && v4.keys().all(|(_, local, _)| !local.starts_with(['[', '*'])), "{v4:?}");
    assert_eq!(theirs(&["not dst 0.0.0.0/0"], None), Rows::new());
    let v6 = ours(&filter("not dst 0.0.0.0/0"));
    assert!(!v6.is_empty() && v6.keys().all(|(_, local, _)| local.starts_with(['[', '*'])), "{v6:?}");
    // Both take the last colon of an IPv6 address without brackets for that of a port, where an address is left.
    let ported = theirs(&["src ::1:9000"], None);
    assert_eq!((sum(&ported), &ported), (2, &ours(&filter("src ::1:9000"))));
    // Asked for no state at all, ss shows what it shows without options.
    assert_ne!(theirs(&["state", "established", "exclude", "all"], Some("ESTAB")), Rows::new());
    assert_eq!(ours(&filter("state established exclude all")), Rows::new());
    assert_ne!(theirs(&["exclude", "all"], Some("ESTAB")), Rows::new());
    assert_eq!(ours(&filter("exclude all")), Rows::new());
    // What ss does not read and lastack does: states inside an expression, states as the kernel spells them, operators
    // without spaces, a prefix behind brackets, an IPv6 address without them.
    for (words, rows) in [
        (vec!["dport = :443 or state listening"], 5 + 5),
        (vec!["state", "TIME_WAIT"], 15),
        (vec!["(sport=:8000)"], 8),
        (vec!["src [::1]/128"], 10),
        (vec!["src ::1"], 10),
    ] {
        let output = ss(&words);
        assert!(!output.status.success() || !output.stderr.is_empty(), "ss reads {words:?} now");
        assert_eq!(sum(&ours(&filter(&words.join(" ")))), rows, "{words:?}");
    }
}

#[test]
fn bound_sockets_come_where_they_are_named() {
    let _netns = Netns::enter_fresh().unwrap();
    let bound = bind_only("127.0.0.1".parse().unwrap(), 3).unwrap();
    assert_eq!(ours(&Filter::All), Rows::new());
    let rows = ours(&filter("state bound-inactive"));
    let ends: Vec<&String> = rows.keys().map(|(_, local, _)| local).collect();
    let mut expected: Vec<String> = bound.iter().map(|(_, address)| address.to_string()).collect();
    expected.sort();
    assert_eq!(ends, expected.iter().collect::<Vec<_>>());
}

#[test]
fn an_interface_is_known_by_its_name_and_a_mark_by_the_kernel() {
    let _mixed = Mixed::new();
    let all = ours(&Filter::All);
    // Nothing is bound to an interface here, and nothing has a mark.
    assert_eq!(ours(&filter("dev lo")), Rows::new());
    assert_eq!(ours(&filter("not dev lo")), all);
    assert_eq!(ours(&filter("dev 0 fwmark = 0")), all);
    assert_eq!(ours(&filter("fwmark = 1")), Rows::new());
    let error = SocketTable::open(&Live::new(), &NetnsChoice::Own, &filter("dev no-such-if")).unwrap_err();
    assert_eq!(error.id, "collect-filter-no-device");
}
