//! Files for the registry that a plan becomes, on a real registry: Wine's. What was there before is there again afterwards, and
//! what was not is not.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "starts the program that is tested")]

#[path = "wine/server.rs"]
mod server;

use std::path::Path;
use std::process::{Command, Stdio};

use server::Server;

const KEY: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters";

/// A program of Wine; how it ended.
fn wine(args: &[&str]) -> (bool, String) {
    let output = Command::new("wine").args(args).stdin(Stdio::null()).stderr(Stdio::null()).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Sets a value before the plan is made.
fn set(name: &str, kind: &str, data: &str) {
    let (done, said) = wine(&["reg", "add", KEY, "/v", name, "/t", kind, "/d", data, "/f"]);
    assert!(done, "{name}: {said}");
}

/// Takes a value away, there or not.
fn clear(name: &str) {
    let _ = wine(&["reg", "delete", KEY, "/v", name, "/f"]);
}

/// The number that stands there.
fn value(name: &str) -> Option<u32> {
    let (there, said) = wine(&["reg", "query", KEY, "/v", name]);
    let hex =
        said.split_once("REG_DWORD").and_then(|(_, rest)| rest.trim().strip_prefix("0x").map(str::to_owned));
    hex.filter(|_| there).and_then(|hex| u32::from_str_radix(hex.trim(), 16).ok())
}

/// All of the key, as regedit writes it.
fn export(folder: &Path) -> Vec<u8> {
    let path = folder.join("export.reg");
    let (done, said) =
        wine(&["regedit", "/E", path.to_str().unwrap(), &KEY.replace("HKLM", "HKEY_LOCAL_MACHINE")]);
    assert!(done, "{said}");
    std::fs::read(path).unwrap()
}

fn import(folder: &Path, name: &str, content: &[u8]) {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    let (done, said) = wine(&["regedit", "/S", path.to_str().unwrap()]);
    assert!(done, "{said}");
}

/// The plan of a host whose ports TIME_WAIT holds, with this export beside it.
fn plan(folder: &Path, form: &str) -> Vec<u8> {
    let table = folder.join("netstat.txt");
    let rows = (49_152..65_000_u16)
        .map(|port| format!("  TCP    192.168.149.21:{port}   192.168.149.128:10051  TIME_WAIT       0\r\n"));
    let head = "Active Connections\r\n\r\n  TCP    0.0.0.0:135   0.0.0.0:0   LISTENING   888\r\n";
    std::fs::write(&table, head.to_owned() + &rows.collect::<String>()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_lastack"));
    command.args(["fix", "plan", "--as", form]).arg(&table).arg(folder.join("export.reg"));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn the_files_of_a_plan_go_there_and_back_and_leave_every_byte_as_it_was() {
    let _server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    set("DataBasePath", "REG_EXPAND_SZ", r"%SystemRoot%\System32\drivers\etc");
    for (delay, strict) in [(None, None), (Some(120), None), (Some(240), Some(0))] {
        for (name, before) in [("TcpTimedWaitDelay", delay), ("StrictTimeWaitSeqCheck", strict)] {
            match before {
                Some(number) => set(name, "REG_DWORD", &u32::to_string(&number)),
                None => clear(name),
            }
        }
        let before = export(folder);
        let (there, back) = (plan(folder, "reg"), plan(folder, "reg-undo"));
        import(folder, "there.reg", &there);
        assert_eq!((value("TcpTimedWaitDelay"), value("StrictTimeWaitSeqCheck")), (Some(30), Some(1)));
        assert_ne!(export(folder), before);
        import(folder, "back.reg", &back);
        assert_eq!((value("TcpTimedWaitDelay"), value("StrictTimeWaitSeqCheck")), (delay, strict));
        assert!(export(folder) == before, "{delay:?} {strict:?}: something of the key is not as it was");
    }
    for name in ["DataBasePath", "TcpTimedWaitDelay", "StrictTimeWaitSeqCheck"] {
        clear(name);
    }
}
