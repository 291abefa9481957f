//! For Nagios, Icinga, Naemon, Checkmk: one line with performance data, the findings below it, and their exit codes
//! (Monitoring Plugins Development Guidelines).

use std::fmt;

use lastack_model::words::{Lang, Message, Phrase};
use lastack_model::{Report, Severity, TcpState};

use crate::{Exits, Format, View, command, escape, look};

pub(super) static FORMAT: Format = Format {
    id: "nagios",
    exits: Exits::Nagios,
    write,
    answer: super::text::answer,
    sheet: Some(super::text::sockets::sheet),
    explain: super::text::explain::write,
};

fn write(report: &Report, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let severity = report.verdict.as_ref().and_then(|verdict| verdict.severity);
    let text = report.verdict.as_ref().map_or_else(String::new, |verdict| say(view, &verdict.text));
    writeln!(out, "LASTACK {} - {text} | {}", word(severity), data(report).join(" "))?;
    let header: Vec<String> =
        look::header(report, view.utc_offset_s).iter().map(|part| say(view, part)).collect();
    writeln!(out, "{}", header.join(&view.label("report-header-separator")))?;
    for finding in report.findings.iter().flatten() {
        let place = look::other_netns(report, finding).map_or(String::new(), |name| {
            let name = lastack_model::Arg::message(look::netns(name));
            say(view, &Message::new("report-in-netns").with("netns", name))
        });
        let summary = say(view, &finding.message(finding.summary));
        // In line 1 Nagios has no word between OK and WARNING; here a hint that is no praise must not read as one.
        let word = if finding.severity == Severity::Info { "INFO" } else { word(Some(finding.severity)) };
        writeln!(out, "{word}: {place}{summary}")?;
        for part in &finding.todo {
            let text = say(view, &finding.message(part));
            let command = command::of(report, finding, part, view.catalog, Lang::En);
            writeln!(out, "- {text}")?;
            if let Some(command) = command {
                writeln!(out, "  {}", without_bars(&command))?;
            }
        }
    }
    if let Some(closers) = look::closers(report) {
        writeln!(out, "{}", say(view, &closers))?;
    }
    let gaps = look::gaps(report, view).filter_map(|line| line.why.as_ref());
    gaps.into_iter().try_for_each(|why| writeln!(out, "{}", say(view, why)))
}

/// What Nagios calls a severity. Nothing that could be said is its UNKNOWN.
fn word(severity: Option<Severity>) -> &'static str {
    match severity {
        Some(Severity::Critical) => "CRITICAL",
        Some(Severity::Warning) => "WARNING",
        Some(Severity::Ok | Severity::Info) => "OK",
        None => "UNKNOWN",
    }
}

/// `label=value;warn;crit;min;max`. What is not known is `U`. Labels hold no address: graphs follow them over time.
fn data(report: &Report) -> Vec<String> {
    let listed = look::listed_by_all(report);
    let sum = |state| {
        let all = report.snapshot.namespaces.iter();
        all.map(|namespace| u64::from(namespace.census.states.get(state))).sum::<u64>()
    };
    let mut data: Vec<String> = TcpState::ALL
        .into_iter()
        .filter(|state| *state != TcpState::DeleteTcb)
        .map(|state| {
            let rows = listed.has(state).then(|| sum(state).to_string());
            format!("{}={};;;0", state.name().to_ascii_lowercase(), rows.as_deref().unwrap_or("U"))
        })
        .collect();
    let closes = look::time_wait(report).and_then(|time_wait| time_wait.closes_per_s);
    let closes = closes.map_or_else(|| "U".to_owned(), |rate| format!("{:.1}", rate.value));
    data.push(format!("closes_per_s={closes};;;0"));
    if let Some(ports) = report.routes.first().and_then(|route| route.ports) {
        let (slow, all) = (ports.usable.div_ceil(2), ports.usable);
        data.push(format!("busiest_route_ports={};{slow};{all};0;{all}", ports.blocking));
    }
    for limit in report.snapshot.namespaces.first().iter().flat_map(|namespace| &namespace.limits) {
        let text = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
        let used = limit.used.map_or_else(|| "U".to_owned(), |used| used.to_string());
        data.push(format!("{}={used};;{limit};0;{limit}", limit.name, limit = text(limit.limit)));
    }
    data
}

fn say(view: &View<'_>, message: &Message) -> String {
    rendered(&view.phrase(message))
}

fn rendered(phrase: &Phrase) -> String {
    without_bars(&escape::one_line(phrase, escape::visible, escape::for_text))
        .replace(escape::FIXED_SPACE, " ")
}

/// A bar begins performance data, on any line.
fn without_bars(text: &str) -> String {
    text.replace('|', "\\x7c")
}
