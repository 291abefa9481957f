//! A file of our own that gets its name when it is whole: whoever is interrupted, even by SIGKILL, leaves nothing.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// A file that only its owner can read, still without a name where the file system can do that (`O_TMPFILE`), else
/// under its name at once. Dropped before [`NewFile::keep`] it is gone.
#[derive(Debug)]
pub struct NewFile {
    file: File,
    path: PathBuf,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Nameless,
    Named,
    Kept,
}

impl NewFile {
    /// Begins a file that is to have this name. One that is there already stays as it is.
    ///
    /// # Errors
    /// [`ErrorKind::AlreadyExists`]; else where no file can be made there.
    pub fn create(path: &Path) -> io::Result<Self> {
        if fs::symlink_metadata(path).is_ok() {
            return Err(ErrorKind::AlreadyExists.into());
        }
        let (file, stage) = match nameless(folder(path)) {
            Ok(file) => (file, Stage::Nameless),
            // Not every file system has files without names (NFS, FAT), and none outside Linux.
            Err(_) => (named(path)?, Stage::Named),
        };
        Ok(NewFile { file, path: path.to_owned(), stage })
    }

    /// To write into.
    ///
    /// # Errors
    /// Where the system has no descriptor left.
    pub fn writer(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// Whether it has its name already, so that an interruption leaves a part of it.
    pub fn has_name(&self) -> bool {
        self.stage == Stage::Named
    }

    /// All is written: it reaches the disk and gets its name.
    ///
    /// # Errors
    /// [`ErrorKind::AlreadyExists`] where somebody took the name meanwhile; else a full disk may say so only now.
    pub fn keep(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        if self.stage == Stage::Nameless {
            give_name(&self.file, &self.path)?;
        }
        self.stage = Stage::Kept;
        Ok(())
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if self.stage == Stage::Named {
            // Where even this fails, half a capture is told from a whole one when it is opened.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn named(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(target_os = "linux")]
fn nameless(folder: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    Ok(rustix::fs::open(folder, flags, Mode::RUSR | Mode::WUSR)?.into())
}

/// As open(2) has it for `O_TMPFILE`; linkat(2) never writes over a name.
#[cfg(target_os = "linux")]
fn give_name(file: &File, path: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    use std::os::fd::AsRawFd as _;
    let nameless = format!("/proc/self/fd/{}", file.as_raw_fd());
    Ok(linkat(CWD, &nameless, CWD, path, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(not(target_os = "linux"))]
fn nameless(_: &Path) -> io::Result<File> {
    Err(ErrorKind::Unsupported.into())
}

#[cfg(not(target_os = "linux"))]
fn give_name(_: &File, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_file_that_is_kept_has_its_name_and_one_that_is_dropped_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        for make in [NewFile::create, |path: &Path| {
            Ok(NewFile { file: named(path)?, path: path.to_owned(), stage: Stage::Named })
        }] {
            let file = make(&path).unwrap();
            file.writer().unwrap().write_all(b"half").unwrap();
            drop(file);
            assert_eq!(names(folder.path()), [] as [String; 0]);
            let file = make(&path).unwrap();
            file.writer().unwrap().write_all(b"whole").unwrap();
            file.keep().unwrap();
            assert_eq!(names(folder.path()), ["a"]);
            assert_eq!(fs::read(&path).unwrap(), b"whole");
            let refused = NewFile::create(&path).unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::AlreadyExists);
            fs::remove_file(&path).unwrap();
        }
    }

    #[test]
    fn a_name_that_was_taken_meanwhile_keeps_what_it_has() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let ours = NewFile::create(&path).unwrap();
        ours.writer().unwrap().write_all(b"ours").unwrap();
        if !ours.has_name() {
            fs::write(&path, "theirs").unwrap();
            assert_eq!(ours.keep().unwrap_err().kind(), ErrorKind::AlreadyExists);
            assert_eq!(fs::read(&path).unwrap(), b"theirs");
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_told() {
        let error = NewFile::create(Path::new("/nowhere/at/all")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
}
