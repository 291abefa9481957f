//! Files of the registry editor, graded by the real program for versions of Windows.

use crate::{feed, file, run, valid};

const KEY: &str = r"[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters]";

/// What the incident's article asks for.
const ARTICLE: &str = "\"TcpTimedWaitDelay\"=dword:0000001e\r\n\"StrictTimeWaitSeqCheck\"=dword:00000001\r\n\"MaxUserPort\"=dword:0000fffe\r\n";

const HEAD: &str = "Windows Registry Editor Version 5.00";

fn text(head: &str, values: &str) -> String {
    format!("{head}\r\n\r\n{KEY}\r\n{values}")
}

/// Nine tenths of the dynamic ports in TIME_WAIT.
fn table() -> String {
    let row = |port: u32| format!("  TCP    10.0.0.5:{port}    10.0.0.9:443    TIME_WAIT    0\n");
    let head = "Active Connections\n\n  Proto  Local Address  Foreign Address  State  PID\n";
    head.to_owned() + &(50_000..65_000).map(row).collect::<String>()
}

/// The grade of each line of a file, for the host that `facts` tell of.
fn graded(text: &str, facts: &str) -> Vec<String> {
    let (_folder, path) = file("facts.txt", facts.as_bytes());
    let said = feed(&["lint", "-", "--format", "json", "--facts", &path], text.as_bytes());
    let document = valid(&said.out);
    assert_eq!(document["os"], "windows", "{said:?}");
    let lines = document["lines"].as_array().unwrap();
    lines.iter().map(|line| line["grade"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_the_article_asks_for_is_graded_for_each_version() {
    let version = |version: &str| format!("Microsoft Windows [Version {version}]\n");
    for (version, expected) in [
        ("5.2.3790", ["depends", "depends", "depends"]),
        ("6.1.7601", ["depends", "depends", "does-nothing"]),
        ("10.0.17763.1", ["depends", "depends", "does-nothing"]),
    ]
    .map(|(number, expected)| (version(number), expected))
    {
        assert_eq!(graded(&text(HEAD, ARTICLE), &version), expected, "{version}");
    }
    // With connections it can be said whether it helps, where the version heeds it.
    let full = |number: &str| version(number) + &table();
    assert_eq!(graded(&text(HEAD, ARTICLE), &full("6.1.7601")), ["helps", "helps", "does-nothing"]);
    assert_eq!(graded(&text(HEAD, ARTICLE), &full("10.0.17763.1"))[0], "depends");
    // Open connections that hold the ports go no sooner.
    let open = full("6.1.7601").replace("TIME_WAIT  ", "ESTABLISHED");
    assert_eq!(graded(&text(HEAD, ARTICLE), &open), ["does-nothing"; 3]);
    let few = version("6.1.7601") + &table().lines().take(9).collect::<Vec<_>>().join("\n");
    assert_eq!(graded(&text(HEAD, ARTICLE), &few), ["does-nothing"; 3]);
    let (_folder, path) = file("facts.txt", few.as_bytes());
    let delay = text(HEAD, ARTICLE);
    let said = feed(&["lint", "-", "--facts", &path, "--lang", "en", "--width", "400"], delay.as_bytes());
    let told = said.out.matches("No trouble with ports was found here that it would treat.").count();
    assert_eq!(told, 2, "of what this version heeds: {said:?}");
}

#[test]
fn every_form_of_file_says_the_same_and_needs_no_host() {
    let plain = text(HEAD, ARTICLE);
    let wide: Vec<u8> =
        [0xfeff_u16].into_iter().chain(plain.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let old = text("REGEDIT4", ARTICLE).into_bytes();
    for (lang, words) in [
        (
            "en",
            [
                "Judged for Windows of an unknown version",
                "TcpTimedWaitDelay = 30 s; whether it is heeded there depends on the version",
                "StrictTimeWaitSeqCheck = 1",
                "MaxUserPort = 65534 counts on Windows before Vista alone",
                "a change of them needs a reboot",
            ],
        ),
        (
            "zh",
            [
                "未知版本的 Windows",
                "TcpTimedWaitDelay = 30 秒；管不管用要看版本",
                "StrictTimeWaitSeqCheck = 1",
                "MaxUserPort = 65534 只在 Vista 之前的 Windows 上有用",
                "改了要重启系统",
            ],
        ),
    ] {
        let mut screens = Vec::new();
        for bytes in [&wide, plain.as_bytes(), &old] {
            let said = feed(&["lint", "-", "--lang", lang, "--width", "400"], bytes);
            assert_eq!(said.code, Some(0), "{said:?}");
            assert!(words.iter().all(|word| said.out.contains(word)), "{said:?}");
            screens.push(said.out);
        }
        assert!(screens.windows(2).all(|two| two[0] == two[1]), "{screens:?}");
    }
}

#[test]
fn bounds_types_places_deletions_and_repeated_values_are_graded() {
    let server = "Microsoft Windows [Version 6.1.7601]\n";
    for (values, expected) in [
        // dword is hexadecimal: 0x300 is 768.
        ("\"TcpTimedWaitDelay\"=dword:00000300\r\n", &["wrong-value"][..]),
        ("\"TcpTimedWaitDelay\"=\"30\"\r\n", &["wrong-value"]),
        ("\"TcpTimedWaitDelay\"=hex(4):1e,00,00,00\r\n", &["depends"]),
        ("TcpTimedWaitDelay=30\r\n", &["wrong-value"]),
        ("\"TcpTimedWaitDelay\"=-\r\n\"MaxUserPort\"=-\r\n", &["depends", "does-nothing"]),
        ("\"TcpTimedWaitDelay\"=dword:1e\r\n\"TcpTimedWaitDelay\"=dword:3c\r\n", &["cancelled", "depends"]),
        (
            "\"TcpTimedWaitDelay\"=dword:1e\r\n\"tcptimedwaitdelay\"=dword:1e\r\n",
            &["does-nothing", "depends"],
        ),
        ("\"TcpTimedWaitDelay\"=dword:1e\r\n\"TcpTimedWaitDelay\"=-\r\n", &["cancelled", "depends"]),
        (";\"TcpTimedWaitDelay\"=dword:1e\r\n\"Hostname\"=\"web\"\r\n", &["switched-off", "not-about"]),
        ("\"KeepAliveTime\"=dword:000493e0\r\n", &["depends"]),
        (
            "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip]\r\n\"MaxUserPort\"=dword:fffe\r\n",
            &["depends"],
        ),
        ("[-HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip]\r\n", &["harmful"]),
        ("[-HKEY_CURRENT_USER\\Software\\x]\r\n", &["not-about"]),
        // Another control set is another key; with its key a value goes.
        (
            "\"TcpTimedWaitDelay\"=dword:1e\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet002\\Services\\Tcpip\\Parameters] ; old\r\n\
             \"TcpTimedWaitDelay\"=dword:3c\r\n",
            &["depends", "depends"],
        ),
        (
            "\"TcpTimedWaitDelay\"=dword:1e\r\n[-HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip]\r\n",
            &["cancelled", "harmful"],
        ),
    ] {
        assert_eq!(graded(&text(HEAD, values), server), expected, "{values}");
    }
}

#[test]
fn what_stands_there_already_is_so_where_the_version_heeds_it() {
    let delay = "\"TcpTimedWaitDelay\"=dword:0000001e\r\n";
    let stands = |version: &str| {
        format!("Microsoft Windows [Version {version}]\nTcpTimedWaitDelay    REG_DWORD    0x1e\n")
    };
    assert_eq!(graded(&text(HEAD, delay), &stands("6.1.7601")), ["already-so"]);
    assert_eq!(graded(&text(HEAD, delay), &stands("10.0.20348")), ["depends"]);
    let whole = "    DataBasePath    REG_EXPAND_SZ    %SystemRoot%\\System32\\drivers\\etc\n";
    let gone = format!("Microsoft Windows [Version 6.1.7601]\n{whole}");
    assert_eq!(graded(&text(HEAD, "\"TcpTimedWaitDelay\"=-\r\n"), &gone), ["already-so"]);
    assert_eq!(graded(&text(HEAD, "\"StrictTimeWaitSeqCheck\"=dword:1\r\n"), &gone), ["does-nothing"]);
}

#[test]
fn a_file_without_its_head_and_one_of_another_system_are_told() {
    let (_folder, path) = file("a.reg", format!("{KEY}\n{ARTICLE}").as_bytes());
    let said = run(&["lint", &path, "--lang", "en"]);
    assert!(said.out.contains("regedit does not take it"), "{said:?}");
    let (_other, conf) = file("b.conf", b"net.ipv4.tcp_rfc1337 = 1\n");
    let said = run(&["lint", &path, &conf, "--lang", "en"]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.err.contains("one system at a time"), "{said:?}");
    let said = feed(&["lint", "-", "--lang", "zh"], HEAD.as_bytes());
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.err.contains("里没有值"), "{said:?}");
    // A key that is taken away is harm.
    let bytes = text(HEAD, "").replace("[HKEY", "[-HKEY");
    let said = feed(&["lint", "-", "--lang", "zh"], bytes.as_bytes());
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("会删掉整个项"), "{said:?}");
}
