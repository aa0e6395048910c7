//! `azukari open`: a package into a folder, whole and verified or not at all, and the signed receipt for it.

use super::documents::PaperArgs;
use std::path::PathBuf;

/// Arguments of `open`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The package, or any age file.
    #[arg(value_name = "PACKAGE")]
    pub package: PathBuf,
    /// Where its content goes; must not exist.
    #[arg(short, long, value_name = "DIR")]
    pub dir: PathBuf,
    /// Its delivery note; by default the one beside it.
    #[arg(long, value_name = "FILE")]
    pub note: Option<PathBuf>,
    /// An age identity from outside, instead of one's own.
    #[arg(long, value_name = "FILE")]
    pub identity: Option<PathBuf>,
    /// Issue no receipt.
    #[arg(long)]
    pub no_receipt: bool,
    /// 保管場所.
    #[arg(long, value_name = "TEXT")]
    pub storage: Option<String>,
    /// 備考.
    #[arg(long, value_name = "TEXT")]
    pub remark: Vec<String>,
    /// How papers are made.
    #[command(flatten)]
    pub paper: PaperArgs,
}
