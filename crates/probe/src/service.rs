//! A run by its file: read again when it changes, its state told to whoever asks.

use std::collections::{HashMap, HashSet};
use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{Arg, PeerClass, ProbeCheck, Unit, Untrusted, Value};

use crate::serve::{self, Question, Shared};
use crate::{
    Account, Control, Plan, ProbeError, Run, Target, Wake, Wish, Wrong, confine, default_ports, listening,
    metrics, read, stay, system,
};

/// What happens in a run.
#[derive(Debug)]
pub enum Event<'a> {
    /// A check has ended
    Check {
        /// What it found
        check: &'a ProbeCheck,
        /// Its target was in another state before, or is not up at its first check, or is asked in another way from now on
        changed: bool,
    },
    /// Something that a person should know
    Note(&'a Message),
}

/// Between two looks at the files.
const FILES_EVERY: Duration = Duration::from_secs(1);

/// Between two looks at who listens here.
const LOCAL_EVERY: Duration = Duration::from_secs(10);

/// A listener that has gone is watched for so long: it may be a service that died, which is what a prober is for.
const GONE_KEPT: Duration = Duration::from_secs(3_600);

/// Watches what the plan asks for until `stop` says so. The file is read again when it, or a list that it names, changes; a
/// file that is wrong changes nothing and is told.
///
/// # Errors
/// [`ProbeError`] where nothing can be watched at all.
pub fn run(
    host: &dyn Host,
    path: &Path,
    plan: Plan,
    stop: &dyn Fn() -> bool,
    events: &mut dyn FnMut(Event<'_>),
) -> Result<Account, ProbeError> {
    let ports = match plan.source_ports {
        Some(ports) => ports,
        None => default_ports(host)?,
    };
    let (shared, questions) = Shared::new(&plan);
    let shared = Arc::new(shared);
    // Before anything is given up: a port below 1024 takes a privilege.
    let bound =
        plan.listen.map(|at| TcpListener::bind(at).map_err(|source| ProbeError::Listen { at, source }));
    let listener = bound.transpose()?;
    plan.notes.iter().for_each(|note| events(Event::Note(note)));
    let now = Instant::now();
    let mut service = Service {
        host,
        path,
        stamps: stamps(path, &plan.files),
        unread: None,
        looked: now,
        local: Vec::new(),
        local_looked: now,
        listener,
        plan,
        shared,
        questions,
        states: HashMap::new(),
        stop,
        events,
    };
    let targets = service.targets();
    stay(host, &targets, &ports, &mut service)
}

struct Service<'a> {
    host: &'a dyn Host,
    path: &'a Path,
    plan: Plan,
    stamps: Vec<Stamp>,
    /// Why the file could not be read, or is wrong, at the last look
    unread: Option<Wrong>,
    looked: Instant,
    /// Who listened here at the last look, and until when who has gone since is watched
    local: Vec<(Target, Option<Instant>)>,
    local_looked: Instant,
    /// Where metrics are served, until that has begun
    listener: Option<TcpListener>,
    shared: Arc<Shared>,
    questions: Receiver<Question>,
    /// By target, and whether the check was a fresh connect: what it found, and how the peer behaves
    states: HashMap<(String, bool), Known>,
    stop: &'a dyn Fn() -> bool,
    events: &'a mut dyn FnMut(Event<'_>),
}

/// What was last found of a target, and how it behaves.
type Known = (Option<bool>, Option<PeerClass>);

/// A peer that was taken for another kind is from now on asked in another way.
fn learnt(before: Option<PeerClass>, now: Option<PeerClass>) -> bool {
    before.is_some() && before != now && matches!(now, Some(PeerClass::CutsIdle | PeerClass::OneShot))
}

/// What tells that a file is another one: when it was written, how long it is, and which one it is.
type Stamp = (PathBuf, Option<(SystemTime, u64, u64)>);

fn stamps(path: &Path, others: &[PathBuf]) -> Vec<Stamp> {
    let stamp = |path: &Path| {
        let metadata = std::fs::metadata(path).ok()?;
        Some((metadata.modified().ok()?, metadata.len(), system::file_id(&metadata)))
    };
    let all = std::iter::once(path).chain(others.iter().map(PathBuf::as_path));
    all.map(|path| (path.to_owned(), stamp(path))).collect()
}

impl Service<'_> {
    /// What the file asks for, and who listens here.
    fn targets(&mut self) -> Vec<Target> {
        if let Some(settings) = &self.plan.local {
            // Where the kernel does not say, what was known stays.
            if let Ok(found) = listening(self.host, settings) {
                let now = Instant::now();
                let names: HashSet<String> = found.iter().map(Target::name).collect();
                let gone = self.local.drain(..).filter(|(target, _)| !names.contains(&target.name()));
                let gone = gone.map(|(target, until)| {
                    let target = Target { settings: Arc::clone(settings), ..target };
                    (target, Some(until.unwrap_or(now + GONE_KEPT)))
                });
                let kept: Vec<_> = gone.filter(|(_, until)| until.is_some_and(|until| now < until)).collect();
                self.local = found.into_iter().map(|target| (target, None)).chain(kept).collect();
            }
        } else {
            self.local.clear();
        }
        let named: HashSet<String> = self.plan.targets.iter().map(Target::name).collect();
        self.local.retain(|(target, _)| !named.contains(&target.name()));
        self.plan.targets.iter().chain(self.local.iter().map(|(target, _)| target)).cloned().collect()
    }

    /// The file as it is now, where it has changed. One that cannot be read is tried again at every look, and told once.
    fn reload(&mut self) -> Option<Vec<Target>> {
        let now = stamps(self.path, &self.plan.files);
        if now == self.stamps {
            return None;
        }
        let file = Arg::foreign(Untrusted::new(self.path.to_string_lossy()));
        let found = read(self.host, self.path);
        let before = std::mem::replace(&mut self.unread, found.as_ref().err().cloned());
        match found {
            Err(wrong) if wrong.unread.is_some() => {
                if before.as_ref() != Some(&wrong) {
                    self.tell_unread(file, &wrong);
                }
                None
            }
            Err(wrong) => {
                self.stamps = now;
                (self.events)(Event::Note(&Message::new("probe-reload-broken").with("file", file)));
                wrong.told.iter().for_each(|message| (self.events)(Event::Note(message)));
                None
            }
            Ok(plan) => {
                if (plan.listen, plan.source_ports) != (self.plan.listen, self.plan.source_ports) {
                    (self.events)(Event::Note(
                        &Message::new("probe-reload-restart").with("file", file.clone()),
                    ));
                }
                plan.notes.iter().for_each(|note| (self.events)(Event::Note(note)));
                self.shared.change(&plan);
                self.plan = plan;
                self.stamps = stamps(self.path, &self.plan.files);
                let targets = self.targets();
                let count = Arg::count(targets.len() as u64, "input");
                let told = Message::new("probe-reloaded").with("file", file).with("count", count);
                (self.events)(Event::Note(&told));
                Some(targets)
            }
        }
    }

    fn tell_unread(&mut self, file: Arg, wrong: &Wrong) {
        (self.events)(Event::Note(&Message::new("probe-reload-unread").with("file", file)));
        wrong.told.iter().for_each(|message| (self.events)(Event::Note(message)));
        if wrong.unread == Some(ErrorKind::PermissionDenied)
            && let Some(uid) = system::reader()
        {
            let uid = Arg::new(Value::Count(uid.into()), Unit::Port, "proc");
            (self.events)(Event::Note(&Message::new("probe-reload-denied").with("uid", uid)));
        }
    }

    /// These from now on. Of others nothing is remembered: one that comes back is told like a new one.
    fn watch(&mut self, targets: Vec<Target>) -> Wish {
        let names: HashSet<String> = targets.iter().map(Target::name).collect();
        self.states.retain(|(name, _), _| names.contains(name));
        Wish::Targets(targets)
    }

    /// Whether others listen here than before.
    fn local_changed(&mut self) -> Option<Vec<Target>> {
        self.plan.local.as_ref()?;
        let name =
            |targets: &[(Target, _)]| targets.iter().map(|(target, _)| target.name()).collect::<HashSet<_>>();
        let before = name(&self.local);
        let targets = self.targets();
        (name(&self.local) != before).then_some(targets)
    }
}

impl Control for Service<'_> {
    fn wakes(&mut self, wake: Wake) {
        // A run is begun once.
        let _ = self.shared.wake.set(wake);
    }

    /// Who has which port was the last thing that took a privilege.
    fn ready(&mut self) -> Result<(), ProbeError> {
        confine().iter().for_each(|missing| (self.events)(Event::Note(missing)));
        match self.listener.take() {
            Some(listener) => {
                serve::start(listener, Arc::clone(&self.shared)).map_err(|source| ProbeError::Loop { source })
            }
            None => Ok(()),
        }
    }

    fn check(&mut self, check: &ProbeCheck) {
        let name = check.target.raw().to_owned();
        // What is not held any more is proved by every check.
        let proved = !check.fresh && check.held.is_none() && check.up == Some(true);
        let refuted = if proved {
            self.states.remove(&(name.clone(), true)).is_some_and(|(up, _)| up == Some(false))
        } else {
            false
        };
        let before = self.states.insert((name, check.fresh), (check.up, check.class));
        let changed = match before {
            Some((up, class)) => up != check.up || (check.up == Some(true) && learnt(class, check.class)),
            None => check.up != Some(true),
        } || refuted;
        (self.events)(Event::Check { check, changed });
    }

    fn note(&mut self, note: &Message) {
        (self.events)(Event::Note(note));
    }

    fn tick(&mut self, run: &dyn Run) -> Wish {
        if (self.stop)() {
            return Wish::Stop;
        }
        for question in self.questions.try_iter() {
            // Whoever asked may have gone.
            let _ = question.send(metrics::of_run(run));
        }
        let now = Instant::now();
        if now.duration_since(self.looked) >= FILES_EVERY {
            self.looked = now;
            if let Some(targets) = self.reload() {
                return self.watch(targets);
            }
        }
        if now.duration_since(self.local_looked) >= LOCAL_EVERY {
            self.local_looked = now;
            if let Some(targets) = self.local_changed() {
                return self.watch(targets);
            }
        }
        Wish::On
    }
}

/// The lock of values that are right whoever panicked while holding it.
pub(crate) fn lock<T>(mutex: &std::sync::Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
