//! Changes of a real registry, that of Wine, and of the ranges that a netsh of ours keeps: killed at every point, guarded,
//! disturbed, and taken back. What regedit exports of the key before is what it exports afterwards, byte by byte.

#![cfg(windows)]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "looks at files, and starts and kills the rehearsal")]

#[path = "windows_registry/excluded.rs"]
mod excluded;
#[path = "../src/bin/treat-rehearsal/plan.rs"]
mod plan;
#[path = "lab_treat/rehearsal.rs"]
mod rehearsal;
#[path = "../src/bin/treat-rehearsal/values.rs"]
mod values;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use lastack_hand::{Act, Netns, Settings, Unwatched, Watch, own_netns};
use lastack_model::{Applied, ChangeState, Outcome, StepState, treatable};
use lastack_treat::{
    Bench, Consent, Done, Held, Journal, Order, SystemClock, TreatError, Which, Who, apply, confirm, rollback,
};
use plan::{Given, plan};
use rehearsal::{Rehearsal, edit};
use values::{RANGES, TO_WINDOWS, to};

const KEY: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters";
const DELAY: &str = "windows.TcpTimedWaitDelay";
const STRICT: &str = "windows.StrictTimeWaitSeqCheck";
const USER_PORT: &str = "windows.MaxUserPort";

/// The range before a change, as Windows has it by default.
const PORTS: &str = "49152 16384";

/// There is one registry.
static REGISTRY: Mutex<()> = Mutex::new(());

/// A journal of one test, and the registry.
struct Table {
    folder: tempfile::TempDir,
    host: Rc<Netns>,
    journal: Journal,
    who: Who,
    _alone: MutexGuard<'static, ()>,
}

/// A program of Windows; what it said.
fn run(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).stdin(Stdio::null()).output().unwrap();
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Sets a value as somebody else would; `None` takes it away.
fn set(key: &str, value: Option<(&str, &str)>) {
    let name = key.trim_start_matches("windows.");
    match value {
        Some((kind, data)) => {
            run("reg.exe", &["add", KEY, "/v", name, "/t", kind, "/d", data, "/f"]).unwrap();
        }
        // Where it is not there reg says that it failed.
        None => _ = run("reg.exe", &["delete", KEY, "/v", name, "/f"]),
    }
}

/// The dynamic range of a family as somebody else would set it, by Wine's netsh of ours.
fn set_range(family: &str, first: &str, count: &str) {
    run("netsh.exe", &["interface", family, "set", "dynamicport", "tcp", first, count]).unwrap();
}

/// Both as Windows has them by default.
fn reset_ranges() {
    ["ipv4", "ipv6"].iter().for_each(|family| set_range(family, "start=49152", "num=16384"));
}

fn number(value: u32) -> String {
    value.to_string()
}

impl Table {
    /// With these numbers in the registry, in the order of [`TO_WINDOWS`].
    fn new(values: [Option<u32>; 3]) -> Self {
        let alone = REGISTRY.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = tempfile::tempdir().unwrap();
        let table = Table {
            journal: Journal::at(&folder.path().join("journal")),
            host: Rc::new(Netns::open(own_netns()).unwrap()),
            // The same person as the rehearsal's.
            who: Who { uid: Some(0), pid: 1, command: "a test".to_owned(), ..Who::default() },
            folder,
            _alone: alone,
        };
        // Others have values there as well, of every kind.
        set("DataBasePath", Some(("REG_EXPAND_SZ", r"%SystemRoot%\System32\drivers\etc")));
        set("KeepAliveTime", Some(("REG_DWORD", "300000")));
        for ((key, _), value) in TO_WINDOWS.iter().zip(values) {
            set(key, value.map(number).as_deref().map(|data| ("REG_DWORD", data)));
        }
        table
    }

    /// All of the key, as regedit writes it.
    fn export(&self) -> Vec<u8> {
        let path = self.folder.path().join("export.reg");
        let key = KEY.replace("HKLM", "HKEY_LOCAL_MACHINE");
        run("regedit.exe", &["/E", path.to_str().unwrap(), &key]).unwrap();
        fs::read(path).unwrap()
    }

    fn get(&self, key: &str) -> String {
        self.host.read(treatable(key).unwrap()).unwrap()
    }

    fn ranges(&self) -> [String; 2] {
        RANGES.map(|(key, _)| self.get(key))
    }

    fn with<T>(&self, work: impl FnOnce(&Bench<'_>) -> T) -> T {
        self.watched(&Unwatched, work)
    }

    fn watched<T>(&self, watch: &dyn Watch, work: impl FnOnce(&Bench<'_>) -> T) -> T {
        let held = Held { boots: None, held: vec![Rc::clone(&self.host) as Rc<dyn Settings>] };
        work(&Bench {
            journal: &self.journal,
            namespaces: &held,
            clock: &SystemClock::default(),
            watch,
            who: &self.who,
            root: self.folder.path(),
        })
    }

    /// Applies these values to what stands there now, for good.
    fn apply(&self, to: &[(&str, &str)]) -> Result<Done, TreatError> {
        self.apply_watched(to, &Unwatched)
    }

    fn apply_watched(&self, to: &[(&str, &str)], watch: &dyn Watch) -> Result<Done, TreatError> {
        let plan = plan(self.host.as_ref(), to).unwrap();
        let order = Order {
            plan: &plan,
            remedies: &[0],
            consent: Consent::Beforehand,
            guard: None,
            // Windows keeps it: no file is needed, and none is asked for.
            persist: true,
            keep_worse: false,
        };
        self.watched(watch, |bench| apply(bench, &order, &mut Given::helped()))
    }

    fn rollback(&self) -> Result<Vec<Applied>, TreatError> {
        self.with(|bench| rollback(bench, Which::All, false))
    }

    fn status(&self) -> Vec<Applied> {
        self.with(|bench| lastack_treat::status(bench).unwrap())
    }

    fn journal_file(&self) -> PathBuf {
        self.journal.folder().join("journal")
    }

    fn clear(&self) {
        fs::remove_dir_all(self.journal.folder()).unwrap();
    }

    fn rehearse(&self, arguments: &[&str]) -> Rehearsal {
        Rehearsal::start(self.folder.path(), arguments)
    }

    /// How many operations a whole run has.
    fn points(&self, verb: &str, what: &[&str]) -> u64 {
        let said = self.rehearse(&[&[verb, "all"], what].concat()).end();
        said.strip_prefix("passed ").ok_or(&said).unwrap().parse().unwrap()
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        for key in ["DataBasePath", "KeepAliveTime", DELAY, STRICT, USER_PORT] {
            set(key, None);
        }
    }
}

fn all_written(table: &Table) -> bool {
    to().iter().all(|(key, value)| table.get(key) == *value)
}

#[test]
fn a_change_goes_there_and_back_and_leaves_every_byte_as_it_was() {
    for values in [[None, None, None], [Some(120), None, Some(5000)], [Some(240), Some(0), Some(65_534)]] {
        let table = Table::new(values);
        let before = table.export();
        let done = table.apply(&to()).unwrap();
        assert_eq!((done.receipt.outcome, done.whole), (Some(Outcome::AfterRestart), true));
        assert!(done.file.is_none() && done.not_kept.is_none());
        assert!(all_written(&table));
        assert_ne!(table.export(), before);
        assert_eq!(table.status()[0].state, ChangeState::Stands);
        let changes = table.rollback().unwrap();
        assert_eq!(changes[0].state, ChangeState::Undone);
        for ((key, _), value) in TO_WINDOWS.iter().zip(values) {
            assert_eq!(table.get(key), value.map_or("absent".to_owned(), number));
        }
        assert!(table.export() == before, "{values:?}: something of the key is not as it was");
        assert!(matches!(table.rollback(), Err(TreatError::NoneLeft)));
    }
}

/// What is left is explained, and then undone to the last byte.
fn check(table: &Table, before: &dyn Fn() -> bool, what: &str) {
    let changes = table.status();
    assert!(changes.len() <= 1, "{what}");
    let Some(change) = changes.first() else {
        assert!(before(), "{what}: something is written that no record tells of");
        return;
    };
    for step in &change.steps {
        let stands = table.get(step.key);
        let told = match &step.state {
            StepState::Written => stands == step.to,
            StepState::Planned | StepState::Undone => stands == step.from,
            // Of ports that are excluded one by one some.
            StepState::ReadsBackAs(some) => stands == *some && stands != step.from && stands != step.to,
            _ => false,
        };
        assert!(told, "{what}: {} is {:?} and reads {stands}", step.key, step.state);
    }
    if change.state != ChangeState::Undone {
        table.rollback().unwrap();
    }
    let change = &table.status()[0];
    assert!(before(), "{what}: not all is as it was, and told is {change:?}");
    assert_eq!(change.state, ChangeState::Undone, "{what}");
    assert!(
        change.steps.iter().all(|step| matches!(step.state, StepState::Undone | StepState::Planned)),
        "{what}"
    );
}

/// Kills the rehearsal at one point.
fn kill_at(table: &Table, verb: &str, point: u64, what: &[&str]) {
    let mut rehearsal = table.rehearse(&[&[verb, &*point.to_string()], what].concat());
    assert_eq!(rehearsal.hear(), "stopped", "{verb} at {point}");
    rehearsal.kill();
}

#[test]
fn a_change_that_is_killed_at_any_point_is_explained_and_undone() {
    let table = Table::new([None, Some(0), Some(5000)]);
    let before = table.export();
    let before = || table.export() == before;
    let all = table.points("apply", &[]);
    assert!(all_written(&table));
    check(&table, &before, "the whole change");
    table.clear();
    assert!(all > 40, "only {all} points");
    for point in 0..all {
        kill_at(&table, "apply", point, &[]);
        check(&table, &before, &format!("apply killed at {point} of {all}"));
        if table.journal.folder().exists() {
            table.clear();
        }
    }
}

#[test]
fn a_way_back_that_is_killed_at_any_point_is_gone_to_its_end() {
    let table = Table::new([None, Some(0), Some(5000)]);
    let before = table.export();
    let before = || table.export() == before;
    table.apply(&to()).unwrap();
    let all = table.points("rollback", &[]);
    assert!(all > 30, "only {all} points");
    for point in 0..all {
        table.clear();
        table.apply(&to()).unwrap();
        kill_at(&table, "rollback", point, &[]);
        check(&table, &before, &format!("rollback killed at {point} of {all}"));
    }
}

#[test]
fn a_range_goes_there_and_back_and_one_that_somebody_else_set_since_stays() {
    let table = Table::new([None, None, None]);
    reset_ranges();
    let before = table.export();
    for theirs in [None, Some("20000 40000")] {
        let done = table.apply(&RANGES).unwrap();
        assert!(done.whole && done.receipt.outcome != Some(Outcome::AfterRestart), "{:?}", done.receipt);
        assert_eq!(table.ranges(), RANGES.map(|(_, value)| value));
        if theirs.is_some() {
            set_range("ipv4", "start=20000", "num=40000");
        }
        let change = &table.rollback().unwrap()[0];
        assert_eq!(table.ranges(), [theirs.unwrap_or(PORTS), PORTS]);
        let left = theirs.map_or(StepState::Undone, |range| StepState::ChangedSince(range.to_owned()));
        let states: Vec<_> = change.steps.iter().map(|step| step.state.clone()).collect();
        assert_eq!(states, [left, StepState::Undone]);
        let whole = if theirs.is_some() { ChangeState::Partly } else { ChangeState::Undone };
        assert_eq!(change.state, whole);
    }
    assert!(table.export() == before);
    reset_ranges();
}

#[test]
fn a_change_of_ranges_that_is_killed_at_any_point_and_its_way_back_go_to_their_end() {
    let table = Table::new([None, None, None]);
    reset_ranges();
    let before = || table.ranges() == [PORTS; 2];
    let all = table.points("apply", &["ranges"]);
    check(&table, &before, "the whole change");
    assert!(all > 25, "only {all} points");
    for point in 0..all {
        if table.journal.folder().exists() {
            table.clear();
        }
        kill_at(&table, "apply", point, &["ranges"]);
        check(&table, &before, &format!("ranges killed at {point} of {all}"));
    }
    table.clear();
    table.apply(&RANGES).unwrap();
    let all = table.points("rollback", &[]);
    assert!(all > 15 && before(), "only {all} points");
    for point in 0..all {
        table.clear();
        table.apply(&RANGES).unwrap();
        kill_at(&table, "rollback", point, &[]);
        check(&table, &before, &format!("the way back of ranges killed at {point} of {all}"));
    }
}

#[test]
fn what_somebody_else_set_since_stays_and_is_told() {
    // Another number, another type, and gone.
    for (value, found) in
        [(Some(("REG_DWORD", "45")), "45"), (Some(("REG_SZ", "30")), "type 1"), (None, "absent")]
    {
        let table = Table::new([Some(120), None, None]);
        table.apply(&to()).unwrap();
        set(DELAY, value);
        let change = &table.rollback().unwrap()[0];
        assert_eq!(change.state, ChangeState::Partly, "{found}");
        let states: Vec<_> = change.steps.iter().map(|step| (step.key, step.state.clone())).collect();
        let expected = [
            (DELAY, StepState::ChangedSince(found.to_owned())),
            (STRICT, StepState::Undone),
            (USER_PORT, StepState::Undone),
        ];
        assert_eq!(states, expected);
        assert_eq!([DELAY, STRICT, USER_PORT].map(|key| table.get(key)), [found, "absent", "absent"]);
    }
}

#[test]
fn what_somebody_else_set_before_the_write_stays_and_nothing_else_is_written() {
    let table = Table::new([None, None, None]);
    let plan = plan(table.host.as_ref(), &to()).unwrap();
    // The plan does not know this type, and takes it for none.
    set(STRICT, Some(("REG_SZ", "1")));
    let before = table.export();
    let order = Order {
        plan: &plan,
        remedies: &[0],
        consent: Consent::Beforehand,
        guard: None,
        persist: false,
        keep_worse: false,
    };
    let done = table.with(|bench| apply(bench, &order, &mut Given::helped())).unwrap();
    assert!(done.receipt.undone && done.whole);
    assert_eq!(done.receipt.steps[1].state, StepState::ChangedBefore("type 1".to_owned()));
    assert!(table.export() == before);
}

#[test]
fn an_edited_journal_makes_us_write_no_other_value_of_the_registry() {
    for (from, to_key) in [
        (DELAY, r"windows.Userinit"),
        (DELAY, "windows.KeepAliveTime"),
        (DELAY, "windows.dynamicport"),
        (DELAY, "net.ipv4.tcp_tw_reuse"),
        ("\"from\":\"120\"", "\"from\":\"4294967296\""),
        ("\"from\":\"120\"", "\"from\":\"cmd.exe\""),
    ] {
        let table = Table::new([Some(120), None, None]);
        table.apply(&to()).unwrap();
        let stands = table.export();
        edit(&table.journal_file(), from, to_key);
        let change = &table.status()[0];
        assert_eq!(change.state, ChangeState::Tampered, "{to_key}");
        let id = change.id.clone();
        assert!(matches!(table.rollback(), Err(TreatError::Tampered { .. })), "{to_key}");
        table.with(|bench| assert!(matches!(confirm(bench, Some(&id)), Err(TreatError::Tampered { .. }))));
        assert!(table.export() == stands, "{to_key}");
    }
}

#[test]
fn of_two_at_once_one_is_told_to_wait() {
    let table = Table::new([None, None, None]);
    let before = table.export();
    // At its last point the first has the lock and all of its values.
    let last = table.points("apply", &[]) - 1;
    table.rollback().unwrap();
    table.clear();
    let mut first = table.rehearse(&["apply", &last.to_string()]);
    assert_eq!(first.hear(), "stopped");
    for error in [table.apply(&[(DELAY, "60")]).unwrap_err(), table.rollback().unwrap_err()] {
        assert!(matches!(error, TreatError::Busy), "{error}");
    }
    // Looking needs no lock.
    assert_eq!(table.status().len(), 1);
    first.kill();
    table.rollback().unwrap();
    assert!(table.export() == before);
}

/// Much longer than any guard here waits.
const PATIENCE: Duration = Duration::from_secs(60);

/// Until the journal tells this of its last change.
fn wait_for(table: &Table, state: ChangeState) {
    let until = Instant::now() + PATIENCE;
    while table.status()[0].state != state {
        assert!(Instant::now() < until, "{:?}", table.status()[0].state);
        std::thread::yield_now();
    }
}

#[test]
fn without_confirmation_it_goes_back_although_who_made_it_is_gone() {
    let table = Table::new([None, Some(0), None]);
    let before = table.export();
    let mut abandoned = table.rehearse(&["abandoned"]);
    assert_eq!(abandoned.hear(), "stopped");
    let change = &table.status()[0];
    assert_eq!(change.state, ChangeState::Awaits);
    assert!(change.reverts_in_s.unwrap() <= 5 && all_written(&table));
    abandoned.kill();
    wait_for(&table, ChangeState::Undone);
    assert!(table.export() == before);
}

#[test]
fn a_change_that_is_killed_while_it_is_measured_waits_no_longer_than_for_a_confirmation() {
    let table = Table::new([None, Some(0), None]);
    let before = table.export();
    let mut measured = table.rehearse(&["measured"]);
    assert_eq!(measured.hear(), "stopped");
    // Its first deadline leaves two hours for the measurement.
    assert!(table.status()[0].reverts_in_s.unwrap() > 3_600 && all_written(&table));
    measured.kill();
    wait_for(&table, ChangeState::Undone);
    assert!(table.export() == before);
}

#[test]
fn what_is_confirmed_stands_and_one_change_waits_at_a_time() {
    let table = Table::new([None, None, None]);
    let before = table.export();
    assert!(table.rehearse(&["guarded"]).end().starts_with("passed"));
    assert_eq!(table.status()[0].state, ChangeState::Awaits);
    assert!(matches!(table.apply(&[(DELAY, "60")]), Err(TreatError::Open { .. })));
    let confirmed = table.with(|bench| confirm(bench, None)).unwrap();
    assert_eq!(confirmed.change.state, ChangeState::Stands);
    assert!(confirmed.file.is_none() && confirmed.not_kept.is_none());
    assert!(all_written(&table));
    table.rollback().unwrap();
    assert!(table.export() == before);
}
