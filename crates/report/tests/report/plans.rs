//! Plans as people and programs see them.

mod exports;

use lastack_model::words::{Lang, Message};
use lastack_model::{
    Advice, Arg, Between, Effect, Endpoint, Gauge, NetnsName, Outlook, Plan, PlanNetns, Rate, RateMethod,
    Reason, Remedy, RouteKey, Safety, SetBy, Step, Subject, Supply, Undo, Unit, Untreated, Untrusted, Value,
    When, Withheld,
};
use lastack_report::{Answer as _, EXPORTS, FORMATS, Proposal, View, format};

use crate::hostile::HOSTILE;
use crate::{catalog, fixtures, hostile, schema};

const KEY: &str = "net.ipv4.ip_local_port_range";

fn step(netns: usize, key: &'static str, from: &str, to: &str, undo: Undo) -> Step {
    let set_by = vec![SetBy { file: Untrusted::new(HOSTILE), line: 3, value: Untrusted::new(HOSTILE) }];
    Step { netns, key, from: from.to_owned(), to: to.to_owned(), undo, set_by }
}

/// Ports that end in 40 to 45 seconds, and do not once the change is written.
fn outlook(key: RouteKey) -> Outlook {
    let per_s = Rate { value: 312.4, low: 300.0, high: 325.0, window_s: 20.0, method: RateMethod::Ages };
    let before = When::Later(Between { low: 40.0, high: 45.0 });
    Outlook { netns: 0, supply: Supply::Ports(key), per_s, before, after: When::Never { steady: 19_032 } }
}

fn remedy(key: RouteKey, steps: Vec<Step>) -> Remedy {
    let target = Endpoint::new(key.destination, key.port);
    Remedy {
        id: "demo",
        key: format!("demo-{}", steps.len()),
        subject: Subject::Namespace { netns: 1 },
        treats: vec!["port-exhaustion-0123456789abcdef".to_owned()],
        safety: Safety::Consent,
        args: vec![
            ("line", Arg::foreign(Untrusted::new(HOSTILE))),
            ("target", Arg::new(Value::Endpoint(target), Unit::None, "census")),
        ],
        summary: "missing",
        why: "missing",
        risk: Some("missing"),
        restart: Some("missing"),
        effects: vec![
            Effect { netns: 0, gauge: Gauge::Usable(key), before: 28_232.0, low: 55_289.0, high: 55_289.0 },
            Effect { netns: 0, gauge: Gauge::ServesPerS(key), before: 441.1, low: 800.0, high: 864.0 },
        ],
        outlooks: vec![outlook(key)],
        advice: vec![Advice {
            program: Untrusted::new(HOSTILE),
            text: "missing",
            lines: Some("keepalive 32;\nproxy_http_version 1.1;"),
        }],
        shows_after_s: 1,
        steps,
    }
}

/// A plan with everything that one can have, `remedies` times.
fn plan(remedies: usize) -> Plan {
    let report = fixtures::web_server();
    let key = report.routes[0].key;
    let why = || Message::new("demo-missing").with("line", Arg::foreign(Untrusted::new(HOSTILE)));
    let restore = |value: &str| Undo::Restore(value.to_owned());
    let steps = || {
        vec![
            step(0, "net.ipv4.ip_local_reserved_ports", "", "8080", Undo::Subtract("8080".to_owned())),
            step(0, KEY, "32768 60999", "10240 65535", restore("32768 60999")),
            step(1, "net.ipv4.tcp_tw_reuse", "2", "1", restore("2")),
            step(1, "net.netfilter.nf_conntrack_max", "65536", "131072", restore("65536")),
        ]
    };
    Plan {
        made_at_ms: 0,
        namespaces: vec![
            PlanNetns { id: None, name: NetnsName::Own },
            PlanNetns { id: None, name: NetnsName::Named(Untrusted::new(HOSTILE)) },
        ],
        remedies: (0..remedies).map(|_| remedy(key, steps())).collect(),
        together: remedy(key, steps()).effects,
        outlooks_together: vec![outlook(key)],
        withheld: vec![
            Withheld {
                id: "tcp-tw-recycle",
                subject: Subject::Host,
                treats: Vec::new(),
                refused: true,
                why: why(),
            },
            Withheld {
                id: "reuse-time-wait",
                subject: Subject::Host,
                treats: Vec::new(),
                refused: false,
                why: why(),
            },
        ],
        untreated: vec![Untreated { id: "syn-sent-pile", key: "syn-sent-pile-0".to_owned(), why: why() }],
        only_to_read: None,
        left_out: vec!["demo-9".to_owned()],
        named: Vec::new(),
    }
}

#[test]
fn every_plan_is_valid_under_the_contract() {
    let (catalog, report) = (catalog(), fixtures::web_server());
    let view = View::new(&catalog, Lang::En);
    for reason in [None, Some(Reason::Masked), Some(Reason::OtherHost), Some(Reason::OtherSystem)] {
        let plan = Plan { only_to_read: reason, ..plan(1) };
        let mut out = String::new();
        let proposal = Proposal { plan: &plan, report: &report };
        (format("json").unwrap().answer)(&proposal, &view, &mut out).unwrap();
        let value = schema::check(&out);
        assert_eq!(value["remedies"][0]["steps"][3]["reach"], "host");
        assert_eq!(value["remedies"][0]["effects"][0]["high"], 55_289.0);
        let outlook = &value["remedies"][0]["outlooks"][0];
        assert_eq!((&outlook["supply"], &outlook["of"]["kind"]), (&"ports".into(), &"route".into()));
        assert_eq!((&outlook["before"]["low_s"], &outlook["after"]["when"]), (&40.0.into(), &"never".into()));
    }
}

#[test]
fn the_next_command_applies_what_was_asked_for_and_no_more() {
    let (catalog, report) = (catalog(), fixtures::web_server());
    for (left_out, of) in [(Vec::new(), ""), (vec!["demo-9".to_owned()], " demo")] {
        let plan = Plan { left_out, ..plan(2) };
        for (lang, next, elsewhere) in
            [(Lang::En, "next:", "| elsewhere:"), (Lang::Zh, "下一步：", "｜ 给别的主机用：")]
        {
            let mut out = String::new();
            let view = View { width: 200, ..View::new(&catalog, lang) };
            (format("text").unwrap().answer)(&Proposal { plan: &plan, report: &report }, &view, &mut out)
                .unwrap();
            let words =
                format!("{next} lastack fix apply{of} {elsewhere} lastack fix plan --as sysctl.d{of}");
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            assert!(out.lines().any(|line| bare(line) == bare(&words)), "{words}\n{out}");
        }
    }
}

/// A command that is broken in two does not run as it is copied.
#[test]
fn where_both_next_commands_have_no_room_in_a_line_each_has_its_own() {
    let (catalog, report) = (catalog(), fixtures::web_server());
    let plan = Plan { left_out: vec!["demo-9".to_owned()], ..plan(2) };
    for (lang, next, elsewhere) in
        [(Lang::En, "next: ", "elsewhere: "), (Lang::Zh, "下一步：", "给别的主机用：")]
    {
        let mut out = String::new();
        let view = View { width: 60, ..View::new(&catalog, lang) };
        (format("text").unwrap().answer)(&Proposal { plan: &plan, report: &report }, &view, &mut out)
            .unwrap();
        let lines = [
            format!("{next}lastack fix apply demo"),
            format!("{elsewhere}lastack fix plan --as sysctl.d demo"),
        ];
        assert!(out.trim_end().ends_with(&lines.join("\n")), "{out}");
    }
}

/// What is added to a long list stands behind the end of the line; what stood there is counted, and no number is cut.
#[test]
fn of_a_long_list_of_ports_what_is_added_is_told() {
    let (catalog, report) = (catalog(), fixtures::web_server());
    let list = |ports: u16| (0..ports).map(|n| (1_025 + 2 * n).to_string()).collect::<Vec<_>>().join(",");
    for (from, to, en, zh) in [
        (
            list(2_000),
            format!("{},8080", list(2_000)),
            "8080 beside the 2,000 ports that",
            "的 2000 个端口之外，加上 8080",
        ),
        (list(2), format!("{},8080", list(2)), "1025,1027 -> 1025,1027,8080", "1025,1027 -> 1025,1027,8080"),
        (list(2_000), list(13), "1045,1047 .. -> 1025,", "1045,1047 .. -> 1025,"),
    ] {
        let mut plan = plan(1);
        let undo = Undo::Subtract("8080".to_owned());
        plan.remedies[0].steps = vec![step(0, "net.ipv4.ip_local_reserved_ports", &from, &to, undo)];
        for (lang, words) in [(Lang::En, en), (Lang::Zh, zh)] {
            let mut out = String::new();
            let view = View { width: 400, ..View::new(&catalog, lang) };
            (format("text").unwrap().answer)(&Proposal { plan: &plan, report: &report }, &view, &mut out)
                .unwrap();
            assert!(out.contains(words), "{words}\n{out}");
        }
    }
}

#[test]
fn nothing_hostile_gets_through_any_format_or_export() {
    let (catalog, report, plan) = (catalog(), fixtures::web_server(), plan(2));
    let proposal = Proposal { plan: &plan, report: &report };
    for lang in Lang::ALL {
        let view = View { verbose: true, ..View::new(&catalog, lang) };
        for format in FORMATS {
            let mut out = String::new();
            (format.answer)(&proposal, &view, &mut out).unwrap();
            hostile::check(format.id, &out);
        }
        for export in EXPORTS {
            let mut out = String::new();
            (export.write)(&proposal, &view, &mut out).unwrap();
            // regedit wants ends of lines as Windows has them.
            let out = if export.id.starts_with("reg") { out.replace("\r\n", "\n") } else { out };
            hostile::check(export.id, &out);
            // What is foreign stands in comments alone: everything else is run.
            for line in out.lines().filter(|line| !line.trim_start().starts_with('#')) {
                assert!(!line.contains("pwn") && !line.contains("$(id)"), "{}: {line}", export.id);
            }
        }
    }
}

#[test]
fn a_value_that_other_tools_would_cut_is_not_written_for_them() {
    let (catalog, report) = (catalog(), fixtures::web_server());
    let mut plan = plan(1);
    let ports: Vec<String> = (0..1_501).map(|port| (10_001 + 2 * port).to_string()).collect();
    let reserved = "net.ipv4.ip_local_reserved_ports";
    plan.remedies[0].steps = vec![step(0, reserved, "", &ports.join(","), Undo::Restore(String::new()))];
    for length in [4_092, ports.join(",").len()] {
        plan.remedies[0].steps[0].to.truncate(length);
        let value = plan.remedies[0].steps[0].to.clone();
        let proposal = Proposal { plan: &plan, report: &report };
        let of_linux = ["ansible", "kubernetes", "sysctl.d", "systemd"];
        for export in EXPORTS.iter().filter(|export| of_linux.contains(&export.id)) {
            let mut out = String::new();
            (export.write)(&proposal, &View::new(&catalog, Lang::En), &mut out).unwrap();
            let (stands, told) = (out.contains(&value), out.contains(&format!("{reserved} is left out")));
            assert_eq!((stands, told), (length == 4_092, length != 4_092), "{}: {length}\n{out}", export.id);
        }
        plan.remedies[0].steps[0].to = ports.join(",");
    }
}

#[test]
fn a_plan_fits_a_screen_however_many_remedies_it_has() {
    let (catalog, report) = (catalog(), fixtures::web_server());
    for (remedies, lang) in [0, 1, 2, 3, 5, 8, 50].iter().flat_map(|n| Lang::ALL.map(|lang| (*n, lang))) {
        let mut plan = plan(remedies);
        for remedy in &mut plan.remedies {
            // The name that tries to get out is longer than any real one.
            remedy.args = vec![("line", Arg::text("x"))];
            remedy.steps.truncate(2);
            remedy.advice.clear();
            remedy.steps.iter_mut().for_each(|step| step.set_by.clear());
        }
        plan.withheld.iter_mut().for_each(|one| one.why = Message::new("demo-fin-why"));
        plan.untreated.clear();
        let view = View::new(&catalog, lang);
        let proposal = Proposal { plan: &plan, report: &report };
        let mut out = String::new();
        (format("text").unwrap().answer)(&proposal, &view, &mut out).unwrap();
        assert!(out.lines().count() <= 24, "{remedies}: {}\n{out}", out.lines().count());
        for line in out.lines() {
            assert!(lastack_report::Ambiguous::Narrow.width(line) <= 80, "{line}");
        }
        assert!(remedies == 0 || out.contains(KEY), "{out}");
        // Whatever is told is told with what it brings and costs.
        let labels = match lang {
            Lang::En => ["consent ", "  effect", "  price", " risk "],
            Lang::Zh => ["需同意 ", "  效果", "  代价", " 风险 "],
        };
        let [told, effects, prices, risks] =
            labels.map(|label| out.lines().filter(|line| line.contains(label)).count());
        assert!((told > 0 || remedies == 0) && [told, told, 0] == [effects, prices, risks], "{out}");
        // However much is left out, what all of it brings is told.
        let together = out.lines().filter(|line| line.starts_with("together ") || line.starts_with("合起来"));
        assert!(together.into_iter().any(|line| line.contains("55,289") || line.contains("55289")), "{out}");
        assert!(!proposal.parts(&view).is_empty());
    }
}

/// A screen of a program's remedy with so much advice and so many remedies of settings behind it.
fn screen_of_a_program(programs: usize, settings: usize, lang: Lang) -> String {
    let (catalog, report) = (catalog(), fixtures::web_server());
    let mut plan = plan(settings + 1);
    for remedy in &mut plan.remedies {
        remedy.args = vec![("line", Arg::text("x"))];
        remedy.subject = Subject::Namespace { netns: 0 };
        remedy.steps.truncate(1);
        remedy.steps.iter_mut().for_each(|step| step.set_by.clear());
        remedy.advice[0].program = Untrusted::new("nginx");
    }
    let program = &mut plan.remedies[0];
    program.steps.clear();
    program.effects.clear();
    program.outlooks.clear();
    program.risk = None;
    program.advice = vec![program.advice[0].clone(); programs];
    plan.withheld.clear();
    plan.untreated.clear();
    plan.left_out.clear();
    let mut out = String::new();
    let view = View::new(&catalog, lang);
    (format("text").unwrap().answer)(&Proposal { plan: &plan, report: &report }, &view, &mut out).unwrap();
    assert!(out.lines().count() <= 24, "{out}");
    out
}

#[test]
fn what_to_write_into_a_program_stays_on_the_screen_or_v_is_named() {
    for lang in Lang::ALL {
        for settings in [0, 1, 2] {
            let out = screen_of_a_program(1, settings, lang);
            assert!(out.contains("keepalive 32;"), "{settings}: {out}");
            assert!(!out.contains("-v"), "{settings}: {out}");
        }
        for (programs, settings) in [(2, 2), (1, 8), (9, 0)] {
            let out = screen_of_a_program(programs, settings, lang);
            assert!(out.contains("-v"), "{programs} {settings}: {out}");
        }
    }
}
