//! The answer of `blame`: who closed first, and which rows that explains.

mod document;
mod line1;

use lastack_model::words::{Message, Phrase};
use lastack_model::{
    Arg, Blame, BlameLine, BlameMethod, Coverage, CoverageState, Culprit, Endpoint, NetnsName, Place,
    RefusedLine, Unit, Untrusted, WaitingLine, Who,
};
use serde_json::{Map, Value};

use crate::answers::Answer;
use crate::tables::{Part, Table, left, ours, right};
use crate::{View, look};

/// Columns from which on a screen has room for units too.
const ROOMY: usize = 100;

/// Lines of refused connects and of CLOSE_WAIT that the short screen names.
const SHORT: usize = 3;

impl Answer for Blame {
    fn kind(&self) -> &'static str {
        "blame"
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        let mut parts = vec![Part::Title(line1::verdict(self)), Part::Note(how(self))];
        let (untraced, gaps) = gaps(self);
        parts.extend(untraced);
        parts.extend(filter(self));
        parts.extend(line1::advice(self));
        if !self.lines.is_empty() {
            parts.push(Part::Table(table(self, view)));
        }
        parts.extend(rest(self));
        parts.extend(rows(self).map(Part::Note));
        parts.extend(refused(self, view));
        parts.extend(waiting(self, view));
        parts.extend(lost(self).into_iter().map(Part::Note));
        if view.verbose {
            parts.extend(self.lines.iter().filter_map(details).map(Part::Note));
        }
        parts.extend(gaps);
        parts
    }

    fn document(&self, view: &View<'_>) -> Map<String, Value> {
        document::document(self, view)
    }
}

/// What could not be seen. Where nothing could be traced, the reasons with their cures come apart: they are what to do
/// first.
fn gaps(blame: &Blame) -> (Vec<Part>, Vec<Part>) {
    let gaps = blame.coverage.iter().filter(|line| line.state != CoverageState::Ready);
    let (untraced, others): (Vec<_>, Vec<_>) =
        gaps.partition(|line| !blame.method.traces() && line.is_untraced());
    let told = |lines: Vec<&Coverage>| {
        lines.into_iter().filter_map(|line| line.why.clone()).map(Part::Note).collect()
    };
    (told(untraced), told(others))
}

/// How it was found out, and what was done for that.
fn how(blame: &Blame) -> Message {
    let id = match blame.method {
        BlameMethod::Bpf if blame.goes_on => "report-blame-on-bpf",
        BlameMethod::Bpf => "report-blame-by-bpf",
        BlameMethod::Tracefs if blame.goes_on => "report-blame-on-tracefs",
        BlameMethod::Tracefs => "report-blame-by-tracefs",
        BlameMethod::Owners => "report-blame-by-owners",
    };
    Message::new(id).with("window", Arg::number(blame.window_s, Unit::Seconds, "clock"))
}

/// What was left out: whatever is told counts what fits alone.
fn filter(blame: &Blame) -> Vec<Part> {
    if blame.filters.is_empty() {
        return Vec::new();
    }
    let one = |(name, text): &(&'static str, Untrusted)| {
        Message::new("report-blame-filter-one")
            .with("name", Arg::text(*name))
            .with("value", Arg::foreign(text.clone()))
    };
    let typed = blame.filters.iter().map(one).collect();
    vec![
        Part::List(Message::new("report-blame-filter"), typed),
        Part::Note(Message::new("report-blame-filtered")),
    ]
}

fn percent(share: f64) -> f64 {
    (share * 100.0).round()
}

/// Whom a line is about, as a sentence names it.
fn who(line: &BlameLine) -> Message {
    let named = |id, name: &Untrusted| Message::new(id).with("name", Arg::foreign(name.clone()));
    match &line.who {
        Who::Process(culprit) => process(culprit),
        // Of a guess the program is known, and not the process.
        Who::Command(program, culprit) if culprit.pid == 0 => named("report-blame-name", program),
        Who::Command(program, culprit) if line.processes <= 1 => {
            named("report-blame-process", program).with("pid", look::pid_arg(culprit.pid))
        }
        Who::Command(program, _) => {
            named("report-blame-processes", program).with("count", Arg::count(line.processes, "trace"))
        }
        Who::Container(name) => named("report-blame-container", name),
        Who::Unit(name) => named("report-blame-unit", name),
        Who::Loose => Message::new("report-blame-loose"),
        Who::User(_, Some(name)) => named("report-blame-user", name),
        Who::User(uid, None) => Message::new("report-blame-uid").with("uid", look::pid_arg(*uid)),
        Who::Untold => Message::new("report-blame-untold"),
        Who::Place => Message::new("report-blame-any"),
        Who::Kernel => Message::new("report-blame-the-kernel"),
    }
}

/// Whom a line is about, as a column names it.
fn short_who(line: &BlameLine) -> Message {
    match &line.who {
        Who::Command(program, culprit) if line.processes > 1 && culprit.pid > 0 => {
            Message::new("report-blame-pids")
                .with("name", Arg::foreign(program.clone()))
                .with("count", Arg::count(line.processes, "trace"))
        }
        Who::Kernel => Message::new("report-blame-kernel-short"),
        _ => who(line),
    }
}

fn process(culprit: &Culprit) -> Message {
    Message::new("report-blame-process")
        .with("name", Arg::foreign(culprit.comm.clone()))
        .with("pid", look::pid_arg(culprit.pid))
}

fn refused_who(line: &RefusedLine) -> Message {
    match &line.who {
        None => Message::new("report-blame-untold"),
        Some(culprit) if line.processes <= 1 => process(culprit),
        Some(culprit) => Message::new("report-blame-processes")
            .with("name", Arg::foreign(culprit.comm.clone()))
            .with("count", Arg::count(line.processes, "trace")),
    }
}

/// The peer's end, or only its address where the port is not known.
fn remote(place: &Place) -> String {
    let address = place.remote.unwrap_or(place.source);
    if place.port == 0 { address.to_string() } else { Endpoint::new(address, place.port).to_string() }
}

/// The name of a namespace, where there are several.
fn told_apart(blame: &Blame, netns: usize) -> Option<&NetnsName> {
    blame.namespaces.get(netns).filter(|_| blame.namespaces.len() > 1)
}

fn place_words(blame: &Blame, place: &Place) -> Message {
    let told = look::place(place);
    match place.netns.and_then(|netns| told_apart(blame, netns)) {
        Some(name) => Message::new("report-blame-in")
            .with("netns", Arg::message(look::netns_short(name)))
            .with("place", Arg::message(told)),
        None if blame.namespaces.len() > 1 => {
            Message::new("report-blame-in-unknown").with("place", Arg::message(told))
        }
        _ => told,
    }
}

/// The container or unit of a line; `None` where the line is about one itself, or has none.
fn home(line: &BlameLine) -> Option<&Untrusted> {
    match &line.who {
        Who::Process(culprit) | Who::Command(_, culprit) => {
            culprit.container.as_ref().or(culprit.unit.as_ref())
        }
        _ => None,
    }
}

fn table(blame: &Blame, view: &View<'_>) -> Table {
    let traced = blame.method.traces();
    // Units take room that a narrow screen has not; a container is half of the answer.
    let contained = |line: &BlameLine| match &line.who {
        Who::Process(culprit) | Who::Command(_, culprit) => culprit.container.is_some(),
        _ => false,
    };
    let roomy = view.verbose || view.width >= ROOMY;
    let homes = blame.lines.iter().any(|line| contained(line) || roomy && home(line).is_some());
    let places_only = blame.lines.iter().all(|line| line.who == Who::Place);
    let second = blame.closes.second > 0;
    let joined = blame.rows.is_some();
    let mut columns = Vec::new();
    if !places_only {
        columns.push(left(view, "report-blame-head-who"));
    }
    if homes {
        columns.push(left(view, "report-blame-head-home"));
    }
    columns.push(left(view, "report-blame-head-where"));
    if traced {
        columns.push(right(view, "report-blame-head-first"));
        columns.push(right(view, "report-blame-head-share"));
        if second {
            columns.push(right(view, "report-blame-head-second"));
        }
        columns.push(right(view, "report-blame-head-rate"));
    }
    if joined {
        columns.push(right(view, "report-blame-head-rows"));
    } else if blame.standing.is_some() {
        columns.push(right(view, "report-blame-head-standing"));
    }
    if !traced {
        columns.push(right(view, "report-blame-head-share"));
    }
    let row = |line: &BlameLine| {
        let mut cells: Vec<Phrase> = Vec::new();
        if !places_only {
            cells.push(view.phrase(&short_who(line)));
        }
        if homes {
            cells.push(home(line).map_or(Phrase::default(), |home| {
                view.phrase(&Message::new("report-blame-name").with("name", Arg::foreign(home.clone())))
            }));
        }
        cells.push(where_phrase(blame, line, view));
        let share = view.quantity(percent(line.share), Unit::Percent);
        if let Some(closes) = line.closes.filter(|_| traced) {
            cells.push(ours(view.count(closes.first)));
            cells.push(ours(share.clone()));
            if second {
                cells.push(ours(view.count(closes.second)));
            }
            cells.push(ours(line.per_s.map_or(String::new(), |rate| view.quantity(rate, Unit::PerSecond))));
        }
        if joined {
            cells.push(ours(line.rows.map_or("?".to_owned(), |rows| view.count(rows))));
        } else if blame.standing.is_some() {
            cells.push(ours(line.standing.map_or("?".to_owned(), |rows| view.count(rows))));
        }
        if !traced {
            cells.push(ours(share));
        }
        cells
    };
    Table { columns, rows: blame.lines.iter().map(row).collect() }
}

/// The heaviest place, and how many more there are.
fn where_phrase(blame: &Blame, line: &BlameLine, view: &View<'_>) -> Phrase {
    let Some(first) = line.places.first() else { return Phrase::default() };
    let more = line.places.len() as u64 - 1 + line.more_places;
    view.phrase(&and_more(place_words(blame, &first.place), more))
}

fn and_more(place: Message, more: u64) -> Message {
    if more == 0 {
        return place;
    }
    Message::new("report-blame-and-more")
        .with("place", Arg::message(place))
        .with("more", Arg::count(more, "trace"))
}

fn rest(blame: &Blame) -> Option<Part> {
    let (lines, closes) = blame.rest?;
    Some(Part::Note(
        Message::new("report-blame-rest")
            .with("lines", Arg::count(lines, "trace"))
            .with("closes", Arg::count(closes.total(), "trace")),
    ))
}

/// Which of the rows now in the table this explains.
fn rows(blame: &Blame) -> Option<Message> {
    let asked = |names: [&str; 2]| blame.filters.iter().any(|(name, _)| names.contains(name));
    // Rows are left out by where they are alone: a row has no owner to be left out by.
    let fits = Arg::count(asked(["route", "listener"]), "argument");
    // Where tables may not be read, their rows are not none.
    let unread = |line: &&Coverage| line.subject == "namespaces" && line.state != CoverageState::Ready;
    let partly = Arg::count(blame.coverage.iter().any(|line| unread(&line)), "coverage");
    if let Some(total) = blame.standing {
        let id = if total == 0 { "report-blame-no-rows" } else { "report-blame-standing" };
        let told = Message::new(id).with("total", Arg::count(total, "census"));
        return Some(told.with("fits", fits).with("partly", partly));
    }
    let rows = blame.rows?;
    let unexplained = rows.total.saturating_sub(rows.seen + rows.of_kernel + rows.before);
    let id = match rows.total {
        0 => "report-blame-no-rows",
        // Closes of those who were left out explain no row here, though they were seen.
        _ if asked(["pid", "comm"]) => "report-blame-rows-of",
        _ => "report-blame-rows",
    };
    Some(
        Message::new(id)
            .with("seen", Arg::count(rows.seen, "census"))
            .with("total", Arg::count(rows.total, "census"))
            .with("kernel", Arg::count(rows.of_kernel, "census"))
            .with("before", Arg::count(rows.before, "census"))
            .with("others", Arg::count(unexplained, "census"))
            .with("fits", fits)
            .with("partly", partly),
    )
}

fn refused(blame: &Blame, view: &View<'_>) -> Option<Part> {
    let lines = blame.refused.as_ref().filter(|lines| !lines.is_empty())?;
    let shown = if view.verbose { lines.len() } else { SHORT };
    let told = lines.iter().take(shown).map(|line| {
        let told = Message::new("report-blame-refused-line")
            .with("who", Arg::message(refused_who(line)))
            .with("to", Arg::text(line.remote.to_string()))
            .with("count", Arg::count(line.count, "trace"));
        // Each namespace has its own 127.0.0.1.
        match line.netns.and_then(|netns| told_apart(blame, netns)) {
            Some(name) => Message::new("report-blame-in")
                .with("netns", Arg::message(look::netns_short(name)))
                .with("place", Arg::message(told)),
            None => told,
        }
    });
    let more = lines.len().saturating_sub(shown) as u64;
    let more = (more > 0).then(|| Message::new("report-blame-more").with("count", Arg::count(more, "trace")));
    Some(Part::List(Message::new("report-blame-refused-list"), told.chain(more).collect()))
}

fn waiting(blame: &Blame, view: &View<'_>) -> Option<Part> {
    let lines = blame.waiting.as_ref().filter(|lines| !lines.is_empty())?;
    let shown = if view.verbose { lines.len() } else { SHORT };
    let told = lines.iter().take(shown).map(|line| {
        Message::new("report-blame-waiting-line")
            .with("name", Arg::foreign(line.owner.comm.clone()))
            .with("pid", look::pid_arg(line.owner.pid))
            .with("count", Arg::count(line.owner.sockets, "proc"))
            .with("where", waiting_where(blame, line))
    });
    let more = lines.len().saturating_sub(shown) as u64;
    let more = (more > 0).then(|| Message::new("report-blame-more").with("count", Arg::count(more, "trace")));
    Some(Part::List(Message::new("report-blame-waiting-list"), told.chain(more).collect()))
}

/// The heaviest place of CLOSE_WAIT sockets, and how many more there are.
fn waiting_where(blame: &Blame, line: &WaitingLine) -> Arg {
    let Some((first, _)) = line.places.first() else { return Arg::message(Message::new("report-unknown")) };
    Arg::message(and_more(place_words(blame, first), line.places.len() as u64 - 1 + line.more_places))
}

fn lost(blame: &Blame) -> Vec<Message> {
    let told =
        |count: u64, id| (count > 0).then(|| Message::new(id).with("count", Arg::count(count, "trace")));
    [
        told(blame.lost.events, "report-blame-lost-events"),
        told(blame.lost.singles, "report-blame-lost-singles"),
        told(blame.lost.sums, "report-blame-lost-sums"),
        told(blame.lost.refused, "report-blame-lost-refused"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Everything that is known of who stands behind a line.
fn details(line: &BlameLine) -> Option<Message> {
    let (Who::Process(culprit) | Who::Command(_, culprit)) = &line.who else { return None };
    let foreign = |text: &Option<Untrusted>| match text {
        Some(text) => Arg::foreign(text.clone()),
        None => Arg::message(Message::new("report-unknown")),
    };
    let causes = line.closes.map(|closes| {
        Message::new("report-blame-causes")
            .with("close", Arg::count(closes.close, "trace"))
            .with("shutdown", Arg::count(closes.shutdown, "trace"))
            .with("exit", Arg::count(closes.exit, "trace"))
            .with("reset", Arg::count(closes.reset, "trace"))
            .with("untold", Arg::count(closes.untold, "trace"))
    });
    let id = match (&causes, culprit.ended) {
        // Of a guess no close was seen.
        (None, _) => "report-blame-details-guessed",
        (Some(_), true) => "report-blame-details-ended",
        (Some(_), false) => "report-blame-details",
    };
    let user = match (&culprit.user, culprit.uid) {
        (Some(user), _) => Arg::foreign(user.clone()),
        (None, Some(uid)) => look::pid_arg(uid),
        (None, None) => Arg::message(Message::new("report-unknown")),
    };
    Some(
        Message::new(id)
            .with("who", Arg::message(who(line)))
            .with("command", foreign(&culprit.command))
            .with("user", user)
            .with("causes", causes.map_or(Arg::text(""), Arg::message)),
    )
}
