//! 甲の一覧との照合: what 甲's list says against what was found. Only what was compared counts as agreeing.

use super::list::Entry;
use super::survey::{Survey, Surveyed};
use crate::document::{Annex, Comparison, ComparisonResult};
use crate::model::DigestSet;
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;

/// The comparison where 甲 gave no list.
#[must_use]
pub fn without_list() -> Comparison {
    Comparison {
        result: ComparisonResult::NoList,
        list: None,
        matched: 0,
        missing: Vec::new(),
        extra: Vec::new(),
        altered: Vec::new(),
        renamed: Vec::new(),
        presence_only: 0,
        size_only: 0,
    }
}

/// Compares `entries` of `list` with `survey` of a folder named `root`. `own` is the list's path in that folder, if it came along
/// on the medium: no list names itself.
#[must_use]
pub fn compare(list: Annex, entries: &[Entry], survey: &Survey, root: &str, own: Option<&str>) -> Comparison {
    let mut here: BTreeMap<String, Vec<&Surveyed>> = BTreeMap::new();
    for file in &survey.files {
        here.entry(composed(&file.path)).or_default().push(file);
    }
    let unreadable: BTreeSet<String> = survey.unreadable.iter().map(|item| composed(&item.path)).collect();
    let prefix = common_root(entries, survey, root);
    let mut result = Comparison { result: ComparisonResult::Match, list: Some(list), ..without_list() };
    let mut used = BTreeSet::new();
    for entry in entries {
        let path = entry.path.strip_prefix(&prefix).unwrap_or(&entry.path);
        let found = here.get(&composed(path)).and_then(|files| {
            // Two names that differ only in composition can lie side by side on Linux: the exact one is meant.
            files.iter().find(|file| file.path == path).or_else(|| files.first())
        });
        let Some(file) = found else {
            // An unreadable file is there, but nothing about it agrees: it is named elsewhere, and no match is claimed.
            if !unreadable.contains(&composed(path)) {
                result.missing.push(entry.path.clone());
            }
            continue;
        };
        used.insert(file.path.as_str());
        if !agrees(entry, file) {
            result.altered.push(file.path.clone());
            continue;
        }
        if file.path != path {
            result.renamed.push(file.path.clone());
        }
        // Without a digest only an empty file is known to be the one that was listed.
        match entry.bytes {
            _ if entry.digests != DigestSet::default() => result.matched += 1,
            Some(0) => result.matched += 1,
            Some(_) => result.size_only += 1,
            None => result.presence_only += 1,
        }
    }
    let extra = survey.files.iter().map(|file| file.path.as_str());
    let extra = extra.filter(|path| !used.contains(path) && own != Some(*path));
    result.extra = extra.map(str::to_owned).collect();
    let clean = result.missing.is_empty() && result.extra.is_empty() && result.altered.is_empty();
    if !clean || !survey.unreadable.is_empty() {
        result.result = ComparisonResult::Differs;
    } else if result.presence_only + result.size_only > 0 {
        result.result = ComparisonResult::PresentUnverified;
    }
    result
}

/// Size and every listed digest; a listed digest that was not computed is no agreement.
fn agrees(entry: &Entry, file: &Surveyed) -> bool {
    let size = entry.bytes.is_none_or(|bytes| bytes == file.bytes);
    let listed = entry.digests != DigestSet::default();
    size && (!listed || entry.digests.agrees_with(&file.digests))
}

fn composed(path: &str) -> String {
    path.nfc().collect()
}

/// `ROOT/` if the list was made one folder further up, else nothing.
fn common_root(entries: &[Entry], survey: &Survey, root: &str) -> String {
    let prefix = format!("{root}/");
    let above = !root.is_empty() && entries.iter().all(|entry| entry.path.starts_with(&prefix));
    let below = survey.files.iter().any(|file| file.path.starts_with(&prefix));
    if above && !below { prefix } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::super::survey::Unreadable;
    use super::*;
    use crate::model::Sha256;

    fn digests(byte: u8) -> DigestSet {
        DigestSet { sha256: Some(Sha256([byte; 32])), blake3: None }
    }

    fn file(path: &str, byte: u8) -> Surveyed {
        Surveyed { path: path.into(), bytes: u64::from(byte), digests: digests(byte) }
    }

    fn entry(path: &str, byte: Option<u8>) -> Entry {
        let digests = byte.map(digests).unwrap_or_default();
        Entry { line: 1, path: path.into(), bytes: byte.map(u64::from), digests }
    }

    fn run(entries: &[Entry], survey: &Survey, own: Option<&str>) -> Comparison {
        let list = Annex { name: "list.csv".into(), bytes: 1, sha256: Sha256([0; 32]) };
        compare(list, entries, survey, "媒体", own)
    }

    #[test]
    fn everything_agrees_or_is_named() {
        let survey = Survey { files: vec![file("a", 1), file("b", 2)], ..Survey::default() };
        let good = run(&[entry("a", Some(1)), entry("b", Some(2))], &survey, None);
        assert_eq!((good.result, good.matched), (ComparisonResult::Match, 2));
        let bad = run(&[entry("a", Some(9)), entry("c", Some(3))], &survey, None);
        assert_eq!(bad.result, ComparisonResult::Differs);
        assert_eq!(
            (bad.altered, bad.missing, bad.extra),
            (vec!["a".into()], vec!["c".into()], vec!["b".into()])
        );
        assert_eq!(bad.matched, 0);
    }

    #[test]
    fn a_name_alone_proves_no_content() {
        let survey = Survey { files: vec![file("a", 1)], ..Survey::default() };
        let found = run(&[entry("a", None)], &survey, None);
        assert_eq!((found.matched, found.presence_only), (0, 1));
        assert_eq!(found.result, ComparisonResult::PresentUnverified);
    }

    #[test]
    fn a_size_alone_proves_no_content() {
        let survey = Survey { files: vec![file("a", 1), file("b", 2), file("c", 0)], ..Survey::default() };
        let sized = |path, byte: u8| Entry { digests: DigestSet::default(), ..entry(path, Some(byte)) };
        let found = run(&[sized("a", 1), entry("b", Some(2)), sized("c", 0)], &survey, None);
        assert_eq!((found.matched, found.size_only), (2, 1));
        assert_eq!(found.result, ComparisonResult::PresentUnverified);
        let found = run(&[sized("a", 9), entry("b", Some(2)), sized("c", 0)], &survey, None);
        assert_eq!(found.result, ComparisonResult::Differs);
    }

    #[test]
    fn an_unreadable_file_never_matches() {
        let unreadable = vec![Unreadable { path: "b".into(), reason: String::new() }];
        let survey = Survey { files: vec![file("a", 1)], unreadable, ..Survey::default() };
        let found = run(&[entry("a", Some(1)), entry("b", Some(2))], &survey, None);
        assert_eq!((found.result, found.matched), (ComparisonResult::Differs, 1));
        assert!(found.missing.is_empty());
    }

    #[test]
    fn composition_of_names_is_told_apart_but_matches() {
        let survey = Survey { files: vec![file("か\u{3099}.txt", 1)], ..Survey::default() };
        let found = run(&[entry("が.txt", Some(1))], &survey, None);
        assert_eq!((found.result, found.renamed.len()), (ComparisonResult::Match, 1));
    }

    #[test]
    fn the_list_itself_and_a_folder_above_do_no_harm() {
        let survey = Survey { files: vec![file("a", 1), file("list.csv", 7)], ..Survey::default() };
        assert_eq!(
            run(&[entry("媒体/a", Some(1))], &survey, Some("list.csv")).result,
            ComparisonResult::Match
        );
        assert_eq!(run(&[entry("a", Some(1))], &survey, None).extra, ["list.csv"]);
    }
}
