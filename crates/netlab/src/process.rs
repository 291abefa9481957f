//! Starts the load program, talks with it, and ends it by its id.

use std::env;
use std::io::{BufRead, BufReader, Write as _};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};

use crate::load::{self, Ending};
use crate::parting::PARTINGS;
use crate::{Closer, Dial, LabError, Pace, Parting, Refused, ServerOptions};

/// A running load program under a name of its own, in the namespace of the thread that started it.
#[derive(Debug)]
pub struct LoadProcess {
    child: Child,
    heir: Option<u32>,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
}

impl LoadProcess {
    /// A server under the comm `name` (15 bytes at most are kept); gives where it listens.
    pub fn serve(name: &str, options: &ServerOptions) -> Result<(Self, Vec<SocketAddr>), LabError> {
        let at = join(&options.addresses);
        let conduct = load::word(&load::CONDUCTS, &options.conduct);
        let reuse = load::word(&load::REUSES, &options.reuse);
        let args = [
            format!("at={at}"),
            format!("conduct={conduct}"),
            format!("backlog={}", options.backlog),
            format!("reuse={reuse}"),
        ];
        let mut process = LoadProcess::start(name, "serve", &args)?;
        let listening = process.hear("listening")?;
        let addresses = listening.split(',').map(str::parse).collect::<Result<_, _>>();
        let bad = |_unreadable| LabError::Program { what: format!("answered {listening}"), source: None };
        Ok((process, addresses.map_err(bad)?))
    }

    /// Exactly `count` connections under the comm `name`; returns when they are made or closed. The process stays,
    /// with what it holds, until this value goes.
    pub fn dial(name: &str, dial: &Dial, count: u64, ending: Ending) -> Result<Self, LabError> {
        let ending = match ending {
            Ending::Close(Closer::Client) => "client",
            Ending::Close(Closer::Server) => "server",
            Ending::Hold => "hold",
            Ending::Begin => "begin",
        };
        let args = [
            format!("to={}", join(dial.destinations())),
            format!("from={}", load::source_word(dial.source())),
            format!("count={count}"),
            format!("ending={ending}"),
        ];
        LoadProcess::start_and_hear(name, "dial", &args, "done")
    }

    /// A fixed rate under the comm `name`, closed by the client; returns when it has begun.
    pub fn pace(name: &str, pace: &Pace) -> Result<Self, LabError> {
        let args = [
            format!("to={}", join(pace.dial.destinations())),
            format!("from={}", load::source_word(pace.dial.source())),
            format!("per_second={}", pace.per_second),
            format!("at_most={}", pace.at_most),
        ];
        LoadProcess::start_and_hear(name, "pace", &args, "started")
    }

    /// Bound-only sockets under the comm `name`.
    pub fn bind(name: &str, address: IpAddr, count: u64) -> Result<Self, LabError> {
        LoadProcess::start_and_hear(
            name,
            "bind",
            &[format!("address={address}"), format!("count={count}")],
            "done",
        )
    }

    /// Connections opened and closed as fast as one thread can; see [`LoadProcess::run_churn`].
    pub fn churn(name: &str, destinations: u16) -> Result<Self, LabError> {
        LoadProcess::start_and_hear(name, "churn", &[format!("destinations={destinations}")], "ready")
    }

    /// Opens and closes that many connections; gives how long it took.
    pub fn run_churn(&mut self, count: u64) -> Result<Duration, LabError> {
        self.run_churn_from(count, 0)
    }

    /// The same from 249 source addresses in turn, so many connections from each; see [`crate::Churn::run_from`].
    pub fn run_churn_from(&mut self, count: u64, each: u64) -> Result<Duration, LabError> {
        self.say(&format!("{count} {each}"))?;
        let took = self.hear("took")?;
        let bad = |_unreadable| LabError::Program { what: format!("answered {took}"), source: None };
        took.parse().map(Duration::from_nanos).map_err(bad)
    }

    /// Connections until one is refused, kept or closed at once by this side; see [`LoadProcess::until_refused`].
    pub fn dialer(name: &str, dial: &Dial, keep: bool) -> Result<Self, LabError> {
        let args = [
            format!("to={}", join(dial.destinations())),
            format!("from={}", load::source_word(dial.source())),
            format!("keep={}", u8::from(keep)),
        ];
        LoadProcess::start_and_hear(name, "until", &args, "ready")
    }

    /// Opens connections until one is refused, at most so many.
    pub fn until_refused(&mut self, at_most: u64) -> Result<Refused, LabError> {
        self.say(&at_most.to_string())?;
        let said = self.hear("opened")?;
        let read = || {
            let (opened, errno) = said.split_once(' ')?;
            let errno: i32 = errno.parse().ok()?;
            let by = (errno != 0).then(|| Errno::from_raw_os_error(errno));
            Some(Refused { opened: opened.parse().ok()?, by })
        };
        read().ok_or_else(|| LabError::Program { what: format!("answered {said}"), source: None })
    }

    /// Opens exactly `count` connections under the comm `name`, which end by [`LoadProcess::part`].
    pub fn parting(name: &str, dial: &Dial, count: u64, parting: Parting) -> Result<Self, LabError> {
        let args = [
            format!("to={}", join(dial.destinations())),
            format!("from={}", load::source_word(dial.source())),
            format!("count={count}"),
            format!("by={}", load::word(&PARTINGS, &parting)),
        ];
        let mut process = LoadProcess::start(name, "part", &args)?;
        let heir = process.hear("open")?;
        process.heir = heir.parse().ok().filter(|&pid| pid != 0);
        Ok(process)
    }

    /// Ends the connections of [`LoadProcess::parting`]; returns when they are ended.
    pub fn part(&mut self, parting: Parting) -> Result<(), LabError> {
        self.say("part")?;
        match parting {
            Parting::Exit => self.wait(),
            _ => self.hear("parted").map(drop),
        }
    }

    /// Ends it by SIGKILL, and returns when it is gone with all that it held.
    pub fn kill(&mut self) -> Result<(), LabError> {
        self.child.kill().map_err(|source| failed("cannot be killed", source))?;
        self.wait()
    }

    fn wait(&mut self) -> Result<(), LabError> {
        self.child.wait().map(drop).map_err(|source| failed("cannot be waited for", source))
    }

    /// The child that has its connections after [`Parting::Heir`].
    pub fn heir(&self) -> Option<u32> {
        self.heir
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sets its soft limit of descriptors, as ulimit -n does.
    pub fn limit_descriptors(&self, limit: u64) -> Result<(), LabError> {
        let set = || {
            let pid = Pid::from_raw(self.child.id() as i32).ok_or(Errno::SRCH)?;
            // It was started with our own hard limit.
            let maximum = getrlimit(Resource::Nofile).maximum;
            prlimit(Some(pid), Resource::Nofile, Rlimit { current: Some(limit), maximum }).map(drop)
        };
        set().map_err(|source| LabError::Call { action: "set the limit of descriptors", source })
    }

    /// Waits until a server has accepted that many connections since its start.
    pub fn wait_accepted(&mut self, count: u64) -> Result<(), LabError> {
        self.ask(&format!("accepted {count}"), "accepted")
    }

    /// Waits until a server has read that many connections to their end since its start.
    pub fn wait_finished(&mut self, count: u64) -> Result<(), LabError> {
        self.ask(&format!("finished {count}"), "finished")
    }

    fn ask(&mut self, question: &str, answer: &str) -> Result<(), LabError> {
        self.say(question)?;
        self.hear(answer).map(drop)
    }

    fn say(&mut self, line: &str) -> Result<(), LabError> {
        let Some(stdin) = &mut self.stdin else { return Ok(()) };
        let said = writeln!(stdin, "{line}").and_then(|()| stdin.flush());
        said.map_err(|source| failed("cannot be asked", source))
    }

    fn start_and_hear(name: &str, verb: &str, args: &[String], answer: &str) -> Result<Self, LabError> {
        let mut process = LoadProcess::start(name, verb, args)?;
        process.hear(answer)?;
        Ok(process)
    }

    fn start(name: &str, verb: &str, args: &[String]) -> Result<Self, LabError> {
        let mut child = Command::new(program()?)
            .args([name, verb])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|source| failed("cannot be started", source))?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(LabError::Program { what: "has no pipes".to_owned(), source: None });
        };
        Ok(LoadProcess { child, heir: None, stdin: Some(stdin), stdout: BufReader::new(stdout) })
    }

    /// One line that begins with `answer`; gives the rest of it.
    fn hear(&mut self, answer: &str) -> Result<String, LabError> {
        let mut line = String::new();
        self.stdout.read_line(&mut line).map_err(|source| failed("cannot be heard", source))?;
        match line.trim_end().strip_prefix(answer) {
            Some(rest) => Ok(rest.trim_start().to_owned()),
            None => {
                let what = format!("answered {line:?} and not {answer:?}; its standard error says why");
                Err(LabError::Program { what, source: None })
            }
        }
    }
}

impl Drop for LoadProcess {
    fn drop(&mut self) {
        // The end of its input ends it; the kill is for one that is stuck in a connect(), and harms no other.
        self.stdin.take();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn failed(what: &str, source: std::io::Error) -> LabError {
    LabError::Program { what: what.to_owned(), source: Some(source) }
}

fn join(addresses: &[SocketAddr]) -> String {
    let words: Vec<String> = addresses.iter().map(SocketAddr::to_string).collect();
    words.join(",")
}

const PROGRAM: &str = "netlab-load";

/// The load program lies beside the running one, or one folder above it, where cargo puts test programs. Below
/// cargo it is built first, so that a test of another crate never runs one that is missing or stale.
fn program() -> Result<PathBuf, LabError> {
    static FOUND: OnceLock<PathBuf> = OnceLock::new();
    if let Some(path) = FOUND.get() {
        return Ok(path.clone());
    }
    let own = env::current_exe().map_err(|source| failed("cannot be looked for", source))?;
    let folder = own.parent().unwrap_or(Path::new("/"));
    let folder = if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder };
    if let Some(cargo) = env::var_os("CARGO") {
        build(Path::new(&cargo), folder)?;
    }
    let path = folder.join(PROGRAM);
    if !path.exists() {
        let what = format!("is not at {}: cargo build -p lastack-netlab --bin {PROGRAM}", path.display());
        return Err(LabError::Program { what, source: None });
    }
    Ok(FOUND.get_or_init(|| path).clone())
}

fn build(cargo: &Path, folder: &Path) -> Result<(), LabError> {
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet", "--offline", "--package", "lastack-netlab", "--bin", PROGRAM]);
    if folder.ends_with("release") {
        command.arg("--release");
    }
    if let Some(target) = folder.parent() {
        command.arg("--target-dir").arg(target);
    }
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(LabError::Program { what: "does not build".to_owned(), source: None }),
        Err(source) => Err(failed("cannot be built", source)),
    }
}
