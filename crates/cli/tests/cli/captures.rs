//! Captures as files: made once, never over another, opened whole or not at all, compared.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use crate::{HISTOGRAM, feed, file, run, valid};

const QUICK: [&str; 6] = ["--netns", "self", "--interval", "0", "--lang", "en"];

fn capture(path: &str, more: &[&str]) -> crate::Said {
    run(&[&["capture", path], more, &QUICK].concat())
}

fn place(name: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name).to_str().unwrap().to_owned();
    (folder, path)
}

#[test]
fn a_capture_is_readable_by_its_owner_alone_and_is_opened_by_its_content() {
    let (_folder, path) = place("here.lastack");
    let said = capture(&path, &[]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains(&path) && said.out.contains("one network namespace"), "{said:?}");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let document = valid(&run(&[&path, "--format", "json"]).out);
    assert_eq!(document["source"], "capture");
    let bytes = std::fs::read(&path).unwrap();
    for page in [&["-"][..], &["states", "-"], &["ports", "-"]] {
        let document = valid(&feed(&[page, &["--format", "json"]].concat(), &bytes).out);
        assert_eq!(document["source"], "capture", "{page:?}");
    }
    assert!(run(&[&path, "--lang", "en"]).out.contains("capture of "));
}

#[test]
fn a_file_that_is_there_is_never_overwritten() {
    let (_folder, path) = file("notes.txt", b"mine");
    let said = capture(&path, &[]);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{said:?}");
    assert!(said.err.contains("is there already"), "{said:?}");
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");
}

#[test]
fn a_dash_is_no_file_to_capture_into() {
    let said = capture("-", &[]);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{said:?}");
    assert!(said.err.contains("name a new file"), "{said:?}");
    assert!(!std::path::Path::new("-").exists());
}

#[test]
fn a_capture_that_fails_leaves_no_file_behind() {
    let (_folder, path) = place("never.lastack");
    let said = run(&["capture", &path, "--netns", "no-such-namespace", "--interval", "0", "--lang", "en"]);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{said:?}");
    assert!(!std::path::Path::new(&path).exists());
    let said = capture("/no/such/folder/x.lastack", &[]);
    assert!(said.code == Some(2) && said.err.contains("cannot write"), "{said:?}");
}

#[test]
fn a_capture_that_is_cut_or_changed_says_so_and_is_not_half_read() {
    let (_folder, path) = place("here.lastack");
    capture(&path, &[]);
    let whole = std::fs::read(&path).unwrap();
    let middle = whole.len() / 2;
    let mut flipped = whole.clone();
    flipped[middle] ^= 1;
    let mut newer = whole.clone();
    newer[12] = 9;
    let text = String::from_utf8_lossy(&whole).replace("\r\n", "\n").into_bytes();
    for (bytes, words) in [
        (whole[..middle].to_vec(), "is cut short"),
        (whole[..13].to_vec(), "is cut short"),
        (flipped, "is damaged"),
        (newer, "version 9"),
        (text, "sent as text"),
    ] {
        let said = feed(&["-", "--lang", "en"], &bytes);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{words}: {said:?}");
        assert!(said.err.contains(words), "{words}: {said:?}");
    }
}

#[test]
fn a_capture_and_text_do_not_go_together() {
    let (_folder, path) = place("here.lastack");
    capture(&path, &[]);
    let (_other, paste) = file("paste.txt", HISTOGRAM);
    let said = run(&[&path, &paste, "--lang", "en"]);
    assert!(said.code == Some(2) && said.err.contains("do not go together"), "{said:?}");
}

#[test]
fn what_changed_between_two_captures_is_told_in_every_format() {
    let (_folder, before) = place("before.lastack");
    let (_other, after) = place("after.lastack");
    capture(&before, &[]);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    capture(&after, &[]);
    let port = listener.local_addr().unwrap().port();
    let document = valid(&run(&["diff", &before, &after, "--format", "json"]).out);
    let listeners = document["namespaces"][0]["listeners"].as_array().unwrap();
    let ours = listeners.iter().find(|listener| listener["port"] == port).unwrap();
    assert_eq!((ours["rows"]["before"].as_u64(), ours["rows"]["after"].as_u64()), (None, Some(1)));
    for format in ["text", "markdown"] {
        let said = run(&["diff", &before, &after, "--format", format, "--lang", "en"]);
        assert!(said.code == Some(0) && said.out.contains(&port.to_string()), "{said:?}");
    }
    let same = run(&["diff", &before, &before, "--lang", "en"]);
    assert!(same.out.starts_with("Nothing that matters changed."), "{same:?}");
}

#[test]
fn what_changed_between_two_pastes_is_told_without_rates() {
    let (_folder, before) = file("before.txt", HISTOGRAM);
    let said = feed(&["diff", &before, "-", "--format", "json"], b"TIME_WAIT 23\nESTABLISHED 71\n");
    let document = valid(&said.out);
    assert_eq!(document["seconds"], Value::Null);
    assert_eq!(document["namespaces"][0]["states"]["TIME_WAIT"]["after"], 23);
    assert_eq!(document["namespaces"][0]["states"]["ESTABLISHED"]["before"], 70);
}

/// A verdict on a paste, kept as JSON.
fn kept(paste: &str, more: &[&str]) -> String {
    feed(&[&["-", "--format", "json"], more].concat(), paste.as_bytes()).out
}

#[test]
fn a_verdict_that_was_kept_as_json_is_compared_on_either_side() {
    let (few, many) = (taken(11, RANGE), taken(407, RANGE));
    let (_one, before) = file("before.json", kept(&few, &[]).as_bytes());
    let (_other, after) = file("after.json", kept(&many, &[]).as_bytes());
    let (_paste, text) = file("after.txt", many.as_bytes());
    for side in [&after, &text] {
        let document = valid(&run(&["diff", &before, side, "--format", "json"]).out);
        assert_eq!(document["verdict"]["course"], "worse", "{document}");
        assert_eq!(document["findings"][0]["id"], "port-exhaustion", "{document}");
        let states = &document["namespaces"][0]["states"]["TIME_WAIT"];
        assert_eq!((states["before"].as_u64(), states["after"].as_u64()), (Some(11), Some(407)));
        let route = &document["namespaces"][0]["routes"][0];
        assert_eq!((route["destination"].as_str(), route["port"].as_u64()), (Some("10.7.0.2"), Some(8080)));
        assert_eq!(route["rows"]["after"], 407);
    }
    // The words are those of the report, in the language that is asked for.
    let told = |of: &str, lang: &str| {
        let document = valid(of);
        document["findings"][0]["text"][lang]["summary"].as_str().unwrap().to_owned()
    };
    for lang in ["en", "zh"] {
        let said = run(&["diff", &before, &after, "--lang", lang, "--width", "999"]);
        assert!(said.out.contains(&told(&kept(&many, &[]), lang)), "{said:?}");
    }
    assert!(run(&["diff", &before, &before, "--lang", "en"]).out.starts_with("Nothing that matters"));
    let from_stdin = feed(&["diff", &before, "-", "--lang", "en"], kept(&many, &[]).as_bytes());
    assert!(from_stdin.out.starts_with("Worse:"), "{from_stdin:?}");
}

/// So many connections that java does not close, beside ten times as many that live.
fn leaked(rows: u32, live: u32) -> String {
    let mut text = "LISTEN 0 128 0.0.0.0:8080 0.0.0.0:* users:((\"java\",pid=77,fd=5))\n".to_owned();
    for (state, count, net) in [("CLOSE-WAIT", rows, 7), ("ESTAB", live, 8)] {
        for row in 0..count {
            let (peer, port) = (row / 200 + 1, 30_000 + row);
            let fd = 10 + row;
            text += &format!(
                "{state} 1 0 10.0.0.1:8080 10.{net}.0.{peer}:{port} users:((\"java\",pid=77,fd={fd}))\n"
            );
        }
    }
    text
}

#[test]
fn a_leak_that_grows_is_line_one_with_what_and_whose_it_is() {
    // A tenth of all rows and more is a warning by itself; fewer are one because there are more than before.
    for live in [23, 20_011] {
        let (few, many) = (leaked(101, live), leaked(1_999, live));
        let (_one, before) = file("before.txt", few.as_bytes());
        let (_other, after) = file("after.txt", many.as_bytes());
        let (_kept, document) = file("before.json", kept(&few, &[]).as_bytes());
        let (_kept, later) = file("after.json", kept(&many, &[]).as_bytes());
        for (one, other) in [(&before, &after), (&document, &later)] {
            let told = |one: &str, other: &str, lang: &str| {
                let said = run(&["diff", one, other, "--lang", lang, "--width", "999"]);
                said.out.lines().next().unwrap().to_owned()
            };
            let en = told(one, other, "en");
            assert!(en.starts_with("Worse: ") && en.contains("Up from 101."), "{en}");
            let of_text = one == &before;
            assert!(!of_text || en.contains("1,999 CLOSE_WAIT on port 8080 (java)"), "{en}");
            let zh = told(one, other, "zh");
            assert!(zh.starts_with("变差：") && zh.contains("原为 101 个"), "{zh}");
            let less = told(other, one, "en");
            assert!(less.starts_with("Better, still ") && less.contains("Down from 1,999."), "{less}");
            let document = valid(&run(&["diff", one, other, "--format", "json"]).out);
            let moved = &document["findings"][0]["moved"];
            assert_eq!((moved["before"].as_str(), moved["after"].as_str()), (Some("101"), Some("1999")));
            assert_eq!(moved["per_s"], Value::Null);
        }
    }
}

#[test]
fn limits_are_called_what_they_are_on_the_other_screens() {
    let limit = json!([{"name": "time_wait_buckets", "used": "997", "limit": "5003"}]);
    let with = |limits: Value| {
        let mut document: Value =
            serde_json::from_str(&feed(&["-", "--format", "json"], HISTOGRAM).out).unwrap();
        document["namespaces"][0]["limits"] = limits;
        document.to_string()
    };
    let few = json!([{"name": "time_wait_buckets", "used": "101", "limit": "5003"}]);
    let (_one, before) = file("before.json", with(few).as_bytes());
    let (_other, after) = file("after.json", with(limit).as_bytes());
    for (lang, words) in
        [("en", "TIME_WAIT table (tcp_max_tw_buckets)"), ("zh", "TIME_WAIT 表（tcp_max_tw_buckets）")]
    {
        let said = run(&["diff", &before, &after, "--lang", lang, "--width", "999"]);
        assert!(said.out.contains(words) && !said.out.contains("time_wait_buckets"), "{said:?}");
    }
}

#[test]
fn a_masked_comparison_of_kept_verdicts_names_nobody() {
    let rows =
        "CLOSE-WAIT 1 0 10.7.0.1:443 10.7.0.9:5000 users:((\"acme-billing\",pid=7,fd=9))\n".repeat(300);
    let rows = format!("LISTEN 0 128 10.7.0.1:443 0.0.0.0:*\n{rows}");
    let (_one, before) = file("before.json", kept("LISTEN 0 128 10.7.0.1:443 0.0.0.0:*\n", &[]).as_bytes());
    let (_other, after) = file("after.json", kept(&rows, &[]).as_bytes());
    assert!(run(&["diff", &before, &after]).out.contains("acme-billing"));
    for format in ["text", "json", "markdown"] {
        let said = run(&["diff", &before, &after, "--mask", "--format", format]);
        let told = said.out.contains("close-wait-leak") && !said.out.contains("acme");
        assert!(told && !said.out.contains("10.7."), "{said:?}");
    }
    // Its names were drawn when it was kept: findings are counted by their kind.
    let (_third, masked) = file("masked.json", kept(&rows, &["--mask"]).as_bytes());
    let said = run(&["diff", &after, &masked, "--lang", "en"]);
    assert!(said.out.contains("One of the two is masked"), "{said:?}");
    assert!(said.out.starts_with("Nothing that matters changed."), "{said:?}");
}

#[test]
fn a_document_that_is_no_verdict_is_told_and_a_verdict_is_not_judged_again() {
    let whole = kept(&taken(11, RANGE), &[]);
    let (_one, path) = file("kept.json", whole.as_bytes());
    let said = run(&[&path, "--lang", "en"]);
    assert!(said.code == Some(2) && said.err.contains("lastack diff"), "{said:?}");
    for bad in [&whole[..whole.len() / 2], "{\"schema\":\"lastack/v1\",\"kind\":\"lint\"}"] {
        let (_other, bad) = file("bad.json", bad.as_bytes());
        let said = run(&["diff", &bad, &path, "--lang", "en"]);
        assert!(said.code == Some(2) && said.err.contains("is none, or not the whole"), "{said:?}");
    }
    // What stands in it may be anybody's.
    let hostile = whole.replace("10.7.0.2", "\\u001b]0;pwn\\u0007").replace("port-exhaustion", "\\u001b[31m");
    let (_third, hostile) = file("hostile.json", hostile.as_bytes());
    let said = run(&["diff", &hostile, &path]);
    assert!(!said.out.contains('\u{1b}') && !said.err.contains('\u{1b}'), "{said:?}");
}

/// So many TIME_WAIT to one destination, and what is pasted behind them.
fn taken(count: u32, more: &str) -> String {
    let rows = (0..count).map(|at| format!("TIME-WAIT 0 0 10.7.0.1:{} 10.7.0.2:8080\n", 40_000 + at));
    format!("State Recv-Q Send-Q Local Address:Port Peer Address:Port\n{}{more}\n", rows.collect::<String>())
}

/// The text of a comparison in both languages, all lines joined.
fn compared(before: &str, after: &str) -> [String; 2] {
    let (_folder, before) = file("before.txt", before.as_bytes());
    let (_other, after) = file("after.txt", after.as_bytes());
    valid(&run(&["diff", &before, &after, "--format", "json"]).out);
    ["en", "zh"].map(|lang| run(&["diff", &before, &after, "--lang", lang, "--width", "999"]).out)
}

const RANGE: &str = "net.ipv4.ip_local_port_range = 40000\t40500";

#[test]
fn what_one_paste_could_not_tell_is_no_change() {
    let [en, zh] = compared(&taken(501, ""), &taken(501, &format!("{RANGE}\nnet.core.somaxconn = 4096")));
    assert!(en.starts_with("In the second, where the first cannot tell (crit): All local ports"), "{en}");
    assert!(en.contains("Nothing that matters changed in what both show."), "{en}");
    assert!(en.contains("only the second shows it, the first has too little to tell, crit:"), "{en}");
    assert!(zh.starts_with("第二份里有一项严重（第一份看不出有没有）："), "{zh}");
    assert!(zh.contains("只有第二份能看出"), "{zh}");
    for text in [en, zh] {
        assert!(!text.contains("somaxconn") && !text.contains("ip_local_port_range"), "{text}");
    }
}

#[test]
fn what_is_over_is_not_told_as_if_it_were_so_now() {
    let [en, zh] = compared(&taken(501, RANGE), &taken(50, RANGE));
    assert!(en.starts_with("Better, this was so and is over: All local ports"), "{en}");
    assert!(zh.starts_with("好转，之前的问题已消失："), "{zh}");
    let [en, zh] = compared(&taken(501, RANGE), &taken(300, RANGE));
    assert!(en.starts_with("Better, crit became warn: "), "{en}");
    assert!(zh.starts_with("好转，由严重减轻为告警："), "{zh}");
    let [en, zh] = compared(&taken(50, RANGE), &taken(501, RANGE));
    assert!(en.starts_with("Worse: All") && zh.starts_with("变差："), "{en}{zh}");
}

#[test]
fn two_systems_are_two_hosts_and_line_1_says_so() {
    let windows = "\r\nActive Connections\r\n\r\n  Proto  Local Address          Foreign Address        State           PID\r\n  TCP    10.0.0.5:50000         10.0.0.9:443           ESTABLISHED     1234\r\n";
    let linux = "Active Internet connections (servers and established)\nProto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name\ntcp        0      0 10.0.0.1:45000          10.0.0.9:443            ESTABLISHED 7/java\n";
    let [en, zh] = compared(windows, linux);
    assert!(en.starts_with("These are two different hosts, compared all the same."), "{en}");
    assert!(zh.starts_with("两份来自不同的主机"), "{zh}");
    let [en, zh] = compared(linux, linux);
    assert!(!en.contains("two different hosts") && !zh.contains("不同的主机"), "{en}{zh}");
}

#[test]
fn a_third_file_is_told_to_be_too_many() {
    for (lang, words) in [("en", "diff takes two files"), ("zh", "diff 只接受两个文件")] {
        let said = run(&["diff", "a", "b", "c", "--lang", lang]);
        assert!(said.code == Some(2) && said.err.contains(words) && said.err.contains('c'), "{said:?}");
    }
    assert!(run(&["diff", "a", "b", "--no-such", "--lang", "en"]).err.contains("no such option"));
}

#[test]
fn a_mask_is_no_change() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (plain, one, two) = (path("plain"), path("one"), path("two"));
    capture(&plain, &[]);
    capture(&one, &["--mask"]);
    capture(&two, &["--mask"]);
    let sides = [
        (&plain, &one, "One of the two is masked", "其中一份已脱敏"),
        (&one, &plain, "One of the two is masked", "其中一份已脱敏"),
        (&one, &two, "Both are masked", "两份都已脱敏"),
    ];
    for (before, after, en, zh) in sides {
        let document = valid(&run(&["diff", before, after, "--format", "json"]).out);
        for list in ["gone", "new", "findings"] {
            assert_eq!(document[list], serde_json::json!([]), "{list}: {document}");
        }
        assert_eq!(document["namespaces"].as_array().unwrap().len(), 1, "{document}");
        for (lang, words) in [("en", en), ("zh", zh)] {
            let said = run(&["diff", before, after, "--lang", lang, "--width", "999"]);
            assert!(said.out.contains(words), "{said:?}");
        }
    }
}

#[test]
fn captures_of_one_host_go_together_and_masked_ones_do_not() {
    let (_folder, one) = place("one.lastack");
    let (_other, two) = place("two.lastack");
    let (_third, masked) = place("masked.lastack");
    capture(&one, &[]);
    capture(&two, &[]);
    capture(&masked, &["--mask"]);
    let newest = valid(&run(&[&two, &one, "--format", "json"]).out)["taken_at"].clone();
    assert_eq!(newest, valid(&run(&[&two, "--format", "json"]).out)["taken_at"]);
    let said = run(&[&one, &masked, "--lang", "en"]);
    assert!(said.code == Some(2) && said.err.contains("masked captures do not go together"), "{said:?}");
}

#[test]
fn the_sockets_of_a_capture_are_listed_as_they_were_and_its_facts_judge_settings() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let pairs: Vec<_> = (0..7)
        .map(|_| (std::net::TcpStream::connect(("127.0.0.1", port)).unwrap(), listener.accept().unwrap()))
        .collect();
    let filter = format!("sport = :{port} or dport = :{port}");
    let (_folder, path) = place("here.lastack");
    // Two readings: only the rows of the last one are listed.
    let said = run(&["capture", &path, "--netns", "self", "--interval", "0.2"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let rows = |from: &[&str]| {
        let said = run(&[&["sockets", filter.as_str(), "--format", "json"], from].concat());
        let mut rows = valid(&said.out)["sockets"].as_array().unwrap().clone();
        rows.sort_by_key(|row| row["inode"].as_str().unwrap().to_owned());
        rows
    };
    let (live, recorded) = (rows(&["--netns", "self"]), rows(&["-f", &path]));
    assert_eq!((live.len(), &recorded), (15, &live));
    drop(pairs);
    let groups = run(&["sockets", "-f", &path, &filter, "--group-by", "state", "--lang", "en"]);
    assert!(groups.out.contains("15 sockets match: ESTABLISHED 14, LISTEN 1"), "{groups:?}");
    let other = run(&["sockets", "-f", &path, "--netns", "no-such-namespace", "--lang", "en"]);
    assert_eq!(other.code, Some(2), "{other:?}");

    let text = "net.ipv4.no_such_key_here = 1\nnet.ipv4.tcp_fin_timeout = 30\n";
    let lint = feed(&["lint", "--facts", &path, "-", "--format", "json"], text.as_bytes());
    let grades: Vec<_> = valid(&lint.out)["lines"].as_array().unwrap().clone();
    assert_eq!((grades.len(), grades[0]["grade"].as_str()), (2, Some("not-about")), "{lint:?}");
    let whole = std::fs::read(&path).unwrap();
    let (_folder, cut) = file("cut.lastack", &whole[..whole.len() / 2]);
    for command in [&["lint", "--facts", &cut, "-"][..], &["sockets", "-f", &cut]] {
        let said = feed(&[command, &["--lang", "en"]].concat(), text.as_bytes());
        assert!(said.code == Some(2) && said.err.contains("is cut short"), "{command:?}: {said:?}");
    }
}

#[test]
fn command_lines_are_recorded_where_that_is_asked_for_and_never_with_mask() {
    // So that at least one process holds a socket of TCP.
    let _listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let commands = |path: &str, more: &[&str]| -> Vec<Value> {
        let document = valid(&run(&[&[path, "--format", "json"], more].concat()).out);
        let processes = document["namespaces"][0]["processes"].as_array().unwrap();
        assert!(!processes.is_empty());
        processes.iter().map(|process| process["command"].clone()).collect()
    };
    let (_folder, path) = place("text.lastack");
    let said = capture(&path, &["--with-text"]);
    assert!(said.code == Some(0) && said.out.contains("command lines of processes are in it"), "{said:?}");
    let said = run(&[&path, "-v", "--lang", "en", "--width", "1000"]).out;
    let all = commands(&path, &[]);
    let first = all.iter().find_map(|command| command.as_str()).unwrap().split(' ').next().unwrap();
    assert!(said.contains("command line") && said.contains(first), "{first}: {said}");
    assert!(commands(&path, &["--mask"]).iter().all(Value::is_null));

    let (_folder, plain) = place("plain.lastack");
    assert_eq!(capture(&plain, &[]).code, Some(0));
    assert!(commands(&plain, &[]).iter().all(Value::is_null));
    let (_folder, never) = place("never.lastack");
    let said = capture(&never, &["--with-text", "--mask"]);
    assert_eq!((said.code, said.out.as_str(), std::path::Path::new(&never).exists()), (Some(2), "", false));
    assert!(said.err.contains("take one of them"), "{said:?}");
}

#[test]
fn the_comments_of_a_script_speak_the_language_and_its_commands_are_the_same() {
    let comments = |shell: &str, lang: &str| {
        let said = run(&["capture", "--script", shell, "--lang", lang]);
        assert_eq!(said.code, Some(0), "{said:?}");
        let text = said.out.trim_start_matches('\u{feff}').replace("  # ", "\n# ");
        let (comments, code): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with("# "));
        (comments.join("\n"), code.join("\n"), said.out.starts_with('\u{feff}'))
    };
    for shell in ["sh", "powershell"] {
        let ((en, code, _), (zh, same, marked)) = (comments(shell, "en"), comments(shell, "zh"));
        assert_eq!(code, same);
        assert!(en.is_ascii() && en.lines().count() == 2, "{en}");
        assert!(zh.lines().count() == 2 && zh.lines().all(|line| !line.is_ascii()), "{zh}");
        assert!(!zh.contains("lastack:") && !zh.contains(" the "), "{zh}");
        // PowerShell 5 reads a file without the mark in the code page of its system.
        assert_eq!(marked, shell == "powershell");
    }
    // cmd.exe reads its files in the code page of its console.
    assert!(run(&["capture", "--script", "cmd", "--lang", "zh"]).out.is_ascii());
}

#[test]
fn counts_that_no_finding_tells_of_have_a_line_above_the_tables() {
    let (_one, before) = file("before.txt", b"TIME_WAIT 1000\nESTABLISHED 200\n");
    let (_other, after) = file("after.txt", b"TIME_WAIT 1900\nESTABLISHED 250\n");
    let lines = |lang: &str| run(&["diff", &before, &after, "--lang", lang]).out;
    assert!(lines("en").contains("\nMost changed: TIME_WAIT, from 1,000 to 1,900.\n"), "{}", lines("en"));
    assert!(lines("zh").contains("\n变化最大的是 TIME_WAIT：从 1000 个到 1900 个\n"), "{}", lines("zh"));
    let said = run(&["diff", &before, &before, "--lang", "en"]);
    assert!(!said.out.contains("Most changed"), "{said:?}");
}
