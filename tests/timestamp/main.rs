//! Time-stamps before stock `openssl`: a certification authority and a TSA made on the spot, requests of ours and of `openssl`.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod authority; // which certificates may be trusted
#[path = "../cli/env.rs"]
mod env; // a computer of one's own
mod flow; // the commands, as a clerk types them
mod hostile; // damaged and cut tokens
mod rig; // a CA and a TSA out of `openssl`
mod stock; // what `openssl` makes we read, and the other way round
mod wrong; // tokens that were never right
