//! `azukari verify`: Good, Unknown or Bad, for anything that azukari makes.

use super::Shell;
use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::layout::printable_path;
use super::open::{Spool, dearmored, identities};
use crate::crypt::ARMOR_BEGIN;
use crate::custody::case::Case;
use crate::custody::seal::Watch;
use crate::custody::verify::{self, Finding, Findings, VerifyError};
use crate::document::Record;
use crate::model::{Facts, FaultClass, Lang, Trust};
use crate::render::{Format, Options, Renderer, record_of_pdf};
use crate::sign::{Card, Keyring};
use serde_json::json;
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
}

/// Verifies each file; the worst finding decides the exit code.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    let case = shell.case_if_any()?;
    let keyring = shell.keyring(case.as_ref())?;
    let mut worst = Trust::Good;
    let mut failed = None;
    for path in &args.files {
        shell.go_on()?;
        match one(shell, args, path, case.as_ref(), &keyring) {
            Ok(findings) => {
                let trust = findings.trust();
                tell(shell, path, &findings.list, trust);
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

fn tell(shell: &Shell, path: &Path, findings: &[Finding], trust: Trust) {
    let out = shell.out();
    let word = match trust {
        Trust::Good => "verify-good",
        Trust::Unknown | Trust::Absent => "verify-unknown",
        Trust::Bad => "verify-bad",
    };
    out.say(word, &crate::facts![path = printable_path(path)]);
    for finding in findings {
        out.line(&format!(
            "  - {}",
            out.catalogue().text(&format!("found-{}", finding.code), &finding.facts)
        ));
    }
    if out.is_json() {
        let list: Vec<_> = findings
            .iter()
            .map(|finding| {
                json!({ "trust": finding.trust, "code": finding.code, "facts": super::output::object_of(&finding.facts) })
            })
            .collect();
        out.object(&json!({ "event": "verified", "path": path.display().to_string(), "trust": trust, "findings": list }));
    }
}

fn one(
    shell: &Shell,
    args: &Args,
    path: &Path,
    case: Option<&Case>,
    keyring: &Keyring,
) -> Result<Findings, Failure> {
    let work = shell.keys()?.work();
    let progress = shell.progress();
    let watch = Watch { progress: &progress, cancel: shell.cancel(), work: &work };
    if path.is_dir() {
        if path.join("ledger.db").is_file() {
            return ledger(&Case::open(path)?);
        }
        return Ok(verify::bag(path, keyring, watch)?);
    }
    let mut start = Vec::new();
    let read = |source| VerifyError::Read { path: path.to_owned(), source };
    std::fs::File::open(path).map_err(read)?.take(64).read_to_end(&mut start).map_err(read)?;
    if start.starts_with(b"SQLite format 3\0") {
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        return ledger(&Case::open(folder)?);
    }
    let named_so = path.extension().is_some_and(|extension| extension == "age");
    if start.starts_with(b"age-encryption.org/") || start.starts_with(ARMOR_BEGIN) || named_so {
        if args.inside || !args.identity.is_empty() {
            let plain = dearmored(shell, path, &std::env::temp_dir().join("azukari-verify"))?;
            let inner = plain.as_ref().map_or(path, Spool::path);
            let identities =
                identities(shell, inner, &args.identity, args.package_passphrase.as_deref(), false)?;
            return Ok(verify::package_inside(inner, &identities, keyring, watch)?);
        }
        return Ok(verify::package_outside(path, keyring, watch)?);
    }
    if start.starts_with(b"%PDF-") {
        let bytes = std::fs::read(path).map_err(read)?;
        let record = record_of_pdf(&bytes)?;
        let mut findings = judged(shell, &record, path.parent(), case, keyring)?;
        // Someone can put a true record behind a false page: it must be the very page that this record gives.
        let facts = crate::facts![number = record.document.head.number];
        findings.list.push(if is_our_page(shell, &record, &bytes) {
            Finding { trust: Some(Trust::Good), code: "pdf-page-good", facts }
        } else {
            Finding { trust: Some(Trust::Unknown), code: "pdf-page-not-proved", facts }
        });
        return Ok(findings);
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
    let record = verify::load_record(path)?;
    judged(shell, &record, path.parent(), case, keyring)
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
    Findings { list: vec![Finding { trust: Some(trust), code, facts }], signer: None }
}

fn ledger(case: &Case) -> Result<Findings, Failure> {
    let report = verify::ledger(case)?;
    let mut facts: Facts = crate::facts![entries = report.entries];
    let code = match report.trust {
        Trust::Good => "ledger-good",
        Trust::Bad => "ledger-bad",
        Trust::Unknown | Trust::Absent => "ledger-unknown",
    };
    if let Some(flaw) = &report.first_bad {
        facts.extend(crate::facts![sequence = flaw.sequence, what = flaw.what.code()]);
    }
    Ok(Findings { list: vec![Finding { trust: Some(report.trust), code, facts }], signer: None })
}

/// Judges a record; a receipt for a package of this case closes its transit.
fn judged(
    shell: &Shell,
    record: &Record,
    folder: Option<&Path>,
    case: Option<&Case>,
    keyring: &Keyring,
) -> Result<Findings, Failure> {
    let mut findings = verify::record(record, folder, keyring)?;
    let Some(case) = case else { return Ok(findings) };
    let trust = findings.trust();
    let Some(closing) = verify::receipt_against_note(case, record, trust, &mut findings)? else {
        return Ok(findings);
    };
    let facts = crate::facts![package = closing.package];
    if closing.known {
        findings.list.push(Finding { trust: Some(Trust::Good), code: "transit-closed-before", facts });
    } else if shell.can_unlock() {
        let own = shell.unlock()?;
        verify::close_transit(case, own.signer(), &closing, record, shell.now())?;
        findings.list.push(Finding { trust: Some(Trust::Good), code: "transit-closed", facts });
    } else {
        shell.out().warn("warn-transit-open", &facts);
    }
    Ok(findings)
}
