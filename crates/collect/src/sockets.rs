//! Rows of the table that a filter matches, one by one: of this host, or of a text.

mod text;

use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::path::Path;

use lastack_host::{Host, HostError};
use lastack_model::words::Message;
use lastack_model::{
    Arg, Coverage, CoverageState, Family, HeldBy, HostFacts, NetnsName, Os, RowKind, Sink, SocketRow,
    TcpState, TimerKind, Untrusted,
};
use lastack_parse::Reader;
use lastack_parse::filter::{Filter, Plan};
use lastack_parse::inet_diag::{self, Next};

use crate::containers::Containers;
use crate::dump::{Counted, FAMILIES};
use crate::facts::{self, Depth};
use crate::namespaces::{self, Namespace, NetnsChoice, View};
use crate::once::Once;
use crate::source::Trouble;
use crate::windows::{self, Processes};

pub use text::{TextRow, TextRows, text_rows};

/// EPERM of include/uapi/asm-generic/errno-base.h: what the kernel answers to a condition on marks without
/// CAP_NET_ADMIN.
const EPERM: i32 = 1;

/// Takes rows; whether more are wanted.
pub(crate) type Each<'a> = dyn FnMut(usize, &SocketRow<'_>, Option<f64>) -> ControlFlow<()> + 'a;

/// The tables of the namespaces chosen, seen through a filter.
pub struct SocketTable<'a> {
    parts: Vec<Part<'a>>,
    about: HostFacts,
    coverage: Vec<Coverage>,
    /// Of a Windows host, whose table tells the process of every row
    processes: Option<Processes>,
}

struct Part<'a> {
    namespace: Namespace<'a>,
    filter: Filter,
    plan: Plan,
    lives: Lives,
}

/// How long mini-sockets live in a namespace, in ms.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lives {
    time_wait: u32,
    fin_wait2: Option<u32>,
}

impl std::fmt::Debug for SocketTable<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SocketTable({} namespaces)", self.parts.len())
    }
}

impl<'a> SocketTable<'a> {
    /// Opens the namespaces and gives the filter to each, names of interfaces resolved there.
    ///
    /// # Errors
    /// A message where a namespace that was named cannot be used, or no namespace has an interface that the filter names.
    pub fn open(host: &'a dyn Host, choice: &NetnsChoice, filter: &Filter) -> Result<Self, Message> {
        let mut coverage = Vec::new();
        let about = facts::host_facts(host);
        let namespaces =
            namespaces::open(host, choice, about.boot_id.as_deref(), &Containers::default(), &mut coverage)?;
        let mut unknown = filter.device_names();
        let parts = namespaces
            .into_iter()
            .map(|namespace| {
                let index = |name: &str| device_index(&namespace.view, name);
                unknown.retain(|name| index(name).is_none());
                let filter = filter.with_devices(&index);
                let lives = Lives::of(namespace.view.host());
                Part { plan: Plan::of(&filter), filter, lives, namespace }
            })
            .collect();
        match unknown.first() {
            Some(name) => Err(Message::new("collect-filter-no-device")
                .with("device", Arg::foreign(Untrusted::new(name.as_str())))),
            None => {
                let processes = (about.os == Os::Windows).then(|| windows::processes(host));
                Ok(SocketTable { parts, about, coverage, processes })
            }
        }
    }

    /// The host.
    pub fn about(&self) -> &HostFacts {
        &self.about
    }

    /// Who holds a row, where its table tells; `None` where holders are looked up by inode.
    pub fn held_by(&self, row: &SocketRow<'_>) -> Option<HeldBy> {
        self.processes.as_ref().map(|processes| windows::held_by(processes, row))
    }

    /// Whether the table tells who holds its rows.
    pub fn tells_holders(&self) -> bool {
        self.processes.is_some()
    }

    /// The namespaces, in the order of their indexes.
    pub fn names(&self) -> Vec<NetnsName> {
        self.parts.iter().map(|part| part.namespace.name.clone()).collect()
    }

    /// Whether a connection between two addresses of 127.0.0.0/8 ends in the namespace of this index, whatever NAT does
    /// to it: a packet from there leaves by no other device while route_localnet is 0 on all of them
    /// (`__mkroute_output` of net/ipv4/route.c). Not known is no.
    pub fn loopback_stays(&self, netns: usize) -> bool {
        const DEVICES: &str = "/proc/sys/net/ipv4/conf";
        let Some(part) = self.parts.get(netns) else { return false };
        let host = part.namespace.view.host();
        let closed = |device: &std::ffi::OsString| {
            let path = Path::new(DEVICES).join(device).join("route_localnet");
            host.read(&path).is_ok_and(|value| value.trim_ascii() == b"0")
        };
        host.list(Path::new(DEVICES)).is_ok_and(|devices| !devices.is_empty() && devices.iter().all(closed))
    }

    /// Hands over every row that matches, with the index of its namespace and the age of a mini-socket in seconds, until
    /// no more are wanted.
    ///
    /// # Errors
    /// A message where no namespace's table could be read; what could not be read beside others is coverage.
    pub fn read(&self, each: &mut Each<'_>) -> Result<Vec<Coverage>, Message> {
        let mut coverage = self.coverage.clone();
        let mut failed = None;
        let mut read = 0;
        let mut stopped = false;
        for (netns, part) in self.parts.iter().enumerate() {
            let mut unread = 0;
            let each = &mut |row: &SocketRow<'_>| {
                let flow = each(netns, row, part.lives.age_s(row));
                stopped = flow.is_break();
                flow
            };
            let (source, result) = match self.processes {
                Some(_) => ("iphlpapi", part.read_windows(&mut unread, each)),
                None => ("sock_diag", part.read(&mut unread, each)),
            };
            if unread > 0 {
                let count = Arg::count(unread, source);
                coverage.push(degraded(Message::new("collect-records-unread").with("count", count)));
            }
            match result {
                Ok(losses) => {
                    read += 1;
                    coverage.extend(losses.filter(|loss| !coverage.contains(loss)));
                }
                Err(why) => {
                    coverage.push(degraded(why.clone()));
                    failed.get_or_insert(why);
                }
            }
            if stopped {
                break;
            }
        }
        match failed {
            Some(why) if read == 0 => Err(why),
            _ => Ok(coverage),
        }
    }
}

impl Part<'_> {
    /// By the kernel's filter where it takes one; kernels that refuse something are asked for more and the rest is done
    /// here. Every row is judged here in any case, and each family is handed over once, by whatever answers for it.
    fn read(
        &self,
        unread: &mut u64,
        each: &mut dyn FnMut(&SocketRow<'_>) -> ControlFlow<()>,
    ) -> Result<Option<Coverage>, Message> {
        if self.plan.states == 0 {
            return Ok(None);
        }
        let mut rows = Rows { filter: &self.filter, each, stopped: false };
        let both = |plan: &Plan| inet_diag::request_both(plan.states).to_vec();
        if self.ask(&both, &mut rows, unread)?.is_none() {
            return Ok(None);
        }
        let mut instead = None;
        for (family, path) in FAMILIES {
            let one = |plan: &Plan| inet_diag::request_family(family, plan.states).to_vec();
            let Some(refused) = self.ask(&one, &mut rows, unread)? else { continue };
            let why = refused.message("sock_diag");
            if self.filter.asks_mark() || self.filter.asks_device() {
                return Err(Message::new("collect-filter-needs-diag").with("why", Arg::message(why)));
            }
            match file(self.namespace.view.host(), path, &mut rows) {
                Ok(()) => instead = instead.or(Some(why)),
                // A kernel without IPv6 has no such file.
                Err(error) if family == Family::V6 && error.reason().kind() == ErrorKind::NotFound => {}
                Err(_) => return Err(why),
            }
        }
        Ok(instead.map(|why| {
            let instead = Message::new("collect-source-instead").with("why", Arg::message(why));
            degraded(instead.with("instead", Arg::text("procfs")))
        }))
    }

    /// Windows filters nothing: every row is judged here.
    fn read_windows(
        &self,
        unread: &mut u64,
        each: &mut dyn FnMut(&SocketRow<'_>) -> ControlFlow<()>,
    ) -> Result<Option<Coverage>, Message> {
        let mut rows = Rows { filter: &self.filter, each, stopped: false };
        match windows::rows(self.namespace.view.host(), &mut rows) {
            Ok(count) => *unread = count,
            Err(error) => return Err(Trouble::Host(error).message("iphlpapi")),
        }
        Ok(None)
    }

    /// With the program, else without it. `None` where the kernel has answered, else why it refused, which it did
    /// before the first row.
    fn ask(
        &self,
        request: &dyn Fn(&Plan) -> Vec<u8>,
        rows: &mut Rows<'_>,
        unread: &mut u64,
    ) -> Result<Option<Trouble>, Message> {
        let mut refused = None;
        for plan in [&self.plan, &self.plan.without_program()] {
            let request = inet_diag::with_program(&request(plan), &plan.bytecode);
            match self.dump(&request, rows, unread) {
                Ok(()) => return Ok(None),
                Err(Trouble::Errno(EPERM)) if self.filter.asks_mark() => {
                    return Err(Message::new("collect-filter-mark-refused"));
                }
                Err(Trouble::BrokenOff) => return Err(Trouble::BrokenOff.message("sock_diag")),
                Err(trouble) => refused = Some(trouble),
            }
        }
        Ok(refused)
    }

    fn dump(&self, request: &[u8], rows: &mut Rows<'_>, unread: &mut u64) -> Result<(), Trouble> {
        if rows.stopped {
            return Ok(());
        }
        let read = if self.filter.asks_mark() { inet_diag::datagram_with_marks } else { inet_diag::datagram };
        let (mut rows, mut last) = (Counted::new(rows), Next::More);
        let asked = self.namespace.view.host().sock_diag(request, &mut |bytes| {
            last = read(bytes, &mut rows, unread);
            if last == Next::More && !rows.sink.stopped {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        if rows.sink.stopped { Ok(()) } else { rows.end(asked, last) }
    }
}

fn file(host: &dyn Host, path: &str, rows: &mut Rows<'_>) -> Result<(), HostError> {
    let mut reader = Reader::new(Untrusted::new(path));
    let mut once = Once::new(rows);
    host.stream(Path::new(path), &mut |bytes| {
        reader.push(bytes, &mut once);
        if once.sink.stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    reader.finish(&mut once);
    Ok(())
}

/// Hands on what matches until no more is wanted.
pub(crate) struct Rows<'a> {
    pub(crate) filter: &'a Filter,
    pub(crate) each: &'a mut dyn FnMut(&SocketRow<'_>) -> ControlFlow<()>,
    pub(crate) stopped: bool,
}

impl Sink for Rows<'_> {
    fn row(&mut self, row: &SocketRow<'_>) {
        if !self.stopped && self.filter.matches(row) {
            self.stopped = (self.each)(row).is_break();
        }
    }
}

impl Lives {
    pub(crate) fn of(host: &dyn Host) -> Self {
        let facts = facts::settings(host, Depth::Fold);
        let fin_timeout = host.read(Path::new("/proc/sys/net/ipv4/tcp_fin_timeout")).ok();
        let seconds = fin_timeout.and_then(|text| String::from_utf8_lossy(&text).trim().parse::<u32>().ok());
        Lives {
            time_wait: facts::fold_config(&facts, true, 0).lifetime_ms,
            fin_wait2: seconds.map(|seconds| seconds.saturating_mul(1000)),
        }
    }

    /// Age of a mini-socket in seconds. One with more time left than it can have had tells none: its program set
    /// TCP_LINGER2.
    pub(crate) fn age_s(&self, row: &SocketRow<'_>) -> Option<f64> {
        let left_ms = row.timer.filter(|timer| timer.kind == TimerKind::TimeWait)?.left_ms;
        let life = match (row.state, row.kind) {
            (TcpState::TimeWait, _) => self.time_wait,
            (TcpState::FinWait2, RowKind::Mini) => self.fin_wait2?,
            _ => return None,
        };
        life.checked_sub(left_ms).map(|age_ms| f64::from(age_ms) / 1000.0)
    }
}

/// Index of an interface in a namespace. What has an address stands in files of the namespace itself; /sys is that of
/// whoever mounted it, so it is asked for the own namespace alone.
fn device_index(view: &View<'_>, name: &str) -> Option<u32> {
    let host = view.host();
    let text = |path: &str| {
        host.read(Path::new(path))
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    };
    let in_inet6 = |line: &str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        (fields.last() == Some(&name)).then(|| u32::from_str_radix(fields.get(1)?, 16).ok()).flatten()
    };
    let in_igmp = |line: &str| {
        let mut fields = line.split_whitespace();
        let index = fields.next()?.parse().ok()?;
        (fields.next()?.trim_end_matches(':') == name).then_some(index)
    };
    let listed = text("/proc/net/if_inet6").lines().find_map(in_inet6);
    listed.or_else(|| text("/proc/net/igmp").lines().find_map(in_igmp)).or_else(|| match view {
        View::Own(_) => text(&format!("/sys/class/net/{name}/ifindex")).trim().parse().ok(),
        View::Entered(_) => None,
    })
}

fn degraded(why: Message) -> Coverage {
    Coverage { source: "sock_diag", subject: "sockets", state: CoverageState::Degraded, why: Some(why) }
}

#[cfg(test)]
mod tests;
