//! What a caller says about the package to make.

use super::bag::{ManifestRecipient, ManifestSender};
use crate::crypt::Recipients;
use crate::model::{Algorithms, Timestamp};
use crate::sign::SigningKey;
use std::path::PathBuf;

/// How to seal in volumes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeOptions {
    /// The longest that a volume may be, in bytes.
    pub size: u64,
    /// Where the journal is kept while they are made: with the sender, never on the medium. Always the same for the same target,
    /// so that another run finds it.
    pub journal: PathBuf,
    /// The package stands, and what is lost or bad of it is to be made again.
    pub remake: bool,
}

/// How to seal.
pub struct SealOptions<'a> {
    /// To whom.
    pub recipients: &'a Recipients,
    /// The same, as the signed manifest names them.
    pub recipients_named: Vec<ManifestRecipient>,
    /// By whom, as the signed manifest says.
    pub sender: ManifestSender,
    /// With whose key the manifest is signed.
    pub signer: &'a SigningKey,
    /// Which digests of each file.
    pub algorithms: Algorithms,
    /// In volumes; `None`: one file.
    pub volumes: Option<VolumeOptions>,
    /// 封緘日時.
    pub sealed_at: Timestamp,
    /// Tool and version.
    pub tool: String,
}
