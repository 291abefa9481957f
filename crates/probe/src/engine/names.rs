//! Names to addresses, on threads of their own: the system's resolver waits.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::os::fd::OwnedFd;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use lastack_model::{Family, ProbeReason};
use rustix::event::{EventfdFlags, eventfd};

/// Names that are asked for at once: a name server that is silent holds a thread for seconds.
const THREADS: usize = 8;

#[derive(Debug)]
struct Question {
    target: usize,
    name: Arc<str>,
    family: Option<Family>,
}

/// What the resolver said.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) target: usize,
    pub(super) found: Result<IpAddr, ProbeReason>,
    pub(super) took: Duration,
}

/// The resolver. Its threads begin with the first question.
#[derive(Debug)]
pub(super) struct Names {
    ask: Option<Sender<Question>>,
    answers: Receiver<Answer>,
    answered: Sender<Answer>,
    wake: Arc<OwnedFd>,
}

impl Names {
    pub(super) fn new() -> io::Result<Self> {
        let (answered, answers) = channel();
        let wake = Arc::new(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?);
        Ok(Names { ask: None, answers, answered, wake })
    }

    /// Can be read when an answer is there.
    pub(super) fn wake(&self) -> &OwnedFd {
        &self.wake
    }

    pub(super) fn ask(&mut self, target: usize, name: &Arc<str>, family: Option<Family>) {
        let question = Question { target, name: Arc::clone(name), family };
        let (answered, wake) = (&self.answered, &self.wake);
        let ask = self.ask.get_or_insert_with(|| start(answered, wake));
        // Fails where no thread could be started: then the check runs into its timeout and says so.
        let _ = ask.send(question);
    }

    /// What was answered since.
    pub(super) fn answers(&self) -> Vec<Answer> {
        let mut count = [0_u8; 8];
        // Nothing there is no error: another call took it.
        let _ = rustix::io::read(&*self.wake, &mut count);
        self.answers.try_iter().collect()
    }
}

fn start(answered: &Sender<Answer>, wake: &Arc<OwnedFd>) -> Sender<Question> {
    let (ask, questions) = channel::<Question>();
    let questions = Arc::new(Mutex::new(questions));
    for _ in 0..THREADS {
        let (questions, answered, wake) = (Arc::clone(&questions), answered.clone(), Arc::clone(wake));
        let work = move || {
            loop {
                let next = questions.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(question) = next else { return };
                let begun = Instant::now();
                let found = resolve(&question.name, question.family);
                let answer = Answer { target: question.target, found, took: begun.elapsed() };
                if answered.send(answer).is_err() {
                    return;
                }
                // An eventfd takes a write as long as nobody wrote 2^64 - 1 times.
                let _ = rustix::io::write(&*wake, &1_u64.to_ne_bytes());
            }
        };
        // One thread is enough; none is told by the timeout of the check.
        let _ = thread::Builder::new().name("names".to_owned()).spawn(work);
    }
    ask
}

fn resolve(name: &str, family: Option<Family>) -> Result<IpAddr, ProbeReason> {
    let found: Vec<SocketAddr> = match (name, 0).to_socket_addrs() {
        Ok(found) => found.collect(),
        Err(error) => return Err(why(&error.to_string())),
    };
    let wanted = |address: &&SocketAddr| match family {
        None => true,
        Some(Family::V4) => address.is_ipv4(),
        Some(Family::V6) => address.is_ipv6(),
    };
    found.iter().find(wanted).map(SocketAddr::ip).ok_or(ProbeReason::NoSuchName)
}

/// std keeps of EAI_AGAIN only its text: of glibc and of musl.
fn why(text: &str) -> ProbeReason {
    if ["Temporary failure", "Try again"].iter().any(|word| text.contains(word)) {
        ProbeReason::NameUnanswered
    } else {
        ProbeReason::NoSuchName
    }
}
