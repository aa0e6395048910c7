//! `azukari verify`: Good, Unknown or Bad, for any azukari file.

use std::path::PathBuf;

/// Arguments of `verify`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Packages, records, papers, bags.
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// An age identity from outside, instead of one's own.
    #[arg(long, value_name = "FILE")]
    pub identity: Option<PathBuf>,
}
