//! From findings to a plan: what could be changed, in which order, with which effect, and what is not offered and why.

pub(crate) mod gauge;
pub(crate) mod outlook;
pub(crate) mod suppose;
mod untreated;

use std::collections::HashMap;

use lastack_model::words::Words;
use lastack_model::{
    Case, Effect, Finding, Gauge, Offer, Os, Outlook, Plan, PlanNetns, PortSet, Reason, Remedy, Report,
    Severity, SourceKind, Step, Supply, Undo, Untreated, Withheld,
};

use crate::remedies::TREATMENTS;
use crate::treatment::refused;
use crate::{Measured, Scope, Treatment, View, measure};

/// Words of plans as a whole.
pub(crate) static WORDS: Words =
    Words { prefix: "plan", en: include_str!("words/plan/en.ftl"), zh: include_str!("words/plan/zh-CN.ftl") };

/// What a word of `fix plan WORD…` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked<'a> {
    /// Findings of a rule, or one finding by its key
    Finding(&'a str),
    /// A remedy by its id, or by a setting that it writes or that is refused
    Remedy(&'a str),
}

/// Whether a word can be meant so: a rule, a finding's key, a remedy, or a setting of one.
/// A setting may come with the value that was to be pasted.
pub fn asked(word: &str) -> Option<Asked<'_>> {
    let word = bare(word);
    if TREATMENTS.iter().any(|treatment| meant(treatment, word)) || !refused::asked(word).is_empty() {
        return Some(Asked::Remedy(word));
    }
    let rule = crate::RULES.iter().any(|rule| word == rule.id || is_key(word, rule.id));
    rule.then_some(Asked::Finding(word))
}

/// `net.ipv4.tcp_tw_recycle = 1` is about that setting.
fn bare(word: &str) -> &str {
    word.split_once('=').map_or(word, |(key, _)| key).trim()
}

/// `port-exhaustion-0123456789abcdef`.
fn is_key(word: &str, id: &str) -> bool {
    let hash = word.strip_prefix(id).and_then(|rest| rest.strip_prefix('-'));
    hash.is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Whether a word is about one of these remedies, or about one of these findings by key or by rule.
pub fn answers(word: &str, remedies: &[&str], findings: &[String]) -> bool {
    let word = bare(word);
    let never = refused::asked(word);
    let of = |id: &&str| {
        *id == word
            || known(id).is_some_and(|treatment| meant(treatment, word))
            || never.iter().any(|one| one.id == *id)
    };
    remedies.iter().any(of) || findings.iter().any(|key| key == word || is_key(key, word))
}

fn known(id: &str) -> Option<&'static Treatment> {
    TREATMENTS.iter().find(|treatment| treatment.id == id).copied()
}

/// By id, by the whole name of a setting, or by its last part.
fn meant(treatment: &Treatment, word: &str) -> bool {
    let word = word.replace('/', ".");
    let is = |key: &&str| *key == word || key.rsplit_once('.').is_some_and(|(_, last)| last == word);
    treatment.id == word || treatment.keys.iter().any(is)
}

/// What could be done about a report: about all of it where nothing is asked for by name.
pub fn plan(report: &Report, words: &[String]) -> Plan {
    plan_for(report, words, &[])
}

/// Remedies that keep ports from clients: whoever names ports asks for that of them which this system has.
const KEEPERS: [&str; 2] = ["exclude-listening-ports", "reserve-listening-ports"];

/// The same, with ports of services that are to be kept from clients.
pub fn plan_for(report: &Report, words: &[String], named: &[u16]) -> Plan {
    let measured = measured(report);
    let mut named = named.to_vec();
    named.sort_unstable();
    named.dedup();
    let view = View { case: case(report), measured: &measured, named: &named };
    let mut words = words.iter().filter_map(|word| asked(word)).collect::<Vec<_>>();
    // Named ports alone ask for nothing that findings are about.
    let findings = if words.is_empty() && !named.is_empty() { Vec::new() } else { chosen(report, &words) };
    let of_keepers = KEEPERS.map(|id| (id, of_keeper(id, &words, &findings)));
    words.extend(KEEPERS.iter().filter(|_| !named.is_empty()).copied().map(Asked::Remedy));
    let (mut remedies, mut withheld): (Vec<(u8, Remedy)>, Vec<Withheld>) = (Vec::new(), Vec::new());
    for treatment in TREATMENTS {
        let of_keeper = of_keepers.iter().find(|(id, _)| *id == treatment.id && !named.is_empty());
        for offer in (treatment.propose)(&view, of_keeper.map_or(&findings, |(_, findings)| findings)) {
            match offer {
                Offer::Remedy(remedy) => remedies.push((treatment.order, *remedy)),
                Offer::Withheld(one) => join(&mut withheld, one),
            }
        }
    }
    remedies.retain(|(_, remedy)| words.is_empty() || is_meant(&words, remedy.id, &remedy.treats, &findings));
    withheld.retain(|one| words.is_empty() || is_meant(&words, one.id, &one.treats, &findings));
    for word in &words {
        let Asked::Remedy(word) = word else { continue };
        let told = |one: &Withheld, withheld: &[Withheld]| withheld.iter().any(|known| known.id == one.id);
        for one in refused::asked(word) {
            if !told(&one, &withheld) {
                withheld.push(one);
            }
        }
    }
    let mut remedies = ordered(remedies, &findings, !words.is_empty());
    for remedy in remedies.iter_mut().filter(|remedy| !remedy.steps.is_empty()) {
        remedy.outlooks = outlooks(&view, &remedy.steps, &remedy.effects);
    }
    let left_out = if words.is_empty() { Vec::new() } else { left_out(report, &remedies) };
    Plan {
        made_at_ms: report.snapshot.taken_at_ms,
        namespaces: namespaces(report),
        untreated: untreated(&view, &findings, &remedies, &words),
        together: together(&view, &remedies),
        outlooks_together: outlooks_together(&view, &remedies),
        remedies,
        withheld,
        only_to_read: only_to_read(report),
        left_out,
        named,
    }
}

/// The findings for which this remedy is asked beside named ports: those that were named, or all where it was named itself.
fn of_keeper(id: &str, words: &[Asked<'_>], findings: &[Finding]) -> Vec<Finding> {
    let meant = |finding: &&Finding| {
        words.iter().any(|word| match word {
            Asked::Remedy(word) => answers(word, &[id], &[]),
            Asked::Finding(_) => is_about(word, finding),
        })
    };
    findings.iter().filter(meant).cloned().collect()
}

/// What all changes of a namespace bring, written one after the other, of each gauge of which one of them alone tells
/// something else.
fn together(view: &View<'_>, remedies: &[Remedy]) -> Vec<Effect> {
    let of_scope = |scope: Scope<'_>| {
        let here = |remedy: &&Remedy| remedy.steps.first().is_some_and(|step| step.netns == scope.netns);
        let here = remedies.iter().filter(here).collect::<Vec<_>>();
        if here.len() < 2 {
            return Vec::new();
        }
        let steps = here.iter().flat_map(|remedy| remedy.steps.iter().cloned()).collect::<Vec<Step>>();
        let alone = here.iter().flat_map(|remedy| &remedy.effects).collect::<Vec<_>>();
        let mut gauges: Vec<Gauge> = Vec::new();
        for effect in &alone {
            if !gauges.contains(&effect.gauge) {
                gauges.push(effect.gauge);
            }
        }
        let mut whole = suppose::effects(&scope, &steps, gauges);
        let differs = |effect: &Effect| {
            let same = |one: &&&Effect| one.gauge == effect.gauge;
            alone.iter().filter(same).any(|one| *one != effect)
        };
        whole.retain(differs);
        whole
    };
    view.scopes().flat_map(of_scope).collect()
}

/// When that which effects are about runs out, before these steps and behind them.
fn outlooks(view: &View<'_>, steps: &[Step], effects: &[Effect]) -> Vec<Outlook> {
    let of_scope = |scope: Scope<'_>| {
        let steps = steps.iter().filter(|step| step.netns == scope.netns).cloned().collect::<Vec<_>>();
        let mut supplies: Vec<Supply> = Vec::new();
        for effect in effects.iter().filter(|effect| effect.netns == scope.netns && !steps.is_empty()) {
            supplies.extend(Supply::of(effect.gauge).filter(|supply| !supplies.contains(supply)));
        }
        if supplies.is_empty() { Vec::new() } else { outlook::of(&scope, &steps, supplies) }
    };
    view.scopes().flat_map(of_scope).collect()
}

/// The same of all changes, where one of them alone tells something else.
fn outlooks_together(view: &View<'_>, remedies: &[Remedy]) -> Vec<Outlook> {
    let steps = remedies.iter().flat_map(|remedy| remedy.steps.iter().cloned()).collect::<Vec<_>>();
    let effects = remedies.iter().flat_map(|remedy| remedy.effects.iter().copied()).collect::<Vec<_>>();
    let mut whole = outlooks(view, &steps, &effects);
    whole.retain(|outlook| {
        let alone = remedies.iter().flat_map(|remedy| &remedy.outlooks);
        let same = |one: &&Outlook| one.netns == outlook.netns && one.supply == outlook.supply;
        alone.into_iter().filter(same).any(|one| one != outlook)
    });
    whole
}

/// What the plan would hold besides these, were nothing asked for by name.
fn left_out(report: &Report, remedies: &[Remedy]) -> Vec<String> {
    let whole = plan(report, &[]).remedies;
    let other = |one: &Remedy| remedies.iter().all(|kept| kept.key != one.key);
    whole.into_iter().filter(other).map(|one| one.key).collect()
}

/// One reason is told once, whatever number of findings it holds for.
fn join(withheld: &mut Vec<Withheld>, one: Withheld) {
    match withheld.iter_mut().find(|known| known.id == one.id && known.why == one.why) {
        Some(known) => known.treats.extend(one.treats),
        None => withheld.push(one),
    }
}

/// The numbers of a report, as it was measured: rates may come from an earlier look that is not in it.
fn measured(report: &Report) -> Measured {
    let mut measured = measure::measure(case(report));
    let routes: HashMap<_, _> = report.routes.iter().map(|route| ((route.netns, route.key), route)).collect();
    let listeners: HashMap<_, _> = report.listeners.iter().map(|row| ((row.netns, row.key), row)).collect();
    for (netns, namespace) in measured.namespaces.iter_mut().enumerate() {
        if let Some(rate) = report.closes_per_s.get(netns) {
            namespace.closes_per_s = *rate;
        }
        for route in &mut namespace.routes {
            if let Some(known) = routes.get(&(netns, route.key)) {
                route.clone_from(known);
            }
        }
        for listener in &mut namespace.listeners {
            if let Some(known) = listeners.get(&(netns, listener.key)) {
                listener.clone_from(known);
            }
        }
    }
    measured
}

fn case(report: &Report) -> Case<'_> {
    Case { now: &report.snapshot, earlier: &[] }
}

/// The findings that are meant. A remedy asked for by name is tried on all.
fn chosen(report: &Report, words: &[Asked<'_>]) -> Vec<Finding> {
    let meant = |finding: &&Finding| {
        words.is_empty()
            || words.iter().any(|word| matches!(word, Asked::Remedy(_)) || is_about(word, finding))
    };
    report.findings.iter().flatten().filter(meant).cloned().collect()
}

fn is_about(word: &Asked<'_>, finding: &Finding) -> bool {
    matches!(word, Asked::Finding(word) if finding.id == *word || finding.key == *word)
}

/// Whether an offer is meant: by its own name, or by a finding that it is about.
fn is_meant(words: &[Asked<'_>], id: &str, treats: &[String], findings: &[Finding]) -> bool {
    words.iter().any(|word| match word {
        Asked::Remedy(word) => answers(word, &[id], &[]),
        Asked::Finding(_) => {
            findings.iter().any(|finding| treats.contains(&finding.key) && is_about(word, finding))
        }
    })
}

/// The best first; of one place the one that treats the worst finding. What is well needs no remedy, unless one is asked
/// for by name.
fn ordered(mut remedies: Vec<(u8, Remedy)>, findings: &[Finding], by_name: bool) -> Vec<Remedy> {
    let severity = |key: &String| findings.iter().find(|finding| finding.key == *key).map(|it| it.severity);
    if !by_name {
        for (_, remedy) in &mut remedies {
            remedy.treats.retain(|key| severity(key) > Some(Severity::Ok));
        }
        remedies.retain(|(_, remedy)| !remedy.treats.is_empty());
    }
    let worst = |remedy: &Remedy| remedy.treats.iter().filter_map(severity).max();
    remedies.sort_by_key(|(order, remedy)| (*order, std::cmp::Reverse(worst(remedy))));
    rebase(remedies.into_iter().map(|(_, remedy)| remedy).collect())
}

/// A plan is applied from its start, so each step begins where the one before it ended: a port belongs to the first remedy
/// that reserves it, and what is written once is not written again. One that is left without a step joins the remedy
/// that wrote it.
fn rebase(remedies: Vec<Remedy>) -> Vec<Remedy> {
    let mut kept: Vec<Remedy> = Vec::new();
    for mut remedy in remedies {
        let written = remedy.steps.len();
        remedy.steps = remedy.steps.into_iter().filter_map(|step| rebased(&kept, step)).collect();
        let same = |other: &&mut Remedy| other.id == remedy.id;
        match kept.iter_mut().rev().find(same).filter(|_| written > 0 && remedy.steps.is_empty()) {
            Some(earlier) => {
                earlier.treats.extend(remedy.treats);
                earlier.effects.extend(remedy.effects);
                let new = remedy.advice.into_iter().filter(|one| !earlier.advice.contains(one));
                let new = new.collect::<Vec<_>>();
                earlier.advice.extend(new);
            }
            None => kept.push(remedy),
        }
    }
    kept
}

/// The step as it is after those that are kept; `None` where nothing is left to write.
fn rebased(kept: &[Remedy], step: Step) -> Option<Step> {
    let same = |other: &&Step| (other.netns, other.key) == (step.netns, step.key);
    let Some(last) = kept.iter().flat_map(|remedy| &remedy.steps).rfind(same) else { return Some(step) };
    let (from, to, undo) = match &step.undo {
        Undo::Subtract(ports) => {
            let stands = PortSet::from_list(&last.to);
            let mut ours = PortSet::from_list(ports);
            ours.subtract(&stands);
            let mut merged = stands;
            merged.merge(&ours);
            (last.to.clone(), merged.to_string(), Undo::Subtract(ours.to_string()))
        }
        _ => (last.to.clone(), step.to.clone(), Undo::Restore(last.to.clone())),
    };
    (from != to).then_some(Step { from, to, undo, ..step })
}

/// What is left, from what is worth knowing on.
fn untreated(
    view: &View<'_>,
    findings: &[Finding],
    remedies: &[Remedy],
    words: &[Asked<'_>],
) -> Vec<Untreated> {
    let meant = |finding: &&Finding| words.is_empty() || words.iter().any(|word| is_about(word, finding));
    let left = findings.iter().filter(meant).filter(|finding| {
        finding.severity > Severity::Ok && !remedies.iter().any(|remedy| remedy.treats.contains(&finding.key))
    });
    left.map(|finding| Untreated {
        id: finding.id,
        key: finding.key.clone(),
        why: untreated::why(view, finding),
    })
    .collect()
}

fn namespaces(report: &Report) -> Vec<PlanNetns> {
    let snapshot = &report.snapshot;
    let views = snapshot.namespaces.iter();
    views.map(|view| PlanNetns { id: snapshot.netns_id(view), name: view.name.clone() }).collect()
}

fn only_to_read(report: &Report) -> Option<Reason> {
    let snapshot = &report.snapshot;
    match snapshot.kind {
        _ if snapshot.masked => Some(Reason::Masked),
        SourceKind::Paste | SourceKind::Capture => Some(Reason::OtherHost),
        SourceKind::Live if !matches!(snapshot.host.os, Os::Linux | Os::Windows) => Some(Reason::OtherSystem),
        SourceKind::Live => None,
    }
}
