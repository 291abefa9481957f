//! connect() without a port is seen, with who asked and where to; a refusal by the peer is another thing.

use std::net::SocketAddr;

use lastack_ebpf::Depth;
use lastack_netlab::{Conduct, Dial, Netns, Server};

use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketFlags, SocketType, connect, ipproto, socket_with};

use super::{Watch, task_of, turn};

const COUNT: usize = 23;
/// An even number: of an odd range the kernel tries all ports but one (__inet_hash_connect).
const RANGE: u64 = 12;

/// Takes every port towards one address, and then asks for more.
fn check(address: &str, silent: &str, depth: Depth) {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40011").unwrap();
    let server = Server::on(address.parse().unwrap(), Conduct::Hold).unwrap();
    let nobody = Dial::to(silent.parse().unwrap());
    let mut watch = Watch::start(&netns, depth);

    let held = server.dial().open(RANGE).unwrap();
    for _ in 0..COUNT {
        server.dial().connect(0).unwrap_err();
    }
    for _ in 0..19 {
        nobody.connect(0).unwrap_err();
    }
    watch.read();
    assert_eq!(watch.refused.len(), COUNT, "{:#?}", watch.refused);
    let own = task_of(std::process::id());
    for refused in &watch.refused {
        let task = refused.task.as_ref().unwrap();
        assert_eq!((task.pid, task.started_at, &task.comm), (own.pid, own.started_at, &own.comm));
        let remote = SocketAddr::new(refused.remote.address.to_ip(), refused.remote.port);
        assert_eq!(remote, SocketAddr::new(server.address().ip().to_canonical(), server.address().port()));
        assert_eq!(refused.source, refused.remote.address, "the kernel had chosen the source by then");
    }
    assert!(watch.closes.is_empty(), "{:#?}", watch.closes);
    drop(held);
}

#[test]
fn connects_that_find_no_port_are_counted_and_those_that_the_peer_refuses_are_not() {
    let _turn = turn();
    check("127.0.0.1:8443", "127.0.0.2:9", Depth::Sums);
    check("127.0.0.1:8443", "127.0.0.2:9", Depth::Singles);
    check("[::1]:8443", "127.0.0.2:9", Depth::Sums);
    check("[::ffff:127.0.0.1]:8443", "[::ffff:127.0.0.2]:9", Depth::Sums);
}

#[test]
fn who_asks_for_a_port_by_mptcp_is_named() {
    let _turn = turn();
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40011").unwrap();
    let server = Server::on("127.0.0.1:8443".parse().unwrap(), Conduct::Hold).unwrap();
    let _held = server.dial().open(RANGE).unwrap();
    let mut watch = Watch::start(&netns, Depth::Sums);
    for _ in 0..COUNT {
        let socket =
            socket_with(AddressFamily::INET, SocketType::STREAM, SocketFlags::CLOEXEC, Some(ipproto::MPTCP));
        assert_eq!(connect(socket.unwrap(), &server.address()), Err(Errno::ADDRNOTAVAIL));
    }
    watch.read();
    let named = watch
        .refused
        .iter()
        .filter(|refused| refused.task.as_ref().is_some_and(|task| task.pid == std::process::id()));
    assert_eq!(named.count(), COUNT, "{:#?}", watch.refused);
}
