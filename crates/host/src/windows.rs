//! What a Windows host answers: names below one root, as Linux has them below /proc. No system can have a folder of that
//! name, since Windows allows none of its signs and [`crate::Live`] asks no disk for it.

/// The root of all of them.
pub const ROOT: &str = "/<windows>";

/// The table of TCP over IPv4, as GetExtendedTcpTable fills it with TCP_TABLE_OWNER_MODULE_ALL.
pub const TCP4: &str = "/<windows>/tcp4";

/// The same over IPv6.
pub const TCP6: &str = "/<windows>/tcp6";

/// Counters of TCP over IPv4 since the start of the host, by GetTcpStatisticsEx2: `ActiveOpens 17` a line.
pub const COUNTERS4: &str = "/<windows>/counters4";

/// The same over IPv6.
pub const COUNTERS6: &str = "/<windows>/counters6";

/// Version, name, age and memory: `version 10.0.20348`, `hostname WEB-03`, `uptime_ms 900`, `boot 1dd...` (when it was
/// started, in 100 ns by its clock then, in hex), `nonpaged_bytes`, `memory_bytes`.
pub const ABOUT: &str = "/<windows>/about";

/// Processes: pid, its start in 100 ns since 1601 (0 where it may not be asked), and the name of its program: `4120 133 nginx.exe`.
pub const PROCESSES: &str = "/<windows>/processes";

/// Services that run, by their process: `1044 Dnscache`. Several may share one process.
pub const SERVICES: &str = "/<windows>/services";

/// The dynamic port ranges: family, first port and number of ports, `tcp4 49152 16384`.
pub const DYNAMIC_PORTS: &str = "/<windows>/dynamic-ports";

/// Events 4227 and 4231 of the last hour, newest first, each on one line as XML.
pub const EVENTS: &str = "/<windows>/events";

/// Values of `Tcpip\Parameters` that [`lastack_model::REGISTRY`] names and that are there: `TcpTimedWaitDelay dword 30`.
/// One of another type has that type's number and no value: `MaxUserPort type 1`.
pub const REGISTRY: &str = "/<windows>/registry";
