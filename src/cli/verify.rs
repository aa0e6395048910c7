//! `azukari verify`: Good, Unknown or Bad, for anything that azukari makes.

use super::Shell;
use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::layout::printable_path;
use super::open::{Spool, dearmored, identities};
use crate::crypt::is_armored;
use crate::custody::case::Case;
use crate::custody::countersign::subject_of;
use crate::custody::seal::{Watch, note_paths};
use crate::custody::timestamp::signature_of;
use crate::custody::verify::{self, Finding, Findings, Scope, VerifyError};
use crate::document::Record;
use crate::model::{FaultClass, Lang, Timestamp, Trust, Verdict};
use crate::package::{VolumeSet, forget_volumes};
use crate::render::{Format, Options, Renderer, record_of_pdf};
use crate::sign::timestamp::Authorities;
use crate::sign::{Card, Keyring};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// No record is longer than this, in bytes.
const LARGEST_RECORD: u64 = 256 << 20;

/// Arguments of `verify`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[arg(long)]
    inside: bool,
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    package_passphrase: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    tsa_ca: Vec<PathBuf>,
}

/// In whose light files are judged.
struct Trusted {
    keyring: Keyring,
    authorities: Authorities,
}

/// Verifies each file; the worst finding decides the exit code.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    let case = shell.case_if_any()?;
    let trusted = Trusted {
        keyring: shell.keyring(case.as_ref())?,
        authorities: shell.authorities(case.as_ref(), &args.tsa_ca)?,
    };
    let mut worst = Trust::Good;
    let mut failed = None;
    let mut from_outside = outside(shell, args, &trusted);
    for (index, path) in args.files.iter().enumerate() {
        shell.go_on()?;
        let findings = from_outside.remove(&index);
        match findings.unwrap_or_else(|| one(shell, args, path, case.as_ref(), &trusted)) {
            Ok(findings) => {
                let trust = findings.trust();
                tell(shell, path, &findings, trust);
                worst = match (worst, trust) {
                    (Trust::Bad, _) | (_, Trust::Bad) => Trust::Bad,
                    (Trust::Good, Trust::Good) => Trust::Good,
                    _ => Trust::Unknown,
                };
            }
            // What cannot even be read is told, and the others are still looked at.
            Err(failure) => {
                let class = failure.fault().class();
                shell.out().line(&format!("{}:", printable_path(path)));
                shell.out().fail(&failure);
                match class {
                    FaultClass::Bad => worst = Trust::Bad,
                    FaultClass::Interrupted => return Ok(Exit::Interrupted),
                    FaultClass::Unknown if worst == Trust::Good => worst = Trust::Unknown,
                    FaultClass::Unknown => {}
                    _ => failed = Some(Exit::from(class)),
                }
            }
        }
    }
    shell.out().result("verify", &json!({ "trust": worst }));
    Ok(match (worst, failed) {
        (Trust::Bad, _) => Exit::Bad,
        (_, Some(exit)) => exit,
        (Trust::Good, None) => Exit::Done,
        _ => Exit::Unknown,
    })
}

/// The message for the first line. What is genuine must not be read as that the wipe it speaks of passed, that its receiver had no
/// reserve, or that everything was looked at.
fn headline(findings: &Findings, trust: Trust) -> &'static str {
    match (trust, findings.verdict, findings.scope) {
        (Trust::Good, Some(Verdict::Failed), _) => "verify-good-of-failed",
        (Trust::Good, Some(Verdict::Unknown), _) => "verify-good-of-unknown",
        (Trust::Good, _, Scope::Outer) => "verify-good-outer",
        (Trust::Good, ..) if findings.not_compared > 0 && findings.exceptions.len() == 1 => {
            "verify-good-not-compared"
        }
        (Trust::Good, ..) if !findings.exceptions.is_empty() => "verify-good-with-exceptions",
        (Trust::Good, _, Scope::WithoutAnnexes) => "verify-good-without-annexes",
        (Trust::Good, Some(Verdict::Pass) | None, Scope::Whole) => "verify-good",
        (Trust::Unknown | Trust::Absent, ..) => "verify-unknown",
        (Trust::Bad, ..) => "verify-bad",
    }
}

fn tell(shell: &Shell, path: &Path, findings: &Findings, trust: Trust) {
    let out = shell.out();
    let facts = crate::facts![
        path = printable_path(path),
        count = findings.exceptions.len(),
        lines = findings.not_compared
    ];
    out.say(headline(findings, trust), &facts);
    for finding in &findings.list {
        out.line(&format!(
            "  - {}",
            out.catalogue().text(&format!("found-{}", finding.code), &finding.facts)
        ));
    }
    if out.is_json() {
        let list: Vec<_> = findings
            .list
            .iter()
            .map(|finding| {
                json!({ "trust": finding.trust, "code": finding.code, "facts": super::output::object_of(&finding.facts) })
            })
            .collect();
        out.object(&json!({
            "event": "verified",
            "path": path.display().to_string(),
            "trust": trust,
            "scope": findings.scope,
            "document_verdict": findings.verdict,
            "exceptions": findings.exceptions,
            "comparison": findings.comparison,
            "not_compared": findings.comparison.map(|_| findings.not_compared),
            "findings": list,
        }));
    }
}

/// The first bytes of a file.
fn beginning(path: &Path) -> Result<Vec<u8>, VerifyError> {
    let read = |source| VerifyError::Read { path: path.to_owned(), source };
    let mut start = Vec::new();
    std::fs::File::open(path).map_err(read)?.take(64).read_to_end(&mut start).map_err(read)?;
    Ok(start)
}

fn is_package(path: &Path, start: &[u8]) -> bool {
    let named_so = path.extension().is_some_and(|extension| extension == "age");
    start.starts_with(b"age-encryption.org/") || is_armored(start).unwrap_or(false) || named_so
}

/// Judges the packages among the files from outside, all of them side by side; by their place among the files. Nothing where they are
/// to be judged from inside.
fn outside(shell: &Shell, args: &Args, trusted: &Trusted) -> BTreeMap<usize, Result<Findings, Failure>> {
    let mut done = BTreeMap::new();
    if args.inside || !args.identity.is_empty() {
        return done;
    }
    let mut found = Vec::new();
    for (index, given) in args.files.iter().enumerate().filter(|(_, path)| !path.is_dir()) {
        match package_at(shell, given) {
            Ok(Some(package)) => found.push((index, package)),
            Ok(None) => {}
            Err(failure) => {
                done.insert(index, Err(failure));
            }
        }
    }
    let packages: Vec<_> = found
        .iter()
        .map(|(_, package)| verify::Outside {
            path: package.plain.as_ref().map_or(package.given, Spool::path),
            named: package.given,
        })
        .collect();
    if packages.is_empty() {
        return done;
    }
    let work = shell.keys().map(|keys| keys.work()).unwrap_or_default();
    let progress = shell.progress();
    let watch = Watch { progress: &progress, cancel: shell.cancel(), work: &work };
    let judged = verify::packages_outside(&packages, &trusted.keyring, watch);
    for ((index, package), findings) in found.iter().zip(judged) {
        let stamped = findings.map_err(Failure::from).and_then(|mut findings| {
            findings.list.extend(stamp_of(&note_paths(&package.whole).1, None, trusted)?);
            Ok(findings)
        });
        done.insert(*index, stamped);
    }
    done
}

/// A package among the files.
struct Package<'a> {
    given: &'a Path,
    /// `NAME.age`, also where that is in volumes.
    whole: PathBuf,
    /// Taken out of its armor.
    plain: Option<Spool>,
}

fn package_at<'a>(shell: &Shell, given: &'a Path) -> Result<Option<Package<'a>>, Failure> {
    let entrance = VolumeSet::entrance_of(given)?;
    if !is_package(&entrance, &beginning(&entrance)?) {
        return Ok(None);
    }
    let whole = VolumeSet::base_of(given)?.unwrap_or_else(|| entrance.clone());
    let plain = dearmored(shell, &entrance, &std::env::temp_dir().join("azukari-verify"))?;
    Ok(Some(Package { given, whole, plain }))
}

fn one(
    shell: &Shell,
    args: &Args,
    path: &Path,
    case: Option<&Case>,
    trusted: &Trusted,
) -> Result<Findings, Failure> {
    let keyring = &trusted.keyring;
    let work = shell.keys()?.work();
    let progress = shell.progress();
    let watch = Watch { progress: &progress, cancel: shell.cancel(), work: &work };
    if path.is_dir() {
        if path.join("ledger.db").is_file() {
            return ledger(shell, &Case::open(path)?);
        }
        let mut findings = verify::bag(path, keyring, watch)?;
        findings.list.extend(stamp_of(&path.join("azukari/manifest.json.sig"), None, trusted)?);
        return Ok(findings);
    }
    // Of a package in volumes, the file that tells what it is and that the own key opens.
    let given = path;
    let entrance = VolumeSet::entrance_of(given)?;
    let path = entrance.as_path();
    let read = |source| VerifyError::Read { path: path.to_owned(), source };
    let start = beginning(path)?;
    if start.starts_with(b"SQLite format 3\0") {
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        return ledger(shell, &Case::open(folder)?);
    }
    if is_package(path, &start) {
        // The note of a package in volumes bears the name of the whole.
        let whole = VolumeSet::base_of(given)?.unwrap_or_else(|| path.to_owned());
        let plain = dearmored(shell, path, &std::env::temp_dir().join("azukari-verify"))?;
        let inner = plain.as_ref().map_or(path, Spool::path);
        let package = plain.as_ref().map_or(given, Spool::path);
        let identities = identities(shell, inner, &args.identity, args.package_passphrase.as_deref(), false)?;
        let mut findings = verify::package_inside(package, given, &identities, keyring, watch)?;
        findings.list.extend(stamp_of(&note_paths(&whole).1, None, trusted)?);
        return Ok(findings);
    }
    if start.starts_with(b"%PDF-") {
        let bytes = std::fs::read(path).map_err(read)?;
        let record = record_of_pdf(&bytes)?;
        let signature = path.with_file_name(format!("{}.json.sig", record.document.head.number));
        let mut findings = judged(shell, &record, &signature, case, trusted)?;
        // Someone can put a true record behind a false page: it must be the very page that this record gives.
        let facts = crate::facts![number = record.document.head.number];
        findings.list.push(if is_our_page(shell, &record, &bytes) {
            Finding { trust: Some(Trust::Good), code: "pdf-page-good", facts }
        } else {
            Finding { trust: Some(Trust::Unknown), code: "pdf-page-not-proved", facts }
        });
        return Ok(findings);
    }
    if path.extension().is_some_and(|extension| extension == "tsr") {
        let list = stamp_of(&signature_of(path), None, trusted)?;
        if list.is_empty() {
            return Err(VerifyError::NotKnown { path: path.to_owned() }.into());
        }
        return Ok(Findings { list, ..Findings::default() });
    }
    // Records and cards are small; anything large is something else and is not read into memory.
    if path.metadata().map_err(read)?.len() > LARGEST_RECORD {
        return Err(VerifyError::NotKnown { path: path.to_owned() }.into());
    }
    if let Ok(card) = std::fs::read(path)
        .map_err(read)
        .and_then(|bytes| Card::read(&bytes).map_err(|_| VerifyError::NotKnown { path: path.to_owned() }))
    {
        return Ok(judged_card(&card, keyring));
    }
    if !start.trim_ascii_start().starts_with(b"{") {
        return Err(VerifyError::NotKnown { path: path.to_owned() }.into());
    }
    // A countersignature says something only of what it is about.
    if let Some(subject) = subject_of(path).filter(|subject| subject.is_file()) {
        return one(shell, args, &subject, case, trusted);
    }
    if let Some(findings) = verify::plan(path, &std::fs::read(path).map_err(read)?, keyring)? {
        return Ok(findings);
    }
    let record = verify::load_record(path)?;
    judged(shell, &record, &signature_of(path), case, trusted)
}

/// What is found about the time-stamp of a signature that is there itself.
fn stamp_of(
    signature: &Path,
    issued_at: Option<Timestamp>,
    trusted: &Trusted,
) -> Result<Vec<Finding>, Failure> {
    let read = |source| VerifyError::Read { path: signature.to_owned(), source };
    let bytes = match std::fs::read(signature) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(read(source).into()),
    };
    Ok(verify::stamp(signature, &bytes, issued_at, &trusted.authorities)?.list)
}

/// Whether drawing the record again gives the same bytes: same fonts, same version, either language.
fn is_our_page(shell: &Shell, record: &Record, pdf: &[u8]) -> bool {
    [Lang::Ja, Lang::En].into_iter().any(|lang| {
        let renderer = Renderer::new(Options { lang, ..Options::default() });
        shell.go_on().is_ok() && renderer.render(record, Format::Pdf).is_ok_and(|drawn| drawn == pdf)
    })
}

/// A card proves only that its holder has the key; whose key it is, the case's cards say.
fn judged_card(card: &Card, keyring: &Keyring) -> Findings {
    let known = keyring.by_id(&card.id).is_some_and(|held| held.signing_key == card.signing_key);
    let facts = crate::facts![name = card.name, fingerprint = card.fingerprint()];
    let (trust, code) = if known { (Trust::Good, "card-known") } else { (Trust::Unknown, "card-not-known") };
    Findings { list: vec![Finding { trust: Some(trust), code, facts }], ..Findings::default() }
}

/// The ledger, and the documents of its case: a paper that was changed is not good because the chain holds.
fn ledger(shell: &Shell, case: &Case) -> Result<Findings, Failure> {
    let judged =
        verify::ledger(case, &mut |keyring| -> Result<(), Failure> { Ok(shell.keys()?.add_to(keyring)?) })?;
    for path in &judged.unlisted_cards {
        shell.out().warn("warn-card-unlisted", &crate::facts![path = printable_path(path)]);
    }
    Ok(judged.findings())
}

/// Judges a record whose signature is or would be at `signature`; a receipt for a package of this case closes its transit.
fn judged(
    shell: &Shell,
    record: &Record,
    signature: &Path,
    case: Option<&Case>,
    trusted: &Trusted,
) -> Result<Findings, Failure> {
    let mut findings = verify::record(record, signature, &trusted.keyring)?;
    let issued_at = Some(record.document.head.issued_at);
    let stamp = verify::stamp(signature, &record.signature, issued_at, &trusted.authorities)?;
    // A time-stamp that nobody here can judge takes nothing from a signature; a bad one shows that somebody was at work.
    let trust = if stamp.trust() == Trust::Bad { Trust::Bad } else { findings.trust() };
    findings.list.extend(stamp.list);
    let Some(case) = case else { return Ok(findings) };
    let Some(closing) = verify::receipt_against_note(case, record, trust, &mut findings)? else {
        return Ok(findings);
    };
    let mut facts = crate::facts![package = closing.package];
    // What another recipient confirmed says nothing of this one.
    let before = closing.before.as_ref().filter(|before| before.same || before.name == closing.receiver());
    let mut code = match before {
        Some(before) => {
            facts.extend(before.facts());
            if before.same { "transit-closed-before" } else { "transit-received-again" }
        }
        None => "transit-closed",
    };
    if before.is_some_and(|before| before.same) {
        findings.list.push(Finding { trust: Some(Trust::Good), code, facts });
    } else if shell.can_unlock() {
        let own = shell.unlock()?;
        verify::close_transit(case, own.signer(), &closing, record, shell.now())?;
        let state = case.ledger()?.state()?;
        let awaited = state.holding(&closing.package).map_or(&[][..], |holding| &holding.awaited);
        if awaited.is_empty() {
            // It has arrived: no volume of it will be made again.
            forget_volumes(&own.store.work(), &closing.package);
        } else {
            code = "transit-received-in-part";
            facts.extend(crate::facts![count = awaited.len(), names = awaited.join(", ")]);
        }
        findings.list.push(Finding { trust: Some(Trust::Good), code, facts });
    } else {
        shell.out().warn("warn-transit-open", &facts);
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_genuine_certificate_of_a_wipe_that_did_not_pass_is_not_called_good() {
        let of = |verdict| Findings { verdict: Some(verdict), ..Findings::default() };
        for verdict in [Verdict::Failed, Verdict::Unknown] {
            assert_ne!(headline(&of(verdict), Trust::Good), headline(&of(Verdict::Pass), Trust::Good));
            assert_eq!(headline(&of(verdict), Trust::Bad), "verify-bad");
        }
        assert_eq!(headline(&of(Verdict::Pass), Trust::Unknown), "verify-unknown");
    }

    #[test]
    fn what_was_not_looked_at_or_not_confirmed_is_in_the_first_line() {
        let of = |scope, exceptions: &[&str]| Findings {
            scope,
            exceptions: exceptions.iter().map(|code| (*code).to_owned()).collect(),
            ..Findings::default()
        };
        for (findings, good) in [
            (of(Scope::Whole, &[]), "verify-good"),
            (of(Scope::Outer, &[]), "verify-good-outer"),
            (of(Scope::WithoutAnnexes, &[]), "verify-good-without-annexes"),
            (of(Scope::Whole, &["note-missing"]), "verify-good-with-exceptions"),
            (of(Scope::WithoutAnnexes, &["note-missing"]), "verify-good-with-exceptions"),
        ] {
            assert_eq!(headline(&findings, Trust::Good), good);
            assert_eq!(headline(&findings, Trust::Unknown), "verify-unknown");
        }
    }
}
