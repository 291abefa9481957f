//! A name that tries to get out, through every registered format.

use lastack_model::words::{Catalog, Lang, Message};
use lastack_model::{
    Arg, ConfFile, ConfKind, ConfLine, Coverage, CoverageState, LogHit, NetnsName, Report, Untrusted,
};
use lastack_report::{FORMATS, View};

use crate::{catalog, everything, explained, fixtures, written_port};

/// Window title, bell, new line, table bar, tag, link, code, C1 escape, right-to-left override, isolate, zero width.
pub(crate) const HOSTILE: &str =
    "\u{1b}]0;pwn\u{7}\n|<b>[x](http://e) `rm`\u{9b}31m\u{202e}gnp\u{2066}\u{200b}\u{2028}\u{feff}'\"$(id);&";

fn hostile_reports() -> [Report; 3] {
    let name = || Untrusted::new(HOSTILE);
    let container = NetnsName::Process { pid: 1, comm: name(), container: Some(name()) };
    let mut pod = fixtures::sick_pod(container, HOSTILE, HOSTILE);
    pod.snapshot.host.hostname = Some(name());
    pod.snapshot.host.kernel = Some(name());
    pod.snapshot.coverage.push(Coverage {
        source: "procfs",
        subject: "owners",
        state: CoverageState::Unavailable,
        why: Some(Message::new("demo-missing").with("line", Arg::foreign(name()))),
    });
    let line = ConfLine {
        line: 1,
        kind: ConfKind::Bad,
        key: HOSTILE.to_owned(),
        value: HOSTILE.to_owned(),
        text: name(),
    };
    pod.snapshot.files.push(ConfFile { path: name(), lines: vec![line], at_boot: Some(true) });
    pod.snapshot.namespaces[0].logs.push(LogHit {
        signature: "emfile",
        form: None,
        target: None,
        port: None,
        count: 1,
        first_line: 1,
        last_line: 1,
        span: None,
        outages: Vec::new(),
        sample: name(),
    });
    // Whoever wrote a rule may have taken a pasted text for words of ours.
    let careless = Arg::text(HOSTILE);
    pod.ruled_out[0].why.args[0].1 = careless;
    let named = fixtures::sick_pod(NetnsName::Named(name()), HOSTILE, HOSTILE);
    [pod, named, fixtures::paste(HOSTILE, HOSTILE)]
}

pub(crate) fn check(format: &str, text: &str) {
    for c in text.chars() {
        let hidden = c != '\n'
            && (c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'));
        assert!(!hidden, "{c:?} reached {format}:\n{text}");
    }
}

#[test]
fn nothing_hostile_gets_through_any_format() {
    let catalog = catalog();
    for format in FORMATS {
        for report in hostile_reports() {
            let text = everything(format, &report);
            assert!(text.contains("pwn"), "{} does not show the name at all", format.id);
            check(format.id, &text);
        }
        for lang in Lang::ALL {
            let view = View::new(&catalog, lang);
            check(format.id, &written_port(format, &fixtures::port(HOSTILE), &view));
            for explanation in fixtures::explanation(HOSTILE) {
                check(format.id, &explained(format, &explanation, &view));
            }
        }
    }
}

#[test]
fn a_name_cannot_start_a_line_of_its_own() {
    for format in FORMATS {
        for report in hostile_reports() {
            let text = everything(format, &report);
            let forged = text.lines().any(|line| line.starts_with("|<b>") || line.starts_with("\\|"));
            assert!(!forged, "a name broke the line in {}:\n{text}", format.id);
        }
    }
}

#[test]
fn in_markdown_a_name_is_code_and_nothing_else() {
    let markdown = lastack_report::format("markdown").unwrap();
    for report in hostile_reports() {
        let text = everything(markdown, &report);
        for live in ["|<b>", "[x](", "|`rm`", " `rm`"] {
            assert!(!text.contains(live), "{live} is alive in\n{text}");
        }
        let bars = |line: &str| line.matches('|').count() - line.matches("\\|").count();
        let lines: Vec<&str> = text.lines().collect();
        for pair in lines.windows(2).filter(|pair| pair.iter().all(|line| line.starts_with("| "))) {
            assert_eq!(bars(pair[0]), bars(pair[1]), "a name added a column: {}", pair[1]);
        }
    }
}

#[test]
fn in_html_a_name_is_text_and_nothing_is_loaded() {
    let html = lastack_report::format("html").unwrap();
    for report in hostile_reports() {
        let text = everything(html, &report);
        for live in ["<b>[x]", "<script", "onerror", " src=", " href=", "url(", "@import"] {
            assert!(!text.contains(live), "{live} is alive in\n{text}");
        }
        let opened = |tag: &str| text.matches(&format!("<{tag}")).count();
        let closed = |tag: &str| text.matches(&format!("</{tag}>")).count();
        for tag in ["section", "table", "svg", "figure", "ul", "bdi", "html"] {
            assert_eq!(opened(tag), closed(tag), "{tag}");
        }
    }
}

#[test]
fn in_nagios_only_the_first_line_has_a_bar_and_one() {
    let catalog = catalog();
    let nagios = lastack_report::format("nagios").unwrap();
    for report in hostile_reports() {
        for lang in Lang::ALL {
            let text = crate::written(nagios, &report, &View::new(&catalog, lang));
            let bars: Vec<usize> = text.lines().map(|line| line.matches('|').count()).collect();
            assert_eq!((bars[0], bars[1..].iter().sum::<usize>()), (1, 0), "{text}");
        }
    }
}

#[test]
fn in_a_command_a_name_is_neither_code_nor_an_option() {
    let catalog: Catalog = catalog();
    let [report, ..] = hostile_reports();
    for format in FORMATS {
        let mut text = String::new();
        (format.write)(&report, &View { width: 300, ..View::new(&catalog, Lang::En) }, &mut text).unwrap();
        let command = "ss -tnp dst 198.51.100.20:443 # __0_pwn____b__x__http://e___rm__31m_gnp________id___";
        assert!(text.contains(command), "{} prints another command:\n{text}", format.id);
    }
}
