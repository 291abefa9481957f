//! `probe run` on a real kernel: deaths are seen and named, restarts are quick, mistakes are told and change nothing.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(
    clippy::disallowed_methods,
    reason = "runs the real program on real files, and measures how long deaths take"
)]

mod limits;
mod ranges;
mod reload;
mod run;
mod served;

use std::io::{BufRead as _, BufReader};
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use lastack_netlab::diag::{count, states};
use lastack_netlab::{Conduct, Dial, LoadProcess, Netns, Server, ServerOptions, load_rules};
use serde_json::Value;

use self::run::{Run, start};

fn signal(pid: u32, name: &str) {
    let status = Command::new("kill").args([&format!("-{name}"), &pid.to_string()]).status().unwrap();
    assert!(status.success());
}

fn hold(target: &str, more: &str) -> String {
    format!(
        "[defaults]\nstrategy = \"hold\"\ninterval = 0.5\ntimeout = 3\n{more}\n[[targets]]\ntarget = [\"{target}\"]\n"
    )
}

fn is_up(check: &Value) -> bool {
    check["up"] == true && check["held"]["stands"] == true
}

#[test]
fn a_process_that_is_killed_is_seen_at_once() {
    let _netns = Netns::enter_fresh().unwrap();
    let options = ServerOptions::new("127.0.0.1:8080".parse().unwrap(), Conduct::Hold);
    let (mut peer, _) = LoadProcess::serve("victim", &options).unwrap();
    let run = start(&hold("127.0.0.1:8080", ""), "json");
    run.check("a held connection", is_up);
    let died = Instant::now();
    peer.kill().unwrap();
    run.check("its end", |check| check["up"] == false && check["reason"] == "refused");
    assert!(died.elapsed() < Duration::from_secs(2), "{:?}", died.elapsed());
}

/// A name that leads elsewhere since the old server ended: it is asked for again at once.
#[test]
fn a_service_that_moved_is_found_by_its_name() {
    let _netns = Netns::enter_fresh().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let names = folder.path().join("hosts");
    std::fs::write(&names, "127.0.0.1 moving.lab\n").unwrap();
    lastack_netlab::stand_in(Path::new("/etc/hosts"), &names).unwrap();
    let old = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::Hold).unwrap();
    let _new = Server::on("127.0.0.2:8080".parse().unwrap(), Conduct::Hold).unwrap();
    let run = start(&hold("moving.lab:8080", ""), "json");
    run.check("the old address", |check| is_up(check) && check["address"] == "127.0.0.1");
    std::fs::write(&names, "127.0.0.2 moving.lab\n").unwrap();
    drop(old);
    let moved = Instant::now();
    run.check("the new address", |check| is_up(check) && check["address"] == "127.0.0.2");
    assert!(moved.elapsed() < Duration::from_secs(10), "{:?}", moved.elapsed());
}

/// A listener that has gone is down, and not forgotten at the next look at who listens.
#[test]
fn a_local_service_that_died_is_down_and_stays_so() {
    let _netns = Netns::enter_fresh().unwrap();
    let options = ServerOptions::new("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond);
    let (mut peer, _) = LoadProcess::serve("victim", &options).unwrap();
    let _other = Server::on("127.0.0.1:8081".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let file = "[defaults]\nstrategy = \"polite\"\ninterval = 0.5\n[[targets]]\nlocal = true\n";
    let run = start(file, "json");
    run.check("the service", |check| check["target"] == "127.0.0.1:8080" && check["up"] == true);
    peer.kill().unwrap();
    let died = Instant::now();
    // Past the look that finds it gone, which is made every 10 s.
    while died.elapsed() < Duration::from_secs(11) {
        run.check("its end", |check| check["target"] == "127.0.0.1:8080" && check["reason"] == "refused");
    }
    run.check("its end still", |check| check["target"] == "127.0.0.1:8080" && check["reason"] == "refused");
}

#[test]
fn a_peer_that_is_cut_off_is_seen_by_the_user_timeout() {
    let here = Netns::enter_fresh().unwrap();
    let there = Netns::beside().unwrap();
    here.join("10.9.0.1".parse().unwrap(), &there, "10.9.0.2".parse().unwrap(), 24).unwrap();
    let server = there.run(|| Server::on("10.9.0.2:8080".parse().unwrap(), Conduct::Hold)).unwrap().unwrap();
    let run = start(&hold("10.9.0.2:8080", ""), "json");
    let held = run.check("a held connection", is_up);
    assert_eq!(held["timeout_s"], 3.0);
    let cut = Instant::now();
    // On its own side: the interface here keeps its carrier.
    let cut_off =
        "table inet cut {\n chain into {\n type filter hook input priority 0; policy drop;\n }\n}\n";
    there.run(|| load_rules(cut_off)).unwrap().unwrap();
    let dead = run.check("its end", |check| check["up"] == false);
    // The user timeout and one second: the kernel counts in whole ones.
    assert!(cut.elapsed() < Duration::from_secs(4), "{:?}: {dead}", cut.elapsed());
    assert_eq!(dead["reason"], "timed-out", "{dead}");
    drop(server);
}

/// The twin of the one above, cut off on this side: nothing is known of the peer.
#[test]
fn a_host_that_lost_its_own_way_calls_no_peer_down() {
    let here = Netns::enter_fresh().unwrap();
    let there = Netns::beside().unwrap();
    here.join("10.9.0.1".parse().unwrap(), &there, "10.9.0.2".parse().unwrap(), 24).unwrap();
    let server = there.run(|| Server::on("10.9.0.2:8080".parse().unwrap(), Conduct::Hold)).unwrap().unwrap();
    let run = start(&hold("10.9.0.2:8080", ""), "json");
    run.check("a held connection", is_up);
    here.set_joined(false).unwrap();
    for _ in 0..2 {
        let unknown = run.check("its end", |check| check["up"] != true);
        assert_eq!((&unknown["up"], &unknown["reason"]), (&Value::Null, &Value::from("no-route-here")));
    }
    here.set_joined(true).unwrap();
    run.check("the way back", |check| check["up"] == true);
    drop(server);
}

#[test]
fn a_stopped_process_keeps_its_connection_and_the_fresh_connect_tells() {
    let _netns = Netns::enter_fresh().unwrap();
    let options =
        ServerOptions { backlog: 1, ..ServerOptions::new("127.0.0.1:8080".parse().unwrap(), Conduct::Hold) };
    let (peer, _) = LoadProcess::serve("sleeper", &options).unwrap();
    let run = start(&hold("127.0.0.1:8080", "fresh = 0.5\n"), "json");
    run.check("a fresh connect", |check| check["fresh"] == true && check["up"] == true);
    signal(peer.pid(), "STOP");
    // The kernel takes connections for it until its queue is full.
    let fresh =
        run.check("a fresh connect that fails", |check| check["fresh"] == true && check["up"] == false);
    assert_eq!(fresh["reason"], "timed-out");
    run.check("the connection that stands", is_up);
    signal(peer.pid(), "CONT");
    run.check("a fresh connect that works again", |check| check["fresh"] == true && check["up"] == true);
}

#[test]
fn a_fresh_connect_that_failed_is_made_again_in_the_next_turn() {
    let _netns = Netns::enter_fresh().unwrap();
    let options =
        ServerOptions { backlog: 1, ..ServerOptions::new("127.0.0.1:8080".parse().unwrap(), Conduct::Hold) };
    let (peer, _) = LoadProcess::serve("sleeper", &options).unwrap();
    let run = start(&hold("127.0.0.1:8080", "fresh = 8\n"), "json");
    run.check("a held connection", is_up);
    signal(peer.pid(), "STOP");
    // A fresh connect that is under way may have taken a place: what matters is that none is left.
    let connect = || std::net::TcpStream::connect_timeout(&options.addresses[0], Duration::from_secs(1));
    let queued: Vec<_> = std::iter::from_fn(|| connect().ok()).collect();
    run.check("a fresh connect that fails", |check| check["fresh"] == true && check["up"] == false);
    let back = Instant::now();
    signal(peer.pid(), "CONT");
    run.check("a fresh connect that works again", |check| check["fresh"] == true && check["up"] == true);
    assert!(back.elapsed() < Duration::from_secs(4), "{:?}", back.elapsed());
    drop(queued);
}

/// Answers its first request when it is told, all others at once.
fn answering(told: Receiver<()>) -> (std::net::SocketAddr, Receiver<()>) {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let (ask, asked) = channel();
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        while let Ok(1..) = socket.read(&mut [0; 1_024]) {
            let _ = ask.send(());
            let _ = told.recv();
            socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
        }
    });
    (at, asked)
}

#[test]
fn a_prober_that_was_stopped_calls_nobody_down_for_it_and_does_not_ask_all_at_once() {
    let _netns = Netns::enter_fresh().unwrap();
    let _others = Server::on("0.0.0.0:8081".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let (tell, told) = channel();
    let (at, asked) = answering(told);
    let many: Vec<String> = (1..=53).map(|last| format!("\"127.0.1.{last}:8081\"")).collect();
    let run = start(
        &format!(
            "[defaults]\nstrategy = \"polite\"\ninterval = 2\ntimeout = 2\n[[targets]]\ntarget = [{}, \"http://{at}/\"]\n",
            many.join(", ")
        ),
        "json",
    );
    asked.recv().unwrap();
    signal(run.child.id(), "STOP");
    tell.send(()).unwrap();
    // Longer than the timeout and the interval: the length of the pause, not a wait for anything.
    std::thread::sleep(Duration::from_secs(5));
    while run.lines.try_recv().is_ok() {}
    let woken = Instant::now();
    signal(run.child.id(), "CONT");
    let mut first = std::collections::BTreeMap::new();
    while first.len() < 54 {
        let check = run.check("a check", |_| true);
        assert_eq!(check["up"], true, "{check}");
        first.entry(check["target"].as_str().unwrap().to_owned()).or_insert_with(|| woken.elapsed());
    }
    let spread = first.values().max().unwrap().saturating_sub(*first.values().min().unwrap());
    assert!(spread > Duration::from_secs(1), "{first:#?}");
    signal(run.child.id(), "INT");
    let account = run.wait("its account", |line| line.contains("of deadlines"));
    let late = account.split_whitespace().filter_map(|word| word.parse::<f64>().ok()).next_back();
    assert!(late.is_some_and(|ms| ms > 1_000.0), "a pause is no punctuality: {account}");
}

#[test]
fn after_a_kill_the_same_ports_connect_at_once() {
    let _netns = Netns::enter_fresh().unwrap();
    let options = ServerOptions::ports(Ipv4Addr::LOCALHOST, 8_000..=8_022, Conduct::CloseSecond);
    let server = Server::start(&options).unwrap();
    let held = |run: &Run| {
        let mut ports = std::collections::BTreeMap::new();
        while ports.len() < 23 {
            let check = run.check("a held connection", is_up);
            ports
                .insert(check["target"].as_str().unwrap().to_owned(), check["source_port"].as_u64().unwrap());
        }
        ports
    };
    let file = hold("127.0.0.1:8000-8022", "");
    let mut first = start(&file, "json");
    let ports = held(&first);
    assert!(ports.values().all(|port| *port >= 61_000), "{ports:?}");
    assert_eq!(count(states::TIME_WAIT).unwrap(), 0);
    first.kill();
    let begun = Instant::now();
    let second = start(&file, "json");
    assert_eq!(held(&second), ports);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    server.wait_finished(23).unwrap();
    assert_eq!(count(states::TIME_WAIT).unwrap(), 0, "a kill leaves none either");
}

/// What each leaves, by the census: a loop that connects and closes shows that it sees what is left.
#[test]
fn the_census_finds_no_time_wait_of_a_check() {
    let _netns = Netns::enter_fresh().unwrap();
    let options = ServerOptions::ports(Ipv4Addr::LOCALHOST, 8_000..=9_008, Conduct::CloseSecond);
    let server = Server::start(&options).unwrap();
    let lastack = |words: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_lastack"))
            .args(words)
            .env_clear()
            .stdin(Stdio::null())
            .output()
            .unwrap()
    };
    let time_wait = || {
        let told = lastack(&["states", "--netns", "self", "--format", "json"]).stdout;
        let told: Value = serde_json::from_slice(&told).unwrap();
        told["namespaces"][0]["states"]["TIME_WAIT"].as_u64().unwrap()
    };
    let checked = lastack(&["probe", "--lang", "en", "--strategy", "polite", "127.0.0.1:8000-9008"]);
    let text = String::from_utf8(checked.stdout).unwrap();
    assert!(text.starts_with("All 1,009 targets are up; 0 TIME_WAIT left behind."), "{text}");
    server.wait_finished(1_009).unwrap();
    assert_eq!(time_wait(), 0);
    // Their last segments may still be on the way when the server has read to the end.
    server.open_and_close(&Dial::to("127.0.0.1:8000".parse().unwrap()), 23).unwrap();
    assert_eq!(time_wait(), 23);
}

/// What a run cost is said at its end.
#[test]
fn a_run_accounts_for_its_own_sockets() {
    let _netns = Netns::enter_fresh().unwrap();
    let options = ServerOptions::ports(Ipv4Addr::LOCALHOST, 8_000..=8_022, Conduct::Hold);
    let server = Server::start(&options).unwrap();
    let run = start(&hold("127.0.0.1:8000-8022", ""), "text");
    server.wait_accepted(23).unwrap();
    signal(run.child.id(), "INT");
    run.wait("its account", |line| {
        line.contains("Own sockets: ESTABLISHED 23, TIME_WAIT 0. 99 % of deadlines")
    });
}

/// One target answers and one never does. Ctrl-C is pressed once the first is known.
#[test]
fn what_an_interrupt_left_unchecked_is_not_up() {
    let netns = Netns::enter_fresh().unwrap();
    netns.add_silent_network([10, 77, 0, 0].into(), 16).unwrap();
    let server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond).unwrap();
    // Whoever starts tests in the background of a shell has them ignore what Ctrl-C sends.
    let mut child = Command::new("env")
        .args(["--default-signal=INT", env!("CARGO_BIN_EXE_lastack"), "probe", "--format", "json"])
        .args(["--timeout", "60", "127.0.0.1:8080", "10.77.0.7:81"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let known: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert!(known["target"] == "127.0.0.1:8080" && known["up"] == true, "{known}");
    signal(child.id(), "INT");
    assert!(lines.next().is_none());
    assert_eq!(child.wait().unwrap().code(), Some(2));
    drop(server);
}
