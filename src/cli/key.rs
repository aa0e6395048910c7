//! `azukari key`: one's own keys, and the cards of others.

use super::Shell;
use super::exit::Exit;
use super::failure::{Failure, Outcome, ShellError};
use super::layout::{pad, printable_path};
use super::open::identity_text;
use super::passphrase::Source;
use crate::crypt::keyfile::{self, NewIdentity};
use crate::custody::case::Case;
use crate::custody::keys::{KeysError, LockWork};
use crate::custody::opening::trust_card;
use crate::model::{Person, Timestamp, printable};
use crate::sign::{Card, CardError};
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Arguments of `key`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(NewArgs),
    Card(CardArgs),
    List(ListArgs),
    Import(ImportArgs),
    Passphrase(PassphraseArgs),
}

/// Whose keys are to be made.
#[derive(Debug, clap::Args)]
pub struct KeyOwner {
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "NAME")]
    organization: Option<String>,
    #[arg(long, value_name = "TEXT")]
    role: Option<String>,
}

impl KeyOwner {
    /// `--organization`.
    #[must_use]
    pub fn organization(&self) -> Option<&String> {
        self.organization.as_ref()
    }
}

#[derive(Debug, clap::Args)]
struct NewArgs {
    #[command(flatten)]
    owner: KeyOwner,
    #[arg(long)]
    post_quantum: bool,
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct CardArgs {
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct ListArgs {}

#[derive(Debug, clap::Args)]
struct ImportArgs {
    #[arg(value_name = "CARD")]
    card: PathBuf,
}

#[derive(Debug, clap::Args)]
struct PassphraseArgs {
    #[arg(long, value_name = "FILE", conflicts_with = "new_passphrase_fd")]
    new_passphrase_file: Option<PathBuf>,
    #[arg(long, value_name = "N")]
    new_passphrase_fd: Option<u32>,
}

/// Runs the subcommand.
pub fn run(shell: &Shell, args: Args) -> Outcome {
    match args.command {
        Command::New(args) => new(shell, &args),
        Command::Card(args) => card(shell, &args),
        Command::List(ListArgs {}) => list(shell),
        Command::Import(args) => import(shell, &args),
        Command::Passphrase(args) => passphrase(shell, args),
    }
}

/// Makes a key pair for `owner`, asking for a new passphrase; with the identity in `existing`, if given.
pub fn create_keys(shell: &Shell, owner: &KeyOwner, existing: Option<&Path>) -> Result<Card, Failure> {
    let store = shell.keys()?;
    if store.exists() {
        return Err(KeysError::Exists { path: store.dir().to_owned() }.into());
    }
    let name = owner.name.clone().filter(|name| !name.trim().is_empty()).ok_or(ShellError::NameNeeded)?;
    let person = Person {
        name,
        organization: owner.organization.clone().unwrap_or_default(),
        role: owner.role.clone().unwrap_or_default(),
    };
    let existing = existing.map(|path| existing_identity(shell, path)).transpose()?;
    let passphrase = shell.first_passphrase()?;
    let work = LockWork::default();
    let card = match existing {
        Some(identity) => store.create_with(&person, &identity, &passphrase, shell.now(), work)?,
        None => store.create(&person, &passphrase, shell.now(), None, work)?,
    };
    let facts =
        crate::facts![path = printable_path(store.dir()), id = card.id, fingerprint = card.fingerprint()];
    shell.out().say("key-made", &facts);
    Ok(card)
}

fn existing_identity(shell: &Shell, path: &Path) -> Result<NewIdentity, Failure> {
    let text = identity_text(shell, path, true)?;
    Ok(keyfile::existing(text, &shell.plugin_prompts())?)
}

fn new(shell: &Shell, args: &NewArgs) -> Outcome {
    let store = shell.keys()?;
    let existing = store.card().ok().filter(|card| {
        // Keys that are there stay as they are; with another name or key others were meant.
        let same = args.owner.name.as_ref().is_none_or(|name| *name == card.name);
        args.post_quantum && same && args.identity.is_none()
    });
    let create = || create_keys(shell, &args.owner, args.identity.as_deref());
    let card = match existing {
        Some(card) => add_post_quantum(shell, &card)?,
        None if args.post_quantum => {
            let card = create()?;
            add_post_quantum(shell, &card)?
        }
        None => create()?,
    };
    shell.out().say("key-give-card", &crate::facts![path = printable_path(&store.card_path())]);
    let mut result = described(&card);
    result["card"] = json!(store.card_path().display().to_string());
    shell.out().result("key new", &result);
    Ok(Exit::Done)
}

/// Adds a post-quantum key to the own keys, whose card is `card`; a case around us learns of the renewed card.
fn add_post_quantum(shell: &Shell, card: &Card) -> Result<Card, Failure> {
    let store = shell.keys()?;
    if card.recipient_pq.is_some() {
        return Err(KeysError::Exists { path: store.dir().to_owned() }.into());
    }
    let passphrase = shell.key_passphrase(card)?;
    let card = store.add_post_quantum(&passphrase, LockWork::default())?;
    shell.out().say("key-post-quantum-added", &crate::facts![path = printable_path(store.dir())]);
    if let Some(case) = shell.case_if_any()?
        && case.keyring()?.by_id(&card.id).is_some_and(|known| known.signing_key == card.signing_key)
    {
        let own = shell.unlock()?;
        let path = trust_card(&case, own.signer(), &card, &store.card_file()?, shell.now())?;
        shell.out().say("key-imported", &crate::facts![name = card.name, path = printable_path(&path)]);
    }
    Ok(card)
}

fn card(shell: &Shell, args: &CardArgs) -> Outcome {
    let store = shell.keys()?;
    let card = store.card()?;
    let mut result = described(&card);
    match &args.output {
        Some(path) => {
            super::documents::put(path, &store.card_file()?)?;
            shell.out().say("key-card-written", &crate::facts![path = printable_path(path)]);
            result["output"] = json!(path.display().to_string());
        }
        None if !shell.out().is_json() => shell.out().raw(&store.card_file()?),
        None => {}
    }
    shell.out().result("key card", &result);
    Ok(Exit::Done)
}

fn described(card: &Card) -> Value {
    json!({
        "id": card.id,
        "name": card.name,
        "organization": card.organization,
        "role": card.role,
        "fingerprint": card.fingerprint(),
        "recipient": card.recipient,
        "recipient_pq": card.recipient_pq,
        "valid_from": card.valid_from,
        "valid_until": card.valid_until,
    })
}

fn list(shell: &Shell) -> Outcome {
    let case = shell.case_if_any()?;
    let keyring = shell.keyring(case.as_ref())?;
    let own = shell.keys()?.card().ok();
    let mut rows = Vec::new();
    for card in keyring.cards() {
        let (reason, _) = keyring.standing(&card.signing_key, shell.now());
        let mine = own.as_ref().is_some_and(|own| own.signing_key == card.signing_key);
        let standing = shell.out().catalogue().word(match reason.code() {
            "fits" if mine => "key-mine",
            "fits" => "key-valid",
            "expired" => "key-expired",
            "revoked" => "key-revoked",
            _ => "key-not-yet-valid",
        });
        shell.out().line(&format!("{}  {}  {}", card.id, pad(&standing, 10), printable(&who(card))));
        shell.out().line(&format!("            {}", card.fingerprint()));
        let mut row = described(card);
        row["standing"] = json!(reason.code());
        row["own"] = json!(mine);
        rows.push(row);
    }
    if rows.is_empty() {
        shell.out().say("key-none", &[]);
    }
    let unlisted = case.as_ref().map_or(Ok(Vec::new()), Case::unlisted_cards)?;
    for path in &unlisted {
        let standing = shell.out().catalogue().word("key-unlisted");
        shell.out().line(&format!("--------  {}  {}", pad(&standing, 10), printable_path(path)));
        shell.out().warn("warn-card-unlisted", &crate::facts![path = printable_path(path)]);
    }
    let unlisted: Vec<_> = unlisted.iter().map(|path| path.display().to_string()).collect();
    shell.out().result("key list", &json!({ "cards": rows, "unlisted": unlisted }));
    Ok(Exit::Done)
}

fn import(shell: &Shell, args: &ImportArgs) -> Outcome {
    let shown = args.card.display().to_string();
    let file = std::fs::read(&args.card).map_err(|source| ShellError::Read { path: shown, source })?;
    let card =
        Card::read(&file).map_err(|source: CardError| KeysError::Card { path: args.card.clone(), source })?;
    say_card(shell, &card);
    // A card proves only that its own key signed it. Whose it is, people have to tell each other.
    shell.confirm("key-import-confirm", &crate::facts![name = card.name])?;
    let (path, message, trusted_in) = match shell.case_if_any()? {
        Some(case) => {
            let own = shell.unlock()?;
            let path = trust_card(&case, own.signer(), &card, &file, shell.now())?;
            (path, "key-imported", "case")
        }
        None => (shell.keys()?.trust(&card, &file)?, "key-imported-personal", "home"),
    };
    shell.out().say(message, &crate::facts![name = card.name, path = printable_path(&path)]);
    let mut result = described(&card);
    result["trusted_in"] = json!(trusted_in);
    result["path"] = json!(path.display().to_string());
    shell.out().result("key import", &result);
    Ok(Exit::Done)
}

/// Says whose card it is.
pub fn say_card(shell: &Shell, card: &Card) {
    let facts = crate::facts![who = who(card), id = card.id, fingerprint = card.fingerprint()];
    shell.out().say("key-card-shown", &facts);
    if card.recipient_pq.is_some() {
        shell.out().say("key-card-post-quantum", &[]);
    }
}

/// Name, organization and role, as far as the card has them.
fn who(card: &Card) -> String {
    let parts = [&card.name, &card.organization, &card.role];
    parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
}

fn passphrase(shell: &Shell, args: PassphraseArgs) -> Outcome {
    let store = shell.keys()?;
    let card = store.card()?;
    let old = shell.key_passphrase(&card)?;
    // Wrong ones are told before anybody thinks of a new one.
    store.signing_key(&old)?;
    let source = Source::of(args.new_passphrase_file, args.new_passphrase_fd);
    let new = shell.new_passphrase(&source)?;
    store.change_passphrase(&old, &new, LockWork::default())?;
    shell.out().say("key-passphrase-changed", &[]);
    shell.out().result("key passphrase", &json!({ "id": card.id }));
    Ok(Exit::Done)
}

/// A moment for people, without its offset: Japan's time is the only one on papers.
#[must_use]
pub fn day_and_time(at: Timestamp) -> String {
    let (year, month, day, hour, minute, _) = at.civil();
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
}
