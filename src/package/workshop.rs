//! The folder beside the target in which volumes are made, and what stays of it: ciphertext only. What is known of them is in
//! the journal, which lies with the sender.

use super::error::PackageError;
use super::journal::{Journal, Told, VolumeEntry};
use super::room::target_error;
use super::volume_file::VolumeFile;
use super::volume_set::{Part, name_of, part_path};
use crate::crypt::read_mark;
use crate::model::{Algorithms, Phase, Progress};
use crate::stream::{OpenFolder, digest_file, rename_new};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// The folder where the volumes of `target` are made: always the same, so that another run finds it.
#[must_use]
pub fn volume_workshop(target: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".azukari-volumes");
    target.with_file_name(name)
}

/// The workshop of one package.
#[derive(Debug, Clone)]
pub(super) struct Workshop {
    pub(super) folder: PathBuf,
    pub(super) target: PathBuf,
    /// How many volumes the package has.
    pub(super) count: u32,
}

impl Workshop {
    /// Number and place of a volume, counted from 0, until it is committed.
    pub(super) fn volume(&self, volume: usize) -> (u32, PathBuf) {
        let number = u32::try_from(volume + 1).unwrap_or(u32::MAX);
        (number, self.place(Part::Volume(number, self.count)))
    }

    /// Where a file lies until it is committed.
    pub(super) fn place(&self, part: Part) -> PathBuf {
        self.folder.join(name_of(&part_path(&self.target, part)))
    }

    /// Every file that the package will have, the key last: without it nothing can be opened.
    pub(super) fn parts(&self) -> impl Iterator<Item = Part> {
        let count = self.count;
        (1..=count).map(move |number| Part::Volume(number, count)).chain([Part::Key])
    }

    /// Refuses when a file of the package stands already.
    pub(super) fn target_is_free(&self) -> Result<(), PackageError> {
        let taken = self.parts().map(|part| part_path(&self.target, part));
        match taken.into_iter().find(|path| path.symlink_metadata().is_ok()) {
            Some(path) => Err(PackageError::TargetExists { path }),
            None => Ok(()),
        }
    }

    /// An empty folder, for its owner only.
    pub(super) fn create(&self) -> Result<(), PackageError> {
        self.remove()?;
        #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix gives modes"))]
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.folder).map_err(PackageError::write(&self.folder))
    }

    /// Removes it with everything in it: only files of ours are there.
    pub(super) fn remove(&self) -> Result<(), PackageError> {
        match fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(PackageError::write(&self.folder)(error))
            }
            _ => Ok(()),
        }
    }

    /// Brings back what a run that died had given its final name: the key comes last, so while it is still here, the package
    /// does not stand.
    pub(super) fn bring_back(&self, told: &Told) -> Result<(), PackageError> {
        if !self.place(Part::Key).is_file() {
            return Ok(());
        }
        for entry in &told.volumes {
            let (number, here) = self.volume(entry.volume);
            let there = part_path(&self.target, Part::Volume(number, self.count));
            let same = there.metadata().is_ok_and(|found| found.is_file() && found.len() == entry.bytes);
            if number <= self.count && same && here.symlink_metadata().is_err() {
                rename_new(&there, &here).map_err(PackageError::write(&there))?;
            }
        }
        Ok(())
    }

    /// Takes a package that stands back into the workshop, to make again what is lost or bad of it: what is whole, by volume.
    /// Everything is read before anything is moved.
    ///
    /// # Errors
    /// [`PackageError::VolumeKeyLost`], [`PackageError::NothingToRemake`]; [`PackageError::TargetExists`] for a file in the place of
    /// a volume that is none of this package.
    pub(super) fn take_back(
        &self,
        told: &Told,
        progress: &dyn Progress,
        cancel: &AtomicBool,
    ) -> Result<Vec<Option<VolumeFile>>, PackageError> {
        let algorithms = Algorithms { sha256: told.beginning.sha256, blake3: told.beginning.blake3 };
        // By volume; of one that was made twice the newer counts.
        let entries: BTreeMap<usize, &VolumeEntry> =
            told.volumes.iter().map(|entry| (entry.volume, entry)).collect();
        progress.begin(Phase::Verify, Some(entries.values().map(|entry| entry.bytes).sum()));
        let is_whole = |path: &Path, entry: &VolumeEntry| whole(path, entry, algorithms, progress, cancel);
        // A run that died may have taken some of it back already.
        let place = |part| {
            let here = self.place(part);
            if here.symlink_metadata().is_ok() { here } else { part_path(&self.target, part) }
        };
        let key = place(Part::Key);
        if !is_whole(&key, &told.beginning.key)? {
            return Err(PackageError::VolumeKeyLost { path: part_path(&self.target, Part::Key) });
        }
        let mut kept = vec![None; usize::try_from(self.count).unwrap_or(0)];
        let mut bad = Vec::new();
        for (volume, found) in kept.iter_mut().enumerate() {
            let (number, here) = self.volume(volume);
            let path = place(Part::Volume(number, self.count));
            let entry = entries.get(&volume);
            if let Some(entry) = entry
                && is_whole(&path, entry)?
            {
                *found =
                    Some(VolumeFile { name: name_of(&here), bytes: entry.bytes, digests: entry.digests });
            } else if path.symlink_metadata().is_ok() {
                // Only what says of itself that it is this volume is ours to remove.
                let mark = File::open(&path).ok().and_then(|file| read_mark(file).ok()).flatten();
                if mark.is_none_or(|mark| mark.package != told.beginning.package) {
                    return Err(PackageError::TargetExists { path });
                }
                bad.push(path);
            }
        }
        progress.end();
        if kept.iter().all(Option::is_some) && !self.folder.exists() {
            return Err(PackageError::NothingToRemake { path: self.target.clone() });
        }
        if !self.folder.exists() {
            self.create()?;
        }
        // The key first: while it is here, the package does not stand, and a run that dies is gone on with.
        for part in [Part::Key].into_iter().chain(self.parts()) {
            let (from, to) = (place(part), self.place(part));
            if from != to && from.symlink_metadata().is_ok() && !bad.contains(&from) {
                rename_new(&from, &to).map_err(PackageError::write(&from))?;
            }
        }
        for path in &bad {
            fs::remove_file(path).map_err(PackageError::write(path))?;
        }
        Ok(kept)
    }

    /// Gives back what stood before, when nothing came of making the rest again.
    pub(super) fn give_back(&self, kept: &[Option<VolumeFile>]) -> Result<(), PackageError> {
        self.keep_only(kept)?;
        for part in self.parts() {
            let (from, to) = (self.place(part), part_path(&self.target, part));
            if from.symlink_metadata().is_ok() {
                rename_new(&from, &to).map_err(PackageError::write(&to))?;
            }
        }
        self.remove()
    }

    /// Reads every volume that the journal names again; those that are whole are kept. `None` when the key file is not whole,
    /// without which nothing can ever be opened.
    pub(super) fn take_up(
        &self,
        told: &Told,
        progress: &dyn Progress,
        cancel: &AtomicBool,
    ) -> Result<Option<Vec<Option<VolumeFile>>>, PackageError> {
        let algorithms = Algorithms { sha256: told.beginning.sha256, blake3: told.beginning.blake3 };
        let whole = |path: PathBuf, entry: &VolumeEntry| whole(&path, entry, algorithms, progress, cancel);
        let total = told.volumes.iter().fold(0_u64, |sum, volume| sum.saturating_add(volume.bytes));
        progress.begin(Phase::Verify, Some(total));
        let mut kept = vec![None; usize::try_from(self.count).unwrap_or(0)];
        let key = whole(self.place(Part::Key), &told.beginning.key)?;
        for entry in told.volumes.iter().filter(|_| key) {
            let (_, path) = self.volume(entry.volume);
            let name = name_of(&path);
            if let Some(place) = kept.get_mut(entry.volume)
                && whole(path, entry)?
            {
                *place = Some(VolumeFile { name, bytes: entry.bytes, digests: entry.digests });
            }
        }
        progress.end();
        if !key {
            return Ok(None);
        }
        self.keep_only(&kept)?;
        Ok(Some(kept))
    }

    /// Removes the volumes that are not `kept`.
    pub(super) fn keep_only(&self, kept: &[Option<VolumeFile>]) -> Result<(), PackageError> {
        for (volume, _) in kept.iter().enumerate().filter(|(_, kept)| kept.is_none()) {
            let (_, path) = self.volume(volume);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(PackageError::write(&path)(error));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether the file at `path` is the one that the journal names.
fn whole(
    path: &Path,
    entry: &VolumeEntry,
    algorithms: Algorithms,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<bool, PackageError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(PackageError::read(path)(error)),
    };
    let found = digest_file(&file, algorithms, cancel, &|count| progress.advance(count));
    let (bytes, digests) = found.map_err(|error| match error.kind() {
        std::io::ErrorKind::Interrupted => PackageError::Interrupted,
        _ => PackageError::read(path)(error),
    })?;
    Ok(bytes == entry.bytes && digests == entry.digests)
}

/// Volumes that are complete in their workshop.
#[derive(Debug)]
pub(super) struct StagedVolumes {
    pub(super) workshop: Workshop,
    /// Keeps the lock.
    pub(super) journal: Journal,
}

impl StagedVolumes {
    /// Gives all of them their names, or none.
    pub(super) fn commit(self) -> Result<(), PackageError> {
        let Self { workshop, journal } = self;
        let target = &workshop.target;
        let parent = OpenFolder::parent_of(target).map_err(PackageError::write(target))?;
        let mut moved: Vec<(PathBuf, PathBuf)> = Vec::new();
        for part in workshop.parts() {
            let (from, to) = (workshop.place(part), part_path(target, part));
            if let Err(error) = rename_new(&from, &to) {
                // What cannot be moved back now, another run brings back: the journal knows it.
                for (from, to) in moved.iter().rev() {
                    let _ = rename_new(to, from);
                }
                return Err(target_error(&to, error));
            }
            moved.push((from, to));
        }
        // The package stands; what cannot be removed of the workshop holds nothing of it any more. The journal stays: by it a volume
        // that is lost on the way can be made again, until the package has arrived.
        let _ = fs::remove_dir(&workshop.folder);
        drop(journal);
        parent.settle();
        Ok(())
    }
}
