//! A settings file, graded line by line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_engine::{NetnsChoice, Request, SettingsFiles};
use lastack_model::words::Message;
use lastack_model::{Arg, ConfFile, Grade, Lint, LintLine, Untrusted};
use lastack_report::Page;

use super::diagnose::inputs;
use crate::command::{Command, Exit, Failure};
use crate::output;
use crate::session::{Session, refused};

pub(crate) static COMMAND: Command =
    Command { id: "lint", place: Some(4), looks: true, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    facts: Vec<PathBuf>,
}

/// Between two readings: counters that move tell which harm is done now.
const INTERVAL: Duration = Duration::from_secs(1);

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(arguments) = Arguments::from_arg_matches(matches) else { return Ok(Exit::Nothing) };
    let stdin = arguments.files.iter().chain(&arguments.facts).filter(|file| file.as_os_str() == "-");
    if stdin.count() > 1 {
        return Err(Failure::usage(Message::new("cli-lint-stdin")));
    }
    let read = lastack_engine::settings_files(&session.host, &inputs(&arguments.files))
        .map_err(|error| refused(&error))?;
    if !read.registry.is_empty() {
        return registry(session, &arguments, read);
    }
    let again = arguments.files.iter().all(|file| file.as_os_str() != "-");
    let facts = match arguments.facts.as_slice() {
        [] if read.tell_kernel && again => &arguments.files,
        facts => facts,
    };
    let request = request(session, facts);
    let examined = session.examine(&request)?;
    let SettingsFiles { mut files, mut failed, .. } = read;
    if session.flags.mask {
        for (index, file) in files.iter_mut().enumerate() {
            file.path = Untrusted::new(format!("file-{}", index + 1));
        }
        failed.clear();
    }
    let facts = facts_name(session, facts);
    let absent = match request.inputs.is_empty() {
        true => Some(
            lastack_engine::absent_settings(&session.host, &request.netns, &files)
                .map_err(|error| refused(&error))?,
        ),
        false => None,
    };
    let mut lint = lastack_diagnose::lint::lint(&files, &examined.report, facts, absent.as_ref());
    if !lint.lines.iter().any(is_setting) {
        let nothing =
            |file: &ConfFile| Message::new("engine-lint-nothing").with("input", Arg::input(&file.path));
        failed.extend(files.iter().map(nothing));
        return Err(Failure::Told(failed, Exit::Nothing));
    }
    failed.extend(examined.failed);
    tell(session, &mut lint, &failed)
}

/// Files of the registry editor: on another system than Windows the facts alone tell of a host that they are for.
fn registry(session: &Session<'_>, arguments: &Arguments, read: SettingsFiles) -> Result<Exit, Failure> {
    let SettingsFiles { registry: mut files, mut failed, .. } = read;
    if session.flags.mask {
        for (index, file) in files.iter_mut().enumerate() {
            file.path = Untrusted::new(format!("file-{}", index + 1));
        }
        failed.clear();
    }
    let looked = !arguments.facts.is_empty() || std::env::consts::OS == "windows";
    let examined = looked.then(|| session.examine(&request(session, &arguments.facts))).transpose()?;
    let report = examined.as_ref().map(|examined| &examined.report);
    let facts = facts_name(session, &arguments.facts);
    let mut lint = lastack_diagnose::lint::lint_registry(&files, report, facts);
    failed.extend(examined.into_iter().flat_map(|examined| examined.failed));
    tell(session, &mut lint, &failed)
}

fn request(session: &Session<'_>, facts: &[PathBuf]) -> Request {
    Request {
        inputs: inputs(facts),
        // A file is applied in one namespace: the own one, unless another is named.
        netns: match &session.flags.netns {
            NetnsChoice::All => NetnsChoice::Own,
            chosen => chosen.clone(),
        },
        interval: session.flags.interval.unwrap_or(INTERVAL),
        owners: false,
        top: session.flags.top,
        ..Request::default()
    }
}

fn facts_name(session: &Session<'_>, facts: &[PathBuf]) -> Option<Untrusted> {
    facts.first().map(|path| match session.flags.mask {
        true => Untrusted::new("facts-1"),
        false => Untrusted::new(path.to_string_lossy()),
    })
}

fn tell(session: &Session<'_>, lint: &mut Lint, failed: &[Message]) -> Result<Exit, Failure> {
    if session.flags.mask {
        lastack_report::mask_lint(lint);
    }
    let view = session.view(Page::Diagnosis);
    output::write(|out| (session.flags.format().answer)(lint, &view, out))?;
    output::complain(session.catalog, session.lang(), failed);
    Ok(if lint.count(Grade::Harmful) > 0 { Exit::CheckFailed } else { Exit::Done })
}

/// The trees of /proc/sys.
const TREES: [&str; 11] =
    ["abi", "crypto", "debug", "dev", "fs", "kernel", "net", "sunrpc", "user", "vm", "xen"];

/// A line that is, or was meant to be, a setting: `Ticket.id = 4` is prose.
fn is_setting(line: &LintLine) -> bool {
    let mut words = line.text.raw().split(|c: char| c.is_whitespace() || "=#;\"'>".contains(c));
    let is_key = |word: &str| {
        let bare = word.trim_start_matches(['-', '.', '/']);
        let bare = bare.strip_prefix("proc/sys/").unwrap_or(bare);
        bare.split_once(['.', '/']).is_some_and(|(tree, _)| TREES.contains(&tree))
    };
    line.key.is_some() || words.any(is_key)
}
