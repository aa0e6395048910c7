//! What goes wrong on real machines, done to the real program: killed, called off, out of room, shut out, raced and spied on.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod aftermath; // what is left, and whether the next run names it
mod moments; // when to kill
mod mounts; // file systems in memory, small or read-only
mod rig; // one person's computer, with keys that unlock at once
mod rounds; // the kinds of work, each done, killed and done again

mod armor; // armored and passphrase-locked files of the stock programs
mod changing; // files that change while they are read
mod interrupt; // Ctrl-C and its like
mod kill; // kill -9 at random moments
mod room; // no room left
mod secrets; // where passphrases and keys must not be seen
mod shut; // not to be written, not to be read
mod together; // several processes at once
mod turns;
mod volumes; // kill -9 of packages in volumes, and of making one again // kill -9 as soon as something appears or disappears
