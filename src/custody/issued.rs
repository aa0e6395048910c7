//! The folder of issued documents beside what the ledger says of it: what does not agree, which chain heads it fixes, and the
//! files that let others check it without azukari.

use super::case::{Case, CaseError, write_over};
use super::pending::{self, Leftover};
use super::timestamp::response_beside;
use crate::document::{Annex, Record};
use crate::ledger::{Event, Head, Ledger, LedgerError};
use crate::model::{Facts, Sha256, Timestamp, Trust, printable};
use crate::sign::Keyring;
use crate::sign::timestamp::{Authority, MAX_RESPONSE_BYTES, Response, Stamp};
use crate::stream::Hasher;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Numbers and digests of the documents that the ledger says were issued.
///
/// # Errors
/// As [`Ledger::visit`].
pub fn known(ledger: &Ledger) -> Result<BTreeMap<String, Sha256>, LedgerError> {
    let (known, flaw) = known_so_far(ledger);
    flaw.map_or(Ok(known), Err)
}

/// As [`known`], as far as the ledger can be followed.
fn known_so_far(ledger: &Ledger) -> (BTreeMap<String, Sha256>, Option<LedgerError>) {
    let mut known = BTreeMap::new();
    let visited = ledger.visit(&mut |entry| {
        if let Some(Event::DocumentIssued(issued)) = entry.event() {
            known.insert(issued.number, issued.sha256);
        }
    });
    (known, visited.err())
}

/// The records in `documents/` that are byte for byte those that the ledger knows.
fn issued_records(case: &Case, known: &BTreeMap<String, Sha256>) -> Result<Vec<Record>, CaseError> {
    let mut records = Vec::new();
    for (number, path) in files(&case.documents(), "json")? {
        let Some(issued) = known.get(&number) else { continue };
        let Ok(json) = std::fs::read(&path) else { continue };
        if Hasher::sha256_of(&json) != *issued {
            continue;
        }
        let own = |record: &Record| record.document.head.number == number;
        records.extend(Record::from_parts(json, Vec::new()).ok().filter(own));
    }
    Ok(records)
}

/// The chain heads that the issued documents carry, by number: each fixes everything before it. Only records that the ledger
/// knows count: what somebody else put into the folder carries the head of some other ledger, or an invented one. Where the
/// ledger does not hold, the documents issued before its first flaw count.
///
/// # Errors
/// [`CaseError::Read`] for the folder.
pub fn heads(case: &Case, ledger: &Ledger) -> Result<Vec<(String, Head)>, CaseError> {
    let (known, _) = known_so_far(ledger);
    let head = |record: Record| {
        let head = record.document.head;
        (head.number, Head { sequence: head.ledger.sequence, sha256: head.ledger.sha256 })
    };
    Ok(issued_records(case, &known)?.into_iter().map(head).collect())
}

/// Something in `documents/` that does not agree with the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Odd {
    /// A record or signature that the ledger does not know: never issued here.
    NotIssued(PathBuf),
    /// The same, but signed by somebody trusted and noted by the run that was about to issue it: it died, or is still at it.
    Unfinished(PathBuf),
    /// An issued record with other content than when it was issued.
    Altered(PathBuf),
    /// An issued record, or its signature, that is not there.
    Missing(PathBuf),
    /// An annex with other content than the record binds.
    AnnexAltered(PathBuf),
    /// An annex that is not there.
    AnnexMissing(PathBuf),
}

impl Odd {
    /// Language-free code, as in the message `warn-odd-CODE`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotIssued(_) => "not-issued",
            Self::Unfinished(_) => "unfinished",
            Self::Altered(_) => "altered",
            Self::Missing(_) => "missing",
            Self::AnnexAltered(_) => "annex-altered",
            Self::AnnexMissing(_) => "annex-missing",
        }
    }

    /// Language-free code among the findings of others, as in the message `found-CODE`.
    #[must_use]
    pub fn finding(&self) -> &'static str {
        match self {
            Self::NotIssued(_) => "document-not-issued",
            Self::Unfinished(_) => "document-unfinished",
            Self::Altered(_) => "document-altered",
            Self::Missing(_) => "document-missing",
            Self::AnnexAltered(_) => "document-annex-altered",
            Self::AnnexMissing(_) => "document-annex-missing",
        }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::NotIssued(path)
            | Self::Unfinished(path)
            | Self::Altered(path)
            | Self::Missing(path)
            | Self::AnnexAltered(path)
            | Self::AnnexMissing(path) => path,
        }
    }

    /// What is there and contradicts the ledger is bad; what is not there cannot be judged; what was never finished is no part of it.
    #[must_use]
    pub fn trust(&self) -> Trust {
        match self {
            Self::Unfinished(_) => Trust::Good,
            Self::NotIssued(_) | Self::Altered(_) | Self::AnnexAltered(_) => Trust::Bad,
            Self::Missing(_) | Self::AnnexMissing(_) => Trust::Unknown,
        }
    }

    /// Values for the message.
    #[must_use]
    pub fn facts(&self) -> Facts {
        crate::facts![path = printable(&self.path().to_string_lossy())]
    }
}

/// Everything in `documents/` that does not agree with the ledger, in both directions, in the order of names.
///
/// # Errors
/// [`CaseError::Read`], [`CaseError::Ledger`].
pub fn odd(case: &Case, ledger: &Ledger) -> Result<Vec<Odd>, CaseError> {
    let (documents, keyring) = (case.documents(), case.keyring()?);
    let mut there = files(&documents, "json")?;
    there.extend(files(&documents, "json.sig")?);
    // In this order: what others are just issuing is noted before it is there, and until after the ledger knows it.
    let noted = pending::noted(&documents);
    let known = known(ledger)?;
    let mut odd = Vec::new();
    for (_, path) in there.into_iter().filter(|(number, _)| !known.contains_key(number)) {
        let unfinished = noted.contains(&path) && not_forged(&path, &keyring);
        odd.push(if unfinished { Odd::Unfinished(path) } else { Odd::NotIssued(path) });
    }
    for (number, sha256) in &known {
        odd_record(&documents, number, *sha256, &mut odd);
    }
    // What was imported lies in folders of its own, and is to stay as it was just the same.
    for seen in ledger.state()?.imported {
        let Some(folder) = inside(&case.received(), &seen.record.folder) else { continue };
        odd_record(&folder, &seen.record.number, seen.record.sha256, &mut odd);
    }
    odd.sort_by(|a, b| a.path().cmp(b.path()));
    Ok(odd)
}

/// What of a record that the ledger knows is not in `folder` as it was.
fn odd_record(folder: &Path, number: &str, sha256: Sha256, odd: &mut Vec<Odd>) {
    // Numbers come from the ledger, whose entries may have been forged: never leave the folder.
    let Some(path) = inside(folder, &format!("{number}.json")) else { return };
    match std::fs::read(&path) {
        Ok(json) if Hasher::sha256_of(&json) == sha256 => {
            if let Ok(record) = Record::from_parts(json, Vec::new()) {
                odd.extend(record.document.head.annexes.iter().filter_map(|one| odd_annex(folder, one)));
            }
        }
        Ok(_) => odd.push(Odd::Altered(path)),
        Err(_) => odd.push(Odd::Missing(path)),
    }
    odd.extend(
        inside(folder, &format!("{number}.json.sig")).filter(|path| !path.is_file()).map(Odd::Missing),
    );
}

/// Documents that runs which died were about to issue. Where they came to the ledger's entry, they are issued, and the note of them
/// is removed; where the ledger cannot tell, nobody is advised to delete anything.
#[must_use]
pub fn left_unissued(case: &Case) -> Vec<Leftover> {
    let mut left = pending::leftovers(&case.documents());
    if left.is_empty() {
        return left;
    }
    let Ok(known) = case.ledger().and_then(|ledger| known(&ledger)) else { return Vec::new() };
    left.retain(|left| {
        let numbers = left.paths.iter().filter_map(|path| path.file_name()?.to_str()?.split('.').next());
        let issued = numbers.into_iter().any(|number| known.contains_key(number));
        if issued {
            let _ = std::fs::remove_file(&left.marker);
        }
        !issued
    });
    left
}

/// Anybody can put a note beside a record; only who is trusted could sign it. A signature alone says nothing.
fn not_forged(path: &Path, keyring: &Keyring) -> bool {
    if path.extension().is_some_and(|extension| extension == "sig") {
        return true;
    }
    let signature = std::fs::read(path.with_extension("json.sig"));
    let record = std::fs::read(path).ok().zip(signature.ok());
    record.and_then(|(json, signature)| Record::from_parts(json, signature).ok()).is_some_and(|record| {
        let (namespace, at) = (record.document.body.kind().namespace(), record.document.head.issued_at);
        keyring.judge(namespace, &record.json, &record.signature, at).trust == Trust::Good
    })
}

fn odd_annex(documents: &Path, annex: &Annex) -> Option<Odd> {
    let path = inside(documents, &annex.name)?;
    match std::fs::read(&path) {
        Ok(bytes) if Hasher::sha256_of(&bytes) == annex.sha256 => None,
        Ok(_) => Some(Odd::AnnexAltered(path)),
        Err(_) => Some(Odd::AnnexMissing(path)),
    }
}

/// `folder/name`, if `name` is one plain name.
fn inside(folder: &Path, name: &str) -> Option<PathBuf> {
    let path = folder.join(name);
    (path.parent() == Some(folder) && path.file_name().is_some_and(|found| found == name)).then_some(path)
}

/// The files in `folder` whose names are `STEM.ENDING`, by stem.
fn files(folder: &Path, ending: &str) -> Result<Vec<(String, PathBuf)>, CaseError> {
    let read = |source| CaseError::Read { path: folder.to_owned(), source };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(read)? {
        let path = entry.map_err(read)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(stem) = name.strip_suffix(ending).and_then(|rest| rest.strip_suffix('.'))
            && !stem.starts_with('.')
        {
            found.push((stem.to_owned(), path));
        }
    }
    found.sort();
    Ok(found)
}

/// Writes `documents/allowed_signers`, `documents/VERIFY.txt` and, where time-stamping authorities are trusted, `documents/tsa.pem`: all
/// that a reader without azukari needs. Only documents that
/// the ledger knows are listed, and only names that a shell takes as they stand: readers run these lines.
///
/// # Errors
/// [`CaseError`].
pub fn refresh_verification(case: &Case, ledger: &Ledger) -> Result<(), CaseError> {
    let documents = case.documents();
    loop {
        let before = ledger.head()?;
        replace(&documents.join("allowed_signers"), case.keyring()?.allowed_signers().as_bytes())?;
        let authorities: String = case.authorities()?.iter().map(Authority::to_pem).collect();
        if !authorities.is_empty() {
            replace(&documents.join("tsa.pem"), authorities.as_bytes())?;
        }
        replace(&documents.join("VERIFY.txt"), verify_text(case, ledger)?.as_bytes())?;
        // Who issued something meanwhile may have been done with this before us: then ours was old, and went over theirs.
        if ledger.head()? == before {
            return Ok(());
        }
    }
}

fn verify_text(case: &Case, ledger: &Ledger) -> Result<String, CaseError> {
    let mut text = include_str!("verify.txt").to_owned();
    for card in case.keyring()?.cards() {
        let holder = holder(&card.name, &card.organization);
        let _ = writeln!(text, "{}  {}  {holder}", card.id, card.fingerprint());
    }
    text.push_str("\n一覧 / list\n");
    for record in issued_records(case, &known(ledger)?)? {
        let head = &record.document.head;
        let (namespace, signer) = (record.document.body.kind().namespace(), &head.issuer.key.id);
        let number = &head.number;
        if !plain(number) || !plain(signer) {
            continue;
        }
        let _ = writeln!(
            text,
            "\n{number}  {}  SHA-256 {}\nssh-keygen -Y verify -f allowed_signers -I {signer} -n {namespace} \
             -s {number}.json.sig < {number}.json",
            holder(&head.issuer.person.name, &head.issuer.person.organization),
            record.sha256()
        );
        if let Some(at) = stamped_at(&case.documents().join(format!("{number}.json.sig"))) {
            let _ = writeln!(
                text,
                "openssl ts -verify -in {number}.json.sig.tsr -data {number}.json.sig -CAfile tsa.pem -attime {}",
                at.to_unix()
            );
        }
        for annex in &head.annexes {
            let _ = writeln!(text, "  + {}  SHA-256 {}", printable(&annex.name), annex.sha256);
        }
    }
    text.push_str(&received_text(case)?);
    Ok(text)
}

/// The receipts that came back, which lie in `received/`: other people's papers, with their lines.
fn received_text(case: &Case) -> Result<String, CaseError> {
    let mut text = String::new();
    let folder = case.received();
    if !folder.is_dir() {
        return Ok(text);
    }
    for (stem, path) in received_files(&folder)? {
        let Ok(json) = std::fs::read(&path) else { continue };
        let Ok(record) = Record::from_parts(json, Vec::new()) else { continue };
        let (head, namespace) = (&record.document.head, record.document.body.kind().namespace());
        let signer = &head.issuer.key.id;
        if !stem.split('/').all(plain) || !plain(signer) {
            continue;
        }
        let _ = writeln!(
            text,
            "\n{}  {}  SHA-256 {}\nssh-keygen -Y verify -f allowed_signers -I {signer} -n {namespace} \
             -s ../received/{stem}.json.sig < ../received/{stem}.json",
            head.number,
            holder(&head.issuer.person.name, &head.issuer.person.organization),
            record.sha256()
        );
    }
    if text.is_empty() {
        return Ok(text);
    }
    Ok(format!(
        "\n返ってきた受領確認書、取り込んだ証明書など / receipts that came back, certificates that were imported, and the like\n\
         ほかの人が発行し、署名した書類です（../received/ にあります）。 / Others issued and signed these papers (in ../received/).\n{text}"
    ))
}

/// Every record in `received/` and in the folders there (what was imported), by its path below it without `.json`.
fn received_files(folder: &Path) -> Result<Vec<(String, PathBuf)>, CaseError> {
    let read = |source| CaseError::Read { path: folder.to_owned(), source };
    let mut found = files(folder, "json")?;
    for entry in std::fs::read_dir(folder).map_err(read)? {
        let path = entry.map_err(read)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !name.starts_with('.') {
            found.extend(
                files(&path, "json")?.into_iter().map(|(stem, path)| (format!("{name}/{stem}"), path)),
            );
        }
    }
    Ok(found)
}

/// 氏名（所属), for a reader beside a short name. Said by the holder: nothing here vouches for it.
fn holder(name: &str, organization: &str) -> String {
    let name = printable(name);
    if organization.is_empty() {
        name.into_owned()
    } else {
        format!("{name}（{}）", printable(organization))
    }
}

/// The moment that the time-stamp beside a signature states. Certificates end: `openssl` must be told to judge them as of then.
fn stamped_at(signature: &Path) -> Option<Timestamp> {
    let response = response_beside(signature);
    if response.metadata().ok()?.len() > MAX_RESPONSE_BYTES as u64 {
        return None;
    }
    let bytes = std::fs::read(response).ok()?;
    Some(Stamp::of(&Response::read(&bytes).ok()?).at)
}

/// Letters, digits, `-`, `_` and `.`, and no option: the same in every shell.
fn plain(name: &str) -> bool {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && !name.starts_with(['-', '.']) && name.chars().all(safe)
}

fn replace(path: &Path, content: &[u8]) -> Result<(), CaseError> {
    write_over(path, content).map_err(|source| CaseError::Write { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_shell_would_read_otherwise_are_not_plain() {
        for name in ["R-2026-0001", "ab12cd34"] {
            assert!(plain(name), "{name}");
        }
        for name in ["", "-f", ".x", "a b", "$(id)", "a;b", "a\nb", "../x", "x&y", "見本"] {
            assert!(!plain(name), "{name}");
        }
    }
}
