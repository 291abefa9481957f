//! Keys that lint knows nothing of: a name that the kernel does not have fails, whatever it is about.

use std::collections::BTreeSet;

use lastack_model::{Arg, Grade, Untrusted};

use super::Ground;
use super::key::{Judged, judge};
use super::presence::{ELSEWHERE, is_elsewhere};

/// Trees in which it matters whether a kernel that nobody looked at has a key.
const TREES: [&str; 4] = ["net.ipv4.", "net.core.", "net.netfilter.", "fs."];

/// Looking below it may mount a file system.
const NEVER: &str = "fs.binfmt_misc";

/// The host is asked for keys that are spelled out.
pub(super) fn is_probed(key: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    let steps = ["..", "//", "./", "/."];
    key.chars().all(plain) && !key.starts_with(NEVER) && !steps.iter().any(|step| key.contains(step))
}

/// What a line with such a key is worth. `absent`: what was looked for and is not there.
pub(super) fn judged(key: &str, ground: &Ground<'_>, absent: Option<&BTreeSet<String>>) -> Judged {
    let known = judge(Grade::NotAbout, "lint-not-known");
    if let Some(inner) = key.strip_prefix("proc.sys.") {
        let inner = Arg::foreign(Untrusted::new(inner));
        return judge(Grade::DoesNotExist, "lint-gone-path").with("key", inner);
    }
    if !is_probed(key) || ground.has(key) {
        return known;
    }
    let gone = match absent {
        Some(absent) => absent.contains(key),
        None if ground.is_live() => false,
        None if ground.shows_all(key) => true,
        None if TREES.iter().any(|tree| key.starts_with(tree)) => {
            return judge(Grade::Depends, "lint-depends-key");
        }
        None => false,
    };
    match gone {
        true if is_elsewhere(key, ground) => judge(Grade::DoesNotExist, ELSEWHERE),
        true if key.starts_with("net.netfilter.") => judge(Grade::DoesNotExist, "lint-gone-module"),
        true => judge(Grade::DoesNotExist, "lint-gone-stat"),
        false => known,
    }
}
