//! What can go wrong between a record and its paper.

use crate::document::DocumentError;
use crate::model::{Facts, Fault, FaultClass};
use std::path::PathBuf;

/// Why a record could not be rendered, or not be read back out of a PDF.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// A format name that is none.
    #[error("unknown output format `{0}`")]
    Format(String),
    /// This build has no PDF engine (feature `pdf`).
    #[error("this build has no PDF engine")]
    PdfNotBuilt,
    /// No Japanese font anywhere.
    #[error("no Japanese font was found")]
    NoFont,
    /// A font path given by the user cannot be used.
    #[error("reading fonts from `{path}`: {reason}")]
    FontPath {
        /// As given.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// No font has a character that the page must show.
    #[error("no font shows `{character}` ({code}) of {place}: `{value}`")]
    MissingGlyph {
        /// The first such character.
        character: char,
        /// Its code point, such as `U+20BB7`.
        code: String,
        /// The label of the field that holds it.
        place: String,
        /// The field's value.
        value: String,
    },
    /// A template of the user's does not compile.
    #[error("typesetting with the templates: {0}")]
    Template(String),
    /// A template of the user's made a page without the record's attachments.
    #[error("the template `{0}` leaves out the document body, which holds the record")]
    TemplateDropsRecord(String),
    /// The PDF could not be written although the page stood.
    #[error("writing the PDF: {0}")]
    Export(String),
    /// The record says one thing and its own facts another: no page may repeat that.
    #[error("record {number} claims {claim}, but also says {against}")]
    Contradiction {
        /// Number of the record.
        number: String,
        /// What it claims, language-free.
        claim: String,
        /// The fact against it, language-free.
        against: String,
    },
    /// The record does not fit a QR code or a page for its length.
    #[error("the record's number does not fit a QR code")]
    Qr,
    /// Not a PDF, or damaged beyond reading.
    #[error("reading the PDF")]
    NotPdf,
    /// The PDF is locked with a password.
    #[error("the PDF is encrypted")]
    PdfEncrypted,
    /// An attachment is packed in a way that azukari does not unpack, or unpacks to more than is sane.
    #[error("unpacking attachment `{name}`: {reason}")]
    Attachment {
        /// Its name in the PDF.
        name: String,
        /// Why not.
        reason: &'static str,
    },
    /// The PDF holds no azukari record.
    #[error("the PDF holds no azukari record")]
    NoRecord,
    /// The PDF holds more than one record: which one the page shows cannot be told.
    #[error("the PDF holds {0} records")]
    SeveralRecords(usize),
    /// The attached record cannot be read.
    #[error("reading the attached record")]
    Record(#[source] DocumentError),
}

impl RenderError {
    /// Every code that [`Fault::code`] may give: the catalogue must have words for each.
    pub const CODES: &[&str] = &[
        "render-format",
        "render-pdf-not-built",
        "render-no-font",
        "render-font-path",
        "render-missing-glyph",
        "render-template",
        "render-template-drops-record",
        "render-export",
        "render-contradiction",
        "render-qr",
        "render-not-pdf",
        "render-pdf-encrypted",
        "render-attachment",
        "render-no-record",
        "render-several-records",
        "render-record",
    ];
}

impl Fault for RenderError {
    fn code(&self) -> &'static str {
        match self {
            Self::Format(_) => "render-format",
            Self::PdfNotBuilt => "render-pdf-not-built",
            Self::NoFont => "render-no-font",
            Self::FontPath { .. } => "render-font-path",
            Self::MissingGlyph { .. } => "render-missing-glyph",
            Self::Template(_) => "render-template",
            Self::TemplateDropsRecord(_) => "render-template-drops-record",
            Self::Export(_) => "render-export",
            Self::Contradiction { .. } => "render-contradiction",
            Self::Qr => "render-qr",
            Self::NotPdf => "render-not-pdf",
            Self::PdfEncrypted => "render-pdf-encrypted",
            Self::Attachment { .. } => "render-attachment",
            Self::NoRecord => "render-no-record",
            Self::SeveralRecords(_) => "render-several-records",
            Self::Record(_) => "render-record",
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Format(format) => vec![("format", format.clone())],
            Self::FontPath { path, reason } => {
                vec![("path", path.display().to_string()), ("reason", reason.clone())]
            }
            Self::MissingGlyph { character, code, place, value } => vec![
                ("character", character.to_string()),
                ("code", code.clone()),
                ("place", place.clone()),
                ("value", value.clone()),
            ],
            Self::Template(reason) | Self::Export(reason) => vec![("reason", reason.clone())],
            Self::TemplateDropsRecord(template) => vec![("template", template.clone())],
            Self::Contradiction { number, claim, against } => {
                vec![("number", number.clone()), ("claim", claim.clone()), ("against", against.clone())]
            }
            Self::Attachment { name, reason } => {
                vec![("name", name.clone()), ("reason", (*reason).to_owned())]
            }
            Self::SeveralRecords(count) => vec![("count", count.to_string())],
            Self::Record(source) => crate::facts![reason = source.code(), detail = source.detail()],
            Self::PdfNotBuilt
            | Self::NoFont
            | Self::Qr
            | Self::NotPdf
            | Self::PdfEncrypted
            | Self::NoRecord => Vec::new(),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::Format(_) => FaultClass::Usage,
            Self::PdfNotBuilt
            | Self::NoFont
            | Self::FontPath { .. }
            | Self::MissingGlyph { .. }
            | Self::Template(_)
            | Self::TemplateDropsRecord(_)
            | Self::Qr => FaultClass::Failed,
            Self::Export(_) => FaultClass::Bug,
            Self::Contradiction { .. }
            | Self::NotPdf
            | Self::Attachment { .. }
            | Self::SeveralRecords(_)
            | Self::Record(_) => FaultClass::Bad,
            Self::PdfEncrypted | Self::NoRecord => FaultClass::Unknown,
        }
    }
}
