//! Typed facts. A document may say only what one of these says; no text can be printed without one.

use serde::{Deserialize, Serialize};

/// On what a statement rests. Ordered from strongest to weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// azukari read it back and compared.
    ReadBack,
    /// azukari wrote it; nobody read it back.
    Wrote,
    /// The drive or the operating system said so.
    Reported,
    /// A person said so (申告).
    Declared,
    /// Nobody checked.
    Unchecked,
}

/// Three values: a two-valued verdict would lie where nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 合格: the claim is backed by a read-back.
    Pass,
    /// 不合格: a check failed.
    Failed,
    /// 未検証: not, or not fully, checked.
    Unknown,
}

impl Verdict {
    /// The verdict over several: one failure fails all, one unknown leaves all unknown; nothing proves nothing.
    pub fn over(verdicts: impl IntoIterator<Item = Self>) -> Self {
        let mut all = None;
        for verdict in verdicts {
            all = Some(match (all, verdict) {
                (_, Self::Failed) | (Some(Self::Failed), _) => Self::Failed,
                (_, Self::Unknown) | (Some(Self::Unknown), _) => Self::Unknown,
                (_, Self::Pass) => Self::Pass,
            });
        }
        all.unwrap_or(Self::Unknown)
    }
}

/// What a signature check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// The signature fits, and the key is on a card that was imported and was valid at that time.
    Good,
    /// The signature fits its key, but nobody here has vouched for that key; or there is nothing to check with.
    Unknown,
    /// The signature does not fit the bytes.
    Bad,
    /// There is no signature (署名なし).
    Absent,
}

/// What became of one file under `wipe files`. Never Clear or Purge: those are claims about media.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileOutcome {
    /// Its blocks were overwritten in place, and the device itself, read past the file system where they had been before, gave
    /// what was written.
    OverwrittenInPlaceVerifiedRaw,
    /// Its current blocks were overwritten in place, and reading them back gave what was written.
    OverwrittenReadBack,
    /// Overwritten, but the place cannot be checked (no extent map, network share, memory).
    OverwrittenNotVerifiable,
    /// The file system writes elsewhere instead of in place: the old blocks were not overwritten.
    CowNotOverwritten,
    /// The same, as records of earlier versions say it; not given any more.
    CopyOnWrite,
    /// The content lay inside file-system metadata, where it could not be overwritten.
    InlineMetadata,
    /// Another file shares the blocks: they were left.
    SharedExtentRemaining,
    /// The same, as records of earlier versions say it; not given any more.
    SharedExtent,
    /// A lower layer (overlay) holds a file of the same path, which writing never reaches.
    LowerLayerRemaining,
    /// There was no content to overwrite.
    Empty,
    /// A read-back differed from what was written.
    ReadBackDiffers,
    /// An operation failed; the file is still there, whole or in part.
    Failed,
    /// Not touched (refused or interrupted before its turn).
    NotTouched,
}

/// What the place could not guarantee. Each prints as a sentence on the certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Flash: the controller maps blocks elsewhere, old ones may remain in the spare area.
    FlashRemapping,
    /// Copy-on-write file system (btrfs, ZFS, APFS, ReFS, overlay).
    CopyOnWrite,
    /// The file system journals data (ext4 `data=journal`).
    DataJournal,
    /// A network share: the server decides where bytes go.
    NetworkShare,
    /// Memory-backed (tmpfs): not a medium; swap may hold pages.
    MemoryBacked,
    /// Extents shared with another file (reflink, dedupe).
    SharedExtents,
    /// File names, sizes and old directory entries remain in metadata and journal.
    NamesRemain,
    /// Earlier versions and temporary copies of the file may lie in free space.
    EarlierVersions,
    /// Snapshots, backups and cloud copies are not covered.
    BackupsNotCovered,
    /// The file system or the medium could not be told.
    UnknownStorage,
    /// This operating system offers no way to see where a file lies.
    NoExtentMap,
    /// A virtual disk: the host decides where bytes go.
    VirtualDisk,
    /// The read-back may have come from a cache, not from the medium.
    CachedReadBack,
    /// Only the file system was asked; the raw device was not read.
    RawDeviceNotRead,
    /// Blocks beyond the end of file or preallocated were not reached.
    SlackNotReached,
    /// Blocks that the drive replaced by spares hold what was there, and writing does not reach them.
    ReallocatedSectors,
    /// Nobody could ask whether the disk holds more than it shows (HPA, DCO).
    HiddenAreaNotChecked,
    /// What was read back came out of a drive that had its power all the time: one that keeps writes in its own cache and loses them with the
    /// power is not seen by it.
    PowerNotCycled,
    /// Serial number and model are what a USB bridge said; they may be its own.
    BridgeIdentity,
    /// Ends of the last blocks of files that are there, and room that is kept for them, are not free space.
    FileTails,
    /// Directories, free inodes, small contents inside metadata, and the journal are not free space.
    MetadataNotReached,
    /// What other programs took or gave back while free space was filled was not reached.
    OthersWriting,
    /// Swap space, other partitions and gaps between them lie outside the file system.
    OutsideFileSystem,
    /// Room that the file system keeps for itself or for the administrator was not given away.
    FileSystemReserve,
    /// Filling ended at the user's quota.
    QuotaReached,
    /// Room was left for other programs on purpose.
    ReserveLeft,
    /// Only the upper layer of a layered file system has free space that could be filled.
    UpperLayerOnly,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_doubt_is_enough() {
        use Verdict::{Failed, Pass, Unknown};
        assert_eq!(Verdict::over([Pass, Pass]), Pass);
        assert_eq!(Verdict::over([Pass, Unknown]), Unknown);
        assert_eq!(Verdict::over([Unknown, Failed, Pass]), Failed);
        assert_eq!(Verdict::over([]), Unknown);
    }
}
