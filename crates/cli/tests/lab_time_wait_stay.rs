//! `ports --measure-time-wait` on a real kernel: how long its own row stays, and what is told where that cannot be seen to the end.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "runs the real program beside its own clock")]

#[path = "lab/outcome.rs"]
mod outcome;

use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use lastack_netlab::diag::{count, states, wait_aged, wait_count};
use lastack_netlab::{Netns, signal};
use serde_json::Value;

fn measuring(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lastack"));
    command.args(["ports", "--measure-time-wait"]).args(arguments).env_clear();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn told(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let document = serde_json::from_slice(&output.stdout).unwrap();
    outcome::accepted(&document);
    document
}

/// Starts it, and waits for its row, which is the only one there.
fn begun(arguments: &[&str]) -> Child {
    let child = measuring(arguments).spawn().unwrap();
    wait_count(states::TIME_WAIT, 1).unwrap();
    child
}

/// What it says in seconds: at least, at most.
fn stayed(document: &Value) -> (f64, Option<f64>) {
    (document["stayed_s"]["low"].as_f64().unwrap(), document["stayed_s"]["high"].as_f64())
}

/// A timer of the kernel's wheel may come some seconds late (facts 1).
#[test]
fn a_row_of_linux_stays_a_minute() {
    let _netns = Netns::enter_fresh().unwrap();
    let document = outcome::document(measuring(&["--format", "json"]), 0);
    assert_eq!(count(states::TIME_WAIT).unwrap(), 0);
    let (low, high) = stayed(&document);
    let high = high.unwrap();
    assert_eq!((&document["ended"], &document["documented_s"]), (&"gone".into(), &serde_json::json!([60])));
    assert!(low > 59.0 && low <= high && high < 65.0 && high - low < 2.0, "{document}");
}

/// Rows that somebody else lets go went after that time: it is the table that is told, and not a constant.
#[test]
fn a_row_that_goes_early_is_told_with_its_own_time() {
    let _netns = Netns::enter_fresh().unwrap();
    let before = Instant::now();
    let child = begun(&["--format", "json"]);
    let seen = Instant::now();
    wait_aged(Duration::from_secs(5)).unwrap();
    let least = seen.elapsed().as_secs_f64();
    assert!(Command::new("ss").args(["-K", "-ta", "state", "time-wait"]).output().unwrap().status.success());
    wait_count(states::TIME_WAIT, 0).unwrap();
    let most = before.elapsed().as_secs_f64();
    let document = told(&child.wait_with_output().unwrap());
    let (low, high) = stayed(&document);
    let high = high.unwrap();
    assert!(low <= most && high >= least && high - low < 2.0, "{least}..{most}: {document}");
}

#[test]
fn an_interrupt_ends_it_with_what_is_known_by_then_in_both_languages() {
    let _netns = Netns::enter_fresh().unwrap();
    for (lang, first, note) in
        [("en", "Interrupted: after ", "60 s compiled in"), ("zh", "已中断：", "编译时就定为 60 秒")]
    {
        let child = begun(&["--lang", lang]);
        signal(child.id(), false);
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(said.starts_with(first) && said.contains(note) && said.contains("127.0.0.1:"), "{said}");
        assert!(
            Command::new("ss").args(["-K", "-ta", "state", "time-wait"]).output().unwrap().status.success()
        );
        wait_count(states::TIME_WAIT, 0).unwrap();
    }
    let child = begun(&["--format", "json"]);
    signal(child.id(), false);
    let document = told(&child.wait_with_output().unwrap());
    assert_eq!((&document["ended"], stayed(&document).1), (&"interrupted".into(), None));
}

#[test]
fn where_no_row_can_be_nothing_is_claimed() {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.tcp_max_tw_buckets", "0").unwrap();
    let refusals = |why: [&str; 2]| {
        for (lang, why) in [("en", why[0]), ("zh", why[1])] {
            let (output, said) = outcome::run(measuring(&["--lang", lang]));
            assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{said}");
            assert!(said.contains(why), "{said}");
        }
    };
    refusals(["nothing was measured", "无从测量"]);
    netns.set_loopback(false).unwrap();
    refusals(["Is the loopback device up?", "回环设备启用了吗？"]);
}
