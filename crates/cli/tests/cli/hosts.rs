//! The first screen of whole hosts: nobody scrolls at 3 a.m.

use lastack_diagnose::{Judge, report, words};
use lastack_model::words::{Catalog, Lang};
use lastack_report::{View, WORDS, format};
use lastack_testkit::cases::parse;

const HOSTS: &str = include_str!("../../../diagnose/tests/hosts.md");

#[test]
fn every_host_fits_on_24_lines_of_80_columns() {
    let catalog = Catalog::new(words().chain(WORDS));
    let text = format("text").unwrap();
    let mut long = Vec::new();
    for host in parse(HOSTS) {
        let look = host.look();
        let report = report(look.now, &look.earlier, Judge::Everything);
        for lang in Lang::ALL {
            let mut screen = String::new();
            (text.write)(&report, &View { width: 80, ..View::new(&catalog, lang) }, &mut screen).unwrap();
            let lines = screen.lines().count();
            if !(3..=24).contains(&lines) {
                long.push(format!("{} ({}): {lines} lines\n{screen}", host.name, lang.name()));
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}
