//! `securityContext.sysctls` of a pod, those that a cluster allows and those that a kubelet must be told to allow.

use std::fmt;

use lastack_model::words::Message;
use lastack_model::{Arg, Pod, Step, Unit, Value, treatable};

use super::{Export, comment, head, is_too_long, place, settled};
use crate::{Proposal, View};

pub(super) const EXPORT: Export = Export { id: "kubernetes", write };

fn write(proposal: &Proposal<'_>, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    head(proposal, view, "report-as-kubernetes", out)?;
    comment(view, &Message::new("report-as-host-network"), out)?;
    for (name, steps) in settled(proposal) {
        writeln!(out, "---")?;
        place(view, name, out)?;
        let pod = |step: &&Step| treatable(step.key).map(|setting| setting.pod);
        let (never, inside): (Vec<&Step>, Vec<&Step>) =
            steps.into_iter().partition(|step| pod(step).is_none_or(|pod| pod == Pod::Never));
        if !inside.is_empty() {
            writeln!(out, "spec:\n  securityContext:\n    sysctls:")?;
        }
        let (safe, not): (Vec<&Step>, Vec<&Step>) =
            inside.into_iter().partition(|step| matches!(pod(step), Some(Pod::Safe(_))));
        for step in safe {
            if is_too_long(step, view, out)? {
                continue;
            }
            if let Some(Pod::Safe(minor)) = pod(&step) {
                let version = Arg::new(Value::Text(format!("1.{minor}")), Unit::None, "");
                comment(view, &Message::new("report-as-safe").with("version", version), out)?;
            }
            entry(step, out)?;
        }
        for step in not {
            if is_too_long(step, view, out)? {
                continue;
            }
            let key = Message::new("report-as-unsafe").with("key", Arg::text(step.key));
            comment(view, &key, out)?;
            entry(step, out)?;
        }
        for step in never {
            let node = Message::new("report-as-node")
                .with("key", Arg::text(step.key))
                .with("value", Arg::text(step.to.as_str()));
            comment(view, &node, out)?;
        }
    }
    Ok(())
}

fn entry(step: &Step, out: &mut dyn fmt::Write) -> fmt::Result {
    writeln!(out, "    - name: {}\n      value: \"{}\"", step.key, step.to)
}
