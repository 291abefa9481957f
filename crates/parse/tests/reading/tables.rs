//! What the real tools print on a known workload, and what each column of a row becomes.

use lastack_model::{Os, TimerKind};
use lastack_parse::DIALECTS;

use crate::heard::{check, counts_text, fixture, fixtures, listed_text, read};

const WHOLE: &str = "ESTABLISHED 23, SYN_SENT 2, SYN_RECV 17, FIN_WAIT1 3, FIN_WAIT2 15, TIME_WAIT 46, CLOSE_WAIT 13, LAST_ACK 2, LISTEN 6";
const NO_LISTENERS: &str = "ESTABLISHED 23, SYN_SENT 2, SYN_RECV 17, FIN_WAIT1 3, FIN_WAIT2 15, TIME_WAIT 46, CLOSE_WAIT 13, LAST_ACK 2";
const ALL_STATES: &str =
    "ESTABLISHED SYN_SENT SYN_RECV FIN_WAIT1 FIN_WAIT2 TIME_WAIT CLOSE CLOSE_WAIT LAST_ACK LISTEN CLOSING";
const BUT_LISTEN: &str =
    "ESTABLISHED SYN_SENT SYN_RECV FIN_WAIT1 FIN_WAIT2 TIME_WAIT CLOSE CLOSE_WAIT LAST_ACK CLOSING";
const CONNECTED: &str = "ESTABLISHED SYN_SENT FIN_WAIT1 FIN_WAIT2 CLOSE_WAIT LAST_ACK CLOSING";

#[test]
fn every_tool_counts_the_one_workload_alike() {
    let whole_mini = format!("{ALL_STATES} mini");
    for (names, dialects, counts, minis, listed) in [
        (&["netstat-ant.txt"][..], &["netstat"][..], WHOLE, 0, ALL_STATES),
        (&["netstat-nat-wide.txt"], &["netstat"], WHOLE, 0, ALL_STATES),
        (&["netstat-tanlp.txt"], &["netstat"], WHOLE, 0, ALL_STATES),
        (&["netstat-nato.txt"], &["netstat"], WHOLE, 11, &whole_mini),
        (&["netstat-anpeo.txt"], &["netstat"], WHOLE, 11, &whole_mini),
        (&["netstat-n.txt"], &["netstat"], NO_LISTENERS, 0, BUT_LISTEN),
        (&["netstat-lnt.txt"], &["netstat"], "LISTEN 6", 0, "LISTEN"),
        (&["ss-tan.txt"], &["ss"], WHOLE, 0, ALL_STATES),
        (&["ss-tan-headless.txt"], &["ss"], WHOLE, 0, ALL_STATES),
        (&["ss-tanp.txt"], &["ss"], WHOLE, 0, ALL_STATES),
        (&["ss-an.txt"], &["ss"], WHOLE, 0, ALL_STATES),
        (&["ss-ta.txt"], &["ss"], WHOLE, 0, ALL_STATES),
        (&["ss-tanpiH.txt"], &["ss"], WHOLE, 0, ALL_STATES),
        (&["ss-tanoeim.txt"], &["ss"], WHOLE, 11, &whole_mini),
        (&["ss-tanoeimO.txt"], &["ss"], WHOLE, 11, &whole_mini),
        (&["busybox-tan.txt"], &["netstat"], WHOLE, 0, ALL_STATES),
        (&["busybox-tane.txt"], &["netstat"], WHOLE, 0, ALL_STATES),
        (&["busybox-tn.txt"], &["netstat"], NO_LISTENERS, 0, BUT_LISTEN),
        (&["busybox-lnt.txt"], &["netstat"], "LISTEN 6", 0, "LISTEN"),
        (&["busybox-cut.txt"], &["netstat"], "TIME_WAIT 2", 0, BUT_LISTEN),
        (&["ss-tano.txt"], &["ss"], WHOLE, 11, &whole_mini),
        (&["ss-tuanoe.txt"], &["ss"], WHOLE, 11, &whole_mini),
        (&["ss-lnt.txt"], &["ss"], "LISTEN 6", 0, "LISTEN"),
        (
            &["ss-tn.txt"],
            &["ss"],
            "ESTABLISHED 23, SYN_SENT 2, FIN_WAIT1 3, FIN_WAIT2 15, CLOSE_WAIT 13, LAST_ACK 2",
            0,
            CONNECTED,
        ),
        (&["proc-net-tcp.txt", "proc-net-tcp6.txt"], &["proc-net-tcp"], WHOLE, 11, &whole_mini),
        (&["proc-net-udp.txt"], &[], "", 0, "unknown"),
        (&["netstat-uncut.txt"], &["netstat"], "TIME_WAIT 2", 0, BUT_LISTEN),
    ] {
        let text: Vec<u8> = names.iter().flat_map(|name| fixture(name)).collect();
        let (heard, summary) = read(&text, usize::MAX);
        assert_eq!(counts_text(&heard.rows), counts, "{names:?}");
        assert_eq!(heard.rows.fin_wait2_mini(), minis, "{names:?}");
        assert_eq!(summary.dialects, dialects, "{names:?}");
        assert_eq!(listed_text(heard.listed), listed, "{names:?}");
        assert_eq!(summary.rows, heard.rows.total(), "{names:?}");
        assert_eq!(heard.warnings.first, [], "{names:?}");
        assert_eq!(summary.timers, minis > 0, "{names:?}");
    }
}

#[test]
fn tables_of_one_state_list_that_state_alone() {
    let (heard, summary) = read(&fixture("ss-command.txt"), usize::MAX);
    assert_eq!(counts_text(&heard.rows), "FIN_WAIT2 15, TIME_WAIT 46");
    assert_eq!(listed_text(heard.listed), "FIN_WAIT2 TIME_WAIT mini");
    assert_eq!((heard.warnings.count, summary.timers), (0, true));
    // Without its command nobody knows: FIN_WAIT2 mini-sockets have the same timer.
    let (heard, summary) = read(&fixture("ss-state-time-wait.txt"), usize::MAX);
    assert_eq!((summary.rows, heard.warnings.count, heard.listed), (0, 46, None));
}

#[test]
fn histograms_of_the_workload_equal_what_awk_and_uniq_counted() {
    let connected = WHOLE.trim_end_matches(", LISTEN 6");
    // uniq counted one connected UDP socket with the rest.
    let with_udp = WHOLE.replace("ESTABLISHED 23", "ESTABLISHED 24");
    for (name, counts) in [
        ("awk.txt", WHOLE),
        ("awk-tab.txt", WHOLE),
        ("uniq-ss.txt", WHOLE),
        ("awk-ss.txt", WHOLE),
        ("awk-share.txt", WHOLE),
        ("uniq.txt", &with_udp),
        ("uniq-n.txt", &connected.replace("ESTABLISHED 23", "ESTABLISHED 24")),
        ("uniq-last.txt", connected),
    ] {
        let (heard, summary) = read(&fixture(name), usize::MAX);
        assert_eq!(heard.histograms.len(), 1, "{name}");
        assert_eq!(counts_text(&heard.histograms[0].counts), counts, "{name}");
        assert_eq!((heard.warnings.count, summary.rows, summary.os), (0, 0, Os::Linux), "{name}");
        assert_eq!(heard.listed, Some(heard.histograms[0].states), "{name}");
    }
}

#[test]
fn bursts_nine_five_and_two_seconds_ago_are_told_apart_by_every_timer() {
    for names in [&["ss-tano.txt"][..], &["netstat-nato.txt"], &["proc-net-tcp.txt", "proc-net-tcp6.txt"]] {
        let text: Vec<u8> = names.iter().flat_map(|name| fixture(name)).collect();
        let (heard, _) = read(&text, usize::MAX);
        let aged = |from: u32, to: u32| {
            heard
                .left
                .iter()
                .filter(|left| (from..to).contains(&(60_000_u32.saturating_sub(**left) / 1000)))
                .count()
        };
        assert_eq!((aged(8, 11), aged(4, 7), aged(1, 3)), (23, 13, 10), "{names:?}: {:?}", heard.left);
    }
}

#[test]
fn rows_whose_address_netstat_cut_count_for_their_state_and_have_no_ends() {
    let (heard, summary) = read(&fixture("netstat-cut.txt"), usize::MAX);
    assert_eq!((heard.rows.total(), heard.warnings.count, summary.cut), (0, 1, 2));
    assert_eq!(counts_text(&heard.cut), "TIME_WAIT 2");
    assert!(
        heard.said[1].starts_with("line 2: netstat cut this address (run it with -W): 2001:db8:1234:567")
    );
    // A word of that length that is no address, or no state behind it: no row.
    check(
        "tcp6 0 0 2001:db8:1234:zzzz:8080 2001:db8:1234:5678:8080 CLOSE_WAIT\n\
         tcp6 0 0 2001:db8:1234:5678:8080 2001:db8:1234:5678:8080 OFFEN",
        &[
            "line 1: netstat cut this address (run it with -W): 2001:db8:1234:zzzz:8080",
            "line 2: netstat cut this address (run it with -W): 2001:db8:1234:5678:8080",
        ],
    );
    // What is left of an address may look like one with port 0, which no connection has.
    check(
        "tcp6 0 0 fe80::1c2d:3e4f:9:40000 fe80::1c2d:c2d:3e4f:9:0 TIME_WAIT",
        &["TIME_WAIT V6, cut", "line 1: netstat cut this address (run it with -W): fe80::1c2d:c2d:3e4f:9:0"],
    );
    check(
        "tcp6 0 0 fe80::1c2d:3e4f:9:40000 fe80::1c2d:3e4f:59:8080 TIME_WAIT\n\
         tcp6 0 0 fe80::1c2d:3e4f:9:40000 fe80::1c2d:3e4f:59:8080 TIME_WAIT",
        &[
            "TIME_WAIT [fe80::1c2d:3e4f:9]:40000 [fe80::1c2d:3e4f:59]:8080 v6 mini rq=0 sq=0",
            "line 1: netstat may have cut long addresses; states are right, destinations may not be (run it with -W): fe80::1c2d:3e4f:9:40000",
            "TIME_WAIT [fe80::1c2d:3e4f:9]:40000 [fe80::1c2d:3e4f:59]:8080 v6 mini rq=0 sq=0",
        ],
    );
}

#[test]
fn states_that_net_tools_translates_are_known() {
    let rows = ["VERBUNDEN", "ESTABELECIDA", "ESPERANDO_FECHAR", "ÚLTIMO_ACK"]
        .map(|word| format!("tcp 0 0 10.0.0.1:40000 10.0.0.9:443 {word}\n"));
    let (heard, _) = read(rows.concat().as_bytes(), usize::MAX);
    assert_eq!(counts_text(&heard.rows), "ESTABLISHED 2, CLOSE_WAIT 1, LAST_ACK 1");
}

#[test]
fn unconnected_rows_without_a_protocol_are_of_tcp_where_the_table_has_states_of_tcp() {
    let bound = "UNCONN 0 0 0.0.0.0:45555 0.0.0.0:* users:((\"x y\",pid=7,fd=3))\n";
    let open = "ESTAB 0 0 10.0.0.1:22 10.0.0.2:5555\n";
    let other = "State Recv-Q Send-Q Local Address:Port Peer Address:Port\n";
    let listener = "LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\n";
    for (text, counts) in [
        // A connected UDP socket is ESTAB as well.
        (format!("{bound}{open}"), "ESTABLISHED 1"),
        (format!("{bound}{bound}{listener}{open}{bound}"), "ESTABLISHED 1, LISTEN 1, BOUND 3"),
        (format!("{other}{listener}{other}{bound}{open}"), "ESTABLISHED 1, LISTEN 1"),
    ] {
        let (heard, _) = read(text.as_bytes(), usize::MAX);
        assert_eq!(counts_text(&heard.rows), counts, "{text}");
    }
    check(
        &format!("{bound}{listener}"),
        &["BOUND 0.0.0.0:45555 0.0.0.0:0 v4 rq=0 sq=0 7/x y", "LISTEN 0.0.0.0:22 0.0.0.0:0 v4 rq=0 sq=128"],
    );
}

#[test]
fn an_unconnected_row_with_a_peer_has_closed_also_where_its_timer_is_cut() {
    let row = "tcp UNCONN 0 0 10.0.0.1:41 10.0.0.2:80";
    for timer in ["", " timer:(keepalive,11sec,0)", " timer:(keepalive,11", " timer:("] {
        let (heard, _) = read(format!("{row}{timer}\n").as_bytes(), usize::MAX);
        assert_eq!(counts_text(&heard.rows), "CLOSE 1", "{timer}");
    }
}

#[test]
fn a_star_of_ss_is_ipv4_where_the_same_table_has_ipv6_without_brackets() {
    let star = "LISTEN 0 128 *:22 *:*\n";
    for (text, row) in [
        (format!("{star}LISTEN 0 128 :::80 :::*\n"), "LISTEN 0.0.0.0:22 0.0.0.0:0 v4 rq=0 sq=128"),
        (format!("LISTEN 0 128 :::80 :::*\n{star}"), "LISTEN 0.0.0.0:22 0.0.0.0:0 v4 rq=0 sq=128"),
        (format!("{star}LISTEN 0 128 [::1]:80 [::]:*\n"), "LISTEN [::]:22 [::]:0 v6 rq=0 sq=128 only6=0"),
        (
            format!("{star}LISTEN 0 128 0.0.0.0:80 0.0.0.0:*\n"),
            "LISTEN [::]:22 [::]:0 v6 rq=0 sq=128 only6=0",
        ),
        (star.to_owned(), "LISTEN [::]:22 [::]:0 v6 rq=0 sq=128 only6=0"),
    ] {
        let (heard, _) = read(text.as_bytes(), usize::MAX);
        assert!(heard.said.iter().any(|said| said == row), "{text}: {:?}", heard.said);
    }
}

#[test]
fn a_row_of_proc_has_two_ends_of_one_family_and_a_peer() {
    let row =
        |ends: &str| format!("   0: {ends} 06 00000000:00000000 03:000016BC 00000000     0        0 0 3 0");
    let mapped = "0000000000000000FFFF00000100007F";
    let native = "000000FD000000000000000001000000";
    let mixed = "line 1: IPv4 on one end and IPv6 on the other: 0: ";
    for (ends, expected) in [
        (format!("{mapped}:2382 {mapped}:D4BE"), "TIME_WAIT 127.0.0.1:9090 127.0.0.1:54462 v6 mini"),
        (format!("{native}:2382 {mapped}:D4BE"), mixed),
        (format!("{mapped}:2382 {native}:D4BE"), mixed),
        (format!("0100007F:2382 {native}:D4BE"), mixed),
        (format!("0100007F:2382 {mapped}:D4BE"), mixed),
        ("0100007F:2382 00000000:D4BE".to_owned(), "line 1: not an address with a port: 0: "),
    ] {
        let (heard, _) = read(row(&ends).as_bytes(), usize::MAX);
        assert_eq!(heard.said.len(), 1, "{ends}");
        assert!(heard.said[0].starts_with(expected), "{ends}: {}", heard.said[0]);
    }
}

#[test]
fn rows_of_linux_netstat_say_all_that_they_print() {
    check(
        "tcp        3      5 0.0.0.0:80              0.0.0.0:*               LISTEN      1234/nginx: master \n\
         tcp6       0      0 :::80                   :::*                    LISTEN      -                   \r\n\
         tcp6       7      0 ::ffff:10.0.0.1:80      ::ffff:10.0.0.2:5000    CLOSE_WAIT  99/java             keepalive (7199.63/0/2)\n\
         tcp        0      1 10.0.0.1:5000           10.0.0.2:443            SYN_SENT    33         4711       on (0.63/2/0)\n\
         tcp        0      0 10.0.0.1:5001           10.0.0.2:443            FIN_WAIT2   0          0          -                    timewait (8.82/0/0)\n\
         tcp        0      0 10.0.0.1:5002           10.0.0.2:443            FIN_WAIT2   root       4712       7/x timewait (8.82/0/0)\n\
         tcp        0      0 10.0.0.1:5003           10.0.0.2:443            TIME_WAIT   -                    timewait (0.00/0/0)\n\
         tcp        0      0 10.0.0.1:80             10.0.0.2:443            SYN_RECV    -                    on (1.01/3/0)\n\
         tcp        0      0 10.0.0.1:5004           10.0.0.2:443            ESTABLISHED 8/sshd: a b         off (0.00/0/0)\n\
         udp        0      0 127.0.0.1:53            127.0.0.1:54            ESTABLISHED\n\
         unix  2      [ ACC ]     STREAM     LISTENING     24405    @x",
        &[
            "LISTEN 0.0.0.0:80 0.0.0.0:0 v4 rq=3 1234/nginx: master",
            "LISTEN [::]:80 [::]:0 v6 rq=0",
            "CLOSE_WAIT 10.0.0.1:80 10.0.0.2:5000 v6 Keepalive:7199630 rq=7 sq=0 retr=0 99/java",
            "SYN_SENT 10.0.0.1:5000 10.0.0.2:443 v4 Retransmit:630 rq=0 sq=1 retr=2 uid=33 ino=4711",
            "FIN_WAIT2 10.0.0.1:5001 10.0.0.2:443 v4 mini TimeWait:8820 rq=0 sq=0",
            "FIN_WAIT2 10.0.0.1:5002 10.0.0.2:443 v4 rq=0 sq=0 retr=0 ino=4712 7/x",
            "TIME_WAIT 10.0.0.1:5003 10.0.0.2:443 v4 mini TimeWait:0 rq=0 sq=0",
            "SYN_RECV 10.0.0.1:80 10.0.0.2:443 v4 request Retransmit:1010 rq=0 sq=0 retr=3",
            "ESTABLISHED 10.0.0.1:5004 10.0.0.2:443 v4 rq=0 sq=0 retr=0 8/sshd: a b",
        ],
    );
}

#[test]
fn rows_of_ss_say_all_that_they_print() {
    check(
        "LISTEN     3      5               127.0.0.1:7070             0.0.0.0:*     users:((\"nginx: a\",pid=1,fd=6),(\"nginx\",pid=2,fd=6))\n\
         tcp   LISTEN 0      128                     *:9090                   *:*\n\
         LISTEN 0 3 0.0.0.0%lo:53 0.0.0.0:*\n\
         LISTEN 0 9 [::]:80 [::]:* ino:24260 sk:1001 v6only:1 <->\n\
         TIME-WAIT 0 0 [::ffff:1.2.3.4]:80 [::ffff:1.2.3.5]:5000 timer:(timewait,1min,0)\n\
         TIME-WAIT 0 0 1.2.3.4:80 1.2.3.5:5001 timer:(timewait,8.688ms,0)\n\
         TIME-WAIT 0 0 1.2.3.4:80 1.2.3.5:5002 timer:(timewait,,0)\n\
         FIN-WAIT-2 0 0 1.2.3.4:5003 1.2.3.5:80 timer:(timewait,59sec,0) ino:0 sk:1002\n\
         FIN-WAIT-2 0 0 1.2.3.4:5004 1.2.3.5:80 users:((\"x)) timer:(timewait\",pid=7,fd=3)) ino:9 sk:1003\n\
         SYN-RECV 0 0 1.2.3.4:80 1.2.3.5:5005 timer:(on,928ms,2)\n\
         ESTAB 0 0 [fe80::1%eth0]:22 [fe80::2]:5006 timer:(keepalive,119min,0) uid:1000 ino:77 sk:1004\n\
         udp UNCONN 0 0 127.0.0.1:53 0.0.0.0:*\n\
         u_str UNCONN 0 0 @x 24405 * 0",
        &[
            "LISTEN 127.0.0.1:7070 0.0.0.0:0 v4 rq=3 sq=5 1/nginx: a",
            "LISTEN [::]:9090 [::]:0 v6 rq=0 sq=128 only6=0",
            "LISTEN 0.0.0.0:53 0.0.0.0:0 v4 rq=0 sq=3",
            "LISTEN [::]:80 [::]:0 v6 rq=0 sq=9 only6=1 ino=24260 sk=1001",
            "TIME_WAIT 1.2.3.4:80 1.2.3.5:5000 v6 mini TimeWait:60000 rq=0 sq=0",
            "TIME_WAIT 1.2.3.4:80 1.2.3.5:5001 v4 mini TimeWait:8688 rq=0 sq=0",
            "TIME_WAIT 1.2.3.4:80 1.2.3.5:5002 v4 mini TimeWait:0 rq=0 sq=0",
            "FIN_WAIT2 1.2.3.4:5003 1.2.3.5:80 v4 mini TimeWait:59500 rq=0 sq=0 sk=1002",
            "FIN_WAIT2 1.2.3.4:5004 1.2.3.5:80 v4 rq=0 sq=0 ino=9 sk=1003 7/x)) timer:(timewait",
            "SYN_RECV 1.2.3.4:80 1.2.3.5:5005 v4 request Retransmit:928 rq=0 sq=0 retr=2",
            "ESTABLISHED [fe80::1]:22 [fe80::2]:5006 v6 Keepalive:7140000 rq=0 sq=0 retr=0 uid=1000 ino=77 sk=1004",
        ],
    );
}

#[test]
fn rows_of_proc_net_tcp_say_all_that_they_print() {
    check(
        "   0: 0100007F:1B9E 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 24262 4 000000003f6f74cf 100 0 0 10 0\n\
         \u{20}  5: 0100007F:EA9A 0100007F:1F90 06 00000000:00000000 03:00001748 00000000     0        0 0 3 00000000aef2976d\n\
         \u{20}  6: 0100007F:EA9B 0100007F:1F90 05 00000000:00000000 03:00000372 00000000     0        0 0 3 00000000aef2976d\n\
         \u{20}  7: 0100000A:0050 0A0200C0:9C40 03 00000000:00000000 01:00000062 00000002    33        0 0 1 00000000aef2976d\n\
         \u{20}  8: 0000000000000000FFFF00000100007F:2382 0000000000000000FFFF00000100007F:D11E 01 00000005:00000000 02:000AFC80 00000000  1000        0 77 1 0 20 4 0 10 -1\n\
         13366: 0100007F:9EDD 0100007F:0035 01 00000000:00000000 00:00000000 00000000     0        0 30945 2 00000000e943317f 0",
        &[
            "LISTEN 127.0.0.1:7070 0.0.0.0:0 v4 rq=3 retr=0 uid=0 ino=24262",
            "TIME_WAIT 127.0.0.1:60058 127.0.0.1:8080 v4 mini TimeWait:59600",
            "FIN_WAIT2 127.0.0.1:60059 127.0.0.1:8080 v4 mini TimeWait:8820",
            "SYN_RECV 10.0.0.1:80 192.0.2.10:40000 v4 request Retransmit:980 rq=0 sq=0 retr=2 uid=33",
            "ESTABLISHED 127.0.0.1:9090 127.0.0.1:53534 v6 Keepalive:7200000 rq=0 sq=5 retr=0 uid=1000 ino=77",
        ],
    );
}

#[test]
fn windows_netstat_reads_alike_in_every_language_and_encoding() {
    let chinese = String::from_utf8(fixture("windows-ano-zh.txt")).unwrap();
    let english = String::from_utf8(fixture("windows-ano-en.txt")).unwrap();
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let wide =
        |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let marked = |text: &str| format!("\u{feff}{}", crlf(text));
    let (expected, _) = read(chinese.as_bytes(), usize::MAX);
    let counts = "ESTABLISHED 2, SYN_SENT 1, SYN_RECV 1, FIN_WAIT1 1, FIN_WAIT2 1, TIME_WAIT 12, CLOSE_WAIT 1, LISTEN 4";
    assert_eq!(counts_text(&expected.rows), counts);
    assert_eq!(expected.said[0], "LISTEN 0.0.0.0:135 0.0.0.0:0 v4 1044/?");
    assert_eq!(expected.said[5], "TIME_WAIT 192.168.149.130:50101 192.168.149.128:10051 v4");
    assert_eq!(expected.said.last().unwrap(), "TIME_WAIT [fe80::5c1:2d3:4e5:6f7]:50153 [fe80::1]:445 v6");
    assert_eq!(listed_text(expected.listed), ALL_STATES);
    for (bytes, is_chinese) in [
        (english.clone().into_bytes(), false),
        (crlf(&english).into_bytes(), false),
        (wide(&crlf(&english), u16::to_le_bytes), false),
        (marked(&chinese).into_bytes(), true),
        (encoding_rs::GBK.encode(&crlf(&chinese)).0.into_owned(), true),
        (wide(&marked(&chinese), u16::to_le_bytes), true),
        (wide(&marked(&chinese), u16::to_be_bytes), true),
        (wide(&crlf(&chinese), u16::to_le_bytes), true),
        (wide(&crlf(&chinese), u16::to_be_bytes), true),
    ] {
        for chunk in [1, 3, usize::MAX] {
            let (heard, summary) = read(&bytes, chunk);
            assert_eq!(heard.said, expected.said);
            assert_eq!((summary.os, summary.chinese, summary.binary), (Os::Windows, is_chinese, false));
            assert_eq!(summary.dialects, ["windows-netstat"]);
        }
    }
}

#[test]
fn no_line_is_claimed_by_two_dialects() {
    // Each line by itself and again behind a line of each dialect: what it says may not depend on who is asked first.
    let heads = [
        (
            "conntrack",
            "tcp 6 117 TIME_WAIT src=10.0.0.5 dst=10.0.0.9 sport=40000 dport=3306 src=10.0.0.9 dst=10.0.0.5",
        ),
        ("histogram", "5 ESTABLISHED"),
        ("kernel-counters", "TcpExtTW 5 0.0"),
        ("lastack-script", "lastack.host = web"),
        ("log", "bind: Address already in use"),
        ("netstat", "tcp 0 0 1.1.1.1:1 2.2.2.2:2 TIME_WAIT"),
        ("netsh-excluded-ports", "Protocol tcp Port Exclusion Ranges"),
        ("netstat-statistics", "    5 active connection openings"),
        ("proc-net-tcp", "  sl  local_address rem_address   st"),
        ("ss", "State Recv-Q Send-Q Local Address:Port Peer Address:Port"),
        ("ss-summary", "TCP:   111 (estab 36, closed 58, orphaned 5, timewait 57)"),
        ("sysctl", "net.ipv4.tcp_tw_reuse = 1"),
        ("windows-host", "Microsoft Windows [Version 10.0.17763.1]"),
        ("windows-netstat", "Active Connections"),
        ("windows-settings", "    TcpTimedWaitDelay    REG_DWORD    0x1e"),
        ("get-net-tcp-connection", "LocalAddress LocalPort RemoteAddress RemotePort State"),
        ("get-net-tcp-setting", "SettingName                     : Internet"),
        ("bsd-settings", "net.inet.ip.portrange.first: 49152"),
        ("bsd-netstat", "tcp4 0 0 1.1.1.1.1 2.2.2.2.2 TIME_WAIT"),
    ];
    for (id, head) in heads {
        let (_, summary) = read(head.as_bytes(), usize::MAX);
        assert_eq!(summary.dialects, [id], "{head}");
    }
    assert!(
        DIALECTS.iter().all(|dialect| heads.iter().any(|(id, _)| *id == dialect.id)),
        "a dialect without a head"
    );
    for (name, bytes) in fixtures() {
        let text = String::from_utf8(bytes).unwrap();
        // Lines of netsh mean something below a line of their own dialect and nothing elsewhere.
        let below = |line: &str| line.starts_with("Start Port ") || line.starts_with("Number of Ports ");
        for line in text.lines().step_by(7).filter(|line| !line.trim().is_empty() && !below(line)) {
            let alone = counts_of(line);
            for (_, head) in heads {
                let before = counts_of(head);
                let both = counts_of(&format!("{head}\n{line}"));
                assert_eq!(both, before + alone, "{name}: {line} behind {head}");
            }
        }
    }
}

/// Sockets, counted or printed, and settings.
fn counts_of(text: &str) -> u64 {
    let (heard, summary) = read(text.as_bytes(), usize::MAX);
    let counted = heard.histograms.iter().filter(|_| !summary.about).map(|block| block.counts.total());
    counted.sum::<u64>() + summary.rows + summary.facts + summary.counters + summary.logs
}

#[test]
fn mixed_input_is_read_line_by_line() {
    let texts = [
        "ss-tano.txt",
        "awk.txt",
        "windows-ano-zh.txt",
        "proc-net-tcp6.txt",
        "sysctl.txt",
        "netstat-n.txt",
        "incident-windows-agent.txt",
        "powershell-table.txt",
        "bsd-freebsd.txt",
    ];
    let (heard, summary) = read(&texts.map(fixture).concat(), usize::MAX);
    assert_eq!(summary.rows, 127 + 23 + 12 + 121 + 23 + 7);
    assert_eq!((summary.histograms, summary.facts, heard.warnings.count), (1, 5, 0));
    assert_eq!(
        summary.dialects,
        [
            "bsd-netstat",
            "get-net-tcp-connection",
            "histogram",
            "log",
            "netstat",
            "proc-net-tcp",
            "ss",
            "sysctl",
            "windows-netstat"
        ]
    );
    assert_eq!(summary.os, Os::Linux);
}

#[test]
fn timers_that_are_not_of_time_wait_do_not_count_as_ages() {
    let (_, summary) = read(b"ESTAB 0 0 1.1.1.1:1 2.2.2.2:2 timer:(keepalive,119min,0)", usize::MAX);
    assert!(!summary.timers);
    let (heard, _) = read(&fixture("ss-tano.txt"), usize::MAX);
    assert_eq!(heard.said.iter().filter(|said| said.contains(&format!("{:?}", TimerKind::Probe))).count(), 5);
}

#[test]
fn entries_of_conntrack_are_told_once_and_no_sockets() {
    let reply = "src=10.0.0.9 dst=10.0.0.5 sport=3306 dport=40000 [ASSURED] mark=0 use=1";
    let pair = format!("src=10.0.0.5 dst=10.0.0.9 sport=40000 dport=3306 {reply}");
    let listed = format!(
        "tcp      6 117 TIME_WAIT {pair}\ntcp      6 431999 ESTABLISHED {pair}\nudp      17 29 {pair}\n"
    );
    let proc = format!("ipv4     2 tcp      6 117 TIME_WAIT {pair}\nipv6     10 tcp      6 2 CLOSE {pair}\n");
    let row = "tcp 0 0 1.1.1.1:1 2.2.2.2:2 TIME_WAIT\n";
    for (text, rows) in [
        (listed.clone(), 0),
        (proc.clone(), 0),
        (format!("{row}{listed}"), 1),
        (format!("{listed}{row}"), 1),
        (format!("ESTAB 0 0 10.0.0.5:40010 10.0.0.9:3306\n{proc}"), 1),
    ] {
        let (heard, summary) = read(text.as_bytes(), usize::MAX);
        assert_eq!((heard.rows.total(), summary.rows), (rows, rows), "{text}");
        let told = heard.warnings.first.iter().filter(|warning| warning.why.id == "parse-conntrack").count();
        assert_eq!((told, heard.warnings.count), (1, 1), "{text}: {:?}", heard.warnings);
    }
}

#[test]
fn rows_of_ss_with_a_netid_and_no_state_are_of_the_state_that_was_asked_for() {
    let text = "$ ss state time-wait\n\
        Netid Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n\
        tcp 0 0 10.0.0.5:40000 10.0.0.9:3306\n\
        tcp 0 0 10.0.0.5:40001 10.0.0.9:3306 timer:(timewait,59sec,0)\n\
        $ ss -p state established\n\
        Netid Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n\
        u_str 0 0 * 12345 * 12346\n\
        tcp 0 0 10.0.0.5:40010 10.0.0.9:3306 users:((\"php\",pid=7,fd=3))\n\
        $ netstat -ant\n\
        tcp 0 0 10.0.0.5:40020 10.0.0.9:3306 CLOSE_WAIT\n";
    let (heard, summary) = read(text.as_bytes(), usize::MAX);
    assert_eq!(counts_text(&heard.rows), "ESTABLISHED 1, TIME_WAIT 2, CLOSE_WAIT 1");
    assert_eq!((summary.dialects, heard.warnings.count), (vec!["netstat", "ss"], 0), "{:?}", heard.warnings);
}
