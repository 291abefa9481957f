//! Workloads that do one thing at each word: a service that is restarted, and a crowd that comes meanwhile.

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rustix::io::Errno;

use crate::drive::Ask;
use crate::load::Talk;
use crate::syn::{SynBurst, flood_here};
use crate::{Conduct, Connection, Dial, LabError, Server};

/// How long a service goes on trying to come up again: longer than a TIME_WAIT that a client left on its port.
const PATIENCE: Duration = Duration::from_secs(70);

/// A service on one port. `down` lets go of it, `up` tries once to have it again and answers `up` or `refused ERRNO`, `insist`
/// tries until it has it. After each try a line `report ATTEMPTS FAILURES - ERRNO=COUNT` follows, counted since the start.
pub(crate) fn bounce(at: SocketAddr, talk: &mut Talk<impl Read, impl Write>) -> Result<(), LabError> {
    let mut held = Some(Server::on(at, Conduct::CloseSecond)?);
    let (mut attempts, mut failures) = (0_u64, 0_u64);
    talk.say("listening")?;
    while let Some(line) = talk.hear()? {
        match line.as_str() {
            "down" => {
                held = None;
                talk.say("down")?;
            }
            "up" => {
                let answer = match bind(at) {
                    Ok(server) => {
                        held = Some(server);
                        "up".to_owned()
                    }
                    Err(errno) => {
                        failures += 1;
                        format!("refused {}", errno.raw_os_error())
                    }
                };
                attempts += 1;
                let errors = if failures == 0 {
                    "-".to_owned()
                } else {
                    format!("{}={failures}", Errno::ADDRINUSE.raw_os_error())
                };
                talk.say(&format!("report {attempts} {failures} - {errors}"))?;
                talk.say(&answer)?;
            }
            "insist" => {
                held = held.take().map_or_else(|| insist(at).map(Some), |server| Ok(Some(server)))?;
                talk.say("insist")?;
            }
            other => return Err(LabError::Asked(format!("a service cannot do {other}"))),
        }
    }
    drop(held);
    Ok(())
}

fn bind(at: SocketAddr) -> Result<Server, Errno> {
    match Server::on(at, Conduct::CloseSecond) {
        Ok(server) => Ok(server),
        Err(LabError::Socket { source, .. }) => Err(source),
        Err(_) => Err(Errno::INVAL),
    }
}

fn insist(at: SocketAddr) -> Result<Server, LabError> {
    let start = Instant::now();
    loop {
        match Server::on(at, Conduct::CloseSecond) {
            Ok(server) => return Ok(server),
            Err(error) if start.elapsed() > PATIENCE => return Err(error),
            Err(_) => std::thread::yield_now(),
        }
    }
}

/// SYNs that nobody follows up, again and again until the input ends: as many at once, then a pause. Those of them that are known
/// by their ends come again for nothing.
pub(crate) fn flood(
    burst: &SynBurst,
    pause: Duration,
    talk: &mut Talk<impl Read, impl Write>,
) -> Result<(), LabError> {
    flood_here(burst)?;
    talk.say("begun")?;
    while crate::drive::input_stands_for(pause)? {
        flood_here(burst)?;
    }
    Ok(())
}

/// Connections that are held: `open COUNT`, `ask` for a page on each without reading it, `close` and `reset`, each answered by its
/// word when it is done.
pub(crate) fn crowd(dial: &Dial, talk: &mut Talk<impl Read, impl Write>) -> Result<(), LabError> {
    let mut held: Vec<Connection> = Vec::new();
    talk.say("ready")?;
    while let Some(line) = talk.hear()? {
        match line.split_once(' ') {
            Some(("open", count)) => {
                let count = count.parse().map_err(|_unreadable| LabError::Asked(line.clone()))?;
                held.extend(dial.open(count)?);
                talk.say("open")?;
            }
            None if line == "ask" => {
                held.iter().try_for_each(|connection| connection.send(Ask::Page.bytes()))?;
                talk.say("ask")?;
            }
            None if line == "reset" => {
                held.drain(..).try_for_each(Connection::reset)?;
                talk.say("reset")?;
            }
            None if line == "close" => {
                held.clear();
                talk.say("close")?;
            }
            _ => return Err(LabError::Asked(format!("a crowd cannot do {line}"))),
        }
    }
    Ok(())
}
