//! The host that lines are judged for: its kernel, its settings, its connections, what was found there.

use std::fmt;

use lastack_model::{
    Census, FactSource, Facts, Finding, Listener, NamespaceView, Report, Route, RouteReport, Severity,
    Snapshot, SourceKind, Untrusted,
};

use crate::{Scope, measure};

/// A kernel release as far as settings depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Release(pub(crate) u16, pub(crate) u16);

impl Release {
    /// `3.10.0-1160.el7.x86_64` is 3.10.
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(|c: char| !c.is_ascii_digit());
        Some(Release(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

const RELEASE_KEY: &str = "kernel.osrelease";

/// `sysctl -a` prints some 60 keys of this family on 3.10 and 86 on 6.18; a paste with half of them is the whole.
const WHOLE_TCP: usize = 30;
/// And of any other family at least so many.
const WHOLE_OTHER: usize = 5;

/// One namespace as the judges of settings see it.
#[derive(Debug)]
pub(crate) struct Ground<'a> {
    /// Release of its kernel; `None` where it is not known
    pub(crate) kernel: Option<Release>,
    kernel_text: Option<Untrusted>,
    live: bool,
    view: Option<&'a NamespaceView>,
    routes: Vec<&'a RouteReport>,
    findings: &'a [Finding],
    netns: usize,
}

impl<'a> Ground<'a> {
    /// A namespace of a report with what was found there.
    pub(crate) fn of_report(report: &'a Report, netns: usize) -> Self {
        let routes = report.routes.iter().filter(|route| route.netns == netns).collect();
        let findings = report.findings.as_deref().unwrap_or_default();
        Ground::new(&report.snapshot, netns, routes, findings)
    }

    /// A namespace while rules still look: no finding is known.
    pub(crate) fn of_scope(scope: &Scope<'a>) -> Self {
        Ground::new(scope.now, scope.netns, scope.measured.routes.iter().collect(), &[])
    }

    fn new(now: &'a Snapshot, netns: usize, routes: Vec<&'a RouteReport>, findings: &'a [Finding]) -> Self {
        let view = now.namespaces.get(netns);
        let fact = || view?.facts.get(RELEASE_KEY).map(|fact| Untrusted::new(fact.value.clone()));
        let kernel_text = now.host.kernel.clone().or_else(fact);
        let kernel = kernel_text.as_ref().and_then(|text| Release::read(text.raw()));
        Ground { kernel, kernel_text, live: now.kind != SourceKind::Paste, view, routes, findings, netns }
    }

    /// It was looked at, not pasted.
    pub(crate) fn is_live(&self) -> bool {
        self.live
    }

    /// The release as the kernel prints it.
    pub(crate) fn kernel_text(&self) -> Option<Untrusted> {
        self.kernel_text.clone()
    }

    pub(crate) fn facts(&self) -> &'a Facts {
        static NONE: Facts = Facts::none();
        self.view.map_or(&NONE, |view| &view.facts)
    }

    pub(crate) fn census(&self) -> Option<&'a Census> {
        self.view.map(|view| &view.census)
    }

    /// The host has such a setting: it was read.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// The text of a setting that was read, not assumed.
    pub(crate) fn value(&self, name: &str) -> Option<&'a str> {
        let fact = self.facts().get(name)?;
        (fact.source != FactSource::Assumed).then_some(fact.value.as_str())
    }

    /// The same as a whole number.
    pub(crate) fn setting(&self, name: &str) -> Option<i64> {
        measure::known(self.facts(), name)
    }

    /// Whether a setting that was not read is not there: it was looked for, or its whole family was pasted.
    pub(crate) fn shows_all(&self, name: &str) -> bool {
        if self.live {
            return self.facts().iter().any(|(key, fact)| {
                key.starts_with("net.ipv4.tcp_") && matches!(fact.source, FactSource::Live(_))
            });
        }
        let family = family(name);
        let whole = |family: &str, least| {
            self.facts().iter().filter(|(key, _)| key.starts_with(family)).count() >= least
        };
        match family {
            "net.ipv4.tcp_" => whole(family, WHOLE_TCP),
            "net.netfilter." => {
                whole("net.netfilter.", 1)
                    || (whole("net.ipv4.tcp_", WHOLE_TCP) && whole("net.core.", WHOLE_OTHER))
            }
            _ => whole(family, WHOLE_OTHER),
        }
    }

    /// A network namespace of its own: what the host has once is not there.
    pub(crate) fn is_child(&self) -> bool {
        self.live && self.shows_all("net.ipv4.tcp_max_orphans") && !self.has("net.ipv4.tcp_max_orphans")
    }

    /// Connections were seen with their addresses: what a setting does to them can be said.
    pub(crate) fn has_rows(&self) -> bool {
        let census = self.census();
        self.live || census.is_some_and(|census| !census.routes.is_empty() || !census.listeners.is_empty())
    }

    /// A trouble that a rule found here.
    pub(crate) fn trouble(&self, id: &str) -> Option<&'a Finding> {
        self.findings.iter().find(|finding| {
            finding.id == id
                && finding.severity >= Severity::Warning
                && finding.subject.netns().is_none_or(|netns| netns == self.netns)
        })
    }

    /// The outbound route whose ports are scarcest, with its budget.
    pub(crate) fn busiest(&self) -> Option<(&'a RouteReport, &'a Route)> {
        let blocked = |route: &&RouteReport| route.ports.map(|ports| ports.blocking_percent());
        let report = self.routes.iter().copied().max_by_key(blocked)?;
        let route = self.census()?.routes.iter().find(|route| route.key == report.key)?;
        Some((report, route))
    }

    /// Listeners with their ports.
    pub(crate) fn listeners(&self) -> impl Iterator<Item = &'a Listener> + use<'a> {
        self.census().into_iter().flat_map(|census| &census.listeners)
    }

    /// A counter, and whether it moved while we watched; `None` where the kernel has none.
    pub(crate) fn counter(&self, name: &str) -> Option<(u64, bool)> {
        let counter = self.view?.counters.get(name)?;
        Some((counter.value, counter.per_s.is_some_and(|per_s| per_s > 0.0)))
    }

    /// A counter that moves now.
    pub(crate) fn moves(&self, name: &str) -> bool {
        self.counter(name).is_some_and(|(_, moves)| moves)
    }
}

/// What stands together in `sysctl -a`: `net.ipv4.tcp_`, `net.core.`, `fs.`.
fn family(name: &str) -> &str {
    let known = ["net.ipv4.tcp_", "net.ipv4.ip_", "net.netfilter."];
    known.into_iter().find(|family| name.starts_with(family)).unwrap_or_else(|| {
        let end = name.rfind('.').map_or(0, |dot| dot + 1);
        &name[..end]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_compared_by_number() {
        assert_eq!(Release::read("3.10.0-1160.el7.x86_64"), Some(Release(3, 10)));
        assert_eq!(Release::read("6.18.44"), Some(Release(6, 18)));
        assert_eq!(Release::read("unknown"), None);
        assert!(Release(4, 9) < Release(4, 12) && Release(4, 19) < Release(6, 1));
    }
}
