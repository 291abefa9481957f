//! A process of ours that outlives the one that started it, its terminal and its session.

use std::ffi::OsString;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{HandError, Tied, system};

/// What the guard says when it stands on its own.
const READY: &[u8] = b"ready\n";

/// How long it may take to say so. A start takes some milliseconds; a machine in trouble is slow.
const PATIENCE_MS: u32 = 10_000;

/// Whether we have raised privilege: user id 0, also that of a user namespace; on Windows an administrator's.
pub fn is_root() -> bool {
    system::is_root()
}

/// Whether the machine's own boot is seen from here: not so in a container, whose process 1 is another one, nor below
/// another root, whose /etc is read by nobody at boot.
pub fn sees_boot() -> bool {
    system::sees_boot()
}

/// This very program, whatever its file is called by now.
pub fn this_program() -> PathBuf {
    system::this_program()
}

/// Whether the guard of that change lives, which had that pid when it was started.
pub fn guards(pid: u32, change: &str) -> bool {
    system::guards(pid, change)
}

/// Starts this very program with other arguments, with no environment, and waits until it reports ready. Gives its pid.
///
/// # Errors
/// [`HandError::Guard`] with what it said instead.
pub fn start_guard(program: &Path, arguments: &[OsString]) -> Result<u32, HandError> {
    let failed = |action| move |source| HandError::Guard { action, source };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = system::spawn_apart(&mut command).map_err(failed("start"))?;
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
        if !system::wait_readable(&*stdout, PATIENCE_MS)? {
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

/// The process that started this one.
#[derive(Debug)]
pub struct Starter(system::Starter);

impl Starter {
    /// Ours, which waits for us to be ready and so is still there.
    ///
    /// # Errors
    /// [`HandError::Guard`] where it cannot be watched: then a change would stay longer than is promised.
    pub fn ours() -> Result<Self, HandError> {
        // Why is told in the system's language: whoever reads it is told what to do instead.
        let Ok(starter) = system::Starter::ours() else {
            return Err(HandError::Guard { action: "leave", source: Tied::Starter.into() });
        };
        Ok(Starter(starter))
    }

    /// Whether it has ended.
    pub fn is_gone(&self) -> bool {
        self.0.is_gone()
    }
}

/// Whether a guard notices here that who started it has ended.
pub fn notices_end() -> bool {
    system::NOTICES_END
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

/// Whether a guard could stand here, as far as that can be told without starting one.
///
/// # Errors
/// As [`detach`].
pub fn check_guard() -> Result<(), HandError> {
    system::check_alone()
}

/// Leaves the session, its terminal and its control group: whatever ends these ends us no more. From now on we are known as the
/// guard of that change.
///
/// # Errors
/// [`HandError::Guard`], with [`Tied`] where we are in a pid namespace or a control group that could be ended with us in
/// it.
pub fn detach(change: &str) -> Result<Detached, HandError> {
    system::stand_alone(change)?;
    Ok(Detached(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ties_a_guard_is_understood_from_its_line() {
        for tied in [Tied::Pids, Tied::Job, Tied::Starter, Tied::Group("/user.slice/a b".to_owned())] {
            let line = format!("cannot move the guard: {tied}");
            assert_eq!(Tied::read(&line), Some(tied), "{line}");
        }
        assert_eq!(Tied::read("cannot hear the guard: Broken pipe"), None);
    }
}
