//! Commands of findings, runnable as printed: one about another network namespace runs in that namespace.

use lastack_model::words::{Catalog, Lang, Message};
use lastack_model::{Finding, NetnsName, Report, SourceKind, Subject};

use crate::escape;

/// The command of a message, on one line, what is foreign in it made harmless.
pub fn plain(catalog: &Catalog, lang: Lang, message: &Message) -> Option<String> {
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
    // The peer is another machine: our namespaces are not there.
    let entry = if part.ends_with(AT_THE_PEER) { None } else { entry(report, finding.subject) };
    Some(match entry {
        Some(entry) if needs_a_shell(&command) => {
            format!("{entry} sh -c '{}'", command.replace('\'', r"'\''"))
        }
        Some(entry) => format!("{entry} {command}"),
        None => command,
    })
}

/// Advice with a command that is for the other end.
const AT_THE_PEER: &str = "todo-peer";

/// Whether a shell joins several commands here, or does more than start one: the words before it would lead only the
/// first of them into the namespace. What stands in quotes or behind a `#` joins nothing, except that double quotes
/// let `$` and back quotes through.
fn needs_a_shell(command: &str) -> bool {
    let (mut quote, mut before, mut chars) = (None, ' ', command.chars());
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None | Some('"'), '\\') => {
                chars.next();
            }
            (None | Some('"'), '$' | '`') => return true,
            (None, '|' | '&' | ';' | '<' | '>' | '(' | ')' | '*' | '?' | '~') => return true,
            (None, '#') if before == ' ' => return false,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
        before = c;
    }
    false
}

/// What enters the namespace of a subject (ip-netns(8), nsenter(1)); `None` where no step leads out of the own one.
fn entry(report: &Report, subject: Subject) -> Option<String> {
    let snapshot = &report.snapshot;
    // A capture's commands are for its host. A drawn name leads nowhere there.
    match snapshot.kind {
        SourceKind::Live => {}
        SourceKind::Capture if !snapshot.masked => {}
        SourceKind::Capture | SourceKind::Paste => return None,
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

/// ` --netns NAME`, which keeps lastack itself to a namespace; empty where it is the one that it runs in, or a text.
pub(crate) fn netns_option(name: &NetnsName) -> String {
    match name {
        NetnsName::Named(name) => format!(" --netns {}", escape::for_shell(name)),
        NetnsName::Process { pid, .. } => format!(" --netns {pid}"),
        NetnsName::Own | NetnsName::Paste(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::needs_a_shell;

    #[test]
    fn only_what_a_shell_must_read_is_given_to_one() {
        let joined = [
            "ss -tnpi | grep -A1 \"pid=7,\"",
            "dmesg | tail; free -m",
            "a && b",
            "ss -tan > table.txt",
            "ls -l /proc/[0-9]*/fd",
            "kill \"$(pidof x)\"",
        ];
        joined.iter().for_each(|command| assert!(needs_a_shell(command), "{command}"));
        let plain = [
            "ss -tnp dst 198.51.100.20:443",
            "ss -tanp state close-wait '( sport = :80 )'",
            "sh -c 'nstat -n; sleep 10; nstat -z TcpEstabResets'",
            "sysctl -w net.ipv4.ip_local_port_range=\"32768 60999\"",
            "ss -tnp dst 192.0.2.1:443 # java | x",
        ];
        plain.iter().for_each(|command| assert!(!needs_a_shell(command), "{command}"));
    }
}
