//! Help, completions and manual pages come from the same definitions.

use crate::{lastack, run};

const COMMANDS: [&str; 10] =
    ["diagnose", "blame", "states", "sockets", "ports", "explain", "lint", "fix", "completions", "help"];

#[test]
fn help_speaks_the_language_and_names_every_command() {
    for (lang, usage, foreign) in [("en", "Usage:", "用法"), ("zh", "用法：", "Usage")] {
        let root = run(&["--help", "--lang", lang]);
        assert_eq!((root.code, root.err.as_str()), (Some(0), ""));
        assert!(COMMANDS.iter().all(|command| root.out.contains(&format!("  {command} "))), "{root:?}");
        assert!(!root.out.contains("  man "), "hidden: {root:?}");
        for command in COMMANDS {
            let said = run(&[command, "--help", "--lang", lang]);
            assert_eq!(said.code, Some(0), "{said:?}");
            assert!(said.out.contains(usage) && !said.out.contains(foreign), "{said:?}");
            assert!(!said.out.contains("[cli-"), "{said:?}");
            assert_eq!(run(&["help", command, "--lang", lang]).out, said.out);
        }
    }
}

#[test]
fn nagios_is_offered_where_it_is_taken() {
    for lang in ["en", "zh"] {
        let offers = |command: &&str| run(&["help", command, "--lang", lang]).out.contains("nagios");
        assert_eq!(COMMANDS.iter().filter(|command| offers(command)).collect::<Vec<_>>(), [&"diagnose"]);
        let root = run(&["--help", "--lang", lang]).out;
        assert!(root.contains("nagios") && root.contains("--format nagios"), "{root}");
    }
    let refused = run(&["states", "--format", "xml", "--lang", "en"]);
    assert!(refused.err.contains("valid: html, json, markdown, text"), "{refused:?}");
    let told = run(&["states", "--format", "nagios", "--lang", "en"]);
    assert_eq!(told.code, Some(3), "a plugin that cannot tell: {told:?}");
    assert!(told.out.contains("goes with the verdict only"), "{told:?}");
    assert!(run(&["--format", "json", "explain", "tw"]).out.starts_with('{'), "the flag before the command");
}

#[test]
fn the_language_comes_from_flag_variable_or_locale() {
    let first = |command: &mut std::process::Command| -> String {
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    for name in ["zh", "zh_CN", "cn", "zh-Hans"] {
        assert!(first(&mut lastack(&["--help", "--lang", name])).contains("用法"), "{name}");
        assert!(first(lastack(&["--help"]).env("LASTACK_LANG", name)).contains("用法"), "{name}");
    }
    assert!(first(lastack(&["--help"]).env("LANG", "zh_CN.UTF-8")).contains("用法"));
    assert!(first(lastack(&["--help"]).env("LANG", "zh_CN.UTF-8").env("LC_ALL", "C")).contains("Usage"));
    assert!(first(lastack(&["--help", "--lang", "en"]).env("LANG", "zh_CN.UTF-8")).contains("Usage"));
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let said = run(&["completions", shell]);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
        for word in ["states", "ports", "explain", "--format", "markdown"] {
            let word = if shell == "fish" { word.trim_start_matches('-') } else { word };
            assert!(said.out.contains(word), "{shell} does not know {word}");
        }
    }
}

#[test]
fn manual_pages_render_for_every_command() {
    let said = run(&["man"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert!(said.out.contains(".TH lastack 1") && said.out.contains("\\-\\-format"), "{said:?}");
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(&["man", folder.path().to_str().unwrap()]).code, Some(0));
    for page in ["lastack.1", "lastack-states.1", "lastack-ports.1", "lastack-explain.1"] {
        let text = std::fs::read_to_string(folder.path().join(page)).unwrap();
        assert!(text.contains(".SH SYNOPSIS") && text.contains(".SH OPTIONS"), "{page}: {text}");
    }
    let refused = run(&["man", "/nowhere/at/all"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("/nowhere/at/all"), "{refused:?}");
}

#[test]
fn the_version_is_one_line() {
    for flag in ["--version", "-V"] {
        assert_eq!(run(&[flag]).out, format!("lastack {}\n", env!("CARGO_PKG_VERSION")));
    }
}

#[test]
fn a_claim_is_headed_as_wrong_and_followed_by_the_truth() {
    let words = "TIME_WAIT file descriptors";
    for (lang, heading, claim, truth) in [
        ("en", "Often said, but wrong", "People say:", "In truth:"),
        ("zh", "常见误解", "常见说法：", "实际上："),
    ] {
        let said = run(&["explain", words, "--lang", lang]);
        assert!(said.out.starts_with(&format!("{heading}\n")), "{said:?}");
        let (before, after) = said.out.split_once(truth).unwrap();
        assert!(before.contains(claim) && !after.is_empty(), "{said:?}");
        let markdown = run(&["explain", words, "--lang", lang, "--format", "markdown"]);
        assert!(markdown.out.starts_with(&format!("### {heading}\n")), "{markdown:?}");
    }
    let state = run(&["explain", "TIME_WAIT", "--lang", "en"]);
    assert!(state.out.starts_with("TIME_WAIT"), "a state is no claim: {state:?}");
}

#[test]
fn explain_takes_a_whole_error_line_as_pasted() {
    for (line, title) in [
        (
            "2026/11/22 03:12:40 [crit] 7#7: *1 connect() to 10.0.0.9:80 failed (99: Cannot assign requested address) while connecting to upstream",
            "EADDRNOTAVAIL",
        ),
        ("ERROR 2002 (HY000): Can't connect to server on '10.0.0.9' (99)", "EADDRNOTAVAIL"),
        ("Connect() failed for backend app: no free ports.", "EADDRNOTAVAIL"),
        (
            "[101] cannot connect to [10.0.0.9:10051]: dial tcp :0->10.0.0.9:10051: bind: address already in use",
            "EADDRINUSE",
        ),
        (
            "kernel: TCP: request_sock_TCP: Possible SYN flooding on port [::]:443. Dropping request.",
            "SYN flooding",
        ),
        (
            "sysctl: cannot stat /proc/sys/net/ipv4/tcp_tw_recycle: No such file or directory",
            "sysctl: cannot stat",
        ),
        ("Warning  Tcpip  4231  A request to allocate", "Tcpip event 4231"),
        (
            "dial tcp 10.0.0.9:443: connectex: Only one usage of each socket address (protocol/network address/port) is normally permitted.",
            "WSAEADDRINUSE",
        ),
        ("Active check data upload started to fail", "Active checks started to fail"),
    ] {
        let said = run(&["explain", line, "--lang", "en"]);
        assert!(said.out.starts_with(title), "{line}: {said:?}");
    }
}

#[test]
fn explain_answers_every_alias_of_the_field_in_both_languages() {
    for alias in [
        "TIME-WAIT",
        "TIMED_WAIT",
        "ITMED_WAIT",
        "SYN_RCVD",
        "SYN_RECEIVED",
        "FIN_WAIT_1",
        "ESTAB",
        "2MSL",
        "tw",
    ] {
        for lang in ["en", "zh"] {
            let said = run(&["explain", alias, "--lang", lang]);
            assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{alias}: {said:?}");
        }
    }
    let document = crate::valid(&run(&["explain", "tcp_tw_recycle", "--format", "json"]).out);
    assert_eq!(
        (&document["kind"], &document["topics"][0]["id"]),
        (&"explain".into(), &"tcp-tw-recycle".into())
    );
    let markdown = run(&["explain", "tw", "--format", "markdown"]);
    assert!(markdown.out.starts_with("### "), "{markdown:?}");
}
