//! A plan: what could be changed, with its effect in numbers, and what is not offered and why. Nothing is written by it.

pub(super) mod document;
pub(super) mod outlook;
pub(super) mod remedy;

use std::collections::BTreeSet;

use lastack_model::words::Message;
use lastack_model::{
    Arg, Plan, Reason, Remedy, Report, Safety, Severity, Step, Treatable, Withheld, treatable,
};
use serde_json::{Map, Value};

use crate::answers::Answer;
use crate::command::netns_option;
use crate::formats::json::both;
use crate::formats::text;
use crate::tables::Part;
use crate::{View, look};

/// A plan beside the report that it was made from.
#[derive(Debug)]
pub struct Proposal<'a> {
    /// What could be done
    pub plan: &'a Plan,
    /// What was seen
    pub report: &'a Report,
}

/// A plan of which nothing was written, and why.
#[derive(Debug)]
pub struct Unapplied<'a> {
    /// What was to be done
    pub plan: Proposal<'a>,
    /// It was refused, or nobody agreed to it
    pub why: &'a [Message],
}

impl Answer for Unapplied<'_> {
    fn kind(&self) -> &'static str {
        self.plan.kind()
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        let mut parts = self.plan.parts(view);
        // A plan ends with the commands that apply it: what was refused.
        parts.truncate(parts.len() - self.plan.next(view).len());
        parts.extend(self.why.iter().cloned().map(Part::Note));
        parts
    }

    fn document(&self, view: &View<'_>) -> Map<String, Value> {
        let mut document = self.plan.document(view);
        let why = self.why.iter().map(|why| both(view.catalog, why)).collect();
        document.insert("refused".to_owned(), Value::Array(why));
        document
    }
}

/// The part of a plan that is about to be written, in full: whoever agrees to it shall have read all of it.
#[derive(Debug)]
pub struct Asked<'a>(pub Proposal<'a>);

impl Answer for Asked<'_> {
    fn kind(&self) -> &'static str {
        self.0.kind()
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        let Asked(proposal) = self;
        let written = |remedy: &&Remedy| !remedy.steps.is_empty() && remedy.safety != Safety::Refused;
        let remedies = proposal.plan.remedies.iter().filter(written);
        let count = Arg::count(remedies.clone().count() as u64, "plan");
        let mut head = look::header(proposal.report, view.utc_offset_s);
        // That nothing was changed would stand above what is changed next.
        head.pop();
        let mut parts = vec![
            Part::Title(Message::new("report-plan-asked").with("changes", count)),
            Part::List(Message::new("report-plan-head"), head),
        ];
        for (index, remedy) in remedies.enumerate() {
            parts.push(Part::Gap);
            parts.extend(remedy::parts(proposal, view, index, remedy, EVERYTHING));
        }
        parts.push(Part::Gap);
        parts.extend(proposal.together(view, EVERYTHING));
        parts
    }

    fn document(&self, view: &View<'_>) -> Map<String, Value> {
        self.0.document(view)
    }
}

/// How much of a plan is told.
#[derive(Clone, Copy, Debug)]
struct Detail {
    /// Remedies that are told, the best first
    remedies: usize,
    /// Of these, remedies with more than their headline, what they write, what that brings and what it costs
    whole: usize,
    why: bool,
    /// Prices as they are told in full; else each on one line
    prices: bool,
    effects: usize,
    advice: usize,
    /// Lines of programs to copy
    lines: bool,
    withheld: usize,
    /// Also where the same remedy is offered for something else
    elsewhere: bool,
    untreated: usize,
}

const EVERYTHING: Detail = Detail {
    remedies: usize::MAX,
    whole: usize::MAX,
    why: true,
    prices: true,
    effects: usize::MAX,
    advice: usize::MAX,
    lines: true,
    withheld: usize::MAX,
    elsewhere: true,
    untreated: usize::MAX,
};

/// From rich to poor, each made from the one before it; the first that fits a screen is shown. What is refused goes before
/// what to do. A remedy that is told at all is told with what it changes, what that brings and what it costs. The first one
/// keeps what to write into a program for as long as three remedies have room: it cures what the others put off.
const POORER: [fn(Detail) -> Detail; 14] = [
    |all| Detail { effects: 4, prices: false, elsewhere: false, ..all },
    |richer| Detail { effects: 2, withheld: 3, untreated: 2, ..richer },
    |richer| Detail { withheld: 2, untreated: 1, why: false, ..richer },
    |richer| Detail { withheld: 1, untreated: 0, advice: 1, ..richer },
    |richer| Detail { effects: 1, ..richer },
    |richer| Detail { withheld: 0, ..richer },
    |richer| Detail { whole: 2, ..richer },
    |richer| Detail { whole: 1, ..richer },
    |richer| Detail { remedies: 4, ..richer },
    |richer| Detail { remedies: 3, ..richer },
    |richer| Detail { lines: false, ..richer },
    |richer| Detail { whole: 0, advice: 0, ..richer },
    |richer| Detail { remedies: 2, ..richer },
    |richer| Detail { remedies: 1, ..richer },
];

/// Lines of a terminal.
const SCREEN_LINES: usize = 24;
/// Columns at which it is laid out.
const SCREEN_COLUMNS: usize = 80;

impl Answer for Proposal<'_> {
    fn kind(&self) -> &'static str {
        "plan"
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        if view.verbose {
            return self.told(view, EVERYTHING);
        }
        let room = (SCREEN_LINES * SCREEN_COLUMNS).div_ceil(view.width.clamp(20, SCREEN_COLUMNS));
        let (mut detail, mut last) = (EVERYTHING, Vec::new());
        for poorer in POORER {
            detail = poorer(detail);
            last = self.told(view, detail);
            if text::height(view, &last) <= room {
                break;
            }
        }
        last
    }

    fn document(&self, view: &View<'_>) -> Map<String, Value> {
        document::of(self, view)
    }
}

impl Proposal<'_> {
    fn told(&self, view: &View<'_>, detail: Detail) -> Vec<Part> {
        let plan = self.plan;
        let mut parts = vec![Part::Title(self.summary())];
        parts
            .push(Part::List(Message::new("report-plan-head"), look::header(self.report, view.utc_offset_s)));
        parts.extend(plan.only_to_read.map(|reason| Part::Note(Message::new(only_to_read(reason)))));
        for (index, remedy) in plan.remedies.iter().take(detail.remedies).enumerate() {
            parts.push(Part::Gap);
            parts.extend(remedy::parts(self, view, index, remedy, detail));
        }
        let left = plan.remedies.len().saturating_sub(detail.remedies);
        let more = |id, count: usize| {
            let count = Arg::count(count as u64, "");
            (count.value != lastack_model::Value::Count(0))
                .then(|| Part::Note(Message::new(id).with("count", count)))
        };
        let below = self.below(detail);
        if !below.is_empty() || left > 0 {
            parts.push(Part::Gap);
        }
        parts.extend(more("report-plan-more-remedies", left));
        parts.extend(below);
        let hidden = plan.withheld.len() - self.withheld(detail).len()
            + plan.untreated.len().saturating_sub(detail.untreated);
        parts.extend(more("report-plan-more-withheld", hidden));
        let left_out = self.plan.left_out.len() as u64;
        parts.extend((left_out > 0).then(|| {
            Part::Note(Message::new("report-plan-left-out").with("count", Arg::count(left_out, "plan")))
        }));
        parts.extend(self.together(view, detail));
        parts.extend(self.next(view).into_iter().map(Part::Note));
        parts
    }

    /// What is told of what is not offered.
    fn withheld(&self, detail: Detail) -> Vec<&Withheld> {
        // Beside an offer of the same name a line that says "not" would be read as its contrary, unless it answers what somebody named.
        let offered = |one: &&Withheld| self.plan.remedies.iter().any(|remedy| remedy.id == one.id);
        let mut withheld = self.plan.withheld.iter().collect::<Vec<_>>();
        withheld.retain(|one| detail.elsewhere || !offered(one) || one.treats.is_empty());
        // What only wastes a try is told before what is never done: that is long known to whoever asks.
        withheld.sort_by_key(|one| one.refused);
        withheld.truncate(detail.withheld);
        withheld
    }

    /// What is not offered, what is refused, and what no remedy treats.
    fn below(&self, detail: Detail) -> Vec<Part> {
        let one = |withheld: &&Withheld| {
            let label = if withheld.refused { "report-plan-refused" } else { "report-plan-not" };
            let text = Message::new("report-plan-withheld")
                .with("id", Arg::text(withheld.id))
                .with("why", Arg::message(withheld.why.clone()));
            Part::Labelled(Message::new(label), text, None)
        };
        let left = self.plan.untreated.iter().take(detail.untreated).map(|left| {
            let text = Message::new("report-plan-withheld")
                .with("id", Arg::text(left.id))
                .with("why", Arg::message(left.why.clone()));
            Part::Labelled(Message::new("report-plan-left"), text, None)
        });
        self.withheld(detail).iter().map(one).chain(left).collect()
    }

    /// Line 1: what would be done, and that nothing was.
    fn summary(&self) -> Message {
        let written = self.plan.remedies.iter().filter(|remedy| !remedy.steps.is_empty()).count() as u64;
        let programs = self.plan.remedies.len() as u64 - written;
        let id = match (written, programs) {
            (0, 0) if !self.plan.untreated.is_empty() => "report-plan-no-remedy",
            // All that was found has an answer in a whole plan, so this one was asked about something else.
            (0, 0) if self.plan.withheld.is_empty() && self.has_trouble() => "report-plan-not-asked",
            (0, 0) if self.plan.withheld.is_empty() => "report-plan-nothing",
            (0, 0) => "report-plan-none-offered",
            (0, _) => "report-plan-programs",
            (_, 0) => "report-plan-changes",
            _ => "report-plan-both",
        };
        Message::new(id)
            .with("changes", Arg::count(written, "plan"))
            .with("programs", Arg::count(programs, "plan"))
    }

    fn has_trouble(&self) -> bool {
        self.report.findings.iter().flatten().any(|finding| finding.severity > Severity::Ok)
    }

    /// What all changes bring: the fewer of them are told, the more this line is worth.
    fn together(&self, view: &View<'_>, detail: Detail) -> Option<Part> {
        remedy::together(view, self.plan, detail.effects)
    }

    /// The next commands, where there is something to apply and it can be applied here. A command that is broken in two does
    /// not run as it is copied: where one line has no room for both, each has a line.
    fn next(&self, view: &View<'_>) -> Vec<Message> {
        let mut written = self.plan.remedies.iter().filter(|remedy| remedy.is_writable()).peekable();
        let Some(first) = written.peek().filter(|_| self.plan.only_to_read.is_none()) else {
            return Vec::new();
        };
        let windows = |step: &Step| treatable(step.key).is_some_and(Treatable::is_of_windows);
        let registry = |step: &Step| treatable(step.key).is_some_and(Treatable::needs_restart);
        let form = match first.steps.iter().any(windows) {
            false => "sysctl.d",
            true if written.any(|remedy| remedy.steps.iter().any(registry)) => "reg",
            // A file of the registry would hold nothing of it.
            true => "netsh",
        };
        let of = self.asked() + &self.netns();
        let message = |id| Message::new(id).with("of", Arg::text(of.clone())).with("form", Arg::text(form));
        let both = message("report-plan-next");
        let text = crate::line(view.catalog, view.lang, &both);
        if view.ambiguous.width(&text) <= view.width {
            return vec![both];
        }
        vec![message("report-plan-next-here"), message("report-plan-next-elsewhere")]
    }

    /// What keeps the next command to what was asked for, where there is more.
    fn asked(&self) -> String {
        let written = || self.plan.remedies.iter().filter(|remedy| remedy.is_writable());
        let ports = self.plan.named.iter().map(u16::to_string).collect::<Vec<_>>().join(",");
        if self.plan.left_out.is_empty() && ports.is_empty() {
            return String::new();
        }
        // What treats no finding was asked for by its ports.
        let by_id = written().filter(|remedy| ports.is_empty() || !remedy.treats.is_empty());
        let ids: BTreeSet<&str> = by_id.map(|remedy| remedy.id).collect();
        let ids = ids.iter().map(|id| format!(" {id}")).collect::<String>();
        if ports.is_empty() { ids } else { format!("{ids} --port {ports}") }
    }

    /// What keeps the next command to the namespace of the plan; of several it must be chosen.
    fn netns(&self) -> String {
        let steps = self.plan.remedies.iter().flat_map(|remedy| &remedy.steps);
        let indexes: BTreeSet<usize> = steps.map(|step| step.netns).collect();
        let names = indexes.iter().filter_map(|index| self.plan.namespaces.get(*index));
        let options: Vec<String> = names.map(|netns| netns_option(&netns.name)).collect();
        match options.as_slice() {
            [only] => only.clone(),
            _ => String::new(),
        }
    }
}

fn only_to_read(reason: Reason) -> &'static str {
    match reason {
        Reason::OtherHost => "report-plan-other-host",
        Reason::Masked => "report-plan-masked",
        Reason::OtherSystem => "report-plan-other-system",
    }
}

/// The word before a remedy, and its colour.
fn safety(remedy: &Remedy) -> (&'static str, Severity) {
    match remedy.safety {
        _ if remedy.steps.is_empty() => ("report-plan-program", Severity::Info),
        Safety::Safe => ("report-plan-safe", Severity::Ok),
        Safety::Consent => ("report-plan-consent", Severity::Warning),
        Safety::Refused => ("report-plan-refused-label", Severity::Critical),
    }
}
