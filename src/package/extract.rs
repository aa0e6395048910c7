//! The way back: ciphertext to files, on every core, with everything hashed on the way.
//!
//! Each worker takes the next piece of the file, hashes the ciphertext into the package's chain, opens its chunks,
//! lets the one tar parser (in stream order) say what the bytes are, then hashes and writes them to their files.

use super::coding::{DecodeError, Decoder};
use super::cursor::{Cursor, Found, Naming, Work};
use super::error::PackageError;
use super::opening::{self, Flavor, Opening, Volume};
use super::problem::Damage;
use super::sink::Staging;
use super::slots::{PIECE_CHUNKS, slices};
use crate::crypt::{CHUNK, SLOT, TAG};
use crate::model::{Algorithms, DigestSet, Phase, Progress};
use crate::stream::{DigestChain, Failures, Hasher, Lane, goes_beside, read_exact_at, run, write_all_at};
use std::fs::File;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroize as _;

/// Everything that reading to the end gave.
pub(super) struct Extracted {
    pub(super) members: Vec<Found>,
    /// Digests of each volume: of the package file, where there is but one.
    pub(super) volumes: Vec<DigestSet>,
    pub(super) naming: Naming,
}

/// How to extract.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) opening: &'a Opening,
    /// Where files go; `None` only checks.
    pub(super) staging: Option<&'a Staging>,
    /// Which digests of the files that come out.
    pub(super) algorithms: Algorithms,
    /// Whether the digests of the package file are wanted.
    pub(super) package_digests: Algorithms,
    pub(super) phase: Phase,
    pub(super) progress: &'a dyn Progress,
    pub(super) cancel: &'a AtomicBool,
}

struct Shared<'a> {
    job: Job<'a>,
    /// Whether content is hashed in the same turn as the package.
    beside: bool,
    /// One for each volume.
    chains: Vec<DigestChain>,
    cursor: Lane<Cursor<'a>>,
    digests: Mutex<Vec<(usize, DigestSet)>>,
    next: Mutex<u64>,
    failures: Failures<PackageError>,
}

/// Reads a package to its end.
pub(super) fn extract(job: Job<'_>, naming: Naming) -> Result<Extracted, PackageError> {
    let opening = job.opening;
    let chain = |volume: &Volume| {
        let mut head = vec![0; usize::try_from(volume.start).unwrap_or(0)];
        read_exact_at(&volume.file, &mut head, 0).map_err(PackageError::read(&volume.path))?;
        let mut hasher = Hasher::new(job.package_digests);
        hasher.update(&head);
        Ok::<_, PackageError>(DigestChain::resume(volume.start, hasher))
    };
    let chains = opening.volumes.iter().map(chain).collect::<Result<_, _>>()?;
    let cursor = Cursor::new(opening, job.staging, job.algorithms, naming)?;
    job.progress.begin(job.phase, Some(opening.file_bytes()));
    let beside = job.package_digests.sha256 && job.algorithms.sha256 && goes_beside();
    let shared = Shared {
        job,
        beside,
        chains,
        cursor: Lane::new(0, cursor),
        digests: Mutex::new(Vec::new()),
        next: Mutex::new(0),
        failures: Failures::default(),
    };
    run(shared.failures.stop(), || shared.work());
    let Shared { chains, cursor, digests, failures, .. } = shared;
    failures.into_result()?;
    job.progress.end();
    let mut cursor = cursor.into_inner();
    if !cursor.ended() {
        return Err(PackageError::malformed("no-end", ""));
    }
    for (member, digests) in digests.into_inner().unwrap_or_else(PoisonError::into_inner) {
        cursor.members[member].digests = digests;
    }
    let volumes = chains.into_iter().map(|chain| chain.into_hasher().finish()).collect();
    Ok(Extracted { members: cursor.members, volumes, naming: cursor.naming })
}

impl Shared<'_> {
    fn work(&self) {
        let mut buffer = vec![0; PIECE_CHUNKS * SLOT];
        let mut copy = if self.beside { buffer.clone() } else { Vec::new() };
        while !self.failures.stopped() {
            let (first, chunks) = {
                let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
                let first = *next;
                let spread = &self.job.opening.spread;
                if first >= spread.chunks() {
                    break;
                }
                // A piece lies in one volume.
                let (volume, index) = spread.place(first);
                let chunks = (spread.chunks_in(volume) - index).min(PIECE_CHUNKS as u64);
                *next += chunks;
                (first, chunks)
            };
            if self.job.cancel.load(Ordering::Relaxed) {
                self.failures.fail(first, PackageError::Interrupted);
                break;
            }
            match self.piece(first, chunks, &mut buffer, &mut copy) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    self.failures.fail(first, error);
                    break;
                }
            }
        }
        buffer.zeroize();
    }

    /// One piece; `false` when the work was called off meanwhile. `copy` is for the ciphertext, where content is hashed beside it.
    fn piece(
        &self,
        first: u64,
        chunks: u64,
        buffer: &mut [u8],
        copy: &mut [u8],
    ) -> Result<bool, PackageError> {
        let opening = self.job.opening;
        let (number, index) = opening.spread.place(first);
        let volume = opening.volumes.get(number).ok_or(PackageError::Bug("volume"))?;
        let offset = volume.layout.offset(index);
        let last = index + chunks - 1;
        let end = volume.layout.offset(last) + volume.layout.slot_bytes(last);
        let length = usize::try_from(end - offset).unwrap_or(0);
        let cipher = &mut buffer[..length];
        read_exact_at(&volume.file, cipher, offset).map_err(PackageError::read(&volume.path))?;
        let stop = self.failures.stop();
        if self.beside {
            copy[..length].copy_from_slice(cipher);
        } else if self.chains[number].update(offset, length as u64, stop, std::iter::once(&*cipher)).is_err()
        {
            return Ok(false);
        }
        let mut good = 0;
        let mut plain = 0;
        for (index, slot) in (index..).zip(cipher.chunks_mut(SLOT)) {
            if !volume.open_chunk(index, slot) {
                break;
            }
            good += 1;
            plain += slot.len() - TAG;
        }
        let mut works = Vec::new();
        let parsed = self.cursor.visit(first, chunks, stop, |cursor| {
            cursor
                .parse(slices(buffer, 0, plain), &mut works)
                .map(|()| (good < chunks).then(|| cursor.reading()))
        });
        let Ok(parsed) = parsed else { return Ok(false) };
        if let Some(inside) = parsed? {
            return Err(opening.in_volume(volume, self.damage(volume, index + good, inside)?));
        }
        // One for each stretch; those of long files have theirs already.
        let mut hashers: Vec<Hasher> = works.iter().map(|work| Hasher::new(work.algorithms())).collect();
        if self.beside {
            let all = works.iter().zip(&mut hashers);
            let mut beside: Vec<_> = all.filter_map(|(work, hasher)| work.beside(hasher, buffer)).collect();
            if self.chains[number].update_beside(offset, &copy[..length], stop, &mut beside).is_err() {
                return Ok(false);
            }
        }
        for (work, hasher) in works.iter().zip(hashers) {
            if !self.carry_out(work, hasher, buffer)? {
                return Ok(false);
            }
        }
        self.job.progress.advance(length as u64);
        Ok(true)
    }

    /// Tells a cut from an alteration, as far as the bytes can.
    fn damage(
        &self,
        volume: &Volume,
        index: u64,
        inside: Option<String>,
    ) -> Result<PackageError, PackageError> {
        let layout = &volume.layout;
        let at = layout.offset(index);
        let last = index + 1 == layout.chunks;
        let mut slot = vec![0; usize::try_from(layout.slot_bytes(index)).unwrap_or(SLOT)];
        read_exact_at(&volume.file, &mut slot, at).map_err(PackageError::read(&volume.path))?;
        let other_flag = volume.open_chunk_otherwise(index, &mut slot);
        slot.zeroize();
        // An own package has exactly the length that it says: its damage can only be an alteration.
        let own = matches!(self.job.opening.flavor, Flavor::Own { .. });
        Ok(match (last, other_flag) {
            (true, true) => opening::cut_short(volume.file_bytes, None),
            (false, true) => PackageError::Damaged {
                damage: Damage::Trailing { at: at + layout.slot_bytes(index) },
                inside: None,
            },
            (true, false) if !own => {
                PackageError::Damaged { damage: Damage::CutShortOrAltered { at }, inside }
            }
            (_, false) => PackageError::Damaged { damage: Damage::Altered { at }, inside },
        })
    }

    /// Writes a stretch; hashes it too, unless that was done beside the package.
    fn carry_out(&self, work: &Work, mut hasher: Hasher, buffer: &[u8]) -> Result<bool, PackageError> {
        match work {
            Work::Coded { file, offset, at, length } => {
                let slices = slices(buffer, *at, *length);
                let bytes = *length as u64;
                let visited =
                    file.decoder.visit(*offset, bytes, self.failures.stop(), |(target, decoder)| {
                        self.decode(file.member, target, decoder, slices, offset + bytes)
                    });
                let Ok(decoded) = visited else { return Ok(false) };
                match decoded {
                    // Another worker failed while a long hole was hashed: that failure counts.
                    Err(PackageError::Interrupted) if !self.job.cancel.load(Ordering::Relaxed) => {
                        return Ok(false);
                    }
                    other => other?,
                }
            }
            Work::Whole { member, at, length, .. } => {
                let target = self.target(*member)?;
                let mut offset = 0;
                for slice in slices(buffer, *at, *length) {
                    if !self.beside {
                        hasher.update(slice);
                    }
                    self.write(*member, target.as_ref(), slice, offset)?;
                    offset += slice.len() as u64;
                }
                self.finish(*member, target.as_ref(), hasher.finish())?;
            }
            Work::Part { file, offset, at, length } => {
                let slices_of = || slices(buffer, *at, *length);
                let (bytes, stop) = (*length as u64, self.failures.stop());
                if !self.beside && file.chain.update(*offset, bytes, stop, slices_of()).is_err() {
                    return Ok(false);
                }
                let target = {
                    let mut shared = file.file.lock().unwrap_or_else(PoisonError::into_inner);
                    if shared.is_none() {
                        *shared = self.target(file.member)?.map(Arc::new);
                    }
                    shared.clone()
                };
                let mut from = *offset;
                for slice in slices_of() {
                    self.write(file.member, target.as_deref(), slice, from)?;
                    from += slice.len() as u64;
                }
                let mut left = file.left.lock().unwrap_or_else(PoisonError::into_inner);
                *left -= *length as u64;
                if *left == 0 {
                    self.finish(file.member, target.as_deref(), file.chain.snapshot())?;
                }
            }
        }
        Ok(true)
    }

    /// Decodes the next bytes of a member, which then ends at `end` of its stored content.
    fn decode<'b>(
        &self,
        member: usize,
        target: &mut Option<File>,
        decoder: &mut Option<Decoder>,
        slices: impl Iterator<Item = &'b [u8]>,
        end: u64,
    ) -> Result<(), PackageError> {
        let found = self.member(member);
        let failed = |error| match error {
            DecodeError::Write(error) => self.write_error(member, error),
            DecodeError::Wrong(what) => PackageError::malformed(what, found.path.clone()),
            DecodeError::Stopped => PackageError::Interrupted,
        };
        let go_on = || !self.failures.stopped() && !self.job.cancel.load(Ordering::Relaxed);
        if decoder.is_none() {
            let kind = found.coding.ok_or(PackageError::Bug("a coding"))?;
            let fresh = Decoder::new(kind, found.size, found.stored, self.job.algorithms).map_err(failed)?;
            *decoder = Some(fresh);
            *target = self.target(member)?;
        }
        let Some(running) = decoder.as_mut() else { return Ok(()) };
        for slice in slices {
            running.push(slice, target.as_ref(), &go_on).map_err(failed)?;
        }
        if end == found.stored
            && let Some(whole) = decoder.take()
        {
            let digests = whole.finish(target.as_ref(), &go_on).map_err(failed)?;
            self.finish(member, target.as_ref(), digests)?;
            *target = None;
        }
        Ok(())
    }

    fn member(&self, member: usize) -> Found {
        self.cursor.peek(|cursor| cursor.members[member].clone())
    }

    /// The file for a member, if it is to be written.
    fn target(&self, member: usize) -> Result<Option<File>, PackageError> {
        let Some(staging) = self.job.staging else { return Ok(None) };
        let found = self.member(member);
        match found.place(&self.job.opening.flavor) {
            Some(path) => staging.file(path, self.own(), found.attributes).map(Some),
            None => Ok(None),
        }
    }

    fn own(&self) -> bool {
        matches!(self.job.opening.flavor, Flavor::Own { .. })
    }

    fn write(
        &self,
        member: usize,
        file: Option<&File>,
        bytes: &[u8],
        offset: u64,
    ) -> Result<(), PackageError> {
        let Some(file) = file else { return Ok(()) };
        write_all_at(file, bytes, offset).map_err(|error| self.write_error(member, error))
    }

    fn finish(&self, member: usize, file: Option<&File>, digests: DigestSet) -> Result<(), PackageError> {
        if let Some(file) = file {
            let found = self.member(member);
            if cfg!(not(target_os = "linux")) {
                // Where one call cannot sync the whole folder, each file is synced by itself.
                file.sync_all().map_err(|error| self.write_error(member, error))?;
            }
            Staging::restore(file, found.mtime, found.mode)
                .map_err(|error| self.write_error(member, error))?;
        }
        self.digests.lock().unwrap_or_else(PoisonError::into_inner).push((member, digests));
        Ok(())
    }

    fn write_error(&self, member: usize, error: std::io::Error) -> PackageError {
        let root = self.job.staging.map(|staging| staging.target().to_owned()).unwrap_or_default();
        let found = self.member(member);
        PackageError::write(&root.join(found.place(&self.job.opening.flavor).unwrap_or(&found.path)))(error)
    }
}

const _: () = assert!(CHUNK % 512 == 0, "tar blocks never straddle chunks");
