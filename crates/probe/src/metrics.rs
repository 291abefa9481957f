//! What Prometheus reads: the state of a run, and one check in the names of blackbox_exporter.

use std::fmt::Write as _;

use lastack_model::{ProbeCheck, ProbeReason, TcpState};

use crate::{Account, Fnv, Run, Status};

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
    let target = ("target", status.name);
    let strategy = ("strategy", status.target.settings.strategy.id);
    if let Some(is_up) = status.up {
        up.add(&[target, strategy], truth(is_up));
    }
    if let Some(last) = status.last {
        told.add(&[target], truth(status.up.is_some()));
        duration.add(&[target], last.total.as_secs_f64());
        http.lines.extend(
            last.http.map(|facts| {
                format!("{}{{target=\"{}\"}} {}\n", http.name, escaped(status.name), facts.status)
            }),
        );
        if let Some(end) = last.tls.as_ref().and_then(|tls| tls.not_after_s) {
            expiry.add(&[target], end as f64);
        }
        if let Some(facts) = last.held {
            held.add(&[target], truth(facts.stands));
            if let Some(since) = facts.last_ack {
                ack.add(&[target], since.as_secs_f64());
            }
        }
    }
    let reason = |check: Option<&ProbeCheck>| check.and_then(|check| check.reason);
    let (of_last, of_fresh) = (reason(status.last), reason(status.fresh));
    // The same line twice would spoil the whole scrape.
    for reason in of_last.into_iter().chain(of_fresh.filter(|fresh| Some(*fresh) != of_last)) {
        failure.add(&[target, ("reason", reason.name())], 1.0);
    }
    if let Some(is_up) = status.fresh.and_then(|check| check.up) {
        fresh.add(&[target], truth(is_up));
    }
    for (quantile, time) in [("0.5", status.connect_p50), ("0.99", status.connect_p99)] {
        if let Some(time) = time {
            connect.add(&[target, ("quantile", quantile)], time.as_secs_f64());
        }
    }
    timeout.add(&[target], status.target.settings.timeout.as_secs_f64());
    checks.add(&[target], status.checks as f64);
    flaps.add(&[target], status.flaps as f64);
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

/// One check in the names of blackbox_exporter, so that dashboards and rules made for it work.
pub(crate) fn of_check(check: &ProbeCheck) -> String {
    let mut metrics = Vec::new();
    let mut gauge = |name, help, labels: &[(&str, &str)], value| {
        let mut metric = Metric::new(name, "gauge", help);
        metric.add(labels, value);
        metrics.push(metric);
    };
    gauge(
        "probe_dns_lookup_time_seconds",
        "Returns the time taken for probe dns lookup in seconds",
        &[],
        check.resolve.unwrap_or_default().as_secs_f64(),
    );
    gauge(
        "probe_duration_seconds",
        "Returns how long the probe took to complete in seconds",
        &[],
        check.total.as_secs_f64(),
    );
    // No answer is searched for text, so none fails for it.
    gauge("probe_failed_due_to_regex", "Indicates if probe failed due to regex", &[], 0.0);
    if let Some(at) = check.address {
        let mut hash = Fnv::new();
        hash.add(at.address.to_string().as_bytes());
        let protocol = if at.address.is_v4() { 4.0 } else { 6.0 };
        gauge(
            "probe_ip_addr_hash",
            "Specifies the hash of IP address. It's useful to detect if the IP address changes.",
            &[],
            f64::from((hash.0 >> 32) as u32),
        );
        gauge("probe_ip_protocol", "Specifies whether probe ip protocol is IP4 or IP6", &[], protocol);
    }
    if let Some(http) = check.http {
        gauge("probe_http_status_code", "Response HTTP status code", &[], http.status.into());
        gauge(
            "probe_http_version",
            "Returns the version of HTTP of the probe response",
            &[],
            1.0 + f64::from(http.minor) / 10.0,
        );
        gauge(
            "probe_http_uncompressed_body_length",
            "Length of uncompressed response body",
            &[],
            http.body_bytes as f64,
        );
        gauge("probe_http_redirects", "The number of redirects", &[], http.redirects.into());
        gauge(
            "probe_http_ssl",
            "Indicates if SSL was used for the final redirect",
            &[],
            truth(check.tls.is_some()),
        );
        metrics.push(phases(check));
    }
    let mut gauge = |name, help, labels: &[(&str, &str)], value| {
        let mut metric = Metric::new(name, "gauge", help);
        metric.add(labels, value);
        metrics.push(metric);
    };
    if let Some(tls) = &check.tls {
        if let Some(end) = tls.not_after_s {
            gauge(
                "probe_ssl_earliest_cert_expiry",
                "Returns last SSL chain expiry in unixtime",
                &[],
                end as f64,
            );
        }
        let version = tls.version.replace("TLSv", "TLS ");
        gauge(
            "probe_tls_version_info",
            "Returns the TLS version used or NaN when unknown",
            &[("version", &version)],
            1.0,
        );
    }
    gauge(
        "probe_success",
        "Displays whether or not the probe was a success",
        &[],
        truth(check.up == Some(true)),
    );
    if let Some(reason) = check.reason {
        gauge(
            "lastack_probe_failure",
            "Why the target is not up.",
            &[("reason", ProbeReason::name(reason))],
            1.0,
        );
    }
    written(&metrics)
}

fn phases(check: &ProbeCheck) -> Metric {
    let mut metric = Metric::new(
        "probe_http_duration_seconds",
        "gauge",
        "Duration of http request by phase, summed over all redirects",
    );
    let tls = check.tls.as_ref().map(|tls| tls.handshake);
    let http = check.http;
    for (phase, time) in [
        ("connect", check.connect),
        ("processing", http.map(|http| http.first_byte)),
        ("resolve", check.resolve),
        ("tls", tls),
        ("transfer", http.map(|http| http.transfer)),
    ] {
        metric.add(&[("phase", phase)], time.unwrap_or_default().as_secs_f64());
    }
    metric
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
