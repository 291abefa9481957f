//! Needs root: programs that give connections of a group other source addresses, on the real kernel, in a namespace, a group and a
//! bpffs of its own.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use lastack_hand::{Group, Netns, Pins, Removed, Settings as _, Unwatched};
use lastack_model::{Address, Endpoint, Spread, SpreadPool, SpreadShare, Untrusted};
use lastack_netlab::{Cgroup, Conduct, Dial, LoadProcess, Netns as Lab, Server, mount_bpffs};
use rustix::io::Errno;

const ID: &str = "6ab12345";

/// A namespace with a range of ports to itself, a server on loopback, a group for clients, and a bpffs that this thread alone sees.
struct Table {
    group: Cgroup,
    _server: Server,
    lab: Lab,
}

impl Table {
    fn new(range: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let lab = Lab::enter_fresh().unwrap();
        lab.sysctl("net.ipv4.ip_local_port_range", range).unwrap();
        // A row of TIME_WAIT keeps its port.
        lab.sysctl("net.ipv4.tcp_tw_reuse", "0").unwrap();
        mount_bpffs().unwrap();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let group = Cgroup::make(&format!("lab-spread-{}-{number}", std::process::id())).unwrap();
        let server = Server::on("0.0.0.0:9001".parse().unwrap(), Conduct::CloseSecond).unwrap();
        Table { group, _server: server, lab }
    }

    fn to() -> SocketAddr {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9_001)
    }

    fn dialer(&self, dial: &Dial, keep: bool) -> LoadProcess {
        let process = LoadProcess::dialer("lab-client", dial, keep).unwrap();
        self.group.take(process.pid()).unwrap();
        process
    }

    fn path(&self) -> PathBuf {
        self.group.path().to_owned()
    }

    fn spread(&self, pool: &str, ports: u32) -> Spread {
        let group = Group::open(&self.path()).unwrap();
        Spread {
            cgroup: Untrusted::new("/lab"),
            cgroup_id: group.id(),
            to: Endpoint::new(Address::from(Table::to().ip()), Table::to().port()),
            pool: SpreadPool::parse(pool).unwrap(),
            ports,
        }
    }

    fn on(&self, spread: &Spread) {
        let netns = Netns::own().unwrap();
        let group = Group::open(&self.path()).unwrap();
        let cookie = netns.id().cookie.unwrap();
        let pins = Pins::look_or_make(Path::new("/"), &Unwatched).unwrap();
        pins.attach(ID, &group, spread, cookie, &Unwatched).unwrap();
    }

    fn shares(&self) -> Vec<SpreadShare> {
        let pins = Pins::look(Path::new("/")).unwrap().unwrap();
        let pinned = pins.read(ID).unwrap().unwrap();
        assert!(pinned.whole);
        pinned.told.unwrap().2
    }
}

#[test]
fn connections_of_the_group_take_turns_and_each_address_fills_to_its_last_port() {
    let table = Table::new("40000 40009");
    let mut client = table.dialer(&Dial::to(Table::to()), true);
    let alone = client.until_refused(1_000).unwrap();
    assert_eq!((alone.opened, alone.by), (10, Some(Errno::ADDRNOTAVAIL)));
    let spread = table.spread("127.0.0.2-127.0.0.24", 10);
    table.on(&spread);
    // 23 addresses with 10 ports each.
    let more = client.until_refused(1_000).unwrap();
    assert_eq!((more.opened, more.by), (230, Some(Errno::ADDRNOTAVAIL)));
    for share in table.shares() {
        // The one that failed was given an address too.
        assert!((10..=11).contains(&share.given), "{share:?}");
        assert_eq!(share.refused, 0);
    }
    let pins = Pins::look(Path::new("/")).unwrap().unwrap();
    assert_eq!(pins.list().unwrap(), [ID]);
    let (cookie, told, _) = pins.read(ID).unwrap().unwrap().told.unwrap();
    assert_eq!(cookie, table.lab.cookie().unwrap());
    assert_eq!(Spread { cgroup: spread.cgroup.clone(), ..told }, spread);
    assert_eq!(pins.detach(ID, &Unwatched).unwrap(), Removed::Now);
    assert_eq!(pins.detach(ID, &Unwatched).unwrap(), Removed::Before);
    assert!(Pins::look(Path::new("/")).unwrap().is_none());
    assert!(!Path::new("/sys/fs/bpf/lastack").exists());
}
