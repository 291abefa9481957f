//! What is never done: each item of the refuse list by name, with its price in both languages; and a journal that somebody
//! edited.

use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::bed::{Bed, JOURNAL, program, text};

#[test]
fn what_is_on_the_refuse_list_is_refused_by_name_with_its_price_and_nothing_is_written() {
    let bed = Bed::new();
    for (word, id, en, zh) in [
        ("tcp_tw_recycle", "tcp-tw-recycle", "clients behind NAT", "NAT 后面"),
        ("tcp_max_tw_buckets", "fewer-time-wait-buckets", "are reset", "收到 RST"),
        ("tcp_max_tw_buckets", "negative-time-wait-buckets", "segments of the last one", "旧连接的报文"),
        ("tcp_timestamps", "tcp-timestamps-off", "rest on", "失去依据"),
        ("tcp_rfc1337", "tcp-rfc1337", "clients which come back on the same port wait", "只能等"),
        ("rfc1337", "tcp-rfc1337", "clients which come back on the same port wait", "只能等"),
        ("MaxUserPort", "max-user-port", "ignored since Vista", "就被忽略"),
        ("SO_REUSEADDR", "reuseaddr-on-windows", "which of the two gets a connection", "连接归谁没有定义"),
    ] {
        let plan = bed.plan(word);
        let refused = plan["withheld"].as_array().unwrap().iter().find(|one| one["id"] == id);
        let refused = refused.unwrap_or_else(|| panic!("{word}: {plan:#}"));
        assert_eq!(
            (&refused["refused"], &plan["remedies"]),
            (&true.into(), &serde_json::json!([])),
            "{word}"
        );
        let why = &refused["why"];
        assert!(text(&why["en"]).contains(en) && text(&why["zh"]).contains(zh), "{why:#}");
        bed.refuses(&["apply", word, "--yes", "--confirm", "0"]);
        assert!(!Path::new(JOURNAL).exists());
    }
}

/// The journal of a change with these words in it, and checksums that fit.
fn edit(from: &str, to: &str) {
    let journal = std::fs::read_to_string(JOURNAL).unwrap();
    assert!(journal.contains(from), "{journal}");
    let line = |line: &str| {
        let json = line.splitn(3, ' ').nth(2).unwrap().replace(from, to);
        let sum = Sha256::digest(format!("1 {json}").as_bytes());
        let sum: String = sum.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        format!("lastack1 {sum} {json}\n")
    };
    std::fs::write(JOURNAL, journal.lines().map(line).collect::<String>()).unwrap();
}

#[test]
fn an_edited_journal_names_nothing_that_rollback_would_write() {
    let core = || std::fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap();
    for (from, to, told) in [
        ("net.ipv4.ip_local_reserved_ports", "kernel.core_pattern", "kernel.core_pattern"),
        ("net.ipv4.ip_local_reserved_ports", "net.ipv4/../../kernel.core_pattern", "net.ipv4/../../kernel"),
        ("net.ipv4.ip_local_reserved_ports", "Tcpip\\\\Parameters\\\\MaxUserPort", "MaxUserPort"),
        ("\"from\":\"\"", "\"from\":\"|/bin/sh\"", "|/bin/sh"),
    ] {
        let bed = Bed::new();
        bed.netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
        let service =
            lastack_netlab::Server::on("0.0.0.0:40500".parse().unwrap(), lastack_netlab::Conduct::Hold);
        let _service = service.unwrap();
        let _change = bed.apply("reserve-listening-ports");
        edit(from, to);
        let before = core();
        for (lang, words) in [("en", "Nothing was changed"), ("zh", "没有改动任何配置")] {
            let said = bed.refuses(&["rollback", "--lang", lang]);
            assert!(said.contains(told) && said.contains(words), "{said}");
        }
        // What was changed is told as such, and nothing else is begun beside it.
        let (_, log) = program(&["log", "--lang", "en"]);
        assert!(log.contains(told), "{log}");
        assert_eq!(core(), before);
    }
}
