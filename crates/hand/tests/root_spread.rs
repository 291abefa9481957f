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

#[test]
fn open_sockets_and_those_closed_in_the_last_minute_are_counted() {
    let table = Table::new("40000 40099");
    table.on(&table.spread("127.0.0.2-127.0.0.4", 100));
    let mut client = table.dialer(&Dial::to(Table::to()), true);
    assert_eq!(client.until_refused(23).unwrap().opened, 23);
    let sum = |of: fn(&SpreadShare) -> u64| table.shares().iter().map(of).sum::<u64>();
    assert_eq!((sum(|share| share.open), sum(|share| share.ended)), (23, 0));
    drop(client);
    assert_eq!((sum(|share| share.open), sum(|share| share.ended), sum(|share| share.given)), (0, 23, 23));
}

/// Sockets are noted in 65,536 slots by their cookies, which the kernel counts up: who connects while another one has had the slot
/// for 65,536 sockets is noted elsewhere.
#[test]
fn sockets_that_meet_in_one_slot_are_counted_each() {
    let table = Table::new("1024 65535");
    table.on(&table.spread("127.0.0.2-127.0.0.24", 64_512));
    let open = || table.shares().iter().map(|share| share.open).sum::<u64>();
    let mut first = table.dialer(&Dial::to(Table::to()), true);
    assert_eq!(first.until_refused(211).unwrap().opened, 211);
    let mut between = table.dialer(&Dial::to(Table::to()), false);
    assert_eq!(between.until_refused(59_009).unwrap().opened, 59_009);
    assert_eq!(open(), 211);
    let mut second = table.dialer(&Dial::to(Table::to()), true);
    assert_eq!(second.until_refused(8_501).unwrap().opened, 8_501);
    assert_eq!(open(), 8_712);
    drop(first);
    assert_eq!(open(), 8_501);
    drop(second);
    assert_eq!(open(), 0);
}

/// Connects in many ways and prints where each came from.
const WAYS: &str = r#"
import os, socket
def way(name, family, kind, to, bind=None):
    one = socket.socket(family, kind)
    if bind: one.bind(bind)
    one.connect(to)
    print(name, one.getsockname()[0])
v4, v6, tcp, udp = socket.AF_INET, socket.AF_INET6, socket.SOCK_STREAM, socket.SOCK_DGRAM
way("tcp", v4, tcp, ("127.0.0.1", 9001))
way("mapped", v6, tcp, ("::ffff:127.0.0.1", 9001))
way("udp", v4, udp, ("127.0.0.1", 9001))
way("udp-mapped", v6, udp, ("::ffff:127.0.0.1", 9001))
way("other-port", v4, tcp, ("127.0.0.1", 9002))
way("other-address", v4, tcp, ("127.0.0.9", 9001))
way("bound", v4, tcp, ("127.0.0.1", 9001), ("127.0.0.77", 0))
way("bound-port", v4, tcp, ("127.0.0.1", 9001), ("", 20000 + os.getpid() % 10000))
way("bound-mapped", v6, tcp, ("::ffff:127.0.0.1", 9001), ("::ffff:127.0.0.77", 0))
"#;

fn ways(group: Option<&Path>) -> Vec<(String, String)> {
    let join = group.map_or(String::new(), |group| format!("echo $$ > {}/cgroup.procs && ", group.display()));
    let output = std::process::Command::new("sh")
        .args(["-c", &format!("{join}exec python3 -c \"$0\""), WAYS])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.split_once(' ')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}

#[test]
fn only_tcp_sockets_of_the_group_that_are_bound_to_nothing_are_given_an_address() {
    let table = Table::new("40000 40099");
    let _other = Server::on("0.0.0.0:9002".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let outside = ways(None);
    table.on(&table.spread("127.0.0.33", 100));
    let inside = ways(Some(&table.path()));
    for ((name, before), (_, after)) in outside.iter().zip(&inside) {
        let expected = match name.as_str() {
            "tcp" => "127.0.0.33",
            "mapped" => "::ffff:127.0.0.33",
            _ => before,
        };
        assert_eq!(after, expected, "{name}");
    }
    assert_eq!(inside.len(), 9);
    assert_eq!(ways(None), outside, "another group");
    let elsewhere = Lab::beside().unwrap();
    let (group, table_path) = (table.path(), table.shares().len());
    let there = elsewhere
        .run(|| {
            let _one = Server::on("0.0.0.0:9001".parse().unwrap(), Conduct::CloseSecond).unwrap();
            let _two = Server::on("0.0.0.0:9002".parse().unwrap(), Conduct::CloseSecond).unwrap();
            ways(Some(&group))
        })
        .unwrap();
    assert_eq!(there, outside, "another namespace, whose addresses nobody has looked at");
    assert_eq!((table_path, table.shares()[0].given), (1, 2));
}

#[test]
fn ipv6_takes_addresses_that_exist() {
    let table = Table::new("40000 40099");
    for address in ["fd00::1", "fd00::2", "fd00::3"] {
        table.lab.add_loopback_address(address.parse().unwrap()).unwrap();
    }
    let _server = Server::on("[fd00::1]:9003".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let to: SocketAddr = "[fd00::1]:9003".parse().unwrap();
    let spread = Spread {
        to: Endpoint::new(to.ip().into(), to.port()),
        pool: SpreadPool::parse("fd00::2-fd00::3").unwrap(),
        ..table.spread("127.0.0.2", 100)
    };
    let netns = Netns::own().unwrap();
    assert_eq!(netns.foreign(spread.pool.addresses()).unwrap(), None);
    assert!(netns.foreign(&[Address::from(IpAddr::from([0xfd00, 0, 0, 0, 0, 0, 0, 9]))]).unwrap().is_some());
    table.on(&spread);
    let mut client = table.dialer(&Dial::to(to), true);
    assert_eq!(client.until_refused(46).unwrap().opened, 46);
    // Sixteen for one, sixteen for the other, and the rest.
    let each: Vec<(u64, u64)> = table.shares().iter().map(|share| (share.given, share.open)).collect();
    assert_eq!(each, [(30, 30), (16, 16)]);
}
