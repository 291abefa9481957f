//! Lines of sysctl.conf and its kin.

use crate::Untrusted;

/// What a line of a settings file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfKind {
    /// `key = value`
    Setting,
    /// `-key = value`: errors are passed over
    Tolerant,
    /// `-key` alone: taken out of what a glob would set
    Excluded,
    /// A setting behind `#` or `;`: nothing is set
    Comment,
    /// Neither a setting nor a comment nor blank
    Bad,
}

/// One line that is a setting, was one, or was meant to be one. Blank lines and prose comments are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfLine {
    /// Line from 1
    pub line: u32,
    /// What it is
    pub kind: ConfKind,
    /// Key with dots: `net.ipv4.tcp_tw_reuse`; empty for a bad line
    pub key: String,
    /// Value, trimmed
    pub value: String,
    /// The line as it stands
    pub text: Untrusted,
}

/// One settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfFile {
    /// Where it is
    pub path: Untrusted,
    /// Its lines in order
    pub lines: Vec<ConfLine>,
    /// Whether boot reads it: systemd-sysctl passes over /etc/sysctl.conf where no link in sysctl.d leads there, and
    /// `sysctl --system` reads it last. `None` for a paste
    pub at_boot: Option<bool>,
}

/// Folders of settings files that are read at boot (sysctl.d(5), sysctl(8)); those before mask a file of the same name
/// in those behind.
pub const BOOT_FOLDERS: [&str; 5] =
    ["/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d", "/lib/sysctl.d"];

/// The old file. `sysctl --system` reads it last of all; systemd-sysctl only where a link in a folder leads to it.
pub const BOOT_LAST: &str = "/etc/sysctl.conf";

/// Indexes of the files in the order in which `sysctl --system` reads them at boot; masked ones are left out.
/// `None` where some path is no such file: then the order given is the order.
pub fn boot_order(paths: &[&str]) -> Option<Vec<usize>> {
    let mut ranked: Vec<(&str, usize, usize)> = Vec::new();
    let mut last = None;
    for (index, path) in paths.iter().enumerate() {
        if *path == BOOT_LAST {
            last = Some(index);
            continue;
        }
        let (folder, name) = path.rsplit_once('/')?;
        let rank = BOOT_FOLDERS.iter().position(|known| *known == folder)?;
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
