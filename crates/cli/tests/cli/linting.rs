//! Settings files, graded by the real program on facts of three kernels.

use std::path::PathBuf;

use crate::{Said, feed, file, lastack, run, valid};

fn facts(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/facts").join(name);
    path.to_str().unwrap().to_owned()
}

/// The grade of each line of the eight that people paste, on one kernel.
fn grades(kernel: &str) -> Vec<String> {
    let said = run(&["lint", &facts("eight-lines.conf"), "--facts", &facts(kernel), "--format", "json"]);
    let document = valid(&said.out);
    assert_eq!(said.code, Some(1), "harm is found on every kernel: {said:?}");
    let lines = document["lines"].as_array().unwrap();
    lines.iter().map(|line| line["grade"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_eight_lines_are_graded_for_three_kernels() {
    // Rows: a web server with a database on the same host, far from its limits.
    // syncookies, tw_reuse, tw_recycle, fin_timeout, keepalive_time, port range, max_syn_backlog, max_tw_buckets
    for (kernel, recycle) in [
        ("linux-3.10.txt", "harmful"),
        ("linux-4.19.txt", "does-not-exist"),
        ("linux-6.18.txt", "does-not-exist"),
    ] {
        let expected = [
            "already-so",
            "does-nothing",
            recycle,
            "does-nothing",
            "does-nothing",
            "harmful",
            "cancelled",
            "harmful",
        ];
        assert_eq!(grades(kernel), expected, "{kernel}");
    }
}

#[test]
fn screens_of_the_eight_lines_are_as_they_were() {
    for kernel in ["3.10", "4.19", "6.18"] {
        for lang in ["en", "zh"] {
            let facts_file = format!("linux-{kernel}.txt");
            // Run beside the files, so that no path of this machine decides where lines break.
            let mut command = lastack(&["lint", "eight-lines.conf", "--facts", &facts_file, "--lang", lang]);
            let said: Said = command.current_dir(facts("")).output().unwrap().into();
            assert!(said.out.lines().all(|line| line.chars().count() <= 80), "{}", said.out);
            screen(&format!("lint-{kernel}-{lang}.txt"), &said.out);
        }
    }
}

/// Compares with the checked-in screen; `LASTACK_BLESS=1` writes it anew.
fn screen(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/screens").join(name);
    if std::env::var_os("LASTACK_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, expected, "{name} differs; LASTACK_BLESS=1 accepts it");
}

#[test]
fn the_pair_that_cancels_itself_is_named_by_its_line() {
    let kernel = facts("linux-6.18.txt");
    let said = run(&["lint", &facts("eight-lines.conf"), "--facts", &kernel, "--format", "json"]);
    let line = &valid(&said.out)["lines"][6];
    assert!(line["why"]["en"].as_str().unwrap().contains("line 1"), "{line}");
    assert_eq!(line["see"], "settings-cancel-each-other");
    // Without the other line the running value does the same, and nobody else is blamed.
    let alone = feed(
        &["lint", "-", "--facts", &kernel, "--format", "json"],
        b"net.ipv4.tcp_max_syn_backlog = 8192\n",
    );
    assert_eq!(valid(&alone.out)["lines"][0]["grade"], "does-nothing");
    assert_eq!(alone.code, Some(0));
}

#[test]
fn a_file_without_harm_exits_with_0_and_nothing_read_with_2() {
    assert_eq!(feed(&["lint", "-"], b"net.ipv4.tcp_keepalive_time = 1200\n").code, Some(0));
    for (arguments, told) in [
        (&["lint", "/nowhere/sysctl.conf"][..], "cannot read"),
        (&["lint", "-"], "no setting"),
        (&["lint", "-", "--facts", "-"], "read once"),
        (&["lint"], "lastack lint /etc/sysctl.conf"),
        (&["lint", "--lang", "zh"], "完整写法例如：lastack lint /etc/sysctl.conf"),
    ] {
        let said = feed(arguments, b"\n");
        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(said.err.contains(told), "{said:?}");
    }
}

#[test]
fn every_format_takes_graded_lines_and_a_masked_one_names_nothing() {
    let (_folder, path) =
        file("customer-a.conf", b"net.ipv4.conf.acme-vpn0.rp_filter = 1\nnet.ipv4.tcp_rfc1337 = 1 # acme\n");
    for format in ["text", "markdown", "json", "html"] {
        let open = run(&["lint", &path, "--format", format]);
        assert!(open.out.contains("acme-vpn0") && open.out.contains("tcp_rfc1337"), "{format}: {open:?}");
        let masked = run(&["lint", &path, "--format", format, "--mask"]);
        assert!(masked.out.contains("tcp_rfc1337"), "{format}: {masked:?}");
        assert!(
            !format!("{masked:?}").contains("acme") && !format!("{masked:?}").contains("customer"),
            "{masked:?}"
        );
    }
}

#[test]
fn a_pattern_says_what_it_sets_and_what_goes_before_it() {
    let facts = facts("linux-6.18.txt");
    for (text, grade, told) in [
        ("net.ipv4.tcp_tw_reus? = 1\n", "does-nothing", "it sets net.ipv4.tcp_tw_reuse"),
        ("net.ipv4.tcp_tw_recycl* = 1\n", "not-about", "nothing about connections"),
        ("net.ipv4.conf.*.rp_filter = 1\n", "not-about", "nothing about connections"),
        ("net.*.tcp_rfc133[0-9] = 1\nnet.ipv4.tcp_rfc1337 = 0\n", "cancelled", "a line of its own"),
        ("/proc/sys/net/ipv4/tcp_rfc1337 = 1\n", "does-not-exist", "Write it as net.ipv4.tcp_rfc1337"),
        ("/net/ipv4/tcp_rfc1337 = 1\n", "harmful", ""),
    ] {
        let said = feed(&["lint", "-", "--facts", &facts, "--format", "json"], text.as_bytes());
        let line = &valid(&said.out)["lines"][0];
        assert_eq!(line["grade"], grade, "{text}: {line}");
        assert!(line["why"]["en"].as_str().unwrap().contains(told), "{text}: {line}");
    }
}

#[test]
fn a_hostile_line_reaches_no_terminal() {
    let said = feed(&["lint", "-"], b"net.ipv4.tcp_tw_reuse = \x1b]0;pwn\x07\nnet.x\x1b[31m = 1\n");
    assert!(!said.out.contains('\u{1b}') && !said.out.contains('\u{7}'), "{said:?}");
    assert!(said.out.contains("wrong value"), "{said:?}");
}

#[test]
fn settings_or_counters_alone_are_an_answer_that_names_what_to_add() {
    for (text, told) in [
        (&b"net.ipv4.tcp_sack = 1\n"[..], "lastack lint"),
        (&b"TcpExtTW 435 0.0\nTcpExtDelayedACKs 17 0.0\n"[..], "Only counters"),
        (&b"TcpExtTW 435 0.0\nTcpExtListenOverflows 17 0.0\n"[..], "Only counters"),
    ] {
        let said = feed(&["-", "-v"], text);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(said.out.contains(told) && said.out.contains("ss -tano"), "{said:?}");
        assert!(!said.out.contains("No outgoing connection was seen"), "{said:?}");
        // No state was read, so nothing leads there; nor does a table of nothing.
        assert!(!said.out.contains("lastack states") && !said.out.contains("FIN_WAIT1"), "{said:?}");
        let document = valid(&feed(&["-", "--format", "json"], text).out);
        for side in ["inbound", "outbound", "unknown"] {
            assert!(document["time_wait"][side].is_null(), "{document:#}");
        }
        assert!(document["verdict"]["severity"] == "unknown", "{document:#}");
        let states = feed(&["states", "-"], text);
        let total = states.out.lines().find(|line| line.starts_with("total")).unwrap();
        assert!(total.contains('?') && !total.contains('0'), "{states:?}");
    }
}

#[test]
fn a_file_without_a_setting_is_an_error() {
    // In a whole file sysctl -p complains of such a line; alone it makes no settings file.
    let beside = feed(&["lint", "-"], b"net.ipv4.tcp_keepalive_time = 1200\nTicket.id = 4\n");
    assert!(beside.out.contains("complains of line 2,"), "{beside:?}");
    let said = feed(&["lint", "-"], b"Ticket.id = 4\nthe port is busy\n");
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{said:?}");
    assert!(said.err.contains("no setting"), "{said:?}");
}

#[test]
fn a_command_in_a_file_is_told_as_sysctl_tells_it() {
    let said = feed(&["lint", "-"], b"sysctl -w net.ipv4.tcp_rfc1337=0\nnet.ipv4.tcp_nosuch = 1\n");
    assert!(said.out.contains("sysctl -w net/ipv4/tcp_rfc1337") && !said.out.contains("invalid"), "{said:?}");
    assert!(said.out.contains("complains of lines 1, 2,") && !said.out.contains("not about"), "{said:?}");
}

/// The last lines of the screen: what to do.
fn last_lines(settings: &str, lang: &str) -> Vec<String> {
    let facts = facts("linux-6.18.txt");
    let said = feed(&["lint", "-", "--facts", &facts, "--lang", lang, "--width", "999"], settings.as_bytes());
    let is_told =
        |line: &&str| line.starts_with("Do: ") || line.starts_with("Once ") || line.starts_with("该做");
    said.out.lines().filter(is_told).map(str::to_owned).collect()
}

#[test]
fn of_two_lines_of_which_one_takes_back_the_other_none_is_said_to_go_that_does_no_harm() {
    let cases = [
        (
            "both are fine, the last one wins",
            "net.ipv4.tcp_fin_timeout = 30\nnet.ipv4.tcp_fin_timeout = 20\n",
            &[
                "Do: line 1 and line 2 set net.ipv4.tcp_fin_timeout to different values, and line 2 wins: keep the one that you mean.",
            ][..],
        ),
        (
            "the last one harms, so the one before it holds",
            "net.ipv4.tcp_max_tw_buckets = 262144\nnet.ipv4.tcp_max_tw_buckets = 5000\n",
            &["Do: delete (or correct) line 2.", "Once line 2 is gone, line 1 will hold."],
        ),
        (
            "both harm",
            "net.ipv4.tcp_max_tw_buckets = 4000\nnet.ipv4.tcp_max_tw_buckets = 5000\n",
            &["Do: delete (or correct) lines 1, 2."],
        ),
        (
            "the first one harms and the last one is fine",
            "net.ipv4.tcp_max_tw_buckets = 5000\nnet.ipv4.tcp_max_tw_buckets = 262144\n",
            &["Do: delete (or correct) line 1."],
        ),
        (
            "another key is in the way",
            "net.ipv4.tcp_syncookies = 1\nnet.ipv4.tcp_max_syn_backlog = 8192\n",
            &["Do: line 2 will do nothing as long as line 1 stands: keep the one that you mean."],
        ),
        (
            "another key is in the way, and harms",
            "net.ipv4.tcp_timestamps = 0\nnet.ipv4.tcp_tw_reuse = 1\n",
            &["Do: delete (or correct) line 1.", "Once line 1 is gone, line 2 will hold."],
        ),
        ("nothing is cancelled", "net.ipv4.tcp_syncookies = 1\n", &[]),
    ];
    for (name, settings, expected) in cases {
        assert_eq!(last_lines(settings, "en"), expected, "{name}");
        assert_eq!(
            last_lines(settings, "zh").iter().filter(|line| line.starts_with("该做")).count(),
            expected.iter().filter(|line| line.starts_with("Do: ")).count(),
            "{name}"
        );
    }
}

#[test]
fn what_is_said_to_go_is_as_many_lines_as_line_one_counts() {
    let mut settings = String::new();
    for value in 0..23 {
        settings += &format!("net.ipv4.tcp_tw_recycle = {value}\n");
    }
    assert_eq!(
        last_lines(&settings, "en"),
        ["Do: delete (or correct) the 23 lines that are HARMFUL, do not exist or have a wrong value."]
    );
    let facts = facts("linux-6.18.txt");
    let said = feed(&["lint", "-", "--facts", &facts, "--lang", "en", "--width", "999"], settings.as_bytes());
    assert!(
        said.out
            .starts_with("0 of 23 lines do what they promise; 23 do not exist in this kernel or namespace."),
        "{said:?}"
    );
}

#[test]
fn one_line_is_told_as_one() {
    let said = feed(&["lint", "-", "--netns", "self", "--lang", "en"], b"net.ipv4.tcp_rfc1337 = 1\n");
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.starts_with("The one line does not do what it promises; 1 is harmful."), "{said:?}");
}
