//! A file plugged in as a disk: the loop device on it.

use super::run;
use super::sweeper::Sweeper;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Held while a disk changes its device, so that no other disk of this process gets the number in between.
static NUMBERS: Mutex<()> = Mutex::new(());

/// A loop device on a file. Detached when dropped.
pub(crate) struct Plug {
    node: PathBuf,
    backing: PathBuf,
    sector_size: u32,
    /// What tells this device from later ones of the same number.
    sequence: String,
    sweeper: Sweeper,
}

impl Plug {
    /// Puts a loop device on `backing`, past the page cache where the file's file system can do that.
    pub(super) fn new(backing: &Path, sector_size: u32, sweeper: Sweeper) -> Self {
        let (node, sequence) = (PathBuf::new(), String::new());
        let mut plug = Self { node, backing: backing.to_owned(), sector_size, sequence, sweeper };
        plug.attach(&numbers(), None);
        plug
    }

    pub(super) fn node(&self) -> &Path {
        &self.node
    }

    pub(super) fn folder(&self) -> &Path {
        self.sweeper.folder()
    }

    /// Whether the device reaches its file past the page cache.
    pub(super) fn is_direct(&self) -> bool {
        attribute(&self.node, "loop/dio") == "1"
    }

    pub(super) fn sector_size(&self) -> u32 {
        attribute(&self.node, "queue/logical_block_size").parse().unwrap()
    }

    pub(super) fn bytes(&self) -> u64 {
        attribute(&self.node, "size").parse::<u64>().unwrap() * super::LBA
    }

    /// Pulls the disk out and plugs one in again, another one if `backing` is another file. It gets the same device, unless another
    /// process has taken that meanwhile.
    pub(super) fn replug(&mut self, backing: &Path) {
        let numbers = numbers();
        self.detach();
        backing.clone_into(&mut self.backing);
        let node = self.node.clone();
        self.attach(&numbers, Some(&node));
    }

    /// Tells the device that its file has another size now.
    pub(super) fn resized(&self) {
        run(Command::new("losetup").arg("--set-capacity").arg(&self.node));
    }

    /// Writes down what the kernel holds back of the device, and has it forget the rest. On a disk that fails there is nothing to
    /// write down: that it cannot is no matter.
    pub(super) fn flush_buffers(&self) {
        let _failing = Command::new("blockdev").arg("--flushbufs").arg(&self.node).output().unwrap();
    }

    /// Has a command of the sweeper's shell run at the end, before the device is detached.
    pub(super) fn at_end(&self, command: &str) {
        self.sweeper.at_end(command);
    }

    /// Has a loop device detached at the end: this one and no later one of that number.
    pub(super) fn detach_at_end(&self, node: &Path) {
        self.at_end(&format!("detach {} {}", node.display(), attribute(node, "diskseq")));
    }

    /// Detaches the device and takes away everything that the sweeper knows of.
    pub(super) fn sweep(&mut self) {
        self.sweeper.sweep();
    }

    fn attach(&mut self, _numbers: &MutexGuard<'_, ()>, node: Option<&Path>) {
        let setup = |node: Option<&Path>| {
            let mut command = Command::new("losetup");
            command.arg("--direct-io=on").arg(format!("--sector-size={}", self.sector_size));
            match node {
                Some(node) => command.arg(node).arg(&self.backing),
                None => command.args(["--find", "--show"]).arg(&self.backing),
            };
            command
        };
        let again = node.filter(|node| setup(Some(node)).output().unwrap().status.success());
        let node = again.map_or_else(|| PathBuf::from(run(&mut setup(None))), Path::to_owned);
        self.detach_at_end(&node);
        self.sequence = attribute(&node, "diskseq");
        self.node = node;
    }

    fn detach(&self) {
        let loop_folder = sys(&self.node, "loop");
        let held = || loop_folder.exists() && attribute(&self.node, "diskseq") == self.sequence;
        for _ in 0..100 {
            let _busy = Command::new("losetup").arg("--detach").arg(&self.node).output().unwrap();
            if !held() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("{} is still in use", self.node.display());
    }
}

/// A file of the kernel about a device.
fn sys(node: &Path, name: &str) -> PathBuf {
    Path::new("/sys/block").join(node.file_name().unwrap()).join(name)
}

fn attribute(node: &Path, name: &str) -> String {
    fs::read_to_string(sys(node, name)).unwrap_or_default().trim().to_owned()
}

fn numbers() -> MutexGuard<'static, ()> {
    // A test that panicked there has left nothing half done that matters.
    NUMBERS.lock().unwrap_or_else(PoisonError::into_inner)
}
