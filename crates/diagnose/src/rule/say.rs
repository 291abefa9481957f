//! Messages that several rules put into their sentences.

use lastack_model::words::{Lang, Message};
use lastack_model::{
    Address, Arg, Between, Certainty, Endpoint, Listener, NetnsName, Owner, ProcessView, Rate, Route,
    RouteKey, Subject, Unit, Value, When,
};

use super::Scope;
use crate::measure;

/// The first of ports, or of ranges of ports, and `..` where there are more.
pub(crate) fn listed<T: ToString>(all: impl IntoIterator<Item = T>, most: usize) -> String {
    let mut all = all.into_iter().map(|one| one.to_string());
    let list = all.by_ref().take(most).collect::<Vec<_>>().join(", ");
    if all.next().is_some() { format!("{list} ..") } else { list }
}

/// `300/s`, or that the rate is not known.
pub(crate) fn closes(rate: Option<Rate>) -> Arg {
    Arg::message(match rate {
        Some(rate) => Message::new("shared-rate").with("per_s", per_s(rate)),
        None => Message::new("shared-rate-unknown"),
    })
}

fn per_s(rate: Rate) -> Arg {
    Arg::number(rate.value, Unit::PerSecond, rate.method.name())
}

/// Mean life of a connection by Little's law: open connections over closes per second. `None` where nothing
/// is open, the rate is not known, or too little closes for a mean.
pub(crate) fn life(established: u64, rate: Option<Rate>) -> Option<Arg> {
    let rate = rate.filter(|rate| rate.low > 0.0 && established > 0)?;
    Some(Arg::number(established as f64 / rate.value, Unit::Seconds, rate.method.name()).inferred())
}

/// When connect() gets slow, as a clause.
pub(crate) fn slow(when: When) -> Arg {
    let ids = [
        "shared-slow-now",
        "shared-slow-soon",
        "shared-slow-later",
        "shared-slow-later-one",
        "shared-slow-never",
        "shared-slow-unknown",
    ];
    clause(when, ids)
}

/// When the ports are gone, as a clause. A text may be cut without a sign of it, so "never" is said with that proviso.
pub(crate) fn end(scope: &Scope<'_>, when: When) -> Arg {
    let ids = [
        "shared-end-now",
        "shared-end-soon",
        "shared-end-later",
        "shared-end-later-one",
        // Where rows are missing by the kernel's own count nothing is foreseen at all.
        if scope.is_paste() && scope.setting(measure::OWN_COUNT).is_none() {
            "shared-end-never-paste"
        } else {
            "shared-end-never"
        },
        "shared-end-unknown",
    ];
    clause(when, ids)
}

/// From here on a span in whole seconds says something.
const SOON_S: f64 = 2.0;

fn clause(when: When, [now, soon, later, one, never, unknown]: [&'static str; 6]) -> Arg {
    let seconds = |value: f64| Arg::number(value.round(), Unit::Seconds, "forecast").inferred();
    Arg::message(match when {
        When::Now => Message::new(now),
        When::Later(span) if span.high < SOON_S => Message::new(soon),
        When::Later(span) if same(span) => Message::new(one).with("low", seconds(span.low)),
        When::Later(span) => {
            Message::new(later).with("low", seconds(span.low)).with("high", seconds(span.high))
        }
        When::Never { steady } => {
            Message::new(never).with("steady", Arg::count(steady, "forecast").inferred())
        }
        When::Unknown => Message::new(unknown),
    })
}

/// Both ends are shown as one number: seconds up to 99 s, else minutes and more with one decimal.
fn same(span: Between<f64>) -> bool {
    let shown = |value: f64| lastack_model::words::quantity(Lang::En, value.round(), Unit::Seconds);
    shown(span.low) == shown(span.high)
}

/// `port 80 (nginx)`.
pub(crate) fn listener_place(listener: &Listener) -> Arg {
    let port = Arg::port(listener.key.port, "census");
    Arg::message(match holder(&listener.owners) {
        Some(owner) => Message::new("shared-port-owned").with("port", port).with("owner", comm(owner)),
        None => Message::new("shared-port").with("port", port),
    })
}

/// `10.0.0.21:3306 (php-fpm)`.
pub(crate) fn route_place(route: &Route) -> Arg {
    let target = target(route.key);
    Arg::message(match holder(&route.owners) {
        Some(owner) => Message::new("shared-route-owned").with("target", target).with("owner", comm(owner)),
        None => Message::new("shared-route").with("target", target),
    })
}

fn comm(owner: &Owner) -> Arg {
    let mut comm = Arg::foreign(owner.comm.clone());
    comm.certainty = owner.certainty;
    comm
}

/// `nginx`, or `the program` where nobody is known.
pub(crate) fn program(owners: &[Owner]) -> Arg {
    Arg::message(match holder(owners) {
        Some(owner) if owner.certainty == Certainty::Inferred => return suspect(owners),
        Some(owner) => Message::new("shared-program-known").with("owner", comm(owner)),
        None => Message::new("shared-program"),
    })
}

/// `nginx (inferred)`, who is concluded to be the one from what it holds, or `the program` where nobody is known.
pub(crate) fn suspect(owners: &[Owner]) -> Arg {
    let mut arg = Arg::message(match holder(owners) {
        Some(owner) => Message::new("shared-program-suspect").with("owner", comm(owner).inferred()),
        None => Message::new("shared-program"),
    });
    arg.certainty = if holder(owners).is_some() { Certainty::Inferred } else { Certainty::Unknown };
    arg
}

/// `java (pid 77)`, with its container where that is known.
pub(crate) fn process(process: &ProcessView) -> Arg {
    let pid = Arg::new(Value::Count(process.pid.into()), Unit::Port, "procfs");
    let known = |id| Message::new(id).with("comm", Arg::foreign(process.comm.clone())).with("pid", pid);
    Arg::message(match &process.container {
        Some(name) => known("shared-process-container").with("container", Arg::foreign(name.clone())),
        None => known("shared-process"),
    })
}

/// The owner with the most sockets, unless nobody is known.
pub(crate) fn holder(owners: &[Owner]) -> Option<&Owner> {
    let known = owners.iter().filter(|owner| owner.certainty != Certainty::Unknown);
    known.reduce(|best, owner| if owner.sockets > best.sockets { owner } else { best })
}

/// Where a route leads to.
pub(crate) fn target(key: RouteKey) -> Arg {
    Arg::new(Value::Endpoint(Endpoint::new(key.destination, key.port)), Unit::None, "census")
}

/// Where a subject that is a route leads to.
pub(crate) fn target_of(subject: Subject) -> Option<Arg> {
    match subject {
        Subject::Route { key, .. } => Some(target(key)),
        _ => None,
    }
}

/// An address; masked by `--mask`.
pub(crate) fn address(address: Address) -> Arg {
    Arg::new(Value::Address(address), Unit::None, "census")
}

/// A percentage without a fraction, unless it is less than one.
pub(crate) fn percent(part: u64, whole: u64) -> Arg {
    let percent = match (part * 100).checked_div(whole).unwrap_or(0) {
        0 if whole > 0 => part as f64 * 100.0 / whole as f64,
        percent => percent as f64,
    };
    Arg::number(percent, Unit::Percent, "census")
}

/// What people call a namespace.
pub(crate) fn namespace_name(name: &NetnsName) -> Message {
    match name {
        NetnsName::Own => Message::new("shared-netns-own"),
        NetnsName::Named(name) => Message::new("shared-netns-named").with("name", Arg::foreign(name.clone())),
        NetnsName::Process { pid, comm, container: None } => Message::new("shared-netns-process")
            .with("comm", Arg::foreign(comm.clone()))
            .with("pid", Arg::new(Value::Count((*pid).into()), Unit::Port, "procfs")),
        NetnsName::Process { pid, comm, container: Some(container) } => {
            Message::new("shared-netns-container")
                .with("container", Arg::foreign(container.clone()))
                .with("comm", Arg::foreign(comm.clone()))
                .with("pid", Arg::new(Value::Count((*pid).into()), Unit::Port, "procfs"))
        }
        NetnsName::Paste(name) => Message::new("shared-netns-paste").with("name", Arg::foreign(name.clone())),
    }
}

/// The hard limit to name beside a new soft one of `to`: its own, or `to` where that is higher. Nothing where it is not
/// known: prlimit leaves it alone then.
pub(crate) fn hard_limit(process: &ProcessView, to: u64) -> Arg {
    Arg::text(process.hard_limit.map_or_else(String::new, |hard| hard.max(to).to_string()))
}
