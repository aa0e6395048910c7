//! Opening them again.

use super::super::child;
use super::super::contest::{Way, clear};
use super::super::finding::Finding;
use super::super::primitives::Primitives;
use super::super::stand::Tree;
use super::{AGE_TAR, Bench, Error, OPEN, OPEN_BLAKE3, Path, PathBuf, RAGE_TAR};

impl Bench {
    pub(super) fn open(&self, costs: &Primitives) -> Result<Vec<Finding>, Box<dyn Error>> {
        let large = &self.stand.large;
        let packages = self.packages(large)?;
        let ways = self.openers(&packages, true);
        let found = self.hold("Open them again".into(), large.bytes, &ways)?;
        println!(
            "  sum of the primitives: {:.2} CPU s/GiB with BLAKE3 only, {:.2} with both digests",
            costs.seal_blake3(),
            costs.seal_both()
        );
        self.clear_packages(packages)?;
        Ok(vec![
            Finding::at_least(
                "open, BLAKE3 only / rage -d | tar x, which verifies nothing",
                2.5,
                found.ratio(OPEN_BLAKE3, RAGE_TAR),
            ),
            Finding::at_least("open, BLAKE3 only / age -d | tar x", 1.5, found.ratio(OPEN_BLAKE3, AGE_TAR)),
            Finding::at_least(
                "open / rage -d | tar x, which verifies nothing",
                2.5,
                found.ratio(OPEN, RAGE_TAR),
            ),
            Finding::at_least("open / age -d | tar x", 1.5, found.ratio(OPEN, AGE_TAR)),
            Finding::at_most(
                "open: CPU / sum of its primitives",
                "x",
                1.15,
                found.cpu_per_gib(OPEN).map(|cost| cost / costs.seal_both()),
            ),
        ])
    }

    /// A package by azukari, one with BLAKE3 only, and one by rage (or age) of the same sources, to be opened.
    pub(super) fn packages(&self, source: &Tree) -> Result<[PathBuf; 3], Box<dyn Error>> {
        let packages = ["given.age", "blake3.age", "foreign.age"].map(|name| self.stand.at(name));
        let [own, fast, foreign] = &packages;
        for (package, digest) in [(own, "sha256,blake3"), (fast, "blake3")] {
            child::run(&mut self.stand.seal(&[&source.path], package, digest), &self.stand.log())?;
        }
        if let Some(program) = ["rage", "age"].into_iter().find(|name| self.peers.has(name)) {
            let line = format!(
                r#"tar -C "$(dirname "$SRC")" -c "$(basename "$SRC")" | {program} -r "$TO" -o "$OUT""#
            );
            let values = [("SRC", source.path.as_path()), ("OUT", foreign)];
            child::run(&mut self.stand.shell(&line, &values), &self.stand.log())?;
        }
        Ok(packages)
    }

    /// Whatever opens them; `all` also what azukari has no target for.
    pub(super) fn openers(&self, [own, fast, foreign]: &[PathBuf; 3], all: bool) -> Vec<Way> {
        const UNPACK: &str = r#"-d -i "$KEY" "$SRC" | tar -C "$(mkdir "$OUT" && echo "$OUT")" -x"#;
        let target = self.stand.at("own.out");
        let open = |name, package: &Path, receipt: bool| {
            let (own, target) = (package.to_owned(), target.clone());
            self.own(name, vec![target.clone()], move |stand| {
                let mut command = stand.azukari();
                command.arg("open").arg("-d").arg(&target).arg(&own);
                if !receipt {
                    command.arg("--no-receipt").arg("--identity").arg(stand.at("key.txt"));
                }
                command
            })
        };
        let line =
            |program: &str| -> &'static str { Box::leak(format!("{program} {UNPACK}").into_boxed_str()) };
        let mut ways = vec![
            open(OPEN, own, false),
            self.peer(RAGE_TAR, &["tar", "rage"], foreign, line("rage")),
            self.peer(AGE_TAR, &["tar", "age"], foreign, line("age")),
        ];
        if all {
            ways.insert(1, open(OPEN_BLAKE3, fast, false));
            ways.insert(2, open("azukari open, with its receipt", own, true));
        }
        ways
    }

    pub(super) fn clear_packages(&self, packages: [PathBuf; 3]) -> std::io::Result<()> {
        let notes = ["given", "blake3"].into_iter().flat_map(|name| {
            [".note.json", ".note.json.sig"].map(|end| self.stand.at(&format!("{name}{end}")))
        });
        clear(&packages.into_iter().chain(notes).collect::<Vec<_>>())
    }
}
