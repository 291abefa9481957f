//! What a change did: every step with what became of it, and the gauges before and after it.

use lastack_model::words::Message;
use lastack_model::{
    Arg, BOOT_LAST, Effect, EndReading, Gauge, GaugeReading, HostFacts, Method, NetnsName, Outcome, Outlook,
    Plan, RateTold, Receipt, Remedy, Severity, StepReceipt, StepState, Unit, Untrusted, When,
};
use serde_json::{Map, Value, json};

use super::plan::{document as plan_document, outlook as plan_outlook, remedy as plan_remedy};
use super::reason;
use crate::answers::{Answer, fields};
use crate::formats::json::{groups, hosts};
use crate::tables::Part;
use crate::{View, look};

/// A receipt beside the plan that it is of.
#[derive(Debug)]
pub struct Treated<'a> {
    /// What was to be done
    pub plan: &'a Plan,
    /// What was done
    pub receipt: &'a Receipt,
    /// On which machine
    pub host: &'a HostFacts,
    /// Whether nothing is half done
    pub whole: bool,
    /// The file for the next boot, and the one that `sysctl --system` reads behind it
    pub file: Option<(&'a str, Option<&'a str>)>,
}

/// How far a number may be from what was foretold and still be what was foretold.
const MARGIN: f64 = 0.1;

impl Answer for Treated<'_> {
    fn kind(&self) -> &'static str {
        "receipt"
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        let receipt = self.receipt;
        let id = || Arg::text(receipt.id.clone());
        let mut parts = vec![Part::Title(Message::new(self.verdict())), Part::Gap];
        let place = |step: &StepReceipt| match &self.plan.namespaces.get(step.netns)?.name {
            NetnsName::Own | NetnsName::Paste(_) => None,
            name => Some(Arg::message(look::netns(name))),
        };
        parts.extend(receipt.steps.iter().map(|one| step(one, place(one))));
        parts.extend(receipt.before.gauges.iter().flat_map(|gauge| self.measured(gauge)));
        parts.extend(self.outlooks().flat_map(|outlook| self.ends(view, &outlook)));
        if self.waits() || self.is_told_later() {
            parts.extend(self.restarts().map(|restart| {
                Part::Labelled(Message::new("report-plan-restart"), restart, Some(Severity::Warning))
            }));
        }
        let note = |id: &'static str| Message::new(id).with("id", Arg::text(receipt.id.clone()));
        if let Some((path, behind)) = self.file {
            parts.extend(boot_file(path, behind));
        }
        parts.push(Part::Gap);
        parts.push(Part::Note(match receipt.reverts_in_s {
            _ if !self.whole => note("report-receipt-partly"),
            Some(seconds) => Message::new("report-receipt-reverts")
                .with("id", id())
                .with("seconds", Arg::number(f64::from(seconds), Unit::Seconds, "clock")),
            None if receipt.undone => note("report-receipt-log"),
            None => note("report-receipt-stands"),
        }));
        parts
    }

    fn document(&self, _: &View<'_>) -> Map<String, Value> {
        let receipt = self.receipt;
        let gauges = receipt.before.gauges.iter().map(|gauge| {
            let effect = Effect { netns: gauge.netns, gauge: gauge.gauge, before: 0.0, low: 0.0, high: 0.0 };
            json!({
                "netns": gauge.netns,
                "gauge": gauge.gauge.name(),
                "of": plan_document::of_gauge(&effect),
                "before": gauge.value,
                "low": self.foretold(gauge).map(|effect| effect.low),
                "high": self.foretold(gauge).map(|effect| effect.high),
                "after": self.after(gauge),
                "method": Method::of(gauge.gauge.name()).map(Method::name),
            })
        });
        let findings = |reading: &lastack_model::Reading| -> Option<Vec<Value>> {
            let one = |(key, severity): &(String, Severity)| json!({"key": key, "severity": severity.name()});
            Some(reading.findings.as_ref()?.iter().map(one).collect())
        };
        fields(json!({
            "id": receipt.id,
            "host": hosts::host(self.host),
            "taken_at": {
                "before": hosts::instant(receipt.before.taken_at_ms),
                "after": receipt.after.as_ref().map(|after| hosts::instant(after.taken_at_ms)),
            },
            "remedies": receipt.remedies,
            "outcome": receipt.outcome.map(Outcome::name),
            "undone": receipt.undone,
            "whole": self.whole,
            "reverts_in_s": receipt.reverts_in_s,
            "namespaces": self.plan.namespaces.iter().map(|netns| hosts::name(&netns.name)).collect::<Vec<_>>(),
            "steps": receipt.steps.iter().map(step_document).collect::<Vec<_>>(),
            "gauges": gauges.collect::<Vec<_>>(),
            "outlooks": self.outlooks().map(|outlook| {
                let mut told = plan_outlook::document(&outlook);
                told["foretold"] = told["after"].take();
                let end = self.end_after(&outlook);
                told["after"] = json!(end.map(|end| groups::when(end.when)));
                told["after_per_s"] = json!(end.map(|end| groups::rate(&end.per_s)));
                told["after_per_s_since"] = json!(end.map(|end| end.since));
                told
            }).collect::<Vec<_>>(),
            "findings": {
                "before": findings(&receipt.before),
                "after": receipt.after.as_ref().and_then(findings),
            },
            "file": self.file.map(|(path, behind)| json!({"path": path, "overridden_by": behind})),
        }))
    }
}

impl Treated<'_> {
    /// Line 1.
    fn verdict(&self) -> &'static str {
        let receipt = self.receipt;
        match receipt.outcome {
            _ if !self.whole => "report-receipt-half",
            None if receipt.steps.iter().all(|step| step.state != StepState::Undone) => "report-receipt-none",
            None => "report-receipt-stopped",
            Some(Outcome::Worse) if receipt.undone => "report-receipt-worse-undone",
            _ if receipt.undone => "report-receipt-undone",
            Some(Outcome::Resolved) if self.has_counted() => "report-receipt-resolved",
            Some(Outcome::Resolved) => "report-receipt-resolved-seen",
            Some(Outcome::Improved) if receipt.before.gauges.iter().any(|gauge| self.missed(gauge)) => {
                "report-receipt-milder"
            }
            Some(Outcome::Improved) if self.has_counted() => "report-receipt-improved",
            Some(Outcome::Improved) => "report-receipt-improved-computed",
            Some(Outcome::Unchanged) if self.waits() => "report-receipt-waits",
            Some(Outcome::Unchanged) => "report-receipt-unchanged",
            Some(Outcome::Worse) => "report-receipt-worse",
            Some(Outcome::Unclear) if receipt.before.gauges.iter().any(|gauge| self.is_untold(gauge)) => {
                "report-receipt-not-yet"
            }
            // The load has nothing to do with it: such settings act on what comes later.
            Some(Outcome::Unclear) if self.is_only_written() => "report-receipt-later",
            Some(Outcome::Unclear) => "report-receipt-unclear",
            Some(Outcome::AfterRestart) => "report-receipt-after-restart",
        }
    }

    /// Whether anything that was counted, and not only computed, moved to the better.
    fn has_counted(&self) -> bool {
        let counted = |gauge: &&GaugeReading| Method::of(gauge.gauge.name()) == Some(Method::Measured);
        self.receipt.before.gauges.iter().filter(counted).any(|gauge| match self.effect(gauge) {
            Some(effect) if gauge.gauge.rises() => effect.low > effect.before,
            Some(effect) => effect.high < effect.before,
            None => false,
        })
    }

    fn after(&self, gauge: &GaugeReading) -> Option<f64> {
        let same = |other: &&GaugeReading| other.netns == gauge.netns && other.gauge == gauge.gauge;
        self.receipt.after.as_ref()?.gauges.iter().find(same)?.value
    }

    fn remedies(&self) -> impl Iterator<Item = &Remedy> {
        let applied = |remedy: &&Remedy| self.receipt.remedies.contains(&remedy.key);
        self.plan.remedies.iter().filter(applied)
    }

    /// Nothing moved or could, and something must restart before it does.
    fn waits(&self) -> bool {
        let waits = matches!(self.receipt.outcome, Some(Outcome::Unchanged | Outcome::AfterRestart));
        waits && !self.receipt.undone && self.whole && self.restarts().next().is_some()
    }

    /// Nobody can tell yet, and the reason may be that something must restart first.
    fn is_told_later(&self) -> bool {
        self.receipt.outcome == Some(Outcome::Unclear) && !self.receipt.undone && self.whole
    }

    fn restarts(&self) -> impl Iterator<Item = Message> {
        self.remedies().filter_map(|remedy| Some(remedy.message(remedy.restart?)))
    }

    /// Places in the plan of what was applied.
    fn chosen(&self) -> Vec<usize> {
        let applied = |(_, remedy): &(usize, &Remedy)| self.receipt.remedies.contains(&remedy.key);
        let chosen = self.plan.remedies.iter().enumerate().filter(applied);
        chosen.map(|(index, _)| index).collect()
    }

    /// When things were to run out, with all that was applied.
    fn outlooks(&self) -> impl Iterator<Item = Outlook> {
        self.plan.outlooks(&self.chosen()).into_iter()
    }

    /// When it runs out now, by the look behind the change.
    fn end_after(&self, outlook: &Outlook) -> Option<EndReading> {
        let same = |end: &&EndReading| end.netns == outlook.netns && end.supply == outlook.supply;
        self.receipt.after.as_ref()?.ends.iter().find(same).copied()
    }

    /// Reckoned anew from what was measured behind the change.
    fn ends(&self, view: &View<'_>, outlook: &Outlook) -> Option<Part> {
        // Why it is not known is worth a line where it was used up before.
        let worth = |end: &EndReading| end.when != When::Unknown || outlook.before == When::Now;
        let EndReading { per_s, since, when: after, .. } = self.end_after(outlook).filter(worth)?;
        let text = plan_outlook::outlook(view, &Outlook { after, ..*outlook });
        let rate = RateTold { per_s: per_s.value, window_s: per_s.window_s, since };
        let text = plan_outlook::with_rate(text, rate, "census");
        Some(Part::Labelled(Message::new("report-receipt-computed"), text, None))
    }

    /// What all that was applied was to bring together.
    fn foretold(&self, gauge: &GaugeReading) -> Option<Effect> {
        let chosen = self.chosen();
        let same = |effect: &Effect| effect.netns == gauge.netns && effect.gauge == gauge.gauge;
        self.plan.foretold(&chosen).into_iter().find(same)
    }

    /// It stayed behind what was foretold, by more than a tenth.
    fn missed(&self, gauge: &GaugeReading) -> bool {
        self.foretold(gauge).zip(self.after(gauge)).is_some_and(|(effect, after)| {
            match effect.gauge.rises() {
                true => after < effect.low * (1.0 - MARGIN),
                false => after > effect.high * (1.0 + MARGIN),
            }
        })
    }

    /// All that was foretold is settings that now read as written, and the look behind it could be made.
    fn is_only_written(&self) -> bool {
        let gauges = &self.receipt.before.gauges;
        let looked = self.receipt.after.as_ref().is_some_and(|after| after.findings.is_some());
        looked
            && !gauges.is_empty()
            && gauges.iter().all(|gauge| gauge.gauge.is_setting() && !self.missed(gauge))
    }

    /// Who looked could measure it before and not behind the change: no connection has come since that would tell.
    fn is_untold(&self, gauge: &GaugeReading) -> bool {
        let looked = self.receipt.after.as_ref().is_some_and(|after| after.findings.is_some());
        let is_ports = matches!(gauge.gauge, Gauge::Blocking(_) | Gauge::ServesPerS(_));
        looked && is_ports && gauge.value.is_some() && self.after(gauge).is_none()
    }

    /// What was measured or computed anew, and beside it what was foretold where that is something else.
    fn measured(&self, gauge: &GaugeReading) -> Vec<Part> {
        let Some(effect) = self.effect(gauge) else {
            let foretold = self.foretold(gauge).filter(|_| self.is_untold(gauge));
            let plan = || Message::new("report-receipt-foretold");
            let told = |effect| Part::Labelled(plan(), plan_remedy::effect(&effect, &self.gauges()), None);
            return foretold.map(told).into_iter().collect();
        };
        let now = Message::new(match Method::of(gauge.gauge.name()) {
            Some(Method::Measured) | None => "report-receipt-measured",
            Some(Method::ReadBack) => "report-receipt-read-back",
            Some(Method::Computed) => "report-receipt-computed",
        });
        let mut parts = vec![Part::Labelled(now, plan_remedy::effect(&effect, &self.gauges()), None)];
        if let Some(foretold) = self.foretold(gauge).filter(|_| self.missed(gauge)) {
            let plan = Message::new("report-receipt-foretold");
            parts.push(Part::Labelled(
                plan,
                plan_remedy::effect(&foretold, &self.gauges()),
                Some(Severity::Warning),
            ));
        }
        parts
    }

    /// All that are told.
    fn gauges(&self) -> Vec<Gauge> {
        self.receipt.before.gauges.iter().map(|gauge| gauge.gauge).collect()
    }

    /// As it is now, in the words of the plan.
    fn effect(&self, gauge: &GaugeReading) -> Option<Effect> {
        let (before, after) = (gauge.value?, self.after(gauge)?);
        Some(Effect { netns: gauge.netns, gauge: gauge.gauge, before, low: after, high: after })
    }
}

/// Where it is, and who is read behind it.
pub(super) fn boot_file(path: &str, behind: Option<&str>) -> Vec<Part> {
    let label = || Message::new("report-plan-boot");
    let text = Message::new("report-receipt-file").with("path", Arg::text(path));
    let mut parts = vec![Part::Labelled(label(), text, None)];
    parts.extend(behind.map(|behind| {
        // Only one of the two readers of such files reads this one.
        let id =
            if behind == BOOT_LAST { "report-receipt-file-behind" } else { "report-receipt-file-beaten" };
        let text = Message::new(id).with("file", Arg::foreign(Untrusted::new(behind)));
        Part::Labelled(label(), text, Some(Severity::Warning))
    }));
    parts
}

/// It is not what lastack wrote any more.
pub(super) fn boot_file_changed(path: &str) -> Part {
    let text = Message::new("report-receipt-file-changed").with("path", Arg::text(path));
    Part::Labelled(Message::new("report-plan-boot"), text, Some(Severity::Warning))
}

/// One step with what became of it, and where that is not the host's own namespace.
pub(super) fn step(step: &StepReceipt, netns: Option<Arg>) -> Part {
    let (id, value, color) = match &step.state {
        StepState::Planned => ("report-step-planned", None, None),
        StepState::Written => ("report-step-written", None, Some(Severity::Ok)),
        StepState::ReadsBackAs(value) => ("report-step-reads", Some(value), Some(Severity::Warning)),
        StepState::Refused(why) => ("report-step-refused", Some(why), Some(Severity::Warning)),
        StepState::ChangedBefore(value) => {
            ("report-step-changed-before", Some(value), Some(Severity::Warning))
        }
        StepState::Undone if step.beside.is_some() => {
            ("report-step-undone-beside", step.beside.as_ref(), Some(Severity::Info))
        }
        StepState::Undone => ("report-step-undone", None, Some(Severity::Info)),
        StepState::ChangedSince(value) => ("report-step-changed-since", Some(value), Some(Severity::Warning)),
        StepState::Gone => ("report-step-gone", None, None),
    };
    let change = change_of(step);
    let change = match netns {
        Some(netns) => Message::new("report-plan-in").with("netns", netns).with("text", Arg::message(change)),
        None => change,
    };
    let text = Message::new("report-receipt-step").with("change", Arg::message(change));
    let state = match value {
        Some(why) if matches!(step.state, StepState::Refused(_)) => {
            Message::new(id).with("value", reason::told(why))
        }
        Some(value) => {
            let short = plan_remedy::shortened(value);
            Message::new(id).with("value", Arg::foreign(Untrusted::new(short)))
        }
        None => Message::new(id),
    };
    Part::Labelled(Message::new("report-plan-change"), text.with("state", Arg::message(state)), color)
}

/// What a step writes.
pub(super) fn change_of(step: &StepReceipt) -> Message {
    plan_remedy::written(step.key, &step.from, &step.to, false)
}

pub(super) fn step_document(step: &StepReceipt) -> Value {
    let found = match &step.state {
        StepState::ReadsBackAs(value) | StepState::ChangedBefore(value) | StepState::ChangedSince(value) => {
            Some(value)
        }
        _ => step.beside.as_ref(),
    };
    let error = match &step.state {
        StepState::Refused(why) => Some(why),
        _ => None,
    };
    json!({
        "netns": step.netns,
        "key": step.key,
        "from": step.from,
        "to": step.to,
        "state": step.state.name(),
        "found": found,
        "error": error,
    })
}
