//! The main job: look at a host or read what was pasted, then judge. Every front end calls this.

mod blame;
mod capture;
mod document;
mod lint;
pub mod release;
pub mod sockets;
mod spread;
mod stay;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lastack_collect::{HeldTable, Look, Pasted};
use lastack_diagnose::Judge;
use lastack_diagnose::diff::{Basis, Masked};
use lastack_host::{Host, HostError};
use lastack_model::words::{Message, Words};
use lastack_model::{Arg, BlameMethod, Diff, PortUse, Report, Untrusted, Warning};

pub use blame::{blame, tracers};
pub use capture::{CaptureFailure, Captured, Text, capture};
pub use lastack_collect::{BlameFilter, BlameLook, EndFilter, Flow, Progress};
pub use lastack_collect::{GroupOrder, NetnsChoice};
pub use lastack_collect::{container_groups, own_name};
pub use lastack_diagnose::capacity::{Conditions, Unfit, capacity, ceilings};
pub use lastack_diagnose::{Asked, answers, asked, gauges, plan, plan_for, reading};
pub use lastack_ebpf::Tracer;
pub use lastack_host::reason;
pub use lastack_parse::filter;

pub use lint::{SettingsFiles, absent_settings, settings_files};
pub use spread::{foresee_spread, judge_servers};
pub use stay::{Stay, time_wait_stay};

/// One input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file
    File(PathBuf),
    /// Standard input
    Stdin,
}

impl Input {
    fn path(&self) -> &Path {
        match self {
            Input::File(path) => path,
            Input::Stdin => Path::new("-"),
        }
    }

    fn named(&self) -> Untrusted {
        Untrusted::new(self.path().to_string_lossy().into_owned())
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Request {
    /// What to read; empty for this host
    pub inputs: Vec<Input>,
    /// Which namespaces of this host
    pub netns: NetnsChoice,
    /// Between two readings of this host; zero for one reading
    pub interval: Duration,
    /// Look for owners
    pub owners: bool,
    /// Run the rules; otherwise only measure
    pub judge: bool,
    /// Count sockets that are bound and nothing else too: port budgets need them, a histogram does not
    pub bound: bool,
    /// Routes, listeners and peers to name
    pub top: usize,
    /// Without inputs this command looks at the host, which it says where a file is not there
    pub or_host: bool,
    /// Trace for so long first, to name who closes; `None` loads nothing. Of this host alone
    pub blame: Option<Duration>,
}

impl Default for Request {
    fn default() -> Self {
        Request {
            inputs: Vec::new(),
            netns: NetnsChoice::All,
            interval: Duration::from_secs(1),
            owners: true,
            judge: true,
            bound: true,
            top: 20,
            or_host: false,
            blame: None,
        }
    }
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ExamineError {
    /// No input could be opened, or nothing was recognised in any
    #[error("nothing could be read of the input")]
    Input {
        /// What to tell the user, one message for each input that failed
        messages: Vec<Message>,
    },
    /// This host's table could not be read
    #[error("the table of this host could not be read")]
    Host {
        /// What to tell the user
        message: Message,
    },
}

impl ExamineError {
    /// What to tell the user: what failed, on what, why, what to do.
    pub fn messages(&self) -> Vec<Message> {
        match self {
            ExamineError::Input { messages } => messages.clone(),
            ExamineError::Host { message } => vec![message.clone()],
        }
    }
}

/// A report, and what went wrong on the way to it.
#[derive(Debug)]
pub struct Examined {
    /// The answer
    pub report: Report,
    /// Inputs that could not be read, told beside the answer
    pub failed: Vec<Message>,
    /// Some input has Chinese text in it
    pub chinese: bool,
    /// It comes from a masked capture: its addresses were drawn
    pub masked: bool,
    /// What it was read from, as it was named: every text, or one capture; none for this host and for several captures
    pub inputs: Vec<Untrusted>,
}

/// A comparison, and what went wrong on the way to it.
#[derive(Debug)]
pub struct Compared {
    /// What changed
    pub diff: Diff,
    /// What could not be read, told beside the answer
    pub failed: Vec<Message>,
}

/// Looks at the host, or reads the inputs, and judges.
///
/// # Errors
/// [`ExamineError`] where nothing could be read; what could be read of several inputs is reported.
pub fn examine(host: &dyn Host, request: &Request) -> Result<Examined, ExamineError> {
    examine_until(host, request, &mut |_| Flow::On)
}

/// The same, with a trace that may be ended early: `tick` is told how it goes on. What was traced until then counts.
///
/// # Errors
/// Those of [`examine`].
pub fn examine_until(
    host: &dyn Host,
    request: &Request,
    tick: &mut dyn FnMut(Progress) -> Flow,
) -> Result<Examined, ExamineError> {
    if request.inputs.is_empty() {
        look(host, request, Texts::Read, tick)
    } else {
        examine_paste(host, request)
    }
}

/// What changed from one input to another.
///
/// # Errors
/// [`ExamineError`] where nothing could be read of one of them.
pub fn compare(
    host: &dyn Host,
    request: &Request,
    one: Input,
    other: Input,
) -> Result<Compared, ExamineError> {
    let look = |input| side(host, &Request { inputs: vec![input], or_host: false, ..request.clone() });
    let ((one, basis), (other, other_basis)) = (look(one)?, look(other)?);
    let basis = if basis == other_basis { basis } else { Basis::Documents };
    let masked = match (one.masked, other.masked) {
        (false, false) => Masked::Neither,
        (true, true) => Masked::Both,
        _ => Masked::One,
    };
    Ok(Compared {
        diff: lastack_diagnose::diff::diff(&one.report, &other.report, masked, basis),
        failed: one.failed.into_iter().chain(other.failed).collect(),
    })
}

/// One side of a comparison: a document says what was found, anything else is judged.
fn side(host: &dyn Host, request: &Request) -> Result<(Examined, Basis), ExamineError> {
    let mut pasted = read(host, request);
    let Some((input, document)) = pasted.documents.pop() else {
        return Ok((judge_paste(pasted, request)?, Basis::Looks));
    };
    let Some(report) = document::report(&document) else {
        let other = Message::new("engine-document-other").with("input", Arg::input(&input));
        return Err(ExamineError::Input { messages: vec![other] });
    };
    let masked = report.snapshot.masked;
    let inputs = vec![input];
    Ok((Examined { report, failed: Vec::new(), chinese: false, masked, inputs }, Basis::Documents))
}

fn judge(request: &Request) -> Judge {
    if request.judge { Judge::Everything } else { Judge::MeasureOnly }
}

/// Whether texts may be read that others wrote: lines of the kernel's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Texts {
    Read,
    Leave,
}

/// Looks at a host and judges.
fn look(
    host: &dyn Host,
    request: &Request,
    texts: Texts,
    tick: &mut dyn FnMut(Progress) -> Flow,
) -> Result<Examined, ExamineError> {
    let look = Look {
        netns: request.netns.clone(),
        interval: request.interval,
        owners: request.owners,
        rules: request.judge,
        bound: request.bound,
        top: request.top,
    };
    let cleaned = request.blame.and_then(|_| blame::clean(host));
    let mut trace = |window| lastack_collect::trace(host, &tracers(), &request.netns, window, tick);
    let traced = request.blame.map(|window| trace(window).map_err(host_failed));
    let traced = traced.transpose()?.flatten();
    // A program was loaded anyway: with one more the port budgets are exact.
    let mut held =
        traced.as_ref().filter(|traced| traced.method == BlameMethod::Bpf).and_then(|_| iterator(host));
    let (mut now, earlier) =
        lastack_collect::look_holding(host, &look, held.as_mut()).map_err(host_failed)?;
    traced.iter().for_each(|traced| lastack_collect::add_trace(&mut now, traced));
    now.coverage.extend(cleaned);
    match texts {
        Texts::Read if request.judge => lastack_collect::add_kernel_log(host, &mut now),
        Texts::Leave if request.judge => lastack_collect::leave_out_kernel_log(&mut now),
        _ => {}
    }
    Ok(Examined {
        report: lastack_diagnose::report(now, &earlier, judge(request)),
        failed: Vec::new(),
        chinese: false,
        masked: false,
        inputs: Vec::new(),
    })
}

/// The kernel's iterator; `None` of a recorded host, and where it cannot be loaded: then netlink reads, as it does
/// without a trace.
fn iterator(host: &dyn Host) -> Option<HeldTable> {
    host.run_inside(&mut || {}).ok()?;
    HeldTable::load().ok()
}

/// One local port of this host: who holds it, why bind() would fail, when it frees.
///
/// # Errors
/// [`ExamineError::Host`] where the table could not be read.
pub fn port_use(host: &dyn Host, netns: &NetnsChoice, port: u16) -> Result<PortUse, ExamineError> {
    lastack_collect::port_use(host, netns, port).map_err(host_failed)
}

/// A warning with its place, where it has a line.
fn placed(warning: &Warning) -> Message {
    match warning.line {
        0 => warning.why.clone(),
        line => Message::new("engine-input-line")
            .with("input", Arg::input(&warning.input))
            .with("line", Arg::count(line, "input"))
            .with("why", Arg::message(warning.why.clone())),
    }
}

fn host_failed(why: Message) -> ExamineError {
    let id = if why.id.starts_with("collect-netns-") { "engine-netns-failed" } else { "engine-host-failed" };
    ExamineError::Host { message: Message::new(id).with("why", Arg::message(why)) }
}

fn examine_paste(host: &dyn Host, request: &Request) -> Result<Examined, ExamineError> {
    judge_paste(read(host, request), request)
}

fn read(host: &dyn Host, request: &Request) -> Pasted {
    let paths: Vec<&Path> = request.inputs.iter().map(Input::path).collect();
    lastack_collect::paste(host, &paths, request.top)
}

fn judge_paste(pasted: Pasted, request: &Request) -> Result<Examined, ExamineError> {
    let judge = judge(request);
    let Pasted { mut snapshot, failed, captures, documents, chinese } = pasted;
    if let Some((input, _)) = documents.into_iter().next() {
        let message = Message::new("engine-document").with("input", Arg::input(&input));
        return Err(ExamineError::Input { messages: vec![message] });
    }
    let failed: Vec<Message> = failed.iter().map(|(input, error)| missing(input, error, request)).collect();
    if !captures.is_empty() {
        if !snapshot.namespaces.is_empty() {
            return Err(ExamineError::Input { messages: vec![Message::new("engine-capture-mixed")] });
        }
        return capture::replay(captures, request, judge, failed);
    }
    if snapshot.namespaces.is_empty() {
        let mut messages = failed;
        messages.extend(snapshot.warnings.first.iter().map(placed));
        if messages.len() < request.inputs.len() || !snapshot.warnings.first.is_empty() {
            messages.push(Message::new("engine-input-nothing"));
        }
        return Err(ExamineError::Input { messages });
    }
    for why in &failed {
        snapshot.warnings.push(Warning { input: Untrusted::default(), line: 0, why: why.clone() });
    }
    Ok(Examined {
        report: lastack_diagnose::report(snapshot, &[], judge),
        failed,
        chinese,
        masked: false,
        inputs: request.inputs.iter().map(Input::named).collect(),
    })
}

/// Why an input of a look could not be read. Where nothing else is read beside it, a file that is not there may be
/// none that was meant.
fn missing(input: &Untrusted, error: &HostError, request: &Request) -> Message {
    let mut why = unreadable(input, error);
    if why.id == MISSING_FILE && request.or_host {
        why.id = "engine-input-missing".into();
    }
    why
}

const MISSING_FILE: &str = "engine-input-missing-file";

fn unreadable(input: &Untrusted, error: &HostError) -> Message {
    let reason = error.reason();
    let id = match reason.kind() {
        ErrorKind::NotFound => MISSING_FILE,
        ErrorKind::PermissionDenied => "engine-input-refused",
        ErrorKind::IsADirectory => "engine-input-folder",
        _ => "engine-input-failed",
    };
    Message::new(id).with("input", Arg::input(input)).with("reason", lastack_host::reason(reason))
}

/// The words of this crate.
static WORDS: &[Words] = &[Words {
    prefix: "engine",
    en: include_str!("../words/en.ftl"),
    zh: include_str!("../words/zh-CN.ftl"),
}];

/// The words of this crate and of all that it calls.
pub fn words() -> impl Iterator<Item = &'static Words> {
    let own = WORDS.iter().chain([&lastack_host::WORDS]).chain(lastack_collect::WORDS);
    own.chain(lastack_parse::WORDS).chain(lastack_diagnose::words())
}
