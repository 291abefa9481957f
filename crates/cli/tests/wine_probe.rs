//! `probe run` of lastack.exe under Wine: what it tells of known targets, what it leaves, and how it ends.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "starts the program that is tested")]

#[path = "wine/server.rs"]
mod server;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use lastack_netlab::diag::{rows, states as of_rows};
use lastack_netlab::{Conduct, Netns, Server as Peers, ServerOptions};
use serde_json::Value;
use server::Server;

const OPEN: usize = 11;
const CLOSED: usize = 5;
const SILENT: usize = 3;

/// Takes a request and never answers.
const MUTE: u16 = 7_100;

/// Where it serves.
const LISTEN: &str = "127.0.0.1:9115";

fn lastack(args: &[&str], file: &Path) -> Command {
    let mut command = Command::new("wine");
    command.arg(std::env::var_os("LASTACK_TEST_EXE").unwrap()).args(args).arg(file).stdin(Stdio::null());
    command
}

fn file(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("probe.toml");
    std::fs::write(&path, text).unwrap();
    path
}

/// A run, and its lines: one for each check.
fn begin(path: &Path) -> (Child, BufReader<ChildStdout>) {
    let mut command = lastack(&["--format", "json", "--lang", "en", "probe", "run"], path);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap());
    (child, lines)
}

/// Reads on until each target was checked so often; the last state of each.
fn states(lines: &mut BufReader<ChildStdout>, names: &[String], rounds: u32) -> BTreeMap<String, Value> {
    let mut told: BTreeMap<String, (u32, Value)> = BTreeMap::new();
    while names.iter().any(|name| told.get(name).is_none_or(|(times, _)| *times < rounds)) {
        let mut line = String::new();
        assert!(lines.read_line(&mut line).unwrap() > 0, "it ended with {told:?}");
        let check: Value = serde_json::from_str(&line).unwrap();
        let entry = told.entry(check["target"].as_str().unwrap().to_owned()).or_default();
        *entry = (entry.0 + 1, check["up"].clone());
    }
    told.into_iter().map(|(name, (_, up))| (name, up)).collect()
}

/// Asks on one connection, and closes it first.
fn ask(paths: &[&str]) -> Vec<String> {
    let mut stream = BufReader::new(TcpStream::connect(LISTEN).unwrap());
    let mut answer = |path: &&str| {
        write!(stream.get_mut(), "GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut length = 0;
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).unwrap();
            if let Some(count) = line.strip_prefix("Content-Length: ") {
                length = count.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        String::from_utf8(body).unwrap()
    };
    paths.iter().map(&mut answer).collect()
}

/// Rows in TIME_WAIT, or before it, that are not of whoever asked for metrics.
fn left() -> usize {
    let of_metrics = |port: u16| port == 9_115;
    rows(of_rows::TIME_WAIT | of_rows::FIN_WAIT2)
        .unwrap()
        .iter()
        .filter(|row| !of_metrics(row.local.port()) && !of_metrics(row.remote.port()))
        .count()
}

#[test]
fn a_run_tells_what_is_open_closed_and_silent_serves_it_and_leaves_nothing() {
    let netns = Netns::enter_fresh().unwrap();
    netns.add_silent_network(Ipv4Addr::new(10, 77, 0, 0), 24).unwrap();
    let _server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    // Towards these an ordinary close would leave its TIME_WAIT here.
    let peers = ServerOptions::ports(Ipv4Addr::LOCALHOST, 7_001..=7_000 + OPEN as u16, Conduct::CloseSecond);
    let _peers = Peers::start(&peers).unwrap();
    let open = (7_001..=7_000 + OPEN).map(|port| format!("127.0.0.1:{port}"));
    let closed = (1..=CLOSED).map(|port| format!("127.0.0.1:{port}"));
    let silent = (1..=SILENT).map(|last| format!("10.77.0.{last}:80"));
    let names: Vec<String> = open.chain(closed).chain(silent).collect();
    let expected: BTreeMap<String, Value> =
        names.iter().enumerate().map(|(place, name)| (name.clone(), Value::Bool(place < OPEN))).collect();
    let text = format!(
        "listen = \"{LISTEN}\"\n[defaults]\ntimeout = 1\ninterval = 1\n[[targets]]\ntarget = {names:?}\n"
    );
    let path = file(folder.path(), &text);

    let (mut child, mut lines) = begin(&path);
    assert_eq!(states(&mut lines, &names, 3), expected);
    let probe = format!("/probe?module=tcp_connect&target={}", names[0]);
    let probe_closed = format!("/probe?module=tcp_connect&target={}", names[OPEN]);
    let told = ask(&["/metrics", &probe, &probe_closed]);
    let lines_of = |begin: &str, end: &str| {
        told[0].lines().filter(|line| line.starts_with(begin) && line.ends_with(end)).count()
    };
    assert_eq!(
        (lines_of("lastack_probe_up{", " 1"), lines_of("lastack_probe_up{", " 0")),
        (OPEN, CLOSED + SILENT)
    );
    assert_eq!(lines_of("lastack_probe_failure{", "reason=\"refused\"} 1"), CLOSED);
    assert_eq!(lines_of("lastack_probe_failure{", "reason=\"timed-out\"} 1"), SILENT);
    assert!(told[1].contains("\nprobe_success 1\n"), "{}", told[1]);
    assert!(told[2].contains("\nprobe_success 0\n"), "{}", told[2]);

    file(folder.path(), &text.replace("10.77.0.1", "10.77.0.9"));
    let mut notes = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(notes.any(|note| note.unwrap().contains("was read again: 19 targets")));
    states(&mut lines, &["10.77.0.9:80".to_owned()], 1);

    // Wine makes Ctrl-C of it.
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    lines.read_to_string(&mut String::new()).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(left(), 0, "it ended by itself");

    // Killed while one connection stands, of a server that does not answer, and no other is just being made: what stands, and
    // is no longer asked for by connect(), goes by a reset.
    let mute = TcpListener::bind((Ipv4Addr::LOCALHOST, MUTE)).unwrap();
    let text = text.replace("interval = 1\n", "interval = 60\n");
    let silent = format!("[[targets]]\ntarget = [\"127.0.0.1:{MUTE}\"]\nstrategy = \"http\"\ntimeout = 30\n");
    let (mut child, mut lines) = begin(&file(folder.path(), &(text + &silent)));
    states(&mut lines, &names, 1);
    let mut asked = mute.accept().unwrap().0;
    asked.read_exact(&mut [0]).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(left(), 0, "it was killed");

    for (lacking, en, zh) in [
        (
            "strategy = \"hold\"",
            "line 3, column 12: hold works on Linux alone",
            "第 3 行第 12 列：hold 只在 Linux",
        ),
        ("strategy = \"observe\"", "observe works on Linux alone", "observe 只在 Linux 上可用"),
        ("source = \"127.0.0.1\"", "an address to connect from", "指定源地址"),
        ("local = true", "which ports this host listens on", "查找本机监听端口"),
        ("[defaults]\nfamily = 4\n[modules.x]\nstrategy = \"hold\"", "line 6, column 12: hold", "第 6 行"),
    ] {
        let path = file(folder.path(), &format!("[[targets]]\ntarget = [\"127.0.0.1:9\"]\n{lacking}\n"));
        for (lang, words) in [("en", en), ("zh", zh)] {
            let output = lastack(&["--lang", lang, "probe", "run", "--check"], &path).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(!output.status.success() && said.contains(words), "{lacking}: {said}");
        }
    }
}
