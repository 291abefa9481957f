//! lastack.exe changes a real registry, that of Wine, and takes it back: what regedit exports before is what it exports
//! afterwards. Points of a kill stand in `treat/tests/windows_registry.rs`.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "starts the program that is tested, and looks at its files")]

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use lastack_netlab::{Conduct, Netns, Server};
use serde_json::Value;

const KEY: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters";
const DELAY: &str = "TcpTimedWaitDelay";
const STRICT: &str = "StrictTimeWaitSeqCheck";

/// There is one Wine.
static WINE: Mutex<()> = Mutex::new(());

/// Ends what runs in the tests' own Wine, and nothing else: for Windows that is a restart.
fn stop_wine() {
    for step in ["--kill", "--wait"] {
        // Nothing to kill is no failure.
        let _ = Command::new("wineserver").arg(step).stderr(Stdio::null()).status().unwrap();
    }
}

fn start_wine() -> Child {
    let mut command = Command::new("wineserver");
    let server = command.args(["--foreground", "--persistent"]).stdin(Stdio::null()).spawn().unwrap();
    // The first program starts the services of Wine, which keep its ends of pipes as long as they live.
    let mut first = Command::new("wine");
    first.args(["cmd", "/c", "exit"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    assert!(first.status().unwrap().success());
    server
}

/// A Wine in a namespace of its own whose ports run out, with a netsh of ours (`xtask/wine/netsh.c`) that tells how many they are.
struct Scene {
    server: Child,
    closes: Server,
    folder: tempfile::TempDir,
    _netns: Netns,
    _alone: MutexGuard<'static, ()>,
}

/// More than half of the ports.
const ROWS: u16 = 211;

/// How often rows that went are made again.
const PACE: Duration = Duration::from_millis(100);

/// First port and number of ports, as the stand-in keeps them.
const PORTS: &str = "ipv4 60000 300\nipv6 49152 16384\n";

/// What lastack makes of it.
const WIDER: &str = "ipv4 32768 32768\nipv6 49152 16384\n";

impl Scene {
    fn new() -> Self {
        let alone = WINE.lock().unwrap_or_else(PoisonError::into_inner);
        stop_wine();
        let netns = Netns::enter_fresh().unwrap();
        netns.sysctl("net.ipv4.tcp_tw_reuse", "0").unwrap();
        let _ = fs::remove_dir_all(ours());
        fs::write(range(), PORTS).unwrap();
        let closes = Server::on("127.0.0.1:7001".parse().unwrap(), Conduct::CloseSecond).unwrap();
        let scene = Scene {
            server: start_wine(),
            closes,
            folder: tempfile::tempdir().unwrap(),
            _netns: netns,
            _alone: alone,
        };
        scene.set(DELAY, None);
        scene.set(STRICT, Some(0));
        scene
    }

    /// As many rows as ever: those of a minute ago have gone.
    fn use_ports(&self) {
        let table = fs::read_to_string("/proc/thread-self/net/tcp").unwrap();
        let waiting = table.lines().filter(|line| line.split_whitespace().nth(3) == Some("06")).count();
        let missing = usize::from(ROWS).saturating_sub(waiting);
        self.closes.open_and_close(&self.closes.dial(), missing as u64).unwrap();
    }

    fn restart(&mut self) {
        stop_wine();
        self.server.wait().unwrap();
        self.server = start_wine();
    }

    /// A program of Wine; its exit code, and what it said on both of its outputs. A guard that it starts may keep these open.
    fn run(&self, program: &Path, args: &[&str]) -> (Option<i32>, String, String) {
        let place = |name: &str| self.folder.path().join(name);
        let file = |name: &str| File::create(place(name)).unwrap();
        let mut command = Command::new("wine");
        command.arg(program).args(args).stdin(Stdio::null()).stdout(file("out")).stderr(file("err"));
        let status = command.status().unwrap();
        let said = |name: &str| String::from_utf8_lossy(&fs::read(place(name)).unwrap()).into_owned();
        (status.code(), said("out"), said("err"))
    }

    /// lastack, while the ports stay used however long it takes: what goes by itself is no effect of a change.
    fn lastack(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let exe = std::env::var_os("LASTACK_TEST_EXE").unwrap();
        self.use_ports();
        std::thread::scope(|threads| {
            // Whichever way this ends the sender goes, and with it the load.
            let (_ended, end) = channel::<()>();
            threads.spawn(move || {
                while end.recv_timeout(PACE) == Err(RecvTimeoutError::Timeout) {
                    self.use_ports();
                }
            });
            self.run(Path::new(&exe), args)
        })
    }

    /// The same in the form of the contract.
    fn json(&self, code: i32, args: &[&str]) -> Value {
        let (ended, out, err) = self.lastack(&[args, &["--format", "json"]].concat());
        assert_eq!(ended, Some(code), "{args:?}: {err}{out}");
        serde_json::from_str(&out).unwrap()
    }

    /// What `fix log` tells of the last change.
    fn last(&self) -> Value {
        self.json(0, &["fix", "log"])["changes"][0].clone()
    }

    fn set(&self, name: &str, value: Option<u32>) {
        let data = value.unwrap_or(0).to_string();
        let reg = Path::new("reg");
        match value {
            Some(_) => {
                let args = ["add", KEY, "/v", name, "/t", "REG_DWORD", "/d", &data, "/f"];
                assert_eq!(self.run(reg, &args).0, Some(0));
            }
            // Where it is not there reg says that it failed.
            None => _ = self.run(reg, &["delete", KEY, "/v", name, "/f"]),
        }
    }

    /// All of the key, as regedit writes it.
    fn export(&self) -> Vec<u8> {
        let path = self.folder.path().join("export.reg");
        let key = KEY.replace("HKLM", "HKEY_LOCAL_MACHINE");
        assert_eq!(self.run(Path::new("regedit"), &["/E", path.to_str().unwrap(), &key]).0, Some(0));
        fs::read(path).unwrap()
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        self.set(STRICT, None);
        stop_wine();
        let _ = self.server.wait();
        let _ = fs::remove_file(range());
        let _ = fs::remove_dir_all(ours());
    }
}

fn drive() -> PathBuf {
    PathBuf::from(std::env::var_os("WINEPREFIX").unwrap()).join("drive_c")
}

/// Where netsh keeps the dynamic range.
fn range() -> PathBuf {
    drive().join("windows/netsh-store.txt")
}

fn ports() -> String {
    fs::read_to_string(range()).unwrap()
}

/// %ProgramData%\lastack, as this kernel sees it.
fn ours() -> PathBuf {
    drive().join("ProgramData/lastack")
}

#[test]
fn a_change_is_planned_made_confirmed_told_and_taken_back_over_a_restart() {
    let mut scene = Scene::new();
    let before = scene.export();
    let (code, plan, err) = scene.lastack(&["fix", "plan", "--lang", "en"]);
    assert_eq!(code, Some(0), "{err}");
    // Lines end where the screen does.
    let plan = plan.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in ["windows.TcpTimedWaitDelay", "windows.dynamicport", "next: lastack fix apply"] {
        assert!(plan.contains(word), "{word}: {plan}");
    }
    // Written is not cured: exit code 1.
    let made = scene.json(1, &["fix", "apply", "--yes", "--confirm", "600", "--persist"]);
    assert_eq!((&made["outcome"], &made["whole"]), (&"after_restart".into(), &true.into()), "{made}");
    let steps = made["steps"].as_array().unwrap();
    let keys: Vec<_> = steps.iter().map(|step| step["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["windows.dynamicport", "windows.TcpTimedWaitDelay", "windows.StrictTimeWaitSeqCheck"]);
    assert!(scene.export() != before);
    assert_eq!(ports(), WIDER);
    assert_eq!(fs::metadata(ours()).unwrap().permissions().mode() & 0o007, 0);
    let waits = scene.last();
    assert_eq!((&waits["state"], &waits["by"]["uid"]), (&"awaits".into(), &Value::Null), "{waits}");
    assert!(waits["by"]["account"].as_str().is_some_and(|name| !name.is_empty()), "{waits}");
    // It is of what the verdict shows, and not another change.
    let seen = scene.json(0, &[])["waiting"].take();
    assert_eq!((&seen["id"], &seen["netns"]), (&waits["id"], &0.into()), "{seen}");
    assert!(seen["reverts_in_s"].as_u64().is_some_and(|seconds| seconds <= 600), "{seen}");
    scene.json(0, &["fix", "confirm"]);
    // Windows keeps its settings, and the journal says so in the next boot.
    scene.restart();
    assert_eq!(scene.last()["state"], "stands");
    let back = scene.json(0, &["fix", "rollback"]);
    assert_eq!(back["changes"][0]["state"], "undone", "{back}");
    assert!(scene.export() == before, "something of the key is not as it was");
    assert_eq!(ports(), PORTS);
}

#[test]
fn more_dynamic_ports_are_in_force_at_once_and_go_back_and_a_netsh_that_does_nothing_is_not_believed() {
    let mut scene = Scene::new();
    let before = scene.export();
    let only = ["fix", "apply", "windows.dynamicport", "--yes", "--confirm", "600", "--persist"];
    let made = scene.json(0, &only);
    assert_eq!((&made["outcome"], &made["whole"]), (&"resolved".into(), &true.into()), "{made}");
    let gauge = &made["gauges"][0];
    let told = ["gauge", "before", "after", "method"].map(|key| gauge[key].to_string());
    assert_eq!(told, ["\"dynamic_ports\"", "300.0", "32768.0", "\"read_back\""]);
    assert_eq!(ports(), WIDER);
    scene.json(0, &["fix", "confirm"]);
    scene.restart();
    assert_eq!(scene.last()["state"], "stands");
    assert_eq!(scene.json(0, &["fix", "rollback"])["changes"][0]["state"], "undone");
    assert_eq!(ports(), PORTS);
    // Somebody else's range stays.
    scene.json(0, &only);
    scene.json(0, &["fix", "confirm"]);
    let theirs = "ipv4 20000 40000\nipv6 49152 16384\n";
    fs::write(range(), theirs).unwrap();
    scene.json(4, &["fix", "rollback"]);
    assert_eq!(ports(), theirs);
    // It says that it did, and its numbers say that it did not.
    fs::remove_dir_all(ours()).unwrap();
    let deaf = format!("{PORTS}deaf\n");
    fs::write(range(), &deaf).unwrap();
    for lang in ["en", "zh"] {
        let (code, out, err) = scene.lastack(&[&only[..], &["--lang", lang]].concat());
        assert_ne!(code, Some(0), "{out}{err}");
    }
    assert_eq!(ports(), deaf);
    assert!(scene.export() == before);
}

#[test]
fn a_port_is_excluded_while_its_service_is_stopped_and_goes_back() {
    let mut scene = Scene::new();
    let apply = ["fix", "apply", "--port", "60051,60053", "--yes", "--confirm", "600"];
    // While somebody listens there nothing of it is written, and it is said what to do.
    let held = std::net::TcpListener::bind("0.0.0.0:60051").unwrap();
    for (lang, words) in [
        ("en", ["listens on port 60051", "lastack fix apply --port 60051"]),
        ("zh", ["正在监听", "lastack fix apply --port 60051"]),
    ] {
        let only = ["fix", "apply", "--port", "60051", "--yes", "--lang", lang, "--width", "300"];
        let (code, out, err) = scene.lastack(&only);
        assert_eq!(code, Some(1), "{out}{err}");
        assert!(words.iter().all(|word| out.contains(word)), "{out}");
    }
    assert_eq!(ports(), PORTS);
    drop(held);
    let made = scene.json(0, &apply);
    assert_eq!((&made["outcome"], &made["whole"]), (&"improved".into(), &true.into()), "{made}");
    let gauges: Vec<_> = made["gauges"].as_array().unwrap().iter().map(|one| one["gauge"].clone()).collect();
    assert_eq!(gauges, ["port_at_risk", "port_at_risk"], "{made}");
    let line = |family: &str, port: u16| format!("excluded {family} {port} {port} *\n");
    let all = ["ipv4", "ipv6"].map(|family| line(family, 60_051) + &line(family, 60_053)).concat();
    assert_eq!(ports(), format!("{PORTS}{all}"));
    scene.json(0, &["fix", "confirm"]);
    // They outlive a restart, somebody else's come, and ours go.
    scene.restart();
    assert_eq!(scene.last()["state"], "stands");
    let theirs = format!("{PORTS}{all}{}", line("ipv6", 60_055));
    fs::write(range(), theirs).unwrap();
    let back = scene.json(0, &["fix", "rollback"]);
    assert_eq!(back["changes"][0]["state"], "undone", "{back}");
    assert_eq!(ports(), format!("{PORTS}{}", line("ipv6", 60_055)));
}

#[test]
fn a_netsh_that_does_not_start_is_told_and_the_next_way_back_goes_to_its_end() {
    let scene = Scene::new();
    let before = scene.export();
    scene.json(1, &["fix", "apply", "--yes", "--confirm", "600"]);
    scene.json(0, &["fix", "confirm"]);
    // Not to be found, and no program.
    for broken in [None, Some("no program")] {
        let netsh = Away::take(broken);
        // The values of the registry went back at the first time.
        let back = scene.json(4, &["fix", "rollback"]);
        let step = |key: &str| {
            let steps = back["changes"][0]["steps"].as_array().unwrap();
            steps.iter().find(|step| step["key"] == key).unwrap().clone()
        };
        assert_eq!(step("windows.TcpTimedWaitDelay")["state"], "undone", "{back}");
        let range = step("windows.dynamicport");
        assert_eq!(range["state"], "refused", "{back}");
        assert!(range["error"].as_str().unwrap().starts_with("netsh could not be started, error "), "{back}");
        assert!(scene.export() == before && ports() == WIDER);
        for (lang, words) in [
            ("en", ["not all of it was taken back", "netsh could not be started"]),
            ("zh", ["没有全部回滚", "netsh 启动不了"]),
        ] {
            let (code, log, err) = scene.lastack(&["fix", "log", "--lang", lang, "--width", "200"]);
            assert_eq!(code, Some(0), "{err}");
            let again = format!("lastack fix rollback {}", back["changes"][0]["id"].as_str().unwrap());
            assert!(words.iter().all(|part| log.contains(part)) && log.contains(&again), "{log}");
        }
        drop(netsh);
    }
    let back = scene.json(0, &["fix", "rollback"]);
    assert_eq!(back["changes"][0]["state"], "undone", "{back}");
    assert!(scene.export() == before && ports() == PORTS);
}

/// Takes netsh away for as long as it lives.
struct Away(PathBuf);

impl Away {
    fn take(instead: Option<&str>) -> Self {
        let netsh = drive().join("windows/system32/netsh.exe");
        fs::rename(&netsh, netsh.with_extension("away")).unwrap();
        instead.iter().for_each(|text| fs::write(&netsh, text).unwrap());
        Away(netsh)
    }
}

impl Drop for Away {
    fn drop(&mut self) {
        fs::rename(self.0.with_extension("away"), &self.0).unwrap();
    }
}

/// Much longer than any guard here waits.
const PATIENCE: Duration = Duration::from_secs(90);

#[test]
fn what_nobody_confirms_goes_back_and_a_restart_before_that_is_told() {
    let mut scene = Scene::new();
    let before = scene.export();
    scene.json(1, &["fix", "apply", "--yes", "--confirm", "2"]);
    let until = Instant::now() + PATIENCE;
    while scene.last()["state"] != "undone" {
        assert!(Instant::now() < until, "{}", scene.last());
    }
    assert!(scene.export() == before);
    assert_eq!(ports(), PORTS);
    scene.json(1, &["fix", "apply", "--yes", "--confirm", "600"]);
    // The guard goes with the system; what is written stays.
    scene.restart();
    assert!(scene.export() != before);
    assert_eq!(ports(), WIDER);
    assert_eq!(scene.last()["state"], "unguarded");
    scene.json(0, &["fix", "rollback"]);
    assert!(scene.export() == before);
    assert_eq!(ports(), PORTS);
}

#[test]
fn a_folder_that_others_may_enter_is_no_place_for_a_journal() {
    let scene = Scene::new();
    let before = scene.export();
    fs::create_dir(ours()).unwrap();
    fs::set_permissions(ours(), Permissions::from_mode(0o755)).unwrap();
    for (lang, word) in [("en", "ProgramData"), ("zh", "ProgramData")] {
        let (code, _, err) = scene.lastack(&["fix", "apply", "--yes", "--lang", lang]);
        assert_eq!(code, Some(3), "{err}");
        assert!(err.contains(word), "{err}");
    }
    assert_eq!(fs::read_dir(ours()).unwrap().count(), 0);
    assert!(scene.export() == before);
}
