//! Excluded ports, which a netsh of ours keeps: it excludes no port that a socket holds, and takes back whole exclusions alone.

use super::*;
use crate::values::EXCLUDED;

/// Where netsh keeps them.
const STORE: &str = r"C:\windows\netsh-store.txt";

/// Of the system's own, and of an administrator, before us.
const BEFORE: &str =
    "ipv4 49152 16384\nipv6 49152 16384\nexcluded ipv4 80 80 -\nexcluded ipv4 50000 50059 *\n";

/// What is read of it: what an administrator excluded.
const READ: [&str; 2] = ["50000-50059", ""];

const WRITTEN: [&str; 2] = ["10051-10052,50000-50059", "10052"];

/// What a test puts there goes with it.
struct Store(Table);

impl Store {
    fn new() -> Self {
        let table = Table::new([None, None, None]);
        fs::write(STORE, BEFORE).unwrap();
        Store(table)
    }

    fn read(&self) -> [String; 2] {
        EXCLUDED.map(|(key, _)| self.0.get(key))
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = fs::remove_file(STORE);
    }
}

fn stored() -> String {
    fs::read_to_string(STORE).unwrap()
}

/// As somebody else would.
fn netsh(verb: &str, start: &str, number: &str) {
    let words =
        ["interface", "ipv4", verb, "excludedportrange", "protocol=tcp", start, number, "store=persistent"];
    run("netsh.exe", &words).unwrap();
}

#[test]
fn ports_are_excluded_and_go_back_and_what_others_excluded_stays() {
    let store = Store::new();
    let table = &store.0;
    assert_eq!(store.read(), READ);
    for theirs in [false, true] {
        let done = table.apply(&EXCLUDED).unwrap();
        assert!(done.whole, "{:?}", done.receipt);
        assert_eq!(store.read(), WRITTEN);
        assert!(done.receipt.steps.iter().all(|step| step.state == StepState::Written));
        if theirs {
            netsh("add", "startport=10060", "numberofports=3");
        }
        let change = &table.rollback().unwrap()[0];
        assert_eq!(change.state, ChangeState::Undone, "{change:?}");
        let left = if theirs { format!("{BEFORE}excluded ipv4 10060 10062 *\n") } else { BEFORE.to_owned() };
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
        assert_eq!(lines(&stored()), lines(&left));
    }
}

#[test]
fn a_write_touches_the_ports_in_which_what_was_seen_and_what_is_wanted_differ_and_no_others() {
    let store = Store::new();
    let netns = Netns::own().unwrap();
    let setting = treatable(EXCLUDED[0].0).unwrap();
    let write = |from: &str, to: &str| netns.write(setting, from, to, &Unwatched);
    // Behind the comparison somebody excludes 10060 and takes 50000 to 50059 back.
    netsh("add", "startport=10060", "numberofports=1");
    netsh("delete", "startport=50000", "numberofports=60");
    write("50000-50059", "10051,50000-50059").unwrap();
    assert_eq!(store.read()[0], "10051,10060");
    write("10051,50000-50059", "50000-50059").unwrap();
    assert_eq!(store.read()[0], "10060");
    // A port that is gone already is none to take back, and one in a wider exclusion keeps no other one.
    netsh("add", "startport=10040", "numberofports=10");
    let error = write("10039-10041,10060", "").unwrap_err();
    assert_eq!(error.reason().to_string(), "netsh shows a wider exclusion around port 10040");
    assert_eq!(store.read()[0], "10040-10049");
}

/// Somebody else excludes a port while those before it are written.
struct Overtaken;

impl Watch for Overtaken {
    fn before(&self, act: &Act<'_>) -> std::io::Result<()> {
        if let Act::Set(_, b"add 10052") = act {
            netsh("add", "startport=10052", "numberofports=1");
        }
        Ok(())
    }
}

#[test]
fn a_port_that_somebody_else_excludes_in_the_middle_stays_theirs_and_ours_go_back() {
    let store = Store::new();
    let done = store.0.apply_watched(&EXCLUDED[..1], &Overtaken).unwrap();
    let why = StepState::Refused("netsh refused to exclude port 10052".to_owned());
    assert!(done.receipt.undone && done.receipt.steps[0].state == why, "{:?}", done.receipt);
    assert_eq!(store.read()[0], "10052,50000-50059");
}

#[test]
fn a_change_of_exclusions_that_is_killed_at_any_point_and_its_way_back_go_to_their_end() {
    let store = Store::new();
    let table = &store.0;
    let before = || stored() == BEFORE;
    let all = table.points("apply", &["excluded"]);
    assert_eq!(store.read(), WRITTEN);
    check(table, &before, "the whole change");
    assert!(all > 25, "only {all} points");
    let mut half = 0;
    for point in 0..all {
        if table.journal.folder().exists() {
            table.clear();
        }
        kill_at(table, "apply", point, &["excluded"]);
        half += u64::from(![READ, WRITTEN].contains(&store.read().each_ref().map(String::as_str)));
        check(table, &before, &format!("exclusions killed at {point} of {all}"));
    }
    // Between the first port and the last one something of ours stood there.
    assert!(half >= 2, "only {half} times");
    table.clear();
    table.apply(&EXCLUDED).unwrap();
    let all = table.points("rollback", &[]);
    assert!(all > 17 && before(), "only {all} points");
    for point in 0..all {
        table.clear();
        table.apply(&EXCLUDED).unwrap();
        kill_at(table, "rollback", point, &[]);
        check(table, &before, &format!("the way back of exclusions killed at {point} of {all}"));
    }
}

#[test]
fn a_port_that_a_socket_holds_is_refused_and_those_before_it_go_back() {
    let store = Store::new();
    let table = &store.0;
    // Of IPv4 the second port, when the first one is excluded; of IPv6 the only one.
    for (address, step) in [("0.0.0.0:10052", 0), ("[::]:10052", 1)] {
        let held = std::net::TcpListener::bind(address).unwrap();
        let done = table.apply(&EXCLUDED).unwrap();
        assert!(done.receipt.undone && stored() == BEFORE, "{address}: {:?}", done.receipt);
        let why = StepState::Refused("netsh refused to exclude port 10052".to_owned());
        assert!(done.whole && done.receipt.steps[step].state == why, "{address}: {:?}", done.receipt);
        drop(held);
        table.clear();
    }
    assert!(table.apply(&EXCLUDED).unwrap().whole);
    table.rollback().unwrap();
    assert_eq!(stored(), BEFORE);
}

#[test]
fn a_wider_exclusion_of_somebody_else_that_took_our_ports_in_stays() {
    let store = Store::new();
    let table = &store.0;
    table.apply(&EXCLUDED[..1]).unwrap();
    for port in ["startport=10051", "startport=10052"] {
        netsh("delete", port, "numberofports=1");
    }
    netsh("add", "startport=10050", "numberofports=10");
    let theirs = stored();
    let change = &table.rollback().unwrap()[0];
    assert_eq!(change.state, ChangeState::Partly, "{change:?}");
    let why = StepState::Refused("netsh shows a wider exclusion around port 10051".to_owned());
    assert_eq!(change.steps[0].state, why);
    assert_eq!(stored(), theirs);
}

#[test]
fn a_netsh_that_excludes_nothing_is_not_believed() {
    let store = Store::new();
    let deaf = format!("{BEFORE}deaf\n");
    fs::write(STORE, &deaf).unwrap();
    let done = store.0.apply(&EXCLUDED).unwrap();
    assert!(done.receipt.undone, "{:?}", done.receipt);
    assert_eq!(stored(), deaf);
}

/// Whether `delete` works while the service listens is not documented: the way back stays open, and is gone when the service has stopped.
#[test]
fn a_port_whose_service_has_started_stays_with_its_reason_until_netsh_gives_it_back() {
    let store = Store::new();
    let table = &store.0;
    fs::write(STORE, format!("{BEFORE}clings\n")).unwrap();
    assert!(table.apply(&EXCLUDED).unwrap().whole);
    let service = std::net::TcpListener::bind("0.0.0.0:10052").unwrap();
    for _ in 0..2 {
        let change = &table.rollback().unwrap()[0];
        assert_eq!(change.state, ChangeState::Partly, "{change:?}");
        let why = StepState::Refused("netsh refused to take back port 10052".to_owned());
        assert_eq!(change.steps[0].state, why, "{change:?}");
        // What nobody holds went back.
        assert_eq!(store.read(), ["10052,50000-50059", ""]);
    }
    drop(service);
    let change = &table.rollback().unwrap()[0];
    assert_eq!(change.state, ChangeState::Undone, "{change:?}");
    assert_eq!(stored(), format!("{BEFORE}clings\n"));
}
