//! What to do about ports that run out, and what not.

use lastack_model::{Arg, Finding, RouteKey, RouteReport, When};

use super::{Found, Stage};
use crate::measure::{self, Peer, Reuse};
use crate::rule::arg;
use crate::treatment::range;

/// 32768 to 60999, the kernel's default range (facts 5).
const DEFAULT_PORTS: u32 = 28_232;

/// Half of that: whoever set so few did not think of this load.
const MUCH_NARROWER: u32 = DEFAULT_PORTS / 2;

impl Found<'_> {
    /// Reuse of connections and who closes first, then more tuples, then settings (facts 16).
    pub(super) fn advise(&self, finding: &mut Finding) {
        if self.stage == Stage::Reused {
            finding.dont = vec!["dont-settings"];
            return;
        }
        if self.held_open() {
            self.advise_to_close(finding);
        } else {
            self.advise_to_reuse(finding);
        }
        self.advise_to_widen(finding);
        let ends = matches!(self.report.exhausted, When::Later(_));
        if matches!(self.stage, Stage::Refused | Stage::Failing | Stage::Near | Stage::Ending)
            || self.stage == Stage::Slow && ends
        {
            stopgaps_first(finding);
        }
    }

    /// Open connections fill the route: nothing that shortens TIME_WAIT helps.
    fn advise_to_close(&self, finding: &mut Finding) {
        finding.todo = vec!["todo-close"];
        if !self.scope.is_paste() {
            finding.todo.push("todo-holder");
            // Whoever binds first takes the ports from all destinations, and no table tells (facts 5).
            if self.scope.trace_may_tell() && self.stage == Stage::Near {
                finding.todo.push("todo-who");
            }
        }
        finding.todo.push("todo-tuples");
        finding.dont = vec!["dont-open", "dont-keepalive"];
    }

    fn advise_to_reuse(&self, finding: &mut Finding) {
        finding.todo = vec![if self.life().is_some() { "todo-reuse-life" } else { "todo-reuse" }];
        if self.scope.suspects(self.route).is_empty() && self.refused.1.is_none() && !self.scope.is_paste() {
            // Whoever gets no port has no row to be seen by.
            finding.todo.push(if self.scope.trace_may_tell() { "todo-who" } else { "todo-watch" });
        }
        if self.reuse() == Reuse::Unseen {
            finding.todo.insert(0, "todo-no-port");
        }
        if self.mostly_time_wait() {
            finding.todo.push("todo-peer-closes");
        }
        finding.todo.push("todo-tuples");
        match self.reuse() {
            Reuse::Proven => {}
            Reuse::Unproven | Reuse::Unseen => finding.dont.push("dont-tw-reuse-on"),
            Reuse::Never => self.advise_tw_reuse(finding),
        }
        finding.dont.push("dont-settings");
    }

    /// Where the range is much narrower than the default, widening it is what fits, and comes early.
    fn advise_to_widen(&self, finding: &mut Finding) {
        let (low, high) = self.ports.range;
        let wide = (u32::from(high) + 1).saturating_sub(low.into());
        if measure::range_assumed(self.scope.view) || wide >= DEFAULT_PORTS {
            return;
        }
        let Some((to_low, to_high)) = range::wide_enough(&self.scope, self.busiest(), (low, high)) else {
            return;
        };
        arg(finding, "to_low", Arg::port(to_low, measure::RANGE_KEY));
        arg(finding, "to_high", Arg::port(to_high, measure::RANGE_KEY));
        match wide {
            ..=MUCH_NARROWER => finding.todo.insert(1, "todo-widen"),
            _ => finding.todo.push("todo-widen"),
        }
    }

    /// One range serves all routes of a namespace: it is chosen for the one that blocks most ports.
    fn busiest(&self) -> RouteKey {
        let blocking = |report: &RouteReport| report.ports.map_or(0, |ports| ports.blocking);
        let busiest = self.scope.routes().max_by_key(|(_, report)| blocking(report));
        busiest.map_or(self.route.key, |(route, _)| route.key)
    }

    /// tcp_tw_reuse=1 is proposed only where it is known to help (facts 19); elsewhere the reason against it.
    fn advise_tw_reuse(&self, finding: &mut Finding) {
        let both_here = self.scope.is_own(self.route.key.destination);
        let peer = measure::peer(self.route);
        match (self.scope.measured.reuse.timestamps, self.scope.measured.reuse.mode) {
            (Some(0), _) => finding.dont.push("dont-tw-reuse-timestamps"),
            _ if peer == Peer::Without => finding.dont.push("dont-tw-reuse-peer"),
            (Some(_), Some(0)) if self.scope.loopback_suffices(self.route) => {
                finding.todo.push("todo-tw-reuse-loopback");
            }
            (Some(_), Some(0 | 2)) if both_here => finding.todo.push("todo-tw-reuse"),
            (Some(_), Some(0 | 2)) if peer == Peer::With => finding.todo.push("todo-tw-reuse-peer"),
            _ => return finding.dont.push("dont-tw-reuse-unproven"),
        }
        // bind() takes over no TIME_WAIT, and only the iterator tells who bound (facts 5).
        if finding.todo.iter().any(|todo| todo.starts_with("todo-tw-reuse"))
            && !self.scope.view.census.bound_exact
        {
            finding.dont.push("dont-tw-reuse-bound");
        }
    }
}

/// While connections fail, or their end is foreseen, what works within a second comes before what needs a change of a program
/// (facts 16 has the order of cures where there is time), and what cures before what looks: a screen may have room for one
/// alone.
fn stopgaps_first(finding: &mut Finding) {
    let place = |todo: &&str| match *todo {
        "todo-tw-reuse" | "todo-tw-reuse-loopback" | "todo-tw-reuse-peer" => 0,
        "todo-widen" => 1,
        // It tells who, and whether what a program can do helps.
        "todo-who" | "todo-watch" => 2,
        "todo-no-port" => 3,
        _ => 4,
    };
    finding.todo.sort_by_key(|todo| place(todo));
}
