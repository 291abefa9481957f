//! Folds rows into a census as they arrive. Keys are exact up to a bound; beyond it the heaviest stay.
//!
//! Direction: a row is inbound where a listener matches. Without one, rows wait in a small buffer until it
//! shows which local ports have many peers and which remote end points have many local ports (DESIGN 4);
//! what that does not tell stays unknown.

mod ages;
mod direction;
mod fixed_ports;
mod holder;
mod listeners;
mod local_ports;
mod pending;
mod routes;
mod sums;
pub(crate) mod table;

use lastack_model::{
    AgeBins, BIN_COUNT, Census, Endpoint, Family, PortSet, RouteKey, RowKind, SocketRow, StateCounts,
    StateSet, TcpState, TimeWaitCensus, TimerKind,
};

use crate::inodes::Inodes;
use direction::Fans;
use fixed_ports::FixedPorts;
use listeners::Listeners;
use local_ports::Ports;
use pending::{Pending, Waiting};
use routes::Routes;

/// Routes and listeners that a census hands on; the others are summed into its rest.
const KEPT: usize = 2048;

/// What the fold must know beforehand.
#[derive(Clone, Debug)]
pub struct FoldConfig {
    /// Ports that connect() may choose: range without reserved ones; `None` where the range is not known
    pub usable: Option<PortSet>,
    /// The ephemeral range, for telling directions; assumed where it is not known
    pub ephemeral: (u16, u16),
    /// TIME_WAIT younger than this cannot be reused, in ms (tcp_tw_reuse_delay, 1000 by default)
    pub reuse_delay_ms: u32,
    /// Life of a TIME_WAIT row in ms: 60,000 on Linux (facts 1)
    pub lifetime_ms: u32,
    /// All LISTEN rows have come before the first other row, so that a row without listener is not inbound
    pub listeners_first: bool,
    /// Peers kept per listener
    pub top: usize,
    /// Rows that wait at most for others to tell their direction
    pub patience: usize,
}

impl Default for FoldConfig {
    fn default() -> Self {
        FoldConfig {
            usable: None,
            ephemeral: (32_768, 60_999),
            reuse_delay_ms: 1000,
            lifetime_ms: 60_000,
            listeners_first: false,
            top: 20,
            patience: 8192,
        }
    }
}

/// Rows in, census out.
#[derive(Debug)]
pub struct Fold {
    config: FoldConfig,
    rows: u64,
    v4: StateCounts,
    v6: StateCounts,
    loopback: StateCounts,
    unknown: StateCounts,
    listed: StateSet,
    ages: AgeBins,
    timers: bool,
    overdue: u64,
    time_wait: [u64; 3],
    bound: PortSet,
    bound_exact: bool,
    usable: Option<PortSet>,
    routes: Routes,
    listeners: Listeners,
    local_ports: Ports,
    fixed_ports: FixedPorts,
    /// Inodes of all rows, where they are wanted
    inodes: Option<Inodes>,
    pending: Pending,
    /// TIME_WAIT rows that wait for sums; `None` where no sums will come
    singles: Option<Vec<Folded>>,
    /// The ephemeral range is that of the host and not assumed
    range_known: bool,
    /// Directions were told before all rows had come
    hurried: bool,
}

/// What is folded of a row: small enough to wait for its direction without a list of whole rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Folded {
    pub(crate) local: Endpoint,
    pub(crate) remote: Endpoint,
    pub(crate) device: u32,
    /// Age of a TIME_WAIT row in whole seconds, no more than the last bin
    pub(crate) age_s: Option<u8>,
    /// TIME_WAIT that is old enough for connect() to take over where the settings let it
    pub(crate) past_delay: bool,
    pub(crate) state: TcpState,
    pub(crate) family: Family,
    pub(crate) mini: bool,
    /// TIME_WAIT with its timer at 0
    pub(crate) overdue: bool,
    /// CLOSE_WAIT with bytes that nobody has read
    pub(crate) unread: Option<bool>,
    /// Owner as a paste prints it; 0 for none
    pub(crate) pid: u32,
    /// Timestamps of a full socket whose handshake is over
    pub(crate) timestamps: Option<bool>,
    /// SYN_RECV whose SYN-ACK, or SYN_SENT whose SYN was sent again
    pub(crate) never_answered: Option<bool>,
    /// TIME_WAIT whose ends both sent timestamps
    pub(crate) reusable: Option<bool>,
    /// The socket did not set SO_REUSEADDR
    pub(crate) without_reuse: Option<bool>,
}

impl Folded {
    fn of(row: &SocketRow<'_>, config: &FoldConfig) -> Self {
        let left_ms = match row.timer {
            Some(timer) if row.state == TcpState::TimeWait && timer.kind == TimerKind::TimeWait => {
                Some(timer.left_ms)
            }
            _ => None,
        };
        let age_ms = left_ms.filter(|left| *left > 0).map(|left| config.lifetime_ms.saturating_sub(left));
        let overdue = left_ms == Some(0);
        let asks = matches!(row.state, TcpState::SynRecv | TcpState::SynSent);
        Folded {
            local: row.local,
            remote: row.remote,
            device: row.device,
            age_s: age_ms.map(|age| (age / 1000).min(BIN_COUNT as u32 - 1) as u8),
            past_delay: overdue || age_ms.is_some_and(|age| age > config.reuse_delay_ms),
            state: row.state,
            family: row.family,
            mini: row.is_fin_wait2_mini(),
            overdue,
            unread: row.recv_queue.filter(|_| row.state == TcpState::CloseWait).map(|bytes| bytes > 0),
            pid: row.owner.map_or(0, |owner| owner.pid),
            timestamps: row.timestamps.filter(|_| row.kind == RowKind::Full && has_agreed(row.state)),
            never_answered: row.retransmits.filter(|_| asks).map(|times| times > 0),
            reusable: row.timestamps.filter(|_| row.kind == RowKind::Mini && row.state == TcpState::TimeWait),
            without_reuse: row.reuse_address.map(|reuse| !reuse),
        }
    }

    fn route(&self) -> RouteKey {
        RouteKey {
            device: self.device,
            source: self.local.address,
            destination: self.remote.address,
            port: self.remote.port,
        }
    }
}

/// The options of both ends are known once the handshake is over; before, the flag is not there yet.
const fn has_agreed(state: TcpState) -> bool {
    state.is_live() && !matches!(state, TcpState::SynSent | TcpState::SynRecv)
}

impl Fold {
    /// Empty.
    pub fn new(config: FoldConfig) -> Self {
        let bins = config.lifetime_ms as usize / 1000 + 4;
        Fold {
            rows: 0,
            v4: StateCounts::default(),
            v6: StateCounts::default(),
            loopback: StateCounts::default(),
            unknown: StateCounts::default(),
            listed: StateSet::NONE,
            ages: AgeBins::default(),
            timers: false,
            overdue: 0,
            time_wait: [0; 3],
            bound: PortSet::default(),
            bound_exact: false,
            usable: config.usable.clone(),
            routes: Routes::new(bins),
            listeners: Listeners::new(bins),
            local_ports: Ports::default(),
            fixed_ports: FixedPorts::default(),
            inodes: None,
            pending: Pending::default(),
            singles: None,
            range_known: config.usable.is_some(),
            hurried: false,
            config,
        }
    }

    /// Says what the source can list; several sources add up.
    pub fn lists(&mut self, states: StateSet) {
        self.listed = self.listed.union(states);
    }

    /// Whether the source can list sockets in this state.
    pub(crate) fn has_listed(&self, state: TcpState) -> bool {
        self.listed.has(state)
    }

    /// Whether a socket in this state has been folded.
    pub(crate) fn has_seen(&self, state: TcpState) -> bool {
        self.v4.get(state) + self.v6.get(state) > 0
    }

    /// The ephemeral range, for directions that are still to be told: a paste may show it after its rows.
    pub fn set_ephemeral(&mut self, range: (u16, u16)) {
        self.config.ephemeral = range;
        self.range_known = true;
    }

    /// Whether directions had to be told before all rows had come, so that a later LISTEN row came too late.
    pub fn was_hurried(&self) -> bool {
        self.hurried
    }

    /// Rows folded so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// TIME_WAIT and FIN_WAIT2 mini-sockets folded so far: what sockstat calls `tw`.
    pub fn mini_sockets(&self) -> u64 {
        let states = self.states();
        u64::from(states.get(TcpState::TimeWait)) + u64::from(states.fin_wait2_mini())
    }

    /// Rows of both families by state.
    fn states(&self) -> StateCounts {
        let mut states = self.v4;
        states.merge(&self.v6);
        states
    }

    /// From now on the inode of every row is kept.
    pub(crate) fn keep_inodes(&mut self) {
        self.inodes = Some(Inodes::default());
    }

    /// The inodes that were kept.
    pub(crate) fn take_inodes(&mut self) -> Inodes {
        self.inodes.take().unwrap_or_default()
    }

    /// Folds one row.
    pub fn row(&mut self, row: &SocketRow<'_>) {
        self.count(row);
        if let Some(inodes) = &mut self.inodes {
            inodes.add(row.inode);
        }
        if row.shareable == Some(false) {
            self.take_port(row.local.port);
        }
        match row.state {
            TcpState::Listen => {
                self.take_port(row.local.port);
                self.listeners.listen(row);
            }
            TcpState::Bound => self.take_port(row.local.port),
            TcpState::Close | TcpState::DeleteTcb => {}
            _ => self.connection(Folded::of(row, &self.config)),
        }
    }

    /// Counts a row whose ends are not known: it has no direction, and may be of any destination.
    pub fn cut(&mut self, state: TcpState, family: Family) {
        self.rows += 1;
        let of_family = if family == Family::V4 { &mut self.v4 } else { &mut self.v6 };
        of_family.add(state, false);
        let connection = state.is_live() || state == TcpState::TimeWait;
        if connection {
            self.time_wait[2] += u64::from(state == TcpState::TimeWait);
            self.unknown.add(state, false);
        }
    }

    fn count(&mut self, row: &SocketRow<'_>) {
        let mini = row.is_fin_wait2_mini();
        self.rows += 1;
        let family = if row.local.address.is_v4() { &mut self.v4 } else { &mut self.v6 };
        family.add(row.state, mini);
        if row.local.address.is_loopback() || row.remote.address.is_loopback() {
            self.loopback.add(row.state, mini);
        }
        if row.state == TcpState::TimeWait && row.kind == RowKind::Mini {
            self.timers |= row.timer.is_some();
        }
    }

    /// A port that somebody bound by hand is skipped whole by connect() (facts 5).
    fn take_port(&mut self, port: u16) {
        self.bound.insert(port);
        if let Some(usable) = &mut self.usable {
            usable.remove(port);
        }
    }

    fn connection(&mut self, row: Folded) {
        if row.state == TcpState::TimeWait {
            match row.age_s {
                Some(second) => self.ages.0[usize::from(second) % BIN_COUNT] += 1,
                None => self.overdue += u64::from(row.overdue),
            }
        }
        if self.settle(&row) || self.waits_for_sums(row) {
            return;
        }
        self.pending.push(row);
        if self.pending.len() >= self.config.patience {
            self.hurried = true;
            self.resolve();
        }
    }

    /// Folds the row where its direction is known by now.
    fn settle(&mut self, row: &Folded) -> bool {
        if let Some(listener) = self.listeners.find(row) {
            self.inbound(listener, row);
            return true;
        }
        if self.routes.add_known(row, self.usable.as_ref()) {
            self.ours(row);
            return true;
        }
        if row.state == TcpState::SynSent {
            self.outbound(row);
            return true;
        }
        false
    }

    fn inbound(&mut self, listener: u32, row: &Folded) {
        self.time_wait[0] += u64::from(row.state == TcpState::TimeWait);
        self.listeners.add(listener, row);
    }

    fn outbound(&mut self, row: &Folded) {
        self.routes.add(row, self.usable.as_ref());
        self.ours(row);
    }

    /// What is counted of an outbound row besides its route.
    fn ours(&mut self, row: &Folded) {
        self.time_wait[1] += u64::from(row.state == TcpState::TimeWait);
        self.local_ports.add(row);
        if !self.is_ephemeral(row.local.port) {
            self.fixed_ports.add(row, true);
        }
    }

    fn is_ephemeral(&self, port: u16) -> bool {
        (self.config.ephemeral.0..=self.config.ephemeral.1).contains(&port)
    }

    /// Tells the directions of all rows that wait, from each other.
    fn resolve(&mut self) {
        let waiting = self.pending.take();
        let fans = Fans::of(&waiting);
        let rule = direction::Rule {
            ephemeral: self.config.ephemeral,
            listeners_known: self.config.listeners_first,
        };
        for row in &waiting {
            // An earlier row of this round may have made the listener or the route.
            if self.settle(row) {
                continue;
            }
            match rule.judge(row, &fans) {
                Waiting::Inbound => {
                    let listener = self.listeners.infer(row);
                    self.inbound(listener, row);
                }
                Waiting::Outbound => self.outbound(row),
                Waiting::Unknown => {
                    self.time_wait[2] += u64::from(row.state == TcpState::TimeWait);
                    self.unknown.add(row.state, row.mini);
                    if !self.is_ephemeral(row.local.port) {
                        self.fixed_ports.add(row, false);
                    }
                }
            }
        }
        self.pending.give_back(waiting);
    }

    /// The census of all rows, routes and listeners heaviest first.
    pub fn finish(mut self) -> Census {
        self.resolve();
        let states = self.states();
        let (routes, routes_rest) = self.routes.finish(self.config.listeners_first);
        let fixed_ports =
            self.fixed_ports.finish(&routes, &self.listeners, self.config.ephemeral, self.range_known);
        let (listeners, listeners_rest) = self.listeners.finish(self.config.top);
        let [inbound, outbound, unknown] = self.time_wait;
        let empty = states.get(TcpState::TimeWait) == 0;
        Census {
            rows: self.rows,
            from_counts: false,
            states,
            listed: self.listed,
            v4: self.v4,
            v6: self.v6,
            loopback: self.loopback,
            time_wait: TimeWaitCensus {
                by_age: (self.timers || empty && self.listed.has_mini()).then(|| self.ages.clone()),
                overdue: self.overdue,
                lower_bound: false,
                inbound,
                outbound,
                unknown,
                lifetime_s: Some(self.config.lifetime_ms / 1000),
            },
            routes,
            routes_rest,
            listeners,
            listeners_rest,
            unknown: self.unknown,
            bound_ports: self.bound,
            bound_exact: self.bound_exact,
            usable_ports: self.usable,
            local_ports: (self.rows > 0).then(|| self.local_ports.finish()),
            fixed_ports,
            paste_owners: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
