//! On a terminal: that a look which takes over a second goes on, and how much it has read.

use std::ffi::OsString;
use std::io::{IsTerminal as _, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use lastack_host::{Host, HostError, Moment, NetnsStat};
use lastack_model::words::{Catalog, Lang, Message};
use lastack_model::{Arg, Unit};

/// A look that is over by then says nothing: the ordinary verdict watches for a second.
const PATIENCE: Duration = Duration::from_millis(1_800);

/// Between two signs of life.
const PAUSE: Duration = Duration::from_millis(400);

/// Erases the line (ECMA-48 EL) after going to its beginning.
const ERASE: &str = "\r\u{1b}[K";

/// Runs a look with a host that counts what it reads, and tells how it goes on where standard error is a terminal.
pub(crate) fn shown<T>(
    catalog: &Catalog,
    lang: Lang,
    host: &dyn Host,
    look: impl FnOnce(&dyn Host) -> T,
) -> T {
    if !std::io::stderr().is_terminal() {
        return look(host);
    }
    let read = Arc::new(AtomicU64::new(0));
    let template = template(catalog, lang);
    std::thread::scope(|scope| {
        let (over, waits) = mpsc::channel::<()>();
        let told = Arc::clone(&read);
        scope.spawn(move || tell(&waits, &template, lang, &told));
        let found = look(&Counted { host: Inner::Borrowed(host), read: Arc::clone(&read) });
        // The teller ends with its channel, and the scope waits until it has wiped its line.
        drop(over);
        found
    })
}

/// Stand for the time and the amount, which are filled in again and again.
const SECONDS: &str = "%S";
const BYTES: &str = "%B";

fn template(catalog: &Catalog, lang: Lang) -> String {
    let message =
        Message::new("cli-progress").with("time", Arg::text(SECONDS)).with("read", Arg::text(BYTES));
    lastack_report::line(catalog, lang, &message)
}

fn tell(over: &mpsc::Receiver<()>, template: &str, lang: Lang, read: &AtomicU64) {
    let (mut pause, mut elapsed, mut told) = (PATIENCE, Duration::ZERO, false);
    while over.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        let quantity = |number: f64, unit| lastack_model::words::quantity(lang, number, unit);
        elapsed += pause;
        let time = quantity(elapsed.as_secs_f64().floor(), Unit::Seconds);
        let bytes = quantity(read.load(Ordering::Relaxed) as f64, Unit::Bytes);
        let line = template.replace(SECONDS, &time).replace(BYTES, &bytes);
        // Who cannot be told goes without.
        let _ = write!(std::io::stderr(), "{ERASE}{line}");
        (pause, told) = (PAUSE, true);
    }
    if told {
        let _ = write!(std::io::stderr(), "{ERASE}");
    }
}

/// A line of standard error that is written again and again, where that is a terminal.
pub(crate) struct Line {
    terminal: bool,
    /// What stands in it; empty for nothing
    shown: String,
}

impl Line {
    pub(crate) fn new() -> Self {
        Line { terminal: std::io::stderr().is_terminal(), shown: String::new() }
    }

    /// Writes it where it says something new.
    pub(crate) fn show(&mut self, catalog: &Catalog, lang: Lang, message: &Message) {
        if !self.terminal {
            return;
        }
        let line = lastack_report::line(catalog, lang, message);
        if line != self.shown {
            // Who cannot be told goes without.
            let _ = write!(std::io::stderr(), "{ERASE}{line}");
            self.shown = line;
        }
    }

    /// Erases it.
    pub(crate) fn wipe(&mut self) {
        if !self.shown.is_empty() {
            let _ = write!(std::io::stderr(), "{ERASE}");
            self.shown.clear();
        }
    }
}

/// A host whose answers are counted in bytes.
struct Counted<'a> {
    host: Inner<'a>,
    read: Arc<AtomicU64>,
}

enum Inner<'a> {
    Borrowed(&'a dyn Host),
    Entered(Box<dyn Host>),
}

impl Counted<'_> {
    fn host(&self) -> &dyn Host {
        match &self.host {
            Inner::Borrowed(host) => *host,
            Inner::Entered(host) => host.as_ref(),
        }
    }

    fn count(&self, bytes: usize) {
        self.read.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

impl Host for Counted<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, HostError> {
        self.host().read(path).inspect(|bytes| self.count(bytes.len()))
    }

    fn stream(&self, path: &Path, piece: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> Result<(), HostError> {
        self.host().stream(path, &mut |bytes| {
            self.count(bytes.len());
            piece(bytes)
        })
    }

    fn kernel_log(
        &self,
        wanted: &dyn Fn(&[u8]) -> bool,
        record: &mut dyn FnMut(&[u8]),
    ) -> Result<(), HostError> {
        self.host().kernel_log(wanted, record)
    }

    fn list(&self, path: &Path) -> Result<Vec<OsString>, HostError> {
        self.host().list(path)
    }

    fn folders(&self, path: &Path) -> Result<Vec<(OsString, u64)>, HostError> {
        self.host().folders(path)
    }

    fn link(&self, path: &Path) -> Result<PathBuf, HostError> {
        self.host().link(path)
    }

    fn attribute(&self, path: &Path, name: &str) -> Result<Vec<u8>, HostError> {
        self.host().attribute(path, name)
    }

    fn now(&self) -> Moment {
        self.host().now()
    }

    fn wait(&self, time: Duration) {
        self.host().wait(time);
    }

    fn netns(&self) -> Result<NetnsStat, HostError> {
        self.host().netns()
    }

    fn enter(&self, path: &Path) -> Result<Box<dyn Host>, HostError> {
        let host = Inner::Entered(self.host().enter(path)?);
        Ok(Box::new(Counted { host, read: Arc::clone(&self.read) }))
    }

    fn run_inside(&self, job: &mut (dyn FnMut() + Send)) -> Result<(), HostError> {
        self.host().run_inside(job)
    }

    fn sock_diag(
        &self,
        request: &[u8],
        reply: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<(), HostError> {
        self.host().sock_diag(request, &mut |bytes| {
            self.count(bytes.len());
            reply(bytes)
        })
    }
}
