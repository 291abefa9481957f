//! Changes that go well, and what others do to the same settings meanwhile.

use lastack_hand::{Settings as _, Unwatched};
use lastack_model::{ChangeState, Outcome, PortSet, Reading, Safety, StepState, Trouble};
use lastack_treat::{
    Clock, Consent, Held, Now, SystemClock, SystemNamespaces, TreatError, Which, Who, apply, confirm,
    rollback,
};

use crate::plan::{Given, TO, plan};
use crate::table::{RANGE, RESERVED, REUSE, Table, order, others};

#[test]
fn a_change_is_written_measured_and_taken_back_to_the_last_byte() {
    let table = Table::new(2_000);
    let before = table.all();
    let done = table.apply(&TO, Given::helped()).unwrap();
    assert_eq!(
        (done.receipt.outcome, done.whole, done.receipt.undone),
        (Some(Outcome::Improved), true, false)
    );
    assert!(done.receipt.steps.iter().all(|step| step.state == StepState::Written));
    let mut merged = PortSet::parse(&others(2_000)).unwrap();
    merged.merge(&PortSet::parse("8080-8090,20001").unwrap());
    assert!(merged.len() > 2_000 && table.get(RESERVED).trim() == merged.to_string());
    let change = &table.status()[0];
    assert_eq!((change.state, change.reverts_in_s), (ChangeState::Stands, None));
    assert_eq!(change.by.command.raw(), "a test");
    // The prediction reached the journal before the first write.
    let journal = std::fs::read_to_string(table.journal_file()).unwrap();
    let foretold = journal.find("\"before\":11.0,\"low\":0.0").unwrap();
    assert!(foretold < journal.find("\"deed\":\"writing\"").unwrap());
    assert!(table.rollback().unwrap().iter().all(|change| change.state == ChangeState::Undone));
    assert_eq!(table.all(), before);
    assert!(matches!(table.rollback(), Err(TreatError::NoneLeft)));
}

#[test]
fn ports_that_others_add_meanwhile_and_afterwards_stay() {
    let table = Table::new(2_000);
    let plan = plan(table.netns.as_ref(), &[(RESERVED, "8080-8090")]).unwrap();
    // Between the plan and the write.
    table.set(RESERVED, &format!("{},8085", others(2_000)));
    table.with(|bench| apply(bench, &order(&plan), &mut Given::helped())).unwrap();
    let now = table.get(RESERVED).trim().to_owned();
    table.set(RESERVED, &format!("{now},60003"));
    let steps = table.rollback().unwrap().remove(0).steps;
    let mut expected = PortSet::parse(&others(2_000)).unwrap();
    [8_085, 60_003].into_iter().for_each(|port| expected.insert(port));
    assert_eq!(table.get(RESERVED).trim(), expected.to_string());
    // It is told that not what stood before stands there now.
    assert_eq!((&steps[0].state, &steps[0].beside), (&StepState::Undone, &Some(expected.to_string())));
}

#[test]
fn a_value_that_changed_since_the_plan_stops_and_what_was_written_goes_back() {
    let table = Table::new(3);
    let plan = plan(table.netns.as_ref(), &[(RANGE, "10000 65001"), (REUSE, "1")]).unwrap();
    let before = table.get(RANGE);
    table.set(REUSE, "0");
    let done = table.with(|bench| apply(bench, &order(&plan), &mut Given::helped())).unwrap();
    let states: Vec<_> = done.receipt.steps.into_iter().map(|step| step.state).collect();
    assert_eq!(states, [StepState::Undone, StepState::ChangedBefore("0".to_owned())]);
    assert_eq!((done.whole, done.receipt.undone, done.receipt.outcome), (true, true, None));
    assert_eq!((table.get(RANGE), table.get(REUSE).trim()), (before, "0"));
}

#[test]
fn what_somebody_changed_since_is_left_and_told() {
    let table = Table::new(3);
    let before = table.get(RANGE);
    table.apply(&[(RANGE, "10000 65001"), (REUSE, "1")], Given::helped()).unwrap();
    table.set(REUSE, "0");
    assert_eq!(table.status()[0].steps[1].state, StepState::ChangedSince("0".to_owned()));
    let change = &table.rollback().unwrap()[0];
    assert_eq!(change.state, ChangeState::Partly);
    assert_eq!(change.steps[1].state, StepState::ChangedSince("0".to_owned()));
    assert_eq!((table.get(RANGE), table.get(REUSE).trim()), (before, "0"));
}

#[test]
fn what_somebody_changed_and_put_back_is_ours_again_and_hides_no_other_change() {
    let table = Table::new(3);
    let before = table.all();
    table.apply(&[(RANGE, "10000 65001")], Given::helped()).unwrap();
    table.apply(&[(REUSE, "1")], Given::helped()).unwrap();
    table.set(REUSE, "0");
    let reuse = table.status()[0].id.clone();
    let back = |which| table.with(|bench| rollback(bench, which, false).unwrap().remove(0));
    assert_eq!(back(Which::Named(&reuse)).state, ChangeState::Partly);
    // The one that was left alone does not stand in the way of the one before it.
    assert_eq!(back(Which::Only).state, ChangeState::Undone);
    assert!(matches!(table.rollback(), Err(TreatError::NoneLeft)));
    table.set(REUSE, "1");
    assert_eq!(table.status()[0].steps[0].state, StepState::Written);
    assert_eq!(back(Which::Only).state, ChangeState::Undone);
    assert_eq!(table.all(), before);
}

#[test]
fn an_ended_change_stays_ended_when_a_later_one_writes_the_same_value() {
    let table = Table::new(3);
    table.apply(&[(REUSE, "1")], Given::helped()).unwrap();
    table.set(REUSE, "0");
    let first = table.status()[0].id.clone();
    let back = |which| table.with(|bench| rollback(bench, which, false).map(|mut changes| changes.remove(0)));
    assert_eq!(back(Which::Only).unwrap().state, ChangeState::Partly);
    let told = || {
        let change = table.status().pop().unwrap();
        (change.id == first, change.state, change.steps[0].state.clone())
    };
    let ended = (true, ChangeState::Partly, StepState::ChangedSince("0".to_owned()));
    assert_eq!(told(), ended);
    table.apply(&[(REUSE, "1")], Given::helped()).unwrap();
    assert_eq!(told(), ended);
    assert!(matches!(back(Which::Named(&first)), Err(TreatError::Back { .. })));
    let second = back(Which::Only).unwrap();
    assert_eq!((second.state, table.get(REUSE).trim()), (ChangeState::Undone, "0"));
    // The value that stood before the first one is not its doing either.
    table.set(REUSE, "2");
    assert_eq!(told(), ended);
    assert!(matches!(back(Which::Only), Err(TreatError::NoneLeft)));
}

/// The ids of the changes of which one must be named.
fn unnamed<T: std::fmt::Debug>(asked: Result<T, TreatError>) -> Vec<String> {
    let Err(TreatError::Unnamed { changes, .. }) = asked else { return vec![format!("{asked:?}")] };
    changes.into_iter().map(|change| change.id).collect()
}

#[test]
fn without_a_name_no_change_is_meant_but_the_only_one_of_the_same_user_in_the_same_namespace() {
    let table = Table::new(3);
    assert!(table.rehearse(&["guarded"]).end().starts_with("passed"));
    let stands = table.all();
    let id = table.status()[0].id.clone();
    let guard = crate::guarded::guard(&table);
    let other = lastack_netlab::Netns::beside().unwrap();
    let path = format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&other.fd()));
    let elsewhere = SystemNamespaces { named: vec![path.into()] };
    let own = SystemNamespaces::default();
    // The rehearsal is of user 0, whom nobody logged in as.
    let user = |loginuid| Who { uid: Some(0), loginuid, ..Who::default() };
    for (who, namespaces) in [(user(None), &elsewhere), (user(Some(1_000)), &own)] {
        table.with(|bench| {
            let bench = lastack_treat::Bench { namespaces, who: &who, ..*bench };
            assert_eq!(unnamed(confirm(&bench, None)), [id.as_str()]);
            assert_eq!(unnamed(rollback(&bench, Which::Only, false)), [id.as_str()]);
        });
        assert_eq!((table.all(), table.status()[0].state), (stands.clone(), ChangeState::Awaits));
    }
    let who = user(None);
    let ours = |work: &dyn Fn(&lastack_treat::Bench<'_>)| {
        table.with(|bench| work(&lastack_treat::Bench { namespaces: &own, who: &who, ..*bench }))
    };
    ours(&|bench| drop(confirm(bench, None).unwrap()));
    lastack_netlab::wait_gone(guard, crate::guarded::PATIENCE).unwrap();
    table.apply(&[(REUSE, "0")], Given::helped()).unwrap();
    let later = table.status()[0].id.clone();
    // Two of ours stand: the last one is not more meant than the other.
    ours(&|bench| assert_eq!(unnamed(rollback(bench, Which::Only, false)), [later.as_str(), id.as_str()]));
    ours(&|bench| drop(rollback(bench, Which::Named(&later), false).unwrap()));
    ours(&|bench| assert_eq!(rollback(bench, Which::Only, false).unwrap()[0].state, ChangeState::Undone));
}

#[test]
fn a_change_with_a_later_one_on_the_same_setting_goes_back_after_it() {
    let table = Table::new(3);
    let before = table.all();
    let ids = ["10000 65001", "20480 65001"].map(|range| {
        table.apply(&[(RANGE, range)], Given::helped()).unwrap();
        table.status()[0].id.clone()
    });
    let back = |id: &str| table.with(|bench| rollback(bench, Which::Named(id), false));
    let above = back(&ids[0]);
    assert!(matches!(&above, Err(TreatError::Under { by, .. }) if *by == ids[1]), "{above:?}");
    assert_eq!(table.get(RANGE).trim(), "20480\t65001");
    assert_eq!(back(&ids[1]).unwrap()[0].state, ChangeState::Undone);
    assert_eq!(table.get(RANGE).trim(), "10000\t65001");
    assert_eq!(back(&ids[0]).unwrap()[0].state, ChangeState::Undone);
    assert_eq!(table.all(), before);
}

#[test]
fn ports_of_a_change_below_another_one_go_back_alone() {
    let table = Table::new(3);
    table.apply(&[(RESERVED, "40000")], Given::helped()).unwrap();
    let first = table.status()[0].id.clone();
    table.apply(&[(RESERVED, "41000")], Given::helped()).unwrap();
    table.with(|bench| rollback(bench, Which::Named(&first), false).unwrap());
    let mut expected = PortSet::parse(&others(3)).unwrap();
    expected.insert(41_000);
    assert_eq!(table.get(RESERVED).trim(), expected.to_string());
}

#[test]
fn what_makes_it_worse_goes_back_unless_it_is_to_stay() {
    let worse = || {
        let mut given = Given::helped();
        let drops = |per_s| vec![Trouble { name: "drops".to_owned(), per_s: Some(per_s) }];
        given.readings.iter_mut().for_each(|reading: &mut Reading| reading.troubles = drops(0.0));
        given.readings[2].troubles = drops(7.0);
        given
    };
    let table = Table::new(3);
    let done = table.apply(&[(REUSE, "1")], worse()).unwrap();
    assert_eq!((done.receipt.outcome, done.receipt.undone), (Some(Outcome::Worse), true));
    assert_eq!(table.get(REUSE).trim(), "2");
    let plan = plan(table.netns.as_ref(), &[(REUSE, "1")]).unwrap();
    let stay = lastack_treat::Order { keep_worse: true, ..order(&plan) };
    let done = table.with(|bench| apply(bench, &stay, &mut worse())).unwrap();
    assert_eq!((done.receipt.outcome, done.receipt.undone), (Some(Outcome::Worse), false));
    assert_eq!(table.get(REUSE).trim(), "1");
}

#[test]
fn two_remedies_may_want_the_same_setting() {
    const QUEUE: &str = "net.core.somaxconn";
    let table = Table::new(3);
    let before = table.all();
    let wishes =
        [(QUEUE, "8192"), (QUEUE, "5000"), (QUEUE, "16384"), (RESERVED, "8080"), (RESERVED, "8080-8081")];
    let plan = plan(table.netns.as_ref(), &wishes).unwrap();
    let done = table.with(|bench| apply(bench, &order(&plan), &mut Given::helped())).unwrap();
    let to: Vec<_> = done.receipt.steps.iter().map(|step| (step.key, step.to.as_str())).take(2).collect();
    assert_eq!(to, [(QUEUE, "8192"), (QUEUE, "16384")]);
    assert!(done.receipt.steps.iter().all(|step| step.state == StepState::Written));
    assert_eq!(table.get(QUEUE).trim(), "16384");
    table.rollback().unwrap();
    assert_eq!(table.all(), before);
}

#[test]
fn without_consent_or_with_a_remedy_that_is_refused_nothing_happens() {
    let table = Table::new(3);
    let mut plan = plan(table.netns.as_ref(), &[(REUSE, "1")]).unwrap();
    let nobody = lastack_treat::Order { consent: Consent::None, ..order(&plan) };
    let error = table.with(|bench| apply(bench, &nobody, &mut Given::helped())).unwrap_err();
    assert!(matches!(error, TreatError::NoConsent));
    plan.remedies[0].safety = Safety::Refused;
    let error = table.with(|bench| apply(bench, &order(&plan), &mut Given::helped())).unwrap_err();
    assert!(matches!(error, TreatError::Refused { .. }));
    assert_eq!(table.get(REUSE).trim(), "2");
    assert!(!table.journal.folder().exists());
}

struct Other {
    boot_id: &'static str,
    wall_step_ms: i64,
}

impl Clock for Other {
    fn now(&self) -> Result<Now, TreatError> {
        let now = SystemClock::default().now()?;
        Ok(Now { wall_ms: now.wall_ms + self.wall_step_ms, ..now })
    }

    fn boot_id(&self) -> Result<String, TreatError> {
        if self.boot_id.is_empty() { SystemClock::default().boot_id() } else { Ok(self.boot_id.to_owned()) }
    }

    fn wait(&self, _: std::time::Duration) {}
}

#[test]
fn after_a_reboot_what_the_file_set_again_goes_back_and_the_file_goes() {
    let table = Table::new(3);
    let files = table.files();
    let plan = plan(table.netns.as_ref(), &[(REUSE, "1")]).unwrap();
    let keep = lastack_treat::Order { persist: true, ..order(&plan) };
    let done = table.with(|bench| apply(bench, &keep, &mut Given::helped())).unwrap();
    let file = done.file.unwrap().path;
    assert_eq!(table.files().len(), files.len() + 1);
    let rebooted = Other { boot_id: "another-boot", wall_step_ms: 0 };
    table.with_other(&rebooted, &Unwatched, |bench| {
        let change = &lastack_treat::status(bench).unwrap()[0];
        assert_eq!((change.state, &change.steps[0].state), (ChangeState::Stands, &StepState::Written));
        assert_eq!(change.file.as_ref().unwrap().path.raw(), file);
        let change = &rollback(bench, Which::Only, false).unwrap()[0];
        assert_eq!((change.state, &change.steps[0].state), (ChangeState::Undone, &StepState::Undone));
    });
    assert_eq!((table.get(REUSE).trim(), table.files()), ("2", files));
}

#[test]
fn after_a_reboot_what_others_set_stays_and_a_change_without_a_file_is_void() {
    let table = Table::new(3);
    let keep = |persist| {
        let plan = plan(table.netns.as_ref(), &[(REUSE, "1")]).unwrap();
        let keep = lastack_treat::Order { persist, ..order(&plan) };
        table.with(|bench| apply(bench, &keep, &mut Given::helped()).map(drop)).unwrap();
    };
    keep(true);
    // A file of the site sets the same.
    let site = table.root.join("etc/sysctl.d/50-site.conf");
    std::fs::write(&site, "net/ipv4/tcp_tw_reuse=1\n").unwrap();
    let rebooted = Other { boot_id: "another-boot", wall_step_ms: 0 };
    let again = || {
        table.with_other(&rebooted, &Unwatched, |bench| rollback(bench, Which::Only, false)).map(
            |mut changes| {
                let change = changes.remove(0);
                (change.state, change.steps[0].state.clone())
            },
        )
    };
    assert_eq!(again().unwrap(), (ChangeState::Undone, StepState::Gone));
    assert_eq!((table.get(REUSE).trim(), table.files().len()), ("1", 1));
    table.set(REUSE, "2");
    keep(false);
    assert!(matches!(again(), Err(TreatError::NoneLeft)));
    assert_eq!(table.get(REUSE).trim(), "1");
}

#[test]
fn a_step_of_the_wall_clock_moves_neither_names_nor_deadlines() {
    let table = Table::new(3);
    table.apply(&[(REUSE, "1")], Given::helped()).unwrap();
    let plan = plan(table.netns.as_ref(), &[(RANGE, "10000 65001")]).unwrap();
    let back = Other { boot_id: "", wall_step_ms: -86_400_000 };
    table.with_other(&back, &Unwatched, |bench| {
        apply(bench, &order(&plan), &mut Given::helped()).unwrap();
        let changes = lastack_treat::status(bench).unwrap();
        assert!(changes[0].id > changes[1].id && changes[0].begun_at_ms < changes[1].begun_at_ms);
        rollback(bench, Which::All, false).unwrap();
    });
    assert_eq!((table.get(REUSE).trim(), table.get(RANGE).trim()), ("2", "32768\t60999"));
}

#[test]
fn a_step_of_the_wall_clock_between_the_change_and_its_confirmation_does_not_matter() {
    for wall_step_ms in [-86_400_000, 86_400_000] {
        let table = Table::new(3);
        assert!(table.rehearse(&["guarded"]).end().starts_with("passed"));
        let guard = crate::guarded::guard(&table);
        let left = |bench: &lastack_treat::Bench<'_>| lastack_treat::status(bench).unwrap()[0].reverts_in_s;
        table.with_other(&Other { boot_id: "", wall_step_ms }, &Unwatched, |bench| {
            assert!(left(bench).is_some_and(|left| left <= 60), "{:?}", left(bench));
            assert_eq!(confirm(bench, None).unwrap().change.state, ChangeState::Stands);
        });
        assert!(lastack_netlab::wait_gone(guard, crate::guarded::PATIENCE).unwrap());
        assert_eq!((table.get(REUSE).trim(), table.status()[0].state), ("1", ChangeState::Stands));
        table.rollback().unwrap();
    }
}

#[test]
fn only_the_namespace_of_the_change_is_ever_written_back() {
    let table = Table::new(3);
    table.apply(&[(REUSE, "1")], Given::helped()).unwrap();
    let other = lastack_netlab::Netns::beside().unwrap();
    other.sysctl(REUSE, "1").unwrap();
    let fd = std::os::fd::AsRawFd::as_raw_fd(&other.fd());
    let other = lastack_hand::Netns::open(format!("/proc/self/fd/{fd}").as_ref()).unwrap();
    // It has the inode of the one that has gone, and another cookie.
    let taken_over = lastack_model::NetnsId { inode: table.netns.id().inode, ..other.id().clone() };
    let tree = table.folder.path().join("tree/net/ipv4");
    std::fs::create_dir_all(&tree).unwrap();
    std::fs::write(tree.join("tcp_tw_reuse"), "1\n").unwrap();
    let stranger = lastack_hand::Rooted::new(table.folder.path().join("tree"), taken_over);
    struct Stranger(std::rc::Rc<dyn lastack_hand::Settings>);
    impl lastack_treat::Namespaces for Stranger {
        fn find(&self, _: &lastack_model::NetnsId) -> Option<std::rc::Rc<dyn lastack_hand::Settings>> {
            Some(std::rc::Rc::clone(&self.0))
        }
        fn boots(&self) -> Option<lastack_model::NetnsId> {
            None
        }
        fn here(&self) -> Vec<lastack_model::NetnsId> {
            Vec::new()
        }
    }
    let given = Stranger(std::rc::Rc::new(stranger));
    let change = table.with(|bench| {
        let bench = lastack_treat::Bench { namespaces: &given, ..*bench };
        rollback(&bench, Which::All, false).unwrap().remove(0)
    });
    assert_eq!((change.state, &change.steps[0].state), (ChangeState::Void, &StepState::Gone));
    assert_eq!(std::fs::read_to_string(tree.join("tcp_tw_reuse")).unwrap(), "1\n");
}

#[test]
fn a_namespace_is_found_again_by_its_cookie() {
    let table = Table::new(3);
    table.apply(&[(REUSE, "1")], Given::helped()).unwrap();
    let found = SystemNamespaces::default();
    let change = table.with(|bench| {
        let bench = lastack_treat::Bench { namespaces: &found, ..*bench };
        rollback(&bench, Which::Only, false).unwrap().remove(0)
    });
    assert_eq!((change.state, table.get(REUSE).trim()), (ChangeState::Undone, "2"));
}

#[test]
fn a_setting_of_the_whole_host_is_changed_on_a_recorded_tree() {
    let table = Table::new(3);
    let tree = table.folder.path().join("tree");
    std::fs::create_dir_all(tree.join("net/netfilter")).unwrap();
    let file = tree.join("net/netfilter/nf_conntrack_max");
    std::fs::write(&file, "262144\n").unwrap();
    let rooted = lastack_hand::Rooted::new(tree, table.netns.id().clone());
    let plan = plan(&rooted, &[("net.netfilter.nf_conntrack_max", "524309")]).unwrap();
    let held = Held { held: vec![std::rc::Rc::new(rooted)], boots: None };
    table.with(|bench| {
        let bench = lastack_treat::Bench { namespaces: &held, ..*bench };
        apply(&bench, &order(&plan), &mut Given::helped()).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "524309\n");
        rollback(&bench, Which::Only, false).unwrap();
    });
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "262144\n");
}

#[test]
fn there_is_nothing_to_confirm_twice() {
    let table = Table::new(3);
    table.apply(&[(REUSE, "1")], Given::helped()).unwrap();
    let id = table.status()[0].id.clone();
    table.with(|bench| {
        assert!(matches!(confirm(bench, None), Err(TreatError::NoneLeft)));
        assert!(matches!(confirm(bench, Some(&id)), Err(TreatError::TooLate { .. })));
        assert!(matches!(confirm(bench, Some("00000000")), Err(TreatError::NoChange { .. })));
        rollback(bench, Which::Named(&id), false).unwrap();
        assert!(matches!(rollback(bench, Which::Named(&id), false), Err(TreatError::Back { .. })));
    });
}
