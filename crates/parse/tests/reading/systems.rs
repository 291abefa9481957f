//! Windows and BSD: what their tools print on one table, and the sum by state as awk would count it.

use lastack_model::{Os, StateCounts, TcpState};

use crate::heard::{check, counts_text, fixture, listed_text, read};

const SOCKETS: &str =
    "ESTABLISHED 2, SYN_SENT 1, SYN_RECV 1, FIN_WAIT1 1, FIN_WAIT2 1, TIME_WAIT 12, CLOSE_WAIT 1, LISTEN 4";

/// `awk '$1 ~ first {++S[$field]}'`, with nothing of the reader in it.
fn awk(text: &str, first: fn(&str) -> bool, field: usize) -> StateCounts {
    let mut counts = StateCounts::default();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.first().is_some_and(|word| first(word)) {
            counts.add(TcpState::from_word(words[field]).unwrap(), false);
        }
    }
    counts
}

#[test]
fn every_form_of_windows_counts_the_one_table_alike() {
    for (name, dialect) in [
        ("windows-ano-en.txt", "windows-netstat"),
        ("windows-ano-zh.txt", "windows-netstat"),
        ("windows-anob.txt", "windows-netstat"),
        ("powershell-table.txt", "get-net-tcp-connection"),
        ("powershell-list.txt", "get-net-tcp-connection"),
        ("powershell-csv.txt", "get-net-tcp-connection"),
        ("powershell-json.txt", "get-net-tcp-connection"),
        ("powershell-json-compressed.txt", "get-net-tcp-connection"),
    ] {
        let (heard, summary) = read(&fixture(name), usize::MAX);
        assert_eq!(heard.warnings.first, [], "{name}");
        assert_eq!(counts_text(&heard.rows), SOCKETS, "{name}");
        assert_eq!((summary.os, summary.dialects.as_slice()), (Os::Windows, &[dialect][..]), "{name}");
        let rows = |said: &Vec<String>| {
            let mut rows: Vec<_> = said.iter().filter(|said| said.contains(" v")).cloned().collect();
            rows.sort();
            rows
        };
        let (expected, _) = read(&fixture("windows-ano-en.txt"), usize::MAX);
        assert_eq!(rows(&heard.said), rows(&expected.said), "{name}");
    }
    let (heard, summary) = read(&fixture("powershell-group.txt"), usize::MAX);
    assert_eq!(counts_text(&heard.histograms[0].counts), SOCKETS);
    assert_eq!((heard.histograms.len(), heard.warnings.count, summary.os), (1, 0, Os::Windows));
}

#[test]
fn sums_by_state_are_those_of_awk() {
    let tcp = |word: &str| word == "TCP";
    let tcp4 = |word: &str| word.starts_with("tcp");
    for (name, first, field) in [
        ("windows-wine-an.txt", tcp as fn(&str) -> bool, 3),
        ("windows-anob.txt", tcp, 3),
        ("windows-anoq.txt", tcp, 3),
        ("bsd-freebsd.txt", tcp4, 5),
    ] {
        let text = String::from_utf8(fixture(name)).unwrap();
        let (heard, _) = read(text.as_bytes(), usize::MAX);
        assert_eq!(counts_text(&heard.rows), counts_text(&awk(&text, first, field)), "{name}");
        assert!(heard.rows.total() > 6 && heard.warnings.count == 0, "{name}");
    }
}

#[test]
fn german_words_and_their_code_page_are_read() {
    let text = String::from_utf8(fixture("windows-ano-de.txt")).unwrap();
    let code_page =
        |o: u8| text.bytes().filter(|byte| *byte != 0xc3).map(|b| if b == 0x96 { o } else { b }).collect();
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let expected = "ESTABLISHED 2, SYN_SENT 1, FIN_WAIT2 1, TIME_WAIT 12, CLOSE_WAIT 1, LISTEN 4";
    for bytes in [
        text.clone().into_bytes(),
        code_page(0x99),
        code_page(0xd6),
        wide,
        text.replace('Ö', "™").into_bytes(),
    ] {
        let (heard, summary) = read(&bytes, 7);
        assert_eq!(counts_text(&heard.rows), expected);
        assert_eq!((heard.warnings.count, summary.os, summary.chinese), (0, Os::Windows, false));
    }
    check("  TCP    127.0.0.1:4 127.0.0.1:5 LETZTES_ACK 7", &["line 1: unknown state: LETZTES_ACK"]);
}

#[test]
fn programs_of_netstat_b_belong_to_the_row_above_them() {
    check(
        "  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       748\n  RpcSs\n [svchost.exe]\n\
         \u{20} TCP    0.0.0.0:445            0.0.0.0:0              LISTENING       4\n Can not obtain ownership information\n\
         \u{20} TCP    10.0.0.5:5000          10.0.0.9:80            TIME_WAIT       0\n\
         \u{20} UDP    0.0.0.0:53             *:*                                    77\n [dns.exe]\n\
         \u{20} TCP    10.0.0.5:5001          10.0.0.9:80            ESTABLISHED\n [java.exe]\n\
         [error] something else\n [java.exe]",
        &[
            "LISTEN 0.0.0.0:135 0.0.0.0:0 v4 748/?",
            "748 is svchost.exe",
            "LISTEN 0.0.0.0:445 0.0.0.0:0 v4 4/?",
            "TIME_WAIT 10.0.0.5:5000 10.0.0.9:80 v4",
            "ESTABLISHED 10.0.0.5:5001 10.0.0.9:80 v4",
            "nobody is java.exe",
        ],
    );
}

#[test]
fn a_table_of_chosen_columns_tells_numeric_states_from_pids() {
    let rows = ["LISTEN 0.0.0.0:80 0.0.0.0:0 v4 1234/?", "TIME_WAIT 10.0.0.5:80 10.0.0.9:51001 v4"];
    let dashes = "------------";
    for (head, cells) in [
        (
            "LocalAddress LocalPort RemoteAddress RemotePort State OwningProcess",
            ["0.0.0.0 80 0.0.0.0 0 2 1234", "10.0.0.5 80 10.0.0.9 51001 11 0"],
        ),
        (
            "State LocalAddress LocalPort RemoteAddress RemotePort OwningProcess",
            ["    2 0.0.0.0   80  0.0.0.0  0     1234", "   11 10.0.0.5  80  10.0.0.9 51001    0"],
        ),
        (
            "OwningProcess State LocalAddress LocalPort RemoteAddress RemotePort",
            ["1234 Listen 0.0.0.0 80 0.0.0.0 0", "0 TimeWait 10.0.0.5 80 10.0.0.9 51001"],
        ),
    ] {
        check(&format!("\n{head}\n{dashes} {dashes}\n{}\n{}\n\n", cells[0], cells[1]), &rows);
    }
    // A column that may be empty: then a number is a pid, and no state.
    let head = "LocalAddress LocalPort RemoteAddress RemotePort OwningProcess AppliedSetting";
    check(&format!("{head}\n10.0.0.5 80 10.0.0.9 51001 11 Internet"), &[]);
}

#[test]
fn a_row_of_ss_behind_a_head_of_csv_is_one_however_many_commas_it_has() {
    let head = "CimClass,LocalAddress,LocalPort,RemoteAddress,RemotePort";
    let programs = "users:((\"a\",pid=7,fd=3),(\"b\",pid=8,fd=3))";
    let row = "CLOSE-WAIT 1 0 10.0.0.5:80 10.0.0.9:51001";
    check(
        &format!("{head}\n{row} {programs}\n"),
        &["CLOSE_WAIT 10.0.0.5:80 10.0.0.9:51001 v4 rq=1 sq=0 7/a"],
    );
}

#[test]
fn bound_sockets_of_windows_are_told_apart() {
    let (heard, _) = read(&fixture("windows-anoq.txt"), usize::MAX);
    assert_eq!(heard.rows.get(TcpState::Bound), 3);
    assert!(listed_text(heard.listed).contains("BOUND"));
    check("0.0.0.0  50382  0.0.0.0  0  Bound  5972", &["BOUND 0.0.0.0:50382 0.0.0.0:0 v4 5972/?"]);
}

#[test]
fn odd_rows_of_powershell_are_warnings_and_other_text_is_nothing() {
    for (text, expected) in [
        ("10.0.0.5 50101 10.0.0.9 443 TimeWait 0", &["TIME_WAIT 10.0.0.5:50101 10.0.0.9:443 v4"][..]),
        ("10.0.0.5 50101 10.0.0.9 443 Established", &["ESTABLISHED 10.0.0.5:50101 10.0.0.9:443 v4"]),
        ("10.0.0.5 50101 10.0.0.9 443 Gone 7", &["line 1: unknown state: Gone"]),
        ("10.0.0.5 50101 10.0.0.9 99999 TimeWait 0", &["line 1: not a TCP port: 99999"]),
        (
            "fe80::88e9:8539:2f4d… 50101 fe80::1 443 TimeWait 0",
            &[
                "TIME_WAIT V6, cut",
                "line 1: netstat cut this address (run it with -W): fe80::88e9:8539:2f4d…",
            ],
        ),
        ("State : good", &[]),
        ("Count Name", &[]),
        ("14 Listen", &[]),
        ("14 Listen to this", &[]),
        ("{\"State\": \"running\", \"Name\": \"web\"}", &[]),
        ("LocalAddress : the one\nState : fine", &[]),
        ("{\"LocalAddress\":\"10.0.0.5\",\"LocalPort\":1}", &["line 1: no peer address: 10.0.0.5 1"]),
        (
            "{\"LocalAddress\":\"10.0.0.5\",\"LocalPort\":1,\"RemoteAddress\":\"10.0.0.9\",\"RemotePort\":2,\"State\":99}",
            &["line 1: unknown state: 99"],
        ),
        (
            "LocalAddress;LocalPort;RemoteAddress;RemotePort;State\n10.0.0.5;1;10.0.0.9;2;TimeWait\n10.0.0.5;1;10.0.0.9",
            &["TIME_WAIT 10.0.0.5:1 10.0.0.9:2 v4"],
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn the_addresses_of_macos_are_read_and_cut_ones_are_told() {
    let (heard, summary) = read(&fixture("bsd-macos.txt"), usize::MAX);
    let counts = "ESTABLISHED 3, SYN_SENT 1, FIN_WAIT1 1, FIN_WAIT2 1, TIME_WAIT 3, CLOSE_WAIT 1, LAST_ACK 1, LISTEN 3, CLOSING 1";
    assert_eq!(counts_text(&heard.rows), counts);
    assert_eq!((summary.os, summary.dialects.as_slice()), (Os::Bsd, &["bsd-netstat"][..]));
    assert!(!listed_text(heard.listed).contains("SYN_RECV"), "half-open connections are kept elsewhere");
    for said in [
        "ESTABLISHED [fe80::1]:49152 [fe80::1]:631 v6 rq=0 sq=0",
        "CLOSE_WAIT 192.168.1.5:52347 93.184.216.34:443 v4 rq=37 sq=0",
        "LISTEN 127.0.0.1:631 0.0.0.0:0 v4",
        "LISTEN [::]:80 [::]:0 v6",
        "line 8: netstat cut this address (run it with -W): 2001:db8:85a3:8d.443",
    ] {
        assert!(heard.said.iter().any(|line| line == said), "{said} in {:#?}", heard.said);
    }
    check(
        "tcp4 0 0 localhost.http *.* LISTEN",
        &["line 1: a name stands where the number should be (run the tool with -n): localhost.http"],
    );
}

#[test]
fn compressed_json_longer_than_a_line_may_be_is_read_object_by_object() {
    let object = |i: u32| {
        format!(
            "{{\"LocalAddress\":\"10.0.0.5\",\"LocalPort\":{},\"OwningProcess\":0,\"RemoteAddress\":\"10.0.0.9\",\"RemotePort\":443,\"State\":11,\"CimClass\":{{\"State\":2}}}}",
            40_000 + i % 20_000
        )
    };
    let objects: Vec<_> = (0..20_011).map(object).collect();
    let text = format!("[{}]\nTIME_WAIT 5\n", objects.join(","));
    for chunk in [4_096, usize::MAX] {
        let (heard, summary) = read(text.as_bytes(), chunk);
        assert_eq!((counts_text(&heard.rows).as_str(), heard.warnings.count), ("TIME_WAIT 20011", 0));
        assert_eq!((summary.lines, heard.histograms[0].line), (2, 2));
    }
}

#[test]
fn uname_tells_the_kernel_and_prose_does_not() {
    for (line, expected) in [
        (
            "Linux web-03 6.18.44-1-amd64 #1 SMP PREEMPT_DYNAMIC Debian x86_64 GNU/Linux",
            Some("6.18.44-1-amd64"),
        ),
        (
            "Linux db 3.10.0-1160.el7.x86_64 #1 SMP Mon Oct 19 16:18:59 UTC 2020 x86_64 GNU/Linux",
            Some("3.10.0-1160.el7.x86_64"),
        ),
        ("Linux 6.18 is what runs here", None),
        ("Linux kernel 4.12 removed it", None),
        ("Linux version 6.18.44 (gcc 14) #1 SMP", None),
        ("6.18.44", Some("6.18.44")),
        ("5.10.0+", Some("5.10.0+")),
        ("$ uname -r\n6.18.44", Some("6.18.44")),
        ("nginx:\n6.18.44", None),
        ("10.0.0.1", None),
        ("389 0", None),
    ] {
        let (heard, _) = read(line.as_bytes(), 4_096);
        let expected: Vec<String> =
            expected.iter().map(|release| format!("kernel.osrelease = {release}")).collect();
        assert_eq!(heard.said, expected, "{line}");
    }
}

#[test]
fn the_scripts_for_windows_tell_states_settings_and_events_without_a_warning() {
    let range = ["windows.dynamicport.start = 49152", "windows.dynamicport.count = 16384"];
    let delay = "windows.TcpTimedWaitDelay = 30";
    let route = "TIME_WAIT 192.168.149.130:50103 192.168.149.128:10051 v4";
    for (name, counts, more) in [
        (
            "windows-script-cmd.txt",
            "ESTABLISHED 1, TIME_WAIT 3, LISTEN 3",
            "windows.boot = 20261115031244.500000+060",
        ),
        (
            "windows-script-powershell.txt",
            "ESTABLISHED 1, TIME_WAIT 3, LISTEN 2, BOUND 1",
            "lastack.script_s = 1795342867",
        ),
    ] {
        let text = String::from_utf8(fixture(name)).unwrap().replace('\n', "\r\n");
        // `>` of PowerShell before version 6 writes UTF-16.
        let wide = [0xfeff_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for bytes in [text.clone().into_bytes(), wide] {
            let (heard, summary) = read(&bytes, 4_096);
            assert_eq!(heard.warnings.first, [], "{name}");
            assert_eq!((counts_text(&heard.rows).as_str(), summary.os), (counts, Os::Windows), "{name}");
            for said in range.iter().chain([&delay, &more, &route]) {
                assert!(heard.said.iter().any(|line| line == said), "{name}: {said} in {:#?}", heard.said);
            }
            assert_eq!(summary.logs, 1, "{name}");
        }
    }
}

#[test]
fn what_windows_says_of_itself_is_read_in_every_form() {
    for (text, expected) in [
        ("Microsoft Windows [Version 10.0.17763.1]\n", &["windows.version = 10.0.17763.1"][..]),
        ("Microsoft Windows [版本 6.1.7601]\n", &["windows.version = 6.1.7601"]),
        ("Microsoft Windows XP [版本 5.1.2600]\n", &["windows.version = 5.1.2600"]),
        ("Microsoft Windows NT 6.1.7601.0\n", &["windows.version = 6.1.7601.0"]),
        (
            "OS Version:                10.0.20348 N/A Build 20348\nSystem Boot Time:          12/1/2018, 10:26:34 AM\n",
            &["windows.version = 10.0.20348", "windows.boot = 12/1/2018, 10:26:34 AM"],
        ),
        (
            "OS 版本:          10.0.22000 暂缺 Build 22000\n初始安装日期:     2022/8/21, 0:18:23\n系统启动时间:     2022/12/12, 23:33:54\n",
            &["windows.version = 10.0.22000", "windows.boot = 2022/12/12, 23:33:54"],
        ),
        ("Systemstartzeit:               15.11.2026, 03:12:44\n", &["windows.boot = 15.11.2026, 03:12:44"]),
        (
            "Version du système:     10.0.22631 N/A version 22631\nHeure de démarrage du système:  02/10/2026, 07:58:12\n",
            &["windows.version = 10.0.22631", "windows.boot = 02/10/2026, 07:58:12"],
        ),
        (
            "LastBootUpTime=20260101083000.500000+060\r\r\n\r\r\nLocalDateTime=20260102083000.500000+060\r\r\n",
            &["windows.boot = 20260101083000.500000+060", "windows.now = 20260102083000.500000+060"],
        ),
        (
            "C:\\> wmic os get lastbootuptime\nLastBootUpTime\n20260101083000.500000+060\n",
            &["windows.boot = 20260101083000.500000+060"],
        ),
        ("csname LastBootUpTime\n------ --------------\nWIN-1  11/15/2026 3:12:44 AM\n", &[]),
        ("LastBootUpTime : 2026/11/15 3:12:44\n", &["windows.boot = 2026/11/15 3:12:44"]),
        (
            "PS C:\\> (gcim Win32_OperatingSystem).LastBootUpTime\nPS C:\\> Get-Date\n\nSunday, November 22, 2026 10:21:07 AM\n",
            &["windows.now = Sunday, November 22, 2026 10:21:07 AM"],
        ),
        ("Sun 11/22/2026 10:21:07.31\n", &["windows.now = Sun 11/22/2026 10:21:07.31"]),
        ("2026/11/22 周日 10:21:07.31\n", &["windows.now = 2026/11/22 周日 10:21:07.31"]),
        // Not these: a clock of another system, an application's words, a mark that was mangled.
        ("Sun Nov 22 10:21:07 UTC 2026\n2026-11-22 10:21:07,123\n", &[]),
        ("系统启动时间: 正常运行中\nSystem Boot Time: 08:42\nSystem Up Time: 5 Days, 3 Hours\n", &[]),
        ("System Boot Time:          16/8/2023, 5:45:12 \u{fffd}\u{fffd}\n", &[]),
        ("Microsoft Windows Server 2022 Standard\nBIOS Version: 1.2.3\nMicrosoft Windows 11\n", &[]),
    ] {
        check(text, expected);
    }
}

#[test]
fn settings_of_bsd_are_read_and_say_which_system_it_is() {
    for (text, expected) in [
        (
            "net.inet.ip.portrange.first: 49152\nnet.inet.ip.portrange.last: 65535\n",
            &["net.inet.ip.portrange.first = 49152", "net.inet.ip.portrange.last = 65535"][..],
        ),
        ("> net.inet.tcp.msl: 15000\n", &["net.inet.tcp.msl = 15000"]),
        ("net.inet.tcp.msl=15000\n", &["net.inet.tcp.msl = 15000"]),
        ("net.inet.tcp.msl: how long\nnet.inet.TCP.msl: 1\nnet.inet.tcp.msl: -1\n", &[]),
    ] {
        check(text, expected);
    }
    assert_eq!(read(b"net.inet.tcp.msl: 15000", usize::MAX).1.os, Os::Bsd);
}

#[test]
fn what_windows_prints_in_english_and_in_chinese_says_the_same() {
    let english = "Protocol tcp Dynamic Port Range\n---------------------------------\nStart Port      : 49152\n\
                   Number of Ports : 16384\n\nRFC 1323 Timestamps                 : disabled\n\
                   Statistics since 11/15/2026 3:12:44 AM\nVersion        : 10.0.20348\n";
    let chinese = "协议 tcp 动态端口范围\n---------------------------------\n启动端口        : 49152\n\
                   端口数          : 16384\n\nRFC 1323 时间戳                        : disabled\n\
                   统计数据开始于 2026/11/15 3:12:44\nVersion=10.0.20348\n";
    for (text, boot) in [(english, "11/15/2026 3:12:44 AM"), (chinese, "2026/11/15 3:12:44")] {
        let (heard, summary) = read(text.as_bytes(), 4_096);
        assert_eq!((summary.os, heard.warnings.count), (Os::Windows, 0), "{:?}", heard.warnings.first);
        let expected = [
            "windows.dynamicport.start = 49152".to_owned(),
            "windows.dynamicport.count = 16384".to_owned(),
            "windows.timestamps = disabled".to_owned(),
            format!("windows.boot = {boot}"),
            "windows.version = 10.0.20348".to_owned(),
        ];
        assert_eq!(heard.said, expected);
    }
    // Neither a program's own version nor its own statistics.
    for line in
        ["Version : 1.24.0", "Version: 6.1.76", "Statistics since yesterday", "RFC 1323 Timestamps : maybe"]
    {
        let (heard, _) = read(line.as_bytes(), 4_096);
        assert!(heard.said.is_empty(), "{line}: {:?}", heard.said);
    }
}

#[test]
fn a_key_of_the_registry_was_listed_whole_where_the_value_stands_that_it_always_has() {
    for (line, whole) in [
        (r"    DataBasePath    REG_EXPAND_SZ    %SystemRoot%\System32\drivers\etc", true),
        (r#""DataBasePath"=hex(2):25,00,53,00,79,00,73,00,\"#, true),
        ("DataBasePath is where hosts stands", false),
    ] {
        let (heard, _) = read(line.as_bytes(), 4_096);
        assert_eq!(heard.said.contains(&"windows.registry = whole".to_owned()), whole, "{line}");
    }
}
