//! The bug of Windows by which no TIME_WAIT ends once the host is up for 497 days.

use lastack_model::Os;

use super::Scope;

/// Vista, 7, 2008 and 2008 R2 release no TIME_WAIT any more once they have been up for so long (facts 13, KB2553549).
pub(crate) const BUG_S: u64 = 497 * 86_400;

/// The fact that holds when a pasted Windows host was started, as it printed that.
const BOOT: &str = "windows.boot";

/// What is known of the bug on this host. That its fix is installed shows nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UptimeBug<'a> {
    /// Another version of Windows, or one that has not been up for so long
    No,
    /// Neither version nor uptime rule it out
    May,
    /// Uptime unknown; when it was started is, as it was pasted
    Started(&'a str),
    /// Up for so many seconds, which is long enough, and a version that has it or an unknown one
    Past {
        /// Seconds since the start
        up_s: u64,
        /// The version is one of those that have it
        certain: bool,
    },
}

/// What is known of the bug on the host of a namespace.
pub(crate) fn uptime_bug<'a>(scope: &Scope<'a>) -> UptimeBug<'a> {
    let host = &scope.now.host;
    let has_bug = host.kernel.as_ref().and_then(|version| has_bug(version.raw()));
    if !matches!(host.os, Os::Windows | Os::Unknown) || has_bug == Some(false) {
        return UptimeBug::No;
    }
    match (host.uptime_s.filter(|_| host.os == Os::Windows), scope.view.facts.get(BOOT)) {
        (Some(up_s), _) if up_s < BUG_S => UptimeBug::No,
        (Some(up_s), _) => UptimeBug::Past { up_s, certain: has_bug == Some(true) },
        (None, Some(boot)) => UptimeBug::Started(&boot.value),
        (None, None) => UptimeBug::May,
    }
}

/// Vista and 2008 are 6.0, 7 and 2008 R2 are 6.1. `None` where the text is no version.
fn has_bug(version: &str) -> Option<bool> {
    let (major, minor) = numbers(version)?;
    Some(major == 6 && minor <= 1)
}

/// The first two numbers of the host's version: 6.1 for 7 and 2008 R2, 10.0 for 10, 2016 and later. `None` where it is
/// not known, or no Windows.
pub(crate) fn windows_version(scope: &Scope<'_>) -> Option<(u32, u32)> {
    let version = scope.now.host.kernel.as_ref().filter(|_| scope.on_windows())?;
    numbers(version.raw())
}

fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().ok());
    Some((parts.next()??, parts.next()??))
}
