//! Finding the holes of a file, when it is walked.

use super::{Coding, SparseMap};
use std::path::Path;

/// Files shorter than this are looked at for holes by nobody: a block or two would be won.
#[cfg(target_os = "linux")]
const LEAST_SPARSE: u64 = 128 << 10;
/// The holes of a file that occupies less than it is long (`lseek(2)`, `SEEK_DATA`). Where they cannot be told, there are none.
#[cfg(target_os = "linux")]
pub(in super::super) fn find_holes(path: &Path, metadata: &std::fs::Metadata) -> Option<Coding> {
    use std::os::unix::fs::MetadataExt as _;
    let size = metadata.len();
    if size < LEAST_SPARSE || metadata.blocks().saturating_mul(512) >= size {
        return None;
    }
    let file = std::fs::File::open(path).ok()?;
    let mut at = 0;
    let mut flaw = false;
    let data = std::iter::from_fn(|| {
        let seek = |from| rustix::fs::seek(&file, from);
        let offset = match seek(rustix::fs::SeekFrom::Data(at)) {
            Ok(offset) => offset,
            Err(rustix::io::Errno::NXIO) => return None,
            Err(_) => {
                flaw = true;
                return None;
            }
        };
        let end = match seek(rustix::fs::SeekFrom::Hole(offset)) {
            Ok(end) => end.min(size),
            Err(_) => size,
        };
        at = end;
        (offset < end).then_some((offset, end - offset))
    });
    let map = SparseMap::new(size, data);
    if flaw { None } else { map.map(Coding::Sparse) }
}

/// Elsewhere files are stored whole.
#[cfg(not(target_os = "linux"))]
pub(in super::super) fn find_holes(_: &Path, _: &std::fs::Metadata) -> Option<Coding> {
    None
}
