//! Who runs while the kernel ends a connection by itself is a passer-by, and is not named.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;

use lastack_ebpf::Depth;
use lastack_model::{Cause, Direction, First};
use lastack_netlab::diag::{self, states};
use lastack_netlab::{Netns, drop_acks_to, drop_nothing};
use rustix::net::{
    AddressFamily, SendFlags, Shutdown, SocketFlags, SocketType, accept_with, bind, listen, send, sendto,
    shutdown, socket_with,
};

use super::{Watch, count_singles, count_sums, turn};

const COUNT: u64 = 23;
const PORT: u16 = 8443;
/// Of include/linux/socket.h; connects with the first data in the SYN.
const MSG_FASTOPEN: SendFlags = SendFlags::from_bits_retain(0x2000_0000);
/// Client and server, both without a cookie, and every listener (Documentation/networking/ip-sysctl.rst).
const FAST_OPEN: &str = "1543";

fn socket() -> OwnedFd {
    socket_with(AddressFamily::INET, SocketType::STREAM, SocketFlags::CLOEXEC, None).unwrap()
}

/// Connections whose handshake lacks its last ACK, each accepted and shut down by us already.
fn shut_early(listener: &OwnedFd, address: &SocketAddr) -> (Vec<OwnedFd>, Vec<OwnedFd>) {
    let connect = |_| {
        let ours = socket();
        sendto(&ours, b"hello", MSG_FASTOPEN, address).unwrap();
        let theirs = accept_with(listener, SocketFlags::CLOEXEC).unwrap();
        shutdown(&theirs, Shutdown::Write).unwrap();
        (ours, theirs)
    };
    (0..COUNT).map(connect).unzip()
}

#[test]
fn a_fin_that_waited_for_the_handshakes_last_ack_is_sent_by_nobody_who_is_known() {
    let _turn = turn();
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.tcp_fastopen", FAST_OPEN).unwrap();
    drop_acks_to(PORT).unwrap();
    let (listener, address) = (socket(), SocketAddr::from(([127, 0, 0, 1], PORT)));
    bind(&listener, &address).unwrap();
    listen(&listener, 128).unwrap();
    let (ours, theirs) = shut_early(&listener, &address);
    // Kernels since 6.9 keep the FIN back, which is what this is about.
    assert_eq!(diag::count(states::SYN_RECV).unwrap(), COUNT, "no FIN is kept back");

    let mut watches = [Watch::start(&netns, Depth::Singles), Watch::start_plain(&netns, Depth::Singles)];
    let mut summing = [Watch::start(&netns, Depth::Sums), Watch::start_plain(&netns, Depth::Sums)];
    drop_nothing().unwrap();
    // Whoever sends this runs the softirq that takes it as the ACK, and sends the FIN.
    ours.iter().for_each(|ours| assert_eq!(send(ours, b"more", SendFlags::empty()), Ok(4)));
    let kind = (None, First::We, Cause::Shutdown, Direction::Inbound);
    for watch in &mut watches {
        watch.read_closes(COUNT as usize);
        assert_eq!(count_singles(&watch.closes), BTreeMap::from([(kind, COUNT)]));
    }
    for watch in &mut summing {
        assert_eq!(count_sums(&watch.sums()), BTreeMap::from([(kind, COUNT)]));
    }
    drop(theirs);
}
