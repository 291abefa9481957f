//! A plan as programs read it.

use lastack_model::words::{Lang, Message};
use lastack_model::{Effect, Pod, Reach, Reason, Remedy, Step, Undo, treatable};
use serde_json::{Map, Value, json};

use super::remedy::advice_command;
use super::{Proposal, outlook};
use crate::View;
use crate::answers::fields;
use crate::formats::json::{argument, both, hosts, subject};

pub(super) fn of(proposal: &Proposal<'_>, view: &View<'_>) -> Map<String, Value> {
    let plan = proposal.plan;
    let say = |message: &Message| both(view.catalog, message);
    let namespaces = plan
        .namespaces
        .iter()
        .map(|netns| json!({"id": netns.id.as_ref().map(hosts::id), "name": hosts::name(&netns.name)}));
    let withheld = plan.withheld.iter().map(|one| {
        json!({
            "id": one.id,
            "subject": subject(one.subject),
            "treats": one.treats,
            "refused": one.refused,
            "why": say(&one.why),
        })
    });
    let untreated =
        plan.untreated.iter().map(|left| json!({"id": left.id, "key": left.key, "why": say(&left.why)}));
    fields(json!({
        "made_at": hosts::instant(plan.made_at_ms),
        "host": hosts::host(&proposal.report.snapshot.host),
        "only_to_read": plan.only_to_read.map(|reason| match reason {
            Reason::OtherHost => "other_host",
            Reason::Masked => "masked",
            Reason::OtherSystem => "other_system",
        }),
        "refused": Value::Null,
        "left_out": plan.left_out,
        "namespaces": namespaces.collect::<Vec<_>>(),
        "remedies": plan.remedies.iter().map(|one| remedy(proposal, one, view)).collect::<Vec<_>>(),
        "together": plan.together.iter().map(effect).collect::<Vec<_>>(),
        "outlooks_together": plan.outlooks_together.iter().map(outlook::document).collect::<Vec<_>>(),
        "withheld": withheld.collect::<Vec<_>>(),
        "untreated": untreated.collect::<Vec<_>>(),
    }))
}

fn remedy(proposal: &Proposal<'_>, remedy: &Remedy, view: &View<'_>) -> Value {
    let say = |part: &str| both(view.catalog, &remedy.message(part));
    let args: Map<String, Value> =
        remedy.args.iter().map(|(name, arg)| ((*name).to_owned(), argument(arg, view.catalog))).collect();
    let advice = remedy.advice.iter().map(|advice| {
        json!({
            "program": advice.program.raw(),
            "text": say(advice.text),
            "lines": advice.lines,
            "command": advice_command(proposal, view.catalog, Lang::En, remedy, &remedy.message(advice.text)),
        })
    });
    json!({
        "id": remedy.id,
        "key": remedy.key,
        "subject": subject(remedy.subject),
        "treats": remedy.treats,
        "safety": remedy.safety.name(),
        "args": args,
        "summary": say(remedy.summary),
        "why": say(remedy.why),
        "risk": remedy.risk.map(say),
        "restart": remedy.restart.map(say),
        "steps": remedy.steps.iter().map(step).collect::<Vec<_>>(),
        "effects": remedy.effects.iter().map(effect).collect::<Vec<_>>(),
        "outlooks": remedy.outlooks.iter().map(outlook::document).collect::<Vec<_>>(),
        "advice": advice.collect::<Vec<_>>(),
        "shows_after_s": remedy.shows_after_s,
    })
}

fn step(step: &Step) -> Value {
    let setting = treatable(step.key);
    let set_by =
        step.set_by.iter().map(|by| json!({"file": by.file.raw(), "line": by.line, "value": by.value.raw()}));
    let undo = match &step.undo {
        Undo::Restore(value) | Undo::Subtract(value) => Some(value),
        Undo::RemoveFile | Undo::Detach => None,
    };
    json!({
        "netns": step.netns,
        "key": step.key,
        "from": step.from,
        "to": step.to,
        "undo": {"kind": step.undo.name(), "value": undo},
        "reach": setting.map(|setting| match setting.reach {
            Reach::Namespace => "namespace",
            Reach::Host => "host",
        }),
        "pod": setting.map(|setting| match setting.pod {
            Pod::Safe(_) => "safe",
            Pod::Unsafe => "unsafe",
            Pod::Never => "never",
        }),
        "set_by": set_by.collect::<Vec<_>>(),
    })
}

fn effect(effect: &Effect) -> Value {
    json!({
        "netns": effect.netns,
        "gauge": effect.gauge.name(),
        "of": of_gauge(effect),
        "before": effect.before,
        "low": effect.low,
        "high": effect.high,
    })
}

/// The route or listener that it is about; null for a namespace as a whole.
pub(in crate::answers) fn of_gauge(effect: &Effect) -> Option<Value> {
    use lastack_model::{Address, Gauge, ListenerKey, Subject};
    let netns = effect.netns;
    // That of a service that may be stopped, on whatever address it listens.
    let any = |port| ListenerKey { device: 0, address: Address::from_v4([0; 4]), port };
    Some(subject(match effect.gauge {
        Gauge::Usable(key) | Gauge::Blocking(key) | Gauge::ServesPerS(key) | Gauge::ConnectUs(key) => {
            Subject::Route { netns, key }
        }
        Gauge::Descriptors(pid) => Subject::Process { netns, pid },
        Gauge::AcceptQueue(key) | Gauge::SynQueue(key) => Subject::Listener { netns, key },
        Gauge::PortAtRisk(port) => Subject::Listener { netns, key: any(port) },
        _ => return None,
    }))
}
