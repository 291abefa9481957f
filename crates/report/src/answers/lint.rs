//! Graded lines of settings files: one table line each, then why.

use lastack_model::words::{Message, Phrase, Piece};
use lastack_model::{Arg, Grade, Lint, LintLine, Os, Unit, Untrusted, Value as Given};
use serde_json::{Map, Value, json};

use crate::answers::{Answer, fields};
use crate::formats::json::both;
use crate::tables::{Part, Table, left, ours, right};
use crate::{View, look};

/// Settings about something else are listed while they are few; a whole `sysctl -a` has some 750.
const OTHERS_LISTED: usize = 5;

impl Answer for Lint {
    fn kind(&self) -> &'static str {
        "lint"
    }

    fn parts(&self, view: &View<'_>) -> Vec<Part> {
        let mut parts = Vec::new();
        self.tell(view, &mut |part| parts.push(part));
        parts
    }

    fn tell(&self, view: &View<'_>, each: &mut dyn FnMut(Part)) {
        let others = self.count(Grade::NotAbout);
        let all = view.verbose || others <= OTHERS_LISTED as u64;
        let listed: Vec<&LintLine> =
            self.lines.iter().filter(|line| all || line.grade != Grade::NotAbout).collect();
        each(Part::Title(summary(self)));
        each(Part::Note(ground(self)));
        if !listed.is_empty() {
            each(Part::Table(table(self, &listed, view)));
        }
        let mut told = listed.iter().filter(|line| view.verbose || is_told(line)).peekable();
        if told.peek().is_some() {
            each(Part::Title(Message::new("report-lint-reasons")));
        }
        for line in told {
            each(Part::Note(why(self, line)));
            see(line).into_iter().for_each(&mut *each);
        }
        if !all {
            each(Part::Note(Message::new("report-lint-others").with("count", Arg::count(others, "input"))));
        }
        self.notes.iter().cloned().map(Part::Note).for_each(each);
    }

    fn document(&self, view: &View<'_>) -> Map<String, Value> {
        let counts: Map<String, Value> =
            Grade::ALL.iter().map(|grade| (grade.name().to_owned(), json!(self.count(*grade)))).collect();
        let lines: Vec<Value> = self.lines.iter().map(|line| one(self, line, view)).collect();
        let notes: Vec<Value> = self.notes.iter().map(|note| both(view.catalog, note)).collect();
        fields(json!({
            "os": self.os.name(),
            "kernel": self.kernel.as_ref().map(|kernel| kernel.raw()),
            "facts": self.facts.as_ref().map(|facts| facts.raw()),
            "connections_seen": self.rows,
            "files": self.files.iter().map(|file| file.raw()).collect::<Vec<_>>(),
            "counts": counts,
            "lines": lines,
            "notes": notes,
        }))
    }
}

/// What needs more words than its grade.
fn is_told(line: &LintLine) -> bool {
    !matches!(line.why.id.as_ref(), "lint-already" | "lint-not-known" | "lint-comment")
}

/// `3 of 8 lines do what they promise; 1 is harmful, 2 do nothing here`
fn summary(lint: &Lint) -> Message {
    let kept = lint.lines.iter().filter(|line| line.grade.keeps_its_promise()).count() as u64;
    let others = Grade::ALL.into_iter().filter(|grade| !grade.keeps_its_promise());
    let counted = others
        .filter(|grade| lint.count(*grade) > 0)
        .map(|grade| Message::new(count_id(grade)).with("count", Arg::count(lint.count(grade), "input")));
    let rest = counted.reduce(|before, next| {
        Message::new("report-lint-and").with("before", Arg::message(before)).with("next", Arg::message(next))
    });
    let sum = |id| {
        Message::new(id)
            .with("kept", Arg::count(kept, "input"))
            .with("all", Arg::count(lint.lines.len() as u64, "input"))
    };
    match rest {
        Some(rest) => sum("report-lint-summary").with("rest", Arg::message(rest)),
        None => sum("report-lint-summary-all"),
    }
}

/// Which host the lines were judged for.
fn ground(lint: &Lint) -> Message {
    let kernel = match (&lint.kernel, lint.os) {
        (Some(version), Os::Windows) => {
            Message::new("report-lint-windows").with("version", Arg::foreign(version.clone()))
        }
        (None, Os::Windows) => Message::new("report-lint-windows-unknown"),
        (Some(kernel), _) => {
            Message::new("report-lint-kernel").with("kernel", Arg::foreign(look::series(kernel)))
        }
        (None, _) => Message::new("report-lint-kernel-unknown"),
    };
    match (&lint.facts, &lint.netns) {
        (Some(facts), _) => Message::new("report-lint-facts").with("input", Arg::input(facts)),
        (None, Some(netns)) => {
            Message::new("report-lint-netns").with("namespace", Arg::message(netns.clone()))
        }
        // A file of Windows that is read elsewhere, and nothing of the host that it is for.
        (None, None) if lint.os == Os::Windows && lint.kernel.is_none() => {
            Message::new("report-lint-nowhere")
        }
        (None, None) => Message::new("report-lint-here"),
    }
    .with("kernel", Arg::message(kernel))
}

fn table(lint: &Lint, listed: &[&LintLine], view: &View<'_>) -> Table {
    let mut columns = vec![
        right(view, "report-head-line"),
        left(view, "report-head-setting"),
        left(view, "report-head-grade"),
    ];
    let many = lint.files.len() > 1;
    if many {
        columns.insert(0, left(view, "report-head-file"));
    }
    let rows = listed.iter().map(|line| {
        let grade = ours(view.label(grade_id(line.grade)));
        let setting = Phrase(vec![Piece::Foreign(shortened(&line.setting))]);
        let mut row = vec![ours(line.line.to_string()), setting, grade];
        if many {
            row.insert(0, Phrase(vec![Piece::Foreign(file(lint, line))]));
        }
        row
    });
    Table { rows: rows.collect(), columns }
}

/// Columns of the longest setting that leaves room for its line and grade in 80.
const SETTING_CHARS: usize = 48;

/// One long line, a list of ports or prose, must not turn the whole table into paragraphs.
fn shortened(setting: &Untrusted) -> Untrusted {
    match setting.raw().char_indices().nth(SETTING_CHARS - 3) {
        Some((end, _)) if setting.raw().chars().count() > SETTING_CHARS => {
            Untrusted::new(format!("{}...", &setting.raw()[..end]))
        }
        _ => setting.clone(),
    }
}

fn file(lint: &Lint, line: &LintLine) -> Untrusted {
    lint.files.get(line.file).cloned().unwrap_or_default()
}

fn why(lint: &Lint, line: &LintLine) -> Message {
    let number = Arg::new(Given::Count(line.line.into()), Unit::Port, "input");
    let place = match lint.files.len() {
        0 | 1 => Message::new("report-lint-place").with("line", number),
        _ => Message::new("report-lint-place-file")
            .with("input", Arg::input(&file(lint, line)))
            .with("line", number),
    };
    Message::new("report-lint-why")
        .with("place", Arg::message(place))
        .with("why", Arg::message(line.why.clone()))
}

/// A command on a line of its own: it is not broken in its middle, and can be marked with a double click.
fn see(line: &LintLine) -> Option<Part> {
    let topic = line.see?;
    Some(Part::Note(Message::new("report-lint-see").with("see", Arg::text(topic))))
}

fn one(lint: &Lint, line: &LintLine, view: &View<'_>) -> Value {
    json!({
        "file": file(lint, line).raw(),
        "line": line.line,
        "text": line.text.raw(),
        "key": line.key,
        "setting": line.setting.raw(),
        "running": line.running,
        "grade": line.grade.name(),
        "why": both(view.catalog, &line.why),
        "see": line.see,
    })
}

fn grade_id(grade: Grade) -> &'static str {
    match grade {
        Grade::Harmful => "report-grade-harmful",
        Grade::WrongValue => "report-grade-wrong-value",
        Grade::DoesNotExist => "report-grade-does-not-exist",
        Grade::Cancelled => "report-grade-cancelled",
        Grade::SwitchedOff => "report-grade-switched-off",
        Grade::Depends => "report-grade-depends",
        Grade::DoesNothing => "report-grade-does-nothing",
        Grade::NotAbout => "report-grade-not-about",
        Grade::AlreadySo => "report-grade-already-so",
        Grade::Helps => "report-grade-helps",
    }
}

fn count_id(grade: Grade) -> &'static str {
    match grade {
        Grade::Harmful => "report-lint-harmful",
        Grade::WrongValue => "report-lint-wrong-value",
        Grade::DoesNotExist => "report-lint-does-not-exist",
        Grade::Cancelled => "report-lint-cancelled",
        Grade::SwitchedOff => "report-lint-switched-off",
        Grade::Depends => "report-lint-depends",
        Grade::DoesNothing => "report-lint-does-nothing",
        Grade::NotAbout => "report-lint-not-about",
        Grade::AlreadySo | Grade::Helps => "report-lint-kept",
    }
}
