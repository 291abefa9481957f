//! Who had the connections that are in TIME_WAIT now: Windows puts pid 0 beside these rows, so the rows that stood there
//! before are remembered while a look goes on.

use std::collections::HashMap;
use std::time::Duration;

use foldhash::fast::RandomState;
use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{
    Arg, Census, Certainty, Coverage, CoverageState, Endpoint, Owner, Sink, SocketRow, TcpState, Unit,
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
    processes: HashMap<(Endpoint, Endpoint), u32, RandomState>,
    /// Since when, by the clock of the host that never goes back
    since: Option<Duration>,
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
        self.since.get_or_insert(at);
        tables.push(&mut Noting(self));
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
        let count = known.len() as u64;
        add(census, known);
        let why = Message::new("collect-windows-remembered")
            .with("known", Arg::count(count, "iphlpapi"))
            .with("rows", Arg::count(rows, "iphlpapi"))
            .with("watched", Arg::number(watched.as_secs_f64(), Unit::Seconds, "iphlpapi"));
        let state = CoverageState::Degraded;
        Some(Coverage { source: "iphlpapi", subject: "owners", state, why: Some(why) })
    }
}

/// Notes rows that a process has.
struct Noting<'a>(&'a mut Remembered);

impl Sink for Noting<'_> {
    fn row(&mut self, row: &SocketRow<'_>) {
        let Some(owner) = row.owner else { return };
        let of_connection = !matches!(row.state, TcpState::Listen | TcpState::Bound | TcpState::TimeWait);
        let ends = (row.local, row.remote);
        let room = self.0.processes.len() < MOST || self.0.processes.contains_key(&ends);
        if of_connection && room {
            self.0.processes.insert(ends, owner.pid);
        }
    }
}

/// Rows in TIME_WAIT that nobody has, and who had them.
struct Waiting<'a> {
    remembered: &'a Remembered,
    rows: u64,
    known: Vec<((Endpoint, Endpoint), u32)>,
}

impl Sink for Waiting<'_> {
    fn row(&mut self, row: &SocketRow<'_>) {
        if row.state != TcpState::TimeWait || row.owner.is_some() {
            return;
        }
        self.rows += 1;
        let ends = (row.local, row.remote);
        self.known.extend(self.remembered.processes.get(&ends).map(|pid| (ends, *pid)));
    }
}

/// Counts them by group and process. A process that has open rows in the group stands there already, as seen.
fn add(census: &mut Census, known: Vec<((Endpoint, Endpoint), u32)>) {
    for route in &mut census.routes {
        let of_route = |(local, remote): (Endpoint, Endpoint)| {
            local.address == route.key.source
                && (remote.address, remote.port) == (route.key.destination, route.key.port)
        };
        join(&mut route.owners, known.iter().filter(|(ends, _)| of_route(*ends)));
    }
    for listener in &mut census.listeners {
        let key = listener.key;
        let of_listener = |local: Endpoint| {
            let wildcard = key.address.is_unspecified() && key.address.is_v4() == local.address.is_v4();
            local.port == key.port && (wildcard || local.address == key.address)
        };
        join(&mut listener.owners, known.iter().filter(|((local, _), _)| of_listener(*local)));
    }
}

fn join<'a>(owners: &mut Vec<Owner>, known: impl Iterator<Item = &'a ((Endpoint, Endpoint), u32)>) {
    for (_, pid) in known {
        match owners.iter_mut().find(|owner| owner.pid == *pid) {
            Some(owner) if owner.certainty == Certainty::Inferred => owner.sockets += 1,
            Some(_) => {}
            None => owners.push(Owner {
                pid: *pid,
                started_at: None,
                comm: Untrusted::default(),
                sockets: 1,
                stayed: None,
                certainty: Certainty::Inferred,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use lastack_host::windows::TCP4;
    use lastack_host::{Answer, Call, Record, Replay};

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

    fn tables(rows: &[Row]) -> Replay {
        let calls = vec![(0, Call::Read(TCP4.into()), Answer::Bytes(table(rows)))];
        Replay::new(&Record { calls, views: 0 })
    }

    /// Who the route is told to have, after these looks at the table and a last one.
    fn check(looks: &[&[Row]], last: &[Row], expected: &[(u32, u32, Certainty)], said: Option<(u64, u64)>) {
        let mut remembered = Remembered::default();
        for look in looks {
            let (tables, _) = Tables::read(&tables(look)).unwrap();
            remembered.note(&tables, Duration::ZERO);
        }
        let host = tables(last);
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
        let owners = owners.map(|owner| (owner.pid, owner.sockets, owner.certainty)).collect::<Vec<_>>();
        assert_eq!(owners, expected);
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
        check(&[&first, &second], &last, &[(77, 2, Certainty::Inferred)], Some((2, 3)));
        // The same ports towards another destination were another connection.
        check(&[&[(OPEN, 50_001, 80, 77)]], &last, &[], Some((0, 3)));
        // What was in TIME_WAIT all the time is nobody's.
        check(&[&last], &last, &[], Some((0, 3)));
    }

    #[test]
    fn a_process_that_is_seen_stays_as_it_is_seen_and_without_time_wait_nothing_is_said() {
        let first = [(OPEN, 50_001, 443, 77), (OPEN, 50_003, 443, 77)];
        let last = [(OPEN, 50_001, 443, 77), (WAITS, 50_003, 443, 0)];
        check(&[&first], &last, &[(77, 1, Certainty::Observed)], Some((1, 1)));
        check(&[&first], &first, &[(77, 2, Certainty::Observed)], None);
    }
}
