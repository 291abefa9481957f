//! End points and ports as log lines write them.

use lastack_model::Endpoint;

use crate::field::address;

/// Words that stand right before the end point that a connect() led to. Earlier ones win.
const BEFORE_TARGET: [&str; 19] = [
    "connect() to ",
    "upstream: \"",
    "attempt to connect to ",
    "->",
    "dial tcp ",
    "dial tcp4 ",
    "dial tcp6 ",
    "unable to connect to ",
    "redis at ",
    "redis on ",
    "connecting to ",
    "connect eaddrnotavail ",
    "connect eaddrinuse ",
    "connect(2) for ",
    "connect to host ",
    "connect to ",
    "server on ",
    "connectionpool(host=",
    "remote address:",
];

/// Words that stand right before the end point that a bind() was about.
const BEFORE_PORT: [&str; 12] = [
    "bind() to ",
    "listen tcp ",
    "listen tcp4 ",
    "listen tcp6 ",
    "bind to address ",
    "bind on address ",
    "address already in use ",
    "address not available ",
    "listen eaddrinuse ",
    "bind(2) for ",
    "listening socket for address ",
    "listening socket ",
];

/// Where a connect() led to: behind one of the usual words, else the one end point that the line names.
pub(super) fn target(text: &str) -> Option<Endpoint> {
    behind(text, &BEFORE_TARGET)
        .or_else(|| only(text))
        .filter(|at| at.port != 0 && !at.address.is_unspecified())
}

/// Where a connect() was to come from: the left of `10.0.0.5:40000->10.0.0.9:80`, as Go writes it.
pub(super) fn source(text: &str) -> Option<Endpoint> {
    let (before, _) = text.split_once("->")?;
    let word = before.rsplit([' ', '"']).next()?;
    end_point(word).filter(|at| at.port != 0 && !at.address.is_unspecified())
}

/// The port of a bind() or a listener.
pub(super) fn port(text: &str) -> Option<u16> {
    let named = || {
        let digits = super::after(text, "port ")?;
        number(digits).map(|(port, _)| port)
    };
    behind(text, &BEFORE_PORT)
        .or_else(|| only(text))
        .map(|at| at.port)
        .or_else(named)
        .filter(|port| *port != 0)
}

fn behind(text: &str, words: &[&str]) -> Option<Endpoint> {
    words.iter().find_map(|word| end_point(super::after(text, word)?))
}

/// The only end point of the line, however often it stands there.
fn only(text: &str) -> Option<Endpoint> {
    let mut found = None;
    let mut open = true;
    for (at, letter) in text.char_indices() {
        let starts = open && (letter.is_ascii_digit() || matches!(letter, '[' | '*' | ':'));
        open = !(letter.is_ascii_alphanumeric() || matches!(letter, '.' | ':' | '-' | '_'));
        let Some(end) = starts.then(|| text.get(at..).and_then(end_point)).flatten() else { continue };
        if found.is_some_and(|other| other != end) {
            return None;
        }
        found = Some(end);
    }
    found
}

/// An end point at the start of the text: `1.2.3.4:80`, `[::1]:80`, `:::80`, `[1.2.3.4]:80`, `[1.2.3.4:80]`, `*:80`,
/// `:80`, `'1.2.3.4', port=80`, `('1.2.3.4', 80)`, `"1.2.3.4" port 80`, `tcp://1.2.3.4:80`, `1.2.3.4 port 80`.
pub(super) fn end_point(text: &str) -> Option<Endpoint> {
    let text = text.trim_start_matches(['"', '\'', '(', '[', '/', ' ']);
    let text = text.split_once("://").filter(|(scheme, _)| is_scheme(scheme)).map_or(text, |(_, rest)| rest);
    let text = text.trim_start_matches('[');
    let host_end = text
        .find(|c: char| !(c.is_ascii_hexdigit() || matches!(c, '.' | ':' | '*' | '%')))
        .unwrap_or(text.len());
    let (word, behind) = text.split_at_checked(host_end)?;
    let word = word.trim_end_matches('.');
    // A sentence goes on behind a colon; an address may end with two.
    let word = word.strip_suffix(':').filter(|rest| !rest.ends_with(':')).unwrap_or(word);
    let whole = address(word);
    match whole {
        // `1.2.3.4` or `::1`, and the port behind it in some other way
        Some(at) => Some(Endpoint::new(at, behind_address(behind)?)),
        None => {
            let (host, port) = word.rsplit_once(':')?;
            let (port, _) = number(port)?;
            let host = if host.is_empty() || host == "*" { "::" } else { host };
            Some(Endpoint::new(address(host)?, port))
        }
    }
}

fn is_scheme(text: &str) -> bool {
    (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// `]:80`, `', port=80`, `', 80`, `" port 80`, ` port 80`, `]:80]`.
fn behind_address(text: &str) -> Option<u16> {
    let text = text.trim_start_matches(['"', '\'', ']', ' ', ',']);
    let text = [":", "port=", "port "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    number(text).map(|(port, _)| port)
}

/// Digits at the start that are a port, and the text behind them.
fn number(text: &str) -> Option<(u16, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(digits)?;
    Some((digits.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn end_points_in_every_quoting_are_read() {
        for (text, expected) in [
            ("1.2.3.4:80 failed", Some("1.2.3.4:80")),
            ("1.2.3.4:80: connect:", Some("1.2.3.4:80")),
            ("[::1]:80 failed", Some("[::1]:80")),
            (":::8080", Some("[::]:8080")),
            ("[1.2.3.4]:10051 [", Some("1.2.3.4:10051")),
            ("[1.2.3.4:10051] started", Some("1.2.3.4:10051")),
            ("[[1.2.3.4]:10051]:", Some("1.2.3.4:10051")),
            ("*:6379: bind", Some("[::]:6379")),
            (":8080: bind:", Some("[::]:8080")),
            ("'1.2.3.4', port=80):", Some("1.2.3.4:80")),
            ("('0.0.0.0', 8080): address", Some("0.0.0.0:8080")),
            ("\"1.2.3.4\" port 80 (Err", Some("1.2.3.4:80")),
            ("tcp://1.2.3.4:80 (Cann", Some("1.2.3.4:80")),
            ("http://[::1]:80/x", Some("[::1]:80")),
            ("1.2.3.4 port 80: Cannot", Some("1.2.3.4:80")),
            ("1.2.3.4:6379. Cannot", Some("1.2.3.4:6379")),
            ("/10.0.0.9:3306", Some("10.0.0.9:3306")),
            ("db.example:3306", None),
            ("1.2.3.4", None),
            ("1.2.3.4:99999", None),
            ("2026-11-22", None),
            ("03:12:40", None),
            ("", None),
        ] {
            assert_eq!(end_point(text).map(|at| at.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_line_that_names_several_ends_without_the_usual_words_has_no_target() {
        let at = |text| target(text).map(|at| at.to_string());
        assert_eq!(at("failed: 1.2.3.4:80, again 1.2.3.4:80").as_deref(), Some("1.2.3.4:80"));
        assert_eq!(at("1.2.3.4:80 and 1.2.3.5:80"), None);
    }
}
