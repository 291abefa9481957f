//! Pasted text: formats, languages, masking, exit codes.

use crate::{HISTOGRAM, feed, file, lastack, run, valid};

/// So many TIME_WAIT rows from one address to one destination, as `ss -tan` prints them. As connect() chooses them, the even
/// ports of the default range come first.
fn to_one_destination(rows: u16) -> String {
    let mut text = String::from("State     Recv-Q Send-Q Local Address:Port  Peer Address:Port\n");
    for row in 0..rows {
        let port = 32_768 + row % 14_116 * 2 + row / 14_116;
        text.push_str(&format!("TIME-WAIT 0      0      10.1.2.3:{port}   198.51.100.20:443\n"));
    }
    text
}

#[test]
fn the_figures_are_found_from_a_file_and_from_standard_input() {
    let (_folder, path) = file("netstat.txt", HISTOGRAM);
    for said in [
        run(&[&path]),
        run(&["diagnose", &path]),
        feed(&["-"], HISTOGRAM),
        feed(&["diagnose", "-"], HISTOGRAM),
    ] {
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
        assert!(said.out.contains("18,122"), "{said:?}");
        assert!(said.out.lines().count() <= 24, "{}", said.out);
    }
    let zh = run(&[&path, "--lang", "zh"]);
    assert!(zh.out.contains("18122") && zh.out.contains("下一步"), "{zh:?}");
}

#[test]
fn states_of_a_paste_show_what_is_not_known() {
    let said = feed(&["states", "-"], HISTOGRAM);
    assert_eq!(said.code, Some(0), "{said:?}");
    let line = |name: &str| said.out.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    assert!(line("TIME_WAIT ").ends_with("18,122"), "{said:?}");
    assert!(line("LISTEN").ends_with('?'), "{said:?}");
}

#[test]
fn every_json_document_is_valid_and_states_compute_no_verdict() {
    for arguments in
        [&["-"][..], &["states", "-"], &["ports", "-"], &["-", "--mask"], &["-", "-v", "--top", "1"]]
    {
        let said = feed(&[arguments, &["--format", "json"]].concat(), HISTOGRAM);
        let document = valid(&said.out);
        assert_eq!(document["namespaces"][0]["states"]["TIME_WAIT"], 18_122, "{arguments:?}");
        let judged = !matches!(arguments[0], "states" | "ports");
        for key in ["findings", "ruled_out", "verdict"] {
            assert_eq!(document[key].is_null(), !judged, "{key} of {arguments:?}");
        }
    }
}

#[test]
fn a_limit_on_the_verdict_gives_exit_code_1() {
    let text = to_one_destination(27_000);
    let said = feed(&["-", "--fail-on", "warning"], text.as_bytes());
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("198.51.100.20:443"), "{said:?}");
    assert_eq!(feed(&["-"], text.as_bytes()).code, Some(0), "found trouble is no failure");
    let few = to_one_destination(23);
    assert_eq!(feed(&["-", "--fail-on", "warning"], few.as_bytes()).code, Some(0));
}

#[test]
fn a_masked_paste_shows_no_address_and_no_file_name_in_any_format() {
    let (_folder, path) = file("customer-a.txt", to_one_destination(9_000).as_bytes());
    for format in ["text", "markdown", "json"] {
        let open = run(&[&path, "--format", format, "-v"]);
        let masked = run(&[&path, "--format", format, "-v", "--mask"]);
        for secret in ["198.51.100.20", "10.1.2.3", "customer-a"] {
            assert!(open.out.contains(secret), "{format} does not show {secret} at all: {open:?}");
            assert!(!masked.out.contains(secret), "{format} shows {secret}: {masked:?}");
        }
        assert!(masked.out.contains("9,000") || masked.out.contains("9000"), "{masked:?}");
    }
}

#[test]
fn a_masked_run_names_no_input_beside_the_answer_either() {
    let (_folder, path) = file("customer-a.txt", to_one_destination(23).as_bytes());
    let said = run(&[&path, "/nowhere/customer-b.txt", "--mask", "--lang", "en"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.err.contains("cannot read input-2"), "{said:?}");
    assert!(!format!("{said:?}").contains("customer"), "{said:?}");
}

#[test]
fn a_masked_paste_shows_no_setting_that_lastack_does_not_read() {
    let settings =
        "kernel.hostname = acme\nnet.ipv4.conf.acme-vpn0.rp_filter = 1\nnet.ipv4.tcp_tw_reuse = 2\n";
    let text = format!("{settings}{}", to_one_destination(23));
    let open = feed(&["-", "--format", "json"], text.as_bytes());
    let masked = feed(&["-", "--format", "json", "--mask"], text.as_bytes());
    assert!(open.out.contains("acme-vpn0") && !masked.out.contains("acme"), "{masked:?}");
    assert_eq!(valid(&masked.out)["namespaces"][0]["facts"]["net.ipv4.tcp_tw_reuse"]["value"], "2");
}

#[test]
fn settings_alone_are_something_that_was_read() {
    let said = feed(&["-"], b"net.ipv4.tcp_tw_reuse = 1\nnet.ipv4.tcp_fin_timeout = 30\n");
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
}

#[test]
fn log_lines_alone_are_something_that_was_read() {
    let line = "......active check configuration update from [192.168.149.128:10051] started to fail (cannot connect to [[192.168.149.128]:10051]: [0x00002747] 由于系统缓冲区空间不足或队列已满,不能执行套接字上的操作。)\n";
    let said = feed(&["-", "--lang", "en"], line.as_bytes());
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    let said = feed(&["-"], b"Dear all,\nthe address is already in use by somebody else.\n");
    assert_eq!(said.code, Some(2), "{said:?}");
}

#[test]
fn counts_alone_do_not_say_that_no_port_is_taken() {
    for (lang, words, wrong) in
        [("en", "no addresses: which ports", "No outgoing"), ("zh", "没有地址，各去向", "没有看到向外")]
    {
        for format in ["text", "markdown"] {
            let said = feed(&["ports", "-", "--lang", lang, "--format", format], HISTOGRAM);
            assert!(said.out.contains(words) && !said.out.contains(wrong), "{said:?}");
        }
    }
    let document = valid(&feed(&["ports", "-", "--format", "json"], HISTOGRAM).out);
    assert!(document["routes"]["rest"].is_null() && document["listeners"]["rest"].is_null(), "{document:#}");
    assert!(document["time_wait"]["overdue"].is_null() && document["time_wait"]["lower_bound"].is_null());
    let states = feed(&["states", "-", "--lang", "en"], HISTOGRAM);
    assert!(!states.out.contains("by who connected"), "{states:?}");
}

#[test]
fn a_paste_without_the_port_range_says_that_it_is_the_default() {
    let rows = to_one_destination(23);
    let with = format!("net.ipv4.ip_local_port_range = 32768\t60999\n{rows}");
    for (lang, words) in [("en", "(default range assumed)"), ("zh", "（端口范围按默认值）")] {
        let said = |text: &str| feed(&["-", "--lang", lang, "--width", "200"], text.as_bytes()).out;
        assert!(said(&rows).contains(words), "{}", said(&rows));
        assert!(said(&with).contains("198.51.100.20:443") && !said(&with).contains(words), "{}", said(&with));
    }
}

/// Settings and `rows` in TIME_WAIT towards one destination, 20 a second, as ss -tano prints them.
fn aged(rows: u32, settings: &str) -> String {
    let row = |index: u32| {
        let left = 59 - (index / 20) % 60;
        format!("TIME-WAIT 0 0 10.0.0.5:{} 10.0.0.21:3306 timer:(timewait,{left}sec,0)\n", 40_000 + index)
    };
    let rows: String = (0..rows).map(row).collect();
    format!(
        "net.ipv4.ip_local_port_range = 40000 40999\n{settings}\nState Recv-Q Send-Q Local Address:Port Peer Address:Port\n{rows}"
    )
}

const UNPROVEN: &str = "net.ipv4.tcp_tw_reuse = 1\nnet.ipv4.tcp_timestamps = 1";

#[test]
fn the_ports_table_says_only_what_is_so_with_reuse_and_without() {
    let row = |settings: &str, lang: &str| {
        let said =
            feed(&["ports", "-", "--lang", lang, "--width", "160"], aged(600, settings).as_bytes()).out;
        let row = said.lines().find(|line| line.starts_with("10.0.0.21:3306")).unwrap_or_default();
        row.split_whitespace().skip(2).map(str::to_owned).collect::<Vec<_>>()
    };
    // taken, reusable, blocking, share, slow, full
    let blocking = row("net.ipv4.tcp_tw_reuse = 0\nnet.ipv4.tcp_timestamps = 1", "en");
    // A range of 1,000 ports is searched too quickly to be slow.
    assert_eq!(blocking[..6], ["600", "0", "600", "60", "%", "never"], "{blocking:?}");
    assert!(blocking[6..].join(" ").ends_with(" s"), "{blocking:?}");
    assert_eq!(row(UNPROVEN, "en"), ["600", "0-580", "600", "60", "%", "never", "?"]);
    assert_eq!(row(UNPROVEN, "zh")[4..], ["不会", "未知"]);
}

#[test]
fn a_table_that_may_be_cut_says_what_never_rests_on() {
    for (lang, words) in [("en", "\"never\" holds if these are all rows"), ("zh", "“不会”的前提是连接贴全了")]
    {
        let said = |text: &str| feed(&["ports", "-", "--lang", lang, "--width", "160"], text.as_bytes()).out;
        let slow = (0..240).map(|index| {
            let left = 59 - index / 4;
            format!("TIME-WAIT 0 0 10.0.0.5:{} 10.0.0.21:3306 timer:(timewait,{left}sec,0)\n", 40_000 + index)
        });
        let whole = format!("{}{}", aged(0, "net.ipv4.tcp_tw_reuse = 0"), slow.collect::<String>());
        assert!(said(&whole).contains(words), "{}", said(&whole));
        // With it no proviso is needed, and the document may say so.
        let rows = whole.matches("TIME-WAIT").count();
        let counted = format!("TCP: inuse 5 orphan 0 tw {rows} alloc 9 mem 2\n{whole}");
        assert!(!said(&counted).contains(words), "{}", said(&counted));
        for (text, expected) in [(&whole, "unknown"), (&counted, "never")] {
            let document = valid(&feed(&["-", "--format", "json"], text.as_bytes()).out);
            let end = &document["routes"]["top"][0]["exhausted"];
            assert_eq!((&end["when"], end["steady"].is_null()), (&expected.into(), expected == "unknown"));
            let coverage = document["coverage"].as_array().unwrap();
            let why = coverage.iter().filter(|line| line["subject"] == "forecast" && !line["why"].is_null());
            assert_eq!(why.count(), usize::from(expected == "unknown"), "{coverage:?}");
        }
        // The kernel's own count in the same text says that rows are missing.
        let cut = said(&format!("TCP: inuse 5 orphan 0 tw 9000 alloc 9 mem 2\n{whole}"));
        let row = cut.lines().find(|line| line.starts_with("10.0.0.21:3306")).unwrap();
        assert!(!cut.contains(words) && row.ends_with(if lang == "en" { "?" } else { "未知" }), "{cut}");
    }
}

#[test]
fn what_hangs_on_the_peer_is_no_critical_for_nagios_and_says_so() {
    // The twins differ in tcp_tw_reuse.
    let line = |settings: &str| {
        let said = feed(&["-", "--lang", "en", "--format", "nagios"], aged(980, settings).as_bytes());
        (said.code, said.out.lines().next().unwrap_or_default().to_owned())
    };
    let (code, unproven) = line(UNPROVEN);
    assert_eq!(code, Some(1), "{unproven}");
    assert!(unproven.starts_with("LASTACK WARNING - 980 of 1,000 local ports"), "{unproven}");
    assert!(unproven.contains("depends on the peer's timestamps"), "{unproven}");
    let (code, blocked) = line("net.ipv4.tcp_tw_reuse = 0\nnet.ipv4.tcp_timestamps = 1");
    assert_eq!(code, Some(2), "{blocked}");
    assert!(blocked.starts_with("LASTACK CRITICAL - 980 of 1,000"), "{blocked}");
    for line in [unproven, blocked] {
        assert!(line.contains("busiest_route_ports=980;500;1000;0;1000"), "{line}");
    }
}

#[test]
fn a_chinese_paste_in_a_c_locale_names_the_option() {
    let paste = "活动连接\n\n  协议  本地地址          外部地址        状态           PID\n  TCP    10.0.0.5:49152         10.0.0.9:10051         TIME_WAIT       0\n";
    let hint = "--lang zh";
    let with = |set: &[(&str, &str)]| -> String {
        let (_folder, path) = file("netstat.txt", paste.as_bytes());
        let mut command = lastack(&[&path]);
        command.envs(set.iter().copied());
        let out = String::from_utf8(command.output().unwrap().stdout).unwrap();
        out.lines().last().unwrap_or_default().to_owned()
    };
    assert!(with(&[("LANG", "C")]).contains(hint));
    assert!(with(&[]).contains(hint));
    assert!(!with(&[("LANG", "en_US.UTF-8")]).contains(hint), "English was chosen");
    assert!(!with(&[("LASTACK_LANG", "zh")]).contains(hint));
}

#[test]
fn colour_is_for_terminals_or_for_those_who_ask() {
    let escape = '\u{1b}';
    assert!(!feed(&["-"], HISTOGRAM).out.contains(escape));
    assert!(feed(&["-", "--color", "always"], HISTOGRAM).out.contains(escape));
    assert!(!feed(&["-", "--color", "never"], HISTOGRAM).out.contains(escape));
}

#[test]
fn a_flag_stands_before_its_variable() {
    let (_folder, path) = file("netstat.txt", HISTOGRAM);
    let with = |arguments: &[&str]| -> String {
        let mut command = lastack(arguments);
        String::from_utf8(command.env("LASTACK_FORMAT", "json").output().unwrap().stdout).unwrap()
    };
    valid(&with(&[&path]));
    assert!(with(&[&path, "--format", "markdown"]).starts_with("**"));
    assert!(
        with(&["--format", "markdown", "states", &path]).contains("| TIME_WAIT |"),
        "before the command too"
    );
}

#[test]
fn a_narrow_screen_holds_the_same_numbers() {
    let said = feed(&["-", "--width", "40"], HISTOGRAM);
    assert!(said.out.contains("18,122") && said.out.contains("348"), "{said:?}");
}

/// A log line of an agent beside what a Windows of this version says of itself.
fn agent(version: &str, boot: &str) -> String {
    format!(
        "Microsoft Windows [版本 {version}]\r\n系统启动时间:     {boot}\r\n2026/11/22 周日 10:21:07.31\r\n  \
         4711:20261122:031240.123 active check configuration update from [192.168.149.128:10051] started to fail \
         (cannot connect to [[192.168.149.128]:10051]: [0x00002747] )\r\n"
    )
}

#[test]
fn a_windows_that_releases_no_time_wait_any_more_is_known_by_its_paste() {
    for (version, boot, expected) in [
        ("6.1.7601", "2025/1/15, 3:12:44", "超过497天就不再释放TIME_WAIT"),
        ("6.1.7601", "2025/12/15, 3:12:44", "多半是动态端口用完"),
        ("10.0.17763.1", "2025/1/15, 3:12:44", "多半是动态端口用完"),
    ] {
        let said = feed(&["-", "--lang", "zh"], agent(version, boot).as_bytes());
        // The verdict may take a second line.
        let first = said.out.lines().take(2).flat_map(str::split_whitespace).collect::<String>();
        assert!(first.contains(expected), "{version} since {boot}: {said:?}");
    }
    let said = feed(&["-", "--format", "json"], agent("6.1.7601", "2025/1/15, 3:12:44").as_bytes());
    let document = valid(&said.out);
    assert_eq!(
        (&document["host"]["uptime_s"], &document["host"]["kernel"]),
        (&58_432_103.into(), &"6.1.7601".into())
    );
}

#[test]
fn numbers_that_differ_stand_on_the_first_screen_only_of_whoever_came_for_them() {
    let counted = |rows: u16, tw: u16| {
        format!("TCP: inuse 5 orphan 0 tw {tw} alloc 9 mem 2\n{}", to_one_destination(rows))
    };
    for (rows, tw, flags, shown) in
        [(27_000, 27_600, &["-"][..], false), (27_000, 27_600, &["-", "-v"], true), (50, 90, &["-"], true)]
    {
        let said = feed(&[flags, &["--lang", "en"]].concat(), counted(rows, tw).as_bytes());
        assert_eq!(said.out.contains("sockstat tw"), shown, "{said:?}");
    }
}

#[test]
fn a_table_in_words_of_another_language_is_an_answer_that_is_not_known() {
    let row = |port: u16, word: &str| format!("  TCP    10.0.0.5:{port}    10.0.0.9:443    {word}\r\n");
    let rows: String = (50_001..=50_023).map(|port| row(port, "CZAS_OCZEKIWANIA")).collect();
    for (lang, words) in [("en", "words for the state are not known here"), ("zh", "状态是不认识的词")]
    {
        let said = feed(&["-", "--lang", lang], rows.as_bytes());
        let text = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
        for part in [words, "CZAS_OCZEKIWANIA 23", "10.0.0.9:443"] {
            let unspaced = |text: &str| text.replace(' ', "");
            assert!(unspaced(&text).contains(&unspaced(part)), "{part}: {text}");
        }
    }
    let nagios = feed(&["-", "--format", "nagios"], rows.as_bytes());
    assert_eq!((nagios.code, nagios.out.starts_with("LASTACK UNKNOWN - ")), (Some(3), true), "{nagios:?}");
    let judged = valid(&feed(&["-", "--format", "json"], rows.as_bytes()).out);
    assert_eq!(judged["verdict"]["severity"], "unknown");
    assert!(judged["namespaces"][0]["states"]["TIME_WAIT"].is_null(), "{judged}");
    // One state that is known, and the rows count again.
    let mixed = format!("{rows}{}", row(50_029, "ESTABLISHED"));
    assert_eq!(feed(&["-"], mixed.as_bytes()).code, Some(0));
}

#[test]
fn lines_of_the_kernel_tell_when_it_was_and_the_worst_first() {
    let lines = |date: &dyn Fn(&str) -> String| {
        let overflow = (0..7)
            .map(|at| format!("{} TCP: time wait bucket table overflow\n", date(&format!("03:10:0{at}"))));
        let full = ["03:12:40", "03:12:45"]
            .map(|at| format!("{} nf_conntrack: nf_conntrack: table full, dropping packet\n", date(at)));
        overflow.chain(full).collect::<String>()
    };
    let dmesg = lines(&|at| format!("[Sun Nov 22 {at} 2026]"));
    let journal = lines(&|at| format!("Nov 22 {at} web-03 kernel:"));
    for (text, day) in [(dmesg, "2026-11-22"), (journal, "11-22")] {
        let said = |lang: &str| feed(&["-", "--lang", lang, "--width", "999"], text.as_bytes()).out;
        let (en, zh) = (said("en"), said("zh"));
        let first = |text: &str| text.lines().next().unwrap().to_owned();
        assert!(
            first(&en).contains(&format!("The conntrack table was full (last at {day} 03:12:45):")),
            "{en}"
        );
        assert!(first(&zh).contains(&format!("conntrack 表满过（最近一次 {day} 03:12:45）：")), "{zh}");
        assert!(
            en.contains(&format!(
                "7 log lines (kernel), {day} 03:10:00 to 03:10:06: tcp_max_tw_buckets was full."
            )),
            "{en}"
        );
        assert!(
            zh.contains(&format!("7 行日志（kernel），{day} 03:10:00 到 03:10:06：tcp_max_tw_buckets 满过")),
            "{zh}"
        );
    }
}

/// A share of the default range would say "3 %" below a line that asks whether that range holds.
#[test]
fn rows_that_fill_a_stretch_of_ports_are_not_told_as_a_share_of_a_range_that_nobody_read() {
    let head = "State     Recv-Q Send-Q Local Address:Port Peer Address:Port\n";
    let rows = |step: u32| {
        (0..100)
            .map(|row| format!("TIME-WAIT 0 0 10.1.2.3:{} 198.51.100.20:443\n", 40_000 + row * step))
            .collect::<String>()
    };
    for (lang, verdict, ports) in [("en", "UNKNOWN", "busiest route"), ("zh", "待查", "占用最多的去向")]
    {
        // The twin lies as connect() chooses in a wide range.
        for (step, narrow) in [(1, true), (200, false)] {
            let said = feed(&["-", "--lang", lang], (head.to_owned() + &rows(step)).as_bytes()).out;
            assert_eq!((said.starts_with(verdict), said.contains(ports)), (narrow, !narrow), "{said}");
        }
    }
}
