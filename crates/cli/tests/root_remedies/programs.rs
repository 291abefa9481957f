//! Remedies that lastack does not write itself: what the plan says is done by hand, and looked at again.

use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::thread;

use lastack_netlab::{Conduct, Dial, LoadProcess, ServerOptions, diag};

use crate::bed::{Bed, at, text};

#[test]
fn the_command_for_a_descriptor_limit_is_one_that_cures() {
    let bed = Bed::new();
    let options = ServerOptions::new(at("127.0.0.1:8080"), Conduct::Hold);
    let (mut server, listening) = LoadProcess::serve("tight", &options).unwrap();
    let _open = Dial::to(listening[0]).open(127).unwrap();
    server.wait_accepted(127).unwrap();
    server.limit_descriptors(150).unwrap();
    let plan = bed.plan("raise-descriptor-limit");
    let remedy = &plan["remedies"][0];
    assert_eq!((&remedy["id"], &remedy["steps"]), (&"raise-descriptor-limit".into(), &serde_json::json!([])));
    bed.applies_nothing("raise-descriptor-limit");
    let command = text(&remedy["advice"][0]["command"]);
    // Only the soft limit counts, and a hard one that is higher stays.
    let (pid, own) = (server.pid(), hard_limit(server.pid()));
    assert_eq!(command, format!("prlimit --pid {pid} --nofile=65536:{}", own.max(65_536)));
    // Beyond the hard limit of this test only who has CAP_SYS_RESOURCE may go.
    let command = format!("prlimit --pid {pid} --nofile={}:{own}", own.min(65_536));
    let mut words = command.split(' ');
    assert!(Command::new(words.next().unwrap()).args(words).status().unwrap().success());
    let plan = bed.plan("raise-descriptor-limit");
    assert_eq!((&plan["remedies"], &plan["untreated"]), (&serde_json::json!([]), &serde_json::json!([])));
}

fn hard_limit(pid: u32) -> u64 {
    let limits = std::fs::read_to_string(format!("/proc/{pid}/limits")).unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    line.split_whitespace().nth(4).unwrap().parse().unwrap()
}

/// What the plan says to write where a program of this name collects connections.
fn lines_for_keepalive(program: &str) -> String {
    let bed = Bed::new();
    let options = ServerOptions::new(at("127.0.0.1:8080"), Conduct::Hold);
    let (mut server, listening) = LoadProcess::serve(program, &options).unwrap();
    let _open = Dial::to(listening[0]).open(127).unwrap();
    server.wait_accepted(127).unwrap();
    server.limit_descriptors(150).unwrap();
    let plan = bed.plan("keepalive-dead-peers");
    let advice = &plan["remedies"][0]["advice"][0];
    assert_eq!(text(&advice["program"]), program, "{plan:#}");
    text(&advice["lines"]).to_owned()
}

#[test]
fn the_lines_for_keepalive_arm_the_timers_of_the_programs_that_they_are_for() {
    for program in ["nginx", "redis-server"] {
        let lines = lines_for_keepalive(program);
        let _bed = Bed::new();
        let folder = tempfile::tempdir().unwrap();
        let (place, config) = (folder.path().display(), folder.path().join("config"));
        let (written, arguments) = match program {
            "nginx" => {
                let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
                let paths = paths.map(|name| format!("{name}_temp_path {place}/{name};")).join(" ");
                let listen = lines.replace("80 ", "127.0.0.1:8081 ");
                let server = format!("http {{ access_log off; {paths} server {{ {listen} }} }}");
                (
                    format!("daemon off; master_process off; pid {place}/pid; events {{}} {server}"),
                    vec!["-e", "stderr", "-c"],
                )
            }
            _ => (format!("port 8081\nsave \"\"\ndir {place}\n{lines}\n"), vec![]),
        };
        std::fs::write(&config, written).unwrap();
        let mut running = Command::new(program)
            .args(arguments)
            .arg(&config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let connection = loop {
            match TcpStream::connect("127.0.0.1:8081") {
                Ok(connection) => break connection,
                Err(_) => assert!(running.try_wait().unwrap().is_none(), "{program} has ended"),
            }
            thread::yield_now();
        };
        // Our end asked for nothing.
        let mut timers = Vec::new();
        while timers.is_empty() {
            timers = diag::timers(diag::states::ESTABLISHED).unwrap();
            timers.retain(|left| !left.is_zero());
        }
        let left = timers[0].as_secs_f64();
        assert!(timers.len() == 1 && (200.0..=300.0).contains(&left), "{program}: {timers:?}");
        drop(connection);
        running.kill().unwrap();
        running.wait().unwrap();
    }
}
