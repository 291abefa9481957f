//! The guard: it stands before the first write, outlives command, session and terminal, and takes the change back.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use lastack_hand::HandError;
use lastack_model::{ChangeState, Reading, StepState};
use lastack_netlab::{Terminal, wait_gone};
use lastack_treat::{Guard, Measure, ProcessGuard, TreatError, apply, confirm};

use crate::plan::{Given, plan};
use crate::table::{REUSE, Table, order};

/// The guard of the one change that the journal tells of.
pub(crate) fn guard(table: &Table) -> u32 {
    let text = std::fs::read_to_string(table.journal_file()).unwrap();
    let (_, rest) = text.split_once("\"guard\":").unwrap();
    rest.split('}').next().unwrap().parse().unwrap()
}

/// Much longer than any guard here waits.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn without_confirmation_it_goes_back_although_command_session_and_terminal_are_gone() {
    let table = Table::new(100);
    let before = table.all();
    let mut command = Command::new(env!("CARGO_BIN_EXE_treat-rehearsal"));
    command.arg(table.folder.path()).arg("abandoned");
    let mut terminal = Terminal::start(command).unwrap();
    terminal.hear("stopped").unwrap();
    let change = &table.status()[0];
    assert_eq!(change.state, ChangeState::Awaits);
    assert!(
        change.reverts_in_s.unwrap() <= 5 && change.steps.iter().all(|step| step.state == StepState::Written)
    );
    let guard = guard(&table);
    // Of its own session, without a terminal: field 6 and 7 of proc_pid_stat(5).
    let stat = std::fs::read_to_string(format!("/proc/{guard}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    assert_eq!((fields[3], fields[4]), (guard.to_string().as_str(), "0"));
    terminal.kill_and_close().unwrap();
    assert!(wait_gone(guard, PATIENCE).unwrap());
    assert_eq!(table.all(), before);
    assert_eq!(table.status()[0].state, ChangeState::Undone);
}

#[test]
fn what_is_confirmed_stands_and_gets_its_file_and_the_guard_goes() {
    let table = Table::new(100);
    assert!(table.rehearse(&["guarded"]).end().starts_with("passed"));
    assert!(table.files().is_empty(), "a file for the boot is written after the confirmation only");
    let error = table.apply(&[(REUSE, "0")], Given::helped()).unwrap_err();
    assert!(matches!(error, TreatError::Open { .. }));
    let confirmed = table.with(|bench| confirm(bench, None)).unwrap();
    assert_eq!(confirmed.change.state, ChangeState::Stands);
    let file = confirmed.file.unwrap();
    assert!(file.overridden_by.is_none() && table.files().len() == 1, "{file:?}");
    assert!(wait_gone(guard(&table), PATIENCE).unwrap());
    assert_eq!((table.status()[0].state, table.get(REUSE).trim()), (ChangeState::Stands, "1"));
}

#[test]
fn one_whose_guard_was_killed_is_told_and_can_be_taken_back() {
    let table = Table::new(100);
    let before = table.all();
    assert!(table.rehearse(&["guarded"]).end().starts_with("passed"));
    let guard = guard(&table);
    assert!(Command::new("/bin/kill").args(["-9", &guard.to_string()]).status().unwrap().success());
    assert!(wait_gone(guard, PATIENCE).unwrap());
    assert_eq!(table.status()[0].state, ChangeState::Unguarded);
    table.rollback().unwrap();
    assert_eq!(table.all(), before);
}

#[test]
fn without_a_guard_nothing_is_written() {
    struct Broken;
    impl Guard for Broken {
        fn start(&self, _: &str, _: &[PathBuf]) -> Result<u32, HandError> {
            Err(HandError::Guard { action: "start", source: std::io::ErrorKind::NotFound.into() })
        }
    }
    let table = Table::new(3);
    let before = table.all();
    let plan = plan(table.netns.as_ref(), &[(REUSE, "1")]).unwrap();
    let guarded = lastack_treat::Order { guard: Some((&Broken, PATIENCE)), ..order(&plan) };
    let error = table.with(|bench| apply(bench, &guarded, &mut Given::helped())).unwrap_err();
    assert!(matches!(error, TreatError::NoGuard { .. }));
    assert_eq!(table.all(), before);
    assert_eq!(table.status()[0].state, ChangeState::Undone);
    // The next change is not kept waiting by one that never was.
    table.apply(&[(REUSE, "1")], Given::helped()).unwrap();
}

#[test]
fn it_goes_back_although_its_journal_is_gone() {
    let table = Table::new(100);
    let before = table.all();
    let mut abandoned = table.rehearse(&["abandoned"]);
    assert_eq!(abandoned.hear(), "stopped");
    let guard = guard(&table);
    std::fs::remove_dir_all(table.journal.folder()).unwrap();
    assert!(table.all() != before);
    assert!(wait_gone(guard, PATIENCE).unwrap());
    assert_eq!(table.all(), before);
    // What it did is told in a new one.
    assert!(table.status()[0].steps.iter().all(|step| step.state == StepState::Undone));
    abandoned.kill();
}

#[test]
fn it_goes_back_although_no_journal_can_be_opened_any_more_and_the_guard_ends() {
    let table = Table::new(100);
    let before = table.all();
    let mut abandoned = table.rehearse(&["abandoned"]);
    assert_eq!(abandoned.hear(), "stopped");
    let guard = guard(&table);
    let changed = table.all();
    // A folder of somebody else's is not opened, and no other one can stand in its place.
    std::os::unix::fs::chown(table.journal.folder(), Some(65_534), None).unwrap();
    assert!(changed != before);
    assert!(wait_gone(guard, PATIENCE).unwrap());
    assert_eq!(table.all(), before);
    // Once it can be read again, the change is told, and nothing of it is left to take back.
    std::os::unix::fs::chown(table.journal.folder(), Some(0), None).unwrap();
    assert_eq!(table.status()[0].state, ChangeState::Unguarded);
    assert_eq!(table.rollback().unwrap()[0].state, ChangeState::Undone);
    assert_eq!(table.all(), before);
    abandoned.kill();
}

/// Ends the guard while it is measured.
struct Murder<'a>(&'a Table);

impl Measure for Murder<'_> {
    fn measure(&mut self) -> Reading {
        Given::helped().measure()
    }

    fn wait(&mut self, _: Duration) {
        let guard = guard(self.0);
        assert!(Command::new("/bin/kill").args(["-9", &guard.to_string()]).status().unwrap().success());
        assert!(wait_gone(guard, PATIENCE).unwrap());
    }

    fn takes(&self) -> Duration {
        Duration::ZERO
    }
}

#[test]
fn a_change_whose_guard_ended_while_it_was_measured_goes_back_at_once() {
    let table = Table::new(3);
    let before = table.all();
    let given = plan(table.netns.as_ref(), &[(REUSE, "1")]).unwrap();
    let guard = ProcessGuard {
        program: env!("CARGO_BIN_EXE_treat-rehearsal").into(),
        arguments: vec![table.folder.path().into(), "guard".into()],
    };
    let guarded = lastack_treat::Order { guard: Some((&guard, PATIENCE)), ..order(&given) };
    let done = table.with(|bench| apply(bench, &guarded, &mut Murder(&table))).unwrap();
    assert!(done.unguarded && done.whole && done.receipt.undone, "{done:?}");
    assert_eq!((table.all(), table.status()[0].state), (before, ChangeState::Undone));
}
