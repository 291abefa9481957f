//! The list of verbs.

#[cfg(target_os = "linux")]
pub mod accuracy;
#[cfg(target_os = "linux")]
pub mod bench;
pub mod bless;
pub mod dist;
pub mod docs;
pub mod ebpf;
pub mod fuzz;
pub mod lab;
pub mod lint;
pub mod pastes;
pub mod registry;
pub mod test;
pub mod windows;

use std::process::ExitCode;

/// One chore.
#[derive(Clone, Copy, Debug)]
pub struct Verb {
    /// First word of the command line
    pub name: &'static str,
    /// Name and options, as the help shows them
    pub usage: &'static str,
    /// What it does, in one line
    pub about: &'static str,
    /// Does it with the words after the verb. A check that found something exits with 1.
    pub run: fn(&[String]) -> anyhow::Result<ExitCode>,
}

/// Every verb, sorted by name.
pub const VERBS: &[Verb] = &[
    #[cfg(target_os = "linux")]
    accuracy::VERB,
    #[cfg(target_os = "linux")]
    bench::VERB,
    bless::VERB,
    dist::VERB,
    docs::VERB,
    ebpf::VERB,
    fuzz::VERB,
    lab::VERB,
    lint::VERB,
    pastes::VERB,
    registry::VERB,
    test::VERB,
    windows::VERB,
];
