//! A Windows agent that cannot connect any more, from files alone: its log, a table and a file of regedit, on any system.

use std::path::PathBuf;

use serde_json::Value;

use crate::{run, valid};

/// What Windows says of 10055 in Chinese, in code page 936.
const TEXT_936: &[u8] = b"\xd3\xc9\xd3\xda\xcf\xb5\xcd\xb3\xbb\xba\xb3\xe5\xc7\xf8\xbf\xd5\xbc\xe4\xb2\xbb\xd7\xe3\xbb\xf2\xb6\xd3\xc1\xd0\xd2\xd1\xc2\xfa\xa3\xac\xb2\xbb\xc4\xdc\xd6\xb4\xd0\xd0\xcc\xd7\xbd\xd3\xd7\xd6\xc9\xcf\xb5\xc4\xb2\xd9\xd7\xf7\xa1\xa3";

/// The same in UTF-8.
const TEXT: &str = "由于系统缓冲区空间不足或队列已满，不能执行套接字上的操作。";

/// What Windows says of it in a language that nobody here reads: the code alone tells.
const TEXT_OF_OTHERS: &str = "Una operacion no pudo realizarse";

/// One agent's two outages: the second has no end.
fn log(text: &[u8]) -> Vec<u8> {
    let began = |time: &str| {
        let head = format!(
            "  5120:{time} active check configuration update from [192.168.149.128:10051] started to fail \
             (cannot connect to [[192.168.149.128]:10051]: [0x00002747] "
        );
        [head.as_bytes(), text, b")\r\n"].concat()
    };
    let quiet = b"  5120:20231017:101502.129 agent #4 started [active checks #1]\r\n".to_vec();
    let ended =
        b"  5120:20231017:143411.602 active check configuration update from [192.168.149.128:10051] is \
                  working again\r\n";
    [quiet, began("20231017:143211.520"), ended.to_vec(), began("20231017:150102.007")].concat()
}

/// `netstat -ano` of a Chinese Windows: so many rows to the proxy, and so many bound sockets.
fn table(time_wait: u16, bound: u16) -> String {
    let mut text =
        String::from("\r\n活动连接\r\n\r\n  协议  本地地址          外部地址        状态           PID\r\n");
    text += "  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       888\r\n";
    text += "  TCP    0.0.0.0:10050          0.0.0.0:0              LISTENING       3644\r\n";
    for port in 49_152..49_152 + time_wait {
        text += &format!("  TCP    192.168.149.21:{port}   192.168.149.128:10051  TIME_WAIT       0\r\n");
    }
    for port in (0..bound).map(|n| 65_535 - n) {
        text += &format!("  TCP    0.0.0.0:{port}   0.0.0.0:0  BOUND       4212\r\n");
    }
    text
}

/// As regedit writes it.
fn export() -> Vec<u8> {
    let text = "\u{feff}Windows Registry Editor Version 5.00\r\n\r\n\
                [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters]\r\n\
                \"DataBasePath\"=hex(2):25,00,53,00,00,00\r\n\"Hostname\"=\"WIN-AGENT\"\r\n\"MaxUserPort\"=dword:0000fffe\r\n\
                \"TcpTimedWaitDelay\"=dword:0000001e\r\n";
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The three files in a folder.
struct Files {
    _folder: tempfile::TempDir,
    paths: Vec<String>,
}

fn files(log: &[u8], table: &[u8]) -> Files {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, content: &[u8]| {
        let path: PathBuf = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_string_lossy().into_owned()
    };
    let paths = vec![put("zabbix_agentd.log", log), put("netstat.txt", table), put("export.reg", &export())];
    Files { _folder: folder, paths }
}

impl Files {
    fn arguments<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        self.paths.iter().map(String::as_str).chain(more.iter().copied()).collect()
    }

    fn report(&self) -> Value {
        let said = run(&self.arguments(&["--format", "json"]));
        assert_eq!(said.code, Some(0), "{said:?}");
        valid(&said.out)
    }

    /// The whole screen, without its breaks.
    fn screen(&self, lang: &str) -> String {
        let said = run(&self.arguments(&["-v", "--width", "200", "--lang", lang]));
        assert_eq!(said.code, Some(0), "{said:?}");
        said.out.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn told(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap();
    let one = |finding: &Value| {
        format!("{} {}", finding["severity"].as_str().unwrap(), finding["id"].as_str().unwrap())
    };
    findings.iter().map(one).collect()
}

/// Whether the texts stand in the screen, one behind the other.
fn check(screen: &str, texts: &[&str]) {
    let mut rest = screen;
    for text in texts {
        let found = rest.split_once(text);
        assert!(found.is_some(), "{text:?} is not behind the others in:\n{screen}");
        rest = found.unwrap().1;
    }
}

#[test]
fn an_agent_without_ports_gets_its_cures_in_their_order_and_what_not_to_do() {
    for text in [TEXT.as_bytes(), TEXT_936, TEXT_OF_OTHERS.as_bytes()] {
        let files = files(&log(text), table(16_381, 0).as_bytes());
        let report = files.report();
        assert_eq!(
            told(&report),
            ["critical dynamic-range-exhaustion", "info legacy-values", "info legacy-values"]
        );
        check(
            &files.screen("en"),
            &[
                "CRITICAL Windows could not connect to 192.168.149.128:10051 (10055): 16,381 of 16,384 dynamic ports are \
                 taken, 16,381 by TIME_WAIT.",
                "2 log lines (zabbix-agent): 10055, no dynamic port to 192.168.149.128:10051.",
                "68 to 136 connections a second use up 16,384.",
                "497 days",
                "Down since 2023-10-17 15:01:02, and not back at the end of the log; one outage before.",
                "do Let the program reuse connections",
                "do Let the agent connect less often: a larger BufferSend",
                "do Then more dynamic ports",
                "netsh int ipv4 set dynamicport tcp",
                "don't Restart the agent or program",
                "don't MaxUserPort",
                "don't SO_REUSEADDR",
                "don't TcpTimedWaitDelay: needs a reboot",
                "MaxUserPort = 65534",
                "TcpTimedWaitDelay = 30 s; whether it is heeded",
                "StrictTimeWaitSeqCheck = 1",
            ],
        );
        check(
            &files.screen("zh"),
            &[
                "严重 Windows 连不出去（10055），去往 192.168.149.128:10051：动态端口已占 16381/16384，其中 TIME_WAIT 16381 个",
                "2023-10-17 15:01:02 起中断，到日志末尾还没恢复；之前还中断过 1 次",
                "该做 让应用程序复用连接",
                "该做 让 agent 少建连接",
                "该做 然后增加动态端口",
                "别做 重启 agent 或程序：TIME_WAIT 归系统管",
                "别做 MaxUserPort",
                "别做 SO_REUSEADDR",
                "别做 TcpTimedWaitDelay：要重启系统",
            ],
        );
    }
}

#[test]
fn a_host_whose_ports_bound_sockets_hold_is_not_blamed_on_time_wait() {
    let files = files(&log(TEXT_936), table(43, 16_300).as_bytes());
    let report = files.report();
    assert_eq!(
        told(&report)[..2],
        ["critical dynamic-range-exhaustion", "critical bound-port-leak"],
        "{:?}",
        told(&report)
    );
    let screen = files.screen("en");
    check(&screen, &["bound sockets hold 16,300 of 16,384 dynamic ports. TIME_WAIT (43) is not the cause."]);
    check(&screen, &["do See which process holds the bound sockets", "netstat -anoq"]);
    check(&screen, &["don't TcpTimedWaitDelay: it is about TIME_WAIT, which does not hold these ports."]);
    assert!(!screen.contains("set dynamicport"), "{screen}");
    check(
        &files.screen("zh"),
        &["动态端口被只绑定不使用的套接字占了 16300/16384，与 TIME_WAIT（43 个）无关"],
    );
}

#[test]
fn what_no_setting_of_windows_mends_is_left_with_the_reason() {
    for (table, told) in [
        (
            table(43, 16_300),
            [
                "bound-port-leak: No setting mends this: only the program that holds the sockets can.",
                "bound-port-leak：改内核参数没用：只有持有这些连接的程序自己能解决",
            ],
        ),
        (
            table(43, 0),
            [
                "nonpaged-pool: None of the settings that lastack changes on Windows mends this;",
                "nonpaged-pool：lastack 在 Windows 上能改的参数都治不了这个",
            ],
        ),
    ] {
        let files = files(&log(TEXT.as_bytes()), table.as_bytes());
        for (lang, told) in ["en", "zh"].into_iter().zip(told) {
            let plan = ["fix", "plan", "--width", "200", "--lang", lang];
            let said = run(&[&plan[..], &files.arguments(&[])].concat());
            let screen = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(screen.contains(told) && !screen.contains("Linux"), "{told}: {screen}");
        }
    }
}

#[test]
fn with_few_time_wait_something_else_is_looked_for() {
    let files = files(&log(TEXT.as_bytes()), table(43, 0).as_bytes());
    assert_eq!(told(&files.report())[0], "critical nonpaged-pool");
    check(
        &files.screen("en"),
        &[
            "only 43 of 16,384 dynamic ports are taken, 43 by TIME_WAIT: that is not the cause.",
            "netstat -anoq",
        ],
    );
    check(&files.screen("zh"), &["动态端口只占 43/16384，其中 TIME_WAIT 43 个：不是 TIME_WAIT 的问题"]);
}

/// What netsh prints of the range on a Chinese Windows.
const RANGE: &str = "\r\n协议 tcp 动态端口范围\r\n---------------------------------\r\n启动端口        : 49152\r\n端口数          : 16384\r\n\r\n";

#[test]
fn named_ports_are_excluded_by_the_scripts_of_that_host_where_its_lists_were_pasted() {
    let list = "\r\n协议 tcp 端口排除范围\r\n\r\n开始端口    结束端口\r\n----------    --------\r\n     50000       50059     *\r\n     54364       54463\r\n\r\n* - 管理的端口排除。\r\n";
    let plan = |list: &str, port: &str, more: &[&str]| {
        let files = files(&log(TEXT.as_bytes()), (table(43, 0) + RANGE + list).as_bytes());
        run(&[&["fix", "plan", "--port", port][..], &files.arguments(more)].concat())
    };
    let said = plan(list, "50100,60001", &["--lang", "en", "--width", "200"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    for line in [
        "Exclude 2 ports (50100, 60001)",
        "windows.excludedportrange: 50000-50059 -> 50000-50059,50100,60001",
        "over IPv4 (that of IPv6 was not read)",
    ] {
        assert!(said.out.contains(line), "{line} in\n{}", said.out);
    }
    // Of those that were named each has its answer.
    for (lang, told) in
        [("en", "port 50001 is none that Windows gives"), ("zh", "端口 50001 在 IPv4 上本来就不会")]
    {
        let said = plan(list, "50100,50001", &["--lang", lang, "--width", "200"]);
        assert!(said.out.contains("50000-50059,50100") && said.out.contains(told), "{}", said.out);
    }
    // What others excluded stays, on both ways.
    for (form, verb) in [("netsh", "add"), ("netsh-undo", "delete")] {
        let said = plan(list, "50100,60001", &["--as", form]);
        let commands: Vec<&str> = said.out.lines().filter(|line| line.starts_with("int ")).collect();
        let expected = [50_100, 60_001].map(|port| {
            format!("int ipv4 {verb} excludedportrange protocol=tcp startport={port} numberofports=1 store=persistent")
        });
        assert_eq!(commands, expected);
    }
    for (list, port, told) in [
        (list, "50001", "or is excluded already"),
        (list, "54400", "or is excluded already"),
        ("", "50100", "the excluded ports were not read"),
    ] {
        let said = plan(list, port, &["--lang", "en", "--width", "200"]);
        assert!(said.out.contains(told) && !said.out.contains(" -> "), "{port}: {}", said.out);
    }
    for wrong in ["0", "65536", "1-2", "http", ""] {
        assert_eq!(plan(list, wrong, &[]).code, Some(2), "{wrong}");
    }
}

#[test]
fn the_plan_for_that_host_becomes_files_that_go_there_and_back_on_any_system() {
    let files = files(&log(TEXT.as_bytes()), (table(16_381, 0) + RANGE).as_bytes());
    let plan = |more: &[&str]| {
        let arguments = [&["fix", "plan"][..], &files.arguments(more)].concat();
        let said = run(&arguments);
        assert_eq!(said.code, Some(0), "{said:?}");
        said.out
    };
    let text = plan(&["--lang", "en", "-v", "--width", "200"]);
    for line in [
        "windows.dynamicport: 49152 16384 -> 32768 32768",
        "windows.StrictTimeWaitSeqCheck: absent -> 1",
        "On Windows SO_REUSEADDR lets a second program take a port that is in use",
        "The version is not known. It is documented for Windows 2000 to 2008",
        "a reboot does not",
        "the system: the values are read when it boots",
    ] {
        assert!(text.contains(line), "{line} in:\n{text}");
    }
    let reg = plan(&["--as", "reg", "--lang", "zh"]);
    assert!(reg.starts_with("Windows Registry Editor Version 5.00\r\n") && reg.is_ascii(), "{reg}");
    assert!(reg.contains("\r\n\"StrictTimeWaitSeqCheck\"=dword:00000001\r\n"), "{reg}");
    // It is 30 already, and MaxUserPort is refused.
    assert!(!reg.contains("TcpTimedWaitDelay\"=") && !reg.contains("MaxUserPort"), "{reg}");
    assert!(plan(&["--as", "reg-undo"]).contains("\r\n\"StrictTimeWaitSeqCheck\"=-\r\n"));
    assert!(plan(&["--as", "netsh"]).contains("\nint ipv4 set dynamicport tcp start=32768 num=32768\n"));
    assert!(plan(&["--as", "netsh-undo"]).contains("\nint ipv4 set dynamicport tcp start=49152 num=16384\n"));
    let script = plan(&["--as", "powershell-undo"]);
    assert!(script.contains("Remove-ItemProperty -Path $key -Name 'StrictTimeWaitSeqCheck'\n"), "{script}");
    assert!(plan(&["--lang", "zh"]).contains("动态端口增加到 32768 个"));
}

#[test]
fn what_would_be_is_not_reckoned_by_the_rules_of_another_kernel() {
    let files = files(&log(TEXT.as_bytes()), table(211, 0).as_bytes());
    for (lang, words) in [("en", "was not read: by default 16,384"), ("zh", "默认 16384 个")] {
        let asked = ["--if", "rate=100,range=1025-65535", "--lang", lang];
        let said = run(&[&["ports"][..], &files.arguments(&asked)].concat());
        assert!(said.code == Some(2) && said.err.contains(words) && said.out.is_empty(), "{said:?}");
    }
}

#[test]
fn what_to_type_next_keeps_all_of_the_files() {
    let files = files(&log(TEXT.as_bytes()), table(16_381, 0).as_bytes());
    let screen = run(&files.arguments(&["--width", "400", "--lang", "en"])).out;
    let next = screen.lines().find(|line| line.starts_with("next")).unwrap();
    let all = files.paths.join(" ");
    assert!(next.contains(&format!("lastack states {all} |")), "{next}");
    assert!(next.ends_with(&format!("lastack {all} -v")), "{next}");
}

/// A sample of netstat or PowerShell, as `parse` keeps it with its source, and what netsh prints beside it.
fn sample(name: &str, netsh: [&str; 3]) -> Value {
    let path = format!("{}/../parse/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    // Of these two no German word is published.
    let rows = text.lines().filter(|line| !line.contains("FIN_WAIT_1") && !line.contains("SYN_RECEIVED"));
    let rows = rows.filter(|line| !line.contains("FinWait1") && !line.contains("SynReceived"));
    let rows = rows.map(|line| format!("{line}\r\n")).collect::<String>();
    let [head, first, count] = netsh;
    let text = format!("{rows}\r\n{head}\r\n-------\r\n{first} : 49152\r\n{count} : 16384\r\n");
    let (_folder, path) = crate::file("paste.txt", text.as_bytes());
    let mut report = valid(&run(&[&path, "--format", "json"]).out);
    let mut namespace = report["namespaces"][0].take();
    namespace.as_object_mut().unwrap().remove("name");
    // The lines on which settings stand are those of each text.
    let facts = namespace["facts"].as_object().unwrap().iter();
    let facts =
        facts.map(|(key, fact)| (key.clone(), fact["value"].clone())).collect::<serde_json::Map<_, _>>();
    serde_json::json!({
        "states": namespace["states"],
        "facts": facts,
        "routes": report["routes"],
        "listeners": report["listeners"],
        "time_wait": report["time_wait"],
    })
}

#[test]
fn samples_in_english_chinese_and_german_and_of_powershell_give_equal_snapshots() {
    let english = ["Protocol tcp Dynamic Port Range", "Start Port", "Number of Ports"];
    let chinese = ["协议 tcp 动态端口范围", "启动端口", "端口数"];
    let german = ["Protokoll tcp Dynamischer Portbereich", "Startport", "Anzahl von Ports"];
    let expected = sample("windows-ano-en.txt", english);
    assert_eq!(expected["states"]["TIME_WAIT"], 12);
    assert_eq!(expected["facts"]["windows.dynamicport.count"], "16384");
    assert_eq!(sample("windows-ano-zh.txt", chinese), expected);
    assert_eq!(sample("windows-ano-de.txt", german), expected);
    for name in ["powershell-table.txt", "powershell-csv.txt"] {
        let told = sample(name, english);
        for key in ["facts", "time_wait"] {
            assert_eq!(told[key], expected[key], "{name}: {key}");
        }
        // It lists BOUND and DeleteTCB, which netstat leaves out: there null stands.
        let states = expected["states"].as_object().unwrap().iter().filter(|(_, rows)| !rows.is_null());
        for (state, rows) in states {
            assert_eq!(told["states"][state], *rows, "{name}: {state}");
        }
    }
}
