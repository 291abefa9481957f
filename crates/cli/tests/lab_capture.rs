//! A capture of a real kernel's state, opened again: the same answer, field by field; and what a masked one hides.

#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests: what is missing must stop the test"
)]
#![expect(clippy::disallowed_methods, reason = "names this process, so that its name can be looked for")]

use std::ffi::OsString;
use std::hash::RandomState;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lastack_diagnose::diff::{Basis, Masked};
use lastack_engine::{Captured, Input, NetnsChoice, Request, Text, examine};
use lastack_host::{
    Answer, Call, Capture, End, Event, Host, HostError, Live, Moment, NetnsStat, Record, Replay,
};
use lastack_model::mask::found_in;
use lastack_model::words::{Catalog, Lang};
use lastack_model::{Course, CoverageState, Report, SourceKind, TcpState};
use lastack_netlab::{Conduct, Netns, Server};
use lastack_report::View;
use serde_json::Value;

/// Addresses that stand nowhere by chance.
const SERVER: &str = "172.23.209.77";
const SERVER_V6: &str = "fd5a:e3b1:77c4::9d21";
const COMM: &str = "zebrafisch-7";

fn request() -> Request {
    Request { netns: NetnsChoice::Own, interval: Duration::from_millis(150), ..Request::default() }
}

/// A namespace in which 613 of 1,000 ports towards one destination are in TIME_WAIT, 23 connections wait for their
/// owner to close, and a route of IPv6 has 37 rows.
struct Scene {
    _netns: Netns,
    _servers: Vec<Server>,
    _held: Vec<lastack_netlab::Connection>,
}

/// Returns when an address of IPv6 can be reached: the kernel makes its route after the address.
fn routed(address: &str) {
    let asks = std::net::UdpSocket::bind("[::]:0").unwrap();
    let begun = std::time::Instant::now();
    while let Err(error) = asks.connect((address, 9)) {
        assert!(begun.elapsed() < Duration::from_secs(20), "no route to {address}: {error}");
        std::thread::yield_now();
    }
}

fn scene() -> Scene {
    let netns = Netns::enter_fresh().unwrap();
    netns.sysctl("net.ipv4.ip_local_port_range", "40000 40999").unwrap();
    netns.sysctl("net.ipv4.tcp_tw_reuse", "0").unwrap();
    netns.add_loopback_address(SERVER.parse().unwrap()).unwrap();
    netns.add_loopback_address(SERVER_V6.parse().unwrap()).unwrap();
    routed(SERVER_V6);
    let server = |address: &str, port, conduct| {
        Server::on(SocketAddr::new(address.parse().unwrap(), port), conduct).unwrap()
    };
    let busy = server(SERVER, 8443, Conduct::CloseSecond);
    busy.open_and_close(&busy.dial(), 613).unwrap();
    let six = server(SERVER_V6, 8444, Conduct::CloseSecond);
    six.open_and_close(&six.dial(), 37).unwrap();
    let holding = server(SERVER, 8445, Conduct::Hold);
    let held = holding.dial().open(23).unwrap();
    Scene { _netns: netns, _servers: vec![busy, six, holding], _held: held }
}

fn capture(host: &dyn Host, secret: Option<&RandomState>) -> (Vec<u8>, Captured) {
    let text = secret.map_or(Text::Plain, Text::Masked);
    lastack_engine::capture(host, &request(), text, Vec::new()).unwrap()
}

/// A host on which one file stands, and that is none of Linux otherwise.
fn open(packed: &[u8]) -> Report {
    let stream = (0, Call::Stream("x.lastack".into()), Answer::Pieces(vec![packed.to_vec()], None));
    let host = Replay::new(&Record { calls: vec![stream], views: 0 });
    let request = Request { inputs: vec![Input::File("x.lastack".into())], ..Request::default() };
    examine(&host, &request).unwrap().report
}

fn document(report: &Report) -> Value {
    let catalog = Catalog::new(lastack_engine::words().chain(lastack_report::WORDS));
    let mut text = String::new();
    let format = lastack_report::format("json").unwrap();
    (format.write)(report, &View::new(&catalog, Lang::En), &mut text).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_capture_opens_to_the_live_answer_field_by_field() {
    let _scene = scene();
    let (packed, Captured { examined, tally }) = capture(&Live::new(), None);
    let mut live = examined.report;
    assert_eq!(live.snapshot.namespaces[0].census.count(TcpState::TimeWait), Some(650));
    assert!(live.findings.as_ref().is_some_and(|findings| !findings.is_empty()));
    assert_eq!(tally.bytes, packed.len() as u64);

    let replayed = open(&packed);
    assert_eq!(replayed.snapshot.kind, SourceKind::Capture);
    let mut said = document(&live);
    let mut again = document(&replayed);
    assert_eq!((said["source"].take(), again["source"].take()), ("live".into(), "capture".into()));
    assert_eq!(differences(&said, &again), [] as [String; 0]);
    live.snapshot.kind = SourceKind::Capture;
    assert!(live == replayed, "what the document does not show differs");
}

/// Where two documents differ, and how.
fn differences(one: &Value, other: &Value) -> Vec<String> {
    let mut all = Vec::new();
    collect_differences(one, other, "", &mut all);
    all
}

fn collect_differences(one: &Value, other: &Value, at: &str, all: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            a.iter()
                .for_each(|(key, value)| collect_differences(value, &b[key], &format!("{at}/{key}"), all));
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let pairs = a.iter().zip(b).enumerate();
            pairs.for_each(|(index, (a, b))| collect_differences(a, b, &format!("{at}/{index}"), all));
        }
        _ if one == other => {}
        _ => all.push(format!("{at}: {one} / {other}")),
    }
}

/// A text without what a mask draws.
fn drawn(text: &str) -> String {
    let mut plain = String::new();
    let mut done = 0;
    for (at, end, address) in found_in(text) {
        let kept = address.is_loopback() || address.is_unspecified();
        plain.push_str(&text[done..at]);
        plain.push_str(if kept { &text[at..end] } else { "ADDRESS" });
        done = end;
    }
    plain.push_str(&text[done..]);
    for kind in ["host", "process", "netns", "container", "input", "text"] {
        for number in (1..200).rev() {
            plain = plain.replace(&format!("{kind}-{number}"), "NAME");
        }
    }
    plain
}

fn without_drawn(value: &mut Value) {
    match value {
        Value::String(text) => *text = drawn(text),
        Value::Array(values) => values.iter_mut().for_each(without_drawn),
        Value::Object(fields) => {
            // Keys are hashes of what was masked.
            for key in ["key", "relates"] {
                if let Some(hash) = fields.get_mut(key).filter(|hash| !hash.is_object()) {
                    *hash = Value::Null;
                }
            }
            fields.values_mut().for_each(without_drawn);
        }
        _ => {}
    }
}

#[test]
fn a_masked_capture_opens_to_the_masked_live_answer_but_for_what_was_drawn() {
    let _scene = scene();
    let (packed, Captured { examined, .. }) = capture(&Live::new(), Some(&RandomState::new()));
    let mut said = document(&lastack_report::mask(&examined.report, &RandomState::new()));
    let mut again = document(&open(&packed));
    assert_eq!((said["source"].take(), again["source"].take()), ("live".into(), "capture".into()));
    without_drawn(&mut said);
    without_drawn(&mut again);
    assert_eq!(differences(&said, &again), [] as [String; 0]);
    assert_eq!(again["host"]["hostname"], "NAME");
}

/// Everything that stands in a capture, one after the other.
fn unpacked(packed: Vec<u8>) -> Vec<u8> {
    let capture = Capture::open(packed).unwrap();
    let mut bytes = format!("{:?}", capture.about()).into_bytes();
    capture.events(&mut |event| match event {
        Event::Piece(piece) => bytes.extend_from_slice(piece),
        Event::Call(_, Call::SockDiag(request)) => bytes.extend_from_slice(request),
        Event::End(End::Target(target)) => bytes.extend_from_slice(target.as_os_str().as_encoded_bytes()),
        other => bytes.extend_from_slice(format!("{other:?}").as_bytes()),
    });
    bytes
}

/// Forms in which an address may stand: text, bytes either way round, and the words of /proc/net/tcp.
fn forms(address: &str) -> Vec<Vec<u8>> {
    let octets = match address.parse().unwrap() {
        std::net::IpAddr::V4(v4) => v4.octets().to_vec(),
        std::net::IpAddr::V6(v6) => v6.octets().to_vec(),
    };
    let words: String = octets
        .chunks(4)
        .map(|word| format!("{:08X}", u32::from_ne_bytes(word.try_into().unwrap())))
        .collect();
    let hex: String = octets.iter().map(|byte| format!("{byte:02x}")).collect();
    let reversed = octets.iter().rev().copied().collect();
    vec![address.into(), octets, reversed, words.clone().into(), words.to_lowercase().into(), hex.into()]
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

/// This machine, whose kernel refuses netlink: its table comes from /proc/net/tcp. Its log holds a line about a full
/// queue and one about somebody's disk, and it is no namespace of its own.
struct NoNetlink(Live);

const FLOODED: &str = "6,1,9000000000000000,-;TCP: Possible SYN flooding on port 443. Sending cookies.\n";
const DISK: &str = "6,2,9000000000000001,-;usb 1-1: SerialNumber: WD-2718281828\n";

impl Host for NoNetlink {
    fn read(&self, path: &Path) -> Result<Vec<u8>, HostError> {
        let hosts_own = path.ends_with("tcp_max_orphans");
        if hosts_own { Ok(b"65536\n".to_vec()) } else { self.0.read(path) }
    }
    fn stream(&self, path: &Path, piece: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> Result<(), HostError> {
        self.0.stream(path, piece)
    }
    fn kernel_log(
        &self,
        wanted: &dyn Fn(&[u8]) -> bool,
        record: &mut dyn FnMut(&[u8]),
    ) -> Result<(), HostError> {
        [FLOODED, DISK].map(str::as_bytes).into_iter().filter(|line| wanted(line)).for_each(record);
        Ok(())
    }
    fn list(&self, path: &Path) -> Result<Vec<OsString>, HostError> {
        self.0.list(path)
    }
    fn link(&self, path: &Path) -> Result<PathBuf, HostError> {
        self.0.link(path)
    }
    fn attribute(&self, path: &Path, name: &str) -> Result<Vec<u8>, HostError> {
        self.0.attribute(path, name)
    }
    fn now(&self) -> Moment {
        self.0.now()
    }
    fn wait(&self, time: Duration) {
        self.0.wait(time);
    }
    fn netns(&self) -> Result<NetnsStat, HostError> {
        self.0.netns()
    }
    fn enter(&self, path: &Path) -> Result<Box<dyn Host>, HostError> {
        self.0.enter(path)
    }
    fn sock_diag(&self, _: &[u8], _: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> Result<(), HostError> {
        Err(HostError::SockDiag { source: std::io::Error::from_raw_os_error(1) })
    }
}

#[test]
fn lines_of_the_kernels_log_stand_in_a_capture_with_text_and_in_no_other() {
    let _netns = Netns::enter_fresh().unwrap();
    let host = NoNetlink(Live::new());
    let secret = RandomState::new();
    let taken = |text: Text<'_, RandomState>| {
        let (packed, taken) = lastack_engine::capture(&host, &request(), text, Vec::new()).unwrap();
        let mut bytes = Vec::new();
        Capture::open(packed.clone()).unwrap().events(&mut |event| {
            if let Event::Piece(piece) = event {
                bytes.extend_from_slice(piece);
            }
        });
        let logs = |report: &Report| report.snapshot.namespaces[0].logs.clone();
        assert_eq!(logs(&taken.examined.report), logs(&open(&packed)), "live and replayed");
        assert!(!holds(&bytes, b"WD-2718281828"), "a line that tells nothing is not kept");
        let coverage = open(&packed).snapshot.coverage;
        let log = coverage.iter().find(|line| line.subject == "kernel_log").unwrap();
        (logs(&open(&packed)).len(), holds(&bytes, b"SYN flooding"), log.state)
    };
    assert_eq!(taken(Text::Full), (1, true, CoverageState::Ready));
    assert_eq!(taken(Text::Plain), (0, false, CoverageState::Unavailable));
    assert_eq!(taken(Text::Masked(&secret)), (0, false, CoverageState::Unavailable));
}

#[test]
fn no_address_and_no_name_of_the_host_stands_in_a_masked_capture() {
    std::fs::write("/proc/self/comm", COMM).unwrap();
    let _scene = scene();
    let hostname = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    let boot_id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap();
    let hosts: [&dyn Host; 2] = [&Live::new(), &NoNetlink(Live::new())];
    for host in hosts {
        let plain = unpacked(capture(host, None).0);
        let masked = unpacked(capture(host, Some(&RandomState::new())).0);
        let names = [COMM, hostname.trim(), boot_id.trim()];
        for name in names.iter().filter(|name| name.len() > 3) {
            assert!(holds(&plain, name.as_bytes()), "{name} is not even in the plain one");
            assert!(!holds(&masked, name.as_bytes()), "{name}");
        }
        for address in [SERVER, SERVER_V6] {
            let forms = forms(address);
            assert!(forms.iter().any(|form| holds(&plain, form)), "{address} is not even in the plain one");
            for form in forms {
                assert!(!holds(&masked, &form), "{address} as {form:?}");
            }
        }
    }
}

#[test]
fn a_table_without_netlink_is_the_same_when_the_capture_is_opened() {
    let _scene = scene();
    let (packed, Captured { examined, .. }) = capture(&NoNetlink(Live::new()), None);
    let mut live = examined.report;
    live.snapshot.kind = SourceKind::Capture;
    assert_eq!(differences(&document(&live), &document(&open(&packed))), [] as [String; 0]);
    let (packed, Captured { examined, .. }) = capture(&NoNetlink(Live::new()), Some(&RandomState::new()));
    let counts = |report: &Report| {
        let census = &report.snapshot.namespaces[0].census;
        let mut routes: Vec<_> = census.routes.iter().map(|route| (route.key.port, route.states)).collect();
        routes.sort_by_key(|(port, _)| *port);
        (census.states, routes.len(), format!("{routes:?}"))
    };
    assert_eq!(counts(&examined.report), counts(&open(&packed)));
}

/// Which tools the script finds.
#[derive(Clone, Copy, Debug)]
enum Tools {
    /// All of this machine
    All,
    /// No ss
    Netstat,
    /// busybox and nothing else
    Busybox,
    /// Neither ss nor netstat
    Neither,
}

/// The output of the script in this namespace, with only these tools on its path.
fn script(tools: Tools) -> String {
    let printed = std::process::Command::new(env!("CARGO_BIN_EXE_lastack"))
        .args(["capture", "--script", "sh"])
        .output()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let link = |from: &str, name: &str| std::os::unix::fs::symlink(from, path.join(name)).unwrap();
    let find = |name: &str| {
        let found = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"].map(|folder| format!("{folder}/{name}"));
        found
            .into_iter()
            .find(|path| Path::new(path).exists())
            .unwrap_or_else(|| panic!("{name} is not installed"))
    };
    let plain = ["cat", "date", "tr", "uname", "uptime"];
    match tools {
        Tools::All | Tools::Netstat | Tools::Neither => plain.iter().for_each(|name| link(&find(name), name)),
        Tools::Busybox => plain.iter().chain(&["netstat"]).for_each(|name| link(&find("busybox"), name)),
    }
    match tools {
        Tools::All => ["ss", "netstat"].iter().for_each(|name| link(&find(name), name)),
        Tools::Netstat => link(&find("netstat"), "netstat"),
        Tools::Busybox | Tools::Neither => {}
    }
    let shell: &[&str] = if matches!(tools, Tools::Busybox) { &["busybox", "sh"] } else { &["sh"] };
    let output = std::process::Command::new(find(shell[0]))
        .args(&shell[1..])
        .args(["-c", &String::from_utf8(printed.stdout).unwrap()])
        .env("PATH", path)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_script_tells_the_states_and_routes_of_the_live_look_with_whatever_tool_there_is() {
    let _scene = scene();
    let live = examine(&Live::new(), &request()).unwrap().report;
    let seen = |report: &Report| {
        let census = &report.snapshot.namespaces[0].census;
        let states = [TcpState::Established, TcpState::TimeWait, TcpState::Listen, TcpState::CloseWait];
        let mut routes: Vec<_> =
            census.routes.iter().map(|route| (route.key, route.states.total())).collect();
        routes.sort();
        (states.map(|state| census.count(state)), routes)
    };
    assert_eq!(seen(&live).1.len(), 3);
    for tools in [Tools::All, Tools::Netstat, Tools::Busybox, Tools::Neither] {
        let text = script(tools);
        let host = Replay::of_files([("host.txt", text.as_str())]);
        let request = Request { inputs: vec![Input::File("host.txt".into())], ..Request::default() };
        let read = examine(&host, &request).unwrap().report;
        assert_eq!(seen(&read), seen(&live), "{tools:?}: {text}");
        let snapshot = &read.snapshot;
        assert_eq!(snapshot.host.kernel, live.snapshot.host.kernel, "{tools:?}");
        assert_eq!(snapshot.host.hostname, live.snapshot.host.hostname, "{tools:?}");
        assert!(snapshot.taken_at_ms.abs_diff(live.snapshot.taken_at_ms) < 60_000, "{tools:?}");
        let range = snapshot.namespaces[0].facts.port_range("net.ipv4.ip_local_port_range");
        assert_eq!(range, Some((40_000, 40_999)), "{tools:?}");
        assert!(snapshot.namespaces[0].counters.contains_key("TcpExt.TW"), "{tools:?}");
        assert_eq!(snapshot.warnings.first, [], "{tools:?}");
    }
}

/// Files below a folder that a process holds open, as the kernel names them.
fn held_open(pid: u32, folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
    let files = entries.filter_map(|entry| std::fs::read_link(entry.path()).ok());
    files.filter(|file| file.starts_with(folder)).collect()
}

#[test]
fn a_capture_that_is_killed_leaves_nothing_behind() {
    let _netns = Netns::enter_fresh().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.lastack");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_lastack"))
        .args(["capture", path.to_str().unwrap(), "--interval", "600", "--netns", "self"])
        .spawn()
        .unwrap();
    let begun = std::time::Instant::now();
    while held_open(child.id(), folder.path()).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it opens its file before it looks");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success());
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().flatten().collect();
    assert!(left.is_empty(), "{left:?}: the folder for temporary files must be able to keep nameless files");
}

#[test]
fn a_leak_that_grows_between_two_captures_is_worse_with_its_pace() {
    let netns = Netns::enter_fresh().unwrap();
    netns.add_loopback_address(SERVER.parse().unwrap()).unwrap();
    let server = Server::on(SocketAddr::new(SERVER.parse().unwrap(), 8447), Conduct::Leak).unwrap();
    let leak = |count: u64, all: u64| {
        let dialled = server.dial().open(count).unwrap();
        server.wait_accepted(all).unwrap();
        drop(dialled);
        server.wait_finished(all).unwrap();
        open(&capture(&Live::new(), None).0)
    };
    let (before, after) = (leak(101, 101), leak(307, 408));
    let compare = |one: &Report, other: &Report| {
        lastack_diagnose::diff::diff(one, other, Masked::Neither, Basis::Looks)
    };
    let diff = compare(&before, &after);
    let leak = diff.findings.iter().find(|finding| finding.id == "close-wait-leak").unwrap();
    let moved = leak.moved.unwrap();
    assert_eq!((diff.course, moved.before, moved.after), (Course::Worse, 101, 408));
    let pace = moved.pace.unwrap();
    assert!((pace.per_s * pace.seconds - 307.0).abs() < 0.5, "{pace:?}");
    assert_eq!(compare(&before, &before).course, Course::Same);
}
