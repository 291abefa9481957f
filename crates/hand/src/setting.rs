//! One setting of one network namespace: read whole, written whole.

use std::io;
use std::path::{Path, PathBuf};

use lastack_host::Host;
use lastack_model::{NetnsId, Treatable};

use crate::{Act, HandError, Watch, system};

/// Most bytes that the kernel takes of one write of a port list (`proc_do_large_bitmap`: a page less a few; traps A3).
pub(crate) const PIECE: usize = 4_092;

/// The settings of one namespace.
pub trait Settings {
    /// Which namespace, as it was when it was opened.
    fn id(&self) -> &NetnsId;

    /// The value as the kernel prints it, by one read at offset 0 (traps A3).
    ///
    /// # Errors
    /// [`HandError::Read`].
    fn read(&self, setting: &Treatable) -> Result<String, HandError>;

    /// Writes the value with one open file, piece by piece where it is long. The first piece replaces what stood there,
    /// each further one adds: whoever is cut off in between leaves the first ports of the value and no others.
    /// Where a system takes ports one by one (Windows) only those are touched in which `from`, the value that was seen there, and `to`
    /// differ: what somebody else set since stays.
    ///
    /// # Errors
    /// [`HandError::Write`]; EINVAL where the kernel does not take the value.
    fn write(&self, setting: &Treatable, from: &str, to: &str, watch: &dyn Watch) -> Result<(), HandError>;

    /// Whether it could be written, as far as that can be told without writing.
    ///
    /// # Errors
    /// [`HandError::Write`], as [`Settings::write`] would give it.
    fn check(&self, _: &Treatable) -> Result<(), HandError> {
        Ok(())
    }

    /// A path by which another process of ours reaches the same namespace while this value lives.
    fn held_at(&self) -> Option<PathBuf> {
        None
    }
}

/// A network namespace of the running machine, held by its descriptor: it cannot go, and another one cannot come in its
/// place.
pub struct Netns {
    held: system::Held,
    view: Box<dyn Host>,
    id: NetnsId,
}

impl std::fmt::Debug for Netns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Netns").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Netns {
    /// Opens an nsfs path, /proc/PID/ns/net for example, and asks the namespace who it is.
    ///
    /// # Errors
    /// [`HandError::Netns`] where it is none or may not be entered; [`HandError::Identity`].
    pub fn open(path: &Path) -> Result<Self, HandError> {
        let held =
            system::Held::open(path).map_err(|source| HandError::Netns { path: path.to_owned(), source })?;
        let (view, id) = held.look()?;
        Ok(Netns { held, view, id })
    }

    /// The namespace of the calling thread.
    ///
    /// # Errors
    /// As [`Netns::open`].
    pub fn own() -> Result<Self, HandError> {
        Netns::open(Path::new(system::OWN_NETNS))
    }

    /// The machine as it is seen from inside.
    pub fn view(&self) -> &dyn Host {
        self.view.as_ref()
    }

    pub(crate) fn inside<T: Send>(&self, job: impl Fn() -> io::Result<T> + Send + Sync) -> io::Result<T> {
        let mut done = None;
        match self.view.run_inside(&mut || done = Some(job())) {
            Ok(()) => done.unwrap_or_else(|| Err(io::ErrorKind::Other.into())),
            Err(error) => Err(io::Error::new(error.reason().kind(), error.reason().to_string())),
        }
    }
}

impl Settings for Netns {
    fn id(&self) -> &NetnsId {
        &self.id
    }

    fn read(&self, setting: &Treatable) -> Result<String, HandError> {
        self.inside(|| system::read(setting)).map_err(|source| HandError::Read { key: setting.key, source })
    }

    fn write(&self, setting: &Treatable, from: &str, to: &str, watch: &dyn Watch) -> Result<(), HandError> {
        self.inside(|| system::write(setting, from, to, watch))
            .map_err(|source| HandError::Write { key: setting.key, source })
    }

    fn check(&self, setting: &Treatable) -> Result<(), HandError> {
        self.inside(|| system::check(setting)).map_err(|source| HandError::Write { key: setting.key, source })
    }

    fn held_at(&self) -> Option<PathBuf> {
        Some(self.held.path_for_others())
    }
}

/// How much of a value goes in one write. A piece ends behind a comma: of a number that is cut in two the kernel would make two
/// ports (`1026` cut behind `10` reserves ports 10 and 26).
pub(crate) fn piece_end(left: &[u8]) -> usize {
    match left.get(..PIECE) {
        Some(full) if left.len() > PIECE => {
            full.iter().rposition(|byte| *byte == b',').map_or(PIECE, |at| at + 1)
        }
        _ => left.len(),
    }
}

/// What may stand of a value whose writing was cut off: its first pieces, the shortest first. None for a value that is
/// written at once.
pub fn beginnings(value: &str) -> Vec<&str> {
    let mut ends = Vec::new();
    let mut end = 0;
    while end < value.len() {
        end += piece_end(&value.as_bytes()[end..]);
        ends.push(end);
    }
    ends.pop();
    ends.into_iter().filter_map(|end| value.get(..end)).collect()
}

/// The file of a setting below a root. Keys are those of the compiled-in table, so no other path can come out.
pub(crate) fn below(root: &Path, setting: &Treatable) -> PathBuf {
    root.join(setting.key.replace('.', "/"))
}

/// Settings in a folder that looks like /proc/sys: a recorded host, for what no namespace of a test may write.
#[derive(Debug)]
pub struct Rooted {
    root: PathBuf,
    id: NetnsId,
}

impl Rooted {
    /// Settings below this folder, said to be those of a namespace.
    pub fn new(root: PathBuf, id: NetnsId) -> Self {
        Rooted { root, id }
    }
}

impl Settings for Rooted {
    fn id(&self) -> &NetnsId {
        &self.id
    }

    fn read(&self, setting: &Treatable) -> Result<String, HandError> {
        system::read_setting(&below(&self.root, setting))
            .map_err(|source| HandError::Read { key: setting.key, source })
    }

    fn write(&self, setting: &Treatable, _: &str, value: &str, watch: &dyn Watch) -> Result<(), HandError> {
        let write = || {
            let file = system::open_setting(&below(&self.root, setting))?;
            watch.before(&Act::Set(setting.key, value.as_bytes()))?;
            file.set_len(0)?;
            io::Write::write_all(&mut &file, format!("{value}\n").as_bytes())
        };
        write().map_err(|source| HandError::Write { key: setting.key, source })
    }
}

/// Which boot of this machine it is.
///
/// # Errors
/// [`HandError::Identity`] where the kernel does not say.
pub fn boot_id() -> Result<String, HandError> {
    Ok(system::boot_id()?)
}

/// Milliseconds since boot, suspended time included.
///
/// # Errors
/// [`HandError::Clock`] where the kernel does not say: no deadline could be kept.
pub fn since_boot_ms() -> Result<u64, HandError> {
    system::since_boot_ms().map_err(|source| HandError::Clock { source })
}

/// Whether this system has the setting, and lastack writes it there by itself.
pub fn writes(setting: &Treatable) -> bool {
    system::writes(setting)
}

/// The path of the namespace that we are in, for [`Netns::open`].
pub fn own_netns() -> &'static Path {
    Path::new(system::OWN_NETNS)
}

/// The folder of the machine's journal. No variable and no file of settings names another one.
///
/// # Errors
/// [`HandError::Place`] where the system does not say.
pub fn journal_folder() -> Result<PathBuf, HandError> {
    system::journal_folder().map_err(|source| HandError::Place { source })
}

/// The account that we run for, where the system knows no number of it.
pub fn account() -> Option<String> {
    system::account()
}
