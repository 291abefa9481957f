//! Screens as files: every change of what people see is a change of a file. `LASTACK_BLESS=1` writes them anew.

use std::path::PathBuf;

use lastack_model::words::Lang;
use lastack_model::{NetnsName, Untrusted};
use lastack_report::{Ambiguous, Page, View, format};
use unicode_width::UnicodeWidthStr as _;

use crate::{catalog, explained, fixtures, written, written_port};

fn check(name: &str, text: &str) {
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
        check(&format!("web-server.{name}.md"), &written(format("markdown").unwrap(), &report, &view));
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
        // A quoted word of a command cannot be broken: it must run as printed.
        let quoted = line.trim_start().starts_with('\'') && line.ends_with(" \\");
        assert!(cells <= view.width || quoted, "{cells} cells of {}: {line:?}\n{text}", view.width);
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
