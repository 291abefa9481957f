//! Needs root: closes in namespaces and control groups of their own, as those of containers are.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

use std::collections::BTreeMap;
use std::time::Duration;

use lastack_ebpf::{Bpf, Depth, Seen, Tracer};
use lastack_engine::{BlameFilter, BlameLook, Flow, NetnsChoice, blame};
use lastack_host::Live;
use lastack_model::{Blame, BlameBy, Certainty, NetnsName, Who};
use lastack_netlab::{Cgroup, Conduct, Dial, LoadProcess, Netns, Parting, ServerOptions};

/// Primes: what is counted twice or in the other container shows.
const COUNTS: [u64; 2] = [23, 31];

/// What stands for a container: its namespace, its group, and in these a server and a client that closes.
struct Container {
    id: String,
    // Before the group, which must be empty when it goes.
    client: LoadProcess,
    server: LoadProcess,
    group: Cgroup,
    netns: Netns,
    count: u64,
}

impl Container {
    fn start(number: u64, count: u64) -> Self {
        // As Docker names the group of a container by cgroupfs.
        let id = format!("{:012x}{:052x}", u64::from(std::process::id()) << 8 | number, number);
        let group = Cgroup::make(&format!("docker-{id}.scope")).unwrap();
        let netns = Netns::beside().unwrap();
        let (server, client) = netns
            .run(|| {
                let options = ServerOptions::new("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond);
                let (server, addresses) = LoadProcess::serve("lab-server", &options).unwrap();
                let dial = Dial::to(addresses[0]);
                (server, LoadProcess::parting("lab-client", &dial, count, Parting::Close).unwrap())
            })
            .unwrap();
        group.take(server.pid()).unwrap();
        group.take(client.pid()).unwrap();
        Container { id, client, server, group, netns, count }
    }

    fn close(&mut self) {
        self.client.part(Parting::Close).unwrap();
        self.server.wait_finished(self.count).unwrap();
    }
}

/// Traces until the containers have closed, and one round more.
fn traced(by: BlameBy, containers: &mut [Container]) -> Blame {
    let look = BlameLook {
        netns: NetnsChoice::All,
        window: Duration::from_secs(60),
        follow: false,
        by,
        filter: BlameFilter::default(),
        top: 100,
        places: 8,
        owners: false,
    };
    let (mut answer, mut rounds) = (None, 0);
    let mut tick = |_| {
        rounds += 1;
        if rounds == 1 {
            containers.iter_mut().for_each(Container::close);
        }
        if rounds > 2 { Flow::Stop } else { Flow::On }
    };
    let mut each = |blame| {
        answer = Some(blame);
        Flow::Stop
    };
    blame(&Live::new(), &[&Bpf], &look, &mut tick, &mut each).unwrap();
    answer.unwrap()
}

#[test]
fn each_close_is_in_the_container_and_in_the_namespace_where_it_was() {
    let start = || -> Vec<Container> {
        (1..).zip(COUNTS).map(|(number, count)| Container::start(number, count)).collect()
    };
    for by in [BlameBy::Container, BlameBy::Process, BlameBy::Command] {
        let mut containers = start();
        let mut trace = Bpf.start(Depth::Singles).unwrap();
        let blame = traced(by, &mut containers);
        // The ids of the groups, as the kernel told them at each close.
        let mut by_group: BTreeMap<u64, u64> = BTreeMap::new();
        let mut count = |seen| {
            if let Seen::Close(close) = seen {
                let ours = containers
                    .iter()
                    .find(|one| close.task.as_ref().is_some_and(|task| task.pid == one.client.pid()));
                if let (Some(_), Some(group)) = (ours, close.task.and_then(|task| task.cgroup)) {
                    *by_group.entry(group).or_default() += 1;
                }
            }
        };
        trace.poll(Duration::ZERO, &mut count).unwrap();
        let expected = containers.iter().map(|one| (one.group.id().unwrap(), one.count)).collect();
        assert_eq!(by_group, expected);

        let mut seen_in = Vec::new();
        for container in &containers {
            let name = &container.id[..12];
            let of_it = |who: &Who| match who {
                Who::Container(container) => container.raw() == name,
                Who::Process(culprit) | Who::Command(_, culprit) => {
                    culprit.container.as_ref().is_some_and(|container| container.raw() == name)
                }
                _ => false,
            };
            let lines: Vec<_> = blame
                .lines
                .iter()
                .filter(|line| of_it(&line.who) && line.closes.is_some_and(|closes| closes.first > 0))
                .collect();
            let [line] = &lines[..] else { panic!("{name}: {:#?}", blame.lines) };
            assert_eq!(line.closes.map(|closes| closes.first), Some(container.count), "{name}");
            assert_eq!((line.rows, line.certainty), (Some(container.count), Certainty::Observed), "{name}");
            let [place] = line.places.iter().filter(|at| at.closes.first > 0).collect::<Vec<_>>()[..] else {
                panic!("{name}: {:#?}", line.places)
            };
            let netns = place.place.netns.unwrap();
            let inode = blame.netns_ids[netns].as_ref().map(|id| id.inode);
            assert_eq!(inode, Some(container.netns.inode().unwrap()), "{name}");
            assert_ne!(blame.namespaces[netns], NetnsName::Own);
            seen_in.push(netns);
        }
        assert_ne!(seen_in[0], seen_in[1]);
    }
}
