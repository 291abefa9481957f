//! `/probe` beside blackbox_exporter itself: the same names, labels, types and help, and the same numbers where both can know
//! them.

#![cfg(target_os = "linux")]
#![expect(clippy::panic, reason = "an exporter that is missing must stop the test, and say how to get it")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use lastack_host::Live;
use lastack_netlab::Netns;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection, Stream};

const PAGE: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nLast-Modified: Tue, 15 Nov 1994 12:45:26 GMT\r\n\r\nhello";
const BROKEN: &[u8] =
    b"HTTP/1.1 500 Internal Server Error\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";

/// Answers every request so.
fn serve(answer: &'static [u8], tls: Option<Arc<ServerConfig>>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut socket in listener.incoming().map_while(Result::ok) {
            let tls = tls.clone();
            std::thread::spawn(move || match tls {
                None => talk(&mut socket, answer),
                Some(config) => {
                    let mut server = ServerConnection::new(config).unwrap();
                    talk(&mut Stream::new(&mut server, &mut socket), answer);
                }
            });
        }
    });
    at
}

fn talk(stream: &mut (impl std::io::Read + std::io::Write), answer: &[u8]) {
    let mut buffer = [0_u8; 2048];
    while let Ok(1..) = stream.read(&mut buffer) {
        if stream.write_all(answer).is_err() {
            return;
        }
    }
}

/// A certificate for `localhost` in a file, and a server's configuration with it.
fn certificate(folder: &Path) -> Arc<ServerConfig> {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params =
        rcgen::CertificateParams::new(vec!["localhost".to_owned(), "web.lab".to_owned()]).unwrap();
    for (kind, value) in [
        (rcgen::DnType::CountryName, "DE"),
        (rcgen::DnType::OrganizationName, "Lab, Inc."),
        (rcgen::DnType::CommonName, "localhost"),
    ] {
        params.distinguished_name.push(kind, value);
    }
    let made = params.self_signed(&key).unwrap();
    fs::write(folder.join("cert.pem"), made.pem()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.der().clone()], PrivatePkcs8KeyDer::from(key.serialize_der()).into())
        .unwrap();
    Arc::new(config)
}

struct Exporter(Child);

impl Drop for Exporter {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

const THEIRS: &str = "127.0.0.1:9115";
const OURS: &str = "127.0.0.1:9116";

fn start_theirs(folder: &Path) -> Exporter {
    let config = "modules:\n  http_2xx:\n    prober: http\n    http: {tls_config: {ca_file: cert.pem}}\n  tcp_connect:\n    prober: tcp\n  \
         tls_connect:\n    prober: tcp\n    tcp: {tls: true, tls_config: {ca_file: cert.pem}}\n";
    fs::write(folder.join("blackbox.yml"), config).unwrap();
    let child = Command::new("prometheus-blackbox-exporter")
        .args(["--config.file=blackbox.yml", "--log.level=error"])
        .arg(format!("--web.listen-address={THEIRS}"))
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let missing = "prometheus-blackbox-exporter is not here: `cargo xtask test` says what installs it";
    Exporter(child.unwrap_or_else(|error| panic!("{missing} ({error})")))
}

/// What it gives up goes with its thread.
fn start_ours(folder: &Path, stop: Arc<AtomicBool>) -> std::thread::JoinHandle<()> {
    let path = folder.join("probe.toml");
    let config = format!(
        "listen = \"{OURS}\"\nsource_ports = \"kernel\"\n[modules.tls_connect]\nstrategy = \"polite\"\ntls = true\nca = \"cert.pem\"\n\
         [modules.http_2xx]\nstrategy = \"http\"\nca = \"cert.pem\"\n"
    );
    fs::write(&path, config).unwrap();
    std::thread::spawn(move || {
        let host = Live::new();
        let plan = lastack_probe::read(&host, &path).unwrap();
        let stop = || stop.load(Ordering::Relaxed);
        lastack_probe::run(&host, &path, plan, &stop, &mut |_| ()).unwrap();
    })
}

fn get(at: &str, query: &str) -> String {
    let begun = Instant::now();
    let mut socket = loop {
        match TcpStream::connect(at) {
            Ok(socket) => break socket,
            Err(error) => assert!(begun.elapsed() < Duration::from_secs(30), "{at}: {error}"),
        }
        std::thread::yield_now();
    };
    // In 1.0 nothing is cut into chunks.
    let request = format!("GET /probe?{query} HTTP/1.0\r\nHost: {at}\r\nConnection: close\r\n\r\n");
    socket.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    assert_eq!(answer.split_whitespace().nth(1), Some("200"), "{answer}");
    answer
}

/// HELP and TYPE by name; values by name and labels.
fn read(page: &str) -> (BTreeMap<String, String>, BTreeMap<String, f64>) {
    let (mut about, mut values) = (BTreeMap::new(), BTreeMap::new());
    for line in page.lines().filter(|line| line.starts_with('#') || line.starts_with("probe_")) {
        if let Some(rest) = line.strip_prefix("# HELP ").or_else(|| line.strip_prefix("# TYPE ")) {
            let (name, text) = rest.split_once(' ').unwrap();
            about.entry(name.to_owned()).or_insert_with(String::new).push_str(text);
        } else if let Some((name, value)) = line.rsplit_once(' ') {
            values.insert(name.to_owned(), value.parse().unwrap());
        }
    }
    (about, values)
}

/// Names that a newer version has, and one of ours.
const NEWER: [&str; 2] = ["lastack_probe_failure", "probe_tls_cipher_info"];

fn compare(query: &str) {
    let ((about, values), (theirs_about, theirs)) = (read(&get(OURS, query)), read(&get(THEIRS, query)));
    let about: BTreeMap<_, _> =
        about.into_iter().filter(|(name, _)| !NEWER.contains(&name.as_str())).collect();
    assert_eq!(about, theirs_about, "{query}");
    // The serial number is a label since 0.25.
    let plain = |name: &str| match name.split_once(",serialnumber=\"") {
        Some((before, rest)) => format!("{before},{}", rest.split_once("\",").unwrap().1),
        None => name.to_owned(),
    };
    let ours: BTreeMap<String, f64> = values
        .into_iter()
        .filter(|(name, _)| !NEWER.iter().any(|newer| name.starts_with(newer)))
        .map(|(name, value)| (plain(&name), value))
        .collect();
    assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>(), "{query}");
    for (name, value) in &ours {
        if name.contains("_duration_seconds") || name == "probe_dns_lookup_time_seconds" {
            assert!((0.0..5.0).contains(value), "{query} {name} {value}");
        } else {
            assert_eq!(*value, theirs[name], "{query} {name}");
        }
    }
}

#[test]
fn a_check_reads_as_blackbox_exporter_writes_it() {
    let _netns = Netns::enter_fresh().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let config = certificate(folder.path());
    let (web, broken, secure) = (serve(PAGE, None), serve(BROKEN, None), serve(PAGE, Some(config)));
    let _theirs = start_theirs(folder.path());
    let stop = Arc::new(AtomicBool::new(false));
    let ours = start_ours(folder.path(), Arc::clone(&stop));
    for query in [
        format!("target={web}&module=tcp_connect"),
        "target=127.0.0.1:9&module=tcp_connect".to_owned(),
        "target=[::1]:9&module=tcp_connect".to_owned(),
        format!("target=localhost:{}&module=tls_connect", secure.port()),
        format!("target=http://{web}/&module=http_2xx"),
        format!("target={web}"),
        format!("target=http://{broken}/"),
        "target=http://127.0.0.1:9/".to_owned(),
        format!("target=https://localhost:{}/health", secure.port()),
    ] {
        compare(&query);
    }
    stop.store(true, Ordering::Relaxed);
    ours.join().unwrap();
}
