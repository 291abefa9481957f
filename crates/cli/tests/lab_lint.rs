//! `lint` in a network namespace of its own, where settings of the host are not to be seen.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "runs the real program")]

#[path = "lab/outcome.rs"]
mod outcome;

use std::process::{Command, Stdio};

use lastack_netlab::Netns;

#[test]
fn a_setting_of_the_first_namespace_is_the_hosts_and_no_line_to_delete() {
    let _netns = Netns::enter_fresh().unwrap();
    let file = std::env::temp_dir().join(format!("lastack-lint-{}.conf", std::process::id()));
    // Both keys are absent here: one is the host's, the other nobody's.
    std::fs::write(&file, "net.ipv4.tcp_mem = 1 2 3\nnet.ipv4.no_such_key = 1\n").unwrap();
    let lint = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lastack"));
        command.arg("lint").arg(&file).args(arguments).env_clear().stdin(Stdio::null());
        command
    };
    let document = outcome::document(lint(&["--format", "json"]), 0);
    let (_, screen) = outcome::run(lint(&["--lang", "en"]));
    std::fs::remove_file(&file).unwrap();
    let why = |line: usize| document["lines"][line]["why"]["en"].as_str().unwrap().to_owned();
    assert!(
        why(0).contains("belongs to the host") && !why(1).contains("belongs to the host"),
        "{document:#}"
    );
    assert!(screen.contains("Do: delete (or correct) line 2.\n"), "{screen}");
}
