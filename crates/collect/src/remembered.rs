//! Who had the connections that are in TIME_WAIT now: Windows puts pid 0 beside these rows, so the rows that stood there
//! before are remembered while a look goes on.

use std::collections::HashMap;
use std::time::Duration;

use foldhash::fast::RandomState;
use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{
    Arg, Census, Certainty, Coverage, CoverageState, Endpoint, Had, Owner, Sink, SocketRow, TcpState, Unit,
    Untrusted,
};

use crate::windows::Tables;

/// Looks at the table between the two readings, so many in all: who opens and closes within a part of a second is seen by
/// none of two.
const LOOKS: u32 = 4;

/// Connections that are remembered at most, some 16 MB.
const MOST: usize = 200_000;

/// Connections by both ends, with the process that had each.
#[derive(Debug, Default)]
pub(crate) struct Remembered {
    processes: HashMap<(Endpoint, Endpoint), Seen, RandomState>,
    /// Since when, by the clock of the host that never goes back
    since: Option<Duration>,
    /// The last look, in ms since the first one
    last_ms: u32,
}

/// An open connection and its process, at looks that follow each other, in ms since the first one of all.
#[derive(Clone, Copy, Debug)]
struct Seen {
    pid: u32,
    first_ms: u32,
    last_ms: u32,
}

impl Remembered {
    /// Waits for the time between two readings, and looks at the table meanwhile.
    pub(crate) fn wait(&mut self, host: &dyn Host, whole: Duration) {
        let begin = host.now().monotonic;
        for look in 1..=LOOKS {
            if let Ok((tables, _)) = Tables::read(host) {
                self.note(&tables, host.now().monotonic);
            }
            let passed = host.now().monotonic.saturating_sub(begin);
            host.wait((whole * look / LOOKS).saturating_sub(passed));
        }
    }

    fn note(&mut self, tables: &Tables, at: Duration) {
        let since = *self.since.get_or_insert(at);
        let now_ms = ms(at.saturating_sub(since));
        tables.push(&mut Noting { remembered: self, now_ms });
        self.last_ms = now_ms;
    }

    /// Adds to a census who had its rows in TIME_WAIT, as an inference; says how many these were, and how long was watched.
    pub(crate) fn tell(&self, host: &dyn Host, census: &mut Census) -> Option<Coverage> {
        let since = self.since?;
        let (tables, _) = Tables::read(host).ok()?;
        let watched = host.now().monotonic.saturating_sub(since);
        let mut waiting = Waiting { remembered: self, rows: 0, known: Vec::new() };
        tables.push(&mut waiting);
        let Waiting { rows, known, .. } = waiting;
        if rows == 0 {
            return None;
        }
        let seconds =
            |ms: u32| Arg::number(Duration::from_millis(ms.into()).as_secs_f64(), Unit::Seconds, "iphlpapi");
        let why = match known.iter().map(|(_, seen)| seen.span_ms()).max() {
            Some(longest @ 1..) => {
                Message::new("collect-windows-remembered-for").with("longest", seconds(longest))
            }
            _ => Message::new("collect-windows-remembered"),
        };
        let why = why
            .with("known", Arg::count(known.len() as u64, "iphlpapi"))
            .with("rows", Arg::count(rows, "iphlpapi"))
            .with("watched", Arg::number(watched.as_secs_f64(), Unit::Seconds, "iphlpapi"));
        add(census, &known, watched);
        let state = CoverageState::Degraded;
        Some(Coverage { source: "iphlpapi", subject: "owners", state, why: Some(why) })
    }
}

impl Seen {
    fn span_ms(&self) -> u32 {
        self.last_ms.saturating_sub(self.first_ms)
    }
}

fn ms(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}

/// Notes rows that a process has.
struct Noting<'a> {
    remembered: &'a mut Remembered,
    now_ms: u32,
}

impl Sink for Noting<'_> {
    fn row(&mut self, row: &SocketRow<'_>) {
        let Some(owner) = row.owner else { return };
        if matches!(row.state, TcpState::Listen | TcpState::Bound | TcpState::TimeWait) {
            return;
        }
        let (before_ms, now_ms) = (self.remembered.last_ms, self.now_ms);
        let begun = Seen { pid: owner.pid, first_ms: now_ms, last_ms: now_ms };
        let processes = &mut self.remembered.processes;
        let (ends, room) = ((row.local, row.remote), processes.len() < MOST);
        match processes.get_mut(&ends) {
            // What the look before did not show is another connection by now.
            Some(seen) if seen.pid == owner.pid && seen.last_ms == before_ms => seen.last_ms = now_ms,
            Some(seen) => *seen = begun,
            None if room => _ = processes.insert(ends, begun),
            None => {}
        }
    }
}

/// Rows in TIME_WAIT that nobody has, and who had them.
struct Waiting<'a> {
    remembered: &'a Remembered,
    rows: u64,
    known: Vec<((Endpoint, Endpoint), Seen)>,
}

impl Sink for Waiting<'_> {
    fn row(&mut self, row: &SocketRow<'_>) {
        if row.state != TcpState::TimeWait || row.owner.is_some() {
            return;
        }
        self.rows += 1;
        let ends = (row.local, row.remote);
        self.known.extend(self.remembered.processes.get(&ends).map(|seen| (ends, *seen)));
    }
}

/// Counts them by group and process. What a process has open in the group stands there already, as seen.
fn add(census: &mut Census, known: &[((Endpoint, Endpoint), Seen)], watched: Duration) {
    let watched_ms = ms(watched);
    for route in &mut census.routes {
        let of_route = |(local, remote): (Endpoint, Endpoint)| {
            local.address == route.key.source
                && (remote.address, remote.port) == (route.key.destination, route.key.port)
        };
        join(&mut route.owners, known.iter().filter(|(ends, _)| of_route(*ends)), watched_ms);
    }
    for listener in &mut census.listeners {
        let key = listener.key;
        let of_listener = |local: Endpoint| {
            let wildcard = key.address.is_unspecified() && key.address.is_v4() == local.address.is_v4();
            local.port == key.port && (wildcard || local.address == key.address)
        };
        join(&mut listener.owners, known.iter().filter(|((local, _), _)| of_listener(*local)), watched_ms);
    }
}

fn join<'a>(
    owners: &mut Vec<Owner>,
    known: impl Iterator<Item = &'a ((Endpoint, Endpoint), Seen)>,
    watched_ms: u32,
) {
    for (_, seen) in known {
        let place = owners.iter().position(|owner| owner.pid == seen.pid).unwrap_or_else(|| {
            owners.push(Owner {
                pid: seen.pid,
                started_at: None,
                comm: Untrusted::default(),
                sockets: 0,
                stayed: None,
                certainty: Certainty::Inferred,
                had: None,
            });
            owners.len() - 1
        });
        let owner = &mut owners[place];
        owner.sockets += u32::from(owner.certainty == Certainty::Inferred);
        let span_ms = u64::from(seen.span_ms());
        let had = owner.had.get_or_insert(Had {
            rows: 0,
            shortest_ms: span_ms,
            longest_ms: span_ms,
            watched_ms: watched_ms.into(),
        });
        had.rows += 1;
        had.shortest_ms = had.shortest_ms.min(span_ms);
        had.longest_ms = had.longest_ms.max(span_ms);
    }
}

#[cfg(test)]
mod tests {
    use lastack_host::windows::TCP4;
    use lastack_host::{Answer, Call, Moment, Record, Replay};

    use super::*;
    use crate::{Fold, FoldConfig};

    /// A row as GetExtendedTcpTable has it: state, local port, remote port, pid.
    type Row = (u8, u16, u16, u32);

    fn table(rows: &[Row]) -> Vec<u8> {
        let mut bytes = (rows.len() as u64).to_le_bytes().to_vec();
        for (state, local, remote, pid) in rows {
            let mut row = vec![*state, 0, 0, 0, 10, 0, 0, 5];
            row.extend(local.to_be_bytes());
            row.extend([0, 0, 10, 0, 0, 9]);
            row.extend(remote.to_be_bytes());
            row.extend([0, 0]);
            row.extend(pid.to_le_bytes());
            row.resize(160, 0);
            bytes.extend(row);
        }
        bytes
    }

    /// A host with that table, and the time of its clock.
    fn tables(rows: &[Row], at: Option<Duration>) -> Replay {
        let mut calls = vec![(0, Call::Read(TCP4.into()), Answer::Bytes(table(rows)))];
        let moment = |monotonic| Answer::Moment(Moment { wall_ms: 0, monotonic });
        calls.extend(at.map(|at| (0, Call::Now, moment(at))));
        Replay::new(&Record { calls, views: 0 })
    }

    /// Between two looks.
    const PACE: Duration = Duration::from_millis(250);

    /// Process, sockets, certainty; rows that it had, and the shortest and longest time in ms for which they were seen.
    type Told = (u32, u32, Certainty, Option<(u32, u64, u64)>);

    /// Who the route is told to have, after these looks at the table, a pace apart, and a last one.
    fn check(looks: &[&[Row]], last: &[Row], expected: &[Told], said: Option<(u64, u64)>) {
        let mut remembered = Remembered::default();
        for (number, look) in (1_u32..).zip(looks) {
            let (tables, _) = Tables::read(&tables(look, None)).unwrap();
            remembered.note(&tables, PACE * number);
        }
        let end = PACE * (looks.len() as u32 + 1);
        let host = tables(last, Some(end));
        let mut fold = Fold::new(FoldConfig {
            listeners_first: true,
            ephemeral: (49_152, 65_535),
            ..FoldConfig::default()
        });
        let (now, _) = Tables::read(&host).unwrap();
        now.push(&mut Folding(&mut fold));
        let mut census = fold.finish();
        let coverage = remembered.tell(&host, &mut census);
        let owners = census.routes[0].owners.iter();
        let watched_ms = ms(end - PACE);
        let had = |had: Had| {
            assert_eq!(had.watched_ms, u64::from(watched_ms));
            (had.rows, had.shortest_ms, had.longest_ms)
        };
        let told = |owner: &Owner| (owner.pid, owner.sockets, owner.certainty, owner.had.map(had));
        assert_eq!(owners.map(told).collect::<Vec<_>>(), expected);
        let count = |name: &str| {
            let why = coverage.as_ref()?.why.as_ref()?;
            let (_, arg) = why.args.iter().find(|(known, _)| *known == name)?;
            match arg.value {
                lastack_model::Value::Count(count) => Some(count),
                _ => None,
            }
        };
        assert_eq!(count("known").zip(count("rows")), said);
    }

    struct Folding<'a>(&'a mut Fold);

    impl Sink for Folding<'_> {
        fn row(&mut self, row: &SocketRow<'_>) {
            self.0.row(row);
        }
    }

    const OPEN: u8 = 5;
    const WAITS: u8 = 11;

    #[test]
    fn a_row_in_time_wait_goes_to_the_process_that_had_the_connection_and_never_to_pid_0() {
        let last = [(WAITS, 50_001, 443, 0), (WAITS, 50_003, 443, 0), (WAITS, 50_005, 443, 0)];
        let (first, second) = ([(OPEN, 50_001, 443, 77)], [(OPEN, 50_003, 443, 77), (OPEN, 50_007, 443, 78)]);
        // Each was seen by one look alone.
        check(&[&first, &second], &last, &[(77, 2, Certainty::Inferred, Some((2, 0, 0)))], Some((2, 3)));
        // The same ports towards another destination were another connection.
        check(&[&[(OPEN, 50_001, 80, 77)]], &last, &[], Some((0, 3)));
        // What was in TIME_WAIT all the time is nobody's.
        check(&[&last], &last, &[], Some((0, 3)));
    }

    #[test]
    fn how_long_a_connection_was_seen_open_is_told_from_its_looks_without_a_gap() {
        let last = [(WAITS, 50_001, 443, 0), (WAITS, 50_003, 443, 0), (WAITS, 50_005, 443, 0)];
        let (one, two, three) = ((OPEN, 50_001, 443, 77), (OPEN, 50_003, 443, 77), (OPEN, 50_005, 443, 79));
        let looks: [&[Row]; 4] =
            [&[one, three], &[one, two, three], &[one, two], &[one, (WAITS, 50_005, 443, 0)]];
        let (of_77, of_79) = (Some((2, 250, 750)), Some((1, 250, 250)));
        let told = [(77, 2, Certainty::Inferred, of_77), (79, 1, Certainty::Inferred, of_79)];
        check(&looks, &last, &told, Some((3, 3)));
        // In between it was gone, or another's: what was seen before was another connection.
        let (gone, others) = ([(WAITS, 50_001, 443, 0)], [(OPEN, 50_001, 443, 80)]);
        for between in [&gone, &others] {
            let told = [(77, 1, Certainty::Inferred, Some((1, 250, 250)))];
            check(&[&[one], &[one], between, &[one], &[one]], &gone, &told, Some((1, 1)));
        }
        // The last one who had it is the one.
        let told = [(80, 1, Certainty::Inferred, Some((1, 0, 0)))];
        check(&[&[one], &[one], &others], &gone, &told, Some((1, 1)));
    }

    #[test]
    fn a_process_that_is_seen_stays_as_it_is_seen_and_without_time_wait_nothing_is_said() {
        let first = [(OPEN, 50_001, 443, 77), (OPEN, 50_003, 443, 77)];
        let last = [(OPEN, 50_001, 443, 77), (WAITS, 50_003, 443, 0)];
        let had = Some((1, 250, 250));
        check(&[&first, &first], &last, &[(77, 1, Certainty::Observed, had)], Some((1, 1)));
        check(&[&first], &first, &[(77, 2, Certainty::Observed, None)], None);
    }
}
