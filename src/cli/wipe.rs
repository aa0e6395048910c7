//! `azukari wipe files`: overwrite, read back, remove; and say only what was seen.

use super::documents::PaperArgs;
use clap::Subcommand;
use std::path::PathBuf;

/// Arguments of `wipe`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to wipe.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be wiped.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Files and folders.
    Files(FilesArgs),
}

/// Arguments of `wipe files`.
#[derive(Debug, clap::Args)]
pub struct FilesArgs {
    /// Files and folders; links are never followed.
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Wipe files that have other names too.
    #[arg(long)]
    pub hard_links: bool,
    /// 台帳番号 of the asset whose copies these are.
    #[arg(long, value_name = "NUMBER")]
    pub asset: Option<String>,
    /// The operator declares that these are the last copies here.
    #[arg(long, requires = "asset")]
    pub last_copies: bool,
    /// 承諾番号.
    #[arg(long, value_name = "NUMBER")]
    pub consent: Option<String>,
    /// 場所.
    #[arg(long, value_name = "TEXT")]
    pub place: Option<String>,
    /// 立会者.
    #[arg(long, value_name = "NAME")]
    pub witness: Option<String>,
    /// 備考.
    #[arg(long, value_name = "TEXT")]
    pub remark: Vec<String>,
    /// How papers are made.
    #[command(flatten)]
    pub paper: PaperArgs,
}
