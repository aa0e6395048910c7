//! A record as it lies on disk: exact JSON bytes and an SSHSIG over them.

use super::{
    Batch, Certificate, DeliveryNote, FreeSpaceCertificate, Head, IntakeTable, MediumCertificate, Receipt,
    Recheck, RecordRef,
};
use crate::model::{Sha256, Verdict};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Why bytes are not a record that this version can read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// Not JSON, or not the shape that its schema promises.
    #[error("parsing the record")]
    Parse(#[source] serde_json::Error),
    /// A schema that this version does not know.
    #[error("unknown schema `{0}`")]
    Schema(String),
    /// A number that would not be a plain file name.
    #[error("unusable document number `{0}`")]
    Number(String),
}

impl DocumentError {
    /// Every code that [`Self::code`] can give.
    pub const NAMES: &[&str] = &["record-shape", "record-schema", "record-number"];

    /// Language-free code, as the reason of the failure that this brings about.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Parse(_) => "record-shape",
            Self::Schema(_) => "record-schema",
            Self::Number(_) => "record-number",
        }
    }

    /// What in particular: the parser's words, or the schema or number that was found.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::Parse(source) => source.to_string(),
            Self::Schema(found) | Self::Number(found) => found.clone(),
        }
    }
}

/// The kinds of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// 預り証・受領確認書.
    Receipt,
    /// 送付書.
    Note,
    /// データ消去証明書 for files.
    Certificate,
    /// データ消去証明書 for a whole medium.
    Medium,
    /// 媒体消去集計表.
    Batch,
    /// 検証記録.
    Recheck,
    /// 受入照合表.
    Intake,
    /// データ消去証明書 for free space.
    FreeSpace,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Receipt,
        Self::Note,
        Self::Certificate,
        Self::Medium,
        Self::Batch,
        Self::Recheck,
        Self::Intake,
        Self::FreeSpace,
    ];

    /// Language-free name, as in `azukari/NAME/1`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Note => "note",
            Self::Certificate => "certificate",
            Self::Medium => "medium-certificate",
            Self::Batch => "batch",
            Self::Recheck => "recheck",
            Self::Intake => "intake",
            Self::FreeSpace => "free-space-certificate",
        }
    }

    /// SSHSIG namespace, `NAME@azukari`.
    #[must_use]
    pub fn namespace(self) -> &'static str {
        match self {
            Self::Receipt => "receipt@azukari",
            Self::Note => "note@azukari",
            Self::Certificate => "certificate@azukari",
            Self::Medium => "medium-certificate@azukari",
            Self::Batch => "batch@azukari",
            Self::Recheck => "recheck@azukari",
            Self::Intake => "intake@azukari",
            Self::FreeSpace => "free-space-certificate@azukari",
        }
    }

    /// `azukari/NAME/1`.
    #[must_use]
    pub fn schema(self) -> &'static str {
        match self {
            Self::Receipt => "azukari/receipt/1",
            Self::Note => "azukari/note/1",
            Self::Certificate => "azukari/certificate/1",
            Self::Medium => "azukari/medium-certificate/1",
            Self::Batch => "azukari/batch/1",
            Self::Recheck => "azukari/recheck/1",
            Self::Intake => "azukari/intake/1",
            Self::FreeSpace => "azukari/free-space-certificate/1",
        }
    }

    /// First letter of its numbers: `R-2026-0001`.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Receipt => 'R',
            Self::Note => 'N',
            Self::Certificate => 'C',
            Self::Medium => 'M',
            Self::Batch => 'B',
            Self::Recheck => 'V',
            Self::Intake => 'T',
            Self::FreeSpace => 'F',
        }
    }

    fn of_schema(schema: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.schema() == schema)
    }
}

/// What is particular to a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// 預り証・受領確認書.
    Receipt(Receipt),
    /// 送付書.
    Note(DeliveryNote),
    /// データ消去証明書 for files.
    Certificate(Box<Certificate>),
    /// データ消去証明書 for a whole medium.
    Medium(Box<MediumCertificate>),
    /// 媒体消去集計表.
    Batch(Box<Batch>),
    /// 検証記録.
    Recheck(Box<Recheck>),
    /// 受入照合表.
    Intake(Box<IntakeTable>),
    /// データ消去証明書 for free space.
    FreeSpace(Box<FreeSpaceCertificate>),
}

impl Body {
    /// The kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Receipt(_) => Kind::Receipt,
            Self::Note(_) => Kind::Note,
            Self::Certificate(_) => Kind::Certificate,
            Self::Medium(_) => Kind::Medium,
            Self::Batch(_) => Kind::Batch,
            Self::Recheck(_) => Kind::Recheck,
            Self::Intake(_) => Kind::Intake,
            Self::FreeSpace(_) => Kind::FreeSpace,
        }
    }

    /// 総合判定, of the kinds that certify an erasure, sum such certificates up, or check one again.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        match self {
            Self::Receipt(_) | Self::Note(_) | Self::Intake(_) => None,
            Self::Certificate(certificate) => Some(certificate.verdict),
            Self::Medium(certificate) => Some(certificate.verdict),
            Self::Batch(batch) => Some(batch.verdict()),
            Self::Recheck(recheck) => Some(recheck.agreement.verdict()),
            Self::FreeSpace(certificate) => Some(certificate.verdict),
        }
    }
}

/// A record's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The common part.
    pub head: Head,
    /// The particular part.
    pub body: Body,
}

#[derive(Serialize)]
struct Out<'a, B> {
    schema: &'static str,
    #[serde(flatten)]
    head: &'a Head,
    body: &'a B,
}

#[derive(Deserialize)]
struct In {
    schema: String,
    #[serde(flatten)]
    head: Head,
    body: Value,
}

impl Document {
    /// The bytes to sign: pretty-printed JSON in field order, with a final newline.
    ///
    /// # Errors
    /// None in practice; serialization of plain data.
    pub fn to_bytes(&self) -> Result<Vec<u8>, DocumentError> {
        fn print<B: Serialize>(kind: Kind, head: &Head, body: &B) -> Result<Vec<u8>, serde_json::Error> {
            serde_json::to_vec_pretty(&Out { schema: kind.schema(), head, body })
        }
        let kind = self.body.kind();
        let mut bytes = match &self.body {
            Body::Receipt(body) => print(kind, &self.head, body),
            Body::Note(body) => print(kind, &self.head, body),
            Body::Certificate(body) => print(kind, &self.head, body),
            Body::Medium(body) => print(kind, &self.head, body),
            Body::Batch(body) => print(kind, &self.head, body),
            Body::Recheck(body) => print(kind, &self.head, body),
            Body::Intake(body) => print(kind, &self.head, body),
            Body::FreeSpace(body) => print(kind, &self.head, body),
        }
        .map_err(DocumentError::Parse)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads a record of a known schema.
    ///
    /// # Errors
    /// [`DocumentError::Parse`], [`DocumentError::Schema`], or [`DocumentError::Number`] for a number that could leave its folder.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DocumentError> {
        let parsed: In = serde_json::from_slice(bytes).map_err(DocumentError::Parse)?;
        let kind = Kind::of_schema(&parsed.schema).ok_or(DocumentError::Schema(parsed.schema))?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if parsed.head.number.is_empty()
            || parsed.head.number.len() > 64
            || !parsed.head.number.chars().all(plain)
        {
            return Err(DocumentError::Number(parsed.head.number));
        }
        let body = match kind {
            Kind::Receipt => serde_json::from_value(parsed.body).map(Body::Receipt),
            Kind::Note => serde_json::from_value(parsed.body).map(Body::Note),
            Kind::Certificate => {
                serde_json::from_value(parsed.body).map(|body| Body::Certificate(Box::new(body)))
            }
            Kind::Medium => serde_json::from_value(parsed.body).map(|body| Body::Medium(Box::new(body))),
            Kind::Batch => serde_json::from_value(parsed.body).map(|body| Body::Batch(Box::new(body))),
            Kind::Recheck => serde_json::from_value(parsed.body).map(|body| Body::Recheck(Box::new(body))),
            Kind::Intake => serde_json::from_value(parsed.body).map(|body| Body::Intake(Box::new(body))),
            Kind::FreeSpace => {
                serde_json::from_value(parsed.body).map(|body| Body::FreeSpace(Box::new(body)))
            }
        }
        .map_err(DocumentError::Parse)?;
        Ok(Self { head: parsed.head, body })
    }
}

/// A record with its exact bytes and its detached signature, as read from disk or from a PDF. Not verified by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The exact JSON bytes.
    pub json: Vec<u8>,
    /// The SSHSIG in armor, empty if there is none.
    pub signature: Vec<u8>,
    /// The parsed content of `json`.
    pub document: Document,
}

impl Record {
    /// From the two files of a record.
    ///
    /// # Errors
    /// As [`Document::from_bytes`].
    pub fn from_parts(json: Vec<u8>, signature: Vec<u8>) -> Result<Self, DocumentError> {
        let document = Document::from_bytes(&json)?;
        Ok(Self { json, signature, document })
    }

    /// SHA-256 of the JSON: what the QR code carries.
    #[must_use]
    pub fn sha256(&self) -> Sha256 {
        let digest = ring::digest::digest(&ring::digest::SHA256, &self.json);
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest.as_ref());
        Sha256(bytes)
    }

    /// How another record refers to this one.
    #[must_use]
    pub fn reference(&self) -> RecordRef {
        let head = &self.document.head;
        RecordRef {
            number: head.number.clone(),
            sha256: self.sha256(),
            issued_at: head.issued_at,
            key: head.issuer.key.clone(),
        }
    }
}
