//! Rehearsals as root, who may trace: the process that closes first is named.

#![expect(clippy::disallowed_methods, reason = "runs the real program")]

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
