//! The contract: the document of every command, against the schema with no key left open.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::fixing::proxy;
use crate::{HISTOGRAM, Said, feed, file, run, schema};

/// What only root is told, or whoever lets an incident run: `root_fix`, `root_release`, `root_spread`, `root_blame`, `lab_time_wait_stay` and the tests
/// of `lab` check these documents.
const ELSEWHERE: [&str; 8] =
    ["blame", "changes", "receipt", "rehearsal", "release", "spread", "spreads", "time_wait_stay"];

/// The schema lets keys be added later; what is written today must be described in it.
fn closed(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(map) => {
            let described =
                map.get("type").is_some_and(|kind| kind == "object") || map.contains_key("required");
            let named = map.get("properties").is_some_and(Value::is_object);
            map.values_mut().for_each(|value| *value = closed(value.take()));
            if described && named {
                map.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| *value = closed(value.take())),
        _ => {}
    }
    schema
}

fn told(arguments: &[&str]) -> Said {
    run(&[arguments, &["--format", "json"]].concat())
}

#[test]
fn every_command_writes_a_document_that_the_schema_describes_to_the_last_key() {
    let schema = closed(schema());
    let validator = jsonschema::validator_for(&schema).unwrap();
    let service = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = service.local_addr().unwrap();
    let port = address.port().to_string();
    let (_folder, rows) = file("rows.txt", proxy().as_bytes());
    let (_other, before) = file("before.txt", HISTOGRAM);
    let lines = b"net.ipv4.tcp_tw_reuse = 1\nnet.ipv4.tcp_tw_recycle = 1\n";
    let said = [
        told(&[&rows]),
        told(&["states", &rows]),
        told(&["sockets", "-f", &rows]),
        told(&["sockets", "--netns", "self", "--group-by", "peer"]),
        told(&["ports", &rows]),
        told(&["ports", &port, "--netns", "self"]),
        told(&["ports", "--if", "rate=500,range=40000-40999,reserved=0,reuse=0", "--netns", "self"]),
        told(&["ports", "--listener", "--netns", "self"]),
        told(&["explain", "tw"]),
        feed(&["lint", "-", "--format", "json"], lines),
        told(&["diff", &before, &rows]),
        told(&["fix", &rows]),
        told(&["fix", "--mask", &rows]),
        told(&["probe", &address.to_string()]),
        told(&["lab", "list"]),
    ];
    let mut kinds: BTreeSet<String> = ELSEWHERE.iter().map(|kind| (*kind).to_owned()).collect();
    for said in said {
        let document: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{said:?}"));
        let errors: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, [] as [String; 0], "{document:#}");
        assert_eq!(document["schema"], "lastack/v1");
        kinds.insert(document["kind"].as_str().unwrap().to_owned());
    }
    let described = schema["oneOf"].as_array().unwrap().iter();
    let described: BTreeSet<String> = described
        .map(|one| one["$ref"].as_str().unwrap().rsplit('/').next().unwrap())
        // One that is put together of parts is called by its name.
        .map(|name| schema["$defs"][name]["properties"]["kind"]["const"].as_str().unwrap_or(name).to_owned())
        .collect();
    assert_eq!(kinds, described);
}
