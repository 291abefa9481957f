//! What a remedy is before it is proposed, and the pieces that remedies build offers from.

pub(crate) mod backlog;
pub(crate) mod descriptors;
pub(crate) mod limit;
pub(crate) mod range;
pub(crate) mod refused;
pub(crate) mod registry;

use lastack_model::words::{Message, Words};
use lastack_model::{
    Arg, ConfKind, Finding, NetnsName, Offer, PortSet, Remedy, SetBy, Step, Subject, Undo, Untrusted,
    Withheld, treatable,
};

use crate::{Scope, View};

/// One remedy: a folder below `remedies`.
#[derive(Debug)]
pub struct Treatment {
    /// Kebab-case; the folder has the same name in snake_case. It names what is done
    pub id: &'static str,
    /// Its sentences
    pub words: Words,
    /// Place in a plan, 0 first (facts 16): programs that reuse connections, reservations, then limits
    pub order: u8,
    /// Settings that it writes, or that people paste for it: `fix plan KEY` answers by them
    pub keys: &'static [&'static str],
    /// Rules whose findings people apply it for although it does nothing there
    pub tempts: &'static [&'static str],
    /// What it says to these findings
    pub propose: fn(&View<'_>, &[Finding]) -> Vec<Offer>,
}

/// A program whose settings are known: a folder below `programs`.
#[derive(Debug)]
pub struct Program {
    /// Suffix of its messages
    pub id: &'static str,
    /// Its sentences
    pub words: Words,
    /// What its processes are called: comm, at most 15 bytes. A version behind it is passed over
    pub comms: &'static [&'static str],
    /// Where it opens the connections: message suffix, and the lines to write
    pub connects: Option<(&'static str, Option<&'static str>)>,
    /// Where it accepts them and closes first
    pub serves: Option<(&'static str, Option<&'static str>)>,
}

/// Findings of one namespace that a remedy is for.
pub(crate) struct Need<'a> {
    pub(crate) scope: Scope<'a>,
    pub(crate) findings: Vec<&'a Finding>,
}

impl Need<'_> {
    /// Not offered for any of its findings; `why` is a message suffix of the remedy's folder.
    pub(crate) fn withheld(&self, treatment: &'static Treatment, why: &str) -> Offer {
        withheld(treatment, self.scope.subject(), self.findings.iter().copied(), why, Vec::new())
    }
}

/// The findings that name a remedy, or that people apply it for, by namespace. Those of a host that is no Linux are left
/// out: our settings are not its settings.
pub(crate) fn needs<'a>(
    view: &View<'a>,
    findings: &'a [Finding],
    treatment: &'static Treatment,
) -> Vec<Need<'a>> {
    needs_anywhere(view, findings, treatment).into_iter().filter(|need| !need.scope.not_linux()).collect()
}

/// One answer for each namespace: an offer, or the message suffix of why there is none.
pub(crate) fn in_each(
    view: &View<'_>,
    findings: &[Finding],
    treatment: &'static Treatment,
    offered: impl Fn(&Need<'_>) -> Result<Offer, &'static str>,
) -> Vec<Offer> {
    let answer = |need: &Need<'_>| offered(need).unwrap_or_else(|why| need.withheld(treatment, why));
    needs(view, findings, treatment).iter().map(answer).collect()
}

/// As [`needs`], on any system.
pub(crate) fn needs_anywhere<'a>(
    view: &View<'a>,
    findings: &'a [Finding],
    treatment: &'static Treatment,
) -> Vec<Need<'a>> {
    let wanted = |finding: &&Finding| {
        finding.remedies.contains(&treatment.id) || treatment.tempts.contains(&finding.id)
    };
    let of = |scope: Scope<'a>| {
        let here = |finding: &&Finding| finding.subject.netns().unwrap_or(0) == scope.netns;
        let findings = findings.iter().filter(wanted).filter(here).collect::<Vec<_>>();
        (!findings.is_empty()).then_some(Need { scope, findings })
    };
    view.scopes().filter_map(of).collect()
}

/// A remedy with its ordinary message suffixes, and nothing to write yet.
pub(crate) fn remedy<'a>(
    treatment: &'static Treatment,
    scope: &Scope<'_>,
    subject: Subject,
    findings: impl IntoIterator<Item = &'a Finding>,
) -> Remedy {
    let treats = findings.into_iter().map(|finding| finding.key.clone()).collect();
    Remedy::new(treatment.id, scope.key(treatment.id, subject), subject, treats)
}

pub(crate) fn offer(remedy: Remedy) -> Offer {
    Offer::Remedy(Box::new(remedy))
}

/// Not offered for these findings; `why` is a message suffix of the remedy's folder.
pub(crate) fn withheld<'a>(
    treatment: &'static Treatment,
    subject: Subject,
    findings: impl IntoIterator<Item = &'a Finding>,
    why: &str,
    args: Vec<(&'static str, Arg)>,
) -> Offer {
    Offer::Withheld(Withheld {
        id: treatment.id,
        subject,
        treats: findings.into_iter().map(|finding| finding.key.clone()).collect(),
        refused: false,
        why: Message { id: format!("{}-{why}", treatment.id).into(), args },
    })
}

/// One setting from what it is to `to`; `None` where nobody read it, lastack never writes it, or it is so already.
pub(crate) fn step(scope: &Scope<'_>, key: &'static str, to: &str) -> Option<Step> {
    let setting = treatable(key)?;
    let from = setting.canonical(&read(scope, key)?)?;
    let to = setting.canonical(to)?;
    let undo = Undo::Restore(from.clone());
    (from != to).then(|| Step { netns: scope.netns, key, undo, set_by: set_by(scope, key), from, to })
}

/// Ports named one by one in a sentence; of more their number is told.
pub(crate) const LISTED: usize = 6;

/// The list of reserved ports.
pub(crate) const RESERVED: &str = "net.ipv4.ip_local_reserved_ports";

/// The namespace that ports named by a person are about: the host's own, or the only one that was looked at. `None` where
/// there are several and none is the host's: texts may be of several hosts.
pub(crate) fn of_named<'a>(view: &View<'a>) -> Option<Scope<'a>> {
    let scopes = view.scopes().collect::<Vec<_>>();
    match scopes[..] {
        [only] => Some(only),
        _ => scopes.into_iter().find(|scope| scope.view.name == NetnsName::Own),
    }
}

/// What keeps ports from clients, by namespace: for findings, and for the ports that a person named, which are about one
/// namespace. Where it is not known which, that is the answer to them.
pub(crate) fn kept(
    view: &View<'_>,
    findings: &[Finding],
    treatment: &'static Treatment,
    offered: impl Fn(&Need<'_>, &[u16]) -> Vec<Offer>,
) -> Vec<Offer> {
    let mut needs = needs_anywhere(view, findings, treatment);
    let about = of_named(view).filter(|_| !view.named.is_empty());
    if let Some(scope) = about.filter(|scope| needs.iter().all(|need| need.scope.netns != scope.netns)) {
        needs.push(Need { scope, findings: Vec::new() });
    }
    let is_meant = |need: &Need<'_>| about.is_some_and(|scope| scope.netns == need.scope.netns);
    let named = |need: &Need<'_>| if is_meant(need) { view.named } else { &[] };
    let mut offers = needs.iter().flat_map(|need| offered(need, named(need))).collect::<Vec<_>>();
    if about.is_none() && !view.named.is_empty() {
        offers.push(withheld(treatment, Subject::Host, [], "withheld-which", Vec::new()));
    }
    offers
}

/// Ports more in a list of those that clients are not given: those of others stay, and only ours are taken out again.
pub(crate) fn reserve(scope: &Scope<'_>, key: &'static str, ports: &PortSet) -> Option<Step> {
    let mut merged = PortSet::parse(&read(scope, key)?)?;
    let mut ours = ports.clone();
    ours.subtract(&merged);
    merged.merge(&ours);
    let step = step(scope, key, &merged.to_string())?;
    Some(Step { undo: Undo::Subtract(ours.to_string()), ..step })
}

/// A setting that was read, as it was read.
fn read(scope: &Scope<'_>, key: &str) -> Option<String> {
    let fact = scope.facts().get(key)?;
    (fact.source != lastack_model::FactSource::Assumed).then(|| fact.value.clone())
}

/// Lines of settings files that set the same key. Boot applies them to the host's own namespace alone.
fn set_by(scope: &Scope<'_>, key: &str) -> Vec<SetBy> {
    if !matches!(scope.view.name, NetnsName::Own | NetnsName::Paste(_)) {
        return Vec::new();
    }
    let lines = scope.now.files.iter().flat_map(|file| file.lines.iter().map(move |line| (file, line)));
    let sets = lines
        .filter(|(_, line)| matches!(line.kind, ConfKind::Setting | ConfKind::Tolerant) && line.key == key);
    sets.map(|(file, line)| SetBy {
        file: file.path.clone(),
        line: line.line.into(),
        value: Untrusted::new(line.value.clone()),
    })
    .collect()
}

/// An argument under its name.
pub(crate) fn arg(remedy: &mut Remedy, name: &'static str, arg: Arg) {
    remedy.args.push((name, arg));
}

/// A number that a rule reckoned for its own advice: its argument of that name.
pub(crate) fn reckoned(finding: &Finding, name: &str) -> Option<u64> {
    finding.args.iter().find(|(known, _)| *known == name).and_then(|(_, arg)| match arg.value {
        lastack_model::Value::Count(count) => Some(count),
        _ => None,
    })
}

/// Whether a process of this comm is one of these programs: `php-fpm8.2` and `nginx: worker` are php-fpm and nginx;
/// `nginxx` is not.
pub(crate) fn is_called(comm: &Untrusted, names: &[&str]) -> bool {
    let begins = |name: &&str| {
        let rest = comm.raw().strip_prefix(*name);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    names.iter().any(begins)
}
