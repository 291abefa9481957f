//! Log lines that tell of ports, queues and tables running out.

use crate::{Endpoint, Untrusted};

/// Every signature that a dialect may give to a line, with what it means.
pub const SIGNATURES: &[(&str, &str)] = &[
    (
        "active-checks-failed",
        "a Zabbix agent in active mode could not reach its server or proxy; the errno is not told",
    ),
    ("bind-eaddrinuse", "bind() or listen(): the port is taken"),
    ("bind-eaddrnotavail", "bind(): the address is not on that host"),
    ("bucket-overflow", "tcp_max_tw_buckets was reached; printed by kernels before 2.6.38 or so (facts 4)"),
    ("conntrack-full", "nf_conntrack dropped packets"),
    ("connect-eaddrinuse", "connect(): the 4-tuple or the pool of bind(0) is taken"),
    ("connect-eaddrnotavail", "connect(): no local port is left towards that destination"),
    ("eaddrinuse", "the address is taken; the line does not tell whether connect() or bind() failed"),
    ("eaddrnotavail", "the address cannot be had; the line does not tell whether connect() or bind() failed"),
    ("emfile", "the process has no descriptor left"),
    ("enfile", "the host has no descriptor left"),
    ("orphans", "tcp_max_orphans was reached"),
    ("port-range-parity", "ip_local_port_range was set with ends of one parity"),
    ("syn-flooding", "a SYN queue was full"),
    ("sysctl-invalid", "sysctl: the kernel refused a value"),
    ("sysctl-missing", "sysctl: the kernel has no such key"),
    ("tcp-memory", "TCP's buffers had reached tcp_mem, and sockets were reset"),
    ("tcpip-4227", "Windows event: a tuple was used again too soon"),
    ("tcpip-4231", "Windows event: the dynamic port range is empty"),
    ("wsaeaddrinuse", "Windows 10048: tuple in TIME_WAIT, or no port"),
    ("wsaenobufs", "Windows 10055: no dynamic port, or no nonpaged pool"),
];

/// What a line says about time: outages have a beginning and an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogMark {
    /// The trouble is told and nothing more
    Trouble,
    /// Something stopped working because of it
    Begins,
    /// It works again
    Ends,
}

/// One line of a log whose meaning is known, borrowed from the input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogLine<'a> {
    /// Which trouble: one of [`SIGNATURES`]
    pub signature: &'static str,
    /// Which program's form it has: `nginx`, `go`, `kernel`, `zabbix-agent`; `None` for a bare errno
    pub form: Option<&'static str>,
    /// What the line says about time
    pub mark: LogMark,
    /// Line of the input, from 1
    pub line: u64,
    /// Milliseconds since 1970-01-01 as the line prints its own time, without a zone; `None` without one
    pub at_ms: Option<i64>,
    /// The same as far as the line tells it: syslog prints no year
    pub time: Option<LogTime>,
    /// Where a connect() led to
    pub target: Option<Endpoint>,
    /// The port that a bind() or a listener was about
    pub port: Option<u16>,
    /// The line as it stands
    pub text: &'a str,
}

/// A time as a line prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogTime {
    /// Milliseconds since 1970-01-01 in the log's own zone; without a year, as if it were 2000
    pub ms: i64,
    /// Whether the line tells the year
    pub has_year: bool,
}

/// A stretch in which something did not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// Milliseconds since 1970-01-01, in the log's own zone
    pub from_ms: i64,
    /// The same; `None` while it lasts
    pub until_ms: Option<i64>,
}

/// All lines of one trouble with one target.
#[derive(Clone, Debug, PartialEq)]
pub struct LogHit {
    /// Which trouble, as [`LogLine::signature`]
    pub signature: &'static str,
    /// Which program's form it has
    pub form: Option<&'static str>,
    /// Where a connect() led to
    pub target: Option<Endpoint>,
    /// The port that a bind() or a listener was about
    pub port: Option<u16>,
    /// Lines
    pub count: u64,
    /// Line of the first
    pub first_line: u64,
    /// Line of the last
    pub last_line: u64,
    /// When the first and the last line were written, of those that tell it
    pub span: Option<(LogTime, LogTime)>,
    /// Outages that the lines begin and end, oldest first; bounded to the first 50
    pub outages: Vec<Outage>,
    /// The first line as it stands
    pub sample: Untrusted,
}
