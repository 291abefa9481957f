//! One file of ours in a folder of the system: all of it or nothing, and gone again only while it is still ours.

use std::io::{self, Read as _, Write as _};

use crate::file::is_plain;
use crate::system::{self, How};
use crate::{Act, Folder, HandError, Watch};

/// Longest file that is compared; ours are some lines.
const WHOLE: u64 = 1024 * 1024;

/// The name that a file has until it is whole. Readers of settings take names that end in .conf only.
const UNFINISHED: &str = "lastack-unfinished.new";

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// It stands there, whole
    Now,
    /// It stood there already, with the same content
    Before,
}

/// What became of a file that was to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    /// It is gone now
    Now,
    /// It was not there
    Before,
    /// It is another one now: left alone
    Changed,
}

/// Writes a file that everybody may read (0644). It has its name when it has reached the disk and not before, so nobody
/// ever sees half of it. One that holds one of the texts of `instead_of` gives way to it.
///
/// # Errors
/// [`HandError::File`]; [`io::ErrorKind::AlreadyExists`] where another file has the name.
pub fn place(
    folder: &Folder,
    name: &str,
    content: &str,
    instead_of: &[&str],
    watch: &dyn Watch,
) -> Result<Placed, HandError> {
    let failed = |source| folder.failed("write", name, source);
    if !is_plain(name) {
        return Err(failed(io::ErrorKind::InvalidInput.into()));
    }
    let old = read(folder, name).map_err(failed)?;
    match &old {
        Some(bytes) if bytes == content.as_bytes() => return Ok(Placed::Before),
        Some(bytes) if instead_of.iter().any(|text| bytes == text.as_bytes()) => {}
        Some(_) => return Err(failed(io::ErrorKind::AlreadyExists.into())),
        None => {}
    }
    let write = || {
        // Left behind by a run that was killed here; it has never been read by anybody.
        match system::remove_file(&folder.fd, UNFINISHED) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        watch.before(&Act::Make(UNFINISHED))?;
        let mut file = system::open_file(&folder.fd, UNFINISHED, How::New(0o644))?;
        watch.before(&Act::Append(&file, content.as_bytes()))?;
        file.write_all(content.as_bytes())?;
        watch.before(&Act::Sync)?;
        file.sync_all()?;
        watch.before(&Act::Name(name))?;
        match old {
            Some(_) => system::rename_over(&folder.fd, UNFINISHED, name)?,
            None => system::rename_new(&folder.fd, UNFINISHED, name)?,
        }
        watch.before(&Act::SyncFolder)?;
        system::sync_folder(&folder.fd)
    };
    write().map_err(failed)?;
    Ok(Placed::Now)
}

/// Takes a file away where it still holds one of these texts.
///
/// # Errors
/// [`HandError::File`].
pub fn remove(
    folder: &Folder,
    name: &str,
    contents: &[&str],
    watch: &dyn Watch,
) -> Result<Removed, HandError> {
    let failed = |source| folder.failed("remove", name, source);
    if !is_plain(name) {
        return Err(failed(io::ErrorKind::InvalidInput.into()));
    }
    // A run that was killed while it wrote leaves this one.
    let unfinished = system::remove_file(&folder.fd, UNFINISHED);
    if let Err(error) = unfinished.and_then(|()| system::sync_folder(&folder.fd))
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(failed(error));
    }
    match read(folder, name) {
        Ok(None) => return Ok(Removed::Before),
        Ok(Some(bytes)) if contents.iter().any(|content| bytes == content.as_bytes()) => {}
        Ok(Some(_)) => return Ok(Removed::Changed),
        // Somebody put a link there, or gave it away: it is no longer ours.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Ok(Removed::Changed),
        Err(error) => return Err(failed(error)),
    }
    let go = || {
        watch.before(&Act::Remove(name))?;
        system::remove_file(&folder.fd, name)?;
        watch.before(&Act::SyncFolder)?;
        system::sync_folder(&folder.fd)
    };
    go().map_err(failed)?;
    Ok(Removed::Now)
}

fn read(folder: &Folder, name: &str) -> io::Result<Option<Vec<u8>>> {
    let file = match system::open_file(&folder.fd, name, How::Read) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    let mut bytes = Vec::new();
    file.take(WHOLE).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}
