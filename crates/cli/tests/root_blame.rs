//! Needs root: the real program while connect() finds no port. What it says of it, in both languages and in JSON.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "runs the real program, and looks at what it holds")]

#[path = "lab/tracing.rs"]
mod tracing;

use std::process::{Child, Command, Output, Stdio};

use lastack_netlab::{Conduct, Connection, Dial, NamedNetns, Netns, Server};
use serde_json::Value;
use tracing::wait_traced;

/// Ports that the namespace has, all of them taken.
const RANGE: u64 = 12;
/// A prime: what is counted twice or half shows.
const REFUSED: u64 = 23;
/// Connects that the peer refuses by RST, which are none of these.
const BY_PEER: u64 = 19;

/// A namespace without a free port towards the server.
struct Full {
    server: Server,
    _held: Vec<Connection>,
    // The thread goes back when all else has gone.
    _netns: Netns,
}

fn full() -> Full {
    let netns = Netns::enter_fresh().unwrap();
    let (server, held) = fill(&netns);
    Full { server, _held: held, _netns: netns }
}

/// Takes every port of the namespace that the thread is in.
fn fill(netns: &Netns) -> (Server, Vec<Connection>) {
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40011").unwrap();
    let server = Server::on("127.0.0.1:8443".parse().unwrap(), Conduct::Hold).unwrap();
    let held = server.dial().open(RANGE).unwrap();
    server.wait_accepted(RANGE).unwrap();
    (server, held)
}

fn lastack(arguments: &[&str]) -> Child {
    lastack_in("self", arguments)
}

fn lastack_in(netns: &str, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lastack"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "LASTACK_LANG", "LASTACK_FORMAT"] {
        command.env_remove(name);
    }
    command.args(arguments).args(["--netns", netns]).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Connects that find no port, and connects that the peer refuses.
fn connects(server: &Server) {
    (0..REFUSED).for_each(|_| drop(server.dial().connect(0).unwrap_err()));
    let nobody = Dial::to("127.0.0.2:9".parse().unwrap());
    (0..BY_PEER).for_each(|_| drop(nobody.connect(0).unwrap_err()));
}

/// Ends the trace early, as Ctrl-C does.
fn interrupt(child: &Child) {
    send(child, "-INT");
}

fn send(child: &Child, signal: &str) {
    assert!(Command::new("/bin/kill").args([signal, &child.id().to_string()]).status().unwrap().success());
}

fn well(child: Child) -> String {
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    assert!(status.success(), "{status}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap()
}

fn blamed(full: &Full, arguments: &[&str]) -> String {
    let mut child = lastack(&[&["blame", "600"], arguments].concat());
    wait_traced(&mut child);
    connects(&full.server);
    interrupt(&child);
    well(child)
}

/// Name and pid of this process, which asks for the ports.
fn own() -> (String, u32) {
    (std::fs::read_to_string("/proc/self/comm").unwrap().trim_end().to_owned(), std::process::id())
}

#[test]
fn connects_without_a_port_are_told_with_who_and_where_and_the_peers_refusals_are_not_among_them() {
    let full = full();
    let (comm, pid) = own();
    for (lang, count) in [("en", "23 times"), ("zh", "23 次")] {
        let text = blamed(&full, &["--lang", lang, "--width", "200"]);
        let first = text.lines().next().unwrap();
        for part in [count, &comm, &pid.to_string(), "127.0.0.1:8443", "EADDRNOTAVAIL"] {
            assert!(first.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("127.0.0.2"), "{text}");
    }
    let document: Value = serde_json::from_str(&blamed(&full, &["--format", "json"])).unwrap();
    assert_eq!((&document["kind"], &document["method"]), (&"blame".into(), &"bpf".into()));
    let [refused] = &document["refused_connects"].as_array().unwrap()[..] else { panic!("{document}") };
    let (who, place) = (&refused["who"], (&refused["destination"], &refused["port"]));
    assert_eq!((&refused["count"], place), (&REFUSED.into(), (&"127.0.0.1".into(), &8443.into())));
    assert_eq!((&who["pid"], who["comm"].as_str()), (&pid.into(), Some(comm.as_str())));
    assert_eq!(document["closes"]["first"], 0);
}

#[test]
fn a_verdict_that_saw_them_needs_no_conclusion() {
    let full = full();
    let (comm, _) = own();
    let mut child = lastack(&["--blame", "5s", "--interval", "0", "--format", "json"]);
    wait_traced(&mut child);
    connects(&full.server);
    let document: Value = serde_json::from_str(&well(child)).unwrap();
    let findings = document["findings"].as_array().unwrap();
    let finding = findings.iter().find(|finding| finding["id"] == "port-exhaustion").unwrap();
    assert_eq!(
        (&finding["severity"], &finding["because"]),
        (&"critical".into(), &"refused connects 23 >= 1".into())
    );
    let refused = &finding["args"]["refused"];
    assert_eq!((&refused["value"], &refused["source"]), (&REFUSED.into(), &"trace".into()));
    assert_eq!(refused["certainty"], "observed");
    assert_eq!(finding["args"]["program"]["value"].as_str(), Some(comm.as_str()));
    let routes = document["routes"]["top"].as_array().unwrap();
    let route = routes.iter().find(|route| route["port"] == 8443).unwrap();
    assert_eq!(route["refused_connects"], REFUSED);
}

#[test]
fn a_traced_verdict_that_is_interrupted_tells_what_it_saw() {
    let full = full();
    for signal in ["-INT", "-TERM"] {
        let mut child = lastack(&["--blame", "600", "--interval", "0", "--format", "json"]);
        wait_traced(&mut child);
        connects(&full.server);
        send(&child, signal);
        let document: Value = serde_json::from_str(&well(child)).unwrap();
        let routes = document["routes"]["top"].as_array().unwrap();
        let route = routes.iter().find(|route| route["port"] == 8443).unwrap();
        assert_eq!(route["refused_connects"], REFUSED, "{signal}");
    }
}

/// Words behind `lastack` of every command that a text or a document says to type.
fn commands(text: &str) -> Vec<String> {
    let ends = |c: char| matches!(c, '|' | '(' | ')' | '"' | ';' | '\n');
    let found = text.match_indices("lastack ").map(|(at, name)| text[at + name.len()..].split(ends).next());
    found.flatten().map(|command| command.trim_end_matches(['.', ',']).trim().to_owned()).collect()
}

#[test]
fn what_is_to_be_typed_about_a_traced_namespace_names_it() {
    let name = format!("lastack-blame-{}", std::process::id());
    let named = NamedNetns::create(&name).unwrap();
    let (server, _held) = named.run(|| fill(&named)).unwrap();
    let traced = |arguments: &[&str]| {
        let mut child = lastack_in(&name, arguments);
        wait_traced(&mut child);
        named.run(|| connects(&server)).unwrap();
        interrupt(&child);
        well(child)
    };
    let (_, pid) = own();
    // Where commands stand, and how many at least.
    for (arguments, least) in [
        (&["fix", "plan", "--blame", "600", "--interval", "0"][..], 2),
        (&["blame", "600"], 2),
        (&["--blame", "600", "--interval", "0"], 4),
    ] {
        let text = traced(&[arguments, &["--width", "400"]].concat());
        // They go there from any shell. The way back finds its namespace in the journal, and words are explained anywhere.
        let of_host = |command: &String| {
            let places =
                ["--netns", "blame", "fix apply", "fix plan", "fix --", "ports", "sockets", "states"];
            places.iter().any(|place| command.starts_with(place))
        };
        let said: Vec<String> = commands(&text).into_iter().filter(of_host).collect();
        assert!(said.len() >= least, "{arguments:?}: {text}");
        let named = format!("--netns {name}");
        assert!(said.iter().all(|command| command.contains(&named)), "{said:?}: {text}");
    }
    // The plan rests on what was seen there.
    let plan: Value =
        serde_json::from_str(&traced(&["fix", "--blame", "600", "--interval", "0", "--format", "json"]))
            .unwrap();
    let remedies = plan["remedies"].as_array().unwrap();
    assert!(remedies.iter().any(|one| one["id"] == "widen-port-range"), "{plan}");
    let blame: Value = serde_json::from_str(&traced(&["blame", "600", "--format", "json"])).unwrap();
    assert_eq!(
        (&blame["refused_connects"][0]["count"], &blame["refused_connects"][0]["who"]["pid"]),
        (&REFUSED.into(), &pid.into())
    );
}
