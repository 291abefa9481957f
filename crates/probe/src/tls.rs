//! TLS around any strategy: the handshake first, then the strategy over what it opened; a clean end.

mod certificate;
mod trust;

pub use trust::{Roots, Trust};

use std::io;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use lastack_model::{ProbeReason, ProbeTls};
use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CipherSuite, ClientConfig, ClientConnection, DigitallySignedStruct, ProtocolVersion, SignatureScheme,
};

use crate::{Conduct, Ending, Fault, Found, Link, LinkInfo, Memory, Next, Ready, Settings, Tls};

/// After the handshake of TLS 1.3 a server sends tickets. Whoever closes before he has read them resets: they are waited
/// for, one round trip and the time that a busy server takes to be scheduled.
const TICKETS_AT_LEAST: Duration = Duration::from_millis(300);

/// Longest wait for tickets.
const TICKETS_AT_MOST: Duration = Duration::from_secs(1);

/// Round trips that they may take.
const ROUND_TRIPS: u32 = 3;

/// The strategy over TLS.
pub(crate) fn around(
    tls: &Tls,
    settings: &Settings,
    memory: &Memory,
    inner: Box<dyn Conduct>,
) -> Box<dyn Conduct> {
    let name = server_name(tls.server_name.as_deref().unwrap_or(&memory.name), memory.ip);
    let config = config(settings.strategy.id == "http");
    let client = config.and_then(|config| ClientConnection::new(config, name.clone()).ok());
    Box::new(Secure {
        client,
        inner,
        rules: tls.clone(),
        name,
        begun: Instant::now(),
        facts: None,
        ended: false,
        leaving: None,
    })
}

/// What is asked for; a name that DNS could not hold leaves the address, with which no name is sent.
fn server_name(name: &str, ip: IpAddr) -> ServerName<'static> {
    let name = name.strip_suffix('.').unwrap_or(name);
    ServerName::try_from(name.to_owned()).unwrap_or(ServerName::IpAddress(ip.into()))
}

/// One for all connections of the process. Sessions are not resumed: a check is to see the certificate, and what a
/// handshake takes.
fn config(http: bool) -> Option<Arc<ClientConfig>> {
    static CONFIGS: OnceLock<Option<[Arc<ClientConfig>; 2]>> = OnceLock::new();
    let configs = CONFIGS.get_or_init(|| {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .ok()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Witness { provider }))
            .with_no_client_auth();
        config.resumption = Resumption::disabled();
        let mut web = config.clone();
        web.alpn_protocols = vec![b"http/1.1".to_vec()];
        Some([Arc::new(config), Arc::new(web)])
    });
    configs.as_ref().map(|[plain, web]| Arc::clone(if http { web } else { plain }))
}

/// Takes every certificate, and proves that the peer holds its key. Whether it is trusted is judged after the handshake: only
/// so the facts of a certificate that is wrong are known, and its server logs no alert.
#[derive(Debug)]
struct Witness {
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[derive(Debug)]
struct Secure {
    /// `None` where the library refused to begin
    client: Option<ClientConnection>,
    inner: Box<dyn Conduct>,
    rules: Tls,
    name: ServerName<'static>,
    begun: Instant,
    /// What the handshake told; `None` before its end
    facts: Option<Box<ProbeTls>>,
    /// The peer has closed
    ended: bool,
    /// The check is through; only the peer's tickets are waited for
    leaving: Option<(Found, Ending)>,
}

impl Secure {
    fn with_inner(
        &mut self,
        link: &mut dyn Link,
        ask: impl FnOnce(&mut dyn Conduct, &mut dyn Link) -> Next,
    ) -> Next {
        let Some(client) = &mut self.client else { return Next::failed(Fault::of(ProbeReason::Local)) };
        let mut secured = Secured { client, link, ended: &mut self.ended, dry: false };
        let mut next = ask(&mut *self.inner, &mut secured);
        // What was deciphered and not taken makes no descriptor readable. A strategy that takes nothing is not asked again.
        let mut left = usize::MAX;
        while matches!(next, Next::Wait { .. }) && (1..left).contains(&secured.text()) {
            left = secured.text();
            secured.dry = true;
            next = self.inner.ready(&mut secured, Ready { read: true, write: false });
        }
        self.passed_on(next, link)
    }

    /// What the strategy wants, with what TLS wants besides.
    fn passed_on(&mut self, next: Next, link: &mut dyn Link) -> Next {
        let facts = self.facts.clone();
        let with = |found: Found| Found { tls: found.tls.or(facts), ..found };
        match next {
            Next::Wait { write, at_most } => {
                let wants = self.client.as_ref().is_some_and(|client| client.wants_write());
                Next::Wait { write: write || wants, at_most }
            }
            Next::Done(found, Ending::Polite) if self.tickets_are_due() => {
                let known = found.known.or(Some(Instant::now()));
                self.leaving = Some((with(Found { known, ..found }), Ending::Polite));
                let at_most = (link.connect_time() * ROUND_TRIPS).clamp(TICKETS_AT_LEAST, TICKETS_AT_MOST);
                Next::Wait { write: false, at_most: Some(at_most) }
            }
            Next::Done(found, ending) => Next::Done(with(found), ending),
            Next::Keep(found) => Next::Keep(with(found)),
            Next::Lost(fault) => Next::Lost(fault),
        }
    }

    fn tickets_are_due(&self) -> bool {
        let Some(client) = &self.client else { return false };
        !self.ended
            && client.protocol_version() == Some(ProtocolVersion::TLSv1_3)
            && !client.is_handshaking()
            && client.tls13_tickets_received() == 0
    }

    /// One step of the handshake, or its end.
    fn shake(&mut self, link: &mut dyn Link) -> Next {
        let Some(client) = &mut self.client else { return Next::failed(Fault::of(ProbeReason::Local)) };
        let mut pipe = Pipe(link);
        loop {
            if let Err(error) = flush(client, &mut pipe) {
                return Next::failed(Fault::of_connection(&error));
            }
            if !client.is_handshaking() {
                break;
            }
            match client.read_tls(&mut pipe) {
                Ok(0) => return Next::failed(Fault::of(ProbeReason::Closed)),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    return Next::Wait { write: client.wants_write(), at_most: None };
                }
                Err(error) => return Next::failed(Fault::of_connection(&error)),
            }
            if let Err(error) = client.process_new_packets() {
                // The alert that tells the peer why.
                let _ = flush(client, &mut pipe);
                return Next::failed(Fault::of(reason(&error)));
            }
        }
        self.opened(link)
    }

    /// The handshake is through: the strategy begins, unless the certificate forbids it.
    fn opened(&mut self, link: &mut dyn Link) -> Next {
        let (facts, wrong) = self.judged();
        self.facts = Some(Box::new(facts));
        match wrong.filter(|_| self.rules.verify) {
            // Nothing is sent to a peer that is not who it should be.
            Some(reason) => {
                let next = Next::failed(Fault::of(reason));
                self.passed_on(next, link)
            }
            None => self.with_inner(link, |inner, link| inner.connected(link)),
        }
    }

    /// What the peer showed, and what is wrong with it.
    fn judged(&self) -> (ProbeTls, Option<ProbeReason>) {
        let client = self.client.as_ref();
        let chain = client.and_then(|client| client.peer_certificates()).unwrap_or_default();
        let roots = self.rules.trust.roots();
        let verdict = certificate::judge(chain, &self.name, &roots, UnixTime::now());
        let suite = client.and_then(|client| client.negotiated_cipher_suite());
        let version = match client.and_then(|client| client.protocol_version()) {
            Some(ProtocolVersion::TLSv1_2) => "TLSv1.2",
            _ => "TLSv1.3",
        };
        let facts = ProbeTls {
            version,
            cipher: suite.and_then(|suite| cipher(suite.suite())),
            not_after_s: chain.iter().filter_map(|one| certificate::not_after_s(one)).min(),
            chain_not_after_s: verdict.as_ref().ok().copied().flatten(),
            certificate: chain.first().and_then(|own| certificate::described(own)).map(Arc::new),
            trusted: verdict.is_ok(),
            handshake: self.begun.elapsed(),
        };
        (facts, verdict.err())
    }

    /// The check is through: whether its connection may end now.
    fn leave(&mut self, link: &mut dyn Link) -> Next {
        if let Some(client) = &mut self.client {
            let mut secured = Secured { client, link, ended: &mut self.ended, dry: false };
            let mut nothing = [0_u8; 1024];
            while let Ok(1..) = secured.read(&mut nothing) {}
        }
        if self.tickets_are_due() { Next::wait() } else { self.left() }
    }

    fn left(&mut self) -> Next {
        match self.leaving.take() {
            Some((found, ending)) => Next::Done(found, ending),
            None => Next::wait(),
        }
    }
}

impl Conduct for Secure {
    fn connected(&mut self, link: &mut dyn Link) -> Next {
        self.begun = Instant::now();
        self.shake(link)
    }

    fn ready(&mut self, link: &mut dyn Link, ready: Ready) -> Next {
        if self.leaving.is_some() {
            return self.leave(link);
        }
        let Some(client) = &mut self.client else { return Next::failed(Fault::of(ProbeReason::Local)) };
        if self.facts.is_none() {
            return self.shake(link);
        }
        if ready.write
            && let Err(error) = flush(client, &mut Pipe(link))
        {
            return Next::failed(Fault::of_connection(&error));
        }
        self.with_inner(link, |inner, link| inner.ready(link, ready))
    }

    fn elapsed(&mut self, link: &mut dyn Link) -> Next {
        if self.leaving.is_some() {
            return self.left();
        }
        self.with_inner(link, |inner, link| inner.elapsed(link))
    }

    fn again(&mut self, link: &mut dyn Link) -> Next {
        self.with_inner(link, |inner, link| inner.again(link))
    }

    fn timed_out(&mut self) -> Found {
        match (self.leaving.take(), &self.facts) {
            (Some((found, _)), _) => found,
            (None, None) => Found::down(Fault::of(ProbeReason::TlsStalled)),
            (None, Some(facts)) => Found { tls: Some(facts.clone()), ..self.inner.timed_out() },
        }
    }

    fn farewell(&mut self, link: &mut dyn Link) {
        let Some(client) = &mut self.client else { return };
        if !client.is_handshaking() {
            client.send_close_notify();
            link.hold_back();
            // A peer that has gone, or takes nothing, is not waited for.
            let _ = flush(client, &mut Pipe(link));
        }
    }
}

/// As IANA names it; the library names the suites of TLS 1.3 in its own way.
fn cipher(suite: CipherSuite) -> Option<&'static str> {
    match suite {
        CipherSuite::TLS13_AES_128_GCM_SHA256 => Some("TLS_AES_128_GCM_SHA256"),
        CipherSuite::TLS13_AES_256_GCM_SHA384 => Some("TLS_AES_256_GCM_SHA384"),
        CipherSuite::TLS13_CHACHA20_POLY1305_SHA256 => Some("TLS_CHACHA20_POLY1305_SHA256"),
        other => other.as_str(),
    }
}

/// Writes what is to be written, as far as there is room.
fn flush(client: &mut ClientConnection, pipe: &mut Pipe<'_>) -> io::Result<()> {
    while client.wants_write() {
        match client.write_tls(pipe) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Why a handshake failed, in our words.
fn reason(error: &rustls::Error) -> ProbeReason {
    use rustls::{AlertDescription, Error};
    match error {
        // A record of TLS begins with its type and version: text does not.
        Error::InvalidMessage(_) => ProbeReason::NotTls,
        Error::PeerIncompatible(_)
        | Error::AlertReceived(
            AlertDescription::ProtocolVersion
            | AlertDescription::HandshakeFailure
            | AlertDescription::InsufficientSecurity,
        ) => ProbeReason::TlsVersion,
        Error::InvalidCertificate(_) | Error::NoCertificatesPresented => ProbeReason::Certificate,
        _ => ProbeReason::Tls,
    }
}

/// A link as std reads and writes it.
struct Pipe<'a>(&'a mut dyn Link);

impl io::Read for Pipe<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl io::Write for Pipe<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The connection as the strategy sees it: plain text.
struct Secured<'a> {
    client: &'a mut ClientConnection,
    link: &'a mut dyn Link,
    ended: &'a mut bool,
    /// Gives what is deciphered and reads no more
    dry: bool,
}

impl Secured<'_> {
    /// Bytes that are deciphered and were not read.
    fn text(&mut self) -> usize {
        // What is refused here was told before.
        self.client.process_new_packets().map_or(0, |state| state.plaintext_bytes_to_read())
    }
}

impl Link for Secured<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match io::Read::read(&mut self.client.reader(), buffer) {
                Ok(count) => {
                    *self.ended |= count == 0;
                    return Ok(count);
                }
                // It closed without saying so in TLS: many servers do.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    *self.ended = true;
                    return Ok(0);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock && !self.dry => {}
                Err(error) => return Err(error),
            }
            self.client.read_tls(&mut Pipe(self.link))?;
            if let Err(error) = self.client.process_new_packets() {
                let _ = flush(self.client, &mut Pipe(self.link));
                return Err(io::Error::new(io::ErrorKind::InvalidData, error));
            }
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = io::Write::write(&mut self.client.writer(), bytes)?;
        flush(self.client, &mut Pipe(self.link))?;
        // Its buffer is full: room comes with the socket's.
        if count == 0 && !bytes.is_empty() { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(count) }
    }

    fn hold_back(&mut self) {
        self.link.hold_back();
    }

    fn connect_time(&self) -> Duration {
        self.link.connect_time()
    }

    fn info(&self) -> Option<LinkInfo> {
        self.link.info()
    }

    fn hold(&mut self, at_most: Duration) -> io::Result<()> {
        self.link.hold(at_most)
    }
}
