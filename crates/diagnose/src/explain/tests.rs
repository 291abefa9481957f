//! Every topic speaks both languages, and is found by every way to ask for it.

use std::collections::{BTreeMap, BTreeSet};

use lastack_model::TcpState;
use lastack_model::words::{Catalog, Lang, Message};

use super::terms::Text;
use super::{Part, Topic, TopicKind, explain, topic, topics};
use crate::claims::CLAIMS;
use crate::topics::TOPICS;

/// `wanted` comes first.
fn check(words: &str, wanted: &str) {
    let found: Vec<&str> = explain(words).topics.iter().map(|topic| topic.id).collect();
    assert_eq!(found.first(), Some(&wanted), "{words:?} found {found:?}");
}

fn catalog() -> Catalog {
    Catalog::new(topics().map(|topic| &topic.words))
}

fn text(catalog: &Catalog, lang: Lang, message: &Message) -> String {
    catalog.phrase(lang, message).render(|foreign| foreign.raw().to_owned())
}

/// The message ids that a Fluent source defines.
fn ids(source: &str) -> Vec<&str> {
    let lines = source.lines().filter(|line| !line.starts_with([' ', '#']));
    lines.filter_map(|line| line.split_once(" =")).map(|(id, _)| id).collect()
}

#[test]
fn every_topic_has_its_parts_in_both_languages_and_nothing_else() {
    let catalog = catalog();
    assert_eq!(catalog.problems(), [] as [String; 0]);
    for topic in topics() {
        let messages = topic.parts().map(|(_, message)| message).chain([topic.source()]);
        let wanted: Vec<String> = messages.map(|message| message.id.into_owned()).collect();
        assert_eq!(ids(topic.words.en), wanted, "{} en", topic.id);
        assert_eq!(ids(topic.words.zh), wanted, "{} zh-CN", topic.id);
        for source in [topic.words.en, topic.words.zh] {
            assert!(!source.contains('{'), "{}: the messages of a topic take no arguments", topic.id);
        }
    }
}

#[test]
fn every_way_to_see_it_is_one_command_in_both_languages() {
    let catalog = catalog();
    for topic in topics() {
        for (part, message) in topic.parts() {
            let [en, zh] = Lang::ALL.map(|lang| catalog.command(lang, &message));
            assert_eq!(en, zh, "{}", message.id);
            assert_eq!(en.is_some(), part == Part::See, "{}", message.id);
        }
    }
}

#[test]
fn texts_are_short_and_are_whole_sentences() {
    let catalog = catalog();
    for (part, message) in topics().flat_map(Topic::parts) {
        let [en, zh] = Lang::ALL.map(|lang| text(&catalog, lang, &message));
        assert!(en.chars().count() <= 400, "{} has {} characters", message.id, en.chars().count());
        assert!(zh.chars().count() <= 200, "{} has {} characters", message.id, zh.chars().count());
        if part != Part::Title {
            assert!(en.ends_with(['.', ':']), "{}: {en}", message.id);
            assert!(zh.ends_with(['。', '：']), "{}: {zh}", message.id);
        }
        assert!(!zh.chars().zip(zh.chars().skip(1)).any(is_stray), "{}: {zh}", message.id);
    }
}

/// Half-width punctuation after a Chinese character, or a space beside full-width punctuation.
fn is_stray((letter, next): (char, char)) -> bool {
    let wide = |letter| "，。：；、（）".contains(letter);
    let han = matches!(letter, '\u{4e00}'..='\u{9fff}');
    (han && ",;:.()".contains(next)) || (wide(letter) && next == ' ') || (letter == ' ' && wide(next))
}

#[test]
fn ids_are_unique_prefix_their_words_and_stand_in_order() {
    for list in [TOPICS, CLAIMS] {
        let folders: Vec<String> = list.iter().map(|topic| topic.id.replace('-', "_")).collect();
        assert!(folders.is_sorted(), "{folders:?}");
    }
    let mut seen = BTreeSet::new();
    for found in topics() {
        assert_eq!(found.words.prefix, found.id);
        assert_eq!(topic(found.id).map(|topic| topic.name), Some(found.name));
        assert!(seen.insert(found.id), "{} stands twice", found.id);
    }
    assert!(CLAIMS.iter().all(|claim| claim.kind == TopicKind::Claim));
    assert!(TOPICS.iter().all(|topic| topic.kind != TopicKind::Claim));
}

#[test]
fn every_id_name_and_alias_finds_its_topic_and_no_other_has_it() {
    let mut owners: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let names = |topic: &Topic| [topic.id, topic.name].into_iter().chain(topic.aliases.iter().copied());
    for topic in topics() {
        for name in names(topic) {
            owners.entry(Text::new(name).key()).or_default().insert(topic.id);
        }
    }
    for name in topics().flat_map(names) {
        let key = Text::new(name).key();
        let found: Vec<&str> = explain(name).topics.iter().map(|topic| topic.id).collect();
        let first: BTreeSet<&str> = found.iter().take(owners[&key].len()).copied().collect();
        assert_eq!(first, owners[&key], "{name:?} found {found:?}");
    }
    // A leak is one of two, and who asks does not know yet which.
    let shared: Vec<&str> =
        owners.iter().filter(|(_, of)| of.len() > 1).map(|(key, _)| key.as_str()).collect();
    assert_eq!(shared, ["connectionleak", "leakedconnections", "连接泄漏"]);
}

#[test]
fn what_is_asked_for_by_its_name_is_not_answered_with_what_shares_a_word() {
    for (words, ids) in [
        ("connection refused", &["econnrefused"][..]),
        ("Connection timed out", &["etimedout"]),
        ("Connection reset by peer", &["econnreset"]),
        ("Broken pipe", &["epipe"]),
        ("too many open files", &["rule-descriptor-limit", "time-wait-uses-descriptors"]),
        ("accept queue full", &["rule-accept-queue-full", "somaxconn"]),
    ] {
        let found: Vec<&str> = explain(words).topics.iter().map(|topic| topic.id).collect();
        assert_eq!(found, ids, "{words}");
    }
}

#[test]
fn every_state_has_its_topic() {
    for state in TcpState::ALL {
        let found = explain(state.name());
        let first = found.topics.first().map(|topic| (topic.name, topic.kind));
        assert_eq!(first, Some((state.name(), TopicKind::State)));
    }
}

#[test]
fn every_rule_has_its_topic() {
    for rule in crate::RULES {
        let found = explain(rule.id).topics;
        let first = found.first().map(|topic| (topic.name, topic.kind));
        assert_eq!(first, Some((rule.id, TopicKind::Rule)));
    }
}

#[test]
fn topics_and_rules_share_no_message_id() {
    assert_eq!(Catalog::new(crate::words()).problems(), [] as [String; 0]);
}

#[test]
fn any_spelling_is_understood() {
    for (words, id) in [
        ("TIME-WAIT", "time-wait"),
        ("time wait", "time-wait"),
        ("TIMED_WAIT", "time-wait"),
        ("ITMED_WAIT", "time-wait"),
        ("2MSL", "time-wait"),
        ("tw", "time-wait"),
        ("ＴＩＭＥ＿ＷＡＩＴ", "time-wait"),
        ("SYN_RCVD", "syn-recv"),
        ("syn received", "syn-recv"),
        ("FIN_WAIT_1", "fin-wait1"),
        ("FIN-WAIT-1", "fin-wait1"),
        ("fin wait 2", "fin-wait2"),
        ("ESTAB", "established"),
        ("tcp_tw_reuse", "tcp-tw-reuse"),
        ("tcp tw reuse", "tcp-tw-reuse"),
        ("net.ipv4.tcp_tw_reuse", "tcp-tw-reuse"),
        ("net.ipv4.tcp_tw_reuse = 1", "tcp-tw-reuse"),
        ("/proc/sys/net/ipv4/tcp_tw_reuse", "tcp-tw-reuse"),
        ("net.core.somaxconn=65535", "somaxconn"),
        ("net.ipv4.ip_local_port_range = 1024 65000", "ip-local-port-range"),
        ("tcptimedwaitdelay", "tcp-timed-wait-delay"),
        ("端口耗尽", "rule-port-exhaustion"),
        ("大量TIME_WAIT", "rule-time-wait-dominates"),
        ("port-exhaustion", "rule-port-exhaustion"),
        ("close_wait_leak", "rule-close-wait-leak"),
        ("半连接", "syn-recv"),
        ("CLOSED_WAIT", "close-wait"),
        ("CLOSE_WIAT", "close-wait"),
        ("kernel-held", "fin-wait2-mini"),
        ("无进程", "fin-wait2-mini"),
        ("accept queue is full", "rule-accept-queue-full"),
        ("半连接队列", "tcp-max-syn-backlog"),
        ("时间等待", "time-wait"),
        ("时间等待状态太多", "time-wait"),
        ("关闭等待", "close-wait"),
        ("短连接太多", "rule-time-wait-dominates"),
        ("连接太多", "rule-connection-leak"),
        ("随机端口", "ip-local-port-range"),
        ("连接超时", "etimedout"),
        ("长连接", "nginx-upstream-keepalive"),
        ("nginx upstream keepalive", "nginx-upstream-keepalive"),
        ("proxy_http_version 1.1", "nginx-upstream-keepalive"),
        ("filter", "filter-language"),
        ("过滤", "filter-language"),
        ("ss filter syntax", "filter-language"),
        ("how do I filter by dport", "filter-language"),
        ("句柄", "time-wait-uses-descriptors"),
        ("重启", "restart-releases-time-wait"),
        ("squid", "helps-nginx-not-squid"),
        ("who closes first?", "rule-server-closes-first"),
        ("which closes leave no TIME_WAIT", "closes-without-time-wait"),
        ("怎么避免 TIME_WAIT", "closes-without-time-wait"),
    ] {
        check(words, id);
    }
}

#[test]
fn a_pasted_error_line_finds_its_error() {
    for (line, id) in [
        (
            "2026/11/22 03:12:40 [crit] 1234#0: *5 connect() to 10.0.0.2:80 failed (99: Cannot assign requested \
             address) while connecting to upstream, client: 192.0.2.7, server: example.org",
            "eaddrnotavail",
        ),
        ("dial tcp 127.0.0.1:8080: connect: cannot assign requested address", "eaddrnotavail"),
        (
            "java.net.NoRouteToHostException: Cannot assign requested address (Address not available)",
            "eaddrnotavail",
        ),
        ("EADDRNOTAVAIL", "eaddrnotavail"),
        ("Cannot assign requested address", "eaddrnotavail"),
        (
            "nginx: [emerg] bind() to 10.0.0.99:80 failed (99: Cannot assign requested address)",
            "bind-eaddrnotavail",
        ),
        ("listen tcp 10.0.0.99:8080: bind: cannot assign requested address", "bind-eaddrnotavail"),
        (
            "LOG:  could not bind IPv4 address \"10.0.0.99\": Cannot assign requested address",
            "bind-eaddrnotavail",
        ),
        (
            "[ALERT] (7) : Starting proxy web: cannot bind socket (Cannot assign requested address) [10.0.0.99:80]",
            "bind-eaddrnotavail",
        ),
        ("nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)", "eaddrinuse"),
        ("listen tcp :8080: bind: address already in use", "eaddrinuse"),
        ("Error: listen EADDRINUSE: address already in use :::3000", "eaddrinuse"),
        (
            "cannot connect to [[192.168.149.128]:10051]: [0x00002747] 由于系统缓冲区空间不足或队列已满,不能执行套接字上的操作。",
            "wsaenobufs",
        ),
        ("java.net.SocketException: No buffer space available (10055)", "wsaenobufs"),
        ("10048", "wsaeaddrinuse"),
        ("dial tcp 10.0.0.9:8080: connect: connection refused", "econnrefused"),
        ("connect() failed (111: Connection refused) while connecting to upstream", "econnrefused"),
        ("连接被拒绝", "econnrefused"),
        ("由于目标计算机积极拒绝，无法连接。", "econnrefused"),
        ("read tcp 10.0.0.5:40000->10.0.0.9:8080: read: connection reset by peer", "econnreset"),
        ("recv() failed (104: Connection reset by peer) while reading response header", "econnreset"),
        ("accept4: too many open files", "rule-descriptor-limit"),
        ("打开文件太多", "rule-descriptor-limit"),
        (
            "TCP: request_sock_TCP: Possible SYN flooding on port 10.99.0.2:9800. Sending cookies.",
            "syn-flooding",
        ),
        ("nf_conntrack: nf_conntrack: table full, dropping packet", "rule-conntrack-near-full"),
        ("TCP: time wait bucket table overflow", "tcp-max-tw-buckets"),
        ("TCP: too many orphaned sockets", "tcp-max-orphans"),
        ("TCP: out of memory -- consider tuning tcp_mem", "tcp-mem"),
    ] {
        check(line, id);
    }
}

#[test]
fn an_error_that_nothing_here_is_about_is_not_answered_with_another() {
    let wrong = |line: &&str| !explain(line).topics.is_empty();
    let lines = [
        "neighbour: arp_cache: neighbor table overflow!",
        "Network is unreachable",
        "No route to host",
        "connect() failed (113: No route to host) while connecting to upstream",
        "connect EHOSTUNREACH 10.0.0.9:443",
        "OSError: [Errno 101] Network is unreachable",
        "read tcp 10.0.0.5:40000->10.0.0.9:80: i/o timeout",
        "dial tcp: lookup db on 10.0.0.2:53: no such host",
        "no such host",
        "getaddrinfo ENOTFOUND db.example.org",
        "TCP: Peer 192.0.2.7:1025/443 unexpectedly shrunk window 1:2 (repaired)",
        "listen tcp :80: bind: permission denied",
        "SocketException (10013): An attempt was made to access a socket in a way forbidden",
        "EXT4-fs error (device sda1): ext4_find_entry: reading directory lblock 0",
        "Out of memory: Killed process 1234 (java) total-vm:8388608kB",
    ];
    assert_eq!(lines.into_iter().filter(wrong).collect::<Vec<_>>(), [] as [&str; 0]);
    check("many TIME_WAIT and no route to host", "rule-time-wait-dominates");
    check("write: broken pipe", "epipe");
    check("sysctl: permission denied on key \"net.ipv4.tcp_tw_reuse\"", "tcp-tw-reuse");
    check("connect failed (10060)", "etimedout");
    check("connect() failed (110: Connection timed out) while connecting to upstream", "etimedout");
    check("connect ENOBUFS 10.0.0.9:80 - Local (undefined:undefined)", "wsaenobufs");
}

#[test]
fn every_signature_of_a_log_line_has_its_topic() {
    for (signature, _) in lastack_model::SIGNATURES {
        let found = explain(signature).topics;
        let named = |topic: &&&Topic| {
            [topic.id, topic.name]
                .iter()
                .chain(topic.aliases)
                .any(|name| Text::new(name).key() == Text::new(signature).key())
        };
        assert!(
            found.first().filter(named).is_some(),
            "{signature} found {:?}",
            found.first().map(|topic| topic.id)
        );
    }
}

#[test]
fn a_sentence_finds_the_claim_that_it_states() {
    for (id, en, zh) in [
        (
            "restart-releases-time-wait",
            "restart the agent or service to release TIME_WAIT",
            "要不重启一下服务看看，把这些 TIME_WAIT 都释放掉",
        ),
        (
            "active-agent-closes-first",
            "an active-mode agent is the one that closes first",
            "主动模式的 agent 会先断开，所以 TIME_WAIT 在 agent 上",
        ),
        (
            "port-blocked-on-both-ends",
            "a port in TIME_WAIT cannot be used until 2MSL ends, on both ends",
            "2MSL 没过完之前，两端都不能再使用这个端口",
        ),
        (
            "state-glossary-swapped",
            "TIME_WAIT: the other side has begun to release; LAST_ACK: waiting for packets to die",
            "LAST_ACK 就是在等待所有分组消失",
        ),
        (
            "off-by-default",
            "tcp_syncookies and tcp_tw_reuse are off by default",
            "tcp_tw_reuse 默认是关闭的，要打开",
        ),
        (
            "fin-timeout-is-time-wait",
            "tcp_fin_timeout is how long TIME_WAIT lasts",
            "把 tcp_fin_timeout 改成 15 可以缩短 TIME_WAIT",
        ),
        (
            "timeout-closes-connection",
            "a send or receive timeout goes straight to CLOSED",
            "recv 超时连接就直接变成 CLOSED 了",
        ),
        (
            "keepalive-time-is-interval",
            "tcp_keepalive_time is how often keepalives go out",
            "tcp_keepalive_time 就是发送 keepalive 的频率",
        ),
        (
            "port-range-is-small",
            "ip_local_port_range defaults to 32768-61000, use 1024-65000",
            "ip_local_port_range 缺省 32768 到 61000，太小，改成 1024 到 65000",
        ),
        (
            "syn-backlog-holds-more",
            "tcp_max_syn_backlog = 8192 holds more half-open connections",
            "tcp_max_syn_backlog 调到 8192，SYN 队列就能容纳更多连接",
        ),
        (
            "overflow-clears-and-warns",
            "over tcp_max_tw_buckets old entries are cleared and a warning is printed",
            "TIME_WAIT 数量超过上限会被立刻清除，还会打印警告",
        ),
        (
            "helps-nginx-not-squid",
            "these sysctls help Apache and nginx but not Squid",
            "这些参数对 Apache 和 nginx 有用，对 Squid 没什么用",
        ),
        (
            "ratio-is-abnormal",
            "60,000 TIME_WAIT to 200 ESTABLISHED is abnormal",
            "TIME_WAIT 有 6 万，ESTABLISHED 才 200，比例不正常",
        ),
        ("time-wait-uses-descriptors", "TIME_WAIT uses up descriptors", "TIME_WAIT 会耗尽文件句柄"),
        (
            "no-ceiling-for-connections",
            "the number of connections to a server has no ceiling",
            "一台服务器的 TCP 连接数理论上没有上限",
        ),
        (
            "local-ends-cannot-avoid",
            "with both ends on one machine TIME_WAIT cannot be avoided",
            "两端都在一台机器上，TIME_WAIT 是避免不了的",
        ),
        (
            "fixed-local-address",
            "bind the checker to a fixed LocalAddr",
            "给探测程序绑定一个固定的源端口就不冲突了",
        ),
        (
            "reuseport-eases-time-wait",
            "SO_REUSEPORT eases TIME_WAIT",
            "设了 SO_REUSEPORT，TIME_WAIT 就不影响服务了",
        ),
        (
            "commented-line-reserves",
            "ip_local_reserved_ports line starting with #",
            "# net.ipv4.ip_local_reserved_ports=42310,51000-52000",
        ),
        (
            "settings-cancel-each-other",
            "tcp_syncookies=1 together with tcp_max_syn_backlog=8192; a range up to 65000 together with probes above 61000",
            "端口范围改到 65000，探测端口放在 61000 以上",
        ),
    ] {
        check(en, id);
        check(zh, id);
    }
}

#[test]
fn a_misspelled_name_is_suggested() {
    for (words, name) in [
        ("tcp_tw_resue", "tcp_tw_reuse"),
        ("tcp-tw-resue", "tcp_tw_reuse"),
        ("what is tcp_tw_resue", "tcp_tw_reuse"),
        ("tcp tw resue", "tcp_tw_reuse"),
        ("tcp_fin_timout", "tcp_fin_timeout"),
        ("ip_local_port_rnge", "ip_local_port_range"),
        ("TMIE_WAIT", "TIME_WAIT"),
        ("EADDRNOTAVIAL", "EADDRNOTAVAIL"),
        ("ESTABLISHD", "ESTABLISHED"),
    ] {
        assert_eq!(explain(words).nearest.first(), Some(&name), "{words}");
    }
}

#[test]
fn nothing_known_gives_a_suggestion_and_something_known_is_not_diluted() {
    let long = "nonsense ".repeat(100_000);
    for words in ["", " ", "the", "tcp", "foobar", "蓝色", "!?", "\u{0}\u{1b}[2J", long.as_str()] {
        let found = explain(words);
        assert!(found.topics.is_empty(), "{:?}", found.topics);
        assert!(!found.nearest.is_empty());
    }
    let found = explain("net.ipv4.tcp_tw_reuse = 1");
    assert_eq!(found.nearest, [] as [&str; 0]);
    // Names that are near in Chinese are for who wrote Chinese.
    assert!(explain("tcp_tw_resue").nearest.iter().all(|name| name.is_ascii()));
    assert!(found.topics.len() <= 3);
}

#[test]
fn chinese_words_about_something_else_are_not_answered_with_a_topic() {
    for words in ["随便什么", "今天天气怎么样", "你好世界", "吃饭了吗", "周末去哪里玩"]
    {
        let explanation = explain(words);
        let found = explanation.topics.iter().map(|topic| topic.id).collect::<Vec<_>>();
        assert!(found.is_empty() && !explanation.nearest.is_empty(), "{words}: {found:?}");
    }
    for words in ["端口用完了", "大量 TIME_WAIT 怎么办", "半连接队列满", "谁先断开连接"]
    {
        assert!(!explain(words).topics.is_empty(), "{words}");
    }
}

#[test]
fn a_word_that_topics_only_use_is_not_answered_with_one_of_them() {
    let wrong = |words: &&str| !explain(words).topics.is_empty();
    let words = [
        "kubernetes",
        "server",
        "client",
        "docker",
        "network",
        "内存不足",
        "数据库连接池",
        "数据库 连接池",
        "负载均衡",
        "服务器",
        "主机",
        "网络不可达",
        "套接字操作尝试一个无法连接的主机",
        "套接字操作尝试一个无法连接的主机。",
        "没有到主机的路由",
        "无法分配内存",
    ];
    assert_eq!(words.into_iter().filter(wrong).collect::<Vec<_>>(), [] as [&str; 0]);
}
