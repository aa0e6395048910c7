//! `azukari open`: everything that is in a package, or nothing; and the receipt that proves it.

use super::Shell;
use super::context::Unlocked;
use super::documents::PaperArgs;
use super::exit::Exit;
use super::failure::{Failure, Outcome, ShellError};
use super::layout::printable_path;
use super::names::{after_opening, pairs, refused, renamed};
use super::passphrase::{Passphrase, Source};
use crate::crypt::{CryptError, Identities, POST_QUANTUM_STANZA, X25519_STANZA};
use crate::custody::case::Case;
use crate::custody::open::{
    Done, Earlier, PartRequest, Receiving, Request, earlier_receipts, find_note, folder_is_there, open,
    open_part,
};
use crate::custody::pending::Pending;
use crate::custody::seal::Watch;
use crate::document::{Acceptance, Exception};
use crate::model::{Trust, bytes_with_unit};
use crate::package::{ForeignKind, Inside, PackageError, Restore, VolumeSet};
use crate::sign::Keyring;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Bytes of ciphertext that are taken out of their armor at a time.
const SPOOL_BUFFER: usize = 256 << 10;

/// Arguments of `open`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "PACKAGE")]
    package: PathBuf,
    #[arg(short, long, value_name = "DIR")]
    dir: PathBuf,
    #[arg(long)]
    no_receipt: bool,
    #[arg(long, value_name = "GLOB", value_parser = pattern)]
    only: Vec<glob::Pattern>,
    #[arg(long, conflicts_with = "only")]
    links: bool,
    #[arg(long, conflicts_with = "only")]
    xattrs: bool,
    #[arg(long, conflicts_with = "only")]
    owners: bool,
    #[arg(long)]
    rename: bool,
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    package_passphrase: Option<PathBuf>,
    #[arg(long, value_name = "TEXT")]
    place: Option<String>,
    #[arg(long, value_name = "TEXT")]
    remark: Vec<String>,
    #[command(flatten)]
    paper: PaperArgs,
}

/// Opens.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    // Before a passphrase is asked for, and before anything is spooled beside it.
    folder_is_there(&args.dir)?;
    let case = if args.no_receipt { shell.case_if_any()? } else { Some(shell.case()?) };
    let keyring = shell.keyring(case.as_ref())?;
    // The receipt is signed with the own key; a key from outside only opens.
    let own = if args.no_receipt { None } else { Some(shell.unlock()?) };
    // Of a package in volumes, the file that the own key opens.
    let entrance = VolumeSet::entrance_of(&args.package)?;
    let plain = dearmored(shell, &entrance, &args.dir)?;
    let locked = plain.as_ref().map_or(entrance.as_path(), |spool| spool.path());
    let package = plain.as_ref().map_or(args.package.as_path(), |spool| spool.path());
    let identities =
        identities(shell, locked, &args.identity, args.package_passphrase.as_deref(), own.is_some())?;
    let request = Request {
        package,
        named: &args.package,
        target: &args.dir,
        identities: &identities,
        restore: Restore { owners: args.owners, xattrs: args.xattrs, links: args.links },
        rename: args.rename,
    };
    let work = shell.keys()?.work();
    let progress = shell.progress();
    let watch = Watch { progress: &progress, cancel: shell.cancel(), work: &work };
    if !args.only.is_empty() {
        let receiving = case.as_ref().zip(own.as_ref());
        return part(shell, args, package, &identities, &keyring, receiving, watch);
    }
    let receiving = case.as_ref().zip(own.as_ref()).map(|(case, own)| Receiving {
        case,
        signer: own.signer(),
        place: args.place.clone(),
        remarks: args.remark.clone(),
    });
    let again = receiving
        .as_ref()
        .map(|receiving| warn_opened_before(shell, receiving.case, &args.package, &keyring))
        .transpose()?;
    let done = open(&request, &keyring, receiving.as_ref(), &|| shell.now(), watch)
        .inspect_err(|error| refused(shell.out(), error))?;
    let renamed = renamed(&done.staged.deviations);
    // Without a note beside it, a package says only now which one it is.
    if let (Some(again), Inside::Own { manifest, .. }) = (&again, &done.staged.inside)
        && done.note.is_none()
    {
        say_opened_before(shell, again, &manifest.package);
    }
    say(shell, &done);
    after_opening(shell.out(), &renamed);
    let mut result = json!({
        "dir": done.target.display().to_string(),
        "files": done.staged.totals.files,
        "folders": done.staged.totals.folders,
        "bytes": done.staged.totals.bytes,
        "package": done.staged.package,
        "sender": done.sender,
        "exceptions": done.exceptions,
        "acceptance": done.receipt.as_ref().map(|_| Acceptance::of(&done.exceptions)),
        "foreign": matches!(done.staged.inside, Inside::Foreign(_)),
        "renamed": pairs(&renamed, "path"),
    });
    let mut exit = if doubtful(&done.exceptions) { Exit::Unknown } else { Exit::Done };
    if let Some(issued) = &done.receipt {
        let paper = shell.publish(&shell.renderer(case.as_ref(), &args.paper), issued);
        if paper.is_none() {
            exit = Exit::Partial;
        }
        shell.say_issued("title-opened", issued, paper.as_deref());
        shell.out().say("open-send-back", &crate::facts![record = printable_path(&issued.json)]);
        result["receipt"] = json!(issued.number);
        result["record"] = json!(issued.json.display().to_string());
        result["paper"] = json!(paper.as_ref().map(|path| path.display().to_string()));
    }
    shell.out().result("open", &result);
    Ok(exit)
}

fn pattern(text: &str) -> Result<glob::Pattern, String> {
    glob::Pattern::new(text).map_err(|error| error.to_string())
}

/// Whether a path in a package, or a folder above it, fits one of the patterns. `*` stops at no slash: `*.csv` means every one.
fn fits(patterns: &[glob::Pattern], path: &str) -> bool {
    let above = path.match_indices('/').map(|(at, _)| &path[..at]);
    above.chain([path]).any(|path| patterns.iter().any(|pattern| pattern.matches(path)))
}

/// Takes out some files only.
fn part(
    shell: &Shell,
    args: &Args,
    package: &Path,
    identities: &Identities,
    keyring: &Keyring,
    receiving: Option<(&Case, &Unlocked)>,
    watch: Watch<'_>,
) -> Outcome {
    let request = PartRequest {
        package,
        named: &args.package,
        target: &args.dir,
        identities,
        wanted: &|path| fits(&args.only, path),
        rename: args.rename,
    };
    let receiving = receiving.map(|(case, own)| Receiving {
        case,
        signer: own.signer(),
        place: args.place.clone(),
        remarks: args.remark.clone(),
    });
    let done = open_part(&request, keyring, receiving.as_ref(), &|| shell.now(), watch)
        .inspect_err(|error| refused(shell.out(), error))?;
    let all = done.part.listing.manifest.contents;
    let out = shell.out();
    let facts = crate::facts![
        path = printable_path(&done.target),
        files = done.totals.files,
        all = all.files,
        size = bytes_with_unit(done.totals.bytes)
    ];
    out.say("open-part-done", &facts);
    after_opening(out, &done.part.renamed);
    for exception in &done.exceptions {
        out.warn(&format!("exception-{}", exception.code().replace('_', "-")), &[]);
    }
    out.say("open-part-no-receipt", &[]);
    out.result(
        "open",
        &json!({
            "dir": done.target.display().to_string(),
            "part": true,
            "files": done.totals.files,
            "folders": done.totals.folders,
            "bytes": done.totals.bytes,
            "files_in_package": all.files,
            "renamed": pairs(&done.part.renamed, "path"),
            "sender": done.sender,
            "exceptions": done.exceptions,
        }),
    );
    Ok(if doubtful(&done.exceptions) { Exit::Unknown } else { Exit::Done })
}

/// Warns where the note beside the package names one that has a receipt already; returns all those receipts.
fn warn_opened_before(
    shell: &Shell,
    case: &Case,
    package: &Path,
    keyring: &Keyring,
) -> Result<BTreeMap<String, Earlier>, Failure> {
    let earlier = earlier_receipts(case)?;
    if let Some(note) = find_note(package, keyring)? {
        say_opened_before(shell, &earlier, &note.body.package.id);
    }
    Ok(earlier)
}

fn say_opened_before(shell: &Shell, earlier: &BTreeMap<String, Earlier>, package: &str) {
    if let Some(Earlier { receipt, at }) = earlier.get(package) {
        shell.out().warn("warn-opened-before", &crate::facts![number = receipt, at = at, package = package]);
    }
}

/// Opened and whole; but from whom, or for whom, is not known.
fn doubtful(exceptions: &[Exception]) -> bool {
    exceptions.iter().any(|exception| matches!(exception, Exception::SenderUnknown | Exception::NotAddressed))
}

fn say(shell: &Shell, done: &Done) {
    let out = shell.out();
    let facts = crate::facts![
        path = printable_path(&done.target),
        files = done.staged.totals.files,
        size = bytes_with_unit(done.staged.totals.bytes)
    ];
    // What another program made states no digests that anything could agree with.
    let foreign = matches!(done.staged.inside, Inside::Foreign(_));
    out.say(if foreign { "open-done-foreign" } else { "open-done" }, &facts);
    match &done.staged.inside {
        Inside::Own { manifest, .. } => {
            let word = if done.sender == Trust::Good { "open-sender-good" } else { "open-sender-unknown" };
            let person = &manifest.sender.person;
            out.say(
                word,
                &crate::facts![
                    name = person.name,
                    organization = person.organization,
                    fingerprint = manifest.sender.fingerprint
                ],
            );
        }
        Inside::Foreign(ForeignKind::Tar) => out.warn("open-foreign-tar", &[]),
        Inside::Foreign(ForeignKind::File) => out.warn("open-foreign-file", &[]),
    }
    for exception in &done.exceptions {
        out.warn(&format!("exception-{}", exception.code().replace('_', "-")), &[]);
    }
    if done.receipt.is_some() && !done.exceptions.is_empty() {
        let codes: Vec<_> = done.exceptions.iter().map(|one| one.code().replace('_', "-")).collect();
        let facts = crate::facts![count = codes.len(), reasons = codes.join(", ")];
        out.say("open-received-with-exceptions", &facts);
    }
}

/// Ciphertext without its armor, in a file that disappears with this value.
pub(super) struct Spool {
    folder: PathBuf,
    path: PathBuf,
    /// Names the folder to the next run if this one dies.
    pending: Option<Pending>,
}

impl Spool {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
        let _ = std::fs::remove_dir(&self.folder);
        if let Some(pending) = self.pending.take() {
            pending.finish_unless_left(&[&self.folder]);
        }
    }
}

/// An armored file (`rage -a`) is text and cannot be read in pieces: its ciphertext is spooled beside the destination.
pub(super) fn dearmored(shell: &Shell, package: &Path, target: &Path) -> Result<Option<Spool>, Failure> {
    let read = |source| PackageError::Read { path: package.to_owned(), source };
    let file = std::fs::File::open(package).map_err(read)?;
    if !crate::crypt::is_armored(file).map_err(read)? {
        return Ok(None);
    }
    let target: PathBuf = target.components().collect();
    let folder = crate::stream::part_name(&target);
    let write = |source| PackageError::Write { path: target.clone(), source };
    let work = shell.keys()?.work();
    let pending = Pending::begin(&work, "open", std::slice::from_ref(&folder), shell.now())?;
    let path = folder.join(package.file_name().unwrap_or_default());
    let spool = Spool { folder, path, pending: Some(pending) };
    std::fs::create_dir(&spool.folder).map_err(write)?;
    let mut armored = crate::crypt::dearmor(std::fs::File::open(package).map_err(read)?);
    let mut plain = crate::stream::create_private(&spool.path).map_err(write)?;
    let mut buffer = vec![0; SPOOL_BUFFER];
    loop {
        shell.go_on()?;
        let count = match armored.read(&mut buffer) {
            Ok(0) => return Ok(Some(spool)),
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) if matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof) => {
                return Err(CryptError::Armor.into());
            }
            Err(error) => return Err(read(error).into()),
        };
        plain.write_all(&buffer[..count]).map_err(write)?;
    }
}

/// The keys to try: those named, else one's own; a passphrase where the file asks for one. `own_used`: the global
/// passphrase options already stand for the own keys.
pub(super) fn identities(
    shell: &Shell,
    package: &Path,
    named: &[PathBuf],
    package_passphrase: Option<&Path>,
    own_used: bool,
) -> Result<Identities, Failure> {
    let mut identities = Identities::asking(shell.plugin_prompts());
    if crate::crypt::is_passphrase_locked(package) {
        let facts = crate::facts![path = printable_path(package)];
        let id = "prompt-file-passphrase";
        let spellings = match package_passphrase {
            Some(path) => shell.passphrases_of(&Source::File(path.to_owned()), id, &facts)?,
            None if own_used => shell.passphrases_of(&Source::Prompt, id, &facts)?,
            None => shell.file_passphrases(id, &facts, false)?,
        };
        identities.add_passphrases(&spellings);
        return Ok(identities);
    }
    if named.is_empty() {
        add_own(shell, package, &mut identities)?;
        return Ok(identities);
    }
    for path in named {
        identities.add_text(&identity_text(shell, path, own_used)?)?;
    }
    Ok(identities)
}

/// The text of an identity file, unlocked where a passphrase locks it. `own_used`: the global passphrase options already stand
/// for the own keys.
pub(super) fn identity_text(
    shell: &Shell,
    path: &Path,
    own_used: bool,
) -> Result<Zeroizing<String>, Failure> {
    let read = |source| ShellError::Read { path: path.display().to_string(), source };
    let bytes = Zeroizing::new(std::fs::read(path).map_err(read)?);
    if bytes.starts_with(b"age-encryption.org/") || bytes.starts_with(b"-----BEGIN AGE") {
        let facts = crate::facts![path = printable_path(path)];
        let spellings = shell.file_passphrases("prompt-file-passphrase", &facts, own_used)?;
        return Ok(unlock(&bytes, &spellings)?);
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| CryptError::NoIdentity)?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// The own keys that `package` may be sealed to. Each costs a second to unlock, so the header is asked first.
fn add_own(shell: &Shell, package: &Path, identities: &mut Identities) -> Result<(), Failure> {
    let store = shell.keys()?;
    let card = store.card()?;
    let passphrase = shell.key_passphrase(&card)?;
    let tags = crate::crypt::stanza_tags(package);
    let has = |tag: &str| tags.iter().any(|found| found == tag);
    let strong = has(POST_QUANTUM_STANZA).then(|| store.post_quantum(&passphrase)).transpose()?.flatten();
    if let Some(text) = &strong {
        identities.add_text(text)?;
    }
    if strong.is_none() || has(X25519_STANZA) {
        identities.add_text(&store.identity(&passphrase)?)?;
    }
    Ok(())
}

/// Unlocks an identity file with whichever spelling fits.
fn unlock(file: &[u8], spellings: &[Passphrase]) -> Result<Zeroizing<String>, CryptError> {
    let mut result = Err(CryptError::WrongPassphrase);
    for passphrase in spellings {
        result = crate::crypt::keyfile::unlock(file, passphrase);
        if !matches!(result, Err(CryptError::WrongPassphrase)) {
            break;
        }
    }
    result
}
