//! Customers of a chat server behind a front: each holds a connection, loses it when the front has no answer for him, and comes again.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::io::{Errno, read, write};

use crate::load::Talk;
use crate::{Connection, Dial, LabError};

/// Between two looks at what is due.
const TICK: Duration = Duration::from_millis(10);
/// Between two reports.
const REPORT: Duration = Duration::from_millis(500);
/// A customer who is out tries again so soon.
const AGAIN: Duration = Duration::from_millis(200);

/// So many times a second each customer tries, on average, where it is a storm.
const STORM: u64 = 2;

/// A front and its customers.
pub(crate) struct Front {
    /// How the front reaches the server
    pub(crate) dial: Dial,
    /// Customers
    pub(crate) count: usize,
    /// Questions a second, over all customers
    pub(crate) per_second: f64,
    /// Whether questions go over one connection that is kept, or each over one of its own
    pub(crate) keeps: bool,
}

/// What is told.
#[derive(Default)]
struct Told {
    attempts: u64,
    failures: u64,
    errors: BTreeMap<i32, u64>,
    times_us: Vec<u64>,
    /// Reconnects of the second at hand, and those that got no port
    tries: u64,
    refused: u64,
}

struct Work {
    front: Front,
    customers: Vec<Option<Connection>>,
    /// When each of those who are out tries again
    due: Vec<Instant>,
    kept: Option<Connection>,
    told: Told,
    connects: u64,
}

impl Front {
    /// Works until standard input ends; the line `keep` makes it keep the connection of its questions, and is answered `keeping`.
    ///
    /// Twice a second `report ATTEMPTS FAILURES US,… ERRNO=COUNT,…` of the questions: that of a customer who is out has failed. In
    /// each second of a storm `storm: …`, and when all are in again `over: …`.
    pub(crate) fn run(self, talk: &mut Talk<impl Read, impl Write>) -> Result<(), LabError> {
        let (said, hears) = channel();
        thread::spawn(move || {
            let lines = std::io::stdin().lines().map_while(Result::ok);
            lines.map(|line| said.send(line)).take_while(Result::is_ok).for_each(drop);
        });
        let (count, per_second) = (self.count, self.per_second);
        let customers = self.dial.open(count as u64)?.into_iter().map(Some).collect();
        let now = Instant::now();
        let due = vec![now; count];
        let mut work =
            Work { front: self, customers, due, kept: None, told: Told::default(), connects: count as u64 };
        let (started, mut asked) = (now, 0_u64);
        let (mut reported, mut second, mut storm) = (now, now, false);
        talk.say("ready")?;
        loop {
            match hears.recv_timeout(TICK) {
                Ok(line) if line == "keep" => {
                    work.front.keeps = true;
                    talk.say("keeping")?;
                }
                Ok(other) => return Err(LabError::Asked(format!("a front cannot do {other}"))),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            let wanted = (started.elapsed().as_secs_f64() * per_second) as u64;
            // What a stall of more than a second has left out is not asked any more: it would be more than the load.
            asked = asked.max(wanted.saturating_sub(per_second as u64));
            while asked < wanted {
                work.question((asked % count.max(1) as u64) as usize);
                asked += 1;
            }
            work.reconnect();
            if reported.elapsed() >= REPORT {
                reported = Instant::now();
                talk.say(&work.told.report())?;
            }
            if second.elapsed() >= Duration::from_secs(1) {
                second = Instant::now();
                let (out, told) = (work.out(), &mut work.told);
                if told.tries >= STORM * count as u64 {
                    storm = true;
                    talk.say(&format!(
                        "storm: {out} of {count} customers are out, {} reconnects in a second, {} found no port",
                        told.tries, told.refused
                    ))?;
                } else if storm && out == 0 {
                    storm = false;
                    talk.say(&format!(
                        "over: all {count} customers are in, {} reconnects in a second",
                        told.tries
                    ))?;
                }
                (told.tries, told.refused) = (0, 0);
            }
        }
    }
}

impl Work {
    fn out(&self) -> usize {
        self.customers.iter().filter(|customer| customer.is_none()).count()
    }

    /// One question for a customer; without an answer the front gives him up.
    fn question(&mut self, customer: usize) {
        self.told.attempts += 1;
        let began = Instant::now();
        let answered = match self.customers.get(customer) {
            Some(Some(_)) => self.ask(),
            _ => Err(Errno::NOTCONN),
        };
        match answered {
            Ok(()) => self.told.times_us.push(u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX)),
            Err(errno) => {
                self.told.failures += 1;
                *self.told.errors.entry(errno.raw_os_error()).or_default() += 1;
                if let Some(held) = self.customers.get_mut(customer) {
                    *held = None;
                }
            }
        }
    }

    fn ask(&mut self) -> Result<(), Errno> {
        let connection = match self.kept.take() {
            Some(kept) => kept,
            None => self.connect()?,
        };
        write(&connection, b"?")?;
        if read(&connection, &mut [0_u8; 1])? == 0 {
            return Err(Errno::CONNRESET);
        }
        if self.front.keeps {
            self.kept = Some(connection);
            return Ok(());
        }
        connection.finish_writing();
        while read(&connection, &mut [0_u8; 64])? > 0 {}
        Ok(())
    }

    fn reconnect(&mut self) {
        let now = Instant::now();
        for customer in 0..self.customers.len() {
            if self.customers[customer].is_some() || self.due[customer] > now {
                continue;
            }
            self.due[customer] = now + AGAIN;
            self.told.tries += 1;
            match self.connect() {
                Ok(connection) => self.customers[customer] = Some(connection),
                Err(_) => self.told.refused += 1,
            }
        }
    }

    fn connect(&mut self) -> Result<Connection, Errno> {
        self.connects += 1;
        self.front.dial.connect(self.connects).map_err(|error| match error {
            LabError::Socket { source, .. } => source,
            _ => Errno::INVAL,
        })
    }
}

impl Told {
    fn report(&mut self) -> String {
        let list = |words: Vec<String>| if words.is_empty() { "-".to_owned() } else { words.join(",") };
        let times = std::mem::take(&mut self.times_us).iter().map(u64::to_string).collect();
        let errors = self.errors.iter().map(|(errno, count)| format!("{errno}={count}")).collect();
        format!("report {} {} {} {}", self.attempts, self.failures, list(times), list(errors))
    }
}
