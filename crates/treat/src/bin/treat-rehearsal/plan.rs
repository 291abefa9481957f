//! A plan for the namespace of the calling thread, and measuring that takes no time.

use std::time::Duration;

use lastack_hand::Settings;
use lastack_model::{
    Gauge, GaugeReading, NetnsName, Plan, PlanNetns, PortSet, Reading, Remedy, Safety, Step, Subject, Undo,
    treatable,
};
use lastack_treat::Measure;

/// What the rehearsal writes, in this order. Ports of others stand before and behind ours.
pub(crate) const TO: [(&str, &str); 9] = [
    ("net.ipv4.ip_local_reserved_ports", "8080-8090,20001"),
    ("net.ipv4.ip_local_port_range", "10000 65001"),
    ("net.ipv4.tcp_tw_reuse", "1"),
    ("net.core.somaxconn", "8192"),
    ("net.ipv4.tcp_fin_timeout", "31"),
    ("net.ipv4.tcp_keepalive_time", "301"),
    ("net.ipv4.tcp_keepalive_intvl", "31"),
    ("net.ipv4.tcp_keepalive_probes", "5"),
    ("net.ipv4.tcp_max_syn_backlog", "4099"),
];

/// One remedy that writes these values, each from what stands there now.
pub(crate) fn plan(settings: &dyn Settings, to: &[(&str, &str)]) -> Option<Plan> {
    let steps = to.iter().map(|(key, value)| step(settings, key, value)).collect::<Option<Vec<_>>>()?;
    let netns = PlanNetns { id: Some(settings.id().clone()), name: NetnsName::Own };
    Some(Plan {
        made_at_ms: 0,
        namespaces: vec![netns],
        remedies: vec![remedy(steps)],
        together: Vec::new(),
        outlooks_together: Vec::new(),
        withheld: Vec::new(),
        untreated: Vec::new(),
        only_to_read: None,
        left_out: Vec::new(),
        named: Vec::new(),
    })
}

fn step(settings: &dyn Settings, key: &str, value: &str) -> Option<Step> {
    let setting = treatable(key)?;
    let from = setting.canonical(&settings.read(setting).ok()?)?;
    let is_set = setting.holds == lastack_model::Holds::PortSet;
    let (to, undo) = if is_set {
        let mut merged = PortSet::parse(&from)?;
        merged.merge(&PortSet::parse(value)?);
        (merged.to_string(), Undo::Subtract(value.to_owned()))
    } else {
        (value.to_owned(), Undo::Restore(from.clone()))
    };
    Some(Step { netns: 0, key: setting.key, from, to, undo, set_by: Vec::new() })
}

fn remedy(steps: Vec<Step>) -> Remedy {
    let treats = vec!["trouble-0".to_owned()];
    let gauge = Gauge::ListenersAtRisk;
    let effects = vec![lastack_model::Effect { netns: 0, gauge, before: 11.0, low: 0.0, high: 0.0 }];
    let plain = Remedy::new("rehearsal", "rehearsal-0".to_owned(), Subject::Host, treats);
    Remedy { safety: Safety::Consent, steps, effects, ..plain }
}

/// Readings that were written down beforehand; the last one stays.
pub(crate) struct Given {
    pub(crate) readings: Vec<Reading>,
    pub(crate) next: usize,
}

impl Given {
    /// Eleven listeners are at risk before and none afterwards.
    pub(crate) fn helped() -> Self {
        let reading = |at_risk| Reading {
            taken_at_ms: 0,
            gauges: vec![GaugeReading { netns: 0, gauge: Gauge::ListenersAtRisk, value: Some(at_risk) }],
            window_s: Some(10.0),
            findings: Some(Vec::new()),
            troubles: Vec::new(),
            load_per_s: Some(100.0),
            ends: Vec::new(),
        };
        Given { readings: vec![reading(11.0), reading(11.0), reading(0.0)], next: 0 }
    }
}

impl Measure for Given {
    fn measure(&mut self) -> Reading {
        let last = self.readings.len() - 1;
        self.next += 1;
        self.readings[(self.next - 1).min(last)].clone()
    }

    fn wait(&mut self, _: Duration) {}

    fn takes(&self) -> Duration {
        Duration::ZERO
    }
}
