//! The workloads as a program of its own, so that the one who closes has a name and a pid.
//!
//! `netlab-load NAME VERB key=value…`: NAME becomes the comm. It answers one line when the work is done, keeps
//! what it holds, and ends when its standard input ends, so it never outlives whoever started it.

use std::collections::HashMap;
use std::ffi::CString;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::str::FromStr;
use std::time::Duration;

use rustix::net::SocketFlags;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::customers::Front;
use crate::drive::{Ask, Drive};
use crate::parting::{Heir, PARTINGS};
use crate::rehearse;
use crate::{
    Churn, Closer, Conduct, Connection, Dial, LabError, Pace, Parting, Reuse, Server, ServerOptions, Source,
    SynBurst, bind_only,
};

/// What the dialling program does with its connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Closed one after the other
    Close(Closer),
    /// Kept open
    Hold,
    /// Begun and not waited for
    Begin,
}

/// Runs one verb to its end. `input` and `output` are the pipes to whoever started it.
pub fn main(args: &[String], input: impl Read, output: impl Write) -> Result<(), LabError> {
    let [name, verb, rest @ ..] = args else {
        return Err(LabError::Asked(
            "usage: netlab-load NAME serve|dial|pace|bind|churn|part|until|drive|bounce|crowd|front|zabbix-server|flood|wait key=value…".to_owned(),
        ));
    };
    set_name(name)?;
    let wish = Wish::read(rest)?;
    let mut talk = Talk { input: BufReader::new(input), output };
    match verb.as_str() {
        "serve" => serve(&wish, &mut talk),
        "dial" => {
            let _kept = dial(&wish)?;
            talk.say(&format!("done {}", wish.number::<u64>("count")?))?;
            talk.wait_for_end()
        }
        "pace" => pace(&wish, &mut talk),
        "bind" => {
            let _kept = bind_only(wish.number("address")?, wish.number("count")?)?;
            talk.say("done")?;
            talk.wait_for_end()
        }
        "churn" => churn(&wish, &mut talk),
        "part" => part(name, &wish, &mut talk),
        "until" => until_refused(&wish, &mut talk),
        "drive" => drive(&wish, &mut talk),
        "flood" => {
            let burst = SynBurst {
                target: wish.number("at")?,
                count: wish.number("count")?,
                peers: wish.number("peers")?,
            };
            rehearse::flood(&burst, Duration::from_millis(wish.number("every_ms")?), &mut talk)
        }
        "bounce" => rehearse::bounce(wish.number("at")?, &mut talk),
        "front" => {
            let front = Front {
                dial: Dial::to_each(wish.list("to")?).from(source(&wish)?),
                count: wish.number("customers")?,
                per_second: wish.number("per_second")?,
                keeps: wish.number::<u8>("keeps")? != 0,
            };
            front.run(&mut talk)
        }
        "zabbix-server" => {
            crate::zabbix::serve(wish.number("at")?, std::path::Path::new(wish.get("config")?), &mut talk)
        }
        "crowd" => rehearse::crowd(&Dial::to_each(wish.list("to")?).from(source(&wish)?), &mut talk),
        "wait" => {
            talk.say("waiting")?;
            talk.wait_for_end()
        }
        other => Err(LabError::Asked(format!("there is no workload {other}"))),
    }
}

fn serve(wish: &Wish, talk: &mut Talk<impl Read, impl Write>) -> Result<(), LabError> {
    if wish.0.contains_key("descriptors") {
        let current = Some(wish.number("descriptors")?);
        let maximum = getrlimit(Resource::Nofile).maximum;
        setrlimit(Resource::Nofile, Rlimit { current, maximum })
            .map_err(|source| LabError::Call { action: "limit the descriptors", source })?;
    }
    let server = Server::start(&ServerOptions {
        addresses: wish.list("at")?,
        conduct: conduct(wish.get("conduct")?)?,
        backlog: wish.number("backlog")?,
        reuse: reuse(wish.get("reuse")?)?,
    })?;
    let addresses: Vec<String> = server.addresses().iter().map(SocketAddr::to_string).collect();
    talk.say(&format!("listening {}", addresses.join(",")))?;
    while let Some(line) = talk.hear()? {
        match line.split_once(' ') {
            Some(("accepted", count)) => server.wait_accepted(parse("accepted", count)?)?,
            Some(("finished", count)) => server.wait_finished(parse("finished", count)?)?,
            _ => return Err(LabError::Asked(format!("a server cannot wait for {line}"))),
        }
        talk.say(&line)?;
    }
    Ok(())
}

fn dial(wish: &Wish) -> Result<Vec<Connection>, LabError> {
    let dial = Dial::to_each(wish.list("to")?).from(source(wish)?);
    let count = wish.number("count")?;
    match wish.get("ending")? {
        "client" => dial.open_and_close(count, Closer::Client).map(|()| Vec::new()),
        "server" => dial.open_and_close(count, Closer::Server).map(|()| Vec::new()),
        "hold" => dial.open(count),
        "begin" => dial.begin(count),
        other => Err(LabError::Asked(format!("connections cannot end by {other}"))),
    }
}

fn pace(wish: &Wish, talk: &mut Talk<impl Read, impl Write>) -> Result<(), LabError> {
    let dial = Dial::to_each(wish.list("to")?).from(source(wish)?);
    let mut pace = Pace::new(dial, wish.number("per_second")?);
    pace.at_most = wish.number("at_most")?;
    let paced = pace.start()?;
    talk.say("started")?;
    talk.wait_for_end()?;
    paced.stop().map(drop)
}

/// Exchanges at a rate, told twice a second; see [`Drive`].
fn drive(wish: &Wish, talk: &mut Talk<impl Read, impl Write>) -> Result<(), LabError> {
    let closer = match wish.get("closer")? {
        "client" => Closer::Client,
        "server" => Closer::Server,
        other => return Err(LabError::Asked(format!("an exchange is not closed by {other}"))),
    };
    let drive = Drive {
        dial: Dial::to_each(wish.list("to")?).from(source(wish)?),
        per_second: wish.number("per_second")?,
        lanes: wish.number("lanes")?,
        closer,
        asks: match wish.get("asks")? {
            "no" => Ask::No,
            "byte" => Ask::Byte,
            "page" => Ask::Page,
            other => return Err(LabError::Asked(format!("an exchange asks no {other}"))),
        },
        keeps: wish.number::<u8>("keeps")? != 0,
        patience: Duration::from_millis(wish.number("patience_ms")?),
    };
    drive.run(|line| talk.say(line))
}

/// Answers a count, and how many to make from one source address, with the nanoseconds that the connections took.
fn churn(wish: &Wish, talk: &mut Talk<impl Read, impl Write>) -> Result<(), LabError> {
    let churn = Churn::to(wish.number("destinations")?)?;
    talk.say("ready")?;
    while let Some(line) = talk.hear()? {
        let (count, each) = line.split_once(' ').unwrap_or((&line, "0"));
        let took = churn.run_from(parse("count", count)?, parse("each", each)?)?;
        talk.say(&format!("took {}", took.as_nanos()))?;
    }
    Ok(())
}

/// Each line is a number: opens connections until one is refused, at most so many, and answers how many there were and the number of
/// the error, 0 for none.
fn until_refused(wish: &Wish, talk: &mut Talk<impl Read, impl Write>) -> Result<(), LabError> {
    let dial = Dial::to_each(wish.list("to")?).from(source(wish)?);
    let keep = wish.number::<u8>("keep")? != 0;
    let mut kept = Vec::new();
    talk.say("ready")?;
    while let Some(line) = talk.hear()? {
        let refused = dial.until_refused(parse("count", &line)?, keep.then_some(&mut kept))?;
        talk.say(&format!(
            "opened {} {}",
            refused.opened,
            refused.by.map_or(0, |errno| errno.raw_os_error())
        ))?;
    }
    Ok(())
}

/// Opens connections, waits for a line, and ends them. Below Exit the process ends with them.
fn part(name: &str, wish: &Wish, talk: &mut Talk<impl Read, impl Write>) -> Result<(), LabError> {
    let dial = Dial::to_each(wish.list("to")?).from(source(wish)?);
    let parting = parting(wish.get("by")?)?;
    let sockets = (0..wish.number("count")?).map(|index| dial.socket(index, SocketFlags::empty()));
    let mut sockets: Vec<OwnedFd> = sockets.collect::<Result<_, _>>()?;
    let heir = match parting {
        Parting::Heir => Some(Heir::start(&format!("{name}-heir"), &sockets)?),
        _ => None,
    };
    talk.say(&format!("open {}", heir.as_ref().map_or(0, Heir::pid)))?;
    if talk.hear()?.is_none() {
        // Whoever asked has gone: they are closed by the end of this process.
        std::mem::forget(sockets);
        return Ok(());
    }
    sockets = crate::parting::part(sockets, parting)?;
    drop(heir);
    if parting == Parting::Exit {
        std::mem::forget(sockets);
        return Ok(());
    }
    talk.say("parted")?;
    talk.wait_for_end()
}

fn set_name(name: &str) -> Result<(), LabError> {
    let bad = |_nul| LabError::Asked("a process name has no NUL".to_owned());
    let name = CString::new(name).map_err(bad)?;
    rustix::thread::set_name(&name)
        .map_err(|source| LabError::Call { action: "set the process name", source })
}

pub(crate) const CONDUCTS: [(Conduct, &str); 6] = [
    (Conduct::Echo, "echo"),
    (Conduct::CloseFirst, "close-first"),
    (Conduct::CloseSecond, "close-second"),
    (Conduct::Hold, "hold"),
    (Conduct::Leak, "leak"),
    (Conduct::NeverAccept, "never-accept"),
];

pub(crate) const REUSES: [(Reuse, &str); 3] =
    [(Reuse::No, "no"), (Reuse::Address, "address"), (Reuse::Port, "port")];

/// The word of a value in a table of words.
pub(crate) fn word<T: PartialEq>(table: &[(T, &'static str)], value: &T) -> &'static str {
    table.iter().find(|(known, _)| known == value).map_or("", |(_, word)| word)
}

fn conduct(word: &str) -> Result<Conduct, LabError> {
    let found = CONDUCTS.iter().find(|(_, known)| *known == word);
    found.map(|(conduct, _)| *conduct).ok_or_else(|| LabError::Asked(format!("no server does {word}")))
}

fn parting(word: &str) -> Result<Parting, LabError> {
    let found = PARTINGS.iter().find(|(_, known)| *known == word);
    found.map(|(parting, _)| *parting).ok_or_else(|| LabError::Asked(format!("nobody parts by {word}")))
}

fn reuse(word: &str) -> Result<Reuse, LabError> {
    let found = REUSES.iter().find(|(_, known)| *known == word);
    found.map(|(reuse, _)| *reuse).ok_or_else(|| LabError::Asked(format!("no listener reuses by {word}")))
}

fn source(wish: &Wish) -> Result<Source, LabError> {
    match wish.get("from")?.split_once(':') {
        None if wish.get("from")? == "kernel-reuse" => Ok(Source::KernelReuse),
        None => Ok(Source::Kernel),
        Some(("peers", count)) => Ok(Source::Peers(parse("from", count)?)),
        Some(("each", range)) => {
            let (first, count) = range.split_once('*').unwrap_or((range, "1"));
            Ok(Source::Each(parse("from", first)?, parse("from", count)?))
        }
        Some(("address", address)) => Ok(Source::Address(parse("from", address)?)),
        Some(("bind-first", address)) => Ok(Source::BindFirst(parse("from", address)?)),
        Some(("ports", first)) => Ok(Source::Ports(parse("from", first)?)),
        Some((other, _)) => Err(LabError::Asked(format!("connections cannot come from {other}"))),
    }
}

/// The word that [`source`] reads.
pub(crate) fn source_word(source: &Source) -> String {
    match source {
        Source::Kernel => "kernel".to_owned(),
        Source::KernelReuse => "kernel-reuse".to_owned(),
        Source::Peers(count) => format!("peers:{count}"),
        Source::Each(first, count) => format!("each:{first}*{count}"),
        Source::Address(address) => format!("address:{address}"),
        Source::BindFirst(address) => format!("bind-first:{address}"),
        Source::Ports(first) => format!("ports:{first}"),
    }
}

/// The key=value words of a command line.
struct Wish(HashMap<String, String>);

impl Wish {
    fn read(words: &[String]) -> Result<Self, LabError> {
        let pair = |word: &String| {
            let (key, value) = word.split_once('=')?;
            Some((key.to_owned(), value.to_owned()))
        };
        let pairs = words
            .iter()
            .map(|word| pair(word).ok_or_else(|| LabError::Asked(format!("{word} is not key=value"))));
        pairs.collect::<Result<_, _>>().map(Wish)
    }

    fn get(&self, key: &str) -> Result<&str, LabError> {
        self.0.get(key).map(String::as_str).ok_or_else(|| LabError::Asked(format!("{key}= is missing")))
    }

    fn number<T: FromStr>(&self, key: &str) -> Result<T, LabError> {
        parse(key, self.get(key)?)
    }

    fn list(&self, key: &str) -> Result<Vec<SocketAddr>, LabError> {
        self.get(key)?.split(',').map(|word| parse(key, word)).collect()
    }
}

fn parse<T: FromStr>(key: &str, word: &str) -> Result<T, LabError> {
    word.parse().map_err(|_unreadable| LabError::Asked(format!("{key}={word} cannot be read")))
}

/// The two pipes.
pub(crate) struct Talk<I, O> {
    input: BufReader<I>,
    output: O,
}

impl<I: Read, O: Write> Talk<I, O> {
    pub(crate) fn say(&mut self, line: &str) -> Result<(), LabError> {
        let said = writeln!(self.output, "{line}").and_then(|()| self.output.flush());
        said.map_err(|source| LabError::Program { what: "cannot answer".to_owned(), source: Some(source) })
    }

    /// `None` when whoever asks has gone.
    pub(crate) fn hear(&mut self) -> Result<Option<String>, LabError> {
        let mut line = String::new();
        match self.input.read_line(&mut line) {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some(line.trim_end().to_owned())),
            Err(source) => {
                Err(LabError::Program { what: "cannot be asked".to_owned(), source: Some(source) })
            }
        }
    }

    fn wait_for_end(&mut self) -> Result<(), LabError> {
        while self.hear()?.is_some() {}
        Ok(())
    }
}
