//! Packages whose bytes were changed outside (chunks and header), and inside: sealed by somebody who means harm.

use super::mutate::mutate;
use super::{Random, hunt};
use azukari::crypt::{Identities, Recipients};
use azukari::model::{Algorithms, Fault as _, FaultClass, NoProgress, Person, Timestamp};
use azukari::package::{
    Inside, ManifestSender, NAMESPACE, NameOptions, OpenOptions, PackageError, Restore, SealOptions, Staged,
    Staging, check, list, open, plan_zstd, seal, walk,
};
use azukari::sign::SigningKey;
use azukari::stream::Hasher;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

const OPTIONS: OpenOptions = OpenOptions {
    package_digests: Algorithms { sha256: false, blake3: false },
    listed_by_sha256: false,
    restore: Restore { owners: false, xattrs: true, links: true },
    names: NameOptions { windows: true, rename: true },
};

struct Bench {
    room: tempfile::TempDir,
    identity: age::x25519::Identity,
    identities: Identities,
    signer: SigningKey,
    package: PathBuf,
    sealed: Vec<u8>,
    plain: Vec<u8>,
}

impl Bench {
    /// A small package with everything that a package can have in it.
    fn new() -> Self {
        use age::secrecy::ExposeSecret as _;
        let room = tempfile::tempdir().unwrap();
        let source = room.path().join("資料");
        std::fs::create_dir_all(source.join("深い/所")).unwrap();
        std::fs::write(source.join("深い/台帳.csv"), "番号,氏名\n1,見本\n".repeat(400)).unwrap();
        std::fs::write(source.join("空"), "").unwrap();
        std::fs::write(source.join("長い名前".repeat(12)), [7; 700]).unwrap();
        let holes = std::fs::File::create(source.join("穴")).unwrap();
        azukari::stream::write_all_at(&holes, b"data", 200_000).unwrap();
        holes.set_len(400_000).unwrap();
        let identity = age::x25519::Identity::generate();
        let signer = SigningKey::generate().unwrap();
        let mut identities = Identities::new();
        identities.add_text(identity.to_string().expose_secret()).unwrap();
        let recipients = Recipients::parse([identity.to_public().to_string().as_str()]).unwrap();
        let mut tree = walk(&[source], &NoProgress).unwrap();
        plan_zstd(&mut tree, &NoProgress, &AtomicBool::new(false)).unwrap();
        let options = SealOptions {
            recipients: &recipients,
            recipients_named: Vec::new(),
            sender: ManifestSender {
                person: Person { name: "見本 花子".into(), ..Person::default() },
                id: signer.public().id(),
                fingerprint: signer.public().fingerprint(),
            },
            signer: &signer,
            algorithms: Algorithms::default(),
            volumes: None,
            sealed_at: Timestamp::from_unix(1_795_000_000),
            tool: "azukari test".into(),
        };
        let package = room.path().join("p.age");
        let part = azukari::stream::part_name(&package);
        let made = seal(&tree, &package, &part, &options, &NoProgress, &AtomicBool::new(false)).unwrap();
        made.commit(&package).unwrap();
        let sealed = std::fs::read(&package).unwrap();
        let mut plain = Vec::new();
        let decryptor = age::Decryptor::new_buffered(sealed.as_slice()).unwrap();
        decryptor
            .decrypt(std::iter::once(&identity as &dyn age::Identity))
            .unwrap()
            .read_to_end(&mut plain)
            .unwrap();
        Self { room, identity, identities, signer, package, sealed, plain }
    }

    /// Seals changed plaintext, as anybody can who knows the recipient.
    fn seal(&self, plain: &[u8]) {
        let recipient = self.identity.to_public();
        let recipients = std::iter::once(&recipient as &dyn age::Recipient);
        let mut sealed = Vec::new();
        let mut writer =
            age::Encryptor::with_recipients(recipients).unwrap().wrap_output(&mut sealed).unwrap();
        writer.write_all(plain).unwrap();
        writer.finish().unwrap();
        std::fs::write(&self.package, sealed).unwrap();
    }

    fn check(&self) -> Result<Staged, PackageError> {
        check(&self.package, &self.identities, OPTIONS, &NoProgress, &AtomicBool::new(false))
    }

    /// Opens it; whatever it holds, nothing may stand anywhere but in its folder, and nothing at all when it is refused.
    fn open(&self) -> Result<Staged, PackageError> {
        let around = self.room.path().join("around");
        std::fs::create_dir(&around).unwrap();
        let staging = Staging::choose(&around.join("out")).unwrap();
        let opened =
            open(&self.package, &self.identities, staging, OPTIONS, &NoProgress, &AtomicBool::new(false));
        let opened = opened.and_then(|mut staged| staged.publish().map(|_| staged));
        let names: Vec<_> =
            std::fs::read_dir(&around).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, if opened.is_ok() { vec!["out"] } else { Vec::new() });
        std::fs::remove_dir_all(&around).unwrap();
        opened
    }
}

fn no_bug<T>(result: Result<T, PackageError>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            assert_ne!(error.class(), FaultClass::Bug, "{error}");
            None
        }
    }
}

#[test]
fn a_changed_file_never_opens() {
    let bench = Bench::new();
    let mut make = |random: &mut Random| mutate(random, &bench.sealed, &bench.plain, false);
    hunt("age", &mut make, &|bytes| {
        std::fs::write(&bench.package, bytes).unwrap();
        let opened = no_bug(bench.open());
        assert!(opened.is_none() || bytes == bench.sealed, "it was changed, and opened");
    });
}

/// Sets the checksum of every block that looks like a header: otherwise nearly all that is changed there stops at once.
fn mend_checksums(plain: &mut [u8]) {
    for block in plain.chunks_exact_mut(512) {
        if &block[257..262] == b"ustar" {
            block[148..156].fill(b' ');
            let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
            block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        }
    }
}

#[test]
fn a_tar_that_lies_is_refused_or_stays_inside() {
    let bench = Bench::new();
    let mut make = |random: &mut Random| {
        let mut changed = bench.plain.clone();
        // As somebody else's tar: the first member has another name.
        if random.below(2) == 0 {
            changed[2] = b'x';
        }
        let keep = random.below(3) > 0;
        changed = mutate(random, &changed, &bench.plain, keep);
        mend_checksums(&mut changed);
        changed
    };
    hunt("tar", &mut make, &|plain| {
        bench.seal(plain);
        let (checked, opened) = (no_bug(bench.check()), no_bug(bench.open()));
        if let Some(Staged { inside: Inside::Own { .. }, .. }) = &checked {
            assert!(is_as_sealed(plain, &bench.plain), "{}", difference(plain, &bench.plain));
        }
        assert!(opened.is_none() || checked.is_some(), "who writes is stricter than who checks, never laxer");
    });
}

/// Where two plaintexts begin to differ, and what stands there.
fn difference(plain: &[u8], sealed: &[u8]) -> String {
    let at = plain.iter().zip(sealed).position(|(a, b)| a != b).unwrap_or(0);
    let around = |bytes: &[u8]| {
        String::from_utf8_lossy(&bytes[at.saturating_sub(30).min(bytes.len())..(at + 30).min(bytes.len())])
            .into_owned()
    };
    format!(
        "lengths {} and {}, at {at}: {:?} and {:?}",
        plain.len(),
        sealed.len(),
        around(plain),
        around(sealed)
    )
}

/// Whether nothing was changed but, in the trailer, which nothing digests, blanks, and the token, which is whatever the sealer put there
/// and is proved by the delivery note alone.
fn is_as_sealed(plain: &[u8], sealed: &[u8]) -> bool {
    let trailer = member(sealed, "trailer.json");
    let words = |bytes: &[u8]| {
        // A digest is the same in capitals.
        let mut trailer: serde_json::Value = serde_json::from_slice(&bytes.to_ascii_lowercase()).ok()?;
        trailer.as_object_mut()?.remove("token");
        Some(trailer)
    };
    plain.len() == sealed.len()
        && plain[..trailer.start] == sealed[..trailer.start]
        && plain[trailer.end..] == sealed[trailer.end..]
        && words(&plain[trailer.clone()]) == words(&sealed[trailer])
}

/// Where the content of the member with this ending lies in the plaintext.
fn member(plain: &[u8], name: &str) -> std::ops::Range<usize> {
    let at = plain
        .chunks_exact(512)
        .position(|block| {
            let path = block[..100].split(|byte| *byte == 0).next().unwrap_or_default();
            &block[257..262] == b"ustar" && path.ends_with(name.as_bytes())
        })
        .unwrap();
    let header = &plain[at * 512..][..512];
    let size = usize::from_str_radix(std::str::from_utf8(&header[124..135]).unwrap(), 8).unwrap();
    (at + 1) * 512..(at + 1) * 512 + size
}

#[test]
fn index_and_trailer_that_lie_are_refused() {
    let bench = Bench::new();
    let (index, trailer) = (member(&bench.plain, "index.jsonl"), member(&bench.plain, "trailer.json"));
    let mut make = |random: &mut Random| {
        let mut changed = bench.plain.clone();
        let range = if random.below(2) == 0 { index.clone() } else { trailer.clone() };
        let new = mutate(random, &changed[range.clone()], &bench.plain[index.clone()], true);
        changed[range].copy_from_slice(&new);
        changed
    };
    hunt("index", &mut make, &|plain| {
        bench.seal(plain);
        let _ = no_bug(list(&bench.package, &bench.identities));
        let opened = no_bug(bench.open()).is_some();
        assert!(!opened || is_as_sealed(plain, &bench.plain), "{}", difference(plain, &bench.plain));
    });
}

/// The manifest, signed by whoever changed it, with the digests that name it put right.
#[test]
fn a_manifest_that_lies_is_refused() {
    let bench = Bench::new();
    let places = ["manifest.json", "manifest.json.sig", "tagmanifest-sha256.txt"]
        .map(|name| member(&bench.plain, name));
    let [manifest, signature, tags] = places;
    let digest = |bytes: &[u8]| Hasher::sha256_of(bytes).to_string();
    let mut make = |random: &mut Random| mutate(random, &bench.plain[manifest.clone()], b"", true);
    hunt("manifest", &mut make, &|text| {
        let mut plain = bench.plain.clone();
        let signed = bench.signer.sign(NAMESPACE, text).unwrap();
        let mut list = String::from_utf8(plain[tags.clone()].to_vec()).unwrap();
        list = list.replace(&digest(&plain[manifest.clone()]), &digest(text));
        list = list.replace(&digest(&plain[signature.clone()]), &digest(signed.as_bytes()));
        plain[manifest.clone()].copy_from_slice(text);
        plain[signature.clone()].copy_from_slice(signed.as_bytes());
        plain[tags.clone()].copy_from_slice(list.as_bytes());
        bench.seal(&plain);
        if let Some(Staged { inside: Inside::Own { manifest, .. }, totals, .. }) = no_bug(bench.check()) {
            assert_eq!(manifest.contents, totals);
        }
    });
}
