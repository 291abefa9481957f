//! The journal: a file that only grows, in a folder that only root may enter, written by one at a time.

use std::path::{Path, PathBuf};
use std::time::Duration;

use lastack_hand::{Folder, HandError, Ledger, Watch};

use crate::history::History;
use crate::record::{At, Deed, Record, Who};
use crate::{Bench, TreatError};

/// The one file in it.
const NAME: &str = "journal";

/// A place for a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journal {
    folder: PathBuf,
}

impl Journal {
    /// The one of this machine. No variable and no file of settings names another place.
    ///
    /// # Errors
    /// [`TreatError::Hand`] where the system does not say where.
    pub fn system() -> Result<Self, TreatError> {
        Ok(Journal { folder: lastack_hand::journal_folder()? })
    }

    /// One of a test, in a folder of its own. The program itself has only [`Journal::system`].
    pub fn at(folder: &Path) -> Self {
        Journal { folder: folder.to_owned() }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it tells now; nothing where there is none yet.
    ///
    /// # Errors
    /// [`TreatError::Hand`] where the folder or the file is not to be trusted or cannot be read.
    pub(crate) fn history(&self) -> Result<History, TreatError> {
        Ok(History::read(&self.bytes()?))
    }

    /// What it tells now, where records could be written too. Nothing is made.
    ///
    /// # Errors
    /// As [`Journal::history`], and where the folder could not be made or written into.
    pub(crate) fn ready(&self) -> Result<History, TreatError> {
        Folder::check_private(&self.folder)?;
        self.history()
    }

    /// Its length; the guard looks whether it grew.
    pub(crate) fn length(&self) -> Result<u64, TreatError> {
        match self.look()? {
            Some(ledger) => Ok(ledger.length()?),
            None => Ok(0),
        }
    }

    fn bytes(&self) -> Result<Vec<u8>, TreatError> {
        match self.look()? {
            Some(ledger) => Ok(ledger.read()?),
            None => Ok(Vec::new()),
        }
    }

    fn look(&self) -> Result<Option<Ledger>, TreatError> {
        match Folder::private(&self.folder) {
            Ok(folder) => Ok(Ledger::look(&folder, NAME)?),
            Err(error) if error.reason().kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Nobody holds the journal for longer than some writes and the start of a guard take.
const TRIES: u32 = 200;
const PAUSE: Duration = Duration::from_millis(50);

/// The right to write into the journal; others wait until it is dropped.
pub(crate) struct Pen<'a> {
    bench: &'a Bench<'a>,
    /// `None` where there is no journal to write into
    ledger: Option<Ledger>,
    boot_id: String,
    /// Whether the last line has no end: somebody was killed in it
    torn: std::cell::Cell<bool>,
}

impl Drop for Pen<'_> {
    /// Closing the file would not do: a process that another thread is just starting has it open too, until it runs its own
    /// program.
    fn drop(&mut self) {
        // Where it cannot be told it goes with the file.
        let _ = self.ledger.as_ref().map(Ledger::unlock);
    }
}

impl<'a> Pen<'a> {
    /// Takes the journal, with what it tells now.
    pub(crate) fn take(bench: &'a Bench<'a>) -> Result<(Self, History), TreatError> {
        let folder = Folder::private_or_new(&bench.journal.folder)?;
        let ledger = Ledger::open(&folder, NAME, bench.watch)?;
        if !ledger.try_lock()? {
            return Err(TreatError::Busy);
        }
        let bytes = ledger.read()?;
        let torn = bytes.last().is_some_and(|byte| *byte != b'\n');
        let boot_id = bench.clock.boot_id()?;
        Ok((Pen { bench, ledger: Some(ledger), boot_id, torn: torn.into() }, History::read(&bytes)))
    }

    /// For a way back that cannot be told: every record fails. Nothing is ever changed with it, only taken back.
    pub(crate) fn without_journal(bench: &'a Bench<'a>) -> Result<Self, TreatError> {
        Ok(Pen { bench, ledger: None, boot_id: bench.clock.boot_id()?, torn: false.into() })
    }

    fn ledger(&self) -> Result<&Ledger, TreatError> {
        let gone = || HandError::File {
            action: "write",
            path: self.bench.journal.folder.join(NAME),
            source: std::io::ErrorKind::NotFound.into(),
        };
        Ok(self.ledger.as_ref().ok_or_else(gone)?)
    }

    /// The same, where others may be at it for a moment: it is tried until they are through, for some seconds.
    pub(crate) fn take_soon(bench: &'a Bench<'a>) -> Result<(Self, History), TreatError> {
        for _ in 0..TRIES {
            match Pen::take(bench) {
                Err(TreatError::Busy) => bench.clock.wait(PAUSE),
                taken => return taken,
            }
        }
        Pen::take(bench)
    }

    /// What the journal tells now.
    pub(crate) fn history(&self) -> Result<History, TreatError> {
        Ok(History::read(&self.ledger()?.read()?))
    }

    /// Which boot this is.
    pub(crate) fn boot_id(&self) -> &str {
        &self.boot_id
    }

    /// Takes room for what a change may need until its end.
    pub(crate) fn reserve(&self, bytes: u64) -> Result<(), TreatError> {
        Ok(self.ledger()?.reserve(bytes, self.watch())?)
    }

    /// Writes a record; it is on disk when this returns.
    pub(crate) fn put(&self, change: &str, deed: Deed) -> Result<(), TreatError> {
        let ledger = self.ledger()?;
        let now = self.bench.clock.now()?;
        let at = At { wall_ms: now.wall_ms, boot_ms: now.boot_ms, boot_id: self.boot_id.clone() };
        let record = Record { change: change.to_owned(), at, who: self.bench.who.clone(), deed };
        let mut bytes = record.encode().map_err(|source| HandError::File {
            action: "write",
            path: self.bench.journal.folder.join(NAME),
            source: source.into(),
        })?;
        if self.torn.get() {
            bytes.insert(0, b'\n');
        }
        // Where this fails a part of it may stand there.
        self.torn.set(true);
        ledger.append(&bytes, self.watch())?;
        self.torn.set(false);
        Ok(())
    }

    fn watch(&self) -> &'a dyn Watch {
        self.bench.watch
    }
}

/// Who we are, for records.
impl Who {
    /// From /proc/self, whose real user no environment changes; on Windows from our token.
    pub fn ourselves(host: &dyn lastack_host::Host) -> Self {
        let read = |path: &str| host.read(Path::new(path)).unwrap_or_default();
        let status = read("/proc/self/status");
        let status = String::from_utf8_lossy(&status);
        let uid = status
            .lines()
            .find_map(|line| line.strip_prefix("Uid:")?.split_whitespace().next()?.parse().ok());
        let loginuid = String::from_utf8_lossy(&read("/proc/self/loginuid")).trim().parse::<u32>().ok();
        let words: Vec<_> = std::env::args_os()
            .map(|word| word.to_string_lossy().into_owned())
            .filter(|word| !word.is_empty())
            .collect();
        let mut command = words.join(" ");
        command.truncate(command.char_indices().nth(COMMAND).map_or(command.len(), |(at, _)| at));
        Who {
            uid,
            // The kernel's word for "nobody logged in" (AUDIT_UID_UNSET).
            loginuid: loginuid.filter(|uid| *uid != u32::MAX),
            pid: std::process::id(),
            command,
            account: lastack_hand::account(),
        }
    }
}

/// Characters of a command line that are noted.
const COMMAND: usize = 400;
