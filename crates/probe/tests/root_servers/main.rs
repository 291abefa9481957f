//! Checks of real servers: what each of them counts and logs, beside a plain connect and close.
//!
//! Each server runs with its distribution's settings for logs. `--nocapture` shows the table that docs/probe.md has.

#![cfg(target_os = "linux")]
#![expect(clippy::panic, reason = "a server that is missing must stop the test, and say how to get it")]
#![expect(clippy::print_stdout, reason = "the figures are what the test is run for by hand")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

mod checks;
mod servers;

use std::time::Duration;

use checks::{Left, auto, each_once, plain, quiet};
use lastack_netlab::Netns;
use lastack_probe::Trust;
use servers::Server;

/// What a server counted and logged while it was checked so many times.
#[derive(Debug)]
struct Row {
    how: &'static str,
    checks: u64,
    /// Checks that were under way at the end: the server saw them, and nobody waited for their answer
    cut: u64,
    /// Its own counter of connections that went wrong; `None` where it has none
    aborted: Option<u64>,
    lines: Vec<String>,
    left: Left,
}

impl Row {
    fn per_thousand(&self, count: u64) -> u64 {
        count * 1_000 / self.checks
    }

    /// Whether so many are no more than as many for each check as `other` has.
    fn no_more(&self, count: u64, other: &Row, of_other: u64) -> bool {
        count * other.checks <= of_other * (self.checks + self.cut)
    }
}

fn row(server: &Server, how: &'static str, checked: impl FnOnce() -> (u64, Left)) -> Row {
    quiet(server.at.port());
    // Who took the last one of before has looked at it, and logged it, by the time that others were answered.
    for _ in 0..4 {
        server.asked();
    }
    let (before, lines) = (server.aborted(), server.log().len());
    let (checks, left) = checked();
    let aborted = server.aborted().zip(before).map(|(now, before)| now - before);
    Row { how, checks, cut: 0, aborted, lines: server.log().split_off(lines), left }
}

/// Plain, polite, reset and auto, and what they left; auto with so many targets at once, each for so many checks.
fn compare(server: &Server, (targets, checks): (u8, u64)) -> Vec<Row> {
    let at = server.at;
    // The plain ones late: what they leave behind stays for a minute. Resets last: some servers log them when all is over.
    let rows = vec![
        row(server, "polite", || each_once("polite", server, 1_000)),
        Row { cut: targets.into(), ..row(server, "auto", || auto(server, targets, checks)) },
        row(server, "plain", || plain(at, 1_000)),
        row(server, "reset", || each_once("reset", server, 1_000)),
    ];
    for row in &rows {
        let Left { ours, theirs } = row.left;
        println!(
            "| {} | {} | {} | {} | {} | {ours} | {theirs} |",
            server.name,
            row.how,
            row.checks,
            row.aborted.map_or_else(|| "none kept".to_owned(), |count| row.per_thousand(count).to_string()),
            row.per_thousand(row.lines.len() as u64),
        );
        row.lines.iter().take(2).for_each(|line| println!("    {line}"));
    }
    let of = |how: &str| rows.iter().find(|row| row.how == how).unwrap();
    assert_eq!((of("polite").left.ours, of("auto").left.ours), (0, 0), "{}", server.name);
    rows
}

/// No worse than a plain connect and close, which is what people have.
fn no_worse(rows: &[Row], how: &str) {
    let of = |how: &str| rows.iter().find(|row| row.how == how).unwrap();
    let (plain, ours) = (of("plain"), of(how));
    let (lines, of_plain) = (ours.lines.len() as u64, plain.lines.len() as u64);
    assert!(ours.no_more(lines, plain, of_plain), "{how}: {lines} lines, such as {:?}", ours.lines.first());
    if let (Some(count), Some(counted)) = (ours.aborted, plain.aborted) {
        // MariaDB adds to its counter without a lock, so two threads at once may count as one; its log has a line of each.
        let of_plain = counted.max(of_plain);
        assert!(ours.no_more(count, plain, of_plain), "{how}: {count} aborted beside {of_plain}");
    }
}

#[test]
fn nginx_logs_nothing() {
    let _netns = Netns::enter_fresh().unwrap();
    let rows = compare(&Server::nginx(), (40, 25));
    for row in &rows {
        assert_eq!(row.lines.first(), None, "{}", row.how);
    }
}

#[test]
fn redis_logs_nothing() {
    let _netns = Netns::enter_fresh().unwrap();
    let rows = compare(&Server::redis(), (40, 25));
    for row in &rows {
        assert_eq!((row.lines.len(), row.aborted), (0, Some(0)), "{}", row.how);
    }
}

#[test]
fn postgresql_logs_nothing_but_of_resets() {
    let _netns = Netns::enter_fresh().unwrap();
    let rows = compare(&Server::postgresql(), (40, 25));
    no_worse(&rows, "polite");
    no_worse(&rows, "auto");
}

#[test]
fn mariadb_counts_no_more_than_of_a_plain_close() {
    let _netns = Netns::enter_fresh().unwrap();
    let rows = compare(&Server::mariadb(), (20, 25));
    no_worse(&rows, "polite");
    no_worse(&rows, "auto");
}

#[test]
fn sshd_logs_no_more_than_of_a_plain_close() {
    let _netns = Netns::enter_fresh().unwrap();
    // Ten at once is where it begins to refuse (MaxStartups).
    let rows = compare(&Server::sshd(), (8, 25));
    no_worse(&rows, "polite");
    no_worse(&rows, "auto");
}

#[test]
fn the_trapper_of_a_zabbix_proxy_stays_free_and_its_log_empty() {
    let _netns = Netns::enter_fresh().unwrap();
    let proxy = Server::zabbix_proxy();
    // Each check takes one of its two trappers for a tenth of a second: six a second are a hundred times what people ask.
    let rows = compare(&proxy, (3, 60));
    let of_auto = rows.iter().find(|row| row.how == "auto").unwrap();
    assert_eq!(of_auto.lines.first(), None);
}

#[test]
fn nginx_with_tls_logs_nothing() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::nginx_tls();
    assert!(server.tls.as_ref().is_some_and(|tls| tls.trust != Trust::System));
    let rows = compare(&server, (40, 25));
    for row in &rows {
        assert_eq!(row.lines.first(), None, "{}", row.how);
    }
}

/// A server that is asked while it is checked must answer as if it were not.
const SOON: Duration = Duration::from_secs(1);
