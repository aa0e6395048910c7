//! The stock programs as judges, both ways: age, rage, tar and sha256sum know nothing of us.

use super::rig::{Keys, bytes, content, have, open_with};
use azukari::crypt::Identities;
use azukari::package::{ForeignKind, Inside};
use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use zeroize::Zeroizing;

fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn shell(folder: &Path, script: &str) {
    run(Command::new("bash").args(["-euo", "pipefail", "-c", script]).current_dir(folder));
}

fn plant(folder: &Path) {
    let top = folder.join("資料");
    fs::create_dir_all(top.join("空")).unwrap();
    fs::write(top.join("住民 台帳.csv"), bytes(200_000, 1)).unwrap();
    fs::write(top.join("100%.txt"), b"percent").unwrap();
    fs::write(top.join(format!("{}.txt", "長".repeat(60))), b"").unwrap();
}

#[test]
fn age_and_tar_give_a_bag_and_sha256sum_agrees() {
    if !have("age", "age_and_tar_give_a_bag_and_sha256sum_agrees") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::new();
    plant(folder.path());
    keys.sealed(&[folder.path().join("資料")], &folder.path().join("移送.age"));
    fs::write(folder.path().join("id"), keys.secret()).unwrap();
    shell(folder.path(), "mkdir by-hand && age -d -i id 移送.age | tar x -C by-hand");
    let bag = folder.path().join("by-hand/移送");
    shell(&bag, "sha256sum --strict -c manifest-sha256.txt && sha256sum --strict -c tagmanifest-sha256.txt");
    assert_eq!(fs::read_to_string(bag.join("bagit.txt")).unwrap().lines().next(), Some("BagIt-Version: 1.0"));
    assert_eq!(content(&folder.path().join("資料")), content(&bag.join("data/資料")));
    // What the second file lists is exactly what the first one found.
    let names = fs::read_to_string(bag.join("manifest-sha256.txt")).unwrap();
    assert_eq!(names.lines().count(), 3);
}

#[test]
fn ssh_keygen_verifies_the_manifest_inside() {
    if !have("age", "ssh_keygen_verifies_the_manifest_inside") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::new();
    plant(folder.path());
    keys.sealed(&[folder.path().join("資料")], &folder.path().join("p.age"));
    fs::write(folder.path().join("id"), keys.secret()).unwrap();
    let id = keys.signer.public().id();
    let line = format!("{id} namespaces=\"manifest@azukari\" {}\n", keys.signer.public().to_openssh());
    fs::write(folder.path().join("allowed"), line).unwrap();
    shell(folder.path(), "age -d -i id p.age | tar x");
    let script = format!(
        "ssh-keygen -Y verify -f allowed -I {id} -n manifest@azukari -s p/azukari/manifest.json.sig < p/azukari/manifest.json"
    );
    shell(folder.path(), &script);
}

#[test]
fn what_tar_and_age_made_opens_as_foreign() {
    if !have("age", "what_tar_and_age_made_opens_as_foreign") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::new();
    plant(folder.path());
    let recipient = keys.recipient();
    for (name, format) in [("gnu", "gnu"), ("pax", "posix"), ("ustar-dot", "gnu")] {
        let source = if name == "ustar-dot" { "-C 資料 ." } else { "資料" };
        shell(folder.path(), &format!("tar c --format={format} {source} | age -r {recipient} > {name}.age"));
        let target = folder.path().join(format!("out-{name}"));
        let staged = keys.open(&folder.path().join(format!("{name}.age")), &target).unwrap();
        assert!(matches!(staged.inside, Inside::Foreign(ForeignKind::Tar)));
        assert_eq!(staged.totals.files, 3);
        let found = if name == "ustar-dot" { target } else { target.join("資料") };
        let strip = |list: Vec<(std::path::PathBuf, Option<Vec<u8>>, _)>| {
            // GNU format keeps whole seconds only.
            list.into_iter().map(|(path, bytes, _)| (path, bytes)).collect::<Vec<_>>()
        };
        assert_eq!(strip(content(&folder.path().join("資料"))), strip(content(&found)));
    }
    fs::write(folder.path().join("一枚.txt"), b"plain").unwrap();
    shell(folder.path(), &format!("age -r {recipient} -o 一枚.txt.age 一枚.txt"));
    let target = folder.path().join("out-file");
    let staged = keys.open(&folder.path().join("一枚.txt.age"), &target).unwrap();
    assert!(matches!(staged.inside, Inside::Foreign(ForeignKind::File)));
    assert_eq!(fs::read(target.join("一枚.txt")).unwrap(), b"plain");
}

#[test]
fn sizes_around_chunks_open_from_age_as_foreign_files() {
    if !have("age", "sizes_around_chunks_open_from_age_as_foreign_files") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::new();
    for size in [0, 1, 65_535, 65_536, 65_537, 8 * 65_536, 8 * 65_536 + 1, 3_000_000] {
        let plain = folder.path().join(format!("{size}.bin"));
        fs::write(&plain, bytes(size, 5)).unwrap();
        shell(folder.path(), &format!("age -r {} -o {size}.bin.age {size}.bin", keys.recipient()));
        let target = folder.path().join(format!("out{size}"));
        keys.open(&folder.path().join(format!("{size}.bin.age")), &target).unwrap();
        assert!(fs::read(target.join(format!("{size}.bin"))).unwrap() == bytes(size, 5), "{size}");
    }
}

/// A foreign file does not say how long it is: every cut must show all the same, also one that leaves what could be a tag.
#[test]
fn a_foreign_file_that_was_cut_never_opens() {
    use std::io::Write as _;
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::new();
    fs::create_dir(folder.path().join("d")).unwrap();
    fs::write(folder.path().join("d/a.bin"), bytes(140_000, 3)).unwrap();
    let recipient: age::x25519::Recipient = keys.recipient().parse().unwrap();
    shell(folder.path(), "tar cf t.tar d");
    for (name, plain) in
        [("p.bin", bytes(3 * 65_536, 5)), ("t.tar", fs::read(folder.path().join("t.tar")).unwrap())]
    {
        let encryptor =
            age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient)).unwrap();
        let mut sealed = Vec::new();
        let mut writer = encryptor.wrap_output(&mut sealed).unwrap();
        writer.write_all(&plain).unwrap();
        writer.finish().unwrap();
        let chunks = plain.len().div_ceil(65_536);
        let start = sealed.len() - plain.len() - chunks * 16;
        let package = folder.path().join(format!("{name}.age"));
        let target = folder.path().join("out");
        for chunk in 0..chunks {
            let boundary = start + chunk * 65_552;
            for cut in
                [boundary, boundary + 1, boundary + 15, boundary + 16, boundary + 17, boundary + 65_551]
            {
                fs::write(&package, &sealed[..cut.min(sealed.len() - 1)]).unwrap();
                let error = keys.open(&package, &target).unwrap_err();
                let class = azukari::model::Fault::class(&error);
                assert_eq!(class, azukari::model::FaultClass::Bad, "{name} cut at {cut}: {error:?}");
                assert!(!target.exists());
            }
        }
        fs::write(&package, &sealed).unwrap();
        keys.open(&package, &target).unwrap();
        fs::remove_dir_all(&target).unwrap();
    }
}

#[test]
fn a_passphrase_file_opens_with_its_passphrase_only() {
    // Made by the age crate, in the exact form of `age -p`, whose own prompt needs a terminal.
    use std::io::Write as _;
    let folder = tempfile::tempdir().unwrap();
    let mut recipient = age::scrypt::Recipient::new(age::secrecy::SecretString::from("見本の合い言葉"));
    recipient.set_work_factor(10);
    let encryptor =
        age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient)).unwrap();
    let mut sealed = Vec::new();
    let mut writer = encryptor.wrap_output(&mut sealed).unwrap();
    writer.write_all(b"secret").unwrap();
    writer.finish().unwrap();
    let package = folder.path().join("p.txt.age");
    fs::write(&package, sealed).unwrap();
    let open = |passphrase: &str| {
        let mut identities = Identities::new();
        identities.add_passphrase(&Zeroizing::new(passphrase.to_owned()));
        open_with(&identities, &package, &folder.path().join("out"))
    };
    let error = open("違う").unwrap_err();
    assert_eq!(azukari::model::Fault::code(&error), "wrong-passphrase", "{error:?}");
    assert!(!folder.path().join("out").exists());
    open("見本の合い言葉").unwrap();
    assert_eq!(fs::read(folder.path().join("out/p.txt")).unwrap(), b"secret");
}

#[test]
fn rage_opens_ours_too() {
    if Command::new("rage").arg("--version").stdout(Stdio::null()).status().is_err() {
        eprintln!("SKIPPED rage_opens_ours_too: `rage` is not installed (benches/README.md says how)");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::new();
    plant(folder.path());
    keys.sealed(&[folder.path().join("資料")], &folder.path().join("p.age"));
    fs::write(folder.path().join("id"), keys.secret()).unwrap();
    shell(folder.path(), "rage -d -i id p.age | tar x && cd p && sha256sum --quiet -c manifest-sha256.txt");
}

/// A recipient of somebody else's plugin: a stanza that we know nothing of.
struct Unknown;

impl age::Recipient for Unknown {
    fn wrap_file_key(
        &self,
        _: &age_core::format::FileKey,
    ) -> Result<(Vec<age_core::format::Stanza>, HashSet<String>), age::EncryptError> {
        let args = vec!["one".to_owned(), "two".to_owned()];
        let stanza =
            age_core::format::Stanza { tag: "example.com/enigma".to_owned(), args, body: vec![7; 100] };
        Ok((vec![stanza], HashSet::new()))
    }
}

fn sealed_by_age<'a>(recipients: impl Iterator<Item = &'a dyn age::Recipient>, package: &Path) {
    use std::io::Write as _;
    let mut writer = age::Encryptor::with_recipients(recipients)
        .unwrap()
        .wrap_output(fs::File::create(package).unwrap())
        .unwrap();
    writer.write_all(b"secret").unwrap();
    writer.finish().unwrap();
}

#[test]
fn stanzas_of_unknown_plugins_are_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::new();
    let ours = keys.identity.to_public();
    let package = folder.path().join("p.txt.age");
    sealed_by_age([&Unknown as &dyn age::Recipient, &ours, &Unknown].into_iter(), &package);
    keys.open(&package, &folder.path().join("out")).unwrap();
    assert_eq!(fs::read(folder.path().join("out/p.txt")).unwrap(), b"secret");
    sealed_by_age([&Unknown as &dyn age::Recipient].into_iter(), &package);
    let error = keys.open(&package, &folder.path().join("no")).unwrap_err();
    assert_eq!(azukari::model::Fault::code(&error), "no-matching-key");
}

#[test]
fn a_passphrase_file_that_asks_for_too_much_work_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let package = folder.path().join("p.txt.age");
    let mut recipient = age::scrypt::Recipient::new(age::secrecy::SecretString::from("p"));
    recipient.set_work_factor(2);
    sealed_by_age(std::iter::once(&recipient as &dyn age::Recipient), &package);
    let file = fs::read(&package).unwrap();
    let end = file.windows(3).position(|window| window == b" 2\n").unwrap();
    fs::write(&package, [&file[..end], b" 23\n", &file[end + 3..]].concat()).unwrap();
    let mut identities = Identities::new();
    identities.add_passphrase(&Zeroizing::new("p".to_owned()));
    let error = open_with(&identities, &package, &folder.path().join("out")).unwrap_err();
    assert_eq!(azukari::model::Fault::code(&error), "excessive-work");
    assert_eq!(azukari::model::Fault::class(&error), azukari::model::FaultClass::Refused);
    assert!(!folder.path().join("out").exists());
}
