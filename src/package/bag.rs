//! The words inside a package: declaration, start, index, manifest, trailer. Formats are in `man/azukari-package.5`.

use super::coding::CodingKind;
use crate::model::{Algorithms, Blake3, DigestSet, Person, Sha256, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// SSHSIG namespace of the manifest's signature.
pub const NAMESPACE: &str = "manifest@azukari";

pub(super) const BAGIT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
pub(super) const BAGIT_NAME: &str = "bagit.txt";
pub(super) const START_NAME: &str = "azukari/start.json";
pub(super) const MANIFEST_SHA256: &str = "manifest-sha256.txt";
pub(super) const MANIFEST_BLAKE3: &str = "manifest-blake3.txt";
pub(super) const BAG_INFO: &str = "bag-info.txt";
pub(super) const INDEX_NAME: &str = "azukari/index.jsonl";
pub(super) const MANIFEST_NAME: &str = "azukari/manifest.json";
pub(super) const SIGNATURE_NAME: &str = "azukari/manifest.json.sig";
pub(super) const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
pub(super) const TRAILER_NAME: &str = "azukari/trailer.json";
/// Content bytes of the trailer.
pub(super) const TRAILER_BYTES: usize = 1024;
/// From the trailer's first content byte to the end of the tar: its content and two zero blocks.
pub(super) const TRAILER_FROM_END: u64 = TRAILER_BYTES as u64 + 1024;

/// Counts of what is inside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Files.
    pub files: u64,
    /// Folders.
    pub folders: u64,
    /// Content bytes of all files.
    pub bytes: u64,
    /// Symbolic links.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub links: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde wants")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// The second member: how long everything is, so that a cut is known at once and the bar has an end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Start {
    pub(super) schema: String,
    pub(super) package: String,
    pub(super) plaintext_bytes: u64,
    pub(super) files: u64,
    pub(super) folders: u64,
    pub(super) content_bytes: u64,
    pub(super) sha256: bool,
    pub(super) blake3: bool,
    /// Plaintext bytes of every volume but the last; 0 for a package in one file.
    #[serde(default)]
    pub(super) volume_bytes: u64,
    /// Whether a file is stored in a coding, which the index says.
    #[serde(default)]
    pub(super) coded: bool,
}

impl Start {
    pub(super) const SCHEMA: &str = "azukari/start/1";

    /// Always the same length for the same package id, whatever the numbers.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        format!(
            "{{\"schema\":\"{}\",\"package\":\"{}\",\"plaintext_bytes\":{:>20},\"files\":{:>20},\"folders\":{:>20},\
             \"content_bytes\":{:>20},\"sha256\":{:>5},\"blake3\":{:>5},\"volume_bytes\":{:>20},\"coded\":{:>5}}}\n",
            self.schema,
            self.package,
            self.plaintext_bytes,
            self.files,
            self.folders,
            self.content_bytes,
            self.sha256,
            self.blake3,
            self.volume_bytes,
            self.coded
        )
        .into_bytes()
    }

    pub(super) fn algorithms(&self) -> Algorithms {
        Algorithms { sha256: self.sha256, blake3: self.blake3 }
    }
}

/// One line of the index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexEntry {
    /// Path below `data/`; a folder's ends in `/`.
    pub path: String,
    /// Content bytes.
    pub size: u64,
    /// First content byte, from the beginning of the tar.
    pub offset: u64,
    /// Modification time, `SECONDS.NANOSECONDS` since 1970, each part as `timespec` has it.
    pub mtime: String,
    /// Permission bits.
    pub mode: u32,
    /// How the content is stored, if otherwise than plain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coding: Option<CodingKind>,
    /// Bytes that it then takes in the tar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored: Option<u64>,
    /// Where a symbolic link leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Number of the owner where it was sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<u32>,
    /// Number of the group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gid: Option<u32>,
    /// The owner's name there, where it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The group's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Windows' file attributes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<u32>,
    /// Extended attributes, their values in base64.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub xattrs: BTreeMap<String, String>,
    /// Path of an entry before it that was the same file: a hard link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// What its last component was where it was sealed, if that was renamed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
    /// The bytes of that, in hexadecimal, if they were not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from_bytes: Option<String>,
    /// SHA-256 of the content; absent for anything but a file, or where it was not wanted. (No flattened [`DigestSet`]: that reads
    /// every line twice.)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Sha256>,
    /// BLAKE3 of the content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blake3: Option<Blake3>,
}

impl IndexEntry {
    /// The digests together.
    #[must_use]
    pub fn digests(&self) -> DigestSet {
        DigestSet { sha256: self.sha256, blake3: self.blake3 }
    }
}

impl IndexEntry {
    /// Bytes that its content takes in the tar.
    pub(super) fn stored_bytes(&self) -> u64 {
        self.stored.unwrap_or(self.size)
    }

    /// Whether it says of a coding what it must, and nothing else.
    pub(super) fn is_well_coded(&self) -> bool {
        self.coding.is_some() == self.stored.is_some()
            && !(self.coding.is_some() && (self.link.is_some() || self.path.ends_with('/')))
    }

    /// Modification time as seconds and nanoseconds; `None` when it is written otherwise than [`time_text`] writes it.
    pub(super) fn time(&self) -> Option<(i64, u32)> {
        let (seconds, nanos) = self.mtime.split_once('.')?;
        let time = (seconds.parse().ok()?, nanos.parse().ok()?);
        (time_text(time) == self.mtime).then_some(time)
    }
}

/// Who sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestSender {
    /// As on the sender's card.
    pub person: Person,
    /// Card id.
    pub id: String,
    /// `SHA256:…` of the signing key.
    pub fingerprint: String,
}

/// For whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestRecipient {
    /// Name on the card.
    pub name: String,
    /// Card id.
    pub id: String,
    /// The age recipient.
    pub recipient: String,
}

/// `azukari/manifest.json`: small, signed, and through its digests it fixes everything else in the package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// `azukari/manifest/1`.
    pub schema: String,
    /// The package's id: 32 hex digits, random.
    pub package: String,
    /// 封緘日時.
    pub sealed_at: Timestamp,
    /// Who sealed.
    pub sender: ManifestSender,
    /// For whom: whoever re-seals for others cannot pass this off as sealed for them.
    pub recipients: Vec<ManifestRecipient>,
    /// Counts.
    pub contents: Totals,
    /// SHA-256 of each tag file, by its name in the bag.
    pub tags: BTreeMap<String, Sha256>,
    /// Tool and version.
    pub tool: String,
}

impl Manifest {
    /// The schema of this version.
    pub const SCHEMA: &str = "azukari/manifest/1";
}

/// The last member: a fixed number of bytes at a fixed distance from the end.
/// Nothing digests it: what is not known in it is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trailer {
    pub(super) schema: String,
    /// 64 hex digits, random: knowing it proves having decrypted to here.
    pub(super) token: String,
    pub(super) index_offset: u64,
    pub(super) index_bytes: u64,
    pub(super) index_sha256: Sha256,
    pub(super) manifest_offset: u64,
    pub(super) manifest_bytes: u64,
    pub(super) signature_offset: u64,
    pub(super) signature_bytes: u64,
}

impl Trailer {
    pub(super) const SCHEMA: &str = "azukari/trailer/1";

    /// Exactly [`TRAILER_BYTES`], padded with spaces.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec(self).unwrap_or_default();
        bytes.resize(TRAILER_BYTES - 1, b' ');
        bytes.push(b'\n');
        bytes
    }

    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let trailer: Self = serde_json::from_slice(bytes).ok()?;
        // Nothing digests these bytes: what may stand behind the object is fixed.
        let end = bytes.iter().rposition(|byte| *byte == b'}')? + 1;
        let blank = bytes[end..]
            .split_last()
            .is_some_and(|(last, rest)| *last == b'\n' && rest.iter().all(|byte| *byte == b' '));
        let digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let plain = trailer.token.len() == 64 && trailer.token.bytes().all(digit);
        (bytes.len() == TRAILER_BYTES && trailer.schema == Self::SCHEMA && plain && blank).then_some(trailer)
    }
}

/// 32 lower-case hex digits: an id goes into ledgers and file names and must never look like anything else.
#[must_use]
pub fn is_package_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// One line of `manifest-sha256.txt` or `manifest-blake3.txt`, as `sha256sum` writes it.
///
/// Percent signs stay as they are, against the letter of RFC 8493 (2.1.3): `sha256sum -c` must find the file, and
/// bagit-python decodes only `%0A` and `%0D`, which cannot occur since control characters are refused.
pub(super) fn manifest_line(digest: &dyn std::fmt::Display, path: &str) -> String {
    format!("{digest}  data/{path}\n")
}

/// `SECONDS.NANOSECONDS`.
pub(super) fn time_text((seconds, nanos): (i64, u32)) -> String {
    format!("{seconds}.{nanos:09}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_lengths_are_fixed() {
        let start = |n: u64| Start {
            schema: Start::SCHEMA.into(),
            package: "ab".repeat(16),
            plaintext_bytes: n,
            files: n,
            folders: n,
            content_bytes: n,
            sha256: n == 0,
            blake3: true,
            volume_bytes: n,
            coded: n == 0,
        };
        assert_eq!(start(0).to_bytes().len(), start(u64::MAX).to_bytes().len());
        assert_eq!(serde_json::from_slice::<Start>(&start(7).to_bytes()).unwrap(), start(7));
        let trailer = Trailer {
            schema: Trailer::SCHEMA.into(),
            token: "0f".repeat(32),
            index_offset: u64::MAX,
            index_bytes: u64::MAX,
            index_sha256: Sha256([9; 32]),
            manifest_offset: u64::MAX,
            manifest_bytes: u64::MAX,
            signature_offset: u64::MAX,
            signature_bytes: u64::MAX,
        };
        assert_eq!(trailer.to_bytes().len(), TRAILER_BYTES);
        assert_eq!(Trailer::parse(&trailer.to_bytes()), Some(trailer));
    }
}
