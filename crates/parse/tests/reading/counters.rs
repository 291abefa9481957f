//! Counters and numbers of the kernel: the real tools' text in which every counter has a value of its own.

use std::collections::BTreeMap;

use lastack_model::{TcpState, Untrusted};
use lastack_parse::{Reader, counters};

use crate::heard::{check, fixture, read};

fn counters_of(name: &str) -> BTreeMap<String, u64> {
    let mut told = BTreeMap::new();
    let (heard, summary) = read(&fixture(name), usize::MAX);
    for said in &heard.said {
        let (name, value) = said.split_once(": ").unwrap_or_else(|| panic!("{name}: {said}"));
        assert_eq!(told.insert(name.to_owned(), value.parse().unwrap()), None, "{name} twice");
    }
    assert_eq!(summary.counters, told.len() as u64, "{name}");
    told
}

/// What the kernel's own files say, read as a live host's are.
fn truth() -> BTreeMap<String, u64> {
    let text = String::from_utf8(fixture("counters-proc.txt")).unwrap();
    let mut all = BTreeMap::new();
    counters::pairs(&text, &mut |group, name, value| {
        if matches!(group, "Tcp" | "TcpExt") {
            all.insert(format!("{group}.{name}"), value);
        }
    });
    assert!(all.len() > 140);
    all
}

#[test]
fn the_kernels_files_pasted_whole_say_what_they_say_live() {
    assert_eq!(counters_of("counters-proc.txt"), truth());
}

#[test]
fn nstat_says_the_counters_of_the_kernel_but_its_constants() {
    let mut truth = truth();
    // nstat leaves out what does not count (`is_skip` in nstat.c): the constants of RFC 1213.
    let constants = ["Tcp.CurrEstab", "Tcp.MaxConn", "Tcp.RtoAlgorithm", "Tcp.RtoMax", "Tcp.RtoMin"];
    truth.retain(|name, _| !constants.contains(&name.as_str()));
    assert_eq!(counters_of("counters-nstat.txt"), truth);
}

#[test]
fn no_sentence_of_netstat_is_taken_for_another_counter() {
    let (told, truth) = (counters_of("counters-netstat.txt"), truth());
    for (name, value) in &told {
        assert_eq!(truth.get(name), Some(value), "{name}");
    }
    for name in [
        "Tcp.ActiveOpens",
        "Tcp.CurrEstab",
        "Tcp.EstabResets",
        "Tcp.OutRsts",
        "Tcp.RetransSegs",
        "TcpExt.ListenDrops",
        "TcpExt.ListenOverflows",
        "TcpExt.PAWSEstab",
        "TcpExt.SyncookiesSent",
        "TcpExt.TCPAbortOnTimeout",
        "TcpExt.TCPReqQFullDoCookies",
        "TcpExt.TCPReqQFullDrop",
        "TcpExt.TCPTimeWaitOverflow",
        "TcpExt.TW",
        "TcpExt.TWKilled",
        "TcpExt.TWRecycled",
    ] {
        assert!(told.contains_key(name), "{name} is missing");
    }
}

#[test]
fn older_net_tools_say_the_same_in_other_words() {
    let (heard, summary) = read(&fixture("counters-netstat-old.txt"), usize::MAX);
    let says = |line: &str| assert!(heard.said.iter().any(|said| said == line), "{line}: {:?}", heard.said);
    for line in [
        "Tcp.ActiveOpens: 60003367",
        "Tcp.OutSegs: 1424047510",
        "Tcp.RetransSegs: 4446484",
        "Tcp.InErrs: 28",
        "TcpExt.PAWSEstab: 285",
        "TcpExt.DelayedACKLost: 6953799",
        "TcpExt.ListenOverflows: 9107",
        "TcpExt.ListenDrops: 9107",
        "TcpExt.TCPTimeWaitOverflow: 2027",
        "TcpExt.TCPAbortOnData: 11249124",
    ] {
        says(line);
    }
    assert_eq!((heard.warnings.count, summary.rows, summary.histograms), (0, 0, 0));
    assert!(heard.said.iter().all(|said| said.starts_with("Tcp")), "{:?}", heard.said);
}

#[test]
fn counters_that_are_not_printed_stay_unknown() {
    let told = counters_of("counters-nstat-short.txt");
    assert!(told.contains_key("TcpExt.TW") && !told.contains_key("TcpExt.TCPTimeWaitOverflow"));
}

const SUMMARY: &str = "line 2: a summary is no table: its ESTABLISHED has CLOSE_WAIT in it, its TIME_WAIT the FIN_WAIT2 that no process holds any more (ss -tan tells them apart)";

#[test]
fn a_summary_counts_only_where_nothing_else_does() {
    let text = fixture("ss-s.txt");
    let (heard, summary) = read(&text, usize::MAX);
    assert_eq!(
        heard.said,
        [
            "sockstat.TCP.orphan = 5",
            "sockstat.TCP.tw = 57",
            "sockstat.TCP.alloc = 54",
            SUMMARY,
            "line 2: ESTABLISHED 36, TIME_WAIT 57"
        ]
    );
    assert!(summary.about);
    // The workload's 46 TIME_WAIT and 11 FIN_WAIT2 mini-sockets; its 23 ESTABLISHED and 13 CLOSE_WAIT.
    let (table, summary) = read(&[fixture("ss-tan.txt"), text].concat(), usize::MAX);
    assert_eq!((table.rows.get(TcpState::TimeWait), table.histograms.len(), summary.about), (46, 0, false));
    check(
        "TCP:   137 (estab 23, closed 57, orphaned 3, synrecv 2, timewait 46/0), ports 21",
        &[
            "sockstat.TCP.orphan = 3",
            "sockstat.TCP.tw = 46",
            &SUMMARY.replace("line 2", "line 1"),
            "line 1: ESTABLISHED 23, SYN_RECV 2, TIME_WAIT 46",
        ],
    );
}

#[test]
fn sockstat_is_facts_and_the_newest_word_about_time_wait() {
    let (heard, summary) = read(&fixture("ss-s-sockstat.txt"), usize::MAX);
    for fact in ["sockstat.TCP.tw = 57", "sockstat.TCP.orphan = 5", "sockstat.TCP6.inuse = 2"] {
        assert!(heard.said.iter().any(|said| said == fact), "{:?}", heard.said);
    }
    assert_eq!((summary.about, summary.histograms, heard.warnings.count), (true, 1, 1));
    let mut reader = Reader::new(Untrusted::new("paste"));
    let mut both = crate::heard::Heard::default();
    reader.push(b"TCP: inuse 7 orphan 0 tw 3\nTCP: inuse 7 orphan 0 tw 5\n", &mut both);
    reader.finish(&mut both);
    assert_eq!(both.histograms[0].counts.get(TcpState::TimeWait), 5);
}

#[test]
fn lines_that_only_look_like_counters_say_nothing() {
    for text in [
        "We saw 5 connections established",
        "5 packets received",
        "TCP: fast",
        "TCP: 5",
        "Tcp: ActiveOpens PassiveOpens",
        "Tcp: 5 6",
        "Tcp: ActiveOpens PassiveOpens\nUdp: 5 6",
        "TcpExtTW five 0.0",
        "Temperature 5 0.0",
        "Dear: all",
    ] {
        check(text, &[]);
    }
}
