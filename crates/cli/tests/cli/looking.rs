//! This host: short looks at the own namespace, which every user may take.

use std::io::Read as _;
use std::process::Stdio;

use crate::{lastack, run, valid};

const QUICK: [&str; 4] = ["--netns", "self", "--interval", "0"];

fn quick(arguments: &[&str]) -> crate::Said {
    run(&[arguments, &QUICK].concat())
}

#[test]
fn the_verdict_on_this_host_comes_in_every_format_and_language() {
    for lang in ["en", "zh"] {
        for format in ["text", "markdown", "json"] {
            let said = quick(&["--lang", lang, "--format", format]);
            assert_eq!(said.code, Some(0), "{said:?}");
            assert!(!said.out.contains("[report-") && !said.out.contains("[verdict-"), "{said:?}");
        }
    }
    let document = valid(&quick(&["--format", "json"]).out);
    assert_eq!(document["host"]["os"], "linux");
    assert!(document["verdict"]["severity"].is_string());
}

#[test]
fn states_and_ports_of_this_host_are_the_same_document() {
    for page in ["states", "ports"] {
        let document = valid(&quick(&[page, "--format", "json"]).out);
        assert_eq!(document["kind"], "diagnosis");
        assert!(document["verdict"].is_null() && document["findings"].is_null(), "{document:#}");
    }
}

#[test]
fn a_port_that_is_listened_on_is_told_in_every_format() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let document = valid(&quick(&["ports", &port, "--format", "json"]).out);
    assert_eq!(document["here"][0]["bind"]["outlook"], "listener", "{document:#}");
    for (lang, word) in [("en", "has a listener"), ("zh", "正在监听")] {
        for format in ["text", "markdown"] {
            let said = quick(&["ports", &port, "--format", format, "--lang", lang]);
            assert!(said.out.contains(word) && said.out.contains(&port), "{said:?}");
        }
    }
    let masked = quick(&["ports", &port, "--mask"]);
    assert!(masked.out.contains("process-1") || !masked.out.contains("pid"), "{masked:?}");
}

#[test]
fn a_namespace_that_cannot_be_used_is_told() {
    let said = run(&["--netns", "no-such-namespace", "--interval", "0"]);
    assert!(said.code == Some(2) || said.code == Some(3), "{said:?}");
    assert!(said.err.contains("no-such-namespace") && said.out.is_empty(), "{said:?}");
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let arguments = [&["states", "--watch", "0.05"][..], &QUICK].concat();
    let mut child = lastack(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 64];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    // The pipe is closed now, as `| head -1` does.
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success() && ended.stderr.is_empty(), "{ended:?}");
}

#[test]
fn watching_in_json_is_one_document_a_line() {
    let arguments = [&["states", "--watch", "0.05", "--format", "json"][..], &QUICK].concat();
    let mut child = lastack(&arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
    for _ in 0..3 {
        let mut line = String::new();
        std::io::BufRead::read_line(&mut out, &mut line).unwrap();
        valid(&line);
    }
    drop(out);
    assert!(child.wait().unwrap().success());
}
