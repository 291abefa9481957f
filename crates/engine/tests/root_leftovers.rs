//! Needs root: a trace instance that a killed lastack left is told by a look, and removed by whatever traces.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "makes what a killed trace leaves")]

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use lastack_engine::{BlameFilter, BlameLook, Flow, NetnsChoice, Request, Tracer, blame, examine, tracers};
use lastack_host::Live;
use lastack_model::{BlameBy, Coverage};
use lastack_netlab::mount_tracefs;

/// An instance as of a process with this id that was started at another time.
fn leave() -> PathBuf {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap();
    let boot = boot.split('-').next().unwrap();
    let name = format!("lastack-{boot}-{}-1-0", std::process::id());
    let instance = PathBuf::from("/sys/kernel/tracing/instances").join(name);
    fs::create_dir(&instance).unwrap();
    instance
}

fn told(coverage: &[Coverage]) -> Vec<&str> {
    let lines = coverage.iter().filter(|line| line.subject == "leftovers");
    lines.filter_map(|line| line.why.as_ref()).map(|why| why.id.as_ref()).collect()
}

fn look(traced: Option<Duration>) -> Vec<Coverage> {
    let request = Request {
        netns: NetnsChoice::Own,
        interval: Duration::ZERO,
        owners: false,
        blame: traced,
        ..Request::default()
    };
    examine(&Live::new(), &request).unwrap().report.snapshot.coverage
}

/// Traces by one method, or by none, for a moment.
fn trace(method: &str) -> Vec<Coverage> {
    let look = BlameLook {
        netns: NetnsChoice::Own,
        window: Duration::from_millis(1),
        follow: false,
        by: BlameBy::Command,
        filter: BlameFilter::default(),
        top: 10,
        places: 1,
        owners: false,
    };
    let tracers: Vec<&dyn Tracer> = tracers().into_iter().filter(|tracer| tracer.id() == method).collect();
    let mut coverage = Vec::new();
    let mut each = |blame: lastack_model::Blame| {
        coverage = blame.coverage;
        Flow::Stop
    };
    blame(&Live::new(), &tracers, &look, &mut |_| Flow::Stop, &mut each).unwrap();
    coverage
}

#[test]
fn a_look_tells_of_what_a_killed_trace_left_and_every_trace_removes_it() {
    mount_tracefs().unwrap();
    let left = leave();
    assert_eq!(told(&look(None)), ["collect-trace-leftover"]);
    assert!(left.exists(), "looking changes nothing");
    for method in ["bpf", "tracefs", "owners"] {
        assert_eq!(told(&trace(method)), ["engine-trace-cleaned"], "{method}");
        assert!(!left.exists(), "{method}");
        assert_eq!(told(&trace(method)), [] as [&str; 0], "{method}");
        leave();
    }
    assert_eq!(told(&look(Some(Duration::from_millis(1)))), ["engine-trace-cleaned"]);
    assert!(!left.exists());
    assert_eq!(told(&look(None)), [] as [&str; 0]);
}
