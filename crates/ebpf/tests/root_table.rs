//! Known workloads in namespaces of their own, and what the kernel's iterator tells of their rows.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

use std::net::SocketAddr;

use lastack_ebpf::{Table, TableDepth, TableRows, TableSums, TableWish};
use lastack_model::{Address, PortSet, SocketRow, TcpState};
use lastack_netlab::{Conduct, Dial, Netns, Server, Source};

/// The default range, which a fresh namespace has.
const RANGE: (u16, u16) = (32_768, 60_999);

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

fn read(table: &mut Table, rows: TableRows) -> (Vec<SocketRow<'static>>, TableSums) {
    let usable = PortSet::from_range(RANGE.0, RANGE.1);
    let wish = TableWish {
        usable: Some(&usable),
        ephemeral: RANGE,
        reuse_delay_ms: 1000,
        lifetime_ms: 60_000,
        rows,
        depth: TableDepth::Ports,
    };
    let walk = table.open().unwrap();
    let mut seen = Vec::new();
    let sums = table.read(walk, &wish, &mut |row| seen.push(SocketRow { owner: None, ..*row })).unwrap();
    assert_eq!(sums.lost, 0);
    (seen, sums)
}

fn time_wait(rows: &[SocketRow<'_>]) -> usize {
    rows.iter().filter(|row| row.state == TcpState::TimeWait).count()
}

#[test]
fn twenty_three_closes_are_twenty_three_row_by_row_and_summed_and_in_every_later_reading() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on(address("127.0.0.1:8080"), Conduct::CloseSecond).unwrap();
    server.open_and_close(&server.dial(), 23).unwrap();
    let mut table = Table::load().unwrap();
    for _ in 0..3 {
        let (rows, sums) = read(&mut table, TableRows::All);
        assert_eq!((rows.len(), time_wait(&rows), sums.groups.len()), (24, 23, 0));
        let (rows, sums) = read(&mut table, TableRows::Unsummed);
        let [group] = &sums.groups[..] else { panic!("{:?}", sums.groups) };
        assert_eq!((time_wait(&rows), group.rows), (8, 15));
        assert_eq!((group.inbound, group.local, group.port), (false, Address::from_v4([127, 0, 0, 1]), 8080));
        assert_eq!(group.ages.total() + u64::from(group.overdue), 15);
        assert_eq!((group.taken, sums.outbound.len(), sums.shared.len()), (15, 15, 0));
        assert_eq!(sums.bound.iter().collect::<Vec<_>>(), [8080]);
    }
}

#[test]
fn a_port_that_was_bound_first_is_told_from_one_that_connect_chose() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on(address("127.0.0.1:8080"), Conduct::CloseSecond).unwrap();
    server.open_and_close(&server.dial(), 5).unwrap();
    let bound = Dial::to(server.address()).from(Source::BindFirst(address("127.0.0.1:0").ip()));
    server.open_and_close(&bound, 7).unwrap();
    let held = bound.open(3).unwrap();
    let chosen = server.dial().open(2).unwrap();
    server.wait_accepted(17).unwrap();
    let (rows, sums) = read(&mut Table::load().unwrap(), TableRows::All);
    let by_client = |state, shareable| {
        let ours = rows.iter().filter(|row| row.remote.port == 8080 && row.state == state);
        ours.filter(|row| row.shareable == Some(shareable)).count()
    };
    assert_eq!((by_client(TcpState::TimeWait, true), by_client(TcpState::TimeWait, false)), (5, 7));
    assert_eq!((by_client(TcpState::Established, true), by_client(TcpState::Established, false)), (2, 3));
    assert_eq!(sums.bound.len(), 0, "ports are summed where rows are");
    let (_, sums) = read(&mut Table::load().unwrap(), TableRows::Unsummed);
    assert_eq!(sums.bound.len(), 7 + 3 + 1);
    drop((held, chosen));
}

#[test]
fn rows_of_connections_without_timestamps_say_so() {
    let netns = Netns::enter_fresh().unwrap();
    let server = Server::on(address("127.0.0.1:8080"), Conduct::CloseSecond).unwrap();
    server.open_and_close(&server.dial(), 11).unwrap();
    netns.sysctl("net.ipv4.tcp_timestamps", "0").unwrap();
    server.open_and_close(&server.dial(), 13).unwrap();
    let held = server.dial().open(3).unwrap();
    server.wait_accepted(27).unwrap();
    let (rows, _) = read(&mut Table::load().unwrap(), TableRows::All);
    let with = |state, timestamps| {
        rows.iter().filter(|row| row.state == state && row.timestamps == Some(timestamps)).count()
    };
    assert_eq!((with(TcpState::TimeWait, true), with(TcpState::TimeWait, false)), (11, 13));
    // Both ends stand in this table.
    assert_eq!((with(TcpState::Established, true), with(TcpState::Established, false)), (0, 6));
    drop(held);
}
