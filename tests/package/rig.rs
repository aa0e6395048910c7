//! Keys and shortcuts.

use age::secrecy::ExposeSecret as _;
use azukari::crypt::{Identities, Recipients};
use azukari::model::{Algorithms, NoProgress, Person, Phase, Progress, Timestamp};
use azukari::package::{
    ManifestSender, OpenOptions, PackageError, SealOptions, Sealed, Staged, Staging, Tree, VolumeOptions,
    open, seal, walk,
};
use azukari::sign::SigningKey;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Where the journal of a package in volumes lies.
pub(crate) fn journal_of(target: &Path) -> PathBuf {
    target.parent().unwrap().with_extension("journal.jsonl")
}

fn in_volumes(target: &Path, size: u64, remake: bool) -> VolumeOptions {
    VolumeOptions { size, journal: journal_of(target), remake }
}

/// Calls off once so much is sealed.
struct Until {
    bytes: u64,
    done: AtomicU64,
    cancel: AtomicBool,
}

impl Progress for Until {
    fn begin(&self, _: Phase, _: Option<u64>) {
        self.done.store(0, Ordering::Relaxed);
    }

    fn advance(&self, count: u64) {
        if self.done.fetch_add(count, Ordering::Relaxed) + count >= self.bytes {
            self.cancel.store(true, Ordering::Relaxed);
        }
    }

    fn end(&self) {}
}

/// One party's keys.
pub(crate) struct Keys {
    pub(crate) identity: age::x25519::Identity,
    pub(crate) signer: SigningKey,
}

impl Keys {
    pub(crate) fn new() -> Self {
        Self { identity: age::x25519::Identity::generate(), signer: SigningKey::generate().unwrap() }
    }

    pub(crate) fn recipient(&self) -> String {
        self.identity.to_public().to_string()
    }

    pub(crate) fn secret(&self) -> String {
        self.identity.to_string().expose_secret().to_owned()
    }

    pub(crate) fn identities(&self) -> Identities {
        let mut identities = Identities::new();
        identities.add_text(&self.secret()).unwrap();
        identities
    }

    /// Seals `paths` to ourselves.
    pub(crate) fn seal(
        &self,
        paths: &[PathBuf],
        target: &Path,
        algorithms: Algorithms,
    ) -> Result<Sealed, PackageError> {
        self.seal_to(&self.recipient(), paths, target, algorithms)
    }

    /// Seals `paths` to `recipient`.
    pub(crate) fn seal_to(
        &self,
        recipient: &str,
        paths: &[PathBuf],
        target: &Path,
        algorithms: Algorithms,
    ) -> Result<Sealed, PackageError> {
        self.seal_watched(recipient, paths, target, algorithms, None, &NoProgress, &AtomicBool::new(false))
    }

    /// Seals in volumes of at most `size` bytes, or in one file.
    pub(crate) fn seal_in(
        &self,
        paths: &[PathBuf],
        target: &Path,
        algorithms: Algorithms,
        size: Option<u64>,
    ) -> Result<Sealed, PackageError> {
        self.seal_watched(
            &self.recipient(),
            paths,
            target,
            algorithms,
            size,
            &NoProgress,
            &AtomicBool::new(false),
        )
    }

    /// Seals in volumes and calls it off once `bytes` are done.
    pub(crate) fn seal_until(
        &self,
        paths: &[PathBuf],
        target: &Path,
        size: u64,
        bytes: u64,
    ) -> Result<Sealed, PackageError> {
        let until = Until { bytes, done: AtomicU64::new(0), cancel: AtomicBool::new(false) };
        self.seal_watched(
            &self.recipient(),
            paths,
            target,
            Algorithms::default(),
            Some(size),
            &until,
            &until.cancel,
        )
    }

    #[expect(clippy::too_many_arguments, reason = "every way of sealing plain files ends here")]
    pub(crate) fn seal_watched(
        &self,
        recipient: &str,
        paths: &[PathBuf],
        target: &Path,
        algorithms: Algorithms,
        size: Option<u64>,
        progress: &dyn Progress,
        cancel: &AtomicBool,
    ) -> Result<Sealed, PackageError> {
        let tree = walk(paths, &NoProgress)?;
        let volumes = size.map(|size| in_volumes(target, size, false));
        self.seal_tree(&tree, recipient, target, algorithms, volumes, progress, cancel)
    }

    /// Makes what is lost or bad of a package in volumes again.
    pub(crate) fn remake(&self, paths: &[PathBuf], target: &Path, size: u64) -> Result<Sealed, PackageError> {
        let tree = walk(paths, &NoProgress)?;
        let volumes = Some(in_volumes(target, size, true));
        let (all, cancel) = (Algorithms::default(), AtomicBool::new(false));
        self.seal_tree(&tree, &self.recipient(), target, all, volumes, &NoProgress, &cancel)
    }

    /// Seals what was walked already.
    #[cfg(target_os = "linux")]
    pub(crate) fn seal_walked(
        &self,
        tree: &Tree,
        target: &Path,
        size: Option<u64>,
    ) -> Result<Sealed, PackageError> {
        let volumes = size.map(|size| in_volumes(target, size, false));
        let (all, cancel) = (Algorithms::default(), AtomicBool::new(false));
        self.seal_tree(tree, &self.recipient(), target, all, volumes, &NoProgress, &cancel)
    }

    /// Seals symbolic links as links.
    #[cfg(target_os = "linux")]
    pub(crate) fn seal_links(&self, paths: &[PathBuf], target: &Path) -> Result<Sealed, PackageError> {
        let tree = azukari::package::walk_with(paths, azukari::package::Links::Keep, &NoProgress)?;
        let (all, cancel) = (Algorithms::default(), AtomicBool::new(false));
        self.seal_tree(&tree, &self.recipient(), target, all, None, &NoProgress, &cancel)
    }

    /// Seals with every file compressed that gets smaller.
    pub(crate) fn seal_zstd(
        &self,
        paths: &[PathBuf],
        target: &Path,
        size: Option<u64>,
        until: Option<u64>,
    ) -> Result<Sealed, PackageError> {
        let mut tree = walk(paths, &NoProgress)?;
        azukari::package::plan_zstd(&mut tree, &NoProgress, &AtomicBool::new(false))?;
        let bytes = until.unwrap_or(u64::MAX);
        let until = Until { bytes, done: AtomicU64::new(0), cancel: AtomicBool::new(false) };
        let all = Algorithms::default();
        let volumes = size.map(|size| in_volumes(target, size, false));
        self.seal_tree(&tree, &self.recipient(), target, all, volumes, &until, &until.cancel)
    }

    #[expect(clippy::too_many_arguments, reason = "every way of sealing ends here")]
    fn seal_tree(
        &self,
        tree: &Tree,
        recipient: &str,
        target: &Path,
        algorithms: Algorithms,
        volumes: Option<VolumeOptions>,
        progress: &dyn Progress,
        cancel: &AtomicBool,
    ) -> Result<Sealed, PackageError> {
        let recipients = Recipients::parse([recipient])?;
        let options = SealOptions {
            recipients: &recipients,
            recipients_named: Vec::new(),
            sender: ManifestSender {
                person: Person { name: "見本 花子".into(), ..Person::default() },
                id: self.signer.public().id(),
                fingerprint: self.signer.public().fingerprint(),
            },
            signer: &self.signer,
            algorithms,
            volumes,
            sealed_at: Timestamp::from_unix(1_795_000_000),
            tool: "azukari test".into(),
        };
        let part = match &options.volumes {
            Some(_) => azukari::package::volume_workshop(target),
            None => azukari::stream::part_name(target),
        };
        seal(tree, target, &part, &options, progress, cancel)
    }

    /// Seals and publishes.
    pub(crate) fn sealed(&self, paths: &[PathBuf], target: &Path) {
        self.seal(paths, target, Algorithms::default()).unwrap().commit(target).unwrap();
    }

    /// Opens and publishes.
    pub(crate) fn open(&self, package: &Path, target: &Path) -> Result<Staged, PackageError> {
        open_with(&self.identities(), package, target)
    }
}

pub(crate) fn open_with(
    identities: &Identities,
    package: &Path,
    target: &Path,
) -> Result<Staged, PackageError> {
    let options = OpenOptions::default();
    let staging = Staging::choose(target)?;
    let mut staged = open(package, identities, staging, options, &NoProgress, &AtomicBool::new(false))?;
    staged.publish()?;
    Ok(staged)
}

/// Every name under a folder, hidden ones too, sorted.
pub(crate) fn listing(folder: &Path) -> Vec<PathBuf> {
    let mut names: Vec<_> = walkdir::WalkDir::new(folder)
        .min_depth(1)
        .into_iter()
        .map(|entry| entry.unwrap().path().strip_prefix(folder).unwrap().to_owned())
        .collect();
    names.sort();
    names
}

/// Path, content (`None` for a folder) and modification time of everything under a folder, sorted.
pub(crate) fn content(folder: &Path) -> Vec<(PathBuf, Option<Vec<u8>>, std::time::SystemTime)> {
    listing(folder)
        .into_iter()
        .map(|path| {
            let full = folder.join(&path);
            let metadata = full.symlink_metadata().unwrap();
            let bytes = metadata.is_file().then(|| std::fs::read(&full).unwrap());
            (path, bytes, metadata.modified().unwrap())
        })
        .collect()
}

/// Bytes that do not repeat with any power of two.
pub(crate) fn bytes(length: usize, seed: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from((at * 31 + at / 257 + seed * 101) % 251).unwrap()).collect()
}

/// Whether a stock program is here. Where it is not, the test says so by name; in CI it must be here.
pub(crate) fn have(program: &str, test: &str) -> bool {
    let found = std::process::Command::new(program).arg("--version").output().is_ok();
    if !found {
        assert!(std::env::var_os("CI").is_none(), "{test}: `{program}` must be installed in CI");
        eprintln!("SKIPPED {test}: `{program}` is not installed");
    }
    found
}
