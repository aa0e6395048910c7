//! Puts the catalogue's words on the skeleton that the derive macros give: one source for help, man pages and completions.
//!
//! `help-COMMAND` (nested: `help-key-new`) is the one-line description, its attribute `.long` the longer one, and every
//! other attribute the help of the argument of that name. Global arguments live in `help-global`.

use super::catalogue::Catalogue;
use clap::{Arg, ArgAction, Command};

/// `command` with every text in the language of `catalogue`.
#[must_use]
pub fn fill(command: Command, catalogue: &Catalogue) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).global(true);
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let command = command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .arg(help)
        .arg(version);
    fill_level(command, "help", catalogue)
}

fn fill_level(mut command: Command, key: &str, catalogue: &Catalogue) -> Command {
    let message = if key == "help" { "help-azukari".to_owned() } else { key.to_owned() };
    command = command
        .subcommand_help_heading(catalogue.word("label-commands"))
        .subcommand_value_name("COMMAND")
        .about(catalogue.word(&message));
    command = match catalogue.find(&format!("{message}.long"), &[]) {
        Some(long) => command.long_about(long),
        None => command.long_about(None::<&str>),
    };
    let names: Vec<String> = command.get_arguments().map(|arg| arg.get_id().to_string()).collect();
    for name in names {
        command = command.mut_arg(&name, |arg| fill_arg(arg, &message, catalogue));
    }
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let below = format!("{key}-{name}");
        command = command.mut_subcommand(&name, |sub| fill_level(sub, &below, catalogue));
    }
    command
}

fn fill_arg(arg: Arg, message: &str, catalogue: &Catalogue) -> Arg {
    let heading = match () {
        () if arg.is_positional() => "label-arguments",
        () if is_global(&arg) => "label-global",
        () => "label-options",
    };
    let owner = if is_global(&arg) { "help-global" } else { message };
    let id = format!("{owner}.{}", arg.get_id().as_str().replace('_', "-"));
    let text = catalogue.text(&id, &[]);
    // Possible and default values are part of the sentence, where they matter.
    let takes_value = arg.get_action().takes_values();
    arg.help(text)
        .long_help(None::<&str>)
        .help_heading(catalogue.word(heading))
        .hide_possible_values(takes_value)
        .hide_default_value(takes_value)
}

/// Options of the root, and the two that clap would add by itself.
fn is_global(arg: &Arg) -> bool {
    arg.is_global_set() || matches!(arg.get_id().as_str(), "help" | "version")
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
