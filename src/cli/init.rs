//! `azukari init`: a case, and a key pair if there is none.

use super::Shell;
use super::exit::Exit;
use super::failure::Outcome;
use super::key::{KeyOwner, create_keys};
use super::layout::printable_path;
use crate::custody::case::{Agreed, Case, Client, ContractSettings, Contractor, SETTINGS_FILE, Settings};
use crate::custody::opening::open_case;
use crate::custody::pending::{End, Pending};
use crate::model::{Addressee, Representative, Timestamp};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    #[command(flatten)]
    owner: KeyOwner,
    #[arg(long, value_name = "TEXT", default_value = "")]
    address: String,
    #[arg(long, value_name = "TEXT")]
    representative: Option<String>,
    #[arg(long, value_name = "NAME")]
    client: String,
    #[arg(long, value_name = "NAME")]
    addressee: Option<String>,
    #[arg(long, value_name = "TEXT", default_value = "様", requires = "addressee")]
    honorific: String,
    #[arg(long, value_name = "TITLE")]
    contract: String,
    #[arg(long, value_name = "TEXT", default_value = "")]
    contract_number: String,
    #[arg(long, value_name = "DATE")]
    contract_date: Option<Timestamp>,
    #[arg(long, value_name = "TEXT")]
    agreed_means: Option<String>,
    #[arg(long, value_name = "TEXT")]
    agreed_place: Option<String>,
}

impl Args {
    fn settings(&self, shell: &Shell, organization: &str) -> Settings {
        let representative = self.representative.as_deref().map(|text| {
            // 職 and 氏名, which itself may hold a space.
            let (title, name) = text.trim().split_once(char::is_whitespace).unwrap_or(("", text.trim()));
            Representative { title: title.to_owned(), name: name.trim().to_owned() }
        });
        let contractor = Contractor {
            organization: organization.to_owned(),
            address: self.address.clone(),
            representative,
        };
        let addressee = self
            .addressee
            .as_ref()
            .map(|name| Addressee { name: name.clone(), honorific: self.honorific.clone() });
        let client = Client { name: self.client.clone(), addressee };
        let contract = ContractSettings {
            title: self.contract.clone(),
            number: self.contract_number.clone(),
            date: self.contract_date,
        };
        let mut settings = Settings::new(contractor, client, contract);
        settings.agreed = Agreed { means: self.agreed_means.clone(), place: self.agreed_place.clone() };
        if let Some(lang) = shell.lang_option() {
            lang.tag().clone_into(&mut settings.language);
        }
        settings
    }
}

/// Makes the case.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    // Before keys are made, or a passphrase is asked for, for nothing.
    Case::may_begin(&args.dir)?;
    let new_keys = !shell.keys()?.exists();
    if new_keys {
        create_keys(shell, &args.owner, None)?;
    }
    let own = shell.unlock()?;
    let organization = args.owner.organization().unwrap_or(&own.card.organization);
    let settings = args.settings(shell, organization);
    let card_file = own.store.card_file()?;
    // If this run dies, the next names what it left: half a case would be in the way of another try.
    let made = Case::to_be_made(&args.dir);
    let done = End::Done(&args.dir.join(SETTINGS_FILE));
    let pending = Pending::begin_with(&own.store.work(), "init", &made, done, shell.now())?;
    let opened = open_case(&args.dir, settings, own.signer(), &card_file, shell.now());
    let left: Vec<&Path> =
        if opened.is_ok() { Vec::new() } else { made.iter().map(PathBuf::as_path).collect() };
    pending.finish_unless_left(&left);
    let case = opened?;
    let root = case.root().canonicalize().unwrap_or_else(|_| case.root().to_owned());
    let facts = crate::facts![path = printable_path(&root), title = args.contract, client = args.client];
    shell.out().say("init-done", &facts);
    shell.out().say("init-next", &crate::facts![path = printable_path(&root)]);
    let card =
        json!({ "id": own.card.id, "fingerprint": own.card.fingerprint(), "recipient": own.card.recipient });
    shell
        .out()
        .result("init", &json!({ "case": root.display().to_string(), "new_keys": new_keys, "card": card }));
    Ok(Exit::Done)
}
