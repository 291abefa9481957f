//! What a check of a target found: up, down, or not to be told, and why.

use std::sync::Arc;
use std::time::Duration;

use crate::{Endpoint, Untrusted};

/// Why a target is not known to be up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProbeReason {
    /// A reset answered our SYN: nobody listens there
    Refused,
    /// Nothing answered in time
    TimedOut,
    /// The connection stood, and the peer reset it before it had answered
    Reset,
    /// The peer closed before it had answered
    Closed,
    /// The network says that the host cannot be reached, or the host does not answer on its own network
    NoRoute,
    /// Connected, but a peer that always speaks first said nothing
    NoGreeting,
    /// What came is no HTTP
    NotHttp,
    /// HTTP with another status than is expected
    HttpStatus,
    /// The TLS handshake failed
    Tls,
    /// What came is no TLS
    NotTls,
    /// Connected, and the TLS handshake did not end in time
    TlsStalled,
    /// The peer takes none of our versions (TLS 1.2 and 1.3) or ciphers
    TlsVersion,
    /// The certificate is wrong in another way than those below
    Certificate,
    /// A certificate of the chain has expired
    CertificateExpired,
    /// A certificate of the chain is not valid yet
    CertificateEarly,
    /// The certificate is for another name
    CertificateName,
    /// Nobody vouches for the certificate whom this machine trusts
    CertificateIssuer,
    /// This machine trusts nobody: no root certificates were found
    NoRoots,
    /// The name does not exist, or has no address of the wanted family
    NoSuchName,
    /// Nobody answered for the name in time
    NameUnanswered,
    /// No local port was left to connect from
    NoLocalPort,
    /// The local port of this target is somebody else's
    LocalPortTaken,
    /// No descriptor was left
    NoDescriptor,
    /// The kernel had no memory for a socket
    NoMemory,
    /// A rule of this machine forbids the connection
    Forbidden,
    /// The source address is not of this machine
    NoSource,
    /// This machine has no route to it, or no address to go there from
    NoRouteHere,
    /// The interface that leads there has no carrier
    NoCarrier,
    /// Only observed, and nobody is connected to it
    NotObserved,
    /// Only observed, and who is connected to it asks again and is not answered
    NotAcknowledged,
    /// Another error of this machine
    Local,
}

impl ProbeReason {
    /// All, in the order of this file.
    pub const ALL: [ProbeReason; 31] = [
        ProbeReason::Refused,
        ProbeReason::TimedOut,
        ProbeReason::Reset,
        ProbeReason::Closed,
        ProbeReason::NoRoute,
        ProbeReason::NoGreeting,
        ProbeReason::NotHttp,
        ProbeReason::HttpStatus,
        ProbeReason::Tls,
        ProbeReason::NotTls,
        ProbeReason::TlsStalled,
        ProbeReason::TlsVersion,
        ProbeReason::Certificate,
        ProbeReason::CertificateExpired,
        ProbeReason::CertificateEarly,
        ProbeReason::CertificateName,
        ProbeReason::CertificateIssuer,
        ProbeReason::NoRoots,
        ProbeReason::NoSuchName,
        ProbeReason::NameUnanswered,
        ProbeReason::NoLocalPort,
        ProbeReason::LocalPortTaken,
        ProbeReason::NoDescriptor,
        ProbeReason::NoMemory,
        ProbeReason::Forbidden,
        ProbeReason::NoSource,
        ProbeReason::NoRouteHere,
        ProbeReason::NoCarrier,
        ProbeReason::NotObserved,
        ProbeReason::NotAcknowledged,
        ProbeReason::Local,
    ];

    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            ProbeReason::Refused => "refused",
            ProbeReason::TimedOut => "timed-out",
            ProbeReason::Reset => "reset",
            ProbeReason::Closed => "closed",
            ProbeReason::NoRoute => "no-route",
            ProbeReason::NoGreeting => "no-greeting",
            ProbeReason::NotHttp => "not-http",
            ProbeReason::HttpStatus => "http-status",
            ProbeReason::Tls => "tls",
            ProbeReason::NotTls => "not-tls",
            ProbeReason::TlsStalled => "tls-stalled",
            ProbeReason::TlsVersion => "tls-version",
            ProbeReason::Certificate => "certificate",
            ProbeReason::CertificateExpired => "certificate-expired",
            ProbeReason::CertificateEarly => "certificate-early",
            ProbeReason::CertificateName => "certificate-name",
            ProbeReason::CertificateIssuer => "certificate-issuer",
            ProbeReason::NoRoots => "no-roots",
            ProbeReason::NoSuchName => "no-such-name",
            ProbeReason::NameUnanswered => "name-unanswered",
            ProbeReason::NoLocalPort => "no-local-port",
            ProbeReason::LocalPortTaken => "local-port-taken",
            ProbeReason::NoDescriptor => "no-descriptor",
            ProbeReason::NoMemory => "no-memory",
            ProbeReason::Forbidden => "forbidden",
            ProbeReason::NoSource => "no-source",
            ProbeReason::NoRouteHere => "no-route-here",
            ProbeReason::NoCarrier => "no-carrier",
            ProbeReason::NotObserved => "not-observed",
            ProbeReason::NotAcknowledged => "not-acknowledged",
            ProbeReason::Local => "local",
        }
    }

    /// Whether it tells of the target. What tells of this machine, or of a name server, is never taken for "down".
    pub const fn is_of_target(self) -> bool {
        match self {
            ProbeReason::Refused
            | ProbeReason::TimedOut
            | ProbeReason::Reset
            | ProbeReason::Closed
            | ProbeReason::NoRoute
            | ProbeReason::NoGreeting
            | ProbeReason::NotHttp
            | ProbeReason::HttpStatus
            | ProbeReason::Tls
            | ProbeReason::NotTls
            | ProbeReason::TlsStalled
            | ProbeReason::TlsVersion
            | ProbeReason::Certificate
            | ProbeReason::CertificateExpired
            | ProbeReason::CertificateEarly
            | ProbeReason::CertificateName
            | ProbeReason::CertificateIssuer => true,
            ProbeReason::NoRoots
            | ProbeReason::NoSuchName
            | ProbeReason::NameUnanswered
            | ProbeReason::NoLocalPort
            | ProbeReason::LocalPortTaken
            | ProbeReason::NoDescriptor
            | ProbeReason::NoMemory
            | ProbeReason::Forbidden
            | ProbeReason::NoSource
            | ProbeReason::NoRouteHere
            | ProbeReason::NoCarrier
            | ProbeReason::NotObserved
            | ProbeReason::NotAcknowledged
            | ProbeReason::Local => false,
        }
    }
}

/// How a peer behaved, which decides what `auto` does with it next time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PeerClass {
    /// Says nothing before it is asked, and keeps an idle connection
    Patient,
    /// Speaks first
    SpeaksFirst,
    /// Closes idle connections: two within a minute
    CutsIdle,
    /// Serves one request a connection, and a held one would take a worker (Zabbix on 10051)
    OneShot,
}

impl PeerClass {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            PeerClass::Patient => "patient",
            PeerClass::SpeaksFirst => "speaks-first",
            PeerClass::CutsIdle => "cuts-idle",
            PeerClass::OneShot => "one-shot",
        }
    }
}

/// The long-lived connection of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProbeHeld {
    /// Whether it stands
    pub stands: bool,
    /// Since when it stands
    pub age: Duration,
    /// Since the peer's last ACK; `None` where the kernel did not say
    pub last_ack: Option<Duration>,
}

/// What HTTP said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProbeHttp {
    /// Status of the last answer
    pub status: u16,
    /// Minor version: 0 for HTTP/1.0, 1 for HTTP/1.1
    pub minor: u8,
    /// Bytes of the body, as they came
    pub body_bytes: u64,
    /// Length that the head announced; `None` where it announced none
    pub content_length: Option<u64>,
    /// `Last-Modified`, in seconds since 1970-01-01 UTC; `None` where it is not said
    pub last_modified_s: Option<i64>,
    /// The connection was there before this check
    pub reused: bool,
    /// Answers that led elsewhere and were followed
    pub redirects: u32,
    /// From the request to the first byte of the answer
    pub first_byte: Duration,
    /// From there to the end of the body
    pub transfer: Duration,
}

/// What TLS said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeTls {
    /// `TLSv1.2` or `TLSv1.3`
    pub version: &'static str,
    /// Cipher suite as IANA names it; `None` where it has no name
    pub cipher: Option<&'static str>,
    /// End of the earliest certificate that the peer showed, in seconds since 1970-01-01 UTC; `None` where it cannot be read
    pub not_after_s: Option<i64>,
    /// End of the earliest certificate of the chain that was verified, its root included; `None` where none was
    pub chain_not_after_s: Option<i64>,
    /// The peer's own certificate; `None` where it cannot be read
    pub certificate: Option<Arc<ProbeCertificate>>,
    /// Whether a root of this machine vouches for it, for this name, now
    pub trusted: bool,
    /// How long the handshake took
    pub handshake: Duration,
}

/// The certificate of a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeCertificate {
    /// Whom it is for, as RFC 4514 writes it
    pub subject: Untrusted,
    /// Who vouches for it
    pub issuer: Untrusted,
    /// DNS names that it is for, by comma
    pub names: Untrusted,
    /// Serial number, hexadecimal
    pub serial: String,
    /// SHA-256 of the whole certificate, hexadecimal
    pub fingerprint: String,
}

/// One check of one target.
#[derive(Clone, Debug, PartialEq)]
pub struct ProbeCheck {
    /// As it was named
    pub target: Untrusted,
    /// What was connected to; `None` where the name gave no address
    pub address: Option<Endpoint>,
    /// `None` where it could not be told
    pub up: Option<bool>,
    /// Why it is not up; `None` where it is
    pub reason: Option<ProbeReason>,
    /// The kernel's error number, where there is one
    pub errno: Option<i32>,
    /// What was done
    pub strategy: &'static str,
    /// What `auto` knows of the peer, and so why it does this
    pub class: Option<PeerClass>,
    /// The time within which this check had to be answered
    pub timeout: Duration,
    /// When it ended, milliseconds since 1970-01-01 UTC
    pub at_ms: i64,
    /// Finding the address; `None` where none was looked for
    pub resolve: Option<Duration>,
    /// From the SYN to the connection; `None` where there was none
    pub connect: Option<Duration>,
    /// From the beginning of the check to its end
    pub total: Duration,
    /// The port that was connected from
    pub source_port: Option<u16>,
    /// The long-lived connection, where the strategy keeps one
    pub held: Option<ProbeHeld>,
    /// Whether this check was a fresh connect beside a connection that is held
    pub fresh: bool,
    /// Changes between up and down since the run began, this one among them; `None` for targets that are checked once
    pub flaps: Option<u64>,
    /// HTTP; in a place of its own, since most checks are of neither
    pub http: Option<Box<ProbeHttp>>,
    /// TLS
    pub tls: Option<Box<ProbeTls>>,
}

/// Targets that were checked once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Probed {
    /// In the order of the targets
    pub checks: Vec<ProbeCheck>,
    /// Targets whose check had not ended when it was interrupted
    pub unchecked: usize,
    /// From the first SYN to the last answer
    pub took: Duration,
    /// Own sockets by state afterwards; `None` where they could not be counted
    pub own: Option<crate::StateCounts>,
}

impl Probed {
    /// Checks with this answer.
    pub fn count(&self, up: Option<bool>) -> usize {
        self.checks.iter().filter(|check| check.up == up).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_this_machine_lacks_is_never_down() {
        for reason in [
            ProbeReason::NoLocalPort,
            ProbeReason::LocalPortTaken,
            ProbeReason::NoDescriptor,
            ProbeReason::NoMemory,
            ProbeReason::Forbidden,
            ProbeReason::NoSource,
            ProbeReason::NoCarrier,
            ProbeReason::NotAcknowledged,
            ProbeReason::NoSuchName,
            ProbeReason::NoRoots,
        ] {
            assert!(!reason.is_of_target(), "{}", reason.name());
        }
    }

    #[test]
    fn every_reason_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> =
            ProbeReason::ALL.iter().map(|reason| reason.name()).collect();
        assert_eq!(names.len(), ProbeReason::ALL.len());
    }
}
