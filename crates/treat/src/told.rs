//! What was foretold and what was measured, as the journal tells it.

use lastack_model::{EndReading, Gauge, Outlook, Plan, Reading, Supply, When};
use serde::{Deserialize, Serialize};

/// An effect as it was computed beforehand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Foretold {
    pub(crate) gauge: String,
    /// Of what: a route, a listener, a namespace
    pub(crate) of: String,
    // What is infinite stands in a document as null.
    pub(crate) before: Option<f64>,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
}

impl Eq for Foretold {}

/// When something was to run out, as it was reckoned beforehand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Outlooked {
    /// As [`lastack_model::Supply::name`] spells it
    pub(crate) supply: String,
    pub(crate) of: String,
    /// How fast it is used
    pub(crate) per_s: f64,
    pub(crate) before: End,
    pub(crate) after: End,
}

impl Eq for Outlooked {}

/// As [`lastack_model::When::name`] spells it, and between how many seconds where it is later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct End {
    pub(crate) when: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) seconds: Option<(f64, f64)>,
}

/// A gauge as it was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Measured {
    pub(crate) gauge: String,
    pub(crate) of: String,
    pub(crate) before: Option<f64>,
    pub(crate) after: Option<f64>,
}

impl Eq for Measured {}

/// When something runs out, reckoned again from what was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Ended {
    pub(crate) supply: String,
    pub(crate) of: String,
    pub(crate) end: End,
    /// At which rate
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rate: Option<EndRate>,
}

/// A rate behind a change.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct EndRate {
    pub(crate) per_s: f64,
    pub(crate) window_s: f64,
    /// Whether none of its window was before the change
    pub(crate) since: bool,
}

impl Eq for Ended {}

pub(crate) fn foretold(effect: &lastack_model::Effect) -> Foretold {
    Foretold {
        gauge: effect.gauge.name().to_owned(),
        of: of(effect.gauge),
        before: Some(effect.before),
        low: Some(effect.low),
        high: Some(effect.high),
    }
}

pub(crate) fn outlooked(outlook: &Outlook) -> Outlooked {
    Outlooked {
        supply: outlook.supply.name().to_owned(),
        of: of_supply(outlook.supply),
        per_s: outlook.per_s.value,
        before: end(outlook.before),
        after: end(outlook.after),
    }
}

fn end(when: When) -> End {
    let seconds = match when {
        When::Later(span) => Some((span.low, span.high)),
        When::Now | When::Never { .. } | When::Unknown => None,
    };
    End { when: when.name().to_owned(), seconds }
}

/// What was foretold, as the look behind the change reckons it.
pub(crate) fn ends(plan: &Plan, remedies: &[usize], after: &Reading) -> Vec<Ended> {
    let again = |outlook: &Outlook| {
        let same = |end: &&EndReading| end.netns == outlook.netns && end.supply == outlook.supply;
        let found = after.ends.iter().find(same)?;
        let supply = outlook.supply;
        let EndReading { per_s, since, .. } = *found;
        let rate = Some(EndRate { per_s: per_s.value, window_s: per_s.window_s, since });
        Some(Ended { supply: supply.name().to_owned(), of: of_supply(supply), end: end(found.when), rate })
    };
    plan.outlooks(remedies).iter().filter_map(again).collect()
}

fn of_supply(supply: Supply) -> String {
    match supply {
        Supply::Ports(route) => of(Gauge::Usable(route)),
        Supply::Descriptors(pid) => of(Gauge::Descriptors(pid)),
        Supply::TimeWaitRows | Supply::Conntrack | Supply::Orphans => String::new(),
    }
}

/// What a gauge is of, for people who read the journal.
fn of(gauge: Gauge) -> String {
    match gauge {
        Gauge::Usable(route)
        | Gauge::Blocking(route)
        | Gauge::ServesPerS(route)
        | Gauge::ConnectUs(route) => {
            format!("{} to {} port {}", route.source, route.destination, route.port)
        }
        Gauge::Descriptors(pid) => format!("process {pid}"),
        Gauge::PortAtRisk(port) => format!("port {port}"),
        Gauge::AcceptQueue(listener) | Gauge::SynQueue(listener) => {
            format!("{} port {}", listener.address, listener.port)
        }
        _ => String::new(),
    }
}

/// What was measured behind the change, beside what was before it.
pub(crate) fn measured(before: Option<&Reading>, after: &Reading) -> Vec<Measured> {
    let Some(before) = before else { return Vec::new() };
    let later = |gauge: &lastack_model::GaugeReading| {
        let same =
            |other: &&lastack_model::GaugeReading| other.netns == gauge.netns && other.gauge == gauge.gauge;
        after.gauges.iter().find(same).and_then(|reading| reading.value)
    };
    let line = |gauge: &lastack_model::GaugeReading| Measured {
        gauge: gauge.gauge.name().to_owned(),
        of: of(gauge.gauge),
        before: gauge.value,
        after: later(gauge),
    };
    before.gauges.iter().map(line).collect()
}
