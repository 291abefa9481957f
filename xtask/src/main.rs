//! `cargo xtask <verb>`: see CONTRIBUTING.md.
#![expect(clippy::print_stderr, reason = "what a chore does is said on the terminal")]

use std::process::ExitCode;

use xtask::verbs::VERBS;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(verb) = args.first().and_then(|name| VERBS.iter().find(|verb| verb.name == name)) else {
        eprintln!("cargo xtask <verb>, and the verbs are");
        for verb in VERBS {
            eprintln!("  {:<22} {}", verb.usage, verb.about);
        }
        return ExitCode::from(2);
    };
    match (verb.run)(&args[1..]) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("cargo xtask {}: {error:#}", verb.name);
            ExitCode::from(2)
        }
    }
}
