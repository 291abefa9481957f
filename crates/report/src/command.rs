//! Commands of findings, runnable as printed: one about another network namespace runs in that namespace.

use lastack_model::words::{Catalog, Lang, Message};
use lastack_model::{Finding, NetnsName, Report, SourceKind, Subject};

use crate::escape;

/// The command of a message, on one line, what is foreign in it made harmless.
pub(crate) fn plain(catalog: &Catalog, lang: Lang, message: &Message) -> Option<String> {
    let phrase = catalog.command(lang, message)?;
    Some(escape::one_line(&phrase, escape::visible, escape::for_shell))
}

/// The command that belongs to one part of a finding, where it must run.
pub(crate) fn of(
    report: &Report,
    finding: &Finding,
    part: &str,
    catalog: &Catalog,
    lang: Lang,
) -> Option<String> {
    let command = plain(catalog, lang, &finding.message(part))?;
    Some(match entry(report, finding.subject) {
        Some(entry) => format!("{entry} {command}"),
        None => command,
    })
}

/// What enters the namespace of a subject (ip-netns(8), nsenter(1)); `None` where no step leads out of the own one.
fn entry(report: &Report, subject: Subject) -> Option<String> {
    if report.snapshot.kind != SourceKind::Live {
        return None;
    }
    match &report.snapshot.namespaces.get(subject.netns()?)?.name {
        NetnsName::Named(path) if path.raw().contains('/') => {
            Some(format!("nsenter --net={}", escape::for_shell(path)))
        }
        NetnsName::Named(name) => Some(format!("ip netns exec {}", escape::for_shell(name))),
        NetnsName::Process { pid, .. } => Some(format!("nsenter -t {pid} -n")),
        NetnsName::Own | NetnsName::Paste(_) => None,
    }
}
