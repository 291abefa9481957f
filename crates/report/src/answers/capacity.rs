//! The answer to `ports --if`: the steady state, the slow cliff, the wall.

use lastack_model::words::{Message, Phrase};
use lastack_model::{Arg, Between, Capacity, PortBudget, Supposed, SupposedFrom, Unit, When};
use serde_json::{Map, Value, json};

use crate::View;
use crate::answers::{Answer, fields};
use crate::formats::json::groups;
use crate::tables::{self, Part, Table, left, ours, range, right};

impl Answer for Capacity {
    fn kind(&self) -> &'static str {
        "capacity"
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        let mut parts = vec![Part::Title(verdict(self, view)), Part::Table(limits(self, view))];
        parts.push(Part::Table(supposed(self, view)));
        parts.extend(notes(self).into_iter().map(Part::Note));
        parts
    }

    fn document(&self, _view: &View<'_>) -> Map<String, Value> {
        let between = |span: Between<f64>| json!({"low": span.low, "high": span.high});
        fields(json!({
            "supposed": {
                "rate": given(self.supposed.rate),
                "destinations": given(self.supposed.destinations),
                "sources": given(self.supposed.sources),
                "range": given(Supposed {
                    value: vec![self.supposed.range.value.0, self.supposed.range.value.1],
                    from: self.supposed.range.from,
                }),
                "usable": given(self.supposed.usable),
                "reuse": given(self.supposed.reuse),
                "delay_ms": given(self.supposed.delay_ms),
                "life_s": given(self.supposed.life_s),
            },
            "rate_per_route": self.rate_per_route,
            "time_wait": between(self.time_wait),
            "blocking": between(self.blocking),
            "slow_at": self.slow_at,
            "slow": groups::when(self.slow),
            "exhausted": groups::when(self.exhausted),
            "quick_up_to_per_s": self.quick_up_to,
            "works_up_to_per_s": self.works_up_to,
            "slow_connect_us": self.slow_connect_us,
            "buckets": self.buckets.map(|(limit, rows)| json!({"limit": limit.to_string(), "rows": rows})),
        }))
    }
}

fn given<T: Into<Value>>(supposed: Supposed<T>) -> Value {
    let value: Value = supposed.value.into();
    json!({"value": value, "from": supposed.from.name()})
}

/// So few ports are searched so fast that connect() never gets slow, as the table of ports says of them.
fn is_fast(capacity: &Capacity) -> bool {
    PortBudget::is_search_fast(capacity.supposed.usable.value)
}

/// Line 1: whether it holds, and if not, when it stops to.
fn verdict(capacity: &Capacity, view: &View<'_>) -> Message {
    let id = match (capacity.slow, capacity.exhausted) {
        (_, When::Later(_)) if is_fast(capacity) => "report-if-fails-fast",
        (_, When::Unknown) if is_fast(capacity) => "report-if-may-fail-fast",
        _ if is_fast(capacity) => "report-if-holds",
        (_, When::Later(_)) => "report-if-fails",
        (When::Later(_), When::Unknown) => "report-if-may-fail",
        (When::Later(_), _) => "report-if-slows",
        (When::Unknown, _) => "report-if-near",
        _ => "report-if-holds",
    };
    let seconds = |when| match when {
        When::Later(span) => Arg::number(span.low, Unit::Seconds, "capacity"),
        _ => tables::words(view.label("report-unknown")),
    };
    Message::new(id)
        .with("rate", rate(capacity.supposed.rate.value))
        .with("destinations", Arg::count(capacity.supposed.destinations.value, "supposed"))
        .with("sources", Arg::count(capacity.supposed.sources.value, "supposed"))
        .with("blocking", tables::words(ports(view, capacity.blocking)))
        .with("usable", Arg::count(capacity.supposed.usable.value, "supposed"))
        .with("slow", seconds(capacity.slow))
        .with("full", seconds(capacity.exhausted))
        .with(
            "cost",
            Arg::message(
                Message::new("report-if-cost")
                    .with("ms", Arg::text(format!("{:.1}", capacity.slow_connect_us / 1_000.0))),
            ),
        )
}

fn rate(per_s: f64) -> Arg {
    Arg::number(per_s, Unit::PerSecond, "supposed")
}

/// `4,800-5,120`, or one number where both ends are the same.
fn ports(view: &View<'_>, span: Between<f64>) -> String {
    let text = |number: f64| view.count(number.round() as u64);
    let (low, high) = (text(span.low), text(span.high));
    if low == high { low } else { range(view, &low, &high) }
}

fn limits(capacity: &Capacity, view: &View<'_>) -> Table {
    let row = |id, at: u32, up_to: f64| {
        vec![
            ours(view.label(id)),
            ours(view.count(u64::from(at))),
            ours(view.quantity(up_to, Unit::PerSecond)),
        ]
    };
    Table {
        columns: vec![
            left(view, "report-if-limit"),
            right(view, "report-if-ports"),
            right(view, "report-if-up-to"),
        ],
        rows: (!is_fast(capacity))
            .then(|| row("report-if-slow", capacity.slow_at, capacity.quick_up_to))
            .into_iter()
            .chain([row("report-if-wall", capacity.supposed.usable.value, capacity.works_up_to)])
            .collect(),
    }
}

fn supposed(capacity: &Capacity, view: &View<'_>) -> Table {
    let of = &capacity.supposed;
    let row = |name: &'static str, value: String, from: SupposedFrom| -> Vec<Phrase> {
        let id = match from {
            SupposedFrom::Asked => "report-if-asked",
            SupposedFrom::Host => "report-if-host",
            SupposedFrom::Default => "report-if-default",
        };
        vec![ours(view.label(name)), ours(value), ours(view.label(id))]
    };
    let (low, high) = of.range.value;
    Table {
        columns: vec![
            left(view, "report-if-condition"),
            right(view, "report-if-value"),
            left(view, "report-if-from"),
        ],
        rows: vec![
            row("report-if-rate", view.quantity(of.rate.value, Unit::PerSecond), of.rate.from),
            row("report-if-destinations", view.count(of.destinations.value.into()), of.destinations.from),
            row("report-if-sources", view.count(of.sources.value.into()), of.sources.from),
            row("report-if-range", format!("{low}-{high}"), of.range.from),
            row("report-if-reserved", view.count(reserved(capacity)), of.usable.from),
            row("report-if-reuse", of.reuse.value.to_string(), of.reuse.from),
            row(
                "report-if-delay",
                format!("{} {}", of.delay_ms.value, view.label("report-ms")),
                of.delay_ms.from,
            ),
            row("report-if-life", view.quantity(of.life_s.value, Unit::Seconds), of.life_s.from),
        ],
    }
}

/// Ports of the range that connect() may not choose.
fn reserved(capacity: &Capacity) -> u64 {
    let (low, high) = capacity.supposed.range.value;
    let all = u64::from(high.saturating_sub(low)) + 1;
    all.saturating_sub(capacity.supposed.usable.value.into())
}

/// On what it rests.
fn notes(capacity: &Capacity) -> Vec<Message> {
    let mut notes = vec![Message::new("report-if-closes-first")];
    match capacity.supposed.reuse.value {
        1 => notes.push(Message::new("report-if-timestamps")),
        2 => notes.push(Message::new("report-if-loopback")),
        _ => {}
    }
    if capacity.supposed.range.value.0 % 2 == capacity.supposed.range.value.1 % 2 {
        notes.push(Message::new("report-if-parity"));
    }
    if let Some((limit, rows)) = capacity.buckets.filter(|(limit, rows)| *rows > *limit as f64) {
        notes.push(
            Message::new("report-if-buckets")
                .with("limit", Arg::count(limit, "net.ipv4.tcp_max_tw_buckets"))
                .with("rows", Arg::count(rows as u64, "capacity")),
        );
    }
    notes
}
