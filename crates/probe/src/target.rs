//! A target as it is named: `web:80`, `127.0.0.1:20000-20599`, `[::1]:443`, `https://example.org/health`, `tls://mail:993`.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};

use crate::Settings;

/// Where a target is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// At an address
    Address(IpAddr),
    /// Where the name leads
    Name(Arc<str>),
}

/// One port of one host, and how it is checked.
#[derive(Clone, Debug)]
pub struct Target {
    /// The host
    pub place: Place,
    /// The port
    pub port: u16,
    /// How it is checked
    pub settings: Arc<Settings>,
}

impl Target {
    /// As a person names it: `web:80`, `[::1]:443`; of HTTP the whole address.
    pub fn name(&self) -> String {
        let tls = self.settings.tls.on;
        if self.settings.strategy.id != "http" {
            let scheme = if tls { "tls://" } else { "" };
            return format!("{scheme}{}:{}", self.host(), self.port);
        }
        let scheme = if tls { "https" } else { "http" };
        format!("{scheme}://{}{}", self.authority(), self.settings.http.path)
    }

    /// The host, an address of IPv6 in brackets.
    fn host(&self) -> String {
        match &self.place {
            Place::Address(IpAddr::V6(v6)) => format!("[{v6}]"),
            Place::Address(IpAddr::V4(v4)) => v4.to_string(),
            Place::Name(name) => name.to_string(),
        }
    }

    /// The host with its port, where that is not the usual one of its scheme.
    pub(crate) fn authority(&self) -> String {
        let usual = if self.settings.tls.on { 443 } else { 80 };
        if self.port == usual { self.host() } else { format!("{}:{}", self.host(), self.port) }
    }

    /// The host as TLS wants it: no brackets, no port.
    pub(crate) fn bare(&self) -> String {
        match &self.place {
            Place::Address(ip) => ip.to_string(),
            Place::Name(name) => name.to_string(),
        }
    }

    /// The name that a name server has to be asked for.
    pub(crate) fn to_resolve(&self) -> Option<&str> {
        match &self.place {
            Place::Address(_) => None,
            Place::Name(name) => Some(name),
        }
    }

    /// The address, where it needs no name server.
    pub(crate) fn address(&self) -> Option<SocketAddr> {
        match self.place {
            Place::Address(ip) => Some(SocketAddr::new(ip, self.port)),
            Place::Name(_) => None,
        }
    }
}

/// Text that names no target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetError {
    /// No port stands in it
    NoPort(String),
    /// The port is no number of 1 to 65535, or the range runs backwards
    Port(String),
    /// The host is neither an address nor a name
    Host(String),
}

impl TargetError {
    /// The same about the whole text.
    fn about(self, text: &str) -> Self {
        match self {
            TargetError::NoPort(_) => TargetError::NoPort(text.to_owned()),
            TargetError::Port(_) => TargetError::Port(text.to_owned()),
            TargetError::Host(_) => TargetError::Host(text.to_owned()),
        }
    }

    /// What to tell the user.
    pub fn message(&self) -> Message {
        let (id, text) = match self {
            TargetError::Host(text) | TargetError::NoPort(text)
                if text.contains('%') && text.contains("::") =>
            {
                ("probe-target-zone", text)
            }
            TargetError::Host(text) if is_bare_v6(text) => ("probe-target-v6", text),
            TargetError::NoPort(text) => ("probe-target-no-port", text),
            TargetError::Port(text) => ("probe-target-port", text),
            TargetError::Host(text) => ("probe-target-host", text),
        };
        Message::new(id).with("target", Arg::foreign(Untrusted::new(text.clone())))
    }
}

/// Whether it would be an address of IPv6 with brackets, with a port behind it or without.
fn is_bare_v6(text: &str) -> bool {
    let is = |text: &str| text.parse::<std::net::Ipv6Addr>().is_ok();
    is(text) || text.rsplit_once(':').is_some_and(|(host, _)| is(host))
}

/// The targets that one text names: as many as its range has ports.
///
/// # Errors
/// [`TargetError`] says what is wrong with it.
pub fn expand(text: &str, settings: &Arc<Settings>) -> Result<Vec<Target>, TargetError> {
    let lower = text.to_ascii_lowercase();
    for (scheme, tls) in [("http://", false), ("https://", true)] {
        if lower.starts_with(scheme) {
            return url(text, &text[scheme.len()..], tls, settings).map(|target| vec![target]);
        }
    }
    // TLS alone: connect, shake hands, say good-bye.
    let (rest, settings) = match lower.starts_with(TLS) {
        true => (&text[TLS.len()..], &Arc::new(secured(settings))),
        false => (text, settings),
    };
    let (host, ports) = split(rest).map_err(|error| error.about(text))?;
    let place = place(host).ok_or_else(|| TargetError::Host(text.to_owned()))?;
    let (low, high) = range(ports).ok_or_else(|| TargetError::Port(text.to_owned()))?;
    let one = |port| Target { place: place.clone(), port, settings: Arc::clone(settings) };
    Ok((low..=high).map(one).collect())
}

/// What begins a target of which the TLS handshake is the check.
const TLS: &str = "tls://";

fn secured(settings: &Settings) -> Settings {
    let mut secured = settings.clone();
    secured.tls.on = true;
    secured
}

/// `host:port` in two; the host of IPv6 without its brackets.
fn split(text: &str) -> Result<(&str, &str), TargetError> {
    let no_port = || TargetError::NoPort(text.to_owned());
    if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']').ok_or_else(|| TargetError::Host(text.to_owned()))?;
        return Ok((host, rest.strip_prefix(':').ok_or_else(no_port)?));
    }
    let (host, port) = text.rsplit_once(':').ok_or_else(no_port)?;
    // An address of IPv6 without brackets: which colon is the port's?
    if host.contains(':') { Err(TargetError::Host(text.to_owned())) } else { Ok((host, port)) }
}

fn place(host: &str) -> Option<Place> {
    if let Ok(ip) = host.parse::<IpAddr>() {
        return Some(Place::Address(ip));
    }
    // An unbracketed colon never comes here; letters of other scripts are for the resolver to judge.
    let fine = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let digits = host.chars().all(|c| c.is_ascii_digit() || c == '.');
    (!host.is_empty() && host.len() <= MOST_NAME && host.chars().all(fine) && !digits)
        .then(|| Place::Name(host.into()))
}

/// Longest name of a host (RFC 1035, section 2.3.4), its last dot left out.
const MOST_NAME: usize = 253;

fn range(ports: &str) -> Option<(u16, u16)> {
    let port = |text: &str| text.parse::<u16>().ok().filter(|port| *port > 0);
    let (low, high) = match ports.split_once('-') {
        Some((low, high)) => (port(low)?, port(high)?),
        None => (port(ports)?, port(ports)?),
    };
    (low <= high).then_some((low, high))
}

fn url(text: &str, rest: &str, tls: bool, settings: &Arc<Settings>) -> Result<Target, TargetError> {
    let (authority, path) = match rest.find(['/', '?', '#']) {
        Some(at) => rest.split_at(at),
        None => (rest, "/"),
    };
    let path = path.split('#').next().unwrap_or_default();
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    // What stands in it goes into a line of the request: a space or a line end would begin another.
    if path.chars().any(|c| c.is_ascii_control() || c == ' ') {
        return Err(TargetError::Host(text.to_owned()));
    }
    let usual = if tls { 443 } else { 80 };
    let bare = |host: &str| place(host).ok_or_else(|| TargetError::Host(text.to_owned()));
    let (place, port) = match split(authority) {
        Ok((host, port)) => {
            let one = range(port).filter(|(low, high)| low == high);
            (bare(host)?, one.ok_or_else(|| TargetError::Port(text.to_owned()))?.0)
        }
        Err(TargetError::NoPort(_)) => (bare(authority.trim_matches(['[', ']']))?, usual),
        Err(error) => return Err(error),
    };
    let mut own = Settings::clone(settings);
    own.tls.on = tls;
    own.http.path = path;
    if let Some(http) = crate::strategy("http") {
        own.strategy = http;
    }
    Ok(Target { place, port, settings: Arc::new(own) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let said = match expand(text, &Arc::new(Settings::default())) {
            Ok(targets) if targets.len() > 2 => {
                format!("{} to {}, {}", targets[0].name(), targets[targets.len() - 1].name(), targets.len())
            }
            Ok(targets) => targets.iter().map(Target::name).collect::<Vec<_>>().join(" "),
            Err(TargetError::NoPort(_)) => "no port".to_owned(),
            Err(TargetError::Port(_)) => "port".to_owned(),
            Err(TargetError::Host(_)) => "host".to_owned(),
        };
        assert_eq!(said, expected, "{text}");
    }

    #[test]
    fn targets_are_read_as_people_write_them() {
        check("web:80", "web:80");
        check("127.0.0.1:20000-20599", "127.0.0.1:20000 to 127.0.0.1:20599, 600");
        check("[::1]:443", "[::1]:443");
        check("db.example.org:5432", "db.example.org:5432");
        check("数据库:5432", "数据库:5432");
        check("http://web/health?full=1#part", "http://web/health?full=1");
        check("HTTP://[::1]:8080", "http://[::1]:8080/");
        check("https://web:443/health", "https://web/health");
        check("https://web:8443", "https://web:8443/");
        check("tls://mail:993", "tls://mail:993");
        check("TLS://[::1]:6000-6600", "tls://[::1]:6000 to tls://[::1]:6600, 601");
    }

    #[test]
    fn what_is_no_target_says_what_it_lacks() {
        check("web", "no port");
        check("[::1]", "no port");
        check("::1:443", "host");
        check("web:0", "port");
        check("web:99-12", "port");
        check("web:65536", "port");
        check("10.0.0:80", "host");
        check("a b:80", "host");
        check(":80", "host");
        check("http:///x", "host");
        check("tls://web", "no port");
        check("http://web:80-90/", "port");
        check("http://web/a\r\nHost: other", "host");
    }
}
