//! Judges a snapshot: measures rates, port budgets and forecasts, runs the rules, and relates what they found.
//!
//! Pure: it reads nothing, writes nothing and cannot fail. What is not known stays unknown in its answer.

pub mod capacity;
mod claims;
pub mod diff;
pub mod explain;
pub mod lint;
mod measure;
mod plan;
mod programs;
mod relate;
mod remedies;
mod rowless;
mod rule;
mod rules;
mod topics;
mod treatment;

use lastack_model::words::Words;
use lastack_model::{Case, ListenerReport, Report, RouteReport, Snapshot};

pub use measure::{Measured, MeasuredNamespace, REUSE_KEY};
pub use plan::gauge::{gauges, reading};
pub use plan::outlook::spread as spread_outlook;
pub use plan::{Asked, answers, asked, plan, plan_for};
pub use remedies::TREATMENTS;
pub use rule::{About, Rule, Scope, View};
pub use rules::RULES;
pub use treatment::{Program, Treatment};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judge {
    /// Measures and runs every rule
    Everything,
    /// Measures only: `states` and `ports` ask for no verdict
    MeasureOnly,
}

/// The answer to a look. `earlier` are snapshots of the same host, oldest first; they may be missing.
pub fn report(now: Snapshot, earlier: &[Snapshot], judge: Judge) -> Report {
    let case = Case { now: &now, earlier };
    let measured = measure::measure(case);
    let judged = match judge {
        Judge::Everything => Some(relate::judge(&View { case, measured: &measured, named: &[] })),
        Judge::MeasureOnly => None,
    };
    let closes_per_s = measured.namespaces.iter().map(|namespace| namespace.closes_per_s).collect();
    let (routes, listeners) = sorted(&now, measured);
    let (findings, ruled_out, verdict) = match judged {
        Some(judged) => (Some(judged.findings), judged.ruled_out, Some(judged.verdict)),
        None => (None, Vec::new(), None),
    };
    Report { snapshot: now, routes, listeners, closes_per_s, findings, ruled_out, verdict }
}

/// Routes by blocking ports, then by rows; listeners by rows. Equal ones keep the order of the census.
fn sorted(now: &Snapshot, measured: Measured) -> (Vec<RouteReport>, Vec<ListenerReport>) {
    let (mut routes, mut listeners) = (Vec::new(), Vec::new());
    for (view, namespace) in now.namespaces.iter().zip(measured.namespaces) {
        let rows = view.census.routes.iter().map(|route| route.states.total());
        routes.extend(rows.zip(namespace.routes));
        let rows = view.census.listeners.iter().map(|listener| listener.states.total());
        listeners.extend(rows.zip(namespace.listeners));
    }
    routes.sort_by_key(|(rows, route)| {
        let blocking = route.ports.map_or(0, |ports| ports.blocking);
        std::cmp::Reverse((blocking, *rows))
    });
    listeners.sort_by_key(|(rows, _)| std::cmp::Reverse(*rows));
    let routes = routes.into_iter().map(|(_, route)| route).collect();
    (routes, listeners.into_iter().map(|(_, listener)| listener).collect())
}

/// All words of this crate, one entry for each folder.
pub fn words() -> impl Iterator<Item = &'static Words> {
    let own = [&rule::SHARED, &relate::VERDICT, &diff::WORDS, &plan::WORDS];
    let programs = programs::PROGRAMS.iter().map(|program| &program.words);
    let treated = TREATMENTS.iter().map(|treatment| &treatment.words).chain(programs);
    let explained = explain::topics().map(|topic| &topic.words);
    let settings = lint::all().map(|key| &key.words).chain([&lint::WORDS]);
    RULES.iter().map(|rule| &rule.words).chain(own).chain(treated).chain(explained).chain(settings)
}
