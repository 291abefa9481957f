//! What Prometheus reads: the state of a run. One check in the names of another exporter is [`of_check`]'s.

mod blackbox;

pub(crate) use blackbox::{Module, of_check};

use std::fmt::Write as _;

use lastack_model::{ProbeCheck, TcpState};

use crate::{Account, Run, Status};

/// Lines of one metric, gathered so that its HELP and TYPE stand once in front of all of them.
#[derive(Debug)]
struct Metric {
    name: &'static str,
    kind: &'static str,
    help: &'static str,
    lines: String,
}

impl Metric {
    const fn new(name: &'static str, kind: &'static str, help: &'static str) -> Self {
        Metric { name, kind, help, lines: String::new() }
    }

    fn add(&mut self, labels: &[(&str, &str)], value: f64) {
        self.lines.push_str(self.name);
        for (index, (name, value)) in labels.iter().enumerate() {
            // Writing into a String cannot fail.
            let _ = write!(self.lines, "{}{name}=\"{}\"", if index == 0 { '{' } else { ',' }, escaped(value));
        }
        if !labels.is_empty() {
            self.lines.push('}');
        }
        let _ = writeln!(self.lines, " {value}");
    }
}

/// A label's value as the text format wants it; what is no character to print is shown as its number.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\\' => text.push_str("\\\\"),
            '"' => text.push_str("\\\""),
            '\n' => text.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(text, "\\\\x{:02x}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text
}

fn written(metrics: &[Metric]) -> String {
    let mut text = String::new();
    for metric in metrics.iter().filter(|metric| !metric.lines.is_empty()) {
        let Metric { name, kind, help, lines } = metric;
        let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{lines}");
    }
    text
}

fn truth(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}

/// A run: its targets, and itself.
pub(crate) fn of_run(run: &dyn Run) -> String {
    let mut metrics = targets();
    let mut watched = 0_u64;
    run.statuses(&mut |status| {
        watched += 1;
        add(&mut metrics, status);
    });
    metrics.extend(of_account(&run.account(), watched));
    written(&metrics)
}

/// One metric for each fact of a target, in the order of [`add`].
fn targets() -> Vec<Metric> {
    vec![
        Metric::new("lastack_probe_up", "gauge", "Whether the target is up; absent while it cannot be told."),
        Metric::new("lastack_probe_told", "gauge", "Whether it can be told if the target is up."),
        Metric::new("lastack_probe_failure", "gauge", "Why the target is not up, or why it cannot be told."),
        Metric::new("lastack_probe_held", "gauge", "Whether the long-lived connection stands."),
        Metric::new(
            "lastack_probe_held_last_ack_seconds",
            "gauge",
            "Time since the peer's last ACK on the long-lived connection.",
        ),
        Metric::new(
            "lastack_probe_fresh_up",
            "gauge",
            "Whether the last fresh connect beside the long-lived connection worked.",
        ),
        Metric::new(
            "lastack_probe_connect_seconds",
            "gauge",
            "Connect times of the last checks, by quantile.",
        ),
        Metric::new("lastack_probe_duration_seconds", "gauge", "Duration of the last check."),
        Metric::new(
            "lastack_probe_timeout_seconds",
            "gauge",
            "Time within which a check has to be answered.",
        ),
        Metric::new("lastack_probe_checks_total", "counter", "Checks since the start."),
        Metric::new("lastack_probe_flaps_total", "counter", "Changes between up and down since the start."),
        Metric::new("lastack_probe_http_status_code", "gauge", "Status of the last HTTP answer."),
        Metric::new(
            "lastack_probe_certificate_expiry_timestamp_seconds",
            "gauge",
            "End of the earliest certificate of the chain.",
        ),
    ]
}

fn add(metrics: &mut [Metric], status: &Status<'_>) {
    let [up, told, failure, held, ack, fresh, connect, duration, timeout, checks, flaps, http, expiry] =
        metrics
    else {
        return;
    };
    let labels = &status.target.settings.labels;
    let labels = labels.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let target: Vec<(&str, &str)> = std::iter::once(("target", status.name)).chain(labels).collect();
    let with = |label| [&target[..], &[label]].concat();
    if let Some(is_up) = status.up {
        up.add(&with(("strategy", status.target.settings.strategy.id)), truth(is_up));
    }
    if let Some(last) = status.last {
        told.add(&target, truth(status.up.is_some()));
        duration.add(&target, last.total.as_secs_f64());
        if let Some(facts) = &last.http {
            http.add(&target, facts.status.into());
        }
        if let Some(end) = last.tls.as_ref().and_then(|tls| tls.not_after_s) {
            expiry.add(&target, end as f64);
        }
        if let Some(facts) = last.held {
            held.add(&target, truth(facts.stands));
            if let Some(since) = facts.last_ack {
                ack.add(&target, since.as_secs_f64());
            }
        }
    }
    let reason = |check: Option<&ProbeCheck>| check.and_then(|check| check.reason);
    let (of_last, of_fresh) = (reason(status.last), reason(status.fresh));
    // The same line twice would spoil the whole scrape.
    for reason in of_last.into_iter().chain(of_fresh.filter(|fresh| Some(*fresh) != of_last)) {
        failure.add(&with(("reason", reason.name())), 1.0);
    }
    if let Some(is_up) = status.fresh.and_then(|check| check.up) {
        fresh.add(&target, truth(is_up));
    }
    for (quantile, time) in [("0.5", status.connect_p50), ("0.99", status.connect_p99)] {
        if let Some(time) = time {
            connect.add(&with(("quantile", quantile)), time.as_secs_f64());
        }
    }
    timeout.add(&target, status.target.settings.timeout.as_secs_f64());
    checks.add(&target, status.checks as f64);
    flaps.add(&target, status.flaps as f64);
}

/// What the prober itself costs.
fn of_account(account: &Account, watched: u64) -> Vec<Metric> {
    let mut targets = Metric::new("lastack_probe_targets", "gauge", "Targets that are watched.");
    targets.add(&[], watched as f64);
    let mut own = Metric::new(
        "lastack_probe_own_sockets",
        "gauge",
        "Sockets of the prober's own source ports, by state.",
    );
    if let Some(counts) = account.own {
        for state in TcpState::ALL {
            own.add(&[("state", &state.name().to_ascii_lowercase())], f64::from(counts.get(state)));
        }
    }
    let mut late =
        Metric::new("lastack_probe_lateness_seconds", "gauge", "How late deadlines are served, by quantile.");
    if let Some(p99) = account.lateness_p99 {
        late.add(&[("quantile", "0.99")], p99.as_secs_f64());
    }
    let mut build = Metric::new("lastack_probe_build_info", "gauge", "The version that runs.");
    build.add(&[("version", env!("CARGO_PKG_VERSION"))], 1.0);
    vec![targets, own, late, build]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_label_stays_inside_its_quotes() {
        let mut metric = Metric::new("m", "gauge", "h.");
        metric.add(&[("target", "a\"} 1\nevil{x=\"\\\u{1b}")], 1.0);
        assert_eq!(
            written(&[metric]),
            "# HELP m h.\n# TYPE m gauge\nm{target=\"a\\\"} 1\\nevil{x=\\\"\\\\\\\\x1b\"} 1\n"
        );
    }
}
