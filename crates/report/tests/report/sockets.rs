//! Lists of sockets: screens, hostile names, the contract, masks, in every format.

use std::sync::Arc;

use lastack_model::words::Lang;
use lastack_model::{
    Address, Endpoint, Family, Found, GroupBy, GroupKey, HeldBy, Holder, HostFacts, NetnsName, RowKind,
    SocketGroup, SocketGroups, SocketLine, SocketRow, SocketSheet, SocketsFoot, SocketsHead, StateCounts,
    TcpState, Timer, TimerKind, Untrusted,
};
use lastack_report::{Answer, Collected, FORMATS, Format, MaskedSheet, View, format, mask_groups};

use crate::hostile::{self, HOSTILE};
use crate::{catalog, schema};

fn end(text: &str) -> Endpoint {
    let (address, port) = text.rsplit_once(':').unwrap();
    let ip: std::net::IpAddr = address.trim_matches(['[', ']']).parse().unwrap();
    Endpoint::new(Address::from(ip), port.parse().unwrap())
}

fn line(state: TcpState, local: &str, peer: &str, comm: Option<&str>) -> SocketLine {
    let family = if local.starts_with('[') { Family::V6 } else { Family::V4 };
    let mini = state == TcpState::TimeWait;
    let row = SocketRow {
        recv_queue: Some(0),
        send_queue: Some(0),
        retransmits: Some(0),
        inode: if mini { 0 } else { 4711 },
        cookie: 9,
        kind: if mini { RowKind::Mini } else { RowKind::Full },
        timer: mini.then_some(Timer { kind: TimerKind::TimeWait, left_ms: 48_000 }),
        ..SocketRow::new(family, state, end(local), end(peer))
    };
    let holder = |comm: &str| Arc::new(Holder { pid: 1234, started_at: Some(5), comm: Untrusted::new(comm) });
    let held_by = match (comm, mini) {
        (Some(comm), _) => HeldBy::Process(holder(comm)),
        (None, true) => HeldBy::Nobody,
        (None, false) => HeldBy::Unknown,
    };
    SocketLine { netns: 0, row, age_s: mini.then_some(12.0), held_by }
}

fn few(comm: &str) -> Vec<SocketLine> {
    let mut listening = line(TcpState::Listen, "[::]:8080", "[::]:0", Some(comm));
    listening.row.send_queue = Some(511);
    vec![
        listening,
        line(TcpState::Established, "10.0.0.5:8080", "192.0.2.7:50123", Some(comm)),
        line(TcpState::TimeWait, "10.0.0.5:40000", "10.0.0.9:3306", None),
        line(
            TcpState::CloseWait,
            "[2001:db8:0:1:aaaa:bbbb:cccc:dddd]:8080",
            "[2001:db8:0:2:aaaa:bbbb:cccc:dddd]:40000",
            None,
        ),
    ]
}

fn counted(lines: &[SocketLine]) -> StateCounts {
    let mut states = StateCounts::default();
    lines.iter().for_each(|line| states.add(line.row.state, false));
    states
}

fn head(found: Found) -> SocketsHead {
    SocketsHead {
        taken_at_ms: 1_795_317_160_000,
        host: HostFacts { hostname: Some(Untrusted::new("web-03")), ..HostFacts::default() },
        filter: Some("dst 10.0.0.0/8".to_owned()),
        namespaces: vec![NetnsName::Own],
        found,
    }
}

fn feed(sheet: &mut dyn SocketSheet, found: Found, batches: &[&[SocketLine]]) {
    sheet.begin(&head(found)).unwrap();
    let mut foot = SocketsFoot::default();
    for batch in batches {
        sheet.lines(batch).unwrap();
        foot.shown += batch.len() as u64;
        foot.states.merge(&counted(batch));
    }
    sheet.end(&foot).unwrap();
}

/// As the program writes it: streamed where the format can, else collected.
fn listed(format: &Format, view: &View<'_>, found: Found, batches: &[&[SocketLine]]) -> String {
    let mut out = String::new();
    match format.sheet {
        Some(sheet) => feed(&mut *sheet(view, &mut out), found, batches),
        None => {
            let mut collected = Collected::default();
            feed(&mut collected, found, batches);
            (format.answer)(&collected, view, &mut out).unwrap();
        }
    }
    out
}

fn exactly(lines: &[SocketLine]) -> Found {
    Found::Exactly(counted(lines))
}

fn groups(comm: &str) -> SocketGroups {
    let mut states = StateCounts::default();
    states.add_many(TcpState::SynRecv, 348);
    states.add_many(TcpState::Established, 3);
    let key = |key| SocketGroup { key, states };
    let top = vec![
        key(GroupKey::Address(end("192.0.2.7:0").address)),
        key(GroupKey::Process(few(comm)[0].held_by.clone())),
        key(GroupKey::Process(HeldBy::Nobody)),
        key(GroupKey::Port(443)),
        key(GroupKey::Netns(0)),
        key(GroupKey::State(TcpState::SynRecv)),
    ];
    let foot = SocketsFoot { states, shown: 351, ..SocketsFoot::default() };
    SocketGroups {
        by: GroupBy::Peer,
        head: head(Found::Exactly(states)),
        top,
        rest: states,
        distinct: Some(7),
        missed: 2,
        foot,
    }
}

#[test]
fn rows_stand_in_columns_and_long_ones_are_told_whole() {
    let catalog = catalog();
    let rows = few("nginx");
    let text = listed(format("text").unwrap(), &View::new(&catalog, Lang::En), exactly(&rows), &[&rows]);
    let expected = "\
4 sockets match: ESTABLISHED 1, TIME_WAIT 1, CLOSE_WAIT 1, LISTEN 1
state        send-q  local           peer
LISTEN          511  [::]:8080       [::]:*           nginx (1234)
ESTABLISHED       0  10.0.0.5:8080   192.0.2.7:50123  nginx (1234)
TIME_WAIT         0  10.0.0.5:40000  10.0.0.9:3306    age 12 s, timer 48 s
CLOSE_WAIT: recv-q 0, send-q 0, local [2001:db8:0:1:aaaa:bbbb:cccc:dddd]:8080,
  peer [2001:db8:0:2:aaaa:bbbb:cccc:dddd]:40000, held by ?
";
    assert_eq!(text, expected);
}

#[test]
fn no_line_is_wider_than_the_terminal_in_any_language() {
    let catalog = catalog();
    let rows = few("a process with a long name");
    for lang in Lang::ALL {
        for width in [40, 60, 80, 120] {
            let view = View { width, ..View::new(&catalog, lang) };
            for line in listed(format("text").unwrap(), &view, exactly(&rows), &[&rows, &rows]).lines() {
                let cells = view.ambiguous.width(line);
                // An address is never cut, and the longest is wider than 40 cells with its brackets and port.
                assert!(cells <= width.max(50), "{cells} cells: {line}");
            }
        }
    }
}

#[test]
fn a_later_row_that_says_more_than_the_columns_loses_nothing() {
    let catalog = catalog();
    let view = View::new(&catalog, Lang::En);
    let first = [line(TcpState::TimeWait, "10.0.0.5:40000", "10.0.0.9:3306", None)];
    let mut later = line(TcpState::Established, "10.0.0.5:40001", "10.0.0.9:3306", Some("nginx"));
    later.row.recv_queue = Some(77);
    for format in FORMATS {
        let text = listed(format, &view, Found::MoreThan(1), &[&first, &[later.clone()]]);
        assert!(text.contains("nginx") && text.contains("77"), "{}: {text}", format.id);
    }
}

#[test]
fn nothing_hostile_gets_through_any_format() {
    let catalog = catalog();
    let rows = few(HOSTILE);
    for format in FORMATS {
        for lang in Lang::ALL {
            let view = View::new(&catalog, lang);
            let mut text = listed(format, &view, exactly(&rows), &[&rows]);
            (format.answer)(&groups(HOSTILE), &view, &mut text).unwrap();
            assert!(text.contains("pwn"), "{} does not show the name at all", format.id);
            assert!(!text.contains("[report-"), "{}: {text}", format.id);
            hostile::check(format.id, &text);
        }
    }
}

#[test]
fn the_documents_are_valid_and_streamed_ones_are_the_same_as_collected_ones() {
    let catalog = catalog();
    let view = View::new(&catalog, Lang::En);
    let json = format("json").unwrap();
    let rows = few("nginx");
    let streamed = schema::check(&listed(json, &view, exactly(&rows), &[&rows[..1], &rows[1..]]));
    assert_eq!((&streamed["count"], &streamed["sockets"][2]["age_s"]), (&4.into(), &12.0.into()));
    assert_eq!(streamed["sockets"][2]["inode"], serde_json::Value::Null);
    let mut collected = Collected::default();
    feed(&mut collected, exactly(&rows), &[&rows]);
    let mut out = String::new();
    (json.answer)(&collected, &view, &mut out).unwrap();
    assert_eq!(schema::check(&out), streamed);
    let none = schema::check(&listed(json, &view, Found::Exactly(StateCounts::default()), &[&[]]));
    assert_eq!(none["sockets"], serde_json::json!([]));
    let mut out = String::new();
    (json.answer)(&groups("nginx"), &view, &mut out).unwrap();
    assert_eq!(schema::check(&out)["groups"]["top"][0]["address"], "192.0.2.7");
}

#[test]
fn a_mask_hides_addresses_names_and_the_filter() {
    let catalog = catalog();
    let view = View::new(&catalog, Lang::En);
    let secret = std::hash::RandomState::new();
    let rows = few("nginx");
    for format in FORMATS {
        let mut out = String::new();
        let mut collected = Collected::default();
        feed(&mut MaskedSheet::new(&mut collected, &secret), exactly(&rows), &[&rows]);
        (format.answer)(&collected, &view, &mut out).unwrap();
        (format.answer)(&mask_groups(&groups("nginx"), &secret), &view, &mut out).unwrap();
        for known in
            ["10.0.0.5", "10.0.0.9", "192.0.2.7", "2001:db8:0:1:", "nginx", "web-03", "10.0.0.0/8", "4711"]
        {
            assert!(!out.contains(known), "{} shows {known}: {out}", format.id);
        }
        assert!(out.contains("process-1") && out.contains("50123"), "{}: {out}", format.id);
    }
}

#[test]
fn what_is_counted_before_and_what_is_shown_is_said() {
    let catalog = catalog();
    let rows = few("nginx");
    for (lang, about, more, none) in [
        ("en", "About 4 sockets match", "More than 4 sockets match", "No socket matches."),
        ("zh", "约 4 个", "超过 4 个", "没有符合条件的套接字"),
    ] {
        let view = View::new(&catalog, Lang::from_name(lang).unwrap());
        let text = |found, batches: &[&[SocketLine]]| listed(format("text").unwrap(), &view, found, batches);
        assert!(text(Found::About(counted(&rows)), &[&rows]).contains(about));
        assert!(text(Found::MoreThan(4), &[&rows]).contains(more));
        assert!(text(Found::Exactly(StateCounts::default()), &[&[]]).contains(none));
    }
    assert_eq!(groups("x").kind(), "sockets");
}
