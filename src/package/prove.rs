//! Proving an own package after it was read to its end: that manifest, lists, index, trailer and content all say the
//! same. Authentic bytes can still lie: whoever seals can seal nonsense.

use super::bag::{
    BAG_INFO, BAGIT_NAME, INDEX_NAME, MANIFEST_BLAKE3, MANIFEST_NAME, MANIFEST_SHA256, Manifest,
    SIGNATURE_NAME, START_NAME, Start, TAG_MANIFEST, TRAILER_NAME, Totals, Trailer, manifest_line, time_text,
};
use super::coding::CodingKind;
use super::cursor::Found;
use super::error::PackageError;
use super::link::leads_inside;
use super::opening::Opening;
use super::tree::EntryKind;
use crate::model::{Algorithms, Sha256};
use crate::sign;
use crate::stream::Hasher;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What was proved.
pub(super) struct Proof {
    pub(super) manifest: Manifest,
    pub(super) manifest_bytes: Vec<u8>,
    pub(super) manifest_sha256: Sha256,
    pub(super) signature: Vec<u8>,
    pub(super) token: String,
    pub(super) totals: Totals,
}

fn bad(what: &'static str, inside: &str) -> PackageError {
    PackageError::malformed(what, inside)
}

/// Proves `members` against what the package says of itself.
pub(super) fn prove(
    opening: &Opening,
    bag: &str,
    start: &Start,
    members: &[Found],
) -> Result<Proof, PackageError> {
    let names: Vec<&str> = members.iter().map(|member| tag_name(bag, &member.path)).collect();
    let in_data = |name: &str| name == "data" || name.starts_with("data/");
    let data = names.iter().skip(2).take_while(|name| in_data(name)).count();
    check_order(&names, 2 + data, start)?;
    let (data, tail) = members[2..].split_at(data);
    let Some((root @ Found { kind: EntryKind::Folder, .. }, data)) = data.split_first() else {
        return Err(bad("order", "data/"));
    };
    check_tree(bag, data)?;
    let tail: BTreeMap<&str, &Found> =
        tail.iter().map(|member| (tag_name(bag, &member.path), member)).collect();
    let trailer = opening.trailer()?;
    check_trailer(&trailer, &tail)?;

    let manifest_bytes = opening.read(trailer.manifest_offset, trailer.manifest_bytes)?;
    let signature = opening.read(trailer.signature_offset, trailer.signature_bytes)?;
    let manifest: Manifest =
        serde_json::from_slice(&manifest_bytes).map_err(|_| bad("manifest", MANIFEST_NAME))?;
    // Nobody restores times and permissions of tag files; all the same there is one way to write them.
    let moment = (manifest.sealed_at.to_unix(), 0);
    let is_plain = |member: &&Found| member.mtime == moment && member.mode == 0o644;
    if let Some(odd) = members[..2].iter().chain(tail.values().copied()).find(|member| !is_plain(member)) {
        return Err(bad("header", tag_name(bag, &odd.path)));
    }
    if root.mtime != moment || root.mode != 0o755 {
        return Err(bad("header", "data/"));
    }
    let totals = count(data);
    let Totals { links, .. } = totals;
    let said = Totals { files: start.files, folders: start.folders, bytes: start.content_bytes, links };
    if manifest.schema != Manifest::SCHEMA
        || manifest.package != start.package
        || manifest.contents != totals
        || said != totals
    {
        return Err(bad("manifest", MANIFEST_NAME));
    }
    // The signature must fit before anything that it covers is believed; whose it is, others judge.
    sign::check(super::NAMESPACE, &manifest_bytes, &signature).map_err(|_| PackageError::SignatureBad)?;

    let head = [(BAGIT_NAME, &members[0]), (START_NAME, &members[1])];
    let tags: BTreeMap<String, Sha256> = head
        .into_iter()
        .chain(tail.iter().map(|(name, member)| (*name, *member)))
        .filter(|(name, _)| ![MANIFEST_NAME, SIGNATURE_NAME, TAG_MANIFEST, TRAILER_NAME].contains(name))
        .filter_map(|(name, member)| Some((name.to_owned(), member.digests.sha256?)))
        .collect();
    if tags != manifest.tags {
        let name = tags.iter().find(|(name, digest)| manifest.tags.get(*name) != Some(digest));
        return Err(PackageError::HashMismatch {
            inside: name.map_or(MANIFEST_NAME, |(name, _)| name).to_owned(),
        });
    }
    check_index(opening, bag, &trailer, start.algorithms(), data)?;
    check_lists(bag, start.algorithms(), data, &manifest.tags)?;
    check_tag_manifest(&tags, &tail)?;
    let manifest_sha256 = Hasher::sha256_of(&manifest_bytes);
    Ok(Proof { manifest, manifest_bytes, manifest_sha256, signature, token: trailer.token, totals })
}

fn tag_name<'a>(bag: &str, path: &'a str) -> &'a str {
    path.strip_prefix(bag).and_then(|rest| rest.strip_prefix('/')).unwrap_or("")
}

fn check_order(names: &[&str], tail: usize, start: &Start) -> Result<(), PackageError> {
    let mut expected = vec![];
    if start.blake3 {
        expected.push(MANIFEST_BLAKE3);
    }
    if start.sha256 {
        expected.push(MANIFEST_SHA256);
    }
    expected.extend([BAG_INFO, INDEX_NAME, MANIFEST_NAME, SIGNATURE_NAME, TAG_MANIFEST, TRAILER_NAME]);
    match names.get(..2) {
        Some([BAGIT_NAME, START_NAME]) if names.get(2) == Some(&"data") && names[tail..] == expected[..] => {
            Ok(())
        }
        _ => Err(bad("order", names.get(tail).copied().unwrap_or(""))),
    }
}

/// Below `data/` every folder stands before what is in it, and every path once. Whoever writes the files finds out
/// anyway; whoever only checks them must come to the same verdict.
fn check_tree(bag: &str, data: &[Found]) -> Result<(), PackageError> {
    let mut folders = HashSet::from([""]);
    let mut paths = Vec::with_capacity(data.len());
    for member in data {
        let path = below_data(bag, &member.path);
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        if path.is_empty() || !folders.contains(parent) {
            return Err(bad("order", path));
        }
        if member.kind == EntryKind::Folder {
            folders.insert(path);
        }
        paths.push(Cow::Borrowed(path));
        if let Some(suffix) = member.coding.map(CodingKind::suffix).filter(|suffix| !suffix.is_empty()) {
            // Its name in the tar is taken too.
            paths.push(Cow::Owned(format!("{path}{suffix}")));
        }
    }
    check_links(bag, data)?;
    paths.sort_unstable();
    match paths.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(bad("duplicate", &pair[0])),
        None => Ok(()),
    }
}

/// A link leads to something in the package, through folders only.
fn check_links(bag: &str, data: &[Found]) -> Result<(), PackageError> {
    if data.iter().all(|member| member.link.is_none()) {
        return Ok(());
    }
    let kinds: HashMap<&str, EntryKind> =
        data.iter().map(|member| (below_data(bag, &member.path), member.kind)).collect();
    let kind_of = |path: &str| kinds.get(path).copied();
    for member in data {
        let path = below_data(bag, &member.path);
        if member.link.as_ref().is_some_and(|target| !leads_inside(path, target, &kind_of)) {
            return Err(bad("link", path));
        }
    }
    Ok(())
}

fn check_trailer(trailer: &Trailer, tail: &BTreeMap<&str, &Found>) -> Result<(), PackageError> {
    let place = |name: &str| tail.get(name).map(|member| (member.offset, member.size));
    let index = tail.get(INDEX_NAME).and_then(|member| member.digests.sha256);
    let fits = place(INDEX_NAME) == Some((trailer.index_offset, trailer.index_bytes))
        && place(MANIFEST_NAME) == Some((trailer.manifest_offset, trailer.manifest_bytes))
        && place(SIGNATURE_NAME) == Some((trailer.signature_offset, trailer.signature_bytes))
        && index == Some(trailer.index_sha256);
    if fits { Ok(()) } else { Err(bad("trailer", TRAILER_NAME)) }
}

fn count(data: &[Found]) -> Totals {
    let mut totals = Totals::default();
    for member in data {
        match member.kind {
            EntryKind::File => totals.files += 1,
            EntryKind::Folder => totals.folders += 1,
            EntryKind::Link => totals.links += 1,
        }
        totals.bytes += member.size;
    }
    totals
}

/// Path below `data/`.
fn below_data<'a>(bag: &str, path: &'a str) -> &'a str {
    tag_name(bag, path).strip_prefix("data/").unwrap_or("")
}

fn check_index(
    opening: &Opening,
    bag: &str,
    trailer: &Trailer,
    algorithms: Algorithms,
    data: &[Found],
) -> Result<(), PackageError> {
    let mut index = opening.index_at(trailer)?;
    for member in data {
        let said = index.next_entry()?.ok_or_else(|| bad("index", INDEX_NAME))?;
        let folder = member.kind == EntryKind::Folder;
        let path = below_data(bag, &member.path);
        let same_place = said.path.strip_suffix('/').unwrap_or(&said.path) == path
            && said.path.ends_with('/') == folder
            && said.size == member.size
            && said.is_well_coded()
            && said.coding == member.coding
            && said.link.as_deref() == member.link.as_deref()
            && said.stored_bytes() == member.stored
            && said.offset == member.offset
            && said.mode == member.mode
            && said.mtime == time_text(member.mtime);
        if !same_place {
            return Err(bad("index", path));
        }
        let complete = said.digests().algorithms() == algorithms;
        if member.kind == EntryKind::File && !(complete && said.digests().agrees_with(&member.digests)) {
            return Err(PackageError::HashMismatch { inside: path.to_owned() });
        }
    }
    match index.next_entry()? {
        None => Ok(()),
        Some(_) => Err(bad("index", INDEX_NAME)),
    }
}

/// The lists in `sha256sum` form must be exactly what the content gives.
fn check_lists(
    bag: &str,
    algorithms: Algorithms,
    data: &[Found],
    tags: &BTreeMap<String, Sha256>,
) -> Result<(), PackageError> {
    let files = || data.iter().filter(|member| member.kind == EntryKind::File);
    let only_sha256 = Algorithms { sha256: true, blake3: false };
    let digest = |line: &dyn Fn(&Found) -> Option<String>| {
        let mut hasher = Hasher::new(only_sha256);
        for text in files().filter_map(line) {
            hasher.update(text.as_bytes());
        }
        hasher.finish().sha256
    };
    if algorithms.blake3 {
        let list =
            digest(&|member| Some(manifest_line(&member.digests.blake3?, below_data(bag, &member.path))));
        if tags.get(MANIFEST_BLAKE3).copied() != list {
            return Err(PackageError::HashMismatch { inside: MANIFEST_BLAKE3.to_owned() });
        }
    }
    if algorithms.sha256 {
        let list =
            digest(&|member| Some(manifest_line(&member.digests.sha256?, below_data(bag, &member.path))));
        if tags.get(MANIFEST_SHA256).copied() != list {
            return Err(PackageError::HashMismatch { inside: MANIFEST_SHA256.to_owned() });
        }
    }
    Ok(())
}

fn check_tag_manifest(
    tags: &BTreeMap<String, Sha256>,
    tail: &BTreeMap<&str, &Found>,
) -> Result<(), PackageError> {
    let digest = |name: &str| tail.get(name).and_then(|member| member.digests.sha256);
    let mut all = tags.clone();
    for name in [MANIFEST_NAME, SIGNATURE_NAME] {
        all.extend(digest(name).map(|digest| (name.to_owned(), digest)));
    }
    let text: String = all.iter().map(|(name, digest)| format!("{digest}  {name}\n")).collect();
    if digest(TAG_MANIFEST) == Some(Hasher::sha256_of(text.as_bytes())) {
        Ok(())
    } else {
        Err(PackageError::HashMismatch { inside: TAG_MANIFEST.to_owned() })
    }
}
