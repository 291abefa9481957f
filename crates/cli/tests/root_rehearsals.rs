//! Rehearsals that only root can arrange: traced, so that the process that closes first is named, and as nobody.

#![expect(clippy::disallowed_methods, reason = "runs the real program")]

use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use serde_json::Value;

#[test]
fn root_is_told_which_process_closes_first() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lastack"));
    command.args(["lab", "run", "port-checker", "--format", "json"]).stdin(Stdio::null());
    let output = command.output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{out}{err}");
    let rehearsal: Value = serde_json::from_str(&out).unwrap();
    let clauses = rehearsal["clauses"].as_array().unwrap();
    let closer = clauses.iter().find(|clause| clause["clause"] == "closer").unwrap();
    assert_eq!(
        (&closer["held"], &closer["seen"][0]),
        (&Value::Bool(true), &Value::from("port-checker")),
        "{closer}"
    );
}

/// Whoever has no privilege at all can rehearse, in his language and for a browser.
#[test]
fn nobody_rehearses_in_chinese_for_a_browser() {
    let folder = std::env::temp_dir().join(format!("lastack-nobody-{}", std::process::id()));
    std::fs::create_dir(&folder).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    let program = folder.join("lastack");
    std::fs::copy(env!("CARGO_BIN_EXE_lastack"), &program).unwrap();
    let mut command = Command::new("setpriv");
    command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]).arg(&program);
    command.args(["lab", "run", "accept-queue", "--lang", "zh", "--format", "html"]).stdin(Stdio::null());
    let output = command.current_dir("/").output().unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{out}{err}");
    assert!(out.starts_with("<!doctype html>") && out.contains("<html lang=\"zh"), "{out}");
    assert!(out.contains("通过：全连接队列满了") && out.contains("<polyline"), "{out}");
    // What can only be seen as root is not claimed, and nothing else is missing.
    assert!(!out.contains("不符") && out.contains("处理后"), "{out}");
}
