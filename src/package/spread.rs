//! How the chunks of the tar stream are spread over age files: all in one, or over volumes of the same length.
//!
//! Volumes are cut between chunks, so that a chunk's place follows from its number alone and every volume is an age file of
//! its own: its last chunk carries the flag, the next volume goes on where it ends.

use crate::crypt::{CHUNK, ChunkLayout, SLOT};

/// Room kept for a volume's header and nonce, in bytes. It names one recipient only: the package's own key, which with a
/// post-quantum share takes about 2 KiB; the grease that age adds at random takes some hundred bytes.
pub(super) const HEADER_ROOM: u64 = 4096;
/// The most volumes that a package may have.
pub(super) const MOST_VOLUMES: u64 = 9999;

/// A stream of `plain_bytes`, cut into volumes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spread {
    plain_bytes: u64,
    /// Chunks in every volume but the last.
    per_volume: u64,
}

/// Plaintext bytes that fit into a volume of at most `file_bytes`; 0 when not even one chunk does.
pub(super) fn volume_plain_bytes(file_bytes: u64) -> u64 {
    file_bytes.saturating_sub(HEADER_ROOM) / SLOT as u64 * CHUNK as u64
}

impl Spread {
    /// Volumes of `volume_bytes` plaintext bytes, a multiple of [`CHUNK`]; 0: one file. `None` for any other number, and for
    /// more than [`MOST_VOLUMES`] volumes.
    pub(super) fn new(plain_bytes: u64, volume_bytes: u64) -> Option<Self> {
        if volume_bytes % CHUNK as u64 != 0 {
            return None;
        }
        let per_volume = if volume_bytes == 0 { u64::MAX } else { volume_bytes / CHUNK as u64 };
        let spread = Self { plain_bytes, per_volume };
        (spread.volumes() <= MOST_VOLUMES).then_some(spread)
    }

    /// Number of chunks, at least one.
    pub(super) fn chunks(&self) -> u64 {
        self.plain_bytes.div_ceil(CHUNK as u64).max(1)
    }

    /// Number of volumes, at least one.
    pub(super) fn volumes(&self) -> u64 {
        self.chunks().div_ceil(self.per_volume)
    }

    /// Volume of a chunk, and the chunk's number in it; both from 0.
    pub(super) fn place(&self, chunk: u64) -> (usize, u64) {
        // At most MOST_VOLUMES.
        (usize::try_from(chunk / self.per_volume).unwrap_or(usize::MAX), chunk % self.per_volume)
    }

    /// The first chunk of a volume.
    pub(super) fn first(&self, volume: usize) -> u64 {
        (volume as u64).saturating_mul(self.per_volume)
    }

    /// Chunks of a volume.
    pub(super) fn chunks_in(&self, volume: usize) -> u64 {
        self.chunks().saturating_sub(self.first(volume)).min(self.per_volume)
    }

    /// Length of the volume's file behind a header of `start` bytes.
    pub(super) fn file_bytes(&self, volume: usize, start: u64) -> Option<u64> {
        let from = self.first(volume).saturating_mul(CHUNK as u64);
        let plain = self.plain_bytes.saturating_sub(from).min(self.per_volume.saturating_mul(CHUNK as u64));
        ChunkLayout::file_bytes(start, plain)
    }

    /// Whether the bytes `from..to` of the stream lie at least partly in `volume`.
    pub(super) fn touches(&self, volume: usize, from: u64, to: u64) -> bool {
        let begin = self.first(volume).saturating_mul(CHUNK as u64);
        let end = begin.saturating_add(self.per_volume.saturating_mul(CHUNK as u64));
        from < end && to > begin
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    const C: u64 = CHUNK as u64;

    #[test]
    fn one_file_holds_everything() {
        let spread = Spread::new(3 * C + 1, 0).unwrap();
        assert_eq!(
            (spread.chunks(), spread.volumes(), spread.place(3), spread.chunks_in(0)),
            (4, 1, (0, 3), 4)
        );
        assert_eq!(spread.file_bytes(0, 200), ChunkLayout::file_bytes(200, 3 * C + 1));
        assert_eq!(Spread::new(0, 0).unwrap().chunks_in(0), 1);
    }

    #[test]
    fn volumes_are_cut_between_chunks() {
        let spread = Spread::new(5 * C + 7, 2 * C).unwrap();
        assert_eq!((spread.chunks(), spread.volumes()), (6, 3));
        assert_eq!([spread.place(1), spread.place(2), spread.place(5)], [(0, 1), (1, 0), (2, 1)]);
        assert_eq!([0, 1, 2].map(|volume| spread.chunks_in(volume)), [2, 2, 2]);
        assert_eq!(spread.file_bytes(2, 100), ChunkLayout::file_bytes(100, C + 7));
        assert_eq!(spread.file_bytes(1, 100), ChunkLayout::file_bytes(100, 2 * C));
        assert!(
            spread.touches(1, 0, 2 * C + 1)
                && !spread.touches(1, 0, 2 * C)
                && !spread.touches(1, 4 * C, 5 * C)
        );
        // Exactly full: no empty volume behind.
        assert_eq!(Spread::new(4 * C, 2 * C).unwrap().volumes(), 2);
        assert_eq!(Spread::new(4 * C, 2 * C + 1), None);
        assert_eq!(Spread::new((MOST_VOLUMES + 1) * C, C), None);
        for size in [1 << 20, 25_000_000, 4_294_967_295] {
            let plain = volume_plain_bytes(size);
            let largest = Spread::new(plain * 2, plain).unwrap().file_bytes(0, HEADER_ROOM).unwrap();
            assert!(largest <= size && largest + SLOT as u64 > size, "{size}");
        }
        assert_eq!(volume_plain_bytes(1000), 0);
    }
}
