//! Of tables of two moments the rows of one are listed, as the verdict counts them.

use lastack_host::Replay;
use lastack_parse::filter::parse;

use super::*;

const HEAD: &str = "State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n";

fn rows(state: &str, first: u16, count: u16) -> String {
    (first..first + count).map(|port| format!("{state} 0 0 10.0.0.1:{port} 10.0.0.9:443\n")).collect()
}

/// Local ports of the rows that are listed, with how many may wait, and what is told.
fn listed(text: &str, filter: &str, room: usize) -> (Vec<u16>, Vec<String>) {
    let host = Replay::of_files([("a.txt", text)]);
    let filter = parse(filter, &|_| None).unwrap();
    let mut ports = Vec::new();
    let mut each = |row: &SocketRow<'_>, _: Option<f64>| {
        ports.push(row.local.port);
        ControlFlow::Continue(())
    };
    let Ok(TextRows::Text(_, warnings)) = rows_of(&host, Path::new("a.txt"), &filter, &mut each, room) else {
        panic!("it is text");
    };
    (ports, warnings.first.iter().map(|warning| format!("{} {}", warning.line, warning.why.id)).collect())
}

#[test]
fn of_two_moments_the_last_is_listed_and_it_is_said() {
    let (early, late) = (rows("TIME-WAIT", 40_000, 5), rows("TIME-WAIT", 40_003, 7));
    let listen = "LISTEN 0 128 10.0.0.1:80 0.0.0.0:*\n";
    let again = |line: u64| format!("{line} collect-paste-table-again");
    let text = format!("{HEAD}{early}{HEAD}{late}");
    assert_eq!(listed(&text, "", HELD), ((40_003..40_010).collect(), vec![again(8)]));
    // What the filter leaves out decides with what it takes.
    let text = format!("{HEAD}{listen}{early}{HEAD}{listen}{late}");
    assert_eq!(listed(&text, "sport = :40004", HELD), (vec![40_004], vec![again(9)]));
    assert_eq!(listed(&text, "sport = :40001", HELD), (Vec::new(), vec![again(9)]));
    // One that shows fewer kinds of sockets does not replace a whole one.
    let fewer = vec!["9 collect-paste-table-fewer".to_owned()];
    assert_eq!(
        listed(&format!("{HEAD}{listen}{early}{HEAD}{listen}"), "state listening", HELD),
        (vec![80], fewer)
    );
    // Parts of one look stand beside each other.
    let text = format!("{HEAD}{listen}{HEAD}{early}");
    assert_eq!(listed(&text, "", HELD), ([80].into_iter().chain(40_000..40_005).collect(), Vec::new()));
}

#[test]
fn where_too_many_rows_would_wait_all_are_listed_as_they_come_and_that_is_said() {
    let text = format!("{HEAD}{}{HEAD}{}", rows("TIME-WAIT", 40_000, 5), rows("TIME-WAIT", 40_003, 7));
    let all: Vec<u16> = (40_000..40_005).chain(40_003..40_010).collect();
    assert_eq!(listed(&text, "", 3), (all, vec!["8 collect-sockets-again".to_owned()]));
}

#[test]
fn the_program_that_stands_below_a_row_is_its_holder() {
    let text = "  TCP    10.0.0.5:80   10.0.0.9:40000   ESTABLISHED   77\r\n [nginx.exe]\r\n";
    let host = Replay::of_files([("a.txt", text)]);
    let filter = parse("", &|_| None).unwrap();
    let mut named = Vec::new();
    let mut each = |row: &SocketRow<'_>, _: Option<f64>| {
        named.extend(row.owner.map(|owner| (owner.pid, owner.name.map(str::to_owned))));
        ControlFlow::Continue(())
    };
    rows_of(&host, Path::new("a.txt"), &filter, &mut each, HELD).unwrap();
    assert_eq!(named, [(77, Some("nginx.exe".to_owned()))]);
}
