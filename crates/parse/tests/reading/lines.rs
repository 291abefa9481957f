//! Single lines: counts, settings, prose, cut rows, impossible ones.

use lastack_model::Os;
use lastack_model::words::Catalog;
use lastack_parse::WORDS;

use crate::heard::{check, counts_text, fixture, read};

#[test]
fn histograms_are_read_in_every_form_that_people_paste() {
    for (text, expected) in [
        ("TIME_WAIT 18122\nESTABLISHED 70", &["line 1: ESTABLISHED 70, TIME_WAIT 18122"][..]),
        ("TIME_WAIT\t18122", &["line 1: TIME_WAIT 18122"]),
        ("TIME_WAIT \t 18,122", &["line 1: TIME_WAIT 18122"]),
        ("  18122 TIME_WAIT", &["line 1: TIME_WAIT 18122"]),
        ("TIME_WAIT: 18122\nSYN_RECV：348", &["line 1: SYN_RECV 348, TIME_WAIT 18122"]),
        ("| TIME_WAIT | 5 |\n| FIN_WAIT_2 | 3 |", &["line 1: FIN_WAIT2 3, TIME_WAIT 5"]),
        ("TIME_WAIT,5", &["line 1: TIME_WAIT 5"]),
        ("ITMED_WAIT 5", &["line 1: TIME_WAIT 5"]),
        ("time_wait 5\nTime-Wait 6", &["line 1: TIME_WAIT 5", "line 2: TIME_WAIT 6"]),
        ("ESTAB 3\n\nLISTEN 4", &["line 1: ESTABLISHED 3, LISTEN 4"]),
        ("ESTAB 3\n\n\nLISTEN 4", &["line 1: ESTABLISHED 3", "line 4: LISTEN 4"]),
        ("ESTAB 3\nthen I waited\nLISTEN 4", &["line 1: ESTABLISHED 3", "line 3: LISTEN 4"]),
        (
            "      1 established)\n      1 Foreign\n     7 ESTABLISHED\n      2 \n      1 State\n     5 TIME_WAIT",
            &["line 3: ESTABLISHED 7, TIME_WAIT 5"],
        ),
        (
            "#netstat -n | awk ‘/^tcp/ {++S[$NF]} END {for(a in S) print a, S[a]}’\nTIME_WAIT 5",
            &["line 2: TIME_WAIT 5"],
        ),
        ("TIME_WAIT 4294967296", &["line 1: not a count: 4294967296"]),
        ("TIME_WAIT 18122xx个", &[]),
        ("TIME_WAIT 18122人", &["line 1: not a count: 18122人"]),
        ("TIME_WAIT 18122个\nESTABLISHED 70条", &["line 1: ESTABLISHED 70, TIME_WAIT 18122"]),
        ("TIME-WAIT 46 36.2%\nESTAB 23 (18.1 %)\ntotal 127", &["line 1: ESTABLISHED 23, TIME_WAIT 46"]),
        ("46 TIME-WAIT 36%\n合计 127", &["line 1: TIME_WAIT 46"]),
        (
            "TIME_WAIT 1057（处理完毕，等待超时结束的请求数）\nLAST_ACK 5   (waiting)\nESTABLISHED 7 # busy",
            &["line 1: ESTABLISHED 7, TIME_WAIT 1057, LAST_ACK 5"],
        ),
        ("TIME_WAIT 1,81,22", &["line 1: not a count: 1,81,22"]),
        ("12 SYN_WIAT", &["line 1: a count of something that is no TCP state: 12 SYN_WIAT"]),
        ("12 TIMEWAITS", &["line 1: a count of something that is no TCP state: 12 TIMEWAITS"]),
        (
            "5 TIME_WAIT\n3 Zeitüberschreitung",
            &[
                "line 2: a count of something that is no TCP state: 3 Zeitüberschreitung",
                "line 1: TIME_WAIT 5",
            ],
        ),
        ("5 tcp TIME_WAIT", &["line 1: a count of something that is no TCP state: 5 tcp TIME_WAIT"]),
    ] {
        check(text, expected);
    }
}

#[test]
fn prose_and_settings_of_other_programs_count_nowhere_and_are_no_warnings() {
    for text in [
        "TIME_WAIT:另一边已初始化一个释放",
        "ITMED_WAIT:等待所有分组死掉",
        "CLOSED:无连接是活动的或正在进行",
        "TIME_WAIT 持续2倍MSL时长,在linux体系中大概是60s",
        "发现在ESTABLISHED只有不到200的情况下,TIME_WAIT的数量达到了6W左右的量",
        "We saw TIME_WAIT 18122 times that day.",
        "TIME_WAIT 2MSL",
        "TIME_WAIT 60 (seconds)",
        "TIME_WAIT 60（秒）",
        "Listen 80",
        "listen 80;",
        "closed 5",
        "389 0",
        "1112 1",
        "5",
        "12 monkeys",
        "TCP connections: 5",
        "TCP is a protocol",
        "tcp 3 way handshake",
        "tcp 4 6 segments were lost",
        "tcp",
        "TCP",
        "State of the art",
        "Active directory",
        "ESTAB",
        "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536",
        "12:30 0100 hours",
        "net.ipv4.tcp_fin_timeout 修改系統默认的 TIMEOUT 时间",
        "net.ipv4.tcp_tw_reuse = 1 表示开启重用",
        "net.ipv4.tcp_fin_timeout = 30 seconds is what we use",
        "# net.ipv4.tcp_fin_timeout = 30 is what we use",
        "# see net.ipv4.tcp_tw_reuse = 1",
        "net.ipv4.tcp_tw_reuse 1",
        "network = 1",
        "net = 1",
        "sysctl -w net.ipv4.tcp_tw_reuse=1",
        "print key,”\\t”,state[key]",
    ] {
        check(text, &[]);
    }
}

#[test]
fn settings_alone_on_their_line_are_facts() {
    check(
        "net.ipv4.tcp_tw_reuse = 1\nnet.ipv4.tcp_fin_timeout=30\r\n  net.ipv4.ip_local_port_range = 32768\t60999\n\
         net.ipv4.ip_local_reserved_ports = \nnet.ipv4.ip_local_reserved_ports=42310,51000-52000\n\
         net/ipv4/tcp_congestion_control = bbr\nnet.ipv4.tcp_available_congestion_control = reno bbr\n\
         /proc/sys/net/ipv4/tcp_tw_reuse:2\nnet.ipv4.tcp_tw_reuse = 1 # reuse",
        &[
            "net.ipv4.tcp_tw_reuse = 1",
            "net.ipv4.tcp_fin_timeout = 30",
            "net.ipv4.ip_local_port_range = 32768\t60999",
            "net.ipv4.ip_local_reserved_ports = ",
            "net.ipv4.ip_local_reserved_ports = 42310,51000-52000",
            "net.ipv4.tcp_congestion_control = bbr",
            "net.ipv4.tcp_available_congestion_control = reno bbr",
            "net.ipv4.tcp_tw_reuse = 2",
            "line 9: text behind the value, so the setting was not taken: net.ipv4.tcp_tw_reuse = 1 # reuse",
        ],
    );
}

#[test]
fn lines_of_a_settings_file_are_told_apart() {
    check(
        "# reuse\n#net.ipv4.tcp_tw_reuse = 1\n; net.ipv4.tcp_syncookies=0\nnet/ipv4/tcp_fin_timeout = 30\n\
         -net.ipv4.tcp_tw_recycle = 1\n-net.ipv4.tcp_sack\nnet.ipv4.tcp_fin_timeout 20\n\
         /etc/sysctl.conf:12:net.ipv4.tcp_max_tw_buckets = 5000\n/etc/sysctl.d/9.conf:#net.ipv4.tcp_rfc1337=1\n\
         net/ipv4/conf/eth0.200/rp_filter = 1\nnet.ipv4.tcp_fin_timeout = 15",
        &[
            "conf line 2: Comment net.ipv4.tcp_tw_reuse=1",
            "conf line 3: Comment net.ipv4.tcp_syncookies=0",
            "net.ipv4.tcp_fin_timeout = 30",
            "net.ipv4.tcp_tw_recycle = 1",
            "conf line 6: Excluded net.ipv4.tcp_sack=",
            "conf line 7: Bad =net.ipv4.tcp_fin_timeout 20",
            "net.ipv4.tcp_max_tw_buckets = 5000",
            "conf line 9: Comment net.ipv4.tcp_rfc1337=1",
            "net.ipv4.conf.eth0/200.rp_filter = 1",
            "net.ipv4.tcp_fin_timeout = 15",
        ],
    );
}

#[test]
fn a_value_below_the_command_that_prints_it_is_a_fact() {
    check(
        "[root@web ~]# cat /proc/sys/net/ipv4/ip_local_port_range\n32768\t60999\n$ sysctl -n net.ipv4.tcp_tw_reuse\n2\n2\n\
         cat /proc/sys/net/ipv4/tcp_tw_reuse\ncat: no such file\n3\ncat /proc/sys/net/ipv4/tcp_tw_reuse and see\n1\n\
         cat /proc/sys/net/ipv4/tcp_syncookies\n1 is the default",
        &["net.ipv4.ip_local_port_range = 32768\t60999", "net.ipv4.tcp_tw_reuse = 2"],
    );
}

#[test]
fn a_line_cut_short_is_a_warning_and_the_rest_is_kept() {
    for (text, expected) in [
        (
            "TIME-WAIT 0 0 10.0.0.1:40000 10.0.0.9:443\nTIME-WAIT 0",
            &[
                "TIME_WAIT 10.0.0.1:40000 10.0.0.9:443 v4 mini rq=0 sq=0",
                "line 2: no peer address: TIME-WAIT 0",
            ][..],
        ),
        ("TIME-WAIT 0 0 10.0.0.1:40000", &["line 1: no peer address: TIME-WAIT 0 0 10.0.0.1:40000"]),
        ("0 0 10.0.0.1:40000 10.0.0.9:443", &["line 1: no state: 0 0 10.0.0.1:40000 10.0.0.9:443"]),
        ("tcp 0 0", &["line 1: no local address: tcp 0 0"]),
        ("tcp 0 0 10.0.0.1:80", &["line 1: no peer address: tcp 0 0 10.0.0.1:80"]),
        ("tcp 0 0 10.0.0.1:80 10.0.0.2:5", &["line 1: no state: tcp 0 0 10.0.0.1:80 10.0.0.2:5"]),
        ("tcp 0 0 10.0.0.1:80 10.0.0.2:5 TIME_W", &["line 1: unknown state: TIME_W"]),
        (
            "tcp 0 0 10.0.0.1:80 10.0.0.2:5 TIME_WAIT\ntcp        0",
            &["TIME_WAIT 10.0.0.1:80 10.0.0.2:5 v4 mini rq=0 sq=0", "line 2: no local address: tcp        0"],
        ),
        ("   5: 0100007F:EA9A 0100", &["line 1: no peer address: 5: 0100007F:EA9A 0100"]),
        ("   5: 0100007F:EA9A 0100007F:1F90", &["line 1: no state: 5: 0100007F:EA9A 0100007F:1F90"]),
        (
            "   5: 0100007F:EA9A 0100007F:1F90 06 00000000:00",
            &[
                "line 1: a column does not hold what belongs there: 5: 0100007F:EA9A 0100007F:1F90 06 00000000:00",
            ],
        ),
        ("  TCP    127.0.0.1:49670", &["line 1: no peer address: TCP    127.0.0.1:49670"]),
        ("  TCP    127.0.0.1:4 127.0.0.1:5", &["line 1: no state: TCP    127.0.0.1:4 127.0.0.1:5"]),
        ("  TCP    127.0.0.1:4 127.0.0.1:5 ATTESA 0", &["line 1: unknown state: ATTESA"]),
    ] {
        check(text, expected);
    }
}

#[test]
fn impossible_addresses_and_ports_never_count() {
    for (text, expected) in [
        ("tcp 0 0 999.1.1.1:80 1.2.3.4:5 TIME_WAIT", "not an address with a port: 999.1.1.1:80"),
        ("tcp4 0 0 10.0.0.1.80 10.0.0.2:5 TIME_WAIT", "not a TCP port: 10.0.0.2:5"),
        ("tcp4 0 0 10.0.0.1.80 10.0.0.2.99999 TIME_WAIT", "not a TCP port: 10.0.0.2.99999"),
        ("tcp 0 0 1.1.1.1:80 1.2.3.4:99999 TIME_WAIT", "not a TCP port: 1.2.3.4:99999"),
        ("tcp 0 0 1.1.1.1:0 1.2.3.4:9 TIME_WAIT", "not a TCP port: tcp 0 0 1.1.1.1:0 1.2.3.4:9 TIME_WAIT"),
        ("tcp 0 0 1.1.1.1:8 1.2.3.4:* TIME_WAIT", "not a TCP port: tcp 0 0 1.1.1.1:8 1.2.3.4:* TIME_WAIT"),
        (
            "tcp 0 0 1.1.1.1:8 0.0.0.0:* ESTABLISHED",
            "not an address with a port: tcp 0 0 1.1.1.1:8 0.0.0.0:* ESTABLISHED",
        ),
        (
            "tcp 0 0 localhost:http 1.2.3.4:5 TIME_WAIT",
            "a name stands where the number should be (run the tool with -n): localhost:http",
        ),
        (
            "ESTAB 0 0 1.1.1.1:ssh 1.2.3.4:filenet-tms",
            "a name stands where the number should be (run the tool with -n): 1.2.3.4:filenet-tms",
        ),
        (
            "ESTAB 0 0 1.1.1.1:80 [::1]:5",
            "IPv4 on one end and IPv6 on the other: ESTAB 0 0 1.1.1.1:80 [::1]:5",
        ),
        ("LISTEN 0 5 1.1.1.1:80 2.2.2.2:5", "not an address with a port: LISTEN 0 5 1.1.1.1:80 2.2.2.2:5"),
        ("  TCP  1.1.1.1:80  1.2.3:5  TIME_WAIT  0", "not an address with a port: 1.2.3:5"),
        ("  TCP  1.1.1.1:80  1.2.3.4:5  TIME_WAIT  x", "a column does not hold what belongs there: x"),
    ] {
        check(text, &[&format!("line 1: {expected}")]);
    }
}

#[test]
fn a_warning_shows_no_more_than_eighty_characters_of_others() {
    let (heard, _) = read(format!("tcp 0 0 {} b", "字:".repeat(500)).as_bytes(), usize::MAX);
    assert_eq!(heard.said, [format!("line 1: not an address with a port: {}", "字:".repeat(40))]);
}

#[test]
fn the_write_ups_say_their_data_lines_and_nothing_else() {
    let histogram =
        "ESTABLISHED 70, SYN_RECV 348, FIN_WAIT1 229, FIN_WAIT2 30, TIME_WAIT 18122, LAST_ACK 14, CLOSING 33";
    let row = "TIME_WAIT 123.123.123.123:80 234.234.234.234:12345 v4 mini rq=0 sq=0";
    let (heard, summary) = read(&fixture("incident-web-server.txt"), usize::MAX);
    assert_eq!(heard.histograms.len(), 3);
    assert!(heard.histograms.iter().all(|block| counts_text(&block.counts) == histogram));
    assert_eq!(heard.said.iter().filter(|said| *said == row).count(), 3);
    assert_eq!(heard.said.iter().filter(|said| *said == "net.ipv4.tcp_tw_recycle = 1").count(), 4);
    assert_eq!((summary.rows, summary.facts, heard.warnings.count), (3, 14, 0));
    assert_eq!(
        (summary.os, summary.dialects.as_slice()),
        (Os::Linux, &["histogram", "netstat", "sysctl"][..])
    );
    let (heard, summary) = read(&fixture("incident-windows-agent.txt"), usize::MAX);
    assert_eq!(heard.said, ["wsaenobufs zabbix-agent begins to 192.168.149.128:10051"]);
    assert_eq!((summary.os, summary.logs), (Os::Windows, 1));
    let (heard, summary) = read(&fixture("incident-port-checker.txt"), usize::MAX);
    let [reserved] = heard.said.as_slice() else { panic!("{:?}", heard.said) };
    assert!(reserved.contains(": Comment net.ipv4.ip_local_reserved_ports=42310,"), "{reserved}");
    assert_eq!((summary.facts, summary.os), (0, Os::Linux));
}

#[test]
fn every_message_stands_in_both_languages_with_its_arguments() {
    let catalog = Catalog::new(WORDS);
    assert_eq!(catalog.problems(), [] as [String; 0]);
    let ids = |source: &str| {
        let lines = source.lines().filter_map(|line| line.split_once(" = "));
        lines.map(|(id, text)| format!("{id} {}", text.matches("{ $").count())).collect::<Vec<_>>()
    };
    for words in WORDS {
        assert_eq!(ids(words.en), ids(words.zh));
        assert!(ids(words.en).iter().all(|id| id.starts_with("parse-")));
    }
}
