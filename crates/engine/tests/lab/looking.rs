//! How the tests of rules look at their own namespace, and what a rule said there.

use std::net::SocketAddr;
use std::time::Duration;

use lastack_engine::{NetnsChoice, Request, examine};
use lastack_host::Live;
use lastack_model::{Finding, Report, Severity};

use crate::because::because;

/// Two readings, so many milliseconds apart; 0 is one reading.
pub(crate) fn look_for(interval_ms: u64) -> Report {
    let interval = Duration::from_millis(interval_ms);
    let request = Request { netns: NetnsChoice::Own, interval, ..Request::default() };
    examine(&Live::new(), &request).unwrap().report
}

pub(crate) fn found(rule: &str) -> Option<Finding> {
    look_for(200).findings.unwrap().into_iter().find(|finding| finding.id == rule)
}

/// Severity of the rule's finding, and what it fired on.
pub(crate) fn judged(rule: &str) -> Option<(Severity, String)> {
    found(rule).map(|finding| (finding.severity, because(&finding)))
}

pub(crate) fn at(text: &str) -> SocketAddr {
    text.parse().unwrap()
}
