//! What files hold, by their paths, and how each is rewritten. A file that nobody knows is left out.

use std::path::Path;

use lastack_host::{Call, windows};
use lastack_model::mask::{Kind, is_kept, is_plain};
use lastack_model::{Address, Family, Untrusted};
use lastack_parse::tcp_table;

use super::paths::{self, Folder};
use super::stand::Stand;

/// What an answer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Replies to a sock_diag request
    Dump,
    /// /proc/net/tcp and tcp6
    Table,
    /// Names in a folder
    Names(Folder),
    /// Figures with words of the kernel's own
    Figures,
    /// A value below /proc/sys
    Setting,
    /// The host's name
    Hostname,
    /// Words that may have a name or an address in them
    Words,
    /// comm of a process
    Comm,
    /// /proc/PID/stat: comm in brackets
    Stat,
    /// /proc/PID/status: comm in the first line
    Status,
    /// /proc/PID/cgroup: containers, users, services
    Cgroup,
    /// sysctl.conf and its kin
    Settings,
    /// The table of Windows, of that family
    Tcp(Family),
    /// What a Windows host says of itself: its name is in it
    About,
    /// Processes of Windows: pid, start, name
    Processes,
    /// Events of Windows: their numbers alone are kept
    Events,
    /// No file: clocks, links, namespaces
    None,
    /// Left out
    Left,
}

/// Files of the kernel with figures alone.
const FIGURES: [&str; 11] = [
    "/proc/loadavg",
    "/proc/meminfo",
    "/proc/net/netstat",
    "/proc/net/protocols",
    "/proc/net/snmp",
    "/proc/net/snmp6",
    "/proc/net/sockstat",
    "/proc/net/sockstat6",
    "/proc/net/stat/nf_conntrack",
    "/proc/sys/net/netfilter/nf_conntrack_count",
    "/proc/uptime",
];

impl Content {
    /// What the answer to a call holds.
    pub(super) fn of(call: &Call) -> Self {
        match call {
            Call::SockDiag(_) => Content::Dump,
            Call::List(path) => Content::Names(paths::folder(path)),
            Call::Read(path) | Call::Stream(path) => Content::of_file(path),
            // The protocol of a socket.
            Call::Attribute(..) => Content::Figures,
            Call::Link(_) | Call::Now | Call::Wait(_) | Call::Netns | Call::Enter(_) => Content::None,
        }
    }

    fn of_file(path: &Path) -> Self {
        let Some(text) = path.to_str() else { return Content::Left };
        match text {
            "/proc/net/tcp" | "/proc/net/tcp6" => return Content::Table,
            "/proc/sys/kernel/hostname" => return Content::Hostname,
            "/proc/sys/kernel/osrelease" => return Content::Words,
            "/proc/self/status" => return Content::Status,
            windows::TCP4 => return Content::Tcp(Family::V4),
            windows::TCP6 => return Content::Tcp(Family::V6),
            windows::ABOUT => return Content::About,
            windows::PROCESSES => return Content::Processes,
            windows::EVENTS => return Content::Events,
            windows::COUNTERS4
            | windows::COUNTERS6
            | windows::DYNAMIC_PORTS
            | windows::EXCLUDED_PORTS
            | windows::REGISTRY => return Content::Figures,
            _ if FIGURES.contains(&text) => return Content::Figures,
            _ if text.starts_with("/proc/sys/") => return Content::Setting,
            _ => {}
        }
        let of_process = || {
            let (pid, file) = text.strip_prefix("/proc/")?.split_once('/')?;
            pid.bytes().all(|byte| byte.is_ascii_digit()).then_some(file)
        };
        match of_process() {
            Some("comm") => Content::Comm,
            Some("stat") => Content::Stat,
            Some("status") => Content::Status,
            Some("cgroup") => Content::Cgroup,
            Some("limits") => Content::Figures,
            Some(_) => Content::Left,
            None if text.ends_with("sysctl.conf") || text.contains("/sysctl.d/") => Content::Settings,
            None => Content::Left,
        }
    }

    /// The file as it may be shown; `None` where it is left out.
    pub(super) fn masked(self, bytes: &[u8], stand: &mut dyn Stand) -> Option<Vec<u8>> {
        let text = String::from_utf8_lossy(bytes);
        let line = |name: String| format!("{name}\n").into_bytes();
        Some(match self {
            Content::Figures => bytes.to_vec(),
            Content::Setting if is_plain(text.trim()) => bytes.to_vec(),
            Content::Hostname => line(stand.name(Kind::Host, text.trim())),
            Content::Words => stand.text(&text).into_bytes(),
            Content::Comm => line(comm(bytes.strip_suffix(b"\n").unwrap_or(bytes), stand)),
            Content::Stat => stat(bytes, stand)?,
            Content::Status => status(&text, stand).into_bytes(),
            Content::Cgroup => cgroup(&text, stand).into_bytes(),
            Content::Settings => settings(&text).into_bytes(),
            Content::Tcp(family) => {
                let mut table = bytes.to_vec();
                tcp_table::rewrite(&mut table, family, &mut |address| stand.address(address));
                table
            }
            Content::About => about(&text, stand).into_bytes(),
            Content::Processes => processes(&text, stand).into_bytes(),
            Content::Events => events(&text).into_bytes(),
            Content::Dump
            | Content::Table
            | Content::Names(_)
            | Content::Setting
            | Content::None
            | Content::Left => return None,
        })
    }
}

/// The name of the host is the only word in it; the rest are figures.
fn about(text: &str, stand: &mut dyn Stand) -> String {
    let masked = text.lines().map(|line| match line.strip_prefix("hostname ") {
        Some(name) => format!("hostname {}\n", stand.name(Kind::Host, name)),
        None => format!("{line}\n"),
    });
    masked.collect()
}

/// `4120 133 nginx.exe`. A line of another form keeps nothing. Services are left out: many are named after their makers.
fn processes(text: &str, stand: &mut dyn Stand) -> String {
    let masked = text.lines().filter_map(|line| {
        let mut words = line.splitn(3, ' ');
        let (pid, began, name) = (words.next()?, words.next()?, words.next()?);
        let plain = [pid, began].iter().all(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
        plain.then(|| format!("{pid} {began} {}\n", stand.name(Kind::Process, name)))
    });
    masked.collect()
}

/// An event has the host's name in it, and what the driver put there: only its number is read.
fn events(text: &str) -> String {
    let number = |event: &str| {
        let (_, rest) = event.split_once("<EventID")?;
        let (_, rest) = rest.split_once('>')?;
        let number = rest.split('<').next()?.trim();
        let plain = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| format!("<EventID>{number}</EventID>\n"))
    };
    text.lines().filter_map(number).collect()
}

/// As `collect` reads a comm: its bytes as text, and what is none of it replaced.
fn comm(bytes: &[u8], stand: &mut dyn Stand) -> String {
    stand.name(Kind::Process, Untrusted::from_bytes(bytes).raw())
}

/// comm stands in brackets and may hold brackets itself.
fn stat(bytes: &[u8], stand: &mut dyn Stand) -> Option<Vec<u8>> {
    let begin = bytes.iter().position(|byte| *byte == b'(')? + 1;
    let end = bytes.iter().rposition(|byte| *byte == b')').filter(|end| *end >= begin)?;
    let name = comm(&bytes[begin..end], stand);
    Some([&bytes[..begin], name.as_bytes(), &bytes[end..]].concat())
}

/// The first line is the name; the others are figures.
fn status(text: &str, stand: &mut dyn Stand) -> String {
    let masked = text.lines().map(|line| match line.strip_prefix("Name:\t") {
        Some(name) => format!("Name:\t{}\n", comm(name.as_bytes(), stand)),
        None => format!("{line}\n"),
    });
    masked.collect()
}

/// Words of cgroup paths that every host with systemd or containers has.
const CGROUP_WORDS: [&str; 52] = [
    "app",
    "background",
    "besteffort",
    "blkio",
    "burstable",
    "cls",
    "containerd",
    "containers",
    "cpu",
    "cpuacct",
    "cpuset",
    "cri",
    "crio",
    "devices",
    "docker",
    "event",
    "freezer",
    "guaranteed",
    "hugetlb",
    "init",
    "io",
    "k8s",
    "kubelet",
    "kubepods",
    "libpod",
    "lxc",
    "lxd",
    "machine",
    "memory",
    "misc",
    "monitor",
    "name",
    "net",
    "ns",
    "payload",
    "perf",
    "pid",
    "pids",
    "pod",
    "podman",
    "prio",
    "rdma",
    "runtime",
    "scope",
    "service",
    "session",
    "slice",
    "system",
    "systemd",
    "unified",
    "user",
    "0",
];

/// Ids of containers and pods become others of the same form; other names become digits too.
fn cgroup(text: &str, stand: &mut dyn Stand) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut word = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_alphanumeric() {
            word.push(c);
            continue;
        }
        masked.push_str(&cgroup_word(&std::mem::take(&mut word), stand));
        if c != '\0' {
            masked.push(if c.is_ascii() { c } else { '_' });
        }
    }
    masked
}

fn cgroup_word(word: &str, stand: &mut dyn Stand) -> String {
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let short_number = word.len() < 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    if word.is_empty() || short_number || CGROUP_WORDS.contains(&word) {
        return word.to_owned();
    }
    match word.strip_prefix("pod") {
        Some(id) if id.len() >= 8 && is_hex(id) => format!("pod{}", stand.digits(id)),
        _ => stand.digits(word),
    }
}

/// Lines that set what is kept of a live host too, switched off or not; the others become blank, so that every line
/// keeps its number.
fn settings(text: &str) -> String {
    let kept = |line: &str| {
        let (key, value) = line.split_once('=')?;
        let key = key.trim_start_matches(['#', ';', ' ', '\t', '-']).trim_end().replace('/', ".");
        (is_kept(&key) && is_plain(value.trim())).then_some(())
    };
    text.lines()
        .map(|line| if kept(line).is_some() { format!("{line}\n") } else { "\n".to_owned() })
        .collect()
}

/// Whole lines of /proc/net/tcp or tcp6 with the addresses in them replaced. A line that is none keeps nothing.
pub(super) fn table(lines: &[u8], stand: &mut dyn Stand) -> Vec<u8> {
    let text = String::from_utf8_lossy(lines);
    let mut masked = String::with_capacity(text.len());
    for line in text.lines() {
        if line.trim_start().starts_with("sl ") {
            masked.push_str(line);
        } else if let Some(row) = row(line, stand) {
            masked.push_str(&row);
        }
        masked.push('\n');
    }
    masked.into_bytes()
}

/// `0: 0100007F:1F90 00000000:0000 0A ...`: two end points behind the number.
fn row(line: &str, stand: &mut dyn Stand) -> Option<String> {
    let (number, rest) = line.split_once(": ")?;
    let (local, rest) = rest.split_once(' ')?;
    let (remote, rest) = rest.split_once(' ')?;
    let plain = |c: char| c.is_ascii_hexdigit() || matches!(c, ' ' | ':' | '-');
    if !number.trim().bytes().all(|byte| byte.is_ascii_digit()) || !rest.chars().all(plain) {
        return None;
    }
    let mut end_point = |text: &str| {
        let (address, port) = text.split_once(':')?;
        Some(format!("{}:{port}", hex_of(stand.address(address_of(address)?), address.len())))
    };
    Some(format!("{number}: {} {} {rest}", end_point(local)?, end_point(remote)?))
}

/// Words of 32 bits in the kernel's byte order, each as a number (tcp4_seq_show, tcp6_seq_show).
fn address_of(hex: &str) -> Option<Address> {
    let word = |at: usize| u32::from_str_radix(hex.get(at..at + 8)?, 16).ok().map(u32::to_ne_bytes);
    match hex.len() {
        8 => Some(Address::from_v4(word(0)?)),
        32 => {
            let mut octets = [0; 16];
            for index in 0..4 {
                octets[index * 4..][..4].copy_from_slice(&word(index * 8)?);
            }
            Some(Address::from_v6(octets))
        }
        _ => None,
    }
}

fn hex_of(address: Address, digits: usize) -> String {
    let octets = address.bits().to_be_bytes();
    let octets = if digits == 8 { &octets[12..] } else { &octets[..] };
    let word = |bytes: &[u8]| u32::from_ne_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    octets.chunks_exact(4).map(|bytes| format!("{:08X}", word(bytes))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::mask::stand::{Learn, Rewrite};

    /// What stands in the place of a file of Windows.
    fn masked(path: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        let content = Content::of_file(Path::new(path));
        let mut learn = Learn::default();
        content.masked(bytes, &mut learn)?;
        let secret = std::hash::RandomState::new();
        let mut stand: Rewrite<'_, _> = learn.draw(&secret);
        content.masked(bytes, &mut stand)
    }

    #[test]
    fn what_a_windows_host_says_is_kept_without_its_names_and_addresses() {
        let text = |path, text: &str| String::from_utf8(masked(path, text.as_bytes()).unwrap()).unwrap();
        let about = text(windows::ABOUT, "version 10.0.20348\nhostname WEB-03\nuptime_ms 900\n");
        assert!(about.starts_with("version 10.0.20348\nhostname ") && !about.contains("WEB-03"), "{about}");
        assert!(about.ends_with("uptime_ms 900\n"), "{about}");
        let processes = text(windows::PROCESSES, "4120 133 secret payroll.exe\nodd line of another form\n");
        assert!(processes.starts_with("4120 133 ") && !processes.contains("payroll"), "{processes}");
        assert_eq!(processes.lines().count(), 1, "{processes}");
        let events = text(
            windows::EVENTS,
            "<Event><System><EventID Qualifiers='1'>4231</EventID><Computer>WEB-03</Computer></System></Event>\n",
        );
        assert_eq!(events, "<EventID>4231</EventID>\n");
        assert_eq!(text(windows::REGISTRY, "MaxUserPort dword 65534\n"), "MaxUserPort dword 65534\n");
        assert_eq!(masked(windows::SERVICES, b"4120 Payroll\n"), None);
    }

    #[test]
    fn rows_of_the_table_of_windows_keep_all_but_their_addresses_and_modules() {
        let mut table = vec![1, 0, 0, 0, 0, 0, 0, 0];
        let mut row =
            vec![11, 0, 0, 0, 203, 0, 113, 7, 0xc3, 0x50, 0, 0, 198, 51, 100, 9, 1, 187, 0, 0, 9, 0, 0, 0];
        row.extend([5; 8]);
        row.extend([7; 128]);
        table.extend(&row);
        let masked = masked(windows::TCP4, &table).unwrap();
        assert_eq!((masked.len(), &masked[..12]), (table.len(), &table[..12]));
        assert_ne!(&masked[12..16], &table[12..16], "local address");
        assert_ne!(&masked[20..24], &table[20..24], "remote address");
        for kept in [16..20, 24..40] {
            assert_eq!(masked[kept.clone()], table[kept]);
        }
        assert!(masked[40..].iter().all(|byte| *byte == 0), "module");
    }
}
