//! A higher descriptor limit of one process: advice, since a limit is the unit's or the process' own.

use lastack_model::{
    Advice, Arg, Between, Effect, Finding, Gauge, Offer, Outlook, ProcessView, Rate, RateMethod, Subject,
    Supply, Unit, Value, When,
};

use crate::plan::outlook::{self, runs_out};
use crate::rule::{self, Scope, View, words};
use crate::treatment::{self, Need, Treatment, arg, descriptors, reckoned};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "raise-descriptor-limit",
    words: words!("raise-descriptor-limit"),
    order: 54,
    keys: &["limits.nofile", "LimitNOFILE", "ulimit"],
    tempts: &[],
    propose,
};

/// The hard limit that systemd gives.
const USUAL_HARD: u64 = 524_288;

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    let needs = treatment::needs(view, findings, &TREATMENT);
    let one = |need: &Need<'_>| {
        let offers = need.findings.iter().map(|finding| of_finding(&need.scope, finding, findings));
        offers.collect::<Vec<_>>()
    };
    needs.iter().flat_map(one).collect()
}

fn of_finding(scope: &Scope<'_>, finding: &Finding, findings: &[Finding]) -> Offer {
    let refuse = |why| treatment::withheld(&TREATMENT, finding.subject, [finding], why, Vec::new());
    let Subject::Process { pid, .. } = finding.subject else {
        return refuse(if finding.id == "log-signature" { "withheld-log" } else { "withheld-host" });
    };
    let found = scope.view.processes.iter().find(|process| process.pid == pid);
    let (Some(process), Some(twice)) = (found, reckoned(finding, "twice")) else {
        return refuse("withheld-log");
    };
    let Some((to, usual, higher)) = descriptors::raised(twice) else {
        return refuse("withheld-many");
    };
    let mut remedy = treatment::remedy(&TREATMENT, scope, finding.subject, [finding]);
    arg(&mut remedy, "process", rule::process(process));
    arg(&mut remedy, "pid", Arg::new(Value::Count(pid.into()), Unit::Port, "procfs"));
    arg(&mut remedy, "limit", Arg::count(process.limit.unwrap_or(0), "limits.nofile"));
    arg(&mut remedy, "to", Arg::count(*to, "limits.nofile"));
    arg(&mut remedy, "number", Arg::new(Value::Count(*to), Unit::Port, "limits.nofile"));
    arg(&mut remedy, "hard", rule::hard_limit(process, *to));
    let gauge = Gauge::Descriptors(pid);
    let raised = process.limit.map(|limit| Effect {
        netns: scope.netns,
        gauge,
        before: limit as f64,
        low: *to as f64,
        high: *to as f64,
    });
    remedy.effects = raised.into_iter().collect();
    remedy.outlooks = outlook(scope, process, *to, findings).into_iter().collect();
    let lines = if process.hard_limit > Some(USUAL_HARD) { higher } else { usual };
    remedy.risk = Some("risk");
    remedy.restart = Some("restart");
    remedy.advice = vec![
        Advice { program: process.comm.clone(), text: "now", lines: None },
        Advice { program: process.comm.clone(), text: "unit", lines: Some(lines) },
    ];
    treatment::offer(remedy)
}

/// When its descriptors are gone, by the leak that another finding measured in the same process.
fn outlook(scope: &Scope<'_>, process: &ProcessView, to: u64, findings: &[Finding]) -> Option<Outlook> {
    let holds = |other: &&Finding| reckoned(other, "holder") == Some(process.pid.into());
    let leak = findings.iter().filter(|other| other.id == "close-wait-leak").find(holds)?;
    let number = |name: &str| {
        leak.args.iter().find(|(known, _)| *known == name).and_then(|(_, arg)| match arg.value {
            Value::Number(number) => Some(number),
            _ => None,
        })
    };
    let span = Between { low: number("full_low")?, high: number("full_high")? };
    let (used, limit) = (process.descriptors? as f64, process.limit? as f64);
    let per_s = Rate {
        value: number("more")?,
        low: (limit - used) / span.high.max(1.0),
        high: (limit - used) / span.low.max(1.0),
        window_s: number("watched")?,
        method: RateMethod::Counters,
    };
    let supply = Supply::Descriptors(process.pid);
    let (before, after) = (When::Later(span), runs_out(used, to as f64, per_s));
    outlook::between(Outlook { netns: scope.netns, supply, per_s, before, after })
}
