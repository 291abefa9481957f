//! Unit settings of systemd. A unit has no sysctls of its own: one that lives in its own network namespace writes them before
//! it starts, and descriptors have a setting of their own.

use std::fmt;

use lastack_model::words::Message;

use super::{Export, comment, head, is_host, is_too_long, place, settled};
use crate::{Proposal, View};

pub(super) const EXPORT: Export = Export { id: "systemd", write };

/// The remedy whose advice is a setting of the unit itself.
const DESCRIPTORS: &str = "raise-descriptor-limit";

fn write(proposal: &Proposal<'_>, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    head(proposal, view, "report-as-systemd", out)?;
    for remedy in proposal.plan.remedies.iter().filter(|remedy| remedy.id == DESCRIPTORS) {
        for advice in &remedy.advice {
            comment(view, &remedy.message(advice.text), out)?;
            if let Some(lines) = advice.lines {
                writeln!(out, "{lines}")?;
            }
        }
    }
    for (name, steps) in settled(proposal) {
        writeln!(out)?;
        place(view, name, out)?;
        if is_host(name) {
            comment(view, &Message::new("report-as-systemd-host"), out)?;
        }
        writeln!(out, "[Service]")?;
        for step in steps {
            if is_too_long(step, view, out)? {
                continue;
            }
            let path = step.key.replace('.', "/");
            writeln!(out, "ExecStartPre=+/bin/sh -c 'echo \"{}\" > /proc/sys/{path}'", step.to)?;
        }
    }
    Ok(())
}
