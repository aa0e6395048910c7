//! 受入照合: the operator's list of media, compared with the drives that are here, before anything is planned.
//!
//! A serial number is compared as it is, letter by letter. What is only nearly the same is told as a hint and is never a match.

mod compare;
mod error;
mod list;
mod near;
mod paper;
mod size;
mod typed;

pub use compare::{Here, Intake, Standing, take_in};
pub use error::IntakeError;
pub use list::MediaList;
pub use paper::issue_intake;
pub use typed::{TypedSerial, device_meant, drives_here};

#[cfg(test)]
pub(in crate::custody) mod tests;
