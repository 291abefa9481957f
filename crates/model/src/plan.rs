//! What could be changed, with its effect computed beforehand. A plan is a value: making one changes nothing.

use crate::words::Message;
use crate::{Arg, Family, ListenerKey, NetnsId, NetnsName, Outlook, RouteKey, Subject, Untrusted};

/// Whether a remedy may be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Safety {
    /// Nothing that works now gets worse by it
    Safe,
    /// It costs something, which its `risk` names
    Consent,
    /// Never applied; its `risk` names the price (facts 19)
    Refused,
}

impl Safety {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Safety::Safe => "safe",
            Safety::Consent => "consent",
            Safety::Refused => "refused",
        }
    }
}

/// How a step is taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undo {
    /// The value that stood there, where ours still stands
    Restore(String),
    /// These ports are taken out of the list, whatever others have added since. They are the ones that the step adds: a
    /// step of a port set is written by merging them into what stands there then, so that `from` and `to` tell what is
    /// expected and are no condition
    Subtract(String),
    /// The file is removed, where it is still the one that we wrote
    RemoveFile,
    /// The programs are taken off the cgroup
    Detach,
}

impl Undo {
    /// As the contract spells it.
    pub const fn name(&self) -> &'static str {
        match self {
            Undo::Restore(_) => "restore",
            Undo::Subtract(_) => "subtract",
            Undo::RemoveFile => "remove_file",
            Undo::Detach => "detach",
        }
    }
}

/// Somebody else who sets the same key, and where: at boot that line may win.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetBy {
    /// The file
    pub file: Untrusted,
    /// Line, from 1
    pub line: u64,
    /// What it sets
    pub value: Untrusted,
}

/// One setting of one namespace, from one value to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Index into [`Plan::namespaces`]
    pub netns: usize,
    /// A key of [`crate::TREATABLE`]
    pub key: &'static str,
    /// The value now, as [`crate::Treatable::canonical`] writes it
    pub from: String,
    /// The value to come
    pub to: String,
    /// The way back
    pub undo: Undo,
    /// Who else sets it at boot
    pub set_by: Vec<SetBy>,
}

/// What is measured before a change and after it, and can be computed beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gauge {
    /// Ports that connect() may use towards the route
    Usable(RouteKey),
    /// Ports of these that connect() cannot get now
    Blocking(RouteKey),
    /// Connections a second towards the route that the ports serve for ever
    ServesPerS(RouteKey),
    /// Longest accept queue that the listener will have once it listens again
    AcceptQueue(ListenerKey),
    /// Half-open connections that the listener takes
    SynQueue(ListenerKey),
    /// SYNs a second that get no answer since a SYN queue is full
    SynDropsPerS,
    /// Listening ports inside the ephemeral range that connect() may take
    ListenersAtRisk,
    /// Whether a client may be given this port: 1, or 0
    PortAtRisk(u16),
    /// Rows of TIME_WAIT that the namespace keeps at most
    TimeWaitRows,
    /// Entries that conntrack holds at most
    Conntrack,
    /// Seconds that a FIN_WAIT2 mini-socket lives
    FinWait2S,
    /// Seconds after which a silent peer of a socket with SO_KEEPALIVE is given up
    DeadPeerS,
    /// Sockets without a process that the host keeps at most
    Orphans,
    /// Ports that Windows gives to connections out over one family
    DynamicPorts(Family),
    /// Microseconds that one connect() towards the route takes
    ConnectUs(RouteKey),
    /// Descriptors that the process may have
    Descriptors(u32),
    /// Seconds that Windows keeps a closed connection
    TimeWaitS,
}

impl Gauge {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Gauge::Usable(_) => "usable_ports",
            Gauge::Blocking(_) => "blocking_ports",
            Gauge::ServesPerS(_) => "serves_per_s",
            Gauge::AcceptQueue(_) => "accept_queue",
            Gauge::SynQueue(_) => "syn_queue",
            Gauge::SynDropsPerS => "syn_drops_per_s",
            Gauge::ListenersAtRisk => "listeners_at_risk",
            Gauge::PortAtRisk(_) => "port_at_risk",
            Gauge::TimeWaitRows => "time_wait_rows",
            Gauge::Conntrack => "conntrack",
            Gauge::FinWait2S => "fin_wait2_s",
            Gauge::DeadPeerS => "dead_peer_s",
            Gauge::Orphans => "orphans",
            Gauge::DynamicPorts(Family::V4) => "dynamic_ports",
            Gauge::DynamicPorts(Family::V6) => "dynamic_ports6",
            Gauge::ConnectUs(_) => "connect_us",
            Gauge::Descriptors(_) => "descriptors",
            Gauge::TimeWaitS => "time_wait_s",
        }
    }

    /// Whether it is the written setting itself: that one stands there proves nothing of what it does.
    pub const fn is_setting(self) -> bool {
        use Gauge::{
            Conntrack, DeadPeerS, Descriptors, DynamicPorts, FinWait2S, Orphans, TimeWaitRows, TimeWaitS,
        };
        let limit = matches!(self, DynamicPorts(_) | TimeWaitRows | Conntrack | Orphans | Descriptors(_));
        limit || matches!(self, FinWait2S | DeadPeerS | TimeWaitS)
    }

    /// Whether it falls by itself when fewer connections are made.
    pub const fn follows_load(self) -> bool {
        matches!(self, Gauge::Blocking(_) | Gauge::ConnectUs(_) | Gauge::SynDropsPerS)
    }

    /// Whether more is better.
    pub const fn rises(self) -> bool {
        !matches!(
            self,
            Gauge::Blocking(_)
                | Gauge::SynDropsPerS
                | Gauge::ListenersAtRisk
                | Gauge::PortAtRisk(_)
                | Gauge::FinWait2S
                | Gauge::DeadPeerS
                | Gauge::ConnectUs(_)
                | Gauge::TimeWaitS
        )
    }
}

/// How a gauge is known: a number that nobody counted is not called measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Counted in the kernel's tables and counters
    Measured,
    /// The written setting itself, as it reads back
    ReadBack,
    /// Computed from settings as they read back
    Computed,
}

/// What a journal calls gauges, with how each is known.
const METHODS: [(&str, Method); 18] = [
    ("usable_ports", Method::Computed),
    ("blocking_ports", Method::Measured),
    ("serves_per_s", Method::Computed),
    ("accept_queue", Method::Measured),
    ("syn_queue", Method::Computed),
    ("syn_drops_per_s", Method::Measured),
    ("listeners_at_risk", Method::Measured),
    ("port_at_risk", Method::Computed),
    ("time_wait_rows", Method::ReadBack),
    ("conntrack", Method::ReadBack),
    ("fin_wait2_s", Method::ReadBack),
    ("dead_peer_s", Method::Computed),
    ("orphans", Method::ReadBack),
    ("dynamic_ports", Method::ReadBack),
    ("dynamic_ports6", Method::ReadBack),
    ("connect_us", Method::Computed),
    ("descriptors", Method::ReadBack),
    ("time_wait_s", Method::ReadBack),
];

impl Method {
    /// As the contract spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Method::Measured => "measured",
            Method::ReadBack => "read_back",
            Method::Computed => "computed",
        }
    }

    /// That of the gauge which a journal names; `None` where a later version wrote it.
    pub fn of(gauge: &str) -> Option<Method> {
        METHODS.iter().find(|(name, _)| *name == gauge).map(|(_, method)| *method)
    }
}

/// One effect in numbers, computed before anything is written. `low` and `high` are the same where the arithmetic is
/// exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// In which namespace
    pub netns: usize,
    /// What is measured
    pub gauge: Gauge,
    /// Now
    pub before: f64,
    /// Afterwards, at least
    pub low: f64,
    /// Afterwards, at most
    pub high: f64,
}

/// A setting of a program, which lastack does not write: what to change where, with exact words.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// The program: `nginx`, `haproxy`, a comm
    pub program: Untrusted,
    /// What to change and what it brings: message suffix of the remedy
    pub text: &'static str,
    /// The lines to write, ready to copy; `None` where there are none
    pub lines: Option<&'static str>,
}

/// A change that treats findings. Its text is made of Fluent messages of the remedy's folder, all with `args`:
/// `<id>-<summary>`, `<id>-<why>`, `<id>-<risk>`, `<id>-<restart>`.
#[derive(Clone, Debug, PartialEq)]
pub struct Remedy {
    /// Remedy id, kebab-case
    pub id: &'static str,
    /// Follows one remedy over time: id and subject, no counts
    pub key: String,
    /// What it is for
    pub subject: Subject,
    /// Keys of the findings that it treats
    pub treats: Vec<String>,
    /// Whether it may be applied
    pub safety: Safety,
    /// Values for the sentences
    pub args: Vec<(&'static str, Arg)>,
    /// What is changed: message suffix
    pub summary: &'static str,
    /// Why that helps here: message suffix
    pub why: &'static str,
    /// What it costs: message suffix; `None` where nothing
    pub risk: Option<&'static str>,
    /// What must restart or listen again before it is in force: message suffix
    pub restart: Option<&'static str>,
    /// In the order in which they are written; they are taken back in the other order. Empty where a program's own
    /// setting is the cure
    pub steps: Vec<Step>,
    /// Its effects, the most telling first
    pub effects: Vec<Effect>,
    /// When what it is about runs out, before it and behind it
    pub outlooks: Vec<Outlook>,
    /// What to change in programs
    pub advice: Vec<Advice>,
    /// Seconds over which its effect shows after the write
    pub shows_after_s: u32,
}

impl Remedy {
    /// One that is safe, has the ordinary message suffixes, and changes nothing yet.
    pub fn new(id: &'static str, key: String, subject: Subject, treats: Vec<String>) -> Self {
        Remedy {
            id,
            key,
            subject,
            treats,
            safety: Safety::Safe,
            args: Vec::new(),
            summary: "summary",
            why: "why",
            risk: None,
            restart: None,
            steps: Vec::new(),
            effects: Vec::new(),
            outlooks: Vec::new(),
            advice: Vec::new(),
            shows_after_s: 0,
        }
    }

    /// Whether lastack can write all of it by itself.
    pub fn is_writable(&self) -> bool {
        !self.steps.is_empty() && self.safety != Safety::Refused
    }

    /// One of its messages with its arguments.
    pub fn message(&self, part: &str) -> Message {
        Message { id: format!("{}-{part}", self.id).into(), args: self.args.clone() }
    }
}

/// A remedy that was looked at for a finding and cannot help here.
#[derive(Clone, Debug, PartialEq)]
pub struct Withheld {
    /// Remedy id
    pub id: &'static str,
    /// What it would have been for
    pub subject: Subject,
    /// Keys of the findings that people apply it for
    pub treats: Vec<String>,
    /// Whether it is never applied, rather than useless here
    pub refused: bool,
    /// Why not
    pub why: Message,
}

/// A finding that no remedy treats.
#[derive(Clone, Debug, PartialEq)]
pub struct Untreated {
    /// Rule id
    pub id: &'static str,
    /// Key of the finding
    pub key: String,
    /// Why lastack has nothing to change there, and who has
    pub why: Message,
}

/// What a remedy says to one finding.
#[derive(Clone, Debug, PartialEq)]
pub enum Offer {
    /// It helps
    Remedy(Box<Remedy>),
    /// It does not, or must not
    Withheld(Withheld),
}

/// A namespace as a plan knows it: its descriptor is held from the plan to the receipt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanNetns {
    /// Identity; `None` for a paste, which nobody can write to
    pub id: Option<NetnsId>,
    /// What people call it
    pub name: NetnsName,
}

/// Why nothing can be applied although remedies are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The snapshot is of another host
    OtherHost,
    /// The snapshot was masked
    Masked,
    /// The host is neither Linux nor Windows
    OtherSystem,
}

/// All that could be done about a report, the best first.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Milliseconds since 1970-01-01 UTC
    pub made_at_ms: i64,
    /// The namespaces that steps and subjects point to
    pub namespaces: Vec<PlanNetns>,
    /// In the order in which they should be applied: programs that reuse connections come first, then reservations, then
    /// wider limits
    pub remedies: Vec<Remedy>,
    /// What all of them bring together, where that is not what one of them brings alone
    pub together: Vec<Effect>,
    /// When things run out with all of them, where that is not what one of them alone tells
    pub outlooks_together: Vec<Outlook>,
    /// Looked at and not offered
    pub withheld: Vec<Withheld>,
    /// Findings that no remedy treats
    pub untreated: Vec<Untreated>,
    /// Why nothing of it can be applied here; `None` where it can
    pub only_to_read: Option<Reason>,
    /// Keys of the remedies that are there and were not asked for; empty where nothing was asked for by name
    pub left_out: Vec<String>,
    /// Ports of services that a person named, to be kept from clients
    pub named: Vec<u16>,
}

impl Plan {
    /// What these remedies, by index, are to bring when all of them are written: of each gauge one effect. Where all
    /// of a namespace are chosen that is what they bring together, not what the first of them would bring alone.
    pub fn foretold(&self, chosen: &[usize]) -> Vec<Effect> {
        let mut foretold: Vec<Effect> = Vec::new();
        let remedies = chosen.iter().filter_map(|index| self.remedies.get(*index));
        for alone in remedies.flat_map(|remedy| &remedy.effects) {
            let same = |other: &&Effect| other.netns == alone.netns && other.gauge == alone.gauge;
            if foretold.iter().any(|known| same(&known)) {
                continue;
            }
            let whole = self.together.iter().find(same).filter(|_| self.is_whole(chosen, alone.netns));
            foretold.push(*whole.unwrap_or(alone));
        }
        foretold
    }

    /// The same of when things run out.
    pub fn outlooks(&self, chosen: &[usize]) -> Vec<Outlook> {
        let mut outlooks: Vec<Outlook> = Vec::new();
        let remedies = chosen.iter().filter_map(|index| self.remedies.get(*index));
        for alone in remedies.flat_map(|remedy| &remedy.outlooks) {
            let same = |other: &&Outlook| other.netns == alone.netns && other.supply == alone.supply;
            if outlooks.iter().any(|known| same(&known)) {
                continue;
            }
            let whole = self.outlooks_together.iter().find(same);
            outlooks.push(*whole.filter(|_| self.is_whole(chosen, alone.netns)).unwrap_or(alone));
        }
        outlooks
    }

    /// Whether these are all that write something in the namespace.
    fn is_whole(&self, chosen: &[usize], netns: usize) -> bool {
        let written = |remedy: &Remedy| remedy.steps.iter().any(|step| step.netns == netns);
        let all = self.remedies.iter().enumerate().filter(|(_, remedy)| written(remedy));
        all.into_iter().all(|(index, _)| chosen.contains(&index))
    }
}

impl Effect {
    /// It is no gain but what a gain costs: the gauge is to move to the worse.
    pub fn is_price(&self) -> bool {
        if self.gauge.rises() { self.high < self.before } else { self.low > self.before }
    }
}
