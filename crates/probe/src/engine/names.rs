//! Names to addresses, on threads of their own: the system's resolver waits, and cannot be interrupted.
//!
//! Each name is asked for once at a time, whoever wants to know. Names that nobody answers for are many where a name server is
//! silent: they have few threads, so that those that are answered for are never kept waiting.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use lastack_model::{Family, ProbeReason};
use rustix::event::{EventfdFlags, eventfd};
use rustix::io::Errno;

/// Questions at once: each takes a thread, and a descriptor or two.
const AT_ONCE: usize = 64;

/// Of them, those of names of which nothing is known yet and that have not waited for [`STUCK`].
const NEW_AT_ONCE: usize = 24;

/// Of them, those of names that were not answered for last time.
const DEAD_AT_ONCE: usize = 2;

/// Kept for names that were answered for.
const FOR_GOOD: usize = 8;

/// A name server that is there has answered by then.
const STUCK: Duration = Duration::from_secs(1);

/// A name that was not answered for is asked for again after so long, then after twice as long, and so on.
const FIRST_PAUSE: Duration = Duration::from_secs(5);

/// Longest of these pauses: as long as an address is taken for right.
const LONGEST_PAUSE: Duration = crate::pace::NAMES_HOLD;

type Found = Result<Vec<IpAddr>, ProbeReason>;
type Resolver = fn(&str, Option<Family>) -> Found;
type Question = (Arc<str>, Option<Family>);

/// What the resolver said, for one of those who wanted to know.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) target: usize,
    pub(super) found: Found,
    pub(super) took: Duration,
}

/// How a name was answered for until now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Good,
    New,
    Dead,
}

/// A name that nobody answered for.
#[derive(Debug)]
struct Pause {
    until: Instant,
    length: Duration,
    reason: ProbeReason,
}

/// The resolver. A question has a thread for itself.
#[derive(Debug)]
pub(super) struct Names {
    resolver: Resolver,
    /// Who wants to know
    asked: HashMap<Question, Vec<usize>>,
    /// Questions that have a thread, and since when
    running: HashMap<Question, (Kind, Instant)>,
    /// Questions without a thread, of each kind in their order
    waiting: [(Kind, VecDeque<Question>); 3],
    good: std::collections::HashSet<Question>,
    paused: HashMap<Question, Pause>,
    /// Answers out of memory
    known: Vec<Answer>,
    answers: Receiver<(Question, Found, Duration)>,
    answered: Sender<(Question, Found, Duration)>,
    wake: Arc<OwnedFd>,
}

impl Names {
    pub(super) fn new() -> io::Result<Self> {
        Names::with(resolve)
    }

    fn with(resolver: Resolver) -> io::Result<Self> {
        let (answered, answers) = channel();
        let wake = Arc::new(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?);
        Ok(Names {
            resolver,
            asked: HashMap::new(),
            running: HashMap::new(),
            waiting: [Kind::Good, Kind::New, Kind::Dead].map(|kind| (kind, VecDeque::new())),
            good: Default::default(),
            paused: HashMap::new(),
            known: Vec::new(),
            answers,
            answered,
            wake,
        })
    }

    /// Can be read when an answer is there.
    pub(super) fn wake(&self) -> &OwnedFd {
        &self.wake
    }

    pub(super) fn ask(&mut self, target: usize, name: &Arc<str>, family: Option<Family>) {
        let question = (Arc::clone(name), family);
        if let Some(asked) = self.asked.get_mut(&question) {
            asked.push(target);
            return;
        }
        if let Some(pause) = self.paused.get(&question).filter(|pause| Instant::now() < pause.until) {
            self.known.push(Answer { target, found: Err(pause.reason), took: Duration::ZERO });
            return wake(&self.wake);
        }
        let kind = match () {
            () if self.paused.contains_key(&question) => Kind::Dead,
            () if self.good.contains(&question) => Kind::Good,
            () => Kind::New,
        };
        self.asked.insert(question.clone(), vec![target]);
        if let Some((_, queue)) = self.waiting.iter_mut().find(|(of, _)| *of == kind) {
            queue.push_back(question);
        }
        self.proceed();
    }

    /// Gives threads to questions that wait, where there are some for their kind.
    pub(super) fn proceed(&mut self) {
        for place in 0..self.waiting.len() {
            while let Some(question) = self.next(place) {
                self.begin(question, self.waiting[place].0);
            }
        }
    }

    fn next(&mut self, place: usize) -> Option<Question> {
        let (kind, queue) = &self.waiting[place];
        queue.front()?;
        let now = Instant::now();
        let of = |kind: Kind| self.running.values().filter(move |(of, _)| *of == kind);
        let most = match kind {
            Kind::Good => AT_ONCE,
            Kind::New | Kind::Dead => AT_ONCE - FOR_GOOD,
        };
        let free = match kind {
            Kind::Good => true,
            Kind::New => of(Kind::New).filter(|(_, since)| now - *since < STUCK).count() < NEW_AT_ONCE,
            Kind::Dead => of(Kind::Dead).count() < DEAD_AT_ONCE,
        };
        let others = self.running.len() - if *kind == Kind::Good { 0 } else { of(Kind::Good).count() };
        if free && others < most { self.waiting[place].1.pop_front() } else { None }
    }

    fn begin(&mut self, question: Question, kind: Kind) {
        let begun = Instant::now();
        self.running.insert(question.clone(), (kind, begun));
        let (answered, woken, resolver) = (self.answered.clone(), Arc::clone(&self.wake), self.resolver);
        let of_thread = question.clone();
        let work = move || {
            let found = resolver(&of_thread.0, of_thread.1);
            // Whoever wanted to know may have gone.
            let _ = answered.send((of_thread, found, begun.elapsed()));
            wake(&woken);
        };
        if thread::Builder::new().name("names".to_owned()).spawn(work).is_err() {
            let _ = self.answered.send((question, Err(ProbeReason::NoMemory), Duration::ZERO));
            wake(&self.wake);
        }
    }

    /// What was answered since.
    pub(super) fn answers(&mut self) -> Vec<Answer> {
        let mut count = [0_u8; 8];
        // Nothing there is no error: another call took it.
        let _ = rustix::io::read(&*self.wake, &mut count);
        let mut answers = std::mem::take(&mut self.known);
        for (question, found, took) in self.answers.try_iter().collect::<Vec<_>>() {
            self.running.remove(&question);
            let targets = self.asked.remove(&question).unwrap_or_default();
            answers.extend(targets.into_iter().map(|target| Answer { target, found: found.clone(), took }));
            self.learn(question, &found, took);
        }
        self.proceed();
        answers
    }

    fn learn(&mut self, question: Question, found: &Found, took: Duration) {
        match found {
            Err(reason) if *reason == ProbeReason::NameUnanswered || took >= STUCK => {
                let before = self.paused.get(&question).map(|pause| pause.length * 2);
                let length = before.unwrap_or(FIRST_PAUSE).min(LONGEST_PAUSE);
                let until = Instant::now() + length;
                self.paused.insert(question, Pause { until, length, reason: *reason });
            }
            _ => {
                self.paused.remove(&question);
                self.good.insert(question);
            }
        }
    }

    /// Nobody asks for other names than these any more.
    pub(super) fn keep(&mut self, wanted: impl Fn(&str) -> bool) {
        self.good.retain(|(name, _)| wanted(name));
        self.paused.retain(|(name, _), _| wanted(name));
    }
}

/// Lets whoever waits for that one go on.
pub(super) fn wake(at: &OwnedFd) {
    // An eventfd takes a write as long as nobody wrote 2^64 - 1 times.
    let _ = rustix::io::write(at, &1_u64.to_ne_bytes());
}

fn resolve(name: &str, family: Option<Family>) -> Found {
    let found: Vec<SocketAddr> = match (name, 0).to_socket_addrs() {
        Ok(found) => found.collect(),
        Err(error) => return Err(why(&error)),
    };
    let wanted = |address: &SocketAddr| match family {
        None => true,
        Some(Family::V4) => address.is_ipv4(),
        Some(Family::V6) => address.is_ipv6(),
    };
    let wanted: Vec<IpAddr> = found.into_iter().filter(wanted).map(|address| address.ip()).collect();
    if wanted.is_empty() { Err(ProbeReason::NoSuchName) } else { Ok(wanted) }
}

/// std keeps of EAI_AGAIN only its text: of glibc and of musl.
fn why(error: &io::Error) -> ProbeReason {
    let text = error.to_string();
    match Errno::from_io_error(error) {
        Some(Errno::MFILE | Errno::NFILE) => ProbeReason::NoDescriptor,
        _ if ["Temporary failure", "Try again"].iter().any(|word| text.contains(word)) => {
            ProbeReason::NameUnanswered
        }
        _ => ProbeReason::NoSuchName,
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Condvar, Mutex};

    use super::*;

    /// A name server that is silent until it is told to speak, and then has no answer; it counts questions.
    struct Silent {
        speaks: Mutex<bool>,
        told: Condvar,
        questions: AtomicUsize,
    }

    impl Silent {
        const fn new() -> Self {
            Silent { speaks: Mutex::new(false), told: Condvar::new(), questions: AtomicUsize::new(0) }
        }

        fn ask(&self, name: &str) -> Found {
            self.questions.fetch_add(1, Ordering::SeqCst);
            if name.starts_with("good") {
                return Ok(vec![Ipv4Addr::LOCALHOST.into()]);
            }
            let guard = self.speaks.lock().unwrap();
            let _guard = self.told.wait_while(guard, |speaks| !*speaks).unwrap();
            Err(ProbeReason::NameUnanswered)
        }

        fn speak(&self) {
            *self.speaks.lock().unwrap() = true;
            self.told.notify_all();
        }
    }

    /// Until so many are answered; each waits for the eventfd.
    fn wait(names: &mut Names, count: usize) -> Vec<Answer> {
        let mut answers = Vec::new();
        let begun = Instant::now();
        while answers.len() < count {
            assert!(begun.elapsed() < Duration::from_secs(10), "{answers:?}");
            let mut polled = [rustix::event::PollFd::new(names.wake(), rustix::event::PollFlags::IN)];
            let second = rustix::event::Timespec { tv_sec: 1, tv_nsec: 0 };
            rustix::event::poll(&mut polled, Some(&second)).unwrap();
            answers.extend(names.answers());
        }
        answers
    }

    fn name(text: String) -> Arc<str> {
        text.into()
    }

    #[test]
    fn whoever_wants_the_same_name_waits_for_one_question() {
        static SERVER: Silent = Silent::new();
        let mut names = Names::with(|name, _| SERVER.ask(name)).unwrap();
        let one = name("dead".to_owned());
        (0..101).for_each(|target| names.ask(target, &one, None));
        names.ask(101, &one, Some(Family::V6));
        SERVER.speak();
        let mut targets: Vec<usize> = wait(&mut names, 102).iter().map(|answer| answer.target).collect();
        targets.sort_unstable();
        assert_eq!(targets, (0..102).collect::<Vec<_>>());
        assert_eq!(SERVER.questions.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn names_that_nobody_answers_for_keep_no_other_waiting() {
        static SERVER: Silent = Silent::new();
        let mut names = Names::with(|name, _| SERVER.ask(name)).unwrap();
        let good = name("good".to_owned());
        names.ask(0, &good, None);
        wait(&mut names, 1);
        (1..=1_009).for_each(|target| names.ask(target, &name(format!("dead-{target}")), None));
        for target in 2_000..2_023 {
            names.ask(target, &good, None);
            assert_eq!(wait(&mut names, 1)[0].target, target);
        }
        // One of which nothing is known is asked for beside them.
        let begun = Instant::now();
        let mut names = Names::with(|name, _| SERVER.ask(name)).unwrap();
        (0..23).for_each(|target| names.ask(target, &name(format!("dead-{target}")), None));
        names.ask(23, &name("good-too".to_owned()), None);
        assert_eq!(wait(&mut names, 1)[0].target, 23);
        assert!(begun.elapsed() < STUCK, "{:?}", begun.elapsed());
        SERVER.speak();
    }

    #[test]
    fn a_name_that_nobody_answered_for_is_left_alone_for_a_while() {
        static SERVER: Silent = Silent::new();
        SERVER.speak();
        let mut names = Names::with(|name, _| SERVER.ask(name)).unwrap();
        let dead = name("dead".to_owned());
        for target in 0..23 {
            names.ask(target, &dead, None);
            let answers = wait(&mut names, 1);
            assert_eq!(
                (answers[0].target, answers[0].found.clone()),
                (target, Err(ProbeReason::NameUnanswered))
            );
        }
        assert_eq!(SERVER.questions.load(Ordering::SeqCst), 1);
        names.keep(|_| false);
        names.ask(23, &dead, None);
        wait(&mut names, 1);
        assert_eq!(SERVER.questions.load(Ordering::SeqCst), 2);
    }
}
