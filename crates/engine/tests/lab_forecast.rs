//! Forecasts against the real end: a range of 1,000 ports is filled at several rates on the real kernel.

#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests: what is missing must stop the test"
)]
#![expect(clippy::disallowed_methods, reason = "compares forecasts with the real clock")]

#[path = "lab/because.rs"]
mod because;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use because::because;
use lastack_engine::{NetnsChoice, Request, examine, words};
use lastack_host::Live;
use lastack_model::words::{Catalog, Lang};
use lastack_model::{Report, RouteReport, Severity, When};
use lastack_netlab::{Closer, Conduct, Dial, Netns, Pace, Paced, Server, Source, diag};

const PORTS: u32 = 1_000;

/// Seconds that a row lives on the average: 60.4 to 62.1 (facts 1).
const LIFE_S: f64 = 61.0;

fn look() -> Report {
    let request =
        Request { netns: NetnsChoice::Own, interval: Duration::ZERO, owners: false, ..Request::default() };
    examine(&Live::new(), &request).unwrap().report
}

fn busiest(report: &Report) -> &RouteReport {
    &report.routes[0]
}

/// A fresh namespace with 1,000 ports and a server whose peers close first.
fn namespace(tw_reuse: &str) -> (Netns, Server) {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
    netns.sysctl("net.ipv4.tcp_tw_reuse", tw_reuse).unwrap();
    let server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond).unwrap();
    (netns, server)
}

fn pace(server: &Server, per_second: f64, at_most: u64) -> Paced {
    Pace {
        dial: Dial::to(server.address()),
        per_second,
        at_most,
        closer: Some(Closer::Client),
        stop_when_refused: true,
    }
    .start()
    .unwrap()
}

/// One run: forecasts made at 30 % and at 60 %, and the real end counted from each.
struct Outcome {
    per_second: f64,
    forecasts: [(When, f64); 2],
}

fn run(per_second: f64) -> Outcome {
    let (_netns, server) = namespace("0");
    let paced = pace(&server, per_second, u64::from(2 * PORTS));
    let made = [30, 60].map(|percent| {
        paced.wait_opened(u64::from(PORTS * percent / 100));
        let at = Instant::now();
        (busiest(&look()).exhausted, at)
    });
    let end = paced.finish().unwrap().first_refused.expect("the range fills before the rows go");
    Outcome { per_second, forecasts: made.map(|(when, at)| (when, end.duration_since(at).as_secs_f64())) }
}

#[test]
fn forecasts_at_30_and_60_percent_contain_the_real_end_in_19_of_20_runs() {
    let rates = [23.0, 41.0, 67.0, 97.0, 193.0];
    let runs: Vec<_> =
        (0..20).map(|index| std::thread::spawn(move || run(rates[index % rates.len()]))).collect();
    let outcomes: Vec<Outcome> = runs.into_iter().map(|run| run.join().unwrap()).collect();
    for (index, name) in ["30 %", "60 %"].into_iter().enumerate() {
        let mut contained = 0;
        for outcome in &outcomes {
            let (when, end) = outcome.forecasts[index];
            let When::Later(span) = when else { panic!("at {name}, {}/s: {when:?}", outcome.per_second) };
            println!(
                "{name} at {}/s: {:.1}..{:.1} s, real {end:.1} s",
                outcome.per_second, span.low, span.high
            );
            assert!(span.high / span.low <= 1.5, "at {name}, {}/s: {span:?}", outcome.per_second);
            contained += u32::from((span.low..=span.high).contains(&end));
        }
        println!("{name}: {contained} of {} runs contain the real end", outcomes.len());
        assert!(contained >= 19, "{name}: {contained} of 20");
    }
}

#[test]
fn a_rate_whose_steady_state_is_80_percent_never_fills_the_range() {
    let (_netns, server) = namespace("0");
    let per_second = 0.8 * f64::from(PORTS) / LIFE_S;
    let paced = pace(&server, per_second, u64::from(2 * PORTS));
    let check = |opened: u64| {
        paced.wait_opened(opened);
        let report = look();
        let When::Never { steady } = busiest(&report).exhausted else {
            panic!("after {opened}: {:?}", busiest(&report))
        };
        println!("after {opened} connections: never, settles at {steady}");
        assert!((760..=840).contains(&steady), "after {opened}: {steady}");
    };
    check(300);
    check(600);
    // 66 s: rows have begun to go, and the table stands still.
    check(866);
    assert_eq!(paced.stop().unwrap().refused, 0);
}

#[test]
fn the_slow_cliff_is_named_at_half_of_the_ports_and_not_just_below() {
    for (closes, slow) in [(491, false), (509, true)] {
        let (_netns, server) = namespace("0");
        server.open_and_close(&server.dial(), closes).unwrap();
        let report = look();
        assert_eq!(busiest(&report).slow == When::Now, slow, "{closes} closes: {:?}", busiest(&report));
        let full = "blocking 509 >= 50 % of usable 1,000";
        let said = report.findings.unwrap().iter().any(|finding| because(finding) == full);
        assert_eq!(said, slow, "{closes} closes");
    }
}

#[test]
fn a_full_range_that_loopback_reuses_is_not_critical_and_its_history_is_a_lower_bound() {
    for (tw_reuse, severity) in [("0", Some(Severity::Critical)), ("2", None)] {
        let (_netns, server) = namespace(tw_reuse);
        server.open_and_close(&server.dial(), 997).unwrap();
        // Past the reuse delay of one second.
        diag::wait_aged(Duration::from_millis(1_100)).unwrap();
        let report = look();
        let worst = report.findings.as_ref().unwrap().iter().map(|finding| finding.severity).max();
        assert_eq!(worst.filter(|worst| *worst > Severity::Info), severity, "tcp_tw_reuse={tw_reuse}");
        let lower_bound = report.snapshot.namespaces[0].census.time_wait.lower_bound;
        assert_eq!(lower_bound, tw_reuse == "2");
        let ports = busiest(&report).ports.unwrap();
        assert_eq!(ports.taken, 997);
        assert_eq!(ports.blocking, if tw_reuse == "2" { 0 } else { 997 });
    }
}

#[test]
fn an_end_within_a_minute_stands_in_line_1_a_second_after_the_growth_began() {
    // The twins differ in the rate: 1,000 ports are gone in 32 s, or settle at 800.
    for (per_second, severity) in [(31.0, Severity::Warning), (0.8 * f64::from(PORTS) / LIFE_S, Severity::Ok)]
    {
        let (_netns, server) = namespace("0");
        let paced = pace(&server, per_second, u64::from(2 * PORTS));
        // A second and a half: one whole bin.
        paced.wait_opened((1.5 * per_second) as u64);
        let report = look();
        let said = report.findings.unwrap().into_iter().find(|finding| finding.id == "port-exhaustion");
        println!("{per_second:.1}/s: {:?}", said.as_ref().map(because));
        let verdict = report.verdict.unwrap();
        assert_eq!(verdict.severity, Some(severity), "{per_second}/s: {:?}", verdict.text);
        let told = said.map(|finding| finding.verdict);
        assert_eq!(told, (severity == Severity::Warning).then_some("verdict-ending-brief"), "{per_second}/s");
    }
}

#[test]
fn the_end_of_a_range_that_all_destinations_of_a_program_share_is_foretold() {
    // The twins differ in when the port is chosen: at bind(), or at connect(), where 813 of 1,000 are what each destination needs.
    let loopback = "127.0.0.1".parse().unwrap();
    for (source, binds) in [(Source::BindFirst(loopback), true), (Source::Address(loopback), false)] {
        let (_netns, server) = namespace("0");
        let ends = [8081, 8082, 8083].map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
        let _others = ends.map(|end| Server::on(end, Conduct::CloseSecond).unwrap());
        drop(server);
        let dial = Dial::to_each(ends).from(source.clone());
        let (per_second, at_most) = (40.0, if binds { u64::from(2 * PORTS) } else { 390 });
        let closer = Some(Closer::Client);
        let paced = Pace { dial, per_second, at_most, closer, stop_when_refused: true }.start().unwrap();
        paced.wait_opened(390);
        let report = look();
        let looked = Instant::now();
        let verdict = report.verdict.unwrap();
        assert_eq!(verdict.severity == Some(Severity::Warning), binds, "{source:?}: {:?}", verdict.text);
        let finding = report.findings.unwrap().into_iter().find(|one| one.id == "bind-before-connect");
        assert_eq!(finding.as_ref().map(|one| one.verdict), binds.then_some("verdict-ending"), "{source:?}");
        let Some(finding) = finding else { continue };
        let said = Catalog::new(words()).phrase(Lang::En, &finding.message(finding.verdict));
        let said = said.render(|foreign| foreign.raw().to_owned());
        let end = paced.finish().unwrap().first_refused.expect("the range fills").duration_since(looked);
        println!("{said} real {:.1} s", end.as_secs_f64());
        let (low, high) = span(&said);
        assert!((low - 1.0..=high + 1.0).contains(&end.as_secs_f64()), "{said}: real {end:?}");
    }
}

/// The two numbers of `in 13 s to 17 s`.
fn span(said: &str) -> (f64, f64) {
    let (_, rest) = said.split_once(" gone in ").unwrap();
    let numbers = rest.split(' ').filter_map(|word| word.parse().ok()).collect::<Vec<f64>>();
    (numbers[0], numbers[1])
}
