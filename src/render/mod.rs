//! Floor 3: a signed record as a page.
//!
//! The record is turned once into a [`view`], plain labels and values in the reader's language; PDF, html, md, txt and
//! csv all draw that same view, so no two of them can disagree. Nothing on a page comes from anywhere but the record.

mod error;

pub use error::RenderError;

use crate::document::Record;
use crate::model::Lang;
use std::path::PathBuf;
use std::str::FromStr;

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
}

impl Renderer {
    /// Cheap: fonts are looked for when the first PDF is asked for.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options }
    }

    /// `record` as a file of `format`. The signature is carried along, not verified.
    ///
    /// # Errors
    /// As [`RenderError`]: for a PDF the want of fonts or glyphs; for any format a record that contradicts itself.
    pub fn render(&self, record: &Record, format: Format) -> Result<Vec<u8>, RenderError> {
        let _ = (record, &self.options);
        Err(RenderError::Format(format.extension().to_owned()))
    }

    /// The fonts that a PDF would be set in, for `doctor`; empty if there are none or this build has no PDF engine.
    #[must_use]
    pub fn fonts(&self) -> Vec<FontFound> {
        Vec::new()
    }
}

/// The files attached to a PDF.
///
/// # Errors
/// [`RenderError::NotPdf`], [`RenderError::PdfEncrypted`], [`RenderError::Attachment`].
pub fn attachments(pdf: &[u8]) -> Result<Vec<Attachment>, RenderError> {
    let _ = pdf;
    Err(RenderError::PdfNotBuilt)
}

/// The record inside a PDF that azukari made; its signature is not verified.
///
/// # Errors
/// As [`attachments`]; [`RenderError::NoRecord`], [`RenderError::SeveralRecords`], [`RenderError::Record`].
pub fn record_of_pdf(pdf: &[u8]) -> Result<Record, RenderError> {
    attachments(pdf).and(Err(RenderError::NoRecord))
}
