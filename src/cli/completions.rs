//! `azukari completions SHELL` completion scripts on standard output.

use super::Shell;
use super::exit::Exit;
use super::failure::Outcome;
use clap_complete::Shell as Kind;

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "SHELL", value_enum)]
    shell: Kind,
}

/// Prints the script.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    let mut command = super::command_in_words(shell.out().catalogue());
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "azukari", &mut script);
    shell.out().raw(&script);
    Ok(Exit::Done)
}
