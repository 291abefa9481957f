//! Files for the next boot: what they hold, and that what is said of them is what stands on disk.

use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use lastack_hand::{Act, Watch};
use lastack_model::{BootFileState, ChangeState, Outcome};
use lastack_netlab::{make_read_only, stand_in, wait_gone};
use lastack_treat::{Done, Order, SystemClock, TreatError, Unbootable, Which, apply, confirm, rollback};

use crate::guarded::{PATIENCE, guard};
use crate::plan::{Given, plan};
use crate::table::{RESERVED, REUSE, Table, order, others};

const SITE: &str = "50-site.conf";

/// For good, with a file.
fn keep(table: &Table, to: &[(&str, &str)]) -> Result<Done, TreatError> {
    let plan = plan(table.netns.as_ref(), to).unwrap();
    table.with(|bench| apply(bench, &Order { persist: true, ..order(&plan) }, &mut Given::helped()))
}

fn ids(table: &Table) -> Vec<String> {
    table.status().into_iter().rev().map(|change| change.id).collect()
}

/// The settings in the file of a change.
fn says(table: &Table, id: &str) -> String {
    let files = table.files();
    let (_, text) = files.iter().find(|(name, _)| name.contains(id)).unwrap();
    text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("; ")
}

#[test]
fn a_list_holds_what_files_of_others_set_and_what_was_reserved_for_good() {
    let table = Table::new(3);
    fs::write(table.root.join("etc/sysctl.d").join(SITE), format!("{RESERVED} = 7000\n")).unwrap();
    let before = table.all();
    // For this boot alone; so are the three that somebody reserved.
    table.apply(&[(RESERVED, "39000")], Given::helped()).unwrap();
    keep(&table, &[(RESERVED, "40000")]).unwrap();
    keep(&table, &[(RESERVED, "41000")]).unwrap();
    let ids = ids(&table);
    assert_eq!(says(&table, &ids[1]), format!("{RESERVED} = 7000,40000"));
    assert_eq!(says(&table, &ids[2]), format!("{RESERVED} = 7000,40000,41000"));
    // What goes back does not come again by the file of another change.
    let changes = table.with(|bench| rollback(bench, Which::Named(&ids[1]), false)).unwrap();
    assert_eq!(changes[0].state, ChangeState::Undone);
    assert_eq!(says(&table, &ids[2]), format!("{RESERVED} = 7000,41000"));
    assert_eq!(table.files().len(), 2);
    assert_eq!(table.status()[0].file.as_ref().unwrap().state, BootFileState::Stands);
    table.rollback().unwrap();
    assert_eq!(table.all(), before);
}

#[test]
fn a_file_of_others_that_changes_afterwards_is_told_and_taken_in() {
    let table = Table::new(3);
    let folder = table.root.join("etc/sysctl.d");
    let site = |ports: &str| fs::write(folder.join(SITE), format!("{RESERVED} = {ports}\n")).unwrap();
    let told = || {
        let file = table.status().pop().unwrap().file.unwrap();
        (file.state, file.overridden_by.map(|path| path.raw().to_owned()))
    };
    site("7000");
    keep(&table, &[(RESERVED, "40000")]).unwrap();
    let id = ids(&table).remove(0);
    assert_eq!(told(), (BootFileState::Stands, None));
    site("7000,7100");
    assert_eq!(told(), (BootFileState::Outdated, None));
    let confirmed = table.with(|bench| confirm(bench, Some(&id))).unwrap();
    assert_eq!(confirmed.change.state, ChangeState::Stands);
    assert_eq!(says(&table, &id), format!("{RESERVED} = 7000,7100,40000"));
    assert_eq!(told(), (BootFileState::Stands, None));
    // Nothing is left to confirm of it.
    assert!(matches!(table.with(|bench| confirm(bench, Some(&id))), Err(TreatError::TooLate { .. })));
    keep(&table, &[(REUSE, "1")]).unwrap();
    site("7000");
    let last = ids(&table).pop().unwrap();
    table.with(|bench| rollback(bench, Which::Named(&last), false)).unwrap();
    assert_eq!(says(&table, &id), format!("{RESERVED} = 7000,40000"));
    fs::write(folder.join("zzz.conf"), format!("{RESERVED} = 9\n")).unwrap();
    assert_eq!(told(), (BootFileState::Outdated, Some("/etc/sysctl.d/zzz.conf".to_owned())));
}

#[test]
fn a_file_that_somebody_edited_is_left_and_told() {
    let table = Table::new(3);
    keep(&table, &[(REUSE, "1")]).unwrap();
    let (name, text) = table.files().pop_first().unwrap();
    let path = table.root.join("etc/sysctl.d").join(name);
    fs::write(&path, format!("{text}# mine\n")).unwrap();
    let state = || table.status()[0].file.as_ref().unwrap().state;
    assert_eq!((table.status()[0].state, state()), (ChangeState::Stands, BootFileState::Changed));
    assert_eq!(table.rollback().unwrap()[0].state, ChangeState::Partly);
    assert_eq!((table.get(REUSE).trim(), state()), ("2", BootFileState::Changed));
    // As it was written it is ours again.
    fs::write(&path, text).unwrap();
    assert_eq!(state(), BootFileState::Stands);
    assert_eq!(table.rollback().unwrap()[0].state, ChangeState::Undone);
    assert_eq!((table.files().len(), state()), (0, BootFileState::Gone));
}

#[test]
fn ports_in_a_file_that_somebody_edited_are_told_when_their_change_goes_back() {
    let table = Table::new(3);
    keep(&table, &[(RESERVED, "40000")]).unwrap();
    keep(&table, &[(RESERVED, "41000")]).unwrap();
    let (name, text) = table.files().pop_last().unwrap();
    fs::write(table.root.join("etc/sysctl.d").join(name), text.replace("41000", "41001")).unwrap();
    let ids = ids(&table);
    let changes = table.with(|bench| rollback(bench, Which::Named(&ids[0]), false)).unwrap();
    assert_eq!(changes[0].state, ChangeState::Partly);
    assert_eq!(says(&table, &ids[1]), format!("{RESERVED} = 40000,41001"));
}

#[test]
fn a_folder_that_cannot_be_written_refuses_before_the_first_write() {
    let table = Table::new(3);
    make_read_only(&table.root.join("etc/sysctl.d")).unwrap();
    let error = keep(&table, &[(REUSE, "1")]).unwrap_err();
    let TreatError::NoFolder { source } = error else { panic!("{error}") };
    assert_eq!(source.reason().kind(), io::ErrorKind::ReadOnlyFilesystem);
    assert_eq!((table.get(REUSE).trim(), table.status().len()), ("2", 0));
    let table = Table::new(3);
    fs::remove_dir(table.root.join("etc/sysctl.d")).unwrap();
    assert!(matches!(keep(&table, &[(REUSE, "1")]), Err(TreatError::NoFolder { .. })));
    assert_eq!(table.get(REUSE).trim(), "2");
}

/// A file cannot be given its name: a file system without RENAME_NOREPLACE.
struct Nameless;

impl Watch for Nameless {
    fn before(&self, act: &Act<'_>) -> io::Result<()> {
        match act {
            Act::Name(_) => Err(io::ErrorKind::InvalidInput.into()),
            _ => Ok(()),
        }
    }
}

#[test]
fn a_change_whose_file_fails_stands_and_both_are_told() {
    let table = Table::new(3);
    let given = plan(table.netns.as_ref(), &[(REUSE, "1")]).unwrap();
    let order = Order { persist: true, ..order(&given) };
    let done = table.with_other(&SystemClock::default(), &Nameless, |bench| {
        apply(bench, &order, &mut Given::helped()).unwrap()
    });
    assert!(done.file.is_none() && done.not_kept.is_some() && !done.receipt.undone, "{done:?}");
    assert_eq!(done.receipt.outcome, Some(Outcome::Improved));
    let change = &table.status()[0];
    assert_eq!(change.state, ChangeState::Stands);
    assert_eq!(change.file.as_ref().unwrap().state, BootFileState::Gone);
}

#[test]
fn what_is_confirmed_stands_although_its_file_cannot_be_written_any_more() {
    let table = Table::new(100);
    assert!(table.rehearse(&["guarded"]).end().starts_with("passed"));
    make_read_only(&table.root.join("etc/sysctl.d")).unwrap();
    let confirmed = table.with(|bench| confirm(bench, None)).unwrap();
    assert!(confirmed.file.is_none() && confirmed.not_kept.is_some());
    assert_eq!(confirmed.change.state, ChangeState::Stands);
    assert!(wait_gone(guard(&table), PATIENCE).unwrap());
    assert_eq!((table.get(REUSE).trim(), table.status()[0].state), ("1", ChangeState::Stands));
}

#[test]
fn a_long_list_is_kept_where_the_reader_at_boot_is_known_to_write_all_of_it() {
    for (version, kept) in [(None, false), (Some(239), false), (Some(252), true), (Some(257), true)] {
        let table = Table::new(2_000);
        if let Some(version) = version {
            fs::create_dir_all(table.root.join("run/systemd/system")).unwrap();
            fs::create_dir_all(table.root.join("usr/lib/systemd")).unwrap();
            let library = format!("usr/lib/systemd/libsystemd-shared-{version}.so");
            fs::write(table.root.join(library), "").unwrap();
        }
        let site = format!("{RESERVED} = {}\n", others(2_000));
        fs::write(table.root.join("etc/sysctl.d").join(SITE), site).unwrap();
        let before = table.all();
        match keep(&table, &[(RESERVED, "8080"), (REUSE, "1")]) {
            Ok(done) => {
                assert!(kept, "{version:?}");
                assert_eq!(done.file.unwrap().cut_by_sysctl.as_deref(), Some(RESERVED));
                let (_, content) = table.files().pop_last().unwrap();
                assert!(content.contains(&format!("{RESERVED} = {}\n", table.get(RESERVED).trim())));
                table.rollback().unwrap();
            }
            Err(TreatError::Unbootable(Unbootable::TooLong { key })) => {
                assert_eq!((kept, key.as_str()), (false, RESERVED), "{version:?}");
            }
            Err(other) => panic!("{version:?}: {other:?}"),
        }
        assert_eq!(table.all(), before, "{version:?}");
    }
}

/// By the reader that machines boot with, told to show what it would read: it sets nothing then.
#[test]
fn the_file_is_the_last_that_systemd_reads_and_who_is_read_behind_it_by_sysctl_is_told() {
    // A folder that something stands over must not go.
    let mut tables = Vec::new();
    let zero = "net.ipv4.tcp_tw_reuse = 0\n";
    for (others, behind) in [
        (&[("etc/sysctl.d/60-site.conf", zero)][..], None),
        (&[("etc/sysctl.conf", zero), ("etc/sysctl.d/99-sysctl.conf", "->")], Some("/etc/sysctl.conf")),
        (&[("etc/sysctl.conf", zero)], Some("/etc/sysctl.conf")),
        (&[("run/sysctl.d/99-zzz.conf", "net/ipv4/tcp_tw_reuse=0\n")], None),
        (
            &[
                ("usr/lib/sysctl.d/zzz.conf", zero),
                ("usr/lib/sysctl.d/50-a.conf", "-net.ipv4.tcp_tw_reuse = 2\n"),
            ],
            None,
        ),
        (&[("run/sysctl.d/zzz.conf", zero), ("usr/lib/sysctl.d/zzz.conf", "")], None),
    ] {
        let table = Table::new(3);
        for folder in ["run/sysctl.d", "usr/lib/sysctl.d"] {
            fs::create_dir_all(table.root.join(folder)).unwrap();
        }
        for (path, text) in others {
            let path = table.root.join(path);
            match *text {
                "->" => symlink(table.root.join("etc/sysctl.conf"), path).unwrap(),
                text => fs::write(path, text).unwrap(),
            }
        }
        let file = keep(&table, &[(REUSE, "1")]).unwrap().file.unwrap();
        assert_eq!(file.overridden_by.as_deref(), behind, "{others:?}");
        for folder in ["etc/sysctl.d", "run", "usr/lib/sysctl.d"] {
            stand_in(&Path::new("/").join(folder), &table.root.join(folder)).unwrap();
        }
        let read =
            Command::new("/lib/systemd/systemd-sysctl").arg("--cat-config").env("PAGER", "cat").output();
        let read = String::from_utf8(read.expect("apt-get install systemd").stdout).unwrap();
        let last = read.lines().rfind(|line| !line.starts_with('#') && line.contains("tcp_tw_reuse"));
        assert_eq!(last, Some("net.ipv4.tcp_tw_reuse = 1"), "{others:?}: {read}");
        assert!(read.contains(&format!("# {}\n", file.path)), "{read}");
        tables.push(table);
    }
}
