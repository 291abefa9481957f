//! Blame on made-up hosts with a tracer made up too.

mod guess;
mod people;
mod rows;
mod verdict;

use std::collections::BTreeMap;
use std::time::Duration;

use lastack_ebpf::{Depth, Refusal, Seen, Trace, Tracer};
use lastack_host::{Answer, Call, Moment, Record, Replay};
use lastack_model::{
    Address, Blame, BlameBy, Cause, Certainty, Close, CloseCounts, CloserKey, Direction, Endpoint, Family,
    First, Lost, NetnsId, RefusedConnect, Task, Untrusted, Who,
};

use super::{BlameFilter, BlameLook, EndFilter, Flow, blame};
use crate::NetnsChoice;

/// What a made-up trace hands over in each round, and its sums, which come at once.
#[derive(Clone, Default)]
pub(super) struct Script {
    pub(super) rounds: Vec<Vec<Seen>>,
    pub(super) sums: Option<Vec<(CloserKey, u64)>>,
    pub(super) lost: Lost,
    pub(super) breaks: bool,
    /// As the tracer of tracefs tells it, which has no cookies
    pub(super) tracefs: bool,
    pub(super) cookieless: bool,
}

impl Tracer for Script {
    fn id(&self) -> &'static str {
        if self.tracefs { "tracefs" } else { "bpf" }
    }

    fn start(&self, _: Depth) -> Result<Box<dyn Trace>, Refusal> {
        let mut script = self.clone();
        script.rounds.reverse();
        Ok(Box::new(script))
    }
}

impl Trace for Script {
    fn poll(&mut self, _: Duration, seen: &mut dyn FnMut(Seen)) -> Result<(), Refusal> {
        match self.rounds.pop() {
            Some(round) => round.into_iter().for_each(seen),
            None if self.breaks => {
                let source = std::io::Error::from_raw_os_error(19);
                return Err(Refusal::System { step: "reading the ring", source });
            }
            None => {}
        }
        Ok(())
    }

    fn sums(&mut self) -> Result<Option<Vec<(CloserKey, u64)>>, Refusal> {
        Ok(self.sums.as_mut().map(std::mem::take))
    }

    fn has_cookies(&self) -> bool {
        !self.cookieless && !self.tracefs
    }

    fn lost(&self) -> Lost {
        self.lost
    }
}

/// One that never runs.
pub(super) struct Refused(pub(super) fn() -> Refusal, pub(super) &'static str);

impl Tracer for Refused {
    fn id(&self) -> &'static str {
        self.1
    }

    fn start(&self, _: Depth) -> Result<Box<dyn Trace>, Refusal> {
        Err((self.0)())
    }
}

pub(super) fn end(last: u8, port: u16) -> Endpoint {
    Endpoint::new(Address::from_v4([10, 0, 0, last]), port)
}

pub(super) fn task(pid: u32, comm: &str) -> Task {
    Task {
        pid,
        started_at: Some(u64::from(pid) * 10),
        comm: Untrusted::new(comm),
        execs: Some(1),
        uid: Some(33),
        cgroup: None,
    }
}

/// The only namespace.
fn here() -> NetnsId {
    NetnsId { cookie: Some(1), inode: 4_026_531_840, boot_id: String::new() }
}

pub(super) fn close(task: Option<Task>, local: Endpoint, remote: Endpoint, cookie: u64) -> Close {
    Close {
        netns: Some(here()),
        task,
        family: Family::V4,
        local,
        remote,
        cookie,
        first: First::We,
        cause: Some(Cause::Close),
        direction: Direction::Unknown,
    }
}

const LISTEN: &str = "   0: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 9 1 0 100 0 0 10 0\n";

/// A host with nginx (7) listening on port 80, and these files more or in their place.
pub(super) fn host(more: &[(&str, &str)]) -> Replay {
    replay(more, Vec::new())
}

pub(super) fn replay(more: &[(&str, &str)], mut calls: Vec<(u32, Call, Answer)>) -> Replay {
    let table = format!("  sl  local_address rem_address   st\n{LISTEN}");
    let base = [
        ("/proc/net/tcp", table.as_str()),
        ("/proc/sys/kernel/osrelease", "6.18.44\n"),
        ("/proc/sys/net/ipv4/ip_local_port_range", "32768 60999\n"),
        ("/etc/passwd", "www-data:x:33:33::/:/bin/false\n"),
        ("/proc/7/stat", "7 (nginx) S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 70 0 0"),
        ("/proc/7/comm", "nginx\n"),
        ("/proc/7/cmdline", "nginx: worker process\0"),
        ("/proc/7/cgroup", "0::/system.slice/nginx.service\n"),
    ];
    let files: BTreeMap<&str, &str> = base.into_iter().chain(more.iter().copied()).collect();
    for (path, text) in files {
        let bytes = text.as_bytes().to_vec();
        calls.push((0, Call::Read(path.into()), Answer::Bytes(bytes.clone())));
        calls.push((0, Call::Stream(path.into()), Answer::Pieces(vec![bytes], None)));
    }
    let stat = lastack_host::NetnsStat { cookie: Some(1), inode: 4_026_531_840 };
    calls.push((0, Call::Netns, Answer::Netns(stat)));
    let moment = |seconds| Moment { wall_ms: 0, monotonic: Duration::from_secs(seconds) };
    calls.extend([0, 2].map(|seconds| (0, Call::Now, Answer::Moment(moment(seconds)))));
    calls.push((0, Call::Link("/proc/self/ns/pid".into()), Answer::Target("pid:[4026531836]".into())));
    Replay::new(&Record { calls, views: 0 })
}

pub(super) fn look(by: BlameBy) -> BlameLook {
    BlameLook {
        netns: NetnsChoice::Own,
        window: Duration::from_secs(10),
        follow: false,
        by,
        filter: BlameFilter::default(),
        top: 20,
        places: 8,
        owners: false,
    }
}

/// Traces until the script has been told, and ends.
pub(super) fn traced(host: &Replay, tracers: &[&dyn Tracer], look: &BlameLook, rounds: usize) -> Blame {
    let (mut answer, mut ticks) = (None, 0);
    let mut tick = |_| {
        ticks += 1;
        if ticks >= rounds { Flow::Stop } else { Flow::On }
    };
    let mut each = |blame| {
        answer = Some(blame);
        Flow::Stop
    };
    blame(host, tracers, look, &mut tick, &mut each).unwrap();
    answer.unwrap()
}

/// Lines as `who first/second`, with certainty where it is not observed.
fn told(blame: &Blame) -> Vec<String> {
    blame
        .lines
        .iter()
        .map(|line| {
            let who = match &line.who {
                Who::Process(culprit) => format!("{} {}", culprit.comm.raw(), culprit.pid),
                Who::Command(program, culprit) => {
                    let unit = culprit.unit.as_ref().map_or("", Untrusted::raw);
                    format!("{} {unit} x{}", program.raw(), line.processes)
                }
                Who::Container(name) | Who::Unit(name) => name.raw().to_owned(),
                Who::User(uid, name) => format!("{uid} {}", name.as_ref().map_or("", Untrusted::raw)),
                other => format!("{other:?}").to_lowercase(),
            };
            let closes = line.closes.unwrap_or_default();
            let sure = if line.certainty == Certainty::Observed { "" } else { line.certainty.name() };
            format!("{who} {}/{} {sure}", closes.first, closes.second).trim_end().to_owned()
        })
        .collect()
}

/// 23 closes by nginx towards peers, 7 by runs of curl that are gone by now, 2 by the kernel.
pub(super) fn script() -> Script {
    let nginx = (0..23).map(|n| close(Some(task(7, "nginx")), end(1, 80), end(9, 40_000 + n), 0));
    let curl =
        (0..7).map(|n| close(Some(task(100 + u32::from(n), "curl")), end(1, 50_000 + n), end(5, 443), 0));
    let kernel = (0..2).map(|n| close(None, end(1, 80), end(8, 41_000 + n), 0));
    let all = nginx.chain(curl).chain(kernel).map(Seen::Close).collect();
    Script { rounds: vec![Vec::new(), all], ..Script::default() }
}

#[test]
fn closes_are_told_by_who_in_every_grouping() {
    let host = host(&[]);
    let check = |by, lines: &[&str]| {
        assert_eq!(told(&traced(&host, &[&script()], &look(by), 3)), lines, "{}", by.name());
    };
    check(BlameBy::Command, &["nginx nginx.service x1 23/0", "curl  x7 7/0", "kernel 2/0 unknown"]);
    check(BlameBy::Container, &["nginx.service 23/0", "untold 7/0 unknown", "kernel 2/0 unknown"]);
    check(BlameBy::User, &["33 www-data 30/0", "kernel 2/0 unknown"]);
    check(BlameBy::Route, &["place 25/0", "place 7/0"]);
    let by_process = told(&traced(&host, &[&script()], &look(BlameBy::Process), 3));
    assert_eq!(by_process[0], "nginx 7 23/0");
    assert_eq!((by_process.len(), by_process[8].as_str()), (9, "curl 106 1/0"));
}

#[test]
fn a_place_is_a_listener_where_somebody_listens_and_else_a_route() {
    let blame = traced(&host(&[]), &[&script()], &look(BlameBy::Route), 3);
    let place = |index: usize| {
        let place = blame.lines[index].places[0].place;
        (place.direction, place.remote.map(|remote| remote.to_string()), place.port)
    };
    assert_eq!(place(0), (Direction::Inbound, None, 80));
    assert_eq!(blame.lines[0].places[0].place.source, Address::ANY_V4);
    assert_eq!(place(1), (Direction::Outbound, Some("10.0.0.5".to_owned()), 443));
}

#[test]
fn filters_leave_out_what_does_not_fit() {
    let host = host(&[]);
    let filtered = |filter| traced(&host, &[&script()], &BlameLook { filter, ..look(BlameBy::Command) }, 3);
    let route = EndFilter::read("10.0.0.5:443").unwrap();
    let of_route = filtered(BlameFilter { routes: vec![route], ..BlameFilter::default() });
    assert_eq!((told(&of_route), of_route.closes.first), (vec!["curl  x7 7/0".to_owned()], 7));
    let of_pid = filtered(BlameFilter { pids: vec![7], ..BlameFilter::default() });
    assert_eq!(told(&of_pid), ["nginx nginx.service x1 23/0"]);
    let listeners = vec![EndFilter::read(":80").unwrap()];
    let comms = vec!["nginx".to_owned()];
    assert_eq!(filtered(BlameFilter { listeners, comms, ..BlameFilter::default() }).closes.first, 23);
}

/// A TIME_WAIT row of /proc/net/tcp with so many hundredths of a second left.
fn row(local: Endpoint, remote: Endpoint, left: u32) -> String {
    let hex = |end: Endpoint| {
        let bits = end.address.v4_bits().unwrap().swap_bytes();
        format!("{bits:08X}:{:04X}", end.port)
    };
    format!(
        "   1: {} {} 06 00000000:00000000 03:{left:08X} 00000000     0        0 0 3 0\n",
        hex(local),
        hex(remote)
    )
}

#[test]
fn rows_are_joined_by_their_ends_and_those_from_before_are_nobodys() {
    let young = row(end(1, 80), end(9, 40_000), 5_900);
    let old = row(end(1, 80), end(9, 39_999), 100);
    let reused = row(end(1, 80), end(9, 40_001), 100);
    let table = format!("  sl  local_address rem_address   st\n{LISTEN}{young}{old}{reused}");
    let blame = traced(&host(&[("/proc/net/tcp", &table)]), &[&script()], &look(BlameBy::Command), 3);
    let rows = blame.rows.unwrap();
    assert_eq!((rows.total, rows.seen, rows.before), (3, 1, 2));
    assert_eq!(blame.lines.iter().map(|line| line.rows).collect::<Vec<_>>(), [Some(1), Some(0), Some(0)]);
}

#[test]
fn a_reset_and_a_close_behind_the_peers_leave_no_row() {
    let mut reset = close(Some(task(7, "nginx")), end(1, 80), end(9, 40_000), 0);
    reset.cause = Some(Cause::Reset);
    let mut second = close(Some(task(7, "nginx")), end(1, 80), end(9, 40_001), 0);
    second.first = First::Peer;
    let script = Script { rounds: vec![vec![Seen::Close(reset), Seen::Close(second)]], ..Script::default() };
    let rows = row(end(1, 80), end(9, 40_000), 5_900) + &row(end(1, 80), end(9, 40_001), 5_900);
    let table = format!("  sl  local_address rem_address   st\n{LISTEN}{rows}");
    let blame = traced(&host(&[("/proc/net/tcp", &table)]), &[&script], &look(BlameBy::Command), 3);
    let expected =
        CloseCounts { first: 1, first_resets: 1, second: 1, close: 1, reset: 1, ..CloseCounts::default() };
    assert_eq!(blame.closes, expected);
    assert_eq!(blame.rows.unwrap().seen, 0);
}

#[test]
fn a_pid_that_was_given_away_is_another_process() {
    let later = Task { started_at: Some(71), ..task(7, "evil") };
    let closes =
        [task(7, "nginx"), later].map(|task| Seen::Close(close(Some(task), end(1, 80), end(9, 1), 0)));
    let script = Script { rounds: vec![closes.to_vec()], ..Script::default() };
    let blame = traced(&host(&[]), &[&script], &look(BlameBy::Command), 3);
    assert_eq!(told(&blame), ["evil  x1 1/0", "nginx nginx.service x1 1/0"]);
    let commands: Vec<bool> = blame
        .lines
        .iter()
        .map(|line| matches!(&line.who, Who::Command(_, culprit) if culprit.command.is_some()))
        .collect();
    assert_eq!(commands, [false, true]);
}

#[test]
fn closes_that_were_lost_as_single_ones_come_to_the_others_by_their_sums() {
    let key = CloserKey {
        netns: Some((1, 4_026_531_840)),
        task: Some(task(7, "nginx")),
        source: end(1, 0).address,
        remote: end(9, 0).address,
        port: 80,
        direction: Direction::Inbound,
        first: First::We,
        cause: Some(Cause::Exit),
    };
    let lossy =
        Script { sums: Some(vec![(key, 6)]), lost: Lost { singles: 6, ..Lost::default() }, ..script() };
    let blame = traced(&host(&[]), &[&lossy], &look(BlameBy::Command), 3);
    assert_eq!((blame.closes.first, blame.closes.close, blame.closes.exit), (38, 32, 6));
    assert_eq!(told(&blame), ["nginx nginx.service x1 29/0", "curl  x7 7/0", "kernel 2/0 unknown"]);
    assert_eq!(blame.lost.singles, 6);
}

#[test]
fn a_trace_that_goes_on_adds_what_has_come_to_its_sums_and_counts_each_process_once() {
    let key = |pid: u32| CloserKey {
        netns: Some((1, 4_026_531_840)),
        task: Some(task(pid, "curl")),
        source: end(1, 0).address,
        remote: end(5, 0).address,
        port: 443,
        direction: Direction::Outbound,
        first: First::We,
        cause: Some(Cause::Close),
    };
    let script = Script { sums: Some((100..123).map(|pid| (key(pid), 2)).collect()), ..Script::default() };
    let follow = BlameLook { follow: true, window: Duration::ZERO, ..look(BlameBy::Command) };
    let mut answers = Vec::new();
    let mut each = |blame: Blame| {
        answers.push(told(&blame));
        if answers.len() == 3 { Flow::Stop } else { Flow::On }
    };
    blame(&host(&[]), &[&script], &follow, &mut |_| Flow::On, &mut each).unwrap();
    // The sums came before the first answer, and nothing behind it.
    assert_eq!(answers, [["curl  x23 46/0"]; 3]);
}

#[test]
fn who_is_not_kept_apart_is_no_culprit_however_many_they_are_and_that_is_said() {
    let close_of = |n: u32, comm: &str| close(Some(task(n + 100, comm)), end(1, 50_000), end(5, 443), 0);
    let told_of = |processes: u32, by: BlameBy, name: fn(u32) -> String| {
        let one = |n: u32| Seen::Close(close_of(n, &name(n)));
        let script = Script { rounds: vec![(0..processes).map(one).collect()], ..Script::default() };
        let blame = traced(&host(&[]), &[&script], &look(by), 3);
        let said = blame.coverage.iter().filter_map(|line| Some(line.why.as_ref()?.id.to_string()));
        let said = said.filter(|id| id.starts_with("collect-trace-crowded")).collect::<Vec<_>>();
        (told(&blame)[0].clone(), blame.closes.first, said)
    };
    let job = |_| "job".to_owned();
    let (_, closes, said) = told_of(23, BlameBy::Process, job);
    assert_eq!((closes, said), (23, Vec::new()));
    let (first, closes, said) = told_of(20_011, BlameBy::Process, job);
    assert!(first.starts_with("job ") && first.ends_with(" 1/0"), "{first}");
    assert_eq!((closes, said), (20_011, vec!["collect-trace-crowded-processes".to_owned()]));
    // As many programs are no fewer by their names.
    let (_, closes, said) = told_of(20_011, BlameBy::Command, |n| format!("job{n}"));
    assert_eq!((closes, said), (20_011, vec!["collect-trace-crowded".to_owned()]));
}

#[test]
fn a_filter_by_listener_finds_the_same_in_single_closes_and_in_sums_that_do_not_tell_the_direction() {
    let key = |port, cause| CloserKey {
        netns: Some((1, 4_026_531_840)),
        task: Some(task(7, "nginx")),
        source: end(1, 0).address,
        remote: end(9, 0).address,
        port,
        direction: Direction::Unknown,
        first: First::We,
        cause: Some(cause),
    };
    // Port 81 has no listener; by 40,000 alone nobody knows who connected.
    let sums = vec![(key(80, Cause::Close), 23), (key(81, Cause::Close), 5), (key(40_000, Cause::Close), 7)];
    let single = |port| Seen::Close(close(Some(task(7, "nginx")), end(1, port), end(9, 443), 0));
    let singles = [(80, 23), (81, 5)].map(|(port, count)| vec![single(port); count]).concat();
    let script = |follow: bool| {
        // Of single closes that all came there are no sums.
        let (rounds, sums) =
            if follow { (Vec::new(), sums.clone()) } else { (vec![singles.clone()], Vec::new()) };
        Script { rounds, sums: Some(sums), ..Script::default() }
    };
    let filter = BlameFilter { listeners: vec![EndFilter::read(":80").unwrap()], ..BlameFilter::default() };
    for follow in [false, true] {
        let look = BlameLook { follow, filter: filter.clone(), ..look(BlameBy::Command) };
        let blame = traced(&host(&[]), &[&script(follow)], &look, 3);
        assert_eq!(told(&blame), ["nginx nginx.service x1 23/0"], "{follow}");
        assert_eq!(blame.lines[0].places[0].place.direction, Direction::Inbound);
    }
    let all = traced(&host(&[]), &[&script(true)], &BlameLook { follow: true, ..look(BlameBy::Command) }, 3);
    let outbound = all.lines[0].places.iter().find(|at| at.place.direction == Direction::Outbound);
    assert_eq!(outbound, None, "towards no port");
}

#[test]
fn where_groups_are_of_version_1_the_groups_id_names_nobody() {
    let groups = format!("5:memory:/docker/{}\n1:name=systemd:/\n0::/\n", "a".repeat(64));
    let host = host(&[("/proc/7/cgroup", &groups)]);
    // All tasks are in the root of the tree of version 2; one that had gone before it was read may be of any container.
    let in_root = |pid, comm| Some(Task { cgroup: Some(1), ..task(pid, comm) });
    let nginx = (0..23).map(|n| close(in_root(7, "nginx"), end(1, 80), end(9, 40_000 + n), 0));
    let gone = (0..7).map(|n| close(in_root(100 + u32::from(n), "curl"), end(1, 50_000 + n), end(5, 443), 0));
    let all = nginx.chain(gone).map(Seen::Close).collect();
    let script = Script { rounds: vec![all], ..Script::default() };
    let blame = traced(&host, &[&script], &look(BlameBy::Container), 3);
    assert_eq!(told(&blame), ["aaaaaaaaaaaa 23/0", "untold 7/0 unknown"]);
}

/// Rows of /proc/net/tcp: two on port 80, one towards 10.0.0.5:443, one towards somebody else.
const ROWS: &str =
    "   1: 0100000A:0050 0900000A:9C40 06 00000000:00000000 03:00000F00 00000000 0 0 0 3 0000000000000000
   2: 0100000A:0050 0900000A:9C41 06 00000000:00000000 03:00000F00 00000000 0 0 0 3 0000000000000000
   3: 0100000A:C350 0500000A:01BB 06 00000000:00000000 03:00000F00 00000000 0 0 0 3 0000000000000000
   4: 0100000A:C351 0600000A:01BB 06 00000000:00000000 03:00000F00 00000000 0 0 0 3 0000000000000000
";

#[test]
fn a_trace_that_goes_on_counts_the_rows_that_stand_where_closes_were() {
    let table = format!("  sl  local_address rem_address   st\n{LISTEN}{ROWS}");
    let host = host(&[("/proc/net/tcp", &table)]);
    let blame = traced(&host, &[&script()], &BlameLook { follow: true, ..look(BlameBy::Command) }, 3);
    assert_eq!((blame.rows, blame.standing), (None, Some(4)));
    let rows: Vec<_> = blame.lines.iter().map(|line| (line.rows, line.standing)).collect();
    // nginx and the kernel closed at the same place.
    assert_eq!(rows, [(None, Some(2)), (None, Some(1)), (None, Some(2))]);
}

#[test]
fn a_refused_connect_names_who_and_where() {
    let refused = RefusedConnect {
        netns: Some(here()),
        task: Some(task(7, "nginx")),
        source: Address::ANY_V4,
        remote: end(5, 443),
    };
    let round = (0..23).map(|_| Seen::Refused(refused.clone())).collect();
    let blame =
        traced(&host(&[]), &[&Script { rounds: vec![round], ..Script::default() }], &look(BlameBy::User), 3);
    let lines = blame.refused.unwrap();
    assert_eq!((lines.len(), lines[0].count, lines[0].remote), (1, 23, end(5, 443)));
    assert_eq!(lines[0].who.as_ref().unwrap().comm.raw(), "nginx");
    assert_eq!(blame.closes.total(), 0);
}

#[test]
fn a_trace_that_breaks_tells_what_it_had_and_why_it_ended() {
    let blame = traced(&host(&[]), &[&Script { breaks: true, ..script() }], &look(BlameBy::Command), 99);
    assert_eq!(blame.closes.first, 32);
    let broken = |line: &&lastack_model::Coverage| {
        line.why.as_ref().is_some_and(|why| why.id == "collect-trace-broken")
    };
    assert_eq!(blame.coverage.iter().filter(broken).count(), 1);
}
