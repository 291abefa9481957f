//! Checking again and again: one heap of deadlines, and a few threads that wait for peers.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use lastack_host::Host;
use lastack_model::ProbeCheck;

use super::{Known, MOST_AT_ONCE, check, check_all};
use crate::pace::{self, CONTROL_EVERY, NAMES_HOLD};
use crate::service::lock;
use crate::state::State;
use crate::timers::{Key, PAUSED, Timers};
use crate::{Account, Control, ProbeError, SourcePorts, Status, Target, Wish};

/// Checks until the control says otherwise.
pub(crate) fn stay(
    host: &dyn Host,
    targets: &[Target],
    ports: &SourcePorts,
    control: &mut dyn Control,
) -> Result<Account, ProbeError> {
    check_all(host, targets, ports)?;
    let (told, heard) = channel();
    let calls = told.clone();
    // Where nobody hears it the run has ended.
    control.wakes(Arc::new(move || drop(calls.send(Told::Called))));
    control.ready()?;
    let mut checker = Checker {
        host,
        begun: Instant::now(),
        pool: Pool::new(told),
        timers: Timers::default(),
        watched: BTreeMap::new(),
        next: 0,
    };
    checker.replace(targets);
    let mut asked = checker.begun;
    loop {
        let called = checker.turn(&heard, control)?;
        if !called && asked.elapsed() < CONTROL_EVERY {
            continue;
        }
        asked = Instant::now();
        match control.tick(&checker) {
            Wish::On => {}
            Wish::Stop => return Ok(crate::Run::account(&checker)),
            Wish::Targets(targets) => checker.replace(&targets),
        }
    }
}

/// What wakes the loop.
enum Told {
    /// A check has ended that began so late
    Checked(usize, Duration, Box<ProbeCheck>),
    /// Whoever controls the run wants to be asked
    Called,
}

/// A target between its checks.
struct Watched {
    target: Target,
    name: String,
    state: State,
    known: Known,
    /// When its name was answered for
    resolved: Option<Instant>,
    /// Failures in a row
    failures: u32,
    /// The next check: its serial in the timers
    due: u64,
    /// A check waits for a thread, or has one
    runs: bool,
}

/// The loop. Targets have numbers that are given to nobody else, so that an answer for one that has gone is nobody's.
struct Checker<'a> {
    host: &'a dyn Host,
    begun: Instant,
    pool: Pool,
    timers: Timers,
    watched: BTreeMap<usize, Watched>,
    next: usize,
}

impl Checker<'_> {
    /// Begins what is due, then waits for what comes next. Whether the control is to be asked now.
    fn turn(&mut self, heard: &Receiver<Told>, control: &mut dyn Control) -> Result<bool, ProbeError> {
        let now = Instant::now();
        while let Some((key, late)) = self.timers.pop(now) {
            if let Key::Due { target, serial } = key {
                self.due(target, serial, late)?;
            }
        }
        let now = Instant::now();
        let next = self.timers.next().map(|at| at.saturating_duration_since(now));
        let first = heard.recv_timeout(next.unwrap_or(CONTROL_EVERY).min(CONTROL_EVERY)).ok();
        let mut called = false;
        for told in first.into_iter().chain(heard.try_iter()) {
            match told {
                Told::Called => called = true,
                Told::Checked(target, late, check) => self.ended(target, late, *check, control),
            }
        }
        Ok(called)
    }

    /// A target's turn has come.
    fn due(&mut self, key: usize, serial: u64, late: Duration) -> Result<(), ProbeError> {
        let Some(watched) =
            self.watched.get_mut(&key).filter(|watched| watched.due == serial && !watched.runs)
        else {
            return Ok(());
        };
        if late > PAUSED {
            // The machine slept, and everything is due at once: each takes a moment of its own within its interval.
            let share = pace::share(&watched.name, serial);
            let interval = watched.target.settings.interval;
            self.plan(key, interval.mul_f64(share));
            return Ok(());
        }
        watched.runs = true;
        let now = Instant::now();
        let fresh = watched.resolved.is_some_and(|at| now.duration_since(at) < NAMES_HOLD);
        let known =
            Known { ip: watched.known.ip.filter(|_| fresh && watched.failures == 0), ..watched.known };
        let job =
            Job { key, target: watched.target.clone(), known, due: now.checked_sub(late).unwrap_or(now) };
        self.pool.give(job).map_err(|source| ProbeError::Loop { source })
    }

    fn plan(&mut self, key: usize, after: Duration) {
        let serial = self.timers.serial();
        if let Some(watched) = self.watched.get_mut(&key) {
            watched.due = serial;
            self.timers.add(Instant::now() + after, Key::Due { target: key, serial });
        }
    }

    /// A check has ended.
    fn ended(&mut self, key: usize, late: Duration, mut check: ProbeCheck, control: &mut dyn Control) {
        self.pool.busy -= 1;
        self.timers.lateness.note(late);
        let Some(watched) = self.watched.get_mut(&key) else { return };
        watched.runs = false;
        if check.resolve.is_some() && check.address.is_some() {
            watched.resolved = Some(Instant::now());
        }
        watched.known.ip = check.address.map(|at| at.address.to_ip());
        watched.failures = if check.reason.is_some() { watched.failures.saturating_add(1) } else { 0 };
        if check.up == Some(true) {
            watched.known.class = check.class.or(watched.known.class);
        }
        check.class = watched.known.class;
        check.at_ms = self.host.now().wall_ms;
        watched.state.note(&check, true);
        check.flaps = Some(watched.state.flaps);
        let interval = pace::interval(&watched.target.settings, watched.failures);
        let after = pace::apart(interval, pace::share(&watched.name, watched.due));
        control.check(&check);
        self.plan(key, after);
    }

    /// These from now on. What stays as it was keeps its turn and its state.
    fn replace(&mut self, targets: &[Target]) {
        let mut known: HashMap<String, usize> =
            self.watched.iter().map(|(key, watched)| (watched.name.clone(), *key)).collect();
        let mut kept = HashSet::new();
        let mut new = Vec::new();
        for target in targets {
            let name = target.name();
            let same = known.remove(&name).and_then(|key| Some((key, self.watched.get_mut(&key)?)));
            match same.filter(|(_, watched)| *watched.target.settings == *target.settings) {
                Some((key, watched)) => {
                    // Equal settings are shared again, so that old ones can go.
                    watched.target = target.clone();
                    kept.insert(key);
                }
                None => new.push((name, target.clone())),
            }
        }
        self.watched.retain(|key, _| kept.contains(key));
        for (place, (name, target)) in new.into_iter().enumerate() {
            let watched = Watched {
                target,
                name,
                state: State::default(),
                known: Known::default(),
                resolved: None,
                failures: 0,
                due: 0,
                runs: false,
            };
            self.next += 1;
            self.watched.insert(self.next, watched);
            self.plan(self.next, pace::first(place));
        }
    }
}

impl crate::Run for Checker<'_> {
    fn statuses(&self, each: &mut dyn FnMut(&Status<'_>)) {
        self.watched.values().for_each(|watched| each(&watched.state.status(&watched.name, &watched.target)));
    }

    fn account(&self) -> Account {
        Account {
            took: self.begun.elapsed(),
            lateness_p99: self.timers.lateness.quantile(0.99),
            ..Account::default()
        }
    }
}

/// A check that is to be made.
struct Job {
    key: usize,
    target: Target,
    known: Known,
    due: Instant,
}

/// Checks that wait for a thread.
#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Job>,
    /// The run has ended
    over: bool,
}

/// As many threads as checks were ever under way at once, up to [`MOST_AT_ONCE`].
struct Pool {
    waiting: Arc<(Mutex<Waiting>, Condvar)>,
    told: Sender<Told>,
    threads: usize,
    /// Checks that were given and have not ended
    busy: usize,
}

impl Pool {
    fn new(told: Sender<Told>) -> Self {
        Pool { waiting: Arc::default(), told, threads: 0, busy: 0 }
    }

    fn give(&mut self, job: Job) -> io::Result<()> {
        lock(&self.waiting.0).jobs.push_back(job);
        self.waiting.1.notify_one();
        self.busy += 1;
        if self.busy <= self.threads || self.threads == MOST_AT_ONCE {
            return Ok(());
        }
        let (waiting, told) = (Arc::clone(&self.waiting), self.told.clone());
        match thread::Builder::new().spawn(move || work(&waiting, &told)) {
            Ok(_) => self.threads += 1,
            // Whoever cannot be started leaves its share to the others.
            Err(_) if self.threads > 0 => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

impl Drop for Pool {
    /// What is under way ends by itself, or with the process: a reset, and no TIME_WAIT.
    fn drop(&mut self) {
        lock(&self.waiting.0).over = true;
        self.waiting.1.notify_all();
    }
}

fn work((waiting, come): &(Mutex<Waiting>, Condvar), told: &Sender<Told>) {
    while let Some(job) = next(waiting, come) {
        let late = job.due.elapsed();
        let found = check(&job.target, job.known);
        if told.send(Told::Checked(job.key, late, Box::new(found))).is_err() {
            return;
        }
    }
}

fn next(waiting: &Mutex<Waiting>, come: &Condvar) -> Option<Job> {
    let mut held = lock(waiting);
    loop {
        if held.over {
            return None;
        }
        if let Some(job) = held.jobs.pop_front() {
            return Some(job);
        }
        held = come.wait(held).unwrap_or_else(PoisonError::into_inner);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::net::Ipv4Addr;

    use lastack_host::Live;
    use lastack_model::words::Message;
    use lastack_netlab::diag::{count, states};
    use lastack_netlab::{Conduct, Netns, Server, ServerOptions};

    use super::*;
    use crate::{Run, Settings, Wake, expand, strategy};

    const OPEN: usize = 7;
    const CLOSED: usize = 5;
    const SILENT: usize = 3;

    /// Ends once every target was checked so often; halfway it asks for other targets.
    struct Until {
        rounds: u64,
        /// From then on
        others: Option<Vec<Target>>,
        told: BTreeSet<(String, Option<bool>)>,
        metrics: String,
        wake: Option<Wake>,
    }

    impl Control for Until {
        fn wakes(&mut self, wake: Wake) {
            self.wake = Some(wake);
        }

        fn check(&mut self, check: &ProbeCheck) {
            self.told.insert((check.target.raw().to_owned(), check.up));
            self.wake.as_ref().inspect(|wake| wake());
        }

        fn note(&mut self, _: &Message) {}

        fn tick(&mut self, run: &dyn Run) -> Wish {
            let (mut fewest, mut all) = (u64::MAX, 0);
            run.statuses(&mut |status| {
                fewest = fewest.min(status.checks);
                all += 1;
            });
            assert!(all > 0 && run.account().took < Duration::from_secs(60), "it never came about");
            if fewest < self.rounds {
                return Wish::On;
            }
            match self.others.take() {
                Some(others) => Wish::Targets(others),
                None => {
                    self.metrics = crate::metrics::of_run(run);
                    Wish::Stop
                }
            }
        }
    }

    fn settings() -> Arc<Settings> {
        let strategy = strategy("polite").unwrap();
        let (timeout, interval) = (Duration::from_millis(500), Duration::from_millis(500));
        Arc::new(Settings { strategy, timeout, interval, ..Settings::default() })
    }

    #[test]
    fn what_is_open_closed_and_silent_is_told_again_and_again_and_leaves_no_time_wait() {
        let netns = Netns::enter_fresh().unwrap();
        netns.add_silent_network(Ipv4Addr::new(10, 77, 0, 0), 24).unwrap();
        // Towards these an ordinary close would leave its TIME_WAIT here.
        let ports = 7_001..=7_000 + OPEN as u16;
        let peers = ServerOptions::ports(Ipv4Addr::LOCALHOST, ports.clone(), Conduct::CloseSecond);
        let _peers = Server::start(&peers).unwrap();
        let open = ports.map(|port| format!("127.0.0.1:{port}"));
        let closed = (1..=CLOSED).map(|port| format!("127.0.0.1:{port}"));
        let silent = (1..=SILENT).map(|last| format!("10.77.0.{last}:80"));
        let named: Vec<String> = open.chain(closed).chain(silent).collect();
        let targets: Vec<Target> = named.iter().flat_map(|name| expand(name, &settings()).unwrap()).collect();
        let expected: BTreeSet<(String, Option<bool>)> =
            named.iter().enumerate().map(|(place, name)| (name.clone(), Some(place < OPEN))).collect();
        let mut until = Until {
            rounds: 3,
            others: Some(targets[1..].to_vec()),
            told: BTreeSet::new(),
            metrics: String::new(),
            wake: None,
        };
        let account = stay(&Live::new(), &targets, &SourcePorts::Kernel, &mut until).unwrap();
        assert_eq!(until.told, expected);
        assert!(account.lateness_p99.is_some() && account.own.is_none());
        let lines = |begin: &str, end: &str| {
            let of = |line: &&str| line.starts_with(begin) && line.ends_with(end);
            until.metrics.lines().filter(of).count()
        };
        assert_eq!(
            (lines("lastack_probe_up{", " 1"), lines("lastack_probe_up{", " 0")),
            (OPEN - 1, CLOSED + SILENT),
            "one is watched no more: {}",
            until.metrics
        );
        assert_eq!(lines("lastack_probe_own_sockets", ""), 0, "what is not counted is not told");
        assert_eq!(count(states::TIME_WAIT | states::FIN_WAIT2).unwrap(), 0);
    }

    #[test]
    fn what_the_engine_alone_can_do_is_refused_and_not_done_otherwise() {
        let mut until =
            Until { rounds: 1, others: None, told: BTreeSet::new(), metrics: String::new(), wake: None };
        let from = Arc::new(Settings { source: Some(Ipv4Addr::LOCALHOST.into()), ..Settings::default() });
        let plain = expand("127.0.0.1:9", &settings()).unwrap();
        let range = SourcePorts::Range { low: 61_000, high: 61_010 };
        for (targets, ports) in [(expand("127.0.0.1:9", &from).unwrap(), SourcePorts::Kernel), (plain, range)]
        {
            let refused = stay(&Live::new(), &targets, &ports, &mut until).unwrap_err();
            assert!(matches!(refused, ProbeError::System), "{refused:?}");
        }
    }
}
