//! A plot of lines over logarithmic axes, as SVG.

use std::fmt::Write as _;

/// One line, and its name at its end.
pub(super) struct Line {
    pub name: &'static str,
    /// Both above zero, from left to right
    pub points: Vec<(f64, f64)>,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 70.0;
/// Room for the names.
const RIGHT: f64 = 230.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 40.0;

/// Names nearer to each other than this are moved apart.
const NAME_HEIGHT: f64 = 15.0;

/// Readable on white and on black, and told apart by who sees no red or green (Okabe and Ito).
const COLOURS: [&str; 6] = ["#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

/// From the powers of ten around the values to a length.
struct Axis {
    low: i32,
    high: i32,
    from: f64,
    to: f64,
}

impl Axis {
    fn over(values: impl Iterator<Item = f64> + Clone, from: f64, to: f64) -> Self {
        let exponent = |value: f64| value.max(1e-9).log10();
        let low = values.clone().map(exponent).fold(f64::INFINITY, f64::min).floor() as i32;
        let high = values.map(exponent).fold(f64::NEG_INFINITY, f64::max).ceil() as i32;
        Axis { low, high: high.max(low + 1), from, to }
    }

    fn at(&self, value: f64) -> f64 {
        let share = (value.max(1e-9).log10() - f64::from(self.low)) / f64::from(self.high - self.low);
        self.from + share * (self.to - self.from)
    }

    fn powers(&self) -> impl Iterator<Item = f64> + use<> {
        (self.low..=self.high).map(|power| 10_f64.powi(power))
    }
}

/// The whole file; lines without points are left out.
pub(super) fn log_log(title: &str, lines: &[Line]) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n<text x=\"{LEFT}\" y=\"22\" font-size=\"15\">{title}</text>\n"
    );
    let points = || lines.iter().flat_map(|line| line.points.iter());
    if points().next().is_none() {
        return svg + "</svg>\n";
    }
    let x = Axis::over(points().map(|point| point.0), LEFT, WIDTH - RIGHT);
    let y = Axis::over(points().map(|point| point.1), HEIGHT - BOTTOM, TOP);
    for power in x.powers() {
        let (at, foot) = (x.at(power), HEIGHT - BOTTOM + 18.0);
        let _ = writeln!(
            svg,
            "<path d=\"M{at:.1} {TOP}V{:.1}\" stroke=\"#ddd\"/><text x=\"{at:.1}\" y=\"{foot:.1}\" text-anchor=\"middle\">{power}</text>",
            HEIGHT - BOTTOM
        );
    }
    for power in y.powers() {
        let at = y.at(power);
        let _ = writeln!(
            svg,
            "<path d=\"M{LEFT} {at:.1}H{:.1}\" stroke=\"#ddd\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{power}</text>",
            WIDTH - RIGHT,
            LEFT - 8.0,
            at + 4.0
        );
    }
    let mut ends = Vec::new();
    for (line, colour) in lines.iter().zip(COLOURS.iter().cycle()) {
        let Some(&(end_x, end_y)) = line.points.last() else { continue };
        let path: Vec<String> =
            line.points.iter().map(|point| format!("{:.1},{:.1}", x.at(point.0), y.at(point.1))).collect();
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            path.join(" ")
        );
        ends.push((y.at(end_y), x.at(end_x), line.name, *colour));
    }
    ends.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut above = f64::NEG_INFINITY;
    for (end_y, end_x, name, colour) in ends {
        let at = end_y.max(above + NAME_HEIGHT);
        above = at;
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\">{name}</text>",
            end_x + 8.0,
            at + 4.0
        );
    }
    svg + "</svg>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_stands_where_its_powers_of_ten_say_and_names_do_not_cover_each_other() {
        let lines = [
            Line { name: "one", points: vec![(1_000.0, 1.0), (1_000_000.0, 1_000.0)] },
            Line { name: "other", points: vec![(1_000.0, 10.0), (1_000_000.0, 999.0)] },
            Line { name: "none", points: vec![] },
        ];
        let svg = log_log("title", &lines);
        assert!(svg.contains("points=\"70.0,380.0 530.0,40.0\""), "{svg}");
        assert!(!svg.contains("none</text>"), "{svg}");
        let heights: Vec<f64> = svg
            .lines()
            .filter(|line| line.contains("fill=\"#"))
            .filter_map(|line| line.split("y=\"").nth(1)?.split('"').next()?.parse().ok())
            .collect();
        assert_eq!(heights.len(), 2, "{svg}");
        assert!(heights[1] - heights[0] >= NAME_HEIGHT, "{svg}");
    }

    #[test]
    fn no_points_are_an_empty_plot() {
        assert!(log_log("title", &[]).ends_with("</svg>\n"));
    }
}
