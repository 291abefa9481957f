//! The actors: started by the first process of a pid namespace, so that all of them end when it ends.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use lastack_netlab::{ends_with_parent, enter_pid_namespace, reap, run_in, signal};
use serde::{Deserialize, Serialize};

use crate::RunError;

/// This very program, whatever its file is called by now.
pub(crate) const SELF: &str = "/proc/self/exe";

/// What the stage asks of the first process, a line of JSON each.
#[derive(Debug, Serialize, Deserialize)]
enum Order {
    Start(Start),
    Stop { name: String, hard: bool },
    Say { name: String, line: String },
}

/// A program and where its output goes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Start {
    pub(crate) name: String,
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
    /// Network namespace, where it is not that of the first process
    pub(crate) netns: Option<PathBuf>,
    /// Folder for `NAME.out` and `NAME.err`
    pub(crate) folder: PathBuf,
}

/// What the first process answers.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    Ready,
    Started { name: String },
    Ended { name: String, code: Option<i32> },
    Failed { name: String, why: String },
}

/// The stage's end of the two pipes. Dropped, it ends all actors.
#[derive(Debug)]
pub(crate) struct Cast {
    holder: Child,
    orders: Option<ChildStdin>,
    pub(crate) answers: Receiver<Answer>,
}

impl Cast {
    /// Starts the process that holds the pid namespace, and through it the first process. Called on the main thread: whoever is
    /// started by it ends with that thread.
    pub(crate) fn assemble() -> Result<Self, RunError> {
        let mut command = Command::new(SELF);
        command.args(["lab", "hold", "--parent", &std::process::id().to_string()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        ends_with_parent(&mut command);
        let failed = RunError::call("start the process that holds the actors");
        let mut holder = command.spawn().map_err(failed)?;
        let (Some(orders), Some(output)) = (holder.stdin.take(), holder.stdout.take()) else {
            return Err(RunError::actor("the holder of the actors", "has no pipes"));
        };
        let (tell, answers) = channel();
        thread::spawn(move || {
            let lines = BufReader::new(output).lines().map_while(Result::ok);
            let answers = lines.filter_map(|line| serde_json::from_str(&line).ok());
            // The stage may be through with them.
            for answer in answers {
                if tell.send(answer).is_err() {
                    return;
                }
            }
        });
        let cast = Cast { holder, orders: Some(orders), answers };
        match cast.answers.recv() {
            Ok(Answer::Ready) => Ok(cast),
            _ => Err(RunError::actor(
                "the first process of the actors",
                "did not come up; standard error says why",
            )),
        }
    }

    pub(crate) fn start(&mut self, start: Start) -> Result<(), RunError> {
        self.order(&Order::Start(start))
    }

    pub(crate) fn stop(&mut self, name: &str, hard: bool) -> Result<(), RunError> {
        self.order(&Order::Stop { name: name.to_owned(), hard })
    }

    pub(crate) fn say(&mut self, name: &str, line: &str) -> Result<(), RunError> {
        self.order(&Order::Say { name: name.to_owned(), line: line.to_owned() })
    }

    fn order(&mut self, order: &Order) -> Result<(), RunError> {
        let Some(orders) = &mut self.orders else { return Ok(()) };
        let line = serde_json::to_string(order).unwrap_or_default();
        writeln!(orders, "{line}").and_then(|()| orders.flush()).map_err(RunError::call("ask for an actor"))
    }
}

impl Drop for Cast {
    fn drop(&mut self) {
        // The end of its input ends the first process, and with it everybody in its namespace.
        self.orders.take();
        let _ = self.holder.wait();
    }
}

/// `lab hold`: makes a pid namespace, starts its first process and waits for that.
///
/// # Errors
/// Where the kernel refuses the namespace, or `parent` is not the parent.
pub fn hold_pids(parent: u32) -> Result<(), RunError> {
    enter_pid_namespace(parent)?;
    let mut command = Command::new(SELF);
    command.args(["lab", "first"]);
    ends_with_parent(&mut command);
    let mut first = command.spawn().map_err(RunError::call("start the first process of the actors"))?;
    first.wait().map(drop).map_err(RunError::call("wait for the first process of the actors"))
}

/// Children by their number, and how many there ever were.
#[derive(Default)]
struct Children {
    names: HashMap<u32, String>,
    inputs: HashMap<String, ChildStdin>,
    started: u64,
}

type Shared = Arc<(Mutex<Children>, Condvar)>;

/// `lab first`: starts and ends actors as it is asked to, and collects what ends. When its input ends it ends, and the kernel ends
/// everybody else in its pid namespace.
///
/// # Errors
/// Where nobody can be told that it is ready.
pub fn first_process() -> Result<(), RunError> {
    let shared: Shared = Arc::default();
    tell(&Answer::Ready)?;
    let collector = Arc::clone(&shared);
    thread::spawn(move || collect(&collector));
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let Ok(order) = serde_json::from_str(&line) else { continue };
        match order {
            Order::Start(start) => {
                if let Err(error) = begin(&shared, &start) {
                    tell(&Answer::Failed { name: start.name, why: error.told() })?;
                }
            }
            Order::Stop { name, hard } => {
                let children = lock(&shared);
                let pids = children.names.iter().filter(|(_, known)| **known == name).map(|(pid, _)| *pid);
                pids.for_each(|pid| signal(pid, hard));
            }
            Order::Say { name, line } => {
                let mut children = lock(&shared);
                if let Some(input) = children.inputs.get_mut(&name) {
                    // Whoever has ended is told as ended.
                    let _ = writeln!(input, "{line}").and_then(|()| input.flush());
                }
            }
        }
    }
    Ok(())
}

fn begin(shared: &Shared, start: &Start) -> Result<(), RunError> {
    let open = |ending: &str| {
        let path = start.folder.join(format!("{}.{ending}", start.name));
        File::options().create(true).append(true).open(&path)
    };
    let out = open("out").map_err(RunError::call("open the output of an actor"))?;
    let err = open("err").map_err(RunError::call("open the output of an actor"))?;
    let mut command = Command::new(&start.program);
    command.args(&start.arguments).current_dir(&start.folder);
    command.env_clear().env("PATH", path()).env("HOME", &start.folder).env("LANG", "C.UTF-8");
    command.stdin(Stdio::piped()).stdout(out).stderr(err);
    let failed = |source| RunError::call(format!("start {}", start.program.display()))(source);
    // The collector waits for this lock before it looks for the name of whoever has ended.
    let mut children = lock(shared);
    let spawned = match &start.netns {
        None => command.spawn(),
        Some(netns) => {
            let netns = File::open(netns).map_err(RunError::call("open a network namespace"))?;
            run_in(netns.as_fd(), || command.spawn())?
        }
    };
    let mut child = spawned.map_err(failed)?;
    children.names.insert(child.id(), start.name.clone());
    children.inputs.extend(child.stdin.take().map(|input| (start.name.clone(), input)));
    children.started += 1;
    shared.1.notify_all();
    drop(children);
    tell(&Answer::Started { name: start.name.clone() })
}

/// Takes the end of every child, of those too that others left behind.
fn collect(shared: &Shared) {
    let mut seen = 0;
    loop {
        if let Some(ended) = reap() {
            let mut children = lock(shared);
            if let Some(name) = children.names.remove(&ended.pid) {
                children.inputs.remove(&name);
                // Where nobody listens this process is about to end.
                let _ = tell(&Answer::Ended { name, code: ended.code });
            }
            continue;
        }
        let none_new = |children: &mut Children| children.started == seen;
        seen = match shared.1.wait_while(lock(shared), none_new) {
            Ok(children) => children.started,
            Err(poisoned) => poisoned.into_inner().started,
        };
    }
}

fn tell(answer: &Answer) -> Result<(), RunError> {
    let line = serde_json::to_string(answer).unwrap_or_default();
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(RunError::call("answer the stage"))
}

/// Two tables are right whoever panicked while holding them.
fn lock(shared: &Shared) -> MutexGuard<'_, Children> {
    shared.0.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where programs are looked for: those of root stand in folders that an ordinary user's path may lack.
pub(crate) fn path() -> OsString {
    let own = std::env::var_os("PATH").unwrap_or_default();
    let folders =
        std::env::split_paths(&own).chain(["/usr/sbin", "/sbin", "/usr/bin", "/bin"].map(PathBuf::from));
    std::env::join_paths(folders).unwrap_or(own)
}

/// A program of that name.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = path();
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| Path::is_file(file))
}
