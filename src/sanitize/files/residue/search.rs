//! Searching a whole device, several pieces at a time.

use super::found::{Found, Hit, HitKind};
use super::key::{SECTOR, is_plain};
use super::short::{LONGEST, What};
use super::sought::Sought;
use super::whereabouts::Whereabouts;
use crate::device::{AlignedBuffer, RawDevice};
use crate::model::Progress;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

/// One transfer.
const STEP: u64 = 1 << 20;

/// Read again before each piece: a name may begin there.
const LEAD: u64 = 4096;

/// Read beyond each piece: a block or a name that begins in it may end there.
const TRAIL: u64 = 8192;

const _: () = assert!(LEAD >= LONGEST && TRAIL >= LONGEST + 4096);

/// What is searched.
struct Job<'a> {
    device: &'a dyn Medium,
    sought: &'a Sought,
    whereabouts: &'a Whereabouts,
    next: AtomicU64,
    cancel: &'a AtomicBool,
    progress: &'a dyn Progress,
}

/// Something with bytes: a device, or a model of one.
pub(super) trait Medium: Sync {
    fn capacity(&self) -> u64;
    /// Fills `bytes`, aligned to 4096 but for the end of the device; whether that went well.
    fn read(&self, bytes: &mut [u8], offset: u64) -> bool;
}

impl Medium for RawDevice {
    fn capacity(&self) -> u64 {
        Self::capacity(self)
    }

    fn read(&self, bytes: &mut [u8], offset: u64) -> bool {
        Self::read(self, bytes, offset).is_ok()
    }
}

/// Searches `device` for all that is `sought`. Raised `cancel` ends it early; what was read until then is told.
pub(in crate::sanitize::files) fn search(
    device: &RawDevice,
    sought: &Sought,
    whereabouts: &Whereabouts,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Found {
    search_medium(device, sought, whereabouts, progress, cancel)
}

pub(super) fn search_medium(
    device: &dyn Medium,
    sought: &Sought,
    whereabouts: &Whereabouts,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Found {
    let job = Job { device, sought, whereabouts, next: AtomicU64::new(0), cancel, progress };
    // Twice as many as processors: some read while the others look.
    let workers = thread::available_parallelism().map_or(2, |count| count.get().min(8)) * 2;
    let parts: Vec<Part> = thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(|| job.work())).collect();
        running.into_iter().filter_map(|worker| worker.join().ok()).collect()
    });
    let mut found = Found {
        device_bytes: device.capacity(),
        unit: sought.unit as u64,
        sought: sought.amount,
        not_sought: sought.skipped,
        ..Found::default()
    };
    gather(&mut found, parts, sought);
    found
}

/// What one worker found.
#[derive(Default)]
struct Part {
    read: u64,
    unread: u64,
    counts: BTreeMap<(HitKind, super::Where), u64>,
    blocks: HashMap<u64, u64>,
    shorts: HashMap<u64, u64>,
    hits: Vec<Hit>,
}

impl Part {
    fn hit(&mut self, hit: Hit) {
        *self.counts.entry((hit.kind, hit.lies)).or_default() += 1;
        if self.hits.len() < Found::MOST {
            self.hits.push(hit);
        }
    }
}

impl Job<'_> {
    fn work(&self) -> Part {
        let mut part = Part::default();
        let room = usize::try_from(LEAD + STEP + TRAIL).unwrap_or(0);
        let mut buffer = AlignedBuffer::new(room);
        let mut quick = Vec::new();
        let capacity = self.device.capacity();
        while !self.cancel.load(Ordering::Relaxed) {
            let start = self.next.fetch_add(STEP, Ordering::Relaxed);
            if start >= capacity {
                break;
            }
            let end = (start + STEP).min(capacity);
            let (first, last) = (start.saturating_sub(LEAD), (end + TRAIL).min(capacity));
            let bytes = &mut buffer.as_mut_slice()[..usize::try_from(last - first).unwrap_or(0)];
            part.unread += self.fill(bytes, first, start..end);
            part.read += end - start;
            let here = |at: u64| usize::try_from(at - first).unwrap_or(0);
            self.look_for_blocks(bytes, first, here(start)..here(end), &mut quick, &mut part);
            self.look_for_shorts(bytes, first, here(start)..here(end), &mut part);
            self.progress.advance(end - start);
        }
        part.read -= part.unread;
        part
    }

    /// Reads; where the device fails, block by block, zeros standing for what cannot be read. How much of `counted` that is.
    fn fill(&self, bytes: &mut [u8], first: u64, counted: std::ops::Range<u64>) -> u64 {
        if self.device.read(bytes, first) {
            return 0;
        }
        let mut unread = 0;
        for (block, at) in bytes.chunks_mut(4096).zip((first..).step_by(4096)) {
            if !self.device.read(block, at) {
                block.fill(0);
                let end = at + block.len() as u64;
                unread += end.min(counted.end).saturating_sub(at.max(counted.start));
            }
        }
        unread
    }

    /// Blocks that begin in `range` of `bytes`, at any sector.
    fn look_for_blocks(
        &self,
        bytes: &[u8],
        first: u64,
        range: std::ops::Range<usize>,
        quick: &mut Vec<u64>,
        part: &mut Part,
    ) {
        let (key, unit) = (&self.sought.key, self.sought.unit);
        if self.sought.amount.blocks == 0 {
            return;
        }
        let until = (range.end + unit).min(bytes.len());
        quick.clear();
        quick.extend(bytes[range.start..until].chunks_exact(SECTOR).map(|sector| key.sector(sector)));
        let mut free = 0;
        for (at, sectors) in quick.windows(unit / SECTOR).enumerate() {
            let start = range.start + at * SECTOR;
            if start >= range.end || start < free || !self.sought.may_hold(key.block(sectors)) {
                continue;
            }
            let block = &bytes[start..start + unit];
            if is_plain(block) {
                continue;
            }
            let print = key.strong(block);
            let Some(file) = self.sought.files_of(print).next() else { continue };
            let at = first + start as u64;
            *part.blocks.entry(print).or_default() += 1;
            part.hit(Hit { at, kind: HitKind::Block, file: u64::from(file), lies: self.whereabouts.of(at) });
            // The same bytes are not counted twice where content repeats itself.
            free = start + unit;
        }
    }

    /// Names and short pieces whose anchor begins in `range` of `bytes`.
    fn look_for_shorts(&self, bytes: &[u8], first: u64, range: std::ops::Range<usize>, part: &mut Part) {
        let shorts = &self.sought.shorts;
        if shorts.is_empty() {
            return;
        }
        // A piece that repeats itself counts once where it overlaps.
        let mut free: HashMap<u64, usize> = HashMap::new();
        shorts.look(&self.sought.key, bytes, range.start, range.end, &mut |start, print| {
            let Some(short) = shorts.with(print).first() else { return };
            if free.get(&print).is_some_and(|free| start < *free) {
                return;
            }
            free.insert(print, start + short.length());
            let at = first + start as u64;
            *part.shorts.entry(print).or_default() += 1;
            let kind = if short.what == What::Name { HitKind::Name } else { HitKind::Piece };
            part.hit(Hit { at, kind, file: u64::from(short.file), lies: self.whereabouts.of(at) });
        });
    }
}

/// Puts the workers' parts together.
fn gather(found: &mut Found, parts: Vec<Part>, sought: &Sought) {
    let (mut blocks, mut shorts) = (HashMap::new(), HashMap::new());
    for part in parts {
        found.read += part.read;
        found.unread += part.unread;
        for ((kind, lies), count) in part.counts {
            match kind {
                HitKind::Block => found.blocks += count,
                HitKind::Piece => found.pieces += count,
                HitKind::Name => found.name_places += count,
            }
            if kind != HitKind::Name {
                *found.by_where.entry(lies).or_default() += count;
            }
        }
        part.blocks.into_iter().for_each(|(print, count)| *blocks.entry(print).or_insert(0) += count);
        part.shorts.into_iter().for_each(|(print, count)| *shorts.entry(print).or_insert(0) += count);
        found.hits.extend(part.hits);
    }
    for (print, count) in blocks {
        for file in sought.files_of(print) {
            *found.by_file.entry(u64::from(file)).or_default() += count;
        }
    }
    for (print, count) in shorts {
        for short in sought.shorts.with(print) {
            let file = u64::from(short.file);
            match short.what {
                What::Piece => *found.by_file.entry(file).or_default() += count,
                What::Name => found.names += 1,
            }
        }
    }
    found.hits.sort_unstable();
    found.hits.truncate(Found::MOST);
}
