//! Bad input and wrong usage: what failed, on what, why, what to do, in the user's language, with exit code 2.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;

use crate::{HISTOGRAM, Said, feed, file, lastack, run};

/// Exit code 2, nothing on standard output, the words on standard error, and no trace of a crash.
fn check(said: &Said, words: &[&str]) {
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{said:?}");
    for word in words {
        assert!(said.err.contains(word), "{word} is missing: {said:?}");
    }
    let alien = ["panicked", "RUST_BACKTRACE", "os error", "Os {", "[cli-", "[engine-"];
    assert!(!alien.iter().any(|word| said.err.contains(word)), "{said:?}");
    assert!(said.err.lines().all(|line| line.starts_with("lastack: ")), "{said:?}");
}

fn check_both(arguments: &[&str], en: &[&str], zh: &[&str]) {
    check(&run(&[arguments, &["--lang", "en"]].concat()), en);
    check(&run(&[arguments, &["--lang", "zh"]].concat()), zh);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    check_both(
        &["/nowhere/netstat.txt"],
        &["/nowhere/netstat.txt", "no such file"],
        &["/nowhere/netstat.txt", "没有"],
    );
}

#[test]
fn a_destination_without_such_a_port_and_a_second_change_are_named_with_what_would_be_right() {
    for to in ["127.0.0.1:99999", "127.0.0.1:0", "127.0.0.1"] {
        let wrong = ["fix", "spread", "on", "--to", to];
        check_both(
            &wrong,
            &["--to", &format!("{to} is not valid"), "valid: 127.0.0.1:1 - 127.0.0.1:65535"],
            &["--to", to, "127.0.0.1:65535"],
        );
    }
    for part in ["confirm", "rollback"] {
        let two = ["fix", part, "6b030b39", "6b030b3a"];
        check_both(&two, &["6b030b3a: one argument too many, nothing was done"], &["6b030b3a：多了一个参数"]);
    }
}

/// The advice to look at the host stands only where leaving the file out does that.
#[test]
fn what_to_do_about_a_missing_file_fits_the_command() {
    let (_folder, path) = file("sysctl.conf", b"net.ipv4.tcp_tw_reuse = 1\n");
    let nowhere = "/nowhere/file";
    for (arguments, host) in [
        (&[nowhere][..], true),
        (&["states", nowhere], true),
        (&["lint", &path, "--facts", nowhere], false),
        (&["lint", nowhere], false),
        (&["sockets", "-f", nowhere], false),
        (&["diff", nowhere, &path], false),
    ] {
        for (lang, words) in [("en", "looks at this host"), ("zh", "就检查本机")] {
            let said = run(&[arguments, &["--lang", lang]].concat());
            check(&said, &[nowhere]);
            assert_eq!(said.err.contains(words), host, "{said:?}");
        }
    }
}

#[test]
fn what_the_system_says_is_told_in_chinese_too() {
    for (arguments, words) in [
        (&["capture", "/nowhere/x"][..], "没有这个目录"),
        (&["capture", "/dev/null/x"], "路径中有一级不是目录"),
        (&["man", "/dev/null"], "路径中有一级不是目录"),
    ] {
        check(&run(&[arguments, &["--lang", "zh"]].concat()), &[words]);
    }
}

#[test]
fn a_folder_is_no_file() {
    check_both(&["/"], &["/", "folder"], &["/", "目录"]);
}

#[test]
fn an_empty_file_and_a_binary_one_have_nothing_to_judge() {
    for content in [b"".as_slice(), &[0, 159, 146, 150, 0, 255, 1, 2, 3]] {
        let (_folder, path) = file("paste.txt", content);
        check_both(&[&path], &["ss -tano"], &["ss -tano"]);
    }
}

#[test]
fn a_file_without_permission_is_named() {
    let (folder, path) = file("secret.txt", HISTOGRAM);
    std::fs::set_permissions(&path, Permissions::from_mode(0o000)).unwrap();
    let said: Said = if std::fs::read(&path).is_ok() {
        // Root reads everything: be nobody, from a copy of the program that nobody may run.
        std::fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        let program = folder.path().join("lastack");
        // A copy made here would be open for writing while another test forks, and could not be run then.
        let copied =
            std::process::Command::new("cp").arg(env!("CARGO_BIN_EXE_lastack")).arg(&program).status();
        assert!(copied.unwrap().success());
        let mut command = std::process::Command::new(program);
        command.args([path.as_str(), "--lang", "en"]).current_dir("/").uid(65_534).gid(65_534);
        command.output().unwrap().into()
    } else {
        run(&[&path, "--lang", "en"])
    };
    check(&said, &["secret.txt", "permission denied"]);
}

#[test]
fn what_could_be_read_is_shown_and_the_rest_is_told() {
    let (_folder, path) = file("good.txt", HISTOGRAM);
    let said = run(&["/nowhere/a.txt", &path]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("18,122") && said.err.contains("/nowhere/a.txt"), "{said:?}");
}

#[test]
fn many_lines_that_say_nothing_are_told_three_times_and_counted() {
    // A row without a peer, as a terminal that was too narrow cuts it.
    let (_folder, path) = file("cut.txt", "TIME-WAIT 0 0 10.0.0.1:40000\n".repeat(23).as_bytes());
    let files: Vec<String> = (0..23).map(|n| format!("/nowhere/{n}.txt")).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    for (arguments, en, zh) in [
        (&files[..], "20 more messages like these", "类似的还有 20 条"),
        (&[path.as_str()], "20 more messages like these", "类似的还有 20 条"),
    ] {
        for (lang, words) in [("en", en), ("zh", zh)] {
            let said = run(&[arguments, &["--lang", lang]].concat());
            check(&said, &[words]);
            assert!(said.err.lines().count() <= 6, "{said:?}");
        }
    }
    let four = run(&[&files[..4], &["--lang", "en"]].concat());
    check(&four, &["/nowhere/2.txt", "one more message like these"]);
}

#[test]
fn a_limit_on_a_verdict_that_is_not_given_is_wrong_usage() {
    let (_folder, path) = file("netstat.txt", HISTOGRAM);
    for command in [&["states"][..], &["ports"], &["states", &path], &["explain", "tw"]] {
        let behind = [command, &["--fail-on", "warning"]].concat();
        check_both(&behind, &["--fail-on goes with the verdict only"], &["--fail-on 只对结论有效"]);
        let before = [&["--fail-on", "critical"], command].concat();
        check_both(&before, &[command[0], "verdict only"], &[command[0], "只对结论有效"]);
        let mut set = lastack(command);
        let said: Said =
            set.env("LASTACK_NETNS", "self").env("LASTACK_FAIL_ON", "warning").output().unwrap().into();
        assert_eq!(said.code, Some(0), "a variable is for all runs: {said:?}");
    }
    assert_eq!(run(&["diagnose", &path, "--fail-on", "critical"]).code, Some(0));
    let offered = |command| run(&["help", command]).out.contains("--fail-on");
    assert_eq!(["diagnose", "states", "ports", "explain"].map(offered), [true, false, false, false]);
}

#[test]
fn a_mistyped_command_is_suggested_and_an_unknown_one_is_told() {
    check_both(&["stats"], &["Did you mean: lastack states"], &["lastack states"]);
    check_both(&["zzz"], &["zzz is no command", "--help"], &["zzz 也不是命令", "--help"]);
    check_both(&["help", "zzz"], &["no command zzz"], &["没有 zzz 这个命令"]);
}

#[test]
fn wrong_arguments_are_told_in_the_language_with_what_is_valid() {
    for (arguments, en, zh) in [
        (&["--fromat", "json"][..], &["--fromat", "--format"][..], &["没有这个选项", "--format"][..]),
        (
            &["--format", "xml"],
            &["xml is not valid", "html, json, markdown, nagios, text"],
            &["xml 无效", "json"],
        ),
        (&["--top", "x"], &["x is not valid", "1 - 100000"], &["x 无效"]),
        (&["--interval", "-1"], &["-1"], &["-1"]),
        (&["--interval", "soon"], &["soon is not valid", "0 - 3600"], &["soon 无效"]),
        (&["--width", "3"], &["3 is not valid", "20 - 1000"], &["3 无效"]),
        (&["--netns", ""], &["a value is missing"], &["缺少取值"]),
        (&["--format"], &["a value is missing"], &["缺少取值"]),
        (&["--fail-on", "ok"], &["warning, critical"], &["warning、critical"]),
        (&["explain"], &["missing"], &["缺少"]),
        (&["completions", "tcsh"], &["tcsh is not valid", "bash"], &["tcsh 无效", "bash"]),
        (&["states", "--watch", "never"], &["never is not valid"], &["never 无效"]),
        (&["states", "a.txt", "--watch", "1"], &["--watch"], &["--watch"]),
        (&["ports", "0"], &["1 to 65535"], &["1 到 65535"]),
        (&["ports", "99999"], &["1 to 65535"], &["1 到 65535"]),
        (&["blame", "--pid", "abc"], &["abc is not valid", "1 - 4194304"], &["有效值：1 - 4194304"]),
        (&["blame", "--pid", "0"], &["1 - 4194304"], &["1 - 4194304"]),
        (&["ports", "80", "--if", "rate=5"], &["without --if and --listener"], &["--if 或 --listener"]),
        (&["ports", "80", "--listener"], &["without --if and --listener"], &["--if 或 --listener"]),
        (&["ports", "--if", "range=5000-1000"], &["range=LOW-HIGH, such as"], &["range=LOW-HIGH"]),
        (
            &["ports", "--if", "rate=5,range=2000-2999,reserved=1000", "--netns", "self"],
            &["fewer than the 1,000 ports"],
            &["1000 个"],
        ),
        (
            &["ports", "--if", "rate=5,range=1-100", "--netns", "self"],
            &["refuses it (EINVAL)", "range=1-100", "1024"],
            &["内核拒绝（EINVAL）", "1024"],
        ),
        (&["ports", "80", "a.txt"], &["do not go together"], &["不能一起给"]),
        (&["a.txt", "states"], &["lastack states a.txt"], &["lastack states a.txt"]),
    ] {
        check_both(arguments, en, zh);
    }
}

#[test]
fn only_what_is_near_is_suggested() {
    for arguments in [&["completions", "tcsh"][..], &["blame", "--sort", "x"]] {
        for (lang, words) in [("en", "did you mean"), ("zh", "是不是想写")] {
            let said = run(&[arguments, &["--lang", lang]].concat());
            assert!(said.code == Some(2) && !said.err.contains(words), "{said:?}");
        }
    }
    check_both(&["completions", "bsh"], &["did you mean: bash"], &["是不是想写：bash"]);
    check_both(&["blame", "--comn", "x"], &["did you mean: --comm"], &["是不是想写：--comm"]);
}

#[test]
fn namespaces_of_this_host_are_not_those_of_a_paste() {
    let (_folder, path) = file("netstat.txt", HISTOGRAM);
    for arguments in [&["--netns", "self", &path][..], &["states", &path, "--netns", "self"]] {
        check_both(arguments, &["--netns chooses network namespaces of this host"], &["--netns 选的是本机"]);
    }
    let said: Said = lastack(&["states", &path]).env("LASTACK_NETNS", "self").output().unwrap().into();
    assert_eq!(said.code, Some(0), "a variable is for all runs: {said:?}");
}

#[test]
fn a_language_that_is_not_spoken_is_told() {
    check(&run(&["--lang", "fr"]), &["fr is not valid", "en, zh"]);
    check(&lastack(&[]).env("LASTACK_LANG", "fr").output().unwrap().into(), &["fr is not valid"]);
}

#[test]
fn unknown_words_get_the_nearest_ones() {
    for (lang, words) in [("en", "Nothing is known"), ("zh", "没有关于")] {
        let said = run(&["explain", "tcp_tw_reuze", "--lang", lang]);
        assert_eq!((said.code, said.err.as_str()), (Some(2), ""), "{said:?}");
        assert!(said.out.contains(words) && said.out.contains("tcp_tw_reuse"), "{said:?}");
    }
    let said = run(&["explain", "zzqqxx"]);
    assert_eq!((said.code, said.err.as_str()), (Some(2), ""), "{said:?}");
    assert!(said.out.contains("zzqqxx") && said.out.contains("Try: "), "{said:?}");
}

#[test]
fn a_full_disk_is_told() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let (_folder, path) = file("netstat.txt", HISTOGRAM);
    let output = lastack(&[&path, "--lang", "en"]).stdout(full).output().unwrap();
    check(&output.into(), &["cannot write the answer"]);
}

#[test]
fn a_hostile_file_name_stays_quiet() {
    let said = run(&["/nowhere/\u{1b}]0;pwn\u{7}\u{202e}.txt"]);
    check(&said, &["\\x1b]0;pwn\\x07\\u{202e}.txt"]);
    let said = feed(&["--lang", "en", "--format", "\u{1b}[31m"], b"");
    check(&said, &["\\x1b[31m"]);
}

/// A slip of the pen in a number would look like a process that closes nothing.
#[test]
fn a_process_that_is_none_is_said_to_be_none_and_one_that_is_there_is_not() {
    let blame = |pid: &str| run(&["blame", "1s", "--method", "owners", "--pid", pid]);
    // One more than the largest number that Linux gives (PID_MAX_LIMIT of 64-bit kernels).
    let none = blame("4194304");
    assert!(none.err.contains("no process 4194304 is to be seen now"), "{none:?}");
    let own = blame(&std::process::id().to_string());
    assert!(own.code == Some(0) && !own.err.contains("no process"), "{own:?}");
}

/// A server's first process often closes nothing itself.
#[cfg(target_os = "linux")]
#[test]
fn whoever_asks_for_a_process_hears_of_its_children() {
    use std::io::BufRead as _;

    let mut parent = std::process::Command::new("sh")
        .args(["-c", "exec 3<&0; cat <&3 & cat <&3 & echo ready; wait"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut ready = String::new();
    std::io::BufReader::new(parent.stdout.take().unwrap()).read_line(&mut ready).unwrap();
    let said = run(&["blame", "1s", "--method", "owners", "--pid", &parent.id().to_string()]);
    drop(parent.stdin.take());
    parent.wait().unwrap();
    assert!(said.err.contains(&format!("process {} has 2 child processes", parent.id())), "{said:?}");
}

/// Who follows means by it what SECONDS mean there.
#[test]
fn an_interval_that_blame_has_no_use_for_is_not_passed_over() {
    let blame = |more: &[&str]| run(&[&["blame", "1s", "--method", "owners"], more].concat());
    let typed = blame(&["--interval", "3"]);
    assert!(typed.code == Some(0) && typed.err.contains("--interval does nothing here"), "{typed:?}");
    assert!(!blame(&[]).err.contains("--interval"));
}
