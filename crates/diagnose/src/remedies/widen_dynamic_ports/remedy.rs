//! The dynamic port range of Windows: more ports for connections out. Before Vista the last of them is a value of the
//! registry.

use lastack_model::{Arg, Effect, Family, Finding, Gauge, Offer, Safety, Step, Undo};

use crate::rule::{self, Dynamic, View, words};
use crate::treatment::{self, LISTED, Need, Treatment, arg, registry};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "widen-dynamic-ports",
    words: words!("widen-dynamic-ports"),
    order: 31,
    keys: &[RANGE, RANGE6, MAX_USER_PORT],
    tempts: &["bound-port-leak", "nonpaged-pool"],
    propose,
};

/// First port and number of ports over IPv4.
const RANGE: &str = "windows.dynamicport";

/// The same over IPv6.
const RANGE6: &str = "windows.dynamicport6";

const MAX_USER_PORT: &str = "windows.MaxUserPort";

/// The most that it may be (facts 13).
const LAST_PORT: i64 = 65_534;

/// First ports that are tried; the range goes on to 65535. The first gives twice the default of 16,384. Windows takes 1025 and
/// more (facts 13).
const FIRST_PORTS: [u16; 3] = [32_768, 16_384, rule::WIDEST];

/// From this version on (Vista) MaxUserPort is not read (facts 13).
const VISTA: u32 = 6;

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    treatment::needs_anywhere(view, findings, &TREATMENT).iter().map(in_namespace).collect()
}

fn in_namespace(need: &Need<'_>) -> Offer {
    let scope = &need.scope;
    let is_held = |finding: &&&Finding| {
        TREATMENT.tempts.contains(&finding.id)
            || finding.why.contains("bound")
            || finding.why.contains("open")
    };
    if need.findings.iter().any(|finding| is_held(&finding)) {
        return need.withheld(&TREATMENT, "withheld-held");
    }
    if rule::windows_version(scope).is_some_and(|(major, _)| major < VISTA) {
        return old(need);
    }
    let (family, held) =
        Dynamic::of(scope).map_or((Family::V4, 0), |dynamic| (dynamic.family, dynamic.held()));
    let Some((first, count)) = rule::dynamic_range(scope, family) else {
        return need.withheld(&TREATMENT, unread(family));
    };
    let last = u32::from(first) + u32::from(count) - 1;
    let wider = FIRST_PORTS.iter().map(|to| (*to).min(first));
    let wider = wider.map(|to| (to, 65_536 - u32::from(to))).filter(|(_, ports)| {
        // A tenth more at least: less puts the end off by minutes.
        last <= 65_535 && ports * 10 >= u32::from(count) * 11
    });
    let wider = wider.collect::<Vec<_>>();
    let enough = wider.iter().find(|(_, ports)| held * 2 < u64::from(*ports)).or(wider.last());
    match enough {
        Some((to, ports)) => offered(need, family, (first, count), (*to, *ports)),
        None => need.withheld(&TREATMENT, "withheld-wide"),
    }
}

const fn unread(family: Family) -> &'static str {
    match family {
        Family::V4 => "withheld-unread",
        Family::V6 => "withheld-unread6",
    }
}

fn offered(need: &Need<'_>, family: Family, (first, count): (u16, u16), (to, ports): (u16, u32)) -> Offer {
    let scope = &need.scope;
    let from = format!("{first} {count}");
    let key = if family == Family::V4 { RANGE } else { RANGE6 };
    let step = Step {
        netns: scope.netns,
        key,
        undo: Undo::Restore(from.clone()),
        set_by: Vec::new(),
        from,
        to: format!("{to} {ports}"),
    };
    let mut remedy = treatment::remedy(&TREATMENT, scope, scope.subject(), need.findings.iter().copied());
    remedy.safety = Safety::Consent;
    let (before, after) = (f64::from(count), f64::from(ports));
    remedy.effects = vec![Effect {
        netns: scope.netns,
        gauge: Gauge::DynamicPorts(family),
        before,
        low: after,
        high: after,
    }];
    arg(&mut remedy, "first", Arg::port(to, key));
    arg(&mut remedy, "ports", Arg::count(ports, key));
    arg(&mut remedy, "fewest", Arg::count(ports / 240, key));
    arg(&mut remedy, "most", Arg::count(ports / 120, key));
    // Ports of services that a connection out could be given while the service is down.
    let old = first..=first.saturating_add(count - 1);
    let mut inside = scope.view.census.listened_besides(family, to..=u16::MAX, old);
    if let Some([administered, of_system]) = rule::excluded(scope, family) {
        inside.retain(|port| !administered.has(*port) && !of_system.has(*port));
    }
    arg(&mut remedy, "count", Arg::count(inside.len() as u64, "census"));
    arg(&mut remedy, "listening", Arg::text(rule::listed(&inside, LISTED)));
    arg(
        &mut remedy,
        "named",
        Arg::text(inside.iter().take(LISTED).map(u16::to_string).collect::<Vec<_>>().join(",")),
    );
    if family == Family::V6 {
        remedy.summary = "summary6";
    }
    remedy.risk = Some(if inside.is_empty() { "risk" } else { "risk-listening" });
    remedy.steps = vec![step];
    treatment::offer(remedy)
}

/// Before Vista: ports from 1024 up to MaxUserPort.
fn old(need: &Need<'_>) -> Offer {
    let scope = &need.scope;
    let Some(step) = registry::step(scope, MAX_USER_PORT, LAST_PORT) else {
        let why =
            if registry::is_known(scope, MAX_USER_PORT) { "withheld-wide" } else { "withheld-unread-old" };
        return need.withheld(&TREATMENT, why);
    };
    let mut remedy = treatment::remedy(&TREATMENT, scope, scope.subject(), need.findings.iter().copied());
    remedy.safety = Safety::Consent;
    // 5000 unless it is set (facts 13); ports begin at 1024.
    let ports = |last: i64| (last - 1_023).max(0) as f64;
    let before = scope.setting(MAX_USER_PORT).unwrap_or(5_000);
    let after = ports(LAST_PORT);
    remedy.effects = vec![Effect {
        netns: scope.netns,
        gauge: Gauge::DynamicPorts(Family::V4),
        before: ports(before),
        low: after,
        high: after,
    }];
    (remedy.summary, remedy.why) = ("summary-old", "why-old");
    remedy.risk = Some("risk");
    remedy.restart = Some("restart");
    remedy.steps = vec![step];
    treatment::offer(remedy)
}
