//! One run: the words, the flags, the machine, and where the answer goes.

use std::hash::RandomState;
use std::io::IsTerminal as _;
use std::time::Duration;

use clap::parser::ValueSource;
use clap::{ArgMatches, FromArgMatches as _};
use lastack_engine::{ExamineError, Examined, Flow, Input, Progress, Request};
use lastack_host::{Interrupt, Live};
use lastack_model::words::{Catalog, Lang, Message, Words};
use lastack_model::{Arg, NamespaceView, Report, Severity, SourceKind, Untrusted, Value};
use lastack_report::{Ambiguous, Answer, Exits, Page, View};

use crate::command::{Exit, Failure};
use crate::commands::COMMANDS;
use crate::environment::{self, variable};
use crate::flags::{Color, Flags};
use crate::language::Language;
use crate::{commands, language, output, progress};

/// Words of this crate.
pub(crate) static WORDS: Words =
    Words { prefix: "cli", en: include_str!("../words/en.ftl"), zh: include_str!("../words/zh-CN.ftl") };

/// Columns where the output is no terminal and nobody says how wide it is.
const COLUMNS: usize = 80;

/// Every word that may be said.
pub(crate) fn catalog() -> Catalog {
    Catalog::new(
        lastack_engine::words()
            .chain(lastack_report::WORDS)
            .chain(lastack_probe::WORDS)
            .chain(lastack_lab::words())
            .chain([&WORDS]),
    )
}

/// One run of the program.
pub(crate) struct Session<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) flags: Flags,
    pub(crate) host: Live,
    language: Language,
    /// Namespaces were chosen for this run, and not by a variable that is set for all
    pub(crate) netns_typed: bool,
    /// Drawn anew for each run and never shown
    secret: RandomState,
}

impl<'a> Session<'a> {
    pub(crate) fn new(
        catalog: &'a Catalog,
        language: Language,
        matches: &ArgMatches,
    ) -> Result<Self, Failure> {
        let flags = Flags::from_arg_matches(matches).map_err(|error| {
            let text = Arg::text(error.to_string());
            Failure::usage(Message::new("cli-wrong-other").with("text", text))
        })?;
        let typed = |matches: &ArgMatches| matches.value_source("netns") == Some(ValueSource::CommandLine);
        let netns_typed = typed(matches);
        Ok(Session { catalog, flags, host: Live::new(), language, netns_typed, secret: RandomState::new() })
    }

    /// Runs the subcommand, or diagnoses where there is none.
    pub(crate) fn run(&self, matches: &ArgMatches) -> Result<Exit, Failure> {
        let Some((name, arguments)) = matches.subcommand() else {
            return (commands::diagnose::COMMAND.run)(self, matches);
        };
        let typed = |matches: &ArgMatches| matches.value_source("fail_on") == Some(ValueSource::CommandLine);
        // A variable that is set for all runs is no mistake of this one.
        if name != commands::diagnose::COMMAND.id && (typed(matches) || typed(arguments)) {
            let command = Arg::foreign(Untrusted::new(name));
            return Err(Failure::usage(Message::new("cli-fail-on-verdict").with("command", command)));
        }
        if name != commands::diagnose::COMMAND.id && self.flags.format().exits == Exits::Nagios {
            return Err(Failure::usage(Message::new("cli-nagios-verdict")));
        }
        match COMMANDS.iter().find(|command| command.id == name) {
            Some(command) => (command.run)(self, arguments),
            None => Ok(Exit::Nothing),
        }
    }

    /// The language of this run.
    pub(crate) fn lang(&self) -> Lang {
        self.language.lang
    }

    /// A request as the flags ask for it, with rules. `interval` is where they say nothing. A file that was given and
    /// is not asked for is told.
    pub(crate) fn request(&self, inputs: Vec<Input>, interval: Duration) -> Request {
        if inputs.is_empty() && environment::stdin_is_file() {
            output::complain(self.catalog, self.lang(), &[Message::new("cli-stdin-unread")]);
        }
        Request {
            inputs,
            netns: self.flags.netns.clone(),
            interval: self.flags.interval.unwrap_or(interval),
            owners: !self.flags.no_owners,
            bound: true,
            judge: true,
            top: self.flags.top,
            or_host: true,
            blame: None,
        }
    }

    /// Looks, and masks what was seen where that is asked for.
    pub(crate) fn examine(&self, request: &Request) -> Result<Examined, Failure> {
        // The signals are taken for the trace alone: the rest of a look is short, and ends with them as ever.
        let mut interrupt = request.blame.map(|_| Interrupt::catch());
        let mut tick = |progress: Progress| {
            let is_wished = interrupt.as_ref().is_some_and(Interrupt::is_wished);
            if is_wished || request.blame.is_some_and(|window| progress.elapsed >= window) {
                interrupt = None;
            }
            if is_wished { Flow::Stop } else { Flow::On }
        };
        let mut examined = progress::shown(self.catalog, self.lang(), &self.host, |host| {
            lastack_engine::examine_until(host, request, &mut tick)
        })
        .map_err(|error| refused(&error))?;
        if self.netns_typed && examined.report.snapshot.kind == SourceKind::Paste {
            return Err(Failure::usage(Message::new("cli-netns-files")));
        }
        // Asked after the look: whoever writes into a pipe may begin later than its reader.
        if request.inputs.is_empty() && lastack_host::piped_bytes() > 0 {
            output::complain(self.catalog, self.lang(), &[Message::new("cli-stdin-unread")]);
        }
        if self.flags.mask {
            let beside = &mut examined.failed;
            examined.report = lastack_report::mask_with(&examined.report, beside, &self.secret);
        }
        Ok(examined)
    }

    /// The secret of `--mask`.
    pub(crate) fn secret(&self) -> &RandomState {
        &self.secret
    }

    /// How the answer is to look.
    pub(crate) fn view(&self, page: Page) -> View<'_> {
        let terminal = std::io::stdout().is_terminal();
        let columns = self.flags.width.or_else(|| {
            terminal.then(terminal_size::terminal_size).flatten().map(|(width, _)| usize::from(width.0))
        });
        let wide = if language::wide_console() { Ambiguous::Wide } else { Ambiguous::Narrow };
        View {
            width: columns.unwrap_or(COLUMNS),
            ambiguous: self.flags.ambiguous.unwrap_or(wide),
            color: match self.flags.color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => terminal && variable("NO_COLOR").is_none(),
            },
            verbose: self.flags.verbose,
            top: self.flags.top,
            page,
            ..View::new(self.catalog, self.lang())
        }
    }

    /// Writes the report, and tells what could not be read where the report does not reach the user's eyes.
    pub(crate) fn show(&self, examined: &Examined, page: Page) -> Result<Exit, Failure> {
        let report = &examined.report;
        let waiting = self.waiting(report);
        let view = View {
            waiting: waiting.as_ref(),
            hint_chinese: self.language.by_default && examined.chinese,
            utc_offset_s: utc_offset_s(report.snapshot.taken_at_ms),
            inputs: if self.flags.mask { &[] } else { &examined.inputs },
            masked: self.flags.mask,
            fixable: self.fixable(report, page),
            ..self.view(page)
        };
        output::write(|out| (self.flags.format().write)(report, &view, out))?;
        if !std::io::stdout().is_terminal() {
            output::complain(self.catalog, self.lang(), &examined.failed);
        }
        Ok(self.verdict(report))
    }

    /// The change that waits on this host, where its journal may be read.
    fn waiting(&self, report: &Report) -> Option<lastack_model::Waiting> {
        let ours = report.snapshot.kind == SourceKind::Live && !self.flags.mask;
        ours.then(|| crate::commands::fix::waiting(&self.host)).flatten()
    }

    /// Whether a remedy of the verdict's findings can be applied here.
    fn fixable(&self, report: &Report, page: Page) -> bool {
        let judged = page == Page::Diagnosis && report.findings.as_ref().is_some_and(|all| !all.is_empty());
        if !judged || report.snapshot.kind != SourceKind::Live || self.flags.mask {
            return false;
        }
        let plan = lastack_engine::plan(report, &[]);
        plan.only_to_read.is_none() && plan.remedies.iter().any(lastack_model::Remedy::is_writable)
    }

    /// Writes an answer of its own kind.
    pub(crate) fn answer(&self, answer: &dyn Answer) -> Result<Exit, Failure> {
        let now = lastack_host::Host::now(&self.host).wall_ms;
        let view = View { utc_offset_s: utc_offset_s(now), ..self.view(Page::Diagnosis) };
        output::write(|out| (self.flags.format().answer)(answer, &view, out))?;
        Ok(Exit::Done)
    }

    /// Writes an answer in words to standard error, beside a question.
    pub(crate) fn show_beside(&self, answer: &dyn Answer) {
        let now = lastack_host::Host::now(&self.host).wall_ms;
        let view = View { utc_offset_s: utc_offset_s(now), ..self.view(Page::Diagnosis) };
        let text = lastack_report::in_words(answer, &view);
        // Where standard error is closed nobody is asked either.
        let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
    }

    fn verdict(&self, report: &Report) -> Exit {
        let severity = report.verdict.as_ref().and_then(|verdict| verdict.severity);
        if self.flags.format().exits == Exits::Nagios {
            return Exit::Nagios(match severity {
                Some(Severity::Ok | Severity::Info) => 0,
                Some(Severity::Warning) => 1,
                Some(Severity::Critical) => 2,
                None => output::NAGIOS_UNKNOWN,
            });
        }
        // "Unknown" is an answer, and so are settings, counters and log lines without rows; nothing read is none. A text
        // of which nothing is told makes no report.
        let nothing = |view: &NamespaceView| {
            let silent = view.facts.is_empty() && view.counters.is_empty() && view.logs.is_empty();
            silent && view.census.rows == 0
        };
        let nowhere = report.snapshot.namespaces.iter().all(nothing);
        if nowhere
            && severity.is_none()
            && report.verdict.is_some()
            && report.snapshot.kind != SourceKind::Paste
        {
            return Exit::Nothing;
        }
        match (severity, self.flags.fail_on) {
            (Some(found), Some(limit)) if found >= limit && found > Severity::Info => Exit::CheckFailed,
            _ => Exit::Done,
        }
    }
}

/// Seconds east of UTC at a moment, as this machine's time zone has it.
fn utc_offset_s(ms: i64) -> i32 {
    jiff::Timestamp::from_millisecond(ms)
        .map_or(0, |moment| jiff::tz::TimeZone::system().to_offset(moment).seconds())
}

/// Nothing could be read; a namespace that needs a privilege is a refusal, one that is not there is a mistake.
pub(crate) fn refused(error: &ExamineError) -> Failure {
    let exit = match error {
        ExamineError::Host { message } if wants_privilege(message) => Exit::Refused,
        ExamineError::Host { .. } | ExamineError::Input { .. } => Exit::Nothing,
    };
    Failure::Told(shortened(error.messages()), exit)
}

/// The sentence about the namespace stands inside that of the engine.
fn wants_privilege(message: &Message) -> bool {
    let inner = |arg: &Arg| matches!(&arg.value, Value::Message(why) if wants_privilege(why));
    matches!(message.id.as_ref(), "collect-netns-refused" | "collect-filter-mark-refused")
        || message.args.iter().any(|(_, arg)| inner(arg))
}

/// Messages of one kind that are told one by one; the others are counted.
const TOLD: usize = 3;

/// The first messages of each kind, and how many more there are.
fn shortened(messages: Vec<Message>) -> Vec<Message> {
    let mut told: Vec<Message> = Vec::new();
    let mut more = (0, 0_u64);
    for message in messages {
        if told.iter().filter(|earlier| earlier.id == message.id).count() < TOLD {
            told.push(message);
        } else {
            more = (if more.1 == 0 { told.len() } else { more.0 }, more.1 + 1);
        }
    }
    if let (at, count @ 1..) = more {
        told.insert(at, Message::new("cli-more-messages").with("count", Arg::count(count, "")));
    }
    told
}

#[cfg(test)]
mod tests {
    use lastack_testkit::fluent;

    use super::*;

    #[test]
    fn all_words_of_the_program_are_sound() {
        assert_eq!(catalog().problems(), [] as [String; 0]);
    }

    #[test]
    fn this_crate_says_the_same_in_both_languages() {
        assert_eq!(fluent::messages(WORDS.en), fluent::messages(WORDS.zh));
    }
}
