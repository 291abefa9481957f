//! The programs that count a table beside `lastack states`.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};

use super::Programs;

/// The ritual that lastack replaces.
const AWK: &str = "netstat -n | awk '/^tcp/ {++S[$NF]} END {for (a in S) print a, S[a]}'";

/// Where node_exporter listens, in a namespace of the bench's own: below the range that connections there take their ports from. Whoever
/// asks for a port of that range before it listens may be given the port itself, and has connected to nobody but himself.
const EXPORTER_PORT: u16 = 910;

pub(super) type Start = fn(&Programs) -> Command;

/// The peers see one namespace, so lastack looks at one.
pub(super) fn lastack(programs: &Programs) -> Command {
    words(programs.lastack.as_os_str(), &["states", "--netns", "self"])
}

pub(super) fn raw_dump(programs: &Programs) -> Command {
    Command::new(&programs.raw_dump)
}

pub(super) fn ss(_: &Programs) -> Command {
    words("ss".as_ref(), &["-tan"])
}

pub(super) fn netstat_awk(_: &Programs) -> Command {
    words("sh".as_ref(), &["-c", AWK])
}

/// A Rust program that reads /proc/net/tcp. Its table takes 10 s of CPU for 1,000 rows, so it writes JSON.
pub(super) fn somo(_: &Programs) -> Command {
    words("somo".as_ref(), &["--tcp", "--json"])
}

fn words(program: &std::ffi::OsStr, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args);
    command
}

/// A whole process, its output thrown away.
pub(super) fn milliseconds(mut command: Command) -> anyhow::Result<f64> {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let start = Instant::now();
    let status = command.status().with_context(|| format!("starting {command:?}"))?;
    let elapsed = start.elapsed();
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(elapsed.as_secs_f64() * 1_000.0)
}

/// The same with an end: `None` where it took longer than this.
pub(super) fn milliseconds_within(most: Duration, mut command: Command) -> anyhow::Result<Option<f64>> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).process_group(0);
    let start = Instant::now();
    let child = command.spawn().with_context(|| format!("starting {command:?}"))?;
    let group = child.id();
    let (send, ended) = mpsc::channel();
    let waiting = thread::spawn(move || -> anyhow::Result<ExitStatus> {
        let mut child = child;
        let status = child.wait();
        // Nobody listens where it took too long.
        let _ = send.send(());
        Ok(status?)
    });
    let elapsed = match ended.recv_timeout(most) {
        Ok(()) => Some(start.elapsed()),
        Err(_) => {
            // All that a shell started is in its group.
            Command::new("kill")
                .args(["-KILL", "--", &format!("-{group}")])
                .status()
                .context("starting kill")?;
            None
        }
    };
    let status = waiting.join().map_err(|_panic| anyhow::anyhow!("waiting panicked"))??;
    ensure!(elapsed.is_none() || status.success(), "{command:?} ended with {status}");
    Ok(elapsed.map(|time| time.as_secs_f64() * 1_000.0))
}

/// node_exporter with the collector tcpstat alone, in the namespace in which it was started.
pub(super) struct Exporter {
    child: Child,
    address: SocketAddr,
}

impl Exporter {
    pub(super) fn start() -> anyhow::Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, EXPORTER_PORT));
        let mut command = Command::new("prometheus-node-exporter");
        command.args([
            "--collector.disable-defaults",
            "--collector.tcpstat",
            "--web.disable-exporter-metrics",
        ]);
        command.arg(format!("--web.listen-address={}", address));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().context("starting prometheus-node-exporter")?;
        let exporter = Exporter { child, address };
        let begun = Instant::now();
        while let Err(error) = TcpStream::connect(address) {
            ensure!(begun.elapsed() < Duration::from_secs(30), "node_exporter does not listen: {error}");
            thread::yield_now();
        }
        Ok(exporter)
    }

    /// One scrape: milliseconds, and the rows in TIME_WAIT that it tells.
    pub(super) fn scrape(&self) -> anyhow::Result<(f64, u64)> {
        let start = Instant::now();
        let mut socket = TcpStream::connect(self.address).context("asking it")?;
        // Version 1.0: the page ends where the connection does.
        socket.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").context("asking it")?;
        let mut page = String::new();
        socket.read_to_string(&mut page).context("reading its page")?;
        let elapsed = start.elapsed().as_secs_f64() * 1_000.0;
        let line = page
            .lines()
            .find_map(|line| line.strip_prefix("node_tcp_connection_states{state=\"time_wait\"} "));
        let Some(rows) = line.and_then(|value| value.parse::<f64>().ok()) else {
            bail!("node_exporter tells no time_wait: {page}");
        };
        Ok((elapsed, rows as u64))
    }
}

impl Drop for Exporter {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_takes_too_long_is_ended_with_all_that_it_started_and_has_no_time() {
        let endless = || words("sh".as_ref(), &["-c", "cat /dev/zero | cat"]);
        assert_eq!(milliseconds_within(Duration::from_millis(50), endless()).unwrap(), None);
        let short = words("true".as_ref(), &[]);
        assert!(milliseconds_within(Duration::from_secs(60), short).unwrap().is_some());
        assert!(milliseconds_within(Duration::from_secs(60), words("false".as_ref(), &[])).is_err());
    }
}
