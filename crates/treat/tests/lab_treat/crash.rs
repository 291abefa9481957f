//! SIGKILL at every operation that changes something: the journal explains it, and rollback gives every byte back.

use lastack_model::{BootFileState, ChangeState, StepState};
use lastack_treat::{Order, TreatError, Which, apply, rollback};

use crate::plan::{Given, plan};
use crate::table::{RESERVED, Table, order};

/// How many operations a whole run has.
pub(crate) fn points(table: &Table, verb: &str) -> u64 {
    let said = table.rehearse(&[verb]).end();
    let count = said.strip_prefix("passed ").ok_or(&said);
    count.unwrap().parse().unwrap()
}

/// Kills the rehearsal at one point.
pub(crate) fn kill_at(table: &Table, verb: &str, point: u64) {
    let mut rehearsal = table.rehearse(&[verb, &point.to_string()]);
    assert_eq!(rehearsal.hear(), "stopped", "{verb} at {point}");
    rehearsal.kill();
}

/// What is left is explained, and then undone to the last byte.
fn check(table: &Table, before: &std::collections::BTreeMap<String, String>, what: &str) {
    let now = table.all();
    let changes = table.status();
    assert!(changes.len() <= 1, "{what}");
    let Some(change) = changes.first() else {
        // Not even the plan had reached the journal.
        assert!(now == *before, "{what}: something is written that no record tells of");
        return;
    };
    for step in &change.steps {
        let stands = now[step.key].trim().replace('\t', " ");
        let told = match &step.state {
            StepState::Written => stands == step.to,
            StepState::Planned | StepState::Undone => stands == step.from,
            StepState::ReadsBackAs(reads) => stands == *reads,
            _ => false,
        };
        assert!(told, "{what}: {} is {:?} and reads {stands}", step.key, step.state);
    }
    // Readers of settings take names that end in .conf.
    for (_, content) in table.files().iter().filter(|(name, _)| name.ends_with(".conf")) {
        assert!(content.lines().count() == 11 && content.ends_with('\n'), "{what}: half a file: {content}");
    }
    if matches!(change.state, ChangeState::Undone) {
        assert!(now == *before, "{what}: it is told to be undone");
        return;
    }
    let said = table.rehearse(&["rollback"]).end();
    assert!(said.starts_with("passed "), "{what}: {said}");
    assert!(table.all() == *before, "{what}: not all is as it was");
    let change = &table.status()[0];
    assert_eq!(change.state, ChangeState::Undone, "{what}");
    assert!(
        change.steps.iter().all(|step| matches!(step.state, StepState::Undone | StepState::Planned)),
        "{what}"
    );
}

#[test]
fn a_change_that_is_killed_at_any_point_is_explained_and_undone() {
    kill_everywhere("apply", 2_000);
}

#[test]
fn so_is_one_that_is_kept_for_the_next_boot() {
    kill_everywhere("persist", 100);
}

fn kill_everywhere(verb: &str, reserved: u16) {
    let table = Table::new(reserved);
    let before = table.all();
    let all = points(&table, verb);
    check(&table, &before, "the whole change");
    table.clear();
    assert!(all > 100, "only {all} points");
    for point in 0..all {
        kill_at(&table, verb, point);
        check(&table, &before, &format!("{verb} killed at {point} of {all}"));
        if table.journal.folder().exists() {
            table.clear();
        }
    }
}

#[test]
fn a_way_back_that_is_killed_at_any_point_is_gone_to_its_end() {
    let table = Table::new(2_000);
    let before = table.all();
    points(&table, "apply");
    let all = points(&table, "rollback");
    assert!(all > 100, "only {all} points");
    for point in 0..all {
        table.clear();
        points(&table, "apply");
        kill_at(&table, "rollback", point);
        check(&table, &before, &format!("rollback killed at {point} of {all}"));
    }
}

#[test]
fn a_way_back_that_is_killed_while_it_writes_the_file_of_another_change_goes_on() {
    let table = Table::new(3);
    let before = table.all();
    let keep = || {
        for port in ["40000", "41000"] {
            let given = plan(table.netns.as_ref(), &[(RESERVED, port)]).unwrap();
            let keep = Order { persist: true, ..order(&given) };
            table.with(|bench| apply(bench, &keep, &mut Given::helped())).unwrap();
        }
    };
    keep();
    let all = points(&table, "rollback-first");
    assert!(all > 30, "only {all} points");
    for point in 0..all {
        table.rollback().unwrap();
        table.clear();
        keep();
        kill_at(&table, "rollback-first", point);
        let ids: Vec<String> = table.status().into_iter().map(|change| change.id).collect();
        match table.with(|bench| rollback(bench, Which::Named(&ids[1]), false)) {
            Ok(changes) => assert_eq!(changes[0].state, ChangeState::Undone, "{point}"),
            Err(error) => assert!(matches!(error, TreatError::Back { .. }), "{point}: {error}"),
        }
        let files = table.files();
        assert_eq!(files.len(), 1, "{point}: {files:?}");
        let (_, text) = files.first_key_value().unwrap();
        assert!(text.ends_with(" = 41000\n"), "{point}: {text}");
        assert_eq!(table.status()[0].file.as_ref().unwrap().state, BootFileState::Stands, "{point}");
    }
    table.rollback().unwrap();
    assert_eq!(table.all(), before);
}
