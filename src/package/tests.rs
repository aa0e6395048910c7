//! The package as a whole: what goes in comes out, and nothing else does.

use super::*;
use crate::crypt::{Identities, Recipients};
use crate::model::{Algorithms, NoProgress, Person, Timestamp};
use crate::sign::SigningKey;
use age::secrecy::ExposeSecret as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

struct Keys {
    recipients: Recipients,
    identities: Identities,
    signer: SigningKey,
}

fn keys() -> Keys {
    let identity = age::x25519::Identity::generate();
    let recipients = Recipients::parse([identity.to_public().to_string().as_str()]).unwrap();
    let mut identities = Identities::new();
    identities.add_text(identity.to_string().expose_secret()).unwrap();
    Keys { recipients, identities, signer: SigningKey::generate().unwrap() }
}

fn seal_to(
    keys: &Keys,
    paths: &[PathBuf],
    target: &Path,
    algorithms: Algorithms,
) -> Result<Sealed, PackageError> {
    let options = SealOptions {
        recipients: &keys.recipients,
        recipients_named: Vec::new(),
        sender: ManifestSender {
            person: Person { name: "見本 花子".into(), ..Person::default() },
            id: keys.signer.public().id(),
            fingerprint: keys.signer.public().fingerprint(),
        },
        signer: &keys.signer,
        algorithms,
        volumes: None,
        sealed_at: Timestamp::from_unix(1_795_000_000),
        tool: "azukari test".into(),
    };
    let tree = walk(paths, &NoProgress)?;
    let part = crate::stream::part_name(target);
    let sealed = seal(&tree, target, &part, &options, &NoProgress, &AtomicBool::new(false))?;
    Ok(sealed)
}

fn open_to(keys: &Keys, package: &Path, target: &Path) -> Result<Staged, PackageError> {
    let options = OpenOptions::default();
    let staging = Staging::choose(target)?;
    let mut staged = open(package, &keys.identities, staging, options, &NoProgress, &AtomicBool::new(false))?;
    staged.publish()?;
    Ok(staged)
}

fn sample(root: &Path) -> PathBuf {
    let top = root.join("預り資料");
    fs::create_dir_all(top.join("空の箱")).unwrap();
    fs::create_dir_all(top.join("深い/深い/箱")).unwrap();
    for (name, size) in
        [("a", 0), ("b", 1), ("c", 65_535), ("d", 65_536), ("深い/e", 65_537), ("深い/深い/箱/大", 3_000_001)]
    {
        let bytes: Vec<u8> =
            (0..size).map(|at: usize| u8::try_from((at * 7 + at / 251) % 256).unwrap()).collect();
        fs::write(top.join(name), bytes).unwrap();
    }
    top
}

fn content(root: &Path) -> Vec<(PathBuf, Option<Vec<u8>>, std::time::SystemTime)> {
    let mut found: Vec<_> = walkdir::WalkDir::new(root)
        .into_iter()
        .map(|entry| {
            let entry = entry.unwrap();
            let bytes = entry.file_type().is_file().then(|| fs::read(entry.path()).unwrap());
            let path = entry.path().strip_prefix(root).unwrap().to_owned();
            (path, bytes, entry.metadata().unwrap().modified().unwrap())
        })
        .collect();
    found.sort();
    found
}

#[test]
fn what_goes_in_comes_out() {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys();
    let top = sample(folder.path());
    for (name, algorithms) in [
        ("既定.age", Algorithms::default()),
        ("fast.age", Algorithms { sha256: false, blake3: true }),
        ("record.age", Algorithms { sha256: true, blake3: false }),
    ] {
        let package = folder.path().join(name);
        let sealed = seal_to(&keys, &[top.clone()], &package, algorithms).unwrap();
        let (digests, bytes, token, list) = (sealed.digests, sealed.bytes, sealed.token_sha256, sealed.list);
        assert!(!package.exists());
        sealed.commit(&package).unwrap();
        assert_eq!(fs::metadata(&package).unwrap().len(), bytes);
        let target = folder.path().join(format!("{name}.out"));
        let staged = open_to(&keys, &package, &target).unwrap();
        assert_eq!(content(&top), content(&target.join("預り資料")), "{name}");
        assert!(staged.package.agrees_with(&digests));
        let Inside::Own { token: found, .. } = &staged.inside else { panic!() };
        assert_eq!(crate::stream::Hasher::sha256_of(found.as_bytes()), token);
        if algorithms.sha256 {
            assert_eq!(staged.list.sha256, list.sha256);
        }
        let listing = super::list(&package, &keys.identities).unwrap();
        assert_eq!(listing.entries.len(), 11);
        let checked =
            check(&package, &keys.identities, OpenOptions::default(), &NoProgress, &AtomicBool::new(false));
        assert_eq!(checked.unwrap().totals, staged.totals);
    }
}

#[test]
fn what_was_sealed_without_sha256_gets_it_for_a_receipt_alone() {
    let folder = tempfile::tempdir().unwrap();
    let keys = keys();
    let top = sample(folder.path());
    let package = folder.path().join("fast.age");
    let fast = Algorithms { sha256: false, blake3: true };
    seal_to(&keys, &[top], &package, fast).unwrap().commit(&package).unwrap();
    for (listed_by_sha256, lines) in [(false, 0), (true, 6)] {
        let options = OpenOptions { package_digests: fast, listed_by_sha256, ..OpenOptions::default() };
        let staging = Staging::choose(&folder.path().join(lines.to_string())).unwrap();
        let stop = AtomicBool::new(false);
        let staged = open(&package, &keys.identities, staging, options, &NoProgress, &stop).unwrap();
        assert_eq!(staged.list_text.lines().count(), lines);
        assert_eq!(staged.package.algorithms(), fast);
    }
}

/// Two cores hash content and package in one turn, more of them one by one: the same comes of it, whoever seals and whoever opens.
#[test]
fn however_many_workers_there_are() {
    use crate::stream::workers_in_tests::COUNT;
    let folder = tempfile::tempdir().unwrap();
    let keys = keys();
    let top = sample(folder.path());
    for many in 0..300 {
        fs::write(top.join(format!("小さな{many}")), vec![1; many * 97]).unwrap();
    }
    for workers in [1, 2, 3, 5] {
        COUNT.set(Some(workers));
        let package = folder.path().join(format!("{workers}.age"));
        let sealed = seal_to(&keys, &[top.clone()], &package, Algorithms::default()).unwrap();
        let (digests, list) = (sealed.digests, sealed.list.sha256);
        sealed.commit(&package).unwrap();
        let mut whole = crate::stream::Hasher::new(Algorithms::default());
        whole.update(&fs::read(&package).unwrap());
        assert_eq!(digests, whole.finish(), "{workers}");
        for openers in [1, 2, 4] {
            COUNT.set(Some(openers));
            let target = folder.path().join(format!("{workers}-{openers}"));
            let staged = open_to(&keys, &package, &target).unwrap();
            assert_eq!(content(&top), content(&target.join("預り資料")));
            assert!(staged.package.agrees_with(&digests));
            assert_eq!(staged.list.sha256, list);
        }
    }
    COUNT.set(None);
}

#[test]
fn nothing_is_left_when_it_fails() {
    let folder = tempfile::tempdir().unwrap();
    let (mine, theirs) = (keys(), keys());
    let top = sample(folder.path());
    let package = folder.path().join("p.age");
    seal_to(&mine, &[top], &package, Algorithms::default()).unwrap().commit(&package).unwrap();
    let target = folder.path().join("out");
    let before = fs::read_dir(folder.path()).unwrap().count();
    let error = open_to(&theirs, &package, &target).unwrap_err();
    assert!(matches!(error, PackageError::Crypt(crate::crypt::CryptError::NoMatchingKey)));
    let mut bytes = fs::read(&package).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&package, &bytes).unwrap();
    let error = open_to(&mine, &package, &target).unwrap_err();
    let PackageError::Damaged { damage: Damage::Altered { at }, inside: Some(inside) } = error else {
        panic!("{error:?}")
    };
    assert!(at <= middle as u64 && middle as u64 - at < 65_552 && inside.ends_with("大"), "{at} {inside}");
    bytes.truncate(middle);
    fs::write(&package, &bytes).unwrap();
    let error = open_to(&mine, &package, &target).unwrap_err();
    assert!(
        matches!(error, PackageError::Damaged { damage: Damage::CutShort { expected: Some(_), .. }, .. }),
        "{error:?}"
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), before);
}
