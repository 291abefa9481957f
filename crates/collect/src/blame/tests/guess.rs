//! Who is guessed where nothing was traced.

use super::*;

fn guessed(by: BlameBy, comms: &[&str]) -> Vec<String> {
    guessed_in(by, &comms.iter().map(|comm| (*comm, "")).collect::<Vec<_>>())
}

/// Live connections towards one destination beside a TIME_WAIT row, of programs in control groups; who is guessed.
fn guessed_in(by: BlameBy, owners: &[(&str, &str)]) -> Vec<String> {
    told(&guess(by, &owners.iter().map(|(comm, groups)| (*comm, *groups, "")).collect::<Vec<_>>()))
}

/// The same with command lines.
fn guess(by: BlameBy, owners: &[(&str, &str, &str)]) -> Blame {
    let mut table =
        format!("  sl  local_address rem_address   st\n{}", row(end(1, 50_000), end(5, 443), 5_900));
    table += &row(end(1, 50_001), end(5, 443), 5_900);
    let (mut calls, mut files) = (Vec::new(), Vec::new());
    let mut pids = Vec::new();
    for (index, (comm, groups, command)) in owners.iter().enumerate() {
        let (pid, inode) = (20 + index, 900 + index);
        table += &format!(
            "   1: 0100000A:{:04X} 0500000A:01BB 01 00000000:00000000 00:00000000 00000000    33        0 {inode} 1 0 20 4 0 10 -1\n",
            51_000 + index
        );
        files.push((format!("/proc/{pid}/comm"), format!("{comm}\n")));
        files.push((format!("/proc/{pid}/cgroup"), (*groups).to_owned()));
        files.push((format!("/proc/{pid}/cmdline"), (*command).to_owned()));
        let stat = format!("{pid} ({comm}) S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 70 0 0");
        files.push((format!("/proc/{pid}/stat"), stat));
        calls.push((0, Call::List(format!("/proc/{pid}/fd").into()), Answer::Names(vec!["3".into()])));
        let target = Answer::Target(format!("socket:[{inode}]").into());
        calls.push((0, Call::Link(format!("/proc/{pid}/fd/3").into()), target));
        pids.push(pid.to_string().into());
    }
    calls.push((0, Call::List("/proc".into()), Answer::Names(pids)));
    files.push(("/proc/net/tcp".to_owned(), table));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let host = replay(&files, calls);
    let look = BlameLook { owners: true, ..look(by) };
    traced(&host, &[&Refused(|| Refusal::NotHere, "bpf")], &look, 1)
}

#[test]
fn without_a_trace_one_program_is_inferred_and_two_are_nobody() {
    assert_eq!(guessed(BlameBy::Command, &["php"]), ["php  x1 0/0 inferred"]);
    assert_eq!(guessed(BlameBy::Command, &["php", "php"]), ["php  x2 0/0 inferred"]);
    assert_eq!(guessed(BlameBy::Process, &["php", "php"]), [] as [String; 0]);
    assert_eq!(guessed(BlameBy::Command, &["php", "java"]), [] as [String; 0]);
    assert_eq!(guessed(BlameBy::Command, &[]), [] as [String; 0]);
}

/// The listener of port 80 beside a TIME_WAIT row, held by a master and by its worker: each with its user.
fn guess_of_a_listener(by: BlameBy, users: [u32; 2]) -> Vec<String> {
    let table =
        format!("  sl  local_address rem_address   st\n{LISTEN}{}", row(end(1, 80), end(9, 40_000), 5_900));
    let mut calls = vec![(0, Call::List("/proc".into()), Answer::Names(vec!["20".into(), "21".into()]))];
    let mut files = vec![("/proc/net/tcp".to_owned(), table)];
    for (pid, user) in [20, 21].into_iter().zip(users) {
        let stat = format!("{pid} (server) S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 70 0 0");
        files.push((format!("/proc/{pid}/stat"), stat));
        files.push((format!("/proc/{pid}/status"), format!("Tgid:\t{pid}\nUid:\t{user}\t{user}\t0\t0\n")));
        files.push((format!("/proc/{pid}/comm"), "server\n".to_owned()));
        files.push((format!("/proc/{pid}/cmdline"), "./server\0".to_owned()));
        files.push((format!("/proc/{pid}/cgroup"), "0::/\n".to_owned()));
        let two = Answer::Names(vec!["3".into(), "4".into()]);
        calls.push((0, Call::List(format!("/proc/{pid}/fd").into()), two));
        for descriptor in [3, 4] {
            // The inode of LISTEN.
            let link = Call::Link(format!("/proc/{pid}/fd/{descriptor}").into());
            calls.push((0, link, Answer::Target("socket:[9]".into())));
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let look = BlameLook { owners: true, ..look(by) };
    told(&traced(&replay(&files, calls), &[&Refused(|| Refusal::NotHere, "bpf")], &look, 1))
}

#[test]
fn a_listener_that_several_processes_hold_is_no_process_and_no_user_that_one_of_them_is() {
    assert_eq!(guess_of_a_listener(BlameBy::Process, [0, 33]), [] as [String; 0]);
    assert_eq!(guess_of_a_listener(BlameBy::User, [0, 33]), [] as [String; 0]);
    assert_eq!(guess_of_a_listener(BlameBy::User, [33, 33]), ["33 www-data 0/0 inferred"]);
    assert_eq!(guess_of_a_listener(BlameBy::Command, [0, 33]), ["server  x2 0/0 inferred"]);
    assert_eq!(guess_of_a_listener(BlameBy::Command, [33, 33]), ["server  x2 0/0 inferred"]);
}

#[test]
fn a_guess_by_command_names_the_program_as_a_trace_does_and_no_process() {
    let blame = guess(BlameBy::Command, &[("python3", "", "python3\0/srv/app.py\0")]);
    let Who::Command(program, culprit) = &blame.lines[0].who else { panic!("{:?}", blame.lines) };
    assert_eq!((program.raw(), culprit.pid, culprit.started_at), ("python3 app.py", 0, None));
    let blame = guess(BlameBy::Process, &[("python3", "", "")]);
    let Who::Process(culprit) = &blame.lines[0].who else { panic!("{:?}", blame.lines) };
    assert_eq!((culprit.pid, culprit.started_at), (20, Some(70)));
}

#[test]
fn what_is_said_of_names_is_said_only_beside_names() {
    let says = |owners: &[(&str, &str, &str)]| {
        let blame = guess(BlameBy::Command, owners);
        let ids = blame.coverage.iter().filter_map(|line| line.why.as_ref()).map(|why| why.id.to_string());
        let mut told: Vec<String> = ids.filter(|id| id.contains("guessed")).collect();
        told.push(blame.standing.unwrap_or_default().to_string());
        told
    };
    assert_eq!(says(&[("php", "", "")]), ["collect-trace-guessed", "2"]);
    assert_eq!(says(&[("php", "", ""), ("java", "", "")]), ["collect-trace-unguessed", "2"]);
}

#[test]
fn without_a_trace_programs_of_two_containers_are_nobody() {
    let container = |digit: &str| format!("0::/docker/{}\n", digit.repeat(64));
    let (one, two) = (container("a"), container("b"));
    let check = |by, groups: &[&str], lines: &[&str]| {
        let owners: Vec<_> = groups.iter().map(|group| ("php", *group)).collect();
        assert_eq!(guessed_in(by, &owners), lines, "{}", by.name());
    };
    for by in [BlameBy::Command, BlameBy::Container] {
        check(by, &[&one, &two], &[]);
    }
    check(BlameBy::Container, &[&one, &one], &["aaaaaaaaaaaa 0/0 inferred"]);
    check(BlameBy::Command, &[&two, &two], &["php  x2 0/0 inferred"]);
}

#[test]
fn a_guess_has_lost_nothing_and_no_row_is_older_than_a_trace() {
    let table = format!("  sl  local_address rem_address   st\n{ROWS}");
    let host = host(&[("/proc/net/tcp", &table)]);
    let blame = traced(&host, &[&Refused(|| Refusal::NotHere, "bpf")], &look(BlameBy::Command), 1);
    assert_eq!((blame.rows, blame.standing), (None, Some(4)));
}
