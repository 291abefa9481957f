//! Needs root: a trace that goes on keeps what it loaded from answer to answer, and tells the rows that stand now.
//!
//! Alone in its file: it looks at the programs that its own process holds.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "looks at the descriptors of its own process")]

use std::collections::BTreeSet;
use std::time::Duration;

use lastack_engine::{BlameFilter, BlameLook, EndFilter, Flow, NetnsChoice, Tracer, blame, tracers};
use lastack_host::Live;
use lastack_model::{Blame, BlameBy, CoverageState};
use lastack_netlab::{Conduct, Netns, Server, mount_tracefs};

/// Primes: what is counted twice or half shows.
const EACH: u64 = 23;
const ANSWERS: u64 = 3;

/// Ids of the programs in the kernel that this process holds (`bpf_prog_show_fdinfo`).
fn programs() -> BTreeSet<u32> {
    let entries = std::fs::read_dir("/proc/self/fdinfo").unwrap();
    // The descriptor of this very listing is closed by the time it is read.
    let texts = entries.filter_map(|entry| std::fs::read_to_string(entry.unwrap().path()).ok());
    texts
        .filter_map(|text| {
            let line = text.lines().find_map(|line| line.strip_prefix("prog_id:").map(str::to_owned));
            line.map(|id| id.trim().parse().unwrap())
        })
        .collect()
}

/// Three answers, with 23 closes to each of two servers before each.
fn followed(
    tracers: &[&dyn Tracer],
    filter: BlameFilter,
    servers: &[&Server],
) -> Vec<(Blame, BTreeSet<u32>)> {
    let look = BlameLook {
        netns: NetnsChoice::Own,
        window: Duration::from_millis(300),
        follow: true,
        by: BlameBy::Process,
        filter,
        top: 20,
        places: 8,
        owners: false,
    };
    let done = std::cell::Cell::new(false);
    let mut answers = Vec::new();
    let mut tick = |_| {
        if !done.replace(true) {
            servers.iter().for_each(|server| server.open_and_close(&server.dial(), EACH).unwrap());
        }
        Flow::On
    };
    let mut each = |blame| {
        answers.push((blame, programs()));
        done.set(false);
        if answers.len() as u64 == ANSWERS { Flow::Stop } else { Flow::On }
    };
    blame(&Live::new(), tracers, &look, &mut tick, &mut each).unwrap();
    answers
}

fn method(id: &str) -> Vec<&'static dyn Tracer> {
    tracers().into_iter().filter(|tracer| tracer.id() == id).collect()
}

/// How the table was read.
fn sources(blame: &Blame) -> Vec<(&'static str, CoverageState)> {
    let lines = blame.coverage.iter().filter(|line| line.subject == "sockets");
    lines.map(|line| (line.source, line.state)).collect()
}

#[test]
fn what_was_loaded_stays_from_answer_to_answer_and_goes_with_the_trace() {
    mount_tracefs().unwrap();
    let netns = Netns::enter_fresh().unwrap();
    // Or loopback takes over rows that are a second old.
    netns.sysctl("net.ipv4.tcp_tw_reuse", "0").unwrap();
    let on = || Server::on("127.0.0.1:0".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let (one, other) = (on(), on());
    let to_one = format!(":{}", one.address().port());
    let only_one =
        BlameFilter { routes: EndFilter::read(&to_one).into_iter().collect(), ..Default::default() };
    assert_eq!(programs(), BTreeSet::new());
    let mut stood = 0;
    for (tracer, filter, source, held, each) in [
        ("bpf", BlameFilter::default(), "iterator", true, 2 * EACH),
        ("bpf", only_one, "iterator", true, EACH),
        ("tracefs", BlameFilter::default(), "sock_diag", false, 2 * EACH),
    ] {
        let answers = followed(&method(tracer), filter, &[&one, &other]);
        for (number, (blame, programs)) in (1..).zip(&answers) {
            let at = format!("{tracer}, answer {number}: {blame:#?}");
            assert_eq!(sources(blame), [(source, CoverageState::Ready)], "{at}");
            assert_eq!(*programs, answers[0].1, "{at}");
            // The one that sees closes, and the one that walks the table.
            assert_eq!(programs.len(), if held { 2 } else { 0 }, "{at}");
            assert_eq!((blame.rows, blame.goes_on), (None, true), "{at}");
            let rows_there = stood * each / (2 * EACH) + number * each;
            assert_eq!(blame.standing, Some(rows_there), "{at}");
            // tracefs tells no namespace, and that of this process is not the one that the thread is in.
            if held {
                let of_places: Option<u64> = blame.lines.iter().map(|line| line.standing).sum();
                assert_eq!((blame.lines.len(), of_places), (1, Some(rows_there)), "{at}");
            }
        }
        stood += ANSWERS * 2 * EACH;
        assert_eq!(programs(), BTreeSet::new());
    }
}
