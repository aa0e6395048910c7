//! Every visible command and argument has words in both languages, and every line of help fits.

use super::super::layout::{COLUMNS, width};
use super::super::{Cli, help};
use super::*;
use crate::model::Lang;
use clap::CommandFactory;

fn all(command: &Command, visit: &mut dyn FnMut(&Command)) {
    visit(command);
    command.get_subcommands().for_each(|sub| all(sub, visit));
}

/// A missing message shows its id, which starts like this.
fn is_missing(text: &str) -> bool {
    text.starts_with("help-") || text.starts_with("label-")
}

#[test]
fn every_command_and_argument_has_words() {
    for lang in [Lang::Ja, Lang::En] {
        let command = fill(Cli::command(), &Catalogue::new(lang));
        all(&command, &mut |command| {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(!about.is_empty() && !is_missing(&about), "{lang:?} {}: {about}", command.get_name());
            for arg in command.get_arguments() {
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                let name = (command.get_name(), arg.get_id());
                assert!(!help.is_empty() && !is_missing(&help), "{lang:?} {name:?}: {help}");
            }
        });
    }
}

#[test]
fn every_help_line_fits() {
    for lang in [Lang::Ja, Lang::En] {
        let catalogue = Catalogue::new(lang);
        let command = help::install(fill(Cli::command(), &catalogue), &catalogue);
        all(&command, &mut |command| {
            let mut command = command.clone();
            for line in command.render_help().to_string().lines() {
                assert!(width(line) <= COLUMNS, "{lang:?} {}: {line}", command.get_name());
            }
        });
    }
}

/// The ids of the messages and attributes that the tree below `command` uses.
fn collect(command: &Command, key: &str, known: &mut Vec<String>, attributes: &mut Vec<String>) {
    for arg in command.get_arguments() {
        let owner = if is_global(arg) { "help-global" } else { key };
        attributes.push(format!("{owner}.{}", arg.get_id().as_str().replace('_', "-")));
    }
    for sub in command.get_subcommands() {
        let below = if key == "help-azukari" {
            format!("help-{}", sub.get_name())
        } else {
            format!("{key}-{}", sub.get_name())
        };
        known.push(below.clone());
        attributes.push(format!("{below}.long"));
        collect(sub, &below, known, attributes);
    }
}

#[test]
fn no_help_message_without_its_argument() {
    let mut known = vec!["help-azukari".to_owned(), "help-global".to_owned()];
    let mut attributes = vec!["help-azukari.long".to_owned()];
    let command = fill(Cli::command(), &Catalogue::new(Lang::En));
    collect(&command, "help-azukari", &mut known, &mut attributes);
    for id in super::super::catalogue::ids(Lang::En) {
        if let Some((message, _)) = id.split_once('.') {
            assert!(
                !message.starts_with("help-") || attributes.contains(&id),
                "nothing is described by {id}"
            );
        } else if id.starts_with("help-") {
            assert!(known.contains(&id), "nothing is described by {id}");
        }
    }
}
