//! A plan ready to use elsewhere: files and snippets that other tools read. Only settings that lastack itself would write
//! stand in them; what is foreign is left out or escaped, since these are run.

mod ansible;
mod kubernetes;
mod sysctl_d;
mod systemd;
mod windows;

use std::fmt;

use lastack_model::words::Message;
use lastack_model::{Arg, NetnsName, Step, treatable};

use crate::{Proposal, View};

/// One form of a plan for another tool.
#[derive(Debug)]
pub struct Export {
    /// What `--as` calls it
    pub id: &'static str,
    /// Writes it; fails only where `out` fails
    pub write: fn(&Proposal<'_>, &View<'_>, &mut dyn fmt::Write) -> fmt::Result,
}

/// All forms, sorted by id.
pub static EXPORTS: &[Export] = &[
    ansible::EXPORT,
    kubernetes::EXPORT,
    windows::NETSH,
    windows::NETSH_UNDO,
    windows::POWERSHELL,
    windows::POWERSHELL_UNDO,
    windows::REG,
    windows::REG_UNDO,
    sysctl_d::EXPORT,
    systemd::EXPORT,
];

/// A comment in the user's language, each line behind `# `.
fn comment(view: &View<'_>, message: &Message, out: &mut dyn fmt::Write) -> fmt::Result {
    let text = crate::line(view.catalog, view.lang, message);
    crate::wrap(&text, 78, view.ambiguous).iter().try_for_each(|line| writeln!(out, "# {line}"))
}

/// Settings of Windows after all steps, of the first host that has some: a file is for one host.
fn windows_steps<'a>(proposal: &'a Proposal<'_>) -> Vec<&'a Step> {
    let steps = proposal.plan.remedies.iter().flat_map(|remedy| &remedy.steps);
    let mut all: Vec<&Step> = Vec::new();
    for step in steps.filter(|step| is_of_windows(step)) {
        if all.first().is_some_and(|first| first.netns != step.netns) {
            continue;
        }
        all.retain(|other| other.key != step.key);
        all.push(step);
    }
    all
}

fn is_of_windows(step: &Step) -> bool {
    treatable(step.key).is_some_and(lastack_model::Treatable::is_of_windows)
}

/// What stands in each namespace of a Linux after all steps: of one setting the last value. Names of namespaces are
/// foreign.
fn settled<'a>(proposal: &'a Proposal<'_>) -> Vec<(&'a NetnsName, Vec<&'a Step>)> {
    let steps = || {
        let all = proposal.plan.remedies.iter().flat_map(|remedy| &remedy.steps);
        all.filter(|step| !is_of_windows(step))
    };
    let of = |netns: usize| {
        let mut last: Vec<&Step> = Vec::new();
        for step in steps().filter(|step| step.netns == netns) {
            last.retain(|other| other.key != step.key);
            last.push(step);
        }
        last
    };
    let all = proposal.plan.namespaces.iter().enumerate();
    all.map(|(index, netns)| (&netns.name, of(index))).filter(|(_, steps)| !steps.is_empty()).collect()
}

/// Bytes of a value that one write takes whole. What is longer reaches the kernel in pieces, of which each later one
/// replaces the one before or is cut in the middle of a number: of 1,501 reserved ports `sysctl -p` left 682, and said
/// nothing (traps A3).
const ONE_WRITE: usize = 4_092;

/// Whether no other tool writes this value whole; if so says it, in the place of the line.
fn is_too_long(step: &Step, view: &View<'_>, out: &mut dyn fmt::Write) -> Result<bool, fmt::Error> {
    let long = step.to.len() > ONE_WRITE;
    if long {
        let bytes = Arg::count(step.to.len() as u64, "plan");
        let message = Message::new("report-as-long").with("key", Arg::text(step.key)).with("bytes", bytes);
        comment(view, &message, out)?;
    }
    Ok(long)
}

/// The host's own namespace, or the paste: what boot writes reaches it.
fn is_host(name: &NetnsName) -> bool {
    matches!(name, NetnsName::Own | NetnsName::Paste(_))
}

/// Which namespace the lines below are for.
fn place(view: &View<'_>, name: &NetnsName, out: &mut dyn fmt::Write) -> fmt::Result {
    let netns = Arg::message(crate::look::netns(name));
    comment(view, &Message::new("report-as-netns").with("netns", netns), out)
}

/// The first lines of every form: by whom it was made, and that nothing stands in it where nothing does.
fn head(proposal: &Proposal<'_>, view: &View<'_>, id: &'static str, out: &mut dyn fmt::Write) -> fmt::Result {
    let version = Arg::text(env!("CARGO_PKG_VERSION"));
    comment(view, &Message::new("report-as-head").with("version", version), out)?;
    comment(view, &Message::new(id), out)?;
    if settled(proposal).is_empty() {
        comment(view, &Message::new("report-as-nothing"), out)?;
    }
    Ok(())
}
