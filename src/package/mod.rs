//! Floor 2: the package: an age file with a pax tar in it, in that a BagIt bag (RFC 8493), signed inside.
//!
//! ```text
//! NAME/bagit.txt                   declaration
//! NAME/azukari/start.json          how long all of this is: a cut is known before anything is written
//! NAME/data/…                      the assets as they were
//! NAME/manifest-sha256.txt         `sha256sum -c` reads it
//! NAME/manifest-blake3.txt         `b3sum -c` reads it
//! NAME/bag-info.txt
//! NAME/azukari/index.jsonl         per entry: path, size, offset, times, digests
//! NAME/azukari/manifest.json(.sig) who sealed what, signed (SSHSIG, `manifest@azukari`)
//! NAME/tagmanifest-sha256.txt
//! NAME/azukari/trailer.json        fixed size, at a fixed distance from the end: where the index is, and the token
//! ```
//!
//! Made in one pass, read in one pass, listed by seeking. Stock `age`, `tar`, `sha256sum` and `ssh-keygen` do the same by hand.

mod bag;
mod blueprint;
mod coding;
mod cursor;
mod error;
mod extra;
mod extract;
mod fill;
mod index;
mod journal;
mod link;
mod list;
mod look;
mod names;
mod naming;
mod open;
mod open_part;
mod opening;
mod options;
mod output;
mod plan;
mod portable;
mod problem;
mod prove;
mod restore;
mod room;
mod seal;
mod seal_volumes;
mod sealed;
mod sink;
mod slots;
mod source;
mod spread;
mod tail;
mod tail_writer;
mod tar_header;
mod tar_parser;
mod tar_words;
mod tree;
mod volume_file;
mod volume_set;
mod workshop;

pub use bag::{IndexEntry, Manifest, ManifestRecipient, ManifestSender, NAMESPACE, Totals, is_package_id};
pub use coding::{CodingKind, plan_zstd};
pub use error::{CODES, PackageError};
pub use journal::{forget_volumes, package_in_making};
pub use list::{Listing, list};
pub use naming::{NameOptions, NameProblem, NameProblemKind};
pub use open::{ForeignKind, Inside, OpenOptions, Staged, check, open};
pub use open_part::{Part, open_part};
pub use options::{SealOptions, VolumeOptions};
pub use portable::{names_everywhere, renamed};
pub use problem::{Damage, Problem, ProblemKind, VolumeProblem};
pub use restore::{Deviation, Restore};
pub use seal::seal;
pub use sealed::Sealed;
pub use sink::Staging;
pub use source::{Links, walk, walk_renaming, walk_with};
pub use tree::{Entry, EntryKind, Tree};
pub use volume_file::{VolumeFile, volume_list_digests};
pub use volume_set::{VolumeSet, target_is_apart};
pub use workshop::volume_workshop;

#[cfg(test)]
mod tests;
