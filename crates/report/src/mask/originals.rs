//! Every address that stands somewhere in a report.

use std::collections::BTreeSet;

use lastack_model::mask::found_in;
use lastack_model::words::Message;
use lastack_model::{Address, Arg, Report, Subject, Value};

/// Every address of a report, those inside texts too.
pub(super) fn of_report(report: &Report) -> BTreeSet<Address> {
    let mut found = BTreeSet::new();
    for namespace in &report.snapshot.namespaces {
        let census = &namespace.census;
        found.extend(census.routes.iter().flat_map(|route| [route.key.source, route.key.destination]));
        for listener in &census.listeners {
            found.insert(listener.key.address);
            found.extend(listener.peers.top.iter().map(|(address, _)| *address));
        }
        found.extend(census.fixed_ports.iter().map(|fixed| fixed.remote.address));
        if let Some(trace) = &namespace.trace {
            let places = trace.closers.iter().map(|closer| closer.place);
            found.extend(places.flat_map(|place| [Some(place.source), place.remote]).flatten());
            found.extend(trace.refused.iter().flat_map(|line| [line.source, line.remote.address]));
        }
        for hit in &namespace.logs {
            found.extend(hit.target.map(|target| target.address));
            from_text(hit.sample.raw(), &mut found);
        }
    }
    found.extend(report.routes.iter().flat_map(|route| [route.key.source, route.key.destination]));
    found.extend(report.listeners.iter().map(|listener| listener.key.address));
    for finding in report.findings.iter().flatten() {
        match finding.subject {
            Subject::Route { key, .. } => found.extend([key.source, key.destination]),
            Subject::Listener { key, .. } => found.extend([key.address]),
            Subject::Host
            | Subject::Namespace { .. }
            | Subject::Process { .. }
            | Subject::Setting { .. }
            | Subject::Log { .. } => {}
        }
        from_args(&finding.args, &mut found);
        from_args(&finding.because.args, &mut found);
    }
    let messages = report
        .ruled_out
        .iter()
        .map(|out| &out.why)
        .chain(report.verdict.iter().map(|verdict| &verdict.text))
        .chain(report.snapshot.coverage.iter().filter_map(|line| line.why.as_ref()))
        .chain(report.snapshot.warnings.first.iter().map(|warning| &warning.why));
    messages.for_each(|message: &Message| from_args(&message.args, &mut found));
    found
}

pub(super) fn from_args(args: &[(&'static str, Arg)], found: &mut BTreeSet<Address>) {
    for (_, arg) in args {
        match &arg.value {
            Value::Address(address) => {
                found.insert(*address);
            }
            Value::Endpoint(endpoint) => {
                found.insert(endpoint.address);
            }
            Value::Text(text) => from_text(text, found),
            Value::Message(message) => from_args(&message.args, found),
            Value::Count(_) | Value::Number(_) | Value::Foreign(_) => {}
        }
    }
}

fn from_text(text: &str, found: &mut BTreeSet<Address>) {
    found.extend(found_in(text).into_iter().map(|(_, _, address)| address));
}
