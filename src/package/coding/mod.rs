//! How a file's content lies in the tar where it is not simply its bytes: with its holes left out, or compressed.
//!
//! A coding is planned before sealing begins, so that every member still has its length and place beforehand, and it is made
//! anew, to the same bytes, whenever a stretch of the member is needed: no plain content is ever put on a disk.

mod decode; // the way back, in stream order
mod frames; // zstd, in frames of 1 MiB
mod holes; // what a file system says of them
mod plan; // which files are compressed
mod sparse; // holes, as GNU tar writes them

pub(super) use decode::{DecodeError, Decoder};
pub(super) use frames::{FrameError, FrameStore, Frames};
pub(super) use holes::find_holes;
pub use plan::plan_zstd;
pub(super) use sparse::{Run, SparseMap};

use serde::{Deserialize, Serialize};

/// The language-free name of a coding, as the index says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodingKind {
    /// GNU sparse format 1.0: a map of the data, then the data.
    Sparse,
    /// Frames of zstd (RFC 8878), each with its content size.
    Zstd,
}

impl CodingKind {
    /// What a member of this kind has behind the file's name in the tar.
    pub(super) fn suffix(self) -> &'static str {
        match self {
            Self::Sparse => "",
            Self::Zstd => ".zst",
        }
    }
}

/// A file's content as it is to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Coding {
    Sparse(SparseMap),
    Zstd(Frames),
}

impl Coding {
    pub(super) fn kind(&self) -> CodingKind {
        match self {
            Self::Sparse(_) => CodingKind::Sparse,
            Self::Zstd(_) => CodingKind::Zstd,
        }
    }

    /// Bytes in the tar.
    pub(super) fn stored_bytes(&self) -> u64 {
        match self {
            Self::Sparse(map) => map.stored_bytes(),
            Self::Zstd(frames) => frames.stored_bytes(),
        }
    }
}
