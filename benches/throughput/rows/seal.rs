//! Sealing four large files.

use super::super::contest::Way;
use super::super::finding::Finding;
use super::super::primitives::Primitives;
use super::{Bench, CP, EQUAL, Error, Path, SEAL, SEAL_BLAKE3, TAR_AGE, TAR_RAGE};

impl Bench {
    pub(super) fn seal(&self, costs: &Primitives) -> Result<Vec<Finding>, Box<dyn Error>> {
        let large = &self.stand.large;
        let mut ways = vec![
            self.seal_way(SEAL_BLAKE3, &large.path, "blake3"),
            self.seal_way(SEAL, &large.path, "sha256,blake3"),
        ];
        ways.extend(self.sealers(&large.path));
        ways.push(self.peer(
            EQUAL,
            &["tar", "rage", "sha256sum"],
            &large.path,
            r#"sha256sum "$SRC"/* && tar -C "$(dirname "$SRC")" -c "$(basename "$SRC")" | rage -r "$TO" -o "$OUT" &&
               sha256sum "$OUT""#,
        ));
        let found = self.hold(format!("Seal 4 files of {} MiB", large.bytes >> 22), large.bytes, &ways)?;
        let cost = |name| found.cpu_per_gib(name);
        let slower = |ours, theirs| found.ratio(ours, theirs).map(|ratio| 1.0 / ratio);
        println!(
            "  sum of the primitives: {:.2} CPU s/GiB with BLAKE3 only, {:.2} with both digests",
            costs.seal_blake3(),
            costs.seal_both()
        );
        Ok(vec![
            Finding::at_least(
                "seal --digest blake3 / tar | rage -r",
                2.4,
                found.ratio(SEAL_BLAKE3, TAR_RAGE),
            ),
            Finding::at_least("seal --digest blake3 / tar | age -r", 2.0, found.ratio(SEAL_BLAKE3, TAR_AGE)),
            Finding::at_most("seal --digest blake3: times cp", "x", 1.7, slower(SEAL_BLAKE3, CP)),
            Finding::at_least(
                "seal / tar | rage -r, which hashes nothing",
                1.25,
                found.ratio(SEAL, TAR_RAGE),
            ),
            Finding::at_least("seal / the equal work with stock programs", 5.0, found.ratio(SEAL, EQUAL)),
            Finding::at_most(
                "seal --digest blake3: CPU / sum of its primitives",
                "x",
                1.15,
                cost(SEAL_BLAKE3).map(|cost| cost / costs.seal_blake3()),
            ),
            Finding::at_most(
                "seal: CPU / sum of its primitives",
                "x",
                1.15,
                cost(SEAL).map(|cost| cost / costs.seal_both()),
            ),
        ])
    }

    pub(super) fn seal_way(&self, name: &'static str, source: &Path, digest: &'static str) -> Way {
        let (source, package) = (source.to_owned(), self.stand.at("own.age"));
        let output =
            vec![package.clone(), self.stand.at("own.note.json"), self.stand.at("own.note.json.sig")];
        self.own(name, output, move |stand| stand.seal(&[&source], &package, digest))
    }

    /// The other programs that make one encrypted file of a folder.
    pub(super) fn sealers(&self, source: &Path) -> Vec<Way> {
        const TAR: &str = r#"tar -C "$(dirname "$SRC")" -c "$(basename "$SRC")""#;
        let line = |rest: &str| -> &'static str { Box::leak(format!("{TAR} {rest}").into_boxed_str()) };
        vec![
            self.peer(CP, &["cp"], source, r#"cp -r "$SRC" "$OUT""#),
            self.peer(TAR_RAGE, &["tar", "rage"], source, line(r#"| rage -r "$TO" -o "$OUT""#)),
            self.peer(TAR_AGE, &["tar", "age"], source, line(r#"| age -r "$TO" -o "$OUT""#)),
            self.peer(
                "tar | gpg --symmetric (AES-256)",
                &["tar", "gpg"],
                source,
                line(
                    r#"| gpg --batch --quiet --homedir "$(mkdir -p -m 700 gpg && echo gpg)" --pinentry-mode loopback \
                       --passphrase-file passphrase --no-symkey-cache --symmetric --cipher-algo AES256 \
                       --compress-algo none -o "$OUT""#,
                ),
            ),
            self.peer(
                "7z a -mx=0 -mhe=on (AES-256)",
                &["7z"],
                source,
                r#"7z a -t7z -mx=0 -mhe=on -bso0 -bsp0 -pmihon "$OUT" "$SRC""#,
            ),
        ]
    }
}
