//! When the descriptors of a program that leaks are gone, against the real end: it leaks at a known rate until accept()
//! fails with EMFILE.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(
    clippy::disallowed_methods,
    reason = "compares a forecast with the real clock, and counts descriptors beside the product"
)]

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use lastack_engine::{NetnsChoice, Request, examine};
use lastack_host::Live;
use lastack_model::{Certainty, Finding, Severity, Value};
use lastack_netlab::{Conduct, Dial, LoadProcess, Netns, ServerOptions};

/// Connections a second that are closed by their peer and by nobody else.
const PER_SECOND: f64 = 97.0;

/// Descriptors that the program may have.
const LIMIT: u64 = 1_021;

fn look() -> Finding {
    let interval = Duration::from_secs(1);
    let request = Request { netns: NetnsChoice::Own, interval, ..Request::default() };
    let report = examine(&Live::new(), &request).unwrap().report;
    report.findings.unwrap().into_iter().find(|finding| finding.id == "close-wait-leak").unwrap()
}

/// What the shell would count.
fn descriptors(pid: u32) -> u64 {
    std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap().count() as u64
}

fn number(finding: &Finding, name: &str) -> Option<(f64, Certainty)> {
    let (_, arg) = finding.args.iter().find(|(other, _)| *other == name)?;
    match arg.value {
        Value::Number(number) => Some((number, arg.certainty)),
        Value::Count(count) => Some((count as f64, arg.certainty)),
        _ => None,
    }
}

#[test]
fn the_end_of_a_leak_is_foretold_from_its_rate_and_the_limit_of_its_process() {
    let _netns = Netns::enter_fresh().unwrap();
    let options = ServerOptions::new("127.0.0.1:8080".parse().unwrap(), Conduct::Leak);
    let (mut server, listening) = LoadProcess::serve("leaky", &options).unwrap();
    server.limit_descriptors(LIMIT).unwrap();
    let (pid, dial) = (server.pid(), Dial::to(listening[0]));
    let (stop, stopped) = channel::<()>();
    let leaking = std::thread::spawn(move || {
        let started = Instant::now();
        for index in 0_u32.. {
            let due = started + Duration::from_secs_f64(f64::from(index) / PER_SECOND);
            let wait = due.saturating_duration_since(Instant::now());
            let asked = stopped.recv_timeout(wait) != Err(RecvTimeoutError::Timeout);
            if asked || descriptors(pid) >= LIMIT {
                break;
            }
            drop(dial.open(1).unwrap());
        }
        Instant::now()
    });
    server.wait_finished(211).unwrap();
    let finding = look();
    let looked = Instant::now();
    let (per_s, rate) = number(&finding, "more").unwrap();
    assert_eq!(
        (rate, number(&finding, "limit")),
        (Certainty::Observed, Some((1_021.0, Certainty::Observed)))
    );
    let ((low, _), (high, foretold)) =
        (number(&finding, "full_low").unwrap(), number(&finding, "full_high").unwrap());
    assert_eq!((foretold, finding.severity), (Certainty::Inferred, Severity::Warning), "{finding:?}");
    let end = leaking.join().unwrap().duration_since(looked).as_secs_f64();
    println!("{per_s:.1} a second, full in {low} to {high} s, real {end:.1} s");
    assert!((0.8 * PER_SECOND..1.2 * PER_SECOND).contains(&per_s), "{per_s}");
    // The ends are whole seconds.
    assert!((low - 1.0..=high + 1.0).contains(&end), "{low} to {high}, real {end}");
    // No more come, so no rate and no end is told.
    let still = look();
    assert_eq!((number(&still, "more"), number(&still, "full_high")), (None, None));
    drop(stop);
}
