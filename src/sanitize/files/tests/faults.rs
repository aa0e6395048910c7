//! Media that lie or fail: success would be the failure here.

use super::*;
use crate::device::rig::{run, skipped};
use crate::device::{extents, write_all_at};
use crate::model::{Phase, Progress};
use std::process::{Child, Command};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A medium that loses a write: as soon as all is written, some old bytes are back.
struct Liar {
    file: File,
    bytes: u64,
    written: AtomicU64,
}

impl Progress for Liar {
    fn begin(&self, _: Phase, _: Option<u64>) {}

    fn advance(&self, bytes: u64) {
        let before = self.written.fetch_add(bytes, Ordering::Relaxed);
        if before < self.bytes && before + bytes >= self.bytes {
            write_all_at(&self.file, b"old content, back again", self.bytes / 2).unwrap();
            self.file.sync_all().unwrap();
        }
    }

    fn end(&self) {}
}

#[test]
fn a_medium_that_lies_is_not_believed() {
    for bytes in [8192, 8 << 20] {
        let (_keep, root) = ground();
        let path = root.join("f");
        fs::write(&path, vec![b'o'; bytes]).unwrap();
        let plan = planned(&[&root]).unwrap();
        let file = File::options().write(true).open(&path).unwrap();
        let liar = Liar { file, bytes: bytes as u64, written: AtomicU64::new(0) };
        let options = ExecuteOptions::default();
        let report = execute(&plan, &options, &liar, &AtomicBool::new(false), &mut |_| {}).unwrap();
        let result = &report.results[0];
        assert_eq!((result.outcome, result.verdict), (FileOutcome::ReadBackDiffers, Verdict::Failed));
        // One old byte of 256 is what was written there by chance.
        let detail = result.detail().unwrap();
        let offset: usize = detail.strip_prefix("wipe-file-differs: offset ").unwrap().parse().unwrap();
        assert!((bytes / 2..bytes / 2 + 8).contains(&offset), "{detail}");
        assert_eq!(result.left_at.as_deref(), Some(path.as_path()));
        assert!(path.exists() && root.exists());
        assert_eq!((report.verdict(), report.all_removed()), (Verdict::Failed, false));
    }
}

/// A device that shows something else than its file system: as soon as all is read back, old bytes are there again.
struct Below {
    image: File,
    at: u64,
    bytes: u64,
    told: AtomicU64,
}

impl Progress for Below {
    fn begin(&self, _: Phase, _: Option<u64>) {}

    fn advance(&self, bytes: u64) {
        let before = self.told.fetch_add(bytes, Ordering::Relaxed);
        if before < 2 * self.bytes && before + bytes >= 2 * self.bytes {
            write_all_at(&self.image, b"old content, back again", self.at).unwrap();
        }
    }

    fn end(&self) {}
}

#[test]
fn the_device_itself_is_asked_not_only_the_file_system() {
    let test = "the_device_itself_is_asked_not_only_the_file_system";
    for make in [&["mkfs.ext4", "-q", "-F"][..], &["mkfs.xfs", "-q", "-f"]] {
        let mounted = match crate::device::rig::Mounted::new(make, "", 320) {
            Ok(mounted) => mounted,
            Err(why) => {
                skipped(test, &why);
                continue;
            }
        };
        let (path, bytes) = (mounted.root.join("f"), 3 << 20);
        fs::write(&path, vec![b'o'; bytes]).unwrap();
        let map = extents(&File::open(&path).unwrap()).unwrap().unwrap();
        let at = map[0].physical + 5000;
        let plan = planned(&[&path]).unwrap();
        let image = File::options().write(true).open(&mounted.image).unwrap();
        let below = Below { image, at, bytes: bytes as u64, told: AtomicU64::new(0) };
        let options = ExecuteOptions::default();
        let report = execute(&plan, &options, &below, &AtomicBool::new(false), &mut |_| {}).unwrap();
        let result = &report.results[0];
        // One of the bytes may be what was written, by chance.
        let detail = result.detail().unwrap();
        let offset: u64 =
            detail.strip_prefix("wipe-file-raw-differs: device offset ").unwrap().parse().unwrap();
        assert!((at..at + 3).contains(&offset), "{detail}");
        assert_eq!((result.outcome, result.verdict), (FileOutcome::ReadBackDiffers, Verdict::Failed));
        assert_eq!((result.bytes_raw, result.left_at.as_deref()), (0, Some(path.as_path())));
        assert_eq!((report.verdict(), report.all_removed()), (Verdict::Failed, false));
    }
}

/// A disk with one bad sector: `qemu-storage-daemon` fails it, FUSE shows it as a file, a loop device as a disk.
struct BadDisk {
    folder: tempfile::TempDir,
    daemon: Option<Child>,
    device: Option<String>,
}

impl BadDisk {
    fn new() -> Result<Self, String> {
        if !rustix::process::geteuid().is_root() {
            return Err("needs root".into());
        }
        run(Command::new("qemu-storage-daemon").arg("--version"))?;
        let folder = tempfile::tempdir_in("/var/tmp").map_err(|error| error.to_string())?;
        let disk = Self { folder, daemon: None, device: None };
        File::create(disk.image())
            .and_then(|file| file.set_len(32 << 20))
            .map_err(|error| error.to_string())?;
        fs::create_dir(disk.root()).map_err(|error| error.to_string())?;
        run(Command::new("mkfs.ext4").args(["-q", "-F", "-b", "4096"]).arg(disk.image()))?;
        Ok(disk)
    }

    fn image(&self) -> PathBuf {
        self.folder.path().join("image")
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    /// Writes a file, and gives the sector where its byte `offset` lies.
    fn prepare(&self, name: &str, offset: u64) -> Result<u64, String> {
        run(Command::new("mount").args(["-o", "loop"]).arg(self.image()).arg(self.root()))?;
        let path = self.root().join(name);
        fs::write(&path, vec![b'x'; 1 << 20]).unwrap();
        let map = extents(&File::open(&path).unwrap()).unwrap().unwrap();
        run(Command::new("umount").arg(self.root()))?;
        let holds = |extent: &&crate::device::Extent| {
            (extent.logical..extent.logical + extent.length).contains(&offset)
        };
        let extent = map.iter().find(holds).unwrap();
        Ok((extent.physical + offset - extent.logical) / 512)
    }

    /// Shows the image with `sector` failing for `way` (`read` or `write`), and mounts it.
    fn fail(&mut self, way: &str, sector: u64) -> Result<(), String> {
        let shown = self.folder.path().join("shown");
        File::create(&shown).map_err(|error| error.to_string())?;
        let (image, shown) = (self.image().display().to_string(), shown.display().to_string());
        let debug = format!(
            r#"{{"driver":"blkdebug","node-name":"b0","image":"f0","inject-error":[{{"event":"none","iotype":"{way}","sector":{sector},"errno":5,"once":false}}]}}"#
        );
        let daemon = Command::new("qemu-storage-daemon")
            .args(["--blockdev", &format!("driver=file,node-name=f0,filename={image}")])
            .args(["--blockdev", &debug, "--export"])
            .arg(format!("type=fuse,id=e0,node-name=b0,mountpoint={shown},writable=on,allow-other=off"))
            .spawn();
        self.daemon = Some(daemon.map_err(|error| error.to_string())?);
        let end = Instant::now() + Duration::from_secs(10);
        while fs::metadata(&shown).map_or(0, |facts| facts.len()) == 0 {
            if Instant::now() > end {
                return Err("the FUSE export did not appear".into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let output = Command::new("losetup").args(["-f", "--show", "--direct-io=on", &shown]).output();
        let output = output.map_err(|error| error.to_string())?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let device = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        self.device = Some(device.clone());
        run(Command::new("mount").arg(device).arg(self.root()))
    }
}

impl Drop for BadDisk {
    fn drop(&mut self) {
        let _unmounted = run(Command::new("umount").arg(self.root()));
        if let Some(device) = &self.device {
            let _detached = run(Command::new("losetup").args(["-d", device]));
        }
        if let Some(daemon) = &mut self.daemon {
            let _ended = run(Command::new("kill").arg(daemon.id().to_string()));
            let _reaped = daemon.wait();
        }
    }
}

#[test]
fn a_bad_sector_is_never_a_pass() {
    for (way, error) in [("write", "wipe-file-write"), ("read", "wipe-file-read-back")] {
        let mut disk = match BadDisk::new() {
            Ok(disk) => disk,
            Err(why) => return skipped("a_bad_sector_is_never_a_pass", &why),
        };
        let ready = disk.prepare("b", 400_000).and_then(|sector| disk.fail(way, sector));
        if let Err(why) = ready {
            return skipped("a_bad_sector_is_never_a_pass", &why);
        }
        let root = disk.root();
        fs::write(root.join("a"), "well").unwrap();
        fs::write(root.join("c"), "well").unwrap();
        let paths = ["a", "b", "c"].map(|name| root.join(name));
        let report = executed(&plan(&paths, &PlanOptions::default()).unwrap());
        let bad = &report.results[1];
        assert!(bad.detail().unwrap().starts_with(error), "{way}: {report:#?}");
        assert_eq!((bad.outcome, bad.verdict), (FileOutcome::Failed, Verdict::Failed));
        assert_eq!(bad.left_at.as_deref(), Some(paths[1].as_path()));
        assert!(paths[1].exists() && !paths[0].exists() && !paths[2].exists());
        assert_eq!(report.verdict(), Verdict::Failed);
    }
}
