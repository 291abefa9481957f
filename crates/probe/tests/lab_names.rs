//! Names on a real kernel: name servers that are silent, names that do not exist, and names that lead elsewhere.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

#[path = "lab/until.rs"]
mod until;

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use lastack_model::ProbeReason;
use lastack_netlab::{Conduct, Netns, Server, stand_in};
use lastack_probe::{Settings, Target, expand, strategy};

use self::until::watch;

fn targets(id: &str, texts: &[String]) -> Vec<Target> {
    let settings = Settings {
        strategy: strategy(id).unwrap(),
        timeout: Duration::from_secs(2),
        interval: Duration::from_millis(500),
        ..Settings::default()
    };
    let settings = Arc::new(settings);
    texts.iter().flat_map(|text| expand(text, &settings).unwrap()).collect()
}

/// A namespace with files of its own on names; they go with the folder.
struct Names {
    _netns: Netns,
    folder: tempfile::TempDir,
}

impl Names {
    fn new(server: &str, hosts: &str) -> Names {
        let netns = Netns::enter_fresh().unwrap();
        netns.add_silent_network([10, 77, 0, 0].into(), 16).unwrap();
        let folder = tempfile::tempdir().unwrap();
        for (name, text, place) in [
            ("resolv.conf", format!("nameserver {server}\noptions timeout:30\n"), "/etc/resolv.conf"),
            ("hosts", hosts.to_owned(), "/etc/hosts"),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            stand_in(Path::new(place), &path).unwrap();
        }
        Names { _netns: netns, folder }
    }

    fn hosts(&self) -> PathBuf {
        self.folder.path().join("hosts")
    }
}

/// 53 names of a name server that is silent for half a minute, each of three ports, and one that needs none.
#[test]
fn a_silent_name_server_keeps_nobody_waiting_whose_name_is_known() {
    let _names = Names::new("10.77.0.53", "127.0.0.1 alive.lab\n");
    let _server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let mut texts: Vec<String> = (1..=53).map(|n| format!("dead-{n}.lab:80-82")).collect();
    texts.push("alive.lab:8080".to_owned());
    let begun = Instant::now();
    let mut alive = 0;
    watch(&targets("polite", &texts), &mut |check| {
        if check.target.raw() == "alive.lab:8080" {
            alive += u32::from(check.up == Some(true));
        } else {
            assert_eq!((check.up, check.reason), (None, Some(ProbeReason::NameUnanswered)), "{check:?}");
        }
        alive == 3
    });
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

/// A name server that knows no name: it sends each question back as an answer with that code.
fn knows_nothing(code: u8) {
    let socket = UdpSocket::bind("127.0.0.1:53").unwrap();
    std::thread::spawn(move || {
        let mut packet = [0; 512];
        while let Ok((length, from)) = socket.recv_from(&mut packet) {
            // RFC 1035, section 4.1.1: QR and RA, and RCODE.
            packet[2] |= 0x80;
            packet[3] = 0x80 | code;
            let _ = socket.send_to(&packet[..length], from);
        }
    });
}

#[test]
fn a_name_that_does_not_exist_is_no_target_that_is_down() {
    let _names = Names::new("127.0.0.1", "");
    knows_nothing(3);
    let mut checks = 0;
    watch(&targets("polite", &["nobody.lab:80".to_owned()]), &mut |check| {
        assert_eq!((check.up, check.reason), (None, Some(ProbeReason::NoSuchName)), "{check:?}");
        checks += 1;
        checks == 3
    });
}

/// SERVFAIL: the name server is there, and cannot tell.
#[test]
fn a_name_server_that_cannot_tell_is_no_target_that_is_down() {
    let _names = Names::new("127.0.0.1", "");
    knows_nothing(2);
    let mut checks = 0;
    watch(&targets("polite", &["nobody.lab:80".to_owned()]), &mut |check| {
        assert_eq!((check.up, check.reason), (None, Some(ProbeReason::NameUnanswered)), "{check:?}");
        checks += 1;
        checks == 3
    });
}

/// Answers each request with a status, after half a second, over a connection that it keeps.
fn http(at: &str, status: &'static str) {
    let listener = TcpListener::bind(at).unwrap();
    std::thread::spawn(move || {
        for mut socket in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || {
                while let Ok(1..) = socket.read(&mut [0; 1_024]) {
                    // Long enough for the name to lead elsewhere meanwhile.
                    std::thread::sleep(Duration::from_millis(500));
                    let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
                    if socket.write_all(answer.as_bytes()).is_err() {
                        return;
                    }
                }
            });
        }
    });
}

/// Who is not up is asked for by name again, while the check goes over the connection that is kept.
#[test]
fn an_answer_is_told_with_the_address_that_gave_it() {
    let names = Names::new("10.77.0.53", "127.0.0.1 moving.lab\n");
    http("127.0.0.1:8080", "503 Gone");
    http("127.0.0.2:8080", "200 OK");
    let mut told = BTreeMap::new();
    watch(&targets("auto", &["http://moving.lab:8080/".to_owned()]), &mut |check| {
        std::fs::write(names.hosts(), "127.0.0.2 moving.lab\n").unwrap();
        let status = check.http.as_ref().unwrap().status;
        let address = check.address.unwrap().address.to_string();
        assert_eq!(*told.entry(status).or_insert(address.clone()), address, "{check:?}");
        status == 200
    });
    let told: Vec<(u16, &str)> = told.iter().map(|(status, address)| (*status, address.as_str())).collect();
    assert_eq!(told, [(200, "127.0.0.2"), (503, "127.0.0.1")]);
}
