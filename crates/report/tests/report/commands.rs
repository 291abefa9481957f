//! Commands run where the trouble is: in the namespace of the finding, in every format.

use lastack_model::words::Lang;
use lastack_model::{NetnsName, SourceKind, Subject, Untrusted};
use lastack_report::{FORMATS, View};

use crate::{catalog, fixtures, written};

/// Every format prints exactly this command for a finding of the second namespace.
fn check(name: NetnsName, change: impl Fn(&mut lastack_model::Report), expected: &str) {
    let catalog = catalog();
    let mut report = fixtures::sick_pod(name, "java", "x");
    change(&mut report);
    for format in FORMATS {
        for lang in Lang::ALL {
            let text = written(format, &report, &View { width: 300, ..View::new(&catalog, lang) });
            let command = format!("{expected} -tnp dst 198.51.100.20:443 # java");
            let before = text.split_once(&command).and_then(|(before, _)| before.chars().next_back());
            assert!(matches!(before, Some(' ' | '"' | '>')), "{} prints not {command:?}:\n{text}", format.id);
            if !expected.contains(' ') {
                assert!(!text.contains("nsenter") && !text.contains("ip netns"), "{}:\n{text}", format.id);
            }
        }
    }
}

fn named(name: &str) -> NetnsName {
    NetnsName::Named(Untrusted::new(name))
}

fn process() -> NetnsName {
    NetnsName::Process { pid: 4_711, comm: Untrusted::new("java"), container: None }
}

#[test]
fn a_command_enters_the_namespace_of_its_finding() {
    check(named("web"), |_| (), "ip netns exec web ss");
    check(named("/proc/7/ns/net"), |_| (), "nsenter --net=/proc/7/ns/net ss");
    check(process(), |_| (), "nsenter -t 4711 -n ss");
}

#[test]
fn a_command_for_the_peer_enters_no_namespace_of_ours() {
    let catalog = catalog();
    for part in ["todo-peer", "todo-here"] {
        let mut report = fixtures::sick_pod(named("web"), "java", "x");
        let about = report.findings.iter_mut().flatten().find(|finding| finding.id == "demo-route");
        about.unwrap().todo = vec![part];
        let text = written(FORMATS[0], &report, &View { width: 300, ..View::new(&catalog, Lang::En) });
        let entered = text.contains("ip netns exec web ss -ltn");
        assert!(text.contains("ss -ltn sport = :443") && entered == (part == "todo-here"), "{text}");
    }
}

#[test]
fn a_command_of_a_capture_enters_it_on_its_host_unless_the_name_was_drawn() {
    let capture = |report: &mut lastack_model::Report| report.snapshot.kind = SourceKind::Capture;
    check(named("lt1"), capture, "ip netns exec lt1 ss");
    check(process(), capture, "nsenter -t 4711 -n ss");
    let masked = |report: &mut lastack_model::Report| {
        capture(report);
        report.snapshot.masked = true;
    };
    check(named("netns-1"), masked, "ss");
}

#[test]
fn a_capture_says_once_that_its_commands_are_for_its_host() {
    let catalog = catalog();
    let mut report = fixtures::sick_pod(named("lt1"), "java", "x");
    report.snapshot.kind = SourceKind::Capture;
    report.snapshot.host.hostname = Some(Untrusted::new("box"));
    let said = |report: &lastack_model::Report, lang, words: &str| {
        let view = View { width: 300, ..View::new(&catalog, lang) };
        written(lastack_report::format("text").unwrap(), report, &view).matches(words).count()
    };
    let words = [(Lang::En, "run the commands there"), (Lang::Zh, "命令请在该主机上执行")];
    words.iter().for_each(|(lang, words)| assert_eq!(said(&report, *lang, words), 1));
    report.snapshot.masked = true;
    words.iter().for_each(|(lang, words)| assert_eq!(said(&report, *lang, words), 0));
}

#[test]
fn a_name_that_is_code_is_none_in_the_command() {
    check(named("-a; rm x"), |_| (), "ip netns exec _a__rm_x ss");
    check(named("/run/$(id)"), |_| (), "nsenter --net=/run/__id_ ss");
}

#[test]
fn a_command_for_the_own_namespace_a_paste_or_the_host_stays_as_it_is() {
    let paste = NetnsName::Paste(Untrusted::new("ss.txt"));
    check(paste, |report| report.snapshot.kind = SourceKind::Paste, "ss");
    check(named("web"), |report| report.snapshot.namespaces[1].name = NetnsName::Own, "ss");
    check(named("web"), |report| report.snapshot.kind = SourceKind::Paste, "ss");
    check(process(), |report| report.findings.as_mut().unwrap()[0].subject = Subject::Host, "ss");
}

#[test]
fn every_part_of_a_joined_command_runs_in_the_namespace() {
    let catalog = catalog();
    let mut report = fixtures::sick_pod(named("web"), "java", "x");
    report.findings.as_mut().unwrap()[0].todo = vec!["todo-joined"];
    let view = View { width: 300, ..View::new(&catalog, Lang::En) };
    let text = written(lastack_report::format("text").unwrap(), &report, &view);
    let expected =
        r#"ip netns exec web sh -c 'ss -tn '\''( sport = :80 )'\'' | grep -c "10.0.0.1"; free -m'"#;
    assert!(text.contains(expected), "{text}");
}
