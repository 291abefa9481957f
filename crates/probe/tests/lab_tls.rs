//! TLS on a real kernel, with servers of our own: the right word for each way in which it goes wrong, and a clean end.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

#[path = "lab/left_behind.rs"]
mod left_behind;
#[path = "lab/until.rs"]
mod until;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, SystemTime};

use lastack_host::Live;
use lastack_model::{ProbeCheck, ProbeReason};
use lastack_netlab::Netns;
use lastack_probe::{Roots, Settings, SourcePorts, Tls, Trust, expand, once, strategy};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, Stream, SupportedProtocolVersion};

use self::left_behind::left_behind;

const DAY: Duration = Duration::from_secs(86_400);

/// An authority of our own.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

fn roots(pem: &str) -> Trust {
    Trust::Roots(Arc::new(Roots::of_pem(pem.as_bytes()).unwrap()))
}

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    let key = KeyPair::generate().unwrap();
    let pem = params.self_signed(&key).unwrap().pem();
    Authority { issuer: Issuer::new(params, key), pem }
}

/// Days from now at which a certificate begins and ends.
type Life = (i64, i64);

fn days(days: i64) -> SystemTime {
    let by = DAY * u32::try_from(days.abs()).unwrap();
    if days < 0 { SystemTime::now() - by } else { SystemTime::now() + by }
}

/// A certificate with its key.
struct Made {
    der: CertificateDer<'static>,
    key: PrivatePkcs8KeyDer<'static>,
    pem: String,
}

/// Of no authority it signs itself.
fn certificate(authority: Option<&Authority>, name: &str, (begins, ends): Life) -> Made {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.not_before = days(begins).into();
    params.not_after = days(ends).into();
    params.distinguished_name.push(DnType::CommonName, name);
    let key = KeyPair::generate().unwrap();
    let made = match authority {
        Some(authority) => params.signed_by(&key, &authority.issuer).unwrap(),
        None => params.self_signed(&key).unwrap(),
    };
    let pem = made.pem();
    Made { der: made.der().clone(), key: PrivatePkcs8KeyDer::from(key.serialize_der()), pem }
}

/// How a connection of a server ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// TLS said so, then TCP
    Clean,
    /// Only TCP said so
    Cut,
    /// Otherwise
    Other(std::io::ErrorKind),
}

fn config(made: Made, versions: &[&'static SupportedProtocolVersion]) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.der], made.key.into())
        .unwrap();
    config.ticketer = rustls::crypto::ring::Ticketer::new().unwrap();
    Arc::new(config)
}

/// Serves TLS; answers each request with a short page, and tells how each connection ended.
fn serve(config: Arc<ServerConfig>) -> (SocketAddr, Receiver<End>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let (told, ends) = channel();
    std::thread::spawn(move || {
        for socket in listener.incoming().map_while(Result::ok) {
            let (config, told) = (Arc::clone(&config), told.clone());
            std::thread::spawn(move || {
                // Whoever asked may have seen enough.
                let _ = told.send(talk(config, socket));
            });
        }
    });
    (at, ends)
}

fn talk(config: Arc<ServerConfig>, mut socket: TcpStream) -> End {
    let mut server = ServerConnection::new(config).unwrap();
    let mut stream = Stream::new(&mut server, &mut socket);
    let mut buffer = [0_u8; 1024];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return End::Clean,
            Ok(_) => {
                let page =
                    "HTTP/1.1 200 OK\r\nContent-Length: 70003\r\n\r\n".to_owned() + &"x".repeat(70_003);
                if let Err(error) = stream.write_all(page.as_bytes()) {
                    return End::Other(error.kind());
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return End::Cut,
            Err(error) => return End::Other(error.kind()),
        }
    }
}

/// Says something to everybody, whatever they say, and keeps the connection.
fn says(bytes: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for mut socket in listener.incoming().map_while(Result::ok) {
            let _ = socket.read(&mut [0; 1024]);
            let _ = socket.write_all(bytes);
            kept.push(socket);
        }
    });
    at
}

fn closes() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut socket in listener.incoming().map_while(Result::ok) {
            let _ = socket.read(&mut [0; 1024]);
        }
    });
    at
}

fn settings(strategy_id: &str, tls: Tls) -> Settings {
    let strategy = strategy(strategy_id).unwrap();
    let interval = Duration::from_millis(500);
    Settings { strategy, timeout: Duration::from_secs(2), interval, tls, ..Settings::default() }
}

fn rules(trust: Trust) -> Tls {
    Tls { server_name: Some("web.lab".into()), trust, ..Tls::default() }
}

fn checked(strategy: &str, target: &str, tls: Tls) -> ProbeCheck {
    let targets = expand(target, &Arc::new(settings(strategy, tls))).unwrap();
    let mut found = None;
    once(&Live::new(), &targets, &SourcePorts::Kernel, &|| false, &mut |_, check| found = Some(check))
        .unwrap();
    found.unwrap()
}

#[track_caller]
fn check(at: SocketAddr, tls: Tls, reason: Option<ProbeReason>) -> ProbeCheck {
    let found = checked("polite", &format!("tls://{at}"), tls);
    let up = match reason {
        None => Some(true),
        Some(ProbeReason::NoRoots) => None,
        Some(_) => Some(false),
    };
    assert_eq!((found.reason, found.up), (reason, up), "{found:?}");
    found
}

const BOTH: &[&SupportedProtocolVersion] = rustls::ALL_VERSIONS;

#[test]
fn a_certificate_that_is_right_is_described_and_counted_down() {
    let _netns = Netns::enter_fresh().unwrap();
    let lab = authority("lab");
    let (at, _) = serve(config(certificate(Some(&lab), "web.lab", (-1, 23)), BOTH));
    let found = check(at, rules(roots(&lab.pem)), None);
    let tls = found.tls.unwrap();
    // To the nearest day: the test takes a moment.
    let days_left = (tls.not_after_s.unwrap() - found.at_ms / 1_000 + 43_200) / 86_400;
    assert_eq!((tls.version, tls.trusted, days_left), ("TLSv1.3", true, 23));
    assert_eq!(tls.chain_not_after_s, tls.not_after_s, "the root ends later");
    assert!(tls.cipher.unwrap().starts_with("TLS_AES_"), "{:?}", tls.cipher);
    let own = tls.certificate.unwrap();
    assert!(own.subject.raw().contains("CN=web.lab") && own.issuer.raw().contains("CN=lab"), "{own:?}");
    assert_eq!((own.names.raw(), own.fingerprint.len()), ("web.lab", 64));
    assert!(tls.handshake > Duration::ZERO && found.connect.unwrap() > Duration::ZERO);
}

#[test]
fn each_fault_of_a_certificate_has_its_own_word() {
    let _netns = Netns::enter_fresh().unwrap();
    let (lab, other) = (authority("lab"), authority("other"));
    let server = |name: &str, life: Life| serve(config(certificate(Some(&lab), name, life), BOTH)).0;
    let trust = || rules(roots(&lab.pem));
    check(server("web.lab", (-9, -1)), trust(), Some(ProbeReason::CertificateExpired));
    check(server("web.lab", (1, 9)), trust(), Some(ProbeReason::CertificateEarly));
    check(server("db.lab", (-1, 9)), trust(), Some(ProbeReason::CertificateName));
    let fine = server("web.lab", (-1, 9));
    check(fine, rules(roots(&other.pem)), Some(ProbeReason::CertificateIssuer));
    check(fine, rules(Trust::Roots(Arc::default())), Some(ProbeReason::NoRoots));
    let expired = server("web.lab", (-9, -1));
    let found = check(expired, Tls { verify: false, ..trust() }, None);
    let tls = found.tls.unwrap();
    assert!(!tls.trusted && tls.not_after_s.unwrap() < found.at_ms / 1_000, "its facts are told: {tls:?}");
    assert_eq!(tls.chain_not_after_s, None, "no chain was verified");
}

#[test]
fn one_that_signed_itself_is_trusted_where_it_is_named() {
    let _netns = Netns::enter_fresh().unwrap();
    let other = authority("other");
    let own = certificate(None, "web.lab", (-1, 9));
    let pem = own.pem.clone();
    let (at, _) = serve(config(own, BOTH));
    check(at, rules(roots(&other.pem)), Some(ProbeReason::CertificateIssuer));
    check(at, rules(roots(&pem)), None);
    let name = Tls { server_name: Some("db.lab".into()), ..rules(roots(&pem)) };
    check(at, name, Some(ProbeReason::CertificateName));
    let old = certificate(None, "web.lab", (-9, -1));
    let pem = old.pem.clone();
    check(serve(config(old, BOTH)).0, rules(roots(&pem)), Some(ProbeReason::CertificateExpired));
}

#[test]
fn each_failure_of_a_handshake_has_its_own_word() {
    let _netns = Netns::enter_fresh().unwrap();
    let other = authority("other");
    let trust = || rules(roots(&other.pem));
    for plain in [&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], b"SSH-2.0-lab\r\n", b"220 ready\r\n"] {
        check(says(plain), trust(), Some(ProbeReason::NotTls));
    }
    let silent = check(says(b""), trust(), Some(ProbeReason::TlsStalled));
    assert!(silent.total >= silent.timeout && silent.total < silent.timeout + Duration::from_secs(1));
    // A record of TLS that does not end.
    check(says(b"\x16\x03\x03\x40\x00"), trust(), Some(ProbeReason::TlsStalled));
    // Fatal alerts: protocol_version (70), internal_error (80).
    check(says(b"\x15\x03\x03\x00\x02\x02\x46"), trust(), Some(ProbeReason::TlsVersion));
    check(says(b"\x15\x03\x03\x00\x02\x02\x50"), trust(), Some(ProbeReason::Tls));
    check(closes(), trust(), Some(ProbeReason::Closed));
    check(([127, 0, 0, 1], 9).into(), trust(), Some(ProbeReason::Refused));
}

/// Waits until nothing is on its way any more, and gives what is in TIME_WAIT and FIN_WAIT2 on both sides.
#[test]
fn the_server_sees_a_clean_end_in_both_versions_and_nothing_is_left() {
    for (version, name) in [(&rustls::version::TLS12, "TLSv1.2"), (&rustls::version::TLS13, "TLSv1.3")] {
        let _netns = Netns::enter_fresh().unwrap();
        let lab = authority("lab");
        let (at, ends) = serve(config(certificate(Some(&lab), "web.lab", (-1, 9)), &[version]));
        for _ in 0..23 {
            let found = check(at, rules(roots(&lab.pem)), None);
            assert_eq!(found.tls.unwrap().version, name);
            assert_eq!(ends.recv().unwrap(), End::Clean);
        }
        // Whoever is not trusted is left as cleanly: no alert in a server's log.
        check(at, rules(roots(&authority("other").pem)), Some(ProbeReason::CertificateIssuer));
        assert_eq!(ends.recv().unwrap(), End::Clean);
        assert_eq!(left_behind(), 0);
    }
}

fn watch(strategy: &str, target: &str, tls: Tls, each: &mut dyn FnMut(&ProbeCheck) -> bool) {
    until::watch(&expand(target, &Arc::new(settings(strategy, tls))).unwrap(), each);
}

#[test]
fn https_keeps_one_connection_and_reads_every_body_to_its_end() {
    let _netns = Netns::enter_fresh().unwrap();
    let lab = authority("lab");
    let (at, ends) = serve(config(certificate(Some(&lab), "web.lab", (-1, 23)), BOTH));
    let mut checks = 0;
    watch("auto", &format!("https://{at}/health"), rules(roots(&lab.pem)), &mut |check| {
        assert_eq!((check.up, check.strategy), (Some(true), "http"), "{check:?}");
        let http = check.http.as_ref().unwrap();
        assert_eq!((http.status, http.body_bytes, http.reused), (200, 70_003, checks > 0));
        assert_eq!(http.content_length, Some(70_003));
        assert!(check.tls.as_ref().unwrap().trusted);
        checks += 1;
        checks == 5
    });
    assert_eq!(ends.recv().unwrap(), End::Clean);
    assert!(ends.try_recv().is_err(), "one connection for all checks");
    assert_eq!(left_behind(), 0);
}

#[test]
fn a_held_connection_over_tls_shakes_hands_once_and_says_good_bye() {
    let _netns = Netns::enter_fresh().unwrap();
    let lab = authority("lab");
    let (at, ends) = serve(config(certificate(Some(&lab), "web.lab", (-1, 23)), BOTH));
    let mut checks = 0;
    watch("hold", &format!("tls://{at}"), rules(roots(&lab.pem)), &mut |check| {
        assert_eq!((check.up, check.strategy), (Some(true), "hold"), "{check:?}");
        assert!(check.held.unwrap().stands && check.tls.is_some());
        checks += 1;
        checks == 5
    });
    assert_eq!(ends.recv().unwrap(), End::Clean);
    assert!(ends.try_recv().is_err(), "one connection for all checks");
    assert_eq!(left_behind(), 0);
}
