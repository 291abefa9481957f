//! Remedies that lastack does not write itself: what the plan says is done by hand, and looked at again.

use std::process::Command;

use lastack_netlab::{Conduct, Dial, LoadProcess, ServerOptions};

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
    assert_eq!(command, format!("prlimit --pid {} --nofile=65536:65536", server.pid()));
    // Beyond the hard limit of this test only who has CAP_SYS_RESOURCE may go.
    let most = 65_536.min(hard_limit());
    let number = format!("{most}:{most}");
    let command = command.replace("65536:65536", &number);
    let mut words = command.split(' ');
    assert!(Command::new(words.next().unwrap()).args(words).status().unwrap().success());
    let plan = bed.plan("raise-descriptor-limit");
    assert_eq!((&plan["remedies"], &plan["untreated"]), (&serde_json::json!([]), &serde_json::json!([])));
}

fn hard_limit() -> u64 {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    line.split_whitespace().nth(4).unwrap().parse().unwrap()
}
