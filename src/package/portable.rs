//! Names that every receiver's system can take: told before sealing, and given on request. The index keeps what they were.

use super::extra::Extra;
use super::naming::{Judged, NameProblem, NameProblemKind, NameRules, Node, judge, link_to};
use super::tree::{Entry, EntryKind, Tree};
use std::collections::HashMap;
use std::path::Path;

/// The longest path that older programs on Windows open, in UTF-16 units, without the end mark.
const LONGEST_PATH: usize = 259;

/// The shortest that stands before it there: `C:\`.
const DRIVE: usize = 3;

/// Every name in `tree` that some system does not take.
#[must_use]
pub fn names_everywhere(tree: &Tree) -> Vec<NameProblem> {
    let path = |at: usize| tree.entries[at].path.to_string();
    let Judged { found, .. } = judge(NameRules::EVERYWHERE, &nodes(tree));
    let mut problems: Vec<_> = found
        .into_iter()
        .map(|(at, kind, other)| NameProblem { path: path(at), kind, other: other.map(path) })
        .collect();
    let long = |entry: &&Entry| {
        entry.path.len() > LONGEST_PATH - DRIVE && entry.path.encode_utf16().count() > LONGEST_PATH - DRIVE
    };
    problems.extend(tree.entries.iter().filter(long).map(|entry| NameProblem {
        path: entry.path.to_string(),
        kind: NameProblemKind::LongPath,
        other: None,
    }));
    problems
}

/// What has another name in the package than where it lies: what the name was, and its path in the package.
#[must_use]
pub fn renamed(tree: &Tree) -> Vec<(String, String)> {
    let was = |entry: &Entry| entry.extra.as_ref()?.renamed_from.as_deref().map(str::to_owned);
    tree.entries.iter().filter_map(|entry| Some((was(entry)?, entry.path.to_string()))).collect()
}

/// Gives every name that some system does not take another one.
pub(super) fn rename(tree: &mut Tree) {
    let Judged { names, .. } = judge(NameRules::EVERYWHERE, &nodes(tree));
    if names.is_empty() {
        return;
    }
    let names: HashMap<usize, String> = names.into_iter().collect();
    let paths = paths(tree, &names);
    // Two that were spelled alike have one path here; the first is what a link or another name of the same file means.
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (at, entry) in tree.entries.iter().enumerate() {
        first.entry(&entry.path).or_insert(at);
    }
    let new_name = |path: &str| first.get(path).and_then(|at| names.get(at)).map(String::as_str);
    let new_path = |path: &str| first.get(path).and_then(|at| paths[*at].clone());
    let told: Vec<Option<Extra>> = tree
        .entries
        .iter()
        .enumerate()
        .map(|(at, entry)| {
            let mut extra = entry.extra.as_deref().cloned().unwrap_or_default();
            if paths[at].is_some() && extra.origin.is_none() {
                let below = entry.path.split_once('/').map_or("", |(_, below)| below);
                extra.origin = Some(Path::new(below).into());
            }
            if names.contains_key(&at) && extra.renamed_from.is_none() {
                let name = entry.path.rsplit('/').next().unwrap_or_default();
                extra.renamed_from = Some(name.into());
            }
            if let Some(path) = extra.same_as.as_deref().and_then(new_path) {
                extra.same_as = Some(path);
            }
            if let Some(target) = &extra.link {
                extra.link = Some(link_to(&entry.path, target, &new_name).into());
            }
            (extra != Extra::default()).then_some(extra)
        })
        .collect();
    for ((entry, path), extra) in tree.entries.iter_mut().zip(paths).zip(told) {
        if let Some(path) = path {
            entry.path = path;
        }
        entry.extra = extra.map(Box::new);
    }
}

/// The tree as the rules see it. A folder comes right before what is in it, so that the folder of an entry is the last one that is
/// one level higher, whatever it is called.
fn nodes(tree: &Tree) -> Vec<Node<'_>> {
    let mut above: Vec<u32> = Vec::new();
    let numbered = tree.entries.iter().zip(1..);
    numbered
        .map(|(entry, number)| {
            let name = entry.path.rsplit('/').next().unwrap_or(&entry.path);
            let depth = depth(entry);
            above.truncate(depth);
            let parent = above.last().copied().unwrap_or(0);
            above.push(number);
            Node { parent, name, folder: entry.kind == EntryKind::Folder }
        })
        .collect()
}

fn depth(entry: &Entry) -> usize {
    entry.path.matches('/').count()
}

/// The new path of every entry that has one.
fn paths(tree: &Tree, names: &HashMap<usize, String>) -> Vec<Option<Box<str>>> {
    // The path of the folder that is open at each level, if it is a new one.
    let mut above: Vec<Option<Box<str>>> = Vec::new();
    let paths = tree.entries.iter().enumerate().map(|(at, entry)| {
        above.truncate(depth(entry));
        let (folder, name) = entry.path.rsplit_once('/').unwrap_or(("", &entry.path));
        let new = match (above.last().and_then(Option::as_deref), names.get(&at)) {
            (None, None) => None,
            (None, Some(name)) if folder.is_empty() => Some(name.as_str().into()),
            (None, Some(name)) => Some(format!("{folder}/{name}").into()),
            (Some(folder), new) => Some(format!("{folder}/{}", new.map_or(name, String::as_str)).into()),
        };
        above.push(new.clone());
        new
    });
    paths.collect()
}
