//! Taking over a folder.

use super::super::finding::Finding;
use super::super::primitives::Primitives;
use super::{B3SUM, Bench, Error, OPENSSL, RECEIVE, SHA256SUM};

impl Bench {
    pub(super) fn receive(&self, costs: &Primitives) -> Result<Vec<Finding>, Box<dyn Error>> {
        let large = &self.stand.large;
        let source = large.path.clone();
        let receive = self.own(RECEIVE, Vec::new(), move |stand| {
            let mut command = stand.azukari();
            command.args([
                "receive",
                "--again",
                "--from",
                "見本 太郎",
                "--means",
                "手交",
                "--place",
                "見本市役所",
            ]);
            command.arg(&source);
            command
        });
        let ways = [
            receive,
            self.peer(OPENSSL, &["openssl"], &large.path, r#"openssl dgst -sha256 "$SRC"/*"#),
            self.peer(SHA256SUM, &["sha256sum"], &large.path, r#"sha256sum "$SRC"/*"#),
            self.peer(B3SUM, &["b3sum"], &large.path, r#"b3sum "$SRC"/*"#),
        ];
        let title = "Receive the folder of 4 files (SHA-256 and BLAKE3 of each, signed receipt)";
        let found = self.hold(title.into(), large.bytes, &ways)?;
        println!("  sum of the primitives: {:.2} CPU s/GiB", costs.receive());
        Ok(vec![
            Finding::at_least("receive / openssl dgst -sha256", 1.7, found.ratio(RECEIVE, OPENSSL)),
            Finding::at_least("receive / sha256sum", 7.0, found.ratio(RECEIVE, SHA256SUM)),
        ])
    }
}
