//! Screens as files: every change of what people see is a change of a file. `LASTACK_BLESS=1` writes them anew.

use std::path::PathBuf;

use lastack_model::words::{Lang, Message};
use lastack_model::{BindOutlook, NetnsId, NetnsName, Os, PortHere, TcpState, Untrusted, Waiting};
use lastack_report::{Ambiguous, Page, View, format};
use unicode_width::UnicodeWidthStr as _;

use crate::{catalog, explained, fixtures, written, written_port};

pub(crate) fn check(name: &str, text: &str) {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests/report/screens", name].iter().collect();
    if std::env::var_os("LASTACK_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, expected, "{name} differs; LASTACK_BLESS=1 accepts it");
}

fn check_widths(name: &str, report: &lastack_model::Report, page: Page, verbose: bool) {
    let catalog = catalog();
    for lang in Lang::ALL {
        for width in [40, 80, 120] {
            let view = View { width, page, verbose, ..View::new(&catalog, lang) };
            let text = written(format("text").unwrap(), report, &view);
            check(&format!("{name}.{}.{width}.txt", lang.name()), &text);
        }
    }
}

#[test]
fn the_first_screen_is_as_designed() {
    check_widths("web-server", &fixtures::web_server(), Page::Diagnosis, false);
}

#[test]
fn a_sick_namespace_beside_a_healthy_host_is_named() {
    let name = NetnsName::Process {
        pid: 4_711,
        comm: Untrusted::new("java"),
        container: Some(Untrusted::new("3f9a1c0b77de")),
    };
    let report = fixtures::sick_pod(name, "java", "Cannot assign requested address");
    check_widths("sick-pod", &report, Page::Diagnosis, false);
    check_widths("sick-pod-verbose", &report, Page::Diagnosis, true);
    check_widths("sick-pod-ports", &report, Page::Ports, false);
}

#[test]
fn a_namespace_that_was_asked_for_stands_in_line_2() {
    let mut report = fixtures::web_server();
    report.snapshot.namespaces[0].name = NetnsName::Named(Untrusted::new("shop"));
    let catalog = catalog();
    for (lang, told) in [(Lang::En, "web-03, netns shop, Linux 6.18, "), (Lang::Zh, "网络命名空间 shop")]
    {
        let text = written(format("text").unwrap(), &report, &View::new(&catalog, lang));
        assert!(text.lines().take(3).any(|line| line.contains(told)), "{text}");
    }
}

#[test]
fn the_states_page_shows_what_is_unknown_as_unknown() {
    check_widths("paste-states", &fixtures::paste("netstat.txt", "tcp 0 0 10.0.0.1:80"), Page::States, false);
    check_widths("many-namespaces", &fixtures::many_namespaces(), Page::States, false);
    check_widths("web-server-states", &fixtures::web_server(), Page::States, false);
}

#[test]
fn the_other_formats_and_answers_are_as_designed() {
    let catalog = catalog();
    let report = fixtures::web_server();
    for lang in Lang::ALL {
        let view = View::new(&catalog, lang);
        let name = lang.name();
        for (id, ending) in [("markdown", "md"), ("html", "html"), ("nagios", "nagios.txt")] {
            check(&format!("web-server.{name}.{ending}"), &written(format(id).unwrap(), &report, &view));
        }
        check(
            &format!("port.{name}.txt"),
            &written_port(format("text").unwrap(), &fixtures::port("java"), &view),
        );
        for (which, explanation) in ["known", "unknown"].iter().zip(fixtures::explanation("tw <b>")) {
            let text = explained(format("text").unwrap(), &explanation, &view);
            check(&format!("explain-{which}.{name}.txt"), &text);
            let text = explained(format("markdown").unwrap(), &explanation, &view);
            check(&format!("explain-{which}.{name}.md"), &text);
        }
    }
    let view = View::new(&catalog, Lang::En);
    let json = written(format("json").unwrap(), &report, &view);
    let pretty: serde_json::Value = serde_json::from_str(&json).unwrap();
    check("web-server.json", &format!("{pretty:#}\n"));
}

#[test]
fn no_line_is_wider_than_the_terminal_and_the_screen_has_24_lines() {
    let catalog = catalog();
    let reports = [
        fixtures::web_server(),
        fixtures::sick_pod(
            NetnsName::Named(Untrusted::new("x".repeat(200))),
            "一二三四五六七八",
            "±".repeat(90).as_str(),
        ),
        fixtures::paste("网络连接.txt", "非常长的一行"),
    ];
    for report in &reports {
        for lang in Lang::ALL {
            for width in [40, 57, 80, 120] {
                for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
                    for page in [Page::Diagnosis, Page::States, Page::Ports] {
                        let view = View { width, ambiguous, page, ..View::new(&catalog, lang) };
                        let text = written(format("text").unwrap(), report, &view);
                        check_layout(&text, &view);
                    }
                }
            }
        }
    }
}

fn check_layout(text: &str, view: &View<'_>) {
    for line in text.lines() {
        let cells = match view.ambiguous {
            Ambiguous::Narrow => line.width(),
            Ambiguous::Wide => line.width_cjk(),
        };
        // A word of a command cannot be broken: it must run as printed.
        let word = line.trim_start().strip_suffix(" \\");
        let whole = word.is_some_and(|word| word.starts_with('\'') || !word.contains(' '));
        assert!(cells <= view.width || whole, "{cells} cells of {}: {line:?}\n{text}", view.width);
        let drawn = |c: char| ('\u{2500}'..='\u{259f}').contains(&c);
        assert!(!line.contains(drawn), "Chinese consoles draw these two cells wide: {line}");
    }
    if view.page == Page::Diagnosis && view.width >= 80 {
        assert!(text.lines().count() <= 24, "{text}");
    }
}

#[test]
fn numbers_survive_the_narrowest_terminal() {
    let catalog = catalog();
    let view = View { width: 40, ..View::new(&catalog, Lang::En) };
    let text = written(format("text").unwrap(), &fixtures::web_server(), &view);
    for number in ["18,122", "17,904", "294/s", "0.24 s", "4,812", "28,232", "348", "10.0.0.21:3306"] {
        assert!(text.contains(number), "{number} is cut in\n{text}");
    }
}

#[test]
fn lower_findings_give_way_and_are_counted() {
    let catalog = catalog();
    let mut report = fixtures::web_server();
    let findings = report.findings.as_mut().unwrap();
    let last = findings[2].clone();
    findings.extend(std::iter::repeat_n(last, 30));
    let text = written(format("text").unwrap(), &report, &View::new(&catalog, Lang::En));
    assert!(text.lines().count() <= 24, "{text}");
    let shown = text.lines().filter(|line| line.contains(" FIN_WAIT1: peers fell silent")).count();
    assert!(text.contains(&format!("{} more findings: lastack -v", 31 - shown)), "{text}");
}

/// Five troubles at once: each a headline, a reason, and things to do with their commands.
fn troubled() -> lastack_model::Report {
    let mut report = fixtures::web_server();
    let findings = report.findings.as_mut().unwrap();
    findings[0].since_at_least_s = Some(48);
    let severe = findings[0].clone();
    findings.splice(0..0, std::iter::repeat_n(severe, 2));
    report
}

#[test]
fn every_trouble_keeps_the_first_thing_to_do_with_its_words() {
    let catalog = catalog();
    for lang in Lang::ALL {
        let text = written(format("text").unwrap(), &troubled(), &View::new(&catalog, lang));
        assert!(text.lines().count() <= 24, "{text}");
        let words = if lang == Lang::En { "See who they are." } else { "看看是哪些地址" };
        let lines: Vec<&str> = text.lines().collect();
        let commands: Vec<usize> =
            (0..lines.len()).filter(|line| lines[*line].contains("lastack sockets")).collect();
        assert_eq!(commands.len(), 3, "{text}");
        assert!(commands.iter().all(|line| lines[line - 1].contains(words)), "{text}");
    }
}

#[test]
fn a_trouble_as_young_as_the_look_has_no_age() {
    let catalog = catalog();
    for (seconds, shown) in [(0, false), (1, false), (2, true), (48, true)] {
        let mut report = fixtures::web_server();
        report.findings.as_mut().unwrap()[0].since_at_least_s = Some(seconds);
        let text = written(format("text").unwrap(), &report, &View::new(&catalog, Lang::En));
        assert_eq!(text.contains("It has been so for at least"), shown, "{seconds} s:\n{text}");
    }
}

#[test]
fn bound_ports_that_may_be_missing_are_told_where_ports_are_the_matter() {
    let catalog = catalog();
    let mut report = fixtures::web_server();
    report.snapshot.coverage.push(lastack_model::Coverage {
        source: "sock_diag",
        subject: "bound_ports",
        state: lastack_model::CoverageState::Degraded,
        why: Some(Message::new("demo-gap")),
    });
    let shows = |report: &lastack_model::Report, page, verbose| {
        let view = View { page, verbose, ..View::new(&catalog, Lang::En) };
        ["text", "markdown"].map(|id| written(format(id).unwrap(), report, &view).contains("3 of 912"))
    };
    assert_eq!(shows(&report, Page::Diagnosis, false), [false; 2]);
    assert_eq!(shows(&report, Page::Diagnosis, true), [true; 2]);
    assert_eq!(shows(&report, Page::Ports, false), [true; 2]);
    report.findings.as_mut().unwrap()[0].id = "port-exhaustion";
    assert_eq!(shows(&report, Page::Diagnosis, false), [true; 2]);
}

#[test]
fn a_range_that_nobody_read_is_marked() {
    let catalog = catalog();
    for (lang, words) in [(Lang::En, "(default range assumed)"), (Lang::Zh, "（端口范围按默认值）")]
    {
        let mut report = fixtures::web_server();
        let wide = View { width: 200, ..View::new(&catalog, lang) };
        let text = written(format("text").unwrap(), &report, &wide);
        assert!(text.contains("10.0.0.21:3306") && !text.contains(words), "{text}");
        report.snapshot.namespaces[0].facts = lastack_model::Facts::default();
        let text = written(format("text").unwrap(), &report, &wide);
        let line = text.lines().find(|line| line.contains("10.0.0.21:3306")).unwrap();
        assert!(line.ends_with(words), "{text}");
    }
}

#[test]
fn a_histogram_cannot_tell_which_ports_are_taken() {
    let catalog = catalog();
    let report = fixtures::paste("counts.txt", "x");
    for (lang, words) in [(Lang::En, "no addresses: which ports"), (Lang::Zh, "没有地址，各去向")] {
        let view = View { page: Page::Ports, ..View::new(&catalog, lang) };
        let text = written(format("text").unwrap(), &report, &view);
        assert!(
            text.contains(words) && !text.contains("No outgoing") && !text.contains("没有看到向外"),
            "{text}"
        );
    }
}

/// Text of `ports PORT` in both languages.
fn port_text(change: impl Fn(&mut lastack_model::PortUse)) -> [String; 2] {
    let catalog = catalog();
    let mut port = fixtures::port("java");
    change(&mut port);
    Lang::ALL.map(|lang| {
        let view = View { width: 200, ..View::new(&catalog, lang) };
        written_port(format("text").unwrap(), &port, &view)
    })
}

#[test]
fn a_port_that_needs_a_privilege_is_not_called_free() {
    let text = |privileged| {
        port_text(|port| {
            port.here[0].bind = BindOutlook::Free;
            port.here[0].privileged = Some(privileged);
        })
    };
    let [en, zh] = text(true);
    assert!(
        en.starts_with("Nothing is in the way on port 8080, but bind() needs CAP_NET_BIND_SERVICE"),
        "{en}"
    );
    assert!(!en.contains("succeed") && en.matches("CAP_NET_BIND_SERVICE").count() == 1, "{en}");
    assert!(zh.starts_with("端口 8080 没有被占用，但") && !zh.contains("可以 bind()"), "{zh}");
    let [en, zh] = text(false);
    assert!(
        en.starts_with("Port 8080 is free: bind() would succeed.") && zh.contains("可以 bind()"),
        "{en}{zh}"
    );
}

#[test]
fn one_socket_does_nothing_else_and_two_do_nothing_else() {
    let text = |count| port_text(|port| port.here[0].bound_only = Some(count))[0].clone();
    assert!(text(1).contains("One socket is bound to it and does nothing else."), "{}", text(1));
    assert!(text(2).contains("2 sockets are bound to it and do nothing else."), "{}", text(2));
}

#[test]
fn line_1_tells_that_a_port_is_in_use_in_another_namespace() {
    let text = |names: &[&str], bind| {
        port_text(|port| {
            port.here[0].bind = BindOutlook::Free;
            for name in names {
                let netns = NetnsName::Named(Untrusted::new(*name));
                port.here.push(PortHere { netns, bind, ..port.here[0].clone() });
            }
        })
        .map(|text| text.lines().next().unwrap().to_owned())
    };
    let [en, zh] = text(&["web"], BindOutlook::Listener);
    assert!(en.ends_with("bind() would succeed. It is in use in netns web."), "{en}");
    assert!(zh.ends_with("可以 bind()。别处也在用：网络命名空间 web。"), "{zh}");
    let [en, _] = text(&["web", "db"], BindOutlook::Bound);
    assert!(en.ends_with("in netns web and in one more namespace."), "{en}");
    let [en, zh] = text(&["web", "db", "batch"], BindOutlook::Bound);
    assert!(en.ends_with("in netns web and in 2 more namespaces."), "{en}");
    assert!(zh.ends_with("网络命名空间 web，另有 2 个网络命名空间。"), "{zh}");
    let [en, _] = text(&["web"], BindOutlook::Free);
    assert!(en.ends_with("bind() would succeed."), "{en}");
}

#[test]
fn rows_that_wait_for_the_peers_fin_are_not_called_time_wait() {
    let text = |bind: fn(f64) -> BindOutlook| {
        port_text(|port| {
            port.here[0].local.add(TcpState::FinWait2, true);
            port.here[0].frees_in_s = Some(59.0);
            port.here[0].bind = bind(59.0);
        })
    };
    let [en, zh] = text(|seconds| BindOutlook::TimeWait { frees_in_s: Some(seconds) });
    assert!(en.starts_with("Only FIN_WAIT2 without a process, or TIME_WAIT, is left on port 8080"), "{en}");
    assert!(en.contains("for at most 59 s more"), "{en}");
    assert!(zh.contains("无进程的 FIN_WAIT2 或 TIME_WAIT") && zh.contains("最多 59 秒内"), "{zh}");
    let [en, zh] = text(|_| BindOutlook::Listener);
    assert!(
        en.contains("The last FIN_WAIT2 or TIME_WAIT without a process on it is gone in 59 s at most."),
        "{en}"
    );
    assert!(zh.contains("最多 59 秒后消失"), "{zh}");
}

#[test]
fn severity_words_are_coloured_only_when_asked() {
    let catalog = catalog();
    let report = fixtures::web_server();
    let plain = written(format("text").unwrap(), &report, &View::new(&catalog, Lang::En));
    let view = View { color: true, ..View::new(&catalog, Lang::En) };
    let colored = written(format("text").unwrap(), &report, &view);
    assert!(!plain.contains('\u{1b}'));
    assert!(colored.starts_with("\u{1b}[33mWARNING\u{1b}[0m  TIME_WAIT"), "{colored}");
    let stripped =
        ["\u{1b}[33m", "\u{1b}[32m", "\u{1b}[0m"].iter().fold(colored, |text, code| text.replace(code, ""));
    assert_eq!(stripped, plain);
}

#[test]
fn a_reader_of_chinese_is_told_how_to_get_chinese() {
    let catalog = catalog();
    let mut report = fixtures::web_server();
    report.snapshot.kind = lastack_model::SourceKind::Paste;
    let view = View { hint_chinese: true, ..View::new(&catalog, Lang::En) };
    let text = written(format("text").unwrap(), &report, &view);
    assert!(text.trim_end().ends_with("--lang zh"), "{text}");
}

#[test]
fn a_change_that_waits_on_windows_is_this_hosts_in_its_boot_and_another_one_in_a_later_boot() {
    let catalog = catalog();
    let mut report = fixtures::web_server();
    (report.snapshot.host.os, report.snapshot.namespaces[0].id) = (Os::Windows, None);
    let boot = report.snapshot.host.boot_id.clone().unwrap();
    for (boot, line, netns) in [
        (boot, "of this host (5f3c9a01) is taken back in 97 s unless: lastack fix confirm 5f3c9a01", "0"),
        ("windows-1dcf".to_owned(), "another change (5f3c9a01)", "null"),
    ] {
        let namespaces = vec![(NetnsId::of_windows(boot), Untrusted::new("own"))];
        let waiting = Waiting { id: "5f3c9a01".to_owned(), reverts_in_s: Some(97), namespaces };
        let view = View { width: 200, waiting: Some(&waiting), ..View::new(&catalog, Lang::En) };
        let text = written(format("text").unwrap(), &report, &view);
        assert!(text.contains(line), "{text}");
        for page in ["markdown", "html"] {
            let page = written(format(page).unwrap(), &report, &view);
            assert!(page.contains("5f3c9a01"), "{page}");
        }
        let json = written(format("json").unwrap(), &report, &view);
        let document: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(document["waiting"]["netns"].to_string(), netns, "{}", document["waiting"]);
    }
}
