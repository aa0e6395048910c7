//! Who is told how far a pass is.

use super::ranges::Ranges;

/// Told while a pass runs, from any of its threads.
pub trait Watcher: Sync {
    /// So many bytes more are done, well or not.
    fn advance(&self, bytes: u64);
    /// So many blocks more could not be transferred, or hold something else.
    fn failed(&self, blocks: u64) {
        let _ = blocks;
    }
    /// Everything below `frontier` is done and on the medium, but for what `failed` names: noted down for a run that goes on.
    fn checkpoint(&self, frontier: u64, failed: &Ranges);
}
