//! The real program spreads connections of an unchanged program over source addresses, tells how many each got, and takes it back.

#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "runs the real program, and servers of others")]

#[path = "lab/outcome.rs"]
mod outcome;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use lastack_netlab::{
    Cgroup, Conduct, Dial, LoadProcess, Netns, Refused, Server, Terminal, mount_bpffs, mount_tmpfs,
    unmount_bpffs,
};
use outcome::{document, run};

/// A namespace whose TIME_WAIT rows keep their ports, a group for clients, and a journal and a bpffs that nobody else sees.
struct Host {
    group: Cgroup,
    netns: Netns,
}

impl Host {
    fn new(range: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let netns = Netns::enter_fresh().unwrap();
        netns.sysctl("net.ipv4.ip_local_port_range", range).unwrap();
        netns.sysctl("net.ipv4.tcp_tw_reuse", "0").unwrap();
        mount_tmpfs("/var/lib".as_ref(), 1024 * 1024).unwrap();
        mount_bpffs().unwrap();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let group = Cgroup::make(&format!("lab-fix-spread-{}-{number}", std::process::id())).unwrap();
        Host { group, netns }
    }

    fn client(&self, keep: bool) -> LoadProcess {
        let dial = Dial::to("127.0.0.1:9001".parse().unwrap());
        let client = LoadProcess::dialer("lab-client", &dial, keep).unwrap();
        self.group.take(client.pid()).unwrap();
        client
    }

    fn on(&self, more: &[&str]) -> Command {
        let cgroup = self.group.path().to_str().unwrap();
        spread(&[&["on", "--cgroup", cgroup, "--to", "127.0.0.1:9001"], more].concat())
    }
}

fn server() -> Server {
    Server::on("0.0.0.0:9001".parse().unwrap(), Conduct::CloseSecond).unwrap()
}

fn spread(arguments: &[&str]) -> Command {
    fix(&[&["spread"], arguments].concat())
}

fn fix(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lastack"));
    // Variables of the caller say nothing here, least of all another namespace.
    command.arg("fix").args(arguments).env_clear().env("LASTACK_NETNS", "nowhere").stdin(Stdio::null());
    command
}

/// It ends with this code and says this.
fn check(command: Command, code: i32, words: &str) -> String {
    let (output, said) = run(command);
    assert_eq!(output.status.code(), Some(code), "{said}");
    // A screen breaks lines between words, and Chinese anywhere.
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    assert!(bare(&said).contains(&bare(words)), "{said}");
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

const NO_PORT: Option<i32> = Some(99);

fn ended(refused: Refused) -> (u64, Option<i32>) {
    (refused.opened, refused.by.map(|errno| errno.raw_os_error()))
}

#[test]
fn an_unchanged_program_opens_more_than_20000_connections_over_a_range_of_100_ports() {
    let host = Host::new("40000 40099");
    let _server = server();
    let mut client = host.client(false);
    assert_eq!(ended(client.until_refused(1_000_000).unwrap()), (100, NO_PORT));
    let done = document(host.on(&["--yes", "--format", "json"]), 0);
    assert_eq!((done["kind"].as_str(), done["done"]["stands"].as_bool()), (Some("spread"), Some(true)));
    // The ordinary way is what has no port left.
    assert_eq!(done["trial"]["ordinary"].as_str(), Some("no_port"));
    assert_eq!((done["ports"].as_u64(), done["holds"].as_str()), (Some(100), Some("24900")));
    let (opened, by) = ended(client.until_refused(1_000_000).unwrap());
    println!("100 connections without, {opened} with 249 addresses");
    // One port may be kept from all of them by the trial.
    assert!(opened > 20_000 && (249 * 99..=249 * 100).contains(&opened), "{opened}");
    assert_eq!(by, NO_PORT);
    let status = document(spread(&["--format", "json"]), 0);
    let addresses = status["spreads"][0]["addresses"].as_array().unwrap();
    let number = |share: &serde_json::Value, key: &str| share[key].as_str().unwrap().parse::<u64>().unwrap();
    let each: Vec<u64> = addresses.iter().map(|share| number(share, "given")).collect();
    assert_eq!((each.len(), each.iter().sum::<u64>()), (249, opened + 1));
    assert!(each.iter().all(|given| (99..=101).contains(given)), "{each:?}");
    // None was left out before all were full, and all are counted as in use.
    assert!(addresses.iter().all(|share| number(share, "ended") + number(share, "open") >= 99));
    assert!(Path::new("/sys/fs/bpf/lastack").exists());
    let said = check(spread(&["off"]), 0, "taken away");
    assert!(!Path::new("/sys/fs/bpf/lastack").exists(), "{said}");
    check(spread(&["off"]), 1, "No connections are spread there");
    check(spread(&[]), 0, "No connections are spread on this host");
    drop(client);
}

#[test]
fn it_asks_on_a_terminal_says_that_it_is_lost_at_reboot_and_the_journal_tells_and_undoes_it() {
    let host = Host::new("40000 40099");
    let _server = server();
    let mut client = host.client(true);
    let cgroup = host.group.path().to_str().unwrap().to_owned();
    check(host.on(&[]), 3, "Nothing was changed: nobody agreed");
    assert!(!Path::new("/sys/fs/bpf/lastack").exists() && !Path::new("/var/lib/lastack").exists());
    let mut terminal = Terminal::start(host.on(&["--from", "127.0.0.2-127.0.0.24"])).unwrap();
    terminal.hear("[y/N]").unwrap();
    terminal.say("n").unwrap();
    assert_eq!(terminal.end().unwrap(), Some(3));
    let mut terminal = Terminal::start(host.on(&["--from", "127.0.0.2-127.0.0.24"])).unwrap();
    let plan = terminal.hear("[y/N]").unwrap();
    for words in ["100 -> 2,300", "a reboot takes it away too"] {
        assert!(plan.split_whitespace().collect::<Vec<_>>().join(" ").contains(words), "{plan}");
    }
    terminal.say("y").unwrap();
    terminal.hear("It is lost at reboot").unwrap();
    assert_eq!(terminal.end().unwrap(), Some(0));
    assert_eq!(ended(client.until_refused(46).unwrap()), (46, None));
    check(spread(&["status"]), 0, "46 connections from 23 addresses, 0 to 16 from each");
    check(spread(&["status", "--lang", "zh"]), 0, "共 46 个连接，来自 23 个地址，每个 0～16 个");
    check(host.on(&["--yes"]), 3, "spreads these connections already");
    let log = document(fix(&["log", "--format", "json"]), 0);
    let change = &log["changes"][0];
    assert_eq!(
        (change["state"].as_str(), change["spread"]["state"].as_str()),
        (Some("stands"), Some("written"))
    );
    assert_eq!(change["spread"]["from"].as_str(), Some("127.0.0.2-127.0.0.24"));
    check(fix(&["log", "--lang", "zh"]), 0, "已生效");
    check(spread(&["off", "--cgroup", "/no-such-group"]), 1, "No connections are spread there");
    check(fix(&["rollback"]), 0, "taken away");
    // Connections stay, and new ones come from where they came before. Trials have left rows of TIME_WAIT there.
    let (opened, by) = ended(client.until_refused(10_000).unwrap());
    assert!((80..=100).contains(&opened) && by == NO_PORT, "{opened}");
    // A journal that has gone does not leave programs behind that nobody can take away.
    check(host.on(&["--yes", "--from", "127.0.0.2-127.0.0.24"]), 0, "come from 23 addresses now");
    std::fs::remove_dir_all("/var/lib/lastack").unwrap();
    check(spread(&["status"]), 0, "not in the journal");
    check(spread(&["off", "--cgroup", &cgroup]), 0, "taken away");
    assert!(!Path::new("/sys/fs/bpf/lastack").exists());
}

/// A server of others, ended by its own id.
struct Other(Child);

impl Other {
    fn start(program: &str, arguments: &[&str], listening: &str) -> Self {
        let child = Command::new(program).args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        assert!(child.is_ok(), "{program} is not here: apt-get install nginx-light redis-server");
        let mut other = Other(child.unwrap());
        while TcpStream::connect(listening).is_err() {
            assert!(other.0.try_wait().unwrap().is_none(), "{program} has ended by itself");
            std::thread::yield_now();
        }
        other
    }
}

impl Drop for Other {
    /// Asked to end soon, it ends its workers before itself.
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-INT", &self.0.id().to_string()]).status();
        let _ = self.0.wait();
    }
}

/// Connections that a worker of nginx holds: it has answered on each.
fn busy(count: usize) -> Vec<TcpStream> {
    let one = |_| {
        let mut stream = TcpStream::connect("127.0.0.1:9001").unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
        assert!(stream.read(&mut [0; 4]).unwrap() > 0);
        stream
    };
    (0..count).map(one).collect()
}

/// A program in a file system of its own, as a container has: a folder of ours is `at` there, and nothing of it is here.
fn contained(folder: &Path, at: &str, program: &[&str]) -> Other {
    let tree = tempfile::tempdir().unwrap();
    let script = "mount --rbind / \"$1\" && mount --bind \"$2\" \"$1$3\" && cd \"$1\" && pivot_root . . && umount -l . \
                  && cd / && shift 3 && exec \"$@\"";
    let [tree, folder] = [tree.path(), folder].map(|path| path.to_str().unwrap());
    let unshare = ["--mount", "--propagation", "private", "sh", "-c", script, "sh", tree, folder, at];
    Other::start("unshare", &[&unshare, program].concat(), "127.0.0.1:9001")
}

#[test]
fn a_server_that_takes_its_own_address_alone_is_found_by_the_trial() {
    let host = Host::new("40000 40099");
    // Without a password and with protected-mode, as it is installed, it answers 127.0.0.1 and ::1 alone.
    let redis = ["--port", "9001", "--save", "", "--bind", "0.0.0.0", "--protected-mode", "yes"];
    let _redis = Other::start("redis-server", &redis, "127.0.0.1:9001");
    let said = check(host.on(&["--yes"]), 3, "accepted and closed at once");
    assert!(said.contains("protected-mode"), "{said}");
    check(host.on(&["--yes", "--lang", "zh"]), 3, "接受后马上断开");
    assert!(!Path::new("/sys/fs/bpf/lastack").exists());
}

#[test]
fn a_rule_of_nginx_that_would_refuse_the_pool_is_named_and_stops_it() {
    let host = Host::new("40000 40099");
    // It makes its folders for bodies there, whatever it is told.
    std::fs::create_dir("/var/lib/nginx").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let conf = folder.path().join("nginx.conf");
    std::fs::write(
        &conf,
        format!(
            "daemon off; error_log /dev/null; pid {0}/pid;\nevents {{}}\nhttp {{\n access_log off;\n server {{\n  \
             listen 9001;\n  allow 127.0.0.1;\n  deny all;\n }}\n}}\n",
            folder.path().display()
        ),
    )
    .unwrap();
    let conf = conf.to_str().unwrap();
    let _nginx = Other::start("nginx", &["-c", conf], "127.0.0.1:9001");
    // A busy worker has more sockets than who started it, and no option on its command line.
    let _busy = busy(3);
    let said = check(host.on(&["--yes"]), 3, "nginx would refuse 127.0.0.2");
    assert!(said.contains("line 8: deny all") && !said.contains("/proc/"), "{said}");
    check(host.on(&["--yes", "--despite-rules", "--from", "127.0.0.2-127.0.0.4"]), 0, "from 3 addresses now");
    check(spread(&["off"]), 0, "taken away");
}

#[test]
fn nginx_in_a_container_is_judged_by_its_own_files() {
    let host = Host::new("40000 40099");
    std::fs::create_dir("/var/lib/nginx").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "nginx.conf",
        "daemon off; error_log /dev/null; pid /var/lib/nginx/pid;\nevents {}\nhttp {\n access_log off;\n \
         include /etc/nginx/sites-enabled/*;\n}\n",
    );
    write("sites-available/app", "server {\n listen 9001;\n include snippets/local.conf;\n}\n");
    write("snippets/local.conf", "allow 127.0.0.1;\ndeny all;\n");
    std::fs::create_dir(folder.path().join("sites-enabled")).unwrap();
    // As Debian has it: from our own root it leads nowhere, or to another server's file.
    let link = folder.path().join("sites-enabled/app");
    std::os::unix::fs::symlink("/etc/nginx/sites-available/app", link).unwrap();
    let nginx = contained(folder.path(), "/etc/nginx", &["nginx"]);
    let _busy = busy(3);
    let rule = "nginx would refuse 127.0.0.2: /etc/nginx/snippets/local.conf line 2, in the file system of its process";
    check(host.on(&["--yes"]), 3, &format!("{rule} {}: deny all", nginx.0.id()));
    check(host.on(&["--yes", "--lang", "zh"]), 3, "/etc/nginx/snippets/local.conf");
    assert!(!Path::new("/sys/fs/bpf/lastack").exists());
    // Once its own files take the pool, nothing stands in the way.
    write("snippets/local.conf", "allow 127.0.0.0/8;\ndeny all;\n");
    check(host.on(&["--yes"]), 0, "come from 249 addresses now");
    check(spread(&["off"]), 0, "taken away");
}

#[test]
fn postgresql_in_a_container_is_judged_by_the_rules_that_it_reads() {
    let host = Host::new("40000 40099");
    let folder = tempfile::tempdir().unwrap();
    let entered = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    std::fs::set_permissions(folder.path(), entered).unwrap();
    let bin = std::fs::read_dir("/usr/lib/postgresql").expect("apt-get install postgresql");
    let bin = bin.last().unwrap().unwrap().path().join("bin");
    let [initdb, postgres] = ["initdb", "postgres"].map(|name| bin.join(name).to_str().unwrap().to_owned());
    let user = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", "env", "LC_ALL=C"];
    let data = folder.path().join("data");
    let mut made = Command::new(user[0]);
    made.args(&user[1..]).args([&initdb, "-A", "trust", "--no-sync", "-D"]).arg(&data);
    let made = made.stdin(Stdio::null()).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let server =
        [&user[..], &[&postgres, "-D", "/srv/data", "-p", "9001", "-k", "", "-h", "127.0.0.1"]].concat();
    let start = |more: &[&str]| contained(folder.path(), "/srv", &[&server, more].concat());
    // As initdb writes it: 127.0.0.1/32 and nothing else of IPv4.
    let postgres = start(&[]);
    let said = check(host.on(&["--yes"]), 3, "postgres would refuse 127.0.0.2: /srv/data/pg_hba.conf line");
    let place =
        format!("in the file system of its process {}: host all all 127.0.0.1/32 trust", postgres.0.id());
    assert!(said.contains(&place), "{said}");
    drop(postgres);
    // Told of another file it reads that alone.
    std::fs::write(data.join("app.conf"), "host all all 127.0.0.1/32 trust\n").unwrap();
    std::fs::write(data.join("pg_hba.conf"), "host all all 127.0.0.0/8 trust\n").unwrap();
    let postgres = start(&["-c", "hba_file=/srv/data/app.conf"]);
    check(host.on(&["--yes"]), 3, "postgres would refuse 127.0.0.2: /srv/data/app.conf line 1");
    drop(postgres);
    let _postgres = start(&[]);
    check(host.on(&["--yes"]), 0, "come from 249 addresses now");
    check(spread(&["off"]), 0, "taken away");
}

#[test]
fn what_cannot_be_spread_is_refused_with_its_reason_and_nothing_is_attached() {
    let host = Host::new("40000 40099");
    check(host.on(&["--yes"]), 3, "nobody listens on 127.0.0.1:9001");
    let _server = server();
    let cgroup = host.group.path().to_str().unwrap().to_owned();
    let to =
        |to: &str, more: &[&str]| spread(&[&["on", "--yes", "--cgroup", &cgroup, "--to", to], more].concat());
    check(
        to("127.0.0.1:9001", &["--from", "10.9.9.9"]),
        3,
        "10.9.9.9 is no address of this network namespace",
    );
    check(to("127.0.0.1:9001", &["--from", "127.255.255.255"]), 3, "127.255.255.255 is no address");
    check(to("127.0.0.1:9001", &["--from", "::1"]), 3, "another family");
    check(to("[::1]:9001", &[]), 3, "only loopback address of IPv6");
    check(to("127.0.0.1:9001", &["--from", "127.0.0.0/8"]), 2, "no list of addresses");
    host.netns.add_loopback_address("10.7.0.1".parse().unwrap()).unwrap();
    check(to("10.7.0.1:9001", &[]), 3, "no second address");
    host.netns.sysctl("net.ipv4.ip_nonlocal_bind", "1").unwrap();
    check(to("10.7.0.1:9001", &["--from", "10.7.0.1"]), 3, "net.ipv4.ip_nonlocal_bind is 1");
    host.netns.sysctl("net.ipv4.ip_nonlocal_bind", "0").unwrap();
    check(spread(&["on", "--yes", "--to", "127.0.0.1:9001"]), 2, "Whose connections?");
    check(spread(&["on", "--yes", "--cgroup", &cgroup]), 2, "Which destination?");
    check(spread(&["off", "--pid", "1"]), 2, "belong to lastack fix spread on");
    check(spread(&["on", "--yes", "--cgroup", "/no-such", "--to", "127.0.0.1:9001"]), 3, "no control group");
    let dead = u32::MAX >> 9;
    check(spread(&["on", "--yes", "--pid", &dead.to_string(), "--to", "127.0.0.1:9001"]), 3, "no process");
    assert!(!Path::new("/sys/fs/bpf/lastack").exists() && !Path::new("/var/lib/lastack/journal").exists());
    // Others may make folders in bpffs as it is mounted: ours must be ours alone.
    std::fs::create_dir("/sys/fs/bpf/lastack").unwrap();
    check(host.on(&["--yes"]), 3, "others may write or read it");
    std::fs::remove_dir("/sys/fs/bpf/lastack").unwrap();
    unmount_bpffs().unwrap();
    check(host.on(&["--yes"]), 3, "mount -t bpf bpf /sys/fs/bpf");
    check(spread(&["status"]), 0, "No connections are spread");
}

#[test]
fn a_group_is_found_by_a_process_a_unit_and_a_container() {
    let host = Host::new("40000 40099");
    let _server = server();
    let id = format!("{:08x}{:056x}", std::process::id(), 77);
    let unit = format!("docker-{id}.scope");
    let group = Cgroup::make(&unit).unwrap();
    let client = host.client(false);
    group.take(client.pid()).unwrap();
    let pid = client.pid().to_string();
    for who in [["--pid", &pid], ["--unit", &unit], ["--container", &id[..16]]] {
        let on = spread(&[&["on", "--yes", "--to", "127.0.0.1:9001"], &who[..]].concat());
        let said = check(on, 0, "come from 249 addresses now");
        assert!(
            said.contains(&format!("/docker-{}", &id[..16])) && said.contains(&format!("lab-client ({pid})")),
            "{said}"
        );
        check(spread(&["off"]), 0, "taken away");
    }
    // Its own group is the root one, or has other processes in it: which one is not for this test to say.
    drop(client);
}
