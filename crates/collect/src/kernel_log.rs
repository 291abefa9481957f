//! What the kernel's own log told in the last hour of ports, queues and tables that ran out.

use lastack_host::{Host, reason};
use lastack_model::words::Message;
use lastack_model::{Coverage, CoverageState, FactSource, LogLine, NamespaceView, Os, Snapshot};

use crate::paste::Logs;
use crate::privilege;
use crate::windows;

/// Older lines tell of a trouble that may long be over. A length of ours.
const RECENT_S: u64 = 3_600;

/// A setting that the kernel has once, outside of namespaces of their own (facts 9).
const HOST_WIDE: &str = "net.ipv4.tcp_max_orphans";

/// Told of a setting, which is read itself.
const OF_A_SETTING: &str = "port-range-parity";

/// Adds what the kernel's log, or the event log of Windows, told to the host's own namespace, and whether it could be read. The log is the host's:
/// a look that leaves the host's own namespace out leaves the log out.
pub fn add_kernel_log(host: &dyn Host, snapshot: &mut Snapshot) {
    if snapshot.host.os == Os::Windows {
        return windows::add_events(host, snapshot);
    }
    let Some(uptime_s) = snapshot.host.uptime_s else { return };
    let Some(view) = snapshot.namespaces.iter_mut().find(|view| is_hosts_own(view)) else { return };
    let since_us = uptime_s.saturating_sub(RECENT_S).saturating_mul(1_000_000);
    let mut logs = Logs::default();
    let mut count = 0;
    let read = host.kernel_log(&|record| told(record, since_us).is_some(), &mut |record| {
        if let Some(line) = told(record, since_us) {
            count += 1;
            logs.add(&LogLine { line: count, ..line });
        }
    });
    let why = read.err().map(|error| {
        let cure = privilege::cure(host, &[privilege::SYSLOG]);
        Message::new("collect-kernel-log-unread").with("reason", reason(error.reason())).with("cure", cure)
    });
    view.logs = logs.finish().0;
    snapshot.coverage.push(Coverage {
        source: "kmsg",
        subject: "kernel_log",
        state: if why.is_some() { CoverageState::Unavailable } else { CoverageState::Ready },
        why,
    });
}

/// Says that the log was left out of a capture, where its look would have told of it.
pub fn leave_out_kernel_log(snapshot: &mut Snapshot) {
    let (source, subject) = match snapshot.host.os {
        Os::Windows => ("event_log", "events"),
        _ if snapshot.namespaces.iter().any(is_hosts_own) => ("kmsg", "kernel_log"),
        _ => return,
    };
    let why = Some(Message::new("collect-kernel-log-left-out"));
    snapshot.coverage.push(Coverage { source, subject, state: CoverageState::Unavailable, why });
}

fn is_hosts_own(view: &NamespaceView) -> bool {
    view.facts.get(HOST_WIDE).is_some_and(|fact| matches!(fact.source, FactSource::Live(_)))
}

/// What a record says, `6,1234,5678901,-;text` (Documentation/ABI/testing/dev-kmsg): priority and facility, number,
/// microseconds since boot, and below the text lines that begin with a blank. Programs may write there too, under
/// another facility than the kernel's, which is 0.
fn told(record: &[u8], since_us: u64) -> Option<LogLine<'_>> {
    let record = str::from_utf8(record).ok()?;
    let (head, text) = record.split_once(';')?;
    let mut fields = head.split(',');
    let priority: u32 = fields.next()?.parse().ok()?;
    let at_us: u64 = fields.nth(1)?.parse().ok()?;
    if priority >> 3 != 0 || at_us < since_us {
        return None;
    }
    let line = lastack_parse::log::line(text.lines().next()?)?;
    (line.form == Some("kernel") && line.signature != OF_A_SETTING).then_some(line)
}

#[cfg(test)]
mod tests {
    use lastack_host::{Answer, Call, Failure, Record, Replay};
    use lastack_model::{Facts, HostFacts, SourceKind, Warnings};

    use super::*;

    /// A host that is up for two hours and whose log holds these records.
    fn look(records: &[&str], end: Option<Failure>, setting: &str) -> Snapshot {
        let pieces = records.iter().map(|record| record.as_bytes().to_vec()).collect();
        let call = (0, Call::Stream(lastack_host::KERNEL_LOG.into()), Answer::Pieces(pieces, end));
        let replay = Replay::new(&Record { calls: vec![call], views: 0 });
        let mut facts = Facts::default();
        facts.set(setting, "65536", FactSource::Live(String::new()));
        let mut snapshot = Snapshot {
            taken_at_ms: 0,
            kind: SourceKind::Live,
            masked: false,
            window_s: None,
            host: HostFacts { uptime_s: Some(7_200), ..HostFacts::default() },
            namespaces: vec![NamespaceView { facts, ..NamespaceView::default() }],
            files: Vec::new(),
            coverage: Vec::new(),
            warnings: Warnings::default(),
        };
        add_kernel_log(&replay, &mut snapshot);
        snapshot
    }

    #[test]
    fn the_kernels_own_lines_of_the_last_hour_are_folded() {
        let flood = "request_sock_TCP: Possible SYN flooding on port 10.0.0.1:443. Sending cookies.";
        let records = [
            format!("6,10,3599999999,-;{flood}\n"),
            format!("6,11,3600000000,-;{flood}\n SUBSYSTEM=net\n"),
            format!("14,12,3600000001,-;{flood}\n"),
            "4,13,7100000000,-;nf_conntrack: nf_conntrack: table full, dropping packet\n".to_owned(),
            "6,14,7100000001,-;ip_local_port_range: prefer different parity for start/end values.\n"
                .to_owned(),
            "6,15,7100000002,-;usb 1-1: new device\n".to_owned(),
            "6,16".to_owned(),
            "4,17,7100000003,-;nf_conntrack: nf_conntrack: table full, dropping packet\n".to_owned(),
        ];
        let seen = look(&records.each_ref().map(String::as_str), None, HOST_WIDE);
        let told: Vec<_> =
            seen.namespaces[0].logs.iter().map(|hit| (hit.signature, hit.port, hit.count)).collect();
        assert_eq!(told, [("conntrack-full", None, 2), ("syn-flooding", Some(443), 1)]);
        assert_eq!(seen.coverage[0].state, CoverageState::Ready);
    }

    #[test]
    fn a_log_that_may_not_be_read_is_covered_and_none_is_asked_for_in_a_namespace_of_its_own() {
        let refused = Failure { errno: Some(1), text: "Operation not permitted".to_owned() };
        let seen = look(&[], Some(refused), HOST_WIDE);
        assert_eq!(seen.coverage[0].state, CoverageState::Unavailable);
        assert_eq!(
            seen.coverage[0].why.as_ref().map(|why| why.id.as_ref()),
            Some("collect-kernel-log-unread")
        );
        assert_eq!(look(&[], None, "net.ipv4.tcp_tw_reuse").coverage, []);
    }
}
