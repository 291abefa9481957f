//! Which settings file wins at boot (sysctl.d(5), sysctl(8)).

use lastack_model::words::Message;
use lastack_model::{Arg, ConfFile, Untrusted};

use super::lines::Settled;
use super::{Ground, all};

/// Folders of settings files, those before mask a file of the same name in those behind.
const FOLDERS: [&str; 5] =
    ["/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d", "/lib/sysctl.d"];

/// `sysctl --system` reads it last of all; systemd-sysctl only where a link in a folder leads to it.
const LAST: &str = "/etc/sysctl.conf";

/// Indexes of the files in the order in which `sysctl --system` reads them at boot; masked ones are left out.
/// `None` where some path is no such file: then the order given is the order.
pub fn boot_order(paths: &[&str]) -> Option<Vec<usize>> {
    let mut ranked: Vec<(&str, usize, usize)> = Vec::new();
    let mut last = None;
    for (index, path) in paths.iter().enumerate() {
        if *path == LAST {
            last = Some(index);
            continue;
        }
        let (folder, name) = path.rsplit_once('/')?;
        let rank = FOLDERS.iter().position(|known| *known == folder)?;
        if !name.ends_with(".conf") {
            return None;
        }
        match ranked.iter_mut().find(|(other, ..)| *other == name) {
            Some(same) if same.1 > rank => *same = (name, rank, index),
            Some(_) => {}
            None => ranked.push((name, rank, index)),
        }
    }
    ranked.sort_unstable();
    Some(ranked.into_iter().map(|(_, _, index)| index).chain(last).collect())
}

/// Keys that systemd-sysctl leaves otherwise than `sysctl --system` does: it does not read /etc/sysctl.conf itself.
pub(super) fn notes(files: &[ConfFile], ground: &Ground<'_>) -> Vec<Message> {
    let (Some(last), [_, _, ..]) = (files.last().filter(|file| file.path.raw() == LAST), files) else {
        return Vec::new();
    };
    let linked = files.iter().any(|file| file.path.raw() == "/etc/sysctl.d/99-sysctl.conf");
    if linked {
        return Vec::new();
    }
    let with = Settled::of_files(files, ground);
    let without = Settled::of_files(&files[..files.len() - 1], ground);
    let names = all().flat_map(|key| key.names.iter().copied());
    let split = names.filter_map(|name| {
        let (here, there) = (with.winner(name)?, without.winner(name));
        let differs = there.is_none_or(|there| there.value != here.value);
        (differs && here.line.is_some_and(|(file, _)| file + 1 == files.len())).then_some(name)
    });
    let names: Vec<&str> = split.collect();
    if names.is_empty() {
        return Vec::new();
    }
    let note = Message::new("lint-note-systemd")
        .with("input", Arg::foreign(Untrusted::new(last.path.raw())))
        .with("keys", Arg::text(names.join(", ")));
    vec![note]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paths: &[&str], expected: Option<&[usize]>) {
        assert_eq!(boot_order(paths).as_deref(), expected, "{paths:?}");
    }

    #[test]
    fn files_are_read_by_name_and_etc_masks_the_same_name_elsewhere() {
        check(
            &["/usr/lib/sysctl.d/50-a.conf", "/etc/sysctl.d/99-z.conf", "/etc/sysctl.d/10-b.conf"],
            Some(&[2, 0, 1]),
        );
        check(&["/usr/lib/sysctl.d/50-a.conf", "/etc/sysctl.d/50-a.conf"], Some(&[1]));
        check(&["/etc/sysctl.d/50-a.conf", "/usr/lib/sysctl.d/50-a.conf"], Some(&[0]));
    }

    #[test]
    fn sysctl_conf_comes_last() {
        check(&["/etc/sysctl.conf", "/etc/sysctl.d/zz.conf"], Some(&[1, 0]));
    }

    #[test]
    fn other_files_keep_the_order_in_which_they_were_given() {
        check(&["b.conf", "a.conf"], None);
        check(&["/etc/sysctl.d/README"], None);
    }
}
