//! `azukari seal` (Art. 12-3, 12-5): a package for named persons, and its delivery note.

use super::Shell;
use super::documents::PaperArgs;
use super::exit::Exit;
use super::failure::Outcome;
use super::layout::printable_path;
use super::names::{before_sealing, pairs, unsealable};
use super::size::Size;
use crate::custody::seal::{Request, Watch, recipient, seal};
use crate::document::{RecipientRef, Transport};
use crate::model::{Algorithms, KeyAgreement, bytes_with_unit};
use crate::package::{Links, NameProblem};
use serde_json::json;
use std::cell::RefCell;
use std::path::PathBuf;
use std::str::FromStr;

/// Arguments of `seal`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[arg(long, value_name = "PERSON", required = true)]
    to: Vec<String>,
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    #[arg(long, value_name = "sha256,blake3", default_value = "sha256,blake3")]
    digest: DigestChoice,
    #[arg(long, value_name = "SIZE")]
    volume_size: Option<Size>,
    #[arg(long, requires = "volume_size")]
    remake: bool,
    #[arg(long)]
    no_readback: bool,
    #[arg(long)]
    zstd: bool,
    #[arg(long)]
    links: bool,
    #[arg(long)]
    rename: bool,
    #[arg(long, value_name = "TEXT")]
    means: Option<String>,
    #[arg(long, value_name = "NAME")]
    carrier: Vec<String>,
    #[arg(long, value_name = "NUMBER")]
    approval: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    asset: Option<String>,
    #[arg(long, value_name = "TEXT")]
    remark: Vec<String>,
    #[command(flatten)]
    paper: PaperArgs,
}

/// `sha256`, `blake3`, or both.
#[derive(Debug, Clone, Copy)]
struct DigestChoice(Algorithms);

impl FromStr for DigestChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut chosen = Algorithms { sha256: false, blake3: false };
        for name in text.split(',') {
            match name.trim() {
                "sha256" => chosen.sha256 = true,
                "blake3" => chosen.blake3 = true,
                other => return Err(other.to_owned()),
            }
        }
        Ok(Self(chosen))
    }
}

/// Seals.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    let case = shell.case()?;
    let now = shell.now();
    // Whether everybody can be sealed to, before a passphrase is asked for.
    let to = args.to.iter().map(|name| recipient(&case, name, now)).collect::<Result<Vec<_>, _>>()?;
    let own = shell.unlock()?;
    let request = Request {
        paths: args.paths.clone(),
        target: args.output.clone(),
        to,
        algorithms: args.digest.0,
        volume_size: args.volume_size.map(|size| size.0),
        remake: args.remake,
        read_back: !args.no_readback,
        zstd: args.zstd,
        links: if args.links { Links::Keep } else { Links::Refuse },
        rename: args.rename,
        transport: Transport {
            means: args.means.clone(),
            carriers: args.carrier.clone(),
            approval: args.approval.clone(),
        },
        asset: args.asset.clone(),
        remarks: args.remark.clone(),
        prompts: shell.plugin_prompts(),
    };
    let work = own.store.work();
    let progress = shell.progress();
    let watch = Watch { progress: &progress, cancel: shell.cancel(), work: &work };
    let out = shell.out();
    let other_names = RefCell::new(Vec::new());
    let names = |problems: &[NameProblem], renamed: &[(String, String)]| {
        before_sealing(out, problems, renamed);
        other_names.replace(renamed.to_vec());
    };
    let done = seal(&case, own.signer(), &request, &|| shell.now(), &names, watch)
        .inspect_err(|error| unsealable(out, error, request.links))?;
    let package = &done.body.package;
    let facts = crate::facts![
        path = printable_path(&done.package),
        files = package.files,
        size = bytes_with_unit(package.content_bytes),
        bytes = package.bytes
    ];
    if package.volumes.is_empty() {
        out.say("seal-done", &facts);
    } else {
        let mut facts = facts;
        facts.extend(crate::facts![count = package.volumes.len(), kept = done.kept]);
        out.say(if done.kept == 0 { "seal-done-volumes" } else { "seal-done-volumes-kept" }, &facts);
    }
    for to in &done.body.recipients {
        out.say("seal-recipient", &crate::facts![name = to.person.name, id = to.id]);
    }
    let strength = strength(&done.body.recipients);
    match strength {
        Some(true) => out.say("seal-post-quantum", &[]),
        // Those who went to the trouble are told whom it takes.
        Some(false) if request.to.iter().any(|card| card.recipient_pq.is_some()) => {
            let without = request.to.iter().filter(|card| card.recipient_pq.is_none());
            let names: Vec<&str> = without.map(|card| card.name.as_str()).collect();
            out.say("seal-not-post-quantum", &crate::facts![names = names.join(", ")]);
        }
        _ => {}
    }
    if !package.volumes.is_empty() {
        // Each has its own, on the note.
    } else if let Some(sha256) = package.digests.sha256 {
        out.say("seal-sha256", &crate::facts![sha256 = sha256]);
    } else if let Some(blake3) = package.digests.blake3 {
        out.say("seal-blake3", &crate::facts![blake3 = blake3]);
    }
    let mut carried =
        crate::facts![note = printable_path(&done.note), signature = printable_path(&done.note_signature)];
    match (package.volumes.first(), package.volumes.last(), &package.key) {
        (Some(first), Some(last), Some(key)) => {
            let count = package.volumes.len();
            carried.extend(crate::facts![
                count = count,
                first = first.name,
                last = last.name,
                key = key.name
            ]);
            out.say("seal-carry-volumes", &carried);
        }
        _ => out.say("seal-carry", &carried),
    }
    let paper = shell.publish(&shell.renderer(Some(&case), &args.paper), &done.issued);
    shell.say_issued("title-note", &done.issued, paper.as_deref());
    out.result(
        "seal",
        &json!({
            "package": done.package.display().to_string(),
            "package_id": package.id,
            "bytes": package.bytes,
            "digests": package.digests,
            "post_quantum": strength,
            "files": package.files,
            "content_bytes": package.content_bytes,
            "volumes": package.volumes,
            "key": package.key,
            "volumes_kept": done.kept,
            "renamed": pairs(&other_names.into_inner(), "was"),
            "note": done.issued.number,
            "note_file": done.note.display().to_string(),
            "paper": paper.as_ref().map(|path| path.display().to_string()),
        }),
    );
    Ok(if paper.is_some() { Exit::Done } else { Exit::Partial })
}

/// Whether the package holds against quantum computers; `None` where a plugin alone knows.
fn strength(recipients: &[RecipientRef]) -> Option<bool> {
    let each = recipients.iter().map(|to| KeyAgreement::of_recipient(&to.recipient)?.is_post_quantum());
    each.reduce(|all, one| match (all, one) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    })?
}
