//! Needs root: who closes, on the real kernel, by each way of tracing and by none.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "starts programs that close connections")]

mod programs;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use lastack_engine::{BlameFilter, BlameLook, Flow, NetnsChoice, Tracer, blame, tracers};
use lastack_host::Live;
use lastack_model::{Blame, BlameBy, BlameLine, BlameMethod, Certainty, CloseCounts, Who};
use lastack_netlab::{Conduct, LoadProcess, Netns, ServerOptions, mount_tracefs, unmount_tracefs};

/// A prime: what is counted twice or half shows.
const COUNT: u64 = 23;

/// Opens the connections, says its name, ends them as the mode says at the first line, and goes when its input ends.
const CLOSER: &str = r#"
import os, socket, struct, sys
name, mode, host, port, count = sys.argv[1:6]
with open("/proc/self/comm", "w") as comm:
    comm.write(name)
held = [socket.create_connection((host, int(port))) for _ in range(int(count))]
sys.stdout.write("held\n")
sys.stdout.flush()
sys.stdin.readline()
if mode == "exit":
    os._exit(0)
if mode == "kill":
    os.kill(os.getpid(), 9)
if mode == "fork":
    ready, done = os.pipe()
    if os.fork() == 0:
        with open("/proc/self/comm", "w") as comm:
            comm.write(name + "-child")
        os.close(done)
        # The parent has closed its descriptors, which ends nothing, when the pipe ends.
        os.read(ready, 1)
        for one in held:
            one.close()
        sys.stdin.readline()
        os._exit(0)
    for one in held:
        one.close()
    os.close(done)
    os.wait()
    os._exit(0)
if mode == "passive":
    for one in held:
        one.recv(1)
if mode == "reset":
    for one in held:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
for one in held:
    one.close()
sys.stdin.readline()
"#;

fn closer(name: &str, mode: &str, to: SocketAddr) -> Child {
    Command::new("/usr/bin/python3")
        .args(["-c", CLOSER, name, mode, &to.ip().to_string(), &to.port().to_string(), &COUNT.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits until they hold their connections.
fn hold(children: &mut [Child]) {
    for child in children {
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "held\n");
    }
}

/// Lets them close; those that do not end with it stay.
fn let_close(children: &mut [Child]) {
    children.iter_mut().for_each(|child| child.stdin.as_mut().unwrap().write_all(b"close\n").unwrap());
}

/// Lets them end, and waits for it.
fn end(children: &mut [Child]) {
    for child in children {
        drop(child.stdin.take());
        child.wait().unwrap();
    }
}

/// Whether so many closes have come to rest in this namespace: an ACK may be under way after the last close().
fn resting(task: &str, rows: u64) -> bool {
    let table = std::fs::read_to_string(format!("/proc/{task}/net/tcp")).unwrap();
    // States of include/net/tcp_states.h.
    let passing = ["04", "05", "09", "0B"];
    let state = |line: &str| line.split_whitespace().nth(3).unwrap().to_owned();
    let states: Vec<String> = table.lines().skip(1).map(state).collect();
    let at_rest = states.iter().filter(|state| *state == "06").count() as u64;
    !states.iter().any(|state| passing.contains(&state.as_str())) && at_rest == rows
}

fn look(by: BlameBy, netns: NetnsChoice) -> BlameLook {
    BlameLook {
        netns,
        window: Duration::from_secs(60),
        follow: false,
        by,
        filter: BlameFilter::default(),
        top: 100,
        places: 8,
        owners: false,
    }
}

/// Traces until the job, which begins when the trace runs, is through and what it did has been seen.
fn traced(look: &BlameLook, tracers: &[&dyn Tracer], job: &mut dyn FnMut() -> bool) -> Blame {
    let (mut answer, mut through) = (None, false);
    let mut tick = |_| {
        // One round more, for what came while the job ended.
        let flow = if through { Flow::Stop } else { Flow::On };
        through = through || job();
        flow
    };
    let mut each = |blame| {
        answer = Some(blame);
        Flow::Stop
    };
    blame(&Live::new(), tracers, look, &mut tick, &mut each).unwrap();
    answer.unwrap()
}

/// A server that is a process of its own, in the namespace of the thread.
fn serve(name: &str, conduct: Conduct) -> (LoadProcess, SocketAddr) {
    let options = ServerOptions::new("127.0.0.1:0".parse().unwrap(), conduct);
    let (server, addresses) = LoadProcess::serve(name, &options).unwrap();
    (server, addresses[0])
}

fn named<'a>(blame: &'a Blame, name: &str) -> &'a BlameLine {
    let is = |line: &&BlameLine| match &line.who {
        Who::Process(culprit) => culprit.comm.raw() == name,
        Who::Command(program, _) => program.raw() == name,
        _ => false,
    };
    let found: Vec<&BlameLine> = blame.lines.iter().filter(is).collect();
    assert_eq!(found.len(), 1, "{name}: {:#?}", blame.lines);
    found[0]
}

fn method(id: &str) -> Vec<&'static dyn Tracer> {
    tracers().into_iter().filter(|tracer| tracer.id() == id).collect()
}

/// Five closers and a reset: who, how often, first or second, and their rows.
fn check_closers(id: &str) {
    let _netns = Netns::enter_fresh().unwrap();
    let (mut second, to_second) = serve("lab-second", Conduct::CloseSecond);
    let (mut first, to_first) = serve("lab-first", Conduct::CloseFirst);
    // All stand ready before the trace begins: what it costs to start them is no part of it.
    let modes = ["close", "exit", "kill", "fork", "reset"];
    let mut children: Vec<Child> =
        modes.map(|mode| closer(&format!("lab-{mode}"), mode, to_second)).into_iter().collect();
    hold(&mut children);
    let mut begun = false;
    let mut closed = false;
    let mut job = || {
        if !begun {
            begun = true;
            let_close(&mut children);
            // The server closes as soon as this one has come.
            children.push(closer("lab-passive", "passive", to_first));
            hold(&mut children[modes.len()..]);
            let_close(&mut children[modes.len()..]);
            second.wait_finished(5 * COUNT).unwrap();
            first.wait_finished(COUNT).unwrap();
        } else if closed {
            // Between the two the trace has read a round in which those that could stay were alive.
            end(&mut children);
            return true;
        } else {
            closed = resting("thread-self", 5 * COUNT);
        }
        false
    };
    let blame = traced(&look(BlameBy::Process, NetnsChoice::Own), &method(id), &mut job);
    assert_eq!(blame.method.name(), id, "{:?}", blame.coverage);
    for (name, rows) in [
        ("lab-close", COUNT),
        ("lab-exit", COUNT),
        ("lab-kill", COUNT),
        ("lab-fork-child", COUNT),
        ("lab-reset", 0),
    ] {
        let line = named(&blame, name);
        let closes = line.closes.unwrap();
        assert_eq!((closes.first, closes.second, line.rows), (COUNT, 0, Some(rows)), "{name}");
        assert_eq!(closes.first_resets, COUNT - rows, "{name}");
        // tracefs cannot tell a reset by this side from some that the peer sends.
        let sure = if id == "tracefs" && rows == 0 { Certainty::Inferred } else { Certainty::Observed };
        assert_eq!((line.certainty, line.places.len()), (sure, 1), "{name}");
        assert_eq!(line.places[0].place.port, to_second.port(), "{name}");
        if id == "bpf" {
            let told = |counts: CloseCounts| (counts.close, counts.exit, counts.reset);
            let expected = match name {
                "lab-exit" | "lab-kill" => (0, COUNT, 0),
                "lab-reset" => (0, 0, COUNT),
                _ => (COUNT, 0, 0),
            };
            assert_eq!(told(closes), expected, "{name}");
        }
    }
    let passive = named(&blame, "lab-passive");
    assert_eq!(passive.closes.map(|closes| (closes.first, closes.second)), Some((0, COUNT)));
    let rows = blame.rows.unwrap();
    // Four closers left rows, and so did the server that closed first.
    assert_eq!(named(&blame, "lab-first").closes.map(|closes| closes.first), Some(COUNT));
    assert_eq!((rows.total, rows.seen, rows.before), (5 * COUNT, 5 * COUNT, 0));
}

#[test]
fn each_closer_has_its_closes_and_its_rows_by_a_program_in_the_kernel() {
    check_closers("bpf");
}

#[test]
fn each_closer_has_its_closes_and_its_rows_by_tracefs() {
    mount_tracefs().unwrap();
    check_closers("tracefs");
}

#[test]
fn without_tracefs_its_reason_is_told_and_nobody_is_named_who_did_not_close() {
    unmount_tracefs().unwrap();
    let _netns = Netns::enter_fresh().unwrap();
    let (mut server, to_server) = serve("lab-second", Conduct::CloseSecond);
    let mut children = vec![closer("lab-close", "close", to_server)];
    hold(&mut children);
    let_close(&mut children);
    end(&mut children);
    server.wait_finished(COUNT).unwrap();
    while !resting("thread-self", COUNT) {
        std::thread::yield_now();
    }
    let owners = BlameLook { owners: true, ..look(BlameBy::Process, NetnsChoice::Own) };
    let blame = traced(&owners, &method("tracefs"), &mut || true);
    assert_eq!(blame.method, BlameMethod::Owners);
    let why = blame
        .coverage
        .iter()
        .filter_map(|line| line.why.as_ref())
        .find(|why| why.id.starts_with("collect-trace-no"));
    assert_eq!(why.map(|why| why.id.as_ref()), Some("collect-trace-no-tracefs"));
    // The closer has ended, and the listener's process closed second.
    assert_eq!(blame.lines, []);
    assert_eq!((blame.rows, blame.standing), (None, Some(COUNT)));
}

#[test]
fn each_close_is_in_the_namespace_where_it_was() {
    let mut children = Vec::new();
    let mut servers = Vec::new();
    let mut inside = Vec::new();
    for name in ["lab-one", "lab-two"] {
        let netns = Netns::enter_fresh().unwrap();
        let (server, address) = serve("lab-server", Conduct::CloseSecond);
        children.push(closer(name, "close", address));
        hold(&mut children[inside.len()..]);
        servers.push(server);
        inside.push(netns);
    }
    // Innermost first: each gives the thread back to the one before.
    while inside.pop().is_some() {}
    let mut begun = false;
    let mut job = || {
        if !begun {
            begun = true;
            let_close(&mut children);
            servers.iter_mut().for_each(|server| server.wait_finished(COUNT).unwrap());
        }
        children.iter().all(|child| resting(&child.id().to_string(), COUNT))
    };
    let blame = traced(&look(BlameBy::Process, NetnsChoice::All), &method("bpf"), &mut job);
    let places: Vec<Option<usize>> = ["lab-one", "lab-two"]
        .iter()
        .map(|name| {
            let line = named(&blame, name);
            assert_eq!(
                (line.closes.map(|closes| closes.first), line.rows),
                (Some(COUNT), Some(COUNT)),
                "{name}"
            );
            line.places[0].place.netns
        })
        .collect();
    assert!(places[0].is_some() && places[1].is_some() && places[0] != places[1], "{places:?}");
    let own = |index: &Option<usize>| blame.namespaces[index.unwrap()] == lastack_model::NetnsName::Own;
    assert!(!places.iter().any(own), "{places:?}");
    end(&mut children);
}
