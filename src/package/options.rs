//! What a caller says about the package to make.

use super::bag::{ManifestRecipient, ManifestSender};
use crate::crypt::Recipients;
use crate::model::{Algorithms, Timestamp};
use crate::sign::SigningKey;

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
    /// The longest that a volume may be, in bytes; `None`: one file.
    pub volume_size: Option<u64>,
    /// 封緘日時.
    pub sealed_at: Timestamp,
    /// Tool and version.
    pub tool: String,
}
