//! Options that stand before the name of a part (`probe --lang zh run FILE`, `fix --lang zh log`) are the part's.

use std::ffi::OsString;

use clap::Command;

/// The same arguments, with such options behind the name of the part.
pub(crate) fn options_last(mut program: Command, mut arguments: Vec<OsString>) -> Vec<OsString> {
    let parted = |word: &OsString, program: &Command| {
        program.get_subcommands().any(|command| word == command.get_name() && command.has_subcommands())
    };
    let Some(place) = arguments.iter().position(|word| parted(word, &program)) else { return arguments };
    // Options of the whole program are among a command's own from here on.
    program.build();
    let part = program
        .get_subcommands()
        .find(|command| arguments[place] == command.get_name())
        .and_then(|command| part(command, &arguments, place + 1));
    if let Some(part) = part {
        arguments[place + 1..=part].rotate_right(1);
    }
    arguments
}

/// Where the name of a part stands behind options alone.
fn part(command: &Command, arguments: &[OsString], mut place: usize) -> Option<usize> {
    loop {
        let word = arguments.get(place)?.to_str()?;
        if !word.starts_with('-') {
            return command.get_subcommands().any(|part| part.get_name() == word).then_some(place);
        }
        place += if takes_the_next(command, word)? { 2 } else { 1 };
    }
}

/// Whether the value of this option is the next word; `None` where the option is not known.
fn takes_the_next(command: &Command, word: &str) -> Option<bool> {
    let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
    let option = command.get_arguments().find(|option| match name.strip_prefix("--") {
        Some(long) => option.get_long() == Some(long),
        None => {
            option.get_short().is_some_and(|short| name.strip_prefix('-') == Some(short.to_string().as_str()))
        }
    })?;
    Some(value.is_none() && option.get_action().takes_values())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_before_a_part_are_the_parts_and_all_else_stays_in_its_place() {
        for (typed, expected) in [
            ("probe --lang zh run FILE", "probe run --lang zh FILE"),
            ("probe --lang=zh -v run --check FILE", "probe run --lang=zh -v --check FILE"),
            (
                "--lang zh fix --color never log --format json",
                "--lang zh fix log --color never --format json",
            ),
            ("fix --lang zh", "fix --lang zh"),
            ("fix log --lang zh", "fix log --lang zh"),
            ("probe --timeout 2 host:80", "probe --timeout 2 host:80"),
            ("probe host:80 run", "probe host:80 run"),
            ("probe --no-such run", "probe --no-such run"),
            ("sockets --lang zh run", "sockets --lang zh run"),
            ("", ""),
        ] {
            let words = |text: &str| -> Vec<OsString> {
                std::iter::once("lastack").chain(text.split_whitespace()).map(OsString::from).collect()
            };
            assert_eq!(options_last(crate::help::wordless(), words(typed)), words(expected), "{typed}");
        }
    }
}
