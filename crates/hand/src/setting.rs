//! One setting of one network namespace: read whole, written whole.

use std::io;
use std::path::{Path, PathBuf};

use lastack_host::{Host, Live};
use lastack_model::{NetnsId, Treatable};

use crate::{Act, HandError, Watch, linux};

/// Where the kernel shows which boot this is.
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

/// Most bytes that the kernel takes of one write of a port list (`proc_do_large_bitmap`: a page less a few; traps A3).
const PIECE: usize = 4_092;

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
    ///
    /// # Errors
    /// [`HandError::Write`]; EINVAL where the kernel does not take the value.
    fn write(&self, setting: &Treatable, value: &str, watch: &dyn Watch) -> Result<(), HandError>;

    /// A path by which another process of ours reaches the same namespace while this value lives.
    fn held_at(&self) -> Option<PathBuf> {
        None
    }
}

/// A network namespace of the running machine, held by its descriptor: it cannot go, and another one cannot come in its
/// place.
pub struct Netns {
    held: linux::Held,
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
            linux::Held::open(path).map_err(|source| HandError::Netns { path: path.to_owned(), source })?;
        let view = Live::new().enter(&held.path())?;
        let stat = view.netns()?;
        let id = NetnsId { cookie: stat.cookie, inode: stat.inode, boot_id: boot_id()? };
        Ok(Netns { held, view, id })
    }

    /// The namespace of the calling thread.
    ///
    /// # Errors
    /// As [`Netns::open`].
    pub fn own() -> Result<Self, HandError> {
        Netns::open(Path::new(linux::OWN_NETNS))
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
        let path = below(Path::new("/proc/sys"), setting);
        self.inside(|| linux::read_setting(&path))
            .map_err(|source| HandError::Read { key: setting.key, source })
    }

    fn write(&self, setting: &Treatable, value: &str, watch: &dyn Watch) -> Result<(), HandError> {
        let path = below(Path::new("/proc/sys"), setting);
        let failed = |source| HandError::Write { key: setting.key, source };
        let write = || {
            let file = linux::open_setting(&path)?;
            pieces(setting.key, value, watch, &mut |piece| io::Write::write(&mut &file, piece))
        };
        self.inside(write).map_err(failed)
    }

    fn held_at(&self) -> Option<PathBuf> {
        Some(self.held.path_for_others())
    }
}

/// Hands a value over until all of it is taken. A piece ends behind a comma: of a number that is cut in two the kernel
/// would make two ports (`1026` cut behind `10` reserves ports 10 and 26).
fn pieces(
    key: &str,
    value: &str,
    watch: &dyn Watch,
    write: &mut dyn FnMut(&[u8]) -> io::Result<usize>,
) -> io::Result<()> {
    // An empty write is none at all: a line end is what empties a port list.
    let mut left = if value.is_empty() { b"\n".as_slice() } else { value.as_bytes() };
    while !left.is_empty() {
        let piece = &left[..piece_end(left)];
        watch.before(&Act::Set(key, piece))?;
        match write(piece)? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            taken => left = &left[taken.min(left.len())..],
        }
    }
    Ok(())
}

fn piece_end(left: &[u8]) -> usize {
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
fn below(root: &Path, setting: &Treatable) -> PathBuf {
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
        linux::read_setting(&below(&self.root, setting))
            .map_err(|source| HandError::Read { key: setting.key, source })
    }

    fn write(&self, setting: &Treatable, value: &str, watch: &dyn Watch) -> Result<(), HandError> {
        let write = || {
            let file = linux::open_setting(&below(&self.root, setting))?;
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
    let bytes = Live::new().read(Path::new(BOOT_ID))?;
    Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Unwatched;

    #[test]
    fn a_long_value_is_handed_over_until_all_of_it_is_taken() {
        let value = (0..2_000).map(|n| (1_024 + 2 * n).to_string()).collect::<Vec<_>>().join(",");
        let mut taken: Vec<String> = Vec::new();
        let mut write = |piece: &[u8]| {
            taken.push(String::from_utf8(piece.to_vec()).unwrap());
            Ok(piece.len())
        };
        pieces("net.ipv4.ip_local_reserved_ports", &value, &Unwatched, &mut write).unwrap();
        assert_eq!(taken.concat(), value);
        let (last, full) = taken.split_last().unwrap();
        assert!(!full.is_empty() && full.iter().all(|piece| piece.len() <= PIECE && piece.ends_with(',')));
        assert!(!last.is_empty());
        let expected: Vec<_> = (1..taken.len()).map(|pieces| taken[..pieces].concat()).collect();
        assert_eq!(beginnings(&value), expected);
        assert!(beginnings("8080,9090").is_empty() && beginnings("").is_empty());
    }

    #[test]
    fn a_file_that_takes_nothing_ends_the_writing() {
        let error = pieces("net.ipv4.tcp_tw_reuse", "1", &Unwatched, &mut |_| Ok(0)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::WriteZero);
    }
}
