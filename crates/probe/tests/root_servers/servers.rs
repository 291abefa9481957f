//! Real servers, each in a folder of its own, as its distribution sets it up where logs are concerned.

use std::fs::{self, File};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use lastack_probe::{Roots, Tls, Trust};

/// One that runs; it ends with its value.
pub(crate) struct Server {
    pub(crate) name: &'static str,
    pub(crate) at: SocketAddr,
    pub(crate) tls: Option<Tls>,
    child: Child,
    log: PathBuf,
    counter: Counter,
    folder: tempfile::TempDir,
}

/// Where a server counts connections that went wrong.
#[derive(Clone, Copy, PartialEq)]
enum Counter {
    Nowhere,
    Redis,
    Mariadb,
}

impl Drop for Server {
    fn drop(&mut self) {
        // Its workers go with it: they are of its process group.
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-TERM", "--", &group]).status();
        let _ = self.child.wait();
    }
}

fn done(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    let output =
        output.unwrap_or_else(|error| panic!("{program}: {error}; `cargo xtask test` says what installs it"));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{program}: {text} {}", String::from_utf8_lossy(&output.stderr));
    text
}

/// The folder is everybody's to enter: some servers refuse to run as root.
fn folder() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    folder
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Starts it with its output in a file, and waits until it takes connections.
fn started(
    name: &'static str,
    port: u16,
    folder: tempfile::TempDir,
    (log, ready): (&str, &str),
    command: &mut Command,
) -> Server {
    let output = folder.path().join("output");
    let write = File::create(&output).unwrap();
    command.stdin(Stdio::null()).stdout(write.try_clone().unwrap()).stderr(write).process_group(0);
    let mut child = command
        .spawn()
        .unwrap_or_else(|error| panic!("{name}: {error}; `cargo xtask test` says what installs it"));
    let at = SocketAddr::from(([127, 0, 0, 1], port));
    let begun = Instant::now();
    while TcpStream::connect(at).is_err() {
        let said = || fs::read_to_string(&output).unwrap_or_default();
        assert!(child.try_wait().unwrap().is_none(), "{name} ended: {}", said());
        assert!(begun.elapsed() < Duration::from_secs(60), "{name} takes no connections: {}", said());
        std::thread::yield_now();
    }
    let log = folder.path().join(log);
    // Some take connections before they have said all of their start.
    let said = |path: &Path| fs::read_to_string(path).unwrap_or_default();
    while !said(&log).contains(ready) {
        assert!(begun.elapsed() < Duration::from_secs(60), "{name} never said {ready:?}: {}", said(&log));
        std::thread::yield_now();
    }
    Server { name, at, tls: None, child, log, counter: Counter::Nowhere, folder }
}

impl Server {
    /// What it has logged so far.
    pub(crate) fn log(&self) -> Vec<String> {
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        // Processes of a Zabbix proxy go on to say that they have started.
        text.lines().filter(|line| !line.contains(" started [")).map(str::to_owned).collect()
    }

    /// Connections that went wrong, as it counts them.
    pub(crate) fn aborted(&self) -> Option<u64> {
        let (text, name) = match self.counter {
            Counter::Nowhere => return None,
            Counter::Redis => (
                done("redis-cli", &["-p", &self.at.port().to_string(), "info", "stats"]),
                "rejected_connections:",
            ),
            Counter::Mariadb => {
                // Each connection has a thread that ends when it has counted; the last one is who asks.
                let begun = Instant::now();
                while self.status("Threads_connected") != "Threads_connected\t1\n" {
                    assert!(
                        begun.elapsed() < Duration::from_secs(60),
                        "{}: its threads never end",
                        self.name
                    );
                    std::thread::yield_now();
                }
                (self.status("Aborted_connects"), "Aborted_connects\t")
            }
        };
        let value = text.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        Some(value.trim().parse().unwrap())
    }

    /// A line of MariaDB's status.
    fn status(&self, name: &str) -> String {
        let socket = self.folder.path().join("socket");
        let query = format!("show global status like '{name}'");
        done("mariadb", &["--socket", text(&socket), "-u", "root", "-N", "-B", "-e", &query])
    }

    /// How long it keeps one waiting for whom it is there.
    pub(crate) fn asked(&self) -> Duration {
        if self.name != "Zabbix proxy 6.0" {
            return Duration::ZERO;
        }
        let begun = Instant::now();
        let mut command = Command::new("zabbix_sender");
        let port = self.at.port().to_string();
        command.args(["-z", "127.0.0.1", "-p", &port, "-s", "lab", "-k", "lab", "-o", "1"]);
        // What it says of a host that it does not know is no matter: it answered.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
        begun.elapsed()
    }

    pub(crate) fn nginx() -> Server {
        Server::nginx_with("nginx 1.22", 8_080, "listen 0.0.0.0:8080;", folder())
    }

    /// The same with TLS.
    pub(crate) fn nginx_tls() -> Server {
        let folder = folder();
        let key = rcgen::KeyPair::generate().unwrap();
        let made =
            rcgen::CertificateParams::new(vec!["web.lab".to_owned()]).unwrap().self_signed(&key).unwrap();
        fs::write(folder.path().join("cert.pem"), made.pem()).unwrap();
        fs::write(folder.path().join("key.pem"), key.serialize_pem()).unwrap();
        let listen = "listen 0.0.0.0:8443 ssl; ssl_protocols TLSv1.2 TLSv1.3; ssl_certificate cert.pem; ssl_certificate_key key.pem;";
        let mut server = Server::nginx_with("nginx 1.22, TLS", 8_443, listen, folder);
        let roots = Roots::of_pem(made.pem().as_bytes()).unwrap();
        let trust = Trust::Roots(Arc::new(roots));
        server.tls = Some(Tls { on: true, server_name: Some("web.lab".into()), trust, ..Tls::default() });
        server
    }

    fn nginx_with(name: &'static str, port: u16, listen: &str, folder: tempfile::TempDir) -> Server {
        let path = folder.path().to_owned();
        let config = format!(
            "worker_processes 1; pid pid; error_log errors; daemon off; events {{}}\n\
             http {{ access_log accesses; client_body_temp_path a; proxy_temp_path b; fastcgi_temp_path c;\n\
             uwsgi_temp_path d; scgi_temp_path e; server {{ {listen} }} }}\n"
        );
        fs::write(path.join("nginx.conf"), config).unwrap();
        let mut command = Command::new("nginx");
        command.args(["-e", "errors", "-p", text(&path), "-c", text(&path.join("nginx.conf"))]);
        started(name, port, folder, ("errors", ""), &mut command)
    }

    pub(crate) fn redis() -> Server {
        let folder = folder();
        let mut command = Command::new("redis-server");
        command.current_dir(folder.path());
        command.args(["--port", "6379", "--bind", "0.0.0.0", "--protected-mode", "no"]);
        command.args(["--save", "", "--appendonly", "no"]);
        let mut server =
            started("redis 7.0", 6_379, folder, ("output", "Ready to accept connections"), &mut command);
        server.counter = Counter::Redis;
        server
    }

    pub(crate) fn postgresql() -> Server {
        let folder = folder();
        let bin = fs::read_dir("/usr/lib/postgresql").unwrap().next().unwrap().unwrap().path().join("bin");
        let data = folder.path().join("data");
        let initdb = bin.join("initdb");
        let as_user = ["--reuid", "postgres", "--regid", "postgres", "--clear-groups", "env", "LC_ALL=C"];
        let make = [text(&initdb), "-D", text(&data), "-A", "trust", "--no-sync"];
        done("setpriv", &[&as_user[..], &make].concat());
        let mut command = Command::new("setpriv");
        command.args(as_user).arg(bin.join("postgres"));
        command.args(["-D", text(&data), "-h", "0.0.0.0", "-p", "5432", "-k", text(folder.path())]);
        started(
            "PostgreSQL 15",
            5_432,
            folder,
            ("output", "database system is ready to accept"),
            &mut command,
        )
    }

    pub(crate) fn mariadb() -> Server {
        let folder = folder();
        let data = format!("--datadir={}", text(&folder.path().join("data")));
        done(
            "mariadb-install-db",
            &["--no-defaults", "--user=mysql", "--auth-root-authentication-method=normal", &data],
        );
        let mut command = Command::new("mariadbd");
        command.args(["--no-defaults", "--user=mysql", "--port=3306", "--bind-address=0.0.0.0", &data]);
        command.arg(format!("--socket={}", text(&folder.path().join("socket"))));
        command.arg(format!("--pid-file={}", text(&folder.path().join("pid"))));
        let mut server =
            started("MariaDB 10.11", 3_306, folder, ("output", "ready for connections"), &mut command);
        server.counter = Counter::Mariadb;
        server
    }

    pub(crate) fn sshd() -> Server {
        let folder = folder();
        let key = folder.path().join("key");
        done("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", text(&key)]);
        let config = format!("HostKey {}\nPort 2222\nListenAddress 0.0.0.0\nPidFile none\n", text(&key));
        fs::write(folder.path().join("config"), config).unwrap();
        // It wants this folder for those who have no name yet.
        fs::create_dir_all("/run/sshd").unwrap();
        let mut command = Command::new("/usr/sbin/sshd");
        command.args([
            "-D",
            "-f",
            text(&folder.path().join("config")),
            "-E",
            text(&folder.path().join("log")),
        ]);
        started("OpenSSH 9.2", 2_222, folder, ("log", "Server listening"), &mut command)
    }

    pub(crate) fn zabbix_proxy() -> Server {
        let folder = folder();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let config = format!(
            "Server=127.0.0.1\nHostname=lab\nDBName={}\nLogType=file\nLogFile={}\nPidFile={}\nSocketDir={}\n\
             ListenIP=0.0.0.0\nListenPort=10051\nStartTrappers=2\nConfigFrequency=3600\nAllowRoot=1\nProxyMode=1\n",
            path("db"),
            path("log"),
            path("pid"),
            path("")
        );
        fs::write(path("config"), config).unwrap();
        let mut command = Command::new("zabbix_proxy");
        command.args(["-f", "-c", &path("config")]);
        started("Zabbix proxy 6.0", 10_051, folder, ("log", "[trapper #2]"), &mut command)
    }
}
