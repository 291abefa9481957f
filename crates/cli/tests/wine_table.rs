//! lastack.exe under Wine, which shows the table of this kernel as Windows shows its own: what it says is what sock_diag
//! says of the same rows.

#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests: what is missing must stop the test"
)]
#![expect(clippy::disallowed_methods, reason = "starts the program that is tested")]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use lastack_engine::{NetnsChoice, Request, examine};
use lastack_host::Live;
use lastack_model::{StateCounts, TcpState};
use lastack_netlab::diag::{count, states, wait_aged, wait_count};
use lastack_netlab::load::Ending;
use lastack_netlab::{Conduct, Dial, LoadProcess, Netns, Server, ServerOptions};
use serde_json::Value;

/// The server of Wine reads the table of the network namespace that it was started in, and there is one of it.
static WINE: Mutex<()> = Mutex::new(());

/// A namespace of our own, with a Wine in it.
struct Scene {
    netns: Netns,
    server: Child,
    _alone: MutexGuard<'static, ()>,
}

impl Scene {
    fn new() -> Self {
        let alone = WINE.lock().unwrap_or_else(PoisonError::into_inner);
        stop_wine();
        let netns = Netns::enter_fresh().unwrap();
        // Else all of Wine starts anew for each program.
        let mut command = Command::new("wineserver");
        let server = command.args(["--foreground", "--persistent"]).stdin(Stdio::null()).spawn().unwrap();
        // The first program starts the services of Wine, which keep its ends of pipes as long as they live.
        let mut first = Command::new("wine");
        first.args(["cmd", "/c", "exit"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        assert!(first.status().unwrap().success());
        netns.sysctl("net.ipv4.tcp_tw_reuse", "0").unwrap();
        netns.sysctl("net.ipv4.ip_local_port_range", "10000 59999").unwrap();
        Scene { netns, server, _alone: alone }
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        stop_wine();
        self.server.wait().unwrap();
    }
}

/// Ends what runs in the tests' own Wine, and nothing else.
fn stop_wine() {
    for step in ["--kill", "--wait"] {
        // Nothing to kill is no failure.
        let _ = Command::new("wineserver").arg(step).stderr(Stdio::null()).status().unwrap();
    }
}

fn exe() -> PathBuf {
    std::env::var_os("LASTACK_TEST_EXE")
        .unwrap_or_else(|| panic!("there is no lastack.exe to test: run cargo xtask windows"))
        .into()
}

fn lastack(args: &[&str]) -> Command {
    let mut command = Command::new("wine");
    command.arg(exe()).args(args).stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> Value {
    answer(&lastack(args).output().unwrap())
}

fn answer(output: &Output) -> Value {
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {text}", output.status);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Counts by state that are not zero.
fn of_counts(counts: &StateCounts) -> BTreeMap<String, u64> {
    let all = TcpState::ALL.iter().map(|state| (state.name().to_owned(), u64::from(counts.get(*state))));
    all.filter(|(_, rows)| *rows > 0).collect()
}

/// The same as the contract writes them. What is kept apart of FIN_WAIT2 Windows does not tell.
fn of_json(states: &Value) -> BTreeMap<String, u64> {
    let states = states.as_object().unwrap().iter().filter(|(name, _)| *name != "FIN_WAIT2_MINI");
    let counts = states.map(|(name, rows)| (name.clone(), rows.as_u64().unwrap_or(0)));
    counts.filter(|(_, rows)| *rows > 0).collect()
}

/// All that a look says of rows: by state, by route, by listener.
#[derive(Debug, PartialEq)]
struct Told {
    states: BTreeMap<String, u64>,
    routes: BTreeMap<String, BTreeMap<String, u64>>,
    listeners: BTreeMap<String, BTreeMap<String, u64>>,
}

fn by_sock_diag() -> Told {
    let request = Request {
        netns: NetnsChoice::Own,
        interval: Duration::ZERO,
        owners: false,
        judge: false,
        ..Request::default()
    };
    let report = examine(&Live::new(), &request).unwrap().report;
    let coverage = &report.snapshot.coverage;
    assert!(coverage.iter().any(|line| line.source == "sock_diag"), "{coverage:?}");
    let census = &report.snapshot.namespaces[0].census;
    Told {
        states: of_counts(&census.states),
        routes: census
            .routes
            .iter()
            .map(|route| {
                let key = route.key;
                let ends = format!("{} {} {}", key.source.to_ip(), key.destination.to_ip(), key.port);
                (ends, of_counts(&route.states))
            })
            .collect(),
        listeners: census
            .listeners
            .iter()
            .map(|listener| {
                let place = format!("{} {}", listener.key.address.to_ip(), listener.key.port);
                (place, of_counts(&listener.states))
            })
            .collect(),
    }
}

fn by_windows() -> Told {
    let json = run(&["--format", "json", "--interval", "0s"]);
    assert_eq!(json["host"]["os"], "windows");
    let coverage = json["coverage"].as_array().unwrap();
    let ready = |line: &&Value| line["source"] == "iphlpapi" && line["subject"] == "sockets";
    assert_eq!(coverage.iter().find(ready).unwrap()["state"], "ready", "{coverage:?}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rows = |kind: &str| json[kind]["top"].as_array().unwrap().clone();
    Told {
        states: of_json(&json["namespaces"][0]["states"]),
        routes: rows("routes")
            .iter()
            .map(|route| {
                let ends =
                    format!("{} {} {}", text(&route["source"]), text(&route["destination"]), route["port"]);
                (ends, of_json(&route["states"]))
            })
            .collect(),
        listeners: rows("listeners")
            .iter()
            .map(|listener| {
                let place = format!("{} {}", text(&listener["address"]), listener["port"]);
                (place, of_json(&listener["states"]))
            })
            .collect(),
    }
}

#[test]
fn counts_by_state_route_and_listener_are_those_of_sock_diag_on_the_same_rows() {
    let scene = Scene::new();
    for address in ["10.77.0.1", "10.77.0.2"] {
        scene.netns.add_loopback_address(address.parse().unwrap()).unwrap();
    }
    let on = |address: &str, conduct| Server::on(address.parse().unwrap(), conduct).unwrap();
    let second = on("10.77.0.1:7001", Conduct::CloseSecond);
    let first = on("10.77.0.2:7002", Conduct::CloseFirst);
    let leaking = on("[::1]:7003", Conduct::Leak);
    let holding = on("127.0.0.1:7004", Conduct::Hold);
    second.open_and_close(&second.dial(), 23).unwrap();
    first.open_and_close(&first.dial(), 31).unwrap();
    let left = leaking.dial().open(11).unwrap();
    leaking.wait_accepted(11).unwrap();
    left.iter().for_each(lastack_netlab::Connection::finish_writing);
    leaking.wait_finished(11).unwrap();
    let _held = holding.dial().open(7).unwrap();
    holding.wait_accepted(7).unwrap();
    let (windows, linux) = (by_windows(), by_sock_diag());
    assert_eq!(windows, linux);
    assert_eq!(windows.states["TIME_WAIT"], 23 + 31);
    assert_eq!(windows.routes["10.77.0.1 10.77.0.1 7001"]["TIME_WAIT"], 23);
    assert_eq!(windows.listeners["10.77.0.2 7002"]["TIME_WAIT"], 31);
    assert_eq!(windows.listeners["::1 7003"]["CLOSE_WAIT"], 11);
    assert_eq!(windows.states["ESTABLISHED"], 2 * 7);
    assert_eq!(windows.states["LISTEN"], 4);
}

/// Connections of the ramp at its end.
const RAMP: u64 = 15_000;

/// Times that the table is read while they come.
const READS: i32 = 50;

/// What the table grows by from one reading to the next: Wine looks up the owner of each row, at 1 to 2 ms, so small tables pay for large
/// ones, and a machine that is busy with more takes several times as long.
const GROWTH: f64 = 1.5;

/// Descriptors of the server: one for each connection, and some.
const DESCRIPTORS: u64 = 16_000;

/// Each reading holds at least what was there before it began, and at most what was there when it had ended.
#[test]
fn fifteen_thousand_connections_come_while_the_table_is_read_fifty_times() {
    let scene = Scene::new();
    let there = Netns::beside().unwrap();
    scene.netns.join("10.9.0.1".parse().unwrap(), &there, "10.9.0.2".parse().unwrap(), 24).unwrap();
    let at = "10.9.0.2:7001".parse().unwrap();
    let serve = || LoadProcess::serve("lab-server", &ServerOptions::new(at, Conduct::Hold));
    let (server, _) = there.run(serve).unwrap().unwrap();
    server.limit_descriptors(DESCRIPTORS).unwrap();
    let mut reader = lastack(&["states", "--watch", "0", "--format", "json"]);
    // A file: a program of Wine that was being started when the reader ended may hold a pipe open for ever.
    let mut complaints = tempfile::tempfile().unwrap();
    let stderr = complaints.try_clone().unwrap();
    let mut reader = reader.stdout(Stdio::piped()).stderr(stderr).spawn().unwrap();
    let mut documents = BufReader::new(reader.stdout.take().unwrap()).lines();
    let mut established = || {
        let document: Value = serde_json::from_str(&documents.next().unwrap().unwrap()).unwrap();
        let coverage = document["coverage"].as_array().unwrap();
        let of_table = |line: &&Value| line["source"] == "iphlpapi" && line["subject"] == "sockets";
        let states: Vec<_> = coverage.iter().filter(of_table).map(|line| &line["state"]).collect();
        assert_eq!(states, ["ready"], "{coverage:?}");
        document["namespaces"][0]["states"]["ESTABLISHED"].as_u64().unwrap()
    };
    assert_eq!(established(), 0);
    let (mut open, mut held) = (0, Vec::new());
    for read in 1..=READS {
        let before = open;
        open = (RAMP as f64 * GROWTH.powi(read - READS)).ceil() as u64;
        let dial = Dial::to(at);
        if open > before {
            held.push(LoadProcess::dial("lab-client", &dial, open - before, Ending::Hold).unwrap());
        }
        let seen = established();
        assert!((before..=open).contains(&seen) && seen > 0, "reading {read}: {seen} of {before} to {open}");
    }
    assert_eq!(established(), RAMP, "all of them, once no more come");
    assert_eq!(count(states::ESTABLISHED).unwrap(), RAMP);
    Command::new("kill").args(["-INT", &reader.id().to_string()]).status().unwrap();
    reader.wait().unwrap();
    let mut said = String::new();
    complaints.rewind().unwrap();
    complaints.read_to_string(&mut said).unwrap();
    assert_eq!(said, "");
}

/// A row that goes early tells more than a minute would: no constant answers. A key ends it with what is known by then.
#[test]
fn a_row_of_its_own_is_watched_until_it_goes_or_a_key_is_pressed() {
    let _scene = Scene::new();
    let begun = |lang: &str, format: &str| {
        let mut command = lastack(&["ports", "--measure-time-wait", "--lang", lang, "--format", format]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        wait_count(states::TIME_WAIT, 1).unwrap();
        child
    };
    let let_go = || {
        let rows = ["-K", "-ta", "state", "time-wait"];
        assert!(Command::new("ss").args(rows).output().unwrap().status.success());
        wait_count(states::TIME_WAIT, 0).unwrap();
    };
    let before = Instant::now();
    let child = begun("en", "json");
    let seen = Instant::now();
    wait_aged(Duration::from_secs(5)).unwrap();
    let least = seen.elapsed().as_secs_f64();
    let_go();
    let most = before.elapsed().as_secs_f64();
    let told = answer(&child.wait_with_output().unwrap());
    assert_eq!((&told["ended"], &told["os"]), (&"gone".into(), &"windows".into()));
    assert_eq!(told["documented_s"], serde_json::json!([120, 240]));
    let (low, high) = (told["stayed_s"]["low"].as_f64().unwrap(), told["stayed_s"]["high"].as_f64().unwrap());
    assert!(low <= most && high >= least && low <= high, "{least}..{most}: {told}");
    for (lang, first, defaults) in
        [("en", "Interrupted: after ", ["120 s", "240 s"]), ("zh", "已中断：", ["120 秒", "240 秒"])]
    {
        let child = begun(lang, "text");
        // Wine makes Ctrl-C of it.
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(said.starts_with(first) && defaults.iter().all(|text| said.contains(text)), "{said}");
        let_go();
    }
}

/// What was captured there says on Linux what sock_diag said of the same rows.
#[test]
fn a_look_is_captured_and_opened_on_another_system() {
    let scene = Scene::new();
    scene.netns.add_loopback_address("10.77.0.1".parse().unwrap()).unwrap();
    let server = Server::on("10.77.0.1:7001".parse().unwrap(), Conduct::CloseSecond).unwrap();
    server.open_and_close(&server.dial(), 23).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for lang in ["en", "zh"] {
        let file = folder.path().join(lang);
        let named = format!("Z:{}", file.display());
        let told = lastack(&["capture", "--lang", lang, &named]).output().unwrap();
        let told = String::from_utf8(told.stdout).unwrap();
        assert!(told.contains("Windows") && !told.contains("/proc"), "{told}");
        let opened = Command::new(env!("CARGO_BIN_EXE_lastack"))
            .args(["--format", "json", file.to_str().unwrap()])
            .output()
            .unwrap();
        let opened = answer(&opened);
        assert_eq!(opened["host"]["os"], "windows");
        assert_eq!(opened["routes"]["top"][0]["states"]["TIME_WAIT"], 23, "{}", opened["routes"]);
    }
}

/// Open, closed, and beyond what this host reaches: the word for each, and nothing in TIME_WAIT on either side.
#[test]
fn ports_are_checked_once_and_nothing_is_left() {
    let scene = Scene::new();
    scene.netns.add_loopback_address("10.77.0.1".parse().unwrap()).unwrap();
    let server = Server::on("10.77.0.1:7001".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let checked =
        lastack(&["probe", "--format", "json", "10.77.0.1:7001-7002", "192.0.2.1:80"]).output().unwrap();
    assert_eq!(checked.status.code(), Some(1), "{}", String::from_utf8_lossy(&checked.stderr));
    let lines = String::from_utf8(checked.stdout).unwrap();
    let mut found: Vec<(String, Value, Value)> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|check| {
            (check["target"].as_str().unwrap().to_owned(), check["up"].clone(), check["reason"].clone())
        })
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    let told = |target: &str, up: Value, reason: Value| (target.to_owned(), up, reason);
    assert_eq!(
        found,
        [
            told("10.77.0.1:7001", Value::Bool(true), Value::Null),
            told("10.77.0.1:7002", Value::Bool(false), "refused".into()),
            told("192.0.2.1:80", Value::Null, "no-route-here".into()),
        ]
    );
    server.wait_finished(1).unwrap();
    assert_eq!(count(states::TIME_WAIT | states::FIN_WAIT2).unwrap(), 0);
    let refused =
        lastack(&["probe", "--lang", "en", "--strategy", "observe", "10.77.0.1:7001"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("built for Linux"));
}
