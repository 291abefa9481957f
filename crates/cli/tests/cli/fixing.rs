//! `fix` and `fix plan`: what could be changed, told and written down, and nothing changed.

use crate::{feed, file, run, valid};

/// A proxy on a narrow range: settings, a listener, and 950 of 1,000 ports in TIME_WAIT.
pub(crate) fn proxy() -> String {
    let mut text = String::from(
        "net.ipv4.ip_local_port_range = 40000 40999\nnet.ipv4.ip_local_reserved_ports = \nnet.ipv4.tcp_tw_reuse = 2\n\
         net.ipv4.tcp_timestamps = 1\nState Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n\
         LISTEN 0 511 0.0.0.0:40999 0.0.0.0:* users:((\"grpc\",pid=9,fd=6))\n\
         ESTAB 0 0 10.1.2.3:39999 10.1.2.9:8080 users:((\"nginx\",pid=7,fd=9))\n",
    );
    for port in 0..950 {
        let left = port % 59;
        let row =
            format!("TIME-WAIT 0 0 10.1.2.3:{} 10.1.2.9:8080 timer:(timewait,{left}sec,0)\n", 40_000 + port);
        text.push_str(&row);
    }
    text
}

#[test]
fn a_plan_is_shown_in_both_languages_and_says_that_nothing_was_changed() {
    let (_folder, path) = file("proxy.txt", proxy().as_bytes());
    for (lang, nothing, range) in [
        ("en", "nothing was changed", "net.ipv4.ip_local_port_range: 40000 40999 -> 32768 60999"),
        ("zh", "没有改动任何配置", "net.ipv4.ip_local_port_range：40000 40999 -> 32768 60999"),
    ] {
        let said = run(&["fix", &path, "--lang", lang]);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
        assert!(said.out.lines().take(2).any(|line| line.contains(nothing)), "{}", said.out);
        assert!(said.out.contains(range) && said.out.lines().count() <= 24, "{}", said.out);
        // The second line has the time.
        let remedies = |out: &str| {
            out.lines().filter(|line| line.starts_with(' ')).map(str::to_owned).collect::<Vec<_>>()
        };
        let others = [
            run(&["fix", "plan", &path, "--lang", lang]),
            feed(&["fix", "-", "--lang", lang], proxy().as_bytes()),
        ];
        for other in others {
            assert_eq!(remedies(&other.out), remedies(&said.out), "{other:?}");
        }
    }
}

#[test]
fn a_plan_is_a_document_of_the_contract() {
    let (_folder, path) = file("proxy.txt", proxy().as_bytes());
    let plan = valid(&run(&["fix", "--format", "json", &path]).out);
    assert_eq!((&plan["kind"], &plan["only_to_read"]), (&"plan".into(), &"other_host".into()));
    let ids: Vec<&str> =
        plan["remedies"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["reuse-connections", "reserve-listening-ports", "widen-port-range"]);
    let steps = plan["remedies"][2]["steps"].as_array().unwrap();
    assert_eq!(steps.last().unwrap()["undo"]["value"], "40000 40999");
    let masked = run(&["fix", "--mask", "--format", "json", &path]);
    assert!(!masked.out.contains("10.1.2.9") && !masked.out.contains("nginx\""), "{}", masked.out);
    assert_eq!(valid(&masked.out)["only_to_read"], "masked");
}

#[test]
fn a_plan_answers_for_what_is_asked_by_name() {
    let (_folder, path) = file("proxy.txt", proxy().as_bytes());
    let asked = |word: &str| run(&["fix", "plan", word, &path]);
    let refused = asked("tcp_tw_recycle");
    assert_eq!((refused.code, refused.err.as_str()), (Some(0), ""), "{refused:?}");
    assert!(
        refused.out.contains("tcp-tw-recycle") && !refused.out.contains("ip_local_port_range:"),
        "{refused:?}"
    );
    // As it was to be pasted, with its value.
    let pasted = asked("net.ipv4.tcp_tw_recycle=1");
    assert_eq!((pasted.code, pasted.err.as_str()), (Some(0), ""), "{pasted:?}");
    assert!(
        pasted.out.contains("gone since Linux 4.12") && pasted.out.contains("Instead: let"),
        "{pasted:?}"
    );
    let range = asked("net.ipv4.ip_local_port_range");
    assert!(range.out.contains("-> 32768 60999") && !range.out.contains("keepalive"), "{range:?}");
    let reserve = asked("listener-in-ephemeral-range");
    assert!(reserve.out.contains("(empty) -> 40999") && !reserve.out.contains("32768 60999"), "{reserve:?}");
    // Chinese has one plural form; one thing is told apart by its number.
    let one = run(&["fix", "plan", "listener-in-ephemeral-range", &path, "--lang", "zh"]);
    assert!(one.out.contains("预留端口 40999") && !one.out.contains("1 个端口"), "{one:?}");
    let nothing = asked("nf_conntrack_max");
    assert!(nothing.err.contains("nf_conntrack_max: nothing that was found here"), "{nothing:?}");
    let slip = run(&["fix", "plan", "tcp_tw_recycl"]);
    assert_eq!(slip.code, Some(2), "{slip:?}");
    assert!(slip.err.contains("no finding, no remedy and no setting"), "{slip:?}");
}

#[test]
fn a_plan_is_written_down_for_other_tools() {
    let (_folder, path) = file("proxy.txt", proxy().as_bytes());
    for (form, line) in [
        ("sysctl.d", "net.ipv4.ip_local_port_range = 32768 60999"),
        ("ansible", "    value: '32768 60999'"),
        ("kubernetes", "      value: \"32768 60999\""),
        (
            "systemd",
            "ExecStartPre=+/bin/sh -c 'echo \"32768 60999\" > /proc/sys/net/ipv4/ip_local_port_range'",
        ),
    ] {
        let said = run(&["fix", &path, "--as", form]);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
        assert_eq!(said.out.lines().filter(|found| *found == line).count(), 1, "{form}: {}", said.out);
    }
    let wrong = run(&["fix", &path, "--as", "puppet"]);
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    assert!(wrong.err.contains("ansible, kubernetes, netsh, netsh-undo"), "{wrong:?}");
}
