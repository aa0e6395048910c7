//! The tail of a package: manifests, index, signature, trailer. Its length does not depend on the digests in it, so a
//! dry run with zeros tells it before sealing begins.

use super::bag::{
    BAG_INFO, BAGIT, BAGIT_NAME, INDEX_NAME, IndexEntry, MANIFEST_BLAKE3, MANIFEST_NAME, MANIFEST_SHA256,
    Manifest, SIGNATURE_NAME, START_NAME, TAG_MANIFEST, TRAILER_NAME, Trailer, manifest_line, time_text,
};
use super::error::PackageError;
use super::options::SealOptions;
use super::plan::small_file;
use super::tar_header::{self, Member, padding};
use super::tree::{Entry, EntryKind, Tree};
use crate::model::{Algorithms, Blake3, DigestSet, Sha256};
use crate::stream::Hasher;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Everything that the tail needs, digests aside.
pub(super) struct Tail<'a> {
    pub(super) tree: &'a Tree,
    pub(super) bag: &'a str,
    pub(super) offsets: &'a [u64],
    pub(super) start: &'a [u8],
    pub(super) package: &'a str,
    pub(super) token: &'a str,
    pub(super) options: &'a SealOptions<'a>,
    /// Where the tail begins in the tar.
    pub(super) position: u64,
    /// Length of the index, as [`index_bytes`] counts it.
    pub(super) index_bytes: u64,
}

/// What the tail fixed.
pub(super) struct Written {
    /// Digest of the signed manifest.
    pub(super) manifest_sha256: Sha256,
    /// Digests of the list of files (`manifest-sha256.txt`, or `manifest-blake3.txt` without SHA-256).
    pub(super) list: DigestSet,
    /// Bytes written.
    pub(super) bytes: u64,
}

/// Counts and hashes what passes.
struct Sink<'a, W> {
    inner: &'a mut W,
    position: u64,
    hasher: Option<Hasher>,
}

impl<W: Write> Write for Sink<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write_all(bytes)?;
        if let Some(hasher) = &mut self.hasher {
            hasher.update(bytes);
        }
        self.position += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

type Place = (u64, u64);

impl Tail<'_> {
    /// Writes the tail for `digests` (in tree order; `None`: zeros, to learn the length).
    pub(super) fn write<W: Write>(
        &self,
        out: &mut W,
        digests: Option<&[DigestSet]>,
        failed: impl Fn(io::Error) -> PackageError,
    ) -> Result<Written, PackageError> {
        let mut sink = Sink { inner: out, position: self.position, hasher: None };
        let mut tags = BTreeMap::new();
        tags.insert(BAGIT_NAME.to_owned(), Hasher::sha256_of(BAGIT.as_bytes()));
        tags.insert(START_NAME.to_owned(), Hasher::sha256_of(self.start));
        let algorithms = self.options.algorithms;
        let mut list = DigestSet::default();
        if algorithms.blake3 {
            list = self
                .list(&mut sink, MANIFEST_BLAKE3, digests, &mut tags, |set, path| {
                    manifest_line(&set.blake3.unwrap_or(Blake3([0; 32])), path)
                })
                .map_err(&failed)?;
        }
        if algorithms.sha256 {
            list = self
                .list(&mut sink, MANIFEST_SHA256, digests, &mut tags, |set, path| {
                    manifest_line(&set.sha256.unwrap_or(Sha256([0; 32])), path)
                })
                .map_err(&failed)?;
        }
        let info = self.bag_info();
        tags.insert(BAG_INFO.to_owned(), Hasher::sha256_of(info.as_bytes()));
        self.small(&mut sink, BAG_INFO, info.as_bytes()).map_err(&failed)?;
        let index = self.index(&mut sink, digests, &mut tags).map_err(&failed)?;

        let manifest = self.manifest(tags.clone())?;
        let signature = self
            .options
            .signer
            .sign(super::NAMESPACE, &manifest)
            .map_err(|_| PackageError::Bug("signing"))?;
        let manifest_sha256 = Hasher::sha256_of(&manifest);
        tags.insert(MANIFEST_NAME.to_owned(), manifest_sha256);
        tags.insert(SIGNATURE_NAME.to_owned(), Hasher::sha256_of(signature.as_bytes()));
        let manifest_at = self.small(&mut sink, MANIFEST_NAME, &manifest).map_err(&failed)?;
        let signature_at = self.small(&mut sink, SIGNATURE_NAME, signature.as_bytes()).map_err(&failed)?;
        let tag_manifest: String = tags.iter().map(|(name, digest)| format!("{digest}  {name}\n")).collect();
        self.small(&mut sink, TAG_MANIFEST, tag_manifest.as_bytes()).map_err(&failed)?;
        let trailer = Trailer {
            schema: Trailer::SCHEMA.to_owned(),
            token: self.token.to_owned(),
            index_offset: index.0,
            index_bytes: index.1,
            index_sha256: tags.get(INDEX_NAME).copied().unwrap_or(Sha256([0; 32])),
            manifest_offset: manifest_at.0,
            manifest_bytes: manifest_at.1,
            signature_offset: signature_at.0,
            signature_bytes: signature_at.1,
        };
        self.small(&mut sink, TRAILER_NAME, &trailer.to_bytes()).map_err(&failed)?;
        sink.write_all(&[0; 2 * tar_header::BLOCK]).map_err(&failed)?;
        Ok(Written { manifest_sha256, list, bytes: sink.position - self.position })
    }

    fn mtime(&self) -> i64 {
        self.options.sealed_at.to_unix()
    }

    fn path(&self, name: &str) -> String {
        format!("{}/{name}", self.bag)
    }

    /// A member in one go; returns where its content lies.
    fn small<W: Write>(&self, sink: &mut Sink<'_, W>, name: &str, content: &[u8]) -> io::Result<Place> {
        let mut bytes = Vec::new();
        small_file(&mut bytes, &self.path(name), content, self.mtime());
        let length = content.len() as u64;
        let offset = sink.position + bytes.len() as u64 - length - padding(length) as u64;
        sink.write_all(&bytes)?;
        Ok((offset, length))
    }

    /// A member whose content is too long to hold; without `lines` (a dry run) only its length counts.
    fn streamed<W: Write>(
        &self,
        sink: &mut Sink<'_, W>,
        name: &str,
        algorithms: Algorithms,
        length: u64,
        lines: Option<impl Iterator<Item = String>>,
    ) -> io::Result<(Place, DigestSet)> {
        let mut header = Vec::new();
        let path = self.path(name);
        let member = Member {
            path: &path,
            kind: EntryKind::File,
            size: length,
            mtime: (self.mtime(), 0),
            mode: 0o644,
            real_size: None,
            link: None,
        };
        tar_header::append(&mut header, &member);
        sink.write_all(&header)?;
        let offset = sink.position;
        sink.hasher = Some(Hasher::new(algorithms));
        match lines {
            Some(mut lines) => lines.try_for_each(|line| sink.write_all(line.as_bytes()))?,
            None => sink.position += length,
        }
        let digest = sink.hasher.take().map(Hasher::finish).unwrap_or_default();
        if sink.position - offset != length {
            return Err(io::Error::other("a tail member is not as long as planned"));
        }
        sink.write_all(&[0; tar_header::BLOCK][..padding(length)])?;
        Ok(((offset, length), digest))
    }

    fn list<W: Write>(
        &self,
        sink: &mut Sink<'_, W>,
        name: &str,
        digests: Option<&[DigestSet]>,
        tags: &mut BTreeMap<String, Sha256>,
        line: impl Fn(&DigestSet, &str) -> String,
    ) -> io::Result<DigestSet> {
        let files =
            || self.tree.entries.iter().enumerate().filter(|(_, entry)| entry.kind == EntryKind::File);
        let length = files().map(|(_, entry)| (64 + "  data/".len() + entry.path.len() + 1) as u64).sum();
        let lines = digests.map(|all| files().map(|(at, entry)| line(&all[at], &entry.path)));
        let algorithms = Algorithms { sha256: true, blake3: self.options.algorithms.blake3 };
        let (_, digest) = self.streamed(sink, name, algorithms, length, lines)?;
        tags.extend(digest.sha256.map(|sha256| (name.to_owned(), sha256)));
        Ok(digest)
    }

    fn index<W: Write>(
        &self,
        sink: &mut Sink<'_, W>,
        digests: Option<&[DigestSet]>,
        tags: &mut BTreeMap<String, Sha256>,
    ) -> io::Result<Place> {
        let entries = self.tree.entries.iter().zip(self.offsets);
        let lines = digests.map(|all| {
            entries.zip(all).map(|((entry, offset), digests)| index_line(self.tree, entry, *offset, digests))
        });
        let only_sha256 = Algorithms { sha256: true, blake3: false };
        let (place, digest) = self.streamed(sink, INDEX_NAME, only_sha256, self.index_bytes, lines)?;
        tags.extend(digest.sha256.map(|sha256| (INDEX_NAME.to_owned(), sha256)));
        Ok(place)
    }

    fn bag_info(&self) -> String {
        let date = self.options.sealed_at.to_string();
        format!(
            "Bagging-Date: {}\nBag-Software-Agent: {}\nExternal-Identifier: {}\nPayload-Oxum: {}.{}\n",
            &date[..10],
            self.options.tool,
            self.package,
            self.tree.bytes,
            self.tree.files
        )
    }

    fn manifest(&self, tags: BTreeMap<String, Sha256>) -> Result<Vec<u8>, PackageError> {
        let manifest = Manifest {
            schema: Manifest::SCHEMA.to_owned(),
            package: self.package.to_owned(),
            sealed_at: self.options.sealed_at,
            sender: self.options.sender.clone(),
            recipients: self.options.recipients_named.clone(),
            contents: self.tree.totals(),
            tags,
            tool: self.options.tool.clone(),
        };
        let mut bytes = serde_json::to_vec_pretty(&manifest).map_err(|_| PackageError::Bug("manifest"))?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// Length of the index: digests have always the same number of digits.
pub(super) fn index_bytes(tree: &Tree, offsets: &[u64], algorithms: Algorithms) -> u64 {
    let blank = DigestSet {
        sha256: algorithms.sha256.then_some(Sha256([0; 32])),
        blake3: algorithms.blake3.then_some(Blake3([0; 32])),
    };
    let entries = tree.entries.iter().zip(offsets);
    entries.map(|(entry, offset)| index_line(tree, entry, *offset, &blank).len() as u64).sum()
}

/// The index line of an entry.
pub(super) fn index_line(tree: &Tree, entry: &Entry, offset: u64, digests: &DigestSet) -> String {
    let folder = entry.kind == EntryKind::Folder;
    let mut line = IndexEntry {
        path: format!("{}{}", entry.path, if folder { "/" } else { "" }),
        size: entry.size,
        offset,
        mtime: time_text(entry.mtime),
        mode: entry.mode,
        coding: entry.coding.as_ref().map(|coding| coding.kind()),
        stored: entry.coding.as_ref().map(|coding| coding.stored_bytes()),
        sha256: digests.sha256.filter(|_| entry.kind == EntryKind::File),
        blake3: digests.blake3.filter(|_| entry.kind == EntryKind::File),
        ..IndexEntry::default()
    };
    if let Some(owner) = tree.owner(entry) {
        (line.uid, line.gid) = (Some(owner.uid), Some(owner.gid));
        line.user.clone_from(&owner.user);
        line.group.clone_from(&owner.group);
    }
    if let Some(extra) = &entry.extra {
        extra.tell(&mut line);
    }
    // Plain data: serialization cannot fail; an empty line would fail the length check.
    let mut text = serde_json::to_string(&line).unwrap_or_default();
    text.push('\n');
    text
}
