//! Makes a report that may be shown to strangers: addresses mapped, names replaced, numbers kept.

mod blame;
mod changes;
mod originals;
mod release;
mod sockets;
mod spread;

use std::collections::BTreeSet;
use std::hash::BuildHasher;

use lastack_model::mask::{Addresses, Kind, Names, is_kept, is_plain};
use lastack_model::words::Message;
use lastack_model::{
    Address, Arg, Change, Diff, Fact, FactSource, Finding, Lint, ListenerKey, NamespaceView, NetnsName,
    Owner, PortUse, Report, RouteKey, Snapshot, Subject, TOLD, Untrusted, Value,
};

pub use blame::mask_blame;
pub use changes::mask_changes;
pub use release::mask_release;
pub use sockets::{MaskedSheet, mask_groups};
pub use spread::{mask_spread, mask_spreads};

/// The report with every address and every name from outside replaced. `secret` must be random and is not kept:
/// `std::hash::RandomState::new()`. The same address or name is replaced by the same within one report.
///
/// Addresses keep what a diagnosis needs: loopback and unspecified ones stay, private ones stay in their class,
/// two addresses with a common prefix keep a common prefix of that length. Ports, counts and times stay.
#[must_use]
pub fn mask(report: &Report, secret: &impl BuildHasher) -> Report {
    mask_with(report, &mut [], secret)
}

/// The same, and what is told beside the report masked in place: the same name is replaced by the same in both.
#[must_use]
pub fn mask_with(report: &Report, beside: &mut [Message], secret: &impl BuildHasher) -> Report {
    let mut masked = report.clone();
    let mut names = Names::default();
    collect_names(report, &mut names);
    beside.iter().for_each(|message| collect_inputs(message, &mut names));
    let mut mask = Mask { addresses: Addresses::new(&originals(report, beside), secret), names };
    mask.snapshot(&mut masked.snapshot);
    for route in &mut masked.routes {
        route.key = mask.route_key(route.key);
    }
    for listener in &mut masked.listeners {
        listener.key = mask.listener_key(listener.key);
    }
    for finding in masked.findings.iter_mut().flatten() {
        mask.finding(finding);
        let keys = std::iter::once(&mut finding.key).chain(&mut finding.relates);
        keys.for_each(|key| *key = rehashed(key, secret));
    }
    masked.ruled_out.iter_mut().for_each(|out| mask.message(&mut out.why));
    masked.verdict.iter_mut().for_each(|verdict| mask.message(&mut verdict.text));
    beside.iter_mut().for_each(|message| mask.message(message));
    masked
}

fn originals(report: &Report, beside: &[Message]) -> BTreeSet<Address> {
    let mut found = originals::of_report(report);
    beside.iter().for_each(|message| originals::from_args(&message.args, &mut found));
    found
}

/// A new key of a finding. The old one is the rule's id and a hash without a secret, so that who guesses an address
/// could check the guess.
fn rehashed(key: &str, secret: &impl BuildHasher) -> String {
    let hash = format!("{:016x}", secret.hash_one(key));
    match key.rsplit_once('-') {
        Some((rule, old)) if old.len() == hash.len() && old.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            format!("{rule}-{hash}")
        }
        _ => hash,
    }
}

/// What one port is used for, with every address and every name from outside replaced, as [`mask`] does.
#[must_use]
pub fn mask_port(port: &PortUse, secret: &impl BuildHasher) -> PortUse {
    let mut masked = port.clone();
    let mut names = Names::default();
    for here in &port.here {
        collect_netns(&here.netns, &mut names);
        here.owners.iter().for_each(|owner| names.learn(Kind::Process, &owner.comm));
    }
    let listening = port.here.iter().flat_map(|here| here.listeners.iter().map(|key| key.address));
    let mut mask = Mask { addresses: Addresses::new(&listening.collect(), secret), names };
    for here in &mut masked.here {
        mask.netns(&mut here.netns);
        here.listeners.iter_mut().for_each(|key| *key = mask.listener_key(*key));
        mask.owners(&mut here.owners);
    }
    masked.coverage.iter_mut().filter_map(|line| line.why.as_mut()).for_each(|why| mask.message(why));
    masked
}

/// Hides in graded lines what names something: keys that lastack does not know, and comments behind values. The facts
/// they were judged on are masked before, by [`mask`].
pub fn mask_lint(lint: &mut Lint) {
    for line in &mut lint.lines {
        if line.key.is_none() {
            line.setting = Untrusted::new("...");
            for (_, arg) in line.why.args.iter_mut().filter(|(name, _)| *name == "key") {
                *arg = Arg::foreign(Untrusted::new("..."));
            }
        }
        line.text = line.setting.clone();
    }
}

/// What changed, with every address and every name from outside replaced, as [`mask`] does.
#[must_use]
pub fn mask_diff(diff: &Diff, secret: &impl BuildHasher) -> Diff {
    let mut masked = diff.clone();
    let (mut names, mut found) = (Names::default(), BTreeSet::new());
    let (one, other) = &diff.names;
    [one, other].iter().for_each(|name| names.learn(Kind::Host, name));
    let unmatched = diff.unmatched.0.iter().chain(&diff.unmatched.1);
    let matched = diff.namespaces.iter().map(|namespace| &namespace.name);
    unmatched.chain(matched).for_each(|name| collect_netns(name, &mut names));
    let findings = diff.findings.iter().chain(&diff.aside);
    findings.for_each(|finding| originals::from_args(&finding.summary.args, &mut found));
    for namespace in &diff.namespaces {
        found.extend(namespace.routes.iter().flat_map(|route| [route.key.source, route.key.destination]));
        found.extend(namespace.listeners.iter().map(|listener| listener.key.address));
    }
    let mut mask = Mask { addresses: Addresses::new(&found, secret), names };
    mask.name(&mut masked.names.0);
    mask.name(&mut masked.names.1);
    let findings = masked.findings.iter_mut().chain(&mut masked.aside);
    findings.for_each(|finding| {
        if finding.summary.id == TOLD {
            finding.summary = Message::new("report-diff-hidden").with("rule", Arg::text(finding.id));
        }
        mask.message(&mut finding.summary);
    });
    masked.unmatched.0.iter_mut().chain(&mut masked.unmatched.1).for_each(|name| mask.netns(name));
    for namespace in &mut masked.namespaces {
        mask.netns(&mut namespace.name);
        namespace.routes.iter_mut().for_each(|route| route.key = mask.route_key(route.key));
        namespace.listeners.iter_mut().for_each(|listener| listener.key = mask.listener_key(listener.key));
        namespace.settings.retain(is_shown);
    }
    for file in &mut masked.files {
        mask.name(&mut file.path);
        file.settings.retain(is_shown);
    }
    masked
}

/// A setting that lastack reads itself, with values such as it has.
fn is_shown((key, change): &(String, Change<String>)) -> bool {
    is_kept(key) && [&change.before, &change.after].into_iter().flatten().all(|value| is_plain(value))
}

/// Names of things that are known to be names, so that they are found again inside other texts.
fn collect_names(report: &Report, names: &mut Names) {
    let snapshot = &report.snapshot;
    snapshot.host.hostname.iter().for_each(|name| names.learn(Kind::Host, name));
    for namespace in &snapshot.namespaces {
        collect_netns(&namespace.name, names);
        let census = &namespace.census;
        let owners = census.routes.iter().flat_map(|route| &route.owners);
        let listening = census.listeners.iter().flat_map(|listener| &listener.owners);
        owners.chain(listening).for_each(|owner| names.learn(Kind::Process, &owner.comm));
        census.paste_owners.iter().for_each(|(name, _)| names.learn(Kind::Process, name));
        let closers = namespace.trace.iter().flat_map(|trace| &trace.closers);
        let refused = namespace.trace.iter().flat_map(|trace| &trace.refused);
        let programs = closers.clone().filter_map(|closer| closer.program.as_ref());
        programs.for_each(|program| names.learn(Kind::Process, program));
        let who = closers.filter_map(|closer| closer.who.as_ref());
        who.chain(refused.filter_map(|line| line.who.as_ref())).for_each(|who| blame::learn(who, names));
        for process in &namespace.processes {
            names.learn(Kind::Process, &process.comm);
            process.container.iter().for_each(|container| names.learn(Kind::Container, container));
        }
    }
    for warning in &snapshot.warnings.first {
        names.learn(Kind::Input, &warning.input);
        collect_inputs(&warning.why, names);
    }
}

/// Inputs that a message names: one that could not be read stands nowhere else.
fn collect_inputs(message: &Message, names: &mut Names) {
    for (name, arg) in &message.args {
        match &arg.value {
            Value::Foreign(input) if *name == "input" => names.learn(Kind::Input, input),
            Value::Message(inner) => collect_inputs(inner, names),
            _ => {}
        }
    }
}

fn collect_netns(name: &NetnsName, names: &mut Names) {
    match name {
        NetnsName::Own => {}
        NetnsName::Named(name) => names.learn(Kind::Netns, name),
        NetnsName::Process { comm, container, .. } => {
            names.learn(Kind::Process, comm);
            container.iter().for_each(|container| names.learn(Kind::Container, container));
        }
        NetnsName::Paste(input) => names.learn(Kind::Input, input),
    }
}

struct Mask {
    addresses: Addresses,
    names: Names,
}

impl Mask {
    fn snapshot(&mut self, snapshot: &mut Snapshot) {
        snapshot.masked = true;
        snapshot.host.hostname.iter_mut().for_each(|name| self.name(name));
        snapshot.host.kernel.iter_mut().for_each(|kernel| self.foreign_text(kernel));
        // A boot id tells two reports of one host apart from others: it is a name of the host.
        snapshot.host.boot_id = None;
        snapshot.namespaces.iter_mut().for_each(|namespace| self.namespace(namespace));
        for file in &mut snapshot.files {
            self.name(&mut file.path);
            file.lines.iter_mut().for_each(|line| line.text = Untrusted::default());
            file.lines.retain(|line| is_kept(&line.key) && is_plain(&line.value));
        }
        for line in &mut snapshot.coverage {
            line.why.iter_mut().for_each(|why| self.message(why));
        }
        for warning in &mut snapshot.warnings.first {
            self.name(&mut warning.input);
            self.message(&mut warning.why);
        }
    }

    fn namespace(&mut self, namespace: &mut NamespaceView) {
        namespace.id.iter_mut().for_each(|id| id.boot_id = String::new());
        self.netns(&mut namespace.name);
        let census = &mut namespace.census;
        for route in &mut census.routes {
            route.key = self.route_key(route.key);
            self.owners(&mut route.owners);
        }
        for listener in &mut census.listeners {
            listener.key = self.listener_key(listener.key);
            self.owners(&mut listener.owners);
            for (address, _) in &mut listener.peers.top {
                *address = self.addresses.map(*address);
            }
        }
        census.paste_owners.iter_mut().for_each(|(name, _)| self.name(name));
        for fixed in &mut census.fixed_ports {
            fixed.remote.address = self.addresses.map(fixed.remote.address);
        }
        for process in &mut namespace.processes {
            self.name(&mut process.comm);
            process.container.iter_mut().for_each(|container| self.name(container));
            // It may hold anything, passwords too.
            process.command = None;
        }
        if let Some(trace) = &mut namespace.trace {
            for closer in &mut trace.closers {
                self.place(&mut closer.place);
                closer.who.iter_mut().for_each(|who| self.culprit(who));
                closer.program.iter_mut().for_each(|program| self.name(program));
            }
            for line in &mut trace.refused {
                line.who.iter_mut().for_each(|who| self.culprit(who));
                line.source = self.addresses.map(line.source);
                line.remote.address = self.addresses.map(line.remote.address);
            }
        }
        for hit in &mut namespace.logs {
            hit.target.iter_mut().for_each(|target| target.address = self.addresses.map(target.address));
            // A line of somebody's log may hold anything; its signature says what it meant.
            hit.sample = Untrusted::default();
        }
        namespace.facts = self.facts(&namespace.facts);
    }

    fn netns(&mut self, name: &mut NetnsName) {
        match name {
            NetnsName::Own => {}
            NetnsName::Named(name) | NetnsName::Paste(name) => self.name(name),
            NetnsName::Process { comm, container, .. } => {
                self.name(comm);
                container.iter_mut().for_each(|container| self.name(container));
            }
        }
    }

    /// Settings that lastack reads itself stay as they are; a paste may carry any others, with names in them.
    fn facts(&mut self, facts: &lastack_model::Facts) -> lastack_model::Facts {
        let mut masked = lastack_model::Facts::default();
        let kept = |(key, fact): &(&str, &Fact)| is_kept(key) && is_plain(&fact.value);
        for (key, fact) in facts.iter().filter(kept) {
            let source = match &fact.source {
                FactSource::Live(path) => FactSource::Live(self.text(path)),
                FactSource::Paste(input) => {
                    let mut input = input.clone();
                    self.name(&mut input);
                    FactSource::Paste(input)
                }
                FactSource::Assumed => FactSource::Assumed,
            };
            masked.insert(key, Fact { value: fact.value.clone(), source, line: fact.line });
        }
        masked
    }

    fn owners(&mut self, owners: &mut [Owner]) {
        owners.iter_mut().for_each(|owner| self.name(&mut owner.comm));
    }

    fn finding(&mut self, finding: &mut Finding) {
        self.message(&mut finding.because);
        finding.subject = match finding.subject {
            Subject::Route { netns, key } => Subject::Route { netns, key: self.route_key(key) },
            Subject::Listener { netns, key } => Subject::Listener { netns, key: self.listener_key(key) },
            other => other,
        };
        self.args(&mut finding.args);
    }

    fn message(&mut self, message: &mut Message) {
        self.args(&mut message.args);
    }

    fn args(&mut self, args: &mut [(&'static str, Arg)]) {
        for (_, arg) in args {
            match &mut arg.value {
                Value::Count(_) | Value::Number(_) => {}
                Value::Text(text) => *text = self.text(text),
                Value::Foreign(text) => self.name(text),
                Value::Address(address) => *address = self.addresses.map(*address),
                Value::Endpoint(endpoint) => endpoint.address = self.addresses.map(endpoint.address),
                Value::Message(message) => self.args(&mut message.args),
            }
        }
    }

    fn route_key(&self, key: RouteKey) -> RouteKey {
        RouteKey {
            source: self.addresses.map(key.source),
            destination: self.addresses.map(key.destination),
            ..key
        }
    }

    fn listener_key(&self, key: ListenerKey) -> ListenerKey {
        ListenerKey { address: self.addresses.map(key.address), ..key }
    }

    fn name(&mut self, name: &mut Untrusted) {
        *name = self.names.placeholder(name);
    }

    /// Words of ours: addresses and known names inside them are replaced, the rest stays.
    fn text(&self, text: &str) -> String {
        self.addresses.in_text(&self.names.in_text(text))
    }

    fn foreign_text(&self, text: &mut Untrusted) {
        *text = Untrusted::new(self.text(text.raw()));
    }
}
