//! The words for how bad something is, one place for all formats.

use lastack_model::Severity;

/// Severity words of findings, the mildest first.
pub(crate) const LABELS: [&str; 4] =
    ["report-severity-ok", "report-severity-info", "report-severity-warning", "report-severity-critical"];

/// The word for a finding.
pub(crate) fn label(severity: Severity) -> &'static str {
    LABELS[match severity {
        Severity::Ok => 0,
        Severity::Info => 1,
        Severity::Warning => 2,
        Severity::Critical => 3,
    }]
}

/// The word for a verdict: information is no reason to get up, and `None` is that nobody knows.
pub(crate) fn verdict(severity: Option<Severity>) -> &'static str {
    match severity {
        Some(Severity::Critical) => "report-verdict-critical",
        Some(Severity::Warning) => "report-verdict-warning",
        Some(Severity::Ok | Severity::Info) => "report-verdict-ok",
        None => "report-verdict-unknown",
    }
}
