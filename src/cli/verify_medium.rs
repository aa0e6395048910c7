//! `azukari verify-medium` (Art. 17): reads a wiped medium once more, by its certificate alone.

use super::Shell;
use super::exit::Exit;
use super::failure::Outcome;
use super::progress::Reporter;
use crate::custody::media::{MediaError, recheck};
use crate::custody::verify::load_record;
use crate::model::{Fault, Trust, bytes_with_unit};
use crate::sanitize::media::Verification;
use crate::sign::Keyring;
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `verify-medium`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "CERT")]
    certificate: PathBuf,
    #[arg(value_name = "DEVICE")]
    device: PathBuf,
    #[arg(long)]
    sample: bool,
}

/// Reads it.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    let record = load_record(&args.certificate)?;
    let keyring = match shell.case_if_any()? {
        Some(case) => case.keyring()?,
        None => Keyring::new(),
    };
    let progress = Reporter::new(shell.out());
    let found =
        recheck(&record, &args.certificate, &args.device, &keyring, args.sample, &progress, shell.cancel())
            .inspect_err(|error| {
            if let MediaError::Refused(refusals) = error {
                let each: Vec<&dyn Fault> = refusals.iter().map(|refusal| refusal as &dyn Fault).collect();
                shell.out().reasons(&each);
            }
        })?;
    let out = shell.out();
    let sector = u64::from(found.certificate.sector).max(1);
    let facts = crate::facts![
        equal = bytes_with_unit(found.compared.equal),
        wanted = bytes_with_unit(found.compared.wanted),
        differing = found.compared.differing.bytes() / sector,
        unreadable = found.compared.unreadable.bytes() / sector,
        number = record.document.head.number
    ];
    out.say(
        if found.range == Verification::Full { "medium-read-full" } else { "medium-read-sample" },
        &facts,
    );
    if !found.compared.differing.is_empty() || !found.compared.unreadable.is_empty() {
        out.say("medium-read-differs", &facts);
    }
    if !found.differences.is_empty() {
        out.warn("warn-medium-other", &crate::facts![differences = found.differences.join(", ")]);
    }
    match found.signature {
        Trust::Good => {}
        Trust::Bad => out.warn("warn-medium-signature-bad", &[]),
        Trust::Unknown | Trust::Absent => out.warn("warn-medium-signature-unknown", &[]),
    }
    let (id, exit) = match found.trust {
        Trust::Good => ("medium-verdict-good", Exit::Done),
        Trust::Bad => ("medium-verdict-bad", Exit::Bad),
        Trust::Unknown | Trust::Absent => ("medium-verdict-unknown", Exit::Unknown),
    };
    out.say(id, &facts);
    let stretches = |ranges: &crate::sanitize::media::Ranges| -> Vec<(u64, u64)> {
        ranges.iter().take(100).map(|(from, to)| (from / sector, (to / sector).saturating_sub(1))).collect()
    };
    out.result(
        "verify-medium",
        &json!({
            "certificate": record.document.head.number,
            "trust": found.trust,
            "signature": found.signature,
            "range": found.range.as_str(),
            "wanted": found.compared.wanted,
            "equal": found.compared.equal,
            "differing": stretches(&found.compared.differing),
            "unreadable": stretches(&found.compared.unreadable),
            "differences": found.differences,
        }),
    );
    Ok(exit)
}
