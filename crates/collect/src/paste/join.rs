//! What several inputs, or parts of one, say of each other.

use lastack_model::words::Message;
use lastack_model::{Arg, FactSource, LogHit, NamespaceView, NetnsName, Os, Warning};

use super::{OWN_COUNT, Pasted, RANGE_KEY, SOURCE, degraded};
use crate::table::rows_may_be_missing;
use crate::windows;

/// What a log tells of the dynamic ports of Windows.
const OF_WINDOWS_PORTS: [&str; 4] = ["tcpip-4227", "tcpip-4231", "wsaeaddrinuse", "wsaenobufs"];

/// So few ports outside of a range may be chosen by hand.
const HANDFUL: u32 = 32;

impl Pasted {
    /// An input that holds settings alone speaks of the host whose rows stand in the others. A log stays by itself, but for
    /// lines about the dynamic ports of Windows beside the one table that shows these.
    pub(super) fn join_settings(&mut self) {
        let views = &mut self.snapshot.namespaces;
        if !views.iter().any(|view| view.census.rows > 0) {
            return;
        }
        let (rows, settings): (Vec<_>, Vec<_>) = views.drain(..).partition(|view| view.census.rows > 0);
        *views = rows;
        let mut told = Vec::new();
        let one_table = views.len() == 1 && self.snapshot.host.os == Os::Windows;
        for mut from in settings {
            for view in views.iter_mut() {
                for (key, fact) in
                    from.facts.iter().filter(|(key, _)| view.facts.get(key).is_none()).collect::<Vec<_>>()
                {
                    view.facts.insert(key, fact.clone());
                }
                view.census.time_wait.lower_bound = rows_may_be_missing(&view.census, &view.facts);
            }
            if let [view] = views.as_mut_slice() {
                for (name, counter) in std::mem::take(&mut from.counters) {
                    view.counters.entry(name).or_insert(counter);
                }
            }
            let mut joined = false;
            if let (true, Some(view)) = (one_table, views.first_mut()) {
                let about_ports = |hit: &LogHit| OF_WINDOWS_PORTS.contains(&hit.signature);
                let (ours, others) = from.logs.drain(..).partition::<Vec<_>, _>(about_ports);
                joined = !ours.is_empty();
                view.logs.extend(ours);
                from.logs = others;
            }
            let NetnsName::Paste(input) = &from.name else { continue };
            let input = input.clone();
            if joined {
                let why = Message::new("collect-paste-log");
                self.snapshot.warnings.push(Warning { input: input.clone(), line: 0, why });
            }
            if !from.logs.is_empty() {
                told.push(from);
                continue;
            }
            if joined {
                continue;
            }
            let why = Message::new("collect-paste-settings");
            self.snapshot.warnings.push(Warning { input, line: 0, why });
        }
        views.extend(told);
    }

    /// The dynamic range of Windows, as netsh told it in any input, else as the settings have it.
    pub(super) fn settle_ranges(&mut self) {
        for view in &mut self.snapshot.namespaces {
            let (Some(why), NetnsName::Paste(input)) = (windows::settle_range(&mut view.facts), &view.name)
            else {
                continue;
            };
            self.snapshot.warnings.push(Warning { input: input.clone(), line: 0, why });
        }
    }

    /// A range of ports that most rows do not have is not the one that they were made under: a line of a file that is not in
    /// force, or another host's.
    pub(super) fn leave_out_ranges(&mut self) {
        for view in &mut self.snapshot.namespaces {
            let (Some(range), Some(ports)) = (view.facts.port_range(RANGE_KEY), &view.census.local_ports)
            else {
                continue;
            };
            let (within, elsewhere) = ports.within(range);
            let pasted = view.facts.get(RANGE_KEY).and_then(|fact| match &fact.source {
                FactSource::Paste(input) => Some((fact.line, input.clone())),
                _ => None,
            });
            let Some((line, input)) = pasted.filter(|_| elsewhere > within.max(HANDFUL)) else { continue };
            view.facts.remove(RANGE_KEY);
            let why = Message::new("collect-paste-range")
                .with("elsewhere", Arg::count(elsewhere, SOURCE))
                .with("ports", Arg::count(within + elsewhere, SOURCE))
                .with("low", Arg::port(range.0, SOURCE))
                .with("high", Arg::port(range.1, SOURCE));
            self.snapshot.warnings.push(Warning { input, line: line.unwrap_or(0), why });
        }
    }

    /// No forecast of "never" rests on a table that may be cut without a sign of it, unless the kernel's own count
    /// stands beside it.
    pub(super) fn say_whole(&mut self) {
        // On other systems nothing is foreseen, and there is no such count.
        let foreseen = !matches!(self.snapshot.host.os, Os::Windows | Os::Bsd);
        let uncounted = |view: &NamespaceView| view.facts.get(OWN_COUNT).is_none();
        let mut views = self.snapshot.namespaces.iter();
        if foreseen && views.any(|view| !view.census.routes.is_empty() && uncounted(view)) {
            self.snapshot.coverage.push(degraded("forecast", Message::new("collect-paste-never-whole")));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use lastack_host::Replay;

    use super::super::paste;
    use super::super::tests::read;
    use super::*;

    #[test]
    fn rows_of_two_systems_or_hosts_in_one_text_are_told() {
        let windows = "  TCP    192.168.1.5:49152      10.0.0.9:10051         TIME_WAIT       0\n";
        let linux = "TIME-WAIT 0 0 10.0.0.5:40000 10.0.0.9:80\n";
        let said = |text: &str, id: &str| {
            let coverage = read(text).snapshot.coverage;
            coverage.iter().any(|line| line.why.as_ref().is_some_and(|why| why.id == id))
        };
        let told = |text: &str| said(text, "collect-paste-systems");
        assert!(told(&format!("{windows}\n{linux}")));
        let netstat = "tcp        0      0 10.0.0.5:40001      10.0.0.9:80      TIME_WAIT\n";
        assert!(!told(windows) && !told(&format!("{linux}\n{netstat}")));
        let prompts = |one: &str, other: &str| {
            let [one, other] = [one, other].map(|host| format!("[root@{host} ~]# "));
            let text = format!("{one}ss -tan\n{linux}{other}netstat -n\n{netstat}");
            said(&text, "collect-paste-hosts")
        };
        assert!(prompts("web1", "db1") && !prompts("web1", "web1"));
    }

    #[test]
    fn two_tables_without_an_own_address_in_common_are_told() {
        const HEAD: &str = "State Recv-Q Send-Q Local Address:Port Peer Address:Port\n";
        let said = |tables: &[&str]| {
            let text: String = tables.iter().map(|rows| format!("{HEAD}{rows}")).collect();
            let coverage = read(&text).snapshot.coverage;
            coverage
                .iter()
                .any(|line| line.why.as_ref().is_some_and(|why| why.id == "collect-paste-strangers"))
        };
        let (web, db) =
            ("TIME-WAIT 0 0 10.0.0.5:40000 10.0.0.9:80\n", "ESTAB 0 0 10.0.0.9:80 10.0.0.5:40001\n");
        let gateway = "ESTAB 0 0 10.0.0.9:80 10.0.0.5:40001\nESTAB 0 0 10.0.0.5:40001 10.0.0.9:80\n";
        assert!(said(&[web, db]) && said(&[web, web, db]) && said(&[web, &web.replace("0.5:", "0.6:")]));
        assert!(!said(&[web]) && !said(&[web, gateway]) && !said(&[gateway, web, db]));
        // Those of IPv6, of listeners and of loopback tell nothing.
        let others = [
            "TIME-WAIT 0 0 [2001:db8::5]:40000 [2001:db8::9]:80\n",
            "LISTEN 0 128 10.0.0.7:80 0.0.0.0:*\n",
            "ESTAB 0 0 127.0.0.1:40000 127.0.0.1:80\n",
        ];
        assert!(others.iter().all(|other| !said(&[web, other])));
        // There is no room for all addresses of a gateway.
        let many: String =
            (0..200).map(|i| format!("TIME-WAIT 0 0 10.1.0.{i}:40000 10.0.0.9:80\n")).collect();
        assert!(!said(&[&many, web]) && !said(&[web, &many]));
    }

    #[test]
    fn netsh_goes_before_the_settings_in_whatever_input_it_stands() {
        let row = "  TCP    192.168.1.5:49152      10.0.0.9:10051         TIME_WAIT       0\r\n";
        let setting = |name: &str, start: u16, count: u16| {
            format!(
                "SettingName : {name}\r\nDynamicPortRangeStartPort : {start}\r\n\
                 DynamicPortRangeNumberOfPorts : {count}\r\n\r\n"
            )
        };
        let settings = setting("Internet", 49_152, 16_384);
        let differ = settings.clone() + &setting("Datacenter", 10_000, 255);
        let netsh = "Protocol tcp Dynamic Port Range\r\n---------------------------------\r\n\
                     Start Port      : 1025\r\nNumber of Ports : 64511\r\n";
        let told = |inputs: &[&str]| {
            let names: Vec<String> = (0..inputs.len()).map(|i| format!("{i}.txt")).collect();
            let host = Replay::of_files(names.iter().map(String::as_str).zip(inputs.iter().copied()));
            let names: Vec<&Path> = names.iter().map(Path::new).collect();
            let snapshot = paste(&host, &names, 20).snapshot;
            let differ = |warning: &Warning| warning.why.id == "collect-windows-ranges-differ";
            (windows::range(&snapshot.namespaces[0].facts), snapshot.warnings.first.iter().any(differ))
        };
        let (both, wide) = (format!("{row}\r\n{settings}"), (Some((1_025, 65_535)), false));
        for inputs in
            [&[both.as_str(), netsh][..], &[netsh, &both], &[row, &settings, netsh], &[&differ, row, netsh]]
        {
            assert_eq!(told(inputs), wide, "{inputs:?}");
        }
        assert_eq!(told(&[&settings, row]), (Some((49_152, 65_535)), false));
        assert_eq!(told(&[row, &differ]), (None, true));
    }

    #[test]
    fn a_range_that_most_rows_do_not_have_is_not_theirs() {
        let rows: String =
            (0..97).map(|i| format!("TIME-WAIT 0 0 10.0.0.5:{} 10.0.0.9:3306\n", 50_000 + 3 * i)).collect();
        let of = |range: &str| read(&format!("{rows}net.ipv4.ip_local_port_range = {range}\n")).snapshot;
        let other = of("40000 50023");
        assert_eq!(other.namespaces[0].facts.get(RANGE_KEY), None);
        let warning = &other.warnings.first[0];
        assert_eq!((warning.why.id.as_ref(), warning.line), ("collect-paste-range", 98));
        let theirs = of("40000 50200");
        assert_eq!(theirs.namespaces[0].facts.port_range(RANGE_KEY), Some((40_000, 50_200)));
        assert!(theirs.warnings.first.is_empty());
    }
}
