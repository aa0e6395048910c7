//! Floor 3: a signed record as a page.
//!
//! The record is turned once into a view, plain labels and values in the reader's language; PDF, html, md, txt and
//! csv all draw that same view, so no two of them can disagree. Nothing on a page comes from anywhere but the record.

#[cfg(feature = "pdf")]
mod attachment;
mod csv;
mod error;
mod html;
mod markdown;
#[cfg(feature = "pdf")]
mod pdf;
mod qr;
mod text;
mod view;

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;

pub use error::RenderError;

use crate::document::Record;
use crate::model::Lang;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use view::View;

/// What a record can be rendered as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// PDF/A-3 with the record and its signature attached.
    Pdf,
    /// One self-contained page for any browser, record and signature inside.
    Html,
    /// For wikis and issue trackers.
    Markdown,
    /// For mail and terminals.
    Text,
    /// For spreadsheets: UTF-8 with byte-order mark, CRLF.
    Csv,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Pdf, Self::Html, Self::Markdown, Self::Text, Self::Csv];

    /// File name extension, without the dot; also the name that [`FromStr`] takes.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Text => "txt",
            Self::Csv => "csv",
        }
    }
}

impl FromStr for Format {
    type Err = RenderError;

    fn from_str(name: &str) -> Result<Self, RenderError> {
        match name {
            "markdown" => Ok(Self::Markdown),
            "text" => Ok(Self::Text),
            _ => Self::ALL
                .into_iter()
                .find(|format| format.extension() == name)
                .ok_or_else(|| RenderError::Format(name.to_owned())),
        }
    }
}

/// How to render.
#[derive(Debug, Clone)]
pub struct Options {
    /// Language of labels and sentences.
    pub lang: Lang,
    /// Font files or folders to look in first.
    pub font_paths: Vec<PathBuf>,
    /// Whether to look among the system's fonts.
    pub system_fonts: bool,
    /// Print 〓 and a footnote for a character that no font has, instead of refusing.
    pub allow_geta: bool,
    /// Folder whose `.typ` files replace the built-in ones of the same name.
    pub templates: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            lang: Lang::default(),
            font_paths: Vec::new(),
            system_fonts: true,
            allow_geta: false,
            templates: None,
        }
    }
}

/// A font that pages are set in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontFound {
    /// Family name.
    pub family: String,
    /// `mincho` (body) or `gothic` (labels).
    pub role: &'static str,
    /// Path of the font file, or `built-in`.
    pub source: String,
}

/// A file inside a PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name there; hostile until checked.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Draws records; keeps fonts and typesetter for the next one.
#[derive(Debug)]
pub struct Renderer {
    options: Options,
    #[cfg(feature = "pdf")]
    press: pdf::Press,
}

impl Renderer {
    /// Cheap: fonts are looked for when the first PDF is asked for.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self {
            options,
            #[cfg(feature = "pdf")]
            press: pdf::Press::default(),
        }
    }

    /// `record` as a file of `format`. The signature is carried along, not verified.
    ///
    /// # Errors
    /// [`RenderError::Contradiction`] in any format for a record that claims what its own facts deny. For a PDF also
    /// [`RenderError::NoFont`], [`RenderError::FontPath`], [`RenderError::MissingGlyph`] and [`RenderError::Template`];
    /// [`RenderError::PdfNotBuilt`] in a build without the feature `pdf`.
    pub fn render(&self, record: &Record, format: Format) -> Result<Vec<u8>, RenderError> {
        let view = View::of(record, self.options.lang)?;
        match format {
            Format::Pdf => self.pdf(view, record),
            Format::Html => html::draw(&view, record).map(String::into_bytes),
            Format::Markdown => Ok(markdown::draw(&view).into_bytes()),
            Format::Text => Ok(text::draw(&view).into_bytes()),
            Format::Csv => csv::draw(&view),
        }
    }

    #[cfg(feature = "pdf")]
    fn pdf(&self, view: View, record: &Record) -> Result<Vec<u8>, RenderError> {
        self.press.print(view, record, &self.options)
    }

    #[cfg(not(feature = "pdf"))]
    #[expect(clippy::unused_self, reason = "same signature as with the feature")]
    fn pdf(&self, _: View, _: &Record) -> Result<Vec<u8>, RenderError> {
        Err(RenderError::PdfNotBuilt)
    }

    /// The fonts that a PDF would be set in, for `doctor`; empty if there are none or this build has no PDF engine.
    #[must_use]
    pub fn fonts(&self) -> Vec<FontFound> {
        #[cfg(feature = "pdf")]
        return self.press.fonts(&self.options);
        #[cfg(not(feature = "pdf"))]
        Vec::new()
    }
}

/// The files attached to a PDF, which may come from anybody.
///
/// # Errors
/// [`RenderError::NotPdf`], [`RenderError::PdfEncrypted`], [`RenderError::Attachment`];
/// [`RenderError::PdfNotBuilt`] in a build without the feature `pdf`.
pub fn attachments(pdf: &[u8]) -> Result<Vec<Attachment>, RenderError> {
    #[cfg(feature = "pdf")]
    return attachment::attachments(pdf);
    #[cfg(not(feature = "pdf"))]
    {
        let _ = pdf;
        Err(RenderError::PdfNotBuilt)
    }
}

/// The record inside a PDF, with its signature if one is attached; the signature is not verified.
///
/// # Errors
/// As [`attachments`]; [`RenderError::NoRecord`], [`RenderError::SeveralRecords`], and [`RenderError::Record`] for a
/// record that is damaged or of a later version.
pub fn record_of_pdf(pdf: &[u8]) -> Result<Record, RenderError> {
    let files = attachments(pdf)?;
    let is_json = |file: &&Attachment| Path::new(&file.name).extension().is_some_and(|end| end == "json");
    let candidates: Vec<&Attachment> = files.iter().filter(is_json).collect();
    let json = match candidates.as_slice() {
        [] => return Err(RenderError::NoRecord),
        [one] => *one,
        several => return Err(RenderError::SeveralRecords(several.len())),
    };
    let name = format!("{}.sig", json.name);
    let mut signatures = files.iter().filter(|file| file.name == name);
    let signature = signatures.next().map(|file| file.bytes.clone()).unwrap_or_default();
    if signatures.next().is_some() {
        return Err(RenderError::SeveralRecords(2));
    }
    Record::from_parts(json.bytes.clone(), signature).map_err(RenderError::Record)
}
