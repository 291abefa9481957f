//! Wrong targets and files of `probe`, which no packet leaves for.

use crate::{file, run};

fn check(arguments: &[&str], code: i32, said: &[&str]) {
    let found = run(arguments);
    assert_eq!(found.code, Some(code), "{found:?}");
    for words in said {
        assert!(found.err.contains(words), "{words:?} is not in {found:?}");
    }
}

#[test]
fn what_is_no_target_is_told_all_at_once() {
    let wrong = ["probe", "web", "web:0", "::1:80", "tls://web"];
    check(
        &[&wrong[..], &["--lang", "en"]].concat(),
        2,
        &[
            "web has no port",
            "a port is 1 to 65535",
            "::1:80 is an IPv6 address without brackets: [2001:db8::5]:443",
            "tls://web has no port",
        ],
    );
    check(&[&wrong[..], &["--lang", "zh"]].concat(), 2, &["没有端口", "1 到 65535", "加方括号"]);
    // The hint at brackets is for those whom it helps.
    let other = run(&["probe", "a:b:80", "a_b c:80", "http://x:80:80/", "--lang", "en"]);
    assert!(other.code == Some(2) && !other.err.contains("IPv6"), "{other:?}");
    check(&["probe", "[fe80::1%eth0]:80", "fe80::1%eth0", "--lang", "en"], 2, &["names a zone (%)"]);
    check(&["probe", "--lang", "en"], 2, &["lastack probe 10.0.0.5:443"]);
    check(&["probe", "x:1", "--source-ports", "9-1", "--lang", "en"], 2, &["LOW-HIGH, 1024 - 65535"]);
}

#[test]
fn a_file_is_checked_by_line_and_column() {
    for (text, code, said) in [
        ("[[targets]]\ntarget = [\"web:80\", \"10.0.0.5:1-9\"]\n", 0, "is right: 10 targets"),
        ("[[targets]]\ntarget = [\"web:80\", \"web\"]\n", 2, "line 2, column 21: web has no port"),
        (
            "[[targets]]\ntarget = [\"web:80\"]\nstrategy = \"nice\"\n",
            2,
            "line 3, column 12: there is no strategy nice",
        ),
        ("[defaults]\ntimeout = 0\n", 2, "line 2, column 11: seconds must be 0.10 s to 24 h"),
        (
            "[defaults]\ntimeout = 0.5\nstrategy = \"hold\"\n",
            2,
            "line 2, column 11: hold needs a timeout of 1 second or more",
        ),
        (
            "[defaults]\ntimeout = 0.5\n[[targets]]\ntarget = [\"web:80\"]\nstrategy = \"hold\"\n",
            2,
            "line 5, column 12: hold needs a timeout of 1 second or more",
        ),
        ("[defaults]\ntimeout = 0.5\n[[targets]]\ntarget = [\"web:80\"]\n", 0, "is right: 1 target"),
        ("tagets = 1\n", 2, "line 1, column 1: there is no key tagets here. Known are: source_ports, listen"),
        ("listen = \"0.0.0.0:9115\"\n", 2, "line 1, column 10: 0.0.0.0:9115 can be reached by others"),
        ("", 2, "no targets"),
        ("[[targets]]\ntarget = [\"web:80\", \"web:80\"]\n", 1, "web:80 stands twice"),
    ] {
        let (_folder, path) = file("probe.toml", text.as_bytes());
        check(&["probe", "run", "--check", &path, "--lang", "en"], code, &[said]);
    }
    check(&["probe", "run", "--check", "nowhere.toml", "--lang", "zh"], 2, &["读不了 nowhere.toml：不存在"]);
    // Options before the name of the part are the part's.
    check(&["probe", "--lang", "zh", "run", "--check", "nowhere.toml"], 2, &["读不了 nowhere.toml"]);
}

/// The example in the help is a file that is right.
#[test]
fn the_help_of_a_run_names_its_keys_and_shows_a_file_that_is_right() {
    for (lang, exit_codes) in [("en", "Exit codes: 0 all are up"), ("zh", "退出码：0 全部正常")] {
        let help = run(&["probe", "run", "--help", "--lang", lang]).out;
        for key in
            ["source_ports", "allow", "fresh", "family", "server_name", "[modules.", "file_sd", "local"]
        {
            assert!(help.contains(key), "{key} is not in {help}");
        }
        let example: Vec<&str> = help.lines().skip_while(|line| !line.starts_with("  listen =")).collect();
        let (folder, path) = file("probe.toml", example.join("\n").as_bytes());
        std::fs::write(folder.path().join("targets.json"), "[]").unwrap();
        check(&["probe", "run", "--check", &path, "--lang", "en"], 0, &["is right: 602 targets"]);
        let help = run(&["probe", "--help", "--lang", lang]).out;
        assert!(help.contains(exit_codes), "{help}");
    }
}

/// What a run would refuse, or leave out, whoever checks the file is told.
#[cfg(target_os = "linux")]
#[test]
fn a_file_whose_ports_are_the_kernels_is_not_right() {
    let targets = "[[targets]]\ntarget = [\"web:80\"]\n";
    let range = std::fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap();
    let low = range.split_whitespace().next().unwrap();
    let (_folder, path) = file("probe.toml", format!("source_ports = \"{low}-{low}\"\n{targets}").as_bytes());
    check(
        &["probe", "run", "--check", &path, "--lang", "en"],
        2,
        &[&format!("Source ports {low}-{low} lie in")],
    );
    let (_folder, path) = file("probe.toml", format!("source_ports = \"kernel\"\n{targets}").as_bytes());
    check(&["probe", "run", "--check", &path, "--lang", "en"], 0, &["is right: 1 target"]);
}

/// A double is checked once, and told; an answer for each would be two for one.
#[test]
fn a_target_that_is_named_twice_is_checked_once_and_told() {
    let twice = ["probe", "127.0.0.1:1-3", "127.0.0.1:2", "--strategy", "observe", "--format", "json"];
    let found = run(&[&twice[..], &["--lang", "en"]].concat());
    assert!(found.err.contains("127.0.0.1:2 is named twice: it is checked once"), "{found:?}");
    assert_eq!(found.out.lines().count(), 3, "{found:?}");
}

#[test]
fn a_list_of_prometheus_is_read_and_what_is_no_target_in_it_is_named() {
    let (folder, path) = file("probe.toml", b"[[targets]]\nfile_sd = [\"list.json\"]\n");
    let list = folder.path().join("list.json");
    std::fs::write(&list, br#"[{"targets": ["web:80", "db:5432", "bad"], "labels": {"job": "x"}}]"#).unwrap();
    check(
        &["probe", "run", "--check", &path, "--lang", "en"],
        1,
        &["bad has no port", "is right: 2 targets"],
    );
    std::fs::write(&list, b"[\n{\"targets\": 1}]").unwrap();
    check(&["probe", "run", "--check", &path, "--lang", "en"], 2, &["list.json, line 2, column"]);
}
