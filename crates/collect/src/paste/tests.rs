//! Pastes as they come: repeated, mixed, without end, and what they cannot show.

use super::*;
use lastack_host::Replay;
use lastack_model::words::{Catalog, Lang};

pub(super) fn read(text: &str) -> Pasted {
    let host = Replay::of_files([("a.txt", text)]);
    paste(&host, &[Path::new("a.txt")], 20)
}

const S2: &str =
    "LAST_ACK 14\nSYN_RECV 348\nESTABLISHED 70\nFIN_WAIT1 229\nFIN_WAIT2 30\nCLOSING 33\nTIME_WAIT 18122\n";

#[test]
fn figures_that_stand_twice_count_once_and_it_says_so() {
    let pasted = read(&format!("{S2}\nwe looked again:\n\n{S2}"));
    let census = &pasted.snapshot.namespaces[0].census;
    assert_eq!(census.count(TcpState::TimeWait), Some(18_122));
    assert_eq!(census.count(TcpState::Listen), None);
    let ids: Vec<_> = pasted.snapshot.warnings.first.iter().map(|w| w.why.id.as_ref()).collect();
    assert_eq!(ids, ["collect-paste-repeat"]);
}

#[test]
fn an_input_that_is_not_there_is_told_and_the_others_are_read() {
    let host = Replay::of_files([("a.txt", S2)]);
    let pasted = paste(&host, &[Path::new("none.txt"), Path::new("a.txt")], 20);
    assert_eq!(pasted.failed.len(), 1);
    assert_eq!(pasted.snapshot.namespaces.len(), 1);
}

#[test]
fn an_empty_input_is_called_empty() {
    assert_eq!(read("").snapshot.warnings.first[0].why.id, "collect-paste-empty");
}

/// Rows of one route beyond what waits, and a setting that may stand before or after them.
fn busy(settings_first: bool) -> Pasted {
    let rows: String = (0..20_011)
        .map(|i| format!("TIME-WAIT 0 0 10.0.0.5:{} 10.0.0.9:3306\n", 33_000 + i % 27_000))
        .collect();
    let setting = "net.ipv4.ip_local_port_range = 32768 60999\n";
    read(&if settings_first { format!("{setting}{rows}") } else { format!("{rows}{setting}") })
}

#[test]
fn settings_mean_the_same_before_and_after_the_rows() {
    let (first, mut last) = (busy(true), busy(false));
    let facts = |pasted: &Pasted| pasted.snapshot.namespaces[0].facts.clone();
    let line = |pasted: &Pasted| facts(pasted).get("net.ipv4.ip_local_port_range").and_then(|fact| fact.line);
    assert_eq!((line(&first), line(&last)), (Some(1), Some(20_012)));
    // Where it stands is all that differs.
    last.snapshot.namespaces[0].facts = facts(&first);
    assert_eq!(first.snapshot.namespaces, last.snapshot.namespaces);
    assert_eq!(first.snapshot.namespaces[0].census.routes[0].states.get(TcpState::TimeWait), 20_011);
}

#[test]
fn a_listener_at_the_end_of_a_long_text_still_tells_the_direction() {
    let rows: String = (0..20_011)
        .map(|i| format!("TIME-WAIT 0 0 10.0.0.5:40000 10.{}.{}.9:{}\n", i / 250, i % 250, 1024 + i))
        .collect();
    let pasted = read(&format!("{rows}LISTEN 0 511 0.0.0.0:40000 0.0.0.0:*\n"));
    let time_wait = &pasted.snapshot.namespaces[0].census.time_wait;
    assert_eq!((time_wait.inbound, time_wait.unknown), (20_011, 0));
}

#[test]
fn settings_alone_are_taken_for_the_rows_of_another_input() {
    let host = Replay::of_files([
        ("rows.txt", "TIME-WAIT 0 0 10.0.0.5:40000 10.0.0.9:3306\n"),
        ("sysctl.txt", "net.ipv4.ip_local_port_range = 40000 41999\n"),
    ]);
    let pasted = paste(&host, &["rows.txt".as_ref(), "sysctl.txt".as_ref()], 20);
    let [view] = pasted.snapshot.namespaces.as_slice() else { panic!("{pasted:?}") };
    assert_eq!(view.facts.port_range(RANGE_KEY), Some((40_000, 41_999)));
    assert_eq!(pasted.snapshot.warnings.first[0].why.id, "collect-paste-settings");
}

#[test]
fn a_summary_and_counters_in_files_of_their_own_are_of_the_host_of_the_one_table() {
    let host = Replay::of_files([
        ("rows.txt", "TIME-WAIT 0 0 10.0.0.5:40000 10.0.0.9:3306\n"),
        ("others.txt", "TIME-WAIT 0 0 10.0.0.5:40000 10.0.0.8:3306\n"),
        ("sockstat.txt", "TCP: inuse 3 orphan 0 tw 1 alloc 4 mem 1\n"),
        ("nstat.txt", "TcpExtListenOverflows           17                 0.0\n"),
    ]);
    let files: Vec<&Path> = ["sockstat.txt", "rows.txt", "nstat.txt"].map(Path::new).to_vec();
    let pasted = paste(&host, &files, 20);
    let [view] = pasted.snapshot.namespaces.as_slice() else { panic!("{pasted:?}") };
    assert_eq!((view.census.rows, view.census.count(TcpState::TimeWait)), (1, Some(1)));
    assert_eq!(view.facts.get(OWN_COUNT).map(|fact| fact.value.as_str()), Some("1"));
    assert_eq!(view.counters["TcpExt.ListenOverflows"].value, 17);
    let warnings = &pasted.snapshot.warnings.first;
    assert!(warnings.iter().all(|warning| warning.why.id == "collect-paste-settings"), "{warnings:?}");
    assert!(pasted.snapshot.coverage.iter().all(|line| line.subject != "routes"));
    // Of several hosts nobody knows whose it is.
    let files: Vec<&Path> = ["sockstat.txt", "rows.txt", "others.txt"].map(Path::new).to_vec();
    assert_eq!(paste(&host, &files, 20).snapshot.namespaces.len(), 3);
}

#[test]
fn the_program_that_a_paste_prints_holds_its_group() {
    let rows: String = (0..23)
        .map(|i| format!("tcp 1 0 10.0.0.5:8080 10.0.0.{}:{} CLOSE_WAIT 4711/leaky\n", 10 + i, 50_000 + i))
        .collect();
    let pasted = read(&format!("tcp 0 0 0.0.0.0:8080 0.0.0.0:* LISTEN 4711/leaky\n{rows}"));
    let listener = &pasted.snapshot.namespaces[0].census.listeners[0];
    let owner = &listener.owners[0];
    assert_eq!((owner.pid, owner.comm.raw(), owner.sockets), (4711, "leaky", 24));
    assert_eq!(listener.close_wait_unread, Some(23));
}

#[test]
fn a_program_below_its_row_holds_the_group() {
    let row = |port: u16| {
        format!("  TCP    10.0.0.5:{port}    10.0.0.9:443    ESTABLISHED     4120\n [java.exe]\n")
    };
    let pasted = read(&(50_000..50_023).map(row).collect::<String>());
    let census = &pasted.snapshot.namespaces[0].census;
    let owner = &census.routes[0].owners[0];
    assert_eq!((owner.pid, owner.comm.raw(), owner.sockets), (4120, "java.exe", 23));
    assert_eq!(census.paste_owners, [(Untrusted::new("java.exe"), 23)]);
}

#[test]
fn a_log_beside_rows_stays_a_namespace_of_its_own_and_gives_its_settings() {
    let host = Replay::of_files([
        ("rows.txt", "TIME-WAIT 0 0 10.0.0.5:40000 10.0.0.9:3306\n"),
        ("log.txt", "net.ipv4.ip_local_port_range = 40000 41999\nbind: Address already in use\n"),
    ]);
    let pasted = paste(&host, &["log.txt".as_ref(), "rows.txt".as_ref()], 20);
    let [rows, log] = pasted.snapshot.namespaces.as_slice() else { panic!("{pasted:?}") };
    assert_eq!(rows.facts.port_range(RANGE_KEY), Some((40_000, 41_999)));
    assert_eq!((rows.logs.len(), log.logs.len(), log.logs[0].signature), (0, 1, "bind-eaddrinuse"));
}

#[test]
fn a_table_of_bsd_has_no_lifetime_of_linux() {
    let pasted = read("tcp4 0 0 10.0.0.5.50000 10.0.0.9.443 TIME_WAIT\n");
    assert_eq!(pasted.snapshot.host.os, Os::Bsd);
    assert_eq!(pasted.snapshot.namespaces[0].census.time_wait.lifetime_s, None);
}

#[test]
fn settings_and_names_without_end_are_kept_within_bounds_and_it_says_so() {
    let settings: String = (0..300_000).map(|i| format!("net.ipv4.key{i} = {i}\n")).collect();
    let pasted = read(&settings);
    let ids: Vec<_> = pasted.snapshot.warnings.first.iter().map(|w| w.why.id.as_ref()).collect();
    assert_eq!(ids, ["collect-paste-many-settings"]);
}

#[test]
fn settings_that_are_switched_off_are_kept_with_their_line() {
    let pasted = read("net.ipv4.tcp_tw_reuse = 1\n#net.ipv4.tcp_tw_recycle = 1\n");
    let [file] = pasted.snapshot.files.as_slice() else { panic!("{pasted:?}") };
    assert_eq!((file.path.raw(), file.at_boot), ("a.txt", None));
    let lines: Vec<_> = file.lines.iter().map(|line| (line.line, line.key.as_str())).collect();
    assert_eq!(lines, [(2, "net.ipv4.tcp_tw_recycle")]);
    assert_eq!(pasted.snapshot.namespaces[0].facts.get("net.ipv4.tcp_tw_recycle"), None);
}

#[test]
fn counters_and_settings_that_are_switched_off_are_something_too() {
    let pasted = read("    7 SYNs to LISTEN sockets dropped\n#net.ipv4.ip_local_reserved_ports = 8080\n");
    let counters = &pasted.snapshot.namespaces[0].counters;
    assert_eq!(counters["TcpExt.ListenDrops"].value, 7);
    assert_eq!(pasted.snapshot.files[0].lines[0].value, "8080");
    assert!(pasted.snapshot.namespaces[0].facts.is_empty());
    assert_eq!(pasted.snapshot.warnings.count, 0);
    let alone = read("#net.ipv4.tcp_tw_reuse = 1\n");
    assert_eq!((alone.snapshot.files.len(), alone.snapshot.warnings.count), (1, 0));
}

#[test]
fn a_summary_is_told_as_the_upper_bound_that_it_is() {
    let pasted = read("Total: 58\nTCP:   111 (estab 36, closed 58, orphaned 5, timewait 57)\n");
    let view = &pasted.snapshot.namespaces[0];
    assert_eq!(view.census.count(TcpState::TimeWait), Some(57));
    assert_eq!(view.census.count(TcpState::CloseWait), None);
    assert_eq!(view.facts.number("sockstat.TCP.orphan"), Some(5));
    assert_eq!(pasted.snapshot.warnings.first[0].why.id, "parse-summary");
}

#[test]
fn timestamps_below_the_rows_are_of_their_route() {
    let row = |port: u32, flags: &str| {
        format!("ESTAB 0 0 10.0.0.5:{port} 10.0.0.9:3306\n\t {flags} cubic rto:204 mss:1448 cwnd:10\n")
    };
    let text: String = (0..13).map(|i| row(40_000 + i, if i < 11 { "ts sack" } else { "sack" })).collect();
    let pasted = read(&text);
    let told = pasted.snapshot.namespaces[0].census.routes[0].timestamps;
    assert_eq!(told, Some(lastack_model::Timestamps { with: 11, without: 2 }));
}

#[test]
fn text_without_anything_of_ours_is_a_warning_and_no_namespace() {
    let pasted = read("Dear all,\nthe server is slow.\n");
    assert!(pasted.snapshot.namespaces.is_empty());
    assert_eq!(pasted.snapshot.warnings.first[0].why.id, "collect-paste-nothing");
}

#[test]
fn rows_of_which_none_can_be_read_are_told_from_text_without_rows() {
    let why = |text: &str| read(text).snapshot.warnings.first.last().map(|warning| warning.why.id.clone());
    let row = "  TCP    192.168.1.5:50101      srv-9:https            ESTABLISHED   3308\n";
    assert_eq!(why(row).as_deref(), Some("collect-paste-none-read"));
    assert_eq!(why("Dear all\n").as_deref(), Some("collect-paste-nothing"));
}

#[test]
fn the_dynamic_range_of_windows_tells_the_side_and_bound_sockets_that_are_listed_are_not_missed() {
    let csv = "\"LocalAddress\",\"LocalPort\",\"RemoteAddress\",\"RemotePort\",\"State\"\n\
               \"10.0.0.5\",\"2000\",\"10.0.0.8\",\"40000\",\"TimeWait\"\n\
               \"10.0.0.5\",\"2000\",\"10.0.0.9\",\"40000\",\"TimeWait\"\n";
    let range = "Protocol tcp Dynamic Port Range\n-----\nStart Port : 1025\nNumber of Ports : 2000\n";
    // Two peers of one port below the range have come to it; of one within it, nobody knows.
    let inbound = |text: &str| read(text).snapshot.namespaces[0].census.time_wait.inbound;
    assert_eq!((inbound(csv), inbound(&format!("{range}{csv}"))), (2, 0));
    let bound = "\"0.0.0.0\",\"2001\",\"0.0.0.0\",\"0\",\"Bound\"\n";
    let coverage = read(&format!("{csv}{bound}")).snapshot.coverage;
    assert!(coverage.iter().all(|line| line.subject != "bound_ports"), "{coverage:?}");
}

const HEAD: &str = "State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n";

/// Rows of one state towards one destination, each from its own port.
fn rows(state: &str, first: u16, count: u16) -> String {
    (first..first + count).map(|port| format!("{state} 0 0 10.0.0.1:{port} 10.0.0.9:443\n")).collect()
}

fn counted(text: &str, counts: &[(TcpState, u32)], warned: &[&str]) {
    let pasted = read(text);
    let census = &pasted.snapshot.namespaces[0].census;
    let found: Vec<_> = TcpState::ALL
        .into_iter()
        .map(|state| (state, census.states.get(state)))
        .filter(|(_, rows)| *rows > 0)
        .collect();
    assert_eq!(found, counts, "{text:.200}");
    let in_groups: u64 = census.routes.iter().map(|route| route.states.total()).sum::<u64>()
        + census.listeners.iter().map(|listener| listener.states.total()).sum::<u64>()
        + census.unknown.total();
    assert_eq!(in_groups, census.rows, "{text:.200}");
    let ids: Vec<_> = pasted.snapshot.warnings.first.iter().map(|warning| warning.why.id.as_ref()).collect();
    assert_eq!(ids, warned, "{text:.200}");
}

#[test]
fn a_table_that_stands_there_again_is_another_moment_and_the_last_one_counts() {
    let (early, late) = (rows("TIME-WAIT", 40_000, 97), rows("TIME-WAIT", 40_013, 101));
    let closed = rows("CLOSE-WAIT", 50_000, 23);
    let again = "collect-paste-table-again";
    for text in [
        format!("{HEAD}{closed}{early}{HEAD}{early}{closed}{HEAD}{closed}{late}"),
        format!("$ ss -Htan\n{closed}{early}$ ss -Htan\n{closed}{early}$ ss -Htan\n{closed}{late}"),
        // Without heads the first rows tell.
        format!("{closed}{early}{closed}{early}{closed}{late}"),
    ] {
        counted(&text, &[(TcpState::TimeWait, 101), (TcpState::CloseWait, 23)], &[again, again]);
    }
    let netstat = late.replace("TIME-WAIT 0 0 ", "tcp 0 0 ").replace(":443", ":443 TIME_WAIT");
    counted(&format!("{HEAD}{early}{netstat}"), &[(TcpState::TimeWait, 101)], &[again]);
}

#[test]
fn a_row_that_is_shown_apart_from_its_table_does_not_cut_it() {
    let (listen, many) = ("LISTEN 0 128 10.0.0.1:80 0.0.0.0:*\n", rows("TIME-WAIT", 40_000, 997));
    // The row of the article counts once more; the table stays whole.
    let all = [(TcpState::TimeWait, 998), (TcpState::Listen, 1)];
    counted(
        &format!("{}Like this one. All of them:\n{listen}{many}", rows("TIME-WAIT", 40_501, 1)),
        &all,
        &[],
    );
    // A table that stands there again shows more than one of its first rows; without a line where no head tells it.
    let all = [(TcpState::TimeWait, 997), (TcpState::Listen, 1)];
    counted(&format!("{listen}{many}{many}"), &all, &["collect-paste-table-fewer-later"]);
}

#[test]
fn rows_that_are_alike_because_they_were_cut_alike_are_no_tables() {
    let row = "tcp6 0 0 fe80::1c2d:3e4f:9:40000 fe80::1c2d:3e4f:59:8080 TIME_WAIT\n";
    counted(&row.repeat(41), &[(TcpState::TimeWait, 41)], &["parse-maybe-cut-address"]);
}

#[test]
fn tables_that_show_different_sockets_are_parts_of_one_look() {
    let listen = "LISTEN 0 128 10.0.0.1:50000 0.0.0.0:*\n";
    let v6 = rows("TIME-WAIT", 40_000, 23).replace("10.0.0.1", "[fd00::1]").replace("10.0.0.9", "[fd00::9]");
    let live = rows("ESTAB", 41_000, 29);
    let text = format!("{HEAD}{listen}{HEAD}{live}{HEAD}{v6}");
    let all = [(TcpState::Established, 29), (TcpState::TimeWait, 23), (TcpState::Listen, 1)];
    counted(&text, &all, &[]);
    // The same commands once more: one look replaces the other.
    let once_more = format!("{text}{HEAD}{listen}{HEAD}{}{HEAD}{v6}", rows("ESTAB", 41_000, 31));
    let all = [(TcpState::Established, 31), (TcpState::TimeWait, 23), (TcpState::Listen, 1)];
    counted(&once_more, &all, &["collect-paste-table-again"]);
}

#[test]
fn a_table_of_listeners_does_not_replace_a_whole_one() {
    let listen = "LISTEN 0 128 10.0.0.1:50000 0.0.0.0:*\n";
    let whole = format!("{HEAD}{listen}{}{}", rows("TIME-WAIT", 40_000, 23), rows("ESTAB", 41_000, 7));
    let all = [(TcpState::Established, 7), (TcpState::TimeWait, 23), (TcpState::Listen, 1)];
    let (again, fewer) = (["collect-paste-table-again"], ["collect-paste-table-fewer"]);
    counted(&format!("{whole}{HEAD}{listen}"), &all, &fewer);
    counted(&format!("{whole}{HEAD}{}", rows("ESTAB", 41_000, 7)), &all, &fewer);
    counted(&format!("{HEAD}{listen}{whole}"), &all, &again);
}

#[test]
fn one_state_again_does_not_take_the_tables_of_other_states_with_it() {
    let (early, live) = (rows("TIME-WAIT", 40_000, 23), rows("ESTAB", 41_000, 29));
    let late = rows("TIME-WAIT", 45_000, 31);
    let (again, fewer) = (["collect-paste-table-again"], ["collect-paste-table-fewer"]);
    let all = [(TcpState::Established, 29), (TcpState::TimeWait, 23)];
    counted(&format!("{HEAD}{early}{HEAD}{live}{HEAD}{late}"), &all, &fewer);
    counted(&format!("{HEAD}{live}{HEAD}{early}{HEAD}{late}"), &all, &fewer);
    // Where the other states stand there again as well, the last moment is whole.
    let all = [(TcpState::Established, 29), (TcpState::TimeWait, 31)];
    counted(&format!("{HEAD}{early}{HEAD}{live}{HEAD}{late}{HEAD}{live}"), &all, &again);
}

#[test]
fn a_table_that_proves_to_be_another_moment_late_still_counts_once() {
    // The rows that repeat come behind more than can wait: what the first table showed of them stands.
    let many: String =
        (0..9_001).map(|i| format!("TIME-WAIT 0 0 10.0.0.1:{} 10.0.{}.9:443\n", 33_000 + i, i % 7)).collect();
    let text = format!("{HEAD}{}{HEAD}{many}{}", rows("ESTAB", 50_000, 5), rows("ESTAB", 50_000, 5));
    counted(&text, &[(TcpState::Established, 5), (TcpState::TimeWait, 9_001)], &[]);
}

#[test]
fn programs_are_counted_in_the_table_that_counts() {
    let row =
        |port: u16| format!("ESTAB 0 0 10.0.0.1:{port} 10.0.0.9:443 users:((\"nginx\",pid=7,fd={port}))\n");
    let table: String = (40_000..40_011).map(row).collect();
    let pasted = read(&format!("{HEAD}{table}{HEAD}{table}"));
    let owners = &pasted.snapshot.namespaces[0].census.paste_owners;
    assert_eq!(owners.iter().map(|(name, rows)| (name.raw(), *rows)).collect::<Vec<_>>(), [("nginx", 11)]);
}

#[test]
fn rows_with_a_cut_address_count_for_their_state_and_for_no_destination() {
    let cut = "tcp6 0 0 2001:db8:1234:5678:8080 2001:db8:1234:5678:4000 CLOSE_WAIT\n";
    let pasted = read(&format!("tcp 0 0 10.0.0.5:8080 10.0.0.9:40000 ESTABLISHED\n{}", cut.repeat(41)));
    let census = &pasted.snapshot.namespaces[0].census;
    assert_eq!((census.count(TcpState::CloseWait), census.rows), (Some(41), 42));
    assert_eq!((census.v6.total(), census.unknown.get(TcpState::CloseWait)), (41, 41));
    assert!((census.routes.len(), census.listeners.len()) == (0, 0));
    let lost = pasted.snapshot.coverage.iter().find(|line| line.subject == "routes").unwrap();
    assert_eq!(lost.why.as_ref().unwrap().id, "collect-paste-cut");
}

#[test]
fn states_without_rows_are_unknown_where_more_than_one_row_in_a_hundred_was_not_read() {
    let good = |count| "tcp 0 0 10.0.0.5:8080 10.0.0.9:40000 ESTABLISHED\n".repeat(count);
    let bad = |count| "tcp 0 0 10.0.0.5:8080 10.0.0.9:40000 ESTABLECIDO\n".repeat(count);
    let read = |good: String, bad: String| {
        let pasted = read(&format!("{good}{bad}"));
        let lost = pasted.snapshot.coverage.iter().any(|line| line.subject == "rows");
        (lost, pasted.snapshot.namespaces[0].census.count(TcpState::CloseWait))
    };
    assert_eq!(read(good(199), bad(3)), (true, None));
    assert_eq!(read(good(299), bad(3)), (false, Some(0)));
    // The last line is cut short by whoever copied it.
    assert_eq!(read(good(5), bad(1)), (false, Some(0)));
}

/// What a paste with this head says of the age and version of its Windows host, and of what is missing for it.
fn age(head: &str) -> (Option<u64>, Option<String>, Vec<String>) {
    let pasted = read(&format!("{head}  TCP    10.0.0.5:50000  10.0.0.9:443  TIME_WAIT  0\r\n"));
    let snapshot = pasted.snapshot;
    let about = snapshot.coverage.into_iter().filter(|line| line.subject == "uptime");
    let kernel = snapshot.host.kernel.map(|kernel| kernel.raw().to_owned());
    (snapshot.host.uptime_s, kernel, about.filter_map(|line| Some(line.why?.id.into_owned())).collect())
}

#[test]
fn the_age_of_a_windows_host_is_known_where_its_clock_stands_beside_its_start() {
    let boot = "Microsoft Windows [版本 6.1.7601]\r\n系统启动时间:          2025/1/15, 3:12:44\r\n";
    let now = "2026/11/22 周日  3:12:44.31\r\n";
    let version = Some("6.1.7601".to_owned());
    assert_eq!(age(&format!("{now}{boot}")), (Some(676 * 86_400), version.clone(), vec![]));
    assert_eq!(age(boot), (None, version.clone(), vec!["collect-paste-boot-alone".to_owned()]));
    let doubt = "System Boot Time: 03/04/2025, 3:12:44 AM\r\n05/08/2026  3:12:44.31\r\n";
    assert_eq!(age(doubt), (None, None, vec!["collect-paste-boot-doubt".to_owned()]));
    assert_eq!(age("lastack.uptime_s = 630503\r\n"), (Some(630_503), None, vec![]));
    assert_eq!(age(now), (None, None, vec![]));
    assert_eq!(age(""), (None, None, vec![]));
}

#[test]
fn the_clock_of_wmi_tells_when_the_paste_was_made() {
    let pasted =
        read("LocalDateTime=20261122111244.310000+480\r\n  TCP 10.0.0.5:50000 10.0.0.9:443 TIME_WAIT 0\r\n");
    assert_eq!(pasted.snapshot.taken_at_ms, 1_795_317_164_000);
}

#[test]
fn a_start_and_a_clock_of_two_inputs_are_not_taken_for_one_hosts() {
    let host = Replay::of_files([
        (
            "a.txt",
            "System Boot Time: 2025/1/15, 3:12:44\r\n  TCP 10.0.0.5:50000 10.0.0.9:443 TIME_WAIT 0\r\n",
        ),
        ("b.txt", "2026/11/22  3:12:44.31\r\n  TCP 10.0.0.6:50000 10.0.0.9:443 TIME_WAIT 0\r\n"),
    ]);
    let pasted = paste(&host, &["a.txt".as_ref(), "b.txt".as_ref()], 20);
    assert_eq!(pasted.snapshot.host.uptime_s, None);
}

#[test]
fn a_row_of_bsd_lives_twice_the_pasted_msl_and_for_an_unknown_time_without_it() {
    let row = "tcp4       0      0  10.0.0.5.50000     10.0.0.9.443      TIME_WAIT\n";
    for (settings, expected) in [
        ("net.inet.tcp.msl: 15000\n", Some(30)),
        ("net.inet.tcp.msl: 30000\n", Some(60)),
        ("net.inet.tcp.msl: 0\n", None),
        ("", None),
    ] {
        let pasted = read(&format!("{settings}{row}"));
        let [view] = pasted.snapshot.namespaces.as_slice() else { panic!("{pasted:?}") };
        assert_eq!(view.census.time_wait.lifetime_s, expected, "{settings}");
    }
}

#[test]
fn the_pasted_range_of_bsd_tells_which_side_opened() {
    // 20 connections from one port below the default range: of a service, unless the range begins there.
    let rows: String = (0..20)
        .map(|i| format!("tcp4 0 0 10.0.0.5.{} 10.0.0.{}.443 TIME_WAIT\n", 20_000 + i, 9 + i % 2))
        .collect();
    let outbound =
        |settings: &str| read(&format!("{rows}{settings}")).snapshot.namespaces[0].census.time_wait.outbound;
    let range = "net.inet.ip.portrange.first: 10000\nnet.inet.ip.portrange.last: 65535\n";
    assert_eq!(outbound(range), 20);
}

/// What is said of a text in which no row could be read, in English.
fn of_shapes(text: &str) -> String {
    let pasted = read(text);
    let [view] = pasted.snapshot.namespaces.as_slice() else { panic!("{pasted:?}") };
    assert_eq!((view.census.rows, view.census.listed), (0, StateSet::NONE));
    let lost = pasted.snapshot.coverage.iter().find(|line| line.subject == "rows").unwrap();
    assert_eq!(lost.state, CoverageState::Unavailable);
    let words = Catalog::new(crate::WORDS);
    words.phrase(Lang::En, lost.why.as_ref().unwrap()).render(|text| text.raw().to_owned())
}

#[test]
fn rows_whose_states_are_unknown_words_are_told_by_their_shape_and_count_for_nothing() {
    let table = "\r\nActive\r\n  TCP 0.0.0.0:135 0.0.0.0:0 NASŁUCHIWANIE\r\n".to_owned()
        + &"  TCP 10.0.0.5:50000 10.0.0.9:443 CZAS_OCZEKIWANIA\r\n".repeat(23).replacen("50000", "50001", 22);
    assert_eq!(
        of_shapes(&table),
        "24 rows look like connections, and their words for the state are not known here (CZAS_OCZEKIWANIA 23, \
         NASŁUCHIWANIE 1); in English they are: Get-NetTCPConnection on Windows, LANG=C netstat -ant elsewhere. Most of \
         them share one end, 10.0.0.9:443 (23)"
    );
    // Words whose letters are lost are none.
    for (word, shown) in
        [("NAS\u{fffd}UCHIWANIE", "NAS\u{fffd}UCHIWANIE"), ("\u{fffd}\u{fffd}\u{fffd}_", "?")]
    {
        let said = of_shapes(&format!("  TCP 10.0.0.5:50000 10.0.0.9:443 {word}\r\n"));
        assert!(said.contains(&format!("not known here ({shown} 1)")), "{said}");
    }
}

#[test]
fn rows_that_ss_printed_without_their_state_ask_for_the_command_that_names_it() {
    let rows = "Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n".to_owned()
        + &"0      0      10.0.0.5:80    10.0.0.9:50000\n".repeat(23);
    let said = of_shapes(&rows);
    assert!(
        said.starts_with("23 rows look like connections and have no state: ss leaves that column out"),
        "{said}"
    );
    let pasted = read(&format!("$ ss -tan state time-wait\n{rows}"));
    assert_eq!(pasted.snapshot.namespaces[0].census.count(TcpState::TimeWait), Some(23));
}
