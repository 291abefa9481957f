//! The answer of `blame`: who closed first, whether it matters, and which rows that explains.

mod document;

use lastack_model::words::{Message, Phrase};
use lastack_model::{
    Arg, Blame, BlameLine, BlameMethod, CoverageState, Culprit, Direction, Endpoint, Place, PlaceCloses,
    RefusedLine, Unit, Untrusted, Who,
};
use serde_json::{Map, Value};

use crate::answers::Answer;
use crate::tables::{Part, Table, left, ours, right};
use crate::{View, look};

/// Seconds that a closed connection keeps its local port (facts 1).
const LIFE_S: f64 = 60.0;

/// Columns from which on a screen has room for units too.
const ROOMY: usize = 100;

/// Lines of refused connects and of CLOSE_WAIT that the short screen names.
const SHORT: usize = 3;

impl Answer for Blame {
    fn kind(&self) -> &'static str {
        "blame"
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        let mut parts = vec![Part::Title(verdict(self)), Part::Note(how(self))];
        parts.extend(advice(self).map(Part::Note));
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
        let gaps = self.coverage.iter().filter(|line| line.state != CoverageState::Ready);
        parts.extend(gaps.filter_map(|line| line.why.clone()).map(Part::Note));
        parts
    }

    fn document(&self, view: &View<'_>) -> Map<String, Value> {
        document::document(self, view)
    }
}

/// Line 1: who, how much of it, and whether it matters.
fn verdict(blame: &Blame) -> Message {
    if let Some(refused) = blame.refused.as_ref().and_then(|lines| lines.first()) {
        let all: u64 = blame.refused.iter().flatten().map(|line| line.count).sum();
        return Message::new("report-blame-refused")
            .with("who", Arg::message(refused_who(refused)))
            .with("count", Arg::count(all, "trace"))
            .with("to", Arg::text(refused.remote.to_string()));
    }
    let Some((line, place)) = subject(blame) else {
        return Message::new(match blame.method {
            BlameMethod::Owners => "report-blame-unknown",
            _ if !blame.filters.is_empty() => "report-blame-none-asked",
            _ => "report-blame-none",
        });
    };
    let who = Arg::message(match &line.who {
        Who::Loose => Message::new("report-blame-outside"),
        _ => who(line),
    });
    let share = Arg::number(percent(line.share), Unit::Percent, "trace");
    if blame.method == BlameMethod::Owners {
        return match &line.who {
            Who::Place => Message::new("report-blame-unknown"),
            _ => Message::new("report-blame-inferred").with("who", who).with("share", share),
        };
    }
    if blame.closes.first == 0 {
        return Message::new("report-blame-peers").with("count", Arg::count(blame.closes.second, "trace"));
    }
    let told = match (&line.who, place) {
        (Who::Kernel, _) => Message::new("report-blame-kernel"),
        (_, Some(place)) => judged(blame, line, place),
        (_, None) => Message::new("report-blame-somewhere"),
    };
    // A sentence that names a destination speaks of what went there.
    let share = match place {
        Some(at) if line.who != Who::Kernel && at.place.direction == Direction::Outbound => {
            let there = at.closes.first as f64 / blame.closes.first as f64;
            Arg::number(percent(there), Unit::Percent, "trace")
        }
        _ => share,
    };
    told.with("who", who).with("share", share).with("closes", Arg::count(blame.closes.first, "trace"))
}

/// Whom the answer is about, and where: the first that takes so many ports that connect() gets slow, else the heaviest.
fn subject(blame: &Blame) -> Option<(&BlameLine, Option<&PlaceCloses>)> {
    let mut all = blame.lines.iter().flat_map(|line| line.places.iter().map(move |place| (line, place)));
    let costly = all.find(|(line, place)| line.who != Who::Kernel && slows(blame, place));
    costly.map(|(line, place)| (line, Some(place))).or_else(|| {
        let line = blame.lines.first()?;
        Some((line, line.places.first()))
    })
}

/// Local ports that stay taken at this rate: each for as long as its row lives.
fn ports_kept(blame: &Blame, at: &PlaceCloses) -> f64 {
    let leaving = at.closes.first.saturating_sub(at.closes.first_resets);
    if blame.window_s > 0.0 { leaving as f64 / blame.window_s * LIFE_S } else { 0.0 }
}

fn usable(blame: &Blame, place: &Place) -> Option<u32> {
    place.netns.and_then(|netns| blame.usable_ports.get(netns).copied().flatten())
}

/// Whether half of the ports stay taken: then connect() gets slow (facts 5).
fn slows(blame: &Blame, at: &PlaceCloses) -> bool {
    let half = |usable| usable > 0 && ports_kept(blame, at) * 2.0 >= f64::from(usable);
    at.place.direction == Direction::Outbound && usable(blame, &at.place).is_some_and(half)
}

/// Whether closing first matters at a place of a line.
fn judged(blame: &Blame, line: &BlameLine, heaviest: &PlaceCloses) -> Message {
    let place = heaviest.place;
    let per_s = if blame.window_s > 0.0 { heaviest.closes.first as f64 / blame.window_s } else { 0.0 };
    let leaving = heaviest.closes.first.saturating_sub(heaviest.closes.first_resets);
    let usable = usable(blame, &place);
    let ports = ports_kept(blame, heaviest);
    let by_route = line.who == Who::Place;
    let id = match (place.direction, usable) {
        (Direction::Inbound, _) if by_route => "report-blame-place-inbound",
        // Elsewhere it may take ports.
        (Direction::Inbound, _) if heaviest.closes.first < line.closes.unwrap_or_default().first => {
            "report-blame-inbound-mostly"
        }
        (Direction::Inbound, _) => "report-blame-inbound",
        (Direction::Outbound, _) if leaving == 0 => "report-blame-resets",
        (Direction::Outbound, _) if slows(blame, heaviest) => "report-blame-outbound-slow",
        (Direction::Outbound, Some(_)) => "report-blame-outbound-fine",
        (Direction::Outbound, None) => "report-blame-outbound",
        (Direction::Unknown, _) => "report-blame-somewhere",
    };
    Message::new(id)
        .with("port", Arg::port(place.port, "trace"))
        .with("to", Arg::text(remote(&place)))
        .with("rate", Arg::number(per_s, Unit::PerSecond, "trace"))
        .with("ports", Arg::count(ports.round() as u64, "trace"))
        .with("usable", Arg::count(usable.unwrap_or(0), "sysctl"))
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

/// What to do about the first line.
fn advice(blame: &Blame) -> Option<Message> {
    if blame.refused.as_ref().is_some_and(|lines| !lines.is_empty()) {
        return Some(Message::new("report-blame-do-ports"));
    }
    let (_, place) = subject(blame).filter(|_| blame.closes.first > 0)?;
    let place = place?;
    Some(Message::new(match place.place.direction {
        Direction::Outbound if place.closes.first > place.closes.first_resets => "report-blame-do-outbound",
        Direction::Inbound => "report-blame-do-inbound",
        _ => return None,
    }))
}

fn percent(share: f64) -> f64 {
    (share * 100.0).round()
}

/// Whom a line is about, as a sentence names it.
fn who(line: &BlameLine) -> Message {
    let named = |id, name: &Untrusted| Message::new(id).with("name", Arg::foreign(name.clone()));
    match &line.who {
        Who::Process(culprit) => process(culprit),
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
        Who::Command(program, _) if line.processes > 1 => Message::new("report-blame-pids")
            .with("name", Arg::foreign(program.clone()))
            .with("count", Arg::count(line.processes, "trace")),
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
    line.who.as_ref().map_or(Message::new("report-blame-untold"), process)
}

/// The peer's end, or only its address where the port is not known.
fn remote(place: &Place) -> String {
    let address = place.remote.unwrap_or(place.source);
    if place.port == 0 { address.to_string() } else { Endpoint::new(address, place.port).to_string() }
}

fn place_words(blame: &Blame, place: &Place) -> Message {
    let told = match place.direction {
        Direction::Inbound if place.source.is_unspecified() => {
            Message::new("report-blame-at-port").with("port", Arg::port(place.port, "trace"))
        }
        Direction::Inbound => Message::new("report-blame-at")
            .with("at", Arg::text(Endpoint::new(place.source, place.port).to_string())),
        Direction::Outbound => Message::new("report-blame-to").with("to", Arg::text(remote(place))),
        Direction::Unknown => Message::new("report-blame-with").with("to", Arg::text(remote(place))),
    };
    match place.netns.and_then(|netns| blame.namespaces.get(netns)) {
        Some(name) if blame.namespaces.len() > 1 => Message::new("report-blame-in")
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
            cells.push(ours(line.rows.map_or(String::new(), |rows| view.count(rows))));
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
    let place = place_words(blame, &first.place);
    if more == 0 {
        return view.phrase(&place);
    }
    view.phrase(
        &Message::new("report-blame-and-more")
            .with("place", Arg::message(place))
            .with("more", Arg::count(more, "trace")),
    )
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
    if blame.method == BlameMethod::Owners {
        return None;
    }
    if let Some(total) = blame.standing {
        let id = if total == 0 { "report-blame-no-rows" } else { "report-blame-standing" };
        return Some(Message::new(id).with("total", Arg::count(total, "census")));
    }
    let rows = blame.rows?;
    let unexplained = rows.total.saturating_sub(rows.seen + rows.before);
    Some(
        Message::new(if rows.total == 0 { "report-blame-no-rows" } else { "report-blame-rows" })
            .with("seen", Arg::count(rows.seen, "census"))
            .with("total", Arg::count(rows.total, "census"))
            .with("before", Arg::count(rows.before, "census"))
            .with("others", Arg::count(unexplained, "census")),
    )
}

fn refused(blame: &Blame, view: &View<'_>) -> Option<Part> {
    let lines = blame.refused.as_ref().filter(|lines| !lines.is_empty())?;
    let shown = if view.verbose { lines.len() } else { SHORT };
    let told = lines.iter().take(shown).map(|line| {
        Message::new("report-blame-refused-line")
            .with("who", Arg::message(refused_who(line)))
            .with("to", Arg::text(line.remote.to_string()))
            .with("count", Arg::count(line.count, "trace"))
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
    });
    let more = lines.len().saturating_sub(shown) as u64;
    let more = (more > 0).then(|| Message::new("report-blame-more").with("count", Arg::count(more, "trace")));
    Some(Part::List(Message::new("report-blame-waiting-list"), told.chain(more).collect()))
}

fn lost(blame: &Blame) -> Vec<Message> {
    let told =
        |count: u64, id| (count > 0).then(|| Message::new(id).with("count", Arg::count(count, "trace")));
    let (singles, sums) = (blame.lost.singles, blame.lost.sums);
    let singles_id = if blame.method == BlameMethod::Tracefs {
        "report-blame-lost-events"
    } else {
        "report-blame-lost-singles"
    };
    told(singles, singles_id)
        .into_iter()
        .chain(told(sums, "report-blame-lost-sums"))
        .chain(told(blame.lost.refused, "report-blame-lost-refused"))
        .collect()
}

/// Everything that is known of who stands behind a line.
fn details(line: &BlameLine) -> Option<Message> {
    let (Who::Process(culprit) | Who::Command(_, culprit)) = &line.who else { return None };
    let closes = line.closes.unwrap_or_default();
    let foreign = |text: &Option<Untrusted>| match text {
        Some(text) => Arg::foreign(text.clone()),
        None => Arg::message(Message::new("report-unknown")),
    };
    let causes = Message::new("report-blame-causes")
        .with("close", Arg::count(closes.close, "trace"))
        .with("shutdown", Arg::count(closes.shutdown, "trace"))
        .with("exit", Arg::count(closes.exit, "trace"))
        .with("reset", Arg::count(closes.reset, "trace"))
        .with("untold", Arg::count(closes.untold, "trace"));
    let id = if culprit.ended { "report-blame-details-ended" } else { "report-blame-details" };
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
            .with("causes", Arg::message(causes)),
    )
}
