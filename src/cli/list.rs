//! `azukari list`: what is in a package, without decrypting its content.

use super::Shell;
use super::exit::Exit;
use super::failure::Outcome;
use super::layout::pad;
use super::open::identities;
use crate::model::{Trust, bytes_with_unit, printable};
use crate::package::{self, NAMESPACE, VolumeSet};
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `list`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "PACKAGE")]
    package: PathBuf,
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    package_passphrase: Option<PathBuf>,
}

/// Lists. The names are as the sealer wrote them; whether the content is whole only `verify` or `open` can say.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    let case = shell.case_if_any()?;
    let keyring = shell.keyring(case.as_ref())?;
    // Of a package in volumes, the file that the own key opens.
    let locked = VolumeSet::entrance_of(&args.package)?;
    let identities = identities(shell, &locked, &args.identity, args.package_passphrase.as_deref(), false)?;
    let listing = package::list(&args.package, &identities)?;
    let manifest = &listing.manifest;
    let judgement = keyring.judge(NAMESPACE, &listing.manifest_bytes, &listing.signature, manifest.sealed_at);
    let same_key = judgement.fingerprint.as_deref() == Some(manifest.sender.fingerprint.as_str());
    let trust = if same_key { judgement.trust } else { Trust::Bad };
    let out = shell.out();
    let facts = crate::facts![
        name = manifest.sender.person.name,
        organization = manifest.sender.person.organization,
        at = manifest.sealed_at,
        package = manifest.package
    ];
    out.say("list-sealed", &facts);
    out.say(
        match trust {
            Trust::Good => "list-signature-good",
            Trust::Unknown | Trust::Absent => "list-signature-unknown",
            Trust::Bad => "list-signature-bad",
        },
        &[],
    );
    for entry in &listing.entries {
        let size = if entry.path.ends_with('/') { String::new() } else { bytes_with_unit(entry.size) };
        out.line(&format!("{}  {}", pad(&size, 12), printable(&entry.path)));
    }
    let facts = crate::facts![
        files = manifest.contents.files,
        folders = manifest.contents.folders,
        size = bytes_with_unit(manifest.contents.bytes)
    ];
    out.say("list-total", &facts);
    out.result("list", &json!({ "manifest": manifest, "signature": trust, "entries": listing.entries }));
    Ok(match trust {
        Trust::Bad => Exit::Bad,
        _ => Exit::Done,
    })
}
