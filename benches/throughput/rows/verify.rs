//! Packages against their notes.

use super::super::child;
use super::super::contest::clear;
use super::super::finding::Finding;
use super::{B3SUM, Bench, Error, OPENSSL, Path, PathBuf, SHA256SUM, VERIFY};

impl Bench {
    /// Packages from outside, against their notes: one with BLAKE3, two with SHA-256.
    pub(super) fn verify(&self) -> Result<Vec<Finding>, Box<dyn Error>> {
        let large = &self.stand.large;
        let sources: Vec<PathBuf> =
            (1..=4).map(|number| large.path.join(format!("見本{number}.bin"))).collect();
        let places: Vec<PathBuf> = ["one.age", "two.age", "three.age"].map(|name| self.stand.at(name)).into();
        let all: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
        for (sources, place, digest) in
            [(&all[..], 0, "blake3"), (&all[..2], 1, "sha256"), (&all[2..], 2, "sha256")]
        {
            child::run(&mut self.stand.seal(sources, &places[place], digest), &self.stand.log())?;
        }
        let verify = |packages: &[PathBuf]| {
            let packages = packages.to_vec();
            self.own(VERIFY, Vec::new(), move |stand| {
                let mut command = stand.azukari();
                command.arg("verify").args(&packages);
                command
            })
        };
        let ways = [verify(&places[..1]), self.peer(B3SUM, &["b3sum"], &places[0], r#"b3sum "$SRC""#)];
        let fast = self.hold("Verify one package, BLAKE3".into(), large.bytes, &ways)?;
        let dir = self.stand.at("");
        let ways = [
            verify(&places[1..]),
            self.peer(OPENSSL, &["openssl"], &dir, "openssl dgst -sha256 two.age three.age"),
            self.peer(SHA256SUM, &["sha256sum"], &dir, "sha256sum two.age three.age"),
        ];
        let slow = self.hold("Verify two packages, SHA-256".into(), large.bytes, &ways)?;
        let notes = ["one", "two", "three"].iter().flat_map(|name| {
            [".note.json", ".note.json.sig"].map(|end| self.stand.at(&format!("{name}{end}")))
        });
        clear(&places.into_iter().chain(notes).collect::<Vec<_>>())?;
        Ok(vec![
            Finding::at_least("verify (BLAKE3) / b3sum", 0.9, fast.ratio(VERIFY, B3SUM)),
            Finding::at_least("verify two (SHA-256) / openssl dgst", 1.7, slow.ratio(VERIFY, OPENSSL)),
            Finding::at_least("verify two (SHA-256) / sha256sum", 7.0, slow.ratio(VERIFY, SHA256SUM)),
        ])
    }
}
