//! Checks of targets: a line each for programs, a table of what is not up for people.

use lastack_model::words::{Message, Phrase, Piece};
use lastack_model::{
    Arg, PeerClass, ProbeCheck, ProbeReason, ProbeTls, Probed, TcpState, Unit, Value as Given,
};
use serde_json::{Map, Value, json};

use crate::View;
use crate::answers::{Answer, fields};
use crate::formats::json::{both, hosts};
use crate::tables::{Part, Table, left, ours, right};

/// Targets that are up and stand in the table; of more only what is not up.
const UP_LISTED: usize = 20;

/// Seconds of a day.
const DAY_S: i64 = 86_400;

impl Answer for ProbeCheck {
    fn kind(&self) -> &'static str {
        "probe"
    }

    fn parts(&self, _: &View<'_>) -> Vec<Part> {
        let learnt = class(self).filter(|_| self.class != Some(PeerClass::SpeaksFirst));
        let id = match (self.up, self.fresh) {
            (Some(true), false) if learnt.is_some() => "report-probe-line-learnt",
            (Some(true), false) => "report-probe-line-up",
            (Some(false), false) => "report-probe-line-down",
            (None, false) => "report-probe-line-unknown",
            (Some(true), true) => "report-probe-line-fresh-up",
            (Some(false), true) => "report-probe-line-fresh-down",
            (None, true) => "report-probe-line-fresh-unknown",
        };
        let line = Message::new(id)
            .with("target", Arg::message(named(self)))
            .with("why", Arg::message(why(self).unwrap_or_else(|| Message::new("report-probe-up"))))
            .with("class", Arg::message(learnt.unwrap_or_else(|| Message::new("report-probe-nothing"))))
            .with("strategy", Arg::text(self.strategy))
            .with("took", seconds(self.total.as_secs_f64()))
            .with("timeout", seconds(self.timeout.as_secs_f64()));
        vec![Part::Note(flapping(self, line))]
    }

    fn document(&self, view: &View<'_>) -> Map<String, Value> {
        let s = |time: Option<std::time::Duration>| time.map(|time| time.as_secs_f64());
        fields(json!({
            "target": self.target.raw(),
            "address": self.address.map(|at| at.address.to_string()),
            "port": self.address.map(|at| at.port),
            "up": self.up,
            "reason": self.reason.map(ProbeReason::name),
            "why": why(self).map(|why| both(view.catalog, &why)),
            "errno": self.errno,
            "strategy": self.strategy,
            "class": self.class.map(PeerClass::name),
            "fresh": self.fresh,
            "flaps": self.flaps,
            "timeout_s": self.timeout.as_secs_f64(),
            "taken_at": hosts::instant(self.at_ms),
            "resolve_s": s(self.resolve),
            "connect_s": s(self.connect),
            "total_s": self.total.as_secs_f64(),
            "source_port": self.source_port,
            "held": self.held.map(|held| json!({
                "stands": held.stands,
                "age_s": held.age.as_secs_f64(),
                "last_ack_s": s(held.last_ack),
            })),
            "tls": self.tls.as_ref().map(|tls| json!({
                "version": tls.version,
                "not_after": tls.not_after_s.map(|at| hosts::instant(at.saturating_mul(1_000))),
                "chain_not_after": tls.chain_not_after_s.map(|at| hosts::instant(at.saturating_mul(1_000))),
                "days_left": days_left(tls, self.at_ms),
                "trusted": tls.trusted,
                "cipher": tls.cipher,
                "subject": tls.certificate.as_ref().map(|own| own.subject.raw()),
                "issuer": tls.certificate.as_ref().map(|own| own.issuer.raw()),
                "names": tls.certificate.as_ref().map(|own| own.names.raw()),
                "serial": tls.certificate.as_ref().map(|own| own.serial.as_str()),
                "fingerprint_sha256": tls.certificate.as_ref().map(|own| own.fingerprint.as_str()),
                "handshake_s": tls.handshake.as_secs_f64(),
            })),
            "http": self.http.as_ref().map(|http| json!({
                "status": http.status,
                "version": format!("1.{}", http.minor),
                "body_bytes": http.body_bytes,
                "content_length": http.content_length,
                "last_modified": http.last_modified_s.map(|at| hosts::instant(at.saturating_mul(1_000))),
                "reused": http.reused,
                "redirects": http.redirects,
                "first_byte_s": http.first_byte.as_secs_f64(),
                "transfer_s": http.transfer.as_secs_f64(),
            })),
        }))
    }
}

impl Answer for Probed {
    fn kind(&self) -> &'static str {
        "probe"
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        let mut parts = vec![Part::Title(match self.unchecked {
            0 => summary(self),
            _ => interrupted(self),
        })];
        let longest = self.checks.iter().map(|check| check.timeout).max().unwrap_or_default();
        parts.push(Part::Note(
            Message::new("report-probe-took")
                .with("took", seconds(self.took.as_secs_f64()))
                .with("timeout", seconds(longest.as_secs_f64())),
        ));
        parts.extend(connects(self).map(Part::Note));
        let all = view.verbose || self.count(Some(true)) <= UP_LISTED;
        let listed: Vec<&ProbeCheck> =
            self.checks.iter().filter(|check| all || check.up != Some(true)).collect();
        if !listed.is_empty() {
            parts.push(Part::Table(table(&listed, view)));
        }
        if !all {
            let more = Arg::count(self.count(Some(true)) as u64, "probe");
            parts.push(Part::Note(Message::new("report-probe-more-up").with("count", more)));
        }
        parts
    }

    /// A program reads one object a check; this is what a format makes of all of them together.
    fn document(&self, view: &View<'_>) -> Map<String, Value> {
        let checks: Vec<Value> =
            self.checks.iter().map(|check| Value::Object(check.document(view))).collect();
        fields(json!({ "checks": checks }))
    }
}

/// How long connects took, where there are more of them than a table shows.
fn connects(probed: &Probed) -> Option<Message> {
    let mut times: Vec<_> = probed.checks.iter().filter_map(|check| check.connect).collect();
    times.sort_unstable();
    let share = |percent: usize| times.get((times.len() * percent).div_ceil(100).checked_sub(1)?).copied();
    let (half, most) = (share(50)?, share(99)?);
    (times.len() > UP_LISTED).then(|| {
        Message::new("report-probe-connects")
            .with("count", Arg::count(times.len() as u64, "probe"))
            .with("half", Arg::text(millis(half.as_secs_f64())))
            .with("most", Arg::text(millis(most.as_secs_f64())))
    })
}

/// What was known when it was interrupted: nobody must take that for all.
fn interrupted(probed: &Probed) -> Message {
    let rest = match probed.checks.is_empty() {
        true => Message::new("report-probe-nothing"),
        false => Message::new("report-probe-interrupted-rest").with("rest", Arg::message(summary(probed))),
    };
    Message::new("report-probe-interrupted")
        .with("count", Arg::count(probed.unchecked as u64, "probe"))
        .with("all", Arg::count((probed.unchecked + probed.checks.len()) as u64, "probe"))
        .with("rest", Arg::message(rest))
}

fn summary(probed: &Probed) -> Message {
    let all = probed.checks.len() as u64;
    let (down, unknown) = (probed.count(Some(false)) as u64, probed.count(None) as u64);
    let left = match probed.own {
        Some(own) => Message::new("report-probe-left-known")
            .with("count", Arg::count(own.get(TcpState::TimeWait), "census")),
        None => Message::new("report-probe-left-unknown"),
    };
    if let [only] = probed.checks.as_slice() {
        let id = match only.up {
            Some(true) => "report-probe-one-up",
            Some(false) => "report-probe-one-down",
            None => "report-probe-one-unknown",
        };
        return Message::new(id)
            .with("target", Arg::message(named(only)))
            .with("why", Arg::message(why(only).unwrap_or_else(|| Message::new("report-probe-nothing"))))
            .with("left", Arg::message(left));
    }
    let too = Message::new("report-probe-unknown-too").with("count", Arg::count(unknown, "probe"));
    let nothing = Message::new("report-probe-nothing");
    if down == 0 && unknown == 0 {
        return Message::new("report-probe-all-up")
            .with("count", Arg::count(all, "probe"))
            .with("left", Arg::message(left));
    }
    if unknown == all {
        return Message::new("report-probe-none-told").with("count", Arg::count(all, "probe"));
    }
    if down == 0 {
        return Message::new("report-probe-some-unknown")
            .with("unknown", Arg::count(unknown, "probe"))
            .with("all", Arg::count(all, "probe"))
            .with("left", Arg::message(left));
    }
    Message::new("report-probe-some")
        .with("down", Arg::count(down, "probe"))
        .with("all", Arg::count(all, "probe"))
        .with("unknown", Arg::message(if unknown > 0 { too } else { nothing }))
        .with("left", Arg::message(left))
}

fn table(listed: &[&ProbeCheck], view: &View<'_>) -> Table {
    let columns = vec![
        left(view, "report-head-target"),
        left(view, "report-head-up"),
        right(view, "report-head-connect"),
        left(view, "report-head-strategy"),
        left(view, "report-head-why"),
    ];
    let rows = listed.iter().map(|check| {
        let state = match check.up {
            Some(true) => "report-probe-up",
            Some(false) => "report-probe-down",
            None => "report-probe-unknown",
        };
        let connect = check.connect.map_or_else(String::new, |time| millis(time.as_secs_f64()));
        vec![
            view.phrase(&named(check)),
            ours(view.label(state)),
            ours(connect),
            ours(check.strategy),
            joined_notes(check, view),
        ]
    });
    Table { rows: rows.collect(), columns }
}

/// Why it is not up, and what else is worth knowing.
fn joined_notes(check: &ProbeCheck, view: &View<'_>) -> Phrase {
    let mut pieces = Vec::new();
    for note in why(check).into_iter().chain(facts(check)) {
        if !pieces.is_empty() {
            pieces.push(Piece::Ours(view.label("report-header-separator")));
        }
        pieces.extend(view.phrase(&note).0);
    }
    Phrase(pieces)
}

/// What HTTP and TLS said, and what `auto` learnt.
fn facts(check: &ProbeCheck) -> Vec<Message> {
    let mut facts = Vec::new();
    if let Some(http) = check.http.as_ref().filter(|_| check.reason != Some(ProbeReason::HttpStatus)) {
        facts.push(Message::new("report-probe-status").with("status", plain(http.status.into())));
    }
    if let Some(days) = check.tls.as_ref().and_then(|tls| days_left(tls, check.at_ms)) {
        let id = if days < 0.0 { "report-probe-tls-ended" } else { "report-probe-tls-days" };
        facts.push(Message::new(id).with("days", plain(days.abs() as u64)));
    }
    facts.extend(class(check));
    facts
}

/// How a peer that is up behaves. Patience is what is expected of it.
fn class(check: &ProbeCheck) -> Option<Message> {
    let id = match check.class.filter(|_| check.up == Some(true))? {
        PeerClass::Patient => return None,
        PeerClass::SpeaksFirst => "report-probe-class-speaks-first",
        PeerClass::CutsIdle => "report-probe-class-cuts-idle",
        PeerClass::OneShot => "report-probe-class-one-shot",
    };
    Some(Message::new(id))
}

/// The line of a change, and how often there was one where it went down and came back before: once is an event, more is a target that flaps.
fn flapping(check: &ProbeCheck, line: Message) -> Message {
    match check.flaps.filter(|flaps| *flaps > 2) {
        Some(flaps) => Message::new("report-probe-line-flaps")
            .with("line", Arg::message(line))
            .with("count", Arg::count(flaps, "probe")),
        None => line,
    }
}

/// Days until the certificate ends; below zero afterwards.
fn days_left(tls: &ProbeTls, at_ms: i64) -> Option<f64> {
    let left_s = tls.not_after_s?.saturating_sub(at_ms / 1_000);
    Some((left_s as f64 / DAY_S as f64).floor())
}

/// The target, and its address where it was named otherwise.
fn named(check: &ProbeCheck) -> Message {
    let target = Arg::foreign(check.target.clone());
    match check.address {
        Some(at) if !check.target.raw().contains(&at.address.to_string()) => {
            Message::new("report-probe-address")
                .with("target", target)
                .with("address", Arg::new(Given::Address(at.address), Unit::None, "probe"))
        }
        _ => Message::new("report-probe-name").with("target", target),
    }
}

/// Why a target is not up, in words.
fn why(check: &ProbeCheck) -> Option<Message> {
    let id = match check.reason? {
        ProbeReason::Refused => "report-probe-refused",
        ProbeReason::TimedOut => "report-probe-timed-out",
        ProbeReason::Reset => "report-probe-reset",
        ProbeReason::Closed => "report-probe-closed",
        ProbeReason::NoRoute => "report-probe-no-route",
        ProbeReason::NoGreeting => "report-probe-no-greeting",
        ProbeReason::NotHttp => "report-probe-not-http",
        ProbeReason::HttpStatus if check.http.is_none() => "report-probe-http-status-unknown",
        ProbeReason::HttpStatus => "report-probe-http-status",
        ProbeReason::Tls => "report-probe-tls",
        ProbeReason::NotTls => "report-probe-not-tls",
        ProbeReason::TlsStalled => "report-probe-tls-stalled",
        ProbeReason::TlsVersion => "report-probe-tls-version",
        ProbeReason::Certificate => "report-probe-certificate",
        ProbeReason::CertificateExpired => "report-probe-certificate-expired",
        ProbeReason::CertificateEarly => "report-probe-certificate-early",
        ProbeReason::CertificateName => "report-probe-certificate-name",
        ProbeReason::CertificateIssuer => "report-probe-certificate-issuer",
        ProbeReason::NoRoots => "report-probe-no-roots",
        ProbeReason::NoSuchName => "report-probe-no-such-name",
        ProbeReason::NameUnanswered => "report-probe-name-unanswered",
        ProbeReason::NoLocalPort => "report-probe-no-local-port",
        ProbeReason::LocalPortTaken => "report-probe-local-port-taken",
        ProbeReason::NoDescriptor => "report-probe-no-descriptor",
        ProbeReason::NoMemory => "report-probe-no-memory",
        ProbeReason::Forbidden => "report-probe-forbidden",
        ProbeReason::NoSource => "report-probe-no-source",
        ProbeReason::NoRouteHere => "report-probe-no-route-here",
        ProbeReason::NoCarrier => "report-probe-no-carrier",
        ProbeReason::NotObserved => "report-probe-not-observed",
        ProbeReason::NotAcknowledged => "report-probe-not-acknowledged",
        ProbeReason::Local if check.errno.is_none() => "report-probe-errno-unknown",
        ProbeReason::Local => "report-probe-local",
    };
    let errno = check.errno.and_then(|errno| u64::try_from(errno).ok()).unwrap_or_default();
    let status = check.http.as_ref().map_or(0, |http| http.status);
    Some(Message::new(id).with("errno", plain(errno)).with("status", plain(status.into())))
}

fn plain(number: u64) -> Arg {
    Arg::new(Given::Count(number), Unit::Port, "probe")
}

fn seconds(seconds: f64) -> Arg {
    Arg::number(seconds, Unit::Seconds, "probe")
}

/// Times of a network, which seconds with two digits would all call the same.
fn millis(seconds: f64) -> String {
    let ms = seconds * 1e3;
    if ms < 9.95 { format!("{ms:.2} ms") } else { format!("{ms:.0} ms") }
}
