//! Line 1 of `blame`: who closed first, and whether it matters.
//!
//! Whether it matters is a question of each route and of all who close on it, not of the line that stands first: eight
//! workers share the ports of one destination, and a proxy that closes on its own port may eat those of its upstream.

use lastack_model::words::Message;
use lastack_model::{
    Arg, Blame, BlameLine, BlameMethod, CloseCounts, Direction, PlaceCloses, PortBudget, RouteCloses, Unit,
    Who,
};

use super::{percent, refused_who, remote};
use crate::command::netns_option;
use crate::look;
use crate::tables::Part;

pub(super) fn verdict(blame: &Blame) -> Message {
    if let Some(refused) = blame.refused.as_ref().and_then(|lines| lines.first()) {
        let all: u64 = blame.refused.iter().flatten().map(|line| line.count).sum();
        let who = match refused.who {
            Some(_) => refused_who(refused),
            None => Message::new("report-blame-somebody"),
        };
        return Message::new("report-blame-refused")
            .with("who", Arg::message(who))
            .with("count", Arg::count(refused.count, "trace"))
            .with("others", Arg::count(all.saturating_sub(refused.count), "trace"))
            .with("all", Arg::count(all, "trace"))
            .with("to", Arg::text(refused.remote.to_string()));
    }
    let fits = Arg::count(!blame.filters.is_empty(), "argument");
    let Some(line) = blame.lines.first() else {
        return match blame.method {
            BlameMethod::Owners => unknown(blame),
            _ => none(blame).with("fits", fits),
        };
    };
    let share = Arg::number(percent(line.share), Unit::Percent, "trace");
    if blame.method == BlameMethod::Owners {
        return match &line.who {
            Who::Place => unknown(blame),
            _ => Message::new("report-blame-inferred")
                .with("who", Arg::message(within(line)))
                .with("share", share)
                .with("fits", fits),
        };
    }
    if blame.closes.first == 0 {
        return Message::new("report-blame-peers")
            .with("count", Arg::count(blame.closes.second, "trace"))
            .with("fits", fits);
    }
    let told = match Load::worst(blame) {
        Some(load) => load.told(blame),
        None => judged(blame, line),
    };
    let counted = if blame.filters.is_empty() { "report-blame-count" } else { "report-blame-count-fits" };
    let closes = Message::new(counted).with("count", Arg::count(blame.closes.first, "trace"));
    told.with("share", share).with("closes", Arg::message(closes))
}

/// Nobody closed, which is what is wrong where somebody should have.
fn none(blame: &Blame) -> Message {
    let Some(line) = blame.waiting.as_ref().and_then(|lines| lines.first()) else {
        return Message::new("report-blame-none");
    };
    Message::new("report-blame-none-waiting")
        .with("name", Arg::foreign(line.owner.comm.clone()))
        .with("pid", look::pid_arg(line.owner.pid))
        .with("count", Arg::count(line.owner.sockets, "proc"))
}

/// Nobody is known: no tracer could run, or none was to.
fn unknown(blame: &Blame) -> Message {
    let refused = blame.coverage.iter().any(lastack_model::Coverage::is_untraced);
    Message::new(if refused { "report-blame-unknown" } else { "report-blame-unasked" })
}

/// What to do about it: in words, or by commands, which stay whole.
pub(super) fn advice(blame: &Blame) -> Vec<Part> {
    let command = |label, id| Part::List(Message::new(label), vec![here(blame, id)]);
    let ports = command("report-blame-do-left", "report-blame-do-ports");
    if blame.refused.as_ref().is_some_and(|lines| !lines.is_empty()) {
        return vec![command("report-blame-do", "report-blame-do-verdict"), ports];
    }
    let Some(line) = blame.lines.first().filter(|_| blame.closes.first > 0) else { return Vec::new() };
    let Some(place) = line.places.first() else { return Vec::new() };
    let outbound = place.place.direction == Direction::Outbound && left(&place.closes) > 0;
    if outbound || Load::worst(blame).is_some() {
        return vec![Part::Note(Message::new("report-blame-do-outbound")), ports];
    }
    let inbound = place.place.direction == Direction::Inbound;
    inbound.then(|| Part::Note(Message::new("report-blame-do-inbound"))).into_iter().collect()
}

/// With the namespace that the commands are about, where only one was traced.
fn here(blame: &Blame, id: &'static str) -> Message {
    let netns = match blame.namespaces.as_slice() {
        [only] => netns_option(only),
        _ => String::new(),
    };
    Message::new(id).with("netns", Arg::text(netns))
}

/// Whom a line is about, within a sentence.
fn within(line: &BlameLine) -> Message {
    match &line.who {
        Who::Loose => Message::new("report-blame-outside-within"),
        Who::Untold => Message::new("report-blame-somebody-within"),
        _ => super::who(line),
    }
}

/// Whom a line is about, as the subject of a sentence.
fn who(line: &BlameLine) -> Message {
    match &line.who {
        Who::Loose => Message::new("report-blame-outside"),
        Who::Untold => Message::new("report-blame-somebody"),
        _ => super::who(line),
    }
}

/// Closes that leave a TIME_WAIT row.
fn left(closes: &CloseCounts) -> u64 {
    closes.first.saturating_sub(closes.first_resets)
}

/// Local ports that closes on a route keep, where it is known how many there are.
#[derive(Clone, Copy)]
struct Load<'a> {
    route: &'a RouteCloses,
    per_s: f64,
    ports: f64,
    usable: u32,
}

impl<'a> Load<'a> {
    /// `None` without a window, and where the range of ports is not known.
    fn of(blame: &Blame, route: &'a RouteCloses) -> Option<Self> {
        let usable = route.place.netns.and_then(|netns| blame.usable_ports.get(netns).copied().flatten())?;
        let per_s = (blame.window_s > 0.0).then(|| left(&route.closes) as f64 / blame.window_s)?;
        // At this rate so many ports stay taken: each for as long as its row lives, or until it is reused.
        Some(Load { route, per_s, ports: per_s * route.held_s, usable })
    }

    fn fill(&self) -> f64 {
        self.ports / f64::from(self.usable.max(1))
    }

    /// So few ports are searched so fast that connect() never gets slow, however full they are (facts 5).
    fn is_fast(&self) -> bool {
        PortBudget::is_search_fast(self.usable)
    }

    /// The fullest route, where that is half full: connect() gets slow from there on (facts 5).
    fn worst(blame: &'a Blame) -> Option<Self> {
        let loads = blame.routes.iter().filter_map(|route| Load::of(blame, route));
        loads.filter(|load| load.fill() >= 0.5).reduce(|a, b| if b.fill() > a.fill() { b } else { a })
    }

    fn told(&self, blame: &Blame) -> Message {
        let here = |line: &&BlameLine| {
            line.places.iter().find(|at| at.place == self.route.place).map_or(0, |at| left(&at.closes))
        };
        let closer = blame.lines.iter().reduce(|a, b| if here(&b) > here(&a) { b } else { a });
        let closer = closer.filter(|line| here(line) > 0);
        let all = left(&self.route.closes);
        // One line does it, and nothing else.
        let alone = closer.filter(|line| here(line) == all && is_alone(line));
        let is_first =
            |line: &&BlameLine| blame.lines.first().is_some_and(|first| std::ptr::eq(first, *line));
        let id = match alone.filter(is_first) {
            _ if self.route.may_reuse => "report-blame-route-reuse",
            Some(_) if self.fill() >= 1.0 => "report-blame-outbound-out",
            Some(_) if self.is_fast() => "report-blame-outbound-tight",
            Some(_) => "report-blame-outbound-slow",
            None if self.fill() >= 1.0 => "report-blame-route-out",
            None if self.is_fast() => "report-blame-route-tight",
            None => "report-blame-route-slow",
        };
        let by = closer.filter(|line| line.who != Who::Place).map(|line| {
            let share = percent(here(&line) as f64 / all.max(1) as f64);
            Message::new("report-blame-by")
                .with("who", Arg::message(within(line)))
                .with("part", Arg::number(share, Unit::Percent, "trace"))
        });
        Message::new(id)
            .with("who", closer.map_or(Arg::text(""), |line| Arg::message(who(line))))
            .with("by", by.map_or(Arg::text(""), Arg::message))
            .with("to", Arg::text(remote(&self.route.place)))
            .with("rate", Arg::number(self.per_s, Unit::PerSecond, "trace"))
            .with("ports", Arg::count(self.ports.round() as u64, "trace"))
            .with("usable", Arg::count(self.usable, "sysctl"))
    }
}

/// All of its closes were at one place.
fn is_alone(line: &BlameLine) -> bool {
    line.places.len() == 1 && line.more_places == 0
}

/// Whether every route was judged that anybody closed on: then none runs short, since the fullest would be line 1.
fn is_clear(blame: &Blame) -> bool {
    let untold = |at: &PlaceCloses| at.place.direction == Direction::Unknown && left(&at.closes) > 0;
    blame.filters.is_empty()
        && blame.routes.iter().all(|route| Load::of(blame, route).is_some())
        && !blame.lines.iter().flat_map(|line| &line.places).any(untold)
}

/// The first line, where no route is known to run short.
fn judged(blame: &Blame, line: &BlameLine) -> Message {
    let told = |id| Message::new(id).with("who", Arg::message(who(line)));
    let Some(heaviest) = line.places.first().filter(|_| line.who != Who::Kernel) else {
        let kernel = line.who == Who::Kernel;
        return told(if kernel { "report-blame-kernel" } else { "report-blame-somewhere" });
    };
    let place = heaviest.place;
    let leaving = left(&heaviest.closes);
    let per_s = if blame.window_s > 0.0 { heaviest.closes.first as f64 / blame.window_s } else { 0.0 };
    let load =
        blame.routes.iter().find(|route| route.place == place).and_then(|route| Load::of(blame, route));
    let ports = load.map_or(0.0, |load| load.ports * leaving as f64 / left(&load.route.closes).max(1) as f64);
    let id = match (place.direction, load) {
        (Direction::Inbound, _) if line.who == Who::Place => "report-blame-place-inbound",
        (Direction::Inbound, _) => "report-blame-inbound",
        (Direction::Outbound, _) if leaving == 0 => "report-blame-resets",
        (Direction::Outbound, Some(_)) => "report-blame-outbound-fine",
        (Direction::Outbound, None) => "report-blame-outbound",
        (Direction::Unknown, _) => "report-blame-somewhere",
    };
    // Whoever leaves CLOSE_WAIT open is in trouble of another kind, which is told below: nothing is called harmless above it.
    let leaks = blame.waiting.as_ref().is_some_and(|lines| !lines.is_empty());
    // 0: of this place alone. 1: of all that was closed. 2: of all, of which this place is a part.
    let clear = match (is_clear(blame), is_alone(line)) {
        (false, _) => 0_u64,
        (true, _) if leaks && line.who == Who::Place => 0,
        (true, true) if !leaks => 1,
        (true, _) => 2,
    };
    // Where it closed second alone is no part of how often it closed first.
    let more = line.closes.is_none_or(|closes| closes.first != heaviest.closes.first);
    told(id)
        .with("more", Arg::count(more, "trace"))
        .with("here", Arg::count(heaviest.closes.first, "trace"))
        .with("clear", Arg::count(clear, "trace"))
        .with("port", Arg::port(place.port, "trace"))
        .with("to", Arg::text(remote(&place)))
        .with("rate", Arg::number(per_s, Unit::PerSecond, "trace"))
        .with("ports", Arg::count(ports.round() as u64, "trace"))
        .with("usable", Arg::count(load.map_or(0, |load| load.usable), "sysctl"))
}
