//! Who closed, how, and which end was first.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use lastack_ebpf::{Bpf, Depth, Seen, Tracer as _};
use lastack_model::{Address, Cause, Close, CloserKey, Direction, Endpoint, Family, First, Task};
use lastack_netlab::diag::{self, states};
use lastack_netlab::{
    Closer, Conduct, Dial, LoadProcess, Netns, Parting, Server, ServerOptions, Source, drop_data_to,
    drop_fins_to, drop_nothing,
};
use rustix::net::sockopt::set_socket_linger;
use rustix::net::{
    AddressFamily, Protocol, RecvFlags, SendFlags, Shutdown, SocketFlags, SocketType, accept_with, bind,
    connect, getsockname, ipproto, listen, recv, send, shutdown, socket_with,
};

use super::{Kind, PATIENCE, Watch, count_singles, count_sums, loopback, task_of, turn};

const COUNT: u64 = 23;

/// A process whose connections are ended in one way, and the cause that must be seen for it.
fn ended_by(server: &Server, name: &str, parting: Parting) -> Task {
    let mut process = LoadProcess::parting(name, &server.dial(), COUNT, parting).unwrap();
    let task = task_of(process.heir().unwrap_or(process.pid()));
    process.part(parting).unwrap();
    task
}

fn killed(server: &Server, name: &str) -> Task {
    let mut process = LoadProcess::parting(name, &server.dial(), COUNT, Parting::Close).unwrap();
    let task = task_of(process.pid());
    process.kill().unwrap();
    task
}

/// Every task as /proc had it, with the number of its closes.
fn check_tasks(closes: &[Close], tasks: &[&Task], count: u64) {
    for task in tasks {
        let own: Vec<&Task> =
            closes.iter().filter_map(|close| close.task.as_ref()).filter(|own| own.pid == task.pid).collect();
        assert_eq!(own.len() as u64, count, "{task:?}");
        for seen in own {
            let seen = Task { cgroup: None, execs: None, ..seen.clone() };
            assert_eq!(seen, **task);
        }
    }
}

#[test]
fn each_process_closes_exactly_as_often_as_it_did_and_by_its_own_name() {
    let _turn = turn();
    let netns = Netns::enter_fresh().unwrap();
    let [mut watch, mut sums] = Watch::both(&netns);
    let own = std::process::id();
    // Our own thread closes second here: 23 times for each process that sends a FIN, and never after a reset.
    let server = Server::on(loopback(), Conduct::CloseSecond).unwrap();
    let reader = Server::on(loopback(), Conduct::Hold).unwrap();

    let by_close = ended_by(&server, "by-close", Parting::Close);
    let by_shutdown = ended_by(&server, "by-shutdown", Parting::Shutdown);
    let by_exit = ended_by(&server, "by-exit", Parting::Exit);
    let by_heir = ended_by(&server, "by", Parting::Heir);
    let by_kill = killed(&server, "by-kill");
    let by_linger = ended_by(&reader, "by-linger", Parting::Linger);
    let by_unspec = ended_by(&reader, "by-unspec", Parting::Unspec);
    server.wait_finished(5 * COUNT).unwrap();

    let options = ServerOptions::new(loopback(), Conduct::CloseSecond);
    let (mut passive, addresses) = LoadProcess::serve("passive", &options).unwrap();
    let passive_task = task_of(passive.pid());
    Dial::to(addresses[0]).open_and_close(COUNT, Closer::Client).unwrap();
    passive.wait_finished(COUNT).unwrap();

    let out = Direction::Outbound;
    let expected: BTreeMap<Kind, u64> = BTreeMap::from([
        ((Some(by_close.pid), First::We, Cause::Close, out), COUNT),
        ((Some(by_shutdown.pid), First::We, Cause::Shutdown, out), COUNT),
        ((Some(by_exit.pid), First::We, Cause::Exit, out), COUNT),
        ((Some(by_heir.pid), First::We, Cause::Exit, out), COUNT),
        ((Some(by_kill.pid), First::We, Cause::Exit, out), COUNT),
        ((Some(by_linger.pid), First::We, Cause::Reset, out), COUNT),
        ((Some(by_unspec.pid), First::We, Cause::Reset, out), COUNT),
        // The servers of the laboratory, and its client, end by shutdown().
        ((Some(passive_task.pid), First::Peer, Cause::Shutdown, Direction::Inbound), COUNT),
        ((Some(own), First::We, Cause::Shutdown, out), COUNT),
        ((Some(own), First::Peer, Cause::Shutdown, Direction::Inbound), 5 * COUNT),
    ]);
    watch.read_closes(expected.values().sum::<u64>() as usize);
    assert_eq!(count_singles(&watch.closes), expected);
    assert_eq!(count_sums(&sums.sums()), expected);
    assert_eq!(watch.sums(), [], "what came by itself is in no sum");
    let tasks =
        [&by_close, &by_shutdown, &by_exit, &by_heir, &by_kill, &by_linger, &by_unspec, &passive_task];
    check_tasks(&watch.closes, &tasks, COUNT);
    assert_eq!(by_heir.comm.raw(), "by-heir", "the heir, and not who opened");

    wait_for(states::TIME_WAIT, 6 * COUNT);
    check_cookies(&watch.closes, 6 * COUNT as usize);
}

/// Every TIME_WAIT row of the calling thread's namespace belongs to a close of ours by its cookie.
fn check_cookies(closes: &[Close], expected: usize) {
    let rows = diag::rows(states::TIME_WAIT).unwrap();
    assert_eq!(rows.len(), expected);
    let address = |end: Endpoint| SocketAddr::new(end.address.to_ip(), end.port);
    for row in rows {
        let close = closes.iter().find(|close| close.cookie == row.cookie);
        let close = close.unwrap_or_else(|| panic!("nobody closed {row:?}"));
        let folded = |end: SocketAddr| SocketAddr::new(end.ip().to_canonical(), end.port());
        assert_eq!(address(close.local), folded(row.local));
        assert_eq!(address(close.remote), folded(row.remote));
        assert_eq!(close.first, First::We);
    }
}

/// Both ends of connections that this process made.
struct Pairs {
    listener: OwnedFd,
    ours: Vec<OwnedFd>,
    theirs: Vec<OwnedFd>,
}

impl Pairs {
    /// Opens [`COUNT`] connections; those that are not accepted wait in the listener's queue.
    fn open(address: &str, backlog: i32, protocol: Option<Protocol>, accepted: bool) -> Pairs {
        let address: SocketAddr = address.parse().unwrap();
        let open = || {
            let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
            socket_with(family, SocketType::STREAM, SocketFlags::CLOEXEC, protocol).unwrap()
        };
        let mut pairs = Pairs { listener: open(), ours: Vec::new(), theirs: Vec::new() };
        bind(&pairs.listener, &address).unwrap();
        listen(&pairs.listener, backlog).unwrap();
        let address = SocketAddr::try_from(getsockname(&pairs.listener).unwrap()).unwrap();
        for _ in 0..COUNT {
            let socket = open();
            connect(&socket, &address).unwrap();
            pairs.ours.push(socket);
            if accepted {
                pairs.theirs.push(accept_with(&pairs.listener, SocketFlags::CLOEXEC).unwrap());
            }
        }
        pairs
    }

    fn accepted(address: &str) -> Pairs {
        Pairs::open(address, 128, None, true)
    }

    /// Closes the ends that connected, and the others when they know of it.
    fn close(self) {
        drop(self.ours);
        wait_for(states::CLOSE_WAIT, COUNT);
        drop(self.theirs);
    }

    /// The other way round.
    fn close_reversed(self) {
        drop(self.theirs);
        wait_for(states::CLOSE_WAIT, COUNT);
        drop(self.ours);
    }
}

/// Waits until so many rows of the calling thread's namespace are in these states: a softirq may come a little later
/// than the call that sent the segment.
fn wait_for(states: u32, count: u64) {
    let start = Instant::now();
    while diag::count(states).unwrap() != count {
        assert!(start.elapsed() < PATIENCE, "not {count} rows in {states:#x}");
        std::thread::yield_now();
    }
}

/// Sends through each end and reads it at the other one.
fn talk(from: &[OwnedFd], to: &[OwnedFd]) {
    let mut bytes = [7; 61_001];
    for (from, to) in from.iter().zip(to) {
        assert_eq!(send(from, &bytes, SendFlags::empty()).unwrap(), bytes.len());
        let mut left = bytes.len();
        while left > 0 {
            left -= recv(to, &mut bytes[..], RecvFlags::empty()).unwrap().0;
        }
    }
}

fn send_unread(from: &[OwnedFd]) {
    for socket in from {
        send(socket, b"nobody reads this", SendFlags::empty()).unwrap();
    }
}

/// Ends connections of this process in a namespace of its own, and compares all that was seen.
fn check_ends(make: impl FnOnce() -> Pairs, end: impl FnOnce(Pairs), expected: &[(First, Cause, Direction)]) {
    let netns = Netns::enter_fresh().unwrap();
    let pairs = make();
    // Kernels before 5.12 are read in another way, which must tell the same.
    let mut watches = [Watch::start(&netns, Depth::Singles), Watch::start_plain(&netns, Depth::Singles)];
    let mut summing = [Watch::start(&netns, Depth::Sums), Watch::start_plain(&netns, Depth::Sums)];
    end(pairs);
    let pid = Some(std::process::id());
    let mut counts: BTreeMap<Kind, u64> = BTreeMap::new();
    for &(first, cause, direction) in expected {
        *counts.entry((pid, first, cause, direction)).or_default() += COUNT;
    }
    for watch in &mut watches {
        watch.read_closes(counts.values().sum::<u64>() as usize);
        assert_eq!(count_singles(&watch.closes), counts);
        assert_eq!(watch.sums(), [], "what came by itself is in no sum");
        check_tasks(&watch.closes, &[&task_of(std::process::id())], counts.values().sum());
    }
    for watch in &mut summing {
        assert_eq!(count_sums(&watch.sums()), counts);
    }
}

const OUT: Direction = Direction::Outbound;
const IN: Direction = Direction::Inbound;

#[test]
fn the_peers_reset_is_nobodys_close_although_this_task_handles_it() {
    let _turn = turn();
    let end = |pairs: Pairs| {
        pairs.ours.iter().for_each(|socket| set_socket_linger(socket, Some(Duration::ZERO)).unwrap());
        drop(pairs.ours);
        wait_for(states::ESTABLISHED, 0);
        drop(pairs.theirs);
    };
    check_ends(|| Pairs::accepted("127.0.0.1:0"), end, &[(First::We, Cause::Reset, OUT)]);
}

#[test]
fn data_that_nobody_read_makes_a_close_a_reset_of_ours() {
    let _turn = turn();
    let end = |pairs: Pairs| {
        send_unread(&pairs.theirs);
        drop(pairs.ours);
        wait_for(states::ESTABLISHED, 0);
    };
    check_ends(|| Pairs::accepted("127.0.0.1:0"), end, &[(First::We, Cause::Reset, OUT)]);
    let after_the_peer = |pairs: Pairs| {
        send_unread(&pairs.theirs);
        pairs.close_reversed();
    };
    let expected = [(First::We, Cause::Close, IN), (First::Peer, Cause::Reset, OUT)];
    check_ends(|| Pairs::accepted("[::1]:0"), after_the_peer, &expected);
}

#[test]
fn connections_that_wait_in_the_queue_are_reset_by_whoever_closes_the_listener() {
    let _turn = turn();
    let make = || Pairs::open("127.0.0.1:0", 128, None, false);
    let end = |pairs: Pairs| {
        drop(pairs.listener);
        wait_for(states::ESTABLISHED, 0);
    };
    check_ends(make, end, &[(First::We, Cause::Reset, IN)]);
}

#[test]
fn the_direction_is_told_whatever_was_said_before_the_end() {
    let _turn = turn();
    let both = [(First::We, Cause::Close, OUT), (First::Peer, Cause::Close, IN)];
    check_ends(|| Pairs::accepted("127.0.0.1:0"), Pairs::close, &both);
    let talking = |pairs: Pairs| {
        talk(&pairs.ours, &pairs.theirs);
        talk(&pairs.theirs, &pairs.ours);
        pairs.close();
    };
    check_ends(|| Pairs::accepted("127.0.0.1:0"), talking, &both);
    check_ends(|| Pairs::accepted("[::1]:0"), talking, &both);
    let reversed = |pairs: Pairs| {
        talk(&pairs.ours, &pairs.theirs);
        pairs.close_reversed();
    };
    let other = [(First::We, Cause::Close, IN), (First::Peer, Cause::Close, OUT)];
    check_ends(|| Pairs::accepted("127.0.0.1:0"), reversed, &other);
}

#[test]
fn peers_of_a_listener_share_one_sum_and_each_is_told_by_its_own_record() {
    let _turn = turn();
    let netns = Netns::enter_fresh().unwrap();
    let [mut watch, mut summing] = Watch::both(&netns);
    let server = Server::on("0.0.0.0:8443".parse().unwrap(), Conduct::CloseFirst).unwrap();
    let dial = Dial::to("127.0.0.1:8443".parse().unwrap()).from(Source::Peers(23));
    server.open_and_close(&dial, COUNT).unwrap();
    watch.read_closes(2 * COUNT as usize);
    let inbound = watch.closes.iter().filter(|close| close.direction == IN);
    let peers: BTreeSet<String> = inbound.map(|close| close.remote.address.to_string()).collect();
    assert_eq!(peers.len() as u64, COUNT, "{peers:?}");
    let sums: Vec<(CloserKey, u64)> =
        summing.sums().into_iter().filter(|(key, _)| key.direction == IN).collect();
    assert_eq!((sums.len(), sums[0].1, sums[0].0.port), (1, COUNT, 8443), "{sums:#?}");
    assert_eq!(sums[0].0.remote, Address::ANY_V6);
}

#[test]
fn a_child_of_a_listener_without_backlog_has_no_direction_and_the_end_that_connected_has_its_own() {
    let _turn = turn();
    let expected = [(First::We, Cause::Close, OUT), (First::Peer, Cause::Close, Direction::Unknown)];
    check_ends(|| Pairs::open("127.0.0.1:0", 0, None, true), Pairs::close, &expected);
}

#[test]
fn the_sum_of_children_of_a_listener_without_backlog_has_its_port() {
    let _turn = turn();
    let netns = Netns::enter_fresh().unwrap();
    let pairs = Pairs::open("127.0.0.1:8443", 0, None, true);
    let mut watches = [Watch::start(&netns, Depth::Sums), Watch::start_plain(&netns, Depth::Sums)];
    pairs.close();
    for watch in &mut watches {
        let mut sums = watch.sums();
        sums.retain(|(key, _)| key.direction == Direction::Unknown);
        assert_eq!((sums.len(), sums[0].1, sums[0].0.port), (1, COUNT, 8443), "{sums:#?}");
    }
}

#[test]
fn whoever_connected_is_told_although_data_was_lost_on_its_way_out() {
    let _turn = turn();
    // What is dropped here is counted as sent once more when it is sent at last.
    let end = |pairs: Pairs| {
        drop_data_to(8443).unwrap();
        send_unread(&pairs.ours);
        drop_nothing().unwrap();
        talk(&pairs.ours, &pairs.theirs);
        pairs.close();
    };
    let both = [(First::We, Cause::Close, OUT), (First::Peer, Cause::Reset, IN)];
    check_ends(|| Pairs::accepted("127.0.0.1:8443"), end, &both);
}

#[test]
fn a_close_after_a_shutdown_is_not_counted_again() {
    let _turn = turn();
    let end = |pairs: Pairs| {
        pairs.ours.iter().for_each(|socket| shutdown(socket, Shutdown::Write).unwrap());
        wait_for(states::CLOSE_WAIT, COUNT);
        pairs.theirs.iter().for_each(|socket| shutdown(socket, Shutdown::Both).unwrap());
        drop(pairs);
    };
    let expected = [(First::We, Cause::Shutdown, OUT), (First::Peer, Cause::Shutdown, IN)];
    check_ends(|| Pairs::accepted("127.0.0.1:0"), end, &expected);
}

#[test]
fn a_close_while_the_fin_of_a_shutdown_is_unanswered_is_not_counted_again() {
    let _turn = turn();
    let netns = Netns::enter_fresh().unwrap();
    let pairs = Pairs::accepted("127.0.0.1:8443");
    drop_fins_to(8443).unwrap();
    let [mut watch, mut summing] = Watch::both(&netns);
    pairs.ours.iter().for_each(|socket| shutdown(socket, Shutdown::Write).unwrap());
    assert_eq!(diag::count(states::FIN_WAIT1).unwrap(), COUNT);
    drop(pairs.ours);
    watch.read_closes(COUNT as usize);
    let expected = BTreeMap::from([((Some(std::process::id()), First::We, Cause::Shutdown, OUT), COUNT)]);
    assert_eq!(count_singles(&watch.closes), expected);
    assert_eq!(count_sums(&summing.sums()), expected);
}

#[test]
fn a_mapped_address_is_told_as_ipv4_of_a_socket_of_family_6() {
    let _turn = turn();
    let netns = Netns::enter_fresh().unwrap();
    let pairs = Pairs::accepted("[::ffff:127.0.0.1]:0");
    let [mut watch, mut summing] = Watch::both(&netns);
    pairs.close();
    wait_for(states::TIME_WAIT, COUNT);
    watch.read_closes(2 * COUNT as usize);
    let mut sums = summing.sums();
    watch.closes.retain(|close| close.first == First::We);
    sums.retain(|(key, _)| key.first == First::We);
    for close in &watch.closes {
        assert_eq!(close.family, Family::V6);
        assert_eq!(close.local.address.to_string(), "127.0.0.1");
        assert_eq!(close.remote.address, close.local.address);
    }
    check_cookies(&watch.closes, COUNT as usize);
    assert_eq!(sums.len(), 1, "{sums:?}");
    assert_eq!(sums[0].0.port, watch.closes[0].remote.port, "the port of the peer that we connected to");
}

#[test]
fn closes_of_two_namespaces_are_told_apart() {
    let _turn = turn();
    let namespaces = [(Netns::beside().unwrap(), 1), (Netns::beside().unwrap(), 2)];
    // One trace of everything: other tests may close beside us.
    let mut trace = Bpf.start(Depth::Singles).unwrap();
    let mut summing = Bpf.start(Depth::Sums).unwrap();
    for (netns, times) in &namespaces {
        netns.run(|| (0..*times).for_each(|_| Pairs::accepted("127.0.0.1:0").close())).unwrap();
    }
    let sums = summing.sums().unwrap().unwrap();
    let mut closes = Vec::new();
    let mut keep = |seen| {
        if let Seen::Close(close) = seen {
            closes.push(close);
        }
    };
    trace.poll(PATIENCE, &mut keep).unwrap();
    for (netns, times) in &namespaces {
        let (cookie, inode) = (netns.cookie().unwrap(), netns.inode().unwrap());
        let own = closes.iter().filter(|close| close.netns.as_ref().unwrap().cookie == Some(cookie));
        let inodes: Vec<u64> = own.map(|close| close.netns.as_ref().unwrap().inode).collect();
        assert_eq!(inodes, vec![inode; 2 * times * COUNT as usize]);
        let summed = sums.iter().filter(|(key, _)| key.netns == Some((cookie, inode)));
        assert_eq!(summed.map(|(_, count)| count).sum::<u64>(), 2 * *times as u64 * COUNT);
    }
}

#[test]
fn subflows_of_mptcp_are_counted_and_nobody_is_named_for_them() {
    let _turn = turn();
    let netns = Netns::enter_fresh().unwrap();
    let [mut watch, mut summing] = Watch::both(&netns);
    let pairs = Pairs::open("127.0.0.1:0", 128, Some(ipproto::MPTCP), true);
    drop(pairs.ours);
    drop(pairs.theirs);
    watch.read_closes(2 * COUNT as usize);
    assert!(watch.closes.iter().all(|close| close.task.is_none()), "{:#?}", watch.closes);
    let sums = summing.sums();
    assert!(sums.iter().all(|(key, _)| key.task.is_none()));
    assert_eq!(sums.iter().map(|(_, count)| count).sum::<u64>(), 2 * COUNT);
    // Plain clients of a listener that speaks MPTCP fall back to TCP, and are named.
    check_plain_clients(&netns);
}

fn check_plain_clients(netns: &Netns) {
    let mut watch = Watch::start(netns, Depth::Singles);
    let listener = Pairs::open("127.0.0.1:0", 128, Some(ipproto::MPTCP), true).listener;
    let address = SocketAddr::try_from(getsockname(&listener).unwrap()).unwrap();
    watch.read_closes(2 * COUNT as usize);
    watch.closes.clear();
    for _ in 0..COUNT {
        let socket =
            socket_with(AddressFamily::INET, SocketType::STREAM, SocketFlags::CLOEXEC, None).unwrap();
        connect(&socket, &address).unwrap();
    }
    watch.read();
    let named = |close: &&Close| close.task.as_ref().is_some_and(|task| task.pid == std::process::id());
    assert_eq!(watch.closes.iter().filter(named).count() as u64, COUNT, "{:#?}", watch.closes);
}
