//! The program as clap sees it, every word of it from Fluent.

use clap::builder::Styles;
use clap::{Arg, ArgAction, Args as _};
use lastack_model::words::{Catalog, Lang, Message};

use lastack_report::Ambiguous;

use crate::commands::{self, COMMANDS};
use crate::flags::{Flags, LOOKING, format_of_an_answer};

/// Help is read in consoles of 80 columns, and wider lines are hard to follow anyway.
const COLUMNS: usize = 80;

/// The whole program with its subcommands, speaking `lang`.
pub(crate) fn program(catalog: &Catalog, lang: Lang) -> clap::Command {
    let speak = Speak { catalog, lang };
    let words = |command, id: &str| speak.command(command, id);
    bare(words).after_help(speak.text("cli-help-more"))
}

/// The same without a word of help: enough to read arguments that are right, and quicker.
pub(crate) fn wordless() -> clap::Command {
    bare(|command, _| command)
}

/// The definitions, each passed through `words` with its id.
fn bare(words: impl Fn(clap::Command, &str) -> clap::Command) -> clap::Command {
    let root = Flags::augment_args(clap::Command::new("lastack"))
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .styles(Styles::plain())
        .term_width(0)
        .disable_help_subcommand(true)
        .arg(Arg::new("version").long("version").short('V').action(ArgAction::Version));
    let root = (commands::diagnose::COMMAND.arguments)(root);
    let mut root = root.arg(help_flag().global(true)).disable_help_flag(true);
    let look: Vec<Arg> =
        root.get_arguments().filter(|arg| LOOKING.contains(&arg.get_id().as_str())).cloned().collect();
    let format = root.get_arguments().find(|arg| arg.get_id() == "format").cloned();
    for command in COMMANDS {
        let mut sub = (command.arguments)(clap::Command::new(command.id))
            .hide(command.place.is_none())
            .display_order(command.place.unwrap_or(COMMANDS.len()))
            .disable_help_flag(true)
            .disable_version_flag(true);
        // A subcommand that looks at nothing, or gives no verdict, still takes these flags, but does not advertise
        // them.
        let verdict = command.id == commands::diagnose::COMMAND.id;
        let traces = command.id == commands::blame::COMMAND.id;
        let idle = |arg: &&Arg| match arg.get_id().as_str() {
            "fail_on" => !verdict,
            "interval" => !command.looks || traces,
            _ => !command.looks,
        };
        sub = sub.args(look.iter().filter(idle).map(|arg| arg.clone().global(false).hide(true)));
        if !verdict {
            sub = sub.args(format.clone().map(|arg| arg.value_parser(format_of_an_answer())));
        }
        let inner: Vec<String> = sub.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
        for name in inner {
            sub = sub.mut_subcommand(&name, |part| words(part, &format!("{}-{name}", command.id)));
        }
        root = root.subcommand(words(sub, command.id));
    }
    words(root, "root")
}

/// The help of a command in lines that a console holds. clap breaks lines at spaces alone and counts on none being
/// wide, so it gives one line a text and this breaks it: behind the name of an option below its own text.
pub(crate) fn laid_out(help: &str) -> String {
    let mut out = String::new();
    for line in help.lines() {
        let (name, text) = line.split_at(text_begins(line));
        // Characters of ambiguous width may be two cells wide: quotation marks in a Chinese console are.
        let indent = Ambiguous::Wide.width(name);
        let lines = lastack_report::wrap(text, COLUMNS - indent.min(COLUMNS / 2), Ambiguous::Wide);
        for (index, line) in lines.iter().enumerate() {
            let before = if index == 0 { name.to_owned() } else { " ".repeat(indent) };
            out.push_str(format!("{before}{line}").trim_end());
            out.push('\n');
        }
    }
    out
}

/// Cells of the word before the usage, at most.
const HEADING: usize = 8;

/// Where the text of a line begins: behind the two spaces that follow the name of an option, behind the word before
/// the usage, or behind its indent.
fn text_begins(line: &str) -> usize {
    let indent = line.len() - line.trim_start().len();
    let usage =
        line.find("lastack ").filter(|at| indent == 0 && Ambiguous::Wide.width(&line[..*at]) <= HEADING);
    if let Some(usage) = usage {
        return usage;
    }
    let name = line[indent..].find("  ").map_or(indent, |end| indent + end);
    name + (line[name..].len() - line[name..].trim_start().len())
}

fn help_flag() -> Arg {
    Arg::new("help").long("help").short('h').action(ArgAction::Help)
}

struct Speak<'a> {
    catalog: &'a Catalog,
    lang: Lang,
}

impl Speak<'_> {
    fn text(&self, id: impl Into<String>) -> String {
        lastack_report::line(self.catalog, self.lang, &Message { id: id.into().into(), args: Vec::new() })
    }

    /// The command with its help, its usage, and the help of its arguments.
    fn command(&self, command: clap::Command, id: &str) -> clap::Command {
        let usage = self.text(format!("cli-usage-{id}"));
        let template = self.template(&command);
        let arguments: Vec<String> =
            command.get_arguments().map(|argument| argument.get_id().to_string()).collect();
        let named =
            command.about(self.text(format!("cli-help-{id}"))).override_usage(usage).help_template(template);
        let named = match self.after(id) {
            Some(after) => named.after_help(after),
            None => named,
        };
        arguments.iter().fold(named, |command, argument| {
            let help = self.text(argument_id(id, argument));
            command.mut_arg(argument, |arg| {
                let valued = arg.get_action().takes_values();
                arg.help(help).hide_env(true).hide_default_value(valued).hide_possible_values(valued)
            })
        })
    }

    /// What stands below the options, where a command has more to say; that of the whole program is its own.
    fn after(&self, id: &str) -> Option<String> {
        let words = format!("cli-after-{id}");
        let text = self.catalog.has(self.lang, &words).then(|| self.text(words))?;
        let example = commands::probe::EXAMPLE;
        Some(if id == "probe-run" { format!("{text}\n\n{example}") } else { text })
    }

    /// The order of the help, with headings only where something stands below.
    fn template(&self, command: &clap::Command) -> String {
        let mut template = format!("{{about}}\n\n{}{{usage}}\n", self.text("cli-heading-usage"));
        let mut section = |id: &str, tag: &str| {
            template.push_str(&format!("\n{}\n{{{tag}}}\n", self.text(id)));
        };
        if command.has_subcommands() {
            section("cli-heading-commands", "subcommands");
        }
        if command.get_positionals().next().is_some() {
            section("cli-heading-arguments", "positionals");
        }
        section("cli-heading-options", "options");
        template.push_str("{after-help}");
        template
    }
}

/// Which message explains an argument: flags of the whole program have one for all subcommands.
pub(crate) fn argument_id(command: &str, argument: &str) -> String {
    let kebab = argument.replace('_', "-");
    match (command, argument) {
        // What the program takes without a subcommand is what `diagnose` takes.
        ("root", "files" | "watch" | "blame") => format!("cli-help-diagnose-{kebab}"),
        (other, "format") if !matches!(other, "root" | "diagnose") => {
            "cli-help-flag-format-answer".to_owned()
        }
        ("root", _) => format!("cli-help-flag-{kebab}"),
        (_, "format") => "cli-help-flag-format".to_owned(),
        (_, hidden) if LOOKING.contains(&hidden) => format!("cli-help-flag-{kebab}"),
        _ => format!("cli-help-{command}-{kebab}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_argument_has_help_and_usage_in_both_languages() {
        let catalog = crate::session::catalog();
        let said = |id: &str| Lang::ALL.iter().all(|lang| catalog.has(*lang, id));
        let root = program(&catalog, Lang::En);
        let nested =
            root.get_subcommands().flat_map(|sub| sub.get_subcommands().map(move |part| (Some(sub), part)));
        let single = std::iter::once(&root).chain(root.get_subcommands()).map(|command| (None, command));
        for (above, command) in single.chain(nested) {
            let id = match (above, command.get_name()) {
                (None, "lastack") => "root".to_owned(),
                (None, name) => name.to_owned(),
                (Some(above), name) => format!("{}-{name}", above.get_name()),
            };
            let id = id.as_str();
            assert!(said(&format!("cli-help-{id}")) && said(&format!("cli-usage-{id}")), "{id}");
            for argument in command.get_arguments() {
                let message = argument_id(id, argument.get_id().as_str());
                assert!(said(&message), "{message}");
            }
        }
    }

    #[test]
    fn every_line_of_every_help_has_room_in_a_console() {
        let catalog = crate::session::catalog();
        for lang in Lang::ALL {
            let mut root = program(&catalog, lang);
            root.build();
            let subcommands: Vec<_> = root.get_subcommands().cloned().collect();
            for mut command in std::iter::once(root).chain(subcommands) {
                let help = command.render_help().to_string();
                let laid_out = laid_out(&help);
                for line in laid_out.lines() {
                    assert!(Ambiguous::Wide.width(line) <= COLUMNS, "{}: {line}", command.get_name());
                }
                let letters = |text: &str| text.split_whitespace().collect::<String>();
                assert_eq!(letters(&laid_out), letters(&help), "{}", command.get_name());
            }
        }
    }

    #[test]
    fn the_definitions_are_sound() {
        program(&crate::session::catalog(), Lang::Zh).debug_assert();
    }
}
