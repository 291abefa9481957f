//! A namespace with a name below /run/netns, as `ip netns add` makes it.

use std::fs;
use std::io;
use std::ops::Deref;
use std::path::{Path, PathBuf};

use rustix::mount::{UnmountFlags, mount_bind, unmount};

use super::{Netns, OWN, on_thread};
use crate::LabError;

const FOLDER: &str = "/run/netns";

/// A named namespace; the name goes when this value goes. Needs root.
#[derive(Debug)]
pub struct NamedNetns {
    netns: Netns,
    path: PathBuf,
    made_folder: bool,
}

impl NamedNetns {
    /// Makes a fresh namespace beside the thread and binds it to `/run/netns/NAME`. An existing name is an error.
    pub fn create(name: &str) -> Result<Self, LabError> {
        let path = Path::new(FOLDER).join(name);
        if name.is_empty() || name.contains('/') || name.starts_with('.') {
            return Err(LabError::Name { path, source: io::ErrorKind::InvalidInput.into() });
        }
        let failed = |source| LabError::Name { path: path.clone(), source };
        let made_folder = !Path::new(FOLDER).exists();
        fs::create_dir_all(FOLDER).map_err(failed)?;
        fs::File::create_new(&path).map_err(failed)?;
        let made = on_thread(|| {
            let mut netns = Netns::enter_fresh()?;
            mount_bind(OWN, &path).map_err(|errno| failed(errno.into()))?;
            netns.entered = None;
            Ok(netns)
        });
        match made.and_then(|made| made) {
            Ok(netns) => Ok(NamedNetns { netns, path, made_folder }),
            Err(error) => {
                remove(&path, made_folder);
                Err(error)
            }
        }
    }

    /// Where the name stands.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Deref for NamedNetns {
    type Target = Netns;

    fn deref(&self) -> &Netns {
        &self.netns
    }
}

impl Drop for NamedNetns {
    fn drop(&mut self) {
        // The namespace itself goes with its last user; a detached unmount does not wait for it.
        let _ = unmount(&self.path, UnmountFlags::DETACH);
        remove(&self.path, self.made_folder);
    }
}

/// A folder with other names in it stays: removing it fails, as it should.
fn remove(path: &Path, made_folder: bool) {
    let _ = fs::remove_file(path);
    if made_folder {
        let _ = fs::remove_dir(FOLDER);
    }
}
