//! `azukari seal`: several files and folders into one package that only the named people can open.

use super::documents::PaperArgs;
use crate::model::Algorithms;
use std::path::PathBuf;

/// Arguments of `seal`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What goes in.
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Who can open it: a card's short name, a name on a card, a card file, or an age recipient.
    #[arg(long, value_name = "PERSON", required = true)]
    pub to: Vec<String>,
    /// The package.
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Which digests to compute of each file.
    #[arg(long, value_name = "LIST", default_value = "sha256,blake3", value_parser = digests)]
    pub digest: Algorithms,
    /// 移送手段.
    #[arg(long, value_name = "TEXT")]
    pub means: Option<String>,
    /// 運搬者.
    #[arg(long, value_name = "NAME")]
    pub carrier: Vec<String>,
    /// 承認番号.
    #[arg(long, value_name = "NUMBER")]
    pub approval: Option<String>,
    /// 台帳番号 of the asset that it is made from.
    #[arg(long, value_name = "NUMBER")]
    pub asset: Option<String>,
    /// 備考.
    #[arg(long, value_name = "TEXT")]
    pub remark: Vec<String>,
    /// How papers are made.
    #[command(flatten)]
    pub paper: PaperArgs,
}

/// `sha256`, `blake3`, or both with a comma between.
fn digests(text: &str) -> Result<Algorithms, String> {
    let mut chosen = Algorithms { sha256: false, blake3: false };
    for name in text.split(',') {
        match name.trim() {
            "sha256" => chosen.sha256 = true,
            "blake3" => chosen.blake3 = true,
            other => return Err(other.to_owned()),
        }
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_least_one_digest_and_no_unknown_one() {
        assert_eq!(digests("sha256,blake3"), Ok(Algorithms::default()));
        assert_eq!(digests("blake3"), Ok(Algorithms { sha256: false, blake3: true }));
        assert!(digests("").is_err() && digests("md5").is_err() && digests("sha256,").is_err());
    }
}
