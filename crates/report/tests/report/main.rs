//! Screens, hostile names, masking, labels and the contract, for every format.

#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "screens, labels and the schema are files of this project")]

mod answers;
mod blame;
mod commands;
mod fixtures;
mod hostile;
mod labels;
mod log;
mod masking;
mod plans;
mod probing;
mod receipts;
mod rehearsals;
mod releases;
mod schema;
mod screens;
mod sockets;

use lastack_model::words::{Catalog, Lang};
use lastack_model::{PortUse, Report};
use lastack_report::{Explanation, Format, View};

/// The labels of the formats and the words of the findings that the fixtures carry.
fn catalog() -> Catalog {
    let catalog = Catalog::new(lastack_report::WORDS.iter().chain(fixtures::WORDS));
    assert_eq!(catalog.problems(), [] as [String; 0]);
    catalog
}

fn written(format: &Format, report: &Report, view: &View<'_>) -> String {
    let mut out = String::new();
    (format.write)(report, view, &mut out).unwrap();
    out
}

fn written_port(format: &Format, port: &PortUse, view: &View<'_>) -> String {
    let mut out = String::new();
    (format.answer)(port, view, &mut out).unwrap();
    out
}

fn explained(format: &Format, explanation: &Explanation, view: &View<'_>) -> String {
    let mut out = String::new();
    (format.explain)(explanation, view, &mut out).unwrap();
    out
}

/// Everything that a format can write of a report, in both languages, short and verbose.
fn everything(format: &Format, report: &Report) -> String {
    use lastack_report::Page;
    let catalog = catalog();
    let mut all = String::new();
    for lang in Lang::ALL {
        for page in [Page::Diagnosis, Page::States, Page::Ports] {
            for verbose in [false, true] {
                let view = View { page, verbose, ..View::new(&catalog, lang) };
                all.push_str(&written(format, report, &view));
            }
        }
    }
    all
}
