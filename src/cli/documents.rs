//! Papers: the view of a record that goes to paper, beside the record itself.

use super::Shell;
use super::failure::{Failure, ShellError};
use super::layout::printable_path;
use crate::custody::case::{Case, write_new};
use crate::custody::issue::Issued;
use crate::render::{Format, Options, Renderer};
use std::path::{Path, PathBuf};

/// Options of every verb that makes papers.
#[derive(Debug, Default, clap::Args)]
pub struct PaperArgs {
    #[arg(long, value_name = "PATH")]
    font_path: Vec<PathBuf>,
    #[arg(long)]
    allow_geta: bool,
}

impl Shell {
    /// Something that draws papers for this case.
    #[must_use]
    pub fn renderer(&self, case: Option<&Case>, args: &PaperArgs) -> Renderer {
        Renderer::new(Options {
            lang: self.paper_lang(case),
            font_paths: args.font_path.clone(),
            allow_geta: args.allow_geta,
            ..Options::default()
        })
    }

    /// Writes the paper of a record that was just issued beside it. The record is the document; so where no PDF can be made,
    /// that is a warning, and an html page takes its place. `None` if there is neither: the run is then only partly done.
    pub fn publish(&self, renderer: &Renderer, issued: &Issued) -> Option<PathBuf> {
        let base = issued.json.with_extension("");
        for (format, warning) in [(Format::Pdf, "warn-no-pdf"), (Format::Html, "warn-no-html")] {
            let made = renderer.render(&issued.record, format).map_err(Failure::from);
            match made.and_then(|page| put(&beside(&base, format), &page)) {
                Ok(path) => return Some(path),
                Err(failure) => {
                    let facts = crate::facts![number = issued.number];
                    self.out().warn_because(warning, &facts, failure.fault());
                }
            }
        }
        None
    }

    /// Says that a document was issued, and where its paper is; warns where the helps to check it are stale.
    pub fn say_issued(&self, title: &str, issued: &Issued, paper: Option<&Path>) {
        if issued.verification_stale {
            self.out().warn("warn-verification-stale", &crate::facts![number = issued.number]);
        }
        let title = self.out().catalogue().word(title);
        let path = printable_path(paper.unwrap_or(&issued.json));
        self.out().say("issued", &crate::facts![title = title, number = issued.number, path = path]);
    }
}

/// `documents/R-2026-0001` and a format: the paper's path.
fn beside(base: &Path, format: Format) -> PathBuf {
    let mut name = base.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(format.extension());
    base.with_file_name(name)
}

/// Writes a new file whole, never over another.
pub fn put(path: &Path, content: &[u8]) -> Result<PathBuf, Failure> {
    write_new(path, content)
        .map_err(|source| ShellError::Write { place: path.display().to_string(), source })?;
    Ok(path.to_owned())
}
