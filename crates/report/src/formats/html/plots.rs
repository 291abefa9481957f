//! Plots as SVG: connections by state, TIME_WAIT by age, ports by route.

use std::fmt;

use lastack_model::words::Message;
use lastack_model::{BIN_COUNT, Endpoint, Report, TcpState, Unit};

use super::{ours, say};
use crate::tables::Course;
use crate::{View, look};

/// Size of a plot in units of its own; the page scales it.
const WIDTH: f64 = 720.0;
const NAMES: f64 = 200.0;
const NUMBERS: f64 = 90.0;
const ROW: f64 = 22.0;
const AGE_HEIGHT: f64 = 120.0;

/// Routes that are drawn.
const ROUTES: usize = 10;

/// All plots that there is something to draw for.
pub(super) fn all(report: &Report, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    states(report, view, out)?;
    ages(report, view, out)?;
    routes(report, view, out)
}

fn figure(
    view: &View<'_>,
    title: &Message,
    height: f64,
    out: &mut dyn fmt::Write,
    body: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result,
) -> fmt::Result {
    let title = say(view, title);
    writeln!(out, "<figure><figcaption>{title}</figcaption>")?;
    writeln!(out, "<svg viewBox=\"0 0 {WIDTH:.0} {height:.0}\" role=\"img\">")?;
    body(out)?;
    writeln!(out, "</svg></figure>")
}

/// One bar for each state that has rows; the longest fills the room.
fn states(report: &Report, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let rows_of = |state| -> u64 {
        let namespaces = report.snapshot.namespaces.iter();
        namespaces.map(|namespace| u64::from(namespace.census.states.get(state))).sum()
    };
    let bars: Vec<(TcpState, u64)> = TcpState::ALL
        .into_iter()
        .map(|state| (state, rows_of(state)))
        .filter(|(_, rows)| *rows > 0)
        .collect();
    let Some(most) = bars.iter().map(|(_, rows)| *rows).max() else { return Ok(()) };
    let title = Message::new("report-plot-states");
    figure(view, &title, bars.len() as f64 * ROW, out, |out| {
        for (index, (state, rows)) in bars.iter().enumerate() {
            let y = index as f64 * ROW;
            let width = (*rows as f64 / most as f64 * (WIDTH - NAMES - NUMBERS)).max(1.0);
            name(state.name(), y, out)?;
            bar("bar", NAMES, y, width, out)?;
            number(&view.count(*rows), NAMES + width + 6.0, y, out)?;
        }
        Ok(())
    })
}

/// One column for each second of age.
fn ages(report: &Report, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let Some(time_wait) = look::time_wait(report) else { return Ok(()) };
    let Some(bins) = time_wait.by_age.filter(|bins| bins.total() > 0) else { return Ok(()) };
    let shown = bins.oldest().map_or(60, |oldest| (oldest + 1).max(60)).min(BIN_COUNT);
    let most = bins.0.iter().copied().max().unwrap_or(1).max(1);
    let title =
        Message::new(if time_wait.lower_bound { "report-plot-ages-lower" } else { "report-plot-ages" });
    figure(view, &title, AGE_HEIGHT + 20.0, out, |out| {
        let step = (WIDTH - 40.0) / shown as f64;
        for (age, rows) in bins.0.iter().take(shown).enumerate().filter(|(_, rows)| **rows > 0) {
            let height = f64::from(*rows) / f64::from(most) * AGE_HEIGHT;
            let (x, y) = (20.0 + age as f64 * step, AGE_HEIGHT - height);
            let width = (step - 1.0).max(0.5);
            writeln!(
                out,
                "<rect class=\"bar\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"><title>{age} s: {}</title></rect>",
                ours(&view.count(u64::from(*rows))),
            )?;
        }
        let base = AGE_HEIGHT;
        writeln!(
            out,
            "<line class=\"axis\" x1=\"20\" y1=\"{base}\" x2=\"{}\" y2=\"{base}\"/>",
            WIDTH - 20.0
        )?;
        for age in (0..=shown).step_by(10) {
            let x = 20.0 + age as f64 * step;
            writeln!(out, "<text x=\"{x:.1}\" y=\"{}\">{age} s</text>", AGE_HEIGHT + 15.0)?;
        }
        Ok(())
    })
}

/// Taken and blocking ports of each route against the usable ones, with the slow cliff.
fn routes(report: &Report, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let budgets: Vec<_> =
        report.routes.iter().filter_map(|route| Some((route, route.ports?))).take(ROUTES).collect();
    if budgets.is_empty() {
        return Ok(());
    }
    let height = budgets.len() as f64 * ROW;
    figure(view, &Message::new("report-plot-routes"), height, out, |out| {
        let room = WIDTH - NAMES - NUMBERS;
        for (index, (route, ports)) in budgets.iter().enumerate() {
            let y = index as f64 * ROW;
            let part = |count: u32| (f64::from(count) / f64::from(ports.usable.max(1))).min(1.0) * room;
            name(&Endpoint::new(route.key.destination, route.key.port).to_string(), y, out)?;
            bar("bar taken", NAMES, y, part(ports.taken), out)?;
            let class = if ports.blocking_percent() >= 50 { "bar over" } else { "bar" };
            bar(class, NAMES, y, part(ports.blocking), out)?;
            let share = view.quantity(f64::from(ports.blocking_percent()), lastack_model::Unit::Percent);
            number(&share, NAMES + room + 6.0, y, out)?;
        }
        let cliff = NAMES + room / 2.0;
        writeln!(out, "<line class=\"mark\" x1=\"{cliff}\" y1=\"0\" x2=\"{cliff}\" y2=\"{height}\"/>")
    })
}

/// Room on the left of a course, for the highest value.
const SCALE: f64 = 60.0;
const COURSE_HEIGHT: f64 = 180.0;

/// Numbers over an axis, one line each, with what was done to them as a mark.
pub(super) fn course(course: &Course, view: &View<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let points = || course.lines.iter().flat_map(|line| &line.points);
    let end = points().map(|(at, _)| *at).fold(1.0, f64::max);
    let most = points().map(|(_, value)| *value).fold(0.0, f64::max);
    if most <= 0.0 {
        return Ok(());
    }
    let x = |at: f64| SCALE + at / end * (WIDTH - SCALE - 10.0);
    let y = |value: f64| 10.0 + (1.0 - value / most) * COURSE_HEIGHT;
    let base = y(0.0);
    let legend = base + 32.0;
    figure(view, &course.title, legend + 6.0, out, |out| {
        writeln!(
            out,
            "<line class=\"axis\" x1=\"{SCALE}\" y1=\"{base:.1}\" x2=\"{WIDTH}\" y2=\"{base:.1}\"/>"
        )?;
        for value in [most, most / 2.0] {
            let text = ours(&view.quantity((value * 10.0).round() / 10.0, course.unit));
            writeln!(out, "<text x=\"0\" y=\"{:.1}\">{text}</text>", y(value) + 4.0)?;
        }
        for step in 0..=4 {
            let at = end * f64::from(step) / 4.0;
            let anchor = if step == 4 { " text-anchor=\"end\"" } else { "" };
            let text = match course.axis {
                Unit::Seconds => format!("{at:.0} s"),
                axis => view.quantity(at.round(), axis),
            };
            writeln!(
                out,
                "<text x=\"{:.1}\" y=\"{:.1}\"{anchor}>{}</text>",
                x(at),
                base + 15.0,
                ours(&text)
            )?;
        }
        if let Some(mark) = course.mark {
            let x = x(mark);
            writeln!(out, "<line class=\"mark\" x1=\"{x:.1}\" y1=\"10\" x2=\"{x:.1}\" y2=\"{base:.1}\"/>")?;
        }
        let room = (WIDTH - SCALE) / course.lines.len().max(1) as f64;
        for (index, line) in course.lines.iter().enumerate() {
            let path: Vec<String> =
                line.points.iter().map(|(at, value)| format!("{:.1},{:.1}", x(*at), y(*value))).collect();
            writeln!(out, "<polyline class=\"line line{index}\" points=\"{}\"/>", path.join(" "))?;
            let at = SCALE + index as f64 * room;
            writeln!(
                out,
                "<rect class=\"key line{index}\" x=\"{at:.1}\" y=\"{:.1}\" width=\"14\" height=\"4\"/>",
                legend - 5.0
            )?;
            writeln!(out, "<text x=\"{:.1}\" y=\"{legend:.1}\">{}</text>", at + 18.0, ours(&line.label))?;
        }
        Ok(())
    })
}

fn name(text: &str, y: f64, out: &mut dyn fmt::Write) -> fmt::Result {
    writeln!(out, "<text x=\"0\" y=\"{:.1}\">{}</text>", y + 15.0, ours(text))
}

fn number(text: &str, x: f64, y: f64, out: &mut dyn fmt::Write) -> fmt::Result {
    writeln!(out, "<text x=\"{x:.1}\" y=\"{:.1}\">{}</text>", y + 15.0, ours(text))
}

fn bar(class: &str, x: f64, y: f64, width: f64, out: &mut dyn fmt::Write) -> fmt::Result {
    let (y, height) = (y + 3.0, ROW - 6.0);
    writeln!(
        out,
        "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>"
    )
}
