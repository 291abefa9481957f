//! Port ranges of Windows: dynamic and excluded ones, by netsh, PowerShell and the registry.

use lastack_model::Os;

use crate::heard::{check, fixture, read};

#[test]
fn excluded_ports_are_those_of_tcp_alone_and_only_below_their_dashes() {
    // As they were printed: open-telemetry/opentelemetry-collector#10839, blog.caomingjun.com, netbirdio/netbird#1696.
    let english = "Protocol tcp Port Exclusion Ranges\r\n\r\nStart Port    End Port      \r\n----------    --------      \r\n        80          80      \r\n     55679       55679     *\r\n\r\n* - Administered port exclusions.\r\n";
    let chinese = "协议 tcp 端口排除范围\n\n开始端口    结束端口\n----------    --------\n     50000       50059     *\n     54364       54463\n\n* - 管理的端口排除。\n";
    let german = "Portausschlussbereiche für das Protokoll tcp\n\nStartport      Endport\n----------    --------\n      2869        2869\n     50000       50059     *\n";
    let said = |ranges: &[&str]| {
        let read = ["read = 0"].iter().chain(ranges);
        read.map(|line| format!("windows.excludedportrange.unnamed.{line}")).collect::<Vec<_>>()
    };
    for (text, expected) in [
        (english.to_owned(), said(&["80-80 = 0", "55679-55679 = 1"])),
        (chinese.to_owned(), said(&["50000-50059 = 1", "54364-54463 = 0"])),
        (german.to_owned(), said(&["2869-2869 = 0", "50000-50059 = 1"])),
        (english.replace("tcp", "udp"), vec![]),
        (english.replace("----------    --------", ""), vec![]),
        ("        80          80      \n".to_owned(), vec![]),
        (english.replace("55679 ", "70000 "), said(&["80-80 = 0"])),
        // `sort | uniq -c` behind a blank line, and a list with a blank line between any two: not known to be empty.
        (format!("{german}\n     70 443\n    120 8080\n"), said(&["2869-2869 = 0", "50000-50059 = 1"])),
        (english.replace("\r\n", "\r\n\r\n"), vec![]),
    ] {
        check(&text, &expected.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

#[test]
fn excluded_ports_are_of_the_family_that_the_command_above_them_names() {
    let list = "\nProtocol tcp Port Exclusion Ranges\n\nStart Port    End Port      \n----------    --------      \n        80          80      \n\n* - Administered port exclusions.\n\n";
    for (command, key) in [
        ("C:\\Users\\Admin>netsh int ipv4 show excludedportrange protocol=tcp", ""),
        ("PS C:\\Users\\ipv6> netsh interface ipv4 show excludedportrange tcp", ""),
        ("netsh int ip show excludedportrange protocol=tcp store=active", ""),
        ("netsh int ipv6 show excludedportrange protocol=tcp", "6"),
        ("> PS C:\\> NETSH.EXE interface ipv6 show ExcludedPortRange TCP", "6"),
        ("netsh interface ipv6>show excludedportrange tcp", "6"),
        ("netsh int ipv6 show dynamicport tcp", ".unnamed"),
        ("netsh int ipv4 show dynamicport tcp & netsh int ipv6 show excludedportrange tcp", ".unnamed"),
        ("C:\\> netsh int ipv6 add excludedportrange tcp 80 1 store=active", ".unnamed"),
    ] {
        let expected = ["read", "80-80"].map(|what| format!("windows.excludedportrange{key}.{what} = 0"));
        check(&format!("{command}\n{list}"), &expected.each_ref().map(String::as_str));
    }
    // What is kept over a restart is not all that is excluded, and a command stands for the list below it alone.
    check(&format!("netsh int ipv4 show excludedportrange tcp persistent\n{list}"), &[]);
    let both = format!("netsh int ipv6 show excludedportrange protocol=tcp\n{list}C:\\>\n{list}");
    let keys = ["6.read", "6.80-80", ".unnamed.read", ".unnamed.80-80"];
    let expected = keys.map(|key| format!("windows.excludedportrange{key} = 0"));
    check(&both, &expected.each_ref().map(String::as_str));
}

#[test]
fn the_dynamic_range_is_that_of_tcp_alone_and_only_below_its_head() {
    for (text, expected) in [
        (
            "\u{534f}议 tcp 动态端口范围\n-----\n启动端口        : 1025\n端口数          : 64510\n",
            &["windows.dynamicport.start = 1025", "windows.dynamicport.count = 64510"][..],
        ),
        ("Protocol udp Dynamic Port Range\n-----\nStart Port : 1025\nNumber of Ports : 64510\n", &[]),
        ("Start Port : 1025\nNumber of Ports : 64510\n", &[]),
        ("Protocol tcp Dynamic Port Range\n-----\nStart Port : 70000\nNumber of Ports : all\n", &[]),
        ("    TcpTimedWaitDelay    REG_DWORD    0x1e0000000000\n", &[]),
        ("TcpTimedWaitDelay REG_SZ 0x1e\nTcpTimedWaitDelay REG_DWORD 0x1e or so\n", &[]),
        (
            "Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters]\n\"MaxUserPort\"=dword:0000fffe\n\"TcpTimedWaitDelay\"=dword:0000001e\n\"Hostname\"=\"web\"\n",
            &["windows.MaxUserPort = 65534", "windows.TcpTimedWaitDelay = 30"],
        ),
        (
            "\"TcpTimedWaitDelay\"=dword:1e or so\n\"TcpTimedWaitDelay\"=-\n\"TcpTimedWaitDelay\"=\"30\"\n",
            &[],
        ),
        ("tcptimedwaitdelay\tREG_DWORD\t0xffffffff\n", &["windows.TcpTimedWaitDelay = 4294967295"]),
    ] {
        check(text, expected);
    }
}

#[test]
fn the_dynamic_range_is_of_the_family_that_the_command_above_it_names() {
    let shown = "\nProtocol tcp Dynamic Port Range\n---------------------------------\nStart Port      : 1025\nNumber of Ports : 64510\n\n";
    let chinese = "\n\u{534f}议 tcp 动态端口范围\n-----\n启动端口        : 1025\n端口数          : 64510\n";
    let of = |family: &str| {
        ["start = 1025", "count = 64510"].map(|what| format!("windows.dynamicport{family}.{what}"))
    };
    let check = |text: &str, expected: &[String]| {
        check(text, &expected.iter().map(String::as_str).collect::<Vec<_>>());
    };
    for (command, family) in [
        ("C:\\>netsh int ipv6 show dynamicport tcp", "6"),
        ("PS C:\\ipv4> netsh interface ipv6 show dynamicportrange protocol=TCP", "6"),
        ("PS C:\\ipv6> netsh int ipv4 show dynamicport tcp", ""),
        ("netsh int ip show dynamicport tcp", ""),
        ("C:\\ipv6>dir tcp", ""),
    ] {
        check(&format!("{command}\n{shown}"), &of(family));
        check(&format!("{command}\n{chinese}"), &of(family));
    }
    // The command stands for what it printed and for nothing behind that.
    check(&format!("netsh int ipv6 show dynamicport tcp\n{shown}{shown}"), &[of("6"), of("")].concat());
    let both =
        format!("netsh int ipv6 show dynamicport tcp\n{shown}netsh int ipv4 show dynamicport tcp\n{shown}");
    check(&both, &[of("6"), of("")].concat());
    let one_line = "netsh int ipv4 show dynamicport tcp & netsh int ipv6 show dynamicport tcp";
    check(&format!("C:\\>{one_line}\n{shown}{shown}"), &[of(""), of("6")].concat());
    let other = one_line.replacen("dynamicport", "excludedportrange", 1);
    check(&format!("C:\\>{other}\n{shown}"), &of("6"));
    check(&format!("netsh int ipv6 show dynamicport tcp\nweb1\n{shown}"), &of(""));
}

#[test]
fn the_range_of_each_tcp_setting_is_read_from_a_list_and_a_table_and_that_of_udp_is_not() {
    let of = |setting: &str, start: u32, count: u32| {
        let key = format!("windows.dynamicport.{setting}");
        [format!("{key}.start = {start}"), format!("{key}.count = {count}")]
    };
    let check = |text: &str, expected: &[[String; 2]]| {
        for text in [text.to_owned(), text.replace('\n', "\r\n"), format!("> {}", text.replace('\n', "\n> "))]
        {
            let (heard, summary) = read(text.as_bytes(), 4_096);
            assert_eq!(heard.said, expected.concat(), "{text}");
            assert!(heard.warnings.first.is_empty(), "{:?}", heard.warnings.first);
            assert!(expected.is_empty() || summary.os == Os::Windows, "{text}");
        }
    };
    let fixture = |name| String::from_utf8(fixture(name)).unwrap();
    check(
        &fixture("powershell-tcp-setting.txt"),
        &[of("Datacenter", 49_152, 16_358), of("Internet", 49_152, 16_358)],
    );
    let names = ["Custom", "Compat", "Datacenter", "Internet"];
    check(&fixture("powershell-tcp-setting-2012.txt"), &names.map(|name| of(name, 49_152, 16_384)));
    let table = "SettingName      DynamicPortRangeStartPort DynamicPortRangeNumberOfPorts\n\
                 -----------      ------------------------- -----------------------------\n\
                 Automatic\nInternetCustom                        1025                         64511\n\
                 Internet                              49152                         16384\n\nLISTEN 6\nDatacenter 1 2\n";
    let (heard, summary) = read(table.as_bytes(), 4_096);
    let of_both = [of("InternetCustom", 1_025, 64_511), of("Internet", 49_152, 16_384)].concat();
    assert_eq!(heard.said[..4], of_both);
    assert_eq!(
        (heard.histograms.len(), summary.os),
        (1, Os::Windows),
        "what stands below it is something else"
    );
    // The columns tell what stands in them.
    let turned = "SettingName Timestamps DynamicPortRangeNumberOfPorts DynamicPortRangeStartPort\n\
                  ----------- ---------- ----------------------------- -------------------------\n\
                  Internet Disabled 64511 1025\n";
    check(turned, &[of("Internet", 1_025, 64_511)]);
    let range = "DynamicPortRangeNumberOfPorts : 64511\nDynamicPortRangeStartPort     : 1025\n";
    check(&format!("SettingName : Internet\n{range}"), &[of("Internet", 1_025, 64_511)]);
    // Get-NetUDPSetting prints these two alone; a range without an end is none.
    check(range, &[]);
    check(&format!("SettingName : Internet\n\n{range}"), &[]);
    check("SettingName : Internet\nDynamicPortRangeStartPort : 1025\nForceWS : Enabled\n", &[]);
    check(
        "SettingName : Internet\nDynamicPortRangeStartPort : 70000\nDynamicPortRangeNumberOfPorts : 5\n",
        &[],
    );
}
