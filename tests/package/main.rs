//! Packages against the world: random trees, damage of every kind, and the stock programs as judges.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test may panic, and says what it skips")]

mod beside; // links, hard links, extended attributes, owners
mod coded; // files with holes, and compressed ones
mod damage; // every cut, every flip, every appended byte has its name
mod forged; // a second writer, by the manual page; what it signs against the book is refused
mod hostile; // authentic packages and tars that lie
mod judge; // another implementation of the post-quantum recipient, and published vectors
mod names; // names that the target cannot take
mod part; // some files only, by seeking
mod remake; // a volume that was lost, made again
mod rig; // keys and shortcuts for the others
mod round_trip; // property: what goes in comes out
mod stock; // age, rage, tar and sha256sum agree with us, both ways
mod volumes; // packages in volumes: every cut, loss and exchange is named, and what is complete stays
