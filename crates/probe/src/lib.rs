//! Watches ports and leaves no TIME_WAIT behind: targets, strategies, and the loop that runs them on one thread.
//!
//! A strategy (`strategies/<id>.rs`) says what is done with a connection, and knows nothing of sockets: it speaks to a
//! `Link`. The engine owns sockets, timers and source ports, and knows nothing of what a strategy is about.
#![cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "what a connection that is held needs waits for an engine on other systems")
)]

mod allow;
mod answer;
mod close_first;
mod conduct;
mod error;
mod fault;
mod file;
mod file_sd;
mod metrics;
mod pace;
mod serve;
mod service;
mod settings;
mod state;
mod strategies;
mod target;
mod timers;
mod tls;

#[cfg(target_os = "linux")]
mod confine;
#[cfg(target_os = "linux")]
mod engine;
#[cfg(any(test, not(target_os = "linux")))]
mod portable;
// The same functions on every system.
#[cfg(target_os = "linux")]
#[path = "linux.rs"]
mod system;
#[cfg(not(target_os = "linux"))]
#[path = "other.rs"]
mod system;

use std::sync::Arc;
use std::time::Duration;

use lastack_host::Host;
use lastack_model::words::{Message, Words};
use lastack_model::{ProbeCheck, StateCounts};

pub use allow::Allow;
pub use close_first::{ClosedFirst, close_first};
pub(crate) use conduct::{Conduct, Ending, Found, Link, LinkInfo, Memory, Next, Ready};
pub use error::ProbeError;
pub(crate) use fault::Fault;
pub use file::{Plan, Wrong, doubles, read, trusted, without_doubles};
pub use service::{Event, run};
pub use settings::{Http, Settings, SourcePorts, Tls};
pub use strategies::STRATEGIES;
pub use system::confine;
pub use target::{Place, Target, TargetError, expand};
pub use tls::{Roots, Trust};

/// One way of telling whether a target is up.
#[derive(Debug)]
pub struct Strategy {
    /// What `--strategy` calls it
    pub id: &'static str,
    /// How it works
    pub(crate) kind: Kind,
}

impl PartialEq for Strategy {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// How a strategy works.
#[derive(Debug)]
pub(crate) enum Kind {
    /// By connections: what is done with one, given what is known of the target
    Connects(fn(&Settings, &Memory) -> Box<dyn Conduct>),
    /// By the kernel's table alone: no packet is sent
    Looks,
}

/// The strategy of that name.
pub fn strategy(id: &str) -> Option<&'static Strategy> {
    STRATEGIES.iter().copied().find(|strategy| strategy.id == id)
}

/// What one round of checks cost, and how punctual it was.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    /// From the first SYN to the last answer
    pub took: Duration,
    /// Sockets of our own that are left, by state; `None` where they could not be counted
    pub own: Option<StateCounts>,
    /// Source ports that others have, and who
    pub notes: Vec<Message>,
    /// 99 of 100 timers were at most so late; `None` before the first
    pub lateness_p99: Option<Duration>,
}

/// Checks every target once; `each` is given each check as it ends, with the index of its target.
///
/// # Errors
/// [`ProbeError`] where nothing can be checked at all.
pub fn once(
    host: &dyn Host,
    targets: &[Target],
    ports: &SourcePorts,
    stop: &dyn Fn() -> bool,
    each: &mut dyn FnMut(usize, ProbeCheck),
) -> Result<Account, ProbeError> {
    system::once(host, targets, ports, stop, each)
}

/// A target between its checks.
#[derive(Debug)]
pub struct Status<'a> {
    /// As it is named
    pub name: &'a str,
    /// The target
    pub target: &'a Target,
    /// The last check and the last fresh connect together; `None` where it cannot be told, or was not yet
    pub up: Option<bool>,
    /// The last check; `None` before the first
    pub last: Option<&'a ProbeCheck>,
    /// The last fresh connect beside a connection that is held; `None` before the first
    pub fresh: Option<&'a ProbeCheck>,
    /// Changes between up and down since the start
    pub flaps: u64,
    /// Checks since the start
    pub checks: u64,
    /// Half of the last connects took at most so long; `None` before the first
    pub connect_p50: Option<Duration>,
    /// 99 of 100 of the last connects
    pub connect_p99: Option<Duration>,
}

/// A run as its control sees it.
pub trait Run {
    /// All targets, in no order.
    fn statuses(&self, each: &mut dyn FnMut(&Status<'_>));
    /// What the run cost until now, and its own sockets.
    fn account(&self) -> Account;
}

/// What a run is to do next.
#[derive(Debug)]
pub enum Wish {
    /// Go on
    On,
    /// Stop: connections that are held are closed
    Stop,
    /// Watch these from now on
    Targets(Vec<Target>),
}

/// Has whoever controls a run asked at once, from any thread.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// Whoever started a run: is told of checks, and asked what to do.
pub trait Control {
    /// The source ports are ours, and nothing was sent yet.
    ///
    /// # Errors
    /// What ends the run before it begins.
    fn ready(&mut self) -> Result<(), ProbeError> {
        Ok(())
    }

    /// A check has ended.
    fn check(&mut self, check: &ProbeCheck);

    /// Something that whoever started the run should know.
    fn note(&mut self, note: &Message);

    /// Asked twice a second, and whenever what [`Control::wakes`] was given is called.
    fn tick(&mut self, run: &dyn Run) -> Wish;

    /// Given before [`Control::ready`] what has [`Control::tick`] called at once.
    fn wakes(&mut self, wake: Wake) {
        drop(wake);
    }
}

/// Checks targets again and again, until the control ends it.
///
/// # Errors
/// [`ProbeError`] where nothing can be checked at all.
pub fn stay(
    host: &dyn Host,
    targets: &[Target],
    ports: &SourcePorts,
    control: &mut dyn Control,
) -> Result<Account, ProbeError> {
    system::stay(host, targets, ports, control)
}

/// Source ports for a run that names none: those above the ephemeral range.
///
/// # Errors
/// [`ProbeError::RangeEphemeral`] where the kernel gives all of them to others.
pub fn default_ports(host: &dyn Host) -> Result<SourcePorts, ProbeError> {
    system::default_ports(host)
}

/// Whether a run of the plan could have its source ports: none that the kernel gives to others.
///
/// # Errors
/// [`ProbeError::RangeEphemeral`] where it could not.
pub fn check_ports(host: &dyn Host, plan: &Plan) -> Result<(), ProbeError> {
    match plan.source_ports {
        Some(ports) => system::check_ports(host, &ports),
        None => default_ports(host).map(drop),
    }
}

/// Every port that this host listens on, in the order of ports: the loopback address where it listens on all.
///
/// # Errors
/// [`ProbeError`] where the system does not say.
pub fn listening(host: &dyn Host, settings: &Arc<Settings>) -> Result<Vec<Target>, ProbeError> {
    let found = system::listening(host)?;
    let target = |address: std::net::SocketAddr| Target {
        place: Place::Address(address.ip()),
        port: address.port(),
        settings: Arc::clone(settings),
    };
    Ok(found.into_iter().map(target).collect())
}

/// Words of this crate.
pub static WORDS: &[Words] =
    &[Words { prefix: "probe", en: include_str!("../words/en.ftl"), zh: include_str!("../words/zh-CN.ftl") }];

#[cfg(test)]
mod tests {
    use lastack_testkit::fluent;

    use super::*;

    #[test]
    fn this_crate_says_the_same_in_both_languages() {
        for words in WORDS {
            assert_eq!(fluent::messages(words.en), fluent::messages(words.zh));
        }
        assert_eq!(lastack_model::words::Catalog::new(WORDS).problems(), [] as [String; 0]);
    }
}
