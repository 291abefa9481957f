//! What a run of the real program says: its text, and its document as the schema has it.

use std::process::{Command, Output};

/// What it gave, and all that it said.
pub(crate) fn run(mut command: Command) -> (Output, String) {
    let output = command.output().unwrap();
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output, said)
}

/// The document of a run that ended with this code, after the checked-in schema has accepted it.
pub(crate) fn document(command: Command, code: i32) -> serde_json::Value {
    let (output, said) = run(command);
    assert_eq!(output.status.code(), Some(code), "{said}");
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    accepted(&value);
    value
}

/// The checked-in schema accepts it.
pub(crate) fn accepted(value: &serde_json::Value) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/lastack-v1.json");
    let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(errors, [] as [String; 0], "{value:#}");
}
