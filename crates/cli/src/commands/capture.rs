//! Writes what a look at this host asked and was answered into one file, to be opened anywhere; or prints a script
//! for hosts where no program may go, whose output is read as text.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_engine::{CaptureFailure, Captured, Text};
use lastack_host::NewFile;
use lastack_model::words::{Lang, Message};
use lastack_model::{Arg, Os, Unit, Untrusted, Value};

use crate::command::{Command, Exit, Failure};
use crate::output;
use crate::session::{Session, refused};

pub(crate) static COMMAND: Command =
    Command { id: "capture", place: Some(4), looks: true, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "FILE", required_unless_present = "script")]
    file: Option<PathBuf>,
    #[arg(long, value_name = "SHELL", value_enum, conflicts_with = "file")]
    script: Option<Script>,
    #[arg(long, conflicts_with = "script")]
    with_text: bool,
}

/// A script for hosts where no program may go.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Script {
    /// POSIX sh, busybox too
    Sh,
    /// cmd.exe, from Windows Vista on
    Cmd,
    /// PowerShell, from Windows 8 on
    Powershell,
}

/// The comments of the scripts in Chinese.
const CHINESE: [(&str, &str); 4] = [
    (
        "Collects for lastack: reads and prints, changes nothing. sh collect.sh > HOST.txt, and on another machine: lastack HOST.txt",
        "为 lastack 收集信息：只读取并打印，不改任何设置。先运行 sh collect.sh > HOST.txt，再到另一台机器上运行 lastack HOST.txt",
    ),
    (
        "HOST.txt holds addresses, program names and the host's name. Run it as root to see the programs of all users.",
        "HOST.txt 里有地址、程序名和主机名。用 root 运行才能看到所有用户的程序。",
    ),
    (
        "Collects for lastack: reads and prints, changes nothing. .\\collect.ps1 > HOST.txt, and on another machine: lastack HOST.txt",
        "为 lastack 收集信息：只读取并打印，不改任何设置。先运行 .\\collect.ps1 > HOST.txt，再到另一台机器上运行 lastack HOST.txt",
    ),
    ("with -p it prints the connections again, by name", "带 -p 时它会按名称把连接再打印一遍"),
];

impl Script {
    fn text(self, lang: Lang) -> String {
        let text = match self {
            Script::Sh => include_str!("../../scripts/collect.sh"),
            // cmd.exe wants its own line ends, and reads a file in the code page of its console: it stays ASCII.
            Script::Cmd => return include_str!("../../scripts/collect.cmd").replace('\n', "\r\n"),
            Script::Powershell => include_str!("../../scripts/collect.ps1"),
        };
        if lang == Lang::En {
            return text.to_owned();
        }
        let text = CHINESE.iter().fold(text.to_owned(), |text, (en, zh)| text.replace(en, zh));
        // Without the mark PowerShell 5 takes the file for one of its code page.
        if matches!(self, Script::Powershell) { format!("\u{feff}{text}") } else { text }
    }
}

/// Between two readings where nobody says how long.
const INTERVAL: Duration = Duration::from_secs(1);

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(arguments) = Arguments::from_arg_matches(matches) else { return Ok(Exit::Nothing) };
    if let Some(script) = arguments.script {
        output::write(|out| out.write_str(&script.text(session.lang())))?;
        return Ok(Exit::Done);
    }
    let Some(file) = arguments.file else { return Ok(Exit::Nothing) };
    // Elsewhere it is standard input: nobody who writes it wants a file of that name.
    if file.as_os_str() == "-" {
        return Err(Failure::usage(Message::new("cli-capture-dash")));
    }
    if arguments.with_text && session.flags.mask {
        return Err(Failure::usage(Message::new("cli-capture-text-masked")));
    }
    let new = NewFile::create(&file).map_err(|error| unwritten(&file, &error))?;
    if new.has_name() {
        let message = Message::new("cli-capture-named").with("file", foreign(&file));
        output::complain(session.catalog, session.lang(), &[message]);
    }
    match take(session, arguments.with_text, new) {
        Ok(captured) => {
            let told = told(session, &file, arguments.with_text, &captured);
            output::write(|out| {
                told.iter().try_for_each(|message| {
                    writeln!(out, "{}", lastack_report::line(session.catalog, session.lang(), message))
                })
            })?;
            Ok(Exit::Done)
        }
        Err(CaptureFailure::Examine(error)) => Err(refused(&error)),
        Err(CaptureFailure::Write(error)) => Err(unwritten(&file, &error)),
    }
}

/// Captures into the file, which gets its name only when all is in it.
fn take(session: &Session<'_>, with_text: bool, new: NewFile) -> Result<Captured, CaptureFailure> {
    let request = session.request(Vec::new(), INTERVAL);
    let text = match (session.flags.mask, with_text) {
        (true, _) => Text::Masked(session.secret()),
        (false, true) => Text::Full,
        (false, false) => Text::Plain,
    };
    let out = io::BufWriter::new(new.writer().map_err(CaptureFailure::Write)?);
    let (out, captured) = lastack_engine::capture(&session.host, &request, text, out)?;
    out.into_inner().map_err(|error| CaptureFailure::Write(error.into_error()))?;
    new.keep().map_err(CaptureFailure::Write)?;
    Ok(captured)
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    let exists = error.kind() == io::ErrorKind::AlreadyExists;
    let id = if exists { "cli-capture-exists" } else { "cli-capture-failed" };
    let message = Message::new(id).with("file", foreign(path)).with("reason", output::reason(error));
    Failure::Told(vec![message], Exit::Nothing)
}

fn foreign(path: &Path) -> Arg {
    Arg::foreign(Untrusted::new(path.to_string_lossy()))
}

/// How long it is, what is in it, and how to open it.
fn told(session: &Session<'_>, file: &Path, with_text: bool, captured: &Captured) -> Vec<Message> {
    let snapshot = &captured.examined.report.snapshot;
    let namespaces = &snapshot.namespaces;
    // There a file has the rights of its folder, and a host one namespace and no /proc.
    let [done, holds] = match snapshot.host.os {
        Os::Windows => ["cli-capture-done-windows", "cli-capture-holds-windows"],
        _ => ["cli-capture-done", "cli-capture-holds"],
    };
    let rows: u64 = namespaces.iter().map(|view| view.census.rows).sum();
    let size = Arg::new(Value::Count(captured.tally.bytes), Unit::Bytes, "capture");
    let names = match (session.flags.mask, with_text) {
        (true, _) => "cli-capture-masked",
        (false, true) => "cli-capture-text",
        (false, false) => "cli-capture-plain",
    };
    vec![
        Message::new(done).with("file", foreign(file)).with("size", size),
        Message::new(holds)
            .with("namespaces", Arg::count(namespaces.len() as u64, "capture"))
            .with("rows", Arg::count(rows, "capture"))
            .with("files", Arg::count(captured.tally.files, "capture")),
        Message::new(names),
        Message::new("cli-capture-open").with("file", foreign(file)),
    ]
}
