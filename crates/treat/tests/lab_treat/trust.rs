//! A journal that somebody else could have written, or did.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use lastack_model::ChangeState;
use lastack_treat::{TreatError, confirm};

use crate::plan::{Given, plan};
use crate::rehearsal::edit;
use crate::table::{RANGE, REUSE, Table, order};

#[test]
fn an_edited_journal_makes_us_write_nothing_else() {
    for (from, to, what) in [
        ("net.ipv4.tcp_tw_reuse", "kernel.core_pattern", "kernel.core_pattern"),
        ("net.ipv4.tcp_tw_reuse", "../../etc/passwd", "../../etc/passwd"),
        ("net.ipv4.tcp_tw_reuse", "Tcpip/Parameters/MaxUserPort", "Tcpip/Parameters/MaxUserPort"),
        ("\"from\":\"2\"", "\"from\":\"7\"", "net.ipv4.tcp_tw_reuse = 7"),
        ("\"from\":\"2\"", "\"from\":\"|/bin/sh\"", "net.ipv4.tcp_tw_reuse = |/bin/sh"),
        ("99-zz-lastack-", "../../../boot/", "conf"),
        ("tcp_tw_reuse = 1\\n", "tcp_tw_reuse = 1\\nkernel.core_pattern = |x\\n", "kernel.core_pattern = |x"),
    ] {
        let table = Table::new(3);
        let plan = plan(table.netns.as_ref(), &[(REUSE, "1"), (RANGE, "10000 65001")]).unwrap();
        let keep = lastack_treat::Order { persist: true, ..order(&plan) };
        table.with(|bench| lastack_treat::apply(bench, &keep, &mut Given::helped())).unwrap();
        let (settings, core) = (table.all(), fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap());
        edit(&table.journal_file(), from, to);
        let change = &table.status()[0];
        assert_eq!(change.state, ChangeState::Tampered, "{to}");
        assert!(change.foreign.as_ref().unwrap().raw().contains(what), "{change:?}");
        let id = change.id.clone();
        assert!(matches!(table.rollback(), Err(TreatError::Tampered { .. })), "{to}");
        table.with(|bench| assert!(matches!(confirm(bench, Some(&id)), Err(TreatError::Tampered { .. }))));
        assert_eq!(
            (table.all(), fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap()),
            (settings, core)
        );
    }
}

#[test]
fn an_edited_plan_is_refused_before_the_first_write() {
    let table = Table::new(3);
    let whole = plan(table.netns.as_ref(), &[(RANGE, "10000 65001"), (REUSE, "1")]).unwrap();
    let before = table.all();
    for (key, to) in [
        ("kernel.core_pattern", "|/bin/sh"),
        (REUSE, "9"),
        (REUSE, "-1"),
        ("/etc/passwd", "x"),
        ("net/ipv4/../../kernel/core_pattern", "x"),
        ("Tcpip\\Parameters\\MaxUserPort", "65534"),
    ] {
        let mut plan = whole.clone();
        (plan.remedies[0].steps[1].key, plan.remedies[0].steps[1].to) = (key, to.to_owned());
        let error = table.with(|bench| lastack_treat::apply(bench, &order(&plan), &mut Given::helped()));
        assert!(matches!(error, Err(TreatError::Foreign { .. })), "{key}: {error:?}");
    }
    let mut plan = whole;
    plan.remedies[0].steps[1].undo = lastack_model::Undo::Restore("0".to_owned());
    let error = table.with(|bench| lastack_treat::apply(bench, &order(&plan), &mut Given::helped()));
    assert!(matches!(error, Err(TreatError::NoWayBack { .. })), "{error:?}");
    assert_eq!(table.all(), before);
    assert!(!table.journal.folder().exists());
}

#[test]
fn a_journal_that_others_can_write_or_that_is_a_link_is_not_opened() {
    type Spoil = fn(&Table);
    let spoil: [(&str, Spoil); 6] = [
        ("others have access", |table| mode(&table.journal_file(), 0o666)),
        ("others have access", |table| mode(&table.journal_file(), 0o620)),
        ("others have access", |table| mode(table.journal.folder(), 0o755)),
        ("it is a link", |table| {
            let aside = table.folder.path().join("aside");
            fs::rename(table.journal_file(), &aside).unwrap();
            symlink(&aside, table.journal_file()).unwrap();
        }),
        ("it is a link", |table| {
            fs::hard_link(table.journal_file(), table.folder.path().join("second")).unwrap()
        }),
        ("it is a link", |table| {
            let aside = table.folder.path().join("aside");
            fs::rename(table.journal.folder(), &aside).unwrap();
            symlink(&aside, table.journal.folder()).unwrap();
        }),
    ];
    for (index, (why, spoil)) in spoil.into_iter().enumerate() {
        let table = Table::new(3);
        table.apply(&[(REUSE, "1")], Given::helped()).unwrap();
        spoil(&table);
        for error in [
            table.rollback().unwrap_err(),
            table.apply(&[(RANGE, "10000 65001")], Given::helped()).unwrap_err(),
            table.with(|bench| lastack_treat::status(bench).unwrap_err()),
        ] {
            let told = std::error::Error::source(&error).unwrap().to_string();
            assert!(told.contains(why), "case {index}: {error}: {told}");
        }
        assert_eq!(table.get(REUSE).trim(), "1");
    }
}

fn mode(path: &std::path::Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}
