//! Rows and counts inside mails, web pages, editors and terminals, cut in two, and what `ss` says in lines of their own.

use std::process::{Command, Stdio};

use crate::heard::{check, counts_text, fixture, read};

const ROW: &str = "TIME_WAIT 10.0.0.1:40000 10.0.0.9:443 v4 mini rq=0 sq=0";

#[test]
fn a_row_is_read_whatever_a_mail_an_editor_or_a_terminal_put_around_it() {
    let row = "tcp        0      0 10.0.0.1:40000          10.0.0.9:443            TIME_WAIT  ";
    let wide = row.replace(' ', "\u{a0}");
    let source = row.replace(' ', "&nbsp;");
    for text in [
        format!("> {row}"),
        format!(">> {row}"),
        format!("> > | {row}"),
        format!("| {row} |"),
        format!("  - {row}"),
        format!("* {row}"),
        format!("• {row}"),
        format!("12:{row}"),
        format!("12-{row}"),
        format!("    12\t{row}"),
        format!("12. {row}"),
        format!("`{}`", row.trim()),
        format!("\u{1b}[1;32m{row}\u{1b}[0m\u{1b}[K"),
        format!("\u{1b}]0;root@web\u{7}{row}"),
        format!("loading 7 %\rloading 90 %\r{row}\r"),
        row.replace(' ', "\t"),
        row.replace(' ', "\u{3000}"),
        wide.clone(),
        format!("\u{feff}{wide}"),
        source.clone(),
        format!("&gt;&nbsp;{source}<br>"),
        format!("<pre>{row}</pre>"),
        format!("<tr><td>{}</td></tr>", row.split_whitespace().collect::<Vec<_>>().join("</td><td>")),
        row.replace("TIME_WAIT", "TIME\u{2013}WAIT"),
    ] {
        check(&text, &[ROW]);
        check(&format!("{text}\n{text}"), &[ROW, ROW]);
    }
}

#[test]
fn counts_and_settings_are_read_inside_of_quotes_and_lists_too() {
    check(
        "> TIME_WAIT 18122\n> ESTABLISHED 70\n>\n> net.ipv4.tcp_tw_reuse = 1\n- net.ipv4.tcp_fin_timeout = 30\n\
         3:net.ipv4.tcp_syncookies = 1\n> #net.ipv4.tcp_rfc1337 = 1\n> -net.ipv4.tcp_sack = 0",
        &[
            "line 1: ESTABLISHED 70, TIME_WAIT 18122",
            "net.ipv4.tcp_tw_reuse = 1",
            "net.ipv4.tcp_fin_timeout = 30",
            "net.ipv4.tcp_syncookies = 1",
            "conf line 7: Comment net.ipv4.tcp_rfc1337=1",
            "net.ipv4.tcp_sack = 0",
        ],
    );
}

#[test]
fn a_row_cut_in_two_lines_is_one_row_wherever_it_was_cut() {
    let row = "tcp        0      0 10.0.0.1:40000          10.0.0.9:443            TIME_WAIT  ";
    // Further left the first half is not known as part of a row, further right it is one by itself.
    for at in row.find("10.0").unwrap() + 3..row.find("TIME").unwrap() + 4 {
        let (first, second) = row.split_at(at);
        // A cut within the peer's port leaves a shorter port and one more word: no row, so both are joined.
        check(&format!("{first}\n{second}\n"), &[ROW]);
        check(&format!("> {first}\n> {second}\n"), &[ROW]);
    }
    let long = "tcp        0      0 192.168.100.100:40000    192.168.100.101:44";
    check(
        &format!("{long}\n3 TIME_WAIT"),
        &["TIME_WAIT 192.168.100.100:40000 192.168.100.101:443 v4 mini rq=0 sq=0"],
    );
    // Only a full line may have been cut before a number that could be a count.
    check(
        "tcp 0 0 10.0.0.1:40000 10.0.0.9:44\n3 TIME_WAIT",
        &["line 1: no state: tcp 0 0 10.0.0.1:40000 10.0.0.9:44", "line 2: TIME_WAIT 3"],
    );
}

#[test]
fn halves_that_make_no_row_together_stay_warnings() {
    let whole = "tcp 0 0 10.0.0.1:40000 10.0.0.9:443 TIME_WAIT";
    check(
        &format!("tcp 0 0 10.0.0.1:40000\n{whole}"),
        &["line 1: no peer address: tcp 0 0 10.0.0.1:40000", ROW],
    );
    check("tcp 0 0 10.0.0.1:40000\nhello", &["line 1: no peer address: tcp 0 0 10.0.0.1:40000"]);
    check(
        "tcp 0 0 10.0.0.1:40000 10.0.0.9:443\n\nTIME_WAIT",
        &["line 1: no state: tcp 0 0 10.0.0.1:40000 10.0.0.9:443"],
    );
    check(
        "ESTAB 0 0 10.0.0.1:40000\nnet.ipv4.tcp_tw_reuse = 1",
        &["line 1: no peer address: ESTAB 0 0 10.0.0.1:40000", "net.ipv4.tcp_tw_reuse = 1"],
    );
}

#[test]
fn what_ss_prints_below_a_socket_is_of_that_socket() {
    check(
        "ESTAB 0 0 10.0.0.1:22 10.0.0.2:5006 users:((\"sshd\",pid=7,fd=3)) uid:1000 ino:77 sk:1004 <->\n\
         \t skmem:(r0,rb131072,t0,tb87040,f0,w0,o0,bl0,d0) ts sack cubic wscale:7,7 rto:204 rtt:0.03/0.02 mss:32768 cwnd:10\n\
         ESTAB 0 0 10.0.0.1:22 10.0.0.2:5007\n\
         \u{20}        sack cubic wscale:7,7 rto:204 rtt:0.03/0.02 mss:32768 cwnd:10\n\
         ESTAB 0 0 10.0.0.1:22 10.0.0.2:5008 ino:78 sk:1005 <-> skmem:(r0,w0) ts sack cubic rto:204 cwnd:10\n\
         LISTEN 0 5 10.0.0.1:22 0.0.0.0:*\n\t cubic cwnd:10\n\
         LISTEN 0 128 0.0.0.0:80 0.0.0.0:*\n                  users:((\"nginx\",pid=9,fd=6))\n\
         ESTAB 0 0 10.0.0.1:22 10.0.0.2:5009\n\t skmem:(r0,w0)\n> ESTAB 0 0 10.0.0.1:22 10.0.0.2:5010\n> \t ts sack rto:204 cwnd:10\n\
         \t ts sack rto:204 cwnd:10",
        &[
            "ESTABLISHED 10.0.0.1:22 10.0.0.2:5006 v4 rq=0 sq=0 uid=1000 ts=1 ino=77 sk=1004 7/sshd",
            "ESTABLISHED 10.0.0.1:22 10.0.0.2:5007 v4 rq=0 sq=0 ts=0",
            "ESTABLISHED 10.0.0.1:22 10.0.0.2:5008 v4 rq=0 sq=0 ts=1 ino=78 sk=1005",
            "LISTEN 10.0.0.1:22 0.0.0.0:0 v4 rq=0 sq=5",
            "LISTEN 0.0.0.0:80 0.0.0.0:0 v4 rq=0 sq=128 9/nginx",
            "ESTABLISHED 10.0.0.1:22 10.0.0.2:5009 v4 rq=0 sq=0",
            "ESTABLISHED 10.0.0.1:22 10.0.0.2:5010 v4 rq=0 sq=0 ts=1",
        ],
    );
}

#[test]
fn rows_of_old_versions_of_ss_say_what_they_print() {
    // Columns as in iproute2 3.10 and 4.11 (`ss -antp` in public write-ups on CentOS 7).
    check(
        "State      Recv-Q Send-Q                        Local Address:Port                                       Peer Address:Port              \n\
         LISTEN     0      128                                       *:443                                                   *:*                   users:((\"kube-proxy\",pid=9736,fd=17))\n\
         LISTEN     0      128                                      :::22                                                   :::*                   users:((\"sshd\",1023,4))\n\
         ESTAB      0      0                          ::ffff:10.0.0.1:443                                      ::ffff:10.0.0.2:5006",
        &[
            "LISTEN 0.0.0.0:443 0.0.0.0:0 v4 rq=0 sq=128 9736/kube-proxy",
            "LISTEN [::]:22 [::]:0 v6 rq=0 sq=128 1023/sshd",
            "ESTABLISHED 10.0.0.1:443 10.0.0.2:5006 v6 rq=0 sq=0",
        ],
    );
}

#[test]
fn without_the_state_column_the_command_says_the_state() {
    let rows = "Recv-Q Send-Q Local Address:Port Peer Address:Port\n0 0 10.0.0.1:40000 10.0.0.9:443\n";
    let lost = "line 3: no state: 0 0 10.0.0.1:40000 10.0.0.9:443";
    for command in [
        "ss -tan state time-wait",
        "[root@web ~]# ss -tn state TIME-WAIT | head",
        "Every 2.0s: ss -o state time-wait '( sport = :80 )'",
        "$ sudo /usr/sbin/ss state time-wait",
    ] {
        check(&format!("{command}\n{rows}"), &[ROW]);
    }
    for command in
        ["ss -tan", "ss state connected", "ss state time-wait state established", "boss state time-wait"]
    {
        check(&format!("{command}\n{rows}"), &[lost]);
    }
    // Each command speaks for its own rows.
    let next = lost.replace("line 3", "line 6");
    check(&format!("ss state time-wait\n{rows}ss -tan state $STATE\n{rows}"), &[ROW, &next]);
}

#[test]
fn addresses_that_busybox_cut_are_told_and_their_rows_count_for_their_state() {
    // `%-23.23s` of networking/netstat.c in busybox, built with FEATURE_NETSTAT_WIDE and run without -W.
    check(
        "tcp        0      0 2001:db8:1234:5678:9abc 2001:db8:1234:5678:9abc TIME_WAIT   \n\
         tcp        0      0 fe80::1234:5678:9abc:de fe80::1234:5678:9abc:dd TIME_WAIT   \n\
         tcp        0      0 fe80::1234:5678:9012:34 fe80::1:22              TIME_WAIT   ",
        &[
            "TIME_WAIT V6, cut",
            "line 1: netstat cut this address (run it with -W): 2001:db8:1234:5678:9abc",
            "TIME_WAIT V6, cut",
            "TIME_WAIT [fe80::1234:5678:9012]:34 [fe80::1]:22 v6 mini rq=0 sq=0",
            "line 3: netstat may have cut long addresses; states are right, destinations may not be (run it with -W): fe80::1234:5678:9012:34",
        ],
    );
}

#[test]
fn unknown_words_in_place_of_a_state_are_named() {
    check(
        "Conexiones activas de Internet (servidores y establecidos)\n\
         tcp        0      0 10.0.0.1:40000          10.0.0.9:443            ESTABLECIDO\n\
         tcp        0      0 10.0.0.1:40000          10.0.0.9:443            TIME_WAIT",
        &["line 2: unknown state: ESTABLECIDO", ROW],
    );
}

/// The sum by state as awk has it, with the states in the kernel's spelling.
fn awk(program: &str, text: &[u8]) -> String {
    use std::io::Write as _;
    let mut awk = Command::new("awk")
        .arg(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("awk: apt-get install mawk");
    awk.stdin.take().unwrap().write_all(text).unwrap();
    let output = awk.wait_with_output().unwrap();
    assert!(output.status.success());
    let (heard, _) = read(&output.stdout, usize::MAX);
    assert_eq!(heard.histograms.len(), 1, "{}", String::from_utf8_lossy(&output.stdout));
    counts_text(&heard.histograms[0].counts)
}

#[test]
fn the_sum_by_state_is_what_awk_makes_of_the_same_text() {
    let netstat = "/^tcp/ {++S[$6]} END {for(a in S) print a, S[a]}";
    let headed = "NR > 1 && /^[A-Z]/ {++S[$1]} END {for(a in S) print a, S[a]}";
    let headless = "/^[A-Z]/ {++S[$1]} END {for(a in S) print a, S[a]}";
    let mixed = "$1 == \"tcp\" {++S[$2]} END {for(a in S) print a, S[a]}";
    for (name, program) in [
        ("netstat-ant.txt", netstat),
        ("netstat-anpeo.txt", netstat),
        ("netstat-nat-wide.txt", netstat),
        ("busybox-tan.txt", netstat),
        ("busybox-tane.txt", netstat),
        ("busybox-tn.txt", netstat),
        ("busybox-cut.txt", netstat),
        ("ss-tan.txt", headed),
        ("ss-tano.txt", headed),
        ("ss-ta.txt", headed),
        ("ss-tanoeim.txt", headed),
        ("ss-tanoeimO.txt", headed),
        ("ss-tan-headless.txt", headless),
        ("ss-tanpiH.txt", headless),
        ("ss-tuanoe.txt", mixed),
    ] {
        let text = fixture(name);
        let (heard, _) = read(&text, usize::MAX);
        assert_eq!(counts_text(&heard.rows), awk(program, &text), "{name}");
    }
}

#[test]
fn every_fixture_with_details_in_its_lines_reads_the_same_inside_of_a_mail() {
    for name in ["ss-tanoeim.txt", "ss-tanoeimO.txt", "ss-tanpiH.txt", "ss-tuanoe.txt"] {
        let text = fixture(name);
        let lines = |mark: &str| {
            let text = String::from_utf8_lossy(&text).into_owned();
            text.lines().map(|line| format!("{mark}{line}\n")).collect::<String>()
        };
        let plain = read(&text, usize::MAX).0;
        for mark in ["> ", ">> ", "| ", "- ", "12:"] {
            let quoted = read(lines(mark).as_bytes(), usize::MAX).0;
            assert_eq!(counts_text(&quoted.rows), counts_text(&plain.rows), "{mark}{name}");
        }
    }
}

#[test]
fn csv_of_powershell_is_read_where_a_mail_or_a_terminal_cut_its_lines() {
    for (name, widths) in [("powershell-csv.txt", 82..=162), ("windows-script-powershell.txt", 72..=94)] {
        let text = fixture(name);
        let plain = read(&text, usize::MAX).0;
        let text = String::from_utf8(text).unwrap();
        for width in widths {
            for mark in ["", "> "] {
                let pieces = text.lines().flat_map(|line| line.as_bytes().chunks(width));
                let cut: String =
                    pieces.map(|piece| format!("{mark}{}\n", String::from_utf8_lossy(piece))).collect();
                let heard = read(cut.as_bytes(), usize::MAX).0;
                // A head that was cut before a comma looks whole: then it is told how much does not fit below it.
                let whole = !cut.contains(&format!("\n{mark},\""));
                let told = heard.warnings.count >= 7;
                let same = counts_text(&heard.rows) == counts_text(&plain.rows);
                assert!(same || (told && !whole), "{name} {width} {mark}: {}", counts_text(&heard.rows));
            }
        }
    }
}

#[test]
fn rows_of_proc_are_the_same_wherever_they_were_cut() {
    for (name, widths) in
        [("proc-net-tcp.txt", 72..=150), ("proc-net-tcp6.txt", 100..=180), ("proc-net-udp.txt", 66..=130)]
    {
        let text = fixture(name);
        let plain = read(&text, usize::MAX).0;
        let text = String::from_utf8(text).unwrap();
        for width in widths {
            let lines = text.lines().flat_map(|line| line.trim_end().as_bytes().chunks(width));
            let cut: String = lines.map(|line| String::from_utf8_lossy(line).into_owned() + "\n").collect();
            let heard = read(cut.as_bytes(), usize::MAX).0;
            assert_eq!(heard.said, plain.said, "{name} {width}");
            assert_eq!(heard.left, plain.left, "{name} {width}");
        }
    }
}

#[test]
fn a_timer_that_was_cut_is_mended_by_the_next_line_or_told() {
    for (name, begins) in [("ss-tano.txt", "timer:("), ("netstat-nato.txt", "timewait (")] {
        let text = String::from_utf8(fixture(name)).unwrap();
        let plain = read(text.as_bytes(), usize::MAX).0;
        let begins = text.lines().filter_map(|line| line.find(begins)).max().unwrap();
        let longest = text.lines().map(|line| line.trim_end().len()).max().unwrap();
        for width in begins..longest {
            for mark in ["", "> "] {
                let lines = |pieces: usize| -> String {
                    let cut = |line: &str| -> Vec<String> {
                        let all = line.trim_end().as_bytes().chunks(width);
                        all.take(pieces).map(|it| String::from_utf8_lossy(it).into_owned()).collect()
                    };
                    let all = text.lines().flat_map(cut);
                    all.map(|line| format!("{mark}{line}\n")).collect()
                };
                let wrapped = read(lines(usize::MAX).as_bytes(), usize::MAX).0;
                assert_eq!(states_and_times(&wrapped), states_and_times(&plain), "{name} {width} {mark}");
                let cut = read(lines(1).as_bytes(), usize::MAX).0;
                assert_eq!(counts_text(&cut.rows), counts_text(&plain.rows), "{name} {width} {mark}");
                // What is left of a time is no time.
                let mut known = plain.left.iter();
                assert!(
                    cut.left.iter().all(|left| known.any(|it| it == left)),
                    "{name} {width}: {:?}",
                    cut.left
                );
                let lost = cut.left.len() < plain.left.len();
                assert!(!lost || cut.warnings.count == 1 || width == begins, "{name} {width}: silent");
            }
        }
    }
}

/// All that was said, but how often something was sent again.
fn states_and_times(heard: &crate::heard::Heard) -> (Vec<String>, &[u32], u64) {
    let timers = ["retr=", "Retransmit:", "Keepalive:", "Probe:"];
    let told = |said: &String| -> String {
        let words = said.split(' ').filter(|word| !timers.iter().any(|timer| word.starts_with(timer)));
        words.collect::<Vec<_>>().join(" ")
    };
    (heard.said.iter().map(told).collect(), &heard.left, heard.warnings.count)
}
