//! What tells media apart that say nothing of themselves: what lies at their two ends, where partition tables and file systems begin and
//! keep their copies.

use super::port::Disk;
use crate::device::AlignedBuffer;
use crate::model::Sha256;
use crate::stream::Hasher;
use std::io;

/// So much of each end.
const END: u64 = 1 << 20;

/// Digest of the first and the last mebibyte; of all of a smaller medium, once or twice over.
///
/// # Errors
/// The system's word where one of them cannot be read.
pub fn ends_sha256(disk: &dyn Disk) -> io::Result<Sha256> {
    let length = disk.capacity().min(END) / disk.block() * disk.block();
    let last = (disk.capacity() - length) / disk.block() * disk.block();
    let mut buffer = AlignedBuffer::new(usize::try_from(length).map_err(io::Error::other)?);
    let mut both = Vec::new();
    for offset in [0, last] {
        disk.read(buffer.as_mut_slice(), offset)?;
        both.extend_from_slice(buffer.as_slice());
    }
    Ok(Hasher::sha256_of(&both))
}
