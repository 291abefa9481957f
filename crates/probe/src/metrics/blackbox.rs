//! One check in the names of blackbox_exporter, so that scrape configurations, rules and dashboards made for it work.
//!
//! Names, labels and help are those of its prober/{handler,utils,tcp,http,tls}.go; docs/probe.md names what differs.

use std::net::IpAddr;

use lastack_model::{ProbeCheck, ProbeReason, ProbeTls};

use super::{Metric, truth, written};

/// What kind of module was asked for: HTTP tells more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Module {
    /// `prober: tcp`
    Tcp,
    /// `prober: http`
    Http,
}

/// The metrics of one check.
pub(crate) fn of_check(check: &ProbeCheck, module: Module) -> String {
    let mut page = Page::default();
    page.gauge(
        "probe_dns_lookup_time_seconds",
        "Returns the time taken for probe dns lookup in seconds",
        check.resolve.unwrap_or_default().as_secs_f64(),
    );
    page.gauge(
        "probe_duration_seconds",
        "Returns how long the probe took to complete in seconds",
        check.total.as_secs_f64(),
    );
    // No answer is searched for text, so none fails for it.
    page.gauge("probe_failed_due_to_regex", "Indicates if probe failed due to regex", 0.0);
    if module == Module::Http {
        http(&mut page, check);
    }
    if let Some(at) = check.address {
        let ip = at.address.to_ip();
        page.gauge(
            "probe_ip_addr_hash",
            "Specifies the hash of IP address. It's useful to detect if the IP address changes.",
            hash(ip).into(),
        );
        page.gauge(
            "probe_ip_protocol",
            "Specifies whether probe ip protocol is IP4 or IP6",
            if ip.is_ipv4() { 4.0 } else { 6.0 },
        );
    }
    if let Some(facts) = &check.tls {
        tls(&mut page, facts);
    }
    page.gauge(
        "probe_success",
        "Displays whether or not the probe was a success",
        truth(check.up == Some(true)),
    );
    if let Some(reason) = check.reason {
        let labels = [("reason", ProbeReason::name(reason))];
        page.labelled("lastack_probe_failure", "Why the target is not up.", &labels, 1.0);
    }
    written(&page.0)
}

#[derive(Default)]
struct Page(Vec<Metric>);

impl Page {
    fn gauge(&mut self, name: &'static str, help: &'static str, value: f64) {
        self.labelled(name, help, &[], value);
    }

    fn labelled(&mut self, name: &'static str, help: &'static str, labels: &[(&str, &str)], value: f64) {
        let mut metric = Metric::new(name, "gauge", help);
        metric.add(labels, value);
        self.0.push(metric);
    }
}

/// FNV-1a of 32 bits over the bytes of the address, as it is there: an alert on a change of it must not fire on a change of
/// exporter.
fn hash(ip: IpAddr) -> u32 {
    let over = |bytes: &[u8]| {
        bytes.iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
    };
    match ip {
        IpAddr::V4(v4) => over(&v4.octets()),
        IpAddr::V6(v6) => over(&v6.octets()),
    }
}

/// All of them stand there always, 0 where there was no answer: rules look for a status of 0.
fn http(page: &mut Page, check: &ProbeCheck) {
    let http = check.http.as_deref();
    let length = |length: Option<u64>| length.map_or(-1.0, |length| length as f64);
    page.gauge(
        "probe_http_content_length",
        "Length of http content response",
        http.map_or(0.0, |http| length(http.content_length)),
    );
    page.0.push(phases(check));
    if let Some(at) = http.and_then(|http| http.last_modified_s) {
        page.gauge(
            "probe_http_last_modified_timestamp_seconds",
            "Returns the Last-Modified HTTP response header in unixtime",
            at as f64,
        );
    }
    page.gauge(
        "probe_http_redirects",
        "The number of redirects",
        http.map_or(0, |http| http.redirects).into(),
    );
    page.gauge(
        "probe_http_ssl",
        "Indicates if SSL was used for the final redirect",
        truth(http.is_some() && check.tls.is_some()),
    );
    page.gauge(
        "probe_http_status_code",
        "Response HTTP status code",
        http.map_or(0, |http| http.status).into(),
    );
    page.gauge(
        "probe_http_uncompressed_body_length",
        "Length of uncompressed response body",
        http.map_or(0.0, |http| http.body_bytes as f64),
    );
    page.gauge(
        "probe_http_version",
        "Returns the version of HTTP of the probe response",
        http.map_or(0.0, |http| 1.0 + f64::from(http.minor) / 10.0),
    );
}

fn phases(check: &ProbeCheck) -> Metric {
    let mut metric = Metric::new(
        "probe_http_duration_seconds",
        "gauge",
        "Duration of http request by phase, summed over all redirects",
    );
    let tls = check.tls.as_ref().map(|tls| tls.handshake);
    let http = check.http.as_deref();
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

fn tls(page: &mut Page, tls: &ProbeTls) {
    if let Some(end) = tls.not_after_s {
        page.gauge("probe_ssl_earliest_cert_expiry", "Returns last SSL chain expiry in unixtime", end as f64);
    }
    if let Some(end) = tls.chain_not_after_s {
        page.gauge(
            "probe_ssl_last_chain_expiry_timestamp_seconds",
            "Returns last SSL chain expiry in timestamp",
            end as f64,
        );
    }
    if let Some(own) = &tls.certificate {
        let labels = [
            ("fingerprint_sha256", own.fingerprint.as_str()),
            ("issuer", own.issuer.raw()),
            ("serialnumber", own.serial.as_str()),
            ("subject", own.subject.raw()),
            ("subjectalternative", own.names.raw()),
        ];
        page.labelled("probe_ssl_last_chain_info", "Contains SSL leaf certificate information", &labels, 1.0);
    }
    if let Some(cipher) = tls.cipher {
        let labels = [("cipher", cipher)];
        page.labelled(
            "probe_tls_cipher_info",
            "Returns the TLS cipher negotiated during handshake",
            &labels,
            1.0,
        );
    }
    let version = tls.version.replace("TLSv", "TLS ");
    let labels = [("version", version.as_str())];
    page.labelled("probe_tls_version_info", "Returns the TLS version used or NaN when unknown", &labels, 1.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_the_hash_that_it_has_there() {
        // As version 0.23.0 told them.
        assert_eq!(hash([127, 0, 0, 1].into()), 3_668_918_509);
        assert_eq!(hash(IpAddr::V6(std::net::Ipv6Addr::LOCALHOST)), 1_751_717_746);
    }
}
