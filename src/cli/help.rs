//! Prints help: own layout, because Japanese letters are two columns wide and every line must fit in 80.

use super::catalogue::Catalogue;
use super::exit::Exit;
use super::layout::{COLUMNS, pad, width, wrap};
use clap::{Arg, Command};

/// Texts at the right start here; a left side that is longer stands on a line of its own.
const RIGHT: usize = 26;

/// `command`, already in words (see [`super::words::fill`]), with the finished help of itself and everything below.
#[must_use]
pub fn install(command: Command, catalogue: &Catalogue) -> Command {
    let globals: Vec<Arg> = command.get_arguments().filter(|arg| arg.is_global_set()).cloned().collect();
    install_level(command, "azukari", &globals, catalogue)
}

fn install_level(mut command: Command, path: &str, globals: &[Arg], catalogue: &Catalogue) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let below = format!("{path} {name}");
        command = command.mut_subcommand(&name, |sub| install_level(sub, &below, globals, catalogue));
    }
    let text = render(&command, path, globals, catalogue);
    command.override_help(text)
}

/// The help of one command.
fn render(command: &Command, path: &str, globals: &[Arg], catalogue: &Catalogue) -> String {
    let mut lines = Vec::new();
    let about = command.get_long_about().or_else(|| command.get_about());
    if let Some(about) = about {
        lines.extend(wrap(&about.to_string(), COLUMNS));
        lines.push(String::new());
    }
    lines.extend(usage(command, path, catalogue));

    let own =
        |arg: &&Arg| !arg.is_hide_set() && !globals.iter().any(|global| global.get_id() == arg.get_id());
    let (positional, options): (Vec<&Arg>, Vec<&Arg>) =
        command.get_arguments().filter(own).partition(|arg| arg.is_positional());
    let subcommands: Vec<&Command> = command.get_subcommands().filter(|sub| !sub.is_hide_set()).collect();
    if !subcommands.is_empty() {
        let rows = subcommands.iter().map(|sub| (sub.get_name().to_owned(), styled(sub.get_about())));
        section(&mut lines, &catalogue.word("label-commands"), rows.collect());
    }
    section(&mut lines, &catalogue.word("label-arguments"), rows_of(&positional));
    section(&mut lines, &catalogue.word("label-options"), rows_of(&options));
    section(&mut lines, &catalogue.word("label-global"), rows_of(&globals.iter().collect::<Vec<_>>()));
    if path == "azukari" {
        let rows = Exit::ALL.iter().map(|exit| (exit.number().to_string(), catalogue.word(exit.message())));
        section(&mut lines, &catalogue.word("label-exit"), rows.collect());
    }
    lines.join("\n") + "\n"
}

/// `Usage: azukari receive [OPTIONS] --from NAME PATH`.
fn usage(command: &Command, path: &str, catalogue: &Catalogue) -> Vec<String> {
    // Every command has at least the global options.
    let mut parts = vec![format!("[{}]", catalogue.word("label-options-slot"))];
    for arg in command.get_arguments().filter(|arg| arg.is_required_set() && !arg.is_positional()) {
        parts.push(left_of(arg).trim_start().to_owned());
    }
    for arg in command.get_positionals().filter(|arg| !arg.is_hide_set()) {
        let name = value_of(arg);
        parts.push(if arg.is_required_set() { name } else { format!("[{name}]") });
    }
    if command.has_subcommands() {
        parts.push("COMMAND".to_owned());
    }
    let lead = format!("{} {path}", catalogue.word("label-usage"));
    let indent = width(&lead) + 1;
    let rest = wrap(&parts.join(" "), COLUMNS.saturating_sub(indent));
    let mut lines = Vec::new();
    for (index, part) in rest.iter().enumerate() {
        let start = if index == 0 { pad(&lead, indent) } else { pad("", indent) };
        lines.push(format!("{start}{part}").trim_end().to_owned());
    }
    lines
}

fn section(lines: &mut Vec<String>, heading: &str, rows: Vec<(String, String)>) {
    if rows.is_empty() {
        return;
    }
    lines.push(String::new());
    lines.push(heading.to_owned());
    for (left, right) in rows {
        let mut left = format!("  {left}");
        if width(&left) + 2 > RIGHT {
            lines.push(std::mem::take(&mut left));
        }
        for line in wrap(&right, COLUMNS - RIGHT) {
            lines.push(format!("{}{line}", pad(&left, RIGHT)).trim_end().to_owned());
            left.clear();
        }
    }
}

fn rows_of(args: &[&Arg]) -> Vec<(String, String)> {
    args.iter().filter(|arg| !arg.is_hide_set()).map(|arg| (left_of(arg), styled(arg.get_help()))).collect()
}

fn styled(text: Option<&clap::builder::StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}

/// `-o, --output FILE`; an option without a short form is indented to stand under the long forms.
fn left_of(arg: &Arg) -> String {
    if arg.is_positional() {
        return value_of(arg);
    }
    let short = arg.get_short().map_or_else(|| "    ".to_owned(), |short| format!("-{short}, "));
    let long = arg.get_long().map(|long| format!("--{long}")).unwrap_or_default();
    if arg.is_require_equals_set() {
        format!("{short}{long}[={}]", value_of(arg))
    } else if arg.get_action().takes_values() {
        format!("{short}{long} {}", value_of(arg))
    } else {
        format!("{short}{long}")
    }
}

fn value_of(arg: &Arg) -> String {
    let name = arg
        .get_value_names()
        .and_then(|names| names.first())
        .map_or_else(|| arg.get_id().as_str().to_uppercase().replace('_', "-"), ToString::to_string);
    let many = arg.get_num_args().is_some_and(|range| range.max_values() > 1)
        || matches!(arg.get_action(), clap::ArgAction::Append);
    if many { format!("{name}...") } else { name }
}
