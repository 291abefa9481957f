//! The answer of `blame` as people and programs see it.

mod traces;

use std::hash::RandomState;

use lastack_model::words::Lang;
use lastack_model::{
    Blame, BlameLine, BlameMethod, BlameRows, Certainty, CloseCounts, Closer, Coverage, CoverageState,
    NetnsName, NetnsTrace, Place, PlaceCloses, RefusedLine, Untrusted, Who,
};
use lastack_report::{FORMATS, View, format, mask_blame};

use self::traces::{busy, culprit, followed, guessed, hidden, lossy, proxy, refused, refused_line, workers};
use crate::{catalog, schema, screens};

fn answered(id: &str, blame: &Blame, view: &View<'_>) -> String {
    let mut out = String::new();
    (format(id).unwrap().answer)(blame, view, &mut out).unwrap();
    out
}

fn first_line(blame: &Blame, view: &View<'_>) -> String {
    answered("text", blame, view).lines().next().unwrap().to_owned() + "\n"
}

#[test]
fn blame_says_who_and_whether_it_matters() {
    let catalog = catalog();
    for lang in Lang::ALL {
        let view = View { width: 100, ..View::new(&catalog, lang) };
        let leaks = Blame { lines: Vec::new(), closes: CloseCounts::default(), ..busy("php-fpm") };
        let none = Blame { waiting: Some(Vec::new()), ..leaks.clone() };
        let mut served = busy("php-fpm");
        served.lines.remove(0);
        let mut slower = busy("php-fpm");
        slower.usable_ports = vec![Some(64_000)];
        served.routes.clear();
        let asked = Blame { filters: vec![("comm", Untrusted::new("php"))], ..none.clone() };
        // Who is heaviest does no harm; who takes the ports stands behind.
        let mut behind = busy("php-fpm");
        behind.lines.swap(0, 1);
        let mut mostly = served.clone();
        let places = busy("php-fpm").lines[0].places.clone();
        mostly.lines[0].places.extend(places.clone());
        mostly.lines[0].closes = Some(CloseCounts { first: 2_940, ..CloseCounts::default() });
        // Elsewhere it only closed behind its peers: "266 of 266" would say nothing.
        let mut beside = served.clone();
        let closes = CloseCounts { second: 31, ..CloseCounts::default() };
        beside.lines[0].places.push(PlaceCloses { closes, ..places[0].clone() });
        let mut loose = served.clone();
        loose.lines[0].who = Who::Loose;
        let untold =
            Blame { lines: vec![BlameLine { who: Who::Untold, ..loose.lines[0].clone() }], ..loose.clone() };
        let [refused_all, unasked] = {
            let nobody = Blame { lines: Vec::new(), ..guessed("php-fpm") };
            [nobody.clone(), Blame { coverage: Vec::new(), ..nobody }]
        };
        let firsts = [
            &none,
            &leaks,
            &asked,
            &served,
            &mostly,
            &beside,
            &loose,
            &untold,
            &slower,
            &behind,
            &refused_all,
            &unasked,
        ];
        let mut all: String = firsts.map(|blame| first_line(blame, &view)).concat();
        all += &[&refused("php-fpm"), &guessed("php-fpm")].map(|blame| first_line(blame, &view)).concat();
        for blame in [busy("php-fpm"), refused("php-fpm"), guessed("php-fpm"), followed("php-fpm")] {
            all.push('\n');
            all += &answered("text", &blame, &view);
        }
        all.push('\n');
        all += &answered("text", &busy("php-fpm"), &View { width: 80, ..view });
        all.push('\n');
        all += &answered("text", &busy("php-fpm"), &View { verbose: true, ..view });
        screens::check(&format!("blame.{}.txt", lang.name()), &all);
    }
}

/// A search through a thousand ports takes 32 µs: the diagnosis calls that fast, and so does line 1.
#[test]
fn a_small_range_is_tight_and_never_slow() {
    let catalog = catalog();
    let small = |mut blame: Blame| {
        let route = &mut blame.routes[0];
        route.held_s = 900.0 * blame.window_s / route.closes.first as f64;
        blame.usable_ports = vec![Some(1_001)];
        blame
    };
    let mut alone = busy("php-fpm");
    alone.lines[1].places[0].closes.second = 0;
    for blame in [small(alone), small(workers())] {
        for (lang, tight, slow) in
            [(Lang::En, ["run short", "is tight"], "slow"), (Lang::Zh, ["紧张"; 2], "变慢")]
        {
            let said = first_line(&blame, &View { width: 400, ..View::new(&catalog, lang) });
            assert!(tight.iter().any(|tight| said.contains(tight)) && !said.contains(slow), "{said}");
        }
    }
}

#[test]
fn line_1_judges_each_route_by_all_who_close_on_it() {
    let catalog = catalog();
    let idle = |mut blame: Blame| {
        blame.routes[0].closes.first = 40;
        blame.lines[0].places.iter_mut().skip(1).for_each(|at| at.closes.first = 40);
        blame
    };
    let on = |mut blame: Blame, held_s, may_reuse| {
        (blame.routes[0].held_s, blame.routes[0].may_reuse) = (held_s, may_reuse);
        blame
    };
    let unknown = |blame| Blame { usable_ports: vec![None], ..blame };
    let of_pid = |blame| Blame { filters: vec![("pid", Untrusted::new("812"))], ..blame };
    let mut alone = busy("php-fpm");
    (alone.usable_ports, alone.lines[1].places[0].closes.second) = (vec![Some(15_000)], 0);
    let cases = [
        proxy(),
        workers(),
        alone,
        idle(proxy()),
        unknown(proxy()),
        of_pid(idle(proxy())),
        // 127.0.0.1 with tcp_tw_reuse = 2: a port is taken again after a second.
        on(busy("php-fpm"), 1.0, false),
        on(workers(), 1.0, false),
        on(workers(), 60.0, true),
    ];
    for lang in Lang::ALL {
        let view = View { width: 400, ..View::new(&catalog, lang) };
        let all: String = cases.iter().map(|blame| first_line(blame, &view)).collect();
        screens::check(&format!("blame-line1.{}.txt", lang.name()), &all);
    }
    let view = View { width: 400, ..View::new(&catalog, Lang::En) };
    for (index, blame) in cases.iter().enumerate() {
        let said = first_line(blame, &view);
        assert_eq!(
            said.contains("fails") || said.contains("run short"),
            [0, 1, 2, 8].contains(&index),
            "{said}"
        );
        let soothes = said.contains("harmless") || said.contains("no trouble") || said.contains("no route");
        assert_eq!(soothes, [3, 6, 7].contains(&index), "{said}");
        assert!(!said.contains("harmless") && !said.contains("no trouble"), "beside a leak: {said}");
    }
    let well = Blame { waiting: Some(Vec::new()), ..on(busy("php-fpm"), 1.0, false) };
    assert!(first_line(&well, &view).contains("no trouble"), "{}", first_line(&well, &view));
}

#[test]
fn what_a_filter_hides_is_not_told_as_what_was_not() {
    let catalog = catalog();
    let mut fits = busy("php-fpm");
    fits.filters = vec![("route", Untrusted::new("10.0.0.21:3306"))];
    fits.lines.truncate(1);
    let mut peers = Blame { filters: fits.filters.clone(), ..busy("php-fpm") };
    (peers.closes.first, peers.routes) = (0, Vec::new());
    let standing = Blame { filters: fits.filters.clone(), ..followed("php-fpm") };
    let nothing_there = Blame { rows: Some(BlameRows::default()), ..hidden(&[("listener", ":9999")]) };
    let inferred = Blame { filters: fits.filters.clone(), ..guessed("php-fpm") };
    let cases = [hidden(&[("comm", "nosuch"), ("pid", "7")]), nothing_there, fits, peers, standing, inferred];
    for lang in Lang::ALL {
        let view = View { width: 100, ..View::new(&catalog, lang) };
        let all: Vec<String> = cases.iter().map(|blame| answered("text", blame, &view)).collect();
        screens::check(&format!("blame-filters.{}.txt", lang.name()), &all.join("\n"));
        let shown = ["--comm nosuch", "--listener :9999", "--route 10.0.0.21:3306"];
        for (text, filter) in all.iter().zip(shown.into_iter().chain([shown[2]; 3])) {
            assert!(text.contains(filter), "{text}");
            assert!(!text.contains("nosuch") || text.contains("--pid 7"), "{text}");
            for false_words in ["Nobody closed", "没有断开任何", "No TIME_WAIT row stands", "没有 TIME_WAIT"]
            {
                assert!(!text.contains(false_words), "{text}");
            }
        }
    }
}

#[test]
fn events_that_tracefs_lost_are_told_as_such() {
    let catalog = catalog();
    for (lang, expected) in Lang::ALL.into_iter().zip(["the trace's buffer full", "跟踪缓冲区满了"]) {
        let view = View { width: 400, ..View::new(&catalog, lang) };
        let said = answered("text", &lossy(), &view);
        let lines: Vec<&str> = said.lines().filter(|line| line.contains(expected)).collect();
        assert!(lines.len() == 1 && lines[0].contains("269"), "{said}");
        assert!(!said.contains("more programs") && !said.contains("程序太多"), "{said}");
    }
}

#[test]
fn blame_fits_the_schema() {
    let catalog = catalog();
    let view = View::new(&catalog, Lang::En);
    let more = [proxy(), hidden(&[("pid", "7")]), lossy()];
    for blame in
        [busy("php-fpm"), refused("php-fpm"), guessed("php-fpm"), followed("php-fpm")].into_iter().chain(more)
    {
        schema::check(&answered("json", &blame, &view));
    }
}

#[test]
fn a_hostile_name_in_blame_reaches_no_format_as_it_is() {
    let catalog = catalog();
    for format in FORMATS {
        for blame in [busy(crate::hostile::HOSTILE), refused(crate::hostile::HOSTILE)] {
            let view = View { verbose: true, ..View::new(&catalog, Lang::En) };
            crate::hostile::check(format.id, &answered(format.id, &blame, &view));
        }
    }
}

#[test]
fn line_1_gives_nobody_the_refusals_of_others() {
    let catalog = catalog();
    let mut blame = refused("php-fpm");
    let other = RefusedLine { who: Some(culprit(9, "cron")), processes: 6, count: 6, ..refused_line("cron") };
    blame.refused = Some(vec![refused_line("php-fpm"), other]);
    for (lang, told) in [
        (
            Lang::En,
            ["php-fpm (pid 812) got no local port 23 times", "(29 times in all)", "cron (6 processes)"],
        ),
        (Lang::Zh, ["23 次拿不到本地端口", "全部共 29 次", "cron（6 个进程）"]),
    ] {
        let view = View { width: 400, ..View::new(&catalog, lang) };
        let text = answered("text", &blame, &view);
        for part in told {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}

/// A verdict that was traced names who closes in every format that people read, long or short.
#[test]
fn a_traced_verdict_names_who_closes_in_every_format() {
    let catalog = catalog();
    let mut report = crate::fixtures::web_server();
    let closer = |place, comm: &str, closes| Closer {
        place,
        who: Some(culprit(812, comm)),
        program: Some(Untrusted::new(comm)),
        processes: 1,
        certainty: Certainty::Observed,
        resets: 0,
        closes,
        share: 1.0,
        rows: closes,
    };
    let lines = busy("php-fpm").lines;
    let [to, at] = [0, 1].map(|line: usize| lines[line].places[0].place);
    report.snapshot.namespaces[0].trace = Some(NetnsTrace {
        method: BlameMethod::Bpf,
        window_s: 5.0,
        whole: true,
        closers: vec![closer(to, "worker-x", 4_321), closer(at, "server-y", 17)],
        refused: Vec::new(),
    });
    // What one program closes at several places counts as its own, whoever closes most at one.
    let mut spread = report.clone();
    let places = (1..=5_u16).map(|port| closer(Place { port, ..to }, "checker-z", 1_001));
    spread.snapshot.namespaces[0].trace.as_mut().unwrap().closers.extend(places);
    for (lang, told) in
        [(Lang::En, "5,005 of 9,343 in 5 s, at 5 places"), (Lang::Zh, "5005/9343 次，共 5 处")]
    {
        let view = View { width: 200, ..View::new(&catalog, lang) };
        let text = crate::written(format("text").unwrap(), &spread, &view);
        assert!(text.contains("checker-z") && text.contains(told), "{text}");
    }
    for lang in Lang::ALL {
        for verbose in [false, true] {
            let view = View { verbose, ..View::new(&catalog, lang) };
            for format in FORMATS.iter().filter(|format| format.id != "json") {
                let text = crate::written(format, &report, &view);
                assert!(text.contains("worker-x"), "{} {verbose}: {text}", format.id);
                assert!(text.contains("4,321") || text.contains("4321"), "{} {verbose}: {text}", format.id);
            }
            let all = crate::written(format("markdown").unwrap(), &report, &view);
            assert!(all.contains("server-y"), "{all}");
        }
        let view = View { verbose: true, ..View::new(&catalog, lang) };
        assert!(crate::written(format("text").unwrap(), &report, &view).contains("server-y"));
    }
}

#[test]
fn a_masked_blame_names_nobody() {
    let catalog = catalog();
    let view = View { verbose: true, ..View::new(&catalog, Lang::En) };
    let secrets = ["billing-worker", "10.0.0.21", "secret-word", "billing-user", "web-03"];
    let blame = refused("billing-worker");
    let masked = mask_blame(&blame, &RandomState::new());
    let everywhere: Vec<(String, String)> = FORMATS
        .iter()
        .map(|format| (answered(format.id, &blame, &view), answered(format.id, &masked, &view)))
        .collect();
    for secret in secrets {
        assert!(everywhere.iter().any(|(open, _)| open.contains(secret)), "{secret} tests nothing");
        assert!(everywhere.iter().all(|(_, hidden)| !hidden.contains(secret)), "{secret}");
    }
    assert!(everywhere.iter().all(|(_, hidden)| hidden.contains("3306")));
}

#[test]
fn what_to_type_next_names_the_one_namespace_that_was_traced() {
    let catalog = catalog();
    let mut blame = busy("php-fpm");
    for (names, expected) in [
        (vec![NetnsName::Own], "lastack ports\n"),
        (vec![NetnsName::Named(Untrusted::new("shop"))], "lastack ports --netns shop\n"),
        (two_namespaces(), "lastack ports\n"),
    ] {
        blame.namespaces = names;
        blame.usable_ports = vec![None; blame.namespaces.len()];
        for lang in Lang::ALL {
            let text = answered("text", &blame, &View { width: 400, ..View::new(&catalog, lang) });
            assert!(text.contains(expected), "{text}");
        }
    }
}

#[test]
fn close_wait_is_told_with_its_place_and_namespace() {
    let catalog = catalog();
    let mut blame = busy("php-fpm");
    for (names, lang, expected) in [
        (vec![NetnsName::Own], Lang::En, "java (pid 77) 131 sockets, own port 80 +2"),
        (vec![NetnsName::Own], Lang::Zh, "java（pid 77）131 个，监听端口 80（另 2 处）"),
        (two_namespaces(), Lang::En, "java (pid 77) 131 sockets, app: own port 80 +2"),
        (two_namespaces(), Lang::Zh, "java（pid 77）131 个，app：监听端口 80（另 2 处）"),
    ] {
        blame.namespaces = names;
        blame.usable_ports = vec![None; blame.namespaces.len()];
        let text = answered("text", &blame, &View { width: 400, ..View::new(&catalog, lang) });
        assert!(text.contains(expected), "{text}");
    }
    let json = answered("json", &blame, &View::new(&catalog, Lang::En));
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    let line = &document["close_wait"][0];
    assert_eq!((&line["more_places"], &line["places"][1]["destination"]), (&1.into(), &"10.0.0.21".into()));
    assert_eq!((&line["places"][0]["port"], &line["places"][0]["sockets"]), (&80.into(), &100.into()));
}

fn two_namespaces() -> Vec<NetnsName> {
    vec![NetnsName::Named(Untrusted::new("app")), NetnsName::Own]
}

#[test]
fn rows_that_the_kernel_left_are_not_told_as_explained() {
    let catalog = catalog();
    for (lang, expected) in [
        (Lang::En, "2,940 of them explained, 23 left by the kernel for a task not known, 15,150 older"),
        (Lang::Zh, "2940 个查到是谁，23 个是内核代为断开的（进程不明），15150 个在跟踪之前"),
    ] {
        let text = answered("text", &busy("php-fpm"), &View { width: 400, ..View::new(&catalog, lang) });
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn a_printed_filter_is_whole() {
    let catalog = catalog();
    let values: Vec<String> = (0..12).map(|n| format!("[2001:db8::{n}]:44300")).collect();
    let filters: Vec<(&'static str, &str)> = values.iter().map(|value| ("route", value.as_str())).collect();
    for lang in Lang::ALL {
        for id in ["text", "markdown", "html"] {
            let text = answered(id, &hidden(&filters), &View { width: 80, ..View::new(&catalog, lang) });
            let text = text.replace('\u{a0}', " ");
            for value in &values {
                let spelled = value.replace('[', "\\x5b").replace(']', "\\x5d");
                assert!(text.contains(value) || text.contains(&spelled), "{value}: {text}");
            }
        }
    }
}

/// Who could trace nothing wants to know how to, before what was guessed.
#[test]
fn where_nothing_was_traced_the_cure_stands_before_the_guess_and_rows_are_counted() {
    let catalog = catalog();
    for (lang, total) in [(Lang::En, "TIME_WAIT now: 18,122"), (Lang::Zh, "TIME_WAIT 18122 个")] {
        let view = View { width: 400, ..View::new(&catalog, lang) };
        let text = answered("text", &guessed("php-fpm"), &view);
        let at = |part: &str| {
            text.lines().position(|line| line.contains(part)).unwrap_or_else(|| panic!("{text}"))
        };
        assert_eq!(at("912"), 2, "{text}");
        assert!(at(total) > 2 && !text.contains("pid 812"), "{text}");
        // No close was seen, so none is counted, not even as 0.
        let whole = answered("text", &guessed("php-fpm"), &View { verbose: true, ..view });
        assert!(whole.len() > text.len() && !whole.contains("close()"), "{whole}");
    }
}

/// Each namespace has its own 127.0.0.1, and what stands in tables that may not be read is not nothing.
#[test]
fn where_several_namespaces_are_traced_a_refused_connect_has_its_own_and_unread_rows_are_not_none() {
    let catalog = catalog();
    for (lang, before, partly) in [
        (Lang::En, "shop: php-fpm (pid 812) towards", "stands in the tables that may be read now"),
        (Lang::Zh, "shop：去向", "能读到的表里现在没有 TIME_WAIT"),
    ] {
        let view = View { width: 400, ..View::new(&catalog, lang) };
        let mut blame = refused("php-fpm");
        blame.rows = Some(BlameRows::default());
        let alone = answered("text", &blame, &view);
        assert!(!alone.contains("shop") && !alone.contains(partly), "{alone}");
        blame.namespaces.insert(0, NetnsName::Named(Untrusted::new("shop")));
        blame.coverage.push(Coverage {
            source: "namespaces",
            subject: "namespaces",
            state: CoverageState::Degraded,
            why: None,
        });
        let text = answered("text", &blame, &view);
        assert!(text.contains(before) && text.contains(partly), "{text}");
    }
}

/// Whoever has no name of its own stands within a sentence as it would be said there.
#[test]
fn who_has_no_name_is_told_in_small_letters_within_a_sentence() {
    let catalog = catalog();
    let view = View { width: 400, ..View::new(&catalog, Lang::En) };
    for (who, told) in [(Who::Loose, "what runs outside"), (Who::Untold, "somebody who")] {
        let mut probably = guessed("php-fpm");
        probably.lines[0].who = who.clone();
        let text = first_line(&probably, &view);
        assert!(text.starts_with(&format!("Probably {told}")), "{text}");
        let mut shared = workers();
        shared.lines.iter_mut().for_each(|line| line.who = who.clone());
        let text = first_line(&shared, &view);
        assert!(text.contains(&format!("% by {told}")), "{text}");
    }
    let mut nobody = refused("php-fpm");
    nobody.refused.iter_mut().flatten().for_each(|line| line.who = None);
    let text = first_line(&nobody, &view);
    assert!(text.starts_with("Somebody who is not known got no local port 23 times"), "{text}");
}
