//! The file of a run: what is watched, how, and from where. TOML, each mistake with its line and column.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use lastack_host::{Host, HostError};
use lastack_model::words::Message;
use lastack_model::{Arg, Family, Unit, Untrusted, Value};
use serde::Deserialize;
use toml::Spanned;

use crate::allow::Allow;
use crate::{Settings, SourcePorts, Target, expand, file_sd, strategy};

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
    defaults: How,
    #[serde(default)]
    modules: std::collections::BTreeMap<String, How>,
    #[serde(default)]
    targets: Vec<Group>,
}

/// How something is checked; what is left out is as in the defaults.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct How {
    strategy: Option<Spanned<String>>,
    timeout: Option<Spanned<f64>>,
    interval: Option<Spanned<f64>>,
    fresh: Option<Spanned<f64>>,
    family: Option<Spanned<u8>>,
    source: Option<Spanned<String>>,
    method: Option<Spanned<String>>,
    expect: Option<Vec<u16>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    #[serde(default)]
    target: Vec<Spanned<String>>,
    #[serde(default)]
    file_sd: Vec<Spanned<String>>,
    #[serde(default)]
    local: bool,
    strategy: Option<Spanned<String>>,
    timeout: Option<Spanned<f64>>,
    interval: Option<Spanned<f64>>,
    fresh: Option<Spanned<f64>>,
    family: Option<Spanned<u8>>,
    source: Option<Spanned<String>>,
    method: Option<Spanned<String>>,
    expect: Option<Vec<u16>>,
}

impl Group {
    fn how(&self) -> How {
        How {
            strategy: self.strategy.clone(),
            timeout: self.timeout.clone(),
            interval: self.interval.clone(),
            fresh: self.fresh.clone(),
            family: self.family.clone(),
            source: self.source.clone(),
            method: self.method.clone(),
            expect: self.expect.clone(),
        }
    }
}

/// More targets than a run is built for.
const MOST_TARGETS: usize = 200_000;

/// Reads and checks a file.
///
/// # Errors
/// What is wrong, with line and column.
pub fn read(host: &dyn Host, path: &Path) -> Result<Plan, Vec<Message>> {
    let bytes = host.read(path).map_err(|error| vec![unreadable(path, &error)])?;
    let Ok(text) = String::from_utf8(bytes) else {
        return Err(vec![Message::new("probe-file-utf8").with("file", file(path))]);
    };
    let reader = Reader { host, path, text: &text };
    reader.plan().map_err(|message| vec![message])
}

pub(crate) fn unreadable(path: &Path, error: &HostError) -> Message {
    let source = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    Message::new("probe-file-unreadable")
        .with("file", file(path))
        .with("reason", Arg::foreign(Untrusted::new(source)))
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

/// A target that stands twice is watched as it stands first: two would be one series to Prometheus.
fn once_each(plan: &mut Plan) {
    let mut seen = std::collections::HashSet::new();
    let mut twice = Vec::new();
    plan.targets.retain(|target| {
        let name = target.name();
        let new = seen.insert(name.clone());
        twice.extend((!new).then_some(name));
        new
    });
    let note = |name: &String| {
        Message::new("probe-file-twice").with("target", Arg::foreign(Untrusted::new(name.clone())))
    };
    plan.notes.extend(twice.iter().take(TWICE_TOLD).map(note));
    if twice.len() > TWICE_TOLD {
        let more = Arg::count((twice.len() - TWICE_TOLD) as u64, "input");
        plan.notes.push(Message::new("probe-file-twice-more").with("count", more));
    }
}

/// Targets that stand twice and are told one by one.
const TWICE_TOLD: usize = 3;

struct Reader<'a> {
    host: &'a dyn Host,
    path: &'a Path,
    text: &'a str,
}

impl Reader<'_> {
    fn plan(&self) -> Result<Plan, Message> {
        let file: File = toml::from_str(self.text).map_err(|error| {
            let why = Arg::foreign(Untrusted::new(error.message()));
            self.at(
                error.span().map_or(0, |span| span.start),
                Message::new("probe-file-toml").with("why", why),
            )
        })?;
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
        for (name, how) in &file.modules {
            plan.modules.push((name.clone(), Arc::new(self.settings(&defaults, how)?)));
        }
        for group in &file.targets {
            self.group(group, &defaults, &mut plan)?;
        }
        once_each(&mut plan);
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

    fn group(&self, group: &Group, defaults: &Arc<Settings>, plan: &mut Plan) -> Result<(), Message> {
        let settings = Arc::new(self.settings(defaults, &group.how())?);
        for text in &group.target {
            let found = expand(text.get_ref(), &settings)
                .map_err(|error| self.at(text.span().start, error.message()))?;
            plan.targets.extend(found);
            if plan.targets.len() > MOST_TARGETS {
                return Err(self.wrong(text, "probe-file-too-many"));
            }
        }
        for name in &group.file_sd {
            // As a shell reads a path in a script: beside the file that names it.
            let path = self.path.parent().unwrap_or(Path::new("")).join(name.get_ref());
            let found = file_sd::read(self.host, &path, &settings)?;
            plan.files.push(path);
            plan.targets.extend(found.targets);
            plan.notes.extend(found.notes);
        }
        if group.local {
            plan.local = Some(settings);
        }
        Ok(())
    }

    fn settings(&self, base: &Settings, how: &How) -> Result<Settings, Message> {
        let mut settings = base.clone();
        if let Some(id) = &how.strategy {
            settings.strategy =
                strategy(id.get_ref()).ok_or_else(|| self.wrong(id, "probe-file-strategy"))?;
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
        Ok(settings)
    }

    fn source_ports(&self, given: Option<&Spanned<String>>) -> Result<Option<SourcePorts>, Message> {
        let Some(given) = given else { return Ok(None) };
        if given.get_ref() == "kernel" {
            return Ok(Some(SourcePorts::Kernel));
        }
        let port = |text: &str| text.trim().parse::<u16>().ok().filter(|port| *port >= 1_024);
        let range = given.get_ref().split_once('-').and_then(|(low, high)| Some((port(low)?, port(high)?)));
        match range {
            Some((low, high)) if low <= high => Ok(Some(SourcePorts::Range { low, high })),
            _ => Err(self.wrong(given, "probe-file-source-ports")),
        }
    }

    fn listen(&self, given: Option<&Spanned<String>>) -> Result<Option<SocketAddr>, Message> {
        let Some(given) = given else { return Ok(None) };
        let at = given.get_ref().parse().map_err(|_bad| self.wrong(given, "probe-file-listen"))?;
        Ok(Some(at))
    }

    fn wrong(&self, value: &Spanned<String>, id: &'static str) -> Message {
        let given = Arg::foreign(Untrusted::new(value.get_ref().clone()));
        self.at(value.span().start, Message::new(id).with("value", given))
    }

    fn at(&self, at: usize, why: Message) -> Message {
        placed(self.path, place(self.text, at), why)
    }
}

/// A day: whoever asks less often needs no prober.
const LONGEST_S: f64 = 86_400.0;
