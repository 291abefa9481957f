//! Needs root: closes in namespaces and control groups of their own, as those of containers are.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use lastack_ebpf::{Bpf, Depth, Seen, Tracer};
use lastack_engine::{BlameFilter, BlameLook, Flow, NetnsChoice, blame};
use lastack_host::{Host as _, Live};
use lastack_model::{Blame, BlameBy, BlameLine, Certainty, NetnsName, PlaceCloses, Who};
use lastack_netlab::{Cgroup, Conduct, Dial, LabError, LoadProcess, Netns, Parting, ServerOptions};

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
    dial: Dial,
    count: u64,
}

impl Container {
    fn start(number: u64, count: u64) -> Self {
        Container::start_in(Cgroup::make, number, count, Parting::Close)
    }

    fn start_in(
        make: fn(&str) -> Result<Cgroup, LabError>,
        number: u64,
        count: u64,
        parting: Parting,
    ) -> Self {
        // As Docker names the group of a container by cgroupfs.
        let id = format!("{:012x}{:052x}", u64::from(std::process::id()) << 8 | number, number);
        let group = make(&format!("docker-{id}.scope")).unwrap();
        let netns = Netns::beside().unwrap();
        let (server, client, dial) = netns
            .run(|| {
                let options = ServerOptions::new("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond);
                let (server, addresses) = LoadProcess::serve("lab-server", &options).unwrap();
                let dial = Dial::to(addresses[0]);
                let client = LoadProcess::parting("lab-client", &dial, count, parting).unwrap();
                (server, client, dial)
            })
            .unwrap();
        group.take(server.pid()).unwrap();
        group.take(client.pid()).unwrap();
        Container { id, client, server, group, netns, dial, count }
    }

    /// Another client of the same name comes, ends with its connections, and is gone before anybody looks.
    fn pass(&mut self) {
        let parting = || LoadProcess::parting("lab-client", &self.dial, self.count, Parting::Exit).unwrap();
        let mut client = self.netns.run(parting).unwrap();
        self.group.take(client.pid()).unwrap();
        client.part(Parting::Exit).unwrap();
        self.rest();
    }

    /// Waits until the closes have come to rest: an ACK may be under way after the last of them.
    fn rest(&mut self) {
        self.server.wait_finished(self.count).unwrap();
        let table = format!("/proc/{}/net/tcp", self.server.pid());
        // TIME_WAIT of include/net/tcp_states.h.
        let is_over = |line: &&str| line.split_whitespace().nth(3) == Some("06");
        let over = || {
            let table = Live::new().read(Path::new(&table)).unwrap();
            String::from_utf8(table).unwrap().lines().filter(is_over).count() as u64
        };
        while over() < self.count {
            std::thread::yield_now();
        }
    }

    fn close(&mut self) {
        self.client.part(Parting::Close).unwrap();
        self.rest();
    }
}

/// Traces until the job is done, and one round more.
fn traced(by: BlameBy, job: &mut dyn FnMut()) -> Blame {
    let look = BlameLook {
        netns: NetnsChoice::All,
        window: Duration::from_secs(60),
        follow: false,
        by,
        filter: BlameFilter::default(),
        top: 100,
        places: 1_000,
        owners: false,
    };
    let (mut answer, mut rounds) = (None, 0);
    let mut tick = |_| {
        rounds += 1;
        if rounds == 1 {
            job();
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
        let blame = traced(by, &mut || containers.iter_mut().for_each(Container::close));
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

#[test]
fn who_ended_before_it_was_read_is_in_its_own_container_and_not_in_that_of_its_namesake() {
    for by in [BlameBy::Container, BlameBy::Command] {
        // Numbers that no other test of this process has.
        let mut stays = Container::start(3, COUNTS[0]);
        let mut passes = Container::start(4, COUNTS[1]);
        let blame = traced(by, &mut || {
            stays.close();
            passes.pass();
        });
        for one in [&stays, &passes] {
            let name = &one.id[..12];
            let told: Vec<_> = blame
                .lines
                .iter()
                .filter(|line| match &line.who {
                    Who::Container(container) => container.raw() == name,
                    Who::Command(program, culprit) => {
                        program.raw() == "lab-client"
                            && culprit.container.as_ref().is_some_and(|container| container.raw() == name)
                    }
                    _ => false,
                })
                .map(|line| (line.closes.map(|closes| closes.first), line.processes, line.certainty))
                .collect();
            // The server of a container that closes second is a process of its line too.
            let processes = if by == BlameBy::Container { 2 } else { 1 };
            assert_eq!(
                told,
                [(Some(one.count), processes, Certainty::Observed)],
                "{name}: {:#?}",
                blame.lines
            );
        }
    }
}

/// How often each closed first in these namespaces, by the container, or by what stands in its place. Others close on the
/// host meanwhile.
fn by_container(blame: &Blame, namespaces: &[u64]) -> BTreeMap<String, (u64, Certainty)> {
    let inode = |netns: usize| blame.netns_ids[netns].as_ref().map_or(0, |id| id.inode);
    let here = |at: &&PlaceCloses| at.place.netns.is_some_and(|netns| namespaces.contains(&inode(netns)));
    let name = |who: &Who| match who {
        Who::Container(name) => name.raw().to_owned(),
        other => format!("{other:?}"),
    };
    let first = |line: &BlameLine| line.places.iter().filter(here).map(|at| at.closes.first).sum::<u64>();
    let lines = blame.lines.iter().filter(|line| first(line) > 0);
    lines.map(|line| (name(&line.who), (first(line), line.certainty))).collect()
}

/// Trees of version 1 show whoever ends at their root: that is no place where it ran.
#[test]
fn in_groups_of_version_1_each_close_is_in_its_container_and_who_ended_unread_is_in_none() {
    let start = |number, parting| {
        let count = COUNTS[number as usize % 2];
        Container::start_in(Cgroup::make_v1, number, count, parting)
    };
    let (mut stays, mut ends) = (start(6, Parting::Close), start(7, Parting::Exit));
    // Its server closes second, which puts the container on a line of its own.
    let mut passes = start(8, Parting::Close);
    let blame = traced(BlameBy::Container, &mut || {
        stays.close();
        ends.client.part(Parting::Exit).unwrap();
        ends.rest();
        passes.pass();
    });
    let namespaces = [&stays, &ends, &passes].map(|one| one.netns.inode().unwrap());
    let seen = |one: &Container| (one.id[..12].to_owned(), (one.count, Certainty::Observed));
    let unread = (format!("{:?}", Who::Untold), (passes.count, Certainty::Unknown));
    assert_eq!(by_container(&blame, &namespaces), BTreeMap::from([seen(&stays), seen(&ends), unread]));
    for one in [&stays, &ends] {
        let is = |who: &Who| matches!(who, Who::Container(name) if name.raw() == &one.id[..12]);
        let line = blame.lines.iter().find(|line| is(&line.who)).unwrap();
        let netns = line.places[0].place.netns.unwrap();
        let inode = blame.netns_ids[netns].as_ref().map(|id| id.inode);
        assert_eq!((inode, line.rows), (Some(one.netns.inode().unwrap()), Some(one.count)));
    }
}
