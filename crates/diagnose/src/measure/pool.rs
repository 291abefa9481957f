//! When the ports of a program that binds before it connects are gone: one pool for all of its destinations.

use lastack_model::{AgeBins, Growth, NamespaceView, Rate, Route, RouteReport, TcpState, When};

use super::LIFETIME_S;
use super::forecast::{self, Flow};

/// When `used` ports of the pool, now, become all `usable`. bind() takes over no TIME_WAIT (facts 5), so each row blocks its port
/// for its whole life. Unknown where the rate of a destination is.
pub(crate) fn pool_end(
    view: &NamespaceView,
    routes: &[(&Route, &RouteReport)],
    used: u32,
    usable: u32,
) -> (When, f64) {
    let Some(closes) = together(routes.iter().map(|(_, report)| report.closes_per_s)) else {
        return (When::Unknown, 0.0);
    };
    let sum = |of: fn(&Route) -> u64| routes.iter().map(|(route, _)| of(route)).sum::<u64>() as f64;
    let live = sum(|route| route.states.live());
    let time_wait = sum(|route| u64::from(route.states.get(TcpState::TimeWait)));
    let bins = merged(routes.iter().map(|(route, _)| *route));
    let flow = Flow {
        live,
        time_wait,
        bins: bins.as_ref(),
        overdue: sum(|route| route.overdue.into()),
        blocks_s: view.census.time_wait.lifetime_s.unwrap_or(LIFETIME_S).into(),
        reused: false,
        closes,
        growth: Growth::default(),
        scale: f64::from(used) / (live + time_wait).max(1.0),
    };
    (forecast::reaches(&flow, used, usable), closes.window_s)
}

/// When the rows of TIME_WAIT of a namespace, `used` now with mini-sockets of FIN_WAIT2, become `limit`.
pub(crate) fn rows_reach(view: &NamespaceView, closes: Rate, used: u32, limit: u32) -> When {
    let census = &view.census.time_wait;
    let time_wait = view.census.count(TcpState::TimeWait).map_or(0.0, |rows| rows as f64);
    let flow = Flow {
        live: (f64::from(used) - time_wait).max(0.0),
        time_wait,
        bins: census.by_age.as_ref(),
        overdue: census.overdue as f64,
        blocks_s: census.lifetime_s.unwrap_or(LIFETIME_S).into(),
        reused: false,
        closes,
        growth: Growth::default(),
        scale: 1.0,
    };
    forecast::reaches(&flow, used, limit)
}

/// The sum of rates that scatter each by itself, over the shortest of their windows.
fn together(rates: impl Iterator<Item = Option<Rate>>) -> Option<Rate> {
    let rates = rates.collect::<Option<Vec<_>>>()?;
    let value = rates.iter().map(|rate| rate.value).sum::<f64>();
    let spread = rates.iter().map(|rate| (rate.high - rate.value).powi(2)).sum::<f64>().sqrt();
    let shortest = rates.iter().min_by(|one, other| one.window_s.total_cmp(&other.window_s))?;
    Some(Rate { value, low: (value - spread).max(0.0), high: value + spread, ..*shortest })
}

/// The ages of all; `None` where those of a destination are not known.
fn merged<'a>(routes: impl Iterator<Item = &'a Route>) -> Option<AgeBins> {
    let mut all = AgeBins::default();
    for route in routes {
        match &route.ages {
            Some(ages) => all.merge(ages),
            None if route.overdue == route.states.get(TcpState::TimeWait) => {}
            None => return None,
        }
    }
    Some(all)
}
