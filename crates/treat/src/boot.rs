//! A file for the next boot: one whose name really wins, for both readers of settings (ecosystem A.4).
//!
//! systemd-sysctl reads the folders by base name and the last line wins; `sysctl --system` does the same and reads
//! /etc/sysctl.conf after them all.

mod disk;
mod reader;

use std::path::Path;

use lastack_hand::{Folder, Placed, Removed, place, remove};
use lastack_model::{BOOT_LAST, BootFileState, PortSet, civil_time};

use crate::bench::BOOT_FOLDER;
use crate::history::{Change, File, History};
use crate::journal::Pen;
use crate::record::{Back, Cut, Deed, Fate};
use crate::{Bench, TreatError};
use disk::rooted;

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
    /// A setting whose value `sysctl --system` of procps would cut; systemd-sysctl, with which this machine boots, does not
    pub cut_by_sysctl: Option<String>,
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

/// Whether a file for these writes would win at boot, and could be written; asked before anything is.
pub(crate) fn check(
    bench: &Bench<'_>,
    history: &History,
    boot_id: &str,
    cuts: &[&Cut],
) -> Result<(), TreatError> {
    fits(bench, boot_id, cuts)?;
    let lines = lines(bench, history, HIGHEST_ID, cuts, None);
    name(bench, HIGHEST_ID, &lines)?;
    let folder = Folder::public(&rooted(bench.root, BOOT_FOLDER));
    folder.and_then(|folder| folder.check_writable()).map_err(|source| TreatError::NoFolder { source })
}

/// The machine boots in the namespace of all of them.
fn fits(bench: &Bench<'_>, boot_id: &str, cuts: &[&Cut]) -> Result<(), Unbootable> {
    let boots = bench.namespaces.boots().ok_or(Unbootable::Unseen)?;
    match cuts.iter().find(|cut| boots != cut.netns.id(boot_id)) {
        Some(cut) => Err(Unbootable::Elsewhere { name: cut.netns.name.clone() }),
        None => Ok(()),
    }
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
    let cuts = standing(change);
    fits(bench, &change.at.boot_id, &cuts)?;
    let lines = lines(bench, history, &change.id, &cuts, None);
    let (name, overridden_by) = name(bench, &change.id, &lines)?;
    write(bench, pen, change, &name, content(change, &lines), &[])?;
    let cut_by_sysctl = lines.iter().find(|(_, value)| reader::is_long(value)).map(|(key, _)| key.clone());
    Ok(DropIn { path: format!("{BOOT_FOLDER}/{name}"), overridden_by, cut_by_sysctl })
}

fn standing(change: &Change) -> Vec<&Cut> {
    change.begun.values().filter(|begun| begun.stands()).map(|begun| &begun.cut).collect()
}

fn write(
    bench: &Bench<'_>,
    pen: &Pen<'_>,
    change: &Change,
    name: &str,
    content: String,
    instead_of: &[&str],
) -> Result<(), TreatError> {
    let folder = Folder::public(&rooted(bench.root, BOOT_FOLDER))?;
    pen.put(&change.id, Deed::Placing { name: name.to_owned(), content: content.clone() })?;
    match place(&folder, name, &content, instead_of, bench.watch)? {
        Placed::Now | Placed::Before => {}
    }
    pen.put(&change.id, Deed::Placed { name: name.to_owned() })
}

/// Takes the ports of a change out of the files that were written after its own and hold them too. False where one of
/// them still does.
pub(crate) fn take_out(bench: &Bench<'_>, pen: &Pen<'_>, change: &Change) -> bool {
    let kept = change.file.as_ref().is_some_and(File::may_be_there);
    let lists: Vec<&Cut> = change.begun.values().map(|begun| &begun.cut).filter(|cut| is_list(cut)).collect();
    if !kept || lists.is_empty() {
        return true;
    }
    let Ok(history) = pen.history() else { return false };
    let later = history.changes.iter().filter(|later| later.id > change.id && later.foreign.is_none());
    let mut whole = true;
    for (later, file) in later.filter_map(|later| Some((later, later.file.as_ref()?))) {
        let (state, text) = disk::look(bench.root, file);
        if !lists.iter().any(|cut| reserves(&text, cut)) {
            continue;
        }
        let lines = lines(bench, &history, &later.id, &standing(later), Some(&change.id));
        let content = content(later, &lines);
        let known: Vec<&str> = file.contents().collect();
        whole &= state == BootFileState::Stands
            && (content == text || write(bench, pen, later, &file.name, content, &known).is_ok());
    }
    whole
}

fn is_list(cut: &Cut) -> bool {
    matches!(cut.undo, Back::Subtract(_))
}

/// Whether a file reserves ports of a change.
fn reserves(text: &str, cut: &Cut) -> bool {
    let Back::Subtract(ports) = &cut.undo else { return false };
    let values =
        text.lines().filter_map(|line| line.split_once('=')).filter(|(key, _)| key.trim() == cut.key);
    let mut there = PortSet::default();
    values.filter_map(|(_, value)| PortSet::parse(value.trim())).for_each(|ports| there.merge(&ports));
    let all = there.len();
    there.subtract(&PortSet::parse(ports).unwrap_or_default());
    there.len() < all
}

/// Whether a file sets a key.
fn names(text: &str, key: &str) -> bool {
    text.lines().any(|line| line.split_once('=').is_some_and(|(name, _)| name.trim() == key))
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
    let known: Vec<&str> = file.contents().collect();
    let removed = match Folder::public(&rooted(bench.root, BOOT_FOLDER)) {
        Ok(folder) => remove(&folder, &file.name, &known, bench.watch)?,
        // Without the folder there is no file.
        Err(error) if error.reason().kind() == std::io::ErrorKind::NotFound => Removed::Before,
        Err(error) => return Err(error.into()),
    };
    let fate = match removed {
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

/// What has become of the file of a change, by what stands on disk, and who is read after it with another value.
pub(crate) fn state(
    bench: &Bench<'_>,
    history: &History,
    change: &Change,
    file: &File,
) -> (BootFileState, Option<String>) {
    let (state, text) = disk::look(bench.root, file);
    if state != BootFileState::Stands {
        return (state, None);
    }
    let state = fresh(bench, history, change, &text).map_or(state, |_| BootFileState::Outdated);
    (state, behind(bench.root, &path(file), &text))
}

/// Whether it stands on disk as we wrote it.
pub(crate) fn stands(bench: &Bench<'_>, change: &Change) -> bool {
    change.file.as_ref().is_some_and(|file| disk::look(bench.root, file).0 == BootFileState::Stands)
}

/// What the file of a change would hold if it were written now, where that is not what it holds: its lists of ports were merged
/// with what files of others set then.
fn fresh(bench: &Bench<'_>, history: &History, change: &Change, text: &str) -> Option<String> {
    let cuts = standing(change);
    if change.foreign.is_some() || !cuts.iter().any(|cut| is_list(cut)) {
        return None;
    }
    let content = content(change, &lines(bench, history, &change.id, &cuts, None));
    (content != text).then_some(content)
}

/// Writes those files again that would hold something else if they were written now. One that cannot be written stays as it is,
/// and [`state`] tells.
pub(crate) fn refresh(bench: &Bench<'_>, pen: &Pen<'_>) {
    let Ok(history) = pen.history() else { return };
    for change in &history.changes {
        let Some(file) = change.file.as_ref().filter(|file| file.removed.is_none()) else { continue };
        let (state, text) = disk::look(bench.root, file);
        let fresh = fresh(bench, &history, change, &text).filter(|_| state == BootFileState::Stands);
        let fits = |text: &String| reader::boots_whole(bench.root) || !text.lines().any(reader::is_long);
        if let Some(content) = fresh.filter(fits) {
            let known: Vec<&str> = file.contents().collect();
            let _ = write(bench, pen, change, &file.name, content, &known);
        }
    }
}

/// The last file read after one of ours that sets one of its keys to something else.
fn behind(root: &Path, own: &str, text: &str) -> Option<String> {
    let ours = text.lines().filter_map(|line| line.split_once(" = "));
    let others = ours.flat_map(|(key, value)| {
        let after = disk::setting(root, key).into_iter().skip_while(|(path, _)| path != own).skip(1);
        after.filter(|(_, other)| {
            lastack_model::treatable(key).and_then(|setting| setting.canonical(other)).as_deref()
                != Some(value)
        })
    });
    others.map(|(path, _)| path).filter(|path| !is_one_of_ours(path)).last()
}

/// Whether it is a file of some change.
fn is_one_of_ours(path: &str) -> bool {
    path.strip_prefix(BOOT_FOLDER).is_some_and(|name| is_ours(name.trim_start_matches('/')))
}

/// What the file of a change of an earlier boot set again in this one, as a write of it: what goes back is what no file of
/// others sets too. `None` where it set nothing of the step.
pub(crate) fn set_again(bench: &Bench<'_>, change: &Change, cut: &Cut) -> Option<Cut> {
    let (state, text) = disk::look(bench.root, change.file.as_ref()?);
    if state != BootFileState::Stands || !names(&text, &cut.key) {
        return None;
    }
    let of_others = others(bench.root, &cut.key);
    let mut cut = cut.clone();
    match &cut.undo {
        Back::Restore if of_others.as_ref() == Some(&cut.to) => return None,
        Back::Restore => {}
        Back::Subtract(ports) => {
            let mut ours = PortSet::parse(ports)?;
            ours.subtract(&of_others.and_then(|value| PortSet::parse(&value)).unwrap_or_default());
            cut.undo = Back::Subtract((!ours.is_empty()).then(|| ours.to_string())?);
        }
    }
    Some(cut)
}

/// What boot would set without any file of ours, in canonical form.
fn others(root: &Path, key: &str) -> Option<String> {
    let (_, value) = disk::setting(root, key).into_iter().rfind(|(path, _)| !is_one_of_ours(path))?;
    lastack_model::treatable(key)?.canonical(&value)
}

/// Keys and values of the file of a change: what it wrote. To a list of ports that the files of others set it adds its
/// own, and those of changes before it that have files; `without` one that is being taken back. What somebody reserved
/// for this boot alone is not kept for the next one.
fn lines(
    bench: &Bench<'_>,
    history: &History,
    change: &str,
    cuts: &[&Cut],
    without: Option<&str>,
) -> Vec<(String, String)> {
    let value = |cut: &Cut| {
        let Back::Subtract(ports) = &cut.undo else { return cut.to.clone() };
        let kept = history.changes.iter().filter(|earlier| {
            earlier.id.as_str() < change && without != Some(&earlier.id) && earlier.foreign.is_none()
        });
        let kept = kept.filter(|earlier| earlier.file.as_ref().is_some_and(|file| file.removed.is_none()));
        let kept = kept.flat_map(standing).filter(|earlier| earlier.key == cut.key);
        let earlier = kept.filter_map(|earlier| match &earlier.undo {
            Back::Subtract(ports) => PortSet::parse(ports),
            Back::Restore => None,
        });
        let of_others = others(bench.root, &cut.key).and_then(|value| PortSet::parse(&value));
        let mut all = of_others.unwrap_or_default();
        earlier.chain(PortSet::parse(ports)).for_each(|ports| all.merge(&ports));
        all.to_string()
    };
    cuts.iter().map(|cut| (cut.key.clone(), value(cut))).collect()
}

fn content(change: &Change, lines: &[(String, String)]) -> String {
    let mut text = vec![
        format!(
            "# Written by lastack, change {}, {} UTC: {}",
            change.id,
            civil_time(change.at.wall_ms, 0),
            change.remedies.join(", ")
        ),
        format!("# Taken back by: lastack fix rollback {}", change.id),
    ];
    text.extend(lines.iter().map(|(key, value)| format!("{key} = {value}")));
    text.join("\n") + "\n"
}

/// The first of our names that sorts behind every file that sets one of the keys to something else now.
fn name(
    bench: &Bench<'_>,
    change: &str,
    lines: &[(String, String)],
) -> Result<(String, Option<String>), Unbootable> {
    let mut names: Vec<String> = Vec::new();
    let mut last = None;
    for (key, value) in lines {
        if reader::is_long(value) && !reader::boots_whole(bench.root) {
            return Err(Unbootable::TooLong { key: key.clone() });
        }
        let differs = |other: &str| {
            lastack_model::treatable(key).and_then(|setting| setting.canonical(other)).as_ref() != Some(value)
        };
        for (path, _) in disk::setting(bench.root, key).into_iter().filter(|(_, other)| differs(other)) {
            match path.rsplit_once('/') {
                _ if path == BOOT_LAST => last = Some(path),
                Some((_, name)) => names.push(name.to_owned()),
                None => {}
            }
        }
    }
    choose(change, &names).map(|name| (name, last))
}

fn choose(id: &str, others: &[String]) -> Result<String, Unbootable> {
    let highest = others.iter().max();
    NAMES
        .iter()
        .map(|begins| format!("{begins}-{id}.conf"))
        .find(|name| highest.is_none_or(|other| name > other))
        .ok_or_else(|| Unbootable::Overridden { file: highest.cloned().unwrap_or_default() })
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
