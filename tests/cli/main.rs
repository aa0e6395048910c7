//! The real program, run as a user runs it. One file per verb.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod env;

#[cfg(target_os = "linux")]
mod countersign;
mod devices;
mod free;
#[cfg(target_os = "linux")]
mod import;
mod init;
mod key;
#[cfg(target_os = "linux")]
mod medium;
#[cfg(target_os = "linux")]
mod names;
mod package;
mod parties;
#[cfg(unix)]
mod plugin;
mod post_quantum;
#[cfg(unix)]
mod prompts;
mod receive;
mod returned;
mod shell;
mod verify;
mod volumes;
mod wipe;
