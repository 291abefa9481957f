//! A rehearsal as a page before and after, and the list of what can be rehearsed.

mod document;

use lastack_model::words::{Lang, Message, Phrase, Piece};
use lastack_model::{Arg, Clause, ClauseKind, Cure, Outcome, Rehearsal, Scene, Severity, Unit, Untrusted};
use serde_json::{Map, Value};

use crate::View;
use crate::answers::Answer;
use crate::tables::{Course, Line, Part, Table, left, ours, right, things};

/// States that a page names, in the order of the page; others are named where there are rows.
const STATES: [&str; 3] = ["TIME_WAIT", "ESTABLISHED", "LISTEN"];

/// What the lines of the plot are, in the order of `Moment::rows`.
const LINES: [&str; 5] = ["TIME_WAIT", "ESTABLISHED", "SYN_RECV", "CLOSE_WAIT", ""];

impl Answer for Rehearsal {
    fn kind(&self) -> &'static str {
        "rehearsal"
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        let passed = if self.passed() { "report-lab-passed" } else { "report-lab-not-passed" };
        let title = Message::new(passed).with("title", Arg::message(self.title.clone()));
        let watch = Message::new("report-lab-watch").with("what", Arg::message(self.watch.clone()));
        let mut parts =
            vec![Part::Title(title), Part::Note(self.story.clone()), Part::Note(watch), Part::Gap];
        parts.push(said(view, "report-lab-before", &self.before));
        parts.push(said(view, "report-lab-after", &self.after));
        parts.push(said(view, "report-lab-twin", &self.twin));
        parts.extend(self.cures.iter().map(cure));
        parts.extend(self.quotes.iter().map(|(who, line)| {
            let label = Message::new("report-lab-quote").with("who", Arg::text(who));
            // A line of a log, which a name would be cut to; it is escaped as words of ours are.
            let text = Message::new("report-lab-said").with("text", Arg::quoted(line.raw()));
            Part::Labelled(label, text, None)
        }));
        parts.push(Part::Gap);
        parts.push(Part::Table(table(self, view)));
        parts.extend(course(self, view).map(Part::Course));
        parts.extend(slowness(self, view).map(Part::Course));
        parts.extend(cliff(self, view).map(Part::Course));
        parts.push(Part::Gap);
        parts.extend(self.clauses.iter().map(|judged| clause(judged, view)));
        parts.push(Part::Gap);
        let took = Arg::number(self.took_s, Unit::Seconds, "clock");
        parts.push(Part::Note(Message::new("report-lab-foot").with("took", took)));
        parts
    }

    fn document(&self, view: &View<'_>) -> Map<String, Value> {
        document::rehearsal(self, view)
    }
}

fn in_lang([en, zh]: &[Untrusted; 2], lang: Lang) -> Untrusted {
    if lang == Lang::En { en.clone() } else { zh.clone() }
}

/// Line 1 of lastack as it was said then.
fn said(view: &View<'_>, label: &'static str, scene: &Scene) -> Part {
    // A sentence, which a name would be cut to; names in it are escaped as words of ours are.
    let text =
        Message::new("report-lab-said").with("text", Arg::quoted(in_lang(&scene.line1, view.lang).raw()));
    Part::Labelled(Message::new(label), text, scene.severity)
}

fn cure(cure: &Cure) -> Part {
    let label = Message::new("report-lab-cure");
    match cure {
        Cure::Changed { text, outcome } => {
            let text = Message::new("report-lab-changed")
                .with("text", Arg::message(text.clone()))
                .with("outcome", Arg::message(Message::new(outcome_word(*outcome))));
            Part::Labelled(label, text, Some(color(*outcome)))
        }
        Cure::Fix { remedy, outcome, steps, .. } => {
            let steps: Vec<String> = steps
                .iter()
                .map(|[key, from, to]| {
                    format!("{key}: {} -> {to}", if from.is_empty() { "\"\"" } else { from })
                })
                .collect();
            let text = Message::new("report-lab-fix")
                .with("remedy", Arg::text(remedy))
                .with("steps", Arg::text(steps.join(", ")))
                .with("outcome", Arg::message(Message::new(outcome_word(*outcome))));
            Part::Labelled(label, text, Some(color(*outcome)))
        }
    }
}

fn color(outcome: Option<Outcome>) -> Severity {
    if outcome == Some(Outcome::Resolved) { Severity::Ok } else { Severity::Warning }
}

fn outcome_word(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::Resolved) => "report-lab-resolved",
        Some(Outcome::Improved) => "report-lab-improved",
        Some(Outcome::Unchanged) => "report-lab-unchanged",
        Some(Outcome::Worse) => "report-lab-worse",
        // No rehearsal changes what a host must be started again for.
        Some(Outcome::Unclear | Outcome::AfterRestart) => "report-lab-unclear",
        None => "report-lab-unmeasured",
    }
}

/// What a rehearsal must show, and by what it was judged.
fn clause(clause: &Clause, view: &View<'_>) -> Part {
    let (label, color) = match clause.held {
        Some(true) => ("report-lab-held", Severity::Ok),
        Some(false) => ("report-lab-broken", Severity::Critical),
        None => ("report-lab-unjudged", Severity::Info),
    };
    let id = match (clause.kind, clause.held) {
        (ClauseKind::Closer, None) => "report-lab-clause-closer-untold",
        (ClauseKind::Found, Some(true)) => "report-lab-clause-found",
        (ClauseKind::Found, _) => "report-lab-clause-not-found",
        (ClauseKind::NoneFalse, Some(true)) => "report-lab-clause-none-false",
        (ClauseKind::NoneFalse, _) => "report-lab-clause-false",
        (ClauseKind::States, _) => "report-lab-clause-states",
        (ClauseKind::Graded, _) => "report-lab-clause-graded",
        (ClauseKind::Counted, _) => "report-lab-clause-counted",
        (ClauseKind::Side, _) => "report-lab-clause-side",
        (ClauseKind::Closer, _) => "report-lab-clause-closer",
        (ClauseKind::Resolved, _) => "report-lab-clause-resolved",
        (ClauseKind::Gone, Some(true)) => "report-lab-clause-gone",
        (ClauseKind::Gone, _) => "report-lab-clause-not-gone",
        (ClauseKind::Failures, _) => "report-lab-clause-failures",
        (ClauseKind::Faster, _) => "report-lab-clause-faster",
        (ClauseKind::Slower, _) => "report-lab-clause-slower",
        (ClauseKind::Left, _) => "report-lab-clause-left",
        (ClauseKind::TwinQuiet, Some(true)) => "report-lab-clause-twin-quiet",
        (ClauseKind::TwinQuiet, _) => "report-lab-clause-twin-loud",
        (ClauseKind::TwinWorks, _) => "report-lab-clause-twin-works",
    };
    let seen: Vec<String> = clause.seen.iter().map(|seen| in_words(view, clause.kind, seen.raw())).collect();
    let text = Message::new(id).with("seen", Arg::text(seen.join(", ")));
    Part::Labelled(Message::new(label), text, Some(color))
}

/// Names of the contract that have a word of their own in each language.
const WORDS: [(&str, &str); 18] = [
    ("application:", "report-lab-application"),
    ("resolved", "report-lab-resolved"),
    ("improved", "report-lab-improved"),
    ("unchanged", "report-lab-unchanged"),
    ("worse", "report-lab-worse"),
    ("unclear", "report-lab-unclear"),
    ("outbound", "report-lab-outbound"),
    ("inbound", "report-lab-inbound"),
    ("harmful", "report-grade-harmful"),
    ("wrong-value", "report-grade-wrong-value"),
    ("does-not-exist", "report-grade-does-not-exist"),
    ("cancelled", "report-grade-cancelled"),
    ("switched-off", "report-grade-switched-off"),
    ("depends", "report-grade-depends"),
    ("does-nothing", "report-grade-does-nothing"),
    ("not-about", "report-grade-not-about"),
    ("already-so", "report-grade-already-so"),
    ("helps", "report-grade-helps"),
];

/// What a clause saw, in the words of the reader where the words are ours and not the names of processes and findings.
fn in_words(view: &View<'_>, kind: ClauseKind, seen: &str) -> String {
    let chinese = view.lang == Lang::Zh;
    if kind == ClauseKind::Closer && chinese {
        return seen.replace(" %", "%");
    }
    if !matches!(kind, ClauseKind::Graded | ClauseKind::Resolved | ClauseKind::Side) {
        return seen.to_owned();
    }
    let word = |word: &str| {
        let known = WORDS.iter().find(|(name, _)| *name == word);
        known.map_or_else(|| word.to_owned(), |(_, id)| view.label(id))
    };
    let told = seen.split(' ').map(word).collect::<Vec<_>>().join(" ");
    if !chinese {
        return told;
    }
    let marks = [("： ", "："), (": ", "："), (" (", "（"), (")", "）"), ("/s", " 个/秒")];
    marks.iter().fold(told, |told, (mark, ours)| told.replace(mark, ours))
}

fn scenes(rehearsal: &Rehearsal) -> [&Scene; 3] {
    [&rehearsal.before, &rehearsal.after, &rehearsal.twin]
}

/// Counts by `ss`, and what the application said, before, after and in the twin.
fn table(rehearsal: &Rehearsal, view: &View<'_>) -> Table {
    let columns = vec![
        left(view, "report-lab-head-what"),
        right(view, "report-lab-before"),
        right(view, "report-lab-after"),
        right(view, "report-lab-twin"),
    ];
    let mut states: Vec<&str> = STATES.to_vec();
    for (state, _) in scenes(rehearsal).into_iter().flat_map(|scene| &scene.states) {
        if !states.contains(&state.as_str()) {
            states.push(state);
        }
    }
    let counts = |scene: &Scene, state: &str| ours(view.count(scene.rows(state)));
    let row = |head: Phrase, cell: &dyn Fn(&Scene) -> Phrase| {
        std::iter::once(head).chain(scenes(rehearsal).map(cell)).collect::<Vec<_>>()
    };
    let mut rows: Vec<Vec<Phrase>> = states
        .into_iter()
        .map(|state| {
            let head = Phrase(vec![Piece::Foreign(Untrusted::new(state))]);
            row(head, &|scene| counts(scene, state))
        })
        .collect();
    rows.push(row(ours(view.label("report-lab-failures")), &|scene| {
        let of = Message::new("report-lab-of")
            .with("failures", Arg::count(scene.failures, "application"))
            .with("attempts", Arg::count(scene.attempts, "application"));
        view.phrase(&of)
    }));
    if scenes(rehearsal).iter().any(|scene| scene.times_us.is_some()) {
        for (index, id) in
            ["report-lab-median", "report-lab-most", "report-lab-longest"].into_iter().enumerate()
        {
            rows.push(row(ours(view.label(id)), &|scene| {
                let time = scene.times_us.and_then(|times| times.get(index).copied());
                ours(time.map_or_else(|| view.label("report-unknown"), |us| time_text(view, us)))
            }));
        }
    }
    Table { columns, rows }
}

/// Connections over time; `None` where too little was seen.
fn course(rehearsal: &Rehearsal, view: &View<'_>) -> Option<Course> {
    let lines = LINES.iter().enumerate().filter_map(|(index, name)| {
        let points = rehearsal
            .samples
            .iter()
            .map(|moment| (moment.at_s, moment.rows.get(index).copied().unwrap_or_default() as f64));
        let points: Vec<(f64, f64)> = points.collect();
        let label = if name.is_empty() { view.label("report-lab-others") } else { (*name).to_owned() };
        points.iter().any(|(_, rows)| *rows > 0.0).then_some(Line { label, points })
    });
    drawn(rehearsal, "report-lab-plot-rows", lines.collect(), Unit::Count)
}

/// The longest exchange of the application over time.
fn slowness(rehearsal: &Rehearsal, view: &View<'_>) -> Option<Course> {
    let points: Vec<(f64, f64)> =
        rehearsal.samples.iter().map(|moment| (moment.at_s, moment.slowest_us as f64 / 1e3)).collect();
    let any = points.iter().any(|(_, ms)| *ms > 0.0);
    let line = Line { label: view.label("report-lab-slowest"), points };
    drawn(rehearsal, "report-lab-plot-times", if any { vec![line] } else { Vec::new() }, Unit::None)
}

fn drawn(rehearsal: &Rehearsal, title: &'static str, lines: Vec<Line>, unit: Unit) -> Option<Course> {
    let drawn = !lines.is_empty() && rehearsal.samples.len() > 1;
    drawn.then(|| Course {
        title: Message::new(title),
        lines,
        unit,
        axis: Unit::Seconds,
        mark: rehearsal.cured_at_s,
    })
}

/// The longest exchange over the ports that were taken when it was made, until the cure; only where a rehearsal is about it.
fn cliff(rehearsal: &Rehearsal, view: &View<'_>) -> Option<Course> {
    rehearsal.clauses.iter().find(|clause| clause.kind == ClauseKind::Faster)?;
    let until = rehearsal.cured_at_s?;
    let before = rehearsal.samples.iter().filter(|moment| moment.at_s < until && moment.slowest_us > 0);
    let mut points: Vec<(f64, f64)> =
        before.map(|moment| (moment.rows[0] as f64, moment.slowest_us as f64 / 1e3)).collect();
    points.sort_by(|one, other| one.0.total_cmp(&other.0));
    (points.len() > 1).then(|| Course {
        title: Message::new("report-lab-plot-fill"),
        lines: vec![Line { label: view.label("report-lab-slowest"), points }],
        unit: Unit::None,
        axis: Unit::Count,
        mark: None,
    })
}

/// µs and ms, which seconds with one digit would all call zero.
fn time_text(view: &View<'_>, us: u64) -> String {
    match us {
        0..1_000 => format!("{us} {}", view.label("report-us")),
        1_000..100_000 => format!("{:.1} {}", us as f64 / 1e3, view.label("report-ms")),
        _ => format!("{:.0} {}", us as f64 / 1e3, view.label("report-ms")),
    }
}

/// What can be rehearsed.
#[derive(Debug)]
pub struct Rehearsals {
    /// In order
    pub all: Vec<RehearsalEntry>,
}

/// A scenario in the list.
#[derive(Debug)]
pub struct RehearsalEntry {
    /// Id
    pub id: String,
    /// Its name
    pub title: Message,
    /// About how many seconds it takes
    pub takes_s: u64,
    /// It needs root
    pub root: bool,
    /// Programs that it starts
    pub programs: Vec<String>,
}

impl Answer for Rehearsals {
    fn kind(&self) -> &'static str {
        "rehearsals"
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        let mut parts = vec![
            Part::Title(Message::new("report-lab-list").with("count", things(self.all.len()))),
            Part::Gap,
        ];
        parts.extend(self.all.iter().map(|entry| {
            let root = entry.root.then(|| view.label("report-lab-root"));
            let needs: Vec<String> = root.into_iter().chain(entry.programs.iter().cloned()).collect();
            let id = if needs.is_empty() { "report-lab-entry" } else { "report-lab-entry-needs" };
            let text = Message::new(id)
                .with("title", Arg::message(entry.title.clone()))
                .with("takes", Arg::number(entry.takes_s as f64, Unit::Seconds, "scenario"))
                .with("needs", Arg::text(needs.join(", ")));
            Part::Labelled(Message::new("report-lab-name").with("name", Arg::text(&entry.id)), text, None)
        }));
        parts.extend([Part::Gap, Part::Note(Message::new("report-lab-list-next"))]);
        parts
    }

    fn document(&self, view: &View<'_>) -> Map<String, Value> {
        document::rehearsals(self, view)
    }
}
