//! Who is named: never somebody else.

use lastack_host::Failure;

use super::*;

/// Flags of a process that has run a program of its own.
const PLAIN: u64 = 0x0040_0100;
/// `PF_FORKNOEXEC` beside them.
const FORKED: u64 = 0x0040_0140;

fn stat(pid: u32, comm: &str, flags: u64) -> String {
    format!("{pid} ({comm}) S 1 7 7 0 -1 {flags} 1 2 3 4 5 6 7 8 20 0 1 0 {} 0 0", pid * 10)
}

/// Files of a process.
fn process(pid: u32, comm: &str, cmdline: &str, groups: &str) -> Vec<(String, String)> {
    let file = |name: &str, text: String| (format!("/proc/{pid}/{name}"), text);
    vec![
        file("stat", stat(pid, comm, PLAIN)),
        file("comm", format!("{comm}\n")),
        file("cmdline", cmdline.to_owned()),
        file("cgroup", format!("{groups}\n")),
    ]
}

fn host_with(files: &[(String, String)], calls: Vec<(u32, Call, Answer)>) -> Replay {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    replay(&files, calls)
}

fn answer(path: &str, text: &str) -> (u32, Call, Answer) {
    (0, Call::Read(path.into()), Answer::Bytes(text.as_bytes().to_vec()))
}

fn gone(path: &str) -> (u32, Call, Answer) {
    (0, Call::Read(path.into()), Answer::Failed(Failure { errno: Some(2), text: String::new() }))
}

fn pids(pids: &[u32]) -> (u32, Call, Answer) {
    (0, Call::List("/proc".into()), Answer::Names(pids.iter().map(|pid| pid.to_string().into()).collect()))
}

fn in_group(pid: u32, comm: &str, cgroup: u64) -> Task {
    Task { cgroup: Some(cgroup), ..task(pid, comm) }
}

/// `count` closes of a task towards a port of 10.0.0.5.
fn closes(task: &Task, port: u16, count: u16) -> Vec<Seen> {
    let from = 33_000 + (task.pid as u16).wrapping_mul(64) % 20_000;
    let one = |n| Seen::Close(close(Some(task.clone()), end(1, from + n), end(5, port), 0));
    (0..count).map(one).collect()
}

/// What is told when these come in one round, behind a first round without any.
fn told_of(host: &Replay, look: &BlameLook, came: Vec<Seen>) -> Blame {
    let script = Script { rounds: vec![Vec::new(), came], ..Script::default() };
    traced(host, &[&script], look, 3)
}

/// Pids that lines of programs show.
fn pids_told(blame: &Blame) -> Vec<u32> {
    let pid = |line: &lastack_model::BlameLine| match &line.who {
        Who::Command(_, culprit) => Some(culprit.pid),
        _ => None,
    };
    blame.lines.iter().filter_map(pid).collect()
}

#[test]
fn a_process_that_the_filters_leave_out_lends_its_name_to_no_line() {
    let two = [29_854, 29_855].map(|pid| process(pid, "tool", "./tool\0", "0::/")).concat();
    let host = host_with(&two, Vec::new());
    let came = |elsewhere: bool| {
        let mut others = closes(&task(29_854, "tool"), 3306, 5);
        for seen in &mut others {
            if let Seen::Close(close) = seen {
                let (cookie, inode) = if elsewhere { (2, 77) } else { (1, 4_026_531_840) };
                close.netns = Some(NetnsId { cookie: Some(cookie), inode, boot_id: String::new() });
            }
        }
        [others, closes(&task(29_855, "tool"), 3307, 3)].concat()
    };
    let routes = vec![EndFilter::read(":3307").unwrap()];
    let filter = BlameFilter { routes, ..BlameFilter::default() };
    let by_route = told_of(&host, &BlameLook { filter, ..look(BlameBy::Command) }, came(false));
    let by_netns = told_of(&host, &look(BlameBy::Command), came(true));
    for blame in [by_route, by_netns] {
        assert_eq!(told(&blame), ["tool  x1 3/0"]);
        assert_eq!(pids_told(&blame), [29_855]);
    }
}

/// A host whose cgroups are all in the tree of version 2, and one that has version 1 beside it.
const V2: &str = "0::/init.scope\n";
const V1: &str = "5:memory:/\n1:name=systemd:/\n0::/\n";

#[test]
fn who_ended_before_it_was_read_is_of_the_program_in_its_control_group_and_of_no_other() {
    let check = |own: &str, unit: &str, live: u64, gone: u64, lines: &[&str]| {
        let mut files = process(7, "tool", "./tool\0", &format!("0::/system.slice/{unit}"));
        files.push(("/proc/self/cgroup".to_owned(), own.to_owned()));
        let host = host_with(&files, Vec::new());
        let ended = (100..104).map(|pid| in_group(pid, "tool", gone)).collect::<Vec<_>>();
        let live = in_group(7, "tool", live);
        let mut came = closes(&live, 3306, 11);
        came.extend(ended.iter().flat_map(|task| closes(task, 3307, 6)));
        let blame = told_of(&host, &look(BlameBy::Command), came);
        assert_eq!(told(&blame), lines, "{unit} {gone}");
    };
    let apart = ["tool  x4 24/0", "tool shop.service x1 11/0"];
    check(V2, "shop.service", 50, 60, &apart);
    check(V2, "shop.service", 50, 50, &["tool shop.service x5 35/0"]);
    // Version 1: no control group is told, so a unit would be a guess, and without one it is called a guess.
    check(V1, "shop.service", 1, 1, &apart);
    check(V1, "", 1, 1, &["tool  x5 35/0 inferred"]);
    // Beside version 1 one group may hold two containers.
    check(V1, "shop.service", 50, 50, &["tool shop.service x5 35/0 inferred"]);
    check(V1, "", 1, 60, &["tool  x4 24/0", "tool  x1 11/0"]);
}

#[test]
fn two_control_groups_of_one_name_are_two_lines() {
    let host = host_with(&[("/proc/self/cgroup".to_owned(), V2.to_owned())], Vec::new());
    let (one, other) = (in_group(100, "curl", 50), in_group(101, "curl", 60));
    let came = || [closes(&one, 443, 5), closes(&other, 443, 3)].concat();
    assert_eq!(told(&told_of(&host, &look(BlameBy::Command), came())), ["curl  x1 5/0", "curl  x1 3/0"]);
    assert_eq!(told(&told_of(&host, &look(BlameBy::Container), came())), ["untold 8/0 unknown"]);
}

#[test]
fn after_exec_closes_are_of_the_new_program_and_those_before_of_the_old_one() {
    let tool = process(40, "tool", "./tool\0--fast\0", "0::/");
    // Read twice around: the first look finds it before exec().
    let before = [stat(40, "python3", PLAIN), stat(40, "python3", PLAIN)];
    let mut calls: Vec<_> = before.iter().map(|text| answer("/proc/40/stat", text)).collect();
    calls.push(answer("/proc/40/comm", "python3\n"));
    calls.push(answer("/proc/40/cmdline", "python3\0pre.py\0"));
    calls.push(pids(&[40]));
    let host = host_with(&tool, calls);
    let (old, new) = (task(40, "python3"), task(40, "tool"));
    let came = [closes(&old, 3306, 2), closes(&new, 3307, 23), closes(&old, 3306, 1)].concat();
    let blame = told_of(&host, &look(BlameBy::Command), came);
    assert_eq!(told(&blame), ["tool  x1 23/0", "python3 pre.py  x1 3/0"]);
    assert_eq!(blame.coverage.iter().filter(|line| line.subject == "names").count(), 0);
}

#[test]
fn exec_of_a_program_of_the_same_name_makes_another_one() {
    let tool = process(40, "python3", "python3\0new.py\0", "0::/");
    // A later look finds it after exec().
    let calls = vec![answer("/proc/40/cmdline", "python3\0old.py\0")];
    let host = host_with(&tool, calls);
    let [old, new] = [1, 2].map(|execs| Task { execs: Some(execs), ..task(40, "python3") });
    let script = Script {
        rounds: vec![Vec::new(), closes(&old, 3306, 2), closes(&new, 3307, 23)],
        ..Script::default()
    };
    let blame = traced(&host, &[&script], &look(BlameBy::Command), 4);
    assert_eq!(told(&blame), ["python3 new.py  x1 23/0", "python3 old.py  x1 2/0"]);
}

#[test]
fn a_child_that_was_seen_before_its_exec_alone_is_not_called_by_its_parents_script() {
    let check = |flags, line: &str| {
        let parent = process(7, "python3", "python3\0parent.py\0", "0::/");
        let text = stat(30, "python3", flags);
        let mut calls = vec![pids(&[7]), pids(&[7, 30])];
        calls.extend([answer("/proc/30/stat", &text), answer("/proc/30/stat", &text), gone("/proc/30/stat")]);
        calls.push(answer("/proc/30/comm", "python3\n"));
        calls.push(answer("/proc/30/cmdline", "python3\0parent.py\0"));
        let host = host_with(&parent, calls);
        let blame = told_of(&host, &look(BlameBy::Command), closes(&task(30, "python3"), 443, 3));
        assert_eq!(told(&blame), [line]);
    };
    check(FORKED, "python3  x1 3/0");
    check(PLAIN, "python3 parent.py  x1 3/0");
}

#[test]
fn a_place_whose_closes_are_the_kernels_alone_is_nobodys() {
    let kernel = (0..2).map(|n| close(None, end(1, 80), end(8, 41_000 + n), 0)).map(Seen::Close);
    let came = kernel.chain(closes(&task(7, "nginx"), 443, 3)).collect();
    let blame = told_of(&host(&[]), &look(BlameBy::Route), came);
    assert_eq!(told(&blame), ["place 3/0", "place 2/0 unknown"]);
}

/// Version 1 shows whoever ends at the root of its trees, version 2 where it was (cgroups(7), proc_cgroup_show).
#[test]
fn who_ends_in_a_container_is_not_called_outside_of_all_containers() {
    const ENDING: u64 = PLAIN | 4;
    let id = "0123456789ab".repeat(6);
    let docker = format!("1:name=systemd:/docker/{}", &id[..64]);
    let check = |groups: &str, flags: u64, seen_before: bool, line: &str| {
        let mut files = process(40, "job", if flags == PLAIN { "./job\0" } else { "" }, groups);
        files[0].1 = stat(40, "job", flags);
        let mut calls = Vec::new();
        if seen_before {
            let before = process(40, "job", "./job\0", &docker);
            calls.push(pids(&[40]));
            calls.extend(before.iter().map(|(path, text)| answer(path, text)));
            calls.push(answer("/proc/40/stat", &before[0].1));
        }
        let host = host_with(&files, calls);
        let came = closes(&task(40, "job"), 3306, 5);
        assert_eq!(told(&told_of(&host, &look(BlameBy::Container), came)), [line], "{groups} {flags}");
    };
    let root = "1:name=systemd:/\n0::/";
    check(&docker, PLAIN, false, "0123456789ab 5/0");
    check(root, PLAIN, false, "loose 5/0");
    check(root, ENDING, false, "untold 5/0 unknown");
    check(root, ENDING, true, "0123456789ab 5/0");
    check("0::/system.slice/shop.service", ENDING, false, "shop.service 5/0");
    check("0::/system.slice/shop.service (deleted)", ENDING, false, "shop.service 5/0");
}

/// `ip netns exec`, `nsenter` and `runc init` begin outside: what they become runs where they went.
#[test]
fn where_a_process_was_before_its_exec_is_not_where_it_closed() {
    let link = "/proc/40/ns/net";
    let closed_as = |comm: &str, name: &str| {
        let read = process(40, comm, "./it\0", "0::/system.slice/ssh.service");
        let mut calls = vec![pids(&[40])];
        calls.extend(read.iter().map(|(path, text)| answer(path, text)));
        calls.extend([answer("/proc/40/stat", &stat(40, comm, PLAIN)), gone("/proc/40/stat")]);
        // Another namespace than the one that is looked at.
        calls.push((0, Call::Link(link.into()), Answer::Target("net:[77]".into())));
        let rows =
            format!("  sl  local_address rem_address   st\n{}", row(end(1, 33_000), end(5, 443), 5_900));
        let host = host_with(&[("/proc/net/tcp".to_owned(), rows)], calls);
        let mut one =
            close(Some(Task { started_at: None, ..task(40, name) }), end(1, 33_000), end(5, 443), 0);
        one.netns = None;
        let script =
            Script { rounds: vec![Vec::new(), vec![Seen::Close(one)]], tracefs: true, ..Script::default() };
        told(&traced(&host, &[&script], &look(BlameBy::Container), 3))
    };
    assert_eq!(closed_as("ip", "job"), ["untold 1/0 unknown"]);
    assert_eq!(closed_as("job", "job"), [] as [String; 0]);
}

#[test]
fn a_user_of_a_container_is_not_the_hosts_user_of_the_same_id() {
    let id = "f".repeat(64);
    let inside = process(40, "job", "./job\0", &format!("0::/docker/{id}"));
    let host = host_with(&[inside, process(41, "tool", "./tool\0", "0::/")].concat(), Vec::new());
    let (job, tool) = (closes(&task(40, "job"), 3306, 5), closes(&task(41, "tool"), 3306, 3));
    for came in [[job.clone(), tool.clone()].concat(), [tool, job].concat()] {
        assert_eq!(told(&told_of(&host, &look(BlameBy::User), came)), ["33  5/0", "33 www-data 3/0"]);
    }
}

#[test]
fn a_loop_of_short_programs_that_gets_no_port_is_one_line() {
    let refused = |pid: u32, port: u16| {
        Seen::Refused(RefusedConnect {
            netns: Some(here()),
            task: Some(task(pid, "curl")),
            source: Address::ANY_V4,
            remote: end(5, port),
        })
    };
    let came =
        || (100..107).map(|pid| refused(pid, 443)).chain([refused(100, 80), refused(100, 80)]).collect();
    let check = |by, expected: &[(u64, u64, u16)]| {
        let blame = told_of(&host(&[]), &look(by), came());
        let lines = blame.refused.unwrap();
        let told: Vec<_> = lines.iter().map(|one| (one.processes, one.count, one.remote.port)).collect();
        assert_eq!(told, expected, "{by:?}");
    };
    check(BlameBy::Command, &[(7, 7, 443), (1, 2, 80)]);
    check(BlameBy::Container, &[(7, 7, 443), (1, 2, 80)]);
    let mut each = vec![(1, 2, 80)];
    each.extend([(1, 1, 443); 7]);
    check(BlameBy::Process, &each);
}
