//! What the primitives themselves cost on this machine, in this run: CPU seconds per GiB, all cores busy, each thread over
//! one buffer that stays in its cache. Nothing that does the same work can take less.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use std::error::Error;
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// One piece of azukari's own: eight chunks.
const PIECE: usize = 512 << 10;
const CHUNK: usize = 64 << 10;
/// How long each is measured, in wall time.
const LONG: Duration = Duration::from_millis(400);

/// CPU seconds per GiB.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Primitives {
    pub(crate) sha256: f64,
    pub(crate) blake3: f64,
    /// Sealing 64 KiB chunks; opening costs the same within the noise.
    pub(crate) chacha: f64,
    /// `pread` of a file in the page cache into the piece.
    pub(crate) read: f64,
    /// `pwrite` of the piece to a new file.
    pub(crate) write: f64,
}

/// Measures all of them. `source` is a file to read; `scratch` the name of a file to write and remove.
pub(crate) fn measure(source: &Path, scratch: &Path, room: u64) -> Result<Primitives, Box<dyn Error>> {
    let key = UnboundKey::new(&CHACHA20_POLY1305, &[7; 32]).map(LessSafeKey::new).map_err(|_| "no key")?;
    let file = File::open(source)?;
    let length = file.metadata()?.len();
    let sha256 = hot(|buffer, _| {
        std::hint::black_box(ring::digest::digest(&ring::digest::SHA256, buffer));
        Ok(())
    })?;
    let blake3 = hot(|buffer, _| {
        std::hint::black_box(blake3::hash(buffer));
        Ok(())
    })?;
    let chacha = hot(|buffer, _| {
        for chunk in buffer.chunks_mut(CHUNK) {
            let nonce = Nonce::assume_unique_for_key([0; 12]);
            let tag = key.seal_in_place_separate_tag(nonce, Aad::empty(), chunk).map_err(|_| "sealing")?;
            std::hint::black_box(&tag);
        }
        Ok(())
    })?;
    let read = hot(|buffer, turn| {
        let pieces = (length / PIECE as u64).max(1);
        file.read_at(buffer, turn % pieces * PIECE as u64)?;
        Ok(())
    })?;
    let write = write(scratch, room);
    let removed = std::fs::remove_file(scratch);
    let write = write?;
    removed?;
    Ok(Primitives { sha256, blake3, chacha, read, write })
}

/// CPU seconds per GiB of `work` over a piece, on all cores at once.
fn hot(work: impl Fn(&mut [u8], u64) -> Result<(), Box<dyn Error>> + Sync) -> Result<f64, Box<dyn Error>> {
    let threads = std::thread::available_parallelism()?.get();
    let thread = |number: u64| -> Result<(u64, u64), String> {
        let mut buffer = vec![number.to_le_bytes()[0]; PIECE];
        let say = |error: Box<dyn Error>| error.to_string();
        let begin = cpu_nanoseconds().map_err(say)?;
        let start = Instant::now();
        let mut turn = 0;
        while start.elapsed() < LONG {
            work(&mut buffer, number * 1_000_003 + turn).map_err(say)?;
            turn += 1;
        }
        Ok((cpu_nanoseconds().map_err(say)? - begin, turn * PIECE as u64))
    };
    let results: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads as u64).map(|number| scope.spawn(move || thread(number))).collect();
        workers.into_iter().map(|worker| worker.join().map_err(|_| "a worker died")).collect()
    });
    let (mut nanoseconds, mut bytes) = (0, 0);
    for result in results {
        let (time, count) = result??;
        nanoseconds += time;
        bytes += count;
    }
    Ok(seconds(nanoseconds) / super::contest::gib(bytes))
}

/// CPU seconds per GiB of writing a new file, as a package is written: fresh pages each time.
fn write(scratch: &Path, room: u64) -> Result<f64, Box<dyn Error>> {
    let piece = vec![0x5a; PIECE];
    let file = File::create_new(scratch)?;
    let pieces = (room.min(512 << 20) / PIECE as u64).max(8);
    let begin = cpu_nanoseconds()?;
    for index in 0..pieces {
        file.write_all_at(&piece, index * PIECE as u64)?;
    }
    Ok(seconds(cpu_nanoseconds()? - begin) / super::contest::gib(pieces * PIECE as u64))
}

fn seconds(nanoseconds: u64) -> f64 {
    Duration::from_nanos(nanoseconds).as_secs_f64()
}

/// Time that this thread was on a core (Documentation/scheduler/sched-stats.rst: the first number).
fn cpu_nanoseconds() -> Result<u64, Box<dyn Error>> {
    // The kernel brings the number up to date when it schedules, not when it is read.
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(text.split(' ').next().unwrap_or("").parse()?)
}

impl Primitives {
    /// Sealing with BLAKE3 only: read, hash the content, encrypt, hash the package, write.
    pub(crate) fn seal_blake3(&self) -> f64 {
        self.read + 2.0 * self.blake3 + self.chacha + self.write
    }

    /// The same with both digests; opening does the same work in the other order.
    pub(crate) fn seal_both(&self) -> f64 {
        self.seal_blake3() + 2.0 * self.sha256
    }

    /// What `receive` does: read and both digests.
    pub(crate) fn receive(&self) -> f64 {
        self.read + self.blake3 + self.sha256
    }
}
