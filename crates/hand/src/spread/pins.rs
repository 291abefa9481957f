//! Programs that outlive the command: each spread has a folder of its own below one folder of ours in bpffs.

use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use lastack_ebpf::steer::{self, PINS, Steer};
use lastack_model::{Spread, SpreadShare};

use super::{Group, refused};
use crate::{Act, HandError, Removed, Untrusting, Watch, system};

/// Where the kernel's own file system of programs is mounted by systemd and others.
const BPFFS: &str = "sys/fs/bpf";

/// Our folder in it. Mounted with its defaults it is open to everybody, so others may have made one of this name: whose it is
/// is looked at (traps A16).
const FOLDER: &str = "lastack";

/// `BPF_FS_MAGIC` of include/uapi/linux/magic.h.
const BPF_FS: u64 = 0xcafe_4a11;

/// What the name of each folder begins with; the id of the change that made it comes behind.
const SPREAD: &str = "spread-";

/// Our folder, held open.
#[derive(Debug)]
pub struct Pins {
    root: OwnedFd,
    fd: OwnedFd,
    path: PathBuf,
}

/// A spread as it is pinned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pinned {
    /// Whether everything of it is there
    pub whole: bool,
    /// SO_NETNS_COOKIE of its namespace, what is spread without the name of its group, and what each address was used for;
    /// `None` where nothing can be read of it
    pub told: Option<(u64, Spread, Vec<SpreadShare>)>,
}

impl Pins {
    /// Whether there is a place for our folder, whoever has one of its name there is us, and it can be written into.
    ///
    /// # Errors
    /// As [`Pins::look`]; [`Untrusting::FileSystem`] where bpffs is not mounted.
    pub fn ready(root: &Path) -> Result<(), HandError> {
        match Pins::open(root, false) {
            Err(error) if error.reason().kind() == io::ErrorKind::NotFound && root.join(BPFFS).exists() => {
                let place = root.join(BPFFS);
                system::check_makable(&place).map_err(|source| HandError::File {
                    action: "make",
                    path: place.join(FOLDER),
                    source,
                })
            }
            opened => {
                let pins = opened?;
                system::check_writable(&pins.fd).map_err(|source| HandError::File {
                    action: "write into",
                    path: pins.path,
                    source,
                })
            }
        }
    }

    /// Opens our folder; `None` where there is none.
    ///
    /// # Errors
    /// [`HandError::File`] where it is not ours alone, or lies in no bpffs.
    pub fn look(root: &Path) -> Result<Option<Self>, HandError> {
        match Pins::open(root, false) {
            Err(error) if error.reason().kind() == io::ErrorKind::NotFound => Ok(None),
            // Where bpffs was never mounted there is nothing of ours either.
            Err(error) if is(&error, Untrusting::FileSystem) => Ok(None),
            opened => opened.map(Some),
        }
    }

    /// Opens our folder; made where it is not there.
    ///
    /// # Errors
    /// As [`Pins::look`]; [`Untrusting::FileSystem`] where bpffs is not mounted.
    pub fn look_or_make(root: &Path, watch: &dyn Watch) -> Result<Self, HandError> {
        match Pins::open(root, false) {
            Err(error) if error.reason().kind() == io::ErrorKind::NotFound => {
                watch.before(&Act::Make(FOLDER)).map_err(|source| HandError::File {
                    action: "make",
                    path: root.join(BPFFS).join(FOLDER),
                    source,
                })?;
                Pins::open(root, true)
            }
            opened => opened,
        }
    }

    fn open(root: &Path, make: bool) -> Result<Self, HandError> {
        let place = root.join(BPFFS);
        let path = place.join(FOLDER);
        let failed = |action, path: &Path, source| HandError::File { action, path: path.to_owned(), source };
        let bpffs = system::open_any_folder(&place).map_err(|source| failed("open", &place, source))?;
        let kind = system::file_system(&bpffs).map_err(|source| failed("open", &place, source))?;
        if kind != BPF_FS {
            return Err(failed("use", &place, Untrusting::FileSystem.into()));
        }
        if make {
            system::make_folder_in(&bpffs, FOLDER).map_err(|source| failed("make", &path, source))?;
        }
        let fd = system::open_folder_in(&bpffs, FOLDER).map_err(|source| failed("open", &path, source))?;
        // Something else may be mounted over it.
        match system::file_system(&fd) {
            Ok(BPF_FS) => Ok(Pins { root: bpffs, fd, path }),
            Ok(_) => Err(failed("open", &path, Untrusting::FileSystem.into())),
            Err(source) => Err(failed("open", &path, source)),
        }
    }

    /// The folder of a spread, for people.
    pub fn path(root: &Path, id: &str) -> PathBuf {
        root.join(BPFFS).join(FOLDER).join(format!("{SPREAD}{id}"))
    }

    /// Ids of the spreads whose folders are there, sorted.
    ///
    /// # Errors
    /// [`HandError::File`].
    pub fn list(&self) -> Result<Vec<String>, HandError> {
        let names = system::names(&self.fd).map_err(|source| self.failed("list", "", source))?;
        let mut ids: Vec<String> =
            names.iter().filter_map(|name| name.strip_prefix(SPREAD)).map(str::to_owned).collect();
        ids.sort();
        Ok(ids)
    }

    /// Whether the kernel takes the programs of a spread: they are loaded, attached to nothing, and go at once.
    ///
    /// # Errors
    /// [`HandError::Programs`].
    pub fn try_out(spread: &Spread, netns: u64) -> Result<(), HandError> {
        Steer::load(spread, netns).map(drop).map_err(refused)
    }

    /// Attaches the programs to the group, in the namespace of this SO_NETNS_COOKIE alone, and pins them under this id. What was
    /// attached and not pinned when it fails or ends goes by itself; what was pinned stays until [`Pins::detach`].
    ///
    /// # Errors
    /// [`HandError::Programs`], [`HandError::File`].
    pub fn attach(
        &self,
        id: &str,
        group: &Group,
        spread: &Spread,
        netns: u64,
        watch: &dyn Watch,
    ) -> Result<(), HandError> {
        let name = name(id)?;
        let mut steer = Steer::load(spread, netns).map_err(refused)?;
        let failed = |source| self.failed("make", &name, source);
        watch.before(&Act::Make(&name)).map_err(failed)?;
        system::make_folder_in(&self.fd, &name).map_err(failed)?;
        let folder = system::open_folder_in(&self.fd, &name).map_err(failed)?;
        for pin in PINS {
            watch.before(&Act::Make(pin)).map_err(failed)?;
            steer.pin(pin, group.fd(), &system::path_in(&folder).join(pin)).map_err(refused)?;
        }
        Ok(())
    }

    /// Takes the programs of this id away, and their folder; also what is left of them, and our own folder with the last one.
    ///
    /// # Errors
    /// [`HandError::File`]; what could be taken away is gone.
    pub fn detach(&self, id: &str, watch: &dyn Watch) -> Result<Removed, HandError> {
        let name = name(id)?;
        let failed = |source| self.failed("remove", &name, source);
        let folder = match system::open_folder_in(&self.fd, &name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let _ = system::remove_folder_in(&self.root, FOLDER);
                return Ok(Removed::Before);
            }
            opened => opened.map_err(failed)?,
        };
        for pin in PINS.iter().rev() {
            watch.before(&Act::Remove(pin)).map_err(failed)?;
            match system::remove_file(&folder, pin) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
                _ => {}
            }
        }
        watch.before(&Act::Remove(&name)).map_err(failed)?;
        system::remove_folder_in(&self.fd, &name).map_err(failed)?;
        // While others stand there it is not empty, and stays.
        let _ = system::remove_folder_in(&self.root, FOLDER);
        Ok(Removed::Now)
    }

    /// What stands under this id; `None` where there is nothing.
    ///
    /// # Errors
    /// [`HandError::File`] where the folder is not ours alone.
    pub fn read(&self, id: &str) -> Result<Option<Pinned>, HandError> {
        let name = name(id)?;
        let failed = |source| self.failed("read", &name, source);
        let folder = match system::open_folder_in(&self.fd, &name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened.map_err(failed)?,
        };
        let there = system::names(&folder).map_err(failed)?;
        let whole = PINS.iter().all(|pin| there.iter().any(|name| name == pin));
        let told = steer::read(&system::path_in(&folder)).ok();
        Ok(Some(Pinned { whole, told }))
    }

    fn failed(&self, action: &'static str, name: &str, source: io::Error) -> HandError {
        HandError::File { action, path: self.path.join(name), source }
    }
}

/// A name that leads nowhere else: ids are eight hexadecimal digits.
fn name(id: &str) -> Result<String, HandError> {
    let plain = !id.is_empty() && id.len() <= 8 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let refusal =
        || HandError::File { action: "use", path: FOLDER.into(), source: io::ErrorKind::InvalidInput.into() };
    plain.then(|| format!("{SPREAD}{id}")).ok_or_else(refusal)
}

/// Whether it was not trusted for this reason.
fn is(error: &HandError, why: Untrusting) -> bool {
    let inner = error.reason().get_ref().and_then(|inner| inner.downcast_ref::<Untrusting>());
    inner == Some(&why)
}
