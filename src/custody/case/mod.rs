//! A case (案件): one contract's folder.
//!
//! ```text
//! azukari.toml   the parties, the contract, 甲's fixed methods, the language of papers
//! ledger.db …    the ledger
//! documents/     issued records: NUMBER.json, NUMBER.json.sig, NUMBER.pdf; allowed_signers, VERIFY.txt
//! cards/         the cards of everybody whose signature counts here
//! tsa/           certificates of the authorities whose time-stamps count here
//! received/      receipts for what was sent from here
//! receive.lock   empty; whoever writes down what they received locks it
//! ```

mod authorities;
mod cards;
mod error;
mod folder;
mod settings;
mod write;

pub use cards::{add_cards, keep_card};
pub use error::CaseError;
pub use folder::{Case, SETTINGS_FILE};
pub use settings::{Agreed, Class, Client, ContractSettings, Contractor, Disposal, Settings};
pub use write::{write_new, write_new_as, write_over};

#[cfg(test)]
mod tests;
