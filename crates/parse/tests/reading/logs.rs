//! Lines of logs: those that real programs printed when they had no port, documented ones, and lines that say nothing.

use lastack_model::SIGNATURES;

use crate::heard::{check, fixture, log_text, read};

/// What the lines of each part of programs.txt say, each thing once, without its time.
fn parts() -> Vec<(String, Vec<String>)> {
    let mut parts: Vec<(String, Vec<String>)> = Vec::new();
    for line in String::from_utf8(fixture("programs.txt")).unwrap().lines() {
        if let Some(title) = line.strip_prefix("--- ") {
            parts.push((title.to_owned(), Vec::new()));
        } else if let Some(found) = lastack_parse::log::line(line) {
            let said = log_text(&lastack_model::LogLine { at_ms: None, ..found });
            let (_, said_here) = parts.last_mut().unwrap();
            if !said_here.contains(&said) {
                said_here.push(said);
            }
        }
    }
    parts
}

#[test]
fn what_programs_print_when_no_port_is_left_is_known_by_its_form() {
    let parts = parts();
    let expected: &[(&str, &[&str])] = include!("programs.expected");
    let shown: Vec<(&str, Vec<&str>)> = parts
        .iter()
        .map(|(title, said)| (title.as_str(), said.iter().map(String::as_str).collect()))
        .collect();
    for ((title, said), (expected_title, expected_said)) in shown.iter().zip(expected) {
        assert_eq!((*title, said.as_slice()), (*expected_title, *expected_said));
    }
    assert_eq!(shown.len(), expected.len());
}

#[test]
fn lines_as_documented_are_known() {
    for (line, expected) in [
        // nginx, with syslog's and the journal's heads
        (
            "Nov 22 03:12:40 web nginx: 2026/11/22 03:12:40 [crit] 7#7: *45 connect() to [2001:db8::9]:80 failed (99: Cannot assign requested address) while connecting to upstream, client: 192.0.2.7, server: example.org",
            "connect-eaddrnotavail nginx to [2001:db8::9]:80 at 1795317160000",
        ),
        (
            "2026/11/22 03:12:40 [alert] 7#7: accept4() failed (24: Too many open files)",
            "emfile nginx at 1795317160000",
        ),
        (
            "2026/11/22 03:12:40 [crit] 7#7: *9 bind(10.0.0.1) failed (98: Address already in use) while connecting to upstream, client: 192.0.2.7, upstream: \"http://10.0.0.9:80/\"",
            "connect-eaddrinuse nginx to 10.0.0.9:80 at 1795317160000",
        ),
        // HAProxy: proxy.c and listener.c
        (
            "Proxy web reached process FD limit (maxsock=4031). Please check 'ulimit-n' and restart.",
            "emfile haproxy",
        ),
        ("Proxy web reached system FD limit (maxsock=4031). Please check system tunables.", "enfile haproxy"),
        ("Connect() failed for backend app: local address already in use.", "connect-eaddrinuse haproxy"),
        // Java before 13, on Windows, with netty and Jedis
        (
            "java.net.NoRouteToHostException: Cannot assign requested address (Address not available)",
            "connect-eaddrnotavail java",
        ),
        ("java.net.BindException: Address already in use (Bind failed)", "bind-eaddrinuse java"),
        ("java.net.BindException: Address already in use: JVM_Bind", "bind-eaddrinuse java"),
        ("Web server failed to start. Port 8080 was already in use.", "bind-eaddrinuse java port 8080"),
        ("java.net.BindException: Address already in use: connect", "wsaeaddrinuse java"),
        (
            "java.net.SocketException: No buffer space available (maximum connections reached?): connect",
            "wsaenobufs java",
        ),
        (
            "2026-11-22 03:12:40,123 ERROR [main] redis.clients.jedis.exceptions.JedisConnectionException: java.net.NoRouteToHostException: Cannot assign requested address",
            "connect-eaddrnotavail jedis at 1795317160123",
        ),
        (
            "io.netty.channel.AbstractChannel$AnnotatedNoRouteToHostException: Cannot assign requested address: /10.0.0.9:3306",
            "connect-eaddrnotavail java to 10.0.0.9:3306",
        ),
        (
            "io.netty.channel.unix.Errors$NativeIoException: bind(..) failed: Address already in use",
            "bind-eaddrinuse java",
        ),
        ("Caused by: java.net.SocketException: Too many open files", "emfile java"),
        // Python on Windows, gunicorn
        (
            "OSError: [WinError 10048] Only one usage of each socket address (protocol/network address/port) is normally permitted",
            "wsaeaddrinuse python",
        ),
        (
            "OSError: [WinError 10048] 通常每个套接字地址(协议/网络地址/端口)只允许使用一次。",
            "wsaeaddrinuse python",
        ),
        (
            "[2026-11-22 03:12:40 +0000] [7] [ERROR] Connection in use: ('0.0.0.0', 8000)",
            "bind-eaddrinuse python port 8000 at 1795317160000",
        ),
        (
            "aiohttp.client_exceptions.ClientConnectorError: Cannot connect to host 10.0.0.9:80 ssl:default [Cannot assign requested address]",
            "connect-eaddrnotavail python to 10.0.0.9:80",
        ),
        // redis-rb
        (
            "Redis::CannotConnectError (Error connecting to Redis on 10.0.0.21:6379 (Errno::EADDRNOTAVAIL))",
            "connect-eaddrnotavail ruby to 10.0.0.21:6379",
        ),
        // Go with an address of its own: what is not on the host is the left end
        (
            "dial tcp 10.0.0.9:40000->10.0.0.21:3306: bind: cannot assign requested address",
            "bind-eaddrnotavail go to 10.0.0.9:40000",
        ),
        (
            "dial tcp 10.0.0.9:0->10.0.0.21:3306: bind: cannot assign requested address",
            "bind-eaddrnotavail go",
        ),
        (
            "dial tcp 10.0.0.9:40000->10.0.0.21:3306: bind: address already in use",
            "connect-eaddrinuse go to 10.0.0.21:3306",
        ),
        // Windows in Chinese
        ("从全局 TCP 端口空间分配临时端口号的请求已失败，因为所有此类端口都在使用中。", "tcpip-4231 windows"),
        // Go on Windows
        (
            "dial tcp 10.0.0.9:443: connectex: Only one usage of each socket address (protocol/network address/port) is normally permitted.",
            "wsaeaddrinuse go to 10.0.0.9:443",
        ),
        (
            "dial tcp 10.0.0.9:443: connectex: An operation on a socket could not be performed because the system lacked sufficient buffer space or because a queue was full.",
            "wsaenobufs go to 10.0.0.9:443",
        ),
        (
            "Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use",
            "bind-eaddrinuse go port 80",
        ),
        (
            "{\"level\":\"error\",\"error\":\"dial tcp 10.0.0.9:80: connect: cannot assign requested address\",\"ts\":1}",
            "connect-eaddrnotavail go to 10.0.0.9:80",
        ),
        // MySQL and PHP
        (
            "ERROR 2003 (HY000): Can't connect to MySQL server on '10.0.0.9:3306' (99)",
            "connect-eaddrnotavail mysql to 10.0.0.9:3306",
        ),
        ("ERROR 2003 (HY000): Can't connect to MySQL server on 'db' (10048)", "wsaeaddrinuse mysql"),
        ("[ERROR] Can't start server: Bind on TCP/IP port: Address already in use", "bind-eaddrinuse mysql"),
        (
            "PHP Fatal error: Uncaught PDOException: SQLSTATE[HY000] [2002] Cannot assign requested address in /srv/a.php:3",
            "connect-eaddrnotavail php",
        ),
        // Redis server, Envoy, Squid
        (
            "7:M 22 Nov 2026 03:12:40.123 # Warning: Could not create server TCP listening socket *:6379: bind: Address already in use",
            "bind-eaddrinuse redis port 6379 at 1795317160123",
        ),
        (
            "immediate connect error: Cannot assign requested address|remote address:10.0.0.9:80",
            "connect-eaddrnotavail envoy to 10.0.0.9:80",
        ),
        (
            "error adding listener 'web': cannot bind '0.0.0.0:10000': Address already in use",
            "bind-eaddrinuse envoy port 10000",
        ),
        ("WARNING! Your cache is running out of filedescriptors", "emfile squid"),
        // The kernel
        (
            "Nov 22 03:12:40 web kernel: [1234.5] possible SYN flooding on port 80. Sending cookies.",
            "syn-flooding kernel port 80",
        ),
        (
            "[Sun Nov 22 03:12:40 2026] TCP: request_sock_TCP: Possible SYN flooding on port [::]:443. Dropping request.",
            "syn-flooding kernel port 443 at 1795317160000",
        ),
        ("Nov 22 03:12:40 web kernel: TCP: time wait bucket table overflow (CT0)", "bucket-overflow kernel"),
        ("kernel: nf_conntrack: nf_conntrack: table full, dropping packet", "conntrack-full kernel"),
        ("kernel: ip_conntrack: table full, dropping packet.", "conntrack-full kernel"),
        ("kernel: TCP: too many orphaned sockets", "orphans kernel"),
        ("kernel: TCP: out of memory -- consider tuning tcp_mem", "tcp-memory kernel"),
        ("kernel: VFS: file-max limit 98304 reached", "enfile kernel"),
        // sysctl of old procps
        ("error: \"net.ipv4.tcp_tw_recycle\" is an unknown key", "sysctl-missing sysctl"),
        // Windows: by text and by number
        (
            "11/22/2026 3:12:40 AM 4227 Warning TCP/IP failed to establish an outgoing connection because the selected local endpoint was recently used to connect to the same remote endpoint. This error typically occurs when",
            "tcpip-4227 windows",
        ),
        (
            "<Event><System><Provider Name='Tcpip'/><EventID Qualifiers='32768'>4231</EventID></System></Event>",
            "tcpip-4231 windows",
        ),
        // The Zabbix agents: up to 5.x, and agent 2
        (
            "  4711:20261122:031240.123 active check data upload to [10.0.0.9:10051] started to fail ([connect] cannot connect to [[10.0.0.9]:10051]: [99] Cannot assign requested address)",
            "connect-eaddrnotavail zabbix-agent begins to 10.0.0.9:10051 at 1795317160123",
        ),
        (
            "  4711:20261122:031240.123 active check data upload to [10.0.0.9:10051] is working again",
            "active-checks-failed zabbix-agent ends to 10.0.0.9:10051 at 1795317160123",
        ),
        (
            "2026/11/22 03:12:40.123456 [101] active check configuration update from [10.0.0.9:10051] is working again",
            "active-checks-failed zabbix-agent2 ends to 10.0.0.9:10051 at 1795317160123",
        ),
        ("Active check configuration update started to fail", "active-checks-failed zabbix-agent begins"),
        // Anything else that says what failed
        ("bash: connect: 无法指定被请求的地址", "connect-eaddrnotavail -"),
        ("connect: Cannot assign requested address", "connect-eaddrnotavail -"),
        ("Cannot assign requested address", "eaddrnotavail -"),
        ("bind(3, {sa_family=AF_INET}, 16) = -1 EADDRINUSE (Address already in use)", "bind-eaddrinuse -"),
        ("could not bind IPv4 address \"0.0.0.0\": Address already in use", "bind-eaddrinuse -"),
        ("Error: Address already in use (os error 98)", "eaddrinuse -"),
        ("socket() failed: error 10055", "wsaenobufs -"),
        ("WSAGetLastError() = 10048", "wsaeaddrinuse -"),
        (
            "System.Net.Sockets.SocketException (10048): 通常每个套接字地址(协议/网络地址/端口)只允许使用一次。",
            "wsaeaddrinuse -",
        ),
    ] {
        check(line, &[expected]);
    }
}

#[test]
fn other_lines_and_prose_say_nothing() {
    for line in [
        "Dear all, the address is already in use by somebody else.",
        "If you see Address already in use after a restart, wait a minute.",
        "I get \"Cannot assign requested address\" whenever I run ab",
        "最近用http_load做压测,跑出来一大串“Cannot assign requested address ”的错误,查了一下,是TIME_WAIT过多导致的。",
        "所以就“Cannot assign requested address”了。",
        "error WSAENOBUFS (10055) - Windows Client | Microsoft Learn",
        "Too many open files is an error of the process",
        "code: 'EADDRINUSE',",
        "EADDRNOTAVAIL means that no port is left",
        "listening on 10.0.0.9:10055",
        "request id 10048 served in 10055 ms",
        "port 10055 is open",
        "GET /docs/tcp/syn-flooding HTTP/1.1",
        "how to protect against SYN flooding on your server",
        "the bucket table full of fish",
        "conntrack: table full of text",
        "sysctl: permission denied on key 'net.ipv4.tcp_tw_reuse'",
        "event 4231 of another source",
        "2026/11/22 03:12:40 [error] 7#7: *1 connect() failed (111: Connection refused) while connecting to upstream",
        "2026/11/22 03:12:40 [error] 7#7: *1 open() \"/srv/x\" failed (2: No such file or directory)",
        "  4711:20261122:031240.123 Unable to connect to [10.0.0.9]:10051 [cannot connect to [[10.0.0.9]:10051]: [111] Connection refused]",
        "  4711:20261122:031240.123 active check data upload to [10.0.0.9:10051] started to fail ([connect] cannot connect to [[10.0.0.9]:10051]: (timeout))",
        "the service is working again and the job started to fail",
        "java.net.ConnectException: Connection refused (Connection refused)",
        "OSError: [Errno 111] Connection refused",
        "Can't connect to MySQL server on '10.0.0.9' (111)",
        "Server app/s1 is DOWN, reason: Layer4 connection problem, info: \"Connection refused\"",
        "systemfile openfile emfile",
    ] {
        check(line, &[]);
    }
}

#[test]
fn every_signature_is_met_in_these_tests() {
    let source = include_str!("logs.rs").to_owned() + include_str!("programs.expected");
    for (signature, _) in SIGNATURES {
        assert!(source.contains(&format!("\"{signature} ")), "{signature}");
    }
}

#[test]
fn a_log_beside_a_table_is_read_with_its_line() {
    let text = "  TCP    10.0.0.5:50101  10.0.0.9:443  TIME_WAIT  0\n\n> bind: Address already in use\n";
    let (heard, summary) = read(text.as_bytes(), usize::MAX);
    assert_eq!(heard.said, ["TIME_WAIT 10.0.0.5:50101 10.0.0.9:443 v4", "bind-eaddrinuse -"]);
    assert_eq!((summary.rows, summary.logs), (1, 1));
}
