//! Files that only we write: a folder held by its descriptor, and a file that only ever grows.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::system::{self, How, OpenFolder};
use crate::{Act, HandError, Watch};

/// Most bytes of a file of ours that are read: some hundred thousand changes.
const WHOLE: u64 = 64 * 1024 * 1024;

/// A folder, open and checked: it belongs to us, is no link, and nobody else may write it.
#[derive(Debug)]
pub struct Folder {
    pub(crate) fd: OpenFolder,
    pub(crate) path: PathBuf,
}

impl Folder {
    /// A folder that only we may enter.
    ///
    /// # Errors
    /// [`HandError::File`] where it is not there or is not to be trusted ([`crate::Untrusting`]).
    pub fn private(path: &Path) -> Result<Self, HandError> {
        Folder::open(path, true)
    }

    /// The same; made where it is not there. The folder above it must be there.
    ///
    /// # Errors
    /// As [`Folder::private`].
    pub fn private_or_new(path: &Path) -> Result<Self, HandError> {
        system::make_folder(path).map_err(|source| HandError::File {
            action: "make",
            path: path.to_owned(),
            source,
        })?;
        Folder::private(path)
    }

    /// Whether [`Folder::private_or_new`] would give a folder in which files can be made. Nothing is made.
    ///
    /// # Errors
    /// As [`Folder::private`]; with the system's reason where it could not be made or written into.
    pub fn check_private(path: &Path) -> Result<(), HandError> {
        match Folder::private(path) {
            Err(error) if error.reason().kind() == io::ErrorKind::NotFound => {
                let above = path.parent().unwrap_or(path);
                system::check_makable(above).map_err(|source| HandError::File {
                    action: "make",
                    path: path.to_owned(),
                    source,
                })
            }
            opened => opened?.check_writable(),
        }
    }

    /// A folder of the system that others may read: /etc/sysctl.d.
    ///
    /// # Errors
    /// As [`Folder::private`].
    pub fn public(path: &Path) -> Result<Self, HandError> {
        Folder::open(path, false)
    }

    fn open(path: &Path, private: bool) -> Result<Self, HandError> {
        let fd = system::open_folder(path, private).map_err(|source| HandError::File {
            action: "open",
            path: path.to_owned(),
            source,
        })?;
        Ok(Folder { fd, path: path.to_owned() })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Asks whether files can be made in it, without making one.
    ///
    /// # Errors
    /// [`HandError::File`], with the system's reason: a read-only file system, for example.
    pub fn check_writable(&self) -> Result<(), HandError> {
        system::check_writable(&self.fd).map_err(|source| HandError::File {
            action: "write into",
            path: self.path.clone(),
            source,
        })
    }

    pub(crate) fn failed(&self, action: &'static str, name: &str, source: io::Error) -> HandError {
        HandError::File { action, path: self.path.join(name), source }
    }
}

/// A name in a folder, and nothing that leads elsewhere.
pub(crate) fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '~');
    !name.is_empty() && !name.starts_with('.') && name.chars().all(plain)
}

/// A file that only grows. Every addition has reached the disk before it returns.
#[derive(Debug)]
pub struct Ledger {
    file: File,
    folder: PathBuf,
    name: &'static str,
}

impl Ledger {
    /// Opens the file to read it and to add to it; makes it where it is not there.
    ///
    /// # Errors
    /// [`HandError::File`] where it is not to be trusted, or cannot be made.
    pub fn open(folder: &Folder, name: &'static str, watch: &dyn Watch) -> Result<Self, HandError> {
        let failed = |action, source| folder.failed(action, name, source);
        let open = system::open_file(&folder.fd, name, How::Append);
        let file = match open {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                watch.before(&Act::Make(name)).map_err(|source| failed("make", source))?;
                let made = system::open_file(&folder.fd, name, How::New(0o600));
                let file = made.map_err(|source| failed("make", source))?;
                watch.before(&Act::SyncFolder).map_err(|source| failed("keep", source))?;
                system::sync_folder(&folder.fd).map_err(|source| failed("keep", source))?;
                file
            }
            opened => opened.map_err(|source| failed("open", source))?,
        };
        Ok(Ledger { file, folder: folder.path.clone(), name })
    }

    /// Opens the file to read it; `None` where there is none.
    ///
    /// # Errors
    /// [`HandError::File`] where it is not to be trusted.
    pub fn look(folder: &Folder, name: &'static str) -> Result<Option<Self>, HandError> {
        match system::open_file(&folder.fd, name, How::Read) {
            Ok(file) => Ok(Some(Ledger { file, folder: folder.path.clone(), name })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(folder.failed("open", name, source)),
        }
    }

    fn failed(&self, action: &'static str, source: io::Error) -> HandError {
        HandError::File { action, path: self.folder.join(self.name), source }
    }

    /// Becomes the one who writes; false where somebody else is. The lock goes with the file, where [`Ledger::unlock`] did not
    /// end it before.
    ///
    /// # Errors
    /// [`HandError::File`] where the file system has no locks.
    pub fn try_lock(&self) -> Result<bool, HandError> {
        system::try_lock(&self.file).map_err(|source| self.failed("lock", source))
    }

    /// Lets others write.
    ///
    /// # Errors
    /// [`HandError::File`].
    pub fn unlock(&self) -> Result<(), HandError> {
        system::unlock(&self.file).map_err(|source| self.failed("unlock", source))
    }

    /// How long it is now, in bytes; zero where nothing stands in it.
    ///
    /// # Errors
    /// [`HandError::File`].
    pub fn length(&self) -> Result<u64, HandError> {
        Ok(self.file.metadata().map_err(|source| self.failed("read", source))?.len())
    }

    /// All that stands in it.
    ///
    /// # Errors
    /// [`HandError::File`]; a file of more than 64 MiB is none of ours.
    pub fn read(&self) -> Result<Vec<u8>, HandError> {
        let mut bytes = Vec::new();
        let mut read = || {
            io::Seek::seek(&mut &self.file, io::SeekFrom::Start(0))?;
            (&self.file).take(WHOLE + 1).read_to_end(&mut bytes)
        };
        let length = read().map_err(|source| self.failed("read", source))?;
        if length as u64 > WHOLE {
            return Err(self.failed("read", io::ErrorKind::FileTooLarge.into()));
        }
        Ok(bytes)
    }

    /// Takes room for what is to come, so that a disk that fills up later cannot stop the way back.
    ///
    /// # Errors
    /// [`HandError::File`] where there is no such room.
    pub fn reserve(&self, bytes: u64, watch: &dyn Watch) -> Result<(), HandError> {
        watch
            .before(&Act::Reserve(bytes))
            .and_then(|()| system::reserve(&self.file, bytes))
            .map_err(|source| self.failed("take room for", source))
    }

    /// Adds bytes at the end; they have reached the disk when this returns.
    ///
    /// # Errors
    /// [`HandError::File`]; then a part of them may stand there.
    pub fn append(&self, bytes: &[u8], watch: &dyn Watch) -> Result<(), HandError> {
        let write = || {
            watch.before(&Act::Append(&self.file, bytes))?;
            (&self.file).write_all(bytes)?;
            watch.before(&Act::Sync)?;
            self.file.sync_all()
        };
        write().map_err(|source| self.failed("write", source))
    }
}
