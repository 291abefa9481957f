//! A process of ours that outlives the one that started it, its terminal and its session.

use std::ffi::OsString;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use lastack_host::{Host as _, Live};

use crate::{HandError, Tied, linux};

/// What the guard says when it stands on its own.
const READY: &[u8] = b"ready\n";

/// How long it may take to say so. A start takes some milliseconds; a machine in trouble is slow.
const PATIENCE_MS: u32 = 10_000;

/// Where the trees of control groups are mounted (systemd, and hosts without it that do as it does).
const TREES: [(&str, &str); 3] = [
    ("", "/sys/fs/cgroup/cgroup.procs"),
    ("", "/sys/fs/cgroup/unified/cgroup.procs"),
    ("name=systemd", "/sys/fs/cgroup/systemd/cgroup.procs"),
];

/// Whether we have raised privilege: user id 0, also that of a user namespace.
pub fn is_root() -> bool {
    linux::is_root()
}

/// Whether the machine's own boot is seen from here: not so in a container, whose process 1 is another one, nor below
/// another root, whose /etc is read by nobody at boot.
pub fn sees_boot() -> bool {
    linux::in_first_pids() && linux::is_same(Path::new("/etc"), &Path::new("/proc/1/root").join("etc"))
}

/// Starts this very program with other arguments, with no environment, and waits until it reports ready. Gives its pid.
///
/// # Errors
/// [`HandError::Guard`] with what it said instead.
pub fn start_guard(program: &Path, arguments: &[OsString]) -> Result<u32, HandError> {
    let failed = |action| move |source| HandError::Guard { action, source };
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed("start"))?;
    let said = match child.stdout.take() {
        Some(mut stdout) => hear(&mut stdout),
        None => Err(io::ErrorKind::BrokenPipe.into()),
    };
    match said {
        Ok(()) => Ok(child.id()),
        Err(source) => {
            // One that is not ready must not act later.
            let _ = child.kill();
            let _ = child.wait();
            Err(HandError::Guard { action: "wait for", source })
        }
    }
}

fn hear(stdout: &mut std::process::ChildStdout) -> io::Result<()> {
    let mut said = Vec::new();
    let mut byte = [0];
    while !said.ends_with(b"\n") {
        if !linux::wait_readable(&*stdout, PATIENCE_MS)? {
            return Err(io::ErrorKind::TimedOut.into());
        }
        if stdout.read(&mut byte)? == 0 {
            break;
        }
        said.push(byte[0]);
    }
    if said == READY {
        return Ok(());
    }
    if said.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let said = String::from_utf8_lossy(&said).trim().to_owned();
    Err(Tied::read(&said).map_or_else(|| io::Error::other(said), io::Error::from))
}

/// What the process is cut off from.
#[derive(Debug)]
pub struct Detached(());

impl Detached {
    /// Tells the one who waits that we stand alone and know what to do.
    ///
    /// # Errors
    /// [`HandError::Guard`] where that one has gone: then nothing has been written, and there is nothing to guard.
    pub fn report_ready(self) -> Result<(), HandError> {
        let mut out = io::stdout();
        out.write_all(READY)
            .and_then(|()| out.flush())
            .map_err(|source| HandError::Guard { action: "hear", source })
    }

    /// Tells why we cannot.
    pub fn report_trouble(why: &str) {
        // Nobody may be there to hear it.
        let _ = writeln!(io::stdout(), "{}", why.replace('\n', " "));
    }
}

/// Leaves the session, its terminal and its control group: whatever ends these ends us no more.
///
/// # Errors
/// [`HandError::Guard`], with [`Tied`] where we are in a pid namespace or a control group that could be ended with us in
/// it.
pub fn detach() -> Result<Detached, HandError> {
    let failed = |action| move |source| HandError::Guard { action, source };
    if !linux::in_first_pids() {
        return Err(failed("detach")(Tied::Pids.into()));
    }
    linux::new_session().map_err(failed("detach"))?;
    leave_groups().map_err(failed("move"))?;
    stay_when_memory_is_short();
    Ok(Detached(()))
}

/// The kernel takes others first. It is no reason to have no guard where that cannot be said.
fn stay_when_memory_is_short() {
    let said = std::fs::OpenOptions::new().write(true).open("/proc/self/oom_score_adj");
    // OOM_SCORE_ADJ_MIN, include/uapi/linux/oom.h.
    let _ = said.and_then(|mut file| file.write_all(b"-1000"));
}

/// systemd ends a session or a service by ending all that is in its control group: of the trees, those that it keeps
/// count, its own one and the unified one.
fn leave_groups() -> io::Result<()> {
    for (tree, path) in groups()? {
        if path == "/" {
            continue;
        }
        let pid = std::process::id().to_string();
        for (_, procs) in TREES.iter().filter(|(name, _)| *name == tree) {
            // The tree may be mounted at another of these places; what counts is where we are afterwards.
            let _ = std::fs::OpenOptions::new()
                .write(true)
                .open(procs)
                .and_then(|mut file| file.write_all(pid.as_bytes()));
        }
    }
    match groups()?.into_iter().find(|(_, path)| path != "/") {
        None => Ok(()),
        Some((_, path)) => Err(Tied::Group(path).into()),
    }
}

/// The trees that count and where we are in them.
fn groups() -> io::Result<Vec<(String, String)>> {
    let path = PathBuf::from("/proc/self/cgroup");
    let bytes = match Live::new().read(&path) {
        Ok(bytes) => bytes,
        // A kernel without control groups.
        Err(error) if error.reason().kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io::Error::new(error.reason().kind(), error.to_string())),
    };
    Ok(read_groups(&String::from_utf8_lossy(&bytes)))
}

fn read_groups(text: &str) -> Vec<(String, String)> {
    let line = |line: &str| {
        let mut words = line.splitn(3, ':').skip(1);
        Some((words.next()?.to_owned(), words.next()?.to_owned()))
    };
    text.lines().filter_map(line).filter(|(tree, _)| TREES.iter().any(|(known, _)| known == tree)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trees_that_end_a_session_are_looked_at_and_no_others() {
        let text = "9:name=systemd:/user.slice/session-3.scope\n4:memory:/x\n0::/user.slice/user-0.slice\n";
        let expected = [("name=systemd", "/user.slice/session-3.scope"), ("", "/user.slice/user-0.slice")];
        assert_eq!(read_groups(text), expected.map(|(tree, path)| (tree.to_owned(), path.to_owned())));
        assert_eq!(read_groups("4:memory:/x\n"), []);
    }

    #[test]
    fn what_ties_a_guard_is_understood_from_its_line() {
        for tied in [Tied::Pids, Tied::Group("/user.slice/a b".to_owned())] {
            let line = format!("cannot move the guard: {tied}");
            assert_eq!(Tied::read(&line), Some(tied), "{line}");
        }
        assert_eq!(Tied::read("cannot hear the guard: Broken pipe"), None);
    }
}
