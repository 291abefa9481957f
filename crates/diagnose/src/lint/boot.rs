//! What systemd-sysctl and `sysctl --system` make of the same settings files at boot.

use lastack_model::words::Message;
use lastack_model::{Arg, BOOT_LAST, ConfFile, Untrusted};

use super::lines::Settled;
use super::{Ground, all};

/// Keys that systemd-sysctl leaves otherwise than `sysctl --system` does: it does not read /etc/sysctl.conf itself.
pub(super) fn notes(files: &[ConfFile], ground: &Ground<'_>) -> Vec<Message> {
    let (Some(last), [_, _, ..]) = (files.last().filter(|file| file.path.raw() == BOOT_LAST), files) else {
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
