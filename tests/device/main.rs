//! Real block devices with faults: what a wipe meets on media that are broken, that lie, or that are not what they say.
//! Needs Linux and root; every test says so, loudly, where it cannot run.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]
#![expect(clippy::single_range_in_vec_init, reason = "lists of ranges of LBAs, some of one")]

mod office; // whoever wipes: keys, a case, and the built program
mod rig;

mod board; // how far several disks are
mod faults; // disks that are broken or that lie
mod files; // files on them: what stays, and what is said of it
mod free; // free space of file systems
mod intake; // the list of media
mod leftovers; // loop devices, mounts, programs and files of the disks
mod once; // a plan is carried out once
mod queues; // several transfers at a time, and one by one
mod recheck; // wiped disks that are read once more
mod refusals; // what must not be wiped
mod resume; // wipes that are cut off and gone on with
mod rig_tests; // the disks themselves: each fault happens as described
mod second_person; // the signature of another
mod summary; // one paper over the media of a plan
mod together; // several disks at once
mod wiping; // good disks
