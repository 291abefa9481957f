//! Paths and names in folders.

use std::path::{Component, Path, PathBuf};

use lastack_model::Untrusted;
use lastack_model::mask::Kind;

use super::stand::Stand;

/// Folders of every Linux host, and the settings file that all have.
const KNOWN: &[&str] = &[
    "..",
    "etc",
    "lib",
    "local",
    "netns",
    "run",
    "share",
    "sysctl.conf",
    "sysctl.d",
    "system",
    "systemd",
    "usr",
    "usr.lib",
    "var",
    "ufw",
];

/// What the names in a folder are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folder {
    /// Of processes, threads or descriptors: numbers
    Numbers,
    /// Of network namespaces
    Netns,
    /// Of settings files
    Settings,
    /// Of anything else
    Other,
}

/// Which names a folder holds.
pub(super) fn folder(path: &Path) -> Folder {
    let is = |name: &str| path.file_name().is_some_and(|last| last == name);
    if path.starts_with("/proc") {
        Folder::Numbers
    } else if is("netns") {
        Folder::Netns
    } else if is("sysctl.d") {
        Folder::Settings
    } else {
        Folder::Other
    }
}

/// A name in a folder; `None` where it is left out.
pub(super) fn masked_name(folder: Folder, name: &[u8], stand: &mut dyn Stand) -> Option<String> {
    let name = Untrusted::from_bytes(name);
    match folder {
        Folder::Numbers => {
            name.raw().bytes().all(|byte| byte.is_ascii_digit()).then(|| name.raw().to_owned())
        }
        Folder::Netns => Some(stand.name(Kind::Netns, name.raw())),
        Folder::Settings => Some(stand.file(name.raw())),
        Folder::Other => None,
    }
}

/// A path with its names replaced.
pub(super) fn masked(path: &Path, stand: &mut dyn Stand) -> PathBuf {
    // What the kernel shows below /proc is numbered, and its settings have names of its own, but for devices.
    let of_kernel = path.starts_with("/proc");
    let mut masked = PathBuf::new();
    for component in path.components() {
        let Component::Normal(name) = component else {
            masked.push(component);
            continue;
        };
        let name = Untrusted::from_bytes(name.as_encoded_bytes());
        let device = masked.ends_with("conf") || masked.ends_with("neigh");
        let name = match name.raw() {
            kept if (of_kernel && !device) || KNOWN.contains(&kept) => kept.to_owned(),
            netns if masked.ends_with("netns") => stand.name(Kind::Netns, netns),
            file if masked.ends_with("sysctl.d") => stand.file(file),
            other => stand.name(Kind::Text, other),
        };
        masked.push(name);
    }
    masked
}

/// Where a link leads: `socket:[4711]` stays, a path is replaced, and so is what a descriptor of a process leads to.
pub(super) fn masked_target(target: &Path, elsewhere: &str, stand: &mut dyn Stand) -> PathBuf {
    let numbered = |text: &str| {
        let (kind, number) = text.strip_suffix(']')?.split_once(":[")?;
        let plain = kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        (plain && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(())
    };
    match target.to_str() {
        Some(text) if numbered(text).is_some() => target.to_owned(),
        _ if target.components().any(|component| component.as_os_str() == "sysctl.d")
            || target.ends_with("sysctl.conf") =>
        {
            masked(target, stand)
        }
        _ => elsewhere.into(),
    }
}
