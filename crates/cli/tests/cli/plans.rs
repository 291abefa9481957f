//! The plan of every case as a person sees it who asked for nothing more: what each remedy brings and what it costs.

use std::fs::read_to_string;

use lastack_diagnose::{Judge, plan, report};
use lastack_model::words::Lang;
use lastack_report::{Proposal, View, format};
use lastack_testkit::cases::parse;

use crate::chinese::{catalog, crates, files};

/// What begins a line behind a remedy's first one.
struct Labels {
    heads: [&'static str; 3],
    change: &'static str,
    effect: &'static str,
    price: &'static str,
}

const ENGLISH: Labels = Labels {
    heads: ["safe ", "consent ", "program "],
    change: "  change ",
    effect: "  effect ",
    price: "  price ",
};
const CHINESE: Labels =
    Labels {
        heads: ["安全 ", "需同意 ", "程序 "], change: "  改动 ", effect: "  效果 ", price: "  代价 "
    };

/// Lines of a screen with this label that have another line behind them which goes on.
fn broken(screen: &str, label: &str) -> Vec<String> {
    let lines: Vec<&str> = screen.lines().collect();
    let goes_on = |line: &&str| line.starts_with("     ");
    let pairs = lines.windows(2).filter(|pair| pair[0].starts_with(label) && goes_on(&pair[1]));
    pairs.map(|pair| pair.join("\n")).collect()
}

#[test]
fn each_remedy_on_the_screen_tells_its_effect_and_its_price_in_a_line_each() {
    let mut paths = Vec::new();
    files(&crates().join("diagnose"), ".md", &mut paths);
    let catalog = catalog();
    let (mut priced, mut wrong) = ([0, 0], Vec::new());
    for case in paths.iter().flat_map(|path| parse(&read_to_string(path).unwrap())) {
        let look = case.look();
        let report = report(look.now, &look.earlier, Judge::Everything);
        let plan = plan(&report, &[]);
        for (index, (lang, labels)) in [(Lang::En, ENGLISH), (Lang::Zh, CHINESE)].into_iter().enumerate() {
            let mut screen = String::new();
            let proposal = Proposal { plan: &plan, report: &report };
            (format("text").unwrap().answer)(&proposal, &View::new(&catalog, lang), &mut screen).unwrap();
            let begins = |line: &&str, label: &str| line.starts_with(label);
            let head = |line: &&str| {
                line.split_once(' ').is_some_and(|(number, rest)| {
                    number.parse::<u32>().is_ok() && labels.heads.iter().any(|head| rest.starts_with(head))
                })
            };
            let told = screen.lines().filter(head).count();
            let all = plan.remedies.iter().take(told);
            let (effects, prices) = all.clone().fold((0, 0), |(effects, prices), remedy| {
                (
                    effects + usize::from(!remedy.effects.is_empty()),
                    prices + usize::from(remedy.risk.is_some()),
                )
            });
            let count = |label: &str| screen.lines().filter(|line| begins(line, label)).count();
            if (count(labels.effect), count(labels.price)) != (effects, prices)
                || count(labels.change) != all.map(|remedy| remedy.steps.len()).sum::<usize>()
                || (told == 0) != plan.remedies.is_empty()
                || !broken(&screen, labels.price).is_empty()
            {
                wrong.push(format!("{}: {effects} effects, {prices} prices\n{screen}", case.name));
            }
            priced[index] += prices;
        }
    }
    assert_eq!(wrong, [] as [String; 0], "{}", wrong.join("\n"));
    assert!(priced.iter().all(|priced| *priced > 50), "{priced:?}");
}
