//! `sockets`: filters, groups, texts, wrong usage.

use std::io::Read as _;
use std::process::Stdio;

use crate::{feed, file, lastack, run, valid};

/// As `ss -tanop` prints it.
const ROWS: &str = "\
State      Recv-Q Send-Q Local Address:Port  Peer Address:Port Process
LISTEN     0      511          0.0.0.0:80         0.0.0.0:*     users:((\"nginx\",pid=7,fd=6))
SYN-RECV   0      0         10.0.0.5:80       192.0.2.7:1024    timer:(on,1sec,0)
SYN-RECV   0      0         10.0.0.5:80       192.0.2.7:1025    timer:(on,1sec,0)
SYN-RECV   0      0         10.0.0.5:80      192.0.2.99:1024    timer:(on,1sec,0)
ESTAB      12     0         10.0.0.5:80       192.0.2.8:4000    users:((\"nginx\",pid=7,fd=9))
TIME-WAIT  0      0         10.0.0.5:40000    10.0.0.9:3306     timer:(timewait,48sec,0)
";

#[test]
fn a_text_is_listed_through_a_filter() {
    let (_folder, path) = file("ss.txt", ROWS.as_bytes());
    let said = run(&["sockets", "state syn-recv", "-f", &path]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    assert!(said.out.starts_with("3 sockets match: SYN_RECV 3\n"), "{said:?}");
    let words = run(&["sockets", "state", "syn-recv", "-f", &path]);
    assert_eq!(words.out, said.out);
    let aged = feed(&["sockets", "dport = :3306", "-f", "-"], ROWS.as_bytes());
    assert!(aged.out.contains("12 s") && aged.out.contains("48 s"), "{aged:?}");
    let first = run(&["sockets", "--sort", "queue", "--top", "1", "-f", &path]);
    assert!(first.out.contains("nginx (7)") && first.out.contains("1 of 6 are shown"), "{first:?}");
}

#[test]
fn the_first_screens_command_counts_half_open_rows_by_peer() {
    let (_folder, path) = file("ss.txt", ROWS.as_bytes());
    for (lang, head) in [("en", "3 sockets match: SYN_RECV 3"), ("zh", "符合条件的套接字 3 个")] {
        let said = run(&["sockets", "state syn-recv", "--group-by", "peer", "-f", &path, "--lang", lang]);
        let lines: Vec<&str> = said.out.lines().collect();
        assert!(lines[0].contains(head), "{said:?}");
        assert!(lines[2].starts_with("192.0.2.7 ") && lines[2].ends_with("SYN_RECV 2"), "{said:?}");
        assert!(lines[3].starts_with("192.0.2.99 "), "{said:?}");
    }
}

#[test]
fn every_format_has_the_list_and_json_keeps_the_contract() {
    let (_folder, path) = file("ss.txt", ROWS.as_bytes());
    let document = valid(&run(&["sockets", "-f", &path, "--format", "json"]).out);
    assert_eq!((&document["count"], &document["kind"]), (&6.into(), &"sockets".into()));
    assert_eq!(document["sockets"][0]["owner"]["comm"], "nginx");
    let grouped = valid(&run(&["sockets", "--group-by", "dport", "-f", &path, "--format", "json"]).out);
    assert_eq!(grouped["groups"]["distinct"], 4, "{grouped:#}");
    let masked = valid(&run(&["sockets", "src 10.0.0.5", "-f", &path, "--mask", "--format", "json"]).out);
    assert!(masked["filter"].is_null() && !masked.to_string().contains("10.0.0.5"), "{masked:#}");
    for format in ["markdown", "html", "text"] {
        let said = run(&["sockets", "-f", &path, "--format", format]);
        assert!(said.code == Some(0) && said.out.contains("192.0.2.99:1024"), "{said:?}");
    }
    let live = valid(&run(&["sockets", "--netns", "self", "--format", "json", "--no-owners"]).out);
    assert_eq!(live["namespaces"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_wrong_is_told_in_both_languages_and_ends_with_2() {
    let (_folder, counts) = file("counts.txt", crate::HISTOGRAM);
    for (arguments, en, zh) in [
        (&["sockets", "state", "foo"][..], "a state is expected", "这里应是状态"),
        (&["sockets", "dport = :nosuch"], "/etc/services", "/etc/services"),
        (&["sockets", "( dst :1"], "never closed", "没有闭合"),
        (&["sockets", "netstat.txt"], "behind -f", "-f 后面"),
        (&["sockets", "dev no-such-if", "--netns", "self"], "no-such-if", "no-such-if"),
        (&["sockets", "dev eth0", "-f", &counts], "no text tells", "文本里没有"),
        (&["sockets", "-f", &counts], "has counts but no rows", "只有数量"),
        (&["sockets", "-f", "/no/such/file"], "/no/such/file", "/no/such/file"),
        (&["sockets", "--sort", "rows"], "--group-by", "--group-by"),
        (&["sockets", "--sort", "age", "--group-by", "peer"], "--sort name", "--sort name"),
        (&["sockets", "--group-by", "colour"], "colour", "colour"),
    ] {
        for (lang, words) in [("en", en), ("zh", zh)] {
            let said = run(&[arguments, &["--lang", lang]].concat());
            assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{arguments:?}: {said:?}");
            assert!(said.err.contains(words), "{arguments:?}: {said:?}");
            assert!(!said.err.contains("[cli-") && !said.err.contains("[parse-"), "{said:?}");
        }
    }
}

#[test]
fn a_long_list_is_streamed_and_a_closed_pipe_is_no_failure() {
    let rows: String =
        (0..20_011).map(|i| format!("TIME-WAIT 0 0 10.0.0.5:{} 10.0.0.9:3306\n", 20_000 + i)).collect();
    let (_folder, path) = file("rows.txt", rows.as_bytes());
    let said = run(&["sockets", "-f", &path]);
    assert!(said.out.starts_with("More than 4,096 sockets match"), "{}", &said.out[..80]);
    assert!(said.out.ends_with("20,011 sockets in all: TIME_WAIT 20,011\n"));
    assert_eq!(said.out.lines().count(), 20_011 + 3);
    let mut child =
        lastack(&["sockets", "-f", &path]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut some = [0; 64];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn a_process_without_a_name_is_shown_by_its_number() {
    let text = b"  TCP    10.0.0.5:50001    10.0.0.9:443    ESTABLISHED    1044\n";
    for format in ["text", "markdown"] {
        for group in [&[][..], &["--group-by", "process"]] {
            let arguments = [&["sockets", "-f", "-", "--format", format], group].concat();
            let said = feed(&arguments, text);
            assert!(said.out.contains("pid 1044") && !said.out.contains("(1044)"), "{said:?}");
        }
    }
    let listener = b"  TCP    0.0.0.0:80    0.0.0.0:0    LISTENING    1044\n";
    let whole = feed(&["-", "-v"], listener);
    assert!(whole.out.contains("pid 1044") && !whole.out.contains("(1044)"), "{whole:?}");
}
