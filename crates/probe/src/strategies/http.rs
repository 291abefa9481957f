//! One request a check over one kept connection, its answer read to the end. GET or HEAD, unless another is told.

use std::io;
use std::time::{Duration, Instant};

use lastack_model::{ProbeHttp, ProbeReason};

use crate::answer::{Answer, Progress};
use crate::settings::silence;
use crate::{Conduct, Ending, Fault, Found, Http, Kind, Link, Memory, Next, Ready, Settings, Strategy};

pub(super) static STRATEGY: Strategy = Strategy { id: "http", kind: Kind::Connects(begin) };

fn begin(settings: &Settings, memory: &Memory) -> Box<dyn Conduct> {
    let http = &settings.http;
    Box::new(Ask {
        request: request(http, http.host.as_deref().unwrap_or(&memory.host)),
        expect: http.expect.clone(),
        head_only: http.method == "HEAD",
        silence: silence(settings.timeout),
        sent: 0,
        asked: None,
        first_byte: None,
        reused: false,
        answer: Answer::default(),
    })
}

fn request(http: &Http, host: &str) -> Vec<u8> {
    format!(
        "{} {} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: lastack/{}\r\nAccept: */*\r\n\r\n",
        http.method,
        http.path,
        env!("CARGO_PKG_VERSION"),
    )
    .into_bytes()
}

#[derive(Debug)]
struct Ask {
    request: Vec<u8>,
    expect: Vec<u16>,
    head_only: bool,
    /// How long a connection that was kept may be silent when it is asked, before a new one proves that; `None` where the
    /// timeout is too short for both
    silence: Option<Duration>,
    /// Bytes of the request that were written
    sent: usize,
    /// When the request began; `None` between two checks
    asked: Option<Instant>,
    first_byte: Option<Duration>,
    reused: bool,
    answer: Answer,
}

impl Ask {
    fn ask(&mut self, link: &mut dyn Link, reused: bool) -> Next {
        self.sent = 0;
        self.asked = Some(Instant::now());
        self.first_byte = None;
        self.reused = reused;
        self.answer = Answer::new(self.head_only);
        self.write(link)
    }

    fn write(&mut self, link: &mut dyn Link) -> Next {
        while self.sent < self.request.len() {
            match link.write(&self.request[self.sent..]) {
                Ok(count) => self.sent += count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    return Next::Wait { write: true, at_most: None };
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return self.broken(&error),
            }
        }
        Next::wait()
    }

    /// A connection that was kept may be cut just as it is asked: a new one tells.
    fn broken(&self, error: &io::Error) -> Next {
        if self.reused && self.answer.is_empty() {
            return Next::Lost(None);
        }
        Next::failed(Fault::of_connection(error))
    }

    fn read(&mut self, link: &mut dyn Link) -> Next {
        let mut buffer = [0_u8; 16 * 1024];
        for _ in 0..PIECES {
            let progress = match link.read(&mut buffer) {
                Ok(0) if self.reused && self.answer.is_empty() => return Next::Lost(None),
                Ok(0) if self.answer.is_empty() => return Next::failed(Fault::of(ProbeReason::Closed)),
                Ok(0) if self.answer.end() == Progress::Whole => Progress::Whole,
                // It began to answer, and did not end.
                Ok(0) => return Next::failed(Fault::of(ProbeReason::Closed)),
                Ok(count) => {
                    let asked = self.asked.map_or(Duration::ZERO, |at| at.elapsed());
                    self.first_byte.get_or_insert(asked);
                    self.answer.take(&buffer[..count])
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Next::wait(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return self.broken(&error),
            };
            match progress {
                Progress::More => {}
                Progress::Whole => return self.told(),
                Progress::Wrong => return Next::failed(Fault::of(ProbeReason::NotHttp)),
            }
        }
        Next::wait()
    }

    fn told(&mut self) -> Next {
        let Some(head) = self.answer.head else { return Next::failed(Fault::of(ProbeReason::NotHttp)) };
        let took = self.asked.take().map_or(Duration::ZERO, |at| at.elapsed());
        let first_byte = self.first_byte.unwrap_or(took);
        // Where nothing is said, a redirection is an answer as well: it is not followed.
        let fine = match self.expect.is_empty() {
            true => (200..400).contains(&head.status),
            false => self.expect.contains(&head.status),
        };
        let found = Found {
            fault: (!fine).then(|| Fault::of(ProbeReason::HttpStatus)),
            http: Some(Box::new(ProbeHttp {
                status: head.status,
                minor: head.minor,
                body_bytes: self.answer.body_bytes,
                content_length: head.length,
                last_modified_s: head.last_modified_s,
                reused: self.reused,
                redirects: 0,
                first_byte,
                transfer: took.saturating_sub(first_byte),
            })),
            ..Found::default()
        };
        if head.keeps { Next::Keep(found) } else { Next::Done(found, Ending::Polite) }
    }
}

/// Reads in a row, so that one large body does not hold up all others.
const PIECES: usize = 16;

impl Conduct for Ask {
    fn connected(&mut self, link: &mut dyn Link) -> Next {
        self.ask(link, false)
    }

    fn ready(&mut self, link: &mut dyn Link, ready: Ready) -> Next {
        // Between two checks a server may close what is idle; the next check makes a new connection.
        if self.asked.is_none() {
            return if ready.read { Next::Done(Found::up(), Ending::Polite) } else { Next::wait() };
        }
        if ready.write && self.sent < self.request.len() {
            let next = self.write(link);
            if !matches!(next, Next::Wait { .. }) || !ready.read {
                return next;
            }
        }
        if ready.read { self.read(link) } else { Next::wait() }
    }

    /// The request has been on its way for as long as the peer may be silent.
    fn elapsed(&mut self, link: &mut dyn Link) -> Next {
        // A server that took the request and ponders is slow; one that never got it may have been forgotten on the way.
        let lost = self.reused && self.asked.is_some() && link.info().is_some_and(|info| info.unacked);
        if lost { Next::Lost(Some(Fault::timed_out())) } else { Next::wait() }
    }

    fn again(&mut self, link: &mut dyn Link) -> Next {
        match self.ask(link, true) {
            Next::Wait { write, at_most } => Next::Wait { write, at_most: self.silence.or(at_most) },
            next => next,
        }
    }
}
