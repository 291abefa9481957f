//! The rules about states, queues and limits on a real kernel state that causes each, beside its healthy twin. The twins
//! differ in one thing, and each test says in which.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "runs the real ss, which destroys sockets")]

#[path = "lab/because.rs"]
mod because;
#[path = "lab/looking.rs"]
mod looking;

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use because::because;
use lastack_engine::{NetnsChoice, Request, examine};
use lastack_host::Live;
use lastack_model::{Arg, Finding, Severity, TcpState, Value};
use lastack_netlab::{
    Conduct, Connection, Dial, LoadProcess, Netns, Reuse, Server, ServerOptions, diag, drop_fins_to,
};
use looking::{at, found, judged, look_for};

fn fired(severity: Severity, because: &str) -> Option<(Severity, String)> {
    Some((severity, because.to_owned()))
}

fn count(finding: &Finding, name: &str) -> Option<u64> {
    match finding.args.iter().find(|(known, _)| *known == name)? {
        (_, Arg { value: Value::Count(count), .. }) => Some(*count),
        _ => None,
    }
}

/// Waits until so many rows of this namespace are in one of the states: the kernel moves them when packets come.
fn settled(states: u32, rows: u64) {
    let start = Instant::now();
    while diag::count(states).unwrap() != rows {
        assert!(start.elapsed() < Duration::from_secs(20), "{} rows", diag::count(states).unwrap());
        thread::yield_now();
    }
}

fn listening(backlog: i32, conduct: Conduct, reuse: Reuse) -> Server {
    let addresses = vec![at("127.0.0.1:8080")];
    Server::start(&ServerOptions { addresses, conduct, backlog, reuse }).unwrap()
}

/// Two namespaces joined by a wire: the calling thread is in the first, the server in the second.
struct Wire {
    other: Netns,
    server: Option<Server>,
    _own: Netns,
}

const SERVER: &str = "10.77.0.2:8080";

fn wire(conduct: Conduct) -> Wire {
    let own = Netns::enter_fresh().unwrap();
    let other = Netns::beside().unwrap();
    own.join("10.77.0.1".parse().unwrap(), &other, "10.77.0.2".parse().unwrap(), 24).unwrap();
    let server = other.run(|| Server::on(at(SERVER), conduct)).unwrap().unwrap();
    Wire { other, server: Some(server), _own: own }
}

impl Wire {
    fn open(&self, count: u64) -> Vec<Connection> {
        let open = Dial::to(at(SERVER)).open(count).unwrap();
        self.server.as_ref().unwrap().wait_accepted(count).unwrap();
        open
    }

    /// Waits until the server has closed so many as well. A delayed ACK may take some rows of TIME_WAIT along, so
    /// their number is not asked for.
    fn closed(&self, count: u64) {
        self.server.as_ref().unwrap().wait_finished(count).unwrap();
        settled(diag::states::FIN_WAIT1 | diag::states::FIN_WAIT2, 0);
    }

    /// From now on the peer is silent.
    fn cut(&self) {
        self.other.set_joined(false).unwrap();
    }
}

#[test]
fn an_accept_queue_that_is_full_is_told_with_its_length_and_drops_make_it_critical() {
    // The twins differ in the backlog: three connections fill a queue of two and not one of sixty-four.
    for (backlog, full) in [(2, true), (64, false)] {
        let _netns = Netns::enter_fresh().unwrap();
        let server = listening(backlog, Conduct::NeverAccept, Reuse::Address);
        let _open = server.dial().open(3).unwrap();
        let because = "accept queue 3 > backlog 2";
        let expected = if full { fired(Severity::Warning, because) } else { None };
        assert_eq!(judged("accept-queue-full"), expected, "backlog {backlog}");
        // Their SYNs come again after a second, within the next look.
        let _waiting = server.dial().begin(23).unwrap();
        let finding = look_for(1_500).findings.unwrap().into_iter().find(|one| one.id == "accept-queue-full");
        assert_eq!(finding.as_ref().map(|one| one.severity), full.then_some(Severity::Critical));
        if let Some(finding) = finding {
            assert_eq!((finding.summary, finding.subject.kind()), ("summary-dropped-place", "listener"));
            assert_eq!((count(&finding, "queue"), count(&finding, "places")), (Some(3), Some(2)));
        }
    }
}

#[test]
fn of_sockets_that_share_a_port_the_full_one_is_told_though_the_other_accepts() {
    // The twins differ in whether the second socket accepts.
    for (conduct, full) in [(Conduct::NeverAccept, true), (Conduct::Hold, false)] {
        let _netns = Netns::enter_fresh().unwrap();
        let quick = listening(2, Conduct::Hold, Reuse::Port);
        let slow = listening(2, conduct, Reuse::Port);
        let mut open = Vec::new();
        if full {
            open.extend(slow.dial().begin(97).unwrap());
            let finding = look_for(0).findings.unwrap();
            let finding = finding.into_iter().find(|one| one.id == "accept-queue-full").unwrap();
            assert_eq!(because(&finding), "accept queue 3 > backlog 2");
            assert_eq!((finding.summary, count(&finding, "sockets")), ("summary-reuseport", Some(2)));
            continue;
        }
        for opened in 1..=97 {
            open.extend(slow.dial().open(1).unwrap());
            while quick.tally().accepted + slow.tally().accepted < opened {
                thread::yield_now();
            }
        }
        assert_eq!(judged("accept-queue-full"), None);
    }
}

#[test]
fn a_destination_that_falls_silent_leaves_fin_wait1_and_one_that_answers_does_not() {
    // The twins differ in whether the wire was cut before we closed.
    for (cut, expected) in
        [(true, fired(Severity::Warning, "FIN_WAIT1 127 >= 100, 100 % >= 50 % of closes")), (false, None)]
    {
        let wire = wire(Conduct::CloseSecond);
        let open = wire.open(127);
        if cut {
            wire.cut();
            drop(open);
            settled(diag::states::FIN_WAIT1, 127);
        } else {
            drop(open);
            wire.closed(127);
        }
        assert_eq!(judged("fin-wait1-pile"), expected, "cut: {cut}");
    }
}

#[test]
fn peers_that_fall_silent_are_weighed_against_those_that_answer() {
    // The twins differ in how many fell silent: 127 and 61, beside some 2,000
    // that answered.
    for (silent, expected) in [(127, true), (61, false)] {
        let wire = wire(Conduct::CloseSecond);
        drop(wire.open(2_011));
        wire.closed(2_011);
        let open = Dial::to(at(SERVER)).open(silent).unwrap();
        wire.cut();
        drop(open);
        settled(diag::states::FIN_WAIT1, silent);
        let finding = found("fin-wait1-pile");
        assert_eq!(finding.is_some(), expected, "{silent} silent");
        if let Some(finding) = finding {
            assert_eq!(
                (finding.severity, count(&finding, "rows")),
                (Severity::Ok, Some(silent)),
                "{finding:?}"
            );
        }
    }
}

#[test]
fn peers_that_never_close_leave_fin_wait2_that_nobody_holds() {
    // The twins differ in whether the server closes once it has read to the end.
    let cases =
        [(Conduct::Leak, fired(Severity::Info, "FIN_WAIT2 127 > TIME_WAIT 0")), (Conduct::CloseSecond, None)];
    for (conduct, expected) in cases {
        let _netns = Netns::enter_fresh().unwrap();
        let server = Server::on(at("127.0.0.1:8080"), conduct).unwrap();
        drop(server.dial().open(127).unwrap());
        server.wait_finished(127).unwrap();
        assert_eq!(judged("fin-wait2-orphans"), expected, "{conduct:?}");
    }
}

#[test]
fn half_closed_connections_that_a_program_holds_are_told_apart_from_those() {
    // The twins differ in whether the client keeps its descriptors.
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on(at("127.0.0.1:8080"), Conduct::Leak).unwrap();
    let open = server.dial().open(127).unwrap();
    open.iter().for_each(Connection::finish_writing);
    server.wait_finished(127).unwrap();
    assert_eq!(found("fin-wait2-orphans").map(|one| one.summary), Some("summary-held"));
    drop(open);
    assert_eq!(found("fin-wait2-orphans").map(|one| one.summary), Some("summary"));
}

#[test]
fn peers_that_vanish_behind_their_fin_leave_last_ack() {
    // The twins differ in whether the wire was cut before our program closed.
    for (cut, expected) in
        [(true, fired(Severity::Info, "LAST_ACK 127 > 5 s * 0.0 connections/s")), (false, None)]
    {
        let wire = wire(Conduct::CloseFirst);
        let open = wire.open(127);
        settled(diag::states::CLOSE_WAIT, 127);
        if cut {
            wire.cut();
        }
        drop(open);
        settled(diag::states::LAST_ACK, if cut { 127 } else { 0 });
        assert_eq!(judged("last-ack-pile"), expected, "cut: {cut}");
    }
}

#[test]
fn both_sides_that_close_while_fins_get_lost_stay_in_closing() {
    // The twins differ in whether the FINs of the clients arrive.
    for (lost, expected) in
        [(true, fired(Severity::Info, "CLOSING 127 > 5 s * 0.0 connections/s")), (false, None)]
    {
        let _netns = Netns::enter_fresh().unwrap();
        let server = Server::on(at("127.0.0.1:8080"), Conduct::Hold).unwrap();
        let open = server.dial().open(127).unwrap();
        server.wait_accepted(127).unwrap();
        if lost {
            drop_fins_to(8080).unwrap();
        }
        drop(open);
        // It closes all that it holds: its FINs are not lost.
        drop(server);
        settled(diag::states::CLOSING, if lost { 127 } else { 0 });
        assert_eq!(judged("closing-pile"), expected, "lost: {lost}");
    }
}

#[test]
fn sockets_that_the_kernel_has_destroyed_and_the_program_holds_are_ghosts() {
    // The twins differ in whether somebody destroyed the CLOSE_WAIT rows.
    for (destroyed, expected) in
        [(true, fired(Severity::Warning, "sockets in no table 127 >= 100")), (false, None)]
    {
        let _netns = Netns::enter_fresh().unwrap();
        let options = ServerOptions::new(at("127.0.0.1:8080"), Conduct::Leak);
        let (mut server, listening) = LoadProcess::serve("leaky", &options).unwrap();
        drop(Dial::to(listening[0]).open(127).unwrap());
        server.wait_finished(127).unwrap();
        if destroyed {
            let killed = Command::new("ss").args(["-tnK", "state", "close-wait"]).output().unwrap();
            assert!(killed.status.success());
        }
        assert_eq!(judged("ghost-descriptors"), expected, "destroyed: {destroyed}");
        let leak = found("close-wait-leak").and_then(|finding| count(&finding, "rows"));
        assert_eq!(leak, (!destroyed).then_some(127));
    }
}

#[test]
fn a_process_near_its_limit_of_descriptors_is_named() {
    // The twins differ in the limit. 127 connections, a listener, and a dozen descriptors of the program itself.
    for (limit, expected) in [(150, Some(Severity::Warning)), (997, None)] {
        let _netns = Netns::enter_fresh().unwrap();
        let options = ServerOptions::new(at("127.0.0.1:8080"), Conduct::Hold);
        let (mut server, listening) = LoadProcess::serve("tight", &options).unwrap();
        let _open = Dial::to(listening[0]).open(127).unwrap();
        server.wait_accepted(127).unwrap();
        server.limit_descriptors(limit).unwrap();
        let finding = found("descriptor-limit");
        assert_eq!(finding.as_ref().map(|one| one.severity), expected, "limit {limit}: {finding:?}");
        if let Some(finding) = finding {
            assert_eq!((count(&finding, "tcp"), count(&finding, "limit")), (Some(128), Some(150)));
            assert_eq!(count(&finding, "pid"), Some(server.pid().into()));
        }
    }
}

/// Does `work` again and again while somebody looks, and gives what the rule found.
fn while_looking(rule: &str, mut work: impl FnMut()) -> Option<Finding> {
    thread::scope(|scope| {
        let looking = scope.spawn(|| look_for(700).findings.unwrap());
        while !looking.is_finished() {
            work();
        }
        looking.join().unwrap().into_iter().find(|finding| finding.id == rule)
    })
}

#[test]
fn connections_that_are_cut_off_are_told_apart_from_those_that_peers_close() {
    // The twins differ in how the clients end: by a reset that no counter attributes, or by a FIN.
    for (resets, expected) in [(true, Some((Severity::Warning, "why-unclear"))), (false, None)] {
        let _netns = Netns::enter_fresh().unwrap();
        let server = Server::on(at("127.0.0.1:8080"), Conduct::CloseSecond).unwrap();
        let finding = while_looking("reconnect-storm", || {
            for connection in server.dial().open(11).unwrap() {
                if resets {
                    connection.reset().unwrap();
                }
            }
        });
        assert_eq!(finding.as_ref().map(|one| (one.severity, one.why)), expected, "{finding:?}");
    }
}

#[test]
fn a_program_that_closes_with_unread_data_is_told_as_the_one_that_cuts_off() {
    // The twins differ in whether the clients had sent something that nobody read.
    for (unread, expected) in [(true, Some("why-here")), (false, None)] {
        let _netns = Netns::enter_fresh().unwrap();
        let finding = while_looking("reconnect-storm", || {
            let server = Server::on(at("127.0.0.1:8080"), Conduct::Hold).unwrap();
            let open = server.dial().open(61).unwrap();
            if unread {
                open.iter().for_each(|connection| connection.send(b"unread").unwrap());
            }
            server.wait_accepted(61).unwrap();
            drop(server);
        });
        assert_eq!(finding.as_ref().map(|one| one.why), expected, "{finding:?}");
    }
}

#[test]
fn a_small_part_in_close_wait_leaks_only_where_connections_are_rare() {
    // The twins differ in how many connections begin elsewhere while we look: 127 rows stay for 5 s each at 25 a second.
    for (busy, expected) in [(false, Some(Severity::Warning)), (true, None)] {
        let _netns = Netns::enter_fresh().unwrap();
        let server = Server::on(at("127.0.0.1:8080"), Conduct::Leak).unwrap();
        let mut open = server.dial().open(3_511).unwrap();
        server.wait_accepted(3_511).unwrap();
        open.truncate(3_511 - 127);
        server.wait_finished(127).unwrap();
        let other = Server::on(at("127.0.0.1:8081"), Conduct::CloseSecond).unwrap();
        let mut made = 0;
        let finding = while_looking("close-wait-leak", || match busy {
            true => {
                drop(other.dial().open(11).unwrap());
                made += 11;
                // Else its own rows that wait for their close() would be a finding of that port.
                other.wait_finished(made).unwrap();
            }
            false => thread::yield_now(),
        });
        assert_eq!(finding.as_ref().map(|one| one.severity), expected, "{finding:?}");
        if let Some(finding) = finding {
            assert_eq!(because(&finding), "CLOSE_WAIT 127 > 5 s * 0.0 connections/s");
        }
    }
}

#[test]
fn fin_wait2_without_a_process_explains_why_sockstat_counts_more() {
    // The twins differ in whether the server closes once it has read to the end.
    for (conduct, expected) in [(Conduct::Leak, Some("why-mini")), (Conduct::CloseSecond, None)] {
        let _netns = Netns::enter_fresh().unwrap();
        let server = Server::on(at("127.0.0.1:8080"), conduct).unwrap();
        drop(server.dial().open(127).unwrap());
        server.wait_finished(127).unwrap();
        let finding = found("counters-disagree");
        assert_eq!(finding.as_ref().map(|one| one.why), expected, "{finding:?}");
    }
}

#[test]
fn without_owners_nothing_is_said_of_descriptors() {
    // Partial coverage: the processes are not looked into, and neither rule guesses.
    let _netns = Netns::enter_fresh().unwrap();
    let options = ServerOptions::new(at("127.0.0.1:8080"), Conduct::Hold);
    let (mut server, listening) = LoadProcess::serve("tight", &options).unwrap();
    let _open = Dial::to(listening[0]).open(127).unwrap();
    server.wait_accepted(127).unwrap();
    server.limit_descriptors(150).unwrap();
    let request = Request {
        netns: NetnsChoice::Own,
        interval: Duration::from_millis(50),
        owners: false,
        ..Request::default()
    };
    let report = examine(&Live::new(), &request).unwrap().report;
    let silent = |id: &str| id != "descriptor-limit" && id != "ghost-descriptors";
    assert!(report.findings.unwrap().iter().all(|finding| silent(finding.id)));
    assert!(report.ruled_out.iter().all(|out| silent(out.id)), "{:?}", report.ruled_out);
    assert!(report.snapshot.coverage.iter().any(|line| line.subject == "processes"));
}

#[test]
fn a_namespace_of_its_own_says_nothing_of_the_orphans_of_the_host() {
    let _netns = Netns::enter_fresh().unwrap();
    let _server = Server::on(at("127.0.0.1:8080"), Conduct::Hold).unwrap();
    let report = look_for(0);
    assert!(report.snapshot.namespaces[0].limits.iter().all(|limit| limit.name != "orphans"));
    assert!(report.ruled_out.iter().all(|out| out.id != "orphans-near-limit"), "{:?}", report.ruled_out);
    assert_eq!(report.snapshot.namespaces[0].census.count(TcpState::Listen), Some(1));
}
