//! What a bench found: figures with their spread and goals, printed as they come and kept for the report.

use crate::run::heading;

/// One bench.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    pub title: String,
    /// What was made, what is measured, how often: sentences
    pub about: String,
    pub tables: Vec<Table>,
    /// What the tables do not say: sentences
    pub notes: Vec<String>,
    /// An SVG file
    pub plot: Option<String>,
    pub goals: Vec<Goal>,
    /// What was to be measured and was not, with the reason
    pub failures: Vec<String>,
}

/// Rows of figures under the same heads.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// Of the column of names, then of each figure
    pub heads: Vec<String>,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug)]
pub(super) struct Row {
    pub name: String,
    /// `None` where it was not measured, or not within its time
    pub figures: Vec<Option<Figure>>,
}

/// Measurements of one thing.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Figure {
    pub samples: Vec<f64>,
    pub unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Unit {
    Ms,
    Ns,
    Kib,
    Mib,
    Percent,
    /// Ours divided by the peer's, or the other way round
    Times,
    Count,
    PerSecond,
}

/// A figure and what it had to reach.
#[derive(Clone, Debug)]
pub(super) struct Goal {
    pub what: String,
    pub reached: f64,
    pub unit: Unit,
    pub wanted: Bound,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Bound {
    AtMost(f64),
    AtLeast(f64),
    MoreThan(f64),
    Exactly(f64),
}

impl Sheet {
    /// Says at once what is being measured, since it takes a while.
    pub(super) fn begin(title: impl Into<String>, about: impl Into<String>) -> Self {
        let sheet = Sheet { title: title.into(), about: about.into(), ..Sheet::default() };
        heading(&sheet.title);
        println!("{}", sheet.about);
        sheet
    }

    /// A table, shown.
    pub(super) fn table(&mut self, table: Table) {
        table.print();
        self.tables.push(table);
    }

    /// A sentence, shown.
    pub(super) fn note(&mut self, words: impl Into<String>) {
        let words = words.into();
        println!("{words}");
        self.notes.push(words);
    }

    /// A part of it that came to nothing, said at once; the rest stands.
    pub(super) fn failure(&mut self, words: impl Into<String>) {
        let words = words.into();
        println!("FAILED: {words}");
        self.failures.push(words);
    }

    pub(super) fn goal(&mut self, what: impl Into<String>, reached: f64, unit: Unit, wanted: Bound) {
        self.goals.push(Goal { what: what.into(), reached, unit, wanted });
    }
}

impl Table {
    pub(super) fn of(heads: &[&str]) -> Self {
        Table { heads: heads.iter().map(|&head| head.to_owned()).collect(), rows: Vec::new() }
    }

    pub(super) fn row(&mut self, name: impl Into<String>, figures: Vec<Option<Figure>>) {
        self.rows.push(Row { name: name.into(), figures });
    }

    fn print(&self) {
        let (first, heads) = self.heads.split_first().map_or(("", &[][..]), |(first, rest)| (first, rest));
        println!("{first:<54}{}", heads.iter().map(|head| format!(" {head:>24}")).collect::<String>());
        for Row { name, figures } in &self.rows {
            let cells = figures.iter().map(|figure| format!(" {:>24}", Figure::words(figure.as_ref())));
            println!("{name:<54}{}", cells.collect::<String>());
        }
    }
}

impl Figure {
    pub(super) fn of(samples: impl IntoIterator<Item = f64>, unit: Unit) -> Option<Self> {
        let samples: Vec<f64> = samples.into_iter().collect();
        (!samples.is_empty()).then_some(Figure { samples, unit })
    }

    pub(super) fn one(sample: f64, unit: Unit) -> Option<Self> {
        Figure::of([sample], unit)
    }

    pub(super) fn median(&self) -> f64 {
        median(&self.samples)
    }

    /// The median, and between which figures the middle half of the samples lies where there are enough to say.
    pub(super) fn words(figure: Option<&Figure>) -> String {
        let Some(figure) = figure else { return "not measured".to_owned() };
        let middle = figure.unit.words(figure.median());
        match figure.quartiles() {
            Some((low, high)) => {
                format!("{middle} ({} to {})", figure.unit.number(low), figure.unit.number(high))
            }
            None => middle,
        }
    }

    fn quartiles(&self) -> Option<(f64, f64)> {
        const ENOUGH: usize = 5;
        let mut sorted = self.samples.clone();
        sorted.sort_by(f64::total_cmp);
        let quarter = sorted.len() / 4;
        (sorted.len() >= ENOUGH).then(|| (sorted[quarter], sorted[sorted.len() - 1 - quarter]))
    }
}

impl Unit {
    pub(super) fn number(self, value: f64) -> String {
        let places = match self {
            Unit::Percent | Unit::Times => 2,
            Unit::Ms | Unit::Mib => 1,
            Unit::Ns | Unit::Kib | Unit::Count | Unit::PerSecond => 0,
        };
        thousands(&format!("{value:.places$}"))
    }

    pub(super) fn words(self, value: f64) -> String {
        let unit = match self {
            Unit::Ms => " ms",
            Unit::Ns => " ns",
            Unit::Kib => " KiB",
            Unit::Mib => " MiB",
            Unit::Percent => " %",
            Unit::Times => " x",
            Unit::Count => "",
            Unit::PerSecond => "/s",
        };
        self.number(value) + unit
    }
}

/// A comma after every third digit before the point.
fn thousands(number: &str) -> String {
    let (whole, fraction) = number.split_at(number.find('.').unwrap_or(number.len()));
    let (sign, digits) = whole.split_at(whole.len() - whole.trim_start_matches('-').len());
    let mut out = sign.to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + fraction
}

impl Goal {
    pub(super) fn met(&self) -> bool {
        match self.wanted {
            Bound::AtMost(most) => self.reached <= most,
            Bound::AtLeast(least) => self.reached >= least,
            Bound::MoreThan(least) => self.reached > least,
            Bound::Exactly(wanted) => (self.reached - wanted).abs() < f64::EPSILON,
        }
    }

    /// `<= 0.85 x`
    pub(super) fn wanted(&self) -> String {
        match self.wanted {
            Bound::AtMost(value) => format!("<= {}", self.unit.words(value)),
            Bound::AtLeast(value) => format!(">= {}", self.unit.words(value)),
            Bound::MoreThan(value) => format!("> {}", self.unit.words(value)),
            Bound::Exactly(value) => self.unit.words(value),
        }
    }

    /// How far from the goal, where it was missed.
    pub(super) fn missed_by(&self) -> Option<String> {
        let (Bound::AtMost(wanted)
        | Bound::AtLeast(wanted)
        | Bound::MoreThan(wanted)
        | Bound::Exactly(wanted)) = self.wanted;
        (!self.met()).then(|| self.unit.words((self.reached - wanted).abs()))
    }
}

/// The middle of the figures; the mean of the two in the middle where their number is even, 0 for none.
pub(super) fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match (sorted.get(middle), sorted.len() % 2) {
        (None, _) => 0.0,
        (Some(&upper), 1) => upper,
        (Some(&upper), _) => f64::midpoint(sorted[middle - 1], upper),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle_whatever_the_order() {
        for (figures, expected) in
            [(vec![], 0.0), (vec![3.0], 3.0), (vec![9.0, 1.0, 2.0], 2.0), (vec![4.0, 1.0, 2.0, 100.0], 3.0)]
        {
            assert_eq!(median(&figures), expected, "{figures:?}");
        }
    }

    #[test]
    fn a_figure_tells_its_spread_where_there_is_one() {
        for (samples, unit, expected) in [
            (vec![], Unit::Ms, "not measured"),
            (vec![1234.56], Unit::Ms, "1,234.6 ms"),
            (vec![5.0, 1.0, 9.0, 2.0, 3.0], Unit::Count, "3 (2 to 5)"),
            (vec![-0.5; 5], Unit::Percent, "-0.50 % (-0.50 to -0.50)"),
            (vec![1_234_567.0], Unit::PerSecond, "1,234,567/s"),
        ] {
            assert_eq!(Figure::words(Figure::of(samples, unit).as_ref()), expected);
        }
    }

    #[test]
    fn a_goal_is_met_or_says_by_how_much_it_was_missed() {
        for (reached, wanted, missed) in [
            (0.8, Bound::AtMost(0.85), None),
            (0.9, Bound::AtMost(0.85), Some("0.05 x")),
            (3.0, Bound::AtLeast(4.0), Some("1.00 x")),
            (1.0, Bound::MoreThan(1.0), Some("0.00 x")),
            (6.0, Bound::Exactly(6.0), None),
            (5.0, Bound::Exactly(6.0), Some("1.00 x")),
        ] {
            let goal = Goal { what: String::new(), reached, unit: Unit::Times, wanted };
            assert_eq!(goal.missed_by().as_deref(), missed, "{goal:?}");
        }
    }
}
