//! Letting sockets go: refused before anything is sent, at its rate, told in the journal, killed at every point.

use std::cell::Cell;
use std::fs;
use std::io;
use std::time::Duration;

use lastack_hand::{HandError, Let, Rows, Settings as _, Trial, Unwatched, Watch};
use lastack_model::{Applied, ChangeState, Endpoint, ReleaseScope, Released, Target};
use lastack_netlab::{Conduct, Server, diag};
use lastack_treat::{
    Clock, Consent, Now, ProcessGuard, ReleaseOrder, SystemClock, TreatError, Which, apply, release, rollback,
};

use crate::crash::{kill_at, points};
use crate::plan::{Given, plan};
use crate::table::{REUSE, Table, order};

/// A hand that does nothing but count, and refuses what it is told to refuse.
#[derive(Default)]
struct Stub {
    trial: Option<(Trial, io::ErrorKind)>,
    asked: usize,
    /// Every so many rows are gone already, and refused
    changed: usize,
    refused: usize,
}

impl Rows for Stub {
    fn try_out(&mut self) -> Result<(), HandError> {
        match self.trial {
            Some((trial, kind)) => Err(HandError::Untried { trial, source: kind.into() }),
            None => Ok(()),
        }
    }

    fn let_go(&mut self, targets: &[Target], _: &dyn Watch) -> Result<Vec<Let>, HandError> {
        let fate = |index: usize| match index {
            index if self.refused > 0 && index % self.refused == 0 => {
                Let::Refused(io::ErrorKind::PermissionDenied.into())
            }
            index if self.changed > 0 && index % self.changed == 0 => Let::Changed,
            _ => Let::Gone,
        };
        let fates = (self.asked + 1..=self.asked + targets.len()).map(fate).collect();
        self.asked += targets.len();
        Ok(fates)
    }
}

fn targets(count: u16) -> Vec<Target> {
    let end = |port| Endpoint::new(std::net::IpAddr::from([127, 0, 0, 1]).into(), port);
    (0..count)
        .map(|n| Target { local: end(20_000 + n), remote: end(9_001), device: 0, cookie: u64::from(n) + 1 })
        .collect()
}

fn let_go(
    table: &Table,
    (targets, per_second, consent): (&[Target], u32, Consent),
    rows: &mut dyn Rows,
    clock: &dyn Clock,
) -> Result<(String, Released), TreatError> {
    let order = ReleaseOrder {
        netns: (table.netns.id(), "own"),
        targets,
        state: "TIME_WAIT",
        scope: ReleaseScope::Loopback,
        filter: "state time-wait",
        per_second,
        consent,
    };
    table.with_other(clock, &Unwatched, |bench| release(bench, &order, rows, &mut |_| ()))
}

#[test]
fn what_cannot_be_or_was_not_agreed_to_is_refused_before_anything_is_sent_or_told() {
    let table = Table::new(3);
    let chosen = targets(7);
    let refused = |stub: &mut Stub, targets: &[Target], consent| {
        let error = let_go(&table, (targets, 0, consent), stub, &SystemClock::default()).unwrap_err();
        assert_eq!(stub.asked, 0, "{error}");
        assert!(!table.journal.folder().exists(), "{error}");
        error
    };
    for trial in [
        (Trial::LetGo, io::ErrorKind::Unsupported),
        (Trial::LetGo, io::ErrorKind::PermissionDenied),
        (Trial::Made, io::ErrorKind::TimedOut),
    ] {
        let mut stub = Stub { trial: Some(trial), ..Stub::default() };
        let error = refused(&mut stub, &chosen, Consent::Beforehand);
        assert!(matches!(error, TreatError::Hand(HandError::Untried { .. })), "{error:?}");
    }
    let error = refused(&mut Stub::default(), &chosen, Consent::None);
    assert!(matches!(error, TreatError::NoConsent));
    let error = refused(&mut Stub::default(), &[], Consent::Beforehand);
    assert!(matches!(error, TreatError::Nothing));
}

#[test]
fn a_change_that_waits_comes_first() {
    let table = Table::new(3);
    let plan = plan(table.netns.as_ref(), &[(REUSE, "1")]).unwrap();
    let guard = ProcessGuard {
        program: env!("CARGO_BIN_EXE_treat-rehearsal").into(),
        arguments: vec![table.folder.path().into(), "guard".into()],
    };
    let guarded = lastack_treat::Order { guard: Some((&guard, Duration::from_secs(60))), ..order(&plan) };
    table.with(|bench| apply(bench, &guarded, &mut Given::helped())).unwrap();
    let mut stub = Stub::default();
    let error = let_go(&table, (&targets(7), 0, Consent::Asked), &mut stub, &SystemClock::default());
    assert!(matches!(error, Err(TreatError::Open { .. })), "{error:?}");
    assert_eq!(stub.asked, 0);
    table.rollback().unwrap();
}

/// A clock that moves when somebody waits, and never else.
#[derive(Default)]
struct Still(Cell<u64>);

impl Clock for Still {
    fn now(&self) -> Result<Now, TreatError> {
        Ok(Now { wall_ms: 1_790_000_000_000, boot_ms: self.0.get() })
    }

    fn boot_id(&self) -> Result<String, TreatError> {
        SystemClock::default().boot_id()
    }

    fn wait(&self, time: Duration) {
        self.0.set(self.0.get() + u64::try_from(time.as_millis()).unwrap());
    }
}

#[test]
fn no_more_than_the_rate_allows_go_in_a_second() {
    for (rows, per_second, at_least_ms, at_most_ms) in
        [(997, 100, 9_900, 10_000), (7, 1, 6_000, 7_000), (997, 20_000, 40, 60), (997, 0, 0, 0)]
    {
        let (table, clock) = (Table::new(3), Still::default());
        let chosen = targets(rows);
        let wish = (&chosen[..], per_second, Consent::Beforehand);
        let (_, released) = let_go(&table, wish, &mut Stub::default(), &clock).unwrap();
        assert_eq!(released.gone, u64::from(rows));
        let took = clock.0.get();
        assert!((at_least_ms..=at_most_ms).contains(&took), "{rows} at {per_second}: {took} ms");
    }
}

#[test]
fn the_journal_tells_what_became_of_each_and_that_nothing_takes_it_back() {
    let table = Table::new(3);
    table.apply(&[(REUSE, "1")], Given::helped()).unwrap();
    let mut stub = Stub { changed: 7, refused: 100, ..Stub::default() };
    let chosen = targets(997);
    let (id, released) =
        let_go(&table, (&chosen, 0, Consent::Asked), &mut stub, &SystemClock::default()).unwrap();
    // 9 are refused; of 142 others every seventh had changed, but for one that was refused.
    let expected = Released { chosen: 997, gone: 847, changed: 141, refused: 9, why: released.why.clone() };
    assert_eq!((&released, released.why.is_some()), (&expected, true));
    let changes = table.status();
    let change = &changes[0];
    assert_eq!((change.id.as_str(), change.state), (id.as_str(), ChangeState::Released));
    let record = change.release.as_ref().unwrap();
    assert_eq!((&record.released, record.whole), (&expected, true));
    assert_eq!((record.scope.raw(), record.filter.raw()), ("loopback", "state time-wait"));
    table.with(|bench| {
        assert!(matches!(rollback(bench, Which::Named(&id), false), Err(TreatError::NoUndo { .. })));
        // The last change that stands is the one before it.
        assert_eq!(rollback(bench, Which::Only, false).unwrap()[0].id, changes[1].id);
        assert!(matches!(rollback(bench, Which::Only, false), Err(TreatError::NoneLeft)));
    });
    assert_eq!(table.get(REUSE).trim(), "2");
}

/// Rows of this namespace, which the rehearsal is told of.
const ROWS: u64 = 199;

fn rows_now() -> u64 {
    diag::count(diag::states::TIME_WAIT).unwrap()
}

/// As many rows as before, whatever was let go.
fn refill(table: &Table, server: &Server) {
    server.open_and_close(&server.dial(), ROWS - rows_now()).unwrap();
    let rows = diag::rows(diag::states::TIME_WAIT).unwrap();
    let lines: String =
        rows.iter().map(|row| format!("{} {} {}\n", row.local, row.remote, row.cookie)).collect();
    fs::write(table.folder.path().join("targets"), lines).unwrap();
}

#[test]
fn a_release_that_is_killed_at_any_point_is_explained_and_stops_nothing() {
    let table = Table::new(3);
    let server = Server::on("127.0.0.1:0".parse().unwrap(), Conduct::CloseSecond).unwrap();
    refill(&table, &server);
    let settings = table.all();
    let all = points(&table, "release");
    assert!(all > 15, "only {all} points");
    assert_eq!(rows_now(), 0);
    for point in 0..all {
        if table.journal.folder().exists() {
            table.clear();
        }
        refill(&table, &server);
        let before = rows_now();
        kill_at(&table, "release", point);
        explained(&table, before, &format!("killed at {point} of {all}"));
        assert_eq!(table.all(), settings);
    }
    // Whoever was killed holds nobody up.
    table.apply(&[(REUSE, "1")], Given::helped()).unwrap();
    assert_eq!(table.rollback().unwrap().len(), 1);
}

fn explained(table: &Table, before: u64, what: &str) {
    let gone = before - rows_now();
    let changes: Vec<Applied> = table.status();
    let Some(change) = changes.first() else {
        assert_eq!(gone, 0, "{what}: rows are gone that no record tells of");
        return;
    };
    let record = change.release.as_ref().unwrap();
    assert_eq!(record.released.chosen, before, "{what}");
    match change.state {
        ChangeState::Released => assert_eq!(record.released.gone, gone, "{what}"),
        ChangeState::Interrupted => assert!(record.released.gone <= gone && !record.whole, "{what}"),
        other => assert_eq!(other, ChangeState::Interrupted, "{what}"),
    }
    assert!(matches!(table.rollback(), Err(TreatError::NoneLeft)), "{what}");
}
