//! The figures that people paste get their findings, in every form and in both languages.

#![expect(clippy::unwrap_used, reason = "a helper of tests that cannot go on is a failed test")]

use std::path::PathBuf;

use lastack_engine::{Input, Request, examine, words};
use lastack_host::Replay;
use lastack_model::words::{Catalog, Lang, Message};
use lastack_model::{Report, TcpState};

fn judge(text: &str) -> Report {
    let host = Replay::of_files([("paste.txt", text)]);
    let request = Request { inputs: vec![Input::File(PathBuf::from("paste.txt"))], ..Request::default() };
    examine(&host, &request).unwrap().report
}

fn said(message: &Message, lang: Lang) -> String {
    Catalog::new(words()).phrase(lang, message).render(|foreign| foreign.raw().to_owned())
}

/// The figures of a web server in trouble: 18,122 TIME_WAIT that are harmless and 348 SYN_RECV that are not.
const COUNTS: [(&str, u32); 7] = [
    ("LAST_ACK", 14),
    ("SYN_RECV", 348),
    ("ESTABLISHED", 70),
    ("FIN_WAIT1", 229),
    ("FIN_WAIT2", 30),
    ("CLOSING", 33),
    ("TIME_WAIT", 18_122),
];

fn rendered(line: impl Fn(&str, u32) -> String) -> String {
    COUNTS.iter().map(|(state, count)| line(state, *count)).collect()
}

#[test]
fn the_same_counts_get_the_same_findings_in_every_form_that_people_paste() {
    let awk = "#netstat -n | awk '/^tcp/ {++S[$NF]} END {for(a in S) print a, S[a]}'\n";
    let uniq = "$ netstat -ant | awk '{print $6}' | sort | uniq -c\n      1 established)\n      1 Foreign\n";
    for text in [
        rendered(|state, count| format!("{state} {count}\n")),
        rendered(|state, count| format!("{state}\t{count}\r\n")),
        format!("{awk}\n{}", rendered(|state, count| format!("{state} {count}\n"))),
        format!("{uniq}{}", rendered(|state, count| format!("{count:>7} {state}\n"))),
        rendered(|state, count| format!("{state}: {count}\n")),
        rendered(|state, count| format!("{} {count}\n", state.replace('_', "-"))),
    ] {
        let report = judge(&text);
        let census = &report.snapshot.namespaces[0].census;
        for (state, count) in COUNTS {
            let state = TcpState::from_word(state).unwrap();
            assert_eq!(census.count(state), Some(count.into()), "{text}");
        }
        assert_eq!(census.count(TcpState::Listen), None, "what was not counted is not zero");
        let findings: Vec<_> = report.findings.iter().flatten().map(|finding| finding.id).collect();
        let piles = ["fin-wait1-pile", "last-ack-pile", "closing-pile"];
        assert_eq!(findings, [&["syn-queue-full", "time-wait-dominates"][..], &piles].concat(), "{text}");
        let verdict = report.verdict.unwrap().text;
        assert!(
            said(&verdict, Lang::En).starts_with("TIME_WAIT is not the trouble; 348 half-open"),
            "{text}"
        );
        assert!(said(&verdict, Lang::Zh).contains("不是 TIME_WAIT 的问题"), "{text}");
        assert!(said(&verdict, Lang::Zh).contains("348"), "{text}");
    }
}

#[test]
fn sixty_thousand_time_wait_beside_two_hundred_established_is_told_as_what_it_is() {
    let report = judge("ESTABLISHED 198\nTIME_WAIT 60000\n");
    let findings = report.findings.unwrap();
    assert_eq!(findings.iter().map(|finding| finding.id).collect::<Vec<_>>(), ["reconnect-storm"]);
    let verdict = report.verdict.unwrap();
    // Counts do not show whether one destination has taken all ports, so this is neither well nor ill.
    assert_eq!(verdict.severity, None);
    assert!(said(&verdict.text, Lang::En).contains("60,000 TIME_WAIT"));
    assert!(said(&verdict.text, Lang::Zh).contains("60000"));
}

#[test]
fn a_misspelt_state_of_an_old_article_is_read() {
    let report = judge("ITMED_WAIT 18122\nESTABLISHED 70\n");
    assert_eq!(report.snapshot.namespaces[0].census.count(TcpState::TimeWait), Some(18_122));
}

#[test]
fn one_line_of_an_agents_log_says_what_is_wrong_and_what_does_not_help() {
    let report = judge(
        "active check configuration update from [192.168.149.128:10051] started to fail (cannot connect to \
         [[192.168.149.128]:10051]: [0x00002747] 由于系统缓冲区空间不足或队列已满,不能执行套接字上的操作。)\n",
    );
    let findings = report.findings.unwrap();
    assert_eq!(findings.iter().map(|finding| finding.id).collect::<Vec<_>>(), ["dynamic-range-exhaustion"]);
    assert_eq!(findings[0].dont, ["dont-restart", "dont-max-user-port", "dont-reuseaddr", "dont-delay"]);
    assert!(findings[0].todo.contains(&"todo-zabbix"));
    let verdict = report.verdict.unwrap();
    assert!(verdict.severity.is_some());
    assert!(said(&verdict.text, Lang::En).contains("192.168.149.128:10051 (10055)"));
    assert!(said(&verdict.text, Lang::Zh).contains("（10055），去往 192.168.149.128:10051"));
}

#[test]
fn a_table_pasted_three_times_is_no_exhaustion() {
    let head = "State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n";
    let table: String = (0..9_500)
        .map(|i| {
            format!("TIME-WAIT 0 0 10.0.0.1:{} 10.0.0.9:443 timer:(timewait,{}sec,0)\n", 32_768 + i, i % 60)
        })
        .collect();
    let range = "net.ipv4.ip_local_port_range = 32768 60999\n";
    let report = judge(&format!("{range}{}", format!("{head}{table}").repeat(3)));
    let census = &report.snapshot.namespaces[0].census;
    assert_eq!(census.count(TcpState::TimeWait), Some(9_500));
    let verdict = report.verdict.unwrap();
    assert_eq!(verdict.severity, Some(lastack_model::Severity::Ok), "{}", said(&verdict.text, Lang::En));
}

#[test]
fn rows_that_were_not_read_make_the_verdict_unknown_and_line_one_counts_them() {
    let row = |state: &str| format!("tcp 0 0 10.0.0.5:8080 10.0.0.9:40000 {state}\n");
    let report = judge(&format!("{}{}", row("ESTABLISHED").repeat(5), row("ESTABLECIDO").repeat(97)));
    let verdict = report.verdict.unwrap();
    assert_eq!(verdict.severity, None);
    assert!(said(&verdict.text, Lang::En).starts_with("Not known: 97 of 102 rows could not be read"));
    assert!(said(&verdict.text, Lang::Zh).contains("102 行里有 97 行"));
}
