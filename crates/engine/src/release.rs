//! Which sockets `fix release` would let go, and which it leaves alone. It looks and changes nothing.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::time::Duration;

use lastack_collect::{NetnsChoice, SocketTable};
use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{
    Address, Arg, Endpoint, Family, NetnsName, Release, ReleaseEnd, ReleaseGroup, ReleaseLeft, ReleaseScope,
    SocketRow, StateCounts, Target, TcpState,
};
use lastack_parse::filter::{Filter, States};

use crate::{ExamineError, host_failed};

/// What is asked.
#[derive(Clone, Debug)]
pub struct ReleaseRequest {
    /// One namespace
    pub netns: NetnsChoice,
    /// What people call it
    pub name: NetnsName,
    /// Which rows; where it names no state, those in TIME_WAIT
    pub filter: Filter,
    /// Only rows of this age or older; zero for all
    pub older_than: Duration,
    /// How far they may reach
    pub scope: ReleaseScope,
    /// Groups to show
    pub top: usize,
}

/// Groups that are told apart: rows that came to no listener each have an end of their own.
const GROUPS: usize = 65_536;

/// Chooses the rows.
///
/// # Errors
/// [`ExamineError`] where the table cannot be read, or the filter asks for sockets that are never let go together.
pub fn preview(host: &dyn Host, request: &ReleaseRequest) -> Result<Release, ExamineError> {
    let filter = wanted(&request.filter);
    let state = one_state(&filter)?;
    // Listeners tell whether the other end of a loopback row is here.
    let asked = Filter::Or(vec![filter.clone(), Filter::State(States::of(&[TcpState::Listen]))]);
    let table = SocketTable::open(host, &request.netns, &asked).map_err(refused)?;
    let mut seen = Seen::default();
    let coverage = table
        .read(&mut |_, row, age_s| {
            seen.row(row, age_s);
            ControlFlow::Continue(())
        })
        .map_err(refused)?;
    let (state, mini) = one_kind(state, &seen)?;
    let chosen = Chosen::of(&seen, request, table.loopback_stays(0));
    let (groups, rest) = groups(&chosen.rows, &seen.listeners, request.top);
    Ok(Release {
        taken_at_ms: host.now().wall_ms,
        host: table.about().clone(),
        namespace: request.name.clone(),
        filter: filter.to_string(),
        scope: request.scope,
        older_than_s: request.older_than.as_secs_f64(),
        state,
        mini,
        targets: chosen.rows.iter().map(|row| row.target).collect(),
        groups,
        rest,
        left: chosen.left,
        matched: seen.states,
        coverage,
    })
}

/// What was typed, about rows in TIME_WAIT where it says nothing of states.
fn wanted(filter: &Filter) -> Filter {
    let time_wait = Filter::State(States::of(&[TcpState::TimeWait]));
    match filter {
        Filter::All => time_wait,
        filter if filter.names_states() => filter.clone(),
        filter => Filter::And(vec![time_wait, filter.clone()]),
    }
}

/// Sockets that are not over: nobody is rid of them by letting them go.
const NEVER: [TcpState; 3] = [TcpState::Listen, TcpState::Bound, TcpState::Close];

/// The one state that the filter is about. Others than TIME_WAIT are named by their own names, and not by one that stands
/// for many.
fn one_state(filter: &Filter) -> Result<TcpState, ExamineError> {
    let states: Vec<TcpState> = filter.states().iter().collect();
    match states[..] {
        [state] if NEVER.contains(&state) => {
            Err(told(Message::new("engine-release-never").with("state", Arg::text(state.name()))))
        }
        [state] => Ok(state),
        _ => Err(told(Message::new("engine-release-states"))),
    }
}

fn told(message: Message) -> ExamineError {
    ExamineError::Input { messages: vec![message] }
}

fn refused(why: Message) -> ExamineError {
    match why.id.as_ref() {
        "collect-filter-no-device" | "collect-filter-mark-refused" => ExamineError::Host { message: why },
        _ => host_failed(why),
    }
}

/// A row that may be let go.
struct Row {
    target: Target,
    age_s: Option<f64>,
    mini: bool,
}

#[derive(Default)]
struct Seen {
    rows: Vec<Row>,
    states: StateCounts,
    listeners: Listeners,
}

impl Seen {
    fn row(&mut self, row: &SocketRow<'_>, age_s: Option<f64>) {
        if row.state == TcpState::Listen {
            self.listeners.add(row);
            return;
        }
        self.states.add(row.state, row.is_fin_wait2_mini());
        let target = Target { local: row.local, remote: row.remote, device: row.device, cookie: row.cookie };
        self.rows.push(Row { target, age_s, mini: row.is_fin_wait2_mini() });
    }
}

/// In TIME_WAIT any number; of another state one, since each of these may be somebody's living connection. Tells whether
/// no process holds them.
fn one_kind(state: TcpState, seen: &Seen) -> Result<(TcpState, bool), ExamineError> {
    match seen.rows[..] {
        _ if state == TcpState::TimeWait => Ok((state, true)),
        [] => Ok((state, false)),
        [ref row] => Ok((state, row.mini)),
        _ => Err(told(
            Message::new("engine-release-one")
                .with("count", Arg::count(seen.rows.len() as u64, "sock_diag"))
                .with("state", Arg::text(state.name())),
        )),
    }
}

/// Who listens in the namespace.
#[derive(Default)]
struct Listeners {
    at: HashSet<Endpoint>,
    /// Ports of 0.0.0.0 and of :: where that takes IPv4 too
    any_v4: HashSet<u16>,
    any_v6: HashSet<u16>,
}

impl Listeners {
    fn add(&mut self, row: &SocketRow<'_>) {
        let Endpoint { address, port } = row.local;
        match (address, row.family) {
            (Address::ANY_V6, _) => {
                self.any_v6.insert(port);
                if row.v6only == Some(false) {
                    self.any_v4.insert(port);
                }
            }
            (Address::ANY_V4, Family::V4 | Family::V6) => {
                self.any_v4.insert(port);
            }
            _ => {
                self.at.insert(row.local);
            }
        }
    }

    fn has(&self, end: Endpoint) -> bool {
        let any = if end.address.is_v4() { &self.any_v4 } else { &self.any_v6 };
        any.contains(&end.port) || self.at.contains(&end)
    }
}

struct Chosen<'a> {
    rows: Vec<&'a Row>,
    left: ReleaseLeft,
}

impl<'a> Chosen<'a> {
    fn of(seen: &'a Seen, request: &ReleaseRequest, loopback_stays: bool) -> Self {
        let mut chosen = Chosen { rows: Vec::new(), left: ReleaseLeft::default() };
        let oldest = request.older_than.as_secs_f64();
        for row in &seen.rows {
            let Target { local, remote, cookie, .. } = row.target;
            let loopback = local.address.is_loopback() && remote.address.is_loopback();
            let here = (seen.listeners.has(local) || seen.listeners.has(remote))
                && (loopback_stays || !local.address.is_v4());
            let left = &mut chosen.left;
            match request.scope {
                ReleaseScope::Loopback if !loopback => left.elsewhere += 1,
                ReleaseScope::Loopback if !here => left.unproven += 1,
                _ if oldest > 0.0 && row.age_s.is_none_or(|age_s| age_s < oldest) => left.younger += 1,
                _ if cookie == 0 => left.unnamed += 1,
                _ => chosen.rows.push(row),
            }
        }
        chosen
    }
}

/// The largest groups, and the rows of the others.
fn groups(rows: &[&Row], listeners: &Listeners, top: usize) -> (Vec<ReleaseGroup>, u64) {
    let mut groups: HashMap<ReleaseEnd, ReleaseGroup> = HashMap::new();
    let mut rest = 0;
    for row in rows {
        let Target { local, remote, .. } = row.target;
        let end = if listeners.has(local) { ReleaseEnd::At(local) } else { ReleaseEnd::To(remote) };
        let full = groups.len() >= GROUPS;
        match groups.get_mut(&end) {
            Some(group) => add(group, row),
            None if full => rest += 1,
            None => {
                groups.insert(end, ReleaseGroup { end, rows: 1, youngest_s: row.age_s, oldest_s: row.age_s });
            }
        }
    }
    let mut groups: Vec<ReleaseGroup> = groups.into_values().collect();
    groups.sort_by_key(|group| (std::cmp::Reverse(group.rows), group.end));
    rest += groups.iter().skip(top).map(|group| group.rows).sum::<u64>();
    groups.truncate(top);
    (groups, rest)
}

/// One more of the group.
fn add(group: &mut ReleaseGroup, row: &Row) {
    group.rows += 1;
    let Some(age_s) = row.age_s else { return };
    group.youngest_s = Some(group.youngest_s.map_or(age_s, |least| least.min(age_s)));
    group.oldest_s = Some(group.oldest_s.map_or(age_s, |most| most.max(age_s)));
}

#[cfg(test)]
mod tests;
