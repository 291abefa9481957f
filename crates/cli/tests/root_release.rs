//! The real program lets rows of a namespace of its own go: shown, asked for, told, and refused.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "runs the real program")]

#[path = "lab/outcome.rs"]
mod outcome;

use std::path::Path;
use std::process::{Command, Stdio};

use lastack_netlab::{
    Closer, Conduct, Dial, Fill, NamedNetns, Netns, Server, Terminal, diag, fill, mount_tmpfs, run_in,
};
use outcome::run;
use serde_json::Value;

/// A namespace with a service on loopback, and a journal folder that nobody else sees.
fn host() -> (Netns, Server) {
    let netns = Netns::enter_fresh().unwrap();
    mount_tmpfs("/var/lib".as_ref(), 1024 * 1024).unwrap();
    let server = Server::on("127.0.0.1:9001".parse().unwrap(), Conduct::CloseSecond).unwrap();
    (netns, server)
}

fn rows() -> u64 {
    diag::count(diag::states::TIME_WAIT).unwrap()
}

fn release(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lastack"));
    // Variables of the caller say nothing here, least of all another namespace.
    command.args(["fix", "release"]).args(arguments).env_clear().env("LASTACK_NETNS", "nowhere");
    command.env("PATH", "/usr/bin:/bin").stdin(Stdio::null());
    command
}

fn document(arguments: &[&str], code: i32) -> Value {
    outcome::document(release(&[arguments, &["--format", "json"]].concat()), code)
}

#[test]
fn without_a_terminal_and_without_yes_it_shows_what_it_would_do_and_does_nothing() {
    let (_netns, server) = host();
    server.open_and_close(&server.dial(), 23).unwrap();
    let (output, said) = run(release(&[]));
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("23 sockets in TIME_WAIT would be let go; nothing was changed yet"), "{said}");
    assert!(said.contains("23 to 127.0.0.1:9001") && said.contains("nobody agreed"), "{said}");
    let preview = document(&[], 3);
    assert_eq!((preview["chosen"].as_u64(), preview["done"].is_null()), (Some(23), true));
    assert_eq!(rows(), 23);
    assert!(!Path::new("/var/lib/lastack").exists());
}

#[test]
fn on_a_terminal_it_asks() {
    let (_netns, server) = host();
    server.open_and_close(&server.dial(), 23).unwrap();
    let mut terminal = Terminal::start(release(&[])).unwrap();
    terminal.hear("[y/N]").unwrap();
    terminal.say("n").unwrap();
    assert_eq!((terminal.end().unwrap(), rows()), (Some(3), 23));
    let mut terminal = Terminal::start(release(&[])).unwrap();
    terminal.hear("[y/N]").unwrap();
    terminal.say("y").unwrap();
    assert_eq!((terminal.end().unwrap(), rows()), (Some(0), 0));
}

#[test]
fn by_default_loopback_alone_and_others_with_their_price() {
    let (netns, server) = host();
    server.open_and_close(&server.dial(), 23).unwrap();
    netns.add_loopback_address("10.77.0.1".parse().unwrap()).unwrap();
    let other = Server::on("10.77.0.1:9002".parse().unwrap(), Conduct::CloseSecond).unwrap();
    other.open_and_close(&other.dial(), 7).unwrap();
    // Nobody listens there any more: nothing tells where its other end was.
    let passing = Server::on("127.0.0.1:9003".parse().unwrap(), Conduct::CloseSecond).unwrap();
    passing.open_and_close(&Dial::to("127.0.0.1:9003".parse().unwrap()), 5).unwrap();
    drop(passing);
    let preview = document(&[], 3);
    assert_eq!((&preview["chosen"], &preview["left"]["elsewhere"]), (&23.into(), &7.into()), "{preview}");
    assert_eq!(document(&["dport", "=", ":9002"], 0)["chosen"], 0);
    let done = document(&["--yes"], 0);
    assert_eq!((&done["done"]["gone"], rows()), (&23.into(), 12), "{done}");
    let (_, said) = run(release(&["--beyond-loopback", "dst", "10.77.0.1"]));
    assert!(said.contains("7 sockets") && said.contains("a late segment of an old connection"), "{said}");
    let done = document(&["--beyond-loopback", "--yes"], 0);
    assert_eq!((&done["done"]["gone"], rows()), (&12.into(), 0), "{done}");
}

#[test]
fn whoever_writes_into_another_namespace_reads_its_name_above_and_below() {
    let _here = host();
    mount_tmpfs("/run".as_ref(), 1024 * 1024).unwrap();
    let named = NamedNetns::create("elsewhere").unwrap();
    let there = run_in(named.fd(), || {
        let server = Server::on("127.0.0.1:9001".parse().unwrap(), Conduct::CloseSecond).unwrap();
        server.open_and_close(&server.dial(), 23).unwrap();
        server
    })
    .unwrap();
    let (_, said) = run(release(&["--netns", "elsewhere"]));
    assert!(said.starts_with("In netns elsewhere: 23 sockets in TIME_WAIT would be let go"), "{said}");
    // From inside nobody typed a name, and it is the same namespace.
    let (_, said) = run_in(named.fd(), || run(release(&["--yes"]))).unwrap();
    assert!(said.starts_with("In netns elsewhere: 23 sockets"), "{said}");
    assert!(said.contains("In netns elsewhere: 23 sockets in TIME_WAIT let go"), "{said}");
    let mut log = Command::new(env!("CARGO_BIN_EXE_lastack"));
    log.args(["fix", "log", "--lang", "en"]).stdin(Stdio::null());
    let (_, said) = run(log);
    assert!(said.contains("In elsewhere: "), "{said}");
    drop(there);
}

#[test]
fn other_states_go_one_by_one_and_a_listener_never() {
    let (_netns, _server) = host();
    let held = Server::on("127.0.0.1:9004".parse().unwrap(), Conduct::Leak).unwrap();
    let connections = held.dial().open(3).unwrap();
    held.wait_accepted(3).unwrap();
    drop(connections);
    held.wait_finished(3).unwrap();
    let waiting = || diag::rows(diag::states::CLOSE_WAIT).unwrap();
    assert_eq!(waiting().len(), 3);
    let (output, said) = run(release(&["--yes", "state", "close-wait"]));
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("3 sockets in CLOSE_WAIT match"), "{said}");
    let one = waiting()[0];
    let (local, remote) = (one.local.to_string(), one.remote.to_string());
    let done = document(&["--yes", "state", "close-wait", "src", &local, "dst", &remote], 0);
    assert_eq!((&done["done"]["gone"], waiting().len()), (&1.into(), 2), "{done}");
    let (output, said) = run(release(&["--yes", "state", "listen"]));
    assert_eq!(output.status.code(), Some(3), "{said}");
}

#[test]
fn without_the_privilege_it_refuses_before_anything_is_sent() {
    let (_netns, server) = host();
    server.open_and_close(&server.dial(), 23).unwrap();
    let program = env!("CARGO_BIN_EXE_lastack");
    let mut command = Command::new("setpriv");
    command.args(["--bounding-set", "-net_admin", "--inh-caps", "-net_admin", program]);
    command.args(["fix", "release", "--yes", "--lang", "en"]).stdin(Stdio::null());
    let (output, said) = run(command);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("Nothing was let go: it takes CAP_NET_ADMIN"), "{said}");
    // And the row of its trial, which it could not let go either.
    assert_eq!(rows(), 24);
    assert!(!Path::new("/var/lib/lastack/journal").exists());
}

/// Proof 5, through the program: the quickest of three, since other programs of the machine count in none of them.
#[test]
fn twenty_eight_thousand_rows_go_in_less_than_a_second_and_the_log_tells() {
    let mut times = Vec::new();
    for _ in 0..3 {
        let (netns, server) = host();
        drop(server);
        let wish = Fill { rows: 28_000, destinations: 1, peers: 1, port: 9005, closer: Closer::Client };
        fill(&netns, &wish).unwrap();
        let _listening = Server::on("127.0.0.1:9005".parse().unwrap(), Conduct::CloseSecond).unwrap();
        let done = document(&["--yes", "--rate", "0"], 0);
        assert_eq!((&done["done"]["gone"], rows()), (&28_000.into(), 0), "{done}");
        times.push(done["done"]["took_s"].as_f64().unwrap());
        let mut log = Command::new(env!("CARGO_BIN_EXE_lastack"));
        log.args(["fix", "log", "--format", "json"]).stdin(Stdio::null());
        let (output, said) = run(log);
        let log: Value = serde_json::from_slice(&output.stdout).unwrap();
        let change = &log["changes"][0];
        assert_eq!(
            (&change["state"], &change["release"]["gone"]),
            (&"released".into(), &28_000.into()),
            "{said}"
        );
    }
    let best = times.iter().copied().fold(f64::INFINITY, f64::min);
    println!("28,000 rows in {times:.3?} s");
    assert!(best < 1.0, "{times:?}");
}
