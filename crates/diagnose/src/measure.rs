//! Numbers that the rules judge: close rates, port budgets and forecasts of every route, listener and namespace.

mod budget;
mod forecast;
mod pool;
mod rate;
mod reuse;
mod seen;
mod sharing;

use std::collections::BTreeSet;
use std::collections::HashMap;

use lastack_model::{
    Address, AgeBins, Between, Case, Closer, Growth, Listener, ListenerReport, NamespaceView, PortBudget,
    Rate, RateMethod, Route, RouteKey, RouteReport, Snapshot, SourceKind, TcpState, When,
};

use budget::Usable;
pub(crate) use budget::{DEFAULT_RANGE, RANGE_KEY, range_assumed, usable_ports};
use forecast::Flow;
pub(crate) use forecast::{LATEST_S, NEAR_PERCENT, TIMES_WATCHED};
pub(crate) use pool::{pool_end, rows_reach};
pub(crate) use rate::FALL_BINS;
pub use reuse::REUSE_KEY;
pub(crate) use reuse::{DELAY_KEY, Peer, Reuse, Settings, delay_ms, known, peer};
pub(crate) use seen::RECYCLED;
use seen::Seen;
pub(crate) use sharing::unshared_chance;

/// Seconds that a TIME_WAIT row lives where the census does not say: `TCP_TIMEWAIT_LEN` (facts 1).
pub(crate) const LIFETIME_S: u32 = 60;

/// Growth over less than a second is chance; over more than two minutes it is history.
const GROWTH_WINDOW_MS: std::ops::RangeInclusive<i64> = 1_000..=120_000;

/// Everything measured, one entry for each namespace of the snapshot.
#[derive(Clone, Debug)]
pub struct Measured {
    /// In the order of [`Snapshot::namespaces`]
    pub namespaces: Vec<MeasuredNamespace>,
}

/// The numbers of one namespace.
#[derive(Clone, Debug)]
pub struct MeasuredNamespace {
    /// Closes per second of the whole namespace
    pub closes_per_s: Option<Rate>,
    /// In the order of the census' routes
    pub routes: Vec<RouteReport>,
    /// In the order of the census' listeners
    pub listeners: Vec<ListenerReport>,
    /// Addresses of this host, as far as rows show them
    pub(crate) own: BTreeSet<Address>,
    /// Settings that decide about reuse
    pub(crate) reuse: Settings,
}

/// Measures all namespaces.
pub(crate) fn measure(case: Case<'_>) -> Measured {
    let namespaces = case.now.namespaces.iter().enumerate();
    Measured { namespaces: namespaces.map(|(netns, view)| namespace(case, netns, view, None)).collect() }
}

/// The first namespace of a snapshot that nobody saw, in which as much is opened and closed as in `seen`, which has the
/// same routes in the same order.
pub(crate) fn supposed(now: &Snapshot, seen: &MeasuredNamespace) -> Option<MeasuredNamespace> {
    let view = now.namespaces.first()?;
    let mut supposed = namespace(Case { now, earlier: &[] }, 0, view, Some(&seen.routes));
    // What closes per second does not hang on a setting, and two readings tell it better than one.
    supposed.closes_per_s = seen.closes_per_s;
    Some(supposed)
}

fn namespace(
    case: Case<'_>,
    netns: usize,
    view: &NamespaceView,
    seen: Option<&[RouteReport]>,
) -> MeasuredNamespace {
    let own = own_addresses(view);
    let usable = budget::usable(case.now, view);
    let reuse = Settings::read(&view.facts, Seen::read(view, usable, case.now.window_s));
    let scope = Scope {
        netns,
        view,
        own: &own,
        reuse,
        usable,
        paste: case.now.kind == SourceKind::Paste,
        cut: case.now.kind == SourceKind::Paste && is_cut(view),
        whole: case.now.kind != SourceKind::Paste || known(&view.facts, OWN_COUNT).is_some() && !is_cut(view),
        counted: rate::from_counters(view, case.now.window_s),
        lifetime_s: view.census.time_wait.lifetime_s.unwrap_or(LIFETIME_S),
        before: before(case, netns, view),
        no_ages: AgeBins::default(),
    };
    MeasuredNamespace {
        closes_per_s: scope.closes(),
        routes: (view.census.routes.iter().enumerate())
            .map(|(index, row)| scope.route(row, seen.and_then(|seen| seen.get(index))))
            .collect(),
        listeners: view.census.listeners.iter().map(|row| scope.listener(row)).collect(),
        own,
        reuse,
    }
}

/// Where the kernel's own count in the same text has so many rows in TIME_WAIT more, and so large a part more, the table
/// was cut: by head, by a terminal that scrolls, by whoever copied it.
const CUT_ROWS: u64 = 100;
const CUT_PERCENT: u64 = 10;

/// So many in FIN_WAIT2 do not matter to a range of ports.
const FEW_HALF: u64 = 30;

/// The kernel's own count of TIME_WAIT, in sockstat and in `ss -s`.
pub(crate) const OWN_COUNT: &str = "sockstat.TCP.tw";

fn is_cut(view: &NamespaceView) -> bool {
    let counted = known(&view.facts, OWN_COUNT).and_then(|rows| u64::try_from(rows).ok());
    let states = &view.census.states;
    let seen = u64::from(states.get(TcpState::TimeWait)) + u64::from(states.get(TcpState::FinWait2));
    counted.is_some_and(|counted| {
        let missing = counted.saturating_sub(seen);
        missing >= CUT_ROWS && missing.saturating_mul(100) >= counted.saturating_mul(CUT_PERCENT)
    })
}

/// Addresses that stand on our side of a row.
fn own_addresses(view: &NamespaceView) -> BTreeSet<Address> {
    let sources = view.census.routes.iter().map(|route| route.key.source);
    let listening = view.census.listeners.iter().map(|listener| listener.key.address);
    sources.chain(listening).filter(|address| !address.is_unspecified()).collect()
}

/// Live rows of each route at an earlier time.
struct Before {
    seconds: f64,
    live: HashMap<RouteKey, u64>,
}

fn before(case: Case<'_>, netns: usize, view: &NamespaceView) -> Option<Before> {
    let age_ms = |snapshot: &Snapshot| case.now.taken_at_ms - snapshot.taken_at_ms;
    let earlier = case.earlier.iter().find(|snapshot| GROWTH_WINDOW_MS.contains(&age_ms(snapshot)))?;
    let same = |other: &&NamespaceView| other.id == view.id && other.name == view.name;
    let then = earlier.namespaces.get(netns).filter(same);
    let then = then.or_else(|| earlier.namespaces.iter().find(same))?;
    let live = then.census.routes.iter().map(|route| (route.key, route.states.live())).collect();
    Some(Before { seconds: age_ms(earlier) as f64 / 1_000.0, live })
}

/// What is the same for all groups of a namespace.
struct Scope<'a> {
    netns: usize,
    view: &'a NamespaceView,
    own: &'a BTreeSet<Address>,
    reuse: Settings,
    usable: Option<Usable>,
    paste: bool,
    /// Rows are missing for certain
    cut: bool,
    /// No rows are missing as far as anything tells
    whole: bool,
    counted: Option<Rate>,
    lifetime_s: u32,
    before: Option<Before>,
    no_ages: AgeBins,
}

impl Scope<'_> {
    /// Ages where they tell the whole story, else a trace, else counters, else the bins that reuse spares.
    fn closes(&self) -> Option<Rate> {
        let time_wait = &self.view.census.time_wait;
        let by_age = |young| {
            let bins = time_wait.by_age.as_ref()?;
            rate::from_ages(bins, time_wait.overdue, self.lifetime_s as usize, young)
        };
        if self.view.census.count(TcpState::TimeWait) == Some(0) && !time_wait.lower_bound {
            return Some(rate::none_seen(self.lifetime_s));
        }
        if time_wait.lower_bound {
            let counted = self.traced(|_| true).or(self.counted);
            return counted.or_else(|| by_age(Some(self.young())));
        }
        by_age(None).or_else(|| self.traced(|_| true)).or(self.counted)
    }

    /// Closes that a trace counted and that leave a row, all there were. None at one place may mean that it could not tell the direction there.
    fn traced(&self, here: impl Fn(&Closer) -> bool) -> Option<Rate> {
        let trace = self.view.trace.as_ref().filter(|trace| trace.whole && trace.window_s > 0.0)?;
        let there = trace.closers.iter().filter(|closer| here(closer));
        let closes: u64 = there.map(|closer| closer.closes.saturating_sub(closer.resets)).sum();
        (closes > 0).then(|| rate::from_trace(closes, trace.window_s))
    }

    /// `seen` is what was measured of the same route under other settings.
    fn route(&self, route: &Route, seen: Option<&RouteReport>) -> RouteReport {
        let reuse = self.reuse.covers_route(route, self.own);
        let thinned = self.view.census.time_wait.lower_bound && reuse != Reuse::Never;
        let time_wait = route.states.get(TcpState::TimeWait);
        let closes = match seen {
            Some(seen) => seen.closes_per_s,
            None => {
                let traced = self.traced(|closer| closer.is_on_route(route.key));
                self.group((route.ages.as_ref(), route.overdue, time_wait), thinned, traced)
            }
        };
        let growth = seen.map_or_else(
            || closes.map_or_else(Growth::default, |closes| self.growth(route, closes)),
            |seen| seen.growth,
        );
        let ports = self.usable.map(|usable| budget::budget(usable, route, reuse));
        let (slow, exhausted) = match (&ports, closes) {
            (Some(ports), Some(closes)) => {
                let reaches = |limit| self.reaches(route, ports, (closes, growth), reuse, limit);
                (reaches(slow_limit(ports)), reaches(ports.usable))
            }
            (Some(ports), None) => {
                (reached(ports, reuse, slow_limit(ports)), reached(ports, reuse, ports.usable))
            }
            (None, _) => (When::Unknown, When::Unknown),
        };
        let (netns, key, whole) = (self.netns, route.key, self.whole);
        RouteReport { netns, key, ports, closes_per_s: closes, slow, exhausted, growth, whole }
    }

    /// When `limit` ports block. Where reuse may spare the old rows and nobody can tell, both ways are forecast and
    /// only what is so either way is said.
    fn reaches(
        &self,
        route: &Route,
        ports: &PortBudget,
        (closes, growth): (Rate, Growth),
        reuse: Reuse,
        limit: u32,
    ) -> When {
        let forecast = |blocking, reuse| {
            let flow = Flow { growth, ..self.flow(route, ports, closes, reuse) };
            match forecast::reaches(&flow, blocking, limit) {
                // What a part of the rows reaches later, all of them reach sooner.
                When::Later(_) | When::Never { .. } if self.cut => When::Unknown,
                When::Never { .. } if !self.long_watched(route, closes) || !goes(route, growth) => {
                    When::Unknown
                }
                when => when,
            }
        };
        let at_worst = forecast(ports.blocking, reuse);
        match reuse {
            Reuse::Never | Reuse::Proven => at_worst,
            Reuse::Unproven | Reuse::Unseen => {
                either_way(at_worst, forecast(ports.blocking_at_best(), Reuse::Proven))
            }
        }
    }

    /// Whether there is history enough to say "never". The rate leaves the oldest bin out, and a burst may stand
    /// in it whole: 950 closes a second ago on 1,000 ports made a rate of 0 that never ends.
    fn long_watched(&self, route: &Route, closes: Rate) -> bool {
        let time_wait = route.states.get(TcpState::TimeWait);
        match self.ages(route.ages.as_ref(), route.overdue, time_wait) {
            // Text may be cut: its few rows without a young one among them are no proof that the closes ended.
            _ if self.paste && time_wait > 0 && closes.value <= 0.0 => false,
            _ if time_wait == 0 || route.overdue > 0 => true,
            Some(bins) => bins.oldest().is_some_and(|oldest| oldest >= rate::FALL_BINS),
            None => closes.window_s >= rate::FALL_BINS as f64,
        }
    }

    fn listener(&self, listener: &Listener) -> ListenerReport {
        let time_wait = listener.states.get(TcpState::TimeWait);
        // A SYN of a peer that reuses its port takes a row from here (traps A7). Peers on this host do so soon;
        // of others the steady window leaves the thin old bins out.
        let own = |address: &Address| address.is_loopback() || self.own.contains(address);
        let local = listener.peers.top.first().is_some_and(|(peer, _)| own(peer));
        let missing = self.view.census.time_wait.lower_bound;
        let traced = self.traced(|closer| closer.is_on_listener(listener.key));
        let closes = traced.filter(|_| missing).or_else(|| {
            let rows = (listener.ages.as_ref(), listener.overdue, time_wait);
            let rate = self.group(rows, missing && local, traced)?;
            Some(self.with_taken(rate, listener.ages.as_ref()))
        });
        ListenerReport { netns: self.netns, key: listener.key, closes_per_s: closes }
    }

    /// The rate of a route or listener with these ages, rows that are overdue, and rows of TIME_WAIT; its part of the counted
    /// rate where neither its own ages nor a trace tell.
    fn group(
        &self,
        (ages, overdue, time_wait): (Option<&AgeBins>, u32, u32),
        thinned: bool,
        traced: Option<Rate>,
    ) -> Option<Rate> {
        let census = &self.view.census;
        if time_wait == 0 && census.listed.has(TcpState::TimeWait) && !thinned {
            return Some(rate::none_seen(self.lifetime_s));
        }
        if thinned && traced.is_some() {
            return traced;
        }
        let young = thinned.then(|| self.young());
        self.ages(ages, overdue, time_wait)
            .and_then(|bins| rate::from_ages(bins, overdue.into(), self.lifetime_s as usize, young))
            .or(traced)
            .or_else(|| rate::share(self.counted?, time_wait.into(), census.count(TcpState::TimeWait)?))
    }

    /// A rate from the ages of rows that a peer's SYN may have taken.
    fn with_taken(&self, rate: Rate, ages: Option<&AgeBins>) -> Rate {
        match (rate.method, ages) {
            (RateMethod::Ages, Some(bins)) => rate::with_taken(rate, bins),
            _ => rate,
        }
    }

    /// The ages of a group; it has no bins where all its rows are overdue.
    fn ages<'b>(&'b self, ages: Option<&'b AgeBins>, overdue: u32, time_wait: u32) -> Option<&'b AgeBins> {
        ages.or_else(|| (overdue == time_wait).then_some(&self.no_ages))
    }

    /// Bins that reuse takes nothing from.
    fn young(&self) -> usize {
        usize::try_from(self.reuse.delay_ms / 1_000).unwrap_or(1).max(1)
    }

    fn flow<'b>(&'b self, route: &'b Route, ports: &PortBudget, closes: Rate, reuse: Reuse) -> Flow<'b> {
        let reused = reuse == Reuse::Proven;
        let rows_waiting = route.states.get(TcpState::TimeWait);
        let time_wait = f64::from(rows_waiting);
        let live = route.states.live() as f64;
        let rows = live + time_wait;
        Flow {
            live,
            time_wait,
            bins: self.ages(route.ages.as_ref(), route.overdue, rows_waiting),
            overdue: f64::from(route.overdue),
            blocks_s: if reused { self.reuse.delay_ms as f64 / 1e3 } else { self.lifetime_s.into() },
            reused,
            closes,
            growth: Growth::default(),
            scale: if rows > 0.0 { f64::from(ports.taken) / rows } else { 1.0 },
        }
    }

    /// Growth of the route's live rows, 0 unless it is more than chance: opens and closes both scatter.
    fn growth(&self, route: &Route, closes: Rate) -> Growth {
        let Some(before) = &self.before else { return Growth::default() };
        let then = before.live.get(&route.key).copied().unwrap_or(0) as f64;
        let grown = route.states.live() as f64 - then;
        let events = grown.abs() + 2.0 * closes.value * before.seconds;
        let growth = Growth {
            value: grown / before.seconds,
            spread: 2.0 * events.sqrt() / before.seconds,
            watched_s: before.seconds,
        };
        match growth.value.abs() > growth.spread {
            true => growth,
            false => Growth { watched_s: growth.watched_s, ..Growth::default() },
        }
    }
}

/// Most rows go by themselves, as their timers say, or a second reading showed what the others do: one reading of
/// 4,000 CLOSE_WAIT does not tell that they stay 4,000.
fn goes(route: &Route, growth: Growth) -> bool {
    let states = &route.states;
    let (time_wait, half) = (u64::from(states.get(TcpState::TimeWait)), u64::from(states.fin_wait2_mini()));
    // Those in FIN_WAIT2 go a minute after they came, and no rate of closes counts how many come.
    half <= time_wait.max(FEW_HALF) && (growth.watched_s > 0.0 || states.total() <= 2 * (time_wait + half))
}

/// Of the taken ports: from here on open connections hold the route, and not TIME_WAIT.
const MOSTLY_PERCENT: u64 = 80;

/// Connections that a program still holds: ESTABLISHED and CLOSE_WAIT.
pub(crate) fn open(route: &Route) -> u64 {
    u64::from(route.states.get(TcpState::Established)) + u64::from(route.states.get(TcpState::CloseWait))
}

/// Open connections are what takes the ports of a route.
pub(crate) fn held_open(route: &Route, ports: &PortBudget) -> bool {
    open(route) * 100 >= u64::from(ports.taken) * MOSTLY_PERCENT
}

/// Half of the usable ports: past it each connect() searches the whole first parity (facts 5).
pub(crate) fn slow_limit(ports: &PortBudget) -> u32 {
    ports.usable.div_ceil(2)
}

fn reached(ports: &PortBudget, reuse: Reuse, limit: u32) -> When {
    let blocking = if reuse.is_doubtful() { ports.blocking_at_best() } else { ports.blocking };
    if blocking >= limit { When::Now } else { When::Unknown }
}

/// What holds whether or not old rows are taken over: reuse brings no limit nearer.
fn either_way(at_worst: When, at_best: When) -> When {
    match (at_worst, at_best) {
        (When::Now, When::Now) | (When::Never { .. }, _) => at_worst,
        (When::Later(worst), When::Later(best)) => {
            When::Later(Between { low: worst.low.min(best.low), high: best.high.max(worst.high) })
        }
        _ => When::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use lastack_testkit::look;

    use super::*;

    fn rates(text: &str, whole: bool) -> [(RateMethod, f64); 2] {
        reset(text, whole, 0)
    }

    /// Of each line's closes so many were a RST.
    fn reset(text: &str, whole: bool, resets: u64) -> [(RateMethod, f64); 2] {
        let mut now = look(text).now;
        if let Some(trace) = &mut now.namespaces[0].trace {
            trace.whole = whole;
            trace.closers.iter_mut().for_each(|closer| closer.resets = resets);
        }
        let measured = measure(Case { now: &now, earlier: &[] });
        let here = &measured.namespaces[0];
        [here.closes_per_s, here.routes[0].closes_per_s]
            .map(|rate| rate.map(|it| (it.method, it.value)).unwrap())
    }

    #[test]
    fn where_reuse_took_rows_a_trace_that_lost_nothing_tells_the_rate() {
        let rows = "fact net.ipv4.ip_local_port_range 40000 40999\nfact net.ipv4.tcp_timestamps 1\n\
                    fact net.ipv4.tcp_tw_reuse 1\nroute 10.0.0.5 -> 10.0.0.21:80 ages=0-1:94\n\
                    closed 503 php-fpm/812 10.0.0.5 -> 10.0.0.21:80\n\
                    closed 53 cron/77 10.0.0.5 -> 10.0.0.22:80";
        let taken = format!("{rows}\nlower bound");
        assert_eq!(rates(&taken, true), [(RateMethod::Trace, 111.2), (RateMethod::Trace, 100.6)]);
        // What was aborted leaves no row.
        assert_eq!(reset(&taken, true, 53), [(RateMethod::Trace, 90.0); 2]);
        assert_eq!(rates(&taken, false), [(RateMethod::Ages, 94.0); 2]);
        assert_eq!(rates(rows, true).map(|(method, _)| method), [RateMethod::Ages; 2]);
        // Of a route on which it saw nobody it does not say that nobody closes.
        let elsewhere = taken.replace("10.0.0.5 -> 10.0.0.21:80\nclosed", "10.0.0.5 -> 10.0.0.23:80\nclosed");
        assert_eq!(rates(&elsewhere, true), [(RateMethod::Trace, 111.2), (RateMethod::Ages, 94.0)]);
    }
}
