//! Sockets in rows or groups, chosen with a filter in the syntax of ss.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args as _, FromArgMatches as _};
use lastack_engine::filter::{self, Filter, FilterError};
use lastack_engine::sockets::{self, RowOrder, SocketsError, SocketsRequest};
use lastack_engine::{ExamineError, GroupOrder};
use lastack_model::words::Message;
use lastack_model::{Arg, GroupBy, SocketSheet};
use lastack_report::{Collected, MaskedSheet, Page, View};

use super::diagnose::inputs;
use crate::command::{Command, Exit, Failure};
use crate::output;
use crate::session::{Session, refused};
use crate::watch::Watch;

pub(crate) static COMMAND: Command =
    Command { id: "sockets", place: Some(2), looks: true, arguments: Arguments::augment_args, run };

#[derive(clap::Args)]
struct Arguments {
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,
    #[arg(short, long, value_name = "FILE")]
    file: Vec<PathBuf>,
    #[arg(long, value_name = "WHAT", value_parser = PossibleValuesParser::new(GroupBy::ALL.map(|(name, _)| name)))]
    group_by: Option<String>,
    #[arg(long, value_name = "ORDER", value_parser = PossibleValuesParser::new(ORDERS.map(|(name, _)| name)))]
    sort: Option<String>,
    #[command(flatten)]
    watch: Watch,
}

/// What `--sort` takes.
#[derive(Clone, Copy)]
enum Order {
    Groups(GroupOrder),
    Rows(RowOrder),
}

const ORDERS: [(&str, Order); 7] = [
    ("rows", Order::Groups(GroupOrder::Rows)),
    ("name", Order::Groups(GroupOrder::Name)),
    ("age", Order::Rows(RowOrder::Age)),
    ("queue", Order::Rows(RowOrder::Queue)),
    ("state", Order::Rows(RowOrder::State)),
    ("local", Order::Rows(RowOrder::Local)),
    ("peer", Order::Rows(RowOrder::Peer)),
];

fn run(session: &Session<'_>, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Ok(arguments) = Arguments::from_arg_matches(matches) else { return Ok(Exit::Nothing) };
    let by =
        arguments.group_by.as_deref().and_then(|typed| GroupBy::ALL.iter().find(|(name, _)| *name == typed));
    let order = arguments.sort.as_deref().and_then(|typed| ORDERS.iter().find(|(name, _)| *name == typed));
    let asked = session.request(inputs(&arguments.file), Duration::ZERO);
    // 20 routes are enough for a verdict; rows are cut where somebody says so.
    let limit = (matches.value_source("top") == Some(ValueSource::CommandLine)).then_some(session.flags.top);
    let mut request = SocketsRequest {
        inputs: asked.inputs,
        netns: asked.netns,
        netns_typed: session.netns_typed,
        filter: read(session, &arguments.filter)?,
        owners: asked.owners,
        order: RowOrder::Table,
        limit,
        whole: session.flags.mask || session.flags.format().sheet.is_none(),
    };
    let grouped = match (by, order) {
        (Some((_, by)), None) => Some((*by, GroupOrder::Rows)),
        (Some((_, by)), Some((_, Order::Groups(order)))) => Some((*by, *order)),
        (None, None) => None,
        (None, Some((_, Order::Rows(order)))) => {
            request.order = *order;
            None
        }
        (Some(_), Some(_)) => return Err(Failure::usage(Message::new("cli-sockets-sort-groups"))),
        (None, Some(_)) => return Err(Failure::usage(Message::new("cli-sockets-sort-rows"))),
    };
    arguments.watch.repeat(session, !arguments.file.is_empty(), |clear| {
        clear()?;
        match grouped {
            Some((by, order)) => groups(session, &request, by, order),
            None => list(session, &request),
        }
    })
}

/// The words after the command as one filter, as ss joins them.
pub(super) fn read(session: &Session<'_>, words: &[String]) -> Result<Filter, Failure> {
    let services = |name: &str| sockets::service(&session.host, name);
    filter::parse(&words.join(" "), &services).map_err(|error| {
        let mut messages = vec![error.message()];
        messages.extend(meant_as_file(&error));
        messages.push(Message::new("cli-sockets-see"));
        Failure::Told(messages, Exit::Nothing)
    })
}

/// Other commands take files where this one takes its filter.
fn meant_as_file(error: &FilterError) -> Option<Message> {
    let word = error.word.raw();
    let like_a_file = error.why.id == "parse-filter-condition" && (word == "-" || word.contains(['.', '/']));
    like_a_file.then(|| Message::new("cli-sockets-file").with("file", Arg::foreign(error.word.clone())))
}

fn groups(
    session: &Session<'_>,
    request: &SocketsRequest,
    by: GroupBy,
    order: GroupOrder,
) -> Result<Exit, Failure> {
    let top = session.flags.top;
    let (mut groups, failed) = sockets::groups(&session.host, request, by, order, top).map_err(told)?;
    if session.flags.mask {
        groups = lastack_report::mask_groups(&groups, session.secret());
    }
    let view = session.view(Page::States);
    output::write(|out| (session.flags.format().answer)(&groups, &view, out))?;
    complain(session, &failed);
    Ok(Exit::Done)
}

fn list(session: &Session<'_>, request: &SocketsRequest) -> Result<Exit, Failure> {
    let view = session.view(Page::States);
    let mut result = Ok(Vec::new());
    output::write(|out| {
        let (listed, written) = write(session, request, &view, out);
        result = listed;
        written
    })?;
    complain(session, &result?);
    Ok(Exit::Done)
}

/// What could not be read beside the answer, and how the writing went.
fn write(
    session: &Session<'_>,
    request: &SocketsRequest,
    view: &View<'_>,
    out: &mut dyn std::fmt::Write,
) -> (Result<Vec<Message>, Failure>, std::fmt::Result) {
    let mask = |sheet: &mut dyn SocketSheet| {
        if session.flags.mask {
            sockets::list(&session.host, request, &mut MaskedSheet::new(sheet, session.secret()))
        } else {
            sockets::list(&session.host, request, sheet)
        }
    };
    let format = session.flags.format();
    let result = match format.sheet {
        Some(sheet) => mask(&mut *sheet(view, out)),
        None => {
            let mut collected = Collected::default();
            mask(&mut collected).and_then(|failed| {
                (format.answer)(&collected, view, out)?;
                Ok(failed)
            })
        }
    };
    match result {
        Ok(failed) => (Ok(failed), Ok(())),
        Err(SocketsError::Output(error)) => (Ok(Vec::new()), Err(error)),
        Err(error) => (Err(told(error)), Ok(())),
    }
}

fn told(error: SocketsError) -> Failure {
    match error {
        SocketsError::Examine(ExamineError::Host { message })
            if message.id.starts_with("collect-filter-") =>
        {
            refused(&ExamineError::Host { message })
        }
        SocketsError::Examine(error) => refused(&error),
        SocketsError::Output(_) => Failure::Closed,
    }
}

/// Inputs that could not be read stand in the answer too; off a terminal nobody may look there.
fn complain(session: &Session<'_>, failed: &[Message]) {
    use std::io::IsTerminal as _;
    if !std::io::stdout().is_terminal() {
        output::complain(session.catalog, session.lang(), failed);
    }
}
