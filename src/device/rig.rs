//! For tests: file systems of every kind, made in an image file and mounted through a loop device. Needs root.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Says loudly which test did not run, and why: written past the test harness, which would swallow it.
pub(crate) fn skipped(test: &str, why: &str) {
    let _unheard = writeln!(std::io::stderr(), "SKIPPED {test}: {why}");
}

/// A mounted image; unmounted and removed when dropped.
pub(crate) struct Mounted {
    _folder: tempfile::TempDir,
    /// Where it is mounted.
    pub(crate) root: PathBuf,
    /// The image file, the raw device as it were.
    pub(crate) image: PathBuf,
}

impl Mounted {
    /// Makes a file system of `megabytes` with `make` (`mkfs.ext4 -q …`, the image's path is added) and
    /// mounts it; `Err` says what is missing.
    pub(crate) fn new(make: &[&str], options: &str, megabytes: u64) -> Result<Self, String> {
        if !rustix::process::geteuid().is_root() {
            return Err("needs root".into());
        }
        let folder = tempfile::tempdir_in("/var/tmp").map_err(|error| error.to_string())?;
        let image = folder.path().join("image");
        let root = folder.path().join("root");
        fs::create_dir(&root).map_err(|error| error.to_string())?;
        let file = fs::File::create(&image).map_err(|error| error.to_string())?;
        file.set_len(megabytes << 20).map_err(|error| error.to_string())?;
        run(Command::new(make[0]).args(&make[1..]).arg(&image))?;
        let options = if options.is_empty() { "loop".to_owned() } else { format!("loop,{options}") };
        run(Command::new("mount").args(["-o", &options]).arg(&image).arg(&root))?;
        Ok(Self { _folder: folder, root, image })
    }

    /// Unmounts and gives the raw image.
    pub(crate) fn into_raw(self) -> Result<Vec<u8>, String> {
        unmount(&self.root)?;
        fs::read(&self.image).map_err(|error| error.to_string())
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        if mounted(&self.root) {
            let _left = run(Command::new("umount").arg("-l").arg(&self.root));
        }
    }
}

/// Unmounts. A child that another test has just forked holds our files until it becomes its program: busy for a moment.
fn unmount(root: &Path) -> Result<(), String> {
    for _ in 0..100 {
        match run(Command::new("umount").arg(root)) {
            Err(error) if error.contains("busy") => std::thread::sleep(Duration::from_millis(20)),
            done => return done,
        }
    }
    run(Command::new("umount").arg(root))
}

fn mounted(root: &Path) -> bool {
    let table = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    table.lines().any(|line| line.split(' ').nth(4) == root.to_str())
}

/// Runs a program; `Err` says how it failed.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim()))
}

#[cfg(test)]
mod matrix {
    use super::*;
    use crate::device::{ExtentFlags, Filesystem, below, direct_alignment, extents};
    use crate::model::MediumKind;

    fn extent_flags(path: &Path) -> Vec<ExtentFlags> {
        let file = fs::OpenOptions::new().read(true).write(true).open(path).unwrap();
        extents(&file).unwrap().unwrap().iter().map(|extent| extent.flags).collect()
    }

    #[test]
    fn ext4_tells_its_journal_mode_even_when_it_is_a_default() {
        let mounted = match Mounted::new(&["mkfs.ext4", "-q", "-F"], "", 64) {
            Ok(mounted) => mounted,
            Err(why) => return skipped("ext4_tells_its_journal_mode…", &why),
        };
        let found = Filesystem::of(&mounted.root).unwrap();
        assert_eq!((found.kind.as_str(), found.has_option("data=ordered")), ("ext4", true));
        assert_eq!(found.mount_point, mounted.root);
        let below = below(&mounted.root).unwrap();
        assert_eq!((below.medium.kind, below.layers.len()), (MediumKind::Virtual, 1));
        fs::write(mounted.root.join("f"), "x").unwrap();
        let file = fs::File::open(mounted.root.join("f")).unwrap();
        let direct = direct_alignment(&file);
        drop(file);

        unmount(&mounted.root).unwrap();
        run(Command::new("tune2fs").args(["-o", "journal_data"]).arg(&mounted.image)).unwrap();
        run(Command::new("mount").args(["-o", "loop"]).arg(&mounted.image).arg(&mounted.root)).unwrap();
        let found = Filesystem::of(&mounted.root).unwrap();
        assert!(found.has_option("data=journal"), "{found:?}");
        let file = fs::File::open(mounted.root.join("f")).unwrap();
        assert_eq!(direct_alignment(&file), None);
        if direct.is_none() {
            skipped("ext4_tells… (direct I/O)", "this kernel has no STATX_DIOALIGN");
        }
    }

    #[test]
    fn extents_lie_where_the_image_says() {
        for make in [vec!["mkfs.ext4", "-q", "-F"], vec!["mkfs.xfs", "-q", "-f"]] {
            let mounted = match Mounted::new(&make, "", 320) {
                Ok(mounted) => mounted,
                Err(why) => {
                    skipped(&format!("extents_lie_where_the_image_says ({})", make[0]), &why);
                    continue;
                }
            };
            let marker = b"azukari-extent-marker".repeat(1000);
            fs::write(mounted.root.join("f"), &marker).unwrap();
            let file = fs::File::open(mounted.root.join("f")).unwrap();
            let first = extents(&file).unwrap().unwrap()[0];
            drop(file);
            let raw = mounted.into_raw().unwrap();
            let at = usize::try_from(first.physical).unwrap();
            assert!(raw[at..].starts_with(&marker[..4096]), "{}", make[0]);
        }
    }

    #[test]
    fn inline_and_shared_data_are_flagged() {
        match Mounted::new(&["mkfs.ext4", "-q", "-F", "-O", "inline_data", "-I", "256"], "", 64) {
            Ok(mounted) => {
                fs::write(mounted.root.join("small"), "tiny").unwrap();
                let flags = extent_flags(&mounted.root.join("small"));
                assert!(flags[0].has(ExtentFlags::INLINE), "{flags:?}");
            }
            Err(why) => skipped("inline_and_shared_data_are_flagged (ext4)", &why),
        }
        match Mounted::new(&["mkfs.xfs", "-q", "-f"], "", 320) {
            Ok(mounted) => {
                let (original, copy) = (mounted.root.join("a"), mounted.root.join("b"));
                fs::write(&original, vec![7; 100_000]).unwrap();
                run(Command::new("cp").arg("--reflink=always").args([&original, &copy])).unwrap();
                let flags = extent_flags(&original);
                assert!(flags.iter().all(|flags| flags.has(ExtentFlags::SHARED)), "{flags:?}");
            }
            Err(why) => skipped("inline_and_shared_data_are_flagged (xfs)", &why),
        }
    }

    #[test]
    fn btrfs_finds_its_device_behind_an_anonymous_number() {
        match Mounted::new(&["mkfs.btrfs", "-q", "-f"], "", 256) {
            Ok(mounted) => {
                let found = Filesystem::of(&mounted.root).unwrap();
                assert_eq!(found.kind, "btrfs");
                assert!(found.device.is_some());
                assert_eq!(below(&mounted.root).unwrap().medium.kind, MediumKind::Virtual);
            }
            Err(why) => skipped("btrfs_finds_its_device…", &why),
        }
    }
}
