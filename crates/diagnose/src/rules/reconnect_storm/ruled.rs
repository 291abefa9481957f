//! Which resources were looked at and are not the cause, and which this input does not show.

use lastack_model::words::Message;
use lastack_model::{Arg, Severity};

use crate::measure;
use crate::rule::Scope;

/// What is known of one resource.
#[derive(Clone, Copy, PartialEq)]
enum Known {
    /// Looked at: there is enough
    Enough,
    /// Looked at: it is short, which another finding tells
    Short,
    /// Not to be seen in this input
    Unseen,
}

/// Of a limit: from here on the rules about it speak up.
const NEAR_PERCENT: u64 = 80;

/// `Not short: ports, queues. Not to be seen here: descriptors.`
pub(super) fn looked_at(scope: &Scope<'_>) -> Arg {
    let resources = [
        ("reconnect-storm-ports", ports(scope)),
        ("reconnect-storm-buckets", limit(scope, "time_wait_buckets")),
        ("reconnect-storm-queues", queues(scope)),
        ("reconnect-storm-descriptors", descriptors(scope)),
        ("reconnect-storm-conntrack", limit(scope, "conntrack")),
    ];
    let list = |wanted| {
        let names = resources.iter().filter(move |(_, known)| *known == wanted).map(|(id, _)| *id);
        names.map(Message::new).reduce(|list, next| {
            Message::new("reconnect-storm-and")
                .with("list", Arg::message(list))
                .with("next", Arg::message(next))
        })
    };
    Arg::message(match (list(Known::Enough), list(Known::Unseen)) {
        (Some(enough), Some(unseen)) => Message::new("reconnect-storm-looked-both")
            .with("enough", Arg::message(enough))
            .with("unseen", Arg::message(unseen)),
        (Some(enough), None) => Message::new("reconnect-storm-looked").with("enough", Arg::message(enough)),
        (None, Some(unseen)) => Message::new("reconnect-storm-unseen").with("unseen", Arg::message(unseen)),
        (None, None) => Message::new("reconnect-storm-looked-nothing"),
    })
}

fn limit(scope: &Scope<'_>, name: &str) -> Known {
    match scope.limit(name) {
        Some((used, limit)) if used.saturating_mul(100) < limit.saturating_mul(NEAR_PERCENT) => Known::Enough,
        Some(_) => Known::Short,
        None => Known::Unseen,
    }
}

/// No route is past the half from which connect() gets slow.
fn ports(scope: &Scope<'_>) -> Known {
    if scope.is_histogram() {
        return Known::Unseen;
    }
    let mut budgets = scope.measured.routes.iter().map(|route| route.ports);
    if measure::range_assumed(scope.view) && budgets.len() > 0 || budgets.clone().any(|one| one.is_none()) {
        return Known::Unseen;
    }
    let short = budgets.any(|one| one.is_some_and(|ports| ports.blocking_percent() >= 50));
    if short { Known::Short } else { Known::Enough }
}

/// Nobody was dropped while we watched.
fn queues(scope: &Scope<'_>) -> Known {
    let per_s = |name: &str| scope.per_s(name);
    match (per_s("TcpExt.ListenOverflows"), per_s("TcpExt.ListenDrops")) {
        (Some(overflows), Some(drops)) if overflows + drops > 0.0 => Known::Short,
        (Some(_), Some(_)) => Known::Enough,
        _ => Known::Unseen,
    }
}

/// Every process that is named has room, and some are.
fn descriptors(scope: &Scope<'_>) -> Known {
    let near = |used: u64, limit: u64| used.saturating_mul(100) >= limit.saturating_mul(NEAR_PERCENT);
    let known = scope.view.processes.iter().map(|one| one.descriptors.zip(one.limit));
    let worst = known.map(|pair| match pair {
        Some((used, limit)) if near(used, limit) => (Severity::Warning, Known::Short),
        Some(_) => (Severity::Ok, Known::Enough),
        None => (Severity::Info, Known::Unseen),
    });
    worst.max_by_key(|(severity, _)| *severity).map_or(Known::Unseen, |(_, known)| known)
}
