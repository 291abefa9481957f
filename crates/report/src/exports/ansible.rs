//! Tasks for ansible.posix.sysctl.

use std::fmt;

use lastack_model::words::Message;

use super::{Export, comment, head, is_host, is_too_long, place, settled};
use crate::{Proposal, View};

pub(super) const EXPORT: Export = Export { id: "ansible", write };

fn write(proposal: &Proposal<'_>, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    head(proposal, view, "report-as-ansible", out)?;
    for (name, steps) in settled(proposal) {
        if !is_host(name) {
            place(view, name, out)?;
            comment(view, &Message::new("report-as-not-at-boot"), out)?;
            continue;
        }
        for step in steps {
            if is_too_long(step, view, out)? {
                continue;
            }
            writeln!(out, "- name: {} = {}", step.key, shown(&step.to))?;
            writeln!(out, "  ansible.posix.sysctl:")?;
            writeln!(out, "    name: {}", step.key)?;
            // A range and a list look like other things to YAML: they are strings.
            writeln!(out, "    value: '{}'", step.to)?;
            writeln!(out, "    sysctl_file: /etc/sysctl.d/99-zz-lastack.conf")?;
            writeln!(out, "    sysctl_set: true\n    state: present\n    reload: false")?;
        }
    }
    Ok(())
}

/// The name of a task is for people.
fn shown(value: &str) -> &str {
    match value.char_indices().nth(40) {
        Some((end, _)) => &value[..end],
        None => value,
    }
}
