//! A run that ends when a condition holds.

use std::time::{Duration, Instant};

use lastack_host::Live;
use lastack_model::ProbeCheck;
use lastack_model::words::Message;
use lastack_probe::{Account, Control, Run, SourcePorts, Target, Wish, stay};

struct Until<'a> {
    begun: Instant,
    each: &'a mut dyn FnMut(&ProbeCheck) -> bool,
    done: bool,
}

impl Control for Until<'_> {
    fn check(&mut self, check: &ProbeCheck) {
        // What comes before the run is told to stop is nobody's any more.
        self.done = self.done || (self.each)(check);
    }

    fn note(&mut self, _: &Message) {}

    fn tick(&mut self, _: &dyn Run) -> Wish {
        assert!(self.begun.elapsed() < Duration::from_secs(60), "it never came about");
        if self.done { Wish::Stop } else { Wish::On }
    }
}

/// Watches until `each` says true of a check.
pub(crate) fn watch(targets: &[Target], each: &mut dyn FnMut(&ProbeCheck) -> bool) -> Account {
    let ports = SourcePorts::Range { low: 61_001, high: 65_535 };
    let mut until = Until { begun: Instant::now(), each, done: false };
    stay(&Live::new(), targets, &ports, &mut until).unwrap()
}
