//! A program on a terminal of its own, and waiting for the end of a process that is no child of ours.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags, open};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::{LabError, sys};

/// A program that leads a session on a terminal; the other end of the terminal is here.
#[derive(Debug)]
pub struct Terminal {
    child: Child,
    here: Option<File>,
}

impl Terminal {
    /// Starts the program with the terminal as its three standard streams.
    pub fn start(mut command: Command) -> Result<Self, LabError> {
        let make = || -> Result<(OwnedFd, OwnedFd), Errno> {
            let here = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
            grantpt(&here)?;
            unlockpt(&here)?;
            let name = ptsname(&here, Vec::new())?;
            let there =
                open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?;
            Ok((here, there))
        };
        let (here, there) = make().map_err(|source| LabError::Call { action: "make a terminal", source })?;
        let clone =
            || there.try_clone().map_err(|source| LabError::Open { path: PathBuf::from("pts"), source });
        command.stdin(Stdio::from(clone()?)).stdout(Stdio::from(clone()?)).stderr(Stdio::from(clone()?));
        sys::on_terminal(&mut command);
        let what = "cannot be started".to_owned();
        let child = command.spawn().map_err(|source| LabError::Program { what, source: Some(source) })?;
        Ok(Terminal { child, here: Some(here.into()) })
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Types a line.
    pub fn say(&mut self, line: &str) -> Result<(), LabError> {
        let Some(here) = &mut self.here else { return Ok(()) };
        writeln!(here, "{line}").map_err(|source| failed("cannot be asked", source))
    }

    /// What it shows, until that has `text` in it; all of it where it ends before.
    pub fn hear(&mut self, text: &str) -> Result<String, LabError> {
        let (mut shown, mut piece) = (Vec::new(), [0; 1024]);
        let Some(here) = &mut self.here else { return Ok(String::new()) };
        while !String::from_utf8_lossy(&shown).contains(text) {
            match here.read(&mut piece) {
                Ok(0) => break,
                Ok(length) => shown.extend_from_slice(&piece[..length]),
                // EIO: nobody has the other end open any more.
                Err(error) if error.raw_os_error() == Some(Errno::IO.raw_os_error()) => break,
                Err(source) => return Err(failed("cannot be heard", source)),
            }
        }
        Ok(String::from_utf8_lossy(&shown).into_owned())
    }

    /// Waits until it has ended by itself; gives its exit code.
    pub fn end(&mut self) -> Result<Option<i32>, LabError> {
        self.hear("\u{0}")?;
        Ok(self.child.wait().map_err(|source| failed("cannot be waited for", source))?.code())
    }

    /// SIGKILL, and then the terminal goes too: what is left of its session gets SIGHUP.
    pub fn kill_and_close(&mut self) -> Result<(), LabError> {
        self.child.kill().map_err(|source| failed("cannot be killed", source))?;
        self.child.wait().map_err(|source| failed("cannot be waited for", source))?;
        self.here.take();
        Ok(())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // One that has ended already cannot be killed, and that is well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until a process has ended, at most so long; true where it has. It need be no child of ours.
pub fn wait_gone(pid: u32, at_most: Duration) -> Result<bool, LabError> {
    let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) else { return Ok(true) };
    let process = match pidfd_open(pid, PidfdFlags::empty()) {
        Err(Errno::SRCH) => return Ok(true),
        opened => opened.map_err(|source| LabError::Call { action: "watch a process", source })?,
    };
    let time = Timespec {
        tv_sec: i64::try_from(at_most.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: i64::from(at_most.subsec_nanos()),
    };
    let mut fds = [PollFd::new(&process, PollFlags::IN)];
    let ended = poll(&mut fds, Some(&time));
    Ok(ended.map_err(|source| LabError::Call { action: "wait for a process", source })? > 0)
}

fn failed(what: &str, source: std::io::Error) -> LabError {
    LabError::Program { what: what.to_owned(), source: Some(source) }
}
