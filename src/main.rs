//! The `azukari` program: everything is in [`azukari::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().collect();
    azukari::cli::run(&args).into()
}
