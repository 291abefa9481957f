//! A file for the next boot: one whose name really wins, for both readers of settings (ecosystem A.4).
//!
//! systemd-sysctl reads the folders by base name and the last line wins; `sysctl --system` does the same and reads
//! /etc/sysctl.conf after them all.

use std::path::Path;

use lastack_hand::{Folder, Placed, Removed, place, remove};
use lastack_host::{Host as _, Live};
use lastack_model::{BOOT_FOLDERS, BOOT_LAST, civil_time};

use crate::bench::BOOT_FOLDER;
use crate::history::{Change, File, History};
use crate::journal::Pen;
use crate::record::{Cut, Deed, Fate};
use crate::{Bench, TreatError};

/// Most bytes of a value that a reader at boot writes at once: what is longer would be cut (traps A3).
const ONE_WRITE: usize = 4_092;

/// Beginnings of names, each sorting behind the one before. The first is behind 99-sysctl.conf.
const NAMES: [&str; 3] = ["99-zz-lastack", "zz-lastack", "~-lastack"];

/// What stands for the next boot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropIn {
    /// The whole path
    pub path: String,
    /// The file that `sysctl --system` reads after it, where that sets one of the keys to something else;
    /// systemd-sysctl does not read it
    pub overridden_by: Option<String>,
}

/// Why a setting cannot be kept for the next boot.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unbootable {
    /// The machine does not boot in the namespace of the change
    #[error("{name} is not the network namespace in which the machine boots")]
    Elsewhere {
        /// What people call the namespace
        name: String,
    },
    /// The machine's boot is not seen from here
    #[error("the files that the machine reads at boot are not seen from here")]
    Unseen,
    /// A file that is read after all names that we could take
    #[error("{file} would win at boot")]
    Overridden {
        /// Which
        file: String,
    },
    /// More than one write of the readers at boot
    #[error("the value of {key} is too long for one write at boot")]
    TooLong {
        /// Of which setting
        key: String,
    },
}

/// Whether a name is one of ours for this change: nothing else is written or removed, whatever a journal says.
fn is_ours(name: &str) -> bool {
    let id = name.strip_suffix(".conf").and_then(|stem| stem.rsplit_once('-'));
    id.is_some_and(|(begins, id)| NAMES.contains(&begins) && crate::history::is_id(id))
}

/// What lastack would not write, where a journal tells of such a file. Lines are comments, or settings of the table.
pub(crate) fn foreign(name: &str, content: &str) -> Option<String> {
    if !is_ours(name) {
        return Some(name.to_owned());
    }
    let sound = |line: &&str| match line.split_once(" = ") {
        _ if line.starts_with('#') => true,
        Some((key, value)) => {
            lastack_model::treatable(key).and_then(|setting| setting.canonical(value)).as_deref()
                == Some(value)
        }
        None => false,
    };
    content.lines().find(|line| !sound(line)).map(str::to_owned)
}

/// Whether a file for these writes would win at boot; asked before anything is written.
pub(crate) fn check(
    bench: &Bench<'_>,
    history: &History,
    at: &crate::record::At,
    cuts: &[&Cut],
) -> Result<(), Unbootable> {
    let boots = bench.namespaces.boots().ok_or(Unbootable::Unseen)?;
    for cut in cuts {
        if boots != cut.netns.id(&at.boot_id) {
            return Err(Unbootable::Elsewhere { name: cut.netns.name.clone() });
        }
        if cut.to.len() > ONE_WRITE {
            return Err(Unbootable::TooLong { key: cut.key.clone() });
        }
    }
    name(bench, history, HIGHEST_ID, cuts).map(drop)
}

/// Names of this id sort behind those of all others.
const HIGHEST_ID: &str = "ffffffff";

/// Writes the file for a change that stands.
pub(crate) fn keep(
    bench: &Bench<'_>,
    pen: &Pen<'_>,
    history: &History,
    change: &Change,
) -> Result<DropIn, TreatError> {
    let cuts: Vec<&Cut> =
        change.begun.values().filter(|begun| begun.stands()).map(|begun| &begun.cut).collect();
    check(bench, history, &change.at, &cuts)?;
    let (name, overridden_by) = name(bench, history, &change.id, &cuts)?;
    let content = content(change, &cuts);
    let folder = Folder::public(&rooted(bench.root, BOOT_FOLDER))?;
    pen.put(&change.id, Deed::Placing { name: name.clone(), content: content.clone() })?;
    match place(&folder, &name, &content, bench.watch)? {
        Placed::Now | Placed::Before => {}
    }
    pen.put(&change.id, Deed::Placed { name: name.clone() })?;
    Ok(DropIn { path: format!("{BOOT_FOLDER}/{name}"), overridden_by })
}

/// Removes it where it is still ours.
pub(crate) fn take_away(
    bench: &Bench<'_>,
    pen: &Pen<'_>,
    change: &str,
    file: &File,
) -> Result<Fate, TreatError> {
    // Where the journal is full the file goes all the same: what it was stands in the record before.
    let _ = pen.put(change, Deed::Removing { name: file.name.clone() });
    let folder = Folder::public(&rooted(bench.root, BOOT_FOLDER))?;
    let fate = match remove(&folder, &file.name, &file.content, bench.watch)? {
        Removed::Now => Fate::AsWritten,
        Removed::Before => Fate::Already,
        Removed::Changed => Fate::Found(String::new()),
    };
    let _ = pen.put(change, Deed::Removed { name: file.name.clone(), fate: fate.clone() });
    Ok(fate)
}

/// The path of the file of a change.
pub(crate) fn path(file: &File) -> String {
    format!("{BOOT_FOLDER}/{}", file.name)
}

fn content(change: &Change, cuts: &[&Cut]) -> String {
    let mut lines = vec![
        format!(
            "# Written by lastack, change {}, {} UTC: {}",
            change.id,
            civil_time(change.at.wall_ms, 0),
            change.remedies.join(", ")
        ),
        format!("# Taken back by: lastack fix rollback {}", change.id),
    ];
    lines.extend(cuts.iter().map(|cut| format!("{} = {}", cut.key, cut.to)));
    lines.join("\n") + "\n"
}

/// The first of our names that sorts behind every file that sets one of the keys to something else.
fn name(
    bench: &Bench<'_>,
    history: &History,
    change: &str,
    cuts: &[&Cut],
) -> Result<(String, Option<String>), Unbootable> {
    let mut others: Vec<String> = Vec::new();
    let mut last = None;
    let differs = |cut: &Cut, value: &str| {
        lastack_model::treatable(&cut.key).and_then(|setting| setting.canonical(value)).as_ref()
            != Some(&cut.to)
    };
    for cut in cuts {
        for (file, _) in cut.set_by.iter().filter(|(_, value)| differs(cut, value)) {
            match file.rsplit_once('/') {
                _ if file == BOOT_LAST => last = Some(file.clone()),
                Some((folder, name)) if BOOT_FOLDERS.contains(&folder) => others.push(name.to_owned()),
                _ => {}
            }
        }
    }
    if last.is_some() {
        others.extend(links_to_the_last(bench.root));
    }
    let keys: Vec<&str> = cuts.iter().map(|cut| cut.key.as_str()).collect();
    let ours = |file: &File| {
        keys.iter().any(|key| file.content.lines().any(|line| line.starts_with(&format!("{key} = "))))
    };
    let earlier = history.changes.iter().filter(|earlier| earlier.id != change && earlier.foreign.is_none());
    let standing = earlier
        .filter_map(|earlier| earlier.file.as_ref())
        .filter(|file| file.removed.is_none() && ours(file));
    others.extend(standing.map(|file| file.name.clone()));
    choose(change, &others).map(|name| (name, last))
}

fn choose(id: &str, others: &[String]) -> Result<String, Unbootable> {
    let highest = others.iter().max();
    NAMES
        .iter()
        .map(|begins| format!("{begins}-{id}.conf"))
        .find(|name| highest.is_none_or(|other| name > other))
        .ok_or_else(|| Unbootable::Overridden { file: highest.cloned().unwrap_or_default() })
}

/// Names in the folders that lead to /etc/sysctl.conf: by them systemd-sysctl reads it too.
fn links_to_the_last(root: &Path) -> Vec<String> {
    let host = Live::new();
    let mut names = Vec::new();
    for folder in BOOT_FOLDERS.map(|folder| rooted(root, folder)) {
        for name in host.list(&folder).unwrap_or_default() {
            let leads = host.link(&folder.join(&name)).is_ok_and(|target| target.ends_with("sysctl.conf"));
            if let Some(name) = name.to_str().filter(|_| leads) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

fn rooted(root: &Path, path: &str) -> std::path::PathBuf {
    root.join(path.trim_start_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(others: &[&str], expected: Result<&str, &str>) {
        let others: Vec<String> = others.iter().map(|name| (*name).to_owned()).collect();
        let expected =
            expected.map(str::to_owned).map_err(|file| Unbootable::Overridden { file: file.to_owned() });
        assert_eq!(choose("6ab12345", &others), expected, "{others:?}");
    }

    #[test]
    fn a_name_is_behind_all_that_set_the_same_key_or_there_is_none() {
        check(&[], Ok("99-zz-lastack-6ab12345.conf"));
        check(&["60-tuning.conf", "99-sysctl.conf"], Ok("99-zz-lastack-6ab12345.conf"));
        check(&["99-zz-lastack-6ab12344.conf"], Ok("99-zz-lastack-6ab12345.conf"));
        check(&["99-zzz.conf"], Ok("zz-lastack-6ab12345.conf"));
        check(&["zzz.conf"], Ok("~-lastack-6ab12345.conf"));
        check(&["~~~.conf"], Err("~~~.conf"));
    }

    #[test]
    fn a_journal_cannot_name_another_file_or_another_line() {
        let name = "99-zz-lastack-6ab12345.conf";
        for (name, content, sound) in [
            (name, "# a\nnet.ipv4.tcp_tw_reuse = 1\n", true),
            ("../passwd", "", false),
            ("99-sysctl.conf", "", false),
            ("99-zz-lastack-6ab1234/.conf", "", false),
            (name, "kernel.core_pattern = |/bin/sh\n", false),
            (name, "net.ipv4.tcp_tw_reuse = 9\n", false),
            (name, "-net.ipv4.tcp_tw_reuse\n", false),
        ] {
            assert_eq!(foreign(name, content).is_none(), sound, "{name} {content}");
        }
    }
}
