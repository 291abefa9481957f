//! Plans as other tools take them: files and scripts, there and back.

use lastack_model::words::Lang;
use lastack_model::{Effect, Gauge, NetnsName, Undo, Untrusted};
use lastack_report::{EXPORTS, Proposal, View, format};

use super::{KEY, plan, step};
use crate::{catalog, fixtures};

#[test]
fn each_form_for_another_tool_names_every_setting_once_and_says_what_it_cannot_hold() {
    let (catalog, report) = (catalog(), fixtures::web_server());
    let mut plan = plan(2);
    plan.namespaces[1].name = NetnsName::Named(Untrusted::new("web"));
    let proposal = Proposal { plan: &plan, report: &report };
    let view = View::new(&catalog, Lang::En);
    let export = |id: &str| {
        let mut out = String::new();
        let export = EXPORTS.iter().find(|export| export.id == id).unwrap();
        (export.write)(&proposal, &view, &mut out).unwrap();
        out
    };
    let sysctl = export("sysctl.d");
    assert_eq!(sysctl.matches(&format!("\n{KEY} = 10240 65535\n")).count(), 1, "{sysctl}");
    assert!(sysctl.contains("\n# net.ipv4.tcp_tw_reuse = 1\n"), "boot does not reach it: {sysctl}");
    let kubernetes = export("kubernetes");
    for (place, expected) in [
        (
            "safe",
            "# safe: allowed by default from Kubernetes 1.18 on\n    - name: net.ipv4.ip_local_port_range\n",
        ),
        ("unsafe", "--allowed-unsafe-sysctls=net.ipv4.tcp_tw_reuse\n    - name: net.ipv4.tcp_tw_reuse\n"),
        ("node", "# a setting of the node, not of a pod: net.netfilter.nf_conntrack_max = 131072\n"),
        ("host network", "# Not for pods with hostNetwork: true"),
    ] {
        assert!(kubernetes.contains(expected), "{place}: {kubernetes}");
    }
    let ansible = export("ansible");
    assert_eq!(ansible.matches("    value: '10240 65535'\n").count(), 1, "{ansible}");
    assert!(!ansible.contains("tcp_tw_reuse"), "{ansible}");
    let systemd = export("systemd");
    let line = "ExecStartPre=+/bin/sh -c 'echo \"1\" > /proc/sys/net/ipv4/tcp_tw_reuse'\n";
    assert!(systemd.contains(line), "{systemd}");
}

#[test]
fn a_script_for_a_range_of_ipv6_names_services_over_ipv6_on_both_sides_of_the_old_one() {
    let (catalog, mut report) = (catalog(), fixtures::web_server());
    let rows = ["0.0.0.0:33061", "[fd00::5]:33060", "[fd00::5]:58001", "[fd00::5]:41001"];
    report.snapshot.namespaces[0].census.listeners = fixtures::listeners(&rows);
    let mut plan = plan(1);
    let undo = Undo::Restore("40000 16384".to_owned());
    plan.remedies[0].steps = vec![step(0, "windows.dynamicport6", "40000 16384", "32768 32768", undo)];
    let proposal = Proposal { plan: &plan, report: &report };
    let netsh = EXPORTS.iter().find(|export| export.id == "netsh").unwrap();
    let mut text = String::new();
    (netsh.write)(&proposal, &View::new(&catalog, Lang::En), &mut text).unwrap();
    let line = "# netsh int ipv6 add excludedportrange protocol=tcp startport=";
    let told: Vec<_> = text.lines().filter_map(|told| told.strip_prefix(line)?.split(' ').next()).collect();
    assert_eq!(told, ["33060", "58001"], "{text}");
}

#[test]
fn excluded_ports_are_lines_of_the_scripts_and_the_next_command_names_them() {
    let (catalog, report) = (catalog(), fixtures::web_server());
    let mut plan = plan(1);
    let ours = |ports: &str| Undo::Subtract(ports.to_owned());
    plan.remedies[0].steps = vec![
        step(0, "windows.excludedportrange", "50000", "10051-10052,50000", ours("10051-10052")),
        step(0, "windows.excludedportrange6", "", "10051", ours("10051")),
    ];
    plan.remedies[0].treats.clear();
    plan.named = vec![10_051, 10_052, 33_061];
    let effect = |port| Effect { netns: 0, gauge: Gauge::PortAtRisk(port), before: 1.0, low: 0.0, high: 0.0 };
    plan.remedies[0].effects = vec![effect(10_051), effect(10_052)];
    let proposal = Proposal { plan: &plan, report: &report };
    let export = |id: &str| {
        let (mut out, export) = (String::new(), EXPORTS.iter().find(|export| export.id == id).unwrap());
        (export.write)(&proposal, &View::new(&catalog, Lang::Zh), &mut out).unwrap();
        out
    };
    let lines = |id: &str| {
        let text = export(id);
        let lines = text.lines().filter(|line| line.contains("startport="));
        lines.map(|line| line.trim_start().to_owned()).collect::<Vec<_>>()
    };
    for (id, before, verb) in [
        ("netsh", "", "add"),
        ("netsh-undo", "", "delete"),
        ("powershell", "netsh ", "add"),
        ("powershell-undo", "netsh ", "delete"),
    ] {
        let expected = [("ipv4", 10_051), ("ipv4", 10_052), ("ipv6", 10_051)].map(|(family, port)| {
            format!("{before}int {family} {verb} excludedportrange protocol=tcp startport={port} numberofports=1 store=persistent")
        });
        assert_eq!(lines(id), expected, "{id}");
    }
    assert_eq!(lines("reg"), [] as [&str; 0]);
    // What is excluded already is not excluded again. A port that was never excluded, or that netsh does not give back, keeps no other
    // there: the script goes on, and fails at its end with their names.
    let (there, back) = (export("powershell"), export("powershell-undo"));
    for (family, port) in [("ipv4", 10_051), ("ipv4", 10_052), ("ipv6", 10_051)] {
        let line = format!("\nif (Excluded {family} {port}) {{\n    ");
        assert!(there.contains(&format!("{line}Write-Warning 'port {port} over {family} was ")), "{there}");
        assert!(there.contains(&format!("{{ throw 'netsh refused port {port} over {family}: ")), "{there}");
        assert!(back.contains(&format!("{line}netsh int {family} delete ")), "{back}");
        assert!(back.contains(&format!("-ne 0) {{ $left += 'port {port} over {family}' }}\n")), "{back}");
    }
    assert_eq!((back.matches("throw").count(), there.contains("$left")), (1, false), "{back}");
    assert!(
        back.ends_with("\nif ($left) { throw \"netsh did not take back: $($left -join ', ')\" }\n"),
        "{back}"
    );
    for lang in [Lang::En, Lang::Zh] {
        let (view, mut out) = (View { width: 300, ..View::new(&catalog, lang) }, String::new());
        (format("text").unwrap().answer)(&proposal, &view, &mut out).unwrap();
        assert!(out.contains("lastack fix apply --port 10051,10052,33061"), "{out}");
        assert!(out.contains("lastack fix plan --as netsh --port 10051,10052,33061"), "{out}");
    }
}

#[test]
fn a_plan_for_windows_becomes_files_that_go_there_and_back() {
    let (catalog, mut report) = (catalog(), fixtures::web_server());
    for (row, port) in report.snapshot.namespaces[0].census.listeners.iter_mut().zip([33_060, 49_700]) {
        row.key.port = port;
    }
    let mut plan = plan(1);
    let restore = |from: &str| Undo::Restore(from.to_owned());
    plan.remedies[0].steps = vec![
        step(0, "windows.dynamicport", "49152 16384", "32768 32768", restore("49152 16384")),
        step(0, "windows.TcpTimedWaitDelay", "120", "30", restore("120")),
        step(0, "windows.StrictTimeWaitSeqCheck", "absent", "1", restore("absent")),
    ];
    let proposal = Proposal { plan: &plan, report: &report };
    let export = |id: &str, lang| {
        let mut out = String::new();
        let export = EXPORTS.iter().find(|export| export.id == id).unwrap();
        (export.write)(&proposal, &View::new(&catalog, lang), &mut out).unwrap();
        assert!(out.is_ascii(), "{id}: {out}");
        out
    };
    let head = "Windows Registry Editor Version 5.00\r\n\r\n";
    let key = "\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters]\r\n";
    for (id, lines) in [
        (
            "reg",
            ["\"TcpTimedWaitDelay\"=dword:0000001e\r\n", "\"StrictTimeWaitSeqCheck\"=dword:00000001\r\n"],
        ),
        ("reg-undo", ["\"TcpTimedWaitDelay\"=dword:00000078\r\n", "\"StrictTimeWaitSeqCheck\"=-\r\n"]),
    ] {
        let text = export(id, Lang::Zh);
        assert!(text.starts_with(head) && text.contains(key), "{text}");
        assert!(lines.iter().all(|line| text.contains(line)), "{text}");
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{text}");
    }
    for (id, line) in [
        ("netsh", "\nint ipv4 set dynamicport tcp start=32768 num=32768\n"),
        ("netsh-undo", "\nint ipv4 set dynamicport tcp start=49152 num=16384\n"),
    ] {
        let text = export(id, Lang::Zh);
        let commands = text.lines().filter(|line| !line.starts_with('#')).count();
        assert!(text.contains(line) && commands == 1, "{text}");
    }
    // Of a service inside the wider range, and of none that was inside before.
    for (id, verb) in
        [("netsh", "add"), ("powershell", "add"), ("netsh-undo", "delete"), ("powershell-undo", "delete")]
    {
        let text = export(id, Lang::Zh);
        let line = format!(
            "\n# netsh int ipv4 {verb} excludedportrange protocol=tcp startport=33060 numberofports=1 store=persistent\n"
        );
        assert!(text.contains(&line) && text.matches("excludedportrange").count() == 1, "{text}");
    }
    for (id, lines) in [
        (
            "powershell",
            [
                "if (\"$now\" -ne '49152 16384') { throw",
                "netsh int ipv4 set dynamicport tcp start=32768 num=32768\n",
                "if ($now -ne 120) { throw",
                "Set-ItemProperty -Path $key -Name 'TcpTimedWaitDelay' -Type DWord -Value 30\n",
                "if ($now -ne $null) { throw",
                "Set-ItemProperty -Path $key -Name 'StrictTimeWaitSeqCheck' -Type DWord -Value 1\n",
            ],
        ),
        (
            "powershell-undo",
            [
                "if (\"$now\" -ne '32768 32768') { throw",
                "netsh int ipv4 set dynamicport tcp start=49152 num=16384\n",
                "if ($now -ne 30) { throw",
                "Set-ItemProperty -Path $key -Name 'TcpTimedWaitDelay' -Type DWord -Value 120\n",
                "if ($now -ne 1) { throw",
                "Remove-ItemProperty -Path $key -Name 'StrictTimeWaitSeqCheck'\n",
            ],
        ),
    ] {
        let text = export(id, Lang::Zh);
        let mut rest = text.as_str();
        for line in lines {
            rest = rest.split_once(line).unwrap_or_else(|| panic!("{line} in {text}")).1;
        }
    }
    // A file for Linux holds none of it.
    assert!(!export("sysctl.d", Lang::En).contains("windows."));
}
