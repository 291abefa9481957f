//! The filter language: what is read, what is refused and where, which rows match, and what the kernel is asked.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests: what is missing must stop the test"
)]

use lastack_model::{Address, Endpoint, Family, SocketRow, TcpState};
use lastack_parse::filter::{DEEPEST, Entry, Filter, Plan, parse, run};
use lastack_testkit::filters::{Seeded, Vocabulary, expression};

fn services(name: &str) -> Option<u16> {
    [("https", 443), ("ssh", 22), ("http-alt", 8080)]
        .iter()
        .find(|(known, _)| *known == name)
        .map(|known| known.1)
}

fn filter(text: &str) -> Filter {
    parse(text, &services).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn end(text: &str) -> Endpoint {
    let (address, port) = text.rsplit_once(':').unwrap();
    let ip: std::net::IpAddr = address.trim_matches(['[', ']']).parse().unwrap();
    Endpoint::new(Address::from(ip), port.parse().unwrap())
}

fn row(state: TcpState, local: &str, remote: &str) -> SocketRow<'static> {
    let family = if local.starts_with('[') { Family::V6 } else { Family::V4 };
    SocketRow::new(family, state, end(local), end(remote))
}

fn rows() -> Vec<SocketRow<'static>> {
    vec![
        row(TcpState::TimeWait, "10.0.0.5:40000", "10.0.0.9:443"),
        row(TcpState::Established, "127.0.0.1:443", "127.0.0.1:50000"),
        row(TcpState::Listen, "0.0.0.0:443", "0.0.0.0:0"),
        row(TcpState::Listen, "[::]:8080", "[::]:0"),
        row(TcpState::SynRecv, "[::ffff:10.0.0.5]:8080", "[::ffff:192.0.2.7]:1024"),
        row(TcpState::CloseWait, "[2001:db8::1]:8080", "[2001:db8::2]:40000"),
    ]
}

/// Which of the rows match, as digits.
fn matching(text: &str) -> String {
    let filter = filter(text);
    let rows = rows();
    let hits = rows.iter().enumerate().filter(|(_, row)| filter.matches(row));
    hits.map(|(index, _)| index.to_string()).collect()
}

#[test]
fn rows_match_as_ss_has_it() {
    for (text, expected) in [
        ("", "012345"),
        ("state time-wait", "0"),
        ("state established state listening", "123"),
        ("exclude listening", "0145"),
        ("state all exclude listen excl TIME_WAIT", "145"),
        ("state connected", "0145"),
        ("state synchronized", "0145"),
        ("state bucket", "04"),
        ("state big", "1235"),
        ("state unconnected", ""),
        ("dst 10.0.0.0/8", "0"),
        ("dst 10/8", "0"),
        ("dst = 10.0.0.9:443", "0"),
        ("dst != 10.0.0.9", "12345"),
        // An IPv4 condition matches v4-mapped sockets, an IPv6 condition matches no IPv4 socket.
        ("dst 192.0.2.0/24", "4"),
        ("dst [::ffff:192.0.2.7]", "4"),
        ("dst [::ffff:10.0.0.9]", ""),
        ("src 0.0.0.0/0", "0124"),
        ("src ::/0", "345"),
        ("src [2001:db8::1]:8080", "5"),
        ("src 2001:db8::/32", "5"),
        ("src 2001:db8::/32:8080", "5"),
        ("src [2001:db8::/32]:9", ""),
        // Without brackets the last colon begins a port, as in ss, where an address is left before it.
        ("src 2001:db8::1", "5"),
        ("src 2001:db8::1:8080", "5"),
        ("src 2001:db8::1:9", ""),
        ("src 2001:db8:0:0:0:0:0:1", "5"),
        ("src [2001:db8::1:8080]", ""),
        ("src *:8080", "345"),
        ("src :8080", "345"),
        ("src :http-alt", "345"),
        ("dst *", "012345"),
        ("dport = :*", "012345"),
        ("dport = :https", "0"),
        ("dport 443", "0"),
        ("dport >= :1024", "145"),
        ("dport gt 1024", "15"),
        ("dport lt :1", "23"),
        ("dport le 0", "23"),
        ("sport neq :443", "0345"),
        ("state time-wait dst 10.0.0.0/8 dport = :443 and not src 127.0.0.1", "0"),
        ("(sport=:443)||!dport>=:1", "123"),
        // `and` binds tighter than `or`, as the manual page says.
        ("sport = :443 or sport = :8080 and dst 192.0.2.7", "124"),
        ("( sport = :443 or sport = :8080 ) and dst 192.0.2.7", "4"),
        ("not ( state listen or dport = :443 )", "145"),
        ("not not state listen", "23"),
        // States that stand first are asked of everything, as in ss; with an operator behind them they are a condition.
        ("state listen sport = :443 or sport = :8080", "23"),
        ("state listen and sport = :443 or sport = :8080", "2345"),
        ("state listen or dport = :443", "023"),
        ("state listen or dport = :443", "023"),
        ("dev 0", "012345"),
        ("dev 2", ""),
        ("dev != 2", "012345"),
    ] {
        assert_eq!(matching(text), expected, "{text}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (text, at, word, why) in [
        ("state", 6, "", "parse-filter-state"),
        ("state foo", 7, "foo", "parse-filter-state"),
        ("dst", 4, "", "parse-filter-address"),
        ("dst 10.0.0", 5, "10.0.0", "parse-filter-address-short"),
        ("dst 10", 5, "10", "parse-filter-address-short"),
        ("dst 10.0.0.256", 5, "10.0.0.256", "parse-filter-address-short"),
        ("dst 10.0.0.0/33", 5, "10.0.0.0/33", "parse-filter-prefix"),
        ("dst ::/129", 5, "::/129", "parse-filter-prefix"),
        ("dst example.com:443", 5, "example.com:443", "parse-filter-address-name"),
        ("dst [::1", 5, "[::1", "parse-filter-bracket"),
        ("dst [::1]x", 5, "[::1]x", "parse-filter-address"),
        ("dst inet:10.0.0.1", 5, "inet:10.0.0.1", "parse-filter-family"),
        ("dport = :70000", 9, ":70000", "parse-filter-port-range"),
        ("dport = :nosuch", 9, ":nosuch", "parse-filter-service"),
        ("dport = -1", 9, "-1", "parse-filter-port"),
        ("dport >= *", 10, "*", "parse-filter-port"),
        ("dport =", 8, "", "parse-filter-port"),
        ("dport = )", 9, ")", "parse-filter-port"),
        ("( dst :1", 1, "(", "parse-filter-open"),
        ("dst :1 )", 8, ")", "parse-filter-close"),
        ("dst :1 or", 10, "", "parse-filter-condition"),
        ("time-wait", 1, "time-wait", "parse-filter-condition"),
        ("dst :1 foo", 8, "foo", "parse-filter-condition"),
        ("fwmark = x", 10, "x", "parse-filter-mark"),
        ("dev a/b", 5, "a/b", "parse-filter-device"),
        ("dev ====", 7, "==", "parse-filter-device"),
        ("autobound", 1, "autobound", "parse-filter-unsupported"),
        ("状态 dst", 1, "状态", "parse-filter-condition"),
    ] {
        let error = parse(text, &services).unwrap_err();
        assert_eq!((error.at, error.word.raw(), error.why.id.as_ref()), (at, word, why), "{text}");
    }
    let deep = "not ".repeat(DEEPEST) + "dst :1";
    assert_eq!(parse(&deep, &services).unwrap_err().why.id, "parse-filter-deep");
    assert!(parse(&"( ".repeat(5_000), &services).is_err());
    // As deep as can be is read again from what is written, and written out `and` beside `or` is one deeper.
    let nots = "not ".repeat(DEEPEST - 1);
    let deepest = filter(&format!("dst :2 and {nots} dst :1"));
    assert_eq!(filter(&deepest.to_string()), deepest);
    let deep = format!("dst :3 or dst :2 and {nots} dst :1");
    assert_eq!(parse(&deep, &services).unwrap_err().why.id, "parse-filter-deep");
    assert_eq!(parse(&"dst :1 ".repeat(5_000), &services).unwrap_err().why.id, "parse-filter-long");
}

#[test]
fn marks_are_read_with_masks_in_each_radix() {
    for (text, mark, hit) in [
        ("fwmark = 0x1/0x3", 5, true),
        ("fwmark 0x1/0x3", 2, false),
        ("fwmark != 010", 8, false),
        ("fwmark 7", 7, true),
    ] {
        let marked = SocketRow { mark: Some(mark), ..rows()[0] };
        assert_eq!(filter(text).matches(&marked), hit, "{text}");
        assert!(filter(text).asks_mark());
    }
}

#[test]
fn devices_are_known_by_name_once_their_index_is() {
    let bound = SocketRow { device: 3, ..rows()[0] };
    let named = filter("dev eth0 or dev != wlan0 dst :1");
    assert_eq!(named.device_names(), ["eth0", "wlan0"]);
    let index = |name: &str| (name == "eth0").then_some(3);
    assert!(named.with_devices(&index).matches(&bound));
    assert!(!named.with_devices(&index).matches(&rows()[0]));
    // A name that is an operator too is read again from what is written.
    let odd = filter("dev eq eq");
    assert_eq!(odd.device_names(), ["eq"]);
    assert_eq!(filter(&odd.to_string()), odd);
}

const VOCABULARY: Vocabulary<'_> = Vocabulary {
    hosts: &["10.0.0.0/8", "10.0.0.9", "0.0.0.0/0", "127.0.0.1", "[::1]", "[2001:db8::/32]", "[::/0]", "*"],
    ports: &[0, 1, 443, 8080, 40000, 65535],
    states: &[
        "all",
        "big",
        "bucket",
        "connected",
        "synchronized",
        "time-wait",
        "listening",
        "established",
        "closed",
    ],
};

fn any_row(seeded: &mut Seeded) -> SocketRow<'static> {
    let hosts = ["10.0.0.9", "10.1.2.3", "127.0.0.1", "[::1]", "[2001:db8::7]", "[::ffff:10.0.0.9]", "[::]"];
    let ports = [0, 1, 2, 442, 443, 444, 8080, 40000, 65535];
    let v6 = seeded.below(2) == 1;
    let host = |seeded: &mut Seeded| if v6 { *seeded.of(&hosts[3..]) } else { *seeded.of(&hosts[..3]) };
    let local = format!("{}:{}", host(seeded), seeded.of(&ports));
    let remote = format!("{}:{}", host(seeded), seeded.of(&ports));
    row(*seeded.of(&TcpState::ALL), &local, &remote)
}

/// `1 << state` of the kernel.
fn asked(mask: u32, state: TcpState) -> bool {
    (1..=13).any(|number| TcpState::from_kernel(number) == Some(state) && mask & 1 << number != 0)
}

#[test]
fn what_the_kernel_is_asked_is_never_less_than_what_matches_and_mostly_the_same() {
    let mut seeded = Seeded::new(20_261_122);
    let (mut exact, mut programs) = (0, 0);
    for _ in 0..3_001 {
        let (states, conditions) = expression(&mut seeded, &VOCABULARY);
        // Our own language has states anywhere, so a part of them goes into brackets with the conditions.
        let text = match (states.is_empty() || conditions.is_empty(), seeded.below(3)) {
            (false, 0) => format!("( {states} ) or ( {conditions} )"),
            (false, 1) => format!("not ( {states} and ( {conditions} ) )"),
            (true, _) | (false, _) => format!(
                "{states} {}",
                if conditions.is_empty() { String::new() } else { format!("( {conditions} )") }
            ),
        };
        let filter = filter(&text);
        assert_eq!(parse(&filter.to_string(), &services).as_ref(), Ok(&filter), "{text} became {filter}");
        let plan = Plan::of(&filter);
        exact += u32::from(plan.exact);
        programs += u32::from(!plan.bytecode.is_empty());
        for _ in 0..31 {
            let row = any_row(&mut seeded);
            if matches!(row.state, TcpState::Bound | TcpState::DeleteTcb) {
                continue;
            }
            let entry =
                Entry { family: row.family, source: row.local, destination: row.remote, device: 0, mark: 0 };
            let accepted =
                run(&plan.bytecode, &entry).unwrap_or_else(|| panic!("the kernel would refuse: {text}"));
            let given = asked(plan.states, row.state) && accepted;
            let matches = filter.matches(&row);
            assert!(given || !matches, "{text} loses {row:?}");
            assert!(matches || !given || !plan.exact, "{text} is not exact: {row:?}");
            assert!(!matches || filter.states().has(row.state), "{text}");
        }
    }
    assert!(exact > 1_500 && programs > 1_500, "{exact} exact, {programs} programs");
}

#[test]
fn bound_sockets_are_asked_for_only_where_they_are_named() {
    let mask = |text| Plan::of(&filter(text)).states;
    assert_eq!(mask("") & 1 << 13, 0);
    assert_eq!(mask("not state listening") & 1 << 13, 0);
    assert_eq!(mask("state bound-inactive"), 1 << 13);
    assert_eq!(mask("state syn-recv"), 1 << 3 | 1 << 12);
    assert_eq!(mask("state syn-recv and state listen"), 0);
}

#[test]
fn a_program_of_the_kernel_is_as_its_headers_lay_it_out() {
    let plan = Plan::of(&filter("dport = :443 and not src 127.0.0.0/8"));
    let mut expected: Vec<u8> = Vec::new();
    // D_COND, 12 bytes long; where it fails 12 + 20 + 4 are left, and 4 more refuse.
    expected.extend([8, 12]);
    expected.extend(36_u16.to_ne_bytes());
    expected.extend([0, 0, 0, 0]);
    expected.extend(443_i32.to_ne_bytes());
    // S_COND with an address; where it fails the jump is passed over.
    expected.extend([7, 16]);
    expected.extend(20_u16.to_ne_bytes());
    expected.extend([2, 8, 0, 0]);
    expected.extend((-1_i32).to_ne_bytes());
    expected.extend([127, 0, 0, 0]);
    // JMP to 4 bytes behind the end.
    expected.extend([1, 4]);
    expected.extend(8_u16.to_ne_bytes());
    assert_eq!(plan.bytecode, expected);
    assert_eq!(plan.bytecode.len(), 32);
}
