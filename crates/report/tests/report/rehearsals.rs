//! The page of a rehearsal in every format: a passed one, a broken one, and one with hostile names.

use lastack_model::words::{Lang, Message, Words};
use lastack_model::{
    Clause, ClauseKind, Cure, Moment, Outcome, Rehearsal, Scene, SceneFinding, Severity, Untrusted,
};
use lastack_report::{Answer, FORMATS, RehearsalEntry, Rehearsals, View, format};

use crate::{schema, screens};

static WORDS: Words = Words {
    prefix: "lab-demo",
    en: "lab-demo-title = A checker that connects and closes\nlab-demo-story = It checks 50 ports.\n\
         lab-demo-watch = TIME_WAIT\nlab-demo-cured = The checker is replaced\n",
    zh: "lab-demo-title = 探测程序连上就断\nlab-demo-story = 它轮流探测 50 个端口。\nlab-demo-watch = TIME_WAIT\n\
         lab-demo-cured = 换掉了探测程序\n",
};

fn catalog() -> lastack_model::words::Catalog {
    let catalog = lastack_model::words::Catalog::new(lastack_report::WORDS.iter().chain([&WORDS]));
    assert_eq!(catalog.problems(), [] as [String; 0]);
    catalog
}

fn text(en: &str, zh: &str) -> [Untrusted; 2] {
    [Untrusted::new(en), Untrusted::new(zh)]
}

fn scene(time_wait: u64, failures: u64, line1: [Untrusted; 2], severity: Severity) -> Scene {
    Scene {
        states: vec![("LISTEN".to_owned(), 50), ("TIME_WAIT".to_owned(), time_wait)],
        line1,
        severity: Some(severity),
        findings: Vec::new(),
        attempts: 23,
        failures,
        errors: if failures > 0 { vec![(98, failures)] } else { Vec::new() },
        times_us: Some([211, 3_412, 84_104]),
    }
}

fn rehearsal(held: Option<bool>, name: &str) -> Rehearsal {
    let mut before = scene(504, 7, text("504 TIME_WAIT", "504 个 TIME_WAIT"), Severity::Warning);
    before.findings.push(SceneFinding {
        id: "local-prober".to_owned(),
        severity: Severity::Info,
        text: text(name, name),
    });
    let well = || text("Nothing here needs you.", "不用处理");
    let clause = |kind, held, seen: &str| Clause { kind, held, seen: vec![Untrusted::new(seen)] };
    let moment =
        |at_s, time_wait| Moment { at_s, rows: [time_wait, 3, 0, 0, 0], failures: 7, slowest_us: 2_000 };
    Rehearsal {
        id: "demo".to_owned(),
        title: Message::new("lab-demo-title"),
        story: Message::new("lab-demo-story"),
        watch: Message::new("lab-demo-watch"),
        before,
        after: scene(0, 0, well(), Severity::Ok),
        twin: scene(2, 0, well(), Severity::Ok),
        cures: vec![
            Cure::Changed { text: Message::new("lab-demo-cured"), outcome: Some(Outcome::Resolved) },
            Cure::Fix {
                remedy: "reserve-listening-ports".to_owned(),
                change: "6b0334f7".to_owned(),
                outcome: Some(Outcome::Resolved),
                steps: vec![[
                    "net.ipv4.ip_local_reserved_ports".to_owned(),
                    String::new(),
                    "42310".to_owned(),
                ]],
            },
        ],
        quotes: vec![(name.to_owned(), Untrusted::new(name))],
        clauses: vec![
            clause(ClauseKind::Found, Some(true), "local-prober"),
            clause(ClauseKind::Failures, held, "7/23"),
            clause(ClauseKind::Closer, None, name),
        ],
        samples: vec![moment(0.5, 100), moment(30.0, 504), moment(90.0, 0)],
        cured_at_s: Some(31.0),
        took_s: 125.4,
    }
}

fn answered(id: &str, answer: &dyn Answer, lang: Lang) -> String {
    let catalog = catalog();
    let mut out = String::new();
    (format(id).unwrap().answer)(answer, &View::new(&catalog, lang), &mut out).unwrap();
    out
}

#[test]
fn a_rehearsal_is_a_page_before_and_after() {
    for lang in Lang::ALL {
        let mut all = answered("text", &rehearsal(Some(true), "agent"), lang);
        all.push_str(&answered("text", &rehearsal(Some(false), "agent"), lang));
        screens::check(&format!("rehearsal.{}.txt", lang.name()), &all);
        screens::check(
            &format!("rehearsal.{}.html", lang.name()),
            &answered("html", &rehearsal(Some(true), "agent"), lang),
        );
    }
    let passed = |held| answered("json", &rehearsal(held, "agent"), Lang::En);
    for held in [Some(true), Some(false), None] {
        schema::check(&passed(held));
    }
    assert!(
        passed(Some(true)).contains("\"passed\":true") && passed(Some(false)).contains("\"passed\":false")
    );
    // What could not be judged is not held against it.
    assert!(passed(None).contains("\"passed\":true"));
}

#[test]
fn the_plot_has_a_line_for_each_state_that_was_there_and_a_mark_where_the_cure_began() {
    let html = answered("html", &rehearsal(Some(true), "agent"), Lang::En);
    // TIME_WAIT and ESTABLISHED of one plot, the longest exchange of the other.
    assert_eq!(html.matches("<polyline").count(), 3, "{html}");
    assert_eq!(html.matches("class=\"mark\"").count(), 2, "{html}");
}

#[test]
fn a_rehearsal_about_slow_connects_plots_them_over_the_ports_that_were_taken() {
    let mut slow = rehearsal(Some(true), "agent");
    let clause = |kind, seen: &[&str]| Clause {
        kind,
        held: Some(true),
        seen: seen.iter().map(|words| Untrusted::new(*words)).collect(),
    };
    slow.clauses.push(clause(ClauseKind::Faster, &["211 µs", "20 µs"]));
    let html = answered("html", &slow, Lang::En);
    assert_eq!(html.matches("<polyline").count(), 4, "{html}");
    // Both moments before the cure, and the axis in connections.
    let fill = &html[html.find("over the number of TIME_WAIT, until the cure").unwrap()..];
    assert_eq!(fill.split("points=\"").nth(1).unwrap().split('"').next().unwrap().split(' ').count(), 2);
    assert!(fill.contains(">504</text>"), "{fill}");
}

/// Words of the contract are English; a page says them in its language, and what was quoted stays as it was.
#[test]
fn what_a_clause_saw_is_said_in_the_language_of_the_page() {
    let mut page = rehearsal(Some(true), "agent");
    let clause = |kind, seen: &[&str]| Clause {
        kind,
        held: Some(true),
        seen: seen.iter().map(|words| Untrusted::new(*words)).collect(),
    };
    page.clauses = vec![
        clause(
            ClauseKind::Graded,
            &["net.ipv4.tcp_tw_recycle: does-not-exist", "net.ipv4.tcp_syncookies: already-so"],
        ),
        clause(
            ClauseKind::Resolved,
            &["application: resolved (10.0/s -> 9.5/s)", "widen-port-range: improved"],
        ),
        clause(ClauseKind::Side, &["ss outbound 5 inbound 7"]),
    ];
    page.quotes = vec![("agent".to_owned(), Untrusted::new("Unable to connect, [99] Cannot assign, again"))];
    // Lines that were wrapped are one again.
    let said = |lang| answered("text", &page, lang).replace("\n             ", " ");
    // A line that ends in a mark has no space to give back.
    let zh = said(Lang::Zh).replace("： ", "：");
    for words in [
        "tcp_tw_recycle：内核没有这个键、net.ipv4.tcp_syncookies：已是此值",
        "应用的改动：已解决（10.0 个/秒 -> 9.5 个/秒）",
        "widen-port-range：有好转",
        "ss 本机连出 5 对端连入 7",
        "connect, [99] Cannot assign, again",
    ] {
        assert!(zh.contains(words), "{words}: {zh}");
    }
    let en = said(Lang::En);
    assert!(en.contains("widen-port-range: improved") && en.contains("ss outbound 5 inbound 7"), "{en}");
}

#[test]
fn what_can_be_rehearsed_is_listed_with_what_it_needs() {
    let entry = |root, programs: &[&str]| RehearsalEntry {
        id: "demo".to_owned(),
        title: Message::new("lab-demo-title"),
        takes_s: 125,
        root,
        programs: programs.iter().map(|&program| program.to_owned()).collect(),
    };
    let list = Rehearsals { all: vec![entry(false, &[]), entry(true, &["nginx", "ab"])] };
    for lang in Lang::ALL {
        screens::check(&format!("rehearsals.{}.txt", lang.name()), &answered("text", &list, lang));
    }
    schema::check(&answered("json", &list, Lang::En));
}

#[test]
fn a_hostile_name_in_a_rehearsal_reaches_no_format_as_it_is() {
    for format in FORMATS {
        let text = answered(format.id, &rehearsal(Some(true), crate::hostile::HOSTILE), Lang::En);
        crate::hostile::check(format.id, &text);
    }
}
