//! `azukari list`: what is in a package, without decrypting its payload.

use std::path::PathBuf;

/// Arguments of `list`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The package.
    #[arg(value_name = "PACKAGE")]
    pub package: PathBuf,
    /// An age identity from outside, instead of one's own.
    #[arg(long, value_name = "FILE")]
    pub identity: Option<PathBuf>,
}
