//! The labels: the same in both languages, all of them used, none of them missing.

use std::collections::BTreeSet;
use std::path::Path;

use lastack_model::words::Lang;
use lastack_testkit::fluent;

use crate::catalog;

#[test]
fn both_languages_have_the_same_labels_with_the_same_arguments() {
    let words = &lastack_report::WORDS[0];
    let (en, zh) = (fluent::messages(words.en), fluent::messages(words.zh));
    assert_eq!(en, zh);
    assert!(en.keys().all(|id| id.starts_with("report-")));
}

#[test]
fn every_label_in_the_code_exists_and_every_label_is_used() {
    let catalog = catalog();
    let mut used = BTreeSet::new();
    labels_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut used);
    for id in &used {
        for lang in Lang::ALL {
            assert!(catalog.has(lang, id), "{id} is missing in {}", lang.name());
        }
    }
    let known: BTreeSet<String> = fluent::messages(lastack_report::WORDS[0].en).into_keys().collect();
    assert_eq!(used, known);
}

/// Every `"report-…"` of the source.
fn labels_in(folder: &Path, used: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            labels_in(&entry.path(), used);
            continue;
        }
        let source = std::fs::read_to_string(entry.path()).unwrap();
        let words = source.split('"').filter(|word| word.starts_with("report-"));
        used.extend(words.map(str::to_owned));
    }
}
