//! A server of metrics, started and asked.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

/// Ends with its value.
pub(super) struct Running(Child);

impl Running {
    pub(super) fn pid(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a server that listens on this port, and waits until it does.
pub(super) fn start(command: &mut Command, port: u16) -> anyhow::Result<Running> {
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let running = Running(child.with_context(|| format!("starting {command:?}"))?);
    let begun = Instant::now();
    while let Err(error) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) {
        ensure!(begun.elapsed() < Duration::from_secs(30), "{command:?}: {error}");
        std::thread::yield_now();
    }
    Ok(running)
}

/// One connection to a server of metrics.
pub(super) struct Scraper(BufReader<TcpStream>);

impl Scraper {
    pub(super) fn to(port: u16) -> anyhow::Result<Self> {
        let socket = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).context("connecting for the scrape")?;
        socket.set_nodelay(true).context("setting up the scrape")?;
        Ok(Scraper(BufReader::new(socket)))
    }

    /// The page behind a path. `header` is a line, or empty.
    pub(super) fn get(&mut self, path: &str, header: &str) -> anyhow::Result<String> {
        write!(self.0.get_mut(), "GET {path} HTTP/1.1\r\nHost: bench\r\n{header}\r\n").context("asking")?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            ensure!(self.0.read_line(&mut line).context("reading")? > 0, "the server closed");
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().context("reading a length")?;
            }
        }
        let mut page = vec![0; length];
        self.0.read_exact(&mut page).context("reading a page")?;
        Ok(String::from_utf8_lossy(&page).into_owned())
    }
}
