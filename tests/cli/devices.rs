//! `azukari devices`: on a loop device with a file system, mounted and not. Needs root.

use crate::env::TestEnv;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::Command;

/// A loop device with ext4, and what it is mounted on. Unmounted and let go when dropped.
struct Disk {
    folder: tempfile::TempDir,
    node: String,
}

impl Disk {
    fn new(test: &str) -> Option<Self> {
        let made = Self::made();
        if let Err(why) = &made {
            crate::env::skipped(test, why);
        }
        made.ok()
    }

    fn made() -> Result<Self, String> {
        if !rustix::process::geteuid().is_root() {
            return Err("needs root".into());
        }
        let folder = tempfile::tempdir_in("/var/tmp").unwrap();
        let image = folder.path().join("image");
        fs::File::create(&image).unwrap().set_len(32 << 20).unwrap();
        ran(Command::new("mkfs.ext4").args(["-q", "-F", "-L", "見本データ"]).arg(&image))?;
        let node = ran(Command::new("losetup").args(["-f", "--show"]).arg(&image))?;
        fs::create_dir(folder.path().join("here")).unwrap();
        Ok(Self { folder, node: node.trim().to_owned() })
    }

    fn image(&self) -> PathBuf {
        self.folder.path().join("image")
    }

    fn mount(&self) -> PathBuf {
        let point = self.folder.path().join("here");
        ran(Command::new("mount").arg(&self.node).arg(&point)).unwrap();
        point
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _not_mounted = ran(Command::new("umount").arg("-l").arg(self.folder.path().join("here")));
        let _left = ran(Command::new("losetup").arg("-d").arg(&self.node));
    }
}

fn ran(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() { Ok(told(&output.stdout)) } else { Err(told(&output.stderr)) }
}

/// The object of one device, and the number of the result.
fn device(env: &TestEnv, args: &[&str], node: &str) -> Value {
    let ran = env.run(args).ok();
    let listed: Vec<Value> = ran.objects().into_iter().filter(|object| object["event"] == "device").collect();
    assert_eq!(ran.result()["devices"], listed.len());
    listed
        .into_iter()
        .find(|object| object["path"] == node)
        .unwrap_or_else(|| panic!("no {node}: {}", ran.stdout))
}

#[test]
fn a_loop_device_its_contents_and_its_uses() {
    let Some(disk) = Disk::new("a_loop_device_its_contents_and_its_uses") else { return };
    let env = TestEnv::new();
    let told = device(&env, &["--json", "devices"], &disk.node);
    assert_eq!(told["backing_file"], disk.image().to_str().unwrap());
    assert_eq!(told["medium"]["kind"], "virtual");
    assert_eq!(told["medium"]["capacity"], 32 << 20);
    let [content] = &told["contents"]["found"].as_array().unwrap()[..] else { panic!("{told}") };
    assert_eq!((&content["kind"], &content["label"]), (&"ext4".into(), &"見本データ".into()));
    assert_eq!(told["uses"]["found"], Value::Array(Vec::new()));
    // Nobody asked a loop device for hidden areas, and nothing is claimed of them.
    for part in ["hidden", "health", "erases"] {
        assert_eq!(
            (&told[part]["state"], &told[part]["why"]),
            (&"not-checked".into(), &"not-physical".into())
        );
    }

    let point = disk.mount();
    let told = device(&env, &["--json", "devices", &disk.node], &disk.node);
    let [used] = &told["uses"]["found"].as_array().unwrap()[..] else { panic!("{told}") };
    assert_eq!((&used["use"], &used["root"]), (&"mounted".into(), &false.into()));
    assert_eq!(used["point"], point.to_str().unwrap());
    assert_eq!(told["uses"]["none"], false);

    // A file on it shown as a disk of its own.
    fs::File::create(point.join("inner")).unwrap().set_len(1 << 20).unwrap();
    let inner = ran(Command::new("losetup").args(["-f", "--show"]).arg(point.join("inner"))).unwrap();
    let told = device(&env, &["--json", "devices", &disk.node], &disk.node);
    ran(Command::new("losetup").args(["-d", inner.trim()])).unwrap();
    let found = told["uses"]["found"].as_array().unwrap();
    let name = inner.trim().trim_start_matches("/dev/");
    assert!(found.iter().any(|used| used["use"] == "loop" && used["loop_device"] == name), "{told}");
}

#[test]
fn people_and_spreadsheets_are_told_the_same() {
    let Some(disk) = Disk::new("people_and_spreadsheets_are_told_the_same") else { return };
    let env = TestEnv::japanese();
    let told = env.run(["devices", &disk.node]).ok();
    for part in
        [&disk.node[5..], "仮想", "32.0 MiB", "ext4「見本データ」", "未確認（実物のドライブではない）"]
    {
        assert!(told.stdout.contains(part), "{part}: {}", told.stdout);
    }
    let screen = env.run(["devices", "--csv", &disk.node]).ok();
    assert!(
        screen.stdout.starts_with('\u{feff}') && screen.stdout.contains("見本データ"),
        "{}",
        screen.stdout
    );
    assert!(screen.stdout.contains("\"33554432\""));

    let _ = env.run(["devices", "--csv=list.csv", &disk.node]).ok();
    assert_eq!(fs::read_to_string(env.path("list.csv")).unwrap(), screen.stdout);
    // Never over something: not over an earlier list, and least of all over a drive.
    let _ = env.run(["devices", "--csv=list.csv", &disk.node]).exits(1);
    let before = fs::read(disk.image()).unwrap();
    let _ = env.run(["devices", &format!("--csv={}", disk.node)]).exits(1);
    assert!(before == fs::read(disk.image()).unwrap());
}

#[test]
fn without_root_it_says_what_root_would_add() {
    let Some(disk) = Disk::new("without_root_it_says_what_root_would_add") else { return };
    let env = TestEnv::new();
    // Somebody who owns nothing; neither the scratch folder nor the build folder need be open to them.
    let copy = env.path("azukari");
    fs::copy(env!("CARGO_BIN_EXE_azukari"), &copy).unwrap();
    fs::set_permissions(env.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(copy);
    command.args(["--json", "--lang", "en", "devices", &disk.node]).current_dir("/").env_clear();
    let ran = TestEnv::ran(command.env("AZUKARI_HOME", env.path("keys")).uid(65534).gid(65534));
    let ran = ran.ok();
    assert_eq!(ran.result()["more_as_root"], true);
    assert!(ran.stderr.contains("Run as root"), "{}", ran.stderr);
    let told = &ran.objects()[0];
    assert_eq!(
        (&told["contents"]["state"], &told["contents"]["why"]),
        (&"not-checked".into(), &"needs-root".into())
    );
    assert_eq!(told["medium"]["capacity"], 32 << 20);
}

#[test]
fn what_is_no_drive_is_wrong_usage() {
    let env = TestEnv::new();
    let file = env.write("file", "x");
    let ran = env.run(["devices".into(), file.into_os_string()]).exits(2);
    assert!(ran.stderr.contains("is no drive"), "{}", ran.stderr);
    let _ = env.run(["devices", "/no/such/drive"]).exits(1);
}
