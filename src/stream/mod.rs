//! Floor 1: moving bytes. Positioned reads and writes, ordered lanes for work that must follow the stream, digests,
//! and files that appear only when complete. Knows nothing of what the bytes mean.

mod atomic_file;
mod beside;
mod digest;
mod digest_file;
mod lane;
mod positioned;
mod read_whole;
mod share;
mod workers;

pub use atomic_file::{AtomicFile, OpenFolder, create_private, orphans, part_name, rename_new, sync_parent};
pub use beside::{Beside, BesideInto, goes_beside};
pub use digest::{DigestChain, Hasher};
pub use digest_file::{digest_file, digest_files};
pub use lane::{Lane, Stopped};
pub use positioned::{read_at, read_exact_at, write_all_at};
pub use read_whole::read_whole;
pub use share::Share;
#[cfg(test)]
pub(crate) use workers::tests as workers_in_tests;
pub use workers::{Failures, count, run};
