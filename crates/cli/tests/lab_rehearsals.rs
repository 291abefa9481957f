//! The real program rehearses incidents, each to its end; and leaves nothing behind when it is killed in the middle of one.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests: what is missing must stop the test"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "runs the real program and looks at the processes of this machine"
)]

#[path = "lab/family.rs"]
mod family;
#[path = "lab/outcome.rs"]
mod outcome;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use family::{family, parents};
use lastack_netlab::wait_gone;
use outcome::{accepted, document, run};
use serde_json::Value;

fn lab(arguments: &[&str]) -> Command {
    // Whoever starts tests in the background of a shell has them ignore what Ctrl-C sends, and so would it.
    let mut command = Command::new("env");
    command.args(["--default-signal=INT", env!("CARGO_BIN_EXE_lastack"), "lab"]);
    command.args(arguments).stdin(Stdio::null());
    command
}

/// The rehearsal of that name comes to its end, and all that could be judged holds.
fn check(name: &str) -> Value {
    let (output, said) = run(lab(&["run", name, "--format", "json"]));
    let rehearsal: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"));
    accepted(&rehearsal);
    let clauses = rehearsal["clauses"].as_array().unwrap();
    assert_eq!(rehearsal["passed"], true, "{clauses:#?}");
    assert!(clauses.iter().filter(|clause| clause["held"] == true).count() >= 6, "{clauses:#?}");
    rehearsal
}

#[test]
fn the_checker_of_local_ports_is_found_replaced_and_its_service_keeps_its_port() {
    let rehearsal = check("port-checker");
    let failures = |part: &str| rehearsal[part]["application"]["failures"].as_u64().unwrap();
    assert_eq!((failures("before"), failures("after"), failures("twin")), (1, 0, 0));
}

#[test]
fn the_web_server_has_every_state_at_once_and_its_half_open_connections_are_named() {
    let rehearsal = check("web-server");
    assert_eq!(rehearsal["before"]["ss"]["CLOSING"], 33);
    assert_eq!(rehearsal["before"]["findings"][0]["id"], "syn-queue-full");
}

#[test]
fn a_zabbix_agent_that_cannot_connect_is_not_the_one_who_holds_the_ports() {
    let rehearsal = check("zabbix-active");
    let lines = rehearsal["quotes"].as_array().unwrap();
    let [before, said, after] = [1, 2, 3].map(|at| lines[at]["line"].as_str().unwrap());
    assert!(said.contains("[127.0.0.1]:10051"), "{said}");
    assert!(said.contains("[99] Cannot assign requested address"), "{said}");
    // Restarting the agent released nothing.
    let rows = |line: &str, state: &str| -> u64 {
        let words: Vec<&str> = line.split([' ', ',']).collect();
        let at = words.iter().position(|word| *word == state).unwrap();
        words[at + 1].parse().unwrap()
    };
    assert_eq!(rows(after, "ESTABLISHED"), rows(before, "ESTABLISHED"), "{lines:?}");
    assert!(rows(after, "TIME_WAIT") >= rows(before, "TIME_WAIT"), "{lines:?}");
}

#[test]
fn customers_of_the_chat_server_come_in_a_storm_and_it_ends() {
    let rehearsal = check("chat-server");
    let line = |at: usize| rehearsal["quotes"][at]["line"].as_str().unwrap();
    assert!(line(0).starts_with("storm: 190 of 190 customers are out, "), "{}", line(0));
    assert!(line(1).starts_with("over: all 190 customers are in, "), "{}", line(1));
}

#[test]
fn a_proxy_and_a_pool_and_a_balancer_have_ports_again() {
    for name in ["reverse-proxy", "pool-of-two", "bind-first"] {
        check(name);
    }
}

#[test]
fn connects_become_quick_again_once_time_wait_is_reused() {
    let rehearsal = check("slow-connect");
    assert_eq!(rehearsal["before"]["application"]["failures"], 0, "slow, and nothing fails");
}

#[test]
fn leaks_and_low_limits_are_found_and_cured() {
    for name in ["leaked-close-wait", "few-buckets"] {
        check(name);
    }
}

fn has(rehearsal: &Value, id: &str) -> bool {
    rehearsal["before"]["findings"].as_array().unwrap().iter().any(|finding| finding["id"] == id)
}

/// Both end in clients whose SYNs are dropped.
#[test]
fn a_full_accept_queue_is_no_flood_and_a_flood_is_no_full_accept_queue() {
    let queue = check("accept-queue");
    assert!(has(&queue, "accept-queue-full") && !has(&queue, "syn-queue-full"), "{}", queue["before"]);
    let flood = check("syn-flood");
    assert!(has(&flood, "syn-queue-full") && !has(&flood, "accept-queue-full"), "{}", flood["before"]);
}

#[test]
fn descriptors_without_a_row_and_tables_of_a_container_are_found() {
    for name in ["ghost-descriptors", "small-child-tables"] {
        check(name);
    }
}

#[test]
fn hosts_behind_one_address_meet_each_others_time_wait() {
    let rehearsal = check("nat-time-wait");
    // A SYN that is turned away comes again after two jiffies (TCP_TIMEOUT_MIN), some 10 ms: too short to be told from a busy
    // machine by the longest, so it is told by how many took longer than in the twin, before and once connections are kept.
    let clauses = rehearsal["clauses"].as_array().unwrap();
    let slower = clauses.iter().find(|clause| clause["clause"] == "slower");
    assert_eq!(slower.map(|clause| &clause["held"]), Some(&Value::Bool(true)), "{clauses:#?}");
}

#[test]
fn a_name_that_is_none_is_answered_with_those_that_are() {
    let (output, said) = run(lab(&["run", "no-such-incident"]));
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("port-checker"), "{said}");
    let list = document(lab(&["list", "--format", "json"]), 0);
    assert_eq!(list["scenarios"][0]["id"].as_str().map(str::is_empty), Some(false), "{list}");
}

/// The network namespaces of these processes that are not our own.
fn namespaces(pids: &BTreeSet<u32>) -> BTreeSet<std::path::PathBuf> {
    let of = |pid: &str| fs::read_link(format!("/proc/{pid}/ns/net")).ok();
    let own = of("self");
    pids.iter().filter_map(|pid| of(&pid.to_string())).filter(|netns| Some(netns) != own.as_ref()).collect()
}

/// Everybody who is in one of these namespaces, whoever started him.
fn inside(namespaces: &BTreeSet<std::path::PathBuf>) -> BTreeSet<u32> {
    let of = |pid: &u32| fs::read_link(format!("/proc/{pid}/ns/net")).ok();
    parents().into_keys().filter(|pid| of(pid).is_some_and(|netns| namespaces.contains(&netns))).collect()
}

/// Where a rehearsal would leave a file if its mounts were not its own.
fn left_behind() -> Vec<(&'static str, Vec<String>)> {
    let names = |folder: &str| -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| name.contains("lastack"))
            .collect();
        names.sort();
        names
    };
    let folders =
        ["/run", "/run/netns", "/var/lib", "/var/log", "/etc/sysctl.d", "/sys/fs/cgroup", "/sys/fs/bpf"];
    folders.map(|folder| (folder, names(folder))).into()
}

/// A rehearsal in the middle of its incident, with all that belongs to it.
fn underway(name: &str) -> (Child, BTreeSet<u32>) {
    let mut child =
        lab(&["run", name, "--lang", "en"]).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let waits = lines.find(|line| line.contains("incident: waits for "));
    assert!(waits.is_some(), "{name} ended before");
    let mut family = family(child.id());
    let namespaces = namespaces(&family);
    // The command, the stage of the incident, its holder, the first process, and actors below it; the twin may be through.
    assert!(family.len() >= 6 && !namespaces.is_empty(), "{name}: {family:?} {namespaces:?}");
    family.extend(inside(&namespaces));
    std::thread::spawn(move || lines.for_each(drop));
    (child, family)
}

/// Ends one by a signal in the middle of its incident, and looks for what is left.
fn check_killed(name: &str, signal: &str) {
    let before = left_behind();
    let (mut child, family) = underway(name);
    let killed = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    child.wait().unwrap();
    for pid in &family {
        let gone = wait_gone(*pid, Duration::from_secs(20)).unwrap();
        assert!(gone, "{name} {signal}: {pid} is still there");
    }
    assert_eq!(left_behind(), before, "{name} {signal}");
    assert!(!Path::new("/run/lastack-lab").exists());
}

#[test]
fn killed_in_the_middle_it_leaves_no_process_no_namespace_and_no_file() {
    for signal in ["-INT", "-TERM", "-KILL"] {
        check_killed("port-checker", signal);
    }
}

#[test]
fn whichever_is_killed_in_the_middle_leaves_nothing() {
    let list = document(lab(&["list", "--format", "json"]), 0);
    let names = list["scenarios"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap());
    for name in names {
        // One beside the other: what one leaves behind is told from what the other still holds by the ids of its processes.
        std::thread::scope(|scope| {
            for signal in ["-INT", "-KILL"] {
                scope.spawn(move || check_killed(name, signal));
            }
        });
    }
}

/// What is kept is told, can be entered as it is told, and goes with Ctrl-C.
#[test]
fn a_scene_that_is_kept_can_be_entered_and_removed() {
    let mut child = lab(&["run", "accept-queue", "--keep", "--lang", "en", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let output = child.stdout.take().unwrap();
    let page = std::thread::spawn(move || std::io::read_to_string(output));
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let told = lines.find(|line| line.contains("nsenter ")).unwrap();
    let command = &told[told.find("nsenter ").unwrap()..];
    let words = command
        .split_whitespace()
        .take_while(|word| word.starts_with('-') || *word == "nsenter" || word.parse::<u32>().is_ok());
    let words: Vec<&str> = words.collect();
    let family = family(child.id());
    let inside = Command::new(words[0]).args(&words[1..]).args(["ss", "-Htln"]).output().unwrap();
    let rows = String::from_utf8_lossy(&inside.stdout).into_owned();
    assert!(
        rows.lines().count() == 1 && rows.contains(":8080"),
        "{told}: {rows}{}",
        String::from_utf8_lossy(&inside.stderr)
    );
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    child.wait().unwrap();
    for pid in &family {
        assert!(wait_gone(*pid, Duration::from_secs(20)).unwrap(), "{pid} is still there");
    }
    let page: Value = serde_json::from_str(&page.join().unwrap().unwrap()).unwrap();
    assert_eq!(page["passed"], true, "{page}");
}

/// Whoever of its processes is killed, the others end with it and the command says so.
#[test]
fn when_a_part_of_it_is_killed_the_rest_ends_and_it_is_told() {
    let (mut child, family) = underway("port-checker");
    let parents = parents();
    let stage = family.iter().find(|pid| parents.get(pid) == Some(&child.id())).unwrap();
    assert!(Command::new("kill").args(["-KILL", &stage.to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(1));
    for pid in &family {
        assert!(wait_gone(*pid, Duration::from_secs(20)).unwrap(), "{pid} is still there");
    }
}
