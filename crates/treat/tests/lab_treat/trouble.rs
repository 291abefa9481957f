//! What the machine may do in the middle: refuse a value, have no room, forbid writing; and others who are at it.

use std::io;

use lastack_hand::{Act, Folder, Ledger, Settings as _, Unwatched, Watch};
use lastack_model::{ChangeState, Reading, StepState};
use lastack_netlab::{make_read_only, mount_tmpfs};
use lastack_treat::{Clock, Journal, Measure, Now, SystemClock, TreatError, apply};

use crate::plan::{Given, plan};
use crate::table::{RANGE, RESERVED, REUSE, Table, order};

#[test]
fn a_value_that_the_kernel_refuses_stops_and_what_was_written_goes_back() {
    let table = Table::new(2_000);
    let before = table.all();
    // Below ip_unprivileged_port_start: within the table's bounds, and EINVAL (facts 5).
    let done =
        table.apply(&[(RESERVED, "8080"), (REUSE, "1"), (RANGE, "500 60001")], Given::helped()).unwrap();
    let states: Vec<_> = done.receipt.steps.into_iter().map(|step| step.state).collect();
    let refused = StepState::Refused("Invalid argument".to_owned());
    assert_eq!(states, [StepState::Undone, StepState::Undone, refused]);
    assert!(std::fs::read_to_string(table.journal_file()).unwrap().contains("Invalid argument"));
    assert_eq!((done.whole, done.receipt.undone), (true, true));
    assert_eq!(table.all(), before);
    assert_eq!(table.status()[0].state, ChangeState::Undone);
}

#[test]
fn a_disk_without_room_refuses_before_the_first_write() {
    let mut table = Table::new(2_000);
    let before = table.all();
    let disk = table.folder.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    for kib in [4, 8, 16, 32, 64, 128, 512] {
        mount_tmpfs(&disk, kib * 1024).unwrap();
        table.journal = Journal::at(&disk.join("journal"));
        match table.apply(&[(RESERVED, "8080"), (REUSE, "1")], Given::helped()) {
            // With room enough for the whole change it is made.
            Ok(done) => {
                assert!(done.whole && kib >= 32, "{kib} KiB");
                table.rollback().unwrap();
            }
            Err(error) => {
                let source = std::error::Error::source(&error).unwrap().to_string();
                assert!(source.contains("No space left"), "{kib} KiB: {error}: {source}");
                assert!(kib < 512);
            }
        }
        assert_eq!(table.all(), before, "{kib} KiB");
    }
}

/// The disk fills up in the middle of a change.
struct Full {
    /// Appends that still work
    left: std::sync::Mutex<u32>,
}

impl Watch for Full {
    fn before(&self, act: &Act<'_>) -> io::Result<()> {
        if let Act::Append(..) = act {
            let mut left = self.left.lock().unwrap();
            *left = left.checked_sub(1).ok_or(io::ErrorKind::StorageFull)?;
        }
        Ok(())
    }
}

#[test]
fn a_journal_that_fails_in_the_middle_keeps_nothing_written() {
    for works in 1..12 {
        let table = Table::new(3);
        let before = table.all();
        let plan =
            plan(table.netns.as_ref(), &[(RESERVED, "8080"), (REUSE, "1"), (RANGE, "10000 65001")]).unwrap();
        let full = Full { left: works.into() };
        let done = table.with_other(&SystemClock::default(), &full, |bench| {
            apply(bench, &order(&plan), &mut Given::helped())
        });
        let changed = table.all() != before;
        // All that was written goes back, or all of it stands and only the last words are missing.
        let told_to_stand = done.as_ref().is_ok_and(|done| !done.receipt.undone);
        assert!(!changed || told_to_stand, "{works}: {done:?}");
        if changed {
            table.rollback().unwrap();
            assert_eq!(table.all(), before, "{works}");
        }
    }
}

#[test]
fn settings_that_cannot_be_written_are_told_and_nothing_is_half_done() {
    let table = Table::new(3);
    table.apply(&[(REUSE, "1")], Given::helped()).unwrap();
    let before = table.all();
    make_read_only("/proc/sys".as_ref()).unwrap();
    let done = table.apply(&[(RANGE, "10000 65001")], Given::helped()).unwrap();
    assert_eq!((done.whole, done.receipt.undone), (true, true));
    assert!(std::fs::read_to_string(table.journal_file()).unwrap().contains("Read-only file system"));
    // The way back of the change before is not lost by that either.
    let changes = table.rollback().unwrap();
    assert_eq!(changes[0].state, ChangeState::Partly);
    assert_eq!(changes[0].steps[0].state, StepState::Refused("Read-only file system".to_owned()));
    assert_eq!(table.all(), before);
    let error =
        table.netns.write(lastack_model::treatable(REUSE).unwrap(), "", "1", &lastack_hand::Unwatched);
    assert_eq!(error.unwrap_err().reason().kind(), io::ErrorKind::ReadOnlyFilesystem);
}

#[test]
fn of_a_change_whose_first_record_is_damaged_it_is_told_that_not_all_of_it_is_known() {
    let table = Table::new(3);
    table.apply(&[(REUSE, "1")], Given::helped()).unwrap();
    let whole = std::fs::read_to_string(table.journal_file()).unwrap();
    let without = |deeds: &[&str]| {
        let kept = |line: &str| {
            let named = |deed: &&str| line.contains(&format!("\"deed\":\"{deed}\""));
            if deeds.iter().any(named) { line.replace("\"boot_id\"", "\"boot_iD\"") } else { line.to_owned() }
        };
        let text = whole.lines().map(kept).collect::<Vec<_>>().join("\n") + "\n";
        std::fs::write(table.journal_file(), text).unwrap();
        table.status().remove(0)
    };
    assert!(!without(&[]).plan_lost);
    let blank = without(&["begin", "writing"]);
    assert!(blank.plan_lost && blank.steps.is_empty(), "{blank:?}");
    // What was written stands in a record of its own, by which it goes back.
    let begun = without(&["begin"]);
    assert!(begun.plan_lost && begun.steps[0].state == StepState::Written, "{begun:?}");
    table.rollback().unwrap();
    assert_eq!(table.get(REUSE).trim(), "2");
}

#[test]
fn of_two_at_once_one_writes_and_the_other_is_told() {
    let table = Table::new(3);
    let before = table.all();
    // In the middle of its writes, with the journal in its hand.
    let mut first = table.rehearse(&["apply", "60"]);
    assert_eq!(first.hear(), "stopped");
    assert!(matches!(table.apply(&[(REUSE, "0")], Given::helped()), Err(TreatError::Busy)));
    assert!(matches!(table.rollback(), Err(TreatError::Busy)));
    assert_eq!(table.status().len(), 1);
    first.kill();
    let error = table.apply(&[(REUSE, "0")], Given::helped()).unwrap_err();
    assert!(matches!(error, TreatError::Open { .. }), "{error}");
    assert_eq!(table.status()[0].state, ChangeState::Interrupted);
    table.rollback().unwrap();
    assert_eq!(table.all(), before);
}

/// Takes the journal while it is measured, and keeps it.
struct Taken<'a> {
    table: &'a Table,
    lock: Option<Ledger>,
}

impl Measure for Taken<'_> {
    fn measure(&mut self) -> Reading {
        Given::helped().measure()
    }

    fn wait(&mut self, _: std::time::Duration) {
        let folder = Folder::private(self.table.journal.folder()).unwrap();
        let ledger = Ledger::open(&folder, "journal", &Unwatched).unwrap();
        assert!(ledger.try_lock().unwrap());
        self.lock = Some(ledger);
    }

    fn takes(&self) -> std::time::Duration {
        std::time::Duration::ZERO
    }
}

/// The real clock, on which waiting takes no time.
struct Impatient;

impl Clock for Impatient {
    fn now(&self) -> Result<Now, TreatError> {
        SystemClock::default().now()
    }

    fn boot_id(&self) -> Result<String, TreatError> {
        SystemClock::default().boot_id()
    }

    fn wait(&self, _: std::time::Duration) {}
}

#[test]
fn what_fails_behind_the_first_write_names_the_change_that_may_stand() {
    let table = Table::new(3);
    let before = table.all();
    let plan = plan(table.netns.as_ref(), &[(REUSE, "1")]).unwrap();
    let mut taken = Taken { table: &table, lock: None };
    let error = table
        .with_other(&Impatient, &Unwatched, |bench| apply(bench, &order(&plan), &mut taken))
        .unwrap_err();
    let id = table.status()[0].id.clone();
    match error {
        TreatError::MayStand { id: named, source } => {
            assert_eq!(named, id);
            assert!(matches!(*source, TreatError::Busy), "{source}");
        }
        other => panic!("{other}"),
    }
    assert_eq!((table.get(REUSE).trim(), table.status()[0].state), ("1", ChangeState::Interrupted));
    drop(taken);
    table.rollback().unwrap();
    assert_eq!(table.all(), before);
}

#[test]
fn a_short_list_that_somebody_set_after_a_kill_stays() {
    let table = Table::new(3);
    table.set(RESERVED, "22,9000-9010");
    table.apply(&[(RESERVED, "40000")], Given::helped()).unwrap();
    // Killed behind the write, before its record.
    let text = std::fs::read_to_string(table.journal_file()).unwrap();
    let end = text.find("\"deed\":\"writing\"").unwrap();
    let end = end + text[end..].find('\n').unwrap() + 1;
    std::fs::write(table.journal_file(), &text[..end]).unwrap();
    assert_eq!(table.status()[0].steps[0].state, StepState::Written);
    table.set(RESERVED, "22");
    assert_eq!(table.status()[0].steps[0].state, StepState::ChangedSince("22".to_owned()));
    assert_eq!(table.rollback().unwrap()[0].state, ChangeState::Undone);
    assert_eq!(table.get(RESERVED).trim(), "22");
}
