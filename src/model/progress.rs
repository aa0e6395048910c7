//! How far a long phase has come: told by the floors that work, drawn by the shell.

/// A long phase, for the words beside its bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Counting files and bytes.
    Walk,
    /// Compressing files to learn what it gives.
    Compress,
    /// Hashing files.
    Hash,
    /// Sealing a package.
    Seal,
    /// Reading a written package back.
    ReadBack,
    /// Opening a package.
    Open,
    /// Verifying a package or folder.
    Verify,
    /// Overwriting.
    Overwrite,
    /// Reading overwritten blocks back.
    VerifyWipe,
    /// Filling free space.
    Fill,
    /// Searching a whole device for what remains.
    Search,
}

impl Phase {
    /// The language-free name used in `--json` events and as a message key.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Walk => "walk",
            Self::Compress => "compress",
            Self::Hash => "hash",
            Self::Seal => "seal",
            Self::ReadBack => "read-back",
            Self::Open => "open",
            Self::Verify => "verify",
            Self::Overwrite => "overwrite",
            Self::VerifyWipe => "verify-wipe",
            Self::Fill => "fill",
            Self::Search => "search",
        }
    }
}

/// Told by workers, from any thread. Implementations must be cheap: called once per piece.
pub trait Progress: Sync {
    /// A phase begins; `total` bytes are expected, if known.
    fn begin(&self, phase: Phase, total: Option<u64>);
    /// `bytes` more are done.
    fn advance(&self, bytes: u64);
    /// `blocks` more of a medium could not be written or read, or hold something else than they should.
    fn failed(&self, blocks: u64) {
        let _ = blocks;
    }
    /// The phase is over.
    fn end(&self);
}

/// Says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn begin(&self, _: Phase, _: Option<u64>) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
}
