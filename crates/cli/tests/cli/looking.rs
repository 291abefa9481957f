//! This host: short looks at the own namespace, which every user may take.

use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::Stdio;

use crate::{lastack, run, valid};

const QUICK: [&str; 4] = ["--netns", "self", "--interval", "0"];

fn quick(arguments: &[&str]) -> crate::Said {
    run(&[arguments, &QUICK].concat())
}

#[test]
fn the_verdict_on_this_host_comes_in_every_format_and_language() {
    for lang in ["en", "zh"] {
        for format in ["text", "markdown", "json", "html"] {
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
    for (lang, word) in [("en", "has a listener"), ("zh", "有程序在监听")] {
        for format in ["text", "markdown"] {
            let said = quick(&["ports", &port, "--format", format, "--lang", lang]);
            assert!(said.out.contains(word) && said.out.contains(&port), "{said:?}");
        }
    }
    let masked = quick(&["ports", &port, "--mask"]);
    assert!(masked.out.contains("process-1") || !masked.out.contains("pid"), "{masked:?}");
}

#[test]
fn a_supposed_rate_is_answered_without_waiting() {
    let asked = "rate=500,range=40000-40999,reserved=0,reuse=0";
    let document = valid(&run(&["ports", "--if", asked, "--netns", "self", "--format", "json"]).out);
    assert_eq!((&document["kind"], &document["slow_at"]), (&"capacity".into(), &500.into()));
    assert_eq!(document["exhausted"]["when"], "later", "{document:#}");
    let wrong = run(&["ports", "--if", "rat=500"]);
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    assert!(wrong.err.contains("destinations"), "{wrong:?}");
    let twice = run(&["ports", "--if", "rate=1", "--listener"]);
    assert_eq!(twice.code, Some(2), "{twice:?}");
}

#[test]
fn a_listener_is_told_its_ceiling() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = u64::from(listener.local_addr().unwrap().port());
    let document = valid(&quick(&["ports", "--listener", "--top", "1000", "--format", "json"]).out);
    let listeners = document["listeners"].as_array().unwrap();
    let ours = listeners.iter().find(|one| one["port"] == port).unwrap();
    let queue =
        ours["ceilings"].as_array().unwrap().iter().find(|one| one["name"] == "accept_queue").unwrap();
    assert!(queue["limit"].is_string(), "{ours:#}");
}

#[test]
fn formats_of_one_look_are_not_watched() {
    for format in ["html", "nagios"] {
        let said = run(&["--watch", "0.05", "--format", format, "--netns", "self", "--lang", "en"]);
        assert_eq!(said.code, Some(if format == "nagios" { 3 } else { 2 }), "{said:?}");
        assert!((said.out + &said.err).contains("with --watch take"), "{}", said.err);
    }
}

#[test]
fn a_watched_verdict_comes_again_and_ends_with_its_reader() {
    for command in [&["diagnose"][..], &["ports"], &["ports", "--listener"], &["sockets"]] {
        let arguments = [command, &["--watch", "0.05", "--format", "json"], &QUICK].concat();
        let mut child = lastack(&arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut seen = Vec::new();
        let mut out = child.stdout.take().unwrap();
        while seen.iter().filter(|byte| **byte == b'\n').count() < 2 {
            let mut piece = [0; 65_536];
            let read = out.read(&mut piece).unwrap();
            assert!(read > 0, "{command:?} ended by itself");
            seen.extend_from_slice(&piece[..read]);
        }
        drop(out);
        assert_eq!(child.wait().unwrap().code(), Some(0), "{command:?}");
    }
}

#[test]
fn a_look_that_takes_long_says_so_on_a_terminal_and_wipes_it() {
    // script(1) of bsdutils, which every Debian has, gives the program a terminal.
    let program = format!("{} --netns self --interval 2 --lang en", env!("CARGO_BIN_EXE_lastack"));
    let output = std::process::Command::new("script")
        .args(["-qec", &program, "/dev/null"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let (signs, answer) = said.rsplit_once("\r\u{1b}[K").unwrap();
    assert!(signs.contains("looking for 1 s, "), "{said:?}");
    assert!(answer.contains("nothing was changed") && !answer.contains("looking for"), "{said:?}");
}

#[test]
fn a_nagios_plugin_speaks_and_exits_as_one() {
    let histogram = |text: &str| crate::feed(&["--format", "nagios", "-"], text.as_bytes());
    let well = histogram("ESTABLISHED 70\nTIME_WAIT 12\n");
    assert_eq!(well.code, Some(0), "{well:?}");
    assert!(well.out.starts_with("LASTACK OK - ") && well.out.contains(" | "), "{well:?}");
    assert!(well.out.contains("time_wait=12;;;0") && well.out.contains("listen=U;;;0"), "{well:?}");
    let leak = histogram("ESTABLISHED 70\nCLOSE_WAIT 900\nTIME_WAIT 12\n");
    assert_eq!((leak.code, leak.out.starts_with("LASTACK WARNING - ")), (Some(1), true), "{leak:?}");
    let blind = histogram("ESTABLISHED 70\nTIME_WAIT 60000\n");
    assert_eq!((blind.code, blind.out.starts_with("LASTACK UNKNOWN - ")), (Some(3), true), "{blind:?}");
    assert!(blind.out.contains("\nINFO: 60,000 TIME_WAIT"), "{blind:?}");
    for failing in [
        &["--format", "nagios", "no-such-file"][..],
        &["--format", "nagios", "states"],
        &["--format", "nagios", "--bogus"],
        &["--format=nagios", "--top", "x"],
    ] {
        let said = run(failing);
        assert_eq!((said.code, said.err.as_str()), (Some(3), ""), "{said:?}");
        assert!(said.out.starts_with("LASTACK UNKNOWN - "), "{said:?}");
    }
}

#[test]
fn a_namespace_that_cannot_be_used_is_told() {
    // A name, a pid and a path that are not there, and a file that is no namespace: mistakes, not refusals.
    for netns in ["no-such-namespace", "4194305", "/run/no-such-path", "/proc/self/status"] {
        for command in [&[][..], &["ports", "80"]] {
            let said = run(&[command, &["--netns", netns, "--interval", "0"]].concat());
            assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{said:?}");
            assert!(said.err.contains(netns), "{said:?}");
        }
    }
}

#[test]
fn a_namespace_that_needs_a_privilege_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let program = folder.path().join("lastack");
    // A copy made here would be open for writing while another test forks, and could not be run then.
    let copied = std::process::Command::new("cp").arg(env!("CARGO_BIN_EXE_lastack")).arg(&program).status();
    assert!(copied.unwrap().success());
    let mut command = std::process::Command::new(program);
    command.args(["--netns", "/proc/1/ns/net", "--interval", "0", "--lang", "en"]).current_dir("/");
    // Only root may become nobody; whoever is not root is refused as it is.
    if std::fs::read("/proc/1/environ").is_ok() {
        command.uid(65_534).gid(65_534);
    }
    let said: crate::Said = command.output().unwrap().into();
    assert_eq!((said.code, said.out.as_str()), (Some(3), ""), "{said:?}");
    assert!(said.err.contains("/proc/1/ns/net"), "{said:?}");
}

#[test]
fn a_file_on_standard_input_that_nobody_asked_for_is_told() {
    let (_folder, path) = crate::file("netstat.txt", crate::HISTOGRAM);
    for (lang, words) in [("en", "standard input was not read"), ("zh", "标准输入没有读")] {
        for arguments in [&[][..], &["states"], &["ports"], &["-"], &[path.as_str()]] {
            let mut command = lastack(&[arguments, &["--interval", "0", "--lang", lang]].concat());
            // As a variable it holds for all runs, and says nothing about text.
            command.env("LASTACK_NETNS", "self");
            let stdin = std::fs::File::open(&path).unwrap();
            let said: crate::Said = command.stdin(stdin).output().unwrap().into();
            let asked = matches!(arguments, [word] if *word == "-" || *word == path);
            assert_eq!((said.code, said.err.contains(words)), (Some(0), !asked), "{arguments:?} {said:?}");
        }
    }
    assert_eq!(quick(&[]).err, "", "/dev/null is no file");
}

#[test]
fn text_in_a_pipe_that_nobody_asked_for_is_told() {
    for (arguments, told) in [(&[][..], true), (&["states"], true), (&["-"], false)] {
        // Text has no namespaces to choose from.
        let quick = if told { &QUICK[..] } else { &QUICK[2..] };
        let said = crate::feed(&[arguments, quick].concat(), crate::HISTOGRAM);
        assert_eq!((said.code, said.err.contains("to read it: lastack -")), (Some(0), told), "{said:?}");
    }
    assert_eq!(crate::feed(&QUICK, b"").err, "", "an empty pipe holds no text");
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
