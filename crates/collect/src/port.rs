//! One local port in every namespace chosen.

use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{
    BindOutlook, Facts, ListenerKey, Os, PortHere, PortSet, PortUse, RowKind, Sink, SocketRow, StateCounts,
    TcpState, TimerKind,
};
use lastack_parse::inet_diag::{BOUND_MASK, CONNECTION_MASK, LISTEN_MASK};

use crate::containers::Containers;
use crate::dump;
use crate::facts::{self, Depth};
use crate::namespaces::{self, Namespace, NetnsChoice};
use crate::{owners, windows};

/// A TIME_WAIT row lives for a minute (`TCP_TIMEWAIT_LEN`, facts 1).
const TIME_WAIT_MS: u32 = 60_000;

/// Reads the rows of one port, as our own and as a peer's.
///
/// # Errors
/// A message where no table could be read, or the namespace that was named cannot be used.
pub fn port_use(host: &dyn Host, netns: &NetnsChoice, port: u16) -> Result<PortUse, Message> {
    let mut coverage = Vec::new();
    let about = facts::host_facts(host);
    let namespaces =
        namespaces::open(host, netns, about.boot_id.as_deref(), &Containers::default(), &mut coverage)?;
    let mut here = Vec::new();
    for (index, namespace) in namespaces.iter().enumerate() {
        let rows = read(namespace.view.host(), port)?;
        // The own namespace always answers; another one only where the port is in use there.
        if index == 0 || rows.is_used() {
            let (owners, refused) = match about.os {
                Os::Windows => (windows::owners(host, rows.pids.iter().copied()), Vec::new()),
                _ => owners::of_inodes(host, rows.inodes.iter().copied()),
            };
            coverage.extend(refused);
            here.push(rows.judge(about.os, namespace, owners));
        }
    }
    Ok(PortUse { port, here, coverage })
}

fn read(host: &dyn Host, port: u16) -> Result<Rows, Message> {
    let mut rows = Rows::new(port);
    dump::rows(host, &[LISTEN_MASK | BOUND_MASK, CONNECTION_MASK], &mut rows)
        .map_err(|trouble| trouble.message("sock_diag"))?;
    Ok(rows)
}

/// What the table holds about the port.
struct Rows {
    port: u16,
    listeners: Vec<ListenerKey>,
    local: StateCounts,
    remote: StateCounts,
    inodes: Vec<u64>,
    /// Of each row that has an owner, where the table itself tells it
    pids: Vec<u32>,
    mini: u32,
    frees_in_ms: Option<u32>,
}

impl Rows {
    fn new(port: u16) -> Self {
        Rows {
            port,
            listeners: Vec::new(),
            local: StateCounts::default(),
            remote: StateCounts::default(),
            inodes: Vec::new(),
            pids: Vec::new(),
            mini: 0,
            frees_in_ms: None,
        }
    }

    fn is_used(&self) -> bool {
        self.local.total() + self.remote.total() > 0
    }

    fn judge(self, os: Os, namespace: &Namespace<'_>, owners: Vec<lastack_model::Owner>) -> PortHere {
        let facts = facts::settings(namespace.view.host(), Depth::Fold);
        let frees_in_s = self.frees_in_ms.map(|left| f64::from(left) / 1000.0);
        let bound = self.local.get(TcpState::Bound);
        let live = self.local.total() - u64::from(self.local.get(TcpState::Listen) + bound + self.mini);
        let bind = match () {
            () if !self.listeners.is_empty() => BindOutlook::Listener,
            () if bound > 0 => BindOutlook::Bound,
            () if live > 0 => BindOutlook::Connections,
            () if self.mini > 0 && os == Os::Windows => BindOutlook::TimeWaitOnWindows,
            () if self.mini > 0 => BindOutlook::TimeWait { frees_in_s },
            () => BindOutlook::Free,
        };
        PortHere {
            netns: namespace.name.clone(),
            bound_only: (bound > 0).then_some(bound),
            listeners: self.listeners,
            local: self.local,
            remote: self.remote,
            owners,
            frees_in_s,
            ephemeral: facts
                .port_range("net.ipv4.ip_local_port_range")
                .or_else(|| windows::range(&facts))
                .map(|(low, high)| (low..=high).contains(&self.port)),
            reserved: reserved(&facts, self.port),
            privileged: facts
                .number("net.ipv4.ip_unprivileged_port_start")
                .map(|start| i64::from(self.port) < start),
            bind,
        }
    }
}

fn reserved(facts: &Facts, port: u16) -> Option<bool> {
    let list = facts.get("net.ipv4.ip_local_reserved_ports")?;
    Some(PortSet::from_list(&list.value).has(port))
}

impl Sink for Rows {
    fn row(&mut self, row: &SocketRow<'_>) {
        let mini = row.is_fin_wait2_mini();
        if row.remote.port == self.port {
            self.remote.add(row.state, mini);
        }
        if row.local.port != self.port {
            return;
        }
        self.local.add(row.state, mini);
        if row.state == TcpState::Listen {
            let key = ListenerKey { device: row.device, address: row.local.address, port: self.port };
            if !self.listeners.contains(&key) {
                self.listeners.push(key);
            }
        }
        if row.inode != 0 {
            self.inodes.push(row.inode);
        }
        self.pids.extend(row.owner.map(|owner| owner.pid));
        if row.kind == RowKind::Mini {
            self.mini += 1;
            let left = row.timer.filter(|timer| timer.kind == TimerKind::TimeWait).map(|timer| timer.left_ms);
            // The peer's FIN makes it TIME_WAIT, and that may be at the last moment.
            let left = left.map(|left| if mini { left.saturating_add(TIME_WAIT_MS) } else { left });
            self.frees_in_ms = self.frees_in_ms.max(left);
        }
    }
}

#[cfg(test)]
mod tests {
    use lastack_model::{Address, Endpoint, Family, Timer};

    use super::*;

    fn mini(state: TcpState, left_ms: u32) -> SocketRow<'static> {
        let here = Address::from_v4([127, 0, 0, 1]);
        let mut row =
            SocketRow::new(Family::V4, state, Endpoint::new(here, 8080), Endpoint::new(here, 40_000));
        row.kind = RowKind::Mini;
        row.timer = Some(Timer { kind: TimerKind::TimeWait, left_ms });
        row
    }

    #[test]
    fn what_still_waits_for_the_peers_fin_may_stay_a_minute_more() {
        for (rows, expected) in [
            (vec![mini(TcpState::TimeWait, 41_000), mini(TcpState::TimeWait, 7_000)], 41_000),
            (vec![mini(TcpState::TimeWait, 41_000), mini(TcpState::FinWait2, 2_000)], 62_000),
            (vec![mini(TcpState::FinWait2, 59_000)], 119_000),
        ] {
            let mut port = Rows::new(8080);
            rows.iter().for_each(|row| port.row(row));
            assert_eq!((port.frees_in_ms, port.mini), (Some(expected), rows.len() as u32));
        }
    }
}
