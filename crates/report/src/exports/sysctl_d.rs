//! A file for /etc/sysctl.d.

use std::fmt;

use lastack_model::Arg;
use lastack_model::words::Message;

use super::{Export, comment, head, is_host, is_too_long, place, settled};
use crate::{Proposal, View};

pub(super) const EXPORT: Export = Export { id: "sysctl.d", write };

fn write(proposal: &Proposal<'_>, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    head(proposal, view, "report-as-sysctl-d", out)?;
    for (name, steps) in settled(proposal) {
        if !is_host(name) {
            writeln!(out)?;
            place(view, name, out)?;
            comment(view, &Message::new("report-as-not-at-boot"), out)?;
        }
        for step in steps {
            writeln!(out)?;
            let before = Arg::text(if step.from.is_empty() { "\"\"" } else { &step.from });
            comment(view, &Message::new("report-as-was").with("before", before), out)?;
            for by in &step.set_by {
                let by = Message::new("report-plan-set-by")
                    .with("file", Arg::foreign(by.file.clone()))
                    .with(
                        "line",
                        Arg::new(lastack_model::Value::Count(by.line), lastack_model::Unit::Port, "file"),
                    )
                    .with("key", Arg::text(step.key))
                    .with("value", Arg::foreign(by.value.clone()));
                comment(view, &by, out)?;
            }
            if is_too_long(step, view, out)? {
                continue;
            }
            let mark = if is_host(name) { "" } else { "# " };
            writeln!(out, "{mark}{} = {}", step.key, step.to)?;
        }
    }
    Ok(())
}
