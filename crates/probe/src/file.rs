//! The file of a run: what is watched, how, and from where. TOML, each mistake with its line and column.

mod mistake;

use std::cell::Cell;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use lastack_host::{Host, HostError, reason};
use lastack_model::words::Message;
use lastack_model::{Arg, Family, Unit, Untrusted, Value};
use serde::Deserialize;
use toml::Spanned;

use crate::allow::Allow;
use crate::settings::SHORTEST_SILENCE;
use crate::{Roots, Settings, SourcePorts, Target, Tls, Trust, expand, file_sd, strategy, system};

/// What a file asks for.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What is watched
    pub targets: Vec<Target>,
    /// Where connections come from; `None` for ports above the ephemeral range
    pub source_ports: Option<SourcePorts>,
    /// Where metrics are served; `None` for nowhere
    pub listen: Option<SocketAddr>,
    /// What `/probe?target=` may be asked for
    pub allow: Allow,
    /// Settings by the name of their module, for `/probe?module=`
    pub modules: Vec<(String, Arc<Settings>)>,
    /// Watch every port that this host listens on, with these settings
    pub local: Option<Arc<Settings>>,
    /// Other files that it was made of
    pub files: Vec<PathBuf>,
    /// Entries of other files that were left out, and why
    pub notes: Vec<Message>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source_ports: Option<Spanned<String>>,
    listen: Option<Spanned<String>>,
    #[serde(default)]
    allow: Vec<Spanned<String>>,
    #[serde(default)]
    defaults: Section,
    #[serde(default)]
    modules: std::collections::BTreeMap<String, Section>,
    #[serde(default)]
    targets: Vec<Section>,
}

/// How something is checked; what is left out is as in the defaults. What is checked stands in `[[targets]]` alone.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    #[serde(default)]
    target: Vec<Spanned<String>>,
    #[serde(default)]
    file_sd: Vec<Spanned<String>>,
    local: Option<Spanned<bool>>,
    strategy: Option<Spanned<String>>,
    timeout: Option<Spanned<f64>>,
    interval: Option<Spanned<f64>>,
    fresh: Option<Spanned<f64>>,
    family: Option<Spanned<u8>>,
    source: Option<Spanned<String>>,
    method: Option<Spanned<String>>,
    expect: Option<Vec<u16>>,
    tls: Option<bool>,
    verify: Option<bool>,
    server_name: Option<Spanned<String>>,
    ca: Option<Spanned<String>>,
}

impl Section {
    /// Where something is named that only `[[targets]]` may name.
    fn misplaced(&self) -> Option<std::ops::Range<usize>> {
        let named = self.target.iter().chain(&self.file_sd).map(Spanned::span).next();
        named.or_else(|| self.local.as_ref().map(Spanned::span))
    }
}

/// What a file may ask for and not every system has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The strategy `hold`
    Hold,
    /// The strategy `observe`
    Observe,
    /// A range of source ports
    SourcePorts,
    /// An address to connect from
    Source,
    /// Every port that this host listens on
    Local,
}

/// More targets than a run is built for.
const MOST_TARGETS: usize = 200_000;

/// Why a file gives no plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    /// What is wrong, with line and column where it has some
    pub told: Vec<Message>,
    /// It, or a file that it names, could not be read: what stands in it is not known, and may be right
    pub unread: Option<ErrorKind>,
}

/// Reads and checks a file.
///
/// # Errors
/// What is wrong, with line and column.
pub fn read(host: &dyn Host, path: &Path) -> Result<Plan, Wrong> {
    read_for(system::lacks, host, path)
}

/// As [`read`], for a system that lacks these.
fn read_for(lacks: Lacks, host: &dyn Host, path: &Path) -> Result<Plan, Wrong> {
    let mut reader = Reader { host, path, text: String::new(), unread: Cell::new(None), lacks };
    let plan = reader.bytes(path).and_then(|bytes| {
        let utf8 = |_| Message::new("probe-file-utf8").with("file", file(path));
        reader.text = String::from_utf8(bytes).map_err(utf8)?;
        reader.plan()
    });
    plan.map_err(|message| Wrong { told: vec![message], unread: reader.unread.get() })
}

fn unreadable(path: &Path, error: &HostError) -> Message {
    Message::new("probe-file-unreadable").with("file", file(path)).with("reason", reason(error.reason()))
}

/// Who is trusted by the certificates of a file in PEM.
///
/// # Errors
/// The file cannot be read, or holds none.
pub fn trusted(host: &dyn Host, path: &Path) -> Result<Trust, Message> {
    roots(&host.read(path).map_err(|error| unreadable(path, &error))?, path)
}

fn roots(bytes: &[u8], path: &Path) -> Result<Trust, Message> {
    let roots = Roots::of_pem(bytes).ok_or_else(|| Message::new("probe-file-ca").with("file", file(path)))?;
    Ok(Trust::Roots(Arc::new(roots)))
}

fn file(path: &Path) -> Arg {
    Arg::foreign(Untrusted::new(path.to_string_lossy()))
}

/// Where in a text something stands, counted from 1; columns in characters.
fn place(text: &str, at: usize) -> (u64, u64) {
    let before = text.get(..at).unwrap_or(text);
    let line_begin = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() as u64 + 1, before[line_begin..].chars().count() as u64 + 1)
}

/// Line and column in front of a message.
pub(crate) fn placed(path: &Path, (line, column): (u64, u64), why: Message) -> Message {
    let number = |number: u64| Arg::new(Value::Count(number), Unit::Port, "input");
    Message::new("probe-file-place")
        .with("file", file(path))
        .with("line", number(line))
        .with("column", number(column))
        .with("why", Arg::message(why))
}

/// Each target once, as it stands first, and which stand twice.
pub fn without_doubles(targets: &mut Vec<Target>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let mut twice = Vec::new();
    targets.retain(|target| {
        let name = target.name();
        let new = seen.insert(name.clone());
        twice.extend((!new).then_some(name));
        new
    });
    twice
}

/// What is said of targets that stand twice: of the first few by name.
pub fn doubles(twice: &[String], id: &'static str) -> Vec<Message> {
    let note = |name: &String| Message::new(id).with("target", Arg::foreign(Untrusted::new(name.clone())));
    let mut notes: Vec<Message> = twice.iter().take(TWICE_TOLD).map(note).collect();
    if twice.len() > TWICE_TOLD {
        let more = Arg::count((twice.len() - TWICE_TOLD) as u64, "input");
        notes.push(Message::new("probe-file-twice-more").with("count", more));
    }
    notes
}

/// Targets that stand twice and are told one by one.
const TWICE_TOLD: usize = 3;

struct Reader<'a> {
    host: &'a dyn Host,
    path: &'a Path,
    text: String,
    /// Why a file could not be read
    unread: Cell<Option<ErrorKind>>,
    lacks: Lacks,
}

/// Why a system has no such thing; `None` where it has.
type Lacks = fn(Part) -> Option<&'static str>;

impl Reader<'_> {
    fn bytes(&self, path: &Path) -> Result<Vec<u8>, Message> {
        self.host.read(path).map_err(|error| {
            self.unread.set(Some(error.reason().kind()));
            unreadable(path, &error)
        })
    }

    fn plan(&self) -> Result<Plan, Message> {
        let file: File = toml::from_str(&self.text).map_err(|error| {
            self.at(error.span().map_or(0, |span| span.start), mistake::told(error.message()))
        })?;
        for section in std::iter::once(&file.defaults).chain(file.modules.values()) {
            if let Some(place) = section.misplaced() {
                return Err(self.at(place.start, Message::new("probe-file-misplaced")));
            }
        }
        let defaults = Arc::new(self.settings(&Settings::default(), &file.defaults)?);
        let mut plan = Plan {
            targets: Vec::new(),
            source_ports: self.source_ports(file.source_ports.as_ref())?,
            listen: self.listen(file.listen.as_ref())?,
            allow: Allow::default(),
            modules: Vec::new(),
            local: None,
            files: Vec::new(),
            notes: Vec::new(),
        };
        for entry in &file.allow {
            let added = plan.allow.add(entry.get_ref());
            added.ok_or_else(|| self.wrong(entry, "probe-file-allow"))?;
        }
        for (name, section) in &file.modules {
            plan.modules.push((name.clone(), Arc::new(self.settings(&defaults, section)?)));
        }
        for section in &file.targets {
            self.watch(section, &defaults, &mut plan)?;
        }
        // Two would be one series to Prometheus.
        let twice = without_doubles(&mut plan.targets);
        plan.notes.extend(doubles(&twice, "probe-file-twice"));
        if let Some(listen) = &file.listen
            && plan.listen.is_some_and(|at| !at.ip().is_loopback())
            && plan.allow.is_empty()
        {
            return Err(self.wrong(listen, "probe-file-listen-allow"));
        }
        if plan.targets.is_empty() && plan.local.is_none() && plan.listen.is_none() {
            return Err(self.at(0, Message::new("probe-file-empty")));
        }
        Ok(plan)
    }

    fn watch(&self, section: &Section, defaults: &Settings, plan: &mut Plan) -> Result<(), Message> {
        let settings = Arc::new(self.settings(defaults, section)?);
        for text in &section.target {
            let found = expand(text.get_ref(), &settings)
                .map_err(|error| self.at(text.span().start, error.message()))?;
            plan.targets.extend(found);
            if plan.targets.len() > MOST_TARGETS {
                return Err(self.wrong(text, "probe-file-too-many"));
            }
        }
        for name in &section.file_sd {
            let path = self.beside(name);
            let found = file_sd::read(&self.bytes(&path)?, &path, &settings)?;
            plan.files.push(path);
            plan.targets.extend(found.targets);
            plan.notes.extend(found.notes);
        }
        if let Some(local) = section.local.as_ref().filter(|local| *local.get_ref()) {
            self.has(Part::Local, local.span())?;
            plan.local = Some(settings);
        }
        Ok(())
    }

    /// A path is meant from the folder of the file that names it.
    fn beside(&self, name: &Spanned<String>) -> PathBuf {
        self.path.parent().unwrap_or(Path::new("")).join(name.get_ref())
    }

    fn settings(&self, base: &Settings, how: &Section) -> Result<Settings, Message> {
        let mut settings = base.clone();
        if let Some(id) = &how.strategy {
            settings.strategy =
                strategy(id.get_ref()).ok_or_else(|| self.wrong(id, "probe-file-strategy"))?;
            match settings.strategy.id {
                "hold" => self.has(Part::Hold, id.span())?,
                "observe" => self.has(Part::Observe, id.span())?,
                _ => {}
            }
        }
        let seconds = |given: &Option<Spanned<f64>>, kept: Duration, least: f64| match given {
            None => Ok(kept),
            Some(seconds) if (least..=LONGEST_S).contains(seconds.get_ref()) => {
                Ok(Duration::from_secs_f64(*seconds.get_ref()))
            }
            Some(seconds) => {
                let wrong = Message::new("probe-file-seconds")
                    .with("least", Arg::number(least, Unit::Seconds, "input"))
                    .with("most", Arg::number(LONGEST_S, Unit::Seconds, "input"));
                Err(self.at(seconds.span().start, wrong))
            }
        };
        settings.timeout = seconds(&how.timeout, settings.timeout, 0.1)?;
        settings.interval = seconds(&how.interval, settings.interval, 0.5)?;
        settings.fresh = seconds(&how.fresh, settings.fresh, 0.5)?;
        if settings.strategy.id == "hold" && settings.timeout < SHORTEST_SILENCE {
            let timeout = how.timeout.as_ref().map(Spanned::span);
            let at = timeout.or_else(|| how.strategy.as_ref().map(Spanned::span));
            return Err(self.at(at.map_or(0, |span| span.start), Message::new("probe-file-hold")));
        }
        if let Some(family) = &how.family {
            settings.family = Some(match family.get_ref() {
                4 => Family::V4,
                6 => Family::V6,
                _ => return Err(self.at(family.span().start, Message::new("probe-file-family"))),
            });
        }
        if let Some(source) = &how.source {
            let ip: IpAddr =
                source.get_ref().parse().map_err(|_bad| self.wrong(source, "probe-file-source"))?;
            self.has(Part::Source, source.span())?;
            settings.source = Some(ip);
        }
        if let Some(method) = &how.method {
            // It goes into a line of the request as it stands.
            let fine = method.get_ref().bytes().all(|byte| byte.is_ascii_uppercase());
            if !fine || method.get_ref().is_empty() {
                return Err(self.wrong(method, "probe-file-method"));
            }
            settings.http.method.clone_from(method.get_ref());
        }
        if let Some(expect) = &how.expect {
            settings.http.expect.clone_from(expect);
        }
        self.tls(&mut settings.tls, how)?;
        Ok(settings)
    }

    fn tls(&self, tls: &mut Tls, how: &Section) -> Result<(), Message> {
        tls.on = how.tls.unwrap_or(tls.on);
        tls.verify = how.verify.unwrap_or(tls.verify);
        if let Some(name) = &how.server_name {
            let fine = |c: char| c.is_alphanumeric() || "-_.:".contains(c);
            if name.get_ref().is_empty() || !name.get_ref().chars().all(fine) {
                return Err(self.wrong(name, "probe-file-server-name"));
            }
            tls.server_name = Some(name.get_ref().as_str().into());
        }
        if let Some(ca) = &how.ca {
            let path = self.beside(ca);
            let found = self.bytes(&path).and_then(|bytes| roots(&bytes, &path));
            tls.trust = found.map_err(|wrong| self.at(ca.span().start, wrong))?;
        }
        Ok(())
    }

    fn source_ports(&self, given: Option<&Spanned<String>>) -> Result<Option<SourcePorts>, Message> {
        let Some(given) = given else { return Ok(None) };
        if given.get_ref() == "kernel" {
            return Ok(Some(SourcePorts::Kernel));
        }
        let port = |text: &str| text.trim().parse::<u16>().ok().filter(|port| *port >= 1_024);
        let range = given.get_ref().split_once('-').and_then(|(low, high)| Some((port(low)?, port(high)?)));
        match range {
            Some((low, high)) if low <= high => {
                self.has(Part::SourcePorts, given.span())?;
                Ok(Some(SourcePorts::Range { low, high }))
            }
            _ => Err(self.wrong(given, "probe-file-source-ports")),
        }
    }

    fn listen(&self, given: Option<&Spanned<String>>) -> Result<Option<SocketAddr>, Message> {
        let Some(given) = given else { return Ok(None) };
        let at = given.get_ref().parse().map_err(|_bad| self.wrong(given, "probe-file-listen"))?;
        Ok(Some(at))
    }

    /// Whether the system has what stands there.
    fn has(&self, part: Part, there: std::ops::Range<usize>) -> Result<(), Message> {
        (self.lacks)(part).map_or(Ok(()), |why| Err(self.at(there.start, Message::new(why))))
    }

    fn wrong(&self, value: &Spanned<String>, id: &'static str) -> Message {
        let given = Arg::foreign(Untrusted::new(value.get_ref().clone()));
        self.at(value.span().start, Message::new(id).with("value", given))
    }

    fn at(&self, at: usize, why: Message) -> Message {
        placed(self.path, place(&self.text, at), why)
    }
}

/// A day: whoever asks less often needs no prober.
const LONGEST_S: f64 = 86_400.0;

#[cfg(test)]
mod tests {
    use lastack_host::Live;

    use super::*;

    /// On a system without the engine, and on this one.
    fn check(text: &str, place: &str, id: &str) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("probe.toml");
        std::fs::write(&path, text).unwrap();
        read(&Live::new(), &path).unwrap();
        let wrong = read_for(crate::portable::lacks, &Live::new(), &path).unwrap_err();
        let told = format!("{wrong:?}");
        assert!(told.contains(&format!("{id:?}")), "{told}");
        let (line, column) = place.split_once(':').unwrap();
        for (name, number) in [("line", line), ("column", column)] {
            let argument = told.split(&format!("({name:?}, ")).nth(1).unwrap();
            assert!(argument.contains(&format!("Count({number})")), "{told}");
        }
    }

    #[test]
    fn what_a_system_lacks_is_named_where_the_file_asks_for_it() {
        let target = "target = [\"127.0.0.1:9\"]\n";
        check(&format!("[[targets]]\n{target}strategy = \"hold\"\n"), "3:12", "probe-lacks-hold");
        check(
            &format!("[defaults]\nstrategy = \"observe\"\n[[targets]]\n{target}"),
            "2:12",
            "probe-lacks-observe",
        );
        check(
            &format!("source_ports = \"61001-65535\"\n[[targets]]\n{target}"),
            "1:16",
            "probe-lacks-source-ports",
        );
        check(&format!("[[targets]]\n{target}source = \"127.0.0.1\"\n"), "3:10", "probe-lacks-source");
        check("[[targets]]\nlocal = true\n", "2:9", "probe-lacks-local");
        check(
            &format!("[modules.x]\nstrategy = \"hold\"\n[[targets]]\n{target}"),
            "2:12",
            "probe-lacks-hold",
        );
    }
}
