//! The same with many small files.

use super::super::finding::Finding;
use super::{Bench, Error, OPEN, RAGE_TAR, SEAL, TAR_RAGE};

impl Bench {
    pub(super) fn small_files(&self) -> Result<Vec<Finding>, Box<dyn Error>> {
        let small = &self.stand.small;
        let title = format!("{} small files, {} MB", small.files, small.bytes / 1_000_000);
        let mut ways = vec![self.seal_way(SEAL, &small.path, "sha256,blake3")];
        ways.extend(self.sealers(&small.path));
        let sealed = self.hold(format!("Seal {title}"), small.bytes, &ways)?;
        let packages = self.packages(small)?;
        let opened = self.hold(format!("Open {title}"), small.bytes, &self.openers(&packages, false))?;
        self.clear_packages(packages)?;
        Ok(vec![
            Finding::at_least("seal small files / tar | rage -r", 1.0, sealed.ratio(SEAL, TAR_RAGE)),
            Finding::at_least("open small files / rage -d | tar x", 1.0, opened.ratio(OPEN, RAGE_TAR)),
        ])
    }
}
