//! Keys with `*`, `?` or `[...]` in them, as `sysctl` of procps 4.0.2 and systemd-sysctl take them: glob(3) below
//! /proc/sys. A line of the key's own goes before, wherever it stands; what matches nothing is no mistake.

use std::collections::HashSet;

use lastack_model::{ConfFile, ConfKind};

use super::key::Key;
use super::{find, keys};

/// Whether a key is a pattern.
pub(super) fn is_pattern(key: &str) -> bool {
    key.contains(['*', '?', '['])
}

/// Settings that lint knows and that the pattern matches: first those that it sets, then those that a line of their own
/// sets or takes out.
pub(super) fn matched(
    pattern: &str,
    own_lines: &OwnLines<'_>,
) -> (Vec<(&'static Key, &'static str)>, Vec<&'static str>) {
    let all = keys::KEYS.iter().flat_map(|key| key.names.iter().copied());
    let (own, set): (Vec<_>, Vec<_>) =
        all.filter(|name| matches(pattern, name)).partition(|name| own_lines.0.contains(name));
    (set.into_iter().filter_map(find).collect(), own)
}

/// Keys that lines spell out. A file of nothing but patterns asks for each of them once a pattern.
#[derive(Debug, Default)]
pub(super) struct OwnLines<'a>(HashSet<&'a str>);

impl<'a> OwnLines<'a> {
    pub(super) fn of(files: &'a [ConfFile]) -> Self {
        let names = |kind| matches!(kind, ConfKind::Setting | ConfKind::Tolerant | ConfKind::Excluded);
        let lines = files.iter().flat_map(|file| &file.lines).filter(|line| names(line.kind));
        OwnLines(lines.map(|line| line.key.as_str()).collect())
    }
}

/// glob(7), step by step between dots: no mark matches a separator.
fn matches(pattern: &str, name: &str) -> bool {
    pattern.split('.').count() == name.split('.').count()
        && pattern.split('.').zip(name.split('.')).all(|(pattern, name)| step(pattern, name))
}

/// One part. A `*` gives back what it took one character at a time; only the last one has to.
fn step(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut seen, mut star) = (0, 0, None);
    loop {
        match (pattern.get(at), name.get(seen)) {
            (None, None) => return true,
            (Some('*'), _) => {
                star = Some((at, seen));
                at += 1;
                continue;
            }
            (Some(_), Some(c)) => {
                if let Some(length) = one(&pattern[at..], *c) {
                    (at, seen) = (at + length, seen + 1);
                    continue;
                }
            }
            _ => {}
        }
        match star {
            Some((place, from)) if from < name.len() => {
                star = Some((place, from + 1));
                (at, seen) = (place + 1, from + 1);
            }
            _ => return false,
        }
    }
}

/// How many characters of the pattern match this one; `None` where they do not.
fn one(pattern: &[char], c: char) -> Option<usize> {
    match pattern {
        ['?', ..] => Some(1),
        ['[', rest @ ..] => match set(rest, c) {
            // A bracket that is never closed stands for itself.
            None => (c == '[').then_some(1),
            Some((length, inside)) => inside.then_some(1 + length),
        },
        [same, ..] => (*same == c).then_some(1),
        [] => None,
    }
}

/// Length of a set behind its bracket, the closing one included, and whether the character is in it.
fn set(text: &[char], c: char) -> Option<(usize, bool)> {
    let negated = matches!(text.first(), Some('!' | '^'));
    let mut at = usize::from(negated);
    let (mut inside, first) = (false, at);
    loop {
        match text.get(at..)? {
            [']', ..] if at > first => return Some((at + 1, inside != negated)),
            [low, '-', high, ..] if *high != ']' => {
                inside |= (*low..=*high).contains(&c);
                at += 3;
            }
            [same, ..] => {
                inside |= *same == c;
                at += 1;
            }
            [] => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_match_as_glob_has_it() {
        for (pattern, name, expected) in [
            ("net.ipv4.tcp_*_timeout", "net.ipv4.tcp_fin_timeout", true),
            ("net.ipv4.tcp_*_timeou", "net.ipv4.tcp_fin_timeout", false),
            ("net.ipv4.tcp_tw_r*", "net.ipv4.tcp_tw_reuse", true),
            ("net.*.tcp_tw_reuse", "net.ipv4.tcp_tw_reuse", true),
            ("net.*", "net.ipv4.tcp_tw_reuse", false),
            ("net.*.*", "net.ipv4.tcp_tw_reuse", true),
            ("net.ipv4.tcp_tw_reus?", "net.ipv4.tcp_tw_reuse", true),
            ("net.ipv4.tcp_tw_reuse?", "net.ipv4.tcp_tw_reuse", false),
            ("net.ipv[46].tcp_tw_reuse", "net.ipv4.tcp_tw_reuse", true),
            ("net.ipv[!4].tcp_tw_reuse", "net.ipv4.tcp_tw_reuse", false),
            ("net.ipv[0-9].tcp_tw_reuse", "net.ipv4.tcp_tw_reuse", true),
            ("net.ipv4.[]t]cp_tw_reuse", "net.ipv4.tcp_tw_reuse", true),
            ("net.ipv4.tcp_[tw_reuse", "net.ipv4.tcp_tw_reuse", false),
            ("net.ipv4.**s*e", "net.ipv4.tcp_tw_reuse", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
