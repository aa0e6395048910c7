//! What a certificate for free space may not claim against its own facts, whoever wrote it.

use super::Denial;
use super::free::FreeSpaceCertificate;
use crate::model::{Limit, Verdict};

/// The limits of all filling; with any other one the place itself leaves the result open.
const ALWAYS: [Limit; 8] = [
    Limit::NamesRemain,
    Limit::BackupsNotCovered,
    Limit::RawDeviceNotRead,
    Limit::ReallocatedSectors,
    Limit::FileTails,
    Limit::MetadataNotReached,
    Limit::OthersWriting,
    Limit::OutsideFileSystem,
];

impl FreeSpaceCertificate {
    /// The first claim that does not stand; nothing where all do.
    #[must_use]
    pub fn denied(&self) -> Option<Denial> {
        if let Some(method) = &self.method {
            return Some(("schema=azukari/free-space-certificate/1".to_owned(), format!("method={method}")));
        }
        if self.verdict != Verdict::Pass {
            return None;
        }
        let limit = self.limits.iter().find(|limit| !ALWAYS.contains(limit));
        let free = self.room.full.map(|room| room.free);
        let written = self.written.bytes;
        let doubts = [
            (written == 0, "written.bytes=0".to_owned()),
            (self.read_back.how != "direct", format!("read_back.how={}", self.read_back.how)),
            (self.read_back.equal != written, format!("read_back.equal={}", self.read_back.equal)),
            (self.written.unwritable > 0, format!("written.unwritable={}", self.written.unwritable)),
            (self.written.unreached.is_some(), format!("written.unreached={:?}", self.written.unreached)),
            (self.stop != "full", format!("stop={}", self.stop)),
            (free != Some(0), format!("room.full.free={free:?}")),
            (self.reserve > 0, format!("reserve={}", self.reserve)),
            (!self.troubles.is_empty(), format!("troubles={}", self.troubles.len())),
            (self.left, "left=true".to_owned()),
            (limit.is_some(), limit.map(|limit| format!("limits={limit:?}")).unwrap_or_default()),
            (!self.reasons.is_empty(), format!("reasons={}", self.reasons.join(","))),
        ];
        let against = doubts.into_iter().find_map(|(doubted, against)| doubted.then_some(against))?;
        Some(("verdict=pass".to_owned(), against))
    }
}
