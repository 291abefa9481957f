//! Whether a kernel or namespace has a setting: by looking where that is possible, else by the release.

use lastack_model::Arg;
use lastack_model::words::Message;

use super::Ground;
use super::ground::Release;

/// Kernels that have a setting (facts 18). What was looked at goes before it: vendors backport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lives {
    /// In every kernel that is still met
    Always,
    /// From this release on
    From(Release),
    /// Up to the release before this one
    Before(Release),
    /// Only some vendors have it
    Vendor,
    /// While nf_conntrack is loaded
    Module,
    /// In every kernel, and only outside of namespaces of their own: one value for the whole host
    HostWide,
}

/// Whether the setting is there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Presence {
    /// It is
    Here,
    /// It is not, and why
    Gone(Message),
    /// The facts do not tell; what would
    Unknown(Message),
}

pub(crate) fn presence(name: &str, lives: Lives, ground: &Ground<'_>) -> Presence {
    if ground.has(name) {
        return Presence::Here;
    }
    let release = |release: Release| Arg::text(release.to_string());
    if ground.shows_all(name) {
        return Presence::Gone(match (lives, ground.kernel) {
            (Lives::Before(gone), Some(kernel)) if kernel >= gone => {
                Message::new("lint-gone-since").with("release", release(gone))
            }
            (Lives::From(since), Some(kernel)) if kernel < since => {
                Message::new("lint-gone-before").with("release", release(since))
            }
            (Lives::Vendor, _) => Message::new("lint-gone-vendor"),
            (Lives::Module, _) => Message::new("lint-gone-module"),
            (Lives::HostWide, _) => Message::new("lint-gone-namespace"),
            _ => Message::new("lint-gone-here"),
        });
    }
    match (lives, ground.kernel) {
        (Lives::Always, _) => Presence::Here,
        (Lives::From(since), Some(kernel)) if kernel < since => {
            Presence::Gone(Message::new("lint-gone-before").with("release", release(since)))
        }
        (Lives::Before(gone), Some(kernel)) if kernel >= gone => {
            Presence::Gone(Message::new("lint-gone-since").with("release", release(gone)))
        }
        (Lives::From(_) | Lives::Before(_), Some(_)) => Presence::Here,
        (Lives::From(since), None) => {
            Presence::Unknown(Message::new("lint-depends-from").with("release", release(since)))
        }
        (Lives::Before(gone), None) => {
            Presence::Unknown(Message::new("lint-depends-before").with("release", release(gone)))
        }
        (Lives::Vendor, _) => Presence::Unknown(Message::new("lint-depends-vendor")),
        (Lives::Module, _) => Presence::Unknown(Message::new("lint-depends-module")),
        (Lives::HostWide, _) => Presence::Here,
    }
}
