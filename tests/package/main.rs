//! Packages against the world: random trees, damage of every kind, and the stock programs as judges.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test may panic, and says what it skips")]

mod damage; // every cut, every flip, every appended byte has its name
mod forged; // a second writer, by the manual page; what it signs against the book is refused
mod hostile;
mod judge; // authentic packages and tars that lie
mod rig; // keys and shortcuts for the others
mod round_trip; // property: what goes in comes out
mod stock; // age, rage, tar and sha256sum agree with us, both ways
