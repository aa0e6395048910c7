//! A package unpacked by hand: a BagIt folder.

use super::error::VerifyError;
use super::findings::Findings;
use crate::custody::open::judge_manifest;
use crate::custody::seal::Watch;
use crate::custody::survey::survey;
use crate::model::{DigestSet, Facts, Trust};
use crate::package::Manifest;
use crate::sign::Keyring;
use crate::stream::Hasher;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Judges a BagIt folder (a package unpacked by hand): every file against the lists, the manifest's signature.
///
/// # Errors
/// [`VerifyError::NotABag`], [`VerifyError::Survey`], [`VerifyError::Read`].
pub fn bag(folder: &Path, keyring: &Keyring, watch: Watch<'_>) -> Result<Findings, VerifyError> {
    let mut findings = Findings::default();
    let not_a_bag = || VerifyError::NotABag { path: folder.to_owned() };
    let read = |name: &str| std::fs::read(folder.join(name)).ok();
    if read("bagit.txt").is_none() {
        return Err(not_a_bag());
    }
    let found = survey(&folder.join("data"), watch.progress, watch.cancel)?;
    let mut present: BTreeMap<String, DigestSet> =
        found.files.into_iter().map(|file| (format!("data/{}", file.path), file.digests)).collect();
    let total = present.len();
    let lists = ["manifest-sha256.txt", "manifest-blake3.txt"].map(|name| (name, read(name)));
    if lists.iter().all(|(_, list)| list.is_none()) {
        return Err(not_a_bag());
    }
    let mut wrong = 0_u64;
    let mut listed = BTreeSet::new();
    for (_, list) in &lists {
        for line in list.as_deref().map(String::from_utf8_lossy).unwrap_or_default().lines() {
            let Some((digest, path)) = line.split_once("  ") else { return Err(not_a_bag()) };
            listed.insert(path.to_owned());
            let code = match present.get(path) {
                None => "bag-missing",
                Some(set) => {
                    let texts = [set.sha256.map(|d| d.to_string()), set.blake3.map(|d| d.to_string())];
                    if texts.into_iter().flatten().any(|text| text.eq_ignore_ascii_case(digest)) {
                        continue;
                    }
                    "bag-altered"
                }
            };
            wrong += 1;
            findings.add(Trust::Bad, code, crate::facts![path = path]);
        }
    }
    present.retain(|path, _| !listed.contains(path));
    for path in present.keys() {
        wrong += 1;
        findings.add(Trust::Bad, "bag-extra", crate::facts![path = path]);
    }
    for path in found.not_files.iter().chain(found.unreadable.iter().map(|one| &one.path)) {
        wrong += 1;
        findings.add(Trust::Bad, "bag-extra", crate::facts![path = path]);
    }
    if wrong == 0 {
        findings.add(Trust::Good, "bag-good", crate::facts![files = total]);
    }
    let (manifest, signature) = (read("azukari/manifest.json"), read("azukari/manifest.json.sig"));
    let (Some(manifest), Some(signature)) = (manifest, signature) else {
        findings.add(Trust::Absent, "signature-absent", Facts::new());
        return Ok(findings);
    };
    let altered = |path: &str| (Trust::Bad, "bag-altered", crate::facts![path = path]);
    let Ok(parsed) = serde_json::from_slice::<Manifest>(&manifest) else {
        let (trust, code, facts) = altered("azukari/manifest.json");
        findings.add(trust, code, facts);
        return Ok(findings);
    };
    match judge_manifest(keyring, &parsed, &manifest, &signature) {
        Ok(judgement) => findings.signature(&judgement),
        // Nothing that a forged manifest names is looked at.
        Err(_) => {
            let facts = crate::facts![name = "", fingerprint = "", reason = "mismatch"];
            findings.add(Trust::Bad, "signature-bad", facts);
            return Ok(findings);
        }
    }
    // A list that the signature does not cover could be anybody's.
    let unsigned = lists.iter().filter(|(name, list)| list.is_some() && !parsed.tags.contains_key(*name));
    for (name, _) in unsigned {
        let (trust, code, facts) = altered(name);
        findings.add(trust, code, facts);
    }
    for (name, digest) in &parsed.tags {
        let inside =
            name.split('/').all(|part| !matches!(part, "" | "." | "..")) && !Path::new(name).is_absolute();
        let regular = folder.join(name).symlink_metadata().is_ok_and(|metadata| metadata.is_file());
        let same = inside && regular && read(name).is_some_and(|bytes| Hasher::sha256_of(&bytes) == *digest);
        if !same {
            let (trust, code, facts) = altered(name);
            findings.add(trust, code, facts);
        }
    }
    Ok(findings)
}
