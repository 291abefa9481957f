//! One namespace as rules see it.

use lastack_model::{
    AgeBins, Arg, BIN_COUNT, Certainty, Coverage, CoverageState, Facts, Listener, ListenerKey,
    ListenerReport, NamespaceView, NetnsName, Os, Owner, Route, RouteKey, RouteReport, Snapshot, SourceKind,
    StateCounts, Subject, TcpState,
};

use super::say;
use crate::measure;
use crate::{MeasuredNamespace, View};

/// How long connection tracking keeps a flow once its TIME_WAIT begins, in seconds.
pub(crate) const TRACKED_TIME_WAIT: &str = "net.netfilter.nf_conntrack_tcp_timeout_time_wait";

/// Its default: twice as long as the socket's own TIME_WAIT (facts 10).
pub(crate) const TRACKED_TIME_WAIT_S: i64 = 120;

/// One namespace with its numbers.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Index into the snapshot's namespaces
    pub netns: usize,
    /// The whole snapshot
    pub now: &'a Snapshot,
    /// What was seen
    pub view: &'a NamespaceView,
    /// What was measured
    pub measured: &'a MeasuredNamespace,
}

/// An earlier look at the same namespace.
pub(crate) struct Before<'a> {
    pub(crate) view: &'a NamespaceView,
    /// How long ago, in seconds
    pub(crate) seconds: f64,
}

/// The earliest look at the same namespace that is so many seconds old or more.
pub(crate) fn before<'a>(view: &View<'a>, scope: &Scope<'a>, at_least_s: f64) -> Option<Before<'a>> {
    view.case.earlier.iter().find_map(|snapshot| {
        let seconds = (scope.now.taken_at_ms - snapshot.taken_at_ms) as f64 / 1_000.0;
        let same = |other: &&NamespaceView| other.id == scope.view.id && other.name == scope.view.name;
        let view = snapshot.namespaces.iter().find(same).filter(|_| seconds >= at_least_s)?;
        Some(Before { view, seconds })
    })
}

/// A route or a listener.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Group<'a> {
    Route(&'a Route, &'a RouteReport),
    Listener(&'a Listener, &'a ListenerReport),
}

impl<'a> Group<'a> {
    pub(crate) fn states(&self) -> &'a StateCounts {
        match self {
            Group::Route(route, _) => &route.states,
            Group::Listener(listener, _) => &listener.states,
        }
    }

    pub(crate) fn rows(&self, state: TcpState) -> u64 {
        self.states().get(state).into()
    }
}

/// Ends for each connection that is held: that none of them is among so many has a chance below 1 in 100 (e^-5).
const RENEWED: f64 = 5.0;

impl<'a> Scope<'a> {
    /// Whether a trace might still tell something: there was none, and nobody asked for one in vain.
    pub(crate) fn trace_may_tell(&self) -> bool {
        self.view.trace.is_none() && !self.now.coverage.iter().any(Coverage::is_untraced)
    }

    /// Routes with their numbers.
    pub fn routes(&self) -> impl Iterator<Item = (&'a Route, &'a RouteReport)> + use<'a> {
        self.view.census.routes.iter().zip(&self.measured.routes)
    }

    /// Who makes and ends the connections of a route: who was seen to close first there, else, as an inference, who holds
    /// some of them now. Whoever closes short ones holds none.
    pub(crate) fn connects(&self, route: &Route) -> Arg {
        let mut closers = self.view.trace.iter().flat_map(|trace| trace.on_route(route.key));
        match closers.find_map(|closer| closer.program.as_ref()) {
            Some(program) => Arg::foreign(program.clone()),
            None => say::suspect(&self.suspects(route)),
        }
    }

    /// Owners of a route who may be those that its TIME_WAIT comes from: not those whose connections stay.
    pub(crate) fn suspects(&self, route: &Route) -> Vec<Owner> {
        route.owners.iter().filter(|owner| !self.keeps(route, owner)).cloned().collect()
    }

    /// All connections of this owner stood at both readings, though at the rate at which the rows of the route came all that
    /// are held there would have been others several times over.
    fn keeps(&self, route: &Route, owner: &Owner) -> bool {
        let Some(window_s) = self.now.window_s.filter(|_| owner.stayed == Some(owner.sockets)) else {
            return false;
        };
        let held: u32 = route.owners.iter().map(|owner| owner.sockets).sum();
        let lifetime_s = self.view.census.time_wait.lifetime_s.unwrap_or(measure::LIFETIME_S);
        let ends = f64::from(route.states.get(TcpState::TimeWait)) * window_s / f64::from(lifetime_s.max(1));
        ends >= RENEWED * f64::from(held)
    }

    /// Mean life of a connection of a route. Those that stay belong to somebody else than those that end.
    pub(crate) fn life(&self, route: &Route, report: &RouteReport) -> Option<Arg> {
        let kept = route.owners.iter().filter(|owner| self.keeps(route, owner)).map(|owner| owner.sockets);
        let open = route.states.get(TcpState::Established).saturating_sub(kept.sum());
        say::life(open.into(), report.closes_per_s)
    }

    /// Listeners with their numbers.
    pub fn listeners(&self) -> impl Iterator<Item = (&'a Listener, &'a ListenerReport)> + use<'a> {
        self.view.census.listeners.iter().zip(&self.measured.listeners)
    }

    pub(crate) fn groups(&self) -> impl Iterator<Item = Group<'a>> + use<'a> {
        let routes = self.routes().map(|(route, report)| Group::Route(route, report));
        routes.chain(self.listeners().map(|(listener, report)| Group::Listener(listener, report)))
    }

    /// The group with the most rows in a state; `None` where no group has any.
    pub(crate) fn heaviest(&self, state: TcpState) -> Option<Group<'a>> {
        let groups = self.groups().filter(|group| group.rows(state) > 0);
        groups.reduce(|best, group| if group.rows(state) > best.rows(state) { group } else { best })
    }

    pub(crate) fn facts(&self) -> &'a Facts {
        &self.view.facts
    }

    /// A setting that was read, not assumed.
    pub(crate) fn setting(&self, key: &str) -> Option<i64> {
        measure::known(&self.view.facts, key)
    }

    /// Seconds that connection tracking keeps a flow once its TIME_WAIT begins; `None` where nobody read them.
    pub(crate) fn tracked_time_wait_s(&self) -> Option<i64> {
        self.setting(TRACKED_TIME_WAIT).filter(|seconds| *seconds > 0)
    }

    /// A limit of which both numbers are known: in use, and how much there is. A paste has them among its settings.
    pub(crate) fn limit(&self, name: &str) -> Option<(u64, u64)> {
        let (used, limit) = match self.view.limits.iter().find(|limit| limit.name == name) {
            Some(limit) => (limit.used, limit.limit),
            None if self.is_paste() => {
                let (used, limit) = keys_of(name)?;
                let number = |key| self.setting(key).and_then(|number| u64::try_from(number).ok());
                (number(used), number(limit))
            }
            None => return None,
        };
        Some((used?, limit.filter(|limit| *limit > 0)?))
    }

    pub(crate) fn process_subject(&self, pid: u32) -> Subject {
        Subject::Process { netns: self.netns, pid }
    }

    /// Rate of a counter; `None` with one reading or where the kernel has no such counter.
    pub(crate) fn per_s(&self, counter: &str) -> Option<f64> {
        self.view.counters.get(counter)?.per_s
    }

    pub(crate) fn is_paste(&self) -> bool {
        self.now.kind == SourceKind::Paste
    }

    /// The snapshot is of this host as it is now.
    pub(crate) fn is_here(&self) -> bool {
        self.now.kind == SourceKind::Live
    }

    /// Settings of the whole host are this namespace's to write: a child shows some of them and not tcp_max_orphans
    /// (facts 9).
    pub(crate) fn has_host_settings(&self) -> bool {
        self.is_paste() || measure::known(self.facts(), "net.ipv4.tcp_max_orphans").is_some()
    }

    /// Neither sysctl nor ss exist there, and other limits hold.
    pub(crate) fn on_windows(&self) -> bool {
        self.now.host.os == Os::Windows
    }

    /// The timers and settings of Linux are not those of this host.
    pub(crate) fn not_linux(&self) -> bool {
        matches!(self.now.host.os, Os::Windows | Os::Bsd)
    }

    /// Only counts were given: no row of this namespace belongs to a route or listener.
    pub(crate) fn is_histogram(&self) -> bool {
        let census = &self.view.census;
        census.from_counts && census.routes.is_empty() && census.listeners.is_empty()
    }

    /// The counts are those of `ss -s`, whose ESTABLISHED has CLOSE_WAIT in it.
    pub(crate) fn is_summary(&self) -> bool {
        let states = &self.view.census.states;
        let counted = measure::known(self.facts(), measure::OWN_COUNT);
        let alloc = measure::known(self.facts(), "sockstat.TCP.alloc");
        // /proc/net/sockstat has a count of memory beside these, and no ESTABLISHED.
        self.is_histogram()
            && counted == Some(states.get(TcpState::TimeWait).into())
            && states.get(TcpState::CloseWait) == 0
            && alloc.is_some()
            && self.facts().get("sockstat.TCP.mem").is_none()
    }

    /// tcp_tw_reuse = 2, the kernel's default, would serve the route as 1 would: it is the smaller change, which reaches
    /// loopback alone. Before 4.19 a kernel took every number but 0 for 1 (79e9fed46038).
    pub(crate) fn loopback_suffices(&self, route: &Route) -> bool {
        let with_loopback = self.measured.reuse.with_mode(2);
        with_loopback.covers_route(route, &self.measured.own) == measure::Reuse::Proven
    }

    /// The address belongs to this host, as far as rows show.
    pub(crate) fn is_own(&self, address: lastack_model::Address) -> bool {
        address.is_loopback() || self.measured.own.contains(&address)
    }

    pub(crate) fn subject(&self) -> Subject {
        Subject::Namespace { netns: self.netns }
    }

    pub(crate) fn route_subject(&self, key: RouteKey) -> Subject {
        Subject::Route { netns: self.netns, key }
    }

    pub(crate) fn listener_subject(&self, key: ListenerKey) -> Subject {
        Subject::Listener { netns: self.netns, key }
    }

    /// Follows a finding over time and across runs. It is a hash, so that no address and no foreign name stands
    /// in it and `--mask` has nothing to hide there.
    pub(crate) fn key(&self, id: &str, subject: Subject) -> String {
        let namespace = match (&self.view.id, &self.view.name) {
            (Some(id), _) => format!("{:?} {}", id.cookie, id.boot_id),
            (None, NetnsName::Named(name) | NetnsName::Paste(name)) => name.raw().to_owned(),
            (None, NetnsName::Process { pid, .. }) => format!("pid {pid}"),
            (None, NetnsName::Own) => String::new(),
        };
        let about = match subject {
            Subject::Host | Subject::Namespace { .. } => String::new(),
            Subject::Route { key, .. } => format!("{key:?}"),
            Subject::Listener { key, .. } => format!("{key:?}"),
            Subject::Process { pid, .. } => pid.to_string(),
            Subject::Setting { key, .. } => key.to_owned(),
            Subject::Log { signature, .. } => signature.to_owned(),
        };
        format!("{id}-{:016x}", fnv1a(&format!("{namespace}\n{}\n{about}", subject.kind())))
    }

    /// How sure the direction of a route is.
    pub(crate) fn sure(&self, certainty: Certainty) -> bool {
        certainty != Certainty::Unknown
    }

    /// Whether a subject was read in full by every source that was asked.
    pub(crate) fn covered(&self, subject: &str) -> bool {
        self.lines(subject).all(|state| state == CoverageState::Ready)
    }

    /// Whether some source could read a subject.
    pub(crate) fn read(&self, subject: &str) -> bool {
        let failed = self.lines(subject).filter(|state| *state == CoverageState::Unavailable).count();
        failed == 0 || failed < self.lines(subject).count()
    }

    fn lines<'b>(&'b self, subject: &'b str) -> impl Iterator<Item = CoverageState> + 'b {
        self.now.coverage.iter().filter(move |line| line.subject == subject).map(|line| line.state)
    }
}

/// Where a limit and its use stand among the facts.
fn keys_of(limit: &str) -> Option<(&'static str, &'static str)> {
    Some(match limit {
        "conntrack" => ("net.netfilter.nf_conntrack_count", "net.netfilter.nf_conntrack_max"),
        "descriptors" => ("fs.file-nr", "fs.file-max"),
        "orphans" => ("sockstat.TCP.orphan", "net.ipv4.tcp_max_orphans"),
        "time_wait_buckets" => ("sockstat.TCP.tw", "net.ipv4.tcp_max_tw_buckets"),
        _ => return None,
    })
}

/// FNV-1a, 64 bits (draft-eastlake-fnv): stable from version to version, which std's hasher is not.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Seconds for which at least `rows` have been there: so many are at least that old.
pub(crate) fn since_at_least(ages: Option<&AgeBins>, overdue: u32, rows: u64) -> Option<u32> {
    let ages = ages?;
    let mut older = u64::from(overdue);
    for age in (0..BIN_COUNT).rev() {
        older += u64::from(ages.0[age]);
        if older >= rows {
            return u32::try_from(age).ok();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_has_been_passed_since_so_many_rows_were_there() {
        let mut ages = AgeBins::default();
        (0..10).for_each(|bin| ages.0[bin] = 10);
        assert_eq!(since_at_least(Some(&ages), 0, 30), Some(7));
        assert_eq!(since_at_least(Some(&ages), 0, 100), Some(0));
        assert_eq!(since_at_least(Some(&ages), 0, 101), None);
        assert_eq!(since_at_least(None, 5, 1), None);
    }
}
