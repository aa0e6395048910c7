//! Takes away what a test has put on the machine. A shell of its own does it, as soon as it hears nothing more from us: when dropped,
//! and as well when the test process is killed.

use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Runs what begins with `now ` at once, keeps the rest for the end, and then runs that from the last to the first.
const SCRIPT: &str = r#"
# Numbers of loop devices are given to others. Which one has $1 as long as it is the one meant says the sequence number $2.
attached() { [ -e "/sys/block/${1##*/}/loop" ] && [ "$(cat "/sys/block/${1##*/}/diskseq")" = "$2" ]; }
detach() {
    tries=0
    while attached "$1" "$2"; do
        losetup -d "$1" 2>/dev/null
        attached "$1" "$2" || break
        tries=$((tries + 1))
        [ $tries -lt 100 ] || { echo "$1 is still in use" >&2; left=1; break; }
        sleep 0.05
    done
}
mounted() { grep -qsF " $1 " /proc/self/mounts; }
# With -f requests that nobody answers come to an end, with -l it goes even if it is in use.
unmount() { ! mounted "$1" || umount -f -l "$1" || left=1; }
left=0 end=
while IFS= read -r line; do
    case $line in
    "now "*) eval "${line#now }" ;;
    *) end="$line
$end" ;;
    esac
done
eval "$end"
exit $left
"#;

/// What is to be taken away at the end, and the folder it all lies in.
pub(super) struct Sweeper {
    shell: Child,
    folder: PathBuf,
}

impl Sweeper {
    /// With a new folder, which goes last.
    pub(super) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("azukari-rig-").tempdir().unwrap().keep();
        // As the kernel's list of mounts has it.
        let folder = folder.canonicalize().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::null());
        // Ctrl-C ends the tests, not the sweeper.
        let shell = command.process_group(0).spawn().unwrap();
        let sweeper = Self { shell, folder };
        sweeper.at_end(&format!("rm -rf --one-file-system {}", quoted(&sweeper.folder)));
        sweeper
    }

    /// The folder for this disk's files.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Has a command run at the end, before those that are already to run then.
    pub(super) fn at_end(&self, command: &str) {
        assert!(!command.contains('\n'), "{command}");
        let mut shell = self.shell.stdin.as_ref().unwrap();
        writeln!(shell, "{command}").unwrap();
    }

    /// Has a command run at once, in the sweeper's shell.
    pub(super) fn at_once(&self, command: &str) {
        self.at_end(&format!("now {command}"));
    }

    /// Takes everything away now.
    pub(super) fn sweep(&mut self) {
        drop(self.shell.stdin.take());
        let ended = self.shell.wait();
        // Not twice in a panic.
        assert!(std::thread::panicking() || ended.is_ok_and(|status| status.success()), "something is left");
    }
}

impl Drop for Sweeper {
    fn drop(&mut self) {
        if self.shell.stdin.is_some() {
            self.sweep();
        }
    }
}

/// A path as a word of the shell.
pub(super) fn quoted(path: &Path) -> String {
    let path = path.to_str().unwrap();
    assert!(!path.contains('\''), "{path}");
    format!("'{path}'")
}
